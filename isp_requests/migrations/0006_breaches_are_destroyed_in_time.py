"""Give the words of a closed breach or complaint a day on which they are destroyed, and a hold that stops it."""

from django.db import migrations, models


def kept_months():
    return models.PositiveSmallIntegerField(
        default=12,
        verbose_name="months for which the sealed words of a request, a breach or a complaint are kept once it has ended",
    )


class Migration(migrations.Migration):
    dependencies = [("isp_requests", "0005_victims_and_other_procedures")]

    operations = [
        migrations.AlterField("protocoledition", "kept_months", kept_months()),
        migrations.AlterField("historicalprotocoledition", "kept_months", kept_months()),
        migrations.AddField("matter", "destroy_on", models.DateField(null=True)),
        migrations.AddField("matter", "destroyed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "matter",
            "hold_review_on",
            models.DateField(null=True, verbose_name="held for proceedings, looked at again on"),
        ),
        migrations.AddConstraint(
            "matter",
            models.CheckConstraint(
                condition=models.Q(state="closed") | models.Q(destroy_on__isnull=True),
                name="matter_destroyed_after_it_is_closed",
            ),
        ),
        migrations.AddConstraint(
            "matter",
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) | models.Q(hold_review_on__isnull=True),
                name="matter_destroyed_or_held",
            ),
        ),
    ]
