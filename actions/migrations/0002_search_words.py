from django.db import migrations

WORDS = "portal_search_words(reference || ' ' || title || ' ' || details || ' ' || outcome || ' ' || message)"


class Migration(migrations.Migration):
    replaces = [("actions", "0005_action_search_words")]
    dependencies = [("actions", "0001_actions_answers_reminders"), ("meetings", "0002_search_words")]

    operations = [
        migrations.RunSQL(
            [f"CREATE INDEX actions_action_words ON actions_action USING gin (({WORDS}))"],
            ["DROP INDEX actions_action_words"],
        ),
    ]
