"""The accounts of the demonstration, one for each role, held by invented people."""

from dataclasses import dataclass

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import SECOND_FACTOR_ROLES, Role

# Published on the sign-in page of the demonstration, so it is no secret.
PASSWORD = "purple kettle harbour"  # noqa: S105


@dataclass(frozen=True)
class DemonstrationAccount:
    """
    One invented person.

    `organisation` is its slug, `seat` the office that the person holds on the board, and `description`
    says on the sign-in page what the account is good for.
    """

    full_name: str
    email: str
    description: str
    organisation: str
    position: str
    duties: tuple[Role, ...] = ()
    seat: str | None = None
    password: str = PASSWORD

    @property
    def needs_second_factor(self) -> bool:
        return bool(SECOND_FACTOR_ROLES & set(self.duties))


DEMONSTRATION_ACCOUNTS = [
    DemonstrationAccount(
        full_name="Delphine Achterby",
        email="delphine.achterby@haringey-council.example",
        description="Secretariat: plans meetings and builds packs",
        organisation="haringey-council",
        position="Committee secretariat",
        seat="Committee secretariat",
        duties=(Role.SECRETARIAT,),
    ),
    DemonstrationAccount(
        full_name="Marisol Adeyinka-Croft",
        email="marisol.adeyinka-croft@haringey-council.example",
        description="Co-chair, from the council",
        organisation="haringey-council",
        position="Cabinet Member for Communities",
        seat="Cabinet Member for Communities",
    ),
    DemonstrationAccount(
        full_name="Gareth Pemberlow",
        email="gareth.pemberlow@haringey-police.example",
        description="Co-chair, from the police",
        organisation="haringey-police",
        position="Borough Commander",
        seat="Borough Commander",
    ),
    DemonstrationAccount(
        full_name="Rhys Cantwell",
        email="rhys.cantwell@haringey-fire.example",
        description="Board member",
        organisation="haringey-fire",
        position="Borough Fire Commander",
        seat="Borough Fire Commander",
    ),
    DemonstrationAccount(
        full_name="Petra Holmwood",
        email="petra.holmwood@haringey-fire.example",
        description="Deputy of a board member",
        organisation="haringey-fire",
        position="Deputy to the Borough Fire Commander",
    ),
    DemonstrationAccount(
        full_name="Rowena Castellan",
        email="rowena.castellan@haringey-council.example",
        description="Supporting adviser: reads, and writes papers",
        organisation="haringey-council",
        position="Community Safety Strategic Manager",
        seat="Community Safety Strategic Manager",
    ),
    DemonstrationAccount(
        full_name="Ayesha Kirkbride",
        email="ayesha.kirkbride@haringey-council.example",
        description="Board member, asked for a paper",
        organisation="haringey-council",
        position="Director of Public Health",
        seat="Director of Public Health",
    ),
    DemonstrationAccount(
        full_name="Kwabena Oduro-Lisle",
        email="kwabena.oduro-lisle@bridge-renewal-trust.example",
        description="Board member and priority lead, for prevention",
        organisation="bridge-renewal-trust",
        position="Chief Executive",
        seat="Chief Executive",
        duties=(Role.PRIORITY_LEAD,),
    ),
    DemonstrationAccount(
        full_name="Tariq Beaumarsh",
        email="tariq.beaumarsh@haringey-council.example",
        description="Supporting adviser and plan owner",
        organisation="haringey-council",
        position="Head of Community Safety and Regulatory Services",
        seat="Head of Community Safety and Regulatory Services",
        duties=(Role.PLAN_OWNER,),
    ),
    DemonstrationAccount(
        full_name="Femi Wetherall",
        email="femi.wetherall@haringey-council.example",
        description="Supporting adviser and milestone lead",
        organisation="haringey-council",
        position="Commissioning Manager, Public Health",
        seat="Commissioning Manager, Public Health",
        duties=(Role.MILESTONE_LEAD,),
    ),
    DemonstrationAccount(
        full_name="Oluwaseun Bramhall",
        email="oluwaseun.bramhall@haringey-council.example",
        description="Milestone lead for gangs and reoffending",
        organisation="haringey-council",
        position="Integrated Offender Management Strategic Lead",
        duties=(Role.MILESTONE_LEAD,),
    ),
    DemonstrationAccount(
        full_name="Leonie Drakeford",
        email="leonie.drakeford@haringey-police.example",
        description="Milestone lead, from the police",
        organisation="haringey-police",
        position="Superintendent",
        duties=(Role.MILESTONE_LEAD,),
    ),
    DemonstrationAccount(
        full_name="Yusuf Karaca",
        email="yusuf.karaca@haringey-council.example",
        description="Performance analyst",
        organisation="haringey-council",
        position="Performance analyst",
        duties=(Role.PERFORMANCE_ANALYST,),
    ),
    DemonstrationAccount(
        full_name="Sorcha Brackenbury",
        email="sorcha.brackenbury@haringey-police.example",
        description="Officer, who asks other partners for information",
        organisation="haringey-police",
        position="Detective Sergeant",
        duties=(Role.OFFICER,),
    ),
    DemonstrationAccount(
        full_name="Ingrid Vasari-Bloom",
        email="ingrid.vasari-bloom@haringey-council.example",
        description="Officer, who answers what other partners ask",
        organisation="haringey-council",
        position="Community Safety Case Officer",
        duties=(Role.OFFICER,),
    ),
    DemonstrationAccount(
        full_name="Callum Otterley",
        email="callum.otterley@haringey-police.example",
        description="Officer who has yet to be trained and to accept the conditions",
        organisation="haringey-police",
        position="Police Constable",
        duties=(Role.OFFICER,),
    ),
    DemonstrationAccount(
        full_name="Amara Lindqvist",
        email="amara.lindqvist@haringey-council.example",
        description="Single point of contact (SPOC)",
        organisation="haringey-council",
        position="Information Sharing Manager",
        duties=(Role.SPOC,),
    ),
    DemonstrationAccount(
        full_name="Desmond Ashgrove",
        email="desmond.ashgrove@haringey-police.example",
        description="Single point of contact (SPOC) of the police",
        organisation="haringey-police",
        position="Information Sharing Contact",
        duties=(Role.SPOC,),
    ),
    DemonstrationAccount(
        full_name="Liam Corriveau",
        email="liam.corriveau@haringey-council.example",
        description="Back-up SPOC",
        organisation="haringey-council",
        position="Information Sharing Officer",
        duties=(Role.BACKUP_SPOC,),
    ),
    DemonstrationAccount(
        full_name="Rashida Holloway-Sen",
        email="rashida.holloway-sen@haringey-council.example",
        description="Information governance lead",
        organisation="haringey-council",
        position="Head of Information Governance",
        duties=(Role.INFORMATION_GOVERNANCE_LEAD,),
    ),
    DemonstrationAccount(
        full_name="Tom Hathersage",
        email="tom.hathersage@haringey-council.example",
        description="Partnership administrator",
        organisation="haringey-council",
        position="Partnership Support Manager",
        duties=(Role.ADMINISTRATOR,),
    ),
    DemonstrationAccount(
        full_name="Ngozi Thackeray",
        email="ngozi.thackeray@haringey-council.example",
        description="Second administrator, since nobody gives a duty to themselves",
        organisation="haringey-council",
        position="Partnership Support Officer",
        duties=(Role.ADMINISTRATOR,),
    ),
]


def set_up_second_factor(person: User) -> None:
    """Enrol an app whose codes the demonstration shows on its own pages."""
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
