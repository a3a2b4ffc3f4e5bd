"""Create the role that owns the audit and the role of the web processes, where this login may."""

import sys

from django.db import migrations

from csp_portal.core.database_roles import AUDIT_OWNER, WEB_ROLE, create_where_allowed


def create_roles(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        missing = [role for role in (AUDIT_OWNER, WEB_ROLE) if not create_where_allowed(cursor, role)]
    if missing:
        sys.stdout.write(
            f"\n    This database login may not create the roles {' and '.join(missing)}. The portal works"
            "\n    without them, less well guarded. A database administrator adds them afterwards by running"
            "\n    deploy/roles.sql, as its first lines explain.\n"
        )


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        # Roles belong to the whole server, so going back leaves them for the other databases.
        migrations.RunPython(create_roles, migrations.RunPython.noop),
    ]
