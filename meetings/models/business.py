"""Business offered to a board, and what those who plan its agendas did with it (ToR 6.2)."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.roles import Permission, roles_carrying
from meetings.models.agendas import AgendaItem, new_key
from meetings.models.boards import Board, BoardRole, Priority, Purpose, Seat
from meetings.models.meetings import Meeting
from meetings.states import business as states

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


def boards_sifted_by(user: "User", *, on: date) -> models.QuerySet[Board]:
    """Find the boards whose business the person sifts: by a duty, as a co-chair, in the Executive's seats."""
    if user.holds(Permission.SIFT_BUSINESS, on=on):
        return Board.objects.all()
    held = Seat.objects.held_by(user, on=on)
    carrying = roles_carrying(Permission.SIFT_BUSINESS)
    own = held.filter(board_role__in=[role for role in BoardRole if role.role in carrying])
    executive = held.filter(board__kind=Board.Kind.EXECUTIVE)
    return Board.objects.filter(Q(pk__in=own.values("board")) | Q(pk__in=executive.values("board__parent")))


class BusinessItemQuerySet(models.QuerySet["BusinessItem"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to what the person offered, and to what they sift."""
        return self.filter(Q(offered_by=user) | Q(board__in=boards_sifted_by(user, on=on).values("pk")))

    def to_sift_by(self, user: "User", *, on: date) -> Self:
        """Limit to what waits for this person, among others, to say what becomes of it."""
        return self.filter(board__in=boards_sifted_by(user, on=on).values("pk"), state=states.State.OFFERED)


class BusinessItem(models.Model):
    """
    One piece of business that somebody would bring before a board.

    A restricted one is known by its open title alone to all but who offered it and who sifts.
    """

    TRANSITIONS = states.TRANSITIONS

    key = models.SlugField(max_length=40, unique=True, default=new_key)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="business")
    title = models.CharField(max_length=200)
    is_restricted = models.BooleanField(default=False)
    open_title = models.CharField(max_length=200, blank=True)
    about = models.TextField("what it is about, and why now")
    source_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="business_offered"
    )
    source_board = models.ForeignKey(
        Board, on_delete=models.PROTECT, null=True, blank=True, related_name="business_offered"
    )
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.DISCUSS)
    decision_sought = models.TextField(blank=True)
    minutes_wanted = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="business"
    )
    preferred_meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="business_preferring_it"
    )
    state = models.CharField(max_length=20, choices=states.State, default=states.State.OFFERED)
    # The meeting onto which it was accepted, or to which it was deferred.
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="business"
    )
    agenda_item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="business"
    )
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="business_offered"
    )
    offered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = BusinessItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source_organisation__isnull=True) ^ Q(source_board__isnull=True),
                name="business_item_comes_from_an_organisation_or_a_board",
            ),
            models.CheckConstraint(
                condition=Q(is_restricted=False) | ~Q(open_title=""),
                name="business_item_restricted_has_an_open_title",
            ),
            models.CheckConstraint(
                condition=Q(agenda_item__isnull=False, meeting__isnull=False, state=states.State.ACCEPTED)
                | (Q(agenda_item__isnull=True) & ~Q(state=states.State.ACCEPTED)),
                name="business_item_accepted_is_on_an_agenda",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.State.DEFERRED) | Q(meeting__isnull=False),
                name="business_item_deferred_to_a_meeting",
            ),
        ]
        indexes = [models.Index(fields=["board", "state"])]

    def __str__(self) -> str:
        return self.known_as

    def get_absolute_url(self) -> str:
        return reverse("meetings:business_detail", args=[self.key])

    @property
    def known_as(self) -> str:
        """Give the title that everybody with a seat on the board may read."""
        return self.open_title if self.is_restricted else self.title

    @property
    def source(self) -> str:
        return str(self.source_board or self.source_organisation)


class BusinessStep(models.Model):
    """One thing that happened to offered business, with the reason. Rows are only added."""

    class Kind(models.TextChoices):
        OFFERED = "offered", "Offered"
        MORE_ASKED = "more_asked", "More asked for"
        ANSWERED = "answered", "Answered"
        DEFERRED = "deferred", "Deferred"
        ACCEPTED = "accepted", "Accepted"
        SENT_OUT = "sent_out", "Sent out another way"
        WITHDRAWN = "withdrawn", "Withdrawn"

    business = models.ForeignKey(BusinessItem, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(blank=True)
    needs_time_because = models.TextField("why it needs the board's time", blank=True)
    way = models.CharField("the other way", max_length=200, blank=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="offered") | ~Q(text=""), name="business_step_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.business}"
