"""Whom what happens to actions is told: titles and links, and of restricted items not even those."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, AnswerLink, Escalation, Responsibility
from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from csp_portal.notices import workflow as notices
from csp_portal.notices.models import Notice
from meetings.models import SeatHolder


def _day(day: date | None) -> str:
    return f"on {day.day} {day:%B %Y}" if day else "at the next meeting"


def _tell(
    kind: str,
    action: Action,
    to: Iterable[User],
    words: str,
    *,
    key: str,
    at: datetime,
    by: User | None = None,
) -> list[Notice]:
    """Tell those who may read the action; whoever did it knows."""
    on = timezone.localdate(at)
    people = [
        person
        for person in to
        if (by is None or person.pk != by.pk)
        and Action.objects.visible_to(person, on=on).filter(pk=action.pk).exists()
    ]
    if action.is_restricted:
        # An e-mail passes many hands: neither what it is about nor which one it is.
        title, path = (
            f"{words}: an action that is kept to some",
            f"{reverse('actions:action_list')}?show=mine",
        )
    else:
        title, path = f"{words}: {action.title} ({action.reference})", action.get_absolute_url()
    return notices.tell(f"actions.{kind}", to=people, title=title, path=path, at=at, key=key, about=action)


# --- Reminders --------------------------------------------------------------------------------------
def reminded(part: Responsibility, *, occasion: str, on: date, at: datetime) -> int:
    """Remind the person named for a partner; one line for each action, whichever partners they answer for."""
    due_on = part.due_on
    words = f"Due {_day(due_on)}" if due_on is None or due_on >= on else f"Late, was due {_day(due_on)}"
    key = f"{part.action_id}.{occasion}"
    return len(_tell("reminded", part.action, [part.person], words, key=key, at=at))


def others_told(part: Responsibility, *, on: date, at: datetime) -> int:
    """Tell the organisation's other seat holders that its part is late."""
    holders = (
        SeatHolder.objects.filter(seat__board=part.action.board, seat__organisation=part.organisation)
        .on(on)
        .exclude(person=part.person_id)
        .select_related("person")
    )
    words = f"Late for {part.organisation.short_name}, was due {_day(part.due_on)}"
    people = {holder.person_id: holder.person for holder in holders}
    key = f"{part.pk}.{part.due_on}.others"
    return len(_tell("others_late", part.action, people.values(), words, key=key, at=at))


def settled(part: Responsibility, *, by: User | None, at: datetime) -> None:
    """Take what is answered, or has another day, off the list of what its people are told is due."""
    holders = SeatHolder.objects.filter(
        seat__board=part.action.board, seat__organisation=part.organisation
    ).select_related("person")
    people = [part.person, *(holder.person for holder in holders)]
    if by is not None:
        people.append(by)
    notices.settle(kinds=("actions.reminded", "actions.others_late"), about=part.action, people=people, at=at)


# --- What happens -----------------------------------------------------------------------------------
def named(part: Responsibility, *, by: User, at: datetime) -> None:
    key = f"{part.pk}.{at.isoformat()}"
    _tell("named", part.action, [part.person], "You are named", key=key, at=at, by=by)


def carried_over(part: Responsibility, *, day: date | None, by: User, at: datetime) -> None:
    key = f"{part.pk}.{at.isoformat()}"
    _tell("carried_over", part.action, [part.person], f"Now due {_day(day)}", key=key, at=at, by=by)


def sent_back(part: Responsibility, *, by: User, at: datetime) -> None:
    key = f"{part.pk}.{at.isoformat()}"
    _tell("sent_back", part.action, [part.person], "Your answer is sent back", key=key, at=at, by=by)


def to_accept(part: Responsibility, *, by: User | None, at: datetime) -> None:
    """Tell the secretariat that an answer waits."""
    key = f"{part.pk}.{at.isoformat()}"
    secretariat = User.objects.holding(Role.SECRETARIAT, on=timezone.localdate(at))
    _tell("to_accept", part.action, secretariat, "An answer waits to be accepted", key=key, at=at, by=by)


def escalated(escalation: Escalation, *, by: User, at: datetime) -> None:
    words = "Put before you as the chair"
    _tell("escalated", escalation.action, [escalation.chair], words, key=str(escalation.pk), at=at, by=by)


def escalation_answered(escalation: Escalation, *, by: User, at: datetime) -> None:
    _tell(
        "escalation_answered",
        escalation.action,
        [escalation.raised_by],
        "The chair has answered",
        key=str(escalation.pk),
        at=at,
        by=by,
    )


def link_sent(link: AnswerLink, *, token: str, at: datetime) -> None:
    """Write to the address with the link; what the e-mail says is sealed until it has left."""
    action = link.responsibility.action
    notices.write_to(
        link.address,
        "action_link",
        {
            "subject": f"{settings.PARTNERSHIP_SHORT_NAME}: an answer is asked of you, {action.reference}",
            "link": reverse("actions:link_answer", args=[token]),
            "action": action,
            "expires_at": link.expires_at,
        },
        at=at,
        key=f"actions.link.{link.pk}",
    )
