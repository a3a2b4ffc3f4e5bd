"""Who may do what: the one table, read by the policies, by the matrix test and by the documentation."""

from enum import StrEnum, auto

from django.db import models


class Permission(StrEnum):
    """What a role can carry. The policies ask for these and for nothing else."""

    READ_BOARD = auto()  # agendas, papers and packs of a board
    AGREE_AGENDA = auto()
    SIGN_MINUTES = auto()  # clear a draft, send it back, sign what was confirmed
    RUN_MEETINGS = auto()  # boards, seats, meetings, agendas, papers, packs, minutes
    WRITE_ASSIGNED_PAPER = auto()  # when the secretariat has asked the person for it
    OFFER_BUSINESS = auto()
    SIFT_BUSINESS = auto()  # so do those who sit on the board's Executive
    ANSWER_ACTIONS = auto()  # for the organisation whose seat the person holds, or stands in for
    ACCEPT_ACTIONS = auto()
    RUN_ACTIONS = auto()  # record, carry over, escalate, end
    READ_PLANS = auto()  # so do those who sit on a board
    KEEP_PLANS = auto()  # strategies, plans, lead offices, reviews
    RATE_MILESTONES = auto()  # those of the offices for which the person answers
    KEEP_FIGURES = auto()  # indicators, figures, what is awaited, judgements beside the automatic rating
    COMMENT_ON_PRIORITY = auto()  # its indicators, where the person's organisation leads the priority
    READ_PROTOCOL = auto()  # editions, conditions, gateways, data sets
    READ_COMPLIANCE = auto()  # figures of information sharing; so do those who sit on a board
    RUN_PROTOCOL = auto()  # editions, signatures, gateways, the register of data sets, guidance
    DEAL_WITH_BREACHES = auto()  # and complaints, of every organisation; a SPOC those of the own one
    RECORD_TRAINING = auto()  # of officers: a SPOC those of the own organisation, the lead all of them
    RUN_PORTAL = auto()  # organisations, accounts, duties
    READ_AUDIT = auto()


class Role(models.TextChoices):
    """A place on a board or a duty in the portal; nobody has one by being a superuser."""

    BOARD_MEMBER = "board_member", "Board member"
    DEPUTY = "deputy", "Deputy"
    CO_CHAIR = "co_chair", "Co-chair"
    SUPPORTING_ADVISER = "supporting_adviser", "Supporting adviser"
    SECRETARIAT = "secretariat", "Secretariat"
    PRIORITY_LEAD = "priority_lead", "Priority lead"
    PLAN_OWNER = "plan_owner", "Plan owner"
    MILESTONE_LEAD = "milestone_lead", "Milestone lead"
    PERFORMANCE_ANALYST = "performance_analyst", "Performance analyst"
    OFFICER = "officer", "Officer"
    SPOC = "spoc", "Single point of contact (SPOC)"
    BACKUP_SPOC = "backup_spoc", "Back-up SPOC"
    INFORMATION_GOVERNANCE_LEAD = "information_governance_lead", "Information governance lead"
    ADMINISTRATOR = "administrator", "Partnership administrator"


# These come with a seat on a board and hold for that board; the others are granted as duties.
SEAT_ROLES = frozenset({Role.BOARD_MEMBER, Role.DEPUTY, Role.CO_CHAIR, Role.SUPPORTING_ADVISER})
DUTY_ROLES = frozenset(Role) - SEAT_ROLES

# ISP 7 and ISP 9: whoever can reach personal content, or hand out access, shows a second factor.
SECOND_FACTOR_ROLES = frozenset(
    {
        Role.OFFICER,
        Role.SPOC,
        Role.BACKUP_SPOC,
        Role.INFORMATION_GOVERNANCE_LEAD,
        Role.ADMINISTRATOR,
    }
)

# These are done for one partner, which answers for them, so a duty names the organisation.
ORGANISATION_ROLES = frozenset({Role.OFFICER, Role.SPOC, Role.BACKUP_SPOC})

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.BOARD_MEMBER: frozenset(
        {
            Permission.READ_BOARD,
            Permission.OFFER_BUSINESS,
            Permission.ANSWER_ACTIONS,
            Permission.WRITE_ASSIGNED_PAPER,
        }
    ),
    Role.DEPUTY: frozenset(
        {
            Permission.READ_BOARD,
            Permission.OFFER_BUSINESS,
            Permission.ANSWER_ACTIONS,
            Permission.WRITE_ASSIGNED_PAPER,
        }
    ),
    Role.CO_CHAIR: frozenset(
        {
            Permission.READ_BOARD,
            Permission.OFFER_BUSINESS,
            Permission.SIFT_BUSINESS,
            Permission.AGREE_AGENDA,
            Permission.SIGN_MINUTES,
            Permission.WRITE_ASSIGNED_PAPER,
            Permission.ANSWER_ACTIONS,
            Permission.ACCEPT_ACTIONS,
        }
    ),
    Role.SUPPORTING_ADVISER: frozenset(
        {Permission.READ_BOARD, Permission.OFFER_BUSINESS, Permission.WRITE_ASSIGNED_PAPER}
    ),
    Role.SECRETARIAT: frozenset(
        {
            Permission.READ_BOARD,
            Permission.OFFER_BUSINESS,
            Permission.SIFT_BUSINESS,
            Permission.RUN_MEETINGS,
            Permission.ACCEPT_ACTIONS,
            Permission.RUN_ACTIONS,
            Permission.READ_PLANS,
        }
    ),
    Role.PRIORITY_LEAD: frozenset(
        {Permission.READ_PLANS, Permission.COMMENT_ON_PRIORITY, Permission.WRITE_ASSIGNED_PAPER}
    ),
    Role.PLAN_OWNER: frozenset(
        {
            Permission.OFFER_BUSINESS,
            Permission.WRITE_ASSIGNED_PAPER,
            Permission.READ_PLANS,
            Permission.KEEP_PLANS,
        }
    ),
    Role.MILESTONE_LEAD: frozenset(
        {Permission.WRITE_ASSIGNED_PAPER, Permission.READ_PLANS, Permission.RATE_MILESTONES}
    ),
    Role.PERFORMANCE_ANALYST: frozenset(
        {Permission.WRITE_ASSIGNED_PAPER, Permission.READ_PLANS, Permission.KEEP_FIGURES}
    ),
    Role.OFFICER: frozenset({Permission.READ_PROTOCOL, Permission.READ_COMPLIANCE}),
    Role.SPOC: frozenset({Permission.READ_PROTOCOL, Permission.READ_COMPLIANCE, Permission.RECORD_TRAINING}),
    Role.BACKUP_SPOC: frozenset(
        {Permission.READ_PROTOCOL, Permission.READ_COMPLIANCE, Permission.RECORD_TRAINING}
    ),
    Role.INFORMATION_GOVERNANCE_LEAD: frozenset(
        {
            Permission.READ_PROTOCOL,
            Permission.READ_COMPLIANCE,
            Permission.RUN_PROTOCOL,
            Permission.DEAL_WITH_BREACHES,
            Permission.RECORD_TRAINING,
        }
    ),
    Role.ADMINISTRATOR: frozenset({Permission.RUN_PORTAL, Permission.READ_AUDIT}),
}


def roles_carrying(permission: Permission) -> frozenset[Role]:
    """Name every role whose row carries the permission."""
    return frozenset(role for role, carried in ROLE_PERMISSIONS.items() if permission in carried)
