"""What officers owe before they may ask or answer, and who is the single point of contact (ISP 7.4, 10.5.2, 10.5.3)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Duty, Organisation
from csp_portal.accounts.roles import Role
from csp_portal.core.constraints import starts_before_it_ends
from csp_portal.core.periods import Period, PeriodQuerySet
from isp_requests.models.editions import ProtocolEdition
from meetings.models import BoardRole, Seat

if TYPE_CHECKING:
    from csp_portal.accounts.models import User

# Conditions are read again, and training is renewed, within this time.
HOLDS_FOR = timedelta(days=365)
OFFICER_ROLES = (Role.OFFICER, Role.SPOC, Role.BACKUP_SPOC)
# Advisers and the secretariat sit with a board, and answer there for nobody (ISP 7.1).
ANSWERING_SEATS = tuple(
    place for place in BoardRole if place not in (BoardRole.ADVISER, BoardRole.SECRETARIAT)
)


class ConditionsAcceptanceQuerySet(models.QuerySet["ConditionsAcceptance"]):
    def holding(self, *, on: date) -> Self:
        return self.filter(accepted_on__gt=on - HOLDS_FOR, accepted_on__lte=on)


class ConditionsAcceptance(models.Model):
    """That an officer read the conditions of an edition and accepted them, on a day. Never changed."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conditions_accepted"
    )
    edition = models.ForeignKey(ProtocolEdition, on_delete=models.PROTECT, related_name="acceptances")
    edition_version = models.PositiveIntegerField()
    accepted_on = models.DateField()

    objects = ConditionsAcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ["-accepted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "edition", "accepted_on"], name="conditions_accepted_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} accepted the conditions of {self.edition}"


class TrainingQuerySet(models.QuerySet["Training"]):
    def holding(self, *, on: date) -> Self:
        return self.filter(trained_on__gt=on - HOLDS_FOR, trained_on__lte=on)


class Training(models.Model):
    """That a person was trained, when and by whom it was given (ISP 10.5.3)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="isp_trainings"
    )
    trained_on = models.DateField("day of the training")
    given_by = models.CharField("given by", max_length=150)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = TrainingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-trained_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.person} trained on {self.trained_on}"


class SpocAbsence(Period):
    """Days on which a single point of contact is away, and the back-up stands in."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="spoc_absences"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="spoc_absences")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            starts_before_it_ends("spoc_absence_starts_before_it_ends"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False), name="spoc_absence_has_a_last_day"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} is away until {self.ends_on}"


def contacts(organisation: Organisation, *, on: date) -> list["User"]:
    """List an organisation's single point of contact and back-up, in that order, whether or not they are away."""
    duties = Duty.objects.in_force(on).filter(
        organisation=organisation, role__in=(Role.SPOC, Role.BACKUP_SPOC), user__is_active=True
    )
    ordered = sorted(duties.select_related("user"), key=lambda duty: (duty.role != Role.SPOC, duty.starts_on))
    return [duty.user for duty in ordered]


def spoc_for(organisation: Organisation, *, on: date) -> "User | None":
    """Find who receives an organisation's requests on the day: the SPOC, or the back-up while the SPOC is away."""
    away = set(
        SpocAbsence.objects.on(on).filter(organisation=organisation).values_list("person_id", flat=True)
    )
    found = contacts(organisation, on=on)
    return next((person for person in found if person.pk not in away), found[0] if found else None)


def missing_contacts(organisation: Organisation, *, on: date) -> str:
    """Say what an organisation lacks of a SPOC and a back-up, or "" (ISP 7.4)."""
    roles = set(
        Duty.objects.in_force(on)
        .filter(organisation=organisation, role__in=(Role.SPOC, Role.BACKUP_SPOC), user__is_active=True)
        .values_list("role", flat=True)
    )
    if not roles:
        return f"{organisation} has neither a single point of contact nor a back-up."
    if Role.SPOC not in roles:
        return f"{organisation} has no single point of contact."
    if Role.BACKUP_SPOC not in roles:
        return f"{organisation} has no back-up for its single point of contact."
    return ""


def board_members(organisation: Organisation, *, on: date) -> list["User"]:
    """List who sits on a board for an organisation, and answers there for its part in sharing (ISP 7.1)."""
    seats = Seat.objects.filter(organisation=organisation, board_role__in=ANSWERING_SEATS)
    seats = seats.on(on).with_people(on=on)
    return [holder.person for seat in seats for holder in seat.holders_then]
