"""What happens to legal gateways: entered, changed, and signed off by name."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, save
from isp_requests.models import GatewayVerification, LegalGateway
from isp_requests.policies import protocol as policies
from isp_requests.states.edition import Event


@transaction.atomic
def enter_gateway(*, code: str, by: User, at: datetime, on: date, **fields: Any) -> LegalGateway:
    """
    Enter a provision. Nobody can choose it before it is signed off.

    :raises Refused: if this person does not run the protocol
    :raises CannotBeDone: if there is an entry under that code
    """
    policies.run_protocol.enforce(by, on=on)
    if LegalGateway.objects.filter(code=code).exists():
        raise CannotBeDone(f"There is an entry {code} already. Choose another code.")
    gateway = LegalGateway(code=code, **fields)
    save(gateway, by=by, at=at)
    record(Event.GATEWAY_ENTERED, actor=by, subject=gateway, at=at, code=code)
    return gateway


@transaction.atomic
def change_gateway(
    *, gateway: LegalGateway, version: int, by: User, at: datetime, on: date, **fields: Any
) -> LegalGateway:
    """
    Change an entry. What was signed off was the entry as it stood, so it has to be signed off again.

    :raises Refused: if this person does not run the protocol
    :raises EditConflict: if somebody else changed it in between
    """
    gateway = LegalGateway.objects.select_for_update().get(pk=gateway.pk)
    policies.run_protocol.enforce(by, on=on)
    check_version(gateway, version, fields)
    for field, value in fields.items():
        setattr(gateway, field, value)
    gateway.version += 1
    save(gateway, by=by, at=at)
    record(Event.GATEWAY_CHANGED, actor=by, subject=gateway, at=at, code=gateway.code, fields=sorted(fields))
    return gateway


@transaction.atomic
def verify_gateway(
    *, gateway: LegalGateway, evidence: str, by: User, at: datetime, on: date
) -> GatewayVerification:
    """
    Sign an entry off: a named lead has read the provision and stands for what the entry says.

    :raises Refused: if this person does not run the protocol
    :raises CannotBeDone: if it is not said what was read
    """
    gateway = LegalGateway.objects.select_for_update().get(pk=gateway.pk)
    policies.verify_gateway.enforce(by, gateway, on=on)
    if not evidence.strip():
        raise CannotBeDone("Enter what you read: the provision itself, guidance, advice.")
    verification = GatewayVerification.objects.create(
        gateway=gateway, gateway_version=gateway.version, verified_by=by, verified_on=on, evidence=evidence
    )
    record(
        Event.GATEWAY_VERIFIED,
        actor=by,
        subject=gateway,
        at=at,
        code=gateway.code,
        version=gateway.version,
    )
    return verification
