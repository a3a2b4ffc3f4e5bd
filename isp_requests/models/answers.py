"""The answer of each organisation asked (part B): questions, decisions, disclosures, files."""

import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localtime

from csp_portal.accounts.models import Organisation
from csp_portal.core.constraints import all_or_none
from isp_requests import clocks
from isp_requests.models.editions import HandlingMarking
from isp_requests.models.participation import Participation, TakesPartQuerySet
from isp_requests.models.requests import SharingRequest
from isp_requests.states import answer as states
from isp_requests.states import words

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class AskedQuerySet(models.QuerySet["Asked"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to answers that this person takes part in: one's own, or all of a request one's side made."""
        rows = Participation.objects.of(user, on=on)
        requester_side = rows.filter(asked__isnull=True).values("sharing_request")
        return self.filter(Q(sharing_request__in=requester_side) | Q(pk__in=rows.values("asked")))

    def open(self) -> Self:
        return self.exclude(state__in=states.ENDED_STATES)


class Asked(models.Model):
    """One organisation asked, with its own answer. Until the request is sent it is only named here."""

    TRANSITIONS = states.TRANSITIONS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="asked")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requests_received")
    state = models.CharField(max_length=20, choices=states.State, default=states.State.RECEIVED)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="answers_allocated"
    )
    received_at = models.DateTimeField(null=True)
    allocated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        verbose_name_plural = "organisations asked"
        constraints = [
            models.UniqueConstraint(
                fields=["sharing_request", "organisation"], name="asked_each_organisation_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=states.State.ALLOCATED) | Q(officer__isnull=False),
                name="asked_allocated_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sharing_request_id}, {self.organisation_id}"

    def get_absolute_url(self) -> str:
        return reverse(
            "isp_requests:answer_detail", args=[self.sharing_request.reference, self.organisation.slug]
        )

    @property
    def is_sensitive(self) -> bool:
        """Whether the request or anything decided is marked above OFFICIAL."""
        above = self.decisions.exclude(marking=HandlingMarking.OFFICIAL)
        return self.sharing_request.is_sensitive or above.exists()

    def spent(self, *, until: datetime, closed: Collection[date]) -> timedelta:
        """Count the working time that the answer has taken, without questions to the requester (ISP 9.2)."""
        if self.received_at is None:
            return timedelta()
        paused = [(each.asked_at, each.answered_at) for each in self.questions.all()]
        return clocks.spent(self.received_at, until=until, paused=paused, closed=closed)

    @property
    def standing_decision(self) -> "Decision | None":
        return self.decisions.filter(superseded_at__isnull=True).first()


class OfAnswer(models.Model):
    """What belongs to one organisation's answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, related_name="%(class)ss")

    objects = TakesPartQuerySet.as_manager()

    class Meta:
        abstract = True


class Question(OfAnswer):
    """A question to the requester; the clock stands still until it is answered. The words are sealed."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            all_or_none("answered_by", "answered_at", name="question_answered_by_and_at"),
            models.UniqueConstraint(
                fields=["asked"], condition=Q(answered_at__isnull=True), name="question_one_open_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Question of {self.asked_at:%d %B %Y}"


class Decision(OfAnswer):
    """
    A decision of one organisation: a row that is added, never a field that is overwritten.

    It holds what appendix G 9 wants of it (a-i); summary, reasons and conditions are sealed in the
    section `decision`. The requester's name and title are copied, so that the record stands by itself.
    """

    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=states.Outcome)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requester_name = models.CharField(max_length=120)
    requester_position = models.CharField(max_length=150)
    requester_organisation = models.CharField(max_length=200)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    second_authoriser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    authorised_at = models.DateTimeField(null=True)
    is_with_consent = models.BooleanField()
    person_told = models.CharField(max_length=10, choices=words.Told)
    kinds = models.JSONField("types of information", default=list)
    grounds = models.JSONField("legal grounds", default=list)
    assurances = models.JSONField("made sure of (ISP 9.3)", default=list)
    is_welfare_weighed = models.BooleanField(
        "weighed the person's safety and welfare (ISP 9.1)", default=False
    )
    delivery = models.CharField(max_length=20, choices=words.Delivery, blank=True)
    marking = models.CharField(max_length=30, choices=HandlingMarking)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["asked", "number"], name="decision_numbered_once"),
            models.UniqueConstraint(
                fields=["asked"], condition=Q(superseded_at__isnull=True), name="decision_one_stands"
            ),
            # ISP 9: the holder decides, and never the person who asked.
            models.CheckConstraint(
                condition=~Q(decided_by=F("requested_by")), name="decision_not_by_the_requester"
            ),
            models.CheckConstraint(
                condition=Q(second_authoriser__isnull=True)
                | ~Q(second_authoriser=F("decided_by")) & ~Q(second_authoriser=F("requested_by")),
                name="decision_by_two_people_where_by_two",
            ),
            models.CheckConstraint(
                condition=Q(authorised_at__isnull=True) | Q(second_authoriser__isnull=False),
                name="decision_authorised_by_somebody",
            ),
            # ISP 8.3.2: ordinary e-mail and fax are not ways of disclosing.
            models.CheckConstraint(
                condition=~Q(delivery__in=words.INSECURE_DELIVERIES), name="decision_delivered_securely"
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.number}"

    @property
    def is_complete(self) -> bool:
        """Whether nobody else has to authorise it."""
        return self.second_authoriser_id is None or self.authorised_at is not None

    @property
    def decider_position(self) -> str:
        """The post that whoever decided held on that day (appendix B, part B)."""
        day = localtime(self.decided_at).date()
        place = self.decided_by.memberships.on(day).filter(organisation=self.asked.organisation_id).first()
        return place.position if place else ""

    @property
    def decider(self) -> str:
        """Who decided, with the post held on that day, as the paper form has it (appendix B, part B)."""
        parts = (self.decided_by.full_name, self.decider_position, str(self.asked.organisation))
        return ", ".join(part for part in parts if part)

    @property
    def discloses(self) -> bool:
        return self.outcome in states.DISCLOSING_OUTCOMES


class Disclosure(OfAnswer):
    """Something handed over under a decision; what it says is sealed in the section `disclosed`."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="disclosures")
    number = models.PositiveSmallIntegerField()
    delivery = models.CharField(max_length=20, choices=words.Delivery)
    supplied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supplied_at = models.DateTimeField()
    receipt_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    receipt_confirmed_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    ending = models.CharField("returned or destroyed", max_length=20, choices=words.Ending, blank=True)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    certified_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["asked", "number"], name="disclosure_numbered_once"),
            all_or_none("receipt_confirmed_by", "receipt_confirmed_at", name="disclosure_receipt_by_and_at"),
            all_or_none("certified_by", "certified_at", name="disclosure_certified_by_and_at"),
            models.CheckConstraint(
                condition=Q(certified_at__isnull=True, ending="")
                | Q(certified_at__isnull=False) & ~Q(ending=""),
                name="disclosure_certified_as_something",
            ),
            models.CheckConstraint(
                condition=~Q(delivery__in=words.INSECURE_DELIVERIES), name="disclosure_delivered_securely"
            ),
        ]

    def __str__(self) -> str:
        return f"Disclosure {self.number}"


class SharedFile(models.Model):
    """
    A cleaned file of a request or of a disclosure; its content and its name are sealed.

    `asked` is empty for a file of the request. `size` is in bytes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="files")
    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, null=True, related_name="files")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, null=True, related_name="files")
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True)

    objects = TakesPartQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(disclosure__isnull=True) | Q(asked__isnull=False), name="shared_file_of_an_answer"
            )
        ]

    def __str__(self) -> str:
        return f"File of {self.added_at:%d %B %Y}"
