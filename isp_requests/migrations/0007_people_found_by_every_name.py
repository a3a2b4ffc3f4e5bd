"""
Let a person be found by every name they go by, also where an urgent disclosure was recorded, and let keys change.

What an officer records on the answering side names a person too, so whoever takes part may write their keys.
"""

from importlib import import_module

from django.db import migrations, models

security = import_module("isp_requests.migrations.0003_row_level_security")

TABLE = "isp_requests_personkey"


def writing(requests: str) -> list[str]:
    return [
        f"DROP POLICY written ON {TABLE}",
        f"CREATE POLICY written ON {TABLE} FOR INSERT"
        f" WITH CHECK ({security.ALL} OR sharing_request_id = ANY({requests}))",
    ]


class Migration(migrations.Migration):
    dependencies = [("isp_requests", "0006_breaches_are_destroyed_in_time")]

    operations = [
        migrations.AddField("personkey", "key", models.BinaryField(default=b"", max_length=8)),
        migrations.RemoveConstraint("personkey", "person_key_once_for_each_desk"),
        migrations.AddConstraint(
            "personkey",
            models.UniqueConstraint(
                fields=("concerned", "organisation", "digest"), name="person_key_once_for_each_name_and_desk"
            ),
        ),
        migrations.RunSQL(writing(security.REQUESTS), writing(security.REQUESTS_OF_MY_SIDE)),
        # For nobody but the command that lays a new key over the old ones.
        migrations.RunSQL(
            f"CREATE POLICY changed ON {TABLE} FOR UPDATE USING ({security.ALL})",
            f"DROP POLICY changed ON {TABLE}",
        ),
    ]
