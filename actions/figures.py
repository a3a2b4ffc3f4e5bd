"""How partners keep to their days: counted by organisation and by quarter, as rows and as a chart."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from actions.models import Action, Responsibility
from actions.states import OUTSTANDING_STATES
from csp_portal.core.quarters import Quarter, quarter_of
from csp_portal.documents.charts import ORANGE, PURPLE, drawn

ON_TIME, LATE = "On time", "Late"


@dataclass(frozen=True)
class Part:
    """What counts of one partner's part: it was due on a day, and was done then, earlier, later or not yet."""

    board: int
    organisation: str
    quarter: Quarter
    is_late: bool
    days: int | None
    was_carried_over: bool


@dataclass(frozen=True)
class Figure:
    """The counts of one row. `days` is the median from recording to done."""

    label: str
    due: int
    on_time: int
    late: int
    days: float | None
    carried_over: int
    detail: str = ""

    @property
    def share(self) -> int:
        """The part of answers that came on time, in per cent."""
        return round(100 * self.on_time / self.due)


def parts(boards: Iterable[Any], *, on: date) -> list[Part]:
    """
    Read the parts that are done or whose day has passed.

    What is not due yet says nothing so far. Actions of restricted items stay out, so that everybody reads
    the same figures; so do parts withdrawn, and those of actions that ended without being done.
    """
    rows = (
        Responsibility.objects.standing()
        .filter(action__in=Action.objects.unrestricted().filter(board__in=boards).values("pk"))
        .exclude(Q(done_at__isnull=True) & ~Q(action__ending=""))
        .with_due()
        .values_list(  # type: ignore[misc]
            "action__board", "organisation__short_name", "due_on", "done_at", "state", "action__recorded_on",
            "times_set",
        )
    )  # fmt: skip
    found = []
    for board, organisation, due_on, done_at, state, recorded_on, times_set in rows:
        is_owed = state in OUTSTANDING_STATES
        done_on = None if is_owed or done_at is None else timezone.localdate(done_at)
        if due_on is None or (done_on is None and due_on >= on):
            continue
        found.append(
            Part(
                board=board,
                organisation=organisation,
                quarter=quarter_of(due_on),
                is_late=done_on is None or done_on > due_on,
                days=None if done_on is None else max((done_on - recorded_on).days, 0),
                was_carried_over=times_set > 1,
            )
        )
    return found


def quarters(counted: Iterable[Part]) -> list[Quarter]:
    return sorted({part.quarter for part in counted}, reverse=True)


def _grouped(counted: Iterable[Part], key: Callable[[Part], Hashable]) -> dict[Any, list[Part]]:
    groups: dict[Any, list[Part]] = {}
    for part in counted:
        groups.setdefault(key(part), []).append(part)
    return groups


def _figure(label: str, group: Sequence[Part], detail: str = "") -> Figure:
    late = sum(part.is_late for part in group)
    days = [part.days for part in group if part.days is not None]
    return Figure(
        label=label,
        due=len(group),
        on_time=len(group) - late,
        late=late,
        days=median(days) if days else None,
        carried_over=sum(part.was_carried_over for part in group),
        detail=detail,
    )


def by_organisation(counted: Iterable[Part]) -> list[Figure]:
    groups = _grouped(counted, lambda part: part.organisation)
    return [_figure(name, groups[name]) for name in sorted(groups, key=str.casefold)]


def by_quarter(counted: Iterable[Part]) -> list[Figure]:
    groups = _grouped(counted, lambda part: part.quarter)
    return [_figure(quarter.label, groups[quarter]) for quarter in sorted(groups)]


def by_organisation_and_quarter(counted: Iterable[Part]) -> list[Figure]:
    groups = _grouped(counted, lambda part: (part.organisation.casefold(), part.organisation, part.quarter))
    return [_figure(key[1], groups[key], key[2].label) for key in sorted(groups)]


def in_words(figures: Sequence[Figure]) -> str:
    """Say the chart in a sentence for each bar, for those who cannot see it."""
    return " ".join(f"{each.label}: {each.on_time} on time, {each.late} late." for each in figures)


def chart(figures: Sequence[Figure]) -> SafeString:
    """
    Draw a bar for each partner, on time beside late, as SVG without inline style or script.

    The numbers stand in the bars, so that colour is never needed to read them.
    """
    if not figures:
        return SafeString("")
    import altair

    order = [each.label for each in figures]
    most = max(each.due for each in figures)
    rows = [
        {"partner": each.label, "answers": count, "when": when, "place": place}
        for each in figures
        for place, (when, count) in enumerate(((ON_TIME, each.on_time), (LATE, each.late)))
        if count
    ]
    base = altair.Chart(altair.Data(values=rows)).encode(
        y=altair.Y(
            "partner:N",
            title=None,
            sort=order,
            axis=altair.Axis(labelLimit=230, ticks=False, domain=False),
        ),
        x=altair.X(
            "answers:Q",
            stack="zero",
            title="Answers due",
            axis=altair.Axis(values=list(range(0, most + 1, -(-most // 8))), format="d"),
        ),
        order=altair.Order("place:Q"),
    )
    bars = base.mark_bar(stroke="#ffffff", strokeWidth=1).encode(
        color=altair.Color(
            "when:N",
            title=None,
            scale=altair.Scale(domain=[ON_TIME, LATE], range=[PURPLE, ORANGE]),
            legend=altair.Legend(orient="top", labelFontSize=13, symbolType="square"),
        )
    )
    numbers = base.mark_text(color="#ffffff", fontSize=12, fontWeight="bold").encode(
        x=altair.X("answers:Q", stack="zero", bandPosition=0.5, title="Answers due"),
        text="answers:Q",
        detail="when:N",
    )
    return drawn((bars + numbers).properties(width=360, height={"step": 30}))
