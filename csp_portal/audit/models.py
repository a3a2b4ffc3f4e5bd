"""The append-only record of who did or read what, and when."""

from django.db import models


class AuditEvent(models.Model):
    """
    One thing that somebody did or looked at. Rows are added and never changed.

    Number, time of recording and the link to the event before are set by a trigger; the table belongs
    to another database role, in a schema of its own. People and records are named by key alone, without
    foreign keys, so that an event outlives what it speaks of.
    """

    chain = models.CharField(max_length=60)
    number = models.BigIntegerField(editable=False)
    kind = models.CharField(max_length=100)
    actor_pk = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=100)
    subject_pk = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(editable=False)
    details = models.JSONField(default=dict)
    previous_hash = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)

    class Meta:
        managed = False
        db_table = '"audit"."event"'

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.kind}"
