"""Attacks on the audit: each is stopped, or found out by `audit_verify`."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from csp_portal.audit import seals
from csp_portal.audit.verification import verify

pytestmark = pytest.mark.django_db

CHANGES = [
    "UPDATE audit.event SET kind = 'x.y'",
    "UPDATE audit.event SET kind = 'x.y' WHERE false",
    "DELETE FROM audit.event",
    "TRUNCATE audit.event",
    "DELETE FROM audit.chain_head",
    "TRUNCATE audit.chain_head",
]
ONLY_FOR_THE_OWNER = [
    "ALTER TABLE audit.event DISABLE TRIGGER ALL",
    "UPDATE audit.chain_head SET number = 0",
    "INSERT INTO audit.chain_head VALUES ('x', 1, '')",
    "SELECT audit.link()",
    "CREATE OR REPLACE FUNCTION audit.refuse() RETURNS trigger LANGUAGE sql AS ''",
    "DROP SCHEMA audit CASCADE",
    "DROP TABLE audit.event",
    "CREATE TABLE public.anything ()",
    "CREATE SCHEMA anything",
    "SET session_replication_role = replica",
    "ALTER ROLE csp_web SUPERUSER",
]
INSERT = """
    INSERT INTO audit.event (chain, number, kind, subject_type, subject_pk, happened_at, recorded_at,
                             details, previous_hash, hash)
    VALUES (%s, 99, 'x.y', '', '', now(), '2001-01-01', '{}', 'forged', 'forged')
    RETURNING number, recorded_at > '2016-01-01', length(hash)
"""


def faults(chain):
    return verify(at=timezone.now(), only=chain).faults


def is_superuser(sql):
    return sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")[0][0]


def refused(sql, statement):
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(statement)


@pytest.mark.parametrize("statement", CHANGES)
def test_whoever_connects_cannot_change_entries(add, sql, statement):
    add()

    refused(sql, statement)


def test_guards_stay_on_when_the_session_plays_a_replica(add, sql):
    if not is_superuser(sql):
        pytest.skip("only a superuser may try")
    add()
    sql("SET LOCAL session_replication_role = replica")

    refused(sql, "DELETE FROM audit.event")


@pytest.mark.parametrize("statement", [*CHANGES, *ONLY_FOR_THE_OWNER])
def test_the_web_role_can_neither_change_entries_nor_switch_guards_off(add, as_web_role, sql, statement):
    add()

    refused(sql, statement)


def test_the_web_role_adds_and_reads(chain, add, as_web_role, sql):
    add(2)

    assert sql("SELECT count(*) FROM audit.event WHERE chain = %s", chain) == [(2,)]


def test_a_number_time_or_hash_that_a_client_brings_is_not_used(chain, as_web_role, sql):
    (row,) = sql(INSERT, chain)

    assert row == (1, True, 32)
    assert faults(chain) == []


def test_a_temporary_table_of_the_same_name_does_not_fool_the_trigger(chain, as_web_role, sql):
    sql("CREATE TEMPORARY TABLE chain_head (chain text, number bigint, hash bytea)")
    sql("SET LOCAL search_path = pg_temp, public")

    assert sql(INSERT, chain)[0][0] == 1
    assert sql("SELECT count(*) FROM pg_temp.chain_head") == [(0,)]


def test_a_whole_chain_has_no_faults(chain, add):
    add(3, code="a")

    report = verify(at=timezone.now(), only=chain)

    assert (report.entries, report.chains, report.faults) == (3, 1, [])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "'x.y'"),
        ("actor_pk", "7"),
        ("subject_type", "'x'"),
        ("subject_pk", "'1'"),
        ("happened_at", "happened_at + interval '1 microsecond'"),
        ("recorded_at", "recorded_at - interval '1 day'"),
        ("details", "'{\"a\": 1}'"),
    ],
)
def test_a_changed_column_is_found(chain, add, without_guards, column, value):
    add(5)

    change = f"UPDATE audit.event SET {column} = {value} WHERE chain = %s AND number = 3"  # noqa: S608
    without_guards((change, chain))

    assert faults(chain) == [f"Chain {chain}: entry 3 is not what was recorded: its content was changed."]


def test_a_changed_entry_with_its_hash_worked_out_again_is_found_at_the_next_link(chain, add, without_guards):
    add(3)

    without_guards(("UPDATE audit.event SET hash = sha256('x') WHERE chain = %s AND number = 2", chain))

    (fault,) = faults(chain)
    assert "entry 2" in fault


def test_a_missing_entry_is_named(chain, add, without_guards):
    add(5)

    without_guards(("DELETE FROM audit.event WHERE chain = %s AND number = 4", chain))

    assert faults(chain) == [f"Chain {chain}: entry 4 is missing."]


def test_entries_that_changed_places_are_found(chain, add, without_guards):
    add(4)

    without_guards(
        ("UPDATE audit.event SET number = -1 WHERE chain = %s AND number = 2", chain),
        ("UPDATE audit.event SET number = 2 WHERE chain = %s AND number = 3", chain),
        ("UPDATE audit.event SET number = 3 WHERE chain = %s AND number = -1", chain),
    )

    assert faults(chain) == [f"Chain {chain}: entry 2 does not follow entry 1: the link is broken."]


def test_an_entry_moved_to_another_chain_is_found(chain, add, without_guards):
    add(2)

    without_guards(("UPDATE audit.event SET chain = %s WHERE chain = %s AND number = 2", f"{chain}-b", chain))

    assert faults(chain) == [f"Chain {chain}: the end is cut off: the last entry is 1 and should be 2."]
    assert faults(f"{chain}-b") == [f"Chain {chain}-b: entry 1 is missing."]


def test_a_cut_end_is_found_by_the_chains_head(chain, add, without_guards):
    add(5)

    without_guards(("DELETE FROM audit.event WHERE chain = %s AND number > 3", chain))

    assert faults(chain) == [f"Chain {chain}: the end is cut off: the last entry is 3 and should be 5."]


CUT_WITH_ITS_HEAD = (
    "UPDATE audit.chain_head AS head SET number = event.number, hash = event.hash FROM audit.event"
    " WHERE head.chain = event.chain AND event.chain = %s AND event.number = 3"
)


def test_a_cut_end_with_its_head_set_back_is_found_by_the_seal(chain, add, sealing, without_guards):
    add(5)
    seals.seal(at=timezone.now())

    without_guards(
        (CUT_WITH_ITS_HEAD, chain), ("DELETE FROM audit.event WHERE chain = %s AND number > 3", chain)
    )

    (fault,) = faults(chain)
    assert "the end is cut off: entry 5 was sealed" in fault


def test_a_chain_written_anew_by_its_own_rules_is_found_by_the_seal(chain, add, sealing, without_guards):
    add(5)
    seals.seal(at=timezone.now())

    without_guards(
        (CUT_WITH_ITS_HEAD, chain), ("DELETE FROM audit.event WHERE chain = %s AND number > 3", chain)
    )
    add(4)

    (fault,) = faults(chain)
    assert "entry 5 is not the one sealed" in fault


def test_a_chain_that_is_gone_with_its_head_is_found_by_the_seal(chain, add, sealing, without_guards):
    add(2)
    seals.seal(at=timezone.now())

    without_guards(
        ("DELETE FROM audit.event WHERE chain = %s", chain),
        ("DELETE FROM audit.chain_head WHERE chain = %s", chain),
    )

    assert faults(chain) == [f"Chain {chain}: it was sealed and is gone."]


def test_a_seal_with_another_hash_is_found(chain, add, sealing):
    add(2)
    seals.seal(at=timezone.now())
    (path,) = sealing.glob("*.jsonl")
    path.write_text(path.read_text().replace('"number": 2', '"number": 1'))

    report = verify(at=timezone.now(), only=chain)

    assert "has a signature that does not fit it" in report.faults[0]


def test_a_seal_that_somebody_else_signed_is_found(chain, add, sealing, settings):
    add(2)
    seals.seal(at=timezone.now())

    settings.AUDIT_SIGNING_KEY = "ab" * 32
    report = verify(at=timezone.now(), only=chain)

    assert "is signed with a key that this portal does not know" in report.faults[0]


def test_seals_of_an_earlier_key_stay_good_while_its_public_half_is_known(chain, add, sealing, settings):
    add(2)
    seals.seal(at=timezone.now())
    (earlier,) = seals.verifying_keys()

    settings.AUDIT_SIGNING_KEY = "ab" * 32
    settings.AUDIT_VERIFY_KEYS = [earlier]
    add(1)
    seals.seal(at=timezone.now())

    assert faults(chain) == []


def test_a_seal_taken_out_of_the_middle_is_found(chain, add, sealing):
    for _ in range(3):
        add(1)
        seals.seal(at=timezone.now())
    (path,) = sealing.glob("*.jsonl")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if json.loads(line)["number"] != 2 or chain not in line))

    assert "a seal is missing or was put in" in faults(chain)[0]


def test_a_line_that_is_no_seal_is_found(chain, add, sealing):
    add(1)
    seals.seal(at=timezone.now())
    (path,) = sealing.glob("*.jsonl")
    with path.open("a") as file:
        file.write("half a li")

    assert "cannot be read" in faults(chain)[0]


def test_a_day_without_a_seal_is_found(chain, add, sealing):
    add(1)

    report = verify(at=timezone.now() + timedelta(hours=25), only=chain)

    assert "a seal is missing: entry 1" in report.faults[0]


def test_only_chains_that_have_grown_are_sealed_again(add, sealing):
    add(1)
    seals.seal(at=timezone.now())

    assert seals.seal(at=timezone.now()) == 0
    add(1)
    assert seals.seal(at=timezone.now()) == 1


def test_the_command_says_how_many_entries_it_checked(chain, add, capsys):
    add(3)

    call_command("audit_verify", chain=chain)

    out = capsys.readouterr().out
    assert "3 entries in 1 chains were checked" in out
    assert "The audit is whole." in out


def test_the_command_fails_with_the_first_fault(chain, add, without_guards):
    add(3)
    without_guards(("DELETE FROM audit.event WHERE chain = %s AND number = 2", chain))

    with pytest.raises(CommandError, match="entry 2 is missing"):
        call_command("audit_verify", chain=chain)


def test_sealing_without_a_key_says_how_to_make_one(settings):
    settings.AUDIT_SIGNING_KEY = ""

    with pytest.raises(CommandError, match="audit_key"):
        call_command("audit_seal")


@pytest.mark.parametrize("key", ["short", "zz" * 32, "é" * 32])
def test_a_key_that_is_none_is_named(settings, key):
    settings.AUDIT_SIGNING_KEY = key

    with pytest.raises(CommandError, match="AUDIT_SIGNING_KEY"):
        call_command("audit_seal")


def test_a_new_key_can_be_used_at_once(chain, add, sealing, settings, capsys):
    call_command("audit_key")
    settings.AUDIT_SIGNING_KEY = capsys.readouterr().out.strip().removeprefix("AUDIT_SIGNING_KEY=")
    add(1)

    call_command("audit_seal")

    assert faults(chain) == []


def test_a_guard_that_was_switched_off_is_found(chain, add, sql, attacker):
    add(1)
    attacker()
    sql("ALTER TABLE audit.event DISABLE TRIGGER event_is_never_changed")

    assert faults(chain) == ["The guard event_is_never_changed is switched off, changed or gone."]


def test_a_guard_that_was_removed_is_found(chain, add, sql, attacker):
    add(1)
    attacker()
    sql("DROP TRIGGER event_is_linked ON audit.event")

    assert faults(chain) == ["The guard event_is_linked is switched off, changed or gone."]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "CREATE OR REPLACE FUNCTION audit.link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
            " AS 'BEGIN RETURN NULL; END'",
            "The guard event_is_linked is switched off, changed or gone.",
        ),
        (
            "DROP TRIGGER event_is_never_changed ON audit.event;"
            " CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON audit.event"
            " FOR EACH ROW WHEN (false) EXECUTE FUNCTION audit.refuse();"
            " ALTER TABLE audit.event ENABLE ALWAYS TRIGGER event_is_never_changed",
            "The guard event_is_never_changed is switched off, changed or gone.",
        ),
        (
            "CREATE TRIGGER a_hole BEFORE INSERT ON audit.event FOR EACH ROW EXECUTE FUNCTION audit.refuse()",
            "The audit has a_hole on it, which is none of its guards.",
        ),
        (
            "CREATE RULE a_hole AS ON INSERT TO audit.event WHERE NEW.actor_pk = 7 DO INSTEAD NOTHING",
            "The audit has a_hole on it, which is none of its guards.",
        ),
    ],
)
def test_a_guard_that_lets_something_through_is_found(chain, add, sql, attacker, statement, fault):
    add(1)
    attacker()
    sql(statement)

    assert faults(chain) == [fault]
