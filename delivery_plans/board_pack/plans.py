"""The sections of a pack that this app writes: the plan of an outcome, and the exceptions of all plans."""

from typing import Any

from csp_portal.documents.sections import PackSection
from delivery_plans import plan_reading
from delivery_plans.models import DeliveryPlan, RagScale, year_in_words, year_of
from delivery_plans.states.plan import State
from meetings.models import Meeting


def plan(number: int, meeting: Meeting) -> PackSection:
    """
    Print the plan of an outcome: the draft that the board is asked to endorse, else the plan of the year.

    The longest boards' packs have six outcomes, so that each has a paper of its own to be put under its item.
    """
    plans = DeliveryPlan.objects.filter(
        outcome__number=number, outcome__strategy__board=meeting.board
    ).select_related("outcome__strategy", "outcome__priority", "owner", "follows")
    year = year_of(meeting.on)
    found = (
        plans.filter(state=State.DRAFT, year__in=(year, year + 1)).order_by("-year").first()
        or plans.filter(year=year).first()
        or plans.filter(year__gte=year).order_by("year").first()
    )
    template = "delivery_plans/pdf/plan.html"
    if found is None:
        return PackSection(
            template=template,
            context={},
            missing=f"There is no delivery plan for outcome {number} in {year_in_words(year)}. Draft it first.",
        )
    lines = plan_reading.table(found, on=meeting.on)
    targets = [target.text for target in found.key_targets.standing()]
    scale = RagScale.objects.prefetch_related("levels").first()
    context = {
        "title": f"Delivery plan {found.year_name}, {found.outcome}",
        "plan": found,
        "meeting": meeting,
        "lines": lines,
        "targets": targets,
        "scale": scale,
        "has_areas": any(line.area for line in lines),
        "has_actions": any(line.action for line in lines),
        "has_own_text": any(line.milestone and line.milestone.text for line in lines),
    }
    return PackSection(
        template=template,
        context=context,
        facts=[
            [found.slug, found.version, found.state, str(found.outcome), str(found.owner)],
            targets,
            [_plain(line) for line in lines],
            _key(scale),
        ],
        missing="" if lines else f"The delivery plan for outcome {number} has no milestone yet.",
    )


def _key(scale: RagScale | None) -> list[Any]:
    if scale is None:
        return []
    return [[each.letter, each.word, each.meaning, each.shape, each.tone] for each in scale.levels.all()]


def _plain(line: plan_reading.PlanLine) -> list[Any]:
    """Reduce a row to values that change whenever it would be printed otherwise."""
    milestone = line.milestone
    return [
        [str(line.area or ""), line.area_span, str(line.action or ""), line.action_span],
        [
            milestone.reference,
            milestone.text,
            milestone.due,
            str(milestone.first_day),
            str(milestone.last_day),
        ]
        if milestone
        else [],
        [milestone.rating_written, milestone.comment] if milestone else [],
        [line.leads, line.links, line.is_overdue],
        _plain_run(line.run) if line.run else [],
    ]


def _plain_run(run: plan_reading.Run) -> list[Any]:
    rating = run.rating
    return [
        [[mark.name, mark.level.key if mark.level else "", mark.is_late] for mark in run.marks],
        run.level.key,
        str(run.direction or ""),
        [rating.reason, rating.action_taken, rating.comment] if rating else [],
    ]


def plan_exceptions(meeting: Meeting) -> PackSection:
    """Print what is exceptional in the board's plans in force on the day of the meeting."""
    plans = DeliveryPlan.objects.filter(state=State.IN_FORCE, outcome__strategy__board=meeting.board)
    lines = plan_reading.exceptions(plans, on=meeting.on)
    groups: dict[str, list[plan_reading.ExceptionLine]] = {}
    for line in lines:
        groups.setdefault(f"{line.milestone.plan.outcome}, {line.milestone.plan.year_name}", []).append(line)
    scale = RagScale.objects.prefetch_related("levels").first()
    return PackSection(
        template="delivery_plans/pdf/exceptions.html",
        context={
            "title": "Exceptions in the delivery plans",
            "meeting": meeting,
            "groups": groups.items(),
            "total": len(lines),
            "scale": scale,
        },
        facts=[
            [
                [
                    heading,
                    [
                        [
                            [line.milestone.label, line.milestone.words, line.milestone.due],
                            [str(each.office) for each in line.milestone.offices.all()],
                            [str(reason) for reason in line.reasons],
                            _plain_run(line.run),
                        ]
                        for line in together
                    ],
                ]
                for heading, together in groups.items()
            ],
            _key(scale),
        ],
        missing="" if plans else "No delivery plan is in force.",
    )


def plan_1(meeting: Meeting) -> PackSection:
    """Print the plan of outcome 1."""
    return plan(1, meeting)


def plan_2(meeting: Meeting) -> PackSection:
    """Print the plan of outcome 2."""
    return plan(2, meeting)


def plan_3(meeting: Meeting) -> PackSection:
    """Print the plan of outcome 3."""
    return plan(3, meeting)


def plan_4(meeting: Meeting) -> PackSection:
    """Print the plan of outcome 4."""
    return plan(4, meeting)


def plan_5(meeting: Meeting) -> PackSection:
    """Print the plan of outcome 5."""
    return plan(5, meeting)


def plan_6(meeting: Meeting) -> PackSection:
    """Print the plan of outcome 6."""
    return plan(6, meeting)
