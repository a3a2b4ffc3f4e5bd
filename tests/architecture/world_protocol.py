"""The protocol, its law, its officers and its register, for the tests that try every address as everybody."""

from csp_portal.accounts.roles import Role
from isp_requests.models import LegalGateway, Urgency
from isp_requests.states.edition import State
from isp_requests.workflow import before_asking, officers
from tests.architecture.world import World
from tests.factories import make_organisation, make_user
from tests.isp_requests.factories_protocol import (
    ON,
    WHEN,
    load_gateways,
    make_edition,
    make_governance_lead,
    make_officer,
)


def add(world: World) -> None:
    """Add an edition in each state, a gateway, a data set, an officer, contacts with one away, and guidance."""
    lead = make_governance_lead(full_name="Protocol lead")
    party = make_organisation(name="Party to the protocol")
    make_edition(by=lead, organisations=[party])
    draft = make_edition(by=lead, state=State.DRAFT)
    endorsed = make_edition(by=lead, state=State.ENDORSED)
    load_gateways(by=lead)
    gateway = LegalGateway.objects.get(code="cda-s115")
    data_set = before_asking.enter_data_set(supplier="Police", name="Calls", by=lead, **WHEN)
    spoc = make_user(full_name="Contact", organisation=party, duties=[Role.SPOC])
    make_user(full_name="Back-up", organisation=party, duties=[Role.BACKUP_SPOC])
    officer = make_officer(organisation=party, lead=lead)
    absence = officers.record_absence(
        person=spoc, organisation=party, starts_on=ON, ends_on=ON.replace(year=2099), by=lead, **WHEN
    )
    officer_of_world = world.people["officer"]
    assert officer_of_world is not None
    answer = before_asking.keep_guide_answer(answers={"purpose": "unsure"}, by=officer_of_world, **WHEN)

    on_draft, on_endorsed = {"slug": draft.slug}, {"slug": endorsed.slug}
    world.keys |= {
        "isp_requests:consent_print": on_draft,
        "isp_requests:edition_": on_draft,
        "isp_requests:wording_": on_draft,
        "isp_requests:reply_time_": {**on_draft, "urgency": Urgency.URGENT.value},
        "isp_requests:party_": {**on_draft, "pk": draft.parties.get().pk},
        "isp_requests:party_sign": {**on_endorsed, "pk": endorsed.parties.get().pk},
        "isp_requests:edition_send_back": on_endorsed,
        "isp_requests:edition_in_force": on_endorsed,
        "isp_requests:guidance_": {"key": "danger-now"},
        "isp_requests:gateway_": {"code": gateway.code},
        "isp_requests:data_set_": {"pk": data_set.pk},
        "isp_requests:training_": {"pk": officer.pk},
        "isp_requests:absence_record": {"slug": party.slug},
        "isp_requests:absence_end": {"pk": absence.pk},
        "isp_requests:guide_answer_": {"pk": answer.pk},
    }
