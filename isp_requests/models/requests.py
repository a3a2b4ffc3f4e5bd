"""A request for information (part A) and the people concerned."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from csp_portal.accounts.models import Organisation
from isp_requests.models.before_asking import GuideAnswer
from isp_requests.models.editions import HandlingMarking, ProtocolEdition, Urgency, kept_months
from isp_requests.models.participation import Participation, TakesPartQuerySet
from isp_requests.states import sharing_request as states
from isp_requests.states import words
from isp_requests.states.words import SeatOfSight

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class SharingRequestQuerySet(models.QuerySet["SharingRequest"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to requests that this person takes part in; to others a request does not exist."""
        return self.filter(pk__in=Participation.objects.of(user, on=on).values("sharing_request"))

    def acted_for_by(self, user: "User", *, on: date) -> Self:
        """Limit to requests that this person made or took over; reading one in an emergency is neither."""
        rows = Participation.objects.of(user, on=on).filter(person=user, seat=SeatOfSight.REQUESTER)
        return self.filter(pk__in=rows.values("sharing_request"))

    def made_by(self, user: "User") -> Self:
        return self.filter(requested_by=user)

    def newest_first(self) -> Self:
        return self.order_by("-begun_at", "reference")


class SharingRequest(models.Model):
    """
    What one officer asks of one or more organisations.

    Nothing here says who it is about: that is sealed. The reference is drawn by chance, so that it tells
    nobody how many requests there are. The requester's place and contacts are copied when it is sent.
    """

    TRANSITIONS = states.TRANSITIONS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.SlugField(max_length=20, unique=True)
    state = models.CharField(max_length=20, choices=states.State, default=states.State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests_made"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requests_made")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    edition = models.ForeignKey(ProtocolEdition, on_delete=models.PROTECT, null=True, related_name="requests")
    guide_answer = models.ForeignKey(
        GuideAnswer, on_delete=models.PROTECT, null=True, related_name="requests"
    )
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="renewals")

    requester_name = models.CharField(max_length=120, blank=True)
    requester_position = models.CharField(max_length=150, blank=True)
    requester_department = models.CharField("department", max_length=150, blank=True)
    requester_address = models.CharField("address", max_length=300, blank=True)
    requester_telephone = models.CharField("telephone", max_length=30, blank=True)
    requester_email = models.EmailField("e-mail address", blank=True)

    marking = models.CharField(
        max_length=30, choices=HandlingMarking, default=HandlingMarking.OFFICIAL_SENSITIVE
    )
    urgency = models.CharField(max_length=20, choices=Urgency, default=Urgency.STANDARD)
    needed_by = models.DateField(null=True)
    kinds = models.JSONField("types of information", default=list)
    # What the law calls them; worked out from the types.
    data_kinds = models.JSONField("kinds of data in law", default=list)
    depersonalised_would_do = models.BooleanField(null=True)
    purposes = models.JSONField("legitimate purpose", default=list)
    public_interests = models.JSONField("public interest", default=list)
    agreement = models.CharField(max_length=20, choices=words.Agreement, blank=True)
    not_sought_because = models.CharField(max_length=30, choices=words.NotSought, blank=True)
    person_told = models.CharField(max_length=10, choices=words.Told, blank=True)
    # The entries of the legal catalogue as they stood when they were chosen.
    grounds = models.JSONField("legal grounds", default=list)
    needs_declared = models.JSONField("needs of the law that the requester declares met", default=list)
    # PCSC Act 2022 ss44A-44F: police asking about a victim answer questions of their own.
    is_victim_request = models.BooleanField("information about a victim, for an investigation", default=False)
    asks_counselling = models.BooleanField("asks for records of counselling", default=False)
    is_urgent_record = models.BooleanField("urgent disclosure recorded afterwards", default=False)

    sent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # From this day on, what is still sealed of it is destroyed, unless a legal hold stands.
    destroy_on = models.DateField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    objects = SharingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[states.State.DRAFT, states.State.DISCARDED], sent_at__isnull=True)
                | Q(sent_at__isnull=False)
                & ~Q(state__in=[states.State.DRAFT, states.State.DISCARDED])
                & ~Q(requester_name=""),
                name="sharing_request_sent_with_its_requester",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("isp_requests:request_detail", args=[self.reference])

    @property
    def kept_months(self) -> int:
        """For how many months its sealed words are kept once it has ended."""
        return kept_months(self.edition)

    @property
    def is_sensitive(self) -> bool:
        return self.marking != HandlingMarking.OFFICIAL


class Concerned(models.Model):
    """A person concerned. Who that is stands in the sealed section `person`; here is only what rules need."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="people")
    asked = models.ForeignKey("isp_requests.Asked", on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    roles = models.JSONField(default=list)
    is_child = models.BooleanField(default=False)
    has_safe_address = models.BooleanField("something must be kept from somebody", default=False)
    taken_out_at = models.DateTimeField(null=True)

    objects = TakesPartQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "people concerned"
        constraints = [
            models.UniqueConstraint(fields=["sharing_request", "number"], name="concerned_numbered_once"),
            models.CheckConstraint(condition=Q(asked__isnull=True), name="concerned_belongs_to_the_request"),
        ]

    def __str__(self) -> str:
        return f"Person {self.number}"

    @property
    def role_labels(self) -> list[str]:
        return [str(words.PersonRole(role).label) for role in self.roles]
