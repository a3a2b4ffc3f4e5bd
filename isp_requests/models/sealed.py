"""What is sealed, and the keys it is sealed by. No history table, no admin page and no log stands beside these."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from isp_requests.models.participation import TakesPartQuerySet


def of_one(name: str) -> models.CheckConstraint:
    """Require that a row belongs to a request or to a matter, and never to both."""
    return models.CheckConstraint(
        condition=Q(sharing_request__isnull=False, matter__isnull=True)
        | Q(sharing_request__isnull=True, asked__isnull=True, matter__isnull=False),
        name=name,
    )


class SectionKey(models.Model):
    """
    The key of one section, wrapped by a master key that the database does not hold.

    The table is small on purpose: to destroy a section is to overwrite and remove its row here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(
        "isp_requests.SharingRequest", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked = models.ForeignKey("isp_requests.Asked", on_delete=models.PROTECT, null=True, related_name="+")
    matter = models.ForeignKey("isp_requests.Matter", on_delete=models.PROTECT, null=True, related_name="+")
    wrapped = models.BinaryField(max_length=100)

    objects = TakesPartQuerySet.as_manager()

    class Meta:
        constraints = [of_one("section_key_of_a_request_or_a_matter")]

    def __str__(self) -> str:
        return f"Key {self.pk}"


class SealedSection(models.Model):
    """
    One section of personal content: a request's words, a person concerned, an answer, a file, a breach.

    `model`, `record` and `name` say where it belongs and are part of its seal. What was destroyed keeps
    its row, with neither key nor content.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(
        "isp_requests.SharingRequest", on_delete=models.PROTECT, null=True, related_name="sections"
    )
    asked = models.ForeignKey(
        "isp_requests.Asked", on_delete=models.PROTECT, null=True, related_name="sections"
    )
    matter = models.ForeignKey(
        "isp_requests.Matter", on_delete=models.PROTECT, null=True, related_name="sections"
    )
    model = models.CharField(max_length=60)
    record = models.UUIDField()
    name = models.SlugField(max_length=30)
    blob = models.BinaryField()
    key = models.OneToOneField(SectionKey, on_delete=models.PROTECT, null=True, related_name="section")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    objects = TakesPartQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            of_one("sealed_section_of_a_request_or_a_matter"),
            models.UniqueConstraint(
                fields=["model", "record", "name"], name="sealed_section_once_in_its_place"
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True, key__isnull=False)
                | Q(destroyed_at__isnull=False, key__isnull=True, blob=b""),
                name="sealed_section_has_a_key_or_is_destroyed",
            ),
        ]

    def __str__(self) -> str:
        return f"Section {self.name} of {self.model} {self.record}"
