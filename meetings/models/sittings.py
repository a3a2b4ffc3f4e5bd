"""The meeting itself: opened and closed, its items taken one by one, interests declared, votes taken."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from csp_portal.accounts.roles import Permission
from csp_portal.core.constraints import all_or_none
from meetings.models.agendas import BARRING_INTERESTS, AgendaItem, Restriction
from meetings.models.boards import Seat
from meetings.models.meetings import Meeting

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class Sitting(models.Model):
    """That a meeting was opened, who was in the chair, and when it was closed."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="sitting")
    chair = models.ForeignKey(
        Seat, on_delete=models.PROTECT, related_name="sittings_chaired", verbose_name="in the chair"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("closed_by", "closed_at", name="sitting_closed_by_and_at"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="sitting_opened_before_it_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"Sitting of {self.meeting}"


class ItemTaken(models.Model):
    """
    An item at the table: when it was begun and ended, and its place if it was taken out of its turn.

    `place` numbers the running order and leaves the agenda alone; blank means the item's own turn.
    """

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="taken")
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "items taken"
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="item_taken_started_before_it_is_finished",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(started_at__isnull=False),
                name="item_taken_finished_was_started",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} at the table"


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def barring(self) -> Self:
        """Limit to interests that keep a person from the decision, and from a restricted paper."""
        return self.standing().filter(kind__in=Declaration.BARRING)

    def readable_by(self, user: "User", *, on: date) -> Self:
        """
        Limit to what this person may read: the public record of the board, and behind a restriction those named.

        One's own declarations stay readable, though the restricted paper is withheld.
        """
        if user.holds(Permission.RUN_MEETINGS, on=on):
            return self
        open_to_them = Restriction.objects.open_to(user, on=on).values("pk")
        return self.filter(
            Q(item__restriction__isnull=True)
            | Q(item__restriction__lifted_at__isnull=False)
            | Q(item__restriction__in=open_to_them)
            | Q(person=user)
        )


class Declaration(models.Model):
    """
    An interest that a person declared in an item. It is withdrawn, never deleted.

    It goes with the person and not with the seat: a substitute without the interest may decide.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal", "Personal"
        PECUNIARY = "pecuniary", "Pecuniary"
        PREJUDICIAL = "prejudicial", "Prejudicial"

    BARRING = BARRING_INTERESTS

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="declarations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interests_declared",
    )
    name = models.CharField("name in words", max_length=150, blank=True)
    kind = models.CharField("kind of interest", max_length=20, choices=Kind)
    interest = models.CharField("what the interest is", max_length=500)
    leaves_room = models.BooleanField("leaves the room for the item", default=False)
    declared_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField("why it is withdrawn", max_length=300, blank=True)

    objects = DeclarationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="") | (Q(person__isnull=True) & ~Q(name="")),
                name="declaration_names_one_person",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="declaration_withdrawn_by_at_and_why",
            ),
            models.UniqueConstraint(
                fields=["item", "person"],
                condition=Q(withdrawn_at__isnull=True, person__isnull=False),
                name="declaration_one_of_a_person_stands",
            ),
            models.UniqueConstraint(
                fields=["item", "seat", "name"],
                condition=Q(withdrawn_at__isnull=True, person__isnull=True),
                name="declaration_one_of_a_name_stands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} interest of {self.who}"

    @property
    def who(self) -> str:
        return self.person.full_name if self.person is not None else self.name

    @property
    def bars(self) -> bool:
        """Tell whether it keeps the person from the decision now."""
        return self.withdrawn_at is None and self.kind in self.BARRING


class Choice(models.TextChoices):
    """What a seat can say to a question that is put to the vote."""

    FOR = "for", "For"
    AGAINST = "against", "Against"
    ABSTAINED = "abstained", "Abstained"


class Vote(models.Model):
    """
    A question put to the vote, on boards that vote. Counts are kept; by name, so is each seat's ballot.

    `casting` is the chair's second vote, given only on a tie and where the board's rule allows it.
    """

    class Result(models.TextChoices):
        CARRIED = "carried", "Carried"
        LOST = "lost", "Lost"
        TIED = "tied", "Tied: not carried"

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    question = models.CharField("question put", max_length=500)
    is_by_name = models.BooleanField("recorded by name", default=True)
    votes_for = models.PositiveSmallIntegerField("for", default=0)
    votes_against = models.PositiveSmallIntegerField("against", default=0)
    abstentions = models.PositiveSmallIntegerField("abstained", default=0)
    casting = models.CharField("the chair's casting vote", max_length=20, choices=Choice, blank=True)
    taken_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    correction_reason = models.CharField("why it was corrected", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(casting="")
                | (Q(casting__in=(Choice.FOR, Choice.AGAINST)) & Q(votes_for=F("votes_against"))),
                name="vote_casting_only_on_a_tie",
            )
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def result(self) -> "Vote.Result":
        """Work out the result: a simple majority of votes for and against, the casting vote on a tie."""
        if self.votes_for == self.votes_against:
            if self.casting == Choice.FOR:
                return self.Result.CARRIED
            return self.Result.LOST if self.casting == Choice.AGAINST else self.Result.TIED
        return self.Result.CARRIED if self.votes_for > self.votes_against else self.Result.LOST


class Ballot(models.Model):
    """How one seat voted, and who cast it."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=20, choices=Choice)

    history = HistoricalRecords()

    class Meta:
        ordering = ["seat__position", "seat_id"]
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="ballot_one_for_each_seat")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_choice_display().lower()}"
