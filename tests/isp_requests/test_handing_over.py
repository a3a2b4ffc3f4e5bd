"""An officer leaves: until an answer has ended somebody has it, and what was decided stays as it was (ISP 7.4)."""

import pytest

from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from csp_portal.notices.models import Notice
from isp_requests import door, home
from isp_requests.identity import as_person, everything
from isp_requests.models import Asked, Participation
from isp_requests.states.answer import Event, State
from isp_requests.workflow import answers, disclosures
from tests.isp_requests.factories_sealed import ON, WHEN, bring_to, make_urgent

pytestmark = pytest.mark.django_db

LATER = [State.QUESTIONED, State.TO_AUTHORISE, State.DECIDED, State.SUPPLIED, State.IN_USE, State.CERTIFIED]


def leave(person):
    """End a person's duty, as when they leave the organisation."""
    duty = person.duties.get()
    duty.ends_on, duty.ended_at, duty.ended_by = ON, WHEN["at"], person
    duty.save()
    person.__dict__.pop("_acting_on", None)


def hand_over(sides, asked, *, to=None):
    return answers.allocate(asked=asked, officer=to or sides.successor, by=sides.holding_spoc, **WHEN)


def standing(asked):
    with everything():
        return asked.decisions.select_related("asked__sharing_request").get(superseded_at__isnull=True)


@pytest.mark.parametrize("state", LATER)
def test_the_contact_hands_an_answer_over_in_every_open_state_and_on_record(sides, state):
    asked = bring_to(sides, state)
    leave(sides.officer)

    hand_over(sides, asked)

    with everything():
        rows = Participation.objects.filter(asked=asked, seat="officer").order_by("from_at", "until_at")
        assert {(row.person, row.until_at) for row in rows} == {
            (sides.officer, WHEN["at"]),
            (sides.successor, None),
        }
        now = Asked.objects.get(pk=asked.pk)
        assert (now.state, now.officer) == (state, sides.successor)
    with as_person(sides.successor, on=ON):
        assert door.unseal(asked.sharing_request, "needed", by=sides.successor, **WHEN)
    entry = AuditEvent.objects.filter(kind=Event.ALLOCATED, subject_pk=str(asked.pk)).newest_first().first()
    assert entry.actor_pk == sides.holding_spoc.pk
    assert entry.details == {"officer": sides.successor.pk, "in_place_of": sides.officer.pk}
    if state not in (State.QUESTIONED, State.TO_AUTHORISE):
        assert standing(asked).decided_by == sides.officer


def test_the_officer_before_sees_nothing_of_it_any_more_while_still_an_officer(sides):
    asked = bring_to(sides, State.IN_USE)

    hand_over(sides, asked)

    with as_person(sides.officer, on=ON):
        assert not Asked.objects.exists()
        with pytest.raises(Asked.DoesNotExist):
            disclosures.supply(asked=asked, further="More.", by=sides.officer, **WHEN)


def test_whoever_takes_over_goes_on_where_the_other_was(sides):
    decided = bring_to(sides, State.DECIDED)
    hand_over(sides, decided)
    disclosures.supply(asked=decided, by=sides.successor, **WHEN)
    disclosures.confirm_receipt(asked=decided, by=sides.requester, **WHEN)
    answers.take_on(asked=decided, by=sides.holding_spoc, **WHEN)
    disclosures.supply(asked=decided, further="More.", by=sides.holding_spoc, **WHEN)

    with everything():
        suppliers = list(decided.disclosures.values_list("supplied_by", flat=True))
    assert suppliers == [sides.successor.pk, sides.holding_spoc.pk]

    questioned = bring_to(sides, State.QUESTIONED)
    hand_over(sides, questioned)
    answers.answer_question(asked=questioned, text="That.", by=sides.requester, **WHEN)
    waits = Notice.objects.filter(kind="isp_requests.waits", key__startswith=Event.QUESTION_ANSWERED)
    assert [notice.person for notice in waits] == [sides.successor]


def test_it_is_not_given_to_whoever_authorises_it_and_a_no_goes_to_the_new_officer(sides):
    asked = bring_to(sides, State.TO_AUTHORISE)
    with pytest.raises(CannotBeDone, match="asked to authorise"):
        hand_over(sides, asked, to=sides.colleague)

    hand_over(sides, asked)
    answers.refuse_authorisation(decision=standing(asked), reason="No.", by=sides.colleague, **WHEN)

    told = Notice.objects.filter(kind="isp_requests.waits", key__startswith=Event.NOT_AUTHORISED)
    assert [notice.person for notice in told] == [sides.successor]


@pytest.mark.parametrize("state", [State.CLOSED, State.WITHDRAWN])
def test_what_has_ended_is_given_to_nobody(sides, state):
    with pytest.raises(Refused, match="has ended"):
        hand_over(sides, bring_to(sides, state))


def test_what_was_recorded_of_an_emergency_is_handed_over_too(sides):
    asked = make_urgent(sides)
    leave(sides.officer)

    hand_over(sides, asked)

    with as_person(sides.successor, on=ON):
        assert Asked.objects.get().officer == sides.successor


def test_the_contacts_home_page_tells_whose_officer_has_left(sides):
    def titles():
        return [card["title"] for card in home.sections(sides.holding_spoc, on=ON, at=WHEN["at"])[0].cards]

    asked = bring_to(sides, State.IN_USE)
    assert "1 request to hand over" not in titles()

    leave(sides.officer)
    assert "1 request to hand over" in titles()

    hand_over(sides, asked)
    assert "1 request to hand over" not in titles()


def test_the_contact_takes_a_decision_back_from_a_second_authoriser_who_has_left(sides):
    asked = bring_to(sides, State.TO_AUTHORISE)
    waiting = standing(asked)
    leave(waiting.second_authoriser)

    answers.decide_anew(asked=asked, by=sides.holding_spoc, **WHEN)

    with everything():
        now = Asked.objects.get(pk=asked.pk)
        assert (now.state, now.officer) == (State.ALLOCATED, sides.officer)
        assert asked.decisions.get().superseded_at == WHEN["at"]
        assert not Participation.objects.live().filter(asked=asked, seat="authoriser").exists()
    with pytest.raises(Asked.DoesNotExist):
        answers.authorise(decision=waiting, by=waiting.second_authoriser, **WHEN)
    assert Notice.objects.filter(person=sides.officer).exists()


def test_nobody_but_the_contact_takes_it_back_while_it_waits(sides):
    asked = bring_to(sides, State.TO_AUTHORISE)

    for person in (sides.officer, sides.requester):
        with pytest.raises(Refused):
            answers.decide_anew(asked=asked, by=person, **WHEN)
