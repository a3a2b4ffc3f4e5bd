"""Keep by what an organisation's desk finds a person, and show it to that desk alone."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

# As in 0004: who asks, set for one transaction.
PERSON = "nullif(current_setting('isp.person', true), '')::bigint"
ORGANISATIONS = "string_to_array(current_setting('isp.organisations', true), ',')::bigint[]"
DESKS = "string_to_array(current_setting('isp.desks', true), ',')::bigint[]"
ALL = "coalesce(current_setting('isp.scope', true), '') = 'all'"

# A draft is in no desk's sight, so neither is who it is about.
KNOWN_TO_THE_DESK = f"""ARRAY(
    SELECT part.sharing_request_id FROM isp_requests_participation AS part
    WHERE part.until_at IS NULL AND part.person_id IS NULL AND part.organisation_id = ANY({DESKS})
)"""  # noqa: S608 - settings, written in this file
OF_MY_SIDE = f"""ARRAY(
    SELECT part.sharing_request_id FROM isp_requests_participation AS part
    WHERE part.until_at IS NULL AND part.asked_id IS NULL AND (
        part.person_id = {PERSON} AND part.organisation_id = ANY({ORGANISATIONS})
        OR part.person_id IS NULL AND part.organisation_id = ANY({DESKS})
    )
)"""  # noqa: S608

TABLE = "isp_requests_personkey"
POLICIES = {
    "found": f"FOR SELECT USING ({ALL} OR organisation_id = ANY({DESKS}) AND sharing_request_id = ANY({KNOWN_TO_THE_DESK}))",
    # Written by the officer who asks, for every organisation that is asked; they cannot look at it afterwards.
    "written": f"FOR INSERT WITH CHECK ({ALL} OR sharing_request_id = ANY({OF_MY_SIDE}))",
    # Never changed, and taken away only with the section about the person.
    "taken_away": f"FOR DELETE USING ({ALL})",
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_people_in_order"),
        ("isp_requests", "0006_guard_what_comes_afterwards"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "concerned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.concerned",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "digest"], name="person_key_found_by_digest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("concerned", "organisation"), name="person_key_once_for_each_desk"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            [
                f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                *(f"CREATE POLICY {name} ON {TABLE} {rule}" for name, rule in POLICIES.items()),
            ],
            [
                *(f"DROP POLICY {name} ON {TABLE}" for name in POLICIES),
                f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY",
            ],
        ),
    ]
