"""What can happen to an action."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from actions import workflow
from actions.models import Action, ActionFile, DueDate, Responsibility, Step
from actions.states import ANSWERED_STATES, TRANSITIONS, ActionState, Ending, State
from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition, change_state
from csp_portal.documents.intake import TakenIn
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
)

pytestmark = pytest.mark.django_db

NOW = datetime(2016, 4, 4, 9, tzinfo=UTC)
TODAY = date(2016, 4, 4)


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def board(secretary):
    return make_board(by=secretary, short_name="CSP", slug="csp")


@pytest.fixture
def when(secretary):
    return {"by": secretary, "at": NOW, "on": TODAY}


@pytest.fixture
def action(board, secretary):
    return make_action(board=board, by=secretary)


@pytest.fixture
def part(action):
    return action.responsibilities.get()


def partners(count):
    return [(o := make_organisation(), make_user(organisation=o)) for _ in range(count)]


def move(meeting, starts_at):
    # How a meeting is moved is the meetings' own affair.
    meeting.starts_at = starts_at
    meeting.save()


def due(part):
    return Responsibility.objects.with_due().get(pk=part.pk).due_on


def test_references_can_be_said_aloud_and_count_for_each_meeting_and_each_year(board, secretary):
    meeting = make_meeting(board=board, by=secretary)
    other = make_meeting(board=board, by=secretary, starts_at=datetime(2016, 6, 16, 13, tzinfo=UTC))

    references = [
        make_action(board=board, by=secretary, **of).reference
        for of in ({"meeting": meeting}, {"meeting": meeting}, {"meeting": other}, {}, {})
    ]

    assert references == [
        "CSP 2016-03-17 / 1",
        "CSP 2016-03-17 / 2",
        "CSP 2016-06-16 / 1",
        "CSP 2016 / 1",
        "CSP 2016 / 2",
    ]


def test_two_meetings_of_one_day_have_references_of_their_own(board, secretary):
    morning = make_meeting(board=board, by=secretary, starts_at=datetime(2016, 3, 17, 9, tzinfo=UTC))
    afternoon = make_meeting(board=board, by=secretary)

    first, second = (make_action(meeting=each, by=secretary) for each in (morning, afternoon))

    assert (first.reference, second.reference) == ("CSP 2016-03-17 / 1", "CSP 2016-03-17 (2) / 1")
    assert first.slug != second.slug


def test_a_reference_stays_when_its_meeting_moves(board, secretary):
    meeting = make_meeting(board=board, by=secretary)
    first = make_action(meeting=meeting, by=secretary)
    move(meeting, datetime(2016, 4, 21, 13, tzinfo=UTC))

    second = make_action(meeting=meeting, by=secretary)

    first.refresh_from_db()
    assert (first.reference, second.reference) == ("CSP 2016-03-17 / 1", "CSP 2016-03-17 / 2")


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_never_draw_the_same_number(board, secretary):
    meeting = make_meeting(board=board, by=secretary)
    named = partners(1)
    at_once = Barrier(6)

    def record():
        try:
            at_once.wait()
            make_action(meeting=meeting, by=secretary, partners=named)
        finally:
            connection.close()

    threads = [Thread(target=record) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(Action.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("state", State)
def test_a_part_moves_along_its_table_and_nowhere_else(part, state):
    part.state = state

    for target in State:
        if target in TRANSITIONS[state]:
            change_state(part, to=target)
            part.state = state
        else:
            with pytest.raises(InvalidTransition):
                change_state(part, to=target)


def test_record_refuses_a_meeting_of_another_board(board, secretary):
    elsewhere = make_meeting(by=secretary)

    with pytest.raises(CannotBeDone, match="another board"):
        make_action(board=board, meeting=elsewhere, by=secretary)


def test_record_refuses_an_action_for_nobody_and_an_organisation_named_twice(board, secretary, when):
    organisation = make_organisation()
    twice = [(organisation, make_user(organisation=organisation)) for _ in range(2)]

    for named in ([], twice):
        with pytest.raises(CannotBeDone):
            workflow.record_action(
                board=board, partners=named, due=workflow.Due(), title="Nothing", kind="do", **when
            )
    assert not Action.objects.exists()


def test_the_next_meeting_follows_the_meeting_when_it_moves(board, secretary):
    meeting = make_meeting(board=board, by=secretary)
    part = make_action(meeting=meeting, by=secretary).responsibilities.get()
    assert due(part) is None
    following = make_meeting(board=board, by=secretary, starts_at=datetime(2016, 6, 16, 13, tzinfo=UTC))
    assert due(part) == date(2016, 6, 16)

    move(following, datetime(2016, 6, 23, 13, tzinfo=UTC))

    assert due(part) == date(2016, 6, 23)


def test_each_partner_answers_for_itself_and_the_action_follows(board, secretary, when):
    action = make_action(board=board, by=secretary, partners=partners(2))
    first, second = action.responsibilities.all()

    workflow.mark_done(part=first, text="Signed.", **when)
    assert Action.objects.get().state == ActionState.IN_PROGRESS
    workflow.mark_done(part=second, text="Signed as well.", **when)
    assert Action.objects.get().state == ActionState.TO_ACCEPT
    workflow.accept(part=first, **when)
    workflow.accept(part=second, **when)

    assert Action.objects.get().state == ActionState.COMPLETE


def test_what_partners_report_back_closes_when_all_have_answered(board, secretary, when):
    action = make_action(board=board, by=secretary, partners=partners(2), kind="report_back")
    first, second = action.responsibilities.all()

    workflow.mark_done(part=first, text="Our board has heard it.", **when)
    assert Action.objects.get().state == ActionState.IN_PROGRESS
    workflow.mark_done(part=second, text="Ours too.", **when)

    assert Action.objects.get().state == ActionState.COMPLETE


def test_an_answer_sent_back_is_in_progress_again_and_both_stay_on_record(part, when):
    workflow.mark_done(part=part, text="Signed.", **when)

    part = workflow.send_back(part=part, reason="By whom?", **when)

    assert (part.state, part.done_at) == (State.IN_PROGRESS, None)
    assert list(part.steps.values_list("kind", "text")) == [("done", "Signed."), ("sent_back", "By whom?")]


def test_carrying_over_keeps_the_old_day(action, part, when):
    workflow.carry_over(
        action=action, parts=[part], due=workflow.Due(date(2016, 5, 2)), reason="Not yet signed.", **when
    )
    workflow.carry_over(
        action=action, parts=[part], due=workflow.Due(date(2016, 6, 1)), reason="Still not.", **when
    )

    assert list(DueDate.objects.values_list("due_on", "is_next_meeting")) == [
        (None, True),
        (date(2016, 5, 2), False),
        (date(2016, 6, 1), False),
    ]
    assert due(part) == date(2016, 6, 1)


def test_carrying_over_refuses_a_day_that_has_passed_and_an_answer_that_came_meanwhile(action, part, when):
    with pytest.raises(CannotBeDone, match="passed already"):
        workflow.carry_over(
            action=action, parts=[part], due=workflow.Due(date(2016, 4, 3)), reason="Late.", **when
        )
    workflow.mark_done(part=part, text="Signed.", **when)

    with pytest.raises(CannotBeDone, match="answered in the meantime"):
        workflow.carry_over(action=action, parts=[part], due=workflow.Due(), reason="Late.", **when)


def test_the_last_partner_is_not_released(action, part, when):
    with pytest.raises(CannotBeDone, match="No other partner"):
        workflow.withdraw_part(part=part, reason="Busy.", **when)


@pytest.mark.parametrize("ending", Ending)
def test_an_action_ends_with_a_reason_and_who_decided(action, part, when, ending):
    workflow.end_action(
        action=action, ending=ending, reason="The law changed.", decided_by="The Board", **when
    )

    action.refresh_from_db()
    assert action.state == ending
    with pytest.raises(Refused, match="closed"):
        workflow.mark_done(part=part, text="Signed.", **when)


def test_an_action_is_not_superseded_by_itself(action, when):
    with pytest.raises(CannotBeDone, match="itself"):
        workflow.end_action(
            action=action,
            ending=Ending.SUPERSEDED,
            reason="New.",
            decided_by="The Board",
            superseded_by=action,
            **when,
        )


def test_an_action_is_put_before_a_chair_of_its_board_and_before_nobody_else(action, board, secretary, when):
    chair = seat_person(seat=make_seat(board=board, board_role="co_chair", by=secretary), by=secretary).person
    member = seat_person(seat=make_seat(board=board, by=secretary), by=secretary).person

    escalation = workflow.escalate(action=action, chair=chair, reason="Nobody answers.", **when)
    with pytest.raises(CannotBeDone, match="already"):
        workflow.escalate(action=action, chair=chair, reason="Again.", **when)
    with pytest.raises(CannotBeDone, match="no chair"):
        workflow.escalate(action=action, chair=member, reason="Why not.", **when)
    with pytest.raises(Refused):
        workflow.answer_escalation(escalation=escalation, answer="Mine.", by=member, at=NOW, on=TODAY)
    answered = workflow.answer_escalation(
        escalation=escalation, answer="I will ring them.", by=chair, at=NOW, on=TODAY
    )

    assert answered.answer == "I will ring them."


def test_a_chair_who_may_not_read_the_item_is_told_nothing_of_its_action(board, secretary, when):
    meeting = make_meeting(board=board, state="agenda_draft", by=secretary)
    chair = seat_person(seat=make_seat(board=board, board_role="co_chair", by=secretary), by=secretary).person
    item = restrict_item(item=make_item(meeting=meeting, by=secretary), by=secretary)
    action = make_action(agenda_item=item, by=secretary)

    with pytest.raises(CannotBeDone, match="may read this action"):
        workflow.escalate(action=action, chair=chair, reason="Nobody answers.", **when)


def test_two_editors_do_not_overwrite_each_other(action, when):
    workflow.edit_action(action=action, version=1, title="Sign the protocol", **when)

    with pytest.raises(EditConflict) as conflict:
        workflow.edit_action(action=action, version=1, title="Write the protocol", **when)

    assert conflict.value.theirs == {"What is to be done": "Sign the protocol"}


def test_evidence_is_kept_as_the_cleaned_file(part, when):
    taken = TakenIn(b"%PDF-1.7 clean", 3, "application/msword", (), True, True, "text")

    workflow.mark_done(part=part, text="Signed.", upload=workflow.Upload("letter.docx", taken), **when)

    file = ActionFile.objects.get()
    assert (file.filename, file.pdf.read(), file.pdf.pages) == ("letter.docx", b"%PDF-1.7 clean", 3)


def test_every_event_is_in_the_audit_without_a_word_of_what_was_written(action, part, when):
    workflow.say_progress(part=part, text="Confidential words", **when)
    workflow.mark_done(part=part, text="Confidential words", **when)
    workflow.send_back(part=part, reason="Confidential words", **when)
    workflow.add_comment(action=action, text="Confidential words", **when)

    events = AuditEvent.objects.filter(kind__startswith="actions.")
    assert [event.kind for event in events.order_by("id")] == [
        "actions.action.recorded",
        "actions.partner.progress_said",
        "actions.partner.done",
        "actions.partner.sent_back",
        "actions.comment.added",
    ]
    assert "Confidential" not in str([event.details for event in events])


def test_another_person_is_named_and_the_history_knows_the_first(part, when):
    first = part.person
    successor = make_user(organisation=part.organisation)

    workflow.name_person(part=part, person=successor, **when)

    assert [row.person for row in part.history.order_by("history_id")] == [first, successor]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda action: Action.objects.filter(pk=action.pk).update(kind="communicate"),
        lambda action: Action.objects.filter(pk=action.pk).update(ending="withdrawn"),
        lambda action: action.responsibilities.update(state="accepted"),
        lambda action: action.responsibilities.update(state="done"),
        lambda action: action.responsibilities.update(state="elsewhere"),
        lambda action: DueDate.objects.update(is_next_meeting=False),
        lambda action: Step.objects.create(
            responsibility=action.responsibilities.get(),
            kind="done",
            written_by=action.recorded_by,
            written_at=NOW,
        ),
    ],
)
def test_the_database_holds_the_rules(action, break_it):
    with pytest.raises(IntegrityError), transaction.atomic():
        break_it(action)


def test_factories_reach_every_state_of_a_part(board, secretary):
    for state in State:
        action = make_action(board=board, by=secretary, partners=partners(2))
        part = answer_action(part=action.responsibilities.first(), state=state, by=secretary)

        assert part.state == state
        assert bool(part.done_at) == (state in ANSWERED_STATES)


def test_only_the_secretariat_runs_actions(action, part):
    member = make_user(duties=[Role.PERFORMANCE_ANALYST])
    doing = {"by": member, "at": NOW, "on": TODAY}

    for attempt in (
        lambda: workflow.edit_action(action=action, version=1, title="Mine", **doing),
        lambda: workflow.carry_over(action=action, parts=[part], due=workflow.Due(), reason="x", **doing),
        lambda: workflow.end_action(action=action, ending="withdrawn", reason="x", decided_by="me", **doing),
        lambda: workflow.add_comment(action=action, text="x", **doing),
        lambda: workflow.mark_done(part=part, text="x", **doing),
    ):
        with pytest.raises(Refused):
            attempt()
