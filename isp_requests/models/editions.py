"""Editions of the protocol: their text, parties, signatures, reply times and the forms' wording (ISP 1.2, 7, appendix A)."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Organisation
from csp_portal.core.constraints import all_or_none
from isp_requests import clocks
from isp_requests.clocks import WorkingTime
from isp_requests.models.gateways import LegalGateway
from isp_requests.states import edition as states
from meetings.models import AgendaItem

# The parties sign within this many months of the board's endorsement.
SIGNING_MONTHS = 3


class HandlingMarking(models.TextChoices):
    """What may stand on what is shared. RESTRICTED ended in 2014 and is kept for records of 2016; SECRET is refused."""

    OFFICIAL = "official", "OFFICIAL"
    OFFICIAL_SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"
    RESTRICTED = "restricted", "RESTRICTED"


MARKINGS_OF_TODAY = (HandlingMarking.OFFICIAL, HandlingMarking.OFFICIAL_SENSITIVE)


class Urgency(models.TextChoices):
    """How soon an answer is needed; each edition says how long that gives."""

    STANDARD = "standard", "Standard"
    PRIORITY = "priority", "Priority"
    URGENT = "urgent", "Urgent: somebody may come to harm"


class ProtocolEditionQuerySet(models.QuerySet["ProtocolEdition"]):
    def in_force(self, *, on: date) -> "ProtocolEdition | None":
        """Find the edition under which a new request is made on the day."""
        return (
            self.filter(state=states.State.IN_FORCE, starts_on__lte=on).order_by("-starts_on", "-pk").first()
        )


class ProtocolEdition(models.Model):
    """
    One edition. A request belongs for ever to the edition under which it was made.

    `text` is Markdown; `wording` holds the words of the forms and of the conditions by key.
    """

    TRANSITIONS = states.TRANSITIONS

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField("name in web addresses", max_length=60, unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=states.State, default=states.State.DRAFT)
    starts_on = models.DateField("in force from", null=True, blank=True)
    ends_on = models.DateField("last day in force", null=True, blank=True)
    review_on = models.DateField("due for review on", null=True, blank=True)
    marking = models.CharField("usual marking", max_length=30, choices=HandlingMarking)
    markings = models.JSONField("markings that may be chosen", default=list)
    kept_months = models.PositiveSmallIntegerField(
        "months for which the sealed words of a request, a breach or a complaint are kept once it has ended",
        default=12,
    )
    text = models.TextField(blank=True)
    conditions = models.TextField("conditions that an officer accepts", blank=True)
    wording = models.JSONField(default=dict)
    gateways = models.ManyToManyField(
        LegalGateway,
        blank=True,
        related_name="editions",
        verbose_name="the edition's own list of legal bases",
    )
    endorsed_item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="endorsed_editions"
    )
    endorsed_on = models.DateField(null=True, blank=True)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ProtocolEditionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[gateways])

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=states.State.values), name="edition_state_is_known"),
            all_or_none("endorsed_by", "endorsed_on", name="edition_endorsed_by_and_on"),
            models.CheckConstraint(
                condition=Q(state__in=[states.State.DRAFT, states.State.ENDORSED])
                | Q(starts_on__isnull=False, endorsed_on__isnull=False),
                name="edition_in_force_was_endorsed_and_has_a_first_day",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=states.State.IN_FORCE),
                name="edition_one_in_force",
                violation_error_message="Another edition is in force. It is superseded when this one comes into force.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("isp_requests:edition_detail", args=[self.slug])

    def allowed(self, urgency: str) -> WorkingTime:
        """
        Tell how much working time an answer may take.

        :raises ReplyTime.DoesNotExist: if the edition says nothing about that urgency
        """
        return WorkingTime(self.reply_times.get(urgency=urgency).minutes)

    @property
    def sign_by(self) -> date | None:
        """The last day on which parties sign: three months after the endorsement."""
        if self.endorsed_on is None:
            return None
        return clocks.months_later(self.endorsed_on, SIGNING_MONTHS)

    def is_due_for_review(self, *, on: date) -> bool:
        return self.state == states.State.IN_FORCE and self.review_on is not None and self.review_on <= on

    @property
    def is_open_to_change(self) -> bool:
        return self.state == states.State.DRAFT


def usual_marking(edition: ProtocolEdition | None) -> str:
    """How something is marked unless somebody chooses otherwise, by its edition (ISP 9.5)."""
    return edition.marking if edition is not None else HandlingMarking.OFFICIAL_SENSITIVE


def markings_of(edition: ProtocolEdition | None) -> Sequence[str]:
    """Name the markings that may be chosen under an edition; one that names none has those of today."""
    return (edition.markings if edition is not None else None) or MARKINGS_OF_TODAY


def kept_months(edition: ProtocolEdition | None) -> int:
    """For how many months sealed words are kept once what they belong to has ended, by its edition (ISP 10.3)."""
    if edition is not None:
        return edition.kept_months
    return int(ProtocolEdition._meta.get_field("kept_months").default)


class ReplyTime(models.Model):
    """How much working time an answer may take, in minutes; a working day has eight hours."""

    edition = models.ForeignKey(ProtocolEdition, on_delete=models.PROTECT, related_name="reply_times")
    urgency = models.CharField(max_length=20, choices=Urgency)
    minutes = models.PositiveIntegerField("working time in minutes")

    history = HistoricalRecords()

    class Meta:
        ordering = ["-minutes"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "urgency"], name="reply_time_once_for_each_urgency"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="reply_time_is_some_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_urgency_display()}: {self.allowed}"

    @property
    def allowed(self) -> WorkingTime:
        return WorkingTime(self.minutes)


class PartyQuerySet(models.QuerySet["Party"]):
    def unsigned(self) -> Self:
        return self.filter(signed_on__isnull=True)


class Party(models.Model):
    """An organisation that is party to an edition, with the office that signs for it (appendix A)."""

    edition = models.ForeignKey(ProtocolEdition, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="protocol_parties")
    signatory_office = models.CharField("office that signs", max_length=150)
    signed_on = models.DateField(null=True, blank=True)
    signed_name = models.CharField("who signed", max_length=150, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = PartyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "organisation"],
                name="party_once_in_an_edition",
                violation_error_message="That organisation is a party to this edition already.",
            ),
            all_or_none("recorded_by", "recorded_at", "signed_on", name="party_signed_recorded_by_and_at"),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | ~Q(signed_name=""), name="party_signed_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.signatory_office}"

    @property
    def has_signed(self) -> bool:
        return self.signed_on is not None


class Guidance(models.Model):
    """Words that an information governance lead keeps for pages of this app, as Markdown: what to do in danger now."""

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=150)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["key"]
        verbose_name_plural = "guidance"

    def __str__(self) -> str:
        return self.title
