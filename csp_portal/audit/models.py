"""The append-only record of who did or read what, and when."""

from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn, Self

from django.db import connection, models
from django.db.models.functions import Now
from django.utils.timezone import make_aware


class AppendOnly(TypeError):
    """Raised when something tries to change or remove an entry of the audit."""


# Each partner has a chain of its own for what it does with requests for information: organisation-<key>.
PARTNER_CHAIN = "organisation-"


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Entries can be added and read. The database refuses the rest too; this says so earlier."""

    def newest_first(self) -> Self:
        return self.order_by("-id")

    def older_than(self, key: int) -> Self:
        """Limit to what was recorded before an entry: page 300 costs no more than page 1."""
        return self.filter(id__lt=key)

    def between(self, first: date | None, last: date | None) -> Self:
        """Limit to what happened from the first day to the last, both included."""
        events = self
        if first is not None:
            events = events.filter(happened_at__gte=_midnight(first))
        if last is not None and last < date.max:
            events = events.filter(happened_at__lt=_midnight(last + timedelta(days=1)))
        return events

    def of_the_portal(self) -> Self:
        """
        Leave out what partners do with each other's information, of which administrators know nothing.

        It is recorded on the chains of the partners themselves; a refused or broken page of it tells as much.
        """
        return self.exclude(chain__startswith=PARTNER_CHAIN).exclude(
            kind__in=("audit.access.refused", "audit.access.failed"),
            details__view__startswith="isp_requests:",
        )

    def kinds(self) -> list[str]:
        """Name every kind there is, by leaping from one to the next in the index."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH RECURSIVE found (kind) AS (
                    SELECT min(kind) FROM audit.event
                    UNION ALL
                    SELECT (SELECT min(kind) FROM audit.event WHERE kind > found.kind)
                    FROM found WHERE found.kind IS NOT NULL
                )
                SELECT kind FROM found WHERE kind IS NOT NULL ORDER BY kind
                """
            )
            return [kind for (kind,) in cursor.fetchall()]

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The audit is append-only: entries are never changed or removed.")

    update = delete = bulk_update = update_or_create = _refuse  # type: ignore[assignment]


class AuditEvent(models.Model):
    """
    One thing that somebody did or looked at. Rows are added and never changed.

    Number, time of recording and the link to the event before are set by a trigger; the table belongs
    to another database role, in a schema of its own. People and records are named by key alone, without
    foreign keys, so that an event outlives what it speaks of.
    """

    chain = models.CharField(max_length=60)
    # What the trigger sets has a default here only so that Django leaves it out and reads it back.
    number = models.BigIntegerField(db_default=0, editable=False)
    kind = models.CharField(max_length=100)
    actor_pk = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=100)
    subject_pk = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    details = models.JSONField(default=dict)
    previous_hash = models.BinaryField(db_default=b"", editable=False)
    hash = models.BinaryField(db_default=b"", editable=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = '"audit"."event"'

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """
        Add the entry.

        :raises AppendOnly: if it has been added before
        """
        if not self._state.adding:
            raise AppendOnly("The audit is append-only: entries are never changed or removed.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The audit is append-only: entries are never changed or removed.")
