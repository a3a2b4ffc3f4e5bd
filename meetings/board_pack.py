"""The sections of a pack that this app writes itself, and how all apps' sections are found."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

from csp_portal.core.dates import in_words
from csp_portal.documents.sections import PackSection
from meetings import forward_plan as forward_plans
from meetings import minutes_reading
from meetings.models import BusinessItem, HomeworkQuestion, Meeting, Minutes, Seat


def generator_choices() -> list[tuple[str, str]]:
    """List the papers that the portal can write, as a secretary picks them."""
    return [(name, name.replace("_", " ").capitalize()) for name in settings.GENERATED_PAPERS]


def section(generator: str, meeting: Meeting) -> PackSection:
    """
    Write the named section for a meeting.

    :raises KeyError: if no app offers that section
    """
    write: Callable[[Meeting], PackSection] = import_string(settings.GENERATED_PAPERS[generator])
    return write(meeting)


def content_html(written: PackSection) -> SafeString:
    """Fill the content of a section's template alone, for a page that has a heading of its own."""
    template = get_template(written.template).template  # type: ignore[attr-defined]
    context = Context(dict(written.context))
    blocks = template.nodelist[0].blocks
    with context.bind_template(template):
        return mark_safe(blocks["content"].render(context))  # noqa: S308 - a template escapes by itself


def previous_minutes(meeting: Meeting) -> PackSection:
    """
    Give the minutes of the board's last meeting, for this one to confirm.

    Everybody who has the pack reads them, the public too: what is not public says its ground instead.
    """
    before = meeting.previous()
    minutes = Minutes.objects.filter(meeting=before, sent_round_at__isnull=False).first() if before else None
    if before is None or minutes is None:
        return PackSection(
            template="meetings/pdf/minutes.html",
            context={},
            missing="The minutes of the last meeting have not gone round yet. Write them on that meeting's page, "
            "have them cleared, and send them round.",
        )
    minutes.meeting = before
    document = minutes_reading.document(minutes, open_restrictions=frozenset(), is_public=True)
    return PackSection(
        template="meetings/pdf/minutes.html",
        context=document.context(),
        facts=document.facts(),
    )


def seats_by_group(meeting: Meeting) -> list[dict[str, Any]]:
    """Group the seats on the day of the meeting as the membership list shows them."""
    seats = Seat.objects.filter(board=meeting.board).on(meeting.on).with_people(on=meeting.on)
    return grouped(seats)


def grouped(seats: Any) -> list[dict[str, Any]]:
    """Group seats that come in order under their headings; a heading stands where its first seat does."""
    groups: dict[str, list[Any]] = {}
    for seat in seats:
        groups.setdefault(seat.group or "Members", []).append(seat)
    return [{"heading": heading, "seats": together} for heading, together in groups.items()]


def membership_facts(groups: list[dict[str, Any]]) -> list[Any]:
    """Reduce a membership list to plain values."""
    return [
        [
            group["heading"],
            [
                [
                    seat.office,
                    seat.organisation.name,
                    seat.board_role,
                    seat.is_voting,
                    [holder.person.full_name for holder in seat.holders_then],
                    [deputy.person.full_name for deputy in seat.deputies_then],
                ]
                for seat in group["seats"]
            ],
        ]
        for group in groups
    ]


def membership_list(meeting: Meeting) -> PackSection:
    """Give the board's seats, and who sits in each on the day of the meeting."""
    groups = seats_by_group(meeting)
    return PackSection(
        template="meetings/pdf/membership_list.html",
        context={
            "title": f"Membership of the {meeting.board} on {in_words(meeting.on)}",
            "meeting": meeting,
            "groups": groups,
        },
        facts=membership_facts(groups),
        missing="" if groups else "The board has no seats yet. Add them on the board's page.",
    )


def forward_plan(meeting: Meeting) -> PackSection:
    """Give what comes to the meetings after this one, and what has no place yet; open titles alone."""
    plan = forward_plans.plan(meeting.board, at=meeting.ends_at)
    return PackSection(
        template="meetings/pdf/forward_plan.html",
        context={
            "title": f"Forward plan of the {meeting.board}",
            "meeting": meeting,
            "plan": plan,
        },
        facts=[
            [
                [
                    [
                        planned.meeting.reference,
                        planned.meeting.starts_at.isoformat(),
                        planned.meeting.place,
                        planned.meeting.kind,
                        str(planned.meeting.focus_priority or ""),
                    ],
                    [_business_facts(business) for business in planned.accepted],
                    [_business_facts(business) for business in planned.deferred],
                ]
                for planned in plan.meetings
            ],
            [_business_facts(business) for business in plan.unplaced],
        ],
    )


def homework_answered(meeting: Meeting) -> PackSection:
    """
    Give what partners were asked before the meeting, item by item, with what each answered.

    Questions of restricted items are left out: everybody who has the pack reads this.
    """
    asked = (
        HomeworkQuestion.objects.standing()
        .filter(item__meeting=meeting)
        .filter(Q(item__restriction__isnull=True) | Q(item__restriction__lifted_at__isnull=False))
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )
    questions: dict[int, list[HomeworkQuestion]] = {}
    for question in asked:
        questions.setdefault(question.item_id, []).append(question)
    items = [
        (number, item, questions[item.pk])
        for number, item in enumerate(meeting.items.standing().in_order(), start=1)
        if item.pk in questions
    ]
    return PackSection(
        template="meetings/pdf/homework_answered.html",
        context={
            "title": f"Homework answered for the meeting of {in_words(meeting.on)}",
            "meeting": meeting,
            "items": items,
        },
        facts=[
            [number, item.title, [[q.organisation.name, q.question, q.answer, q.answered_at] for q in each]]
            for number, item, each in items
        ],
        missing="" if items else "No partner is asked anything before this meeting.",
    )


def _business_facts(business: BusinessItem) -> list[str]:
    return [business.known_as, business.source, business.purpose, str(business.minutes_wanted)]
