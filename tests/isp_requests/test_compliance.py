"""Compliance in numbers alone: what is counted, what is hidden, who reads it, and that nobody's request shows."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from csp_portal.accounts.models import Duty
from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.quarters import Quarter
from csp_portal.core.small_numbers import Mark
from isp_requests import board_pack, compliance
from isp_requests.compliance import Figure
from isp_requests.models import Asked
from isp_requests.states.answer import Outcome, State
from isp_requests.workflow import answers, disclosures, matters
from tests.factories import make_board, make_meeting, make_seat, make_user, seat_person, sign_in
from tests.isp_requests.factories_sealed import (
    CANARY,
    ON,
    WHEN,
    answer_of,
    bring_to,
    decide,
    make_sent,
)

pytestmark = pytest.mark.django_db

AT = WHEN["at"]
QUARTER = Quarter(2016, 1)
# Beyond the ten working days, over Easter.
LATE = datetime(2016, 3, 30, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("csp_portal.core.clock.today", lambda: ON)
    monkeypatch.setattr("csp_portal.core.clock.now", lambda: AT)


def numbers(table, name, figures):
    line = next(line for line in [*table.lines, table.total] if line.name == name)
    return dict(zip(figures, line.numbers, strict=True))


def counted(at=AT, quarter=QUARTER):
    return compliance.counted(quarter, at=at, on=at.date())


@pytest.fixture
def every_number(monkeypatch):
    """Show small numbers too, to see what is counted."""

    def shown(rows, *, totals_only=()):
        found = {}
        for row, records in rows.items():
            for kind, number in records.items():
                for figure in kind:
                    for cell in ((row, figure), (None, figure)):
                        found[cell] = found.get(cell, 0) + number
        return found

    monkeypatch.setattr(compliance, "suppressed", shown)


@pytest.mark.parametrize(
    ("state", "figures"),
    [
        (State.RECEIVED, {Figure.OPEN}),
        (State.ALLOCATED, {Figure.OPEN}),
        (State.QUESTIONED, {Figure.OPEN}),
        (State.TO_AUTHORISE, {Figure.OPEN}),
        (State.DECIDED, {Figure.IN_TIME}),
        (State.SUPPLIED, {Figure.IN_TIME}),
        (State.IN_USE, {Figure.IN_TIME}),
        (State.CERTIFIED, {Figure.IN_TIME}),
        (State.CLOSED, {Figure.IN_TIME}),
        (State.WITHDRAWN, {Figure.WITHDRAWN}),
    ],
)
def test_an_answer_counts_as_what_became_of_it(sides, every_number, state, figures):
    bring_to(sides, state)

    found = numbers(counted().answers, sides.holding.name, compliance.ANSWERS)

    assert {figure for figure, number in found.items() if number} == {Figure.ASKED, *figures}


def test_every_state_of_an_answer_is_counted():
    parameters = next(
        mark for mark in test_an_answer_counts_as_what_became_of_it.pytestmark if mark.name == "parametrize"
    )

    assert {row[0] for row in parameters.args[1]} == set(State)


@pytest.mark.parametrize(
    ("state", "figure"),
    [(State.ALLOCATED, Figure.OVERDUE), (State.QUESTIONED, Figure.OPEN), (State.DECIDED, Figure.IN_TIME)],
)
def test_what_is_not_answered_when_its_time_is_over_is_overdue_unless_the_clock_stands(
    sides, every_number, state, figure
):
    bring_to(sides, state)

    assert numbers(counted(at=LATE).answers, sides.holding.name, compliance.ANSWERS)[figure] == 1


@pytest.mark.parametrize("was_paused", [False, True])
def test_an_answer_is_late_by_the_clock_of_the_edition_without_the_pauses(sides, every_number, was_paused):
    asked = bring_to(sides, State.ALLOCATED)
    later = {"at": LATE, "on": LATE.date()}
    if was_paused:
        answers.ask_question(asked=asked, text="Which?", by=sides.officer, **WHEN)
        answers.answer_question(asked=asked, text="That.", by=sides.requester, **later)
    decide(asked, by=sides.officer, **later)

    found = numbers(counted(at=LATE).answers, sides.holding.name, compliance.ANSWERS)

    assert (found[Figure.IN_TIME], found[Figure.LATE]) == ((1, 0) if was_paused else (0, 1))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_decisions_are_counted_by_their_outcome_and_what_was_shared_without_consent(
    sides, every_number, outcome
):
    asked = bring_to(sides, State.ALLOCATED)
    decide(asked, by=sides.officer, outcome=outcome, words={"refer_to": "The landlord."})

    found = numbers(counted().outcomes, sides.holding.name, compliance.OUTCOMES)

    shares = outcome in (Outcome.DISCLOSE, Outcome.IN_PART)
    assert {figure for figure, number in found.items() if number} == {
        Figure.ANSWERED,
        outcome,
        *([Figure.WITHOUT_CONSENT] if shares else []),
    }
    assert [number for _, number in counted().bases] == ([1] if shares else [])


@pytest.mark.parametrize(
    ("kind", "hours", "expected"),
    [
        ("breach", 72, {Figure.BREACHES}),
        ("breach", 73, {Figure.BREACHES, Figure.BREACHES_LATE}),
        ("complaint", 30 * 24, {Figure.COMPLAINTS}),
        ("complaint", 30 * 24 + 1, {Figure.COMPLAINTS, Figure.COMPLAINTS_LATE}),
    ],
)
def test_breaches_and_complaints_are_counted_with_those_beyond_their_time(
    sides, every_number, kind, hours, expected
):
    matters.report(
        kind=kind,
        organisation=sides.holding,
        sort="lost",
        text=CANARY,
        known_at=WHEN["at"],
        by=sides.requester,
        **WHEN,
    )

    table = counted(at=WHEN["at"] + timedelta(hours=hours)).matters

    found = numbers(table, sides.holding.name, compliance.MATTERS)
    assert {figure for figure, number in found.items() if number} == expected


def test_an_urgent_disclosure_recorded_afterwards_keeps_no_time(sides, every_number):
    disclosures.record_urgent(
        organisation=sides.holding,
        requester=sides.requester,
        requester_organisation=sides.asking,
        delivery="spoken",
        kinds=["living"],
        grounds=[],
        is_with_consent=False,
        person_told="yes",
        words={"circumstances": CANARY, "disclosed": CANARY, "reasons": CANARY},
        by=sides.officer,
        **WHEN,
    )

    found = counted()

    assert numbers(found.outcomes, sides.holding.name, compliance.OUTCOMES)[Figure.AFTERWARDS] == 1
    assert numbers(found.answers, sides.holding.name, compliance.ANSWERS)[Figure.ASKED] == 0


def test_destruction_is_overdue_after_the_day_of_review_until_it_is_certified(sides, every_number):
    asked = bring_to(sides, State.DECIDED)
    disclosures.supply(asked=asked, review_on=date(2016, 3, 29), by=sides.officer, **WHEN)
    disclosures.confirm_receipt(asked=asked, by=sides.requester, **WHEN)

    def overdue(at):
        found = numbers(counted(at=at).partners, sides.asking.name, compliance.DUTIES)
        return found[Figure.HELD], found[Figure.NOT_DESTROYED]

    before, after = overdue(datetime(2016, 3, 29, 9, tzinfo=UTC)), overdue(LATE)
    disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, at=LATE, on=LATE.date())

    assert (before, after, overdue(LATE)) == ((1, 0), (1, 1), (0, 0))


def test_partners_are_told_by_signature_contacts_and_officers_who_may_not_act(sides, every_number):
    make_user(organisation=sides.outside, duties=[Role.OFFICER])

    found = {line.name: line for line in counted().partners.lines}

    assert found[sides.asking.name].words == ["Yes", "No back-up"]
    assert found[sides.outside.name].words == ["No", "Neither"]
    assert numbers(counted().partners, sides.outside.name, compliance.DUTIES) == {
        Figure.OFFICERS: 2,
        Figure.UNTRAINED: 1,
        Figure.UNACCEPTED: 1,
        Figure.HELD: 0,
        Figure.NOT_DESTROYED: 0,
    }


def test_training_and_conditions_hold_for_a_year(sides, every_number):
    a_year_on = datetime(2017, 3, 13, 9, tzinfo=UTC)

    found = numbers(counted(at=a_year_on).partners, sides.holding.name, compliance.DUTIES)

    assert found[Figure.OFFICERS] == found[Figure.UNTRAINED] == found[Figure.UNACCEPTED] == 4


def test_a_request_counts_in_the_quarter_in_which_it_was_received_and_a_draft_in_none(sides, every_number):
    bring_to(sides, State.RECEIVED)

    assert counted(quarter=QUARTER.before).is_empty
    assert not counted().is_empty
    assert compliance.quarters(on=date(2016, 7, 1)) == [Quarter(2016, 3), Quarter(2016, 2), QUARTER]


def test_only_small_numbers_leave_hidden(sides):
    for _ in range(5):
        bring_to(sides, State.DECIDED)
    make_sent(sides, asked=[sides.third])

    found = counted().answers

    assert numbers(found, sides.third.name, compliance.ANSWERS)[Figure.ASKED] == Mark.UNDER
    # Five beside a total of six would give the one away.
    shown = {
        numbers(found, name, compliance.ANSWERS)[Figure.ASKED]
        for name in (sides.holding.name, "All together")
    }
    assert Mark.NOT_SHOWN in shown


def test_nothing_but_numbers_and_names_of_organisations_and_laws_leaves(sides):
    asked = bring_to(sides, State.IN_USE)

    told = repr(counted())

    assert CANARY not in told
    assert asked.sharing_request.reference not in told
    for person in (sides.requester, sides.officer, sides.holding_spoc):
        assert person.full_name not in told
    for line in [*counted().answers.lines, *counted().outcomes.lines]:
        assert all(isinstance(number, int | Mark) for number in line.numbers)


def test_counting_leaves_nobody_with_the_sight_of_everything(sides):
    bring_to(sides, State.IN_USE)

    counted()

    assert not Asked.objects.exists()


# --- The page, the spreadsheet and the paper -------------------------------------------------------
@pytest.fixture
def member(sides):
    return seat_person(seat=make_seat(board=make_board(), organisation=sides.holding)).person


def read(person, name="compliance_detail", **query):
    return sign_in(Client(), person).get(reverse(f"isp_requests:{name}"), query)


def test_members_of_boards_the_lead_and_officers_read_the_figures_and_others_do_not(sides, member):
    lead = make_user(duties=[Role.INFORMATION_GOVERNANCE_LEAD])
    stranger = make_user(organisation=sides.holding)
    secretary, administrator = make_user(duties=[Role.SECRETARIAT]), make_user(duties=[Role.ADMINISTRATOR])

    for person in (member, lead, sides.outsider, sides.holding_spoc):
        assert read(person).status_code == 200
    for person in (stranger, secretary, administrator):
        assert read(person).status_code == 403
        assert read(person, "compliance_export").status_code == 403


def test_an_officer_whose_duty_has_ended_reads_no_figures(sides):
    Duty.objects.filter(user=sides.outsider).update(ends_on=date(2016, 3, 10))

    assert read(sides.outsider).status_code == 403


def test_the_page_shows_the_quarter_of_the_address_and_nobodys_request(sides, member):
    asked = bring_to(sides, State.DECIDED)

    page = read(member, quarter="2016-1").content.decode()

    assert "January to March 2016" in page
    assert "<caption" in page
    assert "under 5" in page
    for secret in (CANARY, asked.sharing_request.reference, "Requester", "Disclosing officer"):
        assert secret not in page


def test_a_quarter_in_which_nothing_was_asked_says_so(member):
    assert "Nothing was asked in this quarter." in read(member).content.decode()


@pytest.mark.parametrize("name", ["compliance_detail", "compliance_export"])
def test_a_quarter_that_there_is_not_is_answered_with_the_choices(member, name):
    page = read(member, name, quarter="1999-7")

    assert page.status_code == 200
    assert "How partners stand today" not in page.content.decode()
    assert not AuditEvent.objects.filter(kind="isp_requests.compliance.exported").exists()


def test_the_spreadsheet_says_what_the_page_says_runs_no_formula_and_is_on_record(sides, member):
    type(sides.holding).objects.filter(pk=sides.holding.pk).update(name="=HYPERLINK(1)")
    bring_to(sides, State.DECIDED)

    response = read(member, "compliance_export", quarter="2016-1")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))

    assert book.sheetnames == [
        "What was asked",
        "What was decided",
        "Breaches and complaints",
        "How partners stand today",
        "Legal bases used",
    ]
    rows = [[cell.value for cell in row] for row in book["What was asked"]]
    assert rows[0][:2] == ["Organisation", "Asked"]
    assert any(row[0] == "'=HYPERLINK(1)" and row[1] == "under 5" for row in rows)
    event = AuditEvent.objects.get(kind="isp_requests.compliance.exported")
    assert (event.actor_pk, event.details["quarter"]) == (member.pk, "2016-1")


def test_the_page_asks_the_database_as_often_for_many_requests_as_for_few(
    sides, member, django_assert_max_num_queries
):
    bring_to(sides, State.DECIDED)
    client = sign_in(Client(), member)
    address = reverse("isp_requests:compliance_detail")
    client.get(address)
    for state in (State.DECIDED, State.QUESTIONED, State.RECEIVED):
        bring_to(sides, state)

    with django_assert_max_num_queries(28 + 8):
        client.get(address)


def test_the_paper_of_a_pack_tells_of_the_quarter_before_the_meeting(sides):
    bring_to(sides, State.DECIDED)
    meeting = make_meeting(starts_at=datetime(2016, 4, 14, 14, tzinfo=UTC))

    section = board_pack.compliance(meeting)

    assert section.context["counted"].quarter == QUARTER
    assert section.context["title"] == "Information sharing, January to March 2016"
    assert not section.missing
    assert section.facts == board_pack.compliance(meeting).facts


def test_the_paper_reads_otherwise_once_an_answer_comes(sides):
    meeting = make_meeting(starts_at=datetime(2016, 4, 14, 14, tzinfo=UTC))
    asked = answer_of(make_sent(sides), sides.holding, to=sides.requester)
    before = board_pack.compliance(meeting).facts
    answers.allocate(asked=asked, officer=sides.officer, by=sides.holding_spoc, **WHEN)
    decide(asked, by=sides.officer)

    assert board_pack.compliance(meeting).facts != before
