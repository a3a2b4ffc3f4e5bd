"""The queue and the mail server: nothing lost, nothing sent twice, whatever dies in between."""

import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection

from csp_portal.core import clock
from csp_portal.notices import sending, tasks, workflow
from csp_portal.notices.models import OutgoingMail
from csp_portal.notices.states import Problem, State
from tests.factories import make_user

AT = datetime(2016, 3, 11, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def tell(*people, key="1", kind="tests.pack_published", title="The pack is published", **more):
    return workflow.tell(kind, to=people, title=title, path="/meetings/1/", at=clock.now(), key=key, **more)


def states():
    return list(OutgoingMail.objects.order_by("pk").values_list("state", "problem"))


def test_a_notice_leaves_with_its_title_and_link_only(mail_server, settings):
    tell(make_user(email="mo@example.org", full_name="Mo Member"))

    assert tasks.send_waiting() == 1

    [(to, letter)] = mail_server.letters
    mail = OutgoingMail.objects.get()
    assert to == "mo@example.org"
    assert letter["Subject"] == "The pack is published"
    assert letter["Message-ID"] == mail.message_id
    assert f"{settings.PORTAL_ADDRESS}/meetings/1/" in letter.get_payload(decode=True).decode()
    assert "Mo Member" not in letter.as_string()
    assert (mail.state, mail.sent_at) == (State.SENT, AT)
    assert tasks.send_waiting() == 0


def test_a_digest_is_one_e_mail_with_everything_under_its_headings(mail_server, stopped_clock):
    person = make_user()
    tell(person, kind="tests.reminded", key="1", title="Report on knife crime")
    tell(person, kind="tests.reminded", key="2", title="Name a lead officer")
    tell(person, kind="tests.locked", key="3", title="Your seat ends soon")
    stopped_clock.move_to(AT + timedelta(days=1))

    tasks.gather_digests()
    tasks.send_waiting()

    [(_, letter)] = mail_server.letters
    text = letter.get_payload(decode=True).decode().replace("\r\n", "\n")
    assert letter["Subject"] == "3 things to look at in the CSP portal"
    assert text.count("Actions\n") == 1
    assert all(
        title in text for title in ("Report on knife crime", "Name a lead officer", "Your seat ends soon")
    )


def test_what_may_not_be_read_any_more_when_it_leaves_is_left_out(mail_server, stopped_clock, hidden):
    person, other = make_user(), make_user()
    tell(person, kind="tests.reminded", key="1", title="A staffing matter", about=person)
    tell(person, kind="tests.reminded", key="2", title="Open to all", about=other)
    stopped_clock.move_to(AT + timedelta(days=1))
    tasks.gather_digests()
    hidden.add(str(person.pk))

    tasks.send_waiting()

    [(_, letter)] = mail_server.letters
    assert "Open to all" in letter.as_string()
    assert "staffing" not in letter.as_string()


def test_nothing_is_sent_to_whoever_left_in_the_meantime(mail_server):
    person = make_user()
    tell(person)
    person.is_active = False
    person.save()

    tasks.send_waiting()

    assert mail_server.letters == []
    assert states() == [(State.GIVEN_UP, Problem.NOTHING_LEFT)]


def test_a_dead_server_loses_nothing_and_each_is_sent_once_later(settings, mail_server, stopped_clock):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = unused.getsockname()[1]
    alive, settings.EMAIL_PORT = settings.EMAIL_PORT, dead
    people = [make_user(), make_user(), make_user()]
    tell(*people)

    for _ in range(5):
        assert tasks.send_waiting() == 0
        stopped_clock.shift(timedelta(minutes=30))
    assert {state for state, _ in states()} == {State.QUEUED}

    settings.EMAIL_PORT = alive
    stopped_clock.shift(timedelta(hours=2))
    tasks.send_waiting()
    tasks.send_waiting()
    assert sorted(to for to, _ in mail_server.letters) == sorted(person.email for person in people)


def test_each_failed_try_waits_longer_and_the_last_after_days_asks_for_somebody(settings, stopped_clock):
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    tell(make_user())
    waits = []
    for _ in range(8):
        tasks.send_waiting()
        next_try_at = OutgoingMail.objects.get().next_try_at
        waits.append((next_try_at - clock.now()) // timedelta(minutes=1))
        stopped_clock.move_to(next_try_at)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    stopped_clock.shift(timedelta(days=5))
    tasks.send_waiting()
    assert states() == [(State.FAILED, Problem.UNREACHABLE)]


def test_a_refused_address_stops_nobody_else(mail_server):
    gone, there = make_user(email="gone@example.org"), make_user(email="there@example.org")
    mail_server.it.refusals["gone@example.org"] = "550 no such mailbox"
    tell(gone, there)

    tasks.send_waiting()

    assert [to for to, _ in mail_server.letters] == ["there@example.org"]
    assert states() == [(State.FAILED, Problem.ADDRESS_REFUSED), (State.SENT, "")]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("451 later", (State.QUEUED, Problem.PUT_OFF)),
        ("554 never", (State.FAILED, Problem.REFUSED)),
        ("250 fine", (State.SENT, "")),
    ],
)
def test_what_the_server_answers_decides(mail_server, answer, state):
    mail_server.it.answer = answer
    tell(make_user())

    tasks.send_waiting()

    assert states() == [state]


def test_a_server_that_goes_away_after_the_text_leaves_a_doubt_and_no_second_e_mail(
    mail_server, stopped_clock
):
    mail_server.it.hangs_up = True
    tell(make_user())

    tasks.send_waiting()
    stopped_clock.shift(timedelta(days=2))
    tasks.send_waiting()

    assert len(mail_server.letters) == 1
    assert states() == [(State.IN_DOUBT, Problem.SILENCE)]


class Killed(BaseException):
    """What a worker that is killed does: nothing more."""


def test_a_worker_killed_between_sending_and_recording_never_sends_twice(
    mail_server, stopped_clock, monkeypatch
):
    tell(make_user())

    def killed(**known):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(workflow, "note_sent", killed)
        with pytest.raises(Killed):
            tasks.send_waiting()
    assert states() == [(State.SENDING, "")]

    tasks.send_waiting()
    stopped_clock.shift(workflow.SILENCE + timedelta(seconds=1))
    tasks.send_waiting()
    tasks.send_waiting()

    assert len(mail_server.letters) == 1
    assert states() == [(State.IN_DOUBT, Problem.SILENCE)]


def test_a_slow_worker_may_still_say_that_it_was_sent():
    tell(make_user())
    mail = workflow.claim(by=None, at=AT)
    late = AT + workflow.SILENCE + timedelta(seconds=1)
    workflow.doubt_the_silent(by=None, at=late)

    workflow.note_sent(mail=mail, by=None, at=late)

    assert states() == [(State.SENT, "")]


def test_the_word_of_a_worker_that_was_overtaken_does_not_count():
    tell(make_user())
    mail = workflow.claim(by=None, at=AT)
    workflow.put_off(mail=mail, problem=Problem.PUT_OFF, by=None, at=AT)
    workflow.claim(by=None, at=AT + timedelta(hours=1))

    workflow.note_refused(mail=mail, problem=Problem.REFUSED, by=None, at=AT)

    assert states() == [(State.SENDING, "")]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_e_mail_once(mail_server):
    people = [make_user() for _ in range(12)]
    tell(*people)
    start = threading.Barrier(2)

    def work():
        start.wait()
        try:
            sending.send_all()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(to for to, _ in mail_server.letters) == sorted(person.email for person in people)
    assert {state for state, _ in states()} == {State.SENT}


# --- Django's own mail functions --------------------------------------------------------------------
@pytest.fixture
def queue(settings):
    settings.EMAIL_BACKEND = "csp_portal.notices.backend.QueueBackend"


@pytest.mark.usefixtures("queue")
def test_djangos_mail_goes_through_the_queue_sealed_until_it_has_left(mail_server):
    EmailMessage("Reset", "Open /secret-link/", None, ["mo@example.org"]).send()
    sealed = OutgoingMail.objects.get().sealed
    assert "secret-link" not in sealed
    assert sealed

    tasks.send_waiting()

    assert "/secret-link/" in mail_server.letters[0][1].as_string()
    assert OutgoingMail.objects.get().sealed == ""


@pytest.mark.usefixtures("queue")
def test_more_than_plain_text_is_refused():
    message = EmailMultiAlternatives("x", "y", None, ["mo@example.org"])
    message.attach_alternative("<p>y</p>", "text/html")

    with pytest.raises(ValueError, match="plain text"):
        message.send()


@pytest.mark.usefixtures("queue")
def test_asking_for_a_new_password_never_speaks_with_the_mail_server(client, settings):
    # A server that never answers would keep the page for as long as the time limit.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        person = make_user()
        answers = [
            client.post("/account/password/reset/", {"email": address})
            for address in (person.email, "nobody@example.org")
        ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [mail.address for mail in OutgoingMail.objects.all()] == [person.email]
    assert person.email not in OutgoingMail.objects.get().sealed
