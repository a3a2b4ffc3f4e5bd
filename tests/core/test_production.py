"""What production must have, what set-up registers, and who may do what in the database."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django_q.models import Schedule

from csp_portal.core.checks import PRODUCTION, refuse_to_start_incomplete


@pytest.fixture
def production(settings):
    settings.DEMONSTRATION = False
    settings.DEBUG = False
    settings.SECRET_KEY = "a-long-secret-of-production-" + "0123456789" * 4
    settings.ALLOWED_HOSTS = ["csp.example.org"]
    settings.SERVED_OVER_HTTPS = True
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "mail.example.org"
    settings.CLOCK_OFFSET_DAYS = 0
    settings.AUDIT_SIGNING_KEY = "5a" * 32
    return settings


def faults():
    return {fault.id for fault in run_checks(tags=[PRODUCTION], include_deployment_checks=True)}


def test_production_with_everything_starts(production):
    refuse_to_start_incomplete()


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("SECRET_KEY", "short", "core.E001"),
        ("SECRET_KEY", "a" * 60, "core.E001"),
        ("DEBUG", True, "core.E002"),
        ("ALLOWED_HOSTS", ["localhost", "127.0.0.1"], "core.E003"),
        ("ALLOWED_HOSTS", ["*"], "core.E003"),
        ("SERVED_OVER_HTTPS", False, "core.E004"),
        ("EMAIL_HOST", "localhost", "core.E005"),
        ("MAIL_SERVER_BACKEND", "django.core.mail.backends.console.EmailBackend", "core.E006"),
        ("CLOCK_OFFSET_DAYS", -3900, "core.E007"),
        ("AUDIT_SIGNING_KEY", "", "audit.E002"),
        ("AUDIT_SIGNING_KEY", "not a key", "audit.E001"),
        ("AUDIT_VERIFY_KEYS", ["not a key"], "audit.E001"),
    ],
)
def test_production_does_not_start_without(production, setting, value, fault):
    setattr(production, setting, value)

    assert faults() == {fault}
    with pytest.raises(ImproperlyConfigured, match="does not start"):
        refuse_to_start_incomplete()


def test_the_demonstration_needs_no_mail_server_and_no_https(settings):
    settings.DEMONSTRATION = True
    settings.AUDIT_SIGNING_KEY = ""

    assert faults() == set()


@pytest.mark.django_db
def test_schedules_are_those_of_the_settings_however_often_they_are_registered(settings, capsys):
    Schedule.objects.create(name="of_an_earlier_release", func="math.gcd")
    call_command("schedules")
    settings.SCHEDULES = {"audit_seal": settings.SCHEDULES["audit_seal"] | {"schedule_type": "D"}}

    call_command("schedules")

    assert list(Schedule.objects.values_list("name", "schedule_type")) == [("audit_seal", "D")]


@pytest.mark.django_db
def test_a_schedule_keeps_its_next_run_when_nothing_changed(capsys):
    call_command("schedules")
    before = Schedule.objects.get(name="audit_seal").next_run

    call_command("schedules")

    assert Schedule.objects.get(name="audit_seal").next_run == before


@pytest.mark.django_db
def test_a_schedule_of_a_function_that_there_is_not_is_refused(settings):
    settings.SCHEDULES = {"broken": {"func": "csp_portal.audit.seals.no_such", "schedule_type": "H"}}

    with pytest.raises(ImportError):
        call_command("schedules")


@pytest.mark.django_db
def test_the_web_role_may_use_every_table_and_change_none_of_their_structure(capsys):
    call_command("database_roles")
    call_command("database_roles")

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'csp_web'")
        if cursor.fetchone() is None:
            pytest.skip("this server's login may not create roles")
        cursor.execute(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'django_migrations'
              AND NOT (has_table_privilege('csp_web', oid, 'SELECT') AND has_table_privilege('csp_web', oid, 'INSERT')
                       AND has_table_privilege('csp_web', oid, 'UPDATE') AND has_table_privilege('csp_web', oid, 'DELETE'))
            """
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT has_table_privilege('csp_web', 'django_migrations', 'UPDATE')")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT relname FROM pg_class WHERE relowner = 'csp_web'::regrole")
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_what_a_later_migration_makes_is_the_web_roles_to_use(capsys):
    call_command("database_roles")

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'csp_web'")
        if cursor.fetchone() is None:
            pytest.skip("this server's login may not create roles")
        cursor.execute("CREATE TABLE of_a_later_release (id bigserial)")
        cursor.execute(
            "SELECT has_table_privilege('csp_web', 'of_a_later_release', 'INSERT'),"
            " has_sequence_privilege('csp_web', 'of_a_later_release_id_seq', 'USAGE')"
        )

        assert cursor.fetchone() == (True, True)
