"""Editions from draft to superseded, signatures, officers' duties, contacts, the guide and the register."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from csp_portal.accounts.roles import Role
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition
from isp_requests import guide, readiness
from isp_requests.clocks import WorkingTime
from isp_requests.guide import QUESTIONS, Advice, advise, next_question
from isp_requests.models import DataSet, GuideAnswer, Party, ProtocolEdition, Urgency
from isp_requests.models.officers import contacts, missing_contacts, spoc_for
from isp_requests.states.edition import TRANSITIONS, State
from isp_requests.workflow import before_asking, editions, officers
from isp_requests.workflow.catalogue import enter_data_sets, enter_legal_gateways
from tests.factories import make_organisation, make_user
from tests.isp_requests.factories_protocol import (
    AT,
    ON,
    WHEN,
    make_edition,
    make_governance_lead,
    make_officer,
)

YEAR = timedelta(days=365)


@pytest.fixture
def lead(db: None) -> Any:
    return make_governance_lead()


def test_an_edition_begins_with_the_usual_times_for_an_answer(lead: Any) -> None:
    edition = make_edition(by=lead, state=State.DRAFT)

    assert edition.allowed(Urgency.STANDARD) == WorkingTime.of(days=10)
    assert edition.allowed(Urgency.PRIORITY) == WorkingTime.of(days=1)
    assert edition.allowed(Urgency.URGENT) == WorkingTime.of(hours=4)


@pytest.mark.parametrize("state", State)
def test_every_state_allows_its_moves_and_no_others(state: str, lead: Any) -> None:
    edition = make_edition(by=lead, state=state)
    moves: dict[str, Any] = {
        State.ENDORSED: lambda: editions.endorse_edition(
            edition=edition, item=None, endorsed_on=ON, by=lead, **WHEN
        ),
        State.DRAFT: lambda: editions.send_edition_back(edition=edition, reason="No.", by=lead, **WHEN),
        State.IN_FORCE: lambda: editions.bring_into_force(
            edition=edition, starts_on=ON, review_on=ON + YEAR, by=lead, **WHEN
        ),
    }

    for target, move in moves.items():
        if target not in TRANSITIONS[State(state)]:
            with pytest.raises((InvalidTransition, CannotBeDone)):
                move()
            edition.refresh_from_db()
            assert edition.state == state


@pytest.mark.parametrize("state", [State.ENDORSED, State.IN_FORCE, State.SUPERSEDED])
def test_what_the_board_endorsed_does_not_change(state: str, lead: Any) -> None:
    edition = make_edition(by=lead, state=state)
    organisation = make_organisation()

    for act in (
        lambda: editions.edit_edition(edition=edition, version=1, text="Other.", by=lead, **WHEN),
        lambda: editions.set_reply_time(
            edition=edition, urgency="urgent", allowed=WorkingTime.of(hours=1), by=lead, **WHEN
        ),
        lambda: editions.name_party(
            edition=edition, organisation=organisation, signatory_office="Chief", by=lead, **WHEN
        ),
        lambda: editions.drop_party(party=edition.parties.all()[0], by=lead, **WHEN),
    ):
        with pytest.raises(Refused):
            act()


def test_an_edition_that_comes_into_force_supersedes_the_one_before(lead: Any) -> None:
    before = make_edition(by=lead)
    after = make_edition(by=lead)

    before.refresh_from_db()
    assert before.state == State.SUPERSEDED
    assert before.ends_on == ON
    assert ProtocolEdition.objects.in_force(on=ON) == after
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolEdition.objects.filter(pk=before.pk).update(state=State.IN_FORCE)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": " "}, "no text or no conditions"),
        ({"conditions": ""}, "no text or no conditions"),
    ],
)
def test_the_board_endorses_only_what_is_complete(change: dict[str, str], sentence: str, lead: Any) -> None:
    edition = make_edition(by=lead, state=State.DRAFT)
    editions.edit_edition(edition=edition, version=1, by=lead, **change, **WHEN)

    with pytest.raises(CannotBeDone, match=sentence):
        editions.endorse_edition(edition=edition, item=None, endorsed_on=ON, by=lead, **WHEN)


def test_who_has_not_signed_stays_plain_and_can_sign_later(lead: Any) -> None:
    edition = make_edition(by=lead, parties=2)

    late = edition.parties.unsigned().get()
    assert edition.sign_by == date(2016, 6, 11)
    editions.record_signature(party=late, signed_name="B.", signed_on=ON, by=lead, **WHEN)

    assert not edition.parties.unsigned().exists()
    with pytest.raises(CannotBeDone, match="signed already"):
        editions.record_signature(party=late, signed_name="C.", signed_on=ON, by=lead, **WHEN)


@pytest.mark.parametrize(
    ("endorsed", "last"), [(date(2016, 11, 30), date(2017, 2, 28)), (date(2015, 11, 30), date(2016, 2, 29)), (date(2016, 1, 15), date(2016, 4, 15))]
)  # fmt: skip
def test_parties_sign_within_three_months(endorsed: date, last: date) -> None:
    assert ProtocolEdition(endorsed_on=endorsed).sign_by == last


def test_an_edition_that_a_party_signed_is_not_made_a_draft_again(lead: Any) -> None:
    edition = make_edition(by=lead, state=State.ENDORSED)
    editions.record_signature(party=edition.parties.get(), signed_name="A.", signed_on=ON, by=lead, **WHEN)

    with pytest.raises(CannotBeDone, match="has signed"):
        editions.send_edition_back(edition=edition, reason="x", by=lead, **WHEN)


def test_two_who_write_a_draft_at_once_are_told(lead: Any) -> None:
    edition = make_edition(by=lead, state=State.DRAFT)
    editions.edit_edition(edition=edition, version=1, text="Mine.", by=lead, **WHEN)

    with pytest.raises(EditConflict) as conflict:
        editions.edit_edition(edition=edition, version=1, text="Theirs.", by=lead, **WHEN)
    assert conflict.value.theirs["Text"] == "Mine."


@pytest.mark.parametrize("role", [role for role in Role if role != Role.INFORMATION_GOVERNANCE_LEAD])
def test_nobody_but_the_lead_runs_the_protocol(role: Role, db: None) -> None:
    if role in {Role.BOARD_MEMBER, Role.DEPUTY, Role.CO_CHAIR, Role.SUPPORTING_ADVISER}:
        pytest.skip("It comes with a seat, and no seat runs the protocol.")
    with pytest.raises(Refused):
        editions.draft_edition(name="X", slug="x", title="X", by=make_user(duties=[role]), **WHEN)


# --- Officers -------------------------------------------------------------------------------------
def test_an_officer_is_ready_with_conditions_training_and_second_factor(lead: Any) -> None:
    edition = make_edition(by=lead)
    organisation = make_organisation()
    officer = make_officer(organisation=organisation, ready=False)
    assert len(readiness.what_is_owed(officer, on=ON)) == 3

    officers.accept_conditions(edition=edition, edition_version=edition.version, by=officer, **WHEN)
    officers.record_training(person=officer, trained_on=ON, given_by="Council", by=lead, **WHEN)

    assert readiness.what_is_owed(officer, on=ON) == ["Set up a second factor for your account."]
    for on, owed in ((ON + YEAR - timedelta(days=1), 1), (ON + YEAR, 3)):
        assert len(readiness.what_is_owed(officer, on=on)) == owed
    assert "not an officer of" in readiness.why_not_ready(officer, make_organisation(), on=ON)


def test_conditions_that_changed_while_being_read_are_not_accepted(lead: Any) -> None:
    edition = make_edition(by=lead)
    officer = make_officer(organisation=make_organisation(), ready=False)

    with pytest.raises(CannotBeDone, match="changed while you were reading"):
        officers.accept_conditions(edition=edition, edition_version=99, by=officer, **WHEN)
    other = make_edition(by=lead, state=State.DRAFT)
    with pytest.raises(CannotBeDone, match="not in force"):
        officers.accept_conditions(edition=other, edition_version=1, by=officer, **WHEN)


def test_a_contact_records_the_training_of_the_own_officers_only(lead: Any) -> None:
    make_edition(by=lead)
    own, other = make_organisation(), make_organisation()
    spoc = make_user(organisation=own, duties=[Role.SPOC])
    theirs = make_officer(organisation=own, ready=False)
    stranger = make_officer(organisation=other, ready=False)
    said = {"trained_on": ON, "given_by": "Council", "by": spoc, **WHEN}

    officers.record_training(person=theirs, **said)

    with pytest.raises(Refused):
        officers.record_training(person=stranger, **said)
    with pytest.raises(Refused):
        officers.record_training(person=spoc, **said)
    with pytest.raises(CannotBeDone):
        officers.record_training(person=theirs, **said | {"trained_on": ON + timedelta(days=1)})


def test_requests_go_to_the_back_up_while_the_contact_is_away(lead: Any) -> None:
    organisation = make_organisation()
    assert missing_contacts(organisation, on=ON).endswith("nor a back-up.")
    spoc = make_user(organisation=organisation, duties=[Role.SPOC])
    assert "no back-up" in missing_contacts(organisation, on=ON)
    back_up = make_user(organisation=organisation, duties=[Role.BACKUP_SPOC])
    assert missing_contacts(organisation, on=ON) == ""
    assert contacts(organisation, on=ON) == [spoc, back_up]
    days = {
        "organisation": organisation,
        "starts_on": ON,
        "ends_on": ON + timedelta(days=4),
        "by": spoc,
        **WHEN,
    }

    absence = officers.record_absence(person=spoc, **days)

    assert spoc_for(organisation, on=ON) == back_up
    assert spoc_for(organisation, on=ON + timedelta(days=5)) == spoc
    with pytest.raises(CannotBeDone, match="Nobody would be left"):
        officers.record_absence(person=back_up, **days)
    officers.end_absence(absence=absence, by=back_up, **WHEN)
    assert spoc_for(organisation, on=ON) == spoc


# --- Before asking --------------------------------------------------------------------------------
def _walks() -> list[dict[str, str]]:
    """List every way through the guide."""
    found, open_ways = [], [{}]
    while open_ways:
        answers: dict[str, str] = open_ways.pop()
        question = next_question(answers)
        if question is None:
            found.append(answers)
            continue
        open_ways += [{**answers, question.key: value} for value in (guide.YES, guide.NO, guide.UNSURE)]
    return found


def test_every_way_through_the_guide_ends_in_advice() -> None:
    ways = _walks()

    assert {advise(way) for way in ways} == set(Advice) - {Advice.OTHER_PROCEDURE}
    assert all(len(way) <= len(QUESTIONS) for way in ways)
    assert len(ways) == 11


@pytest.mark.parametrize(
    ("answers", "advice"),
    [
        ({"purpose": "no"}, Advice.DO_NOT_SHARE),
        ({"purpose": "unsure"}, Advice.GET_ADVICE),
        ({"purpose": "yes", "identifies": "no"}, Advice.SHARE),
        ({"purpose": "yes", "identifies": "yes", "confidential": "no"}, Advice.CONSIDER_HOW),
        ({"purpose": "yes", "identifies": "yes", "confidential": "yes", "consent": "yes"}, Advice.CONSIDER_HOW),
        (dict(zip(("purpose", "identifies", "confidential", "consent", "another_reason"), ("yes", "yes", "yes", "no", "yes"), strict=True)), Advice.CONSIDER_HOW),
        (dict(zip(("purpose", "identifies", "confidential", "consent", "another_reason"), ("yes", "yes", "yes", "no", "no"), strict=True)), Advice.DO_NOT_SHARE),
        ({"purpose": "yes"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_the_guide_follows_the_chart(answers: dict[str, str], advice: Advice | None) -> None:
    assert advise(answers) == advice


def test_every_procedure_is_this_form_or_says_where_it_is_done() -> None:
    assert set(guide.ELSEWHERE) | set(guide.OWN_FORM) == set(guide.Procedure)
    assert not set(guide.ELSEWHERE) & set(guide.OWN_FORM)
    assert all(words.rstrip().endswith((".", ").")) for words in guide.ELSEWHERE.values())


@pytest.mark.parametrize("procedure", guide.ELSEWHERE)
def test_that_another_procedure_applies_is_kept_and_begins_nothing(lead: Any, procedure: str) -> None:
    make_edition(by=lead)
    officer = make_officer(organisation=make_organisation())

    answer = before_asking.keep_procedure(procedure=procedure, by=officer, **WHEN)

    assert (answer.answers, answer.advice) == ({"procedure": procedure}, Advice.OTHER_PROCEDURE)
    for other in (*guide.OWN_FORM, "nonsense"):
        with pytest.raises(CannotBeDone):
            before_asking.keep_procedure(procedure=other, by=officer, **WHEN)
    with pytest.raises(Refused):
        before_asking.keep_procedure(procedure=procedure, by=make_user(), **WHEN)


def test_what_the_guide_advised_is_kept_without_any_words_of_the_officer(lead: Any) -> None:
    make_edition(by=lead)
    officer = make_officer(organisation=make_organisation())

    answer = before_asking.keep_guide_answer(
        answers={"purpose": "no", "csrfmiddlewaretoken": "x", "name": "Somebody"}, by=officer, **WHEN
    )

    assert answer.answers == {"purpose": "no"}
    with pytest.raises(CannotBeDone):
        before_asking.keep_guide_answer(answers={"purpose": "yes"}, by=officer, **WHEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        GuideAnswer.objects.create(person=officer, answers={}, advice="maybe", answered_at=AT)


def test_the_register_ships_with_thirty_three_sets_and_says_when_each_came_last(lead: Any) -> None:
    assert enter_data_sets(by=lead, **WHEN) == 33
    assert enter_data_sets(by=lead, **WHEN) == 0
    data_set = DataSet.objects.get(name="Fires")
    assert data_set.last_supplied_on is None

    before_asking.record_supply(data_set=data_set, supplied_on=ON - YEAR, by=lead, **WHEN)
    before_asking.record_supply(data_set=data_set, supplied_on=ON, by=lead, **WHEN)

    assert DataSet.objects.get(name="Fires").last_supplied_on == ON
    with pytest.raises(CannotBeDone):
        before_asking.record_supply(data_set=data_set, supplied_on=ON + YEAR, by=lead, **WHEN)


def test_the_law_is_entered_once_and_unsigned(lead: Any) -> None:
    assert enter_legal_gateways(by=lead, **WHEN) == 43
    assert enter_legal_gateways(by=lead, **WHEN) == 0


def test_the_database_refuses_a_signature_of_nobody(lead: Any) -> None:
    edition = make_edition(by=lead, state=State.ENDORSED)

    for fields in (
        {"signed_on": ON, "recorded_by": lead, "recorded_at": AT, "signed_name": ""},
        {"signed_on": ON},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Party.objects.filter(edition=edition).update(**fields)
