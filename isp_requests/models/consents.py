"""Consent of the people concerned, kept apart from the lawful basis (ISP 5, appendix B's consent form)."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from isp_requests.models.answers import SharedFile
from isp_requests.models.participation import TakesPartQuerySet
from isp_requests.models.requests import Concerned, SharingRequest
from isp_requests.states import words
from isp_requests.states.consent import Happened, Standing


class ConsentQuerySet(TakesPartQuerySet):
    def with_events(self) -> "ConsentQuerySet":
        return self.select_related("concerned", "sharing_request").prefetch_related("events")


class Consent(models.Model):
    """
    That a person concerned, or who may decide for them, agreed; the words are sealed in the section `consent`.

    `organisations` are the keys of those that may disclose by it to the requester's organisation. A later
    consent of the same person stands in place of the earlier one, which is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="consents")
    asked = models.ForeignKey("isp_requests.Asked", on_delete=models.PROTECT, null=True, related_name="+")
    concerned = models.ForeignKey(Concerned, on_delete=models.PROTECT, related_name="consents")
    number = models.PositiveSmallIntegerField()
    giver = models.CharField("given by", max_length=20, choices=words.Giver)
    how_taken = models.CharField(max_length=20, choices=words.HowTaken)
    scan = models.OneToOneField(SharedFile, on_delete=models.PROTECT, null=True, related_name="consent")
    kinds = models.JSONField("types of information", default=list)
    organisations = models.JSONField("who may disclose", default=list)
    given_on = models.DateField()
    ends_on = models.DateField("last day", null=True)
    witnessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sharing_request", "number"], name="consent_numbered_once"),
            models.CheckConstraint(condition=Q(asked__isnull=True), name="consent_belongs_to_the_request"),
            models.CheckConstraint(
                condition=Q(how_taken=words.HowTaken.SIGNED, scan__isnull=False)
                | Q(how_taken=words.HowTaken.SPOKEN, scan__isnull=True),
                name="consent_signed_with_its_scan",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("given_on")),
                name="consent_given_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"Consent {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("isp_requests:consent_detail", args=[self.sharing_request.reference, self.number])

    @property
    def is_given_by_the_person(self) -> bool:
        return self.giver == words.Giver.PERSON

    @property
    def witness_position(self) -> str:
        """The posts that the witness held on the day on which it was given, of whichever side (consent form)."""
        held = self.witnessed_by.memberships.on(self.given_on).values_list("position", flat=True)
        return ", ".join(held)

    def event(self, kind: str) -> "ConsentEvent | None":
        """Find what happened to it of this kind; fetch events along."""
        return next((event for event in self.events.all() if event.kind == kind), None)

    def standing(self, *, on: date) -> Standing:
        """Work out what it is worth on a day: it lasts until it is taken back or past its last day."""
        if self.event(Happened.WITHDRAWN):
            return Standing.WITHDRAWN
        if self.ends_on is not None and self.ends_on < on:
            return Standing.ENDED
        return Standing.STANDS


class ConsentEvent(models.Model):
    """Something that happened to a consent: a row that is only ever added. Its words are sealed in `why`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey("isp_requests.Asked", on_delete=models.PROTECT, null=True, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Happened)
    grounds = models.JSONField("legal grounds in its place", default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TakesPartQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["consent", "kind"], name="consent_event_once_of_each_kind"),
            models.CheckConstraint(
                condition=Q(asked__isnull=True), name="consent_event_belongs_to_the_request"
            ),
            models.CheckConstraint(
                condition=Q(kind=Happened.OTHER_GROUND) & ~Q(grounds=[])
                | ~Q(kind=Happened.OTHER_GROUND) & Q(grounds=[]),
                name="consent_event_other_ground_with_its_law",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
