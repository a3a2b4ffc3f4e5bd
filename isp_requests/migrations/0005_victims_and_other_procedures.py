"""Keep which procedure applies instead of the form, and what is asked about a victim for an investigation."""

from django.db import migrations, models

ADVICE = ["share", "consider_how", "do_not_share", "get_advice", "other_procedure"]


class Migration(migrations.Migration):
    dependencies = [("isp_requests", "0004_conditions_for_sensitive_data")]

    operations = [
        migrations.AddField(
            "sharingrequest",
            "is_victim_request",
            models.BooleanField(
                default=False, verbose_name="information about a victim, for an investigation"
            ),
        ),
        migrations.AddField(
            "sharingrequest",
            "asks_counselling",
            models.BooleanField(default=False, verbose_name="asks for records of counselling"),
        ),
        migrations.RemoveConstraint("guideanswer", "guide_advice_is_known"),
        migrations.AlterField(
            "guideanswer",
            "advice",
            models.CharField(
                choices=[
                    ("share", "You can share"),
                    ("consider_how", "You can share: consider how"),
                    ("do_not_share", "Do not share"),
                    ("get_advice", "Get advice first"),
                    ("other_procedure", "Another procedure applies"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            "guideanswer",
            models.CheckConstraint(
                condition=models.Q(advice__in=ADVICE),
                name="guide_advice_is_known",
            ),
        ),
    ]
