"""What people of the demonstration were told until 11 March 2016, and what became of the e-mails."""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

from actions import workflow as actions
from actions.models import Responsibility
from csp_portal.accounts.models import User
from csp_portal.notices import workflow
from csp_portal.notices.models import Notice, OutgoingMail
from csp_portal.notices.notifications import written
from csp_portal.notices.states import Problem, State

# Days on which somebody was due to be reminded; what was told before the last of them has been read.
REMINDED_ON = (date(2015, 12, 1), date(2016, 1, 14), date(2016, 1, 29), date(2016, 2, 12), date(2016, 3, 10))
READ_UNTIL = datetime(2016, 3, 7, 18, tzinfo=UTC)
NOW = datetime(2016, 3, 11, 7, 5, tzinfo=UTC)
TOKEN = "demonstration-link-of-a-partner-without-an-account"  # noqa: S105 - opens one page of invented facts


def load_notices(secretary: User) -> None:
    """Remind people as the days went by, and ask a partner without an account."""
    for day in REMINDED_ON:
        actions.remind(by=None, at=datetime.combine(day, time(6), tzinfo=UTC), on=day)
        _send_all(at=datetime.combine(day, time(8), tzinfo=UTC))
    for person in User.objects.filter(notices__told_at__lte=READ_UNTIL).distinct():
        last = Notice.objects.to(person).filter(told_at__lte=READ_UNTIL).order_by("pk").last()
        if last is not None:
            workflow.read_all(until=last, by=person, at=READ_UNTIL)
    _ask_by_link(secretary)


def send_the_rest() -> None:
    """Send what all parts of the demonstration asked for, and leave two e-mails in trouble. Call it last."""
    _send_all(at=NOW)
    _leave_in_trouble()


def _send_all(*, at: datetime) -> None:
    """Let the day's e-mails leave, each a minute after it was asked for, as a mail server in order would have it."""
    workflow.gather_digests(by=None, at=at)
    moments = OutgoingMail.objects.filter(state=State.QUEUED).order_by("queued_at")
    for moment in moments.values_list("queued_at", flat=True).distinct():
        while (mail := workflow.claim(by=None, at=moment)) is not None:
            workflow.note_sent(mail=mail, by=None, at=moment + timedelta(minutes=1))


def _ask_by_link(secretary: User) -> None:
    """Ask a partner that has said nothing by a link, for somebody of theirs without an account."""
    at = datetime(2016, 3, 9, 15, tzinfo=UTC)
    owed = Responsibility.objects.outstanding().overdue(on=at.date()).select_related("action")
    silent = next((part for part in owed.order_by("pk") if not part.steps.exists()), None)
    if silent is not None:
        actions.send_link(
            part=silent,
            address="community.safety@housing.example",
            token=TOKEN,
            by=secretary,
            at=at,
            on=at.date(),
        )


def _leave_in_trouble() -> None:
    """Leave one address refused and one e-mail in doubt, for the administrator to decide."""
    for address, problem in (
        ("retired@partner.example", Problem.ADDRESS_REFUSED),
        ("desk@partner.example", Problem.SILENCE),
    ):
        mail = workflow.post_letter(
            address=address,
            subject="Your second factor was reset",
            text=written("your_second_factor_reset", {"link": f"{settings.PORTAL_ADDRESS}/account/"}),
            headers={},
            at=NOW,
        )
        taken = workflow.claim(by=None, at=NOW)
        if taken != mail:
            continue
        if problem == Problem.SILENCE:
            workflow.note_doubt(mail=taken, by=None, at=NOW)
        else:
            workflow.note_refused(mail=taken, problem=problem, by=None, at=NOW)
