"""Make the append-only table of events, in a schema that belongs to a role nobody signs in as."""

import sys

from django.db import migrations, models
from django.db.models.functions import Now

from csp_portal.core.database_roles import AUDIT_OWNER, WEB_ROLE, exists, membership

OBJECTS = """
CREATE TABLE audit.chain_head (
    chain varchar(60) PRIMARY KEY,
    number bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE audit.event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chain varchar(60) NOT NULL CHECK (chain <> ''),
    number bigint NOT NULL,
    kind varchar(100) NOT NULL CHECK (kind <> ''),
    actor_pk bigint,
    subject_type varchar(100) NOT NULL,
    subject_pk varchar(60) NOT NULL,
    happened_at timestamptz NOT NULL CHECK (isfinite(happened_at)),
    recorded_at timestamptz NOT NULL,
    details jsonb NOT NULL CHECK (jsonb_typeof(details) = 'object'),
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT event_numbered_once_in_its_chain UNIQUE (chain, number)
);
CREATE INDEX event_by_actor ON audit.event (actor_pk, id);
CREATE INDEX event_by_kind ON audit.event (kind, id);
CREATE INDEX event_by_time ON audit.event (happened_at, id);
CREATE INDEX event_by_subject ON audit.event (subject_type, subject_pk, id);

-- Each field goes into the hash behind its length, so that no two rows can spell the same bytes.
CREATE FUNCTION audit.framed(value text) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE
    WHEN value IS NULL THEN int4send(-1)
    ELSE int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8')
END;

CREATE FUNCTION audit.link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- The head's row is the lock: the next entry of this chain waits here until this one is committed.
    INSERT INTO audit.chain_head AS head (chain, number, hash)
    VALUES (NEW.chain, 1, decode(repeat('00', 32), 'hex'))
    ON CONFLICT (chain) DO UPDATE SET number = head.number + 1
    RETURNING head.number, head.hash INTO NEW.number, NEW.previous_hash;

    NEW.recorded_at := clock_timestamp();
    NEW.hash := sha256(
        NEW.previous_hash
        || audit.framed(NEW.chain)
        || audit.framed(NEW.number::text)
        || audit.framed(NEW.kind)
        || audit.framed(NEW.actor_pk::text)
        || audit.framed(NEW.subject_type)
        || audit.framed(NEW.subject_pk)
        || audit.framed(to_char(NEW.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
        || audit.framed(to_char(NEW.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
        || audit.framed(NEW.details::text)
    );
    UPDATE audit.chain_head SET hash = NEW.hash WHERE chain = NEW.chain;
    RETURN NEW;
END $$;

CREATE FUNCTION audit.refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'The audit is append-only: % is not possible.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER event_is_linked BEFORE INSERT ON audit.event
    FOR EACH ROW EXECUTE FUNCTION audit.link();
CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.event
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER chain_head_is_never_removed BEFORE DELETE OR TRUNCATE ON audit.chain_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();

-- ALWAYS: not switched off by session_replication_role = replica.
ALTER TABLE audit.event ENABLE ALWAYS TRIGGER event_is_linked;
ALTER TABLE audit.event ENABLE ALWAYS TRIGGER event_is_never_changed;
ALTER TABLE audit.chain_head ENABLE ALWAYS TRIGGER chain_head_is_never_removed;

REVOKE ALL ON FUNCTION audit.link(), audit.refuse(), audit.framed(text) FROM PUBLIC;
"""


def create_audit(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor, membership(cursor, AUDIT_OWNER) as guarded:
        cursor.execute("SELECT quote_ident(current_user)")
        (myself,) = cursor.fetchone()
        if guarded:
            cursor.execute(f"CREATE SCHEMA audit AUTHORIZATION {AUDIT_OWNER}")
            cursor.execute(f"SET LOCAL ROLE {AUDIT_OWNER}")
        else:
            cursor.execute("CREATE SCHEMA audit")
        cursor.execute(OBJECTS)
        for role in [myself, *([WEB_ROLE] if exists(cursor, WEB_ROLE) else [])]:
            cursor.execute(f"GRANT USAGE ON SCHEMA audit TO {role}")
            cursor.execute(f"GRANT SELECT, INSERT ON audit.event TO {role}")
            cursor.execute(f"GRANT SELECT ON audit.chain_head TO {role}")
        cursor.execute(f"SET LOCAL ROLE {myself}")
    if not guarded:
        sys.stdout.write(
            f"\n    The audit belongs to {myself}, because this login cannot act as {AUDIT_OWNER}. It is"
            "\n    append-only all the same; to put it out of this login's reach, a database administrator"
            "\n    runs deploy/roles.sql, as its first lines explain.\n"
        )


def remove_empty_audit(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor, membership(cursor, AUDIT_OWNER) as guarded:
        cursor.execute("SELECT count(*) FROM audit.event")
        (count,) = cursor.fetchone()
        if count:
            raise RuntimeError(
                f"The audit holds {count} entries, and going back would destroy them. Keep a dump of the"
                " schema audit, then let its owner drop it by hand."
            )
        cursor.execute(
            "SELECT quote_ident(current_user), nspowner::regrole::text FROM pg_namespace WHERE nspname = 'audit'"
        )
        myself, owner = cursor.fetchone()
        if guarded and owner == AUDIT_OWNER:
            cursor.execute(f"SET LOCAL ROLE {AUDIT_OWNER}")
        cursor.execute("DROP SCHEMA audit CASCADE")
        cursor.execute(f"SET LOCAL ROLE {myself}")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_database_roles")]

    operations = [
        migrations.RunPython(create_audit, remove_empty_audit),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=60)),
                ("number", models.BigIntegerField(db_default=0, editable=False)),
                ("kind", models.CharField(max_length=100)),
                ("actor_pk", models.BigIntegerField(null=True)),
                ("subject_type", models.CharField(max_length=100)),
                ("subject_pk", models.CharField(max_length=60)),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("details", models.JSONField(default=dict)),
                ("previous_hash", models.BinaryField(db_default=b"", editable=False)),
                ("hash", models.BinaryField(db_default=b"", editable=False)),
            ],
            options={"db_table": '"audit"."event"', "managed": False},
        ),
    ]
