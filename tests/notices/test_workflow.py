"""Who is told what, once; what waits for the daily e-mail; and what people choose."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from csp_portal.notices import workflow
from csp_portal.notices.kinds import UnknownKind
from csp_portal.notices.models import Notice, OutgoingMail
from csp_portal.notices.states import Problem, State, Way
from tests.factories import make_user

pytestmark = pytest.mark.django_db
AT = datetime(2016, 3, 11, 10, tzinfo=UTC)
EARLY = datetime(2016, 3, 12, 6, 59, tzinfo=UTC)
MORNING = datetime(2016, 3, 12, 7, 1, tzinfo=UTC)


@pytest.fixture
def person():
    return make_user(email="mo@example.org")


def tell(*people, kind="tests.pack_published", key="1", title="The pack is published", at=AT, **more):
    return workflow.tell(kind, to=people, title=title, path="/meetings/1/", at=at, key=key, **more)


def test_a_person_is_told_once_for_a_kind_and_key_however_often_it_is_said(person):
    [notice] = tell(person, person)

    assert tell(person) == []
    assert [told.pk for told in Notice.objects.to(person)] == [notice.pk]
    assert OutgoingMail.objects.get().notices.get() == notice


def test_another_key_or_kind_or_person_is_told_again(person):
    tell(person)

    assert len(tell(person, key="2")) == 1
    assert len(tell(person, kind="tests.noted")) == 1
    assert len(tell(person, make_user())) == 1


def test_what_is_rolled_back_was_never_told(person):
    with transaction.atomic():
        tell(person)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_kind_that_no_app_lists_cannot_be_told(person):
    with pytest.raises(UnknownKind, match="unheard"):
        tell(person, kind="tests.unheard")


@pytest.mark.parametrize("path", ["https://example.org/", "//example.org/", "meetings/"])
def test_a_notice_leads_into_the_portal(person, path):
    with pytest.raises(ValueError, match="does not lead into the portal"):
        workflow.tell("tests.noted", to=[person], title="x", path=path, at=AT, key="1")


def test_a_notice_knows_what_it_is_about_and_keeps_its_title_on_one_line(person):
    [notice] = tell(person, title="Two\r\nBcc: everybody@example.org", about=person)

    assert (notice.about_type, notice.about_pk) == ("accounts.user", str(person.pk))
    assert notice.title == "Two Bcc: everybody@example.org"


def test_somebody_who_cannot_sign_in_is_not_told(person):
    person.is_active = False
    person.save()

    assert tell(person) == []


@pytest.mark.parametrize(
    ("kind", "mails"), [("tests.pack_published", 1), ("tests.reminded", 0), ("tests.noted", 0)]
)
def test_only_what_travels_at_once_has_an_e_mail_of_its_own(person, kind, mails):
    tell(person, kind=kind)

    assert OutgoingMail.objects.count() == mails


def test_a_person_chooses_how_they_are_told(person):
    workflow.choose(
        ways={"tests.pack_published": "portal", "tests.noted": "at_once"}, hour=9, by=person, at=AT
    )

    [silent] = tell(person)
    [loud] = tell(person, kind="tests.noted")

    assert (silent.way, silent.mail) == (Way.PORTAL, None)
    assert (loud.way, loud.mail is None) == (Way.AT_ONCE, False)
    assert AuditEvent.objects.get(kind="notices.choices.made").details == {
        "kinds": ["tests.pack_published", "tests.noted"],
        "hour": 9,
    }


@pytest.mark.parametrize("kind", ["tests.locked", "tests.unheard"])
def test_what_is_not_theirs_to_change_is_refused(person, kind):
    with pytest.raises(CannotBeDone):
        workflow.choose(ways={kind: "portal"}, hour=7, by=person, at=AT)


# --- The daily e-mail -------------------------------------------------------------------------------
def test_what_waits_becomes_one_e_mail_in_the_morning(person):
    tell(person, kind="tests.reminded", key="1")
    tell(person, kind="tests.locked", key="2")
    tell(make_user())

    assert workflow.gather_digests(by=None, at=EARLY) == 0
    assert workflow.gather_digests(by=None, at=MORNING) == 1

    mail = OutgoingMail.objects.get(digest_on=date(2016, 3, 12))
    assert mail.person == person
    assert mail.notices.count() == 2


def test_there_is_one_digest_a_day_and_none_without_anything(person):
    tell(person, kind="tests.reminded", key="1")
    workflow.gather_digests(by=None, at=MORNING)
    tell(person, kind="tests.reminded", key="2", at=MORNING)

    assert workflow.gather_digests(by=None, at=MORNING + timedelta(hours=3)) == 0
    assert workflow.gather_digests(by=None, at=MORNING + timedelta(days=1)) == 1
    assert workflow.gather_digests(by=None, at=MORNING + timedelta(days=2)) == 0


def test_the_hour_is_the_persons_own_and_of_the_partnerships_clock(person):
    workflow.choose(ways={}, hour=17, by=person, at=AT)
    tell(person, kind="tests.reminded")
    # In summer 17:00 in London is 16:00 by universal time.
    summer = datetime(2016, 7, 1, 16, 0, tzinfo=UTC)

    assert workflow.gather_digests(by=None, at=summer - timedelta(minutes=1)) == 0
    assert workflow.gather_digests(by=None, at=summer) == 1


def test_what_was_read_in_the_portal_or_may_not_be_read_any_more_is_left_out(person, hidden):
    [read] = tell(person, kind="tests.reminded", key="1")
    tell(person, kind="tests.reminded", key="2", about=person)
    workflow.read_notice(notice=read, by=person, at=AT)
    hidden.add(str(person.pk))

    assert workflow.gather_digests(by=None, at=MORNING) == 0
    hidden.clear()
    assert workflow.gather_digests(by=None, at=MORNING + timedelta(days=1)) == 0


def test_the_database_holds_one_digest_a_day(person):
    tell(person, kind="tests.reminded")
    workflow.gather_digests(by=None, at=MORNING)
    mail = OutgoingMail.objects.get()

    mail.pk, mail.message_id = None, "<another@localhost>"
    with pytest.raises(IntegrityError, match="mail_one_digest_a_day"):
        mail.save(force_insert=True)


# --- To addresses without an account ----------------------------------------------------------------
def write(key="subscriber-1", **context):
    return workflow.write_to(
        "reader@example.org",
        "duty_ended",
        {"subject": "Something new", "link": "/public/", **context},
        at=AT,
        key=key,
    )


def test_an_address_is_written_to_once_for_each_key():
    first = write()

    assert write() == first
    assert write(key="subscriber-2") != first


def test_what_is_written_to_an_address_is_sealed_and_leads_into_the_portal(settings):
    mail = write(unsubscribe="/public/subscriptions/abc/end/")

    text, headers = mail.unseal()

    assert "/public/" not in mail.sealed
    assert f"{settings.PORTAL_ADDRESS}/public/" in text
    assert headers == {
        "List-Unsubscribe": f"<{settings.PORTAL_ADDRESS}/public/subscriptions/abc/end/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


# --- By hand ----------------------------------------------------------------------------------------
def in_trouble(state):
    mail = write()
    workflow.claim(by=None, at=AT)
    mail.refresh_from_db()
    if state == State.FAILED:
        workflow.note_refused(mail=mail, problem=Problem.REFUSED, by=None, at=AT)
    else:
        workflow.note_doubt(mail=mail, by=None, at=AT)
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("state", [State.FAILED, State.IN_DOUBT])
def test_an_administrator_sends_again_or_gives_up(state):
    administrator = make_user(duties=[Role.ADMINISTRATOR])
    mail = in_trouble(state)
    assert workflow.claim(by=None, at=AT + timedelta(days=9)) is None

    workflow.send_again(mail=mail, by=administrator, at=AT)
    again = workflow.claim(by=None, at=AT)
    assert (again.pk, again.message_id, again.unseal()) == (mail.pk, mail.message_id, mail.unseal())

    workflow.note_refused(mail=again, problem=Problem.REFUSED, by=None, at=AT)
    gone = workflow.give_up(mail=mail, by=administrator, at=AT)
    assert (gone.state, gone.sealed) == (State.GIVEN_UP, "")
    assert set(AuditEvent.objects.values_list("kind", flat=True)) >= {
        "notices.mail.sent_again",
        "notices.mail.given_up",
    }


@pytest.mark.parametrize("act", [workflow.send_again, workflow.give_up])
def test_nobody_else_decides_and_nothing_is_decided_twice(act):
    mail = in_trouble(State.FAILED)
    administrator = make_user(duties=[Role.ADMINISTRATOR])

    with pytest.raises(Refused, match="Only a partnership administrator"):
        act(mail=mail, by=make_user(duties=[Role.SECRETARIAT]), at=AT)

    act(mail=mail, by=administrator, at=AT)
    with pytest.raises(Refused, match="not in trouble"):
        act(mail=mail, by=administrator, at=AT)
