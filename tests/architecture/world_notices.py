"""Notices and e-mails in the tests' world: the member was told something, and two e-mails are in trouble."""

from csp_portal.core import clock
from csp_portal.notices import workflow
from csp_portal.notices.states import Problem
from tests.architecture.world import World


def add(world: World) -> None:
    """Add a notice to the member and an e-mail that needs a decision."""
    at = clock.now()
    member = world.people["member"]
    [notice] = workflow.tell(
        "actions.reminded", to=[member], title="Something is due", path="/notices/", at=at, key="world"
    )
    mail = workflow.write_to(
        "reader@example.org", "duty_ended", {"subject": "Public", "link": "/"}, at=at, key="world"
    )
    while (taken := workflow.claim(by=None, at=at)) is not None and taken.pk != mail.pk:
        pass
    workflow.note_refused(mail=taken, problem=Problem.REFUSED, by=None, at=at)
    world.keys |= {"notices:notice_open": {"pk": notice.pk}, "notices:notice_read": {"pk": notice.pk}}
    world.keys |= {"notices:mail_send_again": {"pk": mail.pk}, "notices:mail_give_up": {"pk": mail.pk}}
