"""The two database roles beside the owner's: one that keeps the audit, one that serves the web."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, transaction

AUDIT_OWNER = "csp_audit_owner"
WEB_ROLE = "csp_web"


def exists(cursor: Any, role: str) -> bool:
    """Test whether the server knows the role; roles belong to the server, not to one database."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    return cursor.fetchone() is not None


def create_where_allowed(cursor: Any, role: str) -> bool:
    """Create the role unless it is there or this login may not, and tell whether it is there now."""
    if exists(cursor, role):
        return True
    cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
    (allowed,) = cursor.fetchone()
    if not allowed:
        return False
    # Two databases of one server may be set up at the same moment.
    cursor.execute(
        f"""
        DO $$ BEGIN
            CREATE ROLE {role} NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )
    return True


def _can_become(cursor: Any, role: str) -> bool:
    # PostgreSQL 16 tells apart being a member from being allowed SET ROLE; 15 does not know the word.
    privilege = "SET" if cursor.connection.server_version >= 160000 else "MEMBER"
    cursor.execute("SELECT pg_has_role(current_user, %s, %s)", [role, privilege])
    return bool(cursor.fetchone()[0])


@contextmanager
def membership(cursor: Any, role: str) -> Iterator[bool]:
    """
    Be a member of the role for a while, so that SET ROLE works, and tell whether that was possible.

    Call it inside a transaction: a failure leaves nothing behind.
    """
    if not exists(cursor, role):
        yield False
        return
    if _can_become(cursor, role):
        yield True
        return
    try:
        with transaction.atomic():
            cursor.execute(f"GRANT {role} TO CURRENT_USER")
    except DatabaseError:
        yield False
        return
    yield True
    cursor.execute(f"REVOKE {role} FROM CURRENT_USER")


def grant_to_web_role(cursor: Any) -> bool:
    """Let the web role read and write what is in `public`, now and after later migrations."""
    if not exists(cursor, WEB_ROLE):
        return False
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {WEB_ROLE}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB_ROLE}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLE}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
        f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {WEB_ROLE}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {WEB_ROLE}",
        # What has been migrated is the owner's business; the health page only reads it.
        f"REVOKE INSERT, UPDATE, DELETE ON public.django_migrations FROM {WEB_ROLE}",
    ):
        cursor.execute(statement)
    return True
