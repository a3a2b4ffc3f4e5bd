"""Reminders, links for partners without an account, and the log at a meeting."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from actions import workflow
from actions.meeting_log import log_of
from actions.models import Action, AnswerLink, LogEntry, ReminderRule, Step
from actions.models.following import answer_token_digest
from actions.states import Ending, State
from actions.workflow.log import Decision
from csp_portal.audit.models import AuditEvent
from csp_portal.core import clock
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from csp_portal.notices.models import Notice, OutgoingMail
from tests.factories import (
    answer_action,
    make_action,
    make_board,
    make_item,
    make_meeting,
    make_organisation,
    make_seat,
    make_secretary,
    make_user,
    restrict_item,
    seat_person,
    sign_in,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2016, 4, 4, 9, tzinfo=UTC)
TODAY = date(2016, 4, 4)
DUE = date(2016, 5, 20)
TOKEN = "a-token-of-forty-three-characters-and-no-more"


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def board(secretary):
    return make_board(by=secretary, short_name="CSP", slug="csp")


@pytest.fixture
def seat(board, secretary):
    return make_seat(board=board, by=secretary)


@pytest.fixture
def member(seat, secretary):
    return seat_person(seat=seat, by=secretary).person


@pytest.fixture
def action(board, seat, member, secretary):
    action = make_action(
        board=board,
        by=secretary,
        partners=[(seat.organisation, member)],
        due_on=DUE,
        title="Sign the protocol",
    )
    Notice.objects.all().delete()
    return action


@pytest.fixture
def part(action):
    return action.responsibilities.get()


@pytest.fixture
def when(secretary):
    return {"by": secretary, "at": NOW, "on": TODAY}


def remind(on):
    return workflow.remind(by=None, at=datetime(on.year, on.month, on.day, 6, tzinfo=UTC), on=on)


# --- Reminders --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("late", "occasion"),
    [
        (-8, ""),
        (-7, "before"),
        (-1, "before"),
        (0, "day"),
        (6, "day"),
        (7, "late.1"),
        (13, "late.1"),
        (14, "late.2"),
        (350, "late.50"),
    ],
)
def test_the_usual_reminders_are_a_week_before_on_the_day_and_weekly_after_it(board, late, occasion):
    found = ReminderRule(board=board).occasion(DUE, on=DUE + timedelta(days=late))

    assert found == (f"{DUE}.{occasion}" if occasion else "")


def test_whoever_owes_an_answer_is_reminded_once_for_each_occasion(action, member):
    told = [remind(DUE + timedelta(days=late)) for late in range(-10, 9)]

    assert [late for late, number in zip(range(-10, 9), told, strict=True) if number] == [-7, 0, 7]
    assert list(Notice.objects.to(member).order_by("pk").values_list("title", flat=True)) == [
        f"Due on 20 May 2016: Sign the protocol ({action.reference})",
        f"Due on 20 May 2016: Sign the protocol ({action.reference})",
        f"Late, was due on 20 May 2016: Sign the protocol ({action.reference})",
    ]
    assert not OutgoingMail.objects.exists()


def test_fourteen_days_late_the_other_seat_holders_are_told_once(action, board, seat, member, secretary):
    second = make_seat(board=board, organisation=seat.organisation, by=secretary)
    colleague = seat_person(seat=second, by=secretary).person
    stranger = seat_person(seat=make_seat(board=board, by=secretary), by=secretary).person

    remind(DUE + timedelta(days=13))
    assert not Notice.objects.to(colleague).exists()
    remind(DUE + timedelta(days=14))
    remind(DUE + timedelta(days=21))

    assert Notice.objects.to(colleague).get().kind == "actions.others_late"
    assert not Notice.objects.to(stranger).exists()
    assert not Notice.objects.to(member).filter(kind="actions.others_late").exists()


def test_an_answer_takes_the_reminder_off_the_next_daily_e_mail(action, part, member):
    remind(DUE)

    workflow.mark_done(part=part, text="Signed.", by=member, at=NOW, on=TODAY)

    assert not Notice.objects.to(member).for_digest().exists()
    assert remind(DUE + timedelta(days=7)) == 0


def test_a_new_day_begins_the_reminders_anew(action, part, member, when):
    remind(DUE)
    workflow.carry_over(
        action=action, parts=[part], due=workflow.Due(DUE + timedelta(days=30)), reason="Later.", **when
    )

    waiting = Notice.objects.to(member).for_digest().values_list("kind", flat=True)
    assert list(waiting) == ["actions.carried_over"]
    assert remind(DUE + timedelta(days=30)) == 1


def test_the_days_are_the_boards_own(action, board, when):
    workflow.set_reminders(board=board, before=3, every=2, others_after=30, **when)

    assert remind(DUE - timedelta(days=4)) == 0
    assert remind(DUE - timedelta(days=3)) == 1
    assert remind(DUE + timedelta(days=2)) == 1
    assert AuditEvent.objects.filter(kind="actions.reminders.set").exists()


def test_only_the_secretariat_sets_the_days(board, member):
    with pytest.raises(Refused):
        workflow.set_reminders(board=board, before=3, every=2, others_after=30, by=member, at=NOW, on=TODAY)


def test_of_a_restricted_item_no_word_and_no_reference_is_told(board, seat, member, secretary):
    meeting = make_meeting(board=board, by=secretary, state="agenda_draft")
    item = make_item(section=meeting.sections.first(), by=secretary)
    action = make_action(
        agenda_item=item,
        by=secretary,
        partners=[(seat.organisation, member)],
        due_on=DUE,
        title="The complaint",
    )
    restrict_item(item=item, seats=[seat], by=secretary)
    Notice.objects.all().delete()

    remind(DUE)

    notice = Notice.objects.to(member).get()
    assert "complaint" not in notice.title
    assert action.reference not in notice.title
    assert action.slug not in notice.path


def test_whoever_may_not_read_the_action_is_not_reminded(board, seat, member, secretary):
    other = make_seat(board=board, by=secretary)
    meeting = make_meeting(board=board, by=secretary, state="agenda_draft")
    item = make_item(section=meeting.sections.first(), by=secretary)
    make_action(agenda_item=item, by=secretary, partners=[(seat.organisation, member)], due_on=DUE)
    restrict_item(item=item, seats=[other], by=secretary)
    Notice.objects.all().delete()

    assert remind(DUE) == 0


# --- Links ------------------------------------------------------------------------------------------
@pytest.fixture
def link(part, when):
    return workflow.send_link(part=part, address="Partner@example.org", token=TOKEN, **when)


def answer(link, *, at=NOW, is_done=True, **more):
    return workflow.answer_by_link(
        link=link, name="Nia Park", is_done=is_done, text="Signed on 1 April.", at=at, **more
    )


def test_a_link_is_mailed_and_only_its_digest_is_kept(link, settings):
    mail = OutgoingMail.objects.get()
    text, _ = mail.unseal()

    assert mail.address == "partner@example.org"
    assert f"{settings.PORTAL_ADDRESS}/answers/{TOKEN}/" in text
    kept = "".join(str(vars(row)) for row in (link, link.history.get(), mail, *AuditEvent.objects.all()))
    assert TOKEN not in kept
    assert link.token_digest == answer_token_digest(TOKEN)
    assert "@" not in str([event.details for event in AuditEvent.objects.all()])


def test_an_answer_by_link_is_on_record_as_told_and_ends_the_link(link, part, secretary):
    step = answer(link)

    part.refresh_from_db()
    link.refresh_from_db()
    assert (part.state, part.done_by, part.done_at) == (State.DONE, None, NOW)
    assert step.author == "Nia Park, by the link sent to the partner"
    assert (link.used_at, link.step) == (NOW, step)
    assert Notice.objects.to(secretary).get().kind == "actions.to_accept"
    with pytest.raises(CannotBeDone):
        answer(link)
    assert Step.objects.filter(responsibility=part).count() == 1


def test_progress_by_link_leaves_the_part_open(link, part):
    answer(link, is_done=False)

    part.refresh_from_db()
    assert part.state == State.IN_PROGRESS


def spend(link, when, how):
    match how:
        case "used":
            answer(link)
        case "withdrawn":
            workflow.withdraw_link(link=link, **when)
        case "replaced":
            workflow.send_link(part=link.responsibility, address="x@example.org", token="another", **when)
        case "expired":
            AnswerLink.objects.filter(pk=link.pk).update(expires_at=NOW)
        case "answered":
            answer_action(part=link.responsibility, by=when["by"], at=NOW)
        case "ended":
            workflow.end_action(
                action=link.responsibility.action,
                ending=Ending.NO_LONGER_NEEDED,
                reason="So it is.",
                decided_by="The Board",
                **when,
            )


@pytest.mark.parametrize("how", ["used", "withdrawn", "replaced", "expired", "answered", "ended"])
def test_a_spent_link_takes_no_answer(link, part, when, how, client):
    spend(link, when, how)
    before = part.steps.count()

    with pytest.raises(CannotBeDone):
        answer(AnswerLink.objects.get(pk=link.pk))
    page = client.post(f"/answers/{TOKEN}/", {"name": "Nia", "what": "done", "text": "Signed."})

    assert page.status_code == 404
    assert "This link cannot be used" in page.content.decode()
    assert part.steps.count() == before


def test_there_is_one_open_link_for_each_partner(link, part):
    with pytest.raises(IntegrityError, match="answer_link_one_open"):
        AnswerLink.objects.create(
            responsibility=part,
            address="x@example.org",
            token_digest="x",
            sent_by=link.sent_by,
            sent_at=NOW,
            expires_at=NOW,
        )


def test_nobody_who_can_sign_in_is_sent_a_link(part, member, when):
    with pytest.raises(Refused, match="can sign in"):
        workflow.send_link(part=part, address=member.email.upper(), token=TOKEN, **when)


def test_only_the_secretariat_sends_a_link(part, member):
    with pytest.raises(Refused):
        workflow.send_link(part=part, address="x@example.org", token=TOKEN, by=member, at=NOW, on=TODAY)


def test_nothing_of_a_restricted_item_is_sent_and_a_link_sent_before_is_dead(
    board, seat, secretary, when, client
):
    meeting = make_meeting(board=board, by=secretary, state="agenda_draft")
    item = make_item(section=meeting.sections.first(), by=secretary)
    part = make_action(agenda_item=item, by=secretary).responsibilities.get()
    workflow.send_link(part=part, address="x@example.org", token=TOKEN, **when)
    restrict_item(item=item, seats=[seat], by=secretary)
    part.refresh_from_db()

    assert client.get(f"/answers/{TOKEN}/").status_code == 404
    with pytest.raises(Refused):
        workflow.send_link(part=part, address="x@example.org", token="another", **when)


@pytest.fixture
def live_link(part, secretary):
    return workflow.send_link(
        part=part, address="partner@example.org", token=TOKEN, by=secretary, at=clock.now(), on=clock.today()
    )


def test_the_page_of_a_link_shows_its_part_and_takes_its_answer(live_link, part, client):
    page = client.get(f"/answers/{TOKEN}/")
    assert "Sign the protocol" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    assert AnswerLink.objects.open().exists()

    done = client.post(f"/answers/{TOKEN}/", {"name": "Nia Park", "what": "done", "text": "Signed."})

    assert "Your answer is on record" in done.content.decode()
    assert part.steps.get().told_by == "Nia Park"
    assert client.get(f"/answers/{TOKEN}/").status_code == 404


@pytest.mark.parametrize("wrong", [{"name": ""}, {"text": ""}, {"what": ""}, {"what": "accepted"}])
def test_what_is_wrong_is_said_and_the_link_lives_on(live_link, part, client, wrong):
    page = client.post(f"/answers/{TOKEN}/", {"name": "Nia", "what": "done", "text": "Kept words."} | wrong)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not part.steps.exists()
    assert AnswerLink.objects.open().exists()


def test_a_file_that_cannot_be_used_is_said_and_the_words_stay(live_link, part, client):
    file = SimpleUploadedFile("evidence.exe", b"MZ not a paper")

    page = client.post(
        f"/answers/{TOKEN}/", {"name": "Nia", "what": "done", "text": "Kept words.", "file": file}
    )

    assert "Kept words." in page.content.decode()
    assert page.context["form"].errors["file"]
    assert not part.steps.exists()


def test_trying_links_is_limited(client):
    answers = {client.get(f"/answers/guess-{number}/").status_code for number in range(60)}

    assert answers == {404}
    assert client.get("/answers/one-more/").status_code == 429


def test_a_token_reaches_no_log(live_link, client, caplog, capfd):
    client.get(f"/answers/{TOKEN}/")
    client.post(f"/answers/{TOKEN}/", {"name": "Nia"})
    client.get(f"/answers/{TOKEN}-wrong/")

    out, err = capfd.readouterr()
    assert TOKEN not in caplog.text + out + err


def test_the_secretariat_sends_and_withdraws_from_the_page(client, secretary, action, part):
    sign_in(client, secretary)
    address = f"/actions/{action.slug}/partners/{part.pk}/link/"

    refused = client.post(address, {"address": part.person.email})
    sent = client.post(address, {"address": "partner@example.org"})
    page = client.get(address).content.decode()
    client.post(f"/actions/{action.slug}/links/{AnswerLink.objects.get().pk}/withdraw/")

    assert "can sign in" in refused.content.decode()
    assert sent.url == action.get_absolute_url()
    assert "It works until" in page
    assert "Withdrawn on" in client.get(address).content.decode()


# --- The log at a meeting ---------------------------------------------------------------------------
@pytest.fixture
def meeting(board, secretary):
    return make_meeting(board=board, starts_at=datetime(2016, 6, 16, 14, tzinfo=UTC), by=secretary)


def go_through(action, meeting, when, outcome, said="It was said.", **more):
    return workflow.go_through(
        action=action,
        meeting=meeting,
        decision=Decision(LogEntry.Outcome(outcome), **more),
        said=said,
        **when,
    )


def test_the_log_has_what_is_open_and_what_was_closed_since_the_meeting_before(
    board, secretary, meeting, action
):
    make_meeting(board=board, starts_at=datetime(2016, 3, 17, 14, tzinfo=UTC), by=secretary)
    closed = make_action(board=board, by=secretary)
    answer_action(part=closed.responsibilities.get(), state=State.ACCEPTED, by=secretary, at=NOW)
    old = make_action(board=board, by=secretary, at=datetime(2016, 2, 1, tzinfo=UTC))
    answer_action(
        part=old.responsibilities.get(),
        state=State.ACCEPTED,
        by=secretary,
        at=datetime(2016, 2, 2, tzinfo=UTC),
    )

    log = log_of(meeting, Action.objects.all())

    assert [line["action"] for line in log.open_lines] == [action]
    assert [line["action"] for line in log.closed_lines] == [closed]


def test_what_was_said_is_a_step_of_the_action(action, meeting, when):
    entry = go_through(action, meeting, when, "noted")

    assert action.log_entries.get() == entry
    assert (entry.meeting, entry.said) == (meeting, "It was said.")
    assert AuditEvent.objects.get(kind="actions.log.gone_through").details["meeting"] == meeting.reference


def test_a_note_says_something(action, meeting, when):
    with pytest.raises(CannotBeDone, match="Enter what was said"):
        go_through(action, meeting, when, "noted", said="")


def test_answers_are_accepted_at_the_meeting(action, part, meeting, member, when):
    workflow.mark_done(part=part, text="Signed.", by=member, at=NOW, on=TODAY)

    go_through(action, meeting, when, "accepted", said="")

    part.refresh_from_db()
    assert part.state == State.ACCEPTED


def test_carrying_over_keeps_the_old_day(action, part, meeting, when):
    go_through(action, meeting, when, "carried_over", due=workflow.Due(date(2016, 9, 1)))

    assert [due.due_on for due in part.due_dates.all()] == [DUE, date(2016, 9, 1)]


def test_an_action_is_put_before_a_chair_or_ended(action, board, meeting, secretary, when):
    chair = seat_person(seat=make_seat(board=board, board_role="co_chair", by=secretary), by=secretary).person

    go_through(action, meeting, when, "escalated", chair=chair)
    go_through(action, meeting, when, "ended", ending=Ending.NO_LONGER_NEEDED)

    action.refresh_from_db()
    assert action.escalations.get().chair == chair
    assert Notice.objects.to(chair).get().way == "at_once"
    assert action.decided_by == f"{board.name} on 16 June 2016"
    assert [entry.outcome for entry in action.log_entries.all()] == ["escalated", "ended"]


@pytest.mark.parametrize(
    ("outcome", "more"), [("accepted", {}), ("carried_over", {}), ("escalated", {}), ("ended", {})]
)
def test_what_does_not_fit_changes_nothing(action, meeting, when, outcome, more, member, part):
    if outcome in ("carried_over",):
        workflow.mark_done(part=part, text="Signed.", by=member, at=NOW, on=TODAY)

    with pytest.raises((CannotBeDone, IntegrityError)):
        go_through(action, meeting, when, outcome, **more)


def test_a_cancelled_meeting_and_another_board_have_no_say(action, board, secretary, when):
    cancelled = make_meeting(board=board, state="cancelled", by=secretary)
    elsewhere = make_meeting(by=secretary)

    with pytest.raises(Refused, match="cancelled"):
        go_through(action, cancelled, when, "noted")
    with pytest.raises(CannotBeDone, match="another board"):
        go_through(action, elsewhere, when, "noted")


def test_going_through_leads_from_action_to_action_and_back(client, secretary, board, meeting, action):
    second = make_action(board=board, by=secretary, title="Name a lead")
    sign_in(client, secretary)
    log = f"/actions/log/{meeting.reference}/"

    assert "0 of 2 actions gone through" in client.get(log).content.decode()
    assert "No update received from" in client.get(f"{log}{action.slug}/").content.decode()
    on = client.post(f"{log}{action.slug}/", {"outcome": "noted", "said": "It goes on."})
    back = client.post(
        f"{log}{second.slug}/", {"outcome": "carried_over", "said": "Later.", "due": "next_meeting"}
    )

    assert on.url == f"{log}{second.slug}/"
    assert back.url == log
    assert "2 of 2 actions gone through" in client.get(log).content.decode()
    assert "It goes on." in client.get(action.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"outcome": "noted", "said": ""}, "said"),
        ({"outcome": "carried_over", "said": "x"}, "due"),
        ({"outcome": "carried_over", "said": "x", "due": "on_a_day"}, "due_on"),
        ({"outcome": "ended", "said": "x"}, "ending"),
        ({"outcome": "accepted", "said": "x"}, "outcome"),
        ({"said": "x"}, "outcome"),
    ],
)
def test_what_is_missing_at_the_meeting_is_said(client, secretary, meeting, action, answers, field):
    sign_in(client, secretary)

    page = client.post(f"/actions/log/{meeting.reference}/{action.slug}/", answers)

    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert not action.log_entries.exists()


def test_the_log_of_many_actions_costs_no_more_queries(
    client, secretary, board, meeting, django_assert_max_num_queries
):
    for _ in range(8):
        make_action(board=board, by=secretary)
    sign_in(client, secretary)

    with django_assert_max_num_queries(20):
        client.get(f"/actions/log/{meeting.reference}/")


def test_the_meeting_leads_to_the_log_and_matters_arising_list_it(client, secretary, board, action):
    meeting = make_meeting(
        board=board, starts_at=datetime(2016, 6, 16, 14, tzinfo=UTC), state="agenda_draft", by=secretary
    )
    item = make_item(
        section=meeting.sections.first(),
        title="Minutes of the last meeting and matters arising",
        by=secretary,
    )
    sign_in(client, secretary)

    assert f"/actions/log/{meeting.reference}/" in client.get(meeting.get_absolute_url()).content.decode()
    assert action.reference in client.get(item.get_absolute_url()).content.decode()


def test_the_days_of_reminders_are_set_from_the_page(client, secretary, board):
    sign_in(client, secretary)
    address = f"/actions/reminders/{board.slug}/"

    wrong = client.post(address, {"before": "61", "every": "0", "others_after": ""})
    client.post(address, {"before": "3", "every": "5", "others_after": "10"})

    assert set(wrong.context["form"].errors) == {"before", "every", "others_after"}
    assert ReminderRule.objects.get(board=board).before == 3
    assert "Every 5 days" in client.get("/actions/reminders/").content.decode()


def test_the_secretariat_is_told_by_every_way_an_answer_comes(action, part, member, secretary):
    workflow.mark_done(part=part, text="Signed.", by=member, at=NOW, on=TODAY)

    assert "An answer waits to be accepted" in Notice.objects.to(secretary).get().title


def test_people_of_other_organisations_can_be_named(board, secretary):
    organisation = make_organisation()
    person = make_user(organisation=organisation)

    action = make_action(board=board, by=secretary, partners=[(organisation, person)])

    # Without a seat they may not read it, so they are told nothing.
    assert not Notice.objects.to(person).exists()
    assert action.responsibilities.get().person == person
