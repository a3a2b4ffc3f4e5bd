"""Give the web role what it needs, after every migration."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from csp_portal.core.database_roles import AUDIT_OWNER, WEB_ROLE, create_where_allowed, grant_to_web_role


class Command(BaseCommand):
    help = "Grant the web role its rights on the tables. Safe to run again; run it after every migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            missing = [role for role in (AUDIT_OWNER, WEB_ROLE) if not create_where_allowed(cursor, role)]
            granted = grant_to_web_role(cursor)
            cursor.execute("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'audit'")
            owner = cursor.fetchone()
        if missing or owner != (AUDIT_OWNER,):
            self.stdout.write(
                "This login cannot set up every database role. Ask a database administrator to run"
                " deploy/roles.sql, as its first lines explain."
            )
        if granted:
            self.stdout.write(f"The role {WEB_ROLE} may read and write the portal's tables.")
