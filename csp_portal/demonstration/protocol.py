"""The protocol of the demonstration: editions of 2009 (in force), 2016 (before the board) and today's; law, officers."""

from datetime import date
from pathlib import Path

from csp_portal.accounts import workflow as accounts
from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import Role
from csp_portal.demonstration.accounts import set_up_second_factor
from csp_portal.demonstration.given import when
from isp_requests.models import DataSet, LegalGateway, ProtocolEdition
from isp_requests.models.editions import HandlingMarking
from isp_requests.models.officers import OFFICER_ROLES
from isp_requests.workflow import before_asking, editions, gateways, officers
from isp_requests.workflow.catalogue import enter_data_sets, enter_legal_gateways

PAPERS = Path(__file__).parent / "papers"

ENTERED_ON = date(2015, 9, 14)
TRAINED_ON = date(2015, 9, 30)
BOUND_ON = date(2015, 10, 5)
DRAFTED_ON = date(2016, 2, 24)
REVIEW_OF_2009 = date(2016, 3, 31)
# The officer who has a duty and has done nothing about it yet: nothing can be sent or answered by them.
NOT_READY = "callum.otterley@haringey-police.example"

CONDITIONS = """\
Whoever asks or answers under the protocol keeps to these conditions:

1. Know your responsibilities under the protocol, in data protection law and in the duty of confidence.
2. Use what you receive only for the purpose stated in the request.
3. Pass nothing on to a third party before the organisation that disclosed it has agreed.
4. Keep paper locked away when it is not in use, and keep a clear desk.
5. Keep electronic copies where only those who need to know can open them.
6. When it is no longer needed, return or destroy it, and certify that here.
"""
TEXT_OF_2009 = """\
## 1. Purpose

1.1 The partners share information where that helps to prevent crime and disorder, and keep to this protocol in
doing so.

1.2 Depersonalised information is preferred wherever it is enough.

## 2. Asking and answering

2.1 An officer asks in writing, and says what is needed and what for. The disclosing officer considers the safety
of the person before answering, and keeps a record of the decision.

2.2 Personal information travels securely. It is destroyed or returned when it is no longer needed.
"""

TEXT_OF_TODAY = """\
## 1. Purpose and law

1.1 The partners share information to prevent crime, disorder and serious violence, and to keep people safe.

1.2 Section 115 of the Crime and Disorder Act 1998 is a power to share and lays no duty on anybody. Each partner names
its own lawful basis under the UK GDPR, and its condition where the information is of a special category or about
offences. For public bodies consent is seldom that basis; it is recorded apart.

1.3 The serious violence duty (section 16 of the Police, Crime, Sentencing and Courts Act 2022) carries no patient
information, and no personal information from a health or social care authority.

## 2. Asking and answering

2.1 Depersonalised information is preferred wherever it is enough. Confidential information of patients follows the
eight Caldicott principles.

2.2 Papers are marked OFFICIAL or OFFICIAL-SENSITIVE, with instructions for their handling.

2.3 A request for information about a victim says what the victim was told, and why it is necessary and
proportionate (sections 44A to 44F of the Police, Crime, Sentencing and Courts Act 2022).

2.4 The absence of a form never stops anybody from sharing what keeps a person safe. It is recorded afterwards.

## 3. Afterwards

3.1 A breach is reported at once. The Information Commissioner is told within 72 hours unless nobody is at risk by it.

3.2 What is no longer needed is returned or destroyed, and that is certified.
"""

# The single point of contact and the back-up of each party (ISP 7.4). Those of the council, and the first of the
# police, are among the accounts to sign in with.
CONTACTS: dict[str, tuple[str, str]] = {
    "haringey-police": ("Desmond Ashgrove", "Marguerite Tolliver"),
    "haringey-fire": ("Hector Willoughby-Ross", "Saoirse Lanigan"),
    "haringey-ccg": ("Beatrix Okonedo", "Julian Farthingale"),
    "nps-london": ("Cordelia Mbeki-Hart", "Ambrose Whitlock"),
    "london-crc": ("Zora Pennington", "Edmund Sackville"),
    "beh-mental-health-trust": ("Imelda Rossiter", "Kwabena Thistlewood"),
    "homes-for-haringey": ("Philippa Nkemelu", "Rufus Ellingham"),
    "bridge-renewal-trust": ("Odette Maraschino", "Gwilym Abernathy"),
}
CONTACT_ROLES = ((Role.SPOC, "Information Sharing Contact"), (Role.BACKUP_SPOC, "Back-up Contact"))

# Sets that came lately, by the words with which their names begin, and the day.
SUPPLIED = (
    ("Recorded crime statistics", date(2016, 2, 29)),
    ("Calls for police assistance", date(2016, 2, 29)),
    ("Noise and nuisance neighbours", date(2016, 1, 31)),
    ("School exclusions", date(2015, 12, 18)),
    ("Accident and emergency admissions", date(2016, 1, 31)),
    ("Fires", date(2016, 2, 15)),
)


def load_protocol() -> ProtocolEdition:
    """Load the protocol with all that officers need before they ask; give the edition in force."""
    lead = User.objects.holding(Role.INFORMATION_GOVERNANCE_LEAD, on=ENTERED_ON).get()
    _contacts()
    _law_and_data(lead)
    edition = _edition_of_2009(lead)
    _edition_of_2016(lead)
    _edition_of_today(lead)
    _bind_officers(edition, lead)
    return edition


def _contacts() -> None:
    for slug, names in CONTACTS.items():
        organisation = Organisation.objects.get(slug=slug)
        for name, (role, position) in zip(names, CONTACT_ROLES, strict=True):
            address = f"{name.lower().replace(' ', '.')}@{slug}.example"
            if User.objects.filter(email=address).exists():
                continue
            moment = when(ENTERED_ON)["at"]
            person = accounts.add_person(
                email=address,
                full_name=name,
                organisation=organisation,
                position=position,
                by=None,
                at=moment,
            )
            accounts.grant_duty(
                person,
                role=role,
                organisation=organisation,
                starts_on=ENTERED_ON,
                reason="Named by the organisation (ISP 7.4).",
                by=None,
                at=moment,
            )
            set_up_second_factor(accounts.open_account(person, password=None, at=moment))


def _law_and_data(lead: User) -> None:
    enter_legal_gateways(by=lead, **when(ENTERED_ON))
    for gateway in LegalGateway.objects.all():
        gateways.verify_gateway(
            gateway=gateway,
            evidence=gateway.evidence or "The provision itself.",
            by=lead,
            **when(ENTERED_ON, 14),
        )
    enter_data_sets(by=lead, **when(ENTERED_ON, 15))
    for beginning, day in SUPPLIED:
        data_set = DataSet.objects.get(name__startswith=beginning)
        data_set = before_asking.change_data_set(
            data_set=data_set,
            version=data_set.version,
            frequency=DataSet.Frequency.QUARTERLY,
            by=lead,
            **when(ENTERED_ON, 16),
        )
        before_asking.record_supply(data_set=data_set, supplied_on=day, by=lead, **when(day, 16))


def _edition_of_2009(lead: User) -> ProtocolEdition:
    edition = editions.draft_edition(
        name="2009",
        slug="2009",
        title="Crime and Disorder Information Sharing Protocol 2009",
        text=TEXT_OF_2009,
        conditions=CONDITIONS,
        markings=list(HandlingMarking.values),
        by=lead,
        **when(ENTERED_ON),
    )
    for organisation in _signatories():
        editions.name_party(
            edition=edition,
            organisation=organisation,
            signatory_office=organisation.signatory_office,
            by=lead,
            **when(ENTERED_ON),
        )
    edition = editions.endorse_edition(
        edition=edition, item=None, endorsed_on=date(2009, 6, 18), by=lead, **when(ENTERED_ON, 11)
    )
    for party in edition.parties.select_related("organisation"):
        # The three that the revision takes in as new had not signed the edition before it.
        if party.organisation.slug not in ("haringey-ccg", "london-crc", "bridge-renewal-trust"):
            editions.record_signature(
                party=party,
                signed_name=f"For {party.organisation}",
                signed_on=date(2009, 9, 3),
                by=lead,
                **when(ENTERED_ON, 11, 30),
            )
    return editions.bring_into_force(
        edition=edition,
        starts_on=date(2009, 9, 14),
        review_on=REVIEW_OF_2009,
        by=lead,
        **when(ENTERED_ON, 12),
    )


def _edition_of_2016(lead: User) -> None:
    text = "\n\n".join(
        (PAPERS / name).read_text(encoding="utf-8").partition("\n---\n")[2].strip()
        for name in (
            "06b_protocol.md",
            "06c_protocol_appendices_a_to_d.md",
            "06d_protocol_appendices_e_to_g.md",
        )
    )
    edition = editions.draft_edition(
        name="2016",
        slug="2016",
        title="Crime and Disorder Information Sharing Protocol 2016",
        text=text,
        conditions=CONDITIONS,
        by=lead,
        **when(DRAFTED_ON),
    )
    for organisation in _signatories():
        editions.name_party(
            edition=edition,
            organisation=organisation,
            signatory_office=organisation.signatory_office,
            by=lead,
            **when(DRAFTED_ON, 11),
        )


def _edition_of_today(lead: User) -> None:
    """Draft an edition on the law as it is now, for a partnership that begins with the portal today."""
    edition = editions.draft_edition(
        name="Today",
        slug="today",
        title="Information sharing protocol on the law of today",
        text=TEXT_OF_TODAY,
        conditions=CONDITIONS,
        by=lead,
        **when(DRAFTED_ON, 12),
    )
    for organisation in _signatories():
        editions.name_party(
            edition=edition,
            organisation=organisation,
            signatory_office=organisation.signatory_office,
            by=lead,
            **when(DRAFTED_ON, 13),
        )


def _signatories() -> list[Organisation]:
    return list(Organisation.objects.filter(is_isp_signatory=True).order_by("pk"))


def _bind_officers(edition: ProtocolEdition, lead: User) -> None:
    people = User.objects.present().filter(duties__role__in=OFFICER_ROLES).distinct().in_order()
    for person in people.exclude(email=NOT_READY):
        officers.record_training(
            person=person,
            trained_on=TRAINED_ON,
            given_by="Council learning and development",
            by=lead,
            **when(TRAINED_ON, 16),
        )
        officers.accept_conditions(
            edition=edition, edition_version=edition.version, by=person, **when(BOUND_ON, 9)
        )
