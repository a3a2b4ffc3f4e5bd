"""What becomes of a restriction when it is reviewed: kept until another day, or what it held back is released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, save
from csp_portal.documents.models import StoredFile
from meetings import policies
from meetings.models import AgendaItem, Meeting, Pack, PackRelease, Paper, Restriction, RestrictionReview
from meetings.notifications import preparing as notifications
from meetings.notifications import public as public_notifications
from meetings.states.public_request import Event
from meetings.workflow.agendas import note_change


@dataclass(frozen=True)
class BuiltRelease:
    """The file of a release as it was put together, with all the restrictions whose pages it shows."""

    pack: Pack
    shows: frozenset[int]
    file: StoredFile
    pages: int
    is_pdf_ua: bool


def _locked(restriction: Restriction, *, by: User, on: date) -> tuple[Restriction, Meeting]:
    owner: AgendaItem | Paper = (
        restriction.agenda_item if hasattr(restriction, "agenda_item") else restriction.paper
    )
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=owner.meeting.pk)
    policies.review_restriction.enforce(by, restriction, on=on)
    restriction = Restriction.objects.select_for_update().get(pk=restriction.pk)
    if not restriction.is_in_force:
        raise CannotBeDone("This restriction was lifted already.")
    return restriction, meeting


@transaction.atomic
def keep_restriction(
    *, restriction: Restriction, review_on: date, reason: str, by: User, at: datetime, on: date
) -> RestrictionReview:
    """
    Keep a restriction after its review, until another day on which it is reviewed again.

    :raises Refused: if this person does not run meetings, or may not see what is restricted
    :raises CannotBeDone: if it was lifted already, or the day is not ahead
    """
    restriction, meeting = _locked(restriction, by=by, on=on)
    if review_on <= on:
        raise CannotBeDone("Name a day after today on which it is reviewed again.")
    was_due_on = restriction.review_on
    restriction.review_on = review_on
    save(restriction, by=by, at=at)
    review = RestrictionReview.objects.create(
        restriction=restriction,
        outcome=RestrictionReview.Outcome.KEPT,
        reason=reason,
        was_due_on=was_due_on,
        review_on=review_on,
        by=by,
        at=at,
    )
    record(
        Event.REVIEWED,
        actor=by,
        subject=restriction,
        at=at,
        meeting=meeting.reference,
        review_on=review_on,
    )
    return review


@transaction.atomic
def release_restriction(
    *,
    restriction: Restriction,
    reason: str,
    built: Sequence[BuiltRelease],
    by: User,
    at: datetime,
    on: date,
) -> RestrictionReview:
    """
    Lift a restriction, also after the meeting, and put the pages that it held back beside the published pack.

    The pack itself never changes: `built` are documents of their own, with the same page numbers (ToR 6.10).

    :raises Refused: if this person does not run meetings, or may not see what is restricted
    :raises CannotBeDone: if it was lifted already, or something that a release shows was restricted again
    """
    restriction, meeting = _locked(restriction, by=by, on=on)
    was_due_on = restriction.review_on
    restriction.lifted_at, restriction.lifted_by = at, by
    save(restriction, by=by, at=at)
    if meeting.is_open_to_change:
        note_change(meeting, by=by, at=at)
    for each in built:
        if Restriction.objects.in_force().filter(pk__in=each.shows).exists():
            raise CannotBeDone("Something else was restricted in the meantime. Look at it and release again.")
        release = PackRelease.objects.create(
            pack=each.pack,
            shows=sorted(each.shows),
            file=each.file,
            pages=each.pages,
            is_pdf_ua=each.is_pdf_ua,
            released_by=by,
            released_at=at,
        )
        release.restrictions.set(each.shows)
    review = RestrictionReview.objects.create(
        restriction=restriction,
        outcome=RestrictionReview.Outcome.RELEASED,
        reason=reason,
        was_due_on=was_due_on,
        by=by,
        at=at,
    )
    if built:
        notifications.pages_released(meeting, by=by, at=at, on=on)
        public_notifications.pages_released(meeting, at=at, on=on)
    record(
        Event.RELEASED,
        actor=by,
        subject=restriction,
        at=at,
        meeting=meeting.reference,
        sha256=[each.file.sha256 for each in built],
    )
    return review
