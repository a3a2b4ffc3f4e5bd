"""Show consents and what comes after a disclosure to those who take part, and breaches to those who deal with them."""

from importlib import import_module

from django.db import migrations

guard = import_module("isp_requests.migrations.0004_row_level_security")

OF_REQUESTS = ("consent", "consentevent", "passingon", "correction", "legalhold", "accessconsultation")
MATTERS = "string_to_array(current_setting('isp.matters', true), ',')::bigint[]"
KNOWN = f"{guard.ALL} OR reported_by_id = {guard.PERSON} OR organisation_id = ANY({MATTERS})"
# The inner question is itself answered through the policy of that table.
OF_A_MATTER = "matter_id = ANY(ARRAY(SELECT known.id FROM isp_requests_matter AS known))"
OF_A_REQUEST_OR_A_MATTER = f"{guard.OF_A_REQUEST} OR {OF_A_MATTER}"


def statements():
    for model, visible in [*[(model, guard.OF_A_REQUEST) for model in OF_REQUESTS], ("matter", KNOWN)]:
        table = f"isp_requests_{model}"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY takes_part ON {table} USING ({visible})"
    for model in ("sealedsection", "sectionkey"):
        yield f"ALTER POLICY takes_part ON isp_requests_{model} USING ({OF_A_REQUEST_OR_A_MATTER})"


def undoing():
    for model in ("sealedsection", "sectionkey"):
        yield f"ALTER POLICY takes_part ON isp_requests_{model} USING ({guard.OF_A_REQUEST})"
    for model in (*OF_REQUESTS, "matter"):
        table = f"isp_requests_{model}"
        yield f"DROP POLICY takes_part ON {table}"
        yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"


class Migration(migrations.Migration):
    dependencies = [("isp_requests", "0005_consent_and_afterwards")]

    operations = [migrations.RunSQL(list(statements()), list(undoing()))]
