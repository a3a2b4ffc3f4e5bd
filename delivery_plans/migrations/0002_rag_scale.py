"""The partnership's scale of four ratings, beside "not rated yet" and "complete", to begin with."""

from django.db import migrations

SCALE = "Ratings of delivery plans"
LEVELS = (
    ("complete", "C", "Complete", "Done, with nothing left to do", "square", "complete", 1, False, False),
    (
        "green", "G", "Green", "On track to be delivered on time, minimal impact: no action needed",
        "circle", "green", 2, False, False,
    ),
    (
        "amber_green", "A/G", "Amber/Green", "Slightly off track, moderate impact: to be monitored",
        "up", "amber_green", 3, False, False,
    ),
    (
        "amber_red", "A/R", "Amber/Red", "Predicted to be off track, serious impact: intervention needed",
        "down", "amber_red", 4, True, True,
    ),
    ("red", "R", "Red", "Critical impact: urgent intervention required", "diamond", "red", 5, True, True),
    ("not_rated", "NR", "Not rated yet", "Nobody has rated it for the quarter", "ring", "not_rated", 6, False, False),
)  # fmt: skip
FIELDS = ("key", "letter", "word", "meaning", "shape", "tone", "order", "needs_reason", "is_exception")


def write_scale(apps, schema_editor):
    scale, _ = apps.get_model("delivery_plans", "RagScale").objects.get_or_create(name=SCALE)
    levels = apps.get_model("delivery_plans", "RagLevel").objects
    for row in LEVELS:
        facts = dict(zip(FIELDS, row, strict=True))
        levels.get_or_create(key=facts.pop("key"), defaults={"scale": scale, **facts})


def take_out(apps, schema_editor):
    apps.get_model("delivery_plans", "RagLevel").objects.all().delete()
    apps.get_model("delivery_plans", "RagScale").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("delivery_plans", "0001_plans_indicators_reviews")]

    operations = [migrations.RunPython(write_scale, take_out)]
