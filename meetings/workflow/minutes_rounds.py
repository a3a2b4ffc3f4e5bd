"""How minutes go from the secretariat to the chair, to the members, to the next meeting, and under lock."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, change_state, save
from csp_portal.documents.intake import TakenIn
from csp_portal.documents.models import StoredFile
from meetings import policies
from meetings.models import (
    Correction,
    Decision,
    EntryAmendment,
    EntryDraft,
    EntrySuggestion,
    Meeting,
    MinuteEntry,
    Minutes,
)
from meetings.notifications import minutes as notifications
from meetings.states.meeting import State as MeetingState
from meetings.states.minutes import Event, State
from meetings.workflow.minutes import Kind, _lock, _lock_entry, _number, _step


@transaction.atomic
def send_to_chair(
    *, minutes: Minutes, by: User, at: datetime, on: date, passing_over: Collection[str] = ()
) -> Minutes:
    """
    Send the draft to those who chair the board; every entry has its number from now on.

    `passing_over` are the references of earlier meetings that may have higher numbers than these.

    :raises Refused: if this person may not write the minutes
    :raises CannotBeDone: if nothing is written yet, or somebody is still writing
    :raises OutOfOrder: if the minutes of another earlier meeting of the board have no numbers yet
    """
    minutes = _lock(minutes)
    policies.write_minutes.enforce(by, minutes, on=on)
    if not minutes.entries.exclude(text="").exists():
        raise CannotBeDone("Nothing is written yet. Write the minutes first.")
    if draft := EntryDraft.objects.filter(entry__minutes=minutes).select_related("entry").first():
        raise CannotBeDone(
            f"Minute {draft.entry.reference or draft.entry.position} has text that is kept but not saved. "
            "Save it or drop it first."
        )
    _, passed_over = _number(minutes, by=by, at=at, passing_over=passing_over)
    minutes.sent_to_chair_at = at
    save(minutes, by=by, at=at)
    _step(minutes, Kind.SENT_TO_CHAIR, by=by, at=at)
    notifications.minutes_to_clear(minutes, by=by, at=at, on=on)
    record(
        Event.SENT_TO_CHAIR,
        actor=by,
        subject=minutes,
        at=at,
        meeting=minutes.meeting.reference,
        passed_over=passed_over,
    )
    return minutes


@transaction.atomic
def send_back(*, minutes: Minutes, comments: str, by: User, at: datetime, on: date) -> Minutes:
    """
    Give minutes back to the secretariat with the chair's comments; cleared ones become a draft again.

    :raises Refused: if this person neither chairs the board nor runs meetings
    :raises InvalidTransition: once they are confirmed
    :raises CannotBeDone: if they were not sent to the chair, or have gone round
    """
    minutes = _lock(minutes)
    policies.answer_draft.enforce(by, minutes, on=on)
    if minutes.sent_to_chair_at is None:
        raise CannotBeDone("These minutes are not with the chair.")
    if minutes.sent_round_at is not None:
        raise CannotBeDone(
            "These minutes have gone round. The next meeting amends them when it confirms them."
        )
    if minutes.state != State.DRAFT:
        change_state(minutes, to=State.DRAFT)
    minutes.sent_to_chair_at = None
    minutes.cleared_at = minutes.cleared_by = None
    minutes.cleared_how = ""
    save(minutes, by=by, at=at)
    _step(minutes, Kind.SENT_BACK, by=by, at=at, text=comments)
    notifications.minutes_sent_back(minutes, by=by, at=at, on=on)
    record(Event.SENT_BACK, actor=by, subject=minutes, at=at, meeting=minutes.meeting.reference)
    return minutes


@transaction.atomic
def clear_minutes(*, minutes: Minutes, by: User, at: datetime, on: date, how: str = "") -> Minutes:
    """
    Clear the draft: a chair by their own account, or the secretariat that says how the chair did it.

    :raises Refused: if this person neither chairs the board nor runs meetings
    :raises InvalidTransition: if they are cleared already
    :raises CannotBeDone: if they were not sent to the chair, or the secretariat does not say how it knows
    """
    minutes = _lock(minutes)
    policies.answer_draft.enforce(by, minutes, on=on)
    is_chair = policies.chair_minutes.allows(by, minutes, on=on)
    if minutes.state == State.DRAFT and minutes.sent_to_chair_at is None:
        raise CannotBeDone("These minutes are not with the chair. Send them to the chair first.")
    if not is_chair and not how.strip():
        raise CannotBeDone("Enter how the chair cleared the minutes, for example by e-mail on which day.")
    change_state(minutes, to=State.CLEARED)
    minutes.cleared_at, minutes.cleared_by = at, by
    minutes.cleared_how = "" if is_chair else how.strip()
    save(minutes, by=by, at=at)
    _step(minutes, Kind.CLEARED, by=by, at=at, text=minutes.cleared_how)
    notifications.minutes_cleared(minutes, by=by, at=at, on=on)
    record(Event.CLEARED, actor=by, subject=minutes, at=at, by_the_chair=is_chair)
    return minutes


@transaction.atomic
def send_round(*, minutes: Minutes, by: User, at: datetime, on: date) -> Minutes:
    """
    Send the cleared draft round: from now on everybody who reads the board reads it.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if no chair cleared it, or it has gone round
    """
    minutes = _lock(minutes)
    policies.run_meetings.enforce(by, on=on)
    if minutes.state != State.CLEARED:
        raise CannotBeDone(
            "No chair has cleared these minutes yet." if not minutes.is_locked else policies.LOCKED
        )
    if minutes.sent_round_at is not None:
        raise CannotBeDone("These minutes have gone round already.")
    minutes.sent_round_at = at
    save(minutes, by=by, at=at)
    _step(minutes, Kind.SENT_ROUND, by=by, at=at)
    notifications.minutes_sent_round(minutes, by=by, at=at, on=on)
    record(Event.SENT_ROUND, actor=by, subject=minutes, at=at, meeting=minutes.meeting.reference)
    return minutes


@transaction.atomic
def suggest_change(*, entry: MinuteEntry, text: str, by: User, at: datetime, on: date) -> EntrySuggestion:
    """
    Suggest a correction to a minute that went round; the secretariat and the chairs see it.

    :raises Refused: if this person may not read the board, or the minutes are confirmed
    """
    entry = _lock_entry(entry)
    policies.suggest_change.enforce(by, entry.minutes, on=on)
    suggestion = EntrySuggestion(entry=entry, text=text, suggested_by=by, suggested_at=at)
    save(suggestion, by=by, at=at)
    record(Event.CHANGE_SUGGESTED, actor=by, subject=suggestion, at=at)
    return suggestion


@transaction.atomic
def answer_suggestion(
    *, suggestion: EntrySuggestion, answer: str, answer_text: str, by: User, at: datetime, on: date
) -> EntrySuggestion:
    """
    Say what becomes of a suggested correction. Taking it up changes no text: that is done by an amendment.

    :raises Refused: if this person neither chairs the board nor runs meetings
    :raises CannotBeDone: if it is answered already
    """
    entry = _lock_entry(suggestion.entry)
    policies.answer_draft.enforce(by, entry.minutes, on=on)
    suggestion = EntrySuggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.answer:
        raise CannotBeDone("This suggestion is answered already.")
    suggestion.answer, suggestion.answer_text = answer, answer_text
    suggestion.answered_by, suggestion.answered_at = by, at
    save(suggestion, by=by, at=at)
    record(Event.SUGGESTION_ANSWERED, actor=by, subject=suggestion, at=at, answer=answer)
    return suggestion


@transaction.atomic
def amend_entry(
    *, entry: MinuteEntry, text: str, version: int, by: User, at: datetime, on: date
) -> EntryAmendment:
    """
    Change a minute as the confirming meeting amended it; the text before stays on record beside it.

    :raises Refused: if this person does not run meetings, or the minutes have not gone round or are confirmed
    :raises EditConflict: if somebody else changed the entry in between
    :raises CannotBeDone: if the text is the same
    """
    entry = _lock_entry(entry)
    policies.amend_minutes.enforce(by, entry.minutes, on=on)
    check_version(entry, version, {"text": text})
    if text == entry.text:
        raise CannotBeDone("The text is the same as before. Change it, or go back.")
    amendment = EntryAmendment.objects.create(
        entry=entry, before=entry.text, after=text, amended_by=by, amended_at=at
    )
    entry.text = text
    entry.version += 1
    save(entry, by=by, at=at)
    record(Event.AMENDED, actor=by, subject=amendment, at=at, entry=entry.pk)
    return amendment


@transaction.atomic
def confirm_minutes(*, minutes: Minutes, meeting: Meeting, by: User, at: datetime, on: date) -> Minutes:
    """
    Record that a later meeting confirmed the minutes: as amended if it amended any entry, else as drafted.

    From then on the text is locked, by the database too.

    :raises Refused: if this person does not run meetings
    :raises InvalidTransition: unless the minutes are cleared
    :raises CannotBeDone: if they have not gone round, or the meeting is of another board, not later, or not begun
    """
    minutes = _lock(minutes)
    policies.run_meetings.enforce(by, on=on)
    meeting = Meeting.objects.select_related("board").get(pk=meeting.pk)
    if minutes.state == State.CLEARED and minutes.sent_round_at is None:
        raise CannotBeDone("These minutes have not gone round yet. Send them round first.")
    if meeting.board_id != minutes.meeting.board_id or meeting.starts_at <= minutes.meeting.starts_at:
        raise CannotBeDone("Minutes are confirmed at a later meeting of the same board. Choose that meeting.")
    if at < meeting.starts_at or meeting.state == MeetingState.CANCELLED:
        raise CannotBeDone("That meeting has not begun, so it has confirmed nothing yet.")
    change_state(minutes, to=State.CONFIRMED)
    is_amended = EntryAmendment.objects.filter(entry__minutes=minutes).exists()
    minutes.confirmed_as = Minutes.ConfirmedAs.AMENDED if is_amended else Minutes.ConfirmedAs.DRAFTED
    minutes.confirmed_at, minutes.confirmed_by, minutes.confirmed_in = at, by, meeting
    own = Minutes.objects.filter(meeting=meeting).first()
    minutes.confirming_entry = own.entry_about_minutes() if own else None
    save(minutes, by=by, at=at)
    _step(minutes, Kind.CONFIRMED, by=by, at=at, text=minutes.get_confirmed_as_display())
    notifications.minutes_confirmed(minutes, by=by, at=at, on=on)
    record(
        Event.CONFIRMED,
        actor=by,
        subject=minutes,
        at=at,
        meeting=meeting.reference,
        confirmed_as=minutes.confirmed_as,
    )
    return minutes


@transaction.atomic
def sign_minutes(*, minutes: Minutes, name: str, by: User, at: datetime, on: date) -> Minutes:
    """
    Sign confirmed minutes with the name that a chair types into their own account.

    :raises Refused: if this person does not chair the board
    :raises CannotBeDone: if they are not confirmed, are signed already, or the name is not the person's own
    """
    minutes = _lock(minutes)
    policies.chair_minutes.enforce(by, minutes, on=on)
    _check_unsigned(minutes)
    if " ".join(name.split()).casefold() != " ".join(by.full_name.split()).casefold():
        raise CannotBeDone(f"Sign with your own name as it stands in your account: {by.full_name}.")
    minutes.signed_at, minutes.signed_by, minutes.signed_name = at, by, by.full_name
    save(minutes, by=by, at=at)
    _step(minutes, Kind.SIGNED, by=by, at=at)
    notifications.minutes_signed(minutes, at=at)
    record(Event.SIGNED, actor=by, subject=minutes, at=at, by_scan=False)
    return minutes


def _check_unsigned(minutes: Minutes) -> None:
    if not minutes.is_locked:
        raise CannotBeDone(
            "These minutes are not confirmed yet. They are signed after a meeting confirmed them."
        )
    if minutes.signed_at is not None:
        raise CannotBeDone("These minutes are signed already.")


@transaction.atomic
def keep_signed_scan(
    *, minutes: Minutes, taken: TakenIn, name: str, by: User, at: datetime, on: date
) -> Minutes:
    """
    Keep the scan of the signed copy, checked and cleaned; of minutes signed in an account it is kept beside that.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the minutes are not confirmed, or a scan is kept already
    """
    minutes = _lock(minutes)
    policies.run_meetings.enforce(by, on=on)
    if not minutes.is_locked:
        _check_unsigned(minutes)
    if minutes.scan_id is not None:
        raise CannotBeDone("A signed copy is kept already. It is never replaced.")
    minutes.scan = StoredFile.objects.keep(taken.pdf, media_type="application/pdf", pages=taken.pages)
    if minutes.signed_at is None:
        minutes.signed_at, minutes.signed_by, minutes.signed_name = at, by, name
        _step(minutes, Kind.SIGNED, by=by, at=at, text="On paper; the scan is kept.")
        notifications.minutes_signed(minutes, at=at)
    save(minutes, by=by, at=at)
    record(Event.SCAN_KEPT, actor=by, subject=minutes, at=at, meeting=minutes.meeting.reference)
    return minutes


@transaction.atomic
def correct_entry(
    *,
    entry: MinuteEntry,
    text: str,
    reason: str,
    by: User,
    at: datetime,
    on: date,
    decision: Decision | None = None,
) -> Correction:
    """
    Record a correction beside a confirmed minute or its decision; the text itself stays as it was confirmed.

    :raises Refused: if this person does not run meetings, or the minutes are not confirmed yet
    """
    entry = _lock_entry(entry)
    policies.correct_minutes.enforce(by, entry.minutes, on=on)
    correction = Correction.objects.create(
        entry=entry, decision=decision, text=text, reason=reason, recorded_by=by, recorded_at=at
    )
    record(Event.CORRECTED, actor=by, subject=correction, at=at, entry=entry.pk)
    return correction


@transaction.atomic
def release_entry(*, entry: MinuteEntry, by: User, at: datetime, on: date) -> MinuteEntry:
    """
    Let the public read a minute that was kept from it; its text stays as it is.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: while its item is restricted to some seats
    """
    entry = _lock_entry(entry)
    policies.run_meetings.enforce(by, on=on)
    if entry.is_restricted:
        raise CannotBeDone("The item is restricted to some seats. Lift that restriction first.")
    entry.is_public, entry.ground = True, ""
    entry.version += 1
    save(entry, by=by, at=at)
    record(Event.RELEASED, actor=by, subject=entry, at=at)
    return entry
