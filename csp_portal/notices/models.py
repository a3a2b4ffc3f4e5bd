"""What people were told, how each of them wants to be told, and the e-mails on their way out."""

import json
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from csp_portal.notices import states
from csp_portal.notices.kinds import NoticeKind, kind_named
from csp_portal.notices.states import Problem, State, Way, What


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, *, at: datetime) -> Self:
        """Limit to e-mails whose turn it is, oldest first."""
        return self.filter(state=State.QUEUED, next_try_at__lte=at).order_by("next_try_at", "pk")

    def silent(self, *, since: datetime) -> Self:
        """Limit to e-mails that a worker took up before this moment without a word since."""
        return self.filter(state=State.SENDING, claimed_at__lt=since)

    def troubled(self) -> Self:
        return self.filter(state__in=states.TROUBLED_STATES)


class OutgoingMail(models.Model):
    """
    An e-mail from being asked for until it is sent.

    What notices and digests say is put together when they leave. Anything else (a link that opens an account,
    say) is kept sealed until it has left, and then no more, so that the database gives nobody a way in.
    """

    TRANSITIONS = states.TRANSITIONS

    what = models.CharField(max_length=20, choices=What)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="mails"
    )
    # Empty for a person's notices: those go to the address of the day on which they leave.
    address = models.EmailField("e-mail address", blank=True)
    subject = models.CharField(max_length=200)
    sealed = models.TextField(blank=True)
    digest_on = models.DateField(null=True, blank=True)
    # What was asked for twice under one key is sent once.
    key = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    problem = models.CharField(max_length=20, choices=Problem, blank=True)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="mail_once_for_each_key"),
            models.UniqueConstraint(fields=["person", "digest_on"], name="mail_one_digest_a_day"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(address=""), name="mail_goes_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(what=What.DIGEST, digest_on__isnull=False)
                | (~Q(what=What.DIGEST) & Q(digest_on__isnull=True)),
                name="mail_digest_is_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
                name="mail_sent_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.ENDED_STATES) | Q(sealed=""), name="mail_ended_keeps_no_text"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], condition=Q(state=State.QUEUED), name="mail_due"),
            models.Index(fields=["state", "-queued_at"], name="mail_by_state"),
        ]

    def __str__(self) -> str:
        return f"E-mail {self.pk}"

    @property
    def receiver(self) -> str:
        """The address it goes to now."""
        return self.address or (self.person.email if self.person else "")

    def seal(self, *, text: str, headers: dict[str, str] | None = None) -> None:
        """Put in what it says, to be read by the portal alone."""
        plain = json.dumps({"text": text, "headers": headers or {}})
        self.sealed = settings.MAIL_SEALING.encrypt(plain.encode()).decode()

    def unseal(self) -> tuple[str, dict[str, str]]:
        """Read what it says, and the headers that go with it."""
        plain = json.loads(settings.MAIL_SEALING.decrypt(self.sealed.encode()))
        return plain["text"], plain["headers"]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to(self, person: Any) -> Self:
        return self.filter(person=person)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def for_digest(self) -> Self:
        """Limit to what waits for its person's next daily e-mail."""
        return self.filter(way=Way.DIGEST, mail=None, read_at=None)


class Notice(models.Model):
    """
    Something one person was told, with the page it leads to.

    The title holds open words only: it is what an e-mail says.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    about_type = models.CharField(max_length=100, blank=True)
    about_pk = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=150)
    way = models.CharField(max_length=20, choices=Way)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(
        OutgoingMail, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="notice_once_for_each_key"),
            models.CheckConstraint(condition=Q(path__startswith="/"), name="notice_leads_into_the_portal"),
        ]
        indexes = [
            models.Index(fields=["person", "-told_at", "-id"], name="notice_newest_first"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["person"],
                condition=Q(way=Way.DIGEST, mail=None, read_at=None),
                name="notice_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice {self.pk}"

    @property
    def of_kind(self) -> NoticeKind:
        return kind_named(self.kind)

    @property
    def link(self) -> str:
        return f"{settings.PORTAL_ADDRESS}{self.path}"


class NoticeChoice(models.Model):
    """How one person wants to be told of one kind of thing; without a row it is as usual."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choices"
    )
    kind = models.CharField(max_length=60)
    way = models.CharField(max_length=20, choices=Way)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"Choice {self.pk}"


class DigestHour(models.Model):
    """The hour of the day (0 to 23, Europe/London) from which one person's daily e-mail may leave."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digest_hour"
    )
    hour = models.PositiveSmallIntegerField(default=states.USUAL_DIGEST_HOUR)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hour__lte=23), name="digest_hour_of_a_day")]

    def __str__(self) -> str:
        return f"Digest hour {self.pk}"
