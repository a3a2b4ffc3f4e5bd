"""The agenda as one reader has it before them: the titles, papers and pages that are open to them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from csp_portal.documents.models import StoredFile
from meetings.agenda_order import agenda
from meetings.models import (
    Admission,
    AgendaItem,
    AgendaSection,
    Meeting,
    Pack,
    PackEntry,
    Paper,
    PaperVersion,
)
from meetings.pack_reading import entries_of
from meetings.states.paper import State as PaperState


@dataclass(frozen=True)
class ReadPaper:
    """A paper that this reader may open, with what they get to know of it before they do."""

    paper: Paper
    version: PaperVersion | None
    entry: PackEntry | None

    @property
    def file(self) -> StoredFile | None:
        return self.version.pdf if self.version else None

    @property
    def media_type(self) -> str:
        """What it was before the portal made a PDF of it."""
        return self.version.original.media_type if self.version and self.version.original else ""

    @property
    def pages(self) -> int | None:
        """How many pages with text it has, as far as that is known."""
        if self.file is not None and self.file.pages:
            return self.file.pages
        entry = self.entry
        if entry is None or entry.first_page is None or entry.last_page is None:
            return None
        return (entry.last_text_page or entry.last_page) - entry.first_page + 1


@dataclass(frozen=True)
class Withheld:
    """A paper that is kept from this reader: its pages and the ground, never its title."""

    ground: str
    entry: PackEntry | None


@dataclass
class ReadItem:
    """An item with the title that this reader may see."""

    number: int
    item: AgendaItem
    title: str
    wording: str
    papers: list[ReadPaper] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    to_follow: int = 0
    admission: Admission | None = None


@dataclass(frozen=True)
class ReadSection:
    section: AgendaSection
    items: list[ReadItem]


def read(
    meeting: Meeting,
    *,
    open_restrictions: frozenset[int],
    packs: Sequence[Pack],
    drafts_of: int | None = None,
    all_drafts: bool = False,
) -> list[ReadSection]:
    """
    Read the agenda for somebody behind these restrictions, with the pages of a pack and its supplements.

    Papers that are not ready are counted, and shown only to the person with the key `drafts_of`, who
    writes them, or with `all_drafts`. The number of queries does not depend on the agenda's length.
    """
    papers: dict[int, list[Paper]] = defaultdict(list)
    for paper in (
        Paper.objects.filter(agenda_item__meeting=meeting)
        .standing()
        .in_order()
        .select_related("restriction", "agenda_item__restriction", "writer")
    ):
        papers[paper.agenda_item_id].append(paper)
    versions = _latest_versions(paper for together in papers.values() for paper in together)
    entries = {entry.paper_id: entry for entry in entries_of(packs) if entry.paper_id}
    sections = []
    for section in agenda(meeting):
        items = []
        for numbered in section.items:
            item = numbered.item
            read_item = ReadItem(numbered.number, item, item.title_for(open_restrictions), numbered.wording)
            read_item.admission = getattr(item, "admission", None)
            for paper in papers[item.pk]:
                closed = [kept for kept in paper.restrictions() if kept.pk not in open_restrictions]
                if closed:
                    read_item.withheld.append(Withheld(closed[0].get_ground_display(), entries.get(paper.pk)))
                elif paper.state == PaperState.READY or all_drafts or paper.writer_id == drafts_of:
                    read_item.papers.append(ReadPaper(paper, versions.get(paper.pk), entries.get(paper.pk)))
                else:
                    read_item.to_follow += 1
            items.append(read_item)
        sections.append(ReadSection(section.section, items))
    return sections


def _latest_versions(papers: Iterable[Paper]) -> dict[int, PaperVersion]:
    latest = (
        PaperVersion.objects.filter(paper__in=[paper.pk for paper in papers])
        .order_by("paper_id", "-number")
        .distinct("paper_id")
        .select_related("original", "pdf")
        .defer("body", "text", "findings")
    )
    return {version.paper_id: version for version in latest}
