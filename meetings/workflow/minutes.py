"""What can happen to the minutes of a meeting while they are written."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, remove, save
from meetings import number_drawing, policies
from meetings.agenda_order import agenda
from meetings.models import EntryDraft, Meeting, MinuteEntry, Minutes, MinutesStep
from meetings.states.meeting import State as MeetingState
from meetings.states.minutes import Event

Kind = MinutesStep.Kind


def _lock(minutes: Minutes) -> Minutes:
    return Minutes.objects.select_for_update(of=("self",)).select_related("meeting__board").get(pk=minutes.pk)


def _lock_entry(entry: MinuteEntry) -> MinuteEntry:
    """Lock the minutes first and the entry after them, as everything here does."""
    minutes = _lock(entry.minutes)
    entry = (
        MinuteEntry.objects.select_for_update(of=("self",))
        .select_related("item__restriction", "board")
        .get(pk=entry.pk)
    )
    entry.minutes = minutes
    return entry


def _step(minutes: Minutes, kind: str, *, by: User, at: datetime, text: str = "") -> None:
    MinutesStep.objects.create(minutes=minutes, kind=kind, text=text, by=by, at=at)


@transaction.atomic
def begin_minutes(*, meeting: Meeting, by: User, at: datetime, on: date) -> Minutes:
    """
    Begin the minutes as a snapshot of the agenda: an entry for each item, with its titles and number as they are.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: before the meeting has begun, if it was cancelled, or if minutes are there already
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.run_meetings.enforce(by, on=on)
    if meeting.state == MeetingState.CANCELLED:
        raise CannotBeDone("The meeting was cancelled, so it has no minutes.")
    if at < meeting.starts_at:
        raise CannotBeDone("The meeting has not begun yet, so it has no minutes.")
    if Minutes.objects.filter(meeting=meeting).exists():
        raise CannotBeDone("The minutes of this meeting are begun already. Open them and write on.")
    minutes = Minutes(meeting=meeting, begun_at=at)
    save(minutes, by=by, at=at)
    position = 0
    for section in agenda(meeting):
        for numbered in section.items:
            item, position = numbered.item, position + 1
            ground = item.restriction.ground if item.restriction and item.is_restricted else ""
            entry = MinuteEntry(
                minutes=minutes,
                board=meeting.board,
                position=position,
                item=item,
                item_number=numbered.number,
                heading=section.section.heading,
                title=item.title,
                closed_title=item.closed_title,
                is_public=not ground,
                ground=ground,
            )
            save(entry, by=by, at=at)
    _link_confirmed(minutes, by=by, at=at)
    _step(minutes, Kind.BEGUN, by=by, at=at)
    record(Event.BEGUN, actor=by, subject=minutes, at=at, meeting=meeting.reference, entries=position)
    return minutes


def _link_confirmed(minutes: Minutes, *, by: User, at: datetime) -> None:
    """Link minutes that this meeting confirmed before its own were begun to the entry about them."""
    waiting = Minutes.objects.filter(confirmed_in=minutes.meeting, confirming_entry__isnull=True)
    if entry := minutes.entry_about_minutes():
        for confirmed in waiting.select_for_update():
            confirmed.confirming_entry = entry
            save(confirmed, by=by, at=at)


@transaction.atomic
def add_entry(
    *,
    minutes: Minutes,
    title: str,
    by: User,
    at: datetime,
    on: date,
    after: MinuteEntry | None = None,
    **fields: Any,
) -> MinuteEntry:
    """
    Add an entry that was no item of the agenda, or an item admitted late: after another one, else at the end.

    :raises Refused: if this person may not write the minutes
    """
    minutes = _lock(minutes)
    policies.write_minutes.enforce(by, minutes, on=on)
    entry = _insert(minutes, after, by=by, at=at, title=title, kind=MinuteEntry.Kind.ADDED, **fields)
    record(Event.ENTRY_ADDED, actor=by, subject=entry, at=at, meeting=minutes.meeting.reference)
    return entry


def _insert(
    minutes: Minutes, after: MinuteEntry | None, *, by: User, at: datetime, **fields: Any
) -> MinuteEntry:
    entries = list(minutes.entries.in_order())
    place = next(
        (n for n, each in enumerate(entries, start=1) if after and each.pk == after.pk), len(entries)
    )
    entry = MinuteEntry(minutes=minutes, board=minutes.meeting.board, position=place + 1, **fields)
    save(entry, by=by, at=at)
    _put_in_order([*entries[:place], entry, *entries[place:]], by=by, at=at)
    minutes.version += 1
    save(minutes, by=by, at=at)
    return entry


def _put_in_order(entries: list[MinuteEntry], *, by: User, at: datetime) -> None:
    for position, entry in enumerate(entries, start=1):
        if entry.position != position:
            entry.position = position
            save(entry, by=by, at=at)


@transaction.atomic
def split_entry(
    *, entry: MinuteEntry, title: str, text: str, by: User, at: datetime, on: date, version: int
) -> MinuteEntry:
    """
    Put a part of an entry's text into an entry of its own behind it, under the same item.

    `text` is what goes to the new entry: the end of the present text.

    :raises Refused: if this person may not write the minutes
    :raises EditConflict: if somebody else saved the entry in between
    :raises CannotBeDone: if the entry does not end with that text
    """
    entry = _lock_entry(entry)
    policies.write_minutes.enforce(by, entry.minutes, on=on)
    check_version(entry, version, {"text": text})
    kept, moved = entry.text.rstrip(), text.strip()
    if not moved or not kept.endswith(moved):
        raise CannotBeDone("The part to be moved is not the end of the minute. Copy it from there unchanged.")
    entry.text = kept[: -len(moved)].rstrip()
    entry.version += 1
    save(entry, by=by, at=at)
    part = _insert(
        entry.minutes,
        entry,
        by=by,
        at=at,
        kind=MinuteEntry.Kind.ADDED,
        item=entry.item,
        item_number=entry.item_number,
        heading=entry.heading,
        title=title,
        closed_title=title if entry.closed_title else "",
        text=moved,
        is_public=entry.is_public,
        ground=entry.ground,
    )
    if entry.closed_title:
        part.title = entry.title
        save(part, by=by, at=at)
    record(Event.ENTRY_SPLIT, actor=by, subject=part, at=at, split_from=entry.pk)
    return part


@transaction.atomic
def move_entry(*, entry: MinuteEntry, up: bool, by: User, at: datetime, on: date) -> MinuteEntry:
    """
    Move an entry one place up or down; its number, once drawn, stays with it.

    :raises Refused: if this person may not write the minutes
    """
    entry = _lock_entry(entry)
    policies.write_minutes.enforce(by, entry.minutes, on=on)
    entries = list(entry.minutes.entries.in_order())
    place = next(n for n, other in enumerate(entries) if other.pk == entry.pk)
    neighbour = place - 1 if up else place + 1
    if 0 <= neighbour < len(entries):
        entries[place], entries[neighbour] = entries[neighbour], entries[place]
        _put_in_order(entries, by=by, at=at)
        entry.minutes.version += 1
        save(entry.minutes, by=by, at=at)
    record(Event.ENTRY_MOVED, actor=by, subject=entry, at=at)
    return entry


@transaction.atomic
def drop_entry(*, entry: MinuteEntry, by: User, at: datetime, on: date) -> None:
    """
    Take out an entry that has neither a number nor anything recorded under it.

    :raises Refused: if this person may not write the minutes
    :raises CannotBeDone: if its number is drawn, or decisions, actions or communications hang on it
    """
    entry = _lock_entry(entry)
    policies.write_minutes.enforce(by, entry.minutes, on=on)
    if entry.reference:
        raise CannotBeDone(
            f"Number {entry.reference} is drawn and never used again. Write into the minute that nothing was taken "
            "under it."
        )
    if entry.decisions.exists() or entry.communications.exists() or entry.passed_on.exists():
        raise CannotBeDone("Decisions or communications are recorded under this minute, so it stays.")
    if entry.confirms.exists():
        raise CannotBeDone("This minute tells of the confirming of earlier minutes, so it stays.")
    if entry.actions.exists():
        raise CannotBeDone("Actions are recorded under this minute, so it stays.")
    EntryDraft.objects.filter(entry=entry).delete()
    remove(entry, by=by, at=at)
    _put_in_order(list(entry.minutes.entries.in_order()), by=by, at=at)
    entry.minutes.version += 1
    save(entry.minutes, by=by, at=at)
    record(Event.ENTRY_DROPPED, actor=by, subject=entry, at=at, meeting=entry.minutes.meeting.reference)


@transaction.atomic
def write_entry(
    *, entry: MinuteEntry, text: str, version: int, by: User, at: datetime, on: date
) -> MinuteEntry:
    """
    Write what a minute says.

    :raises Refused: if this person may not write the minutes
    :raises EditConflict: if somebody else saved the entry in between; it keeps both texts
    """
    entry = _lock_entry(entry)
    policies.write_minutes.enforce(by, entry.minutes, on=on)
    if entry.text == text:
        # The same text twice is no conflict and no new version.
        EntryDraft.objects.filter(entry=entry, person=by).delete()
        return entry
    check_version(entry, version, {"text": text})
    entry.text = text
    entry.version += 1
    save(entry, by=by, at=at)
    EntryDraft.objects.filter(entry=entry, person=by).delete()
    record(Event.ENTRY_WRITTEN, actor=by, subject=entry, at=at, version=entry.version)
    return entry


@transaction.atomic
def keep_entry_draft(
    *, entry: MinuteEntry, text: str, based_on: int, by: User, at: datetime, on: date
) -> EntryDraft:
    """
    Keep what a person is writing in an entry without saving it; only they see it.

    :raises Refused: if this person may not write the minutes
    """
    policies.write_minutes.enforce(by, entry.minutes, on=on)
    draft, _ = EntryDraft.objects.update_or_create(
        entry=entry, person=by, defaults={"text": text, "based_on": based_on, "saved_at": at}
    )
    return draft


@transaction.atomic
def drop_entry_draft(*, entry: MinuteEntry, by: User, at: datetime) -> None:
    """Forget what a person was writing in an entry, when they ask for it."""
    EntryDraft.objects.filter(entry=entry, person=by).delete()


@transaction.atomic
def edit_entry(
    *, entry: MinuteEntry, version: int, by: User, at: datetime, on: date, **fields: Any
) -> MinuteEntry:
    """
    Change an entry's title or section heading, or whether the public may read it, while it is a draft.

    :raises Refused: if this person may not write the minutes
    :raises EditConflict: if somebody else saved the entry in between
    """
    entry = _lock_entry(entry)
    policies.write_minutes.enforce(by, entry.minutes, on=on)
    check_version(entry, version, fields)
    changed = sorted(name for name, value in fields.items() if getattr(entry, name) != value)
    for name in changed:
        setattr(entry, name, fields[name])
    entry.version += 1
    save(entry, by=by, at=at)
    record(Event.ENTRY_EDITED, actor=by, subject=entry, at=at, fields=changed)
    return entry


@transaction.atomic
def number_entries(
    *, minutes: Minutes, by: User, at: datetime, on: date, passing_over: Collection[str] = ()
) -> Minutes:
    """
    Draw the next minute numbers for all entries that have none, in their order.

    `passing_over` are the references of earlier meetings that may have higher numbers than these.

    :raises Refused: if this person may not keep the minutes
    :raises OutOfOrder: if the minutes of another earlier meeting of the board have no numbers yet
    """
    minutes = _lock(minutes)
    policies.keep_minutes.enforce(by, minutes, on=on)
    drawn, passed_over = _number(minutes, by=by, at=at, passing_over=passing_over)
    record(Event.NUMBERED, actor=by, subject=minutes, at=at, entries=drawn, passed_over=passed_over)
    return minutes


def _number(
    minutes: Minutes, *, by: User, at: datetime, passing_over: Collection[str]
) -> tuple[int, list[str]]:
    """Draw numbers for entries of minutes that the caller has locked; say for how many, and past which meetings."""
    waiting = list(minutes.entries.filter(reference="").in_order())
    passed_over = number_drawing.check_order(minutes.meeting, passing_over=passing_over) if waiting else []
    for entry in waiting:
        entry.number, entry.reference = number_drawing.draw(
            minutes.meeting.board, number_drawing.What.MINUTE, day=minutes.meeting.on, by=by, at=at
        )
        save(entry, by=by, at=at)
    return len(waiting), passed_over
