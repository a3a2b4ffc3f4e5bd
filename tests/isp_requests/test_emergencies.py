"""Reading in an emergency: by name, for an hour and not a minute more, with its reason, and both sides told at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from csp_portal.notices.models import Notice
from isp_requests import door, held_home
from isp_requests.identity import as_person, everything
from isp_requests.models import Asked, Participation, SharingRequest
from isp_requests.policies import sharing as policies
from isp_requests.states.answer import State
from isp_requests.states.sharing_request import Event
from isp_requests.states.words import Emergency, SeatOfSight
from isp_requests.workflow import answers, emergencies, requests
from tests.factories import make_user, sign_in
from tests.isp_requests.factories_sealed import CANARY, ON, WHEN, bring_to, make_draft, make_ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ADDRESS = "isp_requests:emergency_read"
HOUR = timedelta(hours=1)


def take_up(asked, by, *, reason=Emergency.LIFE, at=WHEN["at"]):
    return emergencies.read_in_emergency(
        reference=asked.sharing_request.reference, reason=reason, by=by, at=at, on=ON
    )


def needed(sharing_request, by):
    with as_person(by, on=ON):
        return door.unseal(sharing_request, "needed", by=by, **WHEN)


def test_a_colleague_of_the_officer_who_answers_reads_what_that_officer_reads_and_changes_nothing(sides):
    asked = bring_to(sides, State.ALLOCATED)
    assert needed(asked.sharing_request, sides.colleague) == {}

    take_up(asked, sides.colleague)

    assert CANARY in needed(asked.sharing_request, sides.colleague)["needed"]
    with as_person(sides.colleague, on=ON):
        found = Asked.objects.visible_to(sides.colleague, on=ON).get()
        assert not policies.decide.allows(sides.colleague, found, on=ON)
        assert not policies.allocate.allows(sides.colleague, found, on=ON)
    with pytest.raises(Refused):
        answers.ask_question(asked=asked, text="Who?", by=sides.colleague, **WHEN)


def test_a_colleague_of_the_requester_reads_what_was_disclosed_and_changes_nothing(sides):
    asked = bring_to(sides, State.IN_USE)
    colleague = make_ready(full_name="Requester's colleague", organisation=sides.asking)
    with everything():
        disclosure = asked.disclosures.get()

    take_up(asked, colleague)

    with as_person(colleague, on=ON):
        assert door.unseal(disclosure, "disclosed", by=colleague, **WHEN)["text"]
    with pytest.raises(Refused):
        requests.withdraw(sharing_request=asked.sharing_request, by=colleague, **WHEN)


def test_after_the_hour_it_is_closed_to_the_minute_though_the_queue_stands_still(sides, monkeypatch):
    asked = bring_to(sides, State.ALLOCATED)
    row = take_up(asked, sides.colleague)

    monkeypatch.setattr("csp_portal.core.clock.now", lambda: WHEN["at"] + HOUR - timedelta(seconds=1))
    assert needed(asked.sharing_request, sides.colleague)
    monkeypatch.setattr("csp_portal.core.clock.now", lambda: WHEN["at"] + HOUR)
    with pytest.raises(Refused):
        needed(asked.sharing_request, sides.colleague)
    with as_person(sides.colleague, on=ON):
        assert not SharingRequest.objects.visible_to(sides.colleague, on=ON).exists()

    # The queue ends it for the net of the database too, and once.
    assert emergencies.end_spent(by=None, at=WHEN["at"] + HOUR - timedelta(seconds=1)) == 0
    assert emergencies.end_spent(by=None, at=WHEN["at"] + HOUR + timedelta(minutes=4)) == 1
    assert emergencies.end_spent(by=None, at=WHEN["at"] + 2 * HOUR) == 0
    with everything():
        assert Participation.objects.get(pk=row.pk).until_at == WHEN["at"] + HOUR
    with as_person(sides.colleague, on=ON):
        assert not SharingRequest.objects.exists()


def test_the_contacts_of_both_sides_are_told_at_once_without_a_word_of_what(sides):
    asked = bring_to(sides, State.ALLOCATED)
    Notice.objects.all().delete()

    take_up(asked, sides.colleague)

    told = Notice.objects.filter(kind="isp_requests.emergency")
    assert {notice.person for notice in told} == {sides.asking_spoc, sides.holding_spoc}
    assert {(notice.title, notice.path) for notice in told} == {
        (emergencies.TOLD, reverse("isp_requests:request_list"))
    }


def test_it_is_on_record_with_its_reason_and_participants_see_it(sides):
    asked = bring_to(sides, State.ALLOCATED)

    take_up(asked, sides.colleague, reason=Emergency.AT_RISK)

    event = AuditEvent.objects.get(kind=Event.READ_IN_EMERGENCY)
    assert (event.actor_pk, event.chain) == (sides.colleague.pk, policies.chain_of(sides.holding))
    assert event.details["emergency"] == Emergency.AT_RISK
    address = reverse("isp_requests:request_log", args=[asked.sharing_request.reference])
    for reader in (sides.requester, sides.officer, sides.holding_spoc):
        page = sign_in(Client(), reader).get(address).content.decode()
        assert "Taken up by another officer in an emergency" in page
        assert "A child or an adult at risk may come to serious harm." in page
        assert "Colleague" in page


def test_others_requests_drafts_and_ended_ones_are_as_if_there_were_none(sides):
    asked = bring_to(sides, State.ALLOCATED)
    withdrawn = bring_to(sides, State.WITHDRAWN)
    draft = make_draft(sides)
    asking = make_ready(full_name="Another who asks", organisation=sides.asking)

    def said(by, reference):
        with pytest.raises(CannotBeDone) as problem:
            emergencies.read_in_emergency(reference=reference, reason=Emergency.LIFE, by=by, **WHEN)
        return str(problem.value)

    assert {
        said(sides.outsider, asked.sharing_request.reference),
        said(sides.third_officer, asked.sharing_request.reference),
        said(sides.colleague, withdrawn.sharing_request.reference),
        said(sides.colleague, draft.reference),
        said(asking, draft.reference),
        said(asking, "ISR-2016-ZZZZZZ"),
    } == {emergencies.NONE_OF_OURS}
    assert not Participation.objects.filter(seat=SeatOfSight.EMERGENCY).exists()


def test_whoever_reads_it_already_or_is_not_trained_is_refused(sides):
    asked = bring_to(sides, State.ALLOCATED)
    untrained = make_user(organisation=sides.holding, duties=[Role.OFFICER])

    with pytest.raises(Refused, match="You read this request already."):
        take_up(asked, sides.officer)
    with pytest.raises(Refused, match="Before you can ask or answer"):
        take_up(asked, untrained)
    take_up(asked, sides.colleague)
    with pytest.raises(Refused, match="You read this request already."):
        take_up(asked, sides.colleague)


def test_for_the_hour_the_list_leads_to_it_and_it_is_not_called_the_readers_own(sides, monkeypatch):
    asked = bring_to(sides, State.IN_USE)
    colleague = make_ready(full_name="Requester's colleague", organisation=sides.asking)
    take_up(asked, colleague)
    client, address = sign_in(Client(), colleague), reverse("isp_requests:request_list")

    page = client.get(address)

    assert page.context["in_emergency"] == [(asked.sharing_request, WHEN["at"] + HOUR)]
    assert "until <time" in page.content.decode()
    assert list(page.context["mine"]) == []
    assert held_home.sections(colleague, on=ON, at=WHEN["at"]) == []
    monkeypatch.setattr("csp_portal.core.clock.now", lambda: WHEN["at"] + HOUR)
    assert client.get(address).context["in_emergency"] == []


def test_it_can_be_taken_up_again_once_the_hour_is_over(sides, monkeypatch):
    asked = bring_to(sides, State.ALLOCATED)
    take_up(asked, sides.colleague)
    later = WHEN["at"] + HOUR
    monkeypatch.setattr("csp_portal.core.clock.now", lambda: later)

    take_up(asked, sides.colleague, at=later)

    assert needed(asked.sharing_request, sides.colleague)


def test_an_emergency_has_a_reason(sides):
    asked = bring_to(sides, State.ALLOCATED)

    with pytest.raises(CannotBeDone, match="Say what the emergency is."):
        take_up(asked, sides.colleague, reason="curious")


def test_the_page_leads_to_the_request_and_says_until_when(sides):
    asked = bring_to(sides, State.ALLOCATED)
    client = sign_in(Client(), sides.colleague)
    sent = {"reference": f" {asked.sharing_request.reference.lower()} ", "reason": "life"}

    page = client.post(reverse(ADDRESS), sent, follow=True).content.decode()

    assert "You read it until 10:30. The contacts of both sides are told." in page
    assert asked.sharing_request.reference in page
    read = client.get(reverse("isp_requests:request_read", args=[asked.sharing_request.reference]))
    assert CANARY in read.content.decode()


def test_the_page_keeps_what_was_filled_in_when_there_is_no_such_request(sides):
    client = sign_in(Client(), sides.outsider)

    page = client.post(reverse(ADDRESS), {"reference": "ISR-2016-ZZZZZZ", "reason": "life"}).content.decode()

    assert emergencies.NONE_OF_OURS in page
    assert "ISR-2016-ZZZZZZ" in page
