"""The minutes of a meeting, entry by entry, from the snapshot of the agenda to the signature."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.accounts.roles import Permission, roles_carrying
from csp_portal.core.constraints import all_or_none
from csp_portal.documents.models import StoredFile
from meetings.models.agendas import AgendaItem, Restriction, new_key
from meetings.models.boards import Board, BoardRole, Seat
from meetings.models.meetings import Meeting
from meetings.states import minutes as states

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


def signing_boards(user: "User", *, on: date) -> models.QuerySet[Board]:
    """Find the boards whose minutes the person clears and signs: those they chair."""
    roles = roles_carrying(Permission.SIGN_MINUTES)
    seats = Seat.objects.held_by(user, on=on).filter(
        board_role__in=[role for role in BoardRole if role.role in roles]
    )
    return Board.objects.filter(pk__in=seats.values("board"))


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """
        Limit to minutes this person may know of.

        A draft is the secretariat's, and the chairs' once it was sent to them; everybody who reads the
        board reads minutes that went round.
        """
        if user.holds(Permission.RUN_MEETINGS, on=on):
            return self
        readable = Board.objects.readable_by(user, on=on)
        gone_round = Q(sent_round_at__isnull=False, meeting__board__in=readable.values("pk"))
        chairs = Q(
            sent_to_chair_at__isnull=False, meeting__board__in=signing_boards(user, on=on).values("pk")
        )
        return self.filter(gone_round | chairs)

    def to_confirm(self, board: Board) -> Self:
        """Limit to minutes of a board that went round and wait for a meeting to confirm them, oldest first."""
        waiting = self.filter(meeting__board=board, state=states.State.CLEARED, sent_round_at__isnull=False)
        return waiting.order_by("meeting__starts_at", "pk")


class Minutes(models.Model):
    """The minutes of one meeting; what they say is in their entries."""

    TRANSITIONS = states.TRANSITIONS

    class ConfirmedAs(models.TextChoices):
        DRAFTED = "drafted", "As drafted"
        AMENDED = "amended", "As amended"

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=20, choices=states.State, default=states.State.DRAFT)
    begun_at = models.DateTimeField()
    # Goes up with every change to the order of the entries.
    version = models.PositiveIntegerField(default=1)
    sent_to_chair_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # How the secretariat knows it; blank when a chair's own account cleared them.
    cleared_how = models.CharField(max_length=300, blank=True)
    sent_round_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_as = models.CharField(max_length=20, choices=ConfirmedAs, blank=True)
    confirmed_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="minutes_confirmed"
    )
    confirming_entry = models.ForeignKey(
        "MinuteEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="confirms"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # As the chair typed it, or as it stands on the scan.
    signed_name = models.CharField(max_length=150, blank=True)
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MinutesQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-meeting__starts_at"]
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=states.State.values), name="minutes_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=states.State.DRAFT, cleared_at__isnull=True)
                | Q(~Q(state=states.State.DRAFT), cleared_at__isnull=False),
                name="minutes_cleared_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state=states.State.CONFIRMED, confirmed_at__isnull=False) & ~Q(confirmed_as="")
                | Q(~Q(state=states.State.CONFIRMED), confirmed_at__isnull=True, confirmed_as=""),
                name="minutes_confirmed_says_when_and_as_what",
            ),
            all_or_none(
                "confirmed_at", "confirmed_by", "confirmed_in", name="minutes_confirmed_by_in_and_at"
            ),
            all_or_none("signed_at", "signed_by", name="minutes_signed_by_and_at"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_name="", scan__isnull=True)
                | Q(Q(signed_at__isnull=False, state=states.State.CONFIRMED) & ~Q(signed_name="")),
                name="minutes_signed_once_confirmed_with_a_name",
            ),
            models.CheckConstraint(
                condition=Q(sent_round_at__isnull=True) | ~Q(state=states.State.DRAFT),
                name="minutes_go_round_once_cleared",
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:minutes_detail", args=[self.meeting.reference])

    @property
    def is_locked(self) -> bool:
        return self.state == states.State.CONFIRMED

    def entry_about_minutes(self) -> "MinuteEntry | None":
        """Find the entry of the item under which the last meeting's minutes are read."""
        about = self.entries.filter(item__papers__generator="previous_minutes")
        return about.order_by("position", "pk").first()


class MinutesStep(models.Model):
    """One thing that happened to minutes as a whole. Rows are added and never changed."""

    class Kind(models.TextChoices):
        BEGUN = "begun", "Begun"
        SENT_TO_CHAIR = "sent_to_chair", "Sent to the chair"
        SENT_BACK = "sent_back", "Sent back with comments"
        CLEARED = "cleared", "Cleared"
        SENT_ROUND = "sent_round", "Sent round"
        CONFIRMED = "confirmed", "Confirmed"
        SIGNED = "signed", "Signed"

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(blank=True)
    # Nobody, for minutes that were kept before there were steps.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.minutes}"


class MinuteEntryQuerySet(models.QuerySet["MinuteEntry"]):
    def readable_by(self, user: "User", *, on: date) -> Self:
        """Limit to entries of minutes this person may know of that no restriction of their item keeps from them."""
        return self.filter(minutes__in=Minutes.objects.visible_to(user, on=on)).open_to(user, on=on)

    def open_to(self, user: "User", *, on: date) -> Self:
        """Limit to entries that no restriction of their item keeps from the person."""
        return self.filter(
            Q(item__isnull=True)
            | Q(item__restriction__isnull=True)
            | Q(item__restriction__lifted_at__isnull=False)
            | Q(item__restriction__in=Restriction.objects.open_to(user, on=on).values("pk"))
        )

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class MinuteEntry(models.Model):
    """
    One minute. It began as a copy of an item of the agenda, or was added while minuting.

    Titles and item number are as they were then: what is changed on the agenda later rewrites nothing.
    `item` stays for the thread, and says whether the entry is kept to some seats. `text` is Markdown.
    """

    class Kind(models.TextChoices):
        ITEM = "item", "Item of the agenda"
        ADDED = "added", "Added while minuting"

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="entries")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40, unique=True, default=new_key)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ITEM)
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="minute_entries"
    )
    item_number = models.PositiveSmallIntegerField(null=True, blank=True)
    heading = models.CharField("section heading", max_length=80, blank=True)
    title = models.CharField(max_length=200)
    closed_title = models.CharField(max_length=200, blank=True)
    # Drawn when it is first needed; never used again, and never changed.
    number = models.PositiveIntegerField(null=True, blank=True)
    reference = models.CharField("minute number", max_length=60, blank=True)
    text = models.TextField(blank=True)
    is_public = models.BooleanField("for the public", default=True)
    ground = models.CharField("why it is not public", max_length=20, choices=Restriction.Ground, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MinuteEntryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "minute entries"
        constraints = [
            models.UniqueConstraint(
                fields=["board", "reference"],
                condition=~Q(reference=""),
                name="minute_entry_reference_once_on_a_board",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, reference="") | (Q(number__isnull=False) & ~Q(reference="")),
                name="minute_entry_number_with_its_reference",
            ),
            models.CheckConstraint(
                condition=Q(is_public=True, ground="") | (Q(is_public=False) & ~Q(ground="")),
                name="minute_entry_not_public_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Minute {self.reference}" if self.reference else "A minute that has no number yet"

    def get_absolute_url(self) -> str:
        return f"{self.minutes.get_absolute_url()}#minute-{self.key}"

    @property
    def is_restricted(self) -> bool:
        return self.item is not None and self.item.is_restricted

    @property
    def is_open_to_the_public(self) -> bool:
        return self.is_public and not self.is_restricted

    def is_kept_from(self, open_restrictions: Collection[int]) -> bool:
        """Tell whether the restriction of its item keeps the entry from somebody behind these restrictions."""
        return (
            self.item is not None and self.is_restricted and self.item.restriction_id not in open_restrictions
        )

    def title_for(self, open_restrictions: Collection[int]) -> str:
        """Say the closed title to those behind the restriction, the open one to everybody else."""
        if self.item is not None and self.is_kept_from(open_restrictions):
            # An item that was restricted after the snapshot had no open title of its own then.
            return self.title if self.closed_title else self.item.title
        return self.closed_title or self.title


class EntryDraft(models.Model):
    """What a person is writing in an entry and has not saved yet, kept by the browser's autosave."""

    entry = models.ForeignKey(MinuteEntry, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entry_drafts"
    )
    based_on = models.PositiveIntegerField("version of the entry it began from")
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "person"], name="entry_draft_one_for_each_person")
        ]

    def __str__(self) -> str:
        return "A draft of a minute"


class EntryAmendment(models.Model):
    """What a meeting changed in cleared minutes before it confirmed them. Rows are never changed."""

    entry = models.ForeignKey(MinuteEntry, on_delete=models.PROTECT, related_name="amendments")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    amended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    amended_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Amendment of {self.entry}"


class EntrySuggestion(models.Model):
    """A correction that a member suggests to minutes that went round, and what became of it."""

    class Answer(models.TextChoices):
        TAKEN_UP = "taken_up", "Taken up"
        NOT_TAKEN_UP = "not_taken_up", "Not taken up"

    entry = models.ForeignKey(MinuteEntry, on_delete=models.PROTECT, related_name="suggestions")
    text = models.TextField("what should be changed")
    suggested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField()
    answer = models.CharField(max_length=20, choices=Answer, blank=True)
    answer_text = models.TextField("answer", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            all_or_none("answered_by", "answered_at", name="entry_suggestion_answered_by_and_at"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="entry_suggestion_answered_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"Suggestion to {self.entry}"


class NumberSeries(models.Model):
    """The last number that a board drew in one year, where its numbers begin again; `what` is minute or decision."""

    class What(models.TextChoices):
        MINUTE = "minute", "Minutes"
        DECISION = "decision", "Decisions"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="number_series")
    what = models.CharField(max_length=20, choices=What)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "number series"
        constraints = [
            models.UniqueConstraint(fields=["board", "what", "year"], name="number_series_one_for_each_year")
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} of {self.year}"
