"""Who may do what to indicators and figures. Each gives a reason to refuse, or ""."""

from datetime import date

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core.policies import policy
from delivery_plans.models import reads_performance

READERS_ONLY = (
    "The figures are read by those who sit on a board or have a duty in its plans. Ask the secretariat."
)
ANALYSTS_ONLY = "Only the performance analyst can do this. Tell the analyst what needs to change."


@policy
def read_figures(user: User, *, on: date) -> str:
    """Let everybody on a board, and everybody with a duty in its plans, read all figures."""
    return "" if reads_performance(user, on=on) else READERS_ONLY


@policy
def keep_figures(user: User, *, on: date) -> str:
    """Let the analyst keep indicators, enter figures, ask for them, and judge ratings."""
    return "" if user.holds(Permission.KEEP_FIGURES, on=on) else ANALYSTS_ONLY
