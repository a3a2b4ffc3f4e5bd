"""Editions, gateways and officers for tests, made through the workflow."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import Role
from isp_requests.models import LegalGateway, ProtocolEdition
from isp_requests.states.edition import State
from isp_requests.workflow import editions, gateways, officers
from isp_requests.workflow.catalogue import enter_legal_gateways
from tests.factories import make_organisation, make_user

ON = date(2016, 3, 11)
AT = datetime(2016, 3, 11, 9, tzinfo=UTC)
WHEN: dict[str, Any] = {"at": AT, "on": ON}

_numbers = count(1)


def make_governance_lead(**fields: Any) -> User:
    """Make an information governance lead."""
    return make_user(duties=[Role.INFORMATION_GOVERNANCE_LEAD], **{"full_name": "Lead"} | fields)


def load_gateways(*, by: User, signed: bool = True) -> None:
    """Enter the law that ships with the portal, signed off unless said otherwise."""
    enter_legal_gateways(by=by, **WHEN)
    if signed:
        for gateway in LegalGateway.objects.all():
            gateways.verify_gateway(gateway=gateway, evidence="The provision.", by=by, **WHEN)


def make_edition(
    *,
    by: User,
    state: str = State.IN_FORCE,
    parties: int = 1,
    organisations: list[Organisation] | None = None,
) -> ProtocolEdition:
    """Make an edition in a state, reached through the workflow; the first party has signed one in force."""
    number = next(_numbers)
    edition = editions.draft_edition(
        name=f"Edition {number}",
        slug=f"edition-{number}",
        title=f"Protocol, edition {number}",
        text="## 1. Purpose\n\nTo share what has to be shared.",
        conditions="Use it only for what it was asked for.",
        by=by,
        **WHEN,
    )
    for organisation in organisations or [make_organisation() for _ in range(parties)]:
        editions.name_party(
            edition=edition, organisation=organisation, signatory_office="Chief Executive", by=by, **WHEN
        )
    if state == State.DRAFT:
        return edition
    edition = editions.endorse_edition(edition=edition, item=None, endorsed_on=ON, by=by, **WHEN)
    if state == State.ENDORSED:
        return edition
    editions.record_signature(
        party=edition.parties.all()[0], signed_name="A. Signatory", signed_on=ON, by=by, **WHEN
    )
    edition = editions.bring_into_force(
        edition=edition, starts_on=ON, review_on=date(2017, 3, 11), by=by, **WHEN
    )
    if state == State.SUPERSEDED:
        make_edition(by=by)
        edition.refresh_from_db()
    return edition


def make_officer(
    *, organisation: Organisation, lead: User | None = None, role: Role = Role.OFFICER, ready: bool = True
) -> User:
    """Make an officer of a partner, trained and bound by the conditions of the edition in force unless said otherwise."""
    officer = make_user(organisation=organisation, duties=[role], full_name=f"Officer {next(_numbers)}")
    if ready:
        edition = ProtocolEdition.objects.in_force(on=ON)
        assert edition is not None
        officers.accept_conditions(edition=edition, edition_version=edition.version, by=officer, **WHEN)
        officers.record_training(
            person=officer,
            trained_on=ON,
            given_by="The council",
            by=lead or make_governance_lead(),
            **WHEN,
        )
    return officer
