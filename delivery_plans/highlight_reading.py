"""A review as its readers have it before them: live while it is under review, frozen once it went to the Executive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from csp_portal.documents.charts import Chart
from delivery_plans import performance_charts, selection
from delivery_plans.charts.figures import written
from delivery_plans.figures import is_small, rule_in_words
from delivery_plans.models import Indicator, RagLevel
from delivery_plans.models.performance_reviews import PerformanceLine, PerformanceReview, SelectionChoice
from delivery_plans.performance_reading import IndicatorReading, readings
from delivery_plans.states.performance import Level
from delivery_plans.states.performance_review import SelectionRule
from meetings.states.meeting import CALLED_OFF_STATES

NO_PRIORITY = "All priorities"


@dataclass
class ReviewedLine:
    """One indicator of a review: how it stands, what is said of it, and whether the report shows it."""

    line: PerformanceLine
    standing: IndicatorReading
    run: list[dict[str, Any]] = field(default_factory=list)
    rules: tuple[SelectionRule, ...] = ()
    choice: SelectionChoice | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the report shows it: by a rule, unless the group chose otherwise."""
        if self.choice is not None and self.choice.choice != SelectionChoice.Choice.BY_RULE:
            return self.choice.choice == SelectionChoice.Choice.ADDED
        return bool(self.rules)

    @property
    def is_checked(self) -> bool:
        """Whether somebody checked the figure that holds now; a figure that came later is unchecked again."""
        figure, checked_at = self.standing.figure, self.line.checked_at
        return checked_at is not None and (figure is None or figure.entered_at <= checked_at)

    @property
    def lacks(self) -> list[str]:
        """Say what the line still needs before the group can agree it."""
        if not self.line.indicator.is_measured:
            return []
        missing = []
        if self.standing.figure is None:
            missing.append("no figure has come")
        elif not self.is_checked:
            missing.append("its figure is not checked")
        if self.is_shown and not self.line.comment:
            missing.append("no comment is written")
        return missing

    @property
    def holds_up(self) -> bool:
        """Whether the group cannot agree yet because of it; what nobody has sent a figure of is awaited instead."""
        return self.standing.figure is not None and bool(self.lacks)


def read(review: PerformanceReview) -> list[ReviewedLine]:
    """Read a review's lines with their figures as they stand now: a handful of statements."""
    lines = list(
        review.lines.select_related(
            "indicator__priority", "indicator__owner", "checked_by", "commented_by"
        ).prefetch_related("choices__chosen_by")
    )
    indicators = [line.indicator for line in lines]
    found = {
        standing.indicator.pk: standing
        for standing in readings(indicators, place=review.place, on=review.figures_to)
    }
    runs = performance_charts.runs([indicator.pk for indicator in indicators], place=review.place)
    told = []
    for line in lines:
        standing = found[line.indicator.pk]
        run = runs[line.indicator.pk]
        rating = standing.rating
        told.append(
            ReviewedLine(
                line=line,
                standing=standing,
                run=run,
                rules=selection.rules_fired(
                    level=standing.level,
                    distance=rating.distance if rating else None,
                    values=[Decimal(point["value"]) for point in run if point["value"] is not None],
                    better=line.indicator.better,
                ),
                choice=next(reversed(line.choices.all()), None),
            )
        )
    return told


def frozen(review: PerformanceReview, lines: Sequence[ReviewedLine]) -> dict[str, Any]:
    """Freeze what the report shows as plain values, by priority: enough to print it for ever."""
    sections: dict[str, list[dict[str, Any]]] = {}
    words = scale_words()
    for line in lines:
        if line.is_shown:
            priority = line.line.indicator.priority
            sections.setdefault(priority.name if priority else NO_PRIORITY, []).append(
                frozen_line(line, words)
            )
    return {
        "figures_to": review.figures_to.isoformat(),
        "place": review.place.name,
        "selection": selection.in_words(),
        "sections": [{"priority": name, "lines": shown} for name, shown in sections.items()],
        "left_out": [
            {"indicator": line.line.indicator.name, "reason": line.choice.reason}
            for line in lines
            if line.rules and not line.is_shown and line.choice is not None
        ],
        "awaited": [
            {
                "indicator": line.line.indicator.name,
                "period": expected.period.label,
                "owed_by": expected.owed_by.name,
                "asked_on": f"{expected.asked_on.day} {expected.asked_on:%B %Y}",
                "reference": expected.request_reference,
            }
            for line in lines
            for expected in line.standing.awaited
        ],
    }


def scale_words() -> dict[str, str]:
    """Give the partnership's own words for the ratings, by their keys."""
    return dict(RagLevel.objects.values_list("key", "word"))


def frozen_line(line: ReviewedLine, words: Mapping[str, str]) -> dict[str, Any]:
    """Freeze one indicator of the report, with the partnership's words for its ratings."""
    indicator, standing = line.line.indicator, line.standing
    figure, rating, judgement = standing.figure, standing.rating, standing.judgement
    is_judged = judgement is not None and judgement.holds_beside(standing.automatic)
    return {
        "slug": indicator.slug,
        "indicator": indicator.name,
        "theme": indicator.theme,
        "unit": indicator.unit,
        "better": indicator.better,
        "source": indicator.source,
        "target": None if indicator.target is None else str(indicator.target.normalize()),
        "target_words": " ".join(
            part
            for part in (
                indicator.target_words,
                f"by {indicator.target_by_words}" if indicator.target_by_words else "",
            )
            if part
        ),
        "period": figure.period.label if figure else "",
        "value": str(figure.value.normalize()) if figure else None,
        "is_provisional": bool(figure and figure.is_provisional),
        "level": standing.level,
        "level_word": words.get(standing.level, Level(standing.level).label),
        "automatic": standing.automatic,
        "automatic_word": words.get(standing.automatic, Level(standing.automatic).label),
        "judgement": judgement.reason if is_judged and judgement is not None else "",
        "judged_by": judgement.judged_by.full_name if is_judged and judgement is not None else "",
        "distance": selection.distance_in_words(rating.distance if rating else None),
        "rule": rule_in_words(indicator.rule, indicator.margin, indicator.better)
        if indicator.is_rated
        else "",
        "direction": standing.direction,
        "fired": [SelectionRule(rule).label for rule in line.rules],
        "added": line.choice.reason if line.choice is not None and not line.rules else "",
        "comment": line.line.comment,
        "added_value": line.line.added_value,
        "commented_by": line.line.commented_by.full_name if line.line.commented_by else "",
        "run": line.run,
    }


def chart_of(content: Mapping[str, Any]) -> Chart:
    """Draw a frozen indicator from its plain values."""
    return performance_charts.drawn_run(
        content["run"],
        caption=content["indicator"],
        unit=content["unit"],
        better=content["better"],
        target=None if content["target"] is None else Decimal(content["target"]),
    )


@dataclass(frozen=True)
class DrawnLine:
    """One indicator of a report, ready for a page or for paper."""

    content: Mapping[str, Any]
    chart: Chart

    @property
    def value(self) -> str:
        value = self.content["value"]
        return "Data awaited" if value is None else written(Decimal(value))

    @property
    def is_judged(self) -> bool:
        return bool(self.content["judgement"]) and self.content["level"] != self.content["automatic"]


def drawn(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give a report's sections with their drawings."""
    return [
        {
            "priority": section["priority"],
            "lines": [DrawnLine(line, chart_of(line)) for line in section["lines"]],
        }
        for section in content["sections"]
    ]


def for_public(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """
    Give a report's content as the public may read it, if that is less: without what counts fewer than five people.

    Where one figure of a run is small all goes that is said of the indicator, for words and ratings tell numbers.
    """
    counting = set(Indicator.objects.filter(counts_people=True).values_list("slug", flat=True))
    sections = [
        {
            **section,
            "lines": [
                {**BLANK, "slug": line["slug"], "indicator": line["indicator"]}
                if line["slug"] in counting and _has_small(line)
                else line
                for line in section["lines"]
            ],
        }
        for section in content["sections"]
    ]
    public = {**content, "sections": sections}
    return public if withheld(public) else None


# What is left of an indicator of which nothing may be said.
BLANK: Mapping[str, Any] = {
    "is_withheld": True, "value": None, "unit": "", "better": "", "target": None, "run": [],
    "comment": "", "added_value": "", "rule": "", "judgement": "",
}  # fmt: skip


def _has_small(line: Mapping[str, Any]) -> bool:
    values = [line["value"], *(point["value"] for point in line["run"])]
    return any(is_small(Decimal(value), counts_people=True) for value in values if value is not None)


def withheld(content: Mapping[str, Any]) -> list[str]:
    """Name the indicators of which a report says nothing."""
    return [
        line["slug"]
        for section in content["sections"]
        for line in section["lines"]
        if line.get("is_withheld")
    ]


def changed_since(content: Mapping[str, Any], lines: Sequence[ReviewedLine]) -> list[str]:
    """Say, in sentences, what stands otherwise now than when the report was frozen."""
    then = {line["slug"]: line for section in content["sections"] for line in section["lines"]}
    words = scale_words()
    now = {line.line.indicator.slug: frozen_line(line, words) for line in lines}
    said = []
    for slug, before in then.items():
        after = now.get(slug)
        if after is None:
            continue
        name = before["indicator"]
        if after["value"] != before["value"] or after["period"] != before["period"]:
            said.append(f"{name}: the figure was {_said(before)} and is now {_said(after)}.")
        elif [p["value"] for p in after["run"]] != [p["value"] for p in before["run"]]:
            said.append(f"{name}: an earlier figure was corrected.")
        if after["level"] != before["level"]:
            said.append(f"{name}: the rating was {before['level_word']} and is now {after['level_word']}.")
        if (after["comment"], after["added_value"]) != (before["comment"], before["added_value"]):
            said.append(f"{name}: the comment was changed.")
    newly = [line for line in lines if line.is_shown and line.line.indicator.slug not in then]
    said += [f"{line.line.indicator}: it would now be in the report." for line in newly]
    return said


def _said(line: Mapping[str, Any]) -> str:
    if line["value"] is None:
        return "awaited"
    return f"{written(Decimal(line['value']))} ({line['period']})"


def late_by(review: PerformanceReview, *, on: date) -> int | None:
    """Count the days until the performance group has to have met (ToR 7), unless it has; below zero it is late."""
    days = review.meeting.board.performance_group_lead_days
    if days is None:
        return None
    latest = review.meeting.on - timedelta(days=days)
    session = review.session
    if session is not None and session.state not in CALLED_OFF_STATES and session.on <= min(latest, on):
        return None
    return (latest - on).days
