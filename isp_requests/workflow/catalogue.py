"""Entering the law and the data sets that ship with the portal, once."""

from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from isp_requests.catalogue import data_sets, legal_gateways
from isp_requests.models import DataSet, LegalGateway
from isp_requests.workflow import before_asking, gateways


@transaction.atomic
def enter_legal_gateways(*, by: User, at: datetime, on: date) -> int:
    """
    Enter the catalogue that ships with the portal where it is not there yet, unsigned; say how many came.

    :raises Refused: if this person does not run the protocol
    """
    there = set(LegalGateway.objects.values_list("code", flat=True))
    new = [fields for fields in legal_gateways() if fields["code"] not in there]
    for fields in new:
        gateways.enter_gateway(by=by, at=at, on=on, **fields)
    return len(new)


@transaction.atomic
def enter_data_sets(*, by: User, at: datetime, on: date) -> int:
    """
    Enter the data sets that ship with the portal where they are not there yet; say how many came.

    :raises Refused: if this person does not run the protocol
    """
    there = set(DataSet.objects.values_list("supplier", "name"))
    new = [fields for fields in data_sets() if (fields["supplier"], fields["name"]) not in there]
    for fields in new:
        before_asking.enter_data_set(by=by, at=at, on=on, **fields)
    return len(new)
