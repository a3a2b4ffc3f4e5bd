"""People, their organisations, and the duties they have been given."""

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from csp_portal.accounts.roles import DUTY_ROLES, Permission, Role, roles_carrying
from csp_portal.core.constraints import all_or_none, starts_before_it_ends
from csp_portal.core.periods import Period, PeriodQuerySet


class Sector(models.TextChoices):
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    POLICE = "police", "Police"
    FIRE = "fire", "Fire and rescue"
    PROBATION = "probation", "Probation"
    HEALTH = "health", "Health"
    HOUSING = "housing", "Housing"
    VOLUNTARY = "voluntary", "Voluntary and community"
    ELECTED = "elected", "Elected oversight"
    COMMUNITY = "community", "Community"


class Organisation(Period):
    """A partner: it holds seats, employs people, and answers for what they do."""

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    sector = models.CharField(max_length=30, choices=Sector)
    is_statutory_partner = models.BooleanField("responsible authority by statute", default=False)
    is_isp_signatory = models.BooleanField("party to the information sharing protocol", default=False)
    signatory_office = models.CharField(max_length=100, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [starts_before_it_ends("organisation_starts_before_it_ends")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, *, email: str, full_name: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Make a person. Without a password they are on record but cannot sign in."""
        user = self.model(email=email.strip().lower(), full_name=full_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class UserQuerySet(models.QuerySet["User"]):
    def present(self) -> Self:
        return self.filter(is_active=True)

    def holding(self, role: Role, *, on: date) -> Self:
        """Limit to people who can sign in and have the duty on the day."""
        return self.present().filter(pk__in=Duty.objects.in_force(on).filter(role=role).values("user"))

    def matching(self, words: str) -> Self:
        """Limit to people in whose name, address or organisation each of the words stands."""
        people = self
        for word in words.split():
            places = Membership.objects.filter(
                Q(organisation__name__icontains=word) | Q(organisation__short_name__icontains=word)
            )
            people = people.filter(
                Q(full_name__icontains=word) | Q(email__icontains=word) | Q(pk__in=places.values("user"))
            )
        return people

    def in_order(self) -> Self:
        return self.order_by("full_name", "pk")

    def after(self, person: "User") -> Self:
        """Limit to what comes after a person in the list: page 300 costs no more than page 1."""
        beyond = Q(full_name__gt=person.full_name) | Q(full_name=person.full_name, pk__gt=person.pk)
        return self.filter(beyond, full_name__gte=person.full_name)


class User(AbstractBaseUser):
    """A person, known by e-mail address. What they may do comes from seats and duties alone."""

    email = models.EmailField("e-mail address", unique=True)
    full_name = models.CharField(max_length=120)
    telephone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField("may sign in", default=True)
    left_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager.from_queryset(UserQuerySet)()
    # The hash of a password is nobody's history.
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name"]
        indexes = [models.Index(fields=["full_name", "id"], name="user_in_order")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_the_case"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(is_active=False), name="user_who_left_cannot_sign_in"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def organisations(self, *, on: date) -> models.QuerySet[Organisation]:
        """Find the organisations this person belongs to on the day."""
        return Organisation.objects.filter(memberships__in=self.memberships.on(on)).distinct()

    def roles(self, *, on: date) -> frozenset[Role]:
        """
        Name the duties this person has on the day; seats on boards are counted elsewhere.

        A page asks a dozen times, so the answer is kept until the person is read again.
        """
        if not self.is_active:
            return frozenset()
        if on not in self._roles_on:
            held = self.duties.in_force(on).values_list("role", flat=True)
            self._roles_on[on] = frozenset(Role(role) for role in held)
        return self._roles_on[on]

    @cached_property
    def _roles_on(self) -> dict[date, frozenset[Role]]:
        return {}

    def holds(self, permission: Permission, *, on: date) -> bool:
        """Test whether any duty of this person carries the permission on the day."""
        return bool(self.roles(on=on) & roles_carrying(permission))


class Membership(Period):
    """A person's place in an organisation, with the position they have there."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    position = models.CharField(max_length=150)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [starts_before_it_ends("membership_starts_before_it_ends")]

    def __str__(self) -> str:
        return f"{self.user}, {self.position}, {self.organisation.short_name}"


class DutyQuerySet(PeriodQuerySet):
    def in_force(self, day: date) -> Self:
        """
        Limit to duties that give access on the day.

        A duty ended before its last day holds through that day; one ended on it or later stops at once.
        """
        return self.on(day).exclude(ended_at__date__gte=F("ends_on"))


class Duty(Period):
    """A role given to a person by name, from a day, and ended by name."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=40, choices=[(r.value, r.label) for r in Role if r in DUTY_ROLES])
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="duties"
    )
    reason = models.CharField(max_length=300, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["role", "-starts_on"]
        verbose_name_plural = "duties"
        constraints = [
            starts_before_it_ends("duty_starts_before_it_ends"),
            all_or_none("ended_by", "ended_at", name="duty_ended_by_and_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Limit to invitations that are neither accepted nor withdrawn; they may have run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def usable(self, *, at: datetime) -> Self:
        return self.open().filter(expires_at__gt=at)

    def for_token(self, token: str) -> "Invitation | None":
        """Find the invitation that a link speaks of, whatever has become of it since."""
        try:
            return self.filter(pk=signing.loads(token, salt=INVITATION_SALT)).first()
        except signing.BadSignature:
            return None


INVITATION_SALT = "csp_portal.accounts.invitation"


class Invitation(models.Model):
    """
    A link by which one person sets their password, once and for some days.

    The link is signed and never stored, so that the database gives nobody a way in.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                "user",
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_open_for_each_person",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_accepted_is_not_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.user}"

    @property
    def link(self) -> str:
        """Give the address that the invited person opens."""
        token = signing.dumps(self.pk, salt=INVITATION_SALT)
        return f"{settings.PORTAL_ADDRESS}/invitations/{token}/"

    def is_usable(self, *, at: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at
