from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0012_public_requests_subscriptions_and_releases"),
    ]

    operations = [
        migrations.AddField(
            model_name="pack",
            name="look",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
