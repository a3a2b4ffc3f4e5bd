"""What would go into a meeting's pack now: the plan that a build follows and that the dry run reads."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Max

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.documents.markdown import to_html
from csp_portal.documents.models import Marking, StoredFile
from csp_portal.documents.pdf.render import page_html, templates_key
from csp_portal.documents.sections import PackSection
from meetings import board_pack
from meetings.agenda_order import NumberedItem, NumberedSection, agenda
from meetings.models import (
    Admission,
    Declaration,
    Meeting,
    Pack,
    PackEntry,
    Paper,
    PaperVersion,
    Restriction,
    Seat,
)
from meetings.report_templates import headings
from meetings.states.paper import State as PaperState

MISSING_PAPER = "meetings/pdf/missing_paper.html"
REPORT = "meetings/pdf/report.html"
SLIP = "documents/pdf/slip.html"
LONGEST_REASON = PackEntry._meta.get_field("withheld_because").max_length or 0


@dataclass(frozen=True)
class PlannedPaper:
    """One paper as it would go in, or the reason why it cannot."""

    paper: Paper
    version: PaperVersion | None
    section: PackSection | None
    missing: str

    @property
    def restrictions(self) -> list[Restriction]:
        return self.paper.restrictions()

    @property
    def withheld_because(self) -> str:
        """Say why readers without the named seats do not get this paper, as it is printed and kept on record."""
        words = "; ".join(
            f"{restriction.get_ground_display()}{': ' if restriction.explanation else ''}{restriction.explanation}"
            for restriction in self.restrictions
        )
        return words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 1]}…"

    @property
    def upload(self) -> StoredFile | None:
        return self.version.pdf if self.version else None

    @property
    def says_less_to_public(self) -> bool:
        return self.section is not None and self.section.for_public is not None

    def html_for_public(self) -> str:
        """Fill the template of a generated section that says less to the public."""
        if self.section is None or self.section.for_public is None:
            raise ValueError(f"{self.paper} says the same to everybody.")
        return page_html(self.section.template, {**self.section.for_public, "paper": self.paper})

    def html(self, meeting: Meeting) -> str:
        """Fill the template of what the portal typesets: a report, a generated section, or the slip for a gap."""
        if self.missing:
            return page_html(
                MISSING_PAPER,
                {"title": self.paper.title, "meeting": meeting, "reason": self.missing},
            )
        if self.section is not None:
            return page_html(self.section.template, {**self.section.context, "paper": self.paper})
        return report_html(self.paper, self.version, meeting)


def report_html(paper: Paper, version: PaperVersion | None, meeting: Meeting) -> str:
    """Fill the template of a report written in the portal."""
    body = version.body if version else []
    titles = {heading.key: heading.title for heading in headings(meeting.board)}
    sections = [
        {"heading": titles.get(part["key"], part["heading"]), "text": to_html(part["text"], top_heading=3)}
        for part in body
        if part["text"].strip()
    ]
    return page_html(
        REPORT,
        {
            "title": paper.title,
            "author": paper.report_of,
            "paper": paper,
            "meeting": meeting,
            "sections": sections,
            "is_landscape": bool(version and version.is_landscape),
        },
    )


@dataclass(frozen=True)
class PlannedItem:
    """One item with the papers that would go in under it."""

    numbered: NumberedItem
    section: NumberedSection
    papers: tuple[PlannedPaper, ...]


class PackPlan:
    """Everything that a pack of the meeting would hold, read from the database once."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.sections = agenda(meeting)
        self.groups = board_pack.seats_by_group(meeting)
        papers = list(
            Paper.objects.filter(agenda_item__meeting=meeting)
            .standing()
            .in_order()
            .select_related("agenda_item__meeting__board", "agenda_item__restriction", "restriction")
        )
        latest: dict[int, PaperVersion] = {}
        for version in (
            PaperVersion.objects.filter(paper__in=papers)
            .order_by("paper_id", "-number")
            .distinct("paper_id")
            .select_related("pdf", "original")
        ):
            latest[version.paper_id] = version
        planned: dict[int, list[PlannedPaper]] = {}
        for paper in papers:
            planned.setdefault(paper.agenda_item_id, []).append(self._plan(paper, latest.get(paper.pk)))
        self.items = [
            PlannedItem(numbered, section, tuple(planned.get(numbered.item.pk, ())))
            for section in self.sections
            for numbered in section.items
        ]

    def _plan(self, paper: Paper, version: PaperVersion | None) -> PlannedPaper:
        if paper.kind == Paper.Kind.GENERATED:
            section = board_pack.section(paper.generator, self.meeting)
            return PlannedPaper(paper, None, None if section.missing else section, section.missing)
        missing = ""
        if version is None:
            missing = "It has not been written or uploaded yet."
        elif paper.state != PaperState.READY:
            missing = "It was not ready when the pack was made."
        return PlannedPaper(paper, version, None, missing)

    @property
    def papers(self) -> list[PlannedPaper]:
        return [paper for item in self.items for paper in item.papers]

    @cached_property
    def fingerprint(self) -> str:
        """Hash all facts that the pack depends on; the same fingerprint means that it says the same."""
        meeting, board = self.meeting, self.meeting.board
        facts = {
            "meeting": [
                meeting.starts_at.isoformat(),
                meeting.length,
                meeting.place,
                meeting.kind,
                meeting.focus_priority_id,
            ],
            "board": [
                board.name,
                board.contact_name,
                board.contact_position,
                board.contact_telephone,
                board.contact_email,
                board.contact_address,
            ],
            "report_headings": [[heading.key, heading.title] for heading in headings(board)],
            "membership": board_pack.membership_facts(self.groups),
            "sections": [[section.section.name, section.section.heading] for section in self.sections],
            "items": [
                [
                    planned.numbered.item.key,
                    planned.numbered.item.title,
                    planned.numbered.item.closed_title,
                    planned.numbered.item.purpose,
                    planned.numbered.item.presenter,
                    planned.numbered.wording,
                    planned.section.section.pk,
                    [_paper_facts(paper) for paper in planned.papers],
                ]
                for planned in self.items
            ],
        }
        # A declared interest may want a copy that was not there before.
        if wanted := self._open_despite_interests - self._open_by_seats - {frozenset()}:
            facts["interests"] = sorted(sorted(shows) for shows in wanted)
        return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()

    @cached_property
    def look(self) -> str:
        """Hash the templates and styles that it would be printed with, which a new release may change."""
        sections = [planned.section.template for planned in self.papers if planned.section]
        return templates_key([self.front_sheet, SLIP, MISSING_PAPER, REPORT, *sections])

    def is_kept_in(self, pack: Pack) -> bool:
        """Tell whether a pack says what this plan says and looks as it would look."""
        return (pack.fingerprint, pack.look) == (self.fingerprint, self.look)

    front_sheet = "meetings/pdf/front_sheet.html"
    # A whole pack begins with page 1; a supplement goes on from the pages that are there.
    first_page = 1
    main: Pack | None = None
    supplement_number: int | None = None

    @cached_property
    def _restricted_items(self) -> dict[int, int]:
        """Name the item of each restriction in force, by their keys in the database."""
        found = {
            restriction.pk: planned.numbered.item.pk
            for planned in self.items
            for paper in planned.papers
            for restriction in paper.restrictions
        }
        for planned in self.items:
            item = planned.numbered.item
            if item.is_restricted and item.restriction_id:
                found[item.restriction_id] = item.pk
        return found

    @cached_property
    def _named(self) -> dict[int, set[int]]:
        """Find the restrictions behind which each seat may look."""
        named: dict[int, set[int]] = {}
        in_force = Restriction.objects.filter(pk__in=self._restricted_items)
        for restriction in in_force.prefetch_related("seats"):
            for seat in restriction.seats.all():
                named.setdefault(seat.pk, set()).add(restriction.pk)
        return named

    @cached_property
    def _open_to_people(self) -> dict[int, set[int]]:
        """Find what is open to each person; in two seats, or standing in beside their own, what either may see."""
        people: dict[int, set[int]] = {}
        for seat in (
            Seat.objects.filter(board=self.meeting.board).on(self.meeting.on).with_people(on=self.meeting.on)
        ):
            seated = [holder.person_id for holder in seat.holders_then]
            standing_in = [deputy.person_id for deputy in seat.deputies_then]
            for person in (*seated, *standing_in):
                people.setdefault(person, set()).update(self._named.get(seat.pk, ()))
        return people

    @cached_property
    def _open_by_seats(self) -> set[frozenset[int]]:
        opened = (*self._named.values(), *self._open_to_people.values())
        return {frozenset(seen) for seen in opened}

    @cached_property
    def _open_despite_interests(self) -> set[frozenset[int]]:
        """Give what is left to those whom a declared interest bars from a restricted item."""
        barred: dict[User, set[int]] = {}
        declarations = Declaration.objects.barring().filter(
            item__in=set(self._restricted_items.values()), person__isnull=False
        )
        for declaration in declarations.select_related("person"):
            assert declaration.person is not None  # noqa: S101 - only those were asked for
            barred.setdefault(declaration.person, set()).update(
                key for key, item in self._restricted_items.items() if item == declaration.item_id
            )
        left = set()
        for person, closed in barred.items():
            prepares = person.holds(Permission.RUN_MEETINGS, on=self.meeting.on)
            seen = set(self._restricted_items) if prepares else self._open_to_people.get(person.pk, set())
            left.add(frozenset(seen - closed))
        return left

    def audiences(self) -> list[frozenset[int]]:
        """
        List the sets of restrictions behind which somebody on the board may look on the day of the meeting, now that
        some have declared interests.

        The full set comes first and the empty one, the public's, last; it comes twice where a paper says less to
        the public than to members who see nothing that is restricted.
        """
        full, nobody = frozenset(self._restricted_items), frozenset[int]()
        sets = self._open_by_seats | self._open_despite_interests
        between = sorted(sets - {full, nobody}, key=lambda shows: (-len(shows), sorted(shows)))
        members = [nobody] if any(paper.says_less_to_public for paper in self.papers) else []
        return [full, *between, *members, nobody] if full else [*members, nobody]


class SupplementPlan(PackPlan):
    """
    What came after a pack was published: items that a chair admitted, and papers that were to follow (ToR 6.3).

    No number of the pack moves: the items stand after all others, and the pages go on from its last.
    """

    front_sheet = "meetings/pdf/supplement_sheet.html"

    def __init__(self, meeting: Meeting, main: Pack) -> None:
        super().__init__(meeting)
        self.main = main
        published = list(main.supplements.published().order_by("supplement_number"))
        self.supplement_number = len(published) + 1
        before = PackEntry.objects.filter(pack__in=[main, *published])
        self.first_page = (before.aggregate(last=Max("last_page"))["last"] or 0) + 1
        items_before = set(before.values_list("item_id", flat=True))
        papers_before = set(before.filter(kind=PackEntry.Kind.PAPER).values_list("paper_id", flat=True))
        self.admissions = {
            admission.item_id: admission
            for admission in Admission.objects.filter(item__meeting=meeting).select_related(
                "chair", "taken_under"
            )
        }
        added = []
        for planned in self.items:
            if planned.numbered.item.pk not in items_before:
                added.append(planned)
                continue
            papers = tuple(
                paper for paper in planned.papers if paper.paper.pk not in papers_before and not paper.missing
            )
            if papers:
                added.append(PlannedItem(planned.numbered, planned.section, papers))
        self.items = added

    @cached_property
    def fingerprint(self) -> str:
        """Hash what the supplement depends on, the pack and the place that it goes on from included."""
        reasons = [
            [self.admissions[planned.numbered.item.pk].kind, self.admissions[planned.numbered.item.pk].reason]
            for planned in self.items
            if planned.numbered.item.pk in self.admissions
        ]
        facts = [super().fingerprint, self.main.pk if self.main else None, self.first_page, reasons]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def plan_of(pack: Pack) -> PackPlan:
    """Plan what a pack would hold if it were built now: a whole one, or a supplement to the same pack."""
    if pack.main is not None:
        return SupplementPlan(pack.meeting, pack.main)
    return PackPlan(pack.meeting)


def is_overtaken(pack: Pack, plan: PackPlan) -> bool:
    """
    Test whether something that a published pack holds has changed since; what only came later is for a supplement.
    """
    if plan.fingerprint == pack.fingerprint:
        return False
    papers = {planned.paper.pk: planned for planned in plan.papers}
    items = {planned.numbered.item.pk: planned.numbered for planned in plan.items}
    for entry in pack.entries.all():
        numbered = items.get(entry.item_id)
        if numbered is None or (numbered.number, numbered.item.title) != (
            entry.item_number,
            entry.item_title,
        ):
            return True
        if entry.kind != PackEntry.Kind.PAPER:
            continue
        planned = papers.get(entry.paper_id or 0)
        if planned is None or planned.missing:
            return True
        if (planned.version.pk if planned.version else None) != entry.paper_version_id:
            return True
    return False


def _paper_facts(planned: PlannedPaper) -> list[Any]:
    return [
        planned.paper.key,
        planned.paper.title,
        planned.paper.report_of,
        planned.paper.marking,
        planned.missing,
        planned.version.pk if planned.version else None,
        planned.section.facts if planned.section else None,
        [[r.pk, r.ground, r.explanation, sorted(_seats(r))] for r in planned.restrictions],
    ]


def _seats(restriction: Restriction) -> Iterable[int]:
    return restriction.seats.values_list("pk", flat=True)


def printed_marking(marking: str, *, is_restricted: bool) -> str:
    """Say what is printed at the head of each page of a paper."""
    label = Marking(marking).label if marking else ""
    if is_restricted:
        return f"{label} – NOT FOR PUBLICATION" if label else "NOT FOR PUBLICATION"
    return label
