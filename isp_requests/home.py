"""What the home page says of requests: how much waits for the person, and never what it is about."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from csp_portal.accounts.models import Duty, User
from csp_portal.core.home import HomeSection
from isp_requests import identity
from isp_requests.models import Asked, SharingRequest
from isp_requests.states import answer as answers
from isp_requests.states.sharing_request import State


def _officers(desks: Collection[int], *, on: date) -> QuerySet[User]:
    duties = Duty.objects.in_force(on).filter(organisation__in=desks, role__in=identity.SHARING_ROLES)
    return User.objects.present().filter(duties__in=duties)


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """Count what waits: at the desk, to hand over, to answer, to authorise, to reply to, to confirm, and drafts."""
    if not user.roles(on=on) & identity.SHARING_ROLES:
        return []
    acting = identity.acting(user, on=on)
    with identity.as_person(user, on=on):
        visible = Asked.objects.visible_to(user, on=on)
        mine = SharingRequest.objects.visible_to(user, on=on).filter(requested_by=user)
        my_answers = visible.filter(sharing_request__in=mine.values("pk"))
        waiting = [
            (
                visible.filter(
                    state=answers.State.RECEIVED, organisation__in=acting.desks, received_at__isnull=False
                ),
                "to allocate",
                "asked of your organisation, with nobody yet",
            ),
            (
                visible.open()
                .filter(organisation__in=acting.desks, officer__isnull=False)
                .exclude(officer__in=_officers(acting.desks, on=on)),
                "to hand over",
                "with an officer who has left",
            ),
            (
                visible.filter(officer=user, state=answers.State.ALLOCATED),
                "to answer",
                "with you to decide",
            ),
            (
                visible.filter(
                    officer=user, state=answers.State.DECIDED, decisions__superseded_at__isnull=True
                ).filter(decisions__outcome__in=answers.DISCLOSING_OUTCOMES),
                "to supply",
                "decided and not supplied yet",
            ),
            (
                visible.filter(
                    state=answers.State.TO_AUTHORISE,
                    decisions__second_authoriser=user,
                    decisions__superseded_at__isnull=True,
                ),
                "to authorise",
                "waiting for you as second authoriser",
            ),
            (my_answers.filter(state=answers.State.QUESTIONED), "to reply to", "with a question to you"),
            (my_answers.filter(state=answers.State.SUPPLIED), "to confirm", "supplied to you"),
            (mine.filter(state=State.DRAFT), "to finish", "in draft"),
        ]
        counted = [(rows.distinct().count(), what, where) for rows, what, where in waiting]
    url = reverse("isp_requests:request_list")
    cards = [
        {
            "title": f"{count} request{'s' if count > 1 else ''} {what}",
            "url": url,
            "text": f"{'They are' if count > 1 else 'It is'} {where}.",
        }
        for count, what, where in counted
        if count
    ]
    return [
        HomeSection(
            "Information sharing",
            cards,
            empty="No request waits for your answer.",
            url=url,
            action="Requests for information",
        )
    ]
