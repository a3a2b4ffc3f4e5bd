"""Consent: how it is recorded, what rests on it, and what stands still once it is gone (ISP 5, consent form)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from csp_portal.notices import sending
from csp_portal.notices.models import Notice
from isp_requests import completeness, consents, door
from isp_requests.identity import as_person, everything
from isp_requests.models import Concerned, Consent, ConsentEvent, SealedSection, SharedFile
from isp_requests.states.answer import Outcome, State
from isp_requests.states.consent import Happened, Standing
from isp_requests.views import consents as views
from isp_requests.workflow import answers, disclosures, requests
from isp_requests.workflow import consents as workflow
from tests.factories import sign_in
from tests.isp_requests.factories_sealed import (
    CANARY,
    ON,
    WHEN,
    bring_to,
    decide,
    give_consent,
    make_draft,
    make_sent,
    taken,
)

pytestmark = pytest.mark.django_db

STOPPED = "nothing is disclosed until"


def agree(sharing_request, *, by):
    return requests.save_step(
        sharing_request=sharing_request,
        step="agreement",
        version=sharing_request.version,
        fields={"agreement": "obtained", "not_sought_because": "", "person_told": "yes"},
        words={"about_agreement": "", "why_not_told": ""},
        by=by,
        **WHEN,
    )


def take_back(consent, *, by):
    return workflow.take_back(consent=consent, why=f"{CANARY} said no.", by=by, **WHEN)


# --- Given ----------------------------------------------------------------------------------------
def test_a_request_that_rests_on_consent_is_not_sent_before_one_is_recorded(sides):
    draft = agree(make_draft(sides), by=sides.requester)
    with as_person(sides.requester, on=ON):
        lacking = [each.sentence for each in completeness.missing(draft, on=ON)]
    assert len(lacking) == 1
    assert "record the consent" in lacking[0]

    give_consent(sides, draft)

    assert requests.send(sharing_request=draft, by=sides.requester, **WHEN).sent_at == WHEN["at"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"giver": "parent"}, "by what right"),
        ({"giver": "nobody"}, "who gave the consent"),
        ({"how_taken": "signed"}, "scan of the signed form"),
        ({"words": {"purposes": "To help.", "why_spoken": ""}}, "by word of mouth"),
        ({"words": {"purposes": " ", "why_spoken": "By telephone."}}, "which purposes"),
        ({"given_on": ON + timedelta(days=1)}, "cannot lie ahead"),
        ({"ends_on": ON - timedelta(days=1)}, "has passed"),
        ({"organisations": []}, "who may disclose"),
    ],
)
def test_what_a_consent_lacks_is_said(sides, changes, said):
    with pytest.raises(CannotBeDone, match=said):
        give_consent(sides, make_draft(sides), **changes)

    with everything():
        assert not Consent.objects.exists()


def test_a_signed_consent_keeps_its_scan_which_cannot_be_taken_out_of_the_draft(sides):
    draft = make_draft(sides)
    consent = give_consent(sides, draft, how_taken="signed", scan=taken())

    with pytest.raises(CannotBeDone, match="stays with the consent"):
        requests.take_out_file(file=consent.scan, by=sides.requester, **WHEN)
    with as_person(sides.requester, on=ON):
        content, name = door.unseal_file(consent.scan, by=sides.requester, **WHEN)
    assert content == taken().pdf
    assert name == "Signed consent form.pdf"


def test_taking_the_person_out_destroys_the_consent_with_its_scan(sides):
    draft = make_draft(sides)
    consent = give_consent(sides, draft, how_taken="signed", scan=taken())
    with as_person(sides.requester, on=ON):
        person = draft.people.get()

    requests.take_out_person(person=person, by=sides.requester, **WHEN)

    with everything():
        left = SealedSection.objects.filter(
            record__in=[person.pk, consent.pk, consent.scan.pk], destroyed_at__isnull=True
        )
        assert not left.exists()
        assert consents.latest(draft) == []


def test_the_database_takes_no_signed_consent_without_its_scan(sides):
    consent = give_consent(sides, make_draft(sides))

    with everything(), pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(how_taken="signed")


@pytest.mark.parametrize("who", ["asking_spoc", "holding_spoc", "third_officer", "outsider"])
def test_nobody_else_records_or_takes_back(sides, who):
    sent = make_sent(sides)
    consent = give_consent(sides, sent)

    with pytest.raises((Refused, Concerned.DoesNotExist)):
        give_consent(sides, sent, by=getattr(sides, who))
    with pytest.raises((Refused, Consent.DoesNotExist)):
        take_back(consent, by=getattr(sides, who))


# --- Resting on it --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "withdrawn", "standing"),
    [
        (None, False, Standing.STANDS),
        (0, False, Standing.STANDS),
        (-1, False, Standing.ENDED),
        (0, True, Standing.WITHDRAWN),
        (-1, True, Standing.WITHDRAWN),
    ],
)
def test_where_it_stands_is_worked_out(sides, days, withdrawn, standing):
    consent = give_consent(sides, make_sent(sides))
    if withdrawn:
        take_back(consent, by=sides.requester)
    with everything():
        consent = Consent.objects.with_events().get(pk=consent.pk)
    consent.ends_on = None if days is None else ON + timedelta(days=days)

    assert consent.standing(on=ON) == standing


def test_with_consent_is_decided_only_where_one_names_the_organisation(sides):
    sent = make_sent(sides, asked=[sides.holding, sides.third])
    give_consent(sides, sent, organisations=[sides.third.pk])
    asked = bring_to(sides, State.ALLOCATED, sharing_request=sent)

    with pytest.raises(CannotBeDone, match="No consent that lets"):
        decide(asked, by=sides.officer, codes={"is_with_consent": True})
    give_consent(sides, sent)
    assert decide(asked, by=sides.officer, codes={"is_with_consent": True}).is_with_consent


# --- Taken back -----------------------------------------------------------------------------------
@pytest.mark.parametrize("by", ["requester", "officer"])
def test_taking_it_back_stops_what_discloses_and_nothing_else(sides, by):
    asked = bring_to(sides, State.DECIDED, sharing_request=_sent_with_consent(sides))
    consent = _consent_of(asked)

    take_back(consent, by=getattr(sides, by))

    with pytest.raises(CannotBeDone, match=STOPPED):
        disclosures.supply(asked=asked, by=sides.officer, **WHEN)
    answers.decide_anew(asked=asked, by=sides.officer, **WHEN)
    with pytest.raises(CannotBeDone, match=STOPPED):
        decide(asked, by=sides.officer)
    assert decide(asked, by=sides.officer, outcome=Outcome.DECLINE).outcome == Outcome.DECLINE


def test_the_second_authoriser_does_not_authorise_what_rests_on_nothing(sides):
    asked = bring_to(sides, State.TO_AUTHORISE, sharing_request=_sent_with_consent(sides))
    take_back(_consent_of(asked), by=sides.colleague)
    with as_person(sides.colleague, on=ON):
        decision = asked.standing_decision
        decision.asked = asked

    with pytest.raises(CannotBeDone, match=STOPPED):
        answers.authorise(decision=decision, by=sides.colleague, **WHEN)


def test_those_who_hold_something_are_told_without_a_word_of_what(sides):
    asked = bring_to(sides, State.IN_USE, sharing_request=_sent_with_consent(sides))
    before = set(Notice.objects.values_list("pk", flat=True))

    take_back(_consent_of(asked), by=sides.officer)

    letters = [
        sending.letter(notice.mail)
        for notice in Notice.objects.exclude(pk__in=before).select_related("mail")
        if notice.mail
    ]
    told = {address for letter in letters for address in letter.to}
    assert {sides.requester.email, sides.officer.email, sides.asking_spoc.email} <= told
    said = "".join(letter.subject + letter.body for letter in letters)
    assert CANARY not in said
    assert asked.sharing_request.reference not in said
    assert "onsent" not in said


def test_it_can_be_taken_back_once_and_its_row_is_never_written_over(sides):
    sent = _sent_with_consent(sides)
    with everything():
        consent = sent.consents.get()
    take_back(consent, by=sides.requester)

    with pytest.raises(Refused, match="already"):
        take_back(consent, by=sides.requester)
    with everything():
        kinds = ConsentEvent.objects.filter(consent=consent).values_list("kind", flat=True)
        assert sorted(kinds) == [Happened.GIVEN, Happened.WITHDRAWN]


def test_another_ground_lets_it_go_on(sides):
    asked = bring_to(sides, State.DECIDED, sharing_request=_sent_with_consent(sides))
    consent = _consent_of(asked)
    told = {"consent": consent, "grounds": ["cda-s115"], "by": sides.requester, **WHEN}
    with pytest.raises(Refused, match="stands"):
        workflow.record_other_ground(why="Somebody is in danger.", **told)
    take_back(consent, by=sides.requester)

    with pytest.raises(Refused):
        workflow.record_other_ground(why="Somebody is in danger.", **told | {"by": sides.officer})
    with pytest.raises(CannotBeDone, match="Choose the law"):
        workflow.record_other_ground(why="Somebody is in danger.", **told | {"grounds": []})
    with pytest.raises(CannotBeDone, match="Say why"):
        workflow.record_other_ground(why=" ", **told)
    workflow.record_other_ground(why="Somebody is in danger.", **told)

    assert disclosures.supply(asked=asked, by=sides.officer, **WHEN).number == 1


def test_a_new_consent_lets_it_go_on_too(sides):
    sent = _sent_with_consent(sides)
    asked = bring_to(sides, State.DECIDED, sharing_request=sent)
    take_back(_consent_of(asked), by=sides.requester)
    give_consent(sides, sent)

    assert disclosures.supply(asked=asked, by=sides.officer, **WHEN).number == 1


def test_a_consent_past_its_last_day_stops_like_one_taken_back(sides):
    sent = make_sent(sides)
    give_consent(sides, sent, ends_on=ON)
    asked = bring_to(sides, State.DECIDED, sharing_request=sent)
    later = {"at": WHEN["at"] + timedelta(days=1), "on": ON + timedelta(days=1)}

    with pytest.raises(CannotBeDone, match="has ended"):
        disclosures.supply(asked=asked, by=sides.officer, **later)


def test_renewing_asks_for_consent_anew(sides):
    sent = _sent_with_consent(sides)

    fresh = requests.renew(sharing_request=sent, by=sides.requester, **WHEN)

    with as_person(sides.requester, on=ON):
        assert (fresh.agreement, fresh.consents.count()) == ("", 0)


def _sent_with_consent(sides):
    draft = agree(make_draft(sides), by=sides.requester)
    give_consent(sides, draft)
    return requests.send(sharing_request=draft, by=sides.requester, **WHEN)


def _consent_of(asked):
    with everything():
        return Consent.objects.get(sharing_request=asked.sharing_request_id)


# --- Pages ----------------------------------------------------------------------------------------
def test_an_officer_records_a_consent_and_takes_it_back_on_the_pages(sides, today, client):
    draft = make_draft(sides)
    sign_in(client, sides.requester)
    page = f"/information-sharing/requests/{draft.reference}/people/1/consent/"
    given = {
        "giver": "person",
        "is_explained": "on",
        "organisations": [str(sides.holding.pk)],
        "kinds": ["living"],
        "purposes": f"To help {CANARY}.",
        "given_on_day": "11",
        "given_on_month": "3",
        "given_on_year": "2016",
        "how_taken": "spoken",
    }

    refused = client.post(page, given)
    assert refused.status_code == 200
    assert b"by word of mouth" in refused.content
    assert CANARY.encode() in refused.content
    done = client.post(page, given | {"why_spoken": "By telephone."})
    assert done.status_code == 302
    shown = client.get(f"/information-sharing/requests/{draft.reference}/consents/1/")
    assert shown.status_code == 200
    assert CANARY.encode() in shown.content
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert (
        client.post(
            f"/information-sharing/requests/{draft.reference}/consents/1/take-back/", {"why": ""}
        ).status_code
        == 302
    )
    assert b"Taken back" in client.get(f"/information-sharing/requests/{draft.reference}/consents/1/").content


def test_before_anybody_is_asked_the_page_says_where_that_is_chosen(sides, today, client):
    draft = requests.begin(organisation=sides.asking, by=sides.requester, **WHEN)
    requests.add_person(
        sharing_request=draft,
        roles=["victim"],
        is_child=False,
        has_safe_address=False,
        words={"name": CANARY},
        by=sides.requester,
        **WHEN,
    )
    sign_in(client, sides.requester)

    page = client.get(f"/information-sharing/requests/{draft.reference}/people/1/consent/").content.decode()

    assert "Nobody is asked yet." in page


def test_an_organisation_learns_of_no_other_asked_from_a_consent(sides, today, rf):
    draft = make_draft(sides, asked=[sides.holding, sides.third])
    sent = requests.send(sharing_request=draft, by=sides.requester, **WHEN)
    bring_to(sides, State.ALLOCATED, sharing_request=sent)
    shown = {}

    # Without the net of the database, which would hide the others by itself.
    with everything():
        for person in (sides.officer, sides.requester):
            request = rf.get("/")
            request.user = person
            shown[person] = set(views.organisations_seen(request, sent))

    assert shown == {sides.officer: {sides.holding}, sides.requester: {sides.holding, sides.third}}


def test_a_hostile_scan_is_refused_and_nothing_is_kept(sides, today, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    draft = make_draft(sides)
    sign_in(client, sides.requester)
    answer = client.post(
        f"/information-sharing/requests/{draft.reference}/people/1/consent/",
        {
            "giver": "person",
            "is_explained": "on",
            "organisations": [str(sides.holding.pk)],
            "kinds": ["living"],
            "purposes": "To help.",
            "given_on_day": "11",
            "given_on_month": "3",
            "given_on_year": "2016",
            "how_taken": "signed",
            "file": SimpleUploadedFile("form.pdf", b"<html><script>alert(1)</script>"),
        },
    )

    assert answer.status_code == 200
    with everything():
        assert not Consent.objects.exists()
        assert not SharedFile.objects.exists()
