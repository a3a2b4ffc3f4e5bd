"""What is said about an action as a whole, and the files that come with it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models.records import Action
from actions.models.responsibilities import Step
from csp_portal.documents.models import StoredFile

if TYPE_CHECKING:
    pass


class Comment(models.Model):
    """What somebody said about an action as a whole. Comments are added and never changed."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Comment of {self.written_by} on {self.action}"


class ActionFile(models.Model):
    """A file that came with an answer or a comment: checked, cleaned and kept as PDF."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="files")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    filename = models.CharField(max_length=255)
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    # Empty for a file that came by a link.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__isnull=True, comment__isnull=False)
                | Q(step__isnull=False, comment__isnull=True),
                name="action_file_of_a_step_or_a_comment",
            )
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("actions:file_download", args=[self.action.slug, self.pk])
