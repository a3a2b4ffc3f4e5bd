"""Notices, e-mails and links in the tests' world: something told, e-mails in trouble, a partner asked by link."""

from actions import workflow as actions
from csp_portal.core import clock
from csp_portal.notices import workflow
from csp_portal.notices.states import Problem
from tests.architecture.world import World

TOKEN = "token-of-the-world-of-the-tests"


def add(world: World) -> None:
    """Add a notice to the member, an e-mail that needs a decision, and a link by which a partner may answer."""
    at, on = clock.now(), clock.today()
    member, secretary = world.people["member"], world.people["secretariat"]
    action = world.records["action"]
    [notice] = workflow.tell(
        "actions.reminded",
        to=[member],
        title="Something is due",
        path=action.get_absolute_url(),
        at=at,
        key="world",
        about=action,
    )
    mail = workflow.write_to(
        "reader@example.org", "duty_ended", {"subject": "Public", "link": "/"}, at=at, key="world"
    )
    workflow.claim(by=None, at=at)
    while mail.state != "sending":
        workflow.claim(by=None, at=at)
        mail.refresh_from_db()
    workflow.note_refused(mail=mail, problem=Problem.REFUSED, by=None, at=at)

    hidden = world.keys["actions:partner_#restricted"]
    part = action.responsibilities.outstanding().first()
    link = actions.send_link(
        part=part, address="partner@example.org", token=TOKEN, by=secretary, at=at, on=on
    )
    board = action.board
    at_meeting = {"reference": action.meeting.reference}
    world.keys |= {
        "notices:notice_open": {"pk": notice.pk},
        "notices:notice_read": {"pk": notice.pk},
        "notices:mail_send_again": {"pk": mail.pk},
        "notices:mail_give_up": {"pk": mail.pk},
        "actions:reminder_edit": {"slug": board.slug},
        "actions:link_send": {"slug": action.slug, "pk": part.pk},
        "actions:link_send#restricted": hidden,
        "actions:link_withdraw": {"slug": action.slug, "pk": link.pk},
        "actions:link_answer": {"token": TOKEN},
        "actions:log_list": at_meeting,
        "actions:log_enter": {**at_meeting, "slug": action.slug},
        "actions:log_enter#restricted": {**at_meeting, "slug": hidden["slug"]},
    }
