"""Putting together what a release will show, before it is decided: the public copy with the pages held back."""

from datetime import date

from csp_portal.documents.models import StoredFile
from meetings.models import Pack, Restriction
from meetings.pack_excerpts import excerpt, release_sheet
from meetings.pack_reading import Line
from meetings.workflow.releases import BuiltRelease


def packs_holding(restriction: Restriction) -> list[Pack]:
    """Find the packs that are read now and that hold pages back because of the restriction."""
    meeting = restriction.agenda_item.meeting if hasattr(restriction, "agenda_item") else None
    if meeting is None:
        meeting = restriction.paper.meeting
    packs = meeting.packs.current().safe_for_public().order_by("number")
    return [pack for pack in packs if _holds(pack, restriction)]


def _holds(pack: Pack, restriction: Restriction) -> bool:
    return any(restriction.pk in entry.restrictions for entry in pack.entries.all())


def build(restriction: Restriction, *, on: date) -> list[BuiltRelease]:
    """
    Put the released copy of each such pack together, with what was released of it before.

    An entry that another restriction in force keeps as well stays withheld.
    """
    return [_build(pack, restriction, on=on) for pack in packs_holding(restriction)]


def _build(pack: Pack, restriction: Restriction, *, on: date) -> BuiltRelease:
    before = pack.releases.standing().first()
    shows = frozenset({restriction.pk, *(before.shows if before else ())})
    lines = [
        Line(entry, entry.is_open_to(shows))
        for entry in pack.entries.select_related("paper_version", "paper")
    ]
    made = excerpt(
        pack,
        lines,
        title=f"{pack.meeting}: papers with pages released later",
        public=True,
        released=shows,
        front=release_sheet(pack, lines, shows=shows, on=on),
    )
    file = StoredFile.objects.keep(made.content, media_type="application/pdf", pages=made.pages)
    return BuiltRelease(pack, shows, file, made.pages, made.is_pdf_ua)
