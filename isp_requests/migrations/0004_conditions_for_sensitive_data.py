"""Say of an entry of the law for which sensitive data it is a condition (UK GDPR 9 and 10)."""

import django.contrib.postgres.fields
from django.db import migrations, models

KINDS = [
    ("depersonalised", "Depersonalised: nobody can be recognised"),
    ("personal", "Personal"),
    ("special_category", "Special category (health, origin, belief, sexual life and the like)"),
    ("criminal", "Criminal offences and convictions"),
    ("patient", "Patient information"),
    ("social_care", "From the records of social care"),
]


def covers():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(choices=KINDS, max_length=20),
        blank=True,
        default=list,
        size=None,
        verbose_name="for which sensitive data it is a condition",
    )


class Migration(migrations.Migration):
    dependencies = [("isp_requests", "0003_row_level_security")]

    operations = [
        migrations.AddField("legalgateway", "covers", covers()),
        migrations.AddField("historicallegalgateway", "covers", covers()),
        migrations.AddConstraint(
            "legalgateway",
            models.CheckConstraint(
                condition=models.Q(covers=[]) | models.Q(kind="condition"),
                name="legal_gateway_covers_as_a_condition",
                violation_error_message="Only a condition for sensitive data covers any.",
            ),
        ),
    ]
