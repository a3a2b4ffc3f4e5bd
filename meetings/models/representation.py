"""What the chair does about an organisation that sent nobody to meeting after meeting (ToR 6.5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Organisation
from csp_portal.core.constraints import all_or_none
from meetings.models.boards import Board
from meetings.models.meetings import Meeting


class RepresentationConcern(models.Model):
    """
    The letter to an organisation that was not represented, and how the matter ended.

    `first_missed` names the run of meetings: when the organisation comes again, the next run has
    a row of its own. The flag itself is worked out from the attendance and never kept.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="representation_concerns")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="representation_concerns"
    )
    first_missed = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    addressee = models.CharField("to whom the letter is addressed", max_length=200, blank=True)
    letter = models.TextField("text of the letter", blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Counting begins again after the last meeting that had been missed when the chair closed the matter.
    closed_after = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_reason = models.CharField("why the matter is closed", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-first_missed__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "organisation", "first_missed"], name="representation_concern_one_for_a_run"
            ),
            all_or_none("sent_by", "sent_at", name="representation_concern_sent_by_and_at"),
            all_or_none(
                "closed_by", "closed_at", "closed_after", name="representation_concern_closed_by_at_and_after"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_reason=""),
                name="representation_concern_closed_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.short_name} not represented on the {self.board.short_name}"
