"""Reviews whose actions are followed up for years, each with its account of the case kept apart from them."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.accounts.roles import Permission
from csp_portal.core.constraints import all_or_none
from meetings.models import Board, Seat
from meetings.models.agendas import new_key

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class CaseReviewQuerySet(models.QuerySet["CaseReview"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to reviews of boards this person may read: their open names and their actions."""
        return self.filter(board__in=Board.objects.readable_by(user, on=on).values("pk"))

    def account_open_to(self, user: "User", *, on: date) -> Self:
        """Limit to reviews whose account this person may read: the seats named, and the secretariat."""
        if user.holds(Permission.RUN_ACTIONS, on=on):
            return self
        return self.filter(readers__in=Seat.objects.of(user, on=on)).distinct()

    def standing(self) -> Self:
        return self.filter(closed_at__isnull=True)


class CaseReview(models.Model):
    """
    A review such as one after a domestic homicide, whose actions the board follows up until they have ended.

    The name holds open words only, for it stands beside the actions. What happened is in `account`, which few may
    read: it is in no paper, no search, no export, no e-mail and no history, and is erased when the review closes.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="case_reviews")
    key = models.SlugField(max_length=40, unique=True, default=new_key)
    name = models.CharField("open name", max_length=150)
    account = models.TextField("account of the case", blank=True)
    readers = models.ManyToManyField(Seat, blank=True, related_name="accounts_open_to_them")
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.TextField("why it is followed up no longer", blank=True)

    objects = CaseReviewQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["account"])

    class Meta:
        ordering = ["board__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "name"],
                name="case_review_name_once_for_a_board",
                violation_error_message="Another review of this board has that name.",
            ),
            all_or_none("closed_by", "closed_at", name="case_review_closed_by_and_at"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | (Q(account="") & ~Q(closed_because="")),
                name="case_review_closed_with_a_reason_and_without_its_account",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actions:review_detail", args=[self.key])

    @property
    def has_open_actions(self) -> bool:
        """Test whether something of it is still to be done."""
        return self.actions.open().exists()
