"""What becomes of a restriction when its day of review comes: it is kept, or what it held back is released."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from csp_portal.documents.models import StoredFile
from meetings.models.agendas import Restriction
from meetings.models.packs import Pack


class RestrictionReview(models.Model):
    """One review of a restriction, with its reason. Rows are only added."""

    class Outcome(models.TextChoices):
        KEPT = "kept", "Kept"
        RELEASED = "released", "Released"

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason = models.TextField()
    was_due_on = models.DateField("was to be reviewed on")
    # Only where it is kept.
    review_on = models.DateField("is to be reviewed again on", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="kept", review_on__isnull=False)
                | Q(outcome="released", review_on__isnull=True),
                name="restriction_review_kept_until_another_day",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="restriction_review_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Review of {self.restriction}"


class PackReleaseQuerySet(models.QuerySet["PackRelease"]):
    def standing(self) -> Self:
        """Leave out a release of which something was restricted again since."""
        again = Restriction.objects.in_force().filter(released_in=models.OuterRef("pk"))
        return self.exclude(models.Exists(again))


class PackRelease(models.Model):
    """
    The public copy of a version once more, with pages that were withheld from it at their own numbers.

    The version and its copies stay as they were; a release is a document of its own, with its date and hash.
    Each holds all that was released of the version before it as well.
    """

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="releases")
    restrictions = models.ManyToManyField(Restriction, related_name="released_in")
    # The same as keys, which the entries of the pack carry too.
    shows = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField("sheets in the file")
    is_pdf_ua = models.BooleanField(default=False)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    kind = "released"

    objects = PackReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-released_at", "-pk"]

    def __str__(self) -> str:
        return f"Release of {self.pack}"

    def get_absolute_url(self) -> str:
        return reverse(
            "meetings:pack_release_download", args=[self.pack.meeting.reference, self.pack.number, self.pk]
        )
