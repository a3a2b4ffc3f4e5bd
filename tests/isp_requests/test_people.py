"""Finding a person: exactly, by their own organisation's key, at the desk alone, on record, and never after destruction."""

import re
import secrets
from base64 import urlsafe_b64encode
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from isp_requests import door, keeping, person_keys
from isp_requests.checks import check_search_key
from isp_requests.identity import as_person, everything
from isp_requests.models import PersonKey
from isp_requests.states.answer import State
from isp_requests.states.sharing_request import Event
from isp_requests.workflow import people, requests
from tests.factories import make_user, sign_in
from tests.isp_requests.factories_sealed import ON, WHEN, bring_to, make_draft, make_urgent
from tests.isp_requests.test_leaks import tables_with

pytestmark = pytest.mark.django_db

NAME, BORN = "Zoë O’Neill-Quagga", date(1990, 5, 31)
ADDRESS = "isp_requests:person_find"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("csp_portal.core.clock.today", lambda: ON)
    monkeypatch.setattr("csp_portal.core.clock.now", lambda: WHEN["at"])


def add(sharing_request, sides, *, name=NAME, born=BORN):
    return requests.add_person(
        sharing_request=sharing_request,
        roles=["victim"],
        is_child=False,
        has_safe_address=False,
        words={"name": name, "date_of_birth": born.isoformat() if born else ""},
        by=sides.requester,
        **WHEN,
    )


def send(sides, *, asked=None, **fields):
    draft = make_draft(sides, asked=asked)
    person = add(draft, sides, **fields)
    return requests.send(sharing_request=draft, by=sides.requester, **WHEN), person


def look(by, *, name=NAME, born=BORN):
    return people.look_for(name=name, born=born, by=by, **WHEN)


def searches():
    return AuditEvent.objects.filter(kind=Event.PERSON_LOOKED_FOR)


def new_key():
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def keys_of(person):
    with everything():
        return {key.organisation_id: bytes(key.digest) for key in PersonKey.objects.filter(concerned=person)}


# --- What is compared -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "other",
    [
        "Zoe O'Neill-Quagga", "ZOË O’NEILL QUAGGA", "  zoë   o`neill\tquagga ", "Zoe\u0308 ONeill-Quagga",
        "Zoë O’Neill Quagga", "zoe oneill‐quagga",
    ],
)  # fmt: skip
def test_ways_of_writing_one_name_are_one(other):
    assert person_keys.normalised(other) == "zoe oneill quagga"


@pytest.mark.parametrize(
    "other", ["Zoe Quagga", "Zo O'Neill-Quagga", "O'Neill-Quagga Zoe", "Zoe ONeill-Quagg", ""]
)
def test_other_names_are_others(other):
    assert person_keys.normalised(other) != "zoe oneill quagga"


@given(name=st.text(max_size=60))
def test_what_is_compared_is_compared_alike_twice(name):
    once = person_keys.normalised(name)

    assert person_keys.normalised(once) == once


def test_no_two_organisations_keys_and_no_two_framings_are_alike():
    digests = {
        person_keys.digests(organisation, name=name, born=born)[0].value
        for organisation in (1, 2, 11)
        for name, born in (("a", ""), ("a", "1990-05-31"), ("a 1990", "05-31"), ("b", ""), ("", "a"))
    }

    assert len(digests) == 15
    assert {len(each) for each in digests} == {32}


# --- Who is found, by whom -------------------------------------------------------------------------
def test_each_desk_that_takes_part_finds_the_request_and_no_other_does(sides):
    sent, person = send(sides, asked=[sides.holding])

    assert look(sides.asking_spoc) == [sent]
    assert look(sides.holding_spoc) == [sent]
    assert look(sides.third_spoc) == []
    assert keys_of(person).keys() == {sides.asking.pk, sides.holding.pk}
    assert len(set(keys_of(person).values())) == 2


def test_only_the_exact_name_with_the_exact_day_is_found(sides):
    sent, _ = send(sides)

    assert look(sides.holding_spoc, name="zoe o'neill quagga") == [sent]
    for other in (
        {"name": "Zoe Quagga"},
        {"born": date(1990, 5, 30)},
        {"born": None},
        {"name": "Zoë O’Neill%"},
    ):
        assert look(sides.holding_spoc, **other) == []


def test_without_a_day_who_has_none_is_found(sides):
    sent, _ = send(sides, born=None)

    assert look(sides.holding_spoc, born=None) == [sent]
    assert look(sides.holding_spoc) == []


@pytest.mark.parametrize("who", ["requester", "officer", "colleague", "third_officer", "outsider"])
def test_nobody_away_from_a_desk_looks_for_anybody(sides, who):
    send(sides)

    with pytest.raises(Refused, match="single point of contact"):
        look(getattr(sides, who))
    assert not searches().exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECRETARIAT, Role.INFORMATION_GOVERNANCE_LEAD])
def test_neither_do_those_who_run_the_portal(sides, role):
    with pytest.raises(Refused):
        look(make_user(organisation=sides.holding, duties=[role]))


def test_a_draft_is_found_by_nobody_and_its_keys_are_seen_by_no_desk(sides, as_web_role):
    person = add(make_draft(sides), sides)

    assert keys_of(person).keys() == {sides.asking.pk}
    assert look(sides.asking_spoc) == []
    with as_person(sides.asking_spoc, on=ON), as_web_role():
        assert not PersonKey.objects.exists()


def test_the_database_shows_a_desk_its_own_keys_alone(sides, as_web_role):
    _, person = send(sides, asked=[sides.holding, sides.third])

    for who, organisation in (
        (sides.asking_spoc, sides.asking),
        (sides.holding_spoc, sides.holding),
        (sides.third_spoc, sides.third),
    ):
        with as_person(who, on=ON), as_web_role():
            seen = PersonKey.objects.filter(concerned=person).values_list("organisation", flat=True)
            assert list(seen) == [organisation.pk]
    for who in (sides.requester, sides.officer, sides.outsider):
        with as_person(who, on=ON), as_web_role():
            assert not PersonKey.objects.exists()


def test_the_database_takes_no_key_from_a_stranger_and_lets_none_be_changed(sides, as_web_role):
    sent, person = send(sides)
    row = PersonKey(
        sharing_request=sent, concerned=person, organisation=sides.outside, digest=secrets.token_bytes(32)
    )

    with (
        as_person(sides.outsider, on=ON),
        as_web_role(),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        row.save(force_insert=True)
    with as_person(sides.holding_spoc, on=ON), as_web_role():
        assert PersonKey.objects.update(digest=b"0" * 32) == 0
        assert PersonKey.objects.all().delete()[0] == 0
    assert len(keys_of(person)) == 2


@pytest.mark.parametrize("name", ["Zed Quagga", "the Quagga", "Mrs Okapi", "zoe o'neill quagga"])
def test_a_person_is_found_by_every_name_they_go_by(sides, name):
    draft = make_draft(sides)
    words = {
        "name": NAME,
        "aliases": "Zed Quagga, “The Quagga”; Mrs Okapi /",
        "date_of_birth": BORN.isoformat(),
    }
    person = requests.add_person(
        sharing_request=draft,
        roles=["victim"],
        is_child=False,
        has_safe_address=False,
        words=words,
        by=sides.requester,
        **WHEN,
    )
    sent = requests.send(sharing_request=draft, by=sides.requester, **WHEN)

    assert look(sides.holding_spoc, name=name) == [sent]
    assert look(sides.asking_spoc, name=name) == [sent]
    assert look(sides.holding_spoc, name="Quagga") == []
    with everything():
        assert PersonKey.objects.filter(concerned=person).count() == 8


@pytest.mark.parametrize("is_known", [True, False])
def test_whom_an_urgent_disclosure_was_about_is_found_where_it_is_known(sides, as_web_role, is_known):
    words = {"name": NAME, "aliases": "Zed Quagga", "date_of_birth": BORN.isoformat()}
    with as_web_role():
        asked = make_urgent(sides, about={"roles": ["child"], "words": words} if is_known else None)

    found = [asked.sharing_request] if is_known else []
    for spoc in (sides.holding_spoc, sides.asking_spoc):
        assert look(spoc) == found
        assert look(spoc, name="zed quagga") == found
    assert look(sides.third_spoc) == []
    if is_known:
        for reader in (sides.requester, sides.officer):
            with as_person(reader, on=ON):
                person = asked.sharing_request.people.get()
                assert person.is_child
                assert door.unseal(person, "person", by=reader, **WHEN)["name"] == NAME


# --- When it is written, and when it goes ----------------------------------------------------------
def test_writing_a_person_anew_leaves_the_old_name_unfindable(sides):
    draft = make_draft(sides)
    person = add(draft, sides)
    before = keys_of(person)

    requests.change_person(
        person=person,
        roles=["witness"],
        is_child=False,
        has_safe_address=False,
        words={"name": "Another"},
        by=sides.requester,
        **WHEN,
    )

    after = keys_of(person)
    assert after.keys() == before.keys()
    assert after != before
    sent = requests.send(sharing_request=draft, by=sides.requester, **WHEN)
    assert look(sides.holding_spoc) == []
    assert look(sides.holding_spoc, name="another", born=None) == [sent]


def test_who_was_taken_out_or_discarded_has_no_key(sides):
    draft = make_draft(sides)
    person = add(draft, sides)
    requests.take_out_person(person=person, by=sides.requester, **WHEN)
    assert keys_of(person) == {}

    other = make_draft(sides)
    person = add(other, sides)
    requests.discard(sharing_request=other, by=sides.requester, **WHEN)
    with everything():
        assert not PersonKey.objects.filter(sharing_request=other).exists()


def test_who_was_destroyed_is_not_found_nor_after_a_restore_of_before(
    sides, django_capture_on_commit_callbacks
):
    sent, person = send(sides)
    with everything():
        section = keeping.sections_of(person).get(name="person")
        key = section.key
        rows = list(PersonKey.objects.filter(concerned=person))
    with django_capture_on_commit_callbacks(execute=True), as_person(sides.requester, on=ON):
        keeping.destroy(keeping.sections_of(person).get(name="person"), at=WHEN["at"])
    assert look(sides.holding_spoc) == []
    assert keys_of(person) == {}
    with everything():
        key.save(force_insert=True)
        section.save(update_fields=["blob", "key", "destroyed_at"])
        for row in rows:
            row.save(force_insert=True)
    assert look(sides.holding_spoc) == [sent]

    keeping.replay()

    assert keys_of(person) == {}
    assert look(sides.holding_spoc) == []


def test_a_renewal_is_found_too_once_it_is_sent(sides):
    sent, _ = send(sides)
    fresh = requests.renew(sharing_request=sent, by=sides.requester, **WHEN)
    assert look(sides.asking_spoc) == [sent]

    for step, fields, words in (
        ("urgency", {"urgency": "standard"}, {"why_urgent": ""}),
        ("agreement", {"agreement": "refused", "person_told": "yes"}, {"why_not_told": ""}),
    ):
        fresh = requests.save_step(
            sharing_request=fresh,
            step=step,
            version=fresh.version,
            fields=fields,
            words=words,
            by=sides.requester,
            **WHEN,
        )
    requests.send(sharing_request=fresh, by=sides.requester, **WHEN)

    assert set(look(sides.asking_spoc)) == {sent, fresh}
    assert set(look(sides.holding_spoc)) == {sent, fresh}


def test_sending_reads_the_names_once_and_says_so(sides):
    draft = make_draft(sides)
    add(draft, sides)
    read = AuditEvent.objects.filter(kind=Event.READ, subject_pk=str(draft.pk))
    assert not read.exists()

    requests.send(sharing_request=draft, by=sides.requester, **WHEN)

    assert [entry.details["sections"] for entry in read] == [["person"]]


# --- Each search is recorded ----------------------------------------------------------------------
@pytest.mark.parametrize(("name", "found"), [(NAME, 1), ("Nobody at all", 0)])
def test_a_search_is_recorded_with_its_count_alone(sides, name, found):
    send(sides)

    look(sides.holding_spoc, name=name)

    entry = searches().get()
    assert entry.chain == f"organisation-{sides.holding.pk}"
    assert entry.actor_pk == sides.holding_spoc.pk
    assert entry.details == {"found": found}


def test_what_cannot_be_recorded_is_not_found(sides, monkeypatch):
    send(sides)

    def fails(*args, **kwargs):
        raise DatabaseError("The audit is full.")

    monkeypatch.setattr("isp_requests.workflow.people.record", fails)

    with pytest.raises(DatabaseError):
        look(sides.holding_spoc)


# --- The key --------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["", "short", "c2hvcnQ=", "not base64 at all!", "=" * 44])
def test_without_a_key_nobody_is_written_sent_or_looked_for(sides, settings, key):
    draft = make_draft(sides)
    settings.ISP_SEARCH_KEY = [key] if key else []

    with pytest.raises(person_keys.SearchKeyMissing, match="ISP_SEARCH_KEY"):
        add(draft, sides)
    with pytest.raises(person_keys.SearchKeyMissing):
        requests.send(sharing_request=draft, by=sides.requester, **WHEN)
    with pytest.raises(person_keys.SearchKeyMissing):
        look(sides.holding_spoc)
    with everything():
        assert draft.people.count() == 1
        draft.refresh_from_db()
        assert draft.state == "draft"
    assert not searches().exists()


def test_another_key_finds_nobody_and_opens_what_it_opened(sides, settings):
    sent, person = send(sides)
    settings.ISP_SEARCH_KEY = [new_key()]

    assert look(sides.holding_spoc) == []
    with as_person(sides.requester, on=ON):
        assert door.unseal(person, "person", by=sides.requester, **WHEN)["name"] == NAME


def test_a_new_key_is_laid_over_what_is_there_and_everybody_is_found_all_the_while(sides, settings):
    (old,) = settings.ISP_SEARCH_KEY
    sent, person = send(sides)
    before = keys_of(person)
    settings.ISP_SEARCH_KEY = [newest := new_key(), old]
    other, _ = send(sides)
    assert set(look(sides.holding_spoc)) == {sent, other}

    out = StringIO()
    call_command("isp_change_search_key", stdout=out)

    assert "4 were so already" in out.getvalue()
    assert set(look(sides.holding_spoc)) == {sent, other}
    assert not set(keys_of(person).values()) & set(before.values())
    entry = AuditEvent.objects.filter(kind=Event.SEARCH_KEY_CHANGED).get()
    assert entry.details["unknown"] == 0
    # Broken off or run again it changes nothing more; a third key goes over both.
    assert person_keys.change_key().changed == 0
    settings.ISP_SEARCH_KEY = [new_key(), newest, old]
    assert set(look(sides.holding_spoc)) == {sent, other}
    person_keys.change_key()
    assert set(look(sides.holding_spoc)) == {sent, other}


def test_whoever_knows_the_old_key_alone_tries_no_names_once_it_is_changed(sides, settings):
    (old,) = settings.ISP_SEARCH_KEY
    _, person = send(sides)
    settings.ISP_SEARCH_KEY = [new_key(), old]
    person_keys.change_key()
    stored = set(keys_of(person).values())

    settings.ISP_SEARCH_KEY = [old]
    tried = {
        value
        for organisation in (sides.asking.pk, sides.holding.pk)
        for value in person_keys.values(organisation, name=NAME, born=BORN.isoformat())
    }

    assert not stored & tried


def test_what_was_written_before_keys_had_names_counts_as_the_oldest(sides, settings):
    (old,) = settings.ISP_SEARCH_KEY
    sent, person = send(sides)
    with everything():
        PersonKey.objects.filter(concerned=person).update(key=b"")
    settings.ISP_SEARCH_KEY = [new_key(), old]

    assert person_keys.change_key().changed >= 2
    assert look(sides.holding_spoc) == [sent]


def test_a_key_that_was_taken_out_of_the_setting_is_told(sides, settings):
    send(sides)
    settings.ISP_SEARCH_KEY = [new_key()]

    with pytest.raises(CommandError, match="Put it back"):
        call_command("isp_change_search_key", stdout=StringIO())


def test_production_does_not_start_without_it(settings):
    settings.DEMONSTRATION, settings.ISP_SEARCH_KEY = False, []
    assert [fault.id for fault in check_search_key(None)] == ["isp_requests.E002"]

    settings.DEMONSTRATION = True
    assert check_search_key(None) == []
    settings.ISP_SEARCH_KEY = ["nonsense"]
    assert [fault.id for fault in check_search_key(None)] == ["isp_requests.E002"]


# --- The page -------------------------------------------------------------------------------------
def post(person, *, name=NAME, born=BORN):
    data = {"name": name}
    if born:
        data |= {
            "date_of_birth_day": born.day,
            "date_of_birth_month": born.month,
            "date_of_birth_year": born.year,
        }
    return sign_in(Client(), person).post(reverse(ADDRESS), data)


def test_the_page_lists_what_the_desk_knows_and_names_nobody(sides):
    sent, person = send(sides, asked=[sides.holding, sides.third])
    bring_to(sides, State.SUPPLIED, sharing_request=sent)

    page = post(sides.holding_spoc)
    text = page.content.decode()

    assert sent.reference in text
    assert "11 March 2016" in text
    assert sides.asking.name in text
    assert "Still held" in text
    # Another organisation asked is none of theirs; the name is not said again.
    assert sides.third.name not in text
    assert NAME not in text
    assert page.headers["Cache-Control"] == "private, no-store"
    asking = post(sides.asking_spoc).content.decode()
    assert sides.holding.name in asking
    assert sides.third.name in asking


def test_nothing_is_held_once_it_is_certified(sides):
    sent, _ = send(sides)
    bring_to(sides, State.CERTIFIED, sharing_request=sent)

    text = post(sides.holding_spoc).content.decode()

    assert "None is held" in text
    assert "Still held" not in text


def test_the_answer_is_the_same_whomever_nobody_knows(sides):
    send(sides, asked=[sides.holding])

    def plain(response):
        text = re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]+"', "", response.content.decode())
        headers = {name: value for name, value in response.headers.items() if name != "X-Request-ID"}
        return response.status_code, headers, text

    # Known to others, and to nobody.
    known = plain(post(sides.third_spoc))
    unknown = plain(post(sides.third_spoc, name="Nobody at all", born=None))

    assert "No request that your organisation knows of" in known[2]
    assert known == unknown


def test_the_name_travels_in_the_body_alone(sides):
    sent, _ = send(sides)

    page = sign_in(Client(), sides.holding_spoc).get(reverse(ADDRESS), {"name": NAME})

    assert sent.reference not in page.content.decode()
    assert not searches().exists()


def test_what_is_posted_after_ten_minutes_waits_in_no_session(sides, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    client = sign_in(Client(), sides.holding_spoc)

    there = client.post(reverse(ADDRESS), {"name": "Zebrafinch Zebrafinch"})
    asked = client.get(reverse(ADDRESS))

    assert there.url == reverse(ADDRESS)
    assert asked.status_code == 302
    assert "reauthenticate" in asked.url
    assert "Zebrafinch" not in str(dict(client.session))
    assert tables_with("Zebrafinch") == []


@pytest.mark.parametrize("name", ["", "   ", "--- ''", "x" * 201, "a\x00b"])
def test_what_is_no_name_is_answered_with_a_sentence(sides, name):
    page = post(sides.holding_spoc, name=name)

    assert page.status_code == 200
    assert "govuk-error-message" in page.content.decode()
    assert not searches().exists()


def test_a_desk_sees_its_own_searches_and_for_whom_nobody_does(sides):
    send(sides)
    look(sides.holding_spoc)
    look(sides.holding_spoc, name="Nobody at all")
    look(sides.asking_spoc)

    page = sign_in(Client(), sides.holding_spoc).get(reverse("isp_requests:search_list"))
    text = page.content.decode()

    assert [row["found"] for row in page.context["rows"]] == [0, 1]
    assert sides.holding_spoc.full_name in text
    assert sides.asking_spoc.full_name not in text
    assert "Quagga" not in text
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["requester", "officer", "outsider"])
def test_nobody_away_from_a_desk_sees_searches(sides, who):
    page = sign_in(Client(), getattr(sides, who)).get(reverse("isp_requests:search_list"))

    assert page.status_code == 403


def test_only_desks_are_shown_the_way_there(sides):
    for person, is_shown in ((sides.holding_spoc, True), (sides.officer, False)):
        page = sign_in(Client(), person).get(reverse("isp_requests:request_list"))
        assert (reverse(ADDRESS) in page.content.decode()) == is_shown
