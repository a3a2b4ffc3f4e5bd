"""Building a pack: typeset what is not kept, place it, print the front sheet, join one file for each audience."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from pikepdf import PdfError

from csp_portal.accounts.models import User
from csp_portal.core import clock
from csp_portal.documents.models import StoredFile
from csp_portal.documents.pdf.assemble import assemble
from csp_portal.documents.pdf.parts import Bookmark, Part
from csp_portal.documents.pdf.place import Placed, place
from csp_portal.documents.pdf.reading import page_count
from csp_portal.documents.pdf.render import (
    TypesettingFailed,
    TypesettingStopped,
    kept_or_typeset,
    page_html,
)
from meetings.models import Meeting, Pack, PackBuild, PackCopy, PackEntry
from meetings.pack_plan import SLIP, PackPlan, PlannedItem, PlannedPaper, SupplementPlan, printed_marking
from meetings.timetable import lateness, lateness_in_words
from meetings.workflow import packs as workflow

FRONT = "front"


class CannotBuild(Exception):
    """Raised with a sentence that names the paper and the reason."""


@dataclass(frozen=True)
class PlacedPaper:
    """A paper with its file and its running numbers."""

    item: PlannedItem
    planned: PlannedPaper
    file: StoredFile
    placed: Placed
    public_file: StoredFile | None = None

    @property
    def key(self) -> str:
        return f"paper-{self.planned.paper.key}"

    def is_open_to(self, shows: frozenset[int]) -> bool:
        return {r.pk for r in self.planned.restrictions} <= shows

    def file_in(self, kind: str) -> StoredFile:
        """Choose the file that goes into a kind of copy."""
        return self.public_file if self.public_file and kind == PackCopy.Kind.PUBLIC else self.file


class Progress:
    """How far a build has come, told to its row whenever something is done or a second has passed."""

    def __init__(self, build: PackBuild, *, by: User, total: int) -> None:
        self.build, self.by, self.total, self.done = build, by, total, 0
        self.label = "Reading the agenda"
        self._told_at: datetime | None = None

    def step(self, label: str, *, done: int = 1) -> None:
        self.done += done
        self.label = label
        self._tell()

    def show_life(self) -> None:
        """
        Show a sign of life when a second has passed since the last.

        :raises BuildOvertaken: if the build was cancelled or taken from this worker
        """
        now = datetime.now(UTC)
        if self._told_at is None or (now - self._told_at).total_seconds() >= 1:
            self._tell()

    def should_stop(self) -> bool:
        self.show_life()
        return False

    def _tell(self) -> None:
        self._told_at = datetime.now(UTC)
        workflow.show_life(
            build=self.build, by=self.by, at=clock.now(), done=self.done, total=self.total, label=self.label
        )


class Desk:
    """The parts of a pack laid out as files, so that all copies share them and none is held in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lay(self, file: StoredFile, title: str) -> Path:
        """
        Lay out a file, once.

        :raises CannotBuild: if the storage has lost it, or it is no longer what was put there
        """
        path = self.folder / f"{file.sha256}.pdf"
        if path.exists():
            return path
        try:
            content = file.read()
        except FileNotFoundError as problem:
            raise CannotBuild(f"The file of “{title}” is lost. Upload it again.") from problem
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise CannotBuild(f"The file of “{title}” was changed in the storage. Upload it again.")
        path.write_bytes(content)
        return path


def kinds_of_copies(audiences: Sequence[frozenset[int]]) -> list[str]:
    """Name the copies for the audiences: all that there is, then some of it, then what everybody may see."""
    kind = PackCopy.Kind
    kinds: list[str] = [kind.READERS if shows else kind.MEMBERS for shows in audiences]
    kinds[0], kinds[-1] = kind.FULL, kind.PUBLIC
    return kinds


def build(build: PackBuild, *, by: User) -> Pack:
    """
    Build the pack that was asked for.

    :raises CannotBuild: if a paper cannot be typeset, or its file is lost
    :raises BuildOvertaken: if the build was cancelled or taken up by another worker
    """
    meeting = Meeting.objects.select_related("board", "focus_priority").get(pk=build.meeting_id)
    build.meeting = meeting
    with transaction.atomic():
        plan = PackPlan(meeting) if build.main is None else SupplementPlan(meeting, build.main)
        fingerprint, look = plan.fingerprint, plan.look
    standing = meeting.packs.filter(main=build.main).order_by("-number").first()
    if standing and _is_the_same(standing, plan, build):
        return workflow.keep_standing_pack(build=build, pack=standing, by=by, at=clock.now())

    audiences = plan.audiences()
    twice = sum(paper.says_less_to_public for paper in plan.papers)
    progress = Progress(build, by=by, total=len(plan.papers) + twice + 2 * len(audiences) + 1)
    placed = _place(plan, *_typeset(plan, progress))
    with tempfile.TemporaryDirectory(prefix="csp-pack-") as folder:
        desk = Desk(Path(folder))
        copies = [
            _copy(plan, placed, shows, kind, build, progress, desk)
            for shows, kind in zip(audiences, kinds_of_copies(audiences), strict=True)
        ]
    progress.step("Putting the pack on record")
    return workflow.finish_build(
        build=build,
        fingerprint=fingerprint,
        look=look,
        supplement_number=plan.supplement_number,
        days_late=printed_lateness(build),
        entries=_entries(plan, placed),
        copies=copies,
        by=by,
        at=clock.now(),
    )


def _is_the_same(standing: Pack, plan: PackPlan, build: PackBuild) -> bool:
    # A pack that went round stays good when only the look of the portal changed; a build gives the new look.
    printed = (standing.issue_on, standing.lateness_reason)
    return plan.is_kept_in(standing) and printed == (build.issue_on, build.lateness_reason)


def _typeset(plan: PackPlan, progress: Progress) -> tuple[list[StoredFile], dict[int, StoredFile]]:
    """Give each paper's file, and by the number of the paper those that the public reads instead."""
    papers = plan.papers
    to_typeset = [n for n, planned in enumerate(papers) if planned.missing or planned.upload is None]
    for_public = [n for n, planned in enumerate(papers) if planned.says_less_to_public]
    for planned in papers:
        if not planned.missing and planned.upload is not None:
            progress.step(f"Upload ready: {planned.paper.title}")
    progress.label = "Typesetting"
    htmls = [papers[n].html(plan.meeting) for n in to_typeset]
    htmls += [papers[n].html_for_public() for n in for_public]
    titles = [papers[n].paper.title for n in (*to_typeset, *for_public)]
    files = _kept_or_typeset(
        htmls, titles=titles, on_done=lambda n: progress.step(f"Typeset: {titles[n]}"), progress=progress
    )
    typeset = dict(zip(to_typeset, files, strict=False))
    return (
        [typeset[n] if n in typeset else _upload(planned) for n, planned in enumerate(papers)],
        dict(zip(for_public, files[len(to_typeset) :], strict=True)),
    )


def _upload(planned: PlannedPaper) -> StoredFile:
    if planned.upload is None:
        raise CannotBuild(f"“{planned.paper.title}” has no file. Upload it again.")
    return planned.upload


def _kept_or_typeset(
    htmls: Sequence[str], *, titles: Sequence[str], on_done: Callable[[int], None], progress: Progress
) -> list[StoredFile]:
    try:
        return kept_or_typeset(
            htmls, processes=settings.TYPESETTING_PROCESSES, on_done=on_done, should_stop=progress.should_stop
        )
    except TypesettingFailed as problem:
        raise CannotBuild(f"“{titles[problem.index]}” could not be typeset. {problem.sentence}") from problem
    except TypesettingStopped as stopped:
        raise workflow.BuildOvertaken from stopped


def _place(
    plan: PackPlan, files: Sequence[StoredFile], for_public: Mapping[int, StoredFile]
) -> list[PlacedPaper]:
    # The public turns to the same pages, so a paper takes the numbers of the longer of its two files.
    pages = [max(file.pages or 1, _pages(for_public.get(n))) for n, file in enumerate(files)]
    owners = [item for item in plan.items for _ in item.papers]
    return [
        PlacedPaper(item, planned, file, placed, for_public.get(n))
        for n, (item, planned, file, placed) in enumerate(
            zip(owners, plan.papers, files, place(pages, start=plan.first_page), strict=True)
        )
    ]


def _pages(file: StoredFile | None) -> int:
    return (file.pages or 1) if file else 0


def _copy(
    plan: PackPlan,
    placed: Sequence[PlacedPaper],
    shows: frozenset[int],
    kind: str,
    build: PackBuild,
    progress: Progress,
    desk: Desk,
) -> workflow.BuiltCopy:
    meeting = plan.meeting
    progress.step(f"Front sheet of the {PackCopy.Kind(kind).label.lower()}")
    withheld = [paper for paper in placed if not paper.is_open_to(shows)]
    pages = [page_html(plan.front_sheet, front_sheet(plan, placed, shows, build))]
    pages += [
        slip_html(
            title=paper.item.numbered.item.title,
            item_number=paper.item.numbered.number,
            first=paper.placed.first_number,
            last=paper.placed.last_number,
            reason=paper.planned.withheld_because,
        )
        for paper in withheld
    ]
    front, *slips = _kept_or_typeset(
        pages,
        titles=["Front sheet", *(paper.item.numbered.item.title for paper in withheld)],
        on_done=lambda n: None,
        progress=progress,
    )
    slip_of = dict(zip((paper.key for paper in withheld), slips, strict=True))
    parts = [Part(key=FRONT, content=desk.lay(front, "The front sheet"), title=f"Agenda of {meeting}")]
    for paper in placed:
        hidden = paper.key in slip_of
        title = paper.item.numbered.item.title if hidden else paper.planned.paper.title
        parts.append(
            Part(
                key=paper.key,
                content=desk.lay(slip_of.get(paper.key, paper.file_in(kind)), paper.planned.paper.title),
                title=title,
                first_number=paper.placed.first_number,
                last_number=paper.placed.last_number,
                marking=""
                if hidden
                else printed_marking(
                    paper.planned.paper.marking, is_restricted=bool(paper.planned.restrictions)
                ),
                is_slip=hidden,
                may_be_shorter=paper.public_file is not None,
                is_accessible=None if hidden or paper.planned.upload is None else False,
            )
        )
    progress.step(f"Joining the {PackCopy.Kind(kind).label.lower()}")
    output = desk.folder / "pack.pdf"
    try:
        assembled = assemble(
            parts,
            bookmarks=_bookmarks(plan, placed, shows),
            title=(f"{meeting.board}: {_document(plan)}, {meeting.on.day} {meeting.on:%B %Y}"),
            author=settings.PARTNERSHIP_NAME,
            subject=PackCopy.Kind(kind).label,
            output=output,
            created_at=datetime.combine(build.issue_on, time(), tzinfo=UTC),
            on_progress=progress.show_life,
        )
    except (PdfError, ValueError) as problem:
        raise CannotBuild(_unreadable(placed, desk, problem)) from problem
    file = StoredFile.objects.keep(output.read_bytes(), media_type="application/pdf", pages=assembled.pages)
    return workflow.BuiltCopy(kind, shows, file, assembled.pages, assembled.is_pdf_ua)


def _document(plan: PackPlan) -> str:
    if plan.supplement_number is None:
        return "agenda and papers"
    return f"supplement {plan.supplement_number} to the agenda"


def _unreadable(placed: Sequence[PlacedPaper], desk: Desk, problem: Exception) -> str:
    """Find the paper that cannot be joined, for the secretary to see to."""
    for paper in placed:
        title = paper.planned.paper.title
        try:
            pages = page_count(desk.lay(paper.file, title).read_bytes())
        except PdfError:
            return f"The file of “{title}” is not a PDF that can be read. Upload it again."
        if pages != paper.file.pages:
            return f"The file of “{title}” has {pages} pages where {paper.file.pages} are on record. Upload it again."
    return f"The papers could not be joined ({type(problem).__name__}). Build the pack again."


def slip_html(*, title: str, item_number: int, first: int, last: int, reason: str) -> str:
    """Fill the page that stands in place of a paper which a reader does not get."""
    return page_html(
        SLIP,
        {
            "title": title,
            "item": f"Item {item_number}",
            "pages": pages_in_words(first, last),
            "statement": "are not in this copy",
            "reason": reason,
        },
    )


def pages_in_words(first: int, last: int) -> str:
    """Say a range of running numbers."""
    return f"Page {first}" if first == last else f"Pages {first} to {last}"


def _bookmarks(plan: PackPlan, placed: Sequence[PlacedPaper], shows: frozenset[int]) -> list[Bookmark]:
    bookmarks = [Bookmark("Agenda", FRONT)]
    for item in plan.items:
        papers = [paper for paper in placed if paper.item is item]
        children = [
            Bookmark(
                "Not in this copy" if not paper.is_open_to(shows) else paper.planned.paper.title, paper.key
            )
            for paper in papers
        ]
        title = f"{item.numbered.number}. {item.numbered.item.title_for(shows)}"
        bookmarks.append(
            Bookmark(title, papers[0].key if papers else FRONT, children if len(children) > 1 else ())
        )
    return bookmarks


def front_sheet(
    plan: PackPlan, placed: Sequence[PlacedPaper], shows: frozenset[int], build: PackBuild
) -> dict[str, Any]:
    """Gather what the front sheet of one copy says."""
    meeting = plan.meeting
    lines = []
    for section in plan.sections:
        items = []
        for planned in (item for item in plan.items if item.section is section):
            papers = [paper for paper in placed if paper.item is planned]
            items.append(
                {
                    "number": planned.numbered.number,
                    "title": planned.numbered.item.title_for(shows),
                    "purpose": planned.numbered.item.get_purpose_display(),
                    "is_procedure": planned.numbered.item.purpose == "procedure",
                    "presenter": planned.numbered.item.presenter,
                    "wording": planned.numbered.wording,
                    "admission": plan.admissions.get(planned.numbered.item.pk)
                    if isinstance(plan, SupplementPlan)
                    else None,
                    "first": papers[0].placed.first_number if papers else None,
                    "last": papers[-1].placed.last_number if papers else None,
                    "key": papers[0].key if papers else "",
                    "papers": [
                        {
                            "title": paper.planned.paper.title
                            if paper.is_open_to(shows)
                            else "Not in this copy",
                            "report_of": paper.planned.paper.report_of if paper.is_open_to(shows) else "",
                            "first": paper.placed.first_number,
                            "last": paper.placed.last_number,
                            "key": paper.key,
                            "is_withheld": not paper.is_open_to(shows),
                            "is_missing": bool(paper.planned.missing),
                            "is_inaccessible": _is_inaccessible(paper),
                        }
                        for paper in papers
                    ],
                }
            )
        if items:
            lines.append({"heading": section.section.heading, "items": items})
    late = printed_lateness(build)
    return {
        "title": f"{f'Supplement {plan.supplement_number} to the agenda' if plan.main else 'Agenda'} of the {meeting.board}, {meeting.on.day} {meeting.on:%B %Y}",
        "author": settings.PARTNERSHIP_NAME,
        "meeting": meeting,
        "board": meeting.board,
        "sections": lines,
        "groups": plan.groups,
        "issue_on": build.issue_on,
        "supplement_number": plan.supplement_number,
        "first_page": plan.first_page,
        "lateness": lateness_in_words(late) if late else "",
        "lateness_reason": build.lateness_reason if late else "",
        "some_inaccessible": any(_is_inaccessible(paper) for paper in placed),
        "partnership": settings.PARTNERSHIP_NAME,
    }


def printed_lateness(build: PackBuild) -> int:
    """Count the working days by which a whole pack with its date of issue comes late; 0 for a supplement."""
    return 0 if build.main_id is not None else lateness(build.meeting, circulated_on=build.issue_on)


def _is_inaccessible(paper: PlacedPaper) -> bool:
    version = paper.planned.version
    return bool(not paper.planned.missing and version and version.pdf_id and not version.is_tagged)


def _entries(plan: PackPlan, placed: Sequence[PlacedPaper]) -> list[PackEntry]:
    entries: list[PackEntry] = []
    for item in plan.items:
        agenda_item = item.numbered.item
        restrictions = (
            [agenda_item.restriction.pk] if agenda_item.restriction and agenda_item.is_restricted else []
        )
        common = {
            "item": agenda_item,
            "item_number": item.numbered.number,
            "item_title": agenda_item.title,
            "item_closed_title": agenda_item.closed_title if agenda_item.restriction_id else "",
            "section_heading": item.section.section.heading,
        }
        papers = [paper for paper in placed if paper.item is item]
        if not papers:
            entries.append(
                PackEntry(
                    position=len(entries) + 1, kind=PackEntry.Kind.ITEM, restrictions=restrictions, **common
                )
            )
        for paper in papers:
            planned = paper.planned
            entries.append(
                PackEntry(
                    position=len(entries) + 1,
                    kind=PackEntry.Kind.MISSING if planned.missing else PackEntry.Kind.PAPER,
                    paper=planned.paper,
                    paper_version=None if planned.missing else planned.version,
                    paper_title=planned.paper.title,
                    marking=planned.paper.marking,
                    restrictions=sorted(r.pk for r in planned.restrictions),
                    withheld_because=planned.withheld_because,
                    first_page=paper.placed.first_number,
                    last_page=paper.placed.last_number,
                    last_text_page=paper.placed.last_text_number,
                    sha256=paper.file.sha256,
                    public_sha256=paper.public_file.sha256 if paper.public_file else "",
                    is_accessible=not _is_inaccessible(paper),
                    **common,
                )
            )
    return entries
