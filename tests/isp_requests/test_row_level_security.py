"""The net beneath the views: without the filter, and without an identity, the database shows nobody's rows."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from csp_portal.accounts.roles import Role
from isp_requests import identity
from isp_requests import models as isp
from isp_requests.identity import as_person, everything
from isp_requests.models import Asked, Participation, SealedSection, SharingRequest
from isp_requests.states.answer import State
from isp_requests.workflow import answers, requests
from tests.factories import make_duty, make_user
from tests.isp_requests.factories_sealed import ON, WHEN, bring_to, make_draft, make_sent

pytestmark = pytest.mark.django_db

MODELS = [
    isp.SharingRequest,
    isp.Concerned,
    isp.Participation,
    isp.Asked,
    isp.Question,
    isp.Decision,
    isp.Disclosure,
    isp.SharedFile,
    isp.SealedSection,
    isp.SectionKey,
    isp.Consent,
    isp.ConsentEvent,
    isp.PassingOn,
    isp.Correction,
    isp.LegalHold,
    isp.AccessConsultation,
    isp.Matter,
    isp.PersonKey,
]
GUARDED = {model._meta.db_table for model in MODELS}


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


def test_the_tests_work_as_somebody_whom_row_level_security_binds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        (unbound,) = cursor.fetchone()

    if unbound:
        pytest.skip("this server's login is a superuser, whom nothing binds; the web role's tests still hold")


def test_every_table_of_requests_is_guarded_against_its_owner_too():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
            " WHERE relname LIKE 'isp_requests_%%' AND relkind = 'r'"
        )
        guarded = dict(cursor.fetchall())

    assert {name for name in guarded if name in GUARDED} == GUARDED
    assert [name for name in GUARDED if not guarded[name]] == []


@pytest.mark.parametrize("role", ["owner", "web"])
def test_without_an_identity_nothing_is_there(sides, as_web_role, role):
    bring_to(sides, State.SUPPLIED)

    if role == "web":
        with as_web_role():
            found = counts()
    else:
        found = counts()

    assert set(found.values()) == {0}


def test_every_model_that_belongs_to_a_request_is_in_the_list():
    from django.apps import apps

    belonging = {
        model
        for model in apps.get_app_config("isp_requests").get_models()
        if any(field.name in ("sharing_request", "asked") for field in model._meta.get_fields())
    }

    assert belonging <= set(MODELS)


def test_the_identity_ends_with_its_block_and_with_its_transaction(sides):
    make_sent(sides)

    with as_person(sides.requester, on=ON):
        assert SharingRequest.objects.exists()
        with as_person(sides.outsider, on=ON):
            assert not SharingRequest.objects.exists()
        assert SharingRequest.objects.exists()
    assert not SharingRequest.objects.exists()

    with pytest.raises(RuntimeError), as_person(sides.requester, on=ON):
        raise RuntimeError
    assert not SharingRequest.objects.exists()


def test_a_view_that_forgets_its_filter_shows_nothing_to_others(sides, as_web_role):
    make_sent(sides, asked=[sides.holding, sides.third])

    @identity.takes_part
    def forgetful(request):
        found = [
            str(SharingRequest.objects.count()),
            str(Asked.objects.count()),
            str(SealedSection.objects.count()),
            str(isp.Concerned.objects.count()),
            str(Participation.objects.count()),
        ]
        return HttpResponse(" ".join(found))

    def ask(person):
        request = RequestFactory().get("/")
        request.user = person
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("isp_requests.identity.clock.today", lambda: ON)
            return forgetful(request).content.decode()

    with as_web_role():
        assert ask(sides.requester).startswith("1 2 ")
        assert ask(sides.holding_spoc).startswith("1 1 ")
        for stranger in (sides.outsider, sides.officer, sides.colleague, sides.third_officer):
            assert ask(stranger) == "0 0 0 0 0"


@pytest.mark.parametrize("state", list(State))
def test_the_net_and_the_filter_show_the_same(sides, as_web_role, state):
    asked = bring_to(sides, state, asked=[sides.holding, sides.third])
    people = [value for name, value in vars(sides).items() if hasattr(value, "email")]

    for person in people:
        with as_person(person, on=ON), as_web_role():
            below = set(SharingRequest.objects.values_list("pk", flat=True))
            answers_below = set(Asked.objects.values_list("pk", flat=True))
            sections_below = set(SealedSection.objects.values_list("pk", flat=True))
        with everything():
            assert below == set(SharingRequest.objects.visible_to(person, on=ON).values_list("pk", flat=True))
            assert answers_below == set(Asked.objects.visible_to(person, on=ON).values_list("pk", flat=True))
            assert sections_below == set(
                SealedSection.objects.visible_to(person, on=ON).values_list("pk", flat=True)
            )
        takes_part = (
            person in (sides.requester, sides.asking_spoc, sides.holding_spoc, sides.third_spoc)
            or (person == sides.officer and state not in (State.RECEIVED, State.WITHDRAWN))
            or (person == sides.colleague and state == State.TO_AUTHORISE)
        )
        assert (asked.sharing_request_id in below) == takes_part, person


def test_a_draft_is_its_writers_alone(sides, as_web_role):
    draft = make_draft(sides)

    for person in (sides.asking_spoc, sides.holding_spoc, sides.officer):
        with as_person(person, on=ON), as_web_role():
            assert not SharingRequest.objects.filter(pk=draft.pk).exists()
            assert not SealedSection.objects.filter(sharing_request=draft).exists()


def test_the_other_organisation_asked_sees_nothing_of_the_first_ones_answer(sides, as_web_role):
    asked = bring_to(sides, State.SUPPLIED, asked=[sides.holding, sides.third])

    with as_person(sides.third_spoc, on=ON), as_web_role():
        assert [each.organisation_id for each in Asked.objects.all()] == [sides.third.pk]
        for model in (isp.Decision, isp.Disclosure, isp.Question):
            assert not model.objects.exists()
        assert not SealedSection.objects.filter(asked=asked).exists()
        assert not isp.SectionKey.objects.filter(asked=asked).exists()


def test_sight_ends_with_the_duty_at_once(sides):
    bring_to(sides, State.ALLOCATED)
    acting = sides.officer.duties.get()
    acting.ends_on = ON
    acting.ended_at = WHEN["at"]
    acting.ended_by = sides.officer
    acting.save()
    sides.officer.__dict__.pop("_acting_on", None)

    with as_person(sides.officer, on=ON):
        assert not SharingRequest.objects.exists()
        assert not SharingRequest.objects.visible_to(sides.officer, on=ON).exists()


def test_a_new_contact_sees_what_the_desk_sees_and_a_new_officer_nothing(sides):
    sent = make_sent(sides)
    contact = make_user(organisation=sides.holding, duties=[Role.BACKUP_SPOC])
    officer = make_user(organisation=sides.holding, duties=[Role.OFFICER])

    with as_person(contact, on=ON):
        assert SharingRequest.objects.visible_to(contact, on=ON).filter(pk=sent.pk).exists()
    with as_person(officer, on=ON):
        assert not SharingRequest.objects.visible_to(officer, on=ON).exists()


def test_nobody_lets_themselves_or_others_into_what_they_do_not_see(sides, as_web_role):
    sent = make_sent(sides)

    def row(person, by):
        return Participation(
            sharing_request=sent,
            organisation=sides.outside,
            person=person,
            seat="officer",
            why="taken_on",
            by=by,
            from_at=WHEN["at"],
        )

    for person, by in ((sides.officer, sides.outsider), (sides.outsider, sides.requester)):
        with (
            as_person(sides.outsider, on=ON),
            as_web_role(),
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):
            row(person, by).save(force_insert=True)


def test_the_web_role_owns_none_of_the_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'isp_requests_%%' AND tableowner = 'csp_web'"
        )
        assert cursor.fetchone() == (0,)


def test_the_officer_before_loses_sight_when_it_is_given_to_another(sides):
    asked = bring_to(sides, State.ALLOCATED)

    answers.allocate(asked=asked, officer=sides.colleague, by=sides.holding_spoc, **WHEN)

    with as_person(sides.officer, on=ON):
        assert not Asked.objects.exists()
    with as_person(sides.colleague, on=ON):
        assert Asked.objects.get().officer == sides.colleague


def test_discarding_leaves_the_draft_to_its_writer(sides):
    draft = make_draft(sides)

    requests.discard(sharing_request=draft, by=sides.requester, **WHEN)

    with everything():
        assert not SealedSection.objects.filter(sharing_request=draft, key__isnull=False).exists()
        assert not isp.SectionKey.objects.filter(sharing_request=draft).exists()


def test_who_sees_every_row_is_a_short_list():
    from tests.architecture.code import PACKAGES, ROOT, files

    callers = {
        path.relative_to(ROOT).as_posix()
        for path in files(".py", under=PACKAGES)
        if "everything()" in path.read_text()
    }

    assert callers == {
        "isp_requests/compliance.py",
        "isp_requests/identity.py",
        "isp_requests/keeping.py",
        "isp_requests/person_keys.py",
        "isp_requests/workflow/emergencies.py",
        "isp_requests/workflow/retention.py",
    }


def test_roles_that_count_are_those_of_information_sharing(sides):
    administrator = make_user(organisation=sides.holding, duties=[Role.ADMINISTRATOR])
    make_duty(user=administrator, role=Role.INFORMATION_GOVERNANCE_LEAD)

    assert identity.acting(administrator, on=ON).organisations == frozenset()
