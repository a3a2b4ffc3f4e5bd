"""Reading another officer's request in an emergency: by name, for an hour, with its reason, and told at once."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone
from csp_portal.notices import workflow as notices
from isp_requests import identity
from isp_requests.identity import acts
from isp_requests.models import Asked, Participation
from isp_requests.models.officers import contacts
from isp_requests.models.participation import EMERGENCY_LASTS
from isp_requests.policies import sharing as policies
from isp_requests.states import sharing_request as requests
from isp_requests.states.answer import ENDED_STATES
from isp_requests.states.words import Emergency, SeatOfSight, Why
from isp_requests.workflow.letting_in import let_in

TOLD = "An officer reads another officer's request for information in an emergency"
# The same for what there is not and for what is others'.
NONE_OF_OURS = "Your organisation takes part in no open request with that reference."


@transaction.atomic
@acts
def read_in_emergency(*, reference: str, reason: str, by: User, at: datetime, on: date) -> Participation:
    """
    Let an officer read for an hour what is another officer's of the same organisation (ISP 1.4, 8.1).

    The contacts of both sides are told in the same moment, and participants see it in the request's log.

    :raises CannotBeDone: if no reason is given, or no open request of the officer's organisations has the reference
    :raises Refused: if they read it already, or have not accepted the conditions or been trained
    """
    if reason not in Emergency.values:
        raise CannotBeDone("Say what the emergency is.")
    desk = _desk_of_ours(reference.strip(), by=by, on=on)
    if desk is None:
        raise CannotBeDone(NONE_OF_OURS)
    sharing_request = desk.sharing_request
    policies.read_in_emergency.enforce(by, sharing_request, desk.organisation, on=on)
    _end(Participation.objects.spent(at=at).filter(sharing_request=sharing_request, person=by))
    row = let_in(
        sharing_request,
        asked=desk.asked,
        organisation=desk.organisation,
        person=by,
        seat=SeatOfSight.EMERGENCY,
        why=Why.EMERGENCY,
        by=by,
        at=at,
    )
    for organisation in _both_sides(desk):
        notices.tell(
            "isp_requests.emergency",
            to=contacts(organisation, on=on),
            title=TOLD,
            path=reverse("isp_requests:request_list"),
            at=at,
            key=str(row.pk),
        )
    record(
        requests.Event.READ_IN_EMERGENCY,
        actor=by,
        subject=sharing_request,
        at=at,
        chain=policies.chain_of(desk.organisation),
        emergency=reason,
    )
    return row


def _desk_of_ours(reference: str, *, by: User, on: date) -> Participation | None:
    """Find by which row an organisation of this officer takes part in the open request."""
    for organisation in Organisation.objects.filter(pk__in=identity.acting(by, on=on).organisations).order_by(
        "pk"
    ):
        with identity.at_desk_of(organisation):
            rows = Participation.objects.live().filter(
                sharing_request__reference__iexact=reference,
                sharing_request__state=requests.State.SENT,
                organisation=organisation,
                person__isnull=True,
            )
            along = rows.select_related("sharing_request__organisation", "asked__organisation")
            found = along.exclude(asked__state__in=ENDED_STATES).first()
        if found is not None:
            return found
    return None


def _both_sides(desk: Participation) -> list[Organisation]:
    """List whose information or whose request it is: the asking side, and each side that answers it."""
    answers = Asked.objects.filter(sharing_request=desk.sharing_request, received_at__isnull=False)
    if desk.asked is not None:
        answers = answers.filter(pk=desk.asked.pk)
    answering = [asked.organisation for asked in answers.select_related("organisation").order_by("pk")]
    return [desk.sharing_request.organisation, *answering]


def end_spent(*, by: None, at: datetime) -> int:
    """
    End the rows of emergencies whose hour is over; say how many.

    Pages keep to the minute by themselves; this ends it for the net of the database too.
    """
    with identity.everything():
        return _end(Participation.objects.spent(at=at))


def _end(rows: QuerySet[Participation]) -> int:
    ended = list(rows.select_for_update(no_key=True))
    for row in ended:
        row.until_at = row.from_at + EMERGENCY_LASTS
        row.save(update_fields=["until_at"])
    return len(ended)
