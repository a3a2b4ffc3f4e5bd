"""
Fills a database with as many rows as a partnership has after decades, for the measuring of pages.

One meeting with everything that belongs to it is made through the portal's own workflow; the rest are
copies of its rows, made by the database itself.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from csp_portal.accounts.models import Membership, User
from csp_portal.accounts.roles import Role
from csp_portal.audit.chain import GENESIS, Entry
from csp_portal.audit.verification import verify
from csp_portal.core.database_roles import AUDIT_OWNER, membership
from meetings.models import (
    AgendaItem,
    AgendaSection,
    Board,
    Meeting,
    Pack,
    PackCopy,
    PackEntry,
    Paper,
    PaperVersion,
    Seat,
    SeatHolder,
)
from tests.factories import (
    make_board,
    make_item,
    make_meeting,
    make_organisation,
    make_pack,
    make_report,
    make_seat,
    make_secretary,
    make_user,
    name_deputy,
    seat_person,
)

MEETINGS, ITEMS, EVENTS, PEOPLE, BOARDS, SEATS = 10_000, 20, 1_000_000, 2_000, 20, 30


@dataclass(frozen=True)
class Filled:
    """What the pages are asked for, and the people who ask."""

    meeting: Meeting
    item: AgendaItem
    paper: Paper
    pack: Pack
    page: int
    member: User
    secretary: User
    administrator: User


def fill(say: Callable[[str], None], *, part: int = 1) -> Filled:
    """Fill the database; `part` divides how many rows there are."""
    filled = _one_of_each()
    meetings = MEETINGS // part
    _copy_people(filled, PEOPLE // part)
    _copy_boards(filled)
    _copy_meetings(filled, meetings)
    say(f"{meetings:,} meetings, {meetings * ITEMS:,} agenda items, papers and entries of packs.")
    _fill_audit(filled, EVENTS // part)
    if faults := verify(at=datetime.now(tz=UTC), only="bench").faults:
        raise AssertionError(faults)
    say(f"{EVENTS // part:,} entries of the audit, in a chain that was checked whole.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return filled


def _one_of_each() -> Filled:
    secretary = make_secretary(full_name="Sam Secretary")
    administrator = make_user(full_name="Ada Administrator", duties=[Role.ADMINISTRATOR])
    board = make_board(by=secretary, name="Bench Board")
    seats = [
        make_seat(
            board=board, by=secretary, office=f"Director {n}", group=f"Group {n % 4}", organisation=partner
        )
        for n in range(SEATS // 10)
        for partner in [make_organisation() for _ in range(10)]
    ]
    people = [seat_person(seat=seat, by=secretary).person for seat in seats]
    for seat in seats[:5]:
        name_deputy(seat=seat, by=secretary)
    meeting = make_meeting(board=board, state="agenda_draft", by=secretary)
    items = [
        make_item(meeting=meeting, title=f"Item {n}", minutes_allotted=5, by=secretary) for n in range(ITEMS)
    ]
    reports = [make_report(item=item, by=secretary) for item in items]
    pack = make_pack(meeting=meeting, is_published=True, by=secretary)
    entry = pack.entries.get(paper=reports[5])
    meeting.refresh_from_db()
    return Filled(
        meeting, items[5], reports[5], pack, entry.first_page or 1, people[0], secretary, administrator
    )


def _copy(model: type[models.Model], rows: str, **other: str) -> None:
    """Add copies of rows of a model, `rows` saying of which (as `source`) and with what; `other` differs."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = [other.get(field.column, f'source."{field.column}"') for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        # Copies keep the foreign keys of what they were copied from, or of other copies.
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} source, {rows}"  # noqa: S608
        )


def _copy_people(filled: Filled, count: int) -> None:
    _copy(
        User,
        f"generate_series(1, {count}) n WHERE source.id = {filled.member.pk}",
        email="'bench' || n || '@example.org'",
        full_name="'Copy ' || lpad(n::text, 6, '0')",
    )
    _copy(
        Membership,
        "accounts_user person"
        f" WHERE source.user_id = {filled.member.pk} AND person.email LIKE 'bench%@example.org'",
        user_id="person.id",
    )


def _copy_boards(filled: Filled) -> None:
    board = filled.meeting.board
    _copy(
        Board,
        f"generate_series(1, {BOARDS - 1}) n WHERE source.id = {board.pk}",
        name="'Copied board ' || n",
        short_name="'Copy ' || n",
        slug="'copy-' || n",
    )
    _copy(
        Seat,
        f"meetings_board board WHERE source.board_id = {board.pk} AND board.slug LIKE 'copy-%'",
        board_id="board.id",
    )
    _copy(
        SeatHolder,
        "meetings_seat seat, meetings_seat original"
        f" WHERE original.id = source.seat_id AND original.board_id = {board.pk}"
        " AND seat.board_id <> original.board_id AND seat.organisation_id = original.organisation_id",
        seat_id="seat.id",
    )


def _copy_meetings(filled: Filled, count: int) -> None:
    meeting, pack = filled.meeting, filled.pack
    ahead = count // 5
    _copy(
        Meeting,
        f"generate_series(1, {count}) n, (SELECT array_agg(id) ids FROM meetings_board) boards"  # noqa: S608
        f" WHERE source.id = {meeting.pk}",
        board_id=f"boards.ids[1 + n % {BOARDS}]",
        reference="'copy-' || n",
        starts_at=f"source.starts_at + (n - {count - ahead}) * interval '7 hours'",
        state=f"CASE WHEN n < {count - ahead} THEN 'held' ELSE 'planned' END",
    )
    copies = "meetings_meeting meeting"
    is_copy = "meeting.reference LIKE 'copy-%'"
    section = AgendaItem.objects.get(pk=filled.item.pk).section_id
    _copy(
        AgendaSection,
        f"{copies} WHERE source.id = {section} AND {is_copy}",
        meeting_id="meeting.id",
    )
    _copy(
        AgendaItem,
        f"{copies} JOIN meetings_agendasection section ON section.meeting_id = meeting.id"
        f" WHERE source.meeting_id = {meeting.pk} AND {is_copy}",
        meeting_id="meeting.id",
        section_id="section.id",
    )
    # An item's title says which of the twenty it is, so that its paper and its line of the pack find it.
    item_of_copy = "JOIN meetings_agendaitem item ON item.title = original.title AND item.meeting_id <> original.meeting_id"
    _copy(
        Paper,
        f"meetings_agendaitem original {item_of_copy}"
        f" WHERE original.id = source.agenda_item_id AND original.meeting_id = {meeting.pk}",
        agenda_item_id="item.id",
        key="'p' || item.id",
    )
    _copy(
        PaperVersion,
        "meetings_paper original JOIN meetings_paper paper ON paper.position = original.position"
        " AND paper.key ~ '^p[0-9]+$'"
        f" WHERE original.id = source.paper_id AND original.id = {filled.paper.pk}",
        paper_id="paper.id",
    )
    _copy(Pack, f"{copies} WHERE source.id = {pack.pk} AND {is_copy}", meeting_id="meeting.id")
    _copy(
        PackCopy,
        f"meetings_pack pack WHERE source.pack_id = {pack.pk} AND pack.id <> {pack.pk}",
        pack_id="pack.id",
    )
    _copy(
        PackEntry,
        "meetings_pack pack JOIN meetings_agendaitem item ON item.meeting_id = pack.meeting_id"
        " JOIN meetings_paper paper ON paper.agenda_item_id = item.id"
        f" WHERE source.pack_id = {pack.pk} AND pack.id <> {pack.pk} AND source.item_title = item.title",
        pack_id="pack.id",
        item_id="item.id",
        paper_id="paper.id",
        paper_version_id="NULL::bigint",
    )


def _fill_audit(filled: Filled, count: int) -> None:
    """
    Add entries to a chain of their own, linked here as the trigger links them one by one.

    The audit's owner switches the trigger off in the transaction that adds them, which nobody but the
    owner can; the chain is verified afterwards.
    """
    begin = datetime(2006, 1, 1, tzinfo=UTC)
    hash_ = GENESIS
    lines = io.StringIO()
    people = [filled.member.pk, filled.secretary.pk, filled.administrator.pk]
    for number in range(1, count + 1):
        at = begin + timedelta(minutes=5 * number)
        entry = Entry(
            "bench",
            number,
            f"bench.kind_{number % 40}.happened",
            people[number % 3],
            "meetings.meeting",
            str(filled.meeting.pk + number % MEETINGS),
            at,
            at,
            '{"number": 1}',
            hash_,
            b"",
        )
        before, hash_ = hash_, entry.worked_out()
        lines.write(
            f"bench\t{number}\t{entry.kind}\t{entry.actor_pk}\t{entry.subject_type}\t{entry.subject_pk}\t{at}\t{at}"
            f"\t{entry.details}\t\\\\x{before.hex()}\t\\\\x{hash_.hex()}\n"
        )
    lines.seek(0)
    with transaction.atomic(), connection.cursor() as cursor, membership(cursor, AUDIT_OWNER) as guarded:
        if guarded:
            cursor.execute(f"SET LOCAL ROLE {AUDIT_OWNER}")
        cursor.execute("ALTER TABLE audit.event DISABLE TRIGGER event_is_linked")
        columns = (
            "chain, number, kind, actor_pk, subject_type, subject_pk, happened_at, recorded_at, details,"
            " previous_hash, hash"
        )
        raw: Any = cursor.cursor
        raw.copy_expert(f"COPY audit.event ({columns}) FROM STDIN", lines)
        cursor.execute("ALTER TABLE audit.event ENABLE ALWAYS TRIGGER event_is_linked")
        cursor.execute("INSERT INTO audit.chain_head VALUES ('bench', %s, %s)", [count, hash_])
        cursor.execute("RESET ROLE")
