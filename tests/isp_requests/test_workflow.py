"""What can happen to a request and its answers, and what cannot."""

from contextlib import suppress
from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition
from csp_portal.notices import sending
from csp_portal.notices.models import Notice
from isp_requests import completeness, door
from isp_requests.identity import as_person, everything
from isp_requests.models import Decision, Disclosure, Participation, SealedSection, SharingRequest
from isp_requests.states.answer import DISCLOSING_OUTCOMES, TRANSITIONS, Outcome, State
from isp_requests.states.sharing_request import State as RequestState
from isp_requests.states.words import INSECURE_DELIVERIES, Assurance
from isp_requests.workflow import answers, disclosures, requests
from tests.factories import make_duty, make_user
from tests.isp_requests.factories_sealed import (
    CANARY,
    CODES,
    ON,
    WHEN,
    answer_of,
    bring_to,
    decide,
    make_draft,
    make_sent,
    make_urgent,
)

pytestmark = pytest.mark.django_db

# Every act on an answer: who does it by right, from which states, and how it is called. It is given to the third
# officer of the holder, because the second one authorises.
OPEN = set(State) - {State.CLOSED, State.WITHDRAWN}
ACTS = {
    "allocate": ("holding_spoc", OPEN, lambda s, a, by: answers.allocate(asked=a, officer=s.successor, by=by, **WHEN)),
    "take_on": ("holding_spoc", OPEN, lambda s, a, by: answers.take_on(asked=a, by=by, **WHEN)),
    "hand_on": ("officer", {State.ALLOCATED}, lambda s, a, by: answers.hand_on(asked=a, reason="interest", by=by, **WHEN)),
    "ask": ("officer", {State.ALLOCATED}, lambda s, a, by: answers.ask_question(asked=a, text="Which?", by=by, **WHEN)),
    "reply": ("requester", {State.QUESTIONED}, lambda s, a, by: answers.answer_question(asked=a, text="That.", by=by, **WHEN)),
    "draft": ("officer", {State.ALLOCATED}, lambda s, a, by: answers.keep_draft(asked=a, content={}, by=by, **WHEN)),
    "decide": ("officer", {State.ALLOCATED}, lambda s, a, by: decide(a, by=by)),
    "authorise": ("colleague", {State.TO_AUTHORISE}, lambda s, a, by: answers.authorise(decision=_decision(a), by=by, **WHEN)),
    "refuse": ("colleague", {State.TO_AUTHORISE}, lambda s, a, by: answers.refuse_authorisation(decision=_decision(a), reason="No.", by=by, **WHEN)),
    "anew": ("officer", {State.DECIDED}, lambda s, a, by: answers.decide_anew(asked=a, by=by, **WHEN)),
    "supply": ("officer", {State.DECIDED, State.IN_USE}, lambda s, a, by: disclosures.supply(asked=a, further="More.", by=by, **WHEN)),
    "confirm": ("requester", {State.SUPPLIED}, lambda s, a, by: disclosures.confirm_receipt(asked=a, by=by, **WHEN)),
    "review": ("requester", {State.IN_USE}, lambda s, a, by: disclosures.review(asked=a, review_on=date(2016, 9, 1), by=by, **WHEN)),
    "certify": ("requester", {State.IN_USE}, lambda s, a, by: disclosures.certify(asked=a, ending="returned", by=by, **WHEN)),
    "close": ("holding_spoc officer", {State.CERTIFIED}, lambda s, a, by: answers.close(asked=a, by=by, **WHEN)),
    "withdraw": ("requester", {State.RECEIVED, State.ALLOCATED, State.QUESTIONED, State.TO_AUTHORISE}, lambda s, a, by: requests.withdraw(sharing_request=a.sharing_request, by=by, **WHEN)),
}  # fmt: skip
# The contact takes a decision back from a second authoriser, who may have left.
ALSO = {("anew", "holding_spoc"): {State.TO_AUTHORISE}}
PEOPLE = (
    "requester",
    "asking_spoc",
    "officer",
    "colleague",
    "holding_spoc",
    "third_officer",
    "third_spoc",
    "outsider",
)


def _by_right(act, name):
    """In which states a person may do an act."""
    rightful, states, _ = ACTS[act]
    return (states if name in rightful.split() else set()) | ALSO.get((act, name), set())


def _decision(asked):
    with everything():
        decision = asked.decisions.select_related("asked__sharing_request", "decided_by").last()
    if decision is None:
        raise Refused("There is no decision.")
    return decision


@pytest.mark.parametrize("state", list(State))
def test_each_act_is_for_one_person_in_some_states_and_refused_in_all_others(sides, state):
    asked = bring_to(sides, state)
    done = set()
    for act, (_, _, run) in ACTS.items():
        for name in PEOPLE:
            before = AuditEvent.objects.count()
            try:
                with transaction.atomic():
                    run(sides, asked, getattr(sides, name))
                    done.add((act, name))
                    raise _TakeBack
            except _TakeBack:
                assert state in _by_right(act, name), (act, name)
            except (Refused, InvalidTransition, Participation.DoesNotExist, SharingRequest.DoesNotExist):
                # Nothing half-done stays, and nothing is said in the audit that did not happen.
                assert AuditEvent.objects.count() == before
            except type(asked).DoesNotExist:
                # Whoever takes no part does not even find it.
                assert name not in ("requester", "asking_spoc", "holding_spoc")

    assert done == {(act, name) for act in ACTS for name in PEOPLE if state in _by_right(act, name)}


class _TakeBack(Exception):
    pass


def test_every_move_of_the_table_is_made_by_some_act():
    starts = {state for _, states, _ in ACTS.values() for state in states}

    assert starts == {state for state, ends in TRANSITIONS.items() if ends}


# --- Part A ---------------------------------------------------------------------------------------
def test_a_request_is_not_sent_while_anything_is_missing_and_each_step_says_what(sides):
    draft = requests.begin(organisation=sides.asking, by=sides.requester, **WHEN)

    with as_person(sides.requester, on=ON):
        lacking = completeness.missing(draft, on=ON)
    with pytest.raises(CannotBeDone) as fault:
        requests.send(sharing_request=draft, by=sides.requester, **WHEN)

    assert [each.step for each in lacking] == list(completeness.STEPS)
    assert str(fault.value) == lacking[0].sentence


@pytest.mark.parametrize(
    ("step", "fields", "sentence"),
    [
        ("depersonalised", {"depersonalised_would_do": True}, "would do, so ask for that"),
        ("agreement", {"agreement": "not_sought", "not_sought_because": ""}, "ISP 6.1"),
        ("purpose", {"public_interests": []}, "public interest"),
        ("purpose", {"purposes": []}, "legitimate purpose"),
        ("law", {"grounds": []}, "Choose the law"),
        ("law", {"grounds": [{"code": "ca1989-s47"}]}, "a child at risk"),
        ("law", {"grounds": [{"code": "pcsca-s16"}]}, "not open"),
        ("contact", {"requester_telephone": ""}, "can reach you"),
    ],
)
def test_an_answer_that_does_not_hold_stops_the_sending(sides, step, fields, sentence):
    draft = make_draft(sides)
    draft = requests.save_step(
        sharing_request=draft,
        step=step,
        version=draft.version,
        fields=fields,
        words=None,
        by=sides.requester,
        **WHEN,
    )

    with pytest.raises(CannotBeDone, match=sentence):
        requests.send(sharing_request=draft, by=sides.requester, **WHEN)


def test_an_older_window_does_not_overwrite_a_newer_one(sides):
    draft = make_draft(sides)

    with pytest.raises(EditConflict):
        requests.save_step(
            sharing_request=draft,
            step="needed",
            version=draft.version - 1,
            fields={"kinds": ["health"]},
            words={"needed": "Other."},
            by=sides.requester,
            **WHEN,
        )


def test_a_step_changes_its_own_answers_only(sides):
    draft = make_draft(sides)

    with pytest.raises(CannotBeDone):
        requests.save_step(
            sharing_request=draft,
            step="needed",
            version=draft.version,
            fields={"state": "closed"},
            words=None,
            by=sides.requester,
            **WHEN,
        )


def test_ones_own_organisation_is_not_asked_through_the_portal(sides):
    draft = make_draft(sides)

    with pytest.raises(CannotBeDone):
        requests.choose_organisations(
            sharing_request=draft, organisations=[sides.asking], by=sides.requester, **WHEN
        )


def test_who_is_not_an_officer_there_begins_nothing(sides):
    board_member = make_user(organisation=sides.asking)
    for person in (board_member, sides.officer):
        with pytest.raises(Refused):
            requests.begin(organisation=sides.asking, by=person, **WHEN)


def test_the_e_mail_says_that_something_waits_and_nothing_else(sides):
    sent = make_sent(sides)

    notice = Notice.objects.get(kind="isp_requests.waits")
    assert notice.person == sides.holding_spoc
    assert notice.mail is not None
    letter = sending.letter(notice.mail)
    assert letter.to == [sides.holding_spoc.email]
    assert "information-sharing/requests/" in letter.body
    text = f"{letter.subject} {letter.body}"
    for word in (CANARY, sent.reference, sides.asking.name, sides.requester.full_name, "Road"):
        assert word not in text


def test_the_newest_of_notices_that_say_the_same_stands_for_the_others(sides):
    for _ in range(3):
        make_sent(sides)

    told = Notice.objects.filter(kind="isp_requests.waits", person=sides.holding_spoc)
    assert (told.count(), told.unread().count()) == (3, 1)
    # Each of them is written in an e-mail of its own.
    assert told.filter(mail__isnull=False).count() == 3


def test_what_is_rolled_back_was_never_told(sides):
    draft = make_draft(sides)

    with suppress(_TakeBack), transaction.atomic():
        requests.send(sharing_request=draft, by=sides.requester, **WHEN)
        raise _TakeBack

    assert not Notice.objects.filter(kind="isp_requests.waits").exists()
    assert mail.outbox == []


def test_references_do_not_count(sides):
    drawn = {
        requests.begin(organisation=sides.asking, by=sides.requester, **WHEN).reference for _ in range(20)
    }

    assert len(drawn) == 20
    assert not any(reference.rpartition("-")[2].isdecimal() for reference in drawn)


def test_a_renewal_says_what_the_request_said_and_asks_for_agreement_again(sides):
    sent = make_sent(sides)

    fresh = requests.renew(sharing_request=sent, by=sides.requester, **WHEN)

    with as_person(sides.requester, on=ON):
        assert CANARY in door.unseal(fresh, "needed", by=sides.requester, **WHEN)["needed"]
        assert CANARY in door.unseal(fresh.people.get(), "person", by=sides.requester, **WHEN)["name"]
        assert {each.step for each in completeness.missing(fresh, on=ON)} == {"urgency", "agreement"}
        assert fresh.renews == sent


def test_a_discarded_draft_is_destroyed(sides):
    draft = make_draft(sides)

    requests.discard(sharing_request=draft, by=sides.requester, **WHEN)

    with everything():
        blobs = SealedSection.objects.filter(sharing_request=draft).values_list("blob", "key")
        assert {(bytes(blob), key) for blob, key in blobs} == {(b"", None)}


def test_the_requesters_own_contact_takes_it_over_on_record(sides):
    asked = bring_to(sides, State.QUESTIONED)
    with pytest.raises(Refused):
        answers.answer_question(asked=asked, text="That.", by=sides.asking_spoc, **WHEN)

    requests.take_over(sharing_request=asked.sharing_request, by=sides.asking_spoc, **WHEN)

    answers.answer_question(asked=asked, text="That.", by=sides.asking_spoc, **WHEN)
    with pytest.raises(Refused):
        requests.take_over(sharing_request=asked.sharing_request, by=sides.holding_spoc, **WHEN)


def test_a_request_is_withdrawn_from_those_alone_who_have_not_decided(sides):
    asked = bring_to(sides, State.DECIDED, asked=[sides.holding, sides.third])

    withdrawn = requests.withdraw(sharing_request=asked.sharing_request, by=sides.requester, **WHEN)

    assert withdrawn.state == RequestState.SENT
    assert answer_of(withdrawn, sides.third, to=sides.requester).state == State.WITHDRAWN
    assert answer_of(withdrawn, sides.holding, to=sides.requester).state == State.DECIDED


def test_a_request_closes_when_every_answer_has_ended(sides):
    asked = bring_to(sides, State.CERTIFIED)
    with pytest.raises(Refused, match="still open"):
        requests.close_request(sharing_request=asked.sharing_request, by=sides.requester, **WHEN)
    answers.close(asked=asked, by=sides.officer, **WHEN)

    closed = requests.close_request(sharing_request=asked.sharing_request, by=sides.requester, **WHEN)

    assert closed.state == RequestState.CLOSED


# --- Part B ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_a_row_with_all_of_appendix_g_9(sides, outcome):
    asked = bring_to(sides, State.ALLOCATED)

    decision = decide(asked, by=sides.officer, outcome=outcome, words={"refer_to": "Another"})

    assert decision.decided_at == WHEN["at"]
    assert (decision.requester_name, decision.requester_position) == ("Requester", "Requester's post")
    assert decision.requester_organisation == sides.asking.name
    assert (decision.outcome, decision.is_with_consent, decision.person_told) == (outcome, False, "yes")
    assert decision.decided_by == sides.officer
    assert decision.kinds == ["living"]
    assert decision.delivery == ("portal" if outcome in DISCLOSING_OUTCOMES else "")
    with as_person(sides.officer, on=ON):
        kept = door.unseal(decision, "handling", by=sides.officer, **WHEN)
        assert kept["summary"] == f"Where {CANARY} lives."


@pytest.mark.parametrize(
    ("codes", "words", "sentence"),
    [
        ({}, {"reasons": " "}, "G 9 d"),
        ({"person_told": "no"}, {}, "G 9 f"),
        ({"delivery": "email"}, {}, "8.3.2"),
        ({"delivery": "fax"}, {}, "8.3.2"),
        ({"delivery": ""}, {}, "G 9 i"),
        ({}, {"summary": ""}, "G 9 b"),
        ({}, {"disclosed": "\n"}, "what is disclosed"),
        ({"kinds": []}, {}, "G 9 h"),
        ({"is_welfare_weighed": False}, {}, "9.1"),
        ({"grounds": []}, {}, "Choose the law"),
        *[
            ({"assurances": [a for a in Assurance.values if a != left]}, {}, "9.3")
            for left in Assurance.values
        ],
    ],
)
def test_nothing_is_disclosed_while_a_point_is_open(sides, codes, words, sentence):
    asked = bring_to(sides, State.ALLOCATED)

    with pytest.raises(CannotBeDone, match=sentence):
        decide(asked, by=sides.officer, codes=codes, words=words)

    with everything():
        assert not Decision.objects.filter(asked=asked).exists()


def test_a_safe_address_stops_the_disclosure_until_it_is_dealt_with_in_words(sides):
    asked = bring_to(sides, State.ALLOCATED, safe_address=True)
    with pytest.raises(CannotBeDone, match="kept from somebody"):
        decide(asked, by=sides.officer)

    decision = decide(asked, by=sides.officer, words={"safe_address": "The street is left out."})

    with as_person(sides.requester, on=ON), pytest.raises(Refused):
        door.unseal(decision, "handling", by=sides.requester, **WHEN)


def test_a_referral_says_to_whom(sides):
    asked = bring_to(sides, State.ALLOCATED)

    with pytest.raises(CannotBeDone, match="to whom"):
        decide(asked, by=sides.officer, outcome=Outcome.REFER)


def test_a_new_decision_is_added_and_the_old_one_stays(sides):
    asked = bring_to(sides, State.DECIDED)
    answers.decide_anew(asked=asked, by=sides.officer, **WHEN)

    decide(asked, by=sides.officer, outcome=Outcome.DECLINE)

    with everything():
        rows = list(Decision.objects.filter(asked=asked).values_list("number", "outcome", "superseded_at"))
    assert rows == [(1, "disclose", WHEN["at"]), (2, "decline", None)]
    with pytest.raises(Refused):
        disclosures.supply(asked=asked, by=sides.officer, **WHEN)


def test_a_declined_request_is_closed_without_anything_being_held(sides):
    asked = bring_to(sides, State.ALLOCATED)
    decide(asked, by=sides.officer, outcome=Outcome.DECLINE)

    assert answers.close(asked=asked, by=sides.officer, **WHEN).state == State.CLOSED


def test_two_people_authorise_and_the_requester_is_neither(sides):
    asked = bring_to(sides, State.ALLOCATED)
    for nobody in (sides.officer, sides.requester, sides.third_officer):
        with pytest.raises(CannotBeDone):
            decide(asked, by=sides.officer, second_authoriser=nobody)

    decision = decide(asked, by=sides.officer, second_authoriser=sides.colleague)

    with pytest.raises(Refused):
        disclosures.supply(asked=asked, by=sides.officer, **WHEN)
    with pytest.raises(Refused):
        answers.authorise(decision=_decision(asked), by=sides.officer, **WHEN)
    answers.authorise(decision=_decision(asked), by=sides.colleague, **WHEN)
    decision = _decision(asked)
    assert (decision.is_complete, decision.asked.state) == (True, State.DECIDED)


def test_a_second_authoriser_who_says_no_sends_it_back_and_the_row_stays(sides):
    asked = bring_to(sides, State.TO_AUTHORISE)

    decision = answers.refuse_authorisation(
        decision=_decision(asked), reason="Too much.", by=sides.colleague, **WHEN
    )

    assert decision.superseded_at is not None
    with as_person(sides.colleague, on=ON):
        assert not SharingRequest.objects.exists()
    decide(asked, by=sides.officer)


def test_whoever_asked_never_decides_whatever_duty_they_take_up_later(sides):
    asked = bring_to(sides, State.ALLOCATED)
    sides.requester.memberships.create(
        organisation=sides.holding, starts_on=date(2015, 1, 5), position="Also here"
    )
    make_duty(user=sides.requester, role=Role.OFFICER, organisation=sides.holding)
    sides.requester.__dict__.pop("_acting_on", None)

    with pytest.raises(CannotBeDone, match="took part in asking"):
        answers.allocate(asked=asked, officer=sides.requester, by=sides.holding_spoc, **WHEN)


def test_the_database_holds_that_the_decider_did_not_ask_and_two_are_two(sides):
    asked = bring_to(sides, State.DECIDED)
    with as_person(sides.officer, on=ON):
        for changes in (
            {"requested_by": sides.officer},
            {"second_authoriser": sides.officer},
            {"second_authoriser": sides.requester},
            {"delivery": "email"},
            {"delivery": "fax"},
            {"authorised_at": WHEN["at"]},
        ):
            decision = Decision.objects.get(asked=asked)
            for name, value in changes.items():
                setattr(decision, name, value)
            with pytest.raises(IntegrityError), transaction.atomic():
                decision.save()


def test_more_is_disclosed_under_the_same_request_and_destroyed_with_it(sides):
    asked = bring_to(sides, State.IN_USE)

    disclosures.supply(asked=asked, further="He moved.", by=sides.officer, **WHEN)
    disclosures.confirm_receipt(asked=asked, by=sides.requester, **WHEN)
    disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)

    with everything():
        kept = list(Disclosure.objects.filter(asked=asked))
        assert [(each.number, each.ending) for each in kept] == [(1, "destroyed"), (2, "destroyed")]
        assert not SealedSection.objects.filter(
            record__in=[each.pk for each in kept], key__isnull=False
        ).exists()


def test_what_is_supplied_stands_once_so_that_destroying_it_destroys_it(sides):
    asked = bring_to(sides, State.SUPPLIED)

    with as_person(sides.officer, on=ON):
        handling = door.unseal(_decision(asked), "handling", by=sides.officer, **WHEN)

    assert "disclosed" not in handling


def test_an_urgent_disclosure_is_recorded_afterwards_and_goes_on_like_any_other(sides):
    asked = make_urgent(sides)

    with as_person(sides.requester, on=ON):
        assert SharingRequest.objects.visible_to(sides.requester, on=ON).get().is_urgent_record
        disclosure = Disclosure.objects.get(asked=asked)
        assert door.unseal(disclosure, "disclosed", by=sides.requester, **WHEN)["text"] == CANARY
        decision = Decision.objects.get(asked=asked)
        assert (decision.is_with_consent, decision.person_told) == (False, "no")
        assert decision.grounds == [{"code": "cda-s115"}]
    disclosures.confirm_receipt(asked=asked, by=sides.requester, **WHEN)
    with as_person(sides.asking_spoc, on=ON):
        assert SharingRequest.objects.visible_to(sides.asking_spoc, on=ON).exists()
    with as_person(sides.outsider, on=ON):
        assert not SharingRequest.objects.exists()


@pytest.mark.parametrize("delivery", INSECURE_DELIVERIES)
def test_an_urgent_disclosure_by_ordinary_mail_is_refused_too(sides, delivery):
    with pytest.raises(CannotBeDone, match=r"8\.3\.2"):
        disclosures.record_urgent(
            organisation=sides.holding,
            requester=sides.requester,
            requester_organisation=sides.asking,
            delivery=delivery,
            kinds=[],
            grounds=[],
            is_with_consent=False,
            person_told="yes",
            words={"circumstances": "x", "disclosed": "x", "reasons": "x"},
            by=sides.officer,
            **WHEN,
        )


def test_each_side_records_on_its_own_chain_and_says_nothing_of_anybody(sides):
    before = AuditEvent.objects.newest_first().first()
    bring_to(sides, State.CLOSED)
    events = list(AuditEvent.objects.filter(id__gt=before.pk).filter(kind__startswith="isp_requests."))

    chains = {event.chain for event in events}
    assert chains == {f"organisation-{sides.asking.pk}", f"organisation-{sides.holding.pk}"}
    said = " ".join(f"{event.details}" for event in events)
    assert CANARY not in said
    assert "ISR-" not in said


def test_codes_of_a_decision_are_all_or_nothing(sides):
    asked = bring_to(sides, State.ALLOCATED)

    with pytest.raises(CannotBeDone):
        answers.decide(
            asked=asked,
            outcome="disclose",
            codes={name: value for name, value in CODES.items() if name != "delivery"},
            words={},
            by=sides.officer,
            **WHEN,
        )


def test_an_organisation_without_a_contact_cannot_be_asked(sides):
    draft = make_draft(sides, asked=[sides.holding, sides.outside])

    with pytest.raises(CannotBeDone, match="no single point of contact"):
        requests.send(sharing_request=draft, by=sides.requester, **WHEN)
