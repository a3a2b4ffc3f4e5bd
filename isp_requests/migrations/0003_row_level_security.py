"""Show each row only to those who take part, whoever owns the table, and vacuum destroyed keys away at once."""

from django.db import migrations

# Who asks, as `isp_requests.identity` sets it for one transaction. Unset, every comparison is with NULL.
PERSON = "nullif(current_setting('isp.person', true), '')::bigint"
ORGANISATIONS = "string_to_array(current_setting('isp.organisations', true), ',')::bigint[]"
DESKS = "string_to_array(current_setting('isp.desks', true), ',')::bigint[]"
MATTERS = "string_to_array(current_setting('isp.matters', true), ',')::bigint[]"
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
# A draft is in no desk's sight, so neither is who it is about.
KNOWN_TO_THE_DESK = f"""ARRAY(
    SELECT part.sharing_request_id FROM isp_requests_participation AS part
    WHERE part.until_at IS NULL AND part.person_id IS NULL AND part.organisation_id = ANY({DESKS})
)"""  # noqa: S608

OF_A_REQUEST = (
    f"{ALL} OR asked_id IS NULL AND sharing_request_id = ANY({REQUESTS})"
    f" OR sharing_request_id = ANY({REQUESTS_OF_MY_SIDE}) OR asked_id = ANY({ANSWERS})"
)
# A breach or complaint is known to whoever reported it and to those who deal with breaches. The inner question
# is itself answered through the policy of that table.
OF_A_MATTER = "matter_id = ANY(ARRAY(SELECT known.id FROM isp_requests_matter AS known))"
OF_A_REQUEST_OR_A_MATTER = f"{OF_A_REQUEST} OR {OF_A_MATTER}"

# One's own rows and those of one's own desk. The other policies ask this table, so it may ask none of them.
PARTICIPATION = f"{ALL} OR person_id = {PERSON} OR organisation_id = ANY({DESKS})"
# A person writes under their own name: a row for themselves, or for others in what they take part in.
LETTING_IN = f"{ALL} OR by_id = {PERSON} AND (person_id = {PERSON} OR sharing_request_id = ANY({REQUESTS}))"

TAKES_PART = {
    "sharingrequest": f"{ALL} OR id = ANY({REQUESTS})",
    "asked": f"{ALL} OR sharing_request_id = ANY({REQUESTS_OF_MY_SIDE}) OR id = ANY({ANSWERS})",
    "matter": f"{ALL} OR reported_by_id = {PERSON} OR organisation_id = ANY({MATTERS})",
    "sealedsection": OF_A_REQUEST_OR_A_MATTER,
    "sectionkey": OF_A_REQUEST_OR_A_MATTER,
    **dict.fromkeys(
        (
            "concerned", "question", "decision", "disclosure", "sharedfile", "consent", "consentevent", "passingon",
            "correction", "legalhold", "accessconsultation",
        ),
        OF_A_REQUEST,
    ),
}  # fmt: skip
POLICIES = {
    **{table: {"takes_part": f"USING ({visible})"} for table, visible in TAKES_PART.items()},
    "participation": {
        "takes_part": f"FOR SELECT USING ({PARTICIPATION})",
        "ends": f"FOR UPDATE USING ({PARTICIPATION})",
        "lets_in": f"FOR INSERT WITH CHECK ({LETTING_IN})",
    },
    "personkey": {
        "found": f"FOR SELECT USING ({ALL} OR organisation_id = ANY({DESKS})"
        f" AND sharing_request_id = ANY({KNOWN_TO_THE_DESK}))",
        # Written by the officer who asks, for every organisation that is asked; they cannot look at it afterwards.
        "written": f"FOR INSERT WITH CHECK ({ALL} OR sharing_request_id = ANY({REQUESTS_OF_MY_SIDE}))",
        # Never changed, and taken away only with the section about the person.
        "taken_away": f"FOR DELETE USING ({ALL})",
    },
}
# A key that was overwritten and removed leaves its bytes in the page until the next vacuum.
AT_ONCE = {
    "autovacuum_vacuum_threshold": 0,
    "autovacuum_vacuum_scale_factor": 0,
    "autovacuum_vacuum_cost_delay": 0,
}


def guarding():
    for model, policies in POLICIES.items():
        table = f"isp_requests_{model}"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        for name, rule in policies.items():
            yield f"CREATE POLICY {name} ON {table} {rule}"
    settings = ", ".join(f"{name} = {value}" for name, value in AT_ONCE.items())
    yield f"ALTER TABLE isp_requests_sectionkey SET ({settings})"


def undoing():
    yield f"ALTER TABLE isp_requests_sectionkey RESET ({', '.join(AT_ONCE)})"
    for model, policies in POLICIES.items():
        table = f"isp_requests_{model}"
        for name in policies:
            yield f"DROP POLICY {name} ON {table}"
        yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"


class Migration(migrations.Migration):
    replaces = [
        ("isp_requests", "0004_row_level_security"),
        ("isp_requests", "0006_guard_what_comes_afterwards"),
    ]
    dependencies = [("isp_requests", "0002_danger_now")]

    operations = [migrations.RunSQL(list(guarding()), list(undoing()))]
