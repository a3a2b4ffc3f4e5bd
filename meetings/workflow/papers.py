"""What can happen to a paper and its versions."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, EditConflict, change_state, save
from csp_portal.documents.intake import TakenIn
from csp_portal.documents.models import StoredFile
from meetings import policies
from meetings.models import AgendaItem, Meeting, Paper, PaperDraft, PaperStep, PaperVersion
from meetings.notifications import preparing as notifications
from meetings.report_templates import Body, headings, in_words
from meetings.states.paper import Event, State


def _lock(paper: Paper) -> Paper:
    return (
        Paper.objects.select_for_update(of=("self",))
        .select_related("agenda_item__meeting__board", "agenda_item__restriction", "restriction")
        .get(pk=paper.pk)
    )


@transaction.atomic
def add_paper(
    *, item: AgendaItem, kind: str, title: str, by: User, at: datetime, on: date, **fields: Any
) -> Paper:
    """
    Add a paper to an item: a report to write, a file to upload, or one that the portal writes.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if the item was withdrawn
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=item.meeting_id)
    policies.change_agenda.enforce(by, meeting, on=on)
    if item.withdrawn_at is not None:
        raise CannotBeDone("This item was withdrawn. Put it back on the agenda before adding a paper.")
    last = item.papers.order_by("-position").values_list("position", flat=True).first() or 0
    paper = Paper(
        **{
            "agenda_item": item,
            "kind": kind,
            "title": title,
            "position": last + 1,
            "marking": meeting.board.usual_marking,
            "state": State.READY if kind == Paper.Kind.GENERATED else State.DRAFT,
            **fields,
        }
    )
    save(paper, by=by, at=at)
    record(Event.ADDED, actor=by, subject=paper, at=at, meeting=meeting.reference, paper_kind=kind)
    return paper


def _step(paper: Paper, kind: str, text: str, *, by: User, at: datetime) -> None:
    PaperStep.objects.create(paper=paper, kind=kind, text=text, by=by, at=at)


@transaction.atomic
def ask_for_paper(
    *,
    item: AgendaItem,
    kind: str,
    title: str,
    writer: User,
    due_on: date,
    instructions: str,
    by: User,
    at: datetime,
    on: date,
    **fields: Any,
) -> Paper:
    """
    Ask a named author for a paper by a day, with what it should say.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if the item was withdrawn, the day is past or after the meeting, or the author
        can reach no paper of this board
    """
    _check_author(item.meeting, writer, due_on, on=on)
    paper = add_paper(
        item=item,
        kind=kind,
        title=title,
        writer=writer,
        due_on=due_on,
        instructions=instructions,
        by=by,
        at=at,
        on=on,
        **fields,
    )
    _step(paper, PaperStep.Kind.ASKED, instructions, by=by, at=at)
    notifications.paper_asked(paper, at=at)
    record(Event.ASKED_FOR, actor=by, subject=paper, at=at, author=writer.pk, due_on=due_on)
    return paper


def _check_author(meeting: Meeting, writer: User, due_on: date, *, on: date) -> None:
    if due_on < on:
        raise CannotBeDone("The day by which the paper is due is past. Choose a later one.")
    if due_on > meeting.on:
        raise CannotBeDone("The paper is wanted before the meeting. Choose an earlier day.")
    if not meeting.board.carries(Permission.WRITE_ASSIGNED_PAPER, writer, on=on):
        raise CannotBeDone(
            f"{writer.full_name} has no seat on the {meeting.board} and no duty that lets them write for it."
        )


@transaction.atomic
def chase_paper(*, paper: Paper, text: str, by: User, at: datetime, on: date) -> Paper:
    """
    Remind the author that the paper is wanted; each reminder stays on record.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if nobody was asked for it, or it is not with its author
    """
    paper = _lock(paper)
    policies.change_agenda.enforce(by, paper.agenda_item.meeting, on=on)
    if paper.writer_id is None:
        raise CannotBeDone("Nobody was asked for this paper: the secretariat writes it.")
    if paper.state != State.DRAFT:
        raise CannotBeDone("The paper is not with its author, so there is nothing to chase.")
    _step(paper, PaperStep.Kind.CHASED, text, by=by, at=at)
    notifications.paper_chased(paper, at=at)
    record(Event.CHASED, actor=by, subject=paper, at=at, author=paper.writer_id)
    return paper


@transaction.atomic
def submit_paper(*, paper: Paper, by: User, at: datetime, on: date) -> Paper:
    """
    Submit a paper to the secretariat, who clears it for the pack or sends it back.

    :raises Refused: if this person may not write the paper
    :raises InvalidTransition: if it is not a draft
    :raises CannotBeDone: if nothing was written or uploaded, or a required heading is empty
    """
    paper = _lock(paper)
    policies.write_paper.enforce(by, paper, on=on)
    _check_written(paper)
    change_state(paper, to=State.SUBMITTED)
    save(paper, by=by, at=at)
    _step(paper, PaperStep.Kind.SUBMITTED, "", by=by, at=at)
    notifications.paper_submitted(paper, by=by, at=at, on=on)
    record(Event.SUBMITTED, actor=by, subject=paper, at=at)
    return paper


@transaction.atomic
def edit_paper(*, paper: Paper, by: User, at: datetime, on: date, **fields: Any) -> Paper:
    """
    Change a paper's title, marking, author or writer.

    :raises Refused: if this person may not change the agenda
    """
    paper = _lock(paper)
    policies.change_agenda.enforce(by, paper.agenda_item.meeting, on=on)
    for name, value in fields.items():
        setattr(paper, name, value)
    save(paper, by=by, at=at)
    record(Event.EDITED, actor=by, subject=paper, at=at, fields=sorted(fields))
    return paper


@transaction.atomic
def move_paper(*, paper: Paper, up: bool, by: User, at: datetime, on: date) -> Paper:
    """
    Move a paper one place among those of its item.

    :raises Refused: if this person may not change the agenda
    """
    paper = _lock(paper)
    policies.change_agenda.enforce(by, paper.agenda_item.meeting, on=on)
    papers = list(paper.agenda_item.papers.exclude(state=State.WITHDRAWN).order_by("position", "pk"))
    place = next((n for n, other in enumerate(papers) if other.pk == paper.pk), None)
    if place is None:
        raise CannotBeDone("This paper was withdrawn. Bring it back before moving it.")
    neighbour = place - 1 if up else place + 1
    if 0 <= neighbour < len(papers):
        papers[place], papers[neighbour] = papers[neighbour], papers[place]
        for position, other in enumerate(papers, start=1):
            if other.position != position:
                other.position = position
                save(other, by=by, at=at)
    record(Event.MOVED, actor=by, subject=paper, at=at)
    return paper


@transaction.atomic
def keep_report(
    *, paper: Paper, body: Body, based_on: int, by: User, at: datetime, on: date, is_landscape: bool = False
) -> PaperVersion:
    """
    Keep what was written as the report's next version. The versions before stay.

    :raises Refused: if this person may not write the paper
    :raises EditConflict: if a newer version exists than the one this text began from
    """
    paper = _lock(paper)
    policies.write_paper.enforce(by, paper, on=on)
    latest = paper.latest()
    number = latest.number if latest else 0
    if number != based_on:
        raise EditConflict(paper, theirs=in_words(latest.body if latest else []), yours=in_words(body))
    if latest and (latest.body, latest.is_landscape) == (body, is_landscape):
        PaperDraft.objects.filter(paper=paper, person=by).delete()
        return latest
    version = PaperVersion.objects.create(
        paper=paper,
        number=number + 1,
        written_by=by,
        written_at=at,
        body=body,
        is_landscape=is_landscape,
        text="\n".join(section["text"] for section in body),
    )
    PaperDraft.objects.filter(paper=paper, person=by).delete()
    record(Event.VERSION_KEPT, actor=by, subject=paper, at=at, number=version.number)
    return version


@transaction.atomic
def keep_draft(*, paper: Paper, body: Body, based_on: int, by: User, at: datetime, on: date) -> PaperDraft:
    """
    Keep what a person is writing without making a version of it; only they see it.

    :raises Refused: if this person may not write the paper
    """
    policies.write_paper.enforce(by, paper, on=on)
    draft, _ = PaperDraft.objects.update_or_create(
        paper=paper, person=by, defaults={"body": body, "based_on": based_on, "saved_at": at}
    )
    return draft


@transaction.atomic
def drop_draft(*, paper: Paper, by: User, at: datetime) -> None:
    """Forget what a person was writing, when they ask for it."""
    PaperDraft.objects.filter(paper=paper, person=by).delete()


@transaction.atomic
def add_upload(
    *,
    item: AgendaItem,
    title: str,
    content: bytes,
    filename: str,
    taken: TakenIn,
    is_ready: bool,
    by: User,
    at: datetime,
    on: date,
    **fields: Any,
) -> Paper:
    """
    Add a paper together with its file, which was checked, converted and cleaned.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if the item was withdrawn
    """
    paper = add_paper(item=item, kind=Paper.Kind.UPLOAD, title=title, by=by, at=at, on=on, **fields)
    keep_upload(
        paper=paper,
        content=content,
        filename=filename,
        taken=taken,
        is_ready=is_ready,
        by=by,
        at=at,
        on=on,
    )
    return _lock(paper)


@transaction.atomic
def keep_upload(
    *,
    paper: Paper,
    content: bytes,
    filename: str,
    taken: TakenIn,
    by: User,
    at: datetime,
    on: date,
    is_ready: bool = False,
) -> PaperVersion:
    """
    Keep an upload that was checked, converted and cleaned as the paper's next version.

    With `is_ready` a draft is handed in at once: cleared for the pack by the secretariat, submitted by its author.

    :raises Refused: if this person may not write the paper
    """
    paper = _lock(paper)
    policies.write_paper.enforce(by, paper, on=on)
    original = StoredFile.objects.keep(content, media_type=taken.media_type)
    latest = paper.latest()
    if latest and latest.original_id == original.pk and latest.filename == filename:
        if is_ready:
            _hand_in(paper, by=by, at=at, on=on)
        return latest
    pdf = StoredFile.objects.keep(taken.pdf, media_type="application/pdf", pages=taken.pages)
    version = PaperVersion.objects.create(
        paper=paper,
        number=(latest.number if latest else 0) + 1,
        written_by=by,
        written_at=at,
        filename=filename,
        original=original,
        pdf=pdf,
        findings=[
            {"page": finding.page, "code": finding.code, "sentence": _storable(finding.sentence)}
            for finding in taken.findings
        ],
        is_tagged=taken.had_tags,
        text=_storable(taken.text),
    )
    record(Event.VERSION_KEPT, actor=by, subject=paper, at=at, number=version.number)
    if is_ready:
        _hand_in(paper, by=by, at=at, on=on)
    return version


def _hand_in(paper: Paper, *, by: User, at: datetime, on: date) -> None:
    if paper.state != State.DRAFT:
        return
    clears = policies.run_meetings.allows(by, on=on)
    (mark_ready if clears else submit_paper)(paper=paper, by=by, at=at, on=on)


def _storable(text: str) -> str:
    """Leave out what PostgreSQL has no room for: fonts of strange make yield zero bytes and half characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


@transaction.atomic
def mark_ready(*, paper: Paper, by: User, at: datetime, on: date) -> Paper:
    """
    Clear a paper for the pack, whether its author submitted it or the secretariat wrote it.

    :raises Refused: if this person may not change the agenda
    :raises InvalidTransition: if it is neither a draft nor submitted
    :raises CannotBeDone: if nothing was written or uploaded, or a required heading is empty
    """
    paper = _lock(paper)
    policies.change_agenda.enforce(by, paper.agenda_item.meeting, on=on)
    policies.write_paper.enforce(by, paper, on=on)
    _check_written(paper)
    change_state(paper, to=State.READY)
    save(paper, by=by, at=at)
    if paper.writer_id is not None:
        _step(paper, PaperStep.Kind.CLEARED, "", by=by, at=at)
    record(Event.READY, actor=by, subject=paper, at=at)
    return paper


def _check_written(paper: Paper) -> None:
    latest = paper.latest()
    if paper.kind == Paper.Kind.UPLOAD and latest is None:
        raise CannotBeDone("No file was uploaded yet. Upload it first.")
    if paper.kind == Paper.Kind.REPORT:
        texts = {section["key"]: section["text"].strip() for section in (latest.body if latest else [])}
        required = [h for h in headings(paper.agenda_item.meeting.board) if h.is_required]
        if empty := [h.title for h in required if h.key in texts and not texts[h.key]]:
            raise CannotBeDone(f"Nothing stands under “{empty[0]}” yet. Write it first.")
        if not any(texts.values()):
            raise CannotBeDone("The report is empty. Write it first.")


@transaction.atomic
def send_back(*, paper: Paper, by: User, at: datetime, on: date, reason: str = "") -> Paper:
    """
    Make a paper a draft again, so that it can change; an author is told why.

    :raises Refused: if this person may not change the agenda
    :raises InvalidTransition: if it is neither submitted nor ready
    :raises CannotBeDone: if it has an author and no reason is given
    """
    paper = _lock(paper)
    policies.change_agenda.enforce(by, paper.agenda_item.meeting, on=on)
    if paper.writer_id is not None and not reason.strip():
        raise CannotBeDone("Say what has to change. The author reads it.")
    change_state(paper, to=State.DRAFT)
    save(paper, by=by, at=at)
    if reason.strip():
        _step(paper, PaperStep.Kind.SENT_BACK, reason, by=by, at=at)
        notifications.paper_sent_back(paper, at=at)
    record(Event.SENT_BACK, actor=by, subject=paper, at=at)
    return paper


@transaction.atomic
def withdraw_paper(*, paper: Paper, reason: str, by: User, at: datetime, on: date) -> Paper:
    """
    Take a paper off the agenda; it stays on record with the reason.

    :raises Refused: if this person may not change the agenda
    :raises InvalidTransition: if it was withdrawn already
    """
    paper = _lock(paper)
    policies.change_agenda.enforce(by, paper.agenda_item.meeting, on=on)
    change_state(paper, to=State.WITHDRAWN)
    save(paper, by=by, at=at, reason=reason[:100])
    notifications.paper_settled(paper, at=at)
    record(Event.WITHDRAWN, actor=by, subject=paper, at=at)
    return paper


@transaction.atomic
def restore_paper(*, paper: Paper, by: User, at: datetime, on: date) -> Paper:
    """
    Bring a withdrawn paper back as a draft; one that the portal writes is ready at once.

    :raises Refused: if this person may not change the agenda
    :raises InvalidTransition: if it was not withdrawn
    """
    paper = _lock(paper)
    policies.change_agenda.enforce(by, paper.agenda_item.meeting, on=on)
    change_state(paper, to=State.DRAFT)
    if paper.kind == Paper.Kind.GENERATED:
        change_state(paper, to=State.READY)
    save(paper, by=by, at=at)
    record(Event.RESTORED, actor=by, subject=paper, at=at)
    return paper
