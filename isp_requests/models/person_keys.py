"""By what an organisation's desk finds a person again, without a name that anybody could read."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from csp_portal.accounts.models import Organisation
from isp_requests import identity
from isp_requests.models.participation import Participation
from isp_requests.models.requests import Concerned, SharingRequest

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class PersonKeyQuerySet(models.QuerySet["PersonKey"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to keys of this person's own desks, in requests of which the desk knows: never a draft."""
        return self.filter(
            organisation__in=identity.acting(user, on=on).desks,
            sharing_request__in=Participation.objects.of(user, on=on).values("sharing_request"),
        )


class PersonKey(models.Model):
    """
    A keyed hash of a name and the date of birth of a person concerned, for one organisation.

    Each name that a person goes by has a row. `asked` is empty for the requester's organisation. `key` names the
    newest of the keys by which it was made; empty is the first there was. It goes when the section about the person
    does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sharing_request = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey("isp_requests.Asked", on_delete=models.PROTECT, null=True, related_name="+")
    concerned = models.ForeignKey(Concerned, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.BinaryField(max_length=32)
    key = models.BinaryField(max_length=8, default=b"")

    objects = PersonKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concerned", "organisation", "digest"], name="person_key_once_for_each_name_and_desk"
            )
        ]
        indexes = [models.Index(fields=["organisation", "digest"], name="person_key_found_by_digest")]

    def __str__(self) -> str:
        return f"Key of a person in request {self.sharing_request_id}"
