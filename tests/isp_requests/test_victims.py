"""What police ask about a victim for an investigation has questions of its own (PCSC Act 2022 ss44A-44F)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from csp_portal.accounts.models import Sector
from csp_portal.core.workflow import CannotBeDone
from isp_requests import completeness, door, legal
from isp_requests.forms.steps import VictimForm
from isp_requests.identity import as_person, everything
from isp_requests.models import GuideAnswer, Need, SharingRequest
from isp_requests.states.answer import Outcome, State
from isp_requests.workflow import requests
from tests.factories import sign_in
from tests.isp_requests.factories_sealed import CANARY, ON, WHEN, bring_to, decide, fill_in

pytestmark = pytest.mark.django_db

IN_FORCE = date(2026, 11, 26)
WORDS = {
    "line_of_enquiry": f"Whether {CANARY} was at home.",
    "why_held": "They visited on that day.",
    "proportionate": "One day only.",
    "dealt_with": "Only the officer in the case reads it.",
    "notice": "yes",
    "notice_on": ON.isoformat(),
    "notice_to": "",
    "why_no_notice": "",
    "probative": "",
}


@pytest.fixture
def police(sides, monkeypatch):
    monkeypatch.setattr(sides.asking, "sector", "police")
    type(sides.asking).objects.filter(pk=sides.asking.pk).update(sector="police")
    return sides


def begin(sides):
    draft = requests.begin(organisation=sides.asking, is_victim_request=True, by=sides.requester, **WHEN)
    requests.choose_organisations(
        sharing_request=draft, organisations=[sides.holding], by=sides.requester, **WHEN
    )
    return fill_in(draft, by=sides.requester)


def answer(sides, draft, *, counselling=False, **words):
    return requests.save_step(
        sharing_request=draft,
        step="victim",
        version=draft.version,
        fields={"asks_counselling": counselling},
        words=WORDS | words,
        by=sides.requester,
        **WHEN,
    )


def test_only_the_police_ask_in_this_way(sides):
    with pytest.raises(CannotBeDone, match="Only the police"):
        begin(sides)


def test_it_is_not_sent_before_its_questions_are_answered(police):
    draft = begin(police)
    assert "victim" in completeness.steps_of(draft)
    with pytest.raises(CannotBeDone, match="questions about a victim"):
        requests.send(sharing_request=draft, by=police.requester, **WHEN)

    sent = requests.send(sharing_request=answer(police, draft), by=police.requester, **WHEN)

    asked = bring_to(police, State.ALLOCATED, sharing_request=sent)
    with as_person(police.officer, on=ON):
        said = door.unseal(asked.sharing_request, "victim", by=police.officer, **WHEN)
    assert said["line_of_enquiry"] == WORDS["line_of_enquiry"]


def test_records_of_counselling_are_disclosed_by_two_people_only(police):
    draft = answer(police, begin(police), counselling=True, probative="They show when.")
    sent = requests.send(sharing_request=draft, by=police.requester, **WHEN)
    asked = bring_to(police, State.ALLOCATED, sharing_request=sent)

    with pytest.raises(CannotBeDone, match="second authoriser is needed"):
        decide(asked, by=police.officer)

    assert decide(asked, by=police.officer, second_authoriser=police.colleague).second_authoriser
    other = bring_to(police, State.ALLOCATED, sharing_request=_again(police))
    assert decide(other, by=police.officer, outcome=Outcome.DECLINE).outcome == Outcome.DECLINE


def _again(police):
    draft = answer(police, begin(police), counselling=True, probative="They show when.")
    return requests.send(sharing_request=draft, by=police.requester, **WHEN)


def test_it_rests_on_its_own_provision_once_that_is_in_force(police):
    draft = answer(police, begin(police))
    told = {"sharing_request": draft, "holders": [police.holding], "on": IN_FORCE}

    with as_person(police.requester, on=ON):
        assert legal.rests_on_victim_requests(draft, on=ON)
        assert not legal.rests_on_victim_requests(draft, on=IN_FORCE)
        assert "victim information requests" in str(completeness.missing(draft, on=IN_FORCE))
        assert Need.VICTIM_BRANCH in legal.met(draft, with_agreement=False)
        assert legal.refusal(["pcsca-s44a"], **told) == ""
        draft.grounds = legal.copied(["pcsca-s44a"])
        assert legal.rests_on_victim_requests(draft, on=IN_FORCE)
        # Nobody chooses it around the questions.
        draft.is_victim_request = False
        assert "questions about a victim" in legal.refusal(["pcsca-s44a"], **told)


@pytest.mark.parametrize("sector", Sector.values)
def test_any_partner_is_asked_in_this_way_the_police_of_elsewhere_too(police, sector):
    draft = answer(police, begin(police))
    police.holding.sector = sector

    with as_person(police.requester, on=ON):
        refused = legal.refusal(["pcsca-s44a"], sharing_request=draft, holders=[police.holding], on=IN_FORCE)

    assert refused == ""


def test_a_force_asks_another_and_both_sides_read_the_questions(police):
    type(police.holding).objects.filter(pk=police.holding.pk).update(sector="police")
    sent = requests.send(sharing_request=answer(police, begin(police)), by=police.requester, **WHEN)

    asked = bring_to(police, State.IN_USE, sharing_request=sent)

    for reader in (police.requester, police.officer):
        with as_person(reader, on=ON):
            said = door.unseal(asked.sharing_request, "victim", by=reader, **WHEN)
        assert said["dealt_with"] == WORDS["dealt_with"]


def test_a_renewal_asks_the_questions_again(police):
    sent = requests.send(sharing_request=answer(police, begin(police)), by=police.requester, **WHEN)

    fresh = requests.renew(sharing_request=sent, by=police.requester, **WHEN)

    with as_person(police.requester, on=ON):
        assert "victim" in {each.step for each in completeness.missing(fresh, on=ON)}


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"notice_on": None}, "notice_on"),
        ({"notice": "no"}, "why_no_notice"),
        ({"asks_counselling": "yes"}, "probative"),
        ({"line_of_enquiry": ""}, "line_of_enquiry"),
        ({"why_held": ""}, "why_held"),
        ({"proportionate": ""}, "proportionate"),
        ({"dealt_with": ""}, "dealt_with"),
        ({"notice_on": date(2016, 3, 12)}, "notice_on"),
    ],
)
def test_what_an_answer_lacks_is_said_at_its_field(sides, changes, at):
    said = WORDS | {"asks_counselling": "no", "version": 0, "notice_on": ON} | changes
    day = said.pop("notice_on")
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    said |= dict(zip(("notice_on_day", "notice_on_month", "notice_on_year"), parts, strict=True))

    form = VictimForm(said, sharing_request=SharingRequest(), on=ON)

    assert list(form.errors) == [at]


# --- The pages ------------------------------------------------------------------------------------
def test_the_question_before_the_form_leads_to_the_questions_or_elsewhere(police, today):
    client = sign_in(Client(), police.requester)
    url = reverse("isp_requests:request_begin")

    elsewhere = client.post(url, {"procedure": "mappa", "organisation": police.asking.pk}, follow=True)
    assert "arrangements for MAPPA" in elsewhere.content.decode()
    assert GuideAnswer.objects.get().answers == {"procedure": "mappa"}
    with everything():
        assert not SharingRequest.objects.exists()

    client.post(url, {"procedure": "victim", "organisation": police.asking.pk})
    with everything():
        draft = SharingRequest.objects.get()
    # That something else applied to another matter is no advice about this one.
    assert (draft.is_victim_request, draft.guide_answer) == (True, None)
    step = reverse("isp_requests:request_step", args=[draft.reference, "victim"])
    said = WORDS | {"asks_counselling": "yes", "probative": "They show when.", "version": 0}
    del said["notice_on"]
    said |= {"notice_on_day": 11, "notice_on_month": 3, "notice_on_year": 2016}
    assert client.post(step, said).status_code == 302
    form = client.get(step).context["form"]
    assert (form.initial["asks_counselling"], form.initial["notice_on"]) == ("yes", "2016-03-11")
    check = client.get(reverse("isp_requests:request_check", args=[draft.reference])).content.decode()
    for words in (CANARY, "11 March 2016", "They show when.", "Only the officer in the case reads it."):
        assert words in check


def test_others_are_told_that_it_is_for_the_police_and_have_no_such_step(sides, today):
    client = sign_in(Client(), sides.requester)
    url = reverse("isp_requests:request_begin")

    page = client.post(url, {"procedure": "victim", "organisation": sides.asking.pk})
    assert "Only the police" in str(page.context["form"].errors["procedure"])

    client.post(url, {"procedure": "form", "organisation": sides.asking.pk})
    with everything():
        draft = SharingRequest.objects.get()
    step = reverse("isp_requests:request_step", args=[draft.reference, "victim"])
    assert client.get(step).status_code == 404
