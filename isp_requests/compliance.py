"""
Compliance by organisation and quarter, in numbers alone (ISP 7.1, 7.4): the one place in which they are counted.

To count, every request has to be seen, which nobody's own sight allows. So everything is counted here, and
nothing but numbers leaves: no reference, no person, no date of a request. What is sealed stays sealed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Prefetch
from django.utils import timezone

from csp_portal.accounts.models import Duty, Organisation
from csp_portal.accounts.roles import Role
from csp_portal.core.quarters import Quarter, quarter_of
from csp_portal.core.small_numbers import Cell, Kind, Mark, suppressed
from isp_requests import clocks, identity
from isp_requests.models import (
    Asked,
    ConditionsAcceptance,
    Decision,
    Disclosure,
    GatewayKind,
    LegalGateway,
    Matter,
    Party,
    ProtocolEdition,
    Training,
)
from isp_requests.models.editions import ReplyTime
from isp_requests.models.officers import OFFICER_ROLES
from isp_requests.states.answer import Outcome, State
from meetings.timetable import closures

Number = int | Mark
Records = Mapping[int, Mapping[Kind, int]]


class Figure(StrEnum):
    """What is counted of answers and of partners; beside these each outcome and each legal basis."""

    ASKED = "asked"
    IN_TIME = "in_time"
    LATE = "late"
    OPEN = "open"
    OVERDUE = "overdue"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"
    WITHOUT_CONSENT = "without_consent"
    AFTERWARDS = "afterwards"
    OFFICERS = "officers"
    UNTRAINED = "untrained"
    UNACCEPTED = "unaccepted"
    HELD = "held"
    NOT_DESTROYED = "not_destroyed"
    BREACHES = "breaches"
    NOTIFIED = "notified"
    BREACHES_LATE = "breaches_late"
    COMPLAINTS = "complaints"
    COMPLAINTS_LATE = "complaints_late"


HEADINGS: dict[str, str] = {
    Figure.ASKED: "Asked",
    Figure.IN_TIME: "Answered in time",
    Figure.LATE: "Answered late",
    Figure.OPEN: "Open, in time",
    Figure.OVERDUE: "Overdue",
    Figure.WITHDRAWN: "Withdrawn",
    Figure.ANSWERED: "Answered",
    Outcome.DISCLOSE: "Disclosed",
    Outcome.IN_PART: "In part",
    Outcome.DECLINE: "Declined",
    Outcome.NOT_HELD: "Not held",
    Outcome.REFER: "Referred",
    Figure.WITHOUT_CONSENT: "Without consent",
    Figure.AFTERWARDS: "Recorded after an emergency",
    Figure.OFFICERS: "Officers",
    Figure.UNTRAINED: "Not trained",
    Figure.UNACCEPTED: "Conditions not accepted",
    Figure.HELD: "Disclosures held",
    Figure.NOT_DESTROYED: "Destruction overdue",
    Figure.BREACHES: "Breaches",
    Figure.NOTIFIED: "Commissioner notified",
    Figure.BREACHES_LATE: "Beyond 72 hours",
    Figure.COMPLAINTS: "Complaints",
    Figure.COMPLAINTS_LATE: "Beyond 30 days",
}
ANSWERS = (Figure.ASKED, Figure.IN_TIME, Figure.LATE, Figure.OPEN, Figure.OVERDUE, Figure.WITHDRAWN)
OUTCOMES = (Figure.ANSWERED, *Outcome, Figure.WITHOUT_CONSENT, Figure.AFTERWARDS)
DUTIES = (Figure.OFFICERS, Figure.UNTRAINED, Figure.UNACCEPTED, Figure.HELD, Figure.NOT_DESTROYED)
MATTERS = (
    Figure.BREACHES,
    Figure.NOTIFIED,
    Figure.BREACHES_LATE,
    Figure.COMPLAINTS,
    Figure.COMPLAINTS_LATE,
)
# In the table of legal bases each code stands for itself.
BASIS = "basis "


@dataclass(frozen=True)
class Line:
    """One organisation's numbers, in the order of the table's headings; `words` say what is no number."""

    name: str
    numbers: Sequence[Number]
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Table:
    """Numbers of every organisation, and of all together."""

    title: str
    headings: Sequence[str]
    lines: Sequence[Line]
    total: Line
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Compliance:
    """What the board is told of a quarter: what was asked in it, as it stands today, and how partners stand today."""

    quarter: Quarter
    on: date
    answers: Table
    outcomes: Table
    bases: Sequence[tuple[str, Number]]
    matters: Table
    partners: Table
    is_empty: bool

    @property
    def tables(self) -> list[Table]:
        return [self.answers, self.outcomes, self.matters, self.partners]


def quarters(*, on: date) -> list[Quarter]:
    """List the quarters from the first in which something was asked to that of the day, newest first."""
    with identity.everything():
        first = Asked.objects.filter(received_at__isnull=False).order_by("received_at").first()
    earliest = quarter_of(timezone.localdate(first.received_at)) if first and first.received_at else None
    found = [quarter_of(on)]
    while earliest is not None and earliest < found[-1]:
        found.append(found[-1].before)
    return found


def counted(quarter: Quarter, *, at: datetime, on: date) -> Compliance:
    """Count a quarter as it stands at the moment, small numbers hidden."""
    edition = ProtocolEdition.objects.in_force(on=on)
    parties = list(Party.objects.filter(edition=edition).select_related("organisation")) if edition else []
    with identity.everything():
        answers = _answers(quarter, at=at)
        held = _held(on=on)
        matters = _matters(quarter, at=at)
    officers = _officers(edition, on=on)
    names = _names(
        {party.organisation_id for party in parties}
        | answers.keys()
        | held.keys()
        | matters.keys()
        | officers.keys()
    )
    bases = {
        figure for kinds in answers.values() for kind in kinds for figure in kind if figure.startswith(BASIS)
    }
    published = suppressed(_for_every(names, answers), totals_only=bases)
    duties = suppressed(_for_every(names, officers)) | suppressed(_for_every(names, held))
    signed = {party.organisation_id: "Yes" if party.has_signed else "No" for party in parties}
    contacts = _contacts(names, on=on)
    return Compliance(
        quarter=quarter,
        on=on,
        answers=_table("What was asked", ANSWERS, names, published),
        outcomes=_table("What was decided", OUTCOMES, names, published),
        bases=_bases(bases, published),
        matters=_table("Breaches and complaints", MATTERS, names, suppressed(_for_every(names, matters))),
        partners=_table(
            "How partners stand today",
            DUTIES,
            names,
            duties,
            words={
                "Signed": lambda pk: signed.get(pk, "No party"),
                "Contacts": lambda pk: contacts[pk],
            },
        ),
        is_empty=not answers,
    )


def _names(keys: Iterable[int]) -> dict[int, str]:
    return dict(Organisation.objects.filter(pk__in=keys).order_by("name").values_list("pk", "name"))


def _for_every(names: Mapping[int, str], records: Records) -> Records:
    # In the order of the names, so that the same page hides the same numbers each time.
    return {pk: records.get(pk, {}) for pk in names}


def _table(
    title: str,
    figures: Sequence[str],
    names: Mapping[int, str],
    published: Mapping[Cell, Number],
    words: Mapping[str, Callable[[int], str]] | None = None,
) -> Table:
    said = words or {}
    return Table(
        title=title,
        headings=[HEADINGS[figure] for figure in figures],
        lines=[
            Line(
                name,
                [published.get((pk, figure), 0) for figure in figures],
                [say(pk) for say in said.values()],
            )
            for pk, name in names.items()
        ],
        total=Line(
            "All together", [published.get((None, figure), 0) for figure in figures], ["" for _ in said]
        ),
        words=list(said),
    )


def _bases(codes: Iterable[str], published: Mapping[Cell, Number]) -> list[tuple[str, Number]]:
    names = {entry.code: str(entry) for entry in LegalGateway.objects.all()}
    rows = [
        (names.get(code.removeprefix(BASIS), code.removeprefix(BASIS)), published[None, code])
        for code in codes
    ]
    return sorted(rows)


# --- Answers --------------------------------------------------------------------------------------
def _answers(quarter: Quarter, *, at: datetime) -> dict[int, Counter[Kind]]:
    """Say of each answer asked for in the quarter in which figures it counts, by organisation asked."""
    begin, end = _span(quarter)
    rows = (
        Asked.objects.filter(received_at__gte=begin, received_at__lt=end)
        .select_related("sharing_request")
        .prefetch_related(
            "questions", Prefetch("decisions", Decision.objects.filter(superseded_at__isnull=True))
        )
        .order_by()
    )
    allowed = {(each.edition_id, each.urgency): each.allowed for each in ReplyTime.objects.all()}
    closed = closures()
    found: dict[int, Counter[Kind]] = {}
    for asked in rows:
        request = asked.sharing_request
        kind = _kind(
            asked, allowed=allowed.get((request.edition_id or 0, request.urgency)), at=at, closed=closed
        )
        found.setdefault(asked.organisation_id, Counter())[kind] += 1
    return found


def _kind(asked: Asked, *, allowed: clocks.WorkingTime | None, at: datetime, closed: frozenset[date]) -> Kind:
    decision = next(iter(asked.decisions.all()), None)
    decided = decision if decision is not None and decision.is_complete and asked.decided_at else None
    figures: set[str] = set()
    if decided is not None:
        if decided.discloses:
            figures |= {
                f"{BASIS}{ground.get('code', '')}"
                for ground in decided.grounds
                if ground.get("kind") != GatewayKind.CONDITION
            }
            if not decided.is_with_consent:
                figures.add(Figure.WITHOUT_CONSENT)
        if asked.sharing_request.is_urgent_record:
            # Nothing was asked through the portal, so there is no time to keep (ISP 1.4, 8.1).
            return frozenset(figures | {Figure.AFTERWARDS})
        figures |= {Figure.ANSWERED, decided.outcome}
    elif asked.state == State.WITHDRAWN:
        return frozenset({Figure.ASKED, Figure.WITHDRAWN})
    is_over = (
        allowed is not None and asked.spent(until=asked.decided_at or at, closed=closed) > allowed.length
    )
    if decided is not None:
        figures.add(Figure.LATE if is_over else Figure.IN_TIME)
    else:
        figures.add(Figure.OVERDUE if is_over else Figure.OPEN)
    return frozenset(figures | {Figure.ASKED})


def _span(quarter: Quarter) -> tuple[datetime, datetime]:
    """Give the first moment of a quarter, and the first after it."""
    days = (quarter.starts_on, quarter.ends_on + timedelta(days=1))
    begin, end = (timezone.make_aware(datetime.combine(day, time())) for day in days)
    return begin, end


# --- Breaches and complaints ----------------------------------------------------------------------
def _matters(quarter: Quarter, *, at: datetime) -> dict[int, Counter[Kind]]:
    """Count breaches and complaints that became known in the quarter, and those beyond their time (ISP 7.3)."""
    begin, end = _span(quarter)
    found: dict[int, Counter[Kind]] = {}
    for matter in Matter.objects.filter(known_at__gte=begin, known_at__lt=end).order_by():
        late = Figure.BREACHES_LATE if matter.is_breach else Figure.COMPLAINTS_LATE
        figures: set[str] = {Figure.BREACHES if matter.is_breach else Figure.COMPLAINTS}
        if matter.notified_at is not None:
            figures.add(Figure.NOTIFIED)
        if matter.is_late(at=at):
            figures.add(late)
        found.setdefault(matter.organisation_id, Counter())[frozenset(figures)] += 1
    return found


# --- Partners -------------------------------------------------------------------------------------
def _held(*, on: date) -> dict[int, Counter[Kind]]:
    """Count what each recipient holds, and what of it should have been reviewed, returned or destroyed (ISP 10.3.2)."""
    rows = Disclosure.objects.filter(certified_at__isnull=True).values_list(
        "sharing_request__organisation", "review_on"
    )
    found: dict[int, Counter[Kind]] = {}
    for organisation, review_on in rows.order_by():
        is_overdue = review_on is not None and review_on < on
        kind = frozenset({Figure.HELD, *([Figure.NOT_DESTROYED] if is_overdue else [])})
        found.setdefault(organisation, Counter())[kind] += 1
    return found


def _officers(edition: ProtocolEdition | None, *, on: date) -> dict[int, Counter[Kind]]:
    """Count each partner's officers, and those who may not act for want of training or conditions (ISP 10.5)."""
    people = (
        Duty.objects.in_force(on)
        .filter(role__in=OFFICER_ROLES, organisation__isnull=False, user__is_active=True)
        .values_list("organisation", "user")
        .order_by()
        .distinct()
    )
    trained = set(Training.objects.holding(on=on).values_list("person", flat=True))
    accepted = set(
        ConditionsAcceptance.objects.holding(on=on).filter(edition=edition).values_list("person", flat=True)
    )
    found: dict[int, Counter[Kind]] = {}
    for organisation, person in people:
        assert organisation is not None  # noqa: S101 - filtered
        kind: set[str] = {Figure.OFFICERS}
        if person not in trained:
            kind.add(Figure.UNTRAINED)
        if person not in accepted:
            kind.add(Figure.UNACCEPTED)
        found.setdefault(organisation, Counter())[frozenset(kind)] += 1
    return found


def _contacts(names: Iterable[int], *, on: date) -> dict[int, str]:
    """Say which organisations lack a single point of contact or a back-up (ISP 7.4)."""
    held = set(
        Duty.objects.in_force(on)
        .filter(role__in=(Role.SPOC, Role.BACKUP_SPOC), user__is_active=True)
        .values_list("organisation", "role")
    )
    said = {(True, True): "Both", (True, False): "No back-up", (False, True): "Back-up only"}
    return {
        pk: said.get(((pk, Role.SPOC) in held, (pk, Role.BACKUP_SPOC) in held), "Neither") for pk in names
    }
