"""One account for each role of the demonstration, shown with its password on the sign-in page there."""

from dataclasses import dataclass

from csp_portal.accounts.roles import Role


@dataclass(frozen=True)
class DemonstrationAccount:
    """
    An invented person to sign in as.

    `organisation` is a slug; `seat` the office whose seat on the board they hold, or blank.
    """

    full_name: str
    email: str
    password: str
    description: str
    organisation: str
    position: str
    duties: tuple[Role, ...] = ()
    seat: str = ""


def _account(
    name: str, description: str, organisation: str, position: str, *duties: Role, seat: str = ""
) -> DemonstrationAccount:
    first, last = name.lower().split(" ", 1)
    return DemonstrationAccount(
        full_name=name,
        email=f"{first}.{last.replace(' ', '-')}@{organisation}.example",
        # Long enough for the portal's own rule, and plainly no secret.
        password=f"demonstration-{first}-2016",
        description=description,
        organisation=organisation,
        position=position,
        duties=duties,
        seat=seat,
    )


DEMONSTRATION_ACCOUNTS = (
    _account(
        "Delphine Achterby",
        "Secretariat",
        "haringey-council",
        "Committee secretariat",
        Role.SECRETARIAT,
        seat="Committee secretariat",
    ),
    _account(
        "Marisol Adeyinka-Croft",
        "Co-chair (council)",
        "haringey-council",
        "Cabinet Member for Communities",
        seat="Cabinet Member for Communities",
    ),
    _account(
        "Gareth Pemberlow",
        "Co-chair (police)",
        "haringey-police",
        "Borough Commander",
        seat="Borough Commander",
    ),
    _account(
        "Kwabena Oduro-Lisle",
        "Board member and priority lead",
        "bridge-renewal-trust",
        "Chief Executive",
        Role.PRIORITY_LEAD,
        seat="Chief Executive",
    ),
    _account("Maeve Tolland", "Deputy", "bridge-renewal-trust", "Deputy to the Chief Executive"),
    _account(
        "Rowena Castellan",
        "Supporting adviser and plan owner",
        "haringey-council",
        "Community Safety Strategic Manager",
        Role.PLAN_OWNER,
        seat="Community Safety Strategic Manager",
    ),
    _account(
        "Idris Penhallow",
        "Performance analyst and milestone lead",
        "haringey-council",
        "Performance analyst",
        Role.PERFORMANCE_ANALYST,
        Role.MILESTONE_LEAD,
    ),
    _account(
        "Zelda Thornquist",
        "Partnership administrator",
        "haringey-council",
        "Systems manager",
        Role.ADMINISTRATOR,
    ),
    _account(
        "Bartholomew Quill",
        "Second administrator",
        "haringey-council",
        "Systems officer",
        Role.ADMINISTRATOR,
    ),
    _account(
        "Leocadia Marsh",
        "Information governance lead",
        "haringey-council",
        "Information governance manager",
        Role.INFORMATION_GOVERNANCE_LEAD,
    ),
    _account("Osric Fenwright", "Officer", "nps-london", "Probation officer", Role.OFFICER),
    _account("Henrietta Vale", "Single point of contact", "haringey-police", "Partnership desk", Role.SPOC),
    _account(
        "Ambrose Kettlewell",
        "Back-up single point of contact",
        "haringey-police",
        "Partnership desk",
        Role.BACKUP_SPOC,
    ),
)
