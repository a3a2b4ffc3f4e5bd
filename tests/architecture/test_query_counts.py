"""Every list and every detail page asks the database as often for many rows as for few."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from meetings.models import AgendaItem, Board, Meeting, Pack
from meetings.states.meeting import State
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
    restrict_item,
    seat_person,
    sign_in,
)
from tests.meetings.factories_before import admit_item

pytestmark = pytest.mark.django_db

# Who asks, and the keys of the address by name.
PAGES = {
    "home": ("member", ""),
    "accounts:account_detail": ("member", ""),
    "accounts:person_list": ("administrator", ""),
    "accounts:person_detail": ("administrator", "pk"),
    "accounts:organisation_list": ("administrator", ""),
    "accounts:organisation_detail": ("administrator", "organisation"),
    "accounts:event_list": ("administrator", ""),
    "meetings:board_list": ("member", ""),
    "meetings:board_structure": ("member", ""),
    "meetings:board_detail": ("member", "slug"),
    "meetings:seat_detail": ("secretary", "slug seat"),
    "meetings:meeting_list": ("member", ""),
    "meetings:meeting_detail": ("member", "reference"),
    "meetings:agenda_detail": ("secretary", "reference"),
    "meetings:item_detail": ("member", "reference key"),
    "meetings:paper_detail": ("member", "reference paper"),
    "meetings:pack_list": ("secretary", "reference"),
    "meetings:pack_detail": ("member", "reference number"),
    "meetings:pack_page": ("member", "reference number page"),
    "meetings:pack_manifest": ("member", "reference number"),
}
# For the time being more than the eight that are aimed at; it may go down and never up.
MOST = 28


def _item(meeting: Meeting, secretary: User) -> AgendaItem:
    """Add an item; once the agenda has gone round, by a chair's admission."""
    meeting.refresh_from_db()
    if meeting.state == State.CIRCULATED:
        return admit_item(meeting=meeting, by=secretary)
    return make_item(meeting=meeting, by=secretary)


def _grow(board: Board, meeting: Meeting, secretary: User, count: int) -> Pack:
    """Add some of everything that a page lists, and a pack that has it all."""
    for number in range(count):
        organisation = make_organisation()
        seat = make_seat(board=board, by=secretary, organisation=organisation)
        seat_person(seat=seat, by=secretary)
        name_deputy(seat=seat, by=secretary)
        make_user(organisation=organisation, duties=[Role.OFFICER])
        make_board(by=secretary, parent=board)
        make_meeting(
            board=board, by=secretary, starts_at=meeting.starts_at + timedelta(days=10 * count + number)
        )
        make_report(item=_item(meeting, secretary), by=secretary)
        closed = _item(meeting, secretary)
        make_report(item=closed, by=secretary)
        restrict_item(item=closed, seats=[seat], by=secretary)
    return make_pack(meeting=meeting, is_published=True, by=secretary)


def _ask(people: dict[str, Client], keys: dict[str, Any]) -> dict[str, int]:
    counts = {}
    for name, (who, wanted) in PAGES.items():
        address = reverse(name, args=[keys[key] for key in wanted.split()])
        # The first asking fills what a process keeps, and counts the pack as opened.
        assert people[who].get(address).status_code == 200, name
        with CaptureQueriesContext(connection) as captured:
            people[who].get(address)
        counts[name] = len(captured)
    return counts


@pytest.fixture(scope="module")
def counts(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """Count what every page asks with little in the database, and with more."""
    with django_db_blocker.unblock(), transaction.atomic():
        secretary = make_secretary()
        administrator = make_user(duties=[Role.ADMINISTRATOR])
        board = make_board(by=secretary)
        organisation = make_organisation()
        seat = make_seat(board=board, by=secretary, organisation=organisation)
        member = seat_person(seat=seat, by=secretary).person
        meeting = make_meeting(board=board, state="agenda_draft", by=secretary)
        item = make_item(meeting=meeting, by=secretary)
        report = make_report(item=item, by=secretary)
        people = {
            name: sign_in(Client(), user)
            for name, user in (("secretary", secretary), ("administrator", administrator), ("member", member))
        }
        keys = {
            "pk": member.pk,
            "organisation": organisation.slug,
            "slug": board.slug,
            "seat": seat.pk,
            "reference": meeting.reference,
            "key": item.key,
            "paper": report.key,
        }

        def asked(rows: int) -> dict[str, int]:
            pack = _grow(board, meeting, secretary, rows)
            page = pack.entries.get(paper=report).first_page
            return _ask(people, {**keys, "number": pack.number, "page": page})

        yield asked(1), asked(3)

        transaction.set_rollback(True)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_for_many_rows_as_for_few(counts, name):
    few, many = counts

    assert many[name] <= few[name]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_no_more_often_than_was_agreed(counts, name):
    _, many = counts

    assert many[name] <= MOST
