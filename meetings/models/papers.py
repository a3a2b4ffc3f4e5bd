"""What is read under an item: reports written here, uploads, and sections the portal writes itself."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.documents.models import Marking, StoredFile
from meetings.models.agendas import AgendaItem, Restriction, new_key
from meetings.models.meetings import Meeting
from meetings.states import paper as states

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class PaperQuerySet(models.QuerySet["Paper"]):
    def standing(self) -> Self:
        """Limit to papers that belong to the agenda; withdrawn ones, and those of withdrawn items, stay on record."""
        return self.exclude(state=states.State.WITHDRAWN).filter(agenda_item__withdrawn_at__isnull=True)

    def readable_by(self, user: "User", *, on: date) -> Self:
        """Limit to papers that no restriction keeps from this person."""
        open_to_them = Restriction.objects.open_to(user, on=on).values("pk")
        return self.filter(
            Q(restriction__isnull=True)
            | Q(restriction__lifted_at__isnull=False)
            | Q(restriction__in=open_to_them),
            Q(agenda_item__restriction__isnull=True)
            | Q(agenda_item__restriction__lifted_at__isnull=False)
            | Q(agenda_item__restriction__in=open_to_them),
        )

    def in_order(self) -> Self:
        return self.order_by(
            "agenda_item__section__position",
            "agenda_item__section__pk",
            "agenda_item__position",
            "position",
            "pk",
        )


class Paper(models.Model):
    """One paper under one item; what it says is in its versions."""

    TRANSITIONS = states.TRANSITIONS

    class Kind(models.TextChoices):
        REPORT = "report", "Report written here"
        UPLOAD = "upload", "Uploaded file"
        GENERATED = "generated", "Written by the portal"

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    key = models.SlugField(max_length=40, unique=True, default=new_key)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    generator = models.CharField(max_length=40, blank=True)
    report_of = models.CharField("report of", max_length=150, blank=True)
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers_to_write",
    )
    # What was agreed with the author; blank means the day that the timetable of the meeting gives.
    due_on = models.DateField("due on", null=True, blank=True)
    instructions = models.TextField("what is asked for", blank=True)
    state = models.CharField(max_length=20, choices=states.State, default=states.State.DRAFT)
    marking = models.CharField(max_length=30, choices=Marking, blank=True, default=Marking.NONE)
    restriction = models.OneToOneField(
        Restriction, on_delete=models.PROTECT, null=True, blank=True, related_name="paper"
    )

    objects = PaperQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=states.State.values), name="paper_state_is_known"),
            models.CheckConstraint(
                condition=(Q(kind="generated") & ~Q(generator="")) | (~Q(kind="generated") & Q(generator="")),
                name="paper_generated_names_its_generator",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:paper_detail", args=[self.agenda_item.meeting.reference, self.key])

    @property
    def meeting(self) -> Meeting:
        return self.agenda_item.meeting

    def restrictions(self) -> list[Restriction]:
        """List what keeps this paper to some seats: its own restriction and its item's, while in force."""
        both = (self.restriction, self.agenda_item.restriction)
        return [r for r in both if r is not None and r.is_in_force]

    def latest(self) -> "PaperVersion | None":
        return self.versions.order_by("-number").first()


class PaperStep(models.Model):
    """One thing that happened between a paper's author and the secretariat. Rows are only added."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked for"
        CHASED = "chased", "Chased"
        SUBMITTED = "submitted", "Submitted"
        SENT_BACK = "sent_back", "Sent back"
        CLEARED = "cleared", "Cleared for the pack"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="sent_back", text=""), name="paper_step_sent_back_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.paper}"


class PaperVersion(models.Model):
    """
    What a paper said at one time; never changed.

    A report keeps its words in `body`: a list of {"key", "heading", "text"}, text in Markdown.
    An upload keeps the file as it came and the cleaned PDF made of it. `findings` are sentences for the
    secretary, as {"page", "code", "sentence"}.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    body = models.JSONField(default=list, blank=True)
    is_landscape = models.BooleanField("print on landscape pages", default=False)
    filename = models.CharField(max_length=255, blank=True)
    original = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    findings = models.JSONField(default=list, blank=True)
    is_tagged = models.BooleanField(default=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_number_once_in_a_paper"),
            models.CheckConstraint(
                condition=Q(original__isnull=True) | Q(pdf__isnull=False),
                name="paper_version_upload_has_its_pdf",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}, version {self.number}"


class PaperDraft(models.Model):
    """What a person is writing and has not saved yet, kept by the browser's autosave."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="paper_drafts"
    )
    based_on = models.PositiveIntegerField("number of the version it began from", default=0)
    body = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "person"], name="paper_draft_one_for_each_person")
        ]

    def __str__(self) -> str:
        return f"{self.person}'s draft of {self.paper}"
