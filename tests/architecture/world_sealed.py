"""A request between two partners of which none of the world's people has any part: to them it does not exist."""

from csp_portal.accounts.roles import Role
from isp_requests.workflow import matters, requests
from tests.architecture.world import World
from tests.factories import make_organisation, make_user
from tests.isp_requests.factories_sealed import WHEN, taken


def add(world: World) -> None:
    """Add a request that was sent, with a person and a file, for addresses to be made of."""
    asking, holding = make_organisation(), make_organisation()
    requester = make_user(organisation=asking, duties=[Role.OFFICER])
    sent = requests.begin(organisation=asking, by=requester, **WHEN)
    requests.choose_organisations(sharing_request=sent, organisations=[holding], by=requester, **WHEN)
    requests.add_person(
        sharing_request=sent,
        roles=["victim"],
        is_child=False,
        has_safe_address=False,
        words={"name": "Somebody"},
        by=requester,
        **WHEN,
    )
    file = requests.add_file(sharing_request=sent, taken=taken(), filename="a.pdf", by=requester, **WHEN)
    keys = {
        "reference": sent.reference,
        "slug": holding.slug,
        "step": "needed",
        "number": 1,
        "position": 1,
        "pk": file.pk,
    }
    matter = matters.report(
        kind="breach",
        organisation=holding,
        sort="lost",
        text="",
        known_at=WHEN["at"],
        by=requester,
        **WHEN,
    )
    world.keys["isp_requests:matter_"] = {"reference": matter.reference}
    for beginning in ("request_", "person_add", "person_edit", "person_take_out", "file_", "answer_",
                      "question_", "decision_", "disclosure_supply", "disclosure_confirm", "disclosure_review",
                      "disclosure_certify", "consent_record", "consent_detail", "consent_form_print",
                      "consent_take_back", "consent_other_ground", "afterwards_", "passing_on_", "correction_",
                      "hold_", "access_"):  # fmt: skip
        world.keys[f"isp_requests:{beginning}"] = keys
