"""The one door: who is let through to what, that each reading is on record, and that nothing opens otherwise."""

import pytest
from django.db import DatabaseError

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from isp_requests import door, sealing
from isp_requests.identity import as_person, everything
from isp_requests.models import Concerned, Decision, Disclosure, Question, SealedSection, SectionKey
from isp_requests.states.answer import State
from isp_requests.states.sharing_request import Event
from isp_requests.workflow import afterwards, answers, disclosures, requests
from tests.factories import make_user
from tests.isp_requests.factories_sealed import CANARY, ON, WHEN, bring_to, make_draft, make_sent, taken

pytestmark = pytest.mark.django_db

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
# Who may read what in which state; everybody else may not.
AFTER_ALLOCATION = set(State) - {State.RECEIVED, State.WITHDRAWN}
AFTER_SUPPLY = {State.SUPPLIED, State.IN_USE}
DECIDED = {State.DECIDED, *AFTER_SUPPLY, State.CERTIFIED, State.CLOSED}


def may_read(person: str, section: SealedSection, state: str) -> bool:
    model = section.model.partition(".")[2]
    if section.asked_id is None:
        return (
            person == "requester"
            or (person == "officer" and state in AFTER_ALLOCATION)
            or (person == "colleague" and state == State.TO_AUTHORISE)
        )
    if person == "officer":
        return True
    if person == "colleague":
        return state == State.TO_AUTHORISE
    if person != "requester":
        return False
    if model == "decision":
        return section.name == "decision" and state in DECIDED
    return model in ("question", "disclosure")


@pytest.mark.parametrize("state", list(State))
def test_everybody_reads_what_they_need_and_nothing_else(sides, state):
    asked = bring_to(sides, state, asked=[sides.holding, sides.third])
    with everything():
        sections = list(
            SealedSection.objects.filter(
                sharing_request=asked.sharing_request, destroyed_at__isnull=True
            ).select_related("sharing_request", "asked", "key")
        )
    assert len(sections) >= 6

    for name in PEOPLE:
        person = getattr(sides, name)
        for section in sections:
            with as_person(person, on=ON):
                try:
                    door.unseal_sections([section], by=person, **WHEN)
                    read = True
                except Refused:
                    read = False
            assert read == may_read(name, section, state), (name, section, state)


def test_an_answer_in_writing_is_the_officers_alone(sides):
    asked = bring_to(sides, State.ALLOCATED)
    answers.keep_draft(asked=asked, content={"reasons": CANARY}, by=sides.officer, **WHEN)

    with as_person(sides.officer, on=ON):
        assert door.unseal(asked, "draft", by=sides.officer, **WHEN) == {"reasons": CANARY}
    for person in (sides.requester, sides.holding_spoc, sides.asking_spoc):
        with as_person(person, on=ON), pytest.raises(Refused):
            door.unseal(asked, "draft", by=person, **WHEN)


def test_the_contact_reads_once_they_have_taken_it_on_and_that_is_recorded(sides):
    sent = make_sent(sides)
    with as_person(sides.holding_spoc, on=ON):
        asked = sent.asked.get()
        with pytest.raises(Refused):
            door.unseal(sent, "needed", by=sides.holding_spoc, **WHEN)

    answers.take_on(asked=asked, by=sides.holding_spoc, **WHEN)

    with as_person(sides.holding_spoc, on=ON):
        assert CANARY in door.unseal(sent, "needed", by=sides.holding_spoc, **WHEN)["needed"]
    chain = f"organisation-{sides.holding.pk}"
    kinds = list(AuditEvent.objects.filter(chain=chain).order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == ["isp_requests.answer.taken_on", "isp_requests.section.read"]


def test_a_reading_is_recorded_on_the_readers_own_chain_by_keys_and_codes(sides):
    sent = make_sent(sides)

    with as_person(sides.requester, on=ON):
        door.unseal(sent, "needed", by=sides.requester, **WHEN)

    event = AuditEvent.objects.newest_first().first()
    assert (event.kind, event.chain) == (Event.READ, f"organisation-{sides.asking.pk}")
    assert (event.actor_pk, event.subject_pk) == (sides.requester.pk, str(sent.pk))
    assert event.details == {"sections": ["needed"], "answers": []}


def test_nothing_is_given_when_the_reading_cannot_be_recorded(sides, monkeypatch):
    sent = make_sent(sides)

    def broken(*args, **kwargs):
        raise DatabaseError("The audit is away.")

    monkeypatch.setattr(door, "record", broken)
    with as_person(sides.requester, on=ON), pytest.raises(DatabaseError):
        door.unseal(sent, "needed", by=sides.requester, **WHEN)


def test_a_refused_reading_opens_nothing(sides, monkeypatch):
    sent = make_sent(sides)
    opened = []
    monkeypatch.setattr(sealing, "unseal_bytes", lambda *args, **kwargs: opened.append(args))

    with as_person(sides.holding_spoc, on=ON), pytest.raises(Refused):
        door.unseal(sent, "needed", by=sides.holding_spoc, **WHEN)

    assert opened == []


def test_content_moved_to_another_row_in_the_database_does_not_open(sides):
    first, second = make_sent(sides), make_sent(sides)
    with as_person(sides.requester, on=ON):
        mine, other = (each.sections.get(name="needed") for each in (first, second))
        mine.blob, other.blob = other.blob, mine.blob
        mine.save()
        with pytest.raises(sealing.DoesNotOpen):
            door.unseal(first, "needed", by=sides.requester, **WHEN)
        # With its key along, it is still in the wrong place.
        blob, key = other.blob, other.key
        other.delete()
        mine.blob, mine.key = mine.blob, key
        mine.save()
        with pytest.raises(sealing.DoesNotOpen):
            door.unseal(first, "needed", by=sides.requester, **WHEN)
        assert blob


def test_a_record_moved_in_the_database_to_a_request_that_somebody_may_read_does_not_open(sides):
    sent = make_sent(sides)
    theirs = requests.begin(organisation=sides.outside, by=sides.outsider, **WHEN)
    with everything():
        person = sent.people.get()
        person.sharing_request = theirs
        person.save()
        SectionKey.objects.filter(section__record=person.pk).update(sharing_request=theirs)
        SealedSection.objects.filter(record=person.pk).update(sharing_request=theirs)

    with as_person(sides.outsider, on=ON), pytest.raises(sealing.DoesNotOpen):
        door.unseal(person, "person", by=sides.outsider, **WHEN)


def test_what_was_not_supplied_does_not_open_when_it_is_made_part_of_the_request(sides):
    asked = bring_to(sides, State.DECIDED)
    with everything():
        decision = asked.decisions.get()
        SealedSection.objects.filter(record=decision.pk).update(asked=None)

    with as_person(sides.requester, on=ON), pytest.raises(sealing.DoesNotOpen):
        door.unseal(decision, "handling", by=sides.requester, **WHEN)


def test_the_person_who_asked_reads_nothing_of_the_decision_before_it_stands(sides):
    asked = bring_to(sides, State.TO_AUTHORISE)

    with as_person(sides.requester, on=ON), pytest.raises(Refused):
        door.unseal(Decision.objects.get(asked=asked), "decision", by=sides.requester, **WHEN)


def test_what_is_disclosed_is_read_once_it_is_supplied_and_by_the_requester_only(sides):
    asked = bring_to(sides, State.SUPPLIED)

    with as_person(sides.requester, on=ON):
        disclosure = Disclosure.objects.get(asked=asked)
        content = door.unseal(disclosure, "disclosed", by=sides.requester, **WHEN)
    assert content == {"text": f"{CANARY} lives at 1 Quagga Road.", "conditions": "Not to be passed on."}
    for person in (sides.asking_spoc, sides.holding_spoc):
        with as_person(person, on=ON), pytest.raises(Refused):
            door.unseal(disclosure, "disclosed", by=person, **WHEN)


def test_files_are_sealed_and_read_by_the_same_rules(sides):
    draft = make_draft(sides)
    file = requests.add_file(
        sharing_request=draft,
        taken=taken(b"%PDF-1.7 Okapi"),
        filename=f"{CANARY}.pdf",
        by=sides.requester,
        **WHEN,
    )
    sent = requests.send(sharing_request=draft, by=sides.requester, **WHEN)

    with as_person(sides.requester, on=ON):
        assert door.unseal_file(file, by=sides.requester, **WHEN) == (b"%PDF-1.7 Okapi", f"{CANARY}.pdf")
        assert not any(b"Okapi" in bytes(each.blob) for each in sent.sections.all())
    with as_person(sides.holding_spoc, on=ON), pytest.raises(Refused):
        door.unseal_file(file, by=sides.holding_spoc, **WHEN)


def test_a_file_of_the_answer_reaches_the_requester_with_the_disclosure_and_not_before(sides):
    asked = bring_to(sides, State.ALLOCATED)
    file = disclosures.add_file(asked=asked, taken=taken(), filename="plan.pdf", by=sides.officer, **WHEN)
    with as_person(sides.requester, on=ON), pytest.raises(Refused):
        door.unseal_file(file, by=sides.requester, **WHEN)
    from tests.isp_requests.factories_sealed import decide

    decide(asked, by=sides.officer)
    disclosures.supply(asked=asked, by=sides.officer, **WHEN)

    with as_person(sides.requester, on=ON):
        assert door.unseal_file(file, by=sides.requester, **WHEN)[1] == "plan.pdf"


def test_what_was_certified_as_destroyed_opens_to_nobody(sides):
    asked = bring_to(sides, State.IN_USE)
    with everything():
        disclosure = Disclosure.objects.get(asked=asked)
        before = SealedSection.objects.get(record=disclosure.pk)

    disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)

    for person in (sides.requester, sides.officer):
        with as_person(person, on=ON):
            assert door.unseal(disclosure, "disclosed", by=person, **WHEN) == {}
            # Held in memory from before, it has lost its key all the same.
            before.key = None
            with pytest.raises(sealing.DoesNotOpen):
                door.unseal_sections([before], by=person, **WHEN)


def test_what_was_put_right_of_a_disclosure_goes_with_it(sides):
    asked = bring_to(sides, State.IN_USE)
    words = {"wrong": f"{CANARY} Road.", "right": f"{CANARY} Street."}
    (theirs,) = afterwards.correct(asked=asked, by=sides.officer, **words, **WHEN)
    (own,) = afterwards.correct(asked=asked, by=sides.requester, **words, **WHEN)

    disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)

    for person in (sides.requester, sides.officer):
        with as_person(person, on=ON):
            assert door.unseal(theirs, "correction", by=person, **WHEN) == {}
            assert door.unseal(own, "correction", by=person, **WHEN)["right"]


def test_sections_of_two_requests_are_not_read_at_once(sides):
    first, second = make_sent(sides), make_sent(sides)

    with as_person(sides.requester, on=ON), pytest.raises(ValueError, match="one request at a time"):
        door.unseal_sections(
            [first.sections.get(name="needed"), second.sections.get(name="needed")],
            by=sides.requester,
            **WHEN,
        )


def test_administrators_and_governance_leads_are_nobody_here(sides):
    asked = bring_to(sides, State.SUPPLIED)
    person = make_user(
        organisation=sides.holding, duties=[Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE_LEAD]
    )

    with everything():
        for record in (asked.sharing_request, Concerned.objects.first(), Disclosure.objects.get(asked=asked)):
            for name in ("needed", "person", "disclosed"):
                with (
                    pytest.raises(Refused)
                    if SealedSection.objects.filter(record=record.pk, name=name).exists()
                    else pytest.MonkeyPatch.context()
                ):
                    door.unseal(record, name, by=person, **WHEN)


def test_questions_are_read_by_both_sides(sides):
    asked = bring_to(sides, State.QUESTIONED)
    with everything():
        question = Question.objects.get(asked=asked)

    for person in (sides.requester, sides.officer):
        with as_person(person, on=ON):
            assert CANARY in door.unseal(question, "question", by=person, **WHEN)["text"]
