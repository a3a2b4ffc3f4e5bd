"""Boards with their rules as data, the seats on them, and who sits in each on any date."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Organisation, Sector
from csp_portal.accounts.roles import Permission, Role, roles_carrying
from csp_portal.core.constraints import one_at_a_time, starts_before_it_ends
from csp_portal.core.periods import Period, PeriodQuerySet
from csp_portal.documents.models import Marking
from meetings.numbering import Restart

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class Priority(models.Model):
    """One of the few subjects on which the board spends its time (ToR 4)."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=100, unique=True)
    lead_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="priorities_led"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "priorities"

    def __str__(self) -> str:
        return self.name


class BoardQuerySet(PeriodQuerySet):
    def meeting(self) -> Self:
        """Limit to bodies that meet here; parallel boards only receive information."""
        return self.exclude(kind=Board.Kind.PARALLEL)

    def readable_by(self, user: "User", *, on: date) -> Self:
        """Limit to boards whose agendas, papers and packs this person may read on the day."""
        if user.holds(Permission.READ_BOARD, on=on):
            return self
        return self.filter(pk__in=Seat.objects.of(user, on=on).values("board"))

    def open_to_public(self, *, on: date) -> Self:
        """Limit to boards in being whose agendas and papers everybody may read (ToR 6.10)."""
        return self.meeting().on(on).filter(public_access=Board.PublicAccess.OPEN)

    def known_to_public(self, *, on: date) -> Self:
        """Limit to boards of which the public may know: a closed one is not there for them."""
        return self.meeting().on(on).exclude(public_access=Board.PublicAccess.CLOSED)


class Board(Period):
    """Any body that meets: the board itself, its Executive, the PMG, sub-groups, parallel boards."""

    class Kind(models.TextChoices):
        BOARD = "board", "Board"
        EXECUTIVE = "executive", "Executive (agenda planning)"
        PERFORMANCE_GROUP = "performance_group", "Performance Management Group"
        SUB_GROUP = "sub_group", "Sub-group"
        PARALLEL = "parallel_board", "Parallel board (receives information)"

    class PublicAccess(models.TextChoices):
        OPEN = "open", "Open: agendas and papers are published"
        ON_REQUEST = "on_request", "On request: the public copy is handed out when asked for"
        CLOSED = "closed", "Closed: nothing is given to the public"

    class AgreementRule(models.TextChoices):
        ONE = "one", "One chair agrees for all"
        ALL = "all", "Every chair agrees"

    class ReportTemplate(models.TextChoices):
        SHORT = "short", "Partnership report (purpose, links, background, decision, next steps)"
        COUNCIL = "council", "Council report (with comments of finance, legal, equalities, procurement)"

    name = models.CharField(max_length=150, unique=True)
    short_name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField("name in web addresses", max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.BOARD)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_groups",
        verbose_name="reports to",
    )
    purpose = models.TextField(blank=True)

    # Rules (ToR 5 to 7): per board, in the secretary's hands.
    meetings_per_year = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(53)])
    usual_place = models.CharField(max_length=200, blank=True)
    usual_minutes = models.PositiveSmallIntegerField(
        "usual length in minutes", default=120, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    notice_working_days = models.PositiveSmallIntegerField(
        "notice of papers in working days", default=5, validators=[MaxValueValidator(60)]
    )
    notice_is_clear = models.BooleanField(
        "clear days (neither the day of sending nor the day of meeting counts)", default=False
    )
    papers_lead_working_days = models.PositiveSmallIntegerField(
        "papers are due this many working days before circulation",
        default=3,
        validators=[MaxValueValidator(60)],
    )
    agreement_lead_working_days = models.PositiveSmallIntegerField(
        "the chairs agree the agenda this many working days before circulation",
        default=1,
        validators=[MaxValueValidator(60)],
    )
    agreement_rule = models.CharField(
        "which chairs agree the agenda", max_length=10, choices=AgreementRule, default=AgreementRule.ONE
    )
    executive_lead_days = models.PositiveSmallIntegerField(
        "Executive meets at the latest this many days before", null=True, blank=True
    )
    performance_group_lead_days = models.PositiveSmallIntegerField(
        "Performance Management Group meets at the latest this many days before", null=True, blank=True
    )
    quorum_chairs = models.PositiveSmallIntegerField("chairs needed for a quorum", default=1)
    quorum_sectors = ArrayField(
        models.CharField(max_length=30, choices=Sector),
        default=list,
        blank=True,
        verbose_name="sectors that must each be represented for a quorum",
    )
    missed_representation_limit = models.PositiveSmallIntegerField(
        "meetings in a row without representation before the chair is told", default=3
    )
    may_substitute_beside_own_seat = models.BooleanField(
        "somebody with a voting seat may also stand in for another", default=False
    )
    takes_votes = models.BooleanField("decisions may be put to the vote", default=False)
    substitutes_vote = models.BooleanField("substitutes vote", default=True)
    chair_has_casting_vote = models.BooleanField("the chair has a casting vote on a tie", default=True)
    next_minute_number = models.PositiveIntegerField(default=1)
    # How minutes and decisions are numbered is in `meetings.numbering`.
    number_restart = models.CharField(
        "when numbers begin again", max_length=20, choices=Restart, default=Restart.NEVER
    )
    number_prefix = models.CharField("prefix of numbers", max_length=20, blank=True)
    minute_pattern = models.CharField("pattern of minutes' numbers", max_length=40, default="{number}")
    decision_pattern = models.CharField(
        "pattern of decisions' references", max_length=40, default="{board} D{number}"
    )
    next_decision_number = models.PositiveIntegerField(default=1)
    public_access = models.CharField(max_length=20, choices=PublicAccess, default=PublicAccess.ON_REQUEST)
    report_template = models.CharField(max_length=20, choices=ReportTemplate, default=ReportTemplate.SHORT)
    usual_marking = models.CharField(max_length=30, choices=Marking, blank=True, default=Marking.NONE)

    contact_name = models.CharField("secretariat contact", max_length=120, blank=True)
    contact_position = models.CharField(max_length=150, blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_address = models.TextField(blank=True)

    objects = BoardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [starts_before_it_ends("board_starts_before_it_ends")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:board_detail", args=[self.slug])

    @property
    def holds_meetings(self) -> bool:
        return self.kind != self.Kind.PARALLEL

    @property
    def answering(self) -> "Board":
        """Give the board whose secretariat the public turns to: this one, or the next above that names a contact."""
        found: Board = self
        while not (
            found.contact_name or found.contact_telephone or found.contact_email or found.contact_address
        ):
            if found.parent is None:
                return self
            found = found.parent
        return found

    def with_all_below(self) -> frozenset[int]:
        """Find the keys of this board and of every group that reports to it, near or far."""
        found: frozenset[int] = frozenset({self.pk})
        while new := set(Board.objects.filter(parent__in=found).values_list("pk", flat=True)) - found:
            found |= new
        return found

    def roles_of(self, user: "User", *, on: date) -> frozenset[Role]:
        """
        Name what this person is on this board on the day, by seats alone.

        A page's policies ask several times, so the answer is kept until the board is read again.
        """
        if (user.pk, on) not in self._roles_of:
            held = Seat.objects.filter(board=self).on(on)
            sits = held.filter(holders__in=user.seats_held.on(on)).values_list("board_role")
            stands_in = held.filter(deputies__in=user.seats_deputised.on(on)).values_list(models.Value(""))
            # One statement for both; an empty place is a deputy's.
            found = sits.order_by().union(stands_in.order_by())
            self._roles_of[user.pk, on] = frozenset(
                BoardRole(place).role if place else Role.DEPUTY for (place,) in found
            )
        return self._roles_of[user.pk, on]

    @cached_property
    def _roles_of(self) -> dict[tuple[int, date], frozenset[Role]]:
        return {}

    def carries(self, permission: Permission, user: "User", *, on: date) -> bool:
        """Test whether a seat on this board, or a duty in the portal, gives the person the permission."""
        return user.holds(permission, on=on) or bool(self.roles_of(user, on=on) & roles_carrying(permission))


class BoardRole(models.TextChoices):
    """What a seat is on its board (ToR 6.8, 6.9)."""

    CO_CHAIR = "co_chair", "Co-chair"
    MEMBER = "member", "Member"
    CO_OPTED = "co_opted", "Co-opted member"
    ADVISER = "supporting_adviser", "Supporting adviser"
    EX_OFFICIO = "ex_officio", "Ex-officio"
    SECRETARIAT = "secretariat", "Secretariat"

    @property
    def role(self) -> Role:
        """The row of the table of roles that this kind of seat stands for."""
        return {
            BoardRole.CO_CHAIR: Role.CO_CHAIR,
            BoardRole.MEMBER: Role.BOARD_MEMBER,
            BoardRole.CO_OPTED: Role.BOARD_MEMBER,
        }.get(self, Role.SUPPORTING_ADVISER)


class SeatQuerySet(PeriodQuerySet):
    def held_by(self, user: "User", *, on: date) -> Self:
        """Limit to seats in which the person sits on the day; standing in for somebody does not count."""
        return self.on(on).filter(holders__in=user.seats_held.on(on))

    def of(self, user: "User", *, on: date) -> Self:
        """Limit to seats in which the person sits, or stands in, on the day."""
        return self.on(on).filter(
            Q(holders__in=user.seats_held.on(on)) | Q(deputies__in=user.seats_deputised.on(on))
        )

    def with_people(self, *, on: date) -> Self:
        """Fetch organisation, holder and deputies of the day along, as `seat.holders_then`, `seat.deputies_then`."""
        return self.select_related("organisation").prefetch_related(
            models.Prefetch(
                "holders", SeatHolder.objects.on(on).select_related("person"), to_attr="holders_then"
            ),
            models.Prefetch(
                "deputies", SeatDeputy.objects.on(on).select_related("person"), to_attr="deputies_then"
            ),
        )


class Seat(Period):
    """A place on a board held by an organisation or an office, whoever sits in it."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    office = models.CharField(max_length=150)
    board_role = models.CharField(
        "place on the board", max_length=20, choices=BoardRole, default=BoardRole.MEMBER
    )
    is_voting = models.BooleanField("votes", default=True)
    is_on_request = models.BooleanField("attends on request", default=False)
    group = models.CharField("heading in the membership list", max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    # Set by `with_people(on=...)`.
    holders_then: "list[SeatHolder]"
    deputies_then: "list[SeatDeputy]"

    objects = SeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [starts_before_it_ends("seat_starts_before_it_ends")]

    def __str__(self) -> str:
        return f"{self.office}, {self.organisation.short_name}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:seat_detail", args=[self.board.slug, self.pk])


class SeatHolder(Period):
    """A person sitting in a seat for a time; one at a time."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats_held")

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            starts_before_it_ends("seat_holder_starts_before_it_ends"),
            one_at_a_time(
                "seat",
                name="seat_holder_one_at_a_time",
                message="Somebody else sits in this seat during those dates. End their time in it first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.seat.office}"


class SeatDeputy(Period):
    """A person named to stand in for whoever holds the seat (ToR 6.5)."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="deputies")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats_deputised"
    )

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on"]
        verbose_name_plural = "seat deputies"
        constraints = [starts_before_it_ends("seat_deputy_starts_before_it_ends")]

    def __str__(self) -> str:
        return f"{self.person}, deputy for {self.seat.office}"


class ClosureDay(models.Model):
    """A day on which the secretariat is closed though it is no bank holiday."""

    closed_on = models.DateField("day", unique=True)
    reason = models.CharField(max_length=200)

    history = HistoricalRecords()

    class Meta:
        ordering = ["closed_on"]

    def __str__(self) -> str:
        return self.reason


class MeetingKind(models.TextChoices):
    """Kinds of meeting a board's year is made of (ToR 5)."""

    ORDINARY = "ordinary", "Ordinary meeting"
    CONFERENCE = "conference", "Half-day conference"
    EXTRAORDINARY = "extraordinary", "Extraordinary meeting"


class AgendaTemplate(models.Model):
    """The standing items with which an agenda of one kind of meeting begins."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="agenda_templates")
    meeting_kind = models.CharField(max_length=20, choices=MeetingKind, default=MeetingKind.ORDINARY)

    history = HistoricalRecords()

    class Meta:
        ordering = ["board", "meeting_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "meeting_kind"],
                name="agenda_template_one_for_each_kind",
                violation_error_message="This board already has a template for that kind of meeting.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.board.short_name}: {self.get_meeting_kind_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:template_detail", args=[self.board.slug, self.meeting_kind])


class Purpose(models.TextChoices):
    """What the board is asked to do with an item."""

    PROCEDURE = "procedure", "Procedure"
    DECIDE = "decide", "To decide"
    DISCUSS = "discuss", "To discuss"
    NOTE = "note", "To note"


class TemplateItem(models.Model):
    """
    One standing item of a template.

    `section` is the name used while building; `heading` is printed, and blank prints none.
    `wording` may point at another item of the same template by its key: `[[item:urgent-business]]`.
    """

    template = models.ForeignKey(AgendaTemplate, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    section = models.CharField(max_length=80)
    heading = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    wording = models.TextField(blank=True)
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.PROCEDURE)
    minutes_allotted = models.PositiveSmallIntegerField(default=0)
    generated_paper = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "key"],
                name="template_item_key_once_in_a_template",
                violation_error_message="Another item of this template already has that key.",
            )
        ]

    def __str__(self) -> str:
        return self.title
