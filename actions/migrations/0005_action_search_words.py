from django.db import migrations

WORDS = "portal_search_words(reference || ' ' || title || ' ' || details || ' ' || outcome || ' ' || message)"


class Migration(migrations.Migration):
    dependencies = [("actions", "0004_action_of_a_milestone"), ("meetings", "0005_search_words")]

    operations = [
        migrations.RunSQL(
            [f"CREATE INDEX actions_action_words ON actions_action USING gin (({WORDS}))"],
            ["DROP INDEX actions_action_words"],
        ),
    ]
