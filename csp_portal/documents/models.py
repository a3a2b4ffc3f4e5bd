"""Files that the portal keeps: stored once under the hash of their content, and never changed."""

import hashlib

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models


class Marking(models.TextChoices):
    """Government security classification of a paper; blank when it needs none."""

    NONE = "", "No marking"
    OFFICIAL = "official", "OFFICIAL"
    OFFICIAL_SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def keep(self, content: bytes, *, media_type: str, pages: int | None = None) -> "StoredFile":
        """Keep the content, once: the same bytes are the same file."""
        digest = hashlib.sha256(content).hexdigest()
        kept = self.filter(sha256=digest).first()
        if kept is not None and default_storage.exists(kept.path):
            return kept
        path = f"{digest[:2]}/{digest}"
        if not default_storage.exists(path):
            path = default_storage.save(path, ContentFile(content))
        stored, _ = self.get_or_create(
            sha256=digest,
            defaults={"path": path, "size": len(content), "media_type": media_type, "pages": pages},
        )
        return stored


class StoredFile(models.Model):
    """
    The bytes of one file. Served by permission-checked views only.

    `size` is in bytes; `pages` is known for PDF files.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True)
    kept_at = models.DateTimeField(auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.media_type}, {self.size} bytes"

    def open(self) -> File:
        """
        Open the content for reading piece by piece.

        :raises FileNotFoundError: if the storage has lost it
        """
        return default_storage.open(self.path, "rb")

    def read(self) -> bytes:
        """
        Read the whole content.

        :raises FileNotFoundError: if the storage has lost it
        """
        with self.open() as file:
            return file.read()


class TypesetSection(models.Model):
    """A section already typeset, under the hash of its inputs and of the renderer's version."""

    key = models.CharField(max_length=64, unique=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
