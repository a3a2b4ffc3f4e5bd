"""What the public asks of a board: a copy of its papers, or to be told when there are new ones (ToR 6.10)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from csp_portal.core.constraints import all_or_none
from csp_portal.core.dates import in_words
from meetings.models.agendas import new_key
from meetings.models.boards import Board
from meetings.models.packs import Pack
from meetings.states import public_request as states


class PublicRequest(models.Model):
    """One person's request for the public copy of a pack of a board that is open on request."""

    TRANSITIONS = states.TRANSITIONS

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="public_requests")
    key = models.SlugField(max_length=40, unique=True, default=new_key)
    # Blank once they are erased, a year after the answer.
    name = models.CharField("who asks", max_length=150, blank=True)
    address = models.EmailField("e-mail address", blank=True)
    text = models.TextField("what is asked for", blank=True)
    state = models.CharField(max_length=20, choices=states.State, default=states.State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The version whose public copy, with its supplements, the link hands out until it expires.
    pack = models.ForeignKey(
        Pack, on_delete=models.PROTECT, null=True, blank=True, related_name="public_requests"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("why it is refused", blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=states.State.values), name="public_request_state_is_known"
            ),
            all_or_none("answered_by", "answered_at", name="public_request_answered_by_and_at"),
            models.CheckConstraint(
                condition=Q(state=states.State.ASKED, answered_at__isnull=True)
                | Q(state=states.State.ANSWERED, answered_at__isnull=False, pack__isnull=False)
                | Q(Q(state=states.State.REFUSED, answered_at__isnull=False) & ~Q(reason="")),
                name="public_request_answered_or_refused_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:public_request_detail", args=[self.key])

    @property
    def answered_in_words(self) -> str:
        """Say that it was answered, when and by whom; nothing while it waits."""
        if self.answered_at is None:
            return ""
        outcome = "refused" if self.state == states.State.REFUSED else "answered with a copy"
        day = in_words(timezone.localdate(self.answered_at))
        return f"This request was {outcome} on {day} by {self.answered_by}. Nothing more is sent."

    def is_usable(self, *, at: datetime) -> bool:
        """Test whether its link still hands out the copy."""
        return self.state == states.State.ANSWERED and self.expires_at is not None and at < self.expires_at


class PublicSubscriptionQuerySet(models.QuerySet["PublicSubscription"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed_since(self, since: datetime) -> Self:
        """Limit to addresses that nobody confirmed in time."""
        return self.filter(confirmed_at__isnull=True, asked_at__lt=since)


class PublicSubscription(models.Model):
    """An address that is told of what an open board publishes or releases; it goes when the subscription ends."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="public_subscriptions")
    key = models.SlugField(max_length=40, unique=True, default=new_key)
    address = models.EmailField("e-mail address")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = PublicSubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "address"], name="public_subscription_once_for_a_board")
        ]

    def __str__(self) -> str:
        return f"Subscription {self.key}"
