"""Each time that a meeting was put on another day, at another hour or in another place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from meetings.models.meetings import Meeting


class MeetingMove(models.Model):
    """One move of a meeting, with the reason that those invited read. Rows are only added."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="moves")
    was_at = models.DateTimeField("was to begin at")
    was_place = models.CharField(max_length=200)
    moved_to = models.DateTimeField("begins at")
    new_place = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="meeting_move_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(was_at=F("moved_to"), was_place=F("new_place")),
                name="meeting_move_changes_time_or_place",
            ),
        ]

    def __str__(self) -> str:
        return f"Move of {self.meeting}"
