"""Packs: the building of one, and what was built, which never changes."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.roles import Permission
from csp_portal.core.constraints import all_or_none
from csp_portal.documents.models import Marking, StoredFile
from meetings.models.agendas import AgendaItem, Restriction
from meetings.models.meetings import Meeting
from meetings.models.papers import Paper, PaperVersion
from meetings.states import pack_build as states

if TYPE_CHECKING:
    from csp_portal.accounts.models import User

# A builder writes a sign of life every second or two; silence for this long means that it died.
SILENCE = timedelta(seconds=15)
# A queue whose machine stopped keeps its jobs to itself for eleven minutes; nobody waits that long.
FORGOTTEN = timedelta(seconds=60)


def _as_json(key: str) -> models.Func:
    return models.Func(models.F(key), function="to_jsonb", output_field=models.JSONField())


class PackQuerySet(models.QuerySet["Pack"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """
        Limit to what was published and shows nothing that was restricted since; those who prepare it see all.

        A version never changes, so one that shows what is closed to this person now is closed as a whole.
        """
        if user.holds(Permission.RUN_MEETINGS, on=on):
            return self
        return self._published_without(
            Restriction.objects.in_force().exclude(
                pk__in=Restriction.objects.open_to(user, on=on).values("pk")
            )
        )

    def safe_for_public(self) -> Self:
        """Limit to what was published and whose public copy shows nothing that was restricted since."""
        return self._published_without(Restriction.objects.in_force())

    def _published_without(self, closed: models.QuerySet[Restriction]) -> Self:
        """Limit to published packs none of whose copies shows everybody what is closed by these restrictions."""
        # Asked of each pack in turn: gathered first, it would go through the entries of every pack there is.
        shown_before = PackEntry.objects.filter(
            Q(paper__restriction__in=closed) & ~Q(restrictions__contains=_as_json("paper__restriction_id"))
            | Q(item__restriction__in=closed) & ~Q(restrictions__contains=_as_json("item__restriction_id"))
        )
        return self.published().exclude(Exists(shown_before.filter(pack=OuterRef("pk"))))

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def whole(self) -> Self:
        """Leave out supplements: what is left is a whole agenda with all papers of its day."""
        return self.filter(main__isnull=True)

    def current(self) -> Self:
        """Limit to what is to be read now: of each meeting the newest published pack with its supplements."""
        newest = Pack.objects.whole().published().filter(meeting=OuterRef("meeting")).order_by("-number")
        pk = models.Subquery(newest.values("pk")[:1])
        return self.published().filter(Q(pk=pk) | Q(main=pk))


class Pack(models.Model):
    """One version of a meeting's pack: numbered, dated, and for ever the same."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveIntegerField()
    built_at = models.DateTimeField()
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issue_on = models.DateField("date of issue")
    # What it says, and what templates and styles made it look like: the first alone can make it out of date.
    fingerprint = models.CharField(max_length=64)
    look = models.CharField(max_length=64, blank=True)
    # A supplement belongs to one version of the main pack, and its page numbers go on from there (ToR 6.3).
    main = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supplements"
    )
    supplement_number = models.PositiveSmallIntegerField(null=True, blank=True)
    # As printed on the front sheet: in working days, and why.
    days_late = models.PositiveSmallIntegerField("working days late", default=0)
    lateness_reason = models.TextField("why it goes round late", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    missing_reason = models.TextField("why papers are missing", blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="pack_number_once_in_a_meeting"),
            all_or_none("published_by", "published_at", name="pack_published_by_and_at"),
            all_or_none("main", "supplement_number", name="pack_supplement_of_a_main_pack"),
            # What is read as "Supplement 1" is one document for ever, however often it was built before.
            models.UniqueConstraint(
                fields=["main", "supplement_number"],
                condition=Q(published_at__isnull=False),
                name="pack_supplement_published_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.name[:1].lower()}{self.name[1:]}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:pack_detail", args=[self.meeting.reference, self.number])

    @property
    def name(self) -> str:
        """Say which document of the meeting it is."""
        if self.supplement_number:
            return f"Supplement {self.supplement_number} to the agenda"
        return f"Pack version {self.number}"

    def copy_for(self, open_restrictions: frozenset[int]) -> "PackCopy":
        """
        Choose the copy that shows as much as this reader may see, and nothing more.

        :raises PackCopy.DoesNotExist: never while the public copy is there
        """
        fitting = [c for c in self.copies.all() if set(c.shows) <= open_restrictions]
        return max(fitting, key=lambda copy: (len(copy.shows), copy.kind != PackCopy.Kind.PUBLIC, -copy.pk))

    @property
    def public_copy(self) -> "PackCopy":
        """Give the copy that everybody may read."""
        return next(copy for copy in self.copies.all() if copy.kind == PackCopy.Kind.PUBLIC)


class PackCopy(models.Model):
    """
    One file of a pack: the full one, the public one, or one for readers of some restricted papers.

    Members who see nothing restricted have a copy of their own where a paper says less to the public.
    """

    class Kind(models.TextChoices):
        FULL = "full", "Full copy"
        READERS = "readers", "Copy for named seats"
        MEMBERS = "members", "Copy for all seats"
        PUBLIC = "public", "Public copy"

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="copies")
    kind = models.CharField(max_length=10, choices=Kind)
    # Keys of the restrictions behind which this copy shows; kept as they were, whatever becomes of them.
    shows = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField("sheets in the file")
    is_pdf_ua = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "pack copies"

    def __str__(self) -> str:
        return f"{self.pack}, {self.get_kind_display().lower()}"


class PackEntry(models.Model):
    """
    One line of a pack's manifest: an item without papers, or a paper with its true pages.

    Agenda, bookmarks, browser and minutes all read page ranges from here. `first_page` and `last_page`
    are running numbers; a blank page that follows a paper is counted in `last_page`.
    """

    class Kind(models.TextChoices):
        ITEM = "item", "Item without papers"
        PAPER = "paper", "Paper"
        MISSING = "missing", "Slip for a missing paper"

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="pack_entries")
    item_number = models.PositiveIntegerField()
    item_title = models.CharField(max_length=200)
    item_closed_title = models.CharField(max_length=200, blank=True)
    section_heading = models.CharField(max_length=80, blank=True)
    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="pack_entries"
    )
    paper_version = models.ForeignKey(
        PaperVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="pack_entries"
    )
    paper_title = models.CharField(max_length=200, blank=True)
    marking = models.CharField(max_length=30, choices=Marking, blank=True)
    restrictions = models.JSONField(default=list)
    withheld_because = models.CharField(max_length=300, blank=True)
    first_page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)
    last_text_page = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # Of the paper as the public reads it, where it says less to them.
    public_sha256 = models.CharField(max_length=64, blank=True)
    is_accessible = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "pack entries"
        constraints = [
            models.UniqueConstraint(fields=["pack", "position"], name="pack_entry_position_once_in_a_pack"),
            models.CheckConstraint(
                condition=Q(first_page__isnull=True, last_page__isnull=True)
                | Q(first_page__gte=1, last_page__gte=models.F("first_page")),
                name="pack_entry_pages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_number}. {self.item_title}"

    def is_open_to(self, open_restrictions: frozenset[int]) -> bool:
        return set(self.restrictions) <= open_restrictions

    def carries(self, page: int) -> bool:
        """Tell whether the running number stands on one of its pages."""
        first, last = self.first_page, self.last_page
        return first is not None and last is not None and first <= page <= last

    def sha256_for(self, *, public: bool) -> str:
        """Give the hash of the paper's file in members' copies, or in what the public reads."""
        return (public and self.public_sha256) or self.sha256

    @property
    def pages(self) -> int:
        return (
            0 if self.first_page is None or self.last_page is None else self.last_page - self.first_page + 1
        )


class PackBuildQuerySet(models.QuerySet["PackBuild"]):
    def under_way(self) -> Self:
        return self.filter(state__in=states.ACTIVE_STATES)

    def silent(self, *, at: datetime) -> Self:
        """Limit to builds that say they are running but have shown no sign of life."""
        return self.filter(state=states.State.RUNNING, alive_at__lt=at - SILENCE)

    def forgotten(self, *, at: datetime) -> Self:
        """Limit to builds that have waited so long that the queue may have lost them."""
        return self.filter(state=states.State.QUEUED, alive_at__lt=at - FORGOTTEN)


class PackBuild(models.Model):
    """One request for a pack, and how far it has come. Its progress is in papers."""

    TRANSITIONS = states.TRANSITIONS

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="pack_builds")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    issue_on = models.DateField("date of issue")
    # The pack that a supplement is built for; blank for a whole pack.
    main = models.ForeignKey(
        Pack, on_delete=models.PROTECT, null=True, blank=True, related_name="supplement_builds"
    )
    lateness_reason = models.TextField("why it goes round late", blank=True)
    state = models.CharField(max_length=20, choices=states.State, default=states.State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    runner = models.CharField(max_length=40, blank=True)
    # Real time, not the demonstration's: it is compared with what a worker process sees.
    alive_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=250, blank=True)
    problem = models.TextField(blank=True)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, null=True, blank=True, related_name="builds")

    objects = PackBuildQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(state__in=states.ACTIVE_STATES),
                name="pack_build_one_at_a_time_for_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.State.values), name="pack_build_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Build of the pack of {self.meeting}"

    @property
    def is_under_way(self) -> bool:
        return self.state in states.ACTIVE_STATES


class PackOpening(models.Model):
    """That somebody opened a pack; counted by organisation for the secretariat, never listed by person."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "person"], name="pack_opening_one_for_each_person")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} opened {self.pack}"


class AgendaReading(models.Model):
    """
    What of a meeting's agenda a person has had before them, for telling them what is new; only they see it.

    `seen` holds a digest for each item by its key in the database, of the pages as they were open to them.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agenda_readings"
    )
    seen = models.JSONField(default=dict)
    opened_at = models.DateTimeField("first opened at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="agenda_reading_one_for_each_person")
        ]

    def __str__(self) -> str:
        return f"Reading of {self.meeting}"
