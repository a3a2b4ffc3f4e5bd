"""Who takes part in a request: the only source of sight."""

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from csp_portal.accounts.models import Organisation
from csp_portal.core import clock
from isp_requests import identity
from isp_requests.states.words import SeatOfSight, Why

if TYPE_CHECKING:
    from csp_portal.accounts.models import User

EMERGENCY_LASTS = timedelta(hours=1)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def live(self) -> Self:
        return self.filter(until_at__isnull=True)

    def spent(self, *, at: datetime) -> Self:
        """Limit to the rows of an emergency whose time is over."""
        return self.live().filter(seat=SeatOfSight.EMERGENCY, from_at__lte=at - EMERGENCY_LASTS)

    def of(self, user: "User", *, on: date) -> Self:
        """
        Limit to rows by which this person sees something today.

        A row of a person holds while they have an information-sharing duty for that organisation; a
        desk's row holds for whoever is its single point of contact or back-up (ISP 7.4). A row of an
        emergency holds to the minute, also while the queue that ends it stands still.
        """
        acting = identity.acting(user, on=on)
        return (
            self.live()
            .filter(
                Q(person=acting.person, organisation__in=acting.organisations)
                | Q(person__isnull=True, organisation__in=acting.desks)
            )
            .exclude(seat=SeatOfSight.EMERGENCY, from_at__lte=clock.now() - EMERGENCY_LASTS)
        )


class Participation(models.Model):
    """
    A person, or the contact desk of an organisation, takes part in a request from a moment on.

    `asked` is empty on the requester's side; otherwise the row shows that organisation's answer alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(
        "isp_requests.SharingRequest", on_delete=models.PROTECT, related_name="participations"
    )
    asked = models.ForeignKey(
        "isp_requests.Asked", on_delete=models.PROTECT, null=True, related_name="participations"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="participations"
    )
    seat = models.CharField("as what", max_length=20, choices=SeatOfSight)
    why = models.CharField(max_length=20, choices=Why)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField("from")
    until_at = models.DateTimeField("until", null=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["from_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, seat=SeatOfSight.DESK)
                | Q(person__isnull=False) & ~Q(seat=SeatOfSight.DESK),
                name="participation_of_a_person_or_of_a_desk",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="participation_starts_before_it_ends",
            ),
            models.UniqueConstraint(
                fields=["sharing_request", "asked", "organisation", "person", "seat"],
                condition=Q(until_at__isnull=True),
                nulls_distinct=False,
                name="participation_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(until_at__isnull=True), name="participation_by_person"
            ),
            models.Index(
                fields=["organisation"],
                condition=Q(until_at__isnull=True, person__isnull=True),
                name="participation_by_desk",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_seat_display()} in request {self.sharing_request_id}"


class TakesPartQuerySet(models.QuerySet):
    """Rows that belong to a request, or to one organisation's answer where `asked` is set."""

    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to what this person takes part in: of others' answers, only the requester's side sees all."""
        rows = Participation.objects.of(user, on=on)
        requester_side = rows.filter(asked__isnull=True).values("sharing_request")
        return self.filter(
            Q(asked__isnull=True, sharing_request__in=rows.values("sharing_request"))
            | Q(asked__isnull=False, sharing_request__in=requester_side)
            | Q(asked__in=rows.values("asked"))
        )
