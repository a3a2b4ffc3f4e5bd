"""What can happen to a pack: asked for, taken up by a worker, built, failed, cancelled, published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, change_state, save
from csp_portal.documents.models import StoredFile
from meetings import policies
from meetings.models import AgendaItem, Meeting, Pack, PackBuild, PackCopy, PackEntry, PackOpening
from meetings.notifications import preparing as notifications
from meetings.notifications import public as public_notifications
from meetings.pack_plan import SupplementPlan, plan_of
from meetings.states.meeting import Event as MeetingEvent
from meetings.states.meeting import State as MeetingState
from meetings.states.pack_build import Event, State
from meetings.timetable import lateness

MOST_ATTEMPTS = 3


class BuildOvertaken(Exception):
    """Raised in a worker whose build was cancelled, or was taken up by another worker meanwhile."""


@transaction.atomic
def ask_for_pack(
    *, meeting: Meeting, issue_on: date, by: User, at: datetime, on: date, lateness_reason: str = ""
) -> PackBuild:
    """
    Ask for the meeting's pack to be built. While one is under way, asking again gives the same one.

    `lateness_reason` is printed on the front sheet when the date of issue comes after the last day for it.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if there is no agenda yet
    """
    # The meeting's lock makes two presses at once into one build.
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.change_agenda.enforce(by, meeting, on=on)
    if meeting.state == MeetingState.PLANNED or not meeting.items.standing().exists():
        raise CannotBeDone("The agenda has no items yet. Begin the agenda first.")
    if under_way := meeting.pack_builds.under_way().first():
        return under_way
    build = PackBuild(
        meeting=meeting,
        asked_by=by,
        asked_at=at,
        issue_on=issue_on,
        lateness_reason=lateness_reason if lateness(meeting, circulated_on=issue_on) else "",
    )
    _enqueue(build)
    record(Event.ASKED_FOR, actor=by, subject=build, at=at, meeting=meeting.reference)
    return build


@transaction.atomic
def ask_for_supplement(*, meeting: Meeting, issue_on: date, by: User, at: datetime, on: date) -> PackBuild:
    """
    Ask for a supplement to the newest published pack: what was admitted or came in after it (ToR 6.3).

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if no pack has gone round, or nothing has come since
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.change_agenda.enforce(by, meeting, on=on)
    main = meeting.packs.whole().published().first()
    if main is None or meeting.state != MeetingState.CIRCULATED:
        raise CannotBeDone(
            "The agenda has not gone round yet, so there is nothing to add to. Build the pack."
        )
    if not SupplementPlan(meeting, main).items:
        raise CannotBeDone(
            "Nothing has come since the last pages went round. Admit an item or a paper first."
        )
    if under_way := meeting.pack_builds.under_way().first():
        return under_way
    build = PackBuild(meeting=meeting, asked_by=by, asked_at=at, issue_on=issue_on, main=main)
    _enqueue(build)
    record(
        Event.ASKED_FOR, actor=by, subject=build, at=at, meeting=meeting.reference, supplement_to=main.number
    )
    return build


def _enqueue(build: PackBuild) -> None:
    build.alive_at = timezone.now()
    build.save()
    # The queue is a table of the same database: the job exists if and only if this transaction commits.
    async_task("meetings.tasks.build_pack", build.pk, group="packs")


@transaction.atomic
def cancel_build(*, build: PackBuild, by: User, at: datetime, on: date) -> PackBuild:
    """
    Cancel a build that is waiting or running; the last good pack stays.

    :raises Refused: if this person may not change the agenda
    :raises InvalidTransition: if it ended before
    """
    build = PackBuild.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=build.pk)
    policies.change_agenda.enforce(by, build.meeting, on=on)
    change_state(build, to=State.CANCELLED)
    build.finished_at = at
    build.save()
    record(Event.CANCELLED, actor=by, subject=build, at=at, meeting=build.meeting.reference)
    return build


@transaction.atomic
def take_up(*, build: PackBuild, runner: str, by: User, at: datetime) -> PackBuild:
    """
    Let one worker take up a build that waits, or whose worker has fallen silent.

    :raises BuildOvertaken: if another worker is on it, or it has ended
    """
    build = PackBuild.objects.select_for_update().get(pk=build.pk)
    is_silent = PackBuild.objects.silent(at=timezone.now()).filter(pk=build.pk).exists()
    if build.state != State.QUEUED and not is_silent:
        raise BuildOvertaken
    change_state(build, to=State.RUNNING)
    build.runner, build.alive_at, build.attempts = runner, timezone.now(), build.attempts + 1
    build.done, build.total, build.label = 0, 0, "Reading the agenda"
    build.save()
    return build


def show_life(*, build: PackBuild, by: User, at: datetime, done: int, total: int, label: str) -> None:
    """
    Write down how far a build has come, as a sign of life.

    :raises BuildOvertaken: if it was cancelled or taken up by another worker
    """
    still_ours = PackBuild.objects.filter(pk=build.pk, state=State.RUNNING, runner=build.runner).update(
        done=done, total=total, label=label[:250], alive_at=timezone.now()
    )
    if not still_ours:
        raise BuildOvertaken


def resume_silent_builds(*, by: User | None, at: datetime) -> int:
    """
    Put builds whose worker died, or whose job was lost, back into the queue.

    After three attempts a build has failed. A job that turns up twice does no harm: the second worker
    finds the build taken up.
    """
    builds = PackBuild.objects.under_way()
    resumed = sum(_resume(build.pk, at=at) for build in builds.silent(at=timezone.now()))
    return resumed + sum(_ask_again(build.pk) for build in builds.forgotten(at=timezone.now()))


@transaction.atomic
def _ask_again(build_pk: int) -> int:
    build = (
        PackBuild.objects.select_for_update(skip_locked=True)
        .forgotten(at=timezone.now())
        .filter(pk=build_pk)
        .first()
    )
    if build is None:
        return 0
    _enqueue(build)
    return 1


@transaction.atomic
def _resume(build_pk: int, *, at: datetime) -> int:
    build = (
        PackBuild.objects.select_for_update(skip_locked=True, of=("self",))
        .silent(at=timezone.now())
        .select_related("meeting", "asked_by")
        .filter(pk=build_pk)
        .first()
    )
    if build is None:
        return 0
    if build.attempts >= MOST_ATTEMPTS:
        _fail(
            build,
            f"The worker stopped {build.attempts} times while it was at “{build.label}”. "
            "Look at that paper, then build again.",
            at=at,
        )
        return 0
    change_state(build, to=State.QUEUED)
    build.runner, build.label = "", "Waiting to be taken up again, after the worker stopped"
    _enqueue(build)
    return 1


@transaction.atomic
def fail_build(*, build: PackBuild, problem: str, by: User, at: datetime) -> PackBuild:
    """
    Say why a build could not be finished; the last good pack stays.

    :raises BuildOvertaken: if it was cancelled or taken up by another worker
    """
    runner = build.runner
    build = (
        PackBuild.objects.select_for_update(of=("self",))
        .select_related("meeting", "asked_by")
        .get(pk=build.pk)
    )
    if build.state != State.RUNNING or build.runner != runner:
        raise BuildOvertaken
    return _fail(build, problem, at=at)


def _fail(build: PackBuild, problem: str, *, at: datetime) -> PackBuild:
    change_state(build, to=State.FAILED)
    build.problem, build.finished_at = problem, at
    build.save()
    record(Event.FAILED, actor=build.asked_by, subject=build, at=at, meeting=build.meeting.reference)
    return build


@dataclass(frozen=True)
class BuiltCopy:
    """One file of a pack as the builder hands it over."""

    kind: str
    shows: frozenset[int]
    file: StoredFile
    pages: int
    is_pdf_ua: bool


@transaction.atomic
def finish_build(
    *,
    build: PackBuild,
    fingerprint: str,
    entries: Sequence[PackEntry],
    copies: Sequence[BuiltCopy],
    by: User,
    at: datetime,
    look: str = "",
    supplement_number: int | None = None,
    days_late: int = 0,
) -> Pack:
    """
    Make the pack's next version of what was built: rows and files appear together or not at all.

    :raises BuildOvertaken: if the build was cancelled or taken up by another worker
    """
    runner = build.runner
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=build.meeting_id)
    build = PackBuild.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=build.pk)
    if build.state != State.RUNNING or build.runner != runner:
        raise BuildOvertaken
    last = meeting.packs.order_by("-number").values_list("number", flat=True).first() or 0
    pack = Pack.objects.create(
        meeting=meeting,
        number=last + 1,
        built_at=at,
        built_by=build.asked_by,
        issue_on=build.issue_on,
        fingerprint=fingerprint,
        look=look,
        main=build.main,
        supplement_number=supplement_number,
        days_late=days_late,
        lateness_reason=build.lateness_reason if days_late else "",
    )
    for entry in entries:
        entry.pack = pack
    PackEntry.objects.bulk_create(entries)
    for copy in copies:
        PackCopy.objects.create(
            pack=pack,
            kind=copy.kind,
            shows=sorted(copy.shows),
            file=copy.file,
            pages=copy.pages,
            is_pdf_ua=copy.is_pdf_ua,
        )
    change_state(build, to=State.DONE)
    build.pack, build.finished_at, build.done = pack, at, build.total
    build.save()
    record(
        Event.BUILT,
        actor=build.asked_by,
        subject=pack,
        at=at,
        meeting=meeting.reference,
        number=pack.number,
        sha256=copies[0].file.sha256,
    )
    return pack


@transaction.atomic
def keep_standing_pack(*, build: PackBuild, pack: Pack, by: User, at: datetime) -> Pack:
    """
    End a build with the pack that is there already, because nothing has changed since.

    :raises BuildOvertaken: if the build was cancelled or taken up by another worker
    """
    runner = build.runner
    build = PackBuild.objects.select_for_update().get(pk=build.pk)
    if build.state != State.RUNNING or build.runner != runner:
        raise BuildOvertaken
    change_state(build, to=State.DONE)
    build.pack, build.finished_at, build.label = pack, at, "Nothing has changed"
    build.done = build.total = 1
    build.save()
    return pack


@transaction.atomic
def publish_pack(
    *, pack: Pack, lateness_reason: str, missing_reason: str, by: User, at: datetime, on: date
) -> Pack:
    """
    Publish a pack to those with a seat; the first whole one circulates the agenda (ToR 6.3).

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if it is not the newest of its kind, the agenda has changed since it was built, the
        chairs have not agreed it, notice is too short without a reason, papers are missing without a
        reason, or it is a supplement to a pack that is not the newest
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=pack.meeting_id)
    policies.change_agenda.enforce(by, meeting, on=on)
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    if pack.published_at is not None:
        raise CannotBeDone(f"Version {pack.number} is published already.")
    pack.meeting = meeting
    if meeting.packs.filter(main=pack.main, number__gt=pack.number).exists():
        raise CannotBeDone(f"There is a newer pack than version {pack.number}. Publish the newest one.")
    if pack.main is not None and pack.main != meeting.packs.whole().published().first():
        raise CannotBeDone("A newer version of the whole pack has gone round. It holds what came since.")
    if plan_of(pack).fingerprint != pack.fingerprint:
        raise CannotBeDone(
            f"The agenda or a paper has changed since version {pack.number} was built. Build the pack again first."
        )
    if pack.entries.filter(kind=PackEntry.Kind.MISSING).exists() and not missing_reason:
        raise CannotBeDone("Papers are missing from this pack. Say why it goes out without them.")
    first_time = meeting.state != MeetingState.CIRCULATED
    if first_time:
        if meeting.state != MeetingState.AGREED:
            raise CannotBeDone(
                "The chairs have not agreed this agenda. Put it to them, or record their word."
            )
        lateness_reason = lateness_reason or pack.lateness_reason
        if lateness(meeting, circulated_on=on) and not lateness_reason:
            raise CannotBeDone(
                "Notice is shorter than the board's rule asks for. Build the pack again and say why it goes out late."
            )
        change_state(meeting, to=MeetingState.CIRCULATED)
        meeting.circulated_at, meeting.circulated_by = at, by
        meeting.lateness_reason = lateness_reason
        save(meeting, by=by, at=at)
    pack.published_at, pack.published_by, pack.missing_reason = at, by, missing_reason
    pack.save()
    if pack.main is None:
        notifications.pack_circulated(pack, by=by, at=at, on=on)
    else:
        notifications.supplement_circulated(pack, by=by, at=at, on=on)
    public_notifications.pack_published(pack, at=at, on=on)
    record(Event.PUBLISHED, actor=by, subject=pack, at=at, meeting=meeting.reference, number=pack.number)
    if first_time:
        record(MeetingEvent.CIRCULATED, actor=by, subject=meeting, at=at, reference=meeting.reference)
    return pack


def note_opening(*, pack: Pack, by: User, at: datetime, on: date) -> None:
    """Count that a person opened the pack, for their organisation."""
    # Every page that they turn comes here, so that all but the first cost one statement.
    if not PackOpening.objects.filter(pack=pack, person=by).update(last_at=at):
        _note_first_opening(pack=pack, by=by, at=at, on=on)


@transaction.atomic
def _note_first_opening(*, pack: Pack, by: User, at: datetime, on: date) -> None:
    membership = by.memberships.on(on).first()
    _, is_new = PackOpening.objects.get_or_create(
        pack=pack,
        person=by,
        defaults={
            "organisation_id": membership.organisation_id if membership else None,
            "first_at": at,
            "last_at": at,
        },
    )
    if is_new:
        barred = pack.entries.filter(item__in=AgendaItem.objects.barred_to(by), paper__isnull=False)
        withheld = list(barred.exclude(restrictions=[]).values_list("paper__key", flat=True))
        said: dict[str, Any] = {"withheld_for_an_interest": withheld} if withheld else {}
        record(Event.OPENED, actor=by, subject=pack, at=at, number=pack.number, **said)
