"""The scale by which milestones and indicators are rated: the partnership's own words, not the code's."""

from typing import Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

NOT_RATED, COMPLETE = "not_rated", "complete"


class RagScale(models.Model):
    """The key that is printed beside ratings; one for the whole partnership."""

    name = models.CharField(max_length=100, unique=True)
    explanation = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.name


class RagLevelQuerySet(models.QuerySet["RagLevel"]):
    def to_choose(self) -> Self:
        """Limit to what a lead can say: not being rated is no rating."""
        return self.exclude(key=NOT_RATED)

    def exceptions(self) -> Self:
        return self.filter(is_exception=True)


class RagLevel(models.Model):
    """
    One level of the scale, told apart by letter, word and shape, never by colour alone.

    `key` never changes, so that code and spreadsheets can name it. `order` 1 is best.
    """

    class Shape(models.TextChoices):
        CIRCLE = "circle", "Circle"
        UP = "up", "Triangle pointing up"
        DOWN = "down", "Triangle pointing down"
        DIAMOND = "diamond", "Diamond"
        SQUARE = "square", "Square"
        RING = "ring", "Ring"

    class Tone(models.TextChoices):
        GREEN = "green", "Green"
        AMBER_GREEN = "amber_green", "Amber towards green"
        AMBER_RED = "amber_red", "Amber towards red"
        RED = "red", "Red"
        COMPLETE = "complete", "Blue"
        NOT_RATED = "not_rated", "Grey"

    scale = models.ForeignKey(RagScale, on_delete=models.PROTECT, related_name="levels")
    key = models.SlugField(max_length=20, unique=True)
    letter = models.CharField(max_length=5)
    word = models.CharField(max_length=40)
    meaning = models.CharField(max_length=200)
    shape = models.CharField(max_length=10, choices=Shape)
    tone = models.CharField("colour", max_length=20, choices=Tone)
    order = models.PositiveSmallIntegerField("place in the order, best first")
    needs_reason = models.BooleanField("needs a reason and what is being done", default=False)
    is_exception = models.BooleanField("is reported as an exception", default=False)

    objects = RagLevelQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            # Checked when the whole change is written, so that two levels can change places.
            models.UniqueConstraint(
                fields=["scale", "order"], name="rag_level_order_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["scale", "letter"],
                name="rag_level_letter_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["scale", "word"], name="rag_level_word_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["scale", "shape"], name="rag_level_shape_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=~Q(letter="") & ~Q(word=""), name="rag_level_has_a_letter_and_a_word"
            ),
        ]

    def __str__(self) -> str:
        return self.word

    def problem_with(self, reason: str, action_taken: str) -> str:
        """Say what is wrong with giving this level with these words, or ""."""
        if self.key == NOT_RATED:
            return "Choose a rating: not being rated is none."
        if self.needs_reason and not (reason.strip() and action_taken.strip()):
            return f"{self.word} needs a reason, and what is being done about it. Enter both."
        return ""
