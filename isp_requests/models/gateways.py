"""Legal gateways: the law as dated data, signed off by name before anybody may rely on it (ISP 3, appendix F)."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

# The law moves: what nobody has looked at for this long is marked.
LOOK_AGAIN_AFTER = timedelta(days=365)


class GatewayKind(models.TextChoices):
    """What an entry is in law. Only the first four can carry a disclosure by themselves."""

    POWER = "power", "Power"
    DUTY = "duty", "Duty"
    COURT_ORDER = "court_order", "Court order"
    COMMON_LAW = "common_law", "Common law"
    EXEMPTION = "exemption", "Exemption"
    CONDITION = "condition", "Condition for sensitive data"
    LAWFUL_BASIS = "lawful_basis", "Lawful basis"
    CONTEXT = "context", "Context or purpose"


GROUNDS = frozenset(
    {GatewayKind.POWER, GatewayKind.DUTY, GatewayKind.COURT_ORDER, GatewayKind.COMMON_LAW}
)  # fmt: skip


class DataKind(models.TextChoices):
    """What kinds of information are asked for."""

    DEPERSONALISED = "depersonalised", "Depersonalised: nobody can be recognised"
    PERSONAL = "personal", "Personal"
    SPECIAL_CATEGORY = (
        "special_category",
        "Special category (health, origin, belief, sexual life and the like)",
    )
    CRIMINAL = "criminal", "Criminal offences and convictions"
    PATIENT = "patient", "Patient information"
    SOCIAL_CARE = "social_care", "From the records of social care"


PERSONAL_KINDS = frozenset(DataKind) - {DataKind.DEPERSONALISED}
# UK GDPR 9 and 10: these need a condition beside the ground, on each side.
SENSITIVE_KINDS = (DataKind.SPECIAL_CATEGORY, DataKind.CRIMINAL)


class Bar(models.TextChoices):
    """What an entry never carries."""

    DEPERSONALISED_ONLY = "depersonalised_only", "Anything but depersonalised information"
    NEVER_PATIENT = "never_patient", "Patient information"
    NEVER_HEALTH_OR_SOCIAL_CARE = (
        "never_health_or_social_care",
        "Personal information held by a health or social care authority",
    )
    NEVER_PUBLIC_AUTHORITIES = "never_public_authorities", "Use by a public authority"
    OWN_ARRANGEMENTS = "own_arrangements", "What is shared under arrangements of its own"


class Need(models.TextChoices):
    """What has to be there before an entry can be relied on."""

    CONSENT = "consent", "The person's consent"
    CHILD = "child", "A child at risk of harm"
    ADULT_AT_RISK = "adult_at_risk", "An adult at risk"
    ASB_CASE_REVIEW = "asb_case_review", "An anti-social behaviour case review"
    ORDER_ATTACHED = "order_attached", "The order attached"
    BALANCE_IN_WORDS = "balance_in_words", "The reason and the balance struck, in words"
    POLICY_DOCUMENT = "policy_document", "An appropriate policy document"
    VICTIM_BRANCH = "victim_branch", "The questions about a victim information request"


class LegalGatewayQuerySet(models.QuerySet["LegalGateway"]):
    def signed(self) -> Self:
        """Limit to entries that a named information governance lead has signed off as they stand."""
        as_it_stands = GatewayVerification.objects.filter(
            gateway=OuterRef("pk"), gateway_version=OuterRef("version")
        )
        return self.filter(Exists(as_it_stands))

    def in_force(self, *, on: date) -> Self:
        return self.filter(
            Q(in_force_from__isnull=True) | Q(in_force_from__lte=on),
            Q(in_force_to__isnull=True) | Q(in_force_to__gte=on),
        )

    def for_new_requests(self, *, on: date) -> Self:
        """Limit to entries that an officer may choose on the day: open, in force and signed off."""
        return self.signed().in_force(on=on).filter(is_closed=False)

    def with_last_verified(self) -> Self:
        newest = GatewayVerification.objects.filter(gateway=OuterRef("pk")).order_by("-verified_on", "-pk")
        return self.annotate(last_verified_on=models.Subquery(newest.values("verified_on")[:1]))


class LegalGateway(models.Model):
    """
    One provision and what it can do for a disclosure. A request copies what it relied on.

    `in_force_to` is the last day; the words beside the dates say how exactly they are known.
    """

    code = models.SlugField(max_length=40, unique=True)
    statute = models.CharField(max_length=150)
    provision = models.CharField(max_length=150, blank=True)
    kind = models.CharField(max_length=20, choices=GatewayKind)
    in_force_from = models.DateField("in force from", null=True, blank=True)
    in_force_to = models.DateField("in force until", null=True, blank=True)
    dates_in_words = models.CharField("how exactly the dates are known", max_length=200, blank=True)
    what_it_does = models.TextField()
    bars_and_needs = models.TextField("what it bars and needs, in words", blank=True)
    bars = ArrayField(models.CharField(max_length=40, choices=Bar), default=list, blank=True)
    needs = ArrayField(models.CharField(max_length=40, choices=Need), default=list, blank=True)
    covers = ArrayField(
        models.CharField(max_length=20, choices=DataKind),
        default=list,
        blank=True,
        verbose_name="for which sensitive data it is a condition",
    )
    is_closed = models.BooleanField("closed to new requests", default=False)
    closed_because = models.CharField(max_length=300, blank=True)
    evidence = models.CharField("how far it was checked", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    # Set by `with_last_verified()`.
    last_verified_on: date | None

    objects = LegalGatewayQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True)
                | Q(in_force_to__isnull=True)
                | Q(in_force_to__gte=models.F("in_force_from")),
                name="legal_gateway_in_force_from_before_until",
                violation_error_message="The last day cannot come before the first.",
            ),
            models.CheckConstraint(
                condition=Q(is_closed=False) | ~Q(closed_because=""),
                name="legal_gateway_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(covers=[]) | Q(kind=GatewayKind.CONDITION),
                name="legal_gateway_covers_as_a_condition",
                violation_error_message="Only a condition for sensitive data covers any.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statute}, {self.provision}" if self.provision else self.statute

    def get_absolute_url(self) -> str:
        return reverse("isp_requests:gateway_detail", args=[self.code])

    @property
    def can_stand_alone(self) -> bool:
        return self.kind in GROUNDS


class GatewayVerification(models.Model):
    """That an information governance lead read a provision and stands for the entry, on a day. Never changed."""

    gateway = models.ForeignKey(LegalGateway, on_delete=models.PROTECT, related_name="verifications")
    gateway_version = models.PositiveIntegerField()
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verified_on = models.DateField()
    evidence = models.CharField("what was read", max_length=300)

    class Meta:
        ordering = ["-verified_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.gateway}, verified on {self.verified_on}"
