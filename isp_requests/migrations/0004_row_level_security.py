"""Show each row only to those who take part, whoever owns the table, and vacuum destroyed keys away at once."""

from django.db import migrations

# Who asks, as `isp_requests.identity` sets it for one transaction. Unset, every comparison is with NULL.
PERSON = "nullif(current_setting('isp.person', true), '')::bigint"
ORGANISATIONS = "string_to_array(current_setting('isp.organisations', true), ',')::bigint[]"
DESKS = "string_to_array(current_setting('isp.desks', true), ',')::bigint[]"
ALL = "coalesce(current_setting('isp.scope', true), '') = 'all'"


def mine(column, also=""):
    """List what the person takes part in; an array is worked out once, where EXISTS would be for each row."""
    return f"""ARRAY(
        SELECT part.{column} FROM isp_requests_participation AS part
        WHERE part.until_at IS NULL {also} AND (
            part.person_id = {PERSON} AND part.organisation_id = ANY({ORGANISATIONS})
            OR part.person_id IS NULL AND part.organisation_id = ANY({DESKS})
        )
    )"""  # noqa: S608 - names of columns, written in this file


REQUESTS = mine("sharing_request_id")
REQUESTS_OF_MY_SIDE = mine("sharing_request_id", "AND part.asked_id IS NULL")
ANSWERS = mine("asked_id", "AND part.asked_id IS NOT NULL")

OF_A_REQUEST = (
    f"{ALL} OR asked_id IS NULL AND sharing_request_id = ANY({REQUESTS})"
    f" OR sharing_request_id = ANY({REQUESTS_OF_MY_SIDE}) OR asked_id = ANY({ANSWERS})"
)
VISIBLE = {
    "sharingrequest": f"{ALL} OR id = ANY({REQUESTS})",
    "asked": f"{ALL} OR sharing_request_id = ANY({REQUESTS_OF_MY_SIDE}) OR id = ANY({ANSWERS})",
    "concerned": OF_A_REQUEST,
    "question": OF_A_REQUEST,
    "decision": OF_A_REQUEST,
    "disclosure": OF_A_REQUEST,
    "sharedfile": OF_A_REQUEST,
    "sealedsection": OF_A_REQUEST,
    "sectionkey": OF_A_REQUEST,
}
# One's own rows and those of one's own desk. The other policies ask this table, so it may ask none of them.
PARTICIPATION = f"{ALL} OR person_id = {PERSON} OR organisation_id = ANY({DESKS})"
# A person writes under their own name: a row for themselves, or for others in what they take part in.
LETTING_IN = f"{ALL} OR by_id = {PERSON} AND (person_id = {PERSON} OR sharing_request_id = ANY({REQUESTS}))"


def statements():
    for model, visible in VISIBLE.items():
        table = f"isp_requests_{model}"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY takes_part ON {table} USING ({visible})"
    table = "isp_requests_participation"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY takes_part ON {table} FOR SELECT USING ({PARTICIPATION})"
    yield f"CREATE POLICY ends ON {table} FOR UPDATE USING ({PARTICIPATION})"
    yield f"CREATE POLICY lets_in ON {table} FOR INSERT WITH CHECK ({LETTING_IN})"
    # A key that was overwritten and removed leaves its bytes in the page until the next vacuum.
    yield (
        "ALTER TABLE isp_requests_sectionkey SET (autovacuum_vacuum_threshold = 0,"
        " autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0)"
    )


def undoing():
    for model in [*VISIBLE, "participation"]:
        table = f"isp_requests_{model}"
        names = ("takes_part", "ends", "lets_in") if model == "participation" else ("takes_part",)
        for name in names:
            yield f"DROP POLICY {name} ON {table}"
        yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"
    yield (
        "ALTER TABLE isp_requests_sectionkey RESET (autovacuum_vacuum_threshold,"
        " autovacuum_vacuum_scale_factor, autovacuum_vacuum_cost_delay)"
    )


class Migration(migrations.Migration):
    dependencies = [("isp_requests", "0003_requests_and_what_is_sealed")]

    operations = [migrations.RunSQL(list(statements()), list(undoing()))]
