"""What a pack keeps of a paper that says less to the public: its file, and a copy for members beside theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_confirmed_minutes_locked")]

    operations = [
        migrations.AddField(
            model_name="packentry",
            name="public_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="packcopy",
            name="kind",
            field=models.CharField(
                choices=[
                    ("full", "Full copy"),
                    ("readers", "Copy for named seats"),
                    ("members", "Copy for all seats"),
                    ("public", "Public copy"),
                ],
                max_length=10,
            ),
        ),
    ]
