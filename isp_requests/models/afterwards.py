"""What comes after a disclosure: leave to pass it on, corrections, legal holds, subject access (ISP 10)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from csp_portal.core.constraints import all_or_none
from isp_requests.models.answers import OfAnswer
from isp_requests.states.afterwards import Exemption


class PassingOn(OfAnswer):
    """
    Leave to pass on what was disclosed to a third party, asked of the source (ISP 10.5.2).

    To whom and why are sealed in `asking`, the source's words in `leave`. In an emergency it is recorded
    afterwards, and no leave is asked for.
    """

    is_emergency = models.BooleanField("passed on in an emergency, recorded afterwards", default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_allowed = models.BooleanField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]
        verbose_name_plural = "passings on"
        constraints = [
            all_or_none("is_allowed", "answered_by", "answered_at", name="passing_on_answered_by_and_at"),
            models.CheckConstraint(
                condition=Q(is_emergency=False) | Q(answered_at__isnull=True),
                name="passing_on_in_an_emergency_asks_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"Passing on of {self.asked_at:%d %B %Y}"

    @property
    def standing(self) -> str:
        if self.is_emergency:
            return "Passed on in an emergency"
        return {None: "Waits for the source", True: "Allowed", False: "Not allowed"}[self.is_allowed]


class Correction(OfAnswer):
    """
    That something was wrong: its owner tells the other side what is right (ISP 10.4.1). Sealed in `correction`.

    `is_of_request` is set where the requester puts right what part A said; otherwise the source puts
    right what it disclosed. The other side confirms that its own copies are corrected.
    """

    is_of_request = models.BooleanField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at"]
        constraints = [
            all_or_none("confirmed_by", "confirmed_at", name="correction_confirmed_by_and_at"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("made_by")),
                name="correction_confirmed_by_the_other_side",
            ),
        ]

    def __str__(self) -> str:
        return f"Correction of {self.made_at:%d %B %Y}"


class LegalHold(OfAnswer):
    """That nothing of an answer may be destroyed while proceedings need it; why is sealed in `hold`."""

    is_requesters = models.BooleanField("placed by the requester's side")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    review_on = models.DateField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["placed_at"]
        constraints = [
            all_or_none("lifted_by", "lifted_at", name="legal_hold_lifted_by_and_at"),
            models.UniqueConstraint(
                fields=["asked"], condition=Q(lifted_at__isnull=True), name="legal_hold_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Legal hold of {self.placed_at:%d %B %Y}"


class AccessConsultation(OfAnswer):
    """
    Asking the source what is exempt, when the person wants to see what is held about them (ISP 10.6).

    The person's inquiry came on `received_on` and is answered by `due_on`, a month later. What is asked is
    sealed in `question`, the source's view in `view`.
    """

    received_on = models.DateField("inquiry received on")
    due_on = models.DateField("inquiry to be answered by")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    exemption = models.CharField(max_length=10, choices=Exemption, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            all_or_none("answered_by", "answered_at", name="access_consultation_answered_by_and_at"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, exemption="")
                | Q(answered_at__isnull=False) & ~Q(exemption=""),
                name="access_consultation_answered_with_a_view",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")), name="access_consultation_due_after_it_came"
            ),
        ]

    def __str__(self) -> str:
        return f"Consultation of {self.asked_at:%d %B %Y}"
