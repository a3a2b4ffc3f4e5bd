"""Looking for a person by name and date of birth: exactly, at one's own desk, and on record."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.recording import record
from isp_requests import identity, person_keys
from isp_requests.identity import acts
from isp_requests.models import PersonKey, SharingRequest
from isp_requests.policies import sharing as policies
from isp_requests.states.sharing_request import Event


@transaction.atomic
@acts
def look_for(*, name: str, born: date | None, by: User, at: datetime, on: date) -> list[SharingRequest]:
    """
    Find the requests about a person, by any of their names, of which one's own organisation knows, newest first.

    Each search is recorded on the organisation's chain, with how many it found and nothing of whom. If it
    cannot be recorded nothing is found.

    :raises Refused: if this person is at no desk
    :raises SearchKeyMissing: if there is no key to look by
    """
    policies.find_person.enforce(by, on=on)
    desks = list(Organisation.objects.filter(pk__in=identity.acting(by, on=on).desks).order_by("pk"))
    told = born.isoformat() if born else ""
    found: set[UUID] = set()
    counted = []
    for organisation in desks:
        keys = PersonKey.objects.visible_to(by, on=on).filter(
            organisation=organisation, digest__in=person_keys.values(organisation.pk, name=name, born=told)
        )
        requests = set(keys.values_list("sharing_request", flat=True))
        counted.append((organisation, len(requests)))
        found |= requests
    about = list(
        SharingRequest.objects.visible_to(by, on=on).filter(pk__in=found).select_related("organisation")
    )
    for organisation, count in counted:
        chain = policies.chain_of(organisation)
        record(Event.PERSON_LOOKED_FOR, actor=by, subject=organisation, at=at, chain=chain, found=count)
    return sorted(about, key=lambda each: each.sent_at or each.begun_at, reverse=True)
