"""By which decision of the minutes the board endorsed a plan."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery_plans", "0002_rag_scale"),
        ("meetings", "0001_boards_meetings_packs_minutes"),
    ]

    operations = [
        migrations.AddField(
            model_name="deliveryplan",
            name="endorsed_decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plans_endorsed",
                to="meetings.decision",
            ),
        ),
        migrations.AddField(
            model_name="historicaldeliveryplan",
            name="endorsed_decision",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="meetings.decision",
            ),
        ),
    ]
