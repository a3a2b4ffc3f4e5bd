"""What a request lacks before it can be sent, and a decision before it can stand: each with its sentence."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from csp_portal.accounts.models import User
from isp_requests import consents, legal
from isp_requests.keeping import sections_of
from isp_requests.models import Asked, ProtocolEdition, SharingRequest
from isp_requests.models.editions import markings_of
from isp_requests.models.officers import contacts
from isp_requests.states.answer import DISCLOSING_OUTCOMES, Outcome
from isp_requests.states.words import INSECURE_DELIVERIES, Agreement, Assurance, Told, data_kinds

INSECURE = (
    "Ordinary e-mail and fax are not secure, so nothing is disclosed by them (ISP 8.3.2). Choose the portal, secure "
    "e-mail, or by hand."
)
# The steps of part A in the order in which they are asked, with their headings.
STEPS: dict[str, str] = {
    "organisations": "Whom you ask",
    "depersonalised": "Whether depersonalised information would do",
    "people": "People concerned",
    "needed": "What you need, and why",
    "urgency": "By when",
    "agreement": "Agreement of the person",
    "purpose": "Purpose and public interest",
    "law": "The law",
    "contact": "How to reach you, and the marking",
}
# Asked after what is needed, where it is about a victim for an investigation.
ABOUT_VICTIM = {"victim": "About the victim"}
# The steps whose words are sealed in a section of the same name.
WITH_WORDS = ("depersonalised", "needed", "victim", "urgency", "agreement", "purpose", "law")


def steps_of(sharing_request: SharingRequest) -> dict[str, str]:
    """Give the steps that are asked of this request, in their order, with their headings."""
    if not sharing_request.is_victim_request:
        return STEPS
    found: dict[str, str] = {}
    for step, heading in STEPS.items():
        found[step] = heading
        if step == "needed":
            found |= ABOUT_VICTIM
    return found


@dataclass(frozen=True)
class Missing:
    """A step that is not complete, and what to do about it."""

    step: str
    sentence: str


def missing(sharing_request: SharingRequest, *, on: date) -> list[Missing]:
    """List what is missing, in the order of the steps; an empty list lets the request be sent."""
    people = list(sharing_request.people.filter(taken_out_at__isnull=True))
    holders = [asked.organisation for asked in sharing_request.asked.select_related("organisation")]
    written = set(sections_of(sharing_request).values_list("name", flat=True))
    found: list[Missing] = []

    def need(is_there: object, step: str, sentence: str) -> None:
        if not is_there and step not in {each.step for each in found}:
            found.append(Missing(step, sentence))

    need(holders, "organisations", "Choose at least one organisation to ask.")
    for holder in holders:
        need(
            contacts(holder, on=on),
            "organisations",
            f"{holder} has no single point of contact and no back-up, so nobody would receive it. Leave it out, and "
            "tell the information governance lead.",
        )
    need(
        sharing_request.depersonalised_would_do is not None and "depersonalised" in written,
        "depersonalised",
        "Say whether depersonalised information would do.",
    )
    need(
        sharing_request.depersonalised_would_do is not True,
        "depersonalised",
        # ISP 4.8.2: then it is the way preferred, and it needs no request about a person.
        "Depersonalised information would do, so ask for that. No request about a person is needed.",
    )
    need(people, "people", "Add at least one person whom the information is about.")
    need("needed" in written and sharing_request.kinds, "needed", "Say what you need and what led to it.")
    need(
        not sharing_request.is_victim_request or "victim" in written,
        "victim",
        "Answer the questions about a victim (Police, Crime, Sentencing and Courts Act 2022, sections 44A to 44F).",
    )
    need("urgency" in written, "urgency", "Say by when you need it.")
    need(
        sharing_request.agreement and "agreement" in written,
        "agreement",
        "Say whether the person agreed, and if they were not asked, why not.",
    )
    need(
        sharing_request.agreement != Agreement.NOT_SOUGHT or sharing_request.not_sought_because,
        "agreement",
        "Say why the person was not asked (ISP 6.1).",
    )
    on_record = consents.latest(sharing_request)
    need(
        sharing_request.agreement != Agreement.OBTAINED or consents.any_stands(on_record, on=on),
        "people",
        "The person agreed, so record the consent: choose “Record consent” beside the person.",
    )
    stopped = consents.why_stopped(on_record, on=on)
    need(not stopped, "people", stopped)
    need(
        sharing_request.purposes and "purpose" in written,
        "purpose",
        "Choose the legitimate purpose, and say why sharing is necessary and proportionate.",
    )
    need(
        sharing_request.agreement == Agreement.OBTAINED or sharing_request.public_interests,
        "purpose",
        # ISP 6.2: without consent it takes a public interest that outweighs the duty of confidence.
        "Without the person's agreement, choose the public interest that is served.",
    )
    reason = legal.refusal(
        [ground["code"] for ground in sharing_request.grounds],
        sharing_request=sharing_request,
        holders=holders,
        on=on,
    )
    need(not reason, "law", reason)
    need(
        not sharing_request.is_victim_request or legal.rests_on_victim_requests(sharing_request, on=on),
        "law",
        "It is about a victim for an investigation, so choose the provision on victim information requests.",
    )
    need(sharing_request.requester_telephone, "contact", "Say how the organisations asked can reach you.")
    need(
        sharing_request.marking in markings_of(ProtocolEdition.objects.in_force(on=on)),
        "contact",
        # It may come from an earlier request, or have been chosen before the edition changed.
        "The edition in force has no such marking. Choose another.",
    )
    order = list(steps_of(sharing_request))
    return sorted(found, key=lambda each: order.index(each.step))


def why_not_decided(
    asked: Asked,
    *,
    outcome: str,
    codes: dict[str, Any],
    words: dict[str, str],
    second_authoriser: User | None,
    on: date,
) -> str:
    """Say what a decision lacks by ISP 8.3.2, 9.1, 9.3 and appendix G 9, or ""."""
    if not words.get("reasons", "").strip():
        return "Give the reasons for the decision (appendix G 9 d)."
    if codes["person_told"] == Told.NO and not words.get("why_not_told", "").strip():
        return "Say why the person or the family was not told (appendix G 9 f)."
    if outcome == Outcome.REFER and not words.get("refer_to", "").strip():
        return "Say to whom you refer the requester."
    if outcome not in DISCLOSING_OUTCOMES:
        return ""
    if asked.sharing_request.asks_counselling and second_authoriser is None:
        return "Records of counselling are asked for, so a second authoriser is needed. Name one."
    on_record = consents.latest(asked.sharing_request)
    if stopped := consents.why_stopped(on_record, on=on):
        return stopped
    if codes["is_with_consent"] and (reason := consents.why_not_with_consent(on_record, asked, on=on)):
        return reason
    if codes["delivery"] in INSECURE_DELIVERIES:
        return INSECURE
    if not codes["delivery"]:
        return "Say how the information goes to the requester (appendix G 9 i)."
    if not words.get("summary", "").strip():
        return "Sum up the information in a sentence or two (appendix G 9 b)."
    if not words.get("disclosed", "").strip():
        return "Write what is disclosed."
    if not codes["kinds"]:
        return "Say what types of information are disclosed (appendix G 9 h)."
    if missing := set(Assurance.values) - set(codes["assurances"]):
        label = Assurance(sorted(missing)[0]).label
        return f"Make sure of each point of ISP 9.3 before you disclose. Still open: “{label}”."
    if not codes["is_welfare_weighed"]:
        return "Weigh the safety and welfare of the person before you disclose (ISP 9.1)."
    people = list(asked.sharing_request.people.filter(taken_out_at__isnull=True))
    if any(person.has_safe_address for person in people) and not words.get("safe_address", "").strip():
        return (
            "Something about a person must be kept from somebody. Say in words how you made sure that it is not in "
            "what you disclose, or does not reach them."
        )
    return legal.refusal(
        [ground["code"] for ground in codes["grounds"]],
        sharing_request=asked.sharing_request,
        holders=[asked.organisation],
        with_agreement=codes["is_with_consent"],
        kinds=data_kinds(codes["kinds"]),
        declared={need for ground in codes["grounds"] for need in ground.get("declared", ())},
        on=on,
    )
