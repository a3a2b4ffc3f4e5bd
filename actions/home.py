"""What the home page says about actions: what is due from the person, from their organisation, and what waits."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from actions.models import Action, Escalation, Responsibility, organisations_answered_for
from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission, Role
from csp_portal.core.home import DUE, HomeSection
from meetings.models import Board

SHOWN = 5


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """Gather the person's own actions, how many their organisation owes, and what waits for their acceptance."""
    visible = Action.objects.visible_to(user, on=on)
    found = []
    owed = Responsibility.objects.outstanding().filter(action__in=visible.values("pk"))
    mine = owed.filter(person=user).with_due().select_related("action")
    cards = [_card(part, on) for part in mine.order_by("due_on", "pk")[:SHOWN]]  # type: ignore[misc]
    cards += _before_the_chair(user, visible)
    theirs = owed.filter(organisation__in=organisations_answered_for(user, on=on)).exclude(person=user)
    if count := theirs.count():
        late = theirs.overdue(on=on).count()
        cards.append(
            {
                "title": f"{count} more due from your organisation"
                if cards
                else "Due from your organisation",
                "url": f"{reverse('actions:action_list')}?show=organisation",
                "text": f"{count} answer{'s are' if count > 1 else ' is'} due, {late} of them overdue."
                if late
                else f"{count} answer{'s are' if count > 1 else ' is'} due.",
                "is_urgent": bool(late),
            }
        )
    if to_accept := _to_accept(user, visible, on):
        cards.append(
            {
                "title": "Answers to accept",
                "url": f"{reverse('actions:action_list')}?show=to_accept",
                "text": f"{to_accept} action{'s wait' if to_accept > 1 else ' waits'} to be accepted or sent back.",
            }
        )
    if cards:
        found.append(HomeSection("Actions", cards, place=DUE))
    return found


def _card(part: Responsibility, on: date) -> dict[str, Any]:
    late = part.is_overdue(on=on)
    when = f"{part.due_on.day} {part.due_on:%B %Y}" if part.due_on else "the next meeting"
    return {
        "title": part.action.title,
        "url": part.action.get_absolute_url(),
        "tag": "Overdue" if late else f"Due {when}",
        "tag_tone": "bad" if late else "neutral",
        "meta": f"{part.action.reference}, due {when}" if late else part.action.reference,
        "is_urgent": late,
    }


def _before_the_chair(user: User, visible: Any) -> list[dict[str, Any]]:
    waiting = Escalation.objects.filter(
        chair=user, answered_at=None, action__in=visible.values("pk")
    ).select_related("action")
    return [
        {
            "title": f"Put before you: {escalation.action.title}",
            "url": escalation.action.get_absolute_url(),
            "text": escalation.reason,
            "meta": escalation.action.reference,
            "is_urgent": True,
        }
        for escalation in waiting[:SHOWN]
    ]


def _to_accept(user: User, visible: Any, on: date) -> int:
    if not user.holds(Permission.RUN_ACTIONS, on=on):
        chaired = Board.objects.filter(
            seats__holders__in=user.seats_held.on(on), seats__board_role=Role.CO_CHAIR
        )
        visible = visible.filter(board__in=chaired.values("pk"))
    return int(visible.to_accept().count())
