"""Who may look at the e-mails on their way out and decide about them."""

from datetime import date

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core.policies import policy
from csp_portal.notices.models import OutgoingMail
from csp_portal.notices.states import TROUBLED_STATES


@policy
def run_mail(by: User, *, on: date) -> str:
    if by.holds(Permission.RUN_PORTAL, on=on):
        return ""
    return "Only a partnership administrator can do this."


@policy
def decide_on_mail(by: User, mail: OutgoingMail, *, on: date) -> str:
    if refusal := run_mail.refusal(by, on=on):
        return refusal
    if mail.state not in TROUBLED_STATES:
        return "This e-mail is not in trouble any more. There is nothing to decide."
    return ""
