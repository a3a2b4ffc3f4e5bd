"""
The legal grounds that a request or a decision can rest on, with what each needs and bars.

A ground that is used is copied into the request, so that it reads the same after the catalogue changed.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from csp_portal.accounts.models import Organisation, Sector
from isp_requests.states.words import Agreement, Kind

# Only these can stand as the ground; a condition or an exemption cannot stand alone.
STANDING_KINDS = ("power", "duty", "court order", "common law")


@dataclass(frozen=True)
class Ground:
    """
    One entry: a provision, what kind of thing it is, and from when to when it is in force.

    `bars_health`: never patient information, never personal information from a health authority.
    """

    code: str
    statute: str
    provision: str
    kind: str
    says: str
    from_on: date | None = None
    until_on: date | None = None
    needs_child: bool = False
    needs_agreement: bool = False
    bars_health: bool = False

    @property
    def label(self) -> str:
        return f"{self.statute}, {self.provision}" if self.provision else self.statute


GROUNDS = (
    Ground(
        "cda-s115",
        "Crime and Disorder Act 1998",
        "section 115",
        "power",
        "Lets anybody disclose to a relevant authority what a provision of the Act makes necessary or expedient. "
        "A power, not a duty.",
        date(1998, 9, 30),
    ),
    Ground(
        "ca1989-s47",
        "Children Act 1989",
        "sections 27 and 47",
        "duty",
        "Helping enquiries of the local authority where a child may be at risk of significant harm.",
        date(1991, 10, 14),
        needs_child=True,
    ),
    Ground(
        "cja2003-s325",
        "Criminal Justice Act 2003",
        "section 325",
        "duty",
        "Co-operating in assessing and managing the risk of certain offenders. Those arrangements have forms of "
        "their own.",
        date(2004, 4, 5),
    ),
    Ground(
        "asbcpa-sch4-7",
        "Anti-social Behaviour, Crime and Policing Act 2014",
        "Schedule 4, paragraph 7",
        "duty",
        "For a review of how anti-social behaviour was dealt with.",
        date(2014, 10, 20),
    ),
    Ground(
        "care2014-s45",
        "Care Act 2014",
        "sections 42 and 45",
        "duty",
        "Enquiries into the safety of an adult at risk, and what a safeguarding adults board asks for.",
        date(2015, 4, 1),
    ),
    Ground(
        "ha1996-s213b",
        "Housing Act 1996",
        "section 213B",
        "duty",
        "Referring a person who may be homeless, with that person's agreement.",
        date(2018, 10, 1),
        needs_agreement=True,
    ),
    Ground(
        "pcsca-s16",
        "Police, Crime, Sentencing and Courts Act 2022",
        "section 16",
        "power",
        "For the serious violence duty. Never information about patients, and never personal information from a "
        "health or social care authority.",
        date(2023, 1, 31),
        bars_health=True,
    ),
    Ground("court-order", "Court order", "", "court order", "What the order says. Attach the order."),
    Ground(
        "common-law",
        "Common law",
        "overriding public interest, or vital interests",
        "common law",
        "Outweighs a duty of confidence. The balance is struck in words.",
    ),
)
_BY_CODE = {ground.code: ground for ground in GROUNDS}


def choosable(*, on: date) -> list[Ground]:
    """List what is in force on the day and can stand as the ground."""
    return [
        ground
        for ground in GROUNDS
        if ground.kind in STANDING_KINDS
        and (ground.from_on is None or ground.from_on <= on)
        and (ground.until_on is None or on <= ground.until_on)
    ]


def refusal(
    codes: Collection[str],
    *,
    holders: Sequence[Organisation],
    kinds: Collection[str],
    agreement: str,
    has_child: bool,
    on: date,
) -> str:
    """Say what stands against resting on these grounds, or ""."""
    if not codes:
        return "Choose the law that lets the information be shared."
    open_today = {ground.code for ground in choosable(on=on)}
    for code in codes:
        ground = _BY_CODE.get(code)
        if ground is None or code not in open_today:
            return "One of the grounds is not in force. Choose another."
        if ground.needs_child and not has_child:
            return f"{ground.label} is about children, and nobody concerned is marked as a child."
        if ground.needs_agreement and agreement != Agreement.OBTAINED:
            return f"{ground.label} needs the person's agreement. Choose another ground, or obtain it."
        if ground.bars_health and (
            Kind.HEALTH in kinds or any(holder.sector == Sector.HEALTH for holder in holders)
        ):
            return f"{ground.label} never carries health information. Choose another ground."
    return ""


def copied(codes: Collection[str]) -> list[dict[str, str]]:
    """Copy the entries as they stand, for keeping with what rests on them."""
    kept = ("code", "statute", "provision", "kind", "says")
    return [
        {name: value for name, value in asdict(_BY_CODE[code]).items() if name in kept}
        | {"label": _BY_CODE[code].label}
        for code in codes
        if code in _BY_CODE
    ]
