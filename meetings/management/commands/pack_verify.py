"""Hold a pack's file, and the papers it was built from, against the hashes on record."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csp_portal.documents.models import StoredFile
from meetings.models import PackCopy


class Command(BaseCommand):
    help = "Say which pack a PDF file is, and whether every paper in it still has the hash on record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the PDF file of a pack")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem
        copy = (
            PackCopy.objects.select_related("pack__meeting__board", "file")
            .filter(file__sha256=sha256)
            .first()
        )
        if copy is None:
            raise CommandError(
                f"{path} is not on record: its SHA-256 {sha256} is no pack's. "
                "It is another file, or it was changed after it was built."
            )
        pack = copy.pack
        self.stdout.write(f"{pack.meeting}, pack version {pack.number}, {copy.get_kind_display().lower()}")
        self.stdout.write(f"SHA-256 {sha256}, {copy.pages} sheets")
        entries = list(pack.entries.exclude(sha256=""))
        public = copy.kind == PackCopy.Kind.PUBLIC
        hashes = {entry.pk: entry.sha256_for(public=public) for entry in entries}
        files = StoredFile.objects.in_bulk(set(hashes.values()), field_name="sha256")
        wrong = []
        for entry in entries:
            fault = _fault(files.get(hashes[entry.pk]), hashes[entry.pk])
            pages = f"pages {entry.first_page} to {entry.last_page}"
            self.stdout.write(f"  item {entry.item_number}, {pages}: {fault or 'right'}")
            if fault:
                wrong.append(entry)
        if wrong:
            raise CommandError(
                f"{len(wrong)} of {len(entries)} papers are not as they were when this was built."
            )
        self.stdout.write(f"The file is genuine, and all {len(entries)} papers have the hash on record.")


def _fault(file: StoredFile | None, sha256: str) -> str:
    if file is None:
        return "not on record"
    try:
        content = file.read()
    except FileNotFoundError:
        return "lost from the storage"
    return "" if hashlib.sha256(content).hexdigest() == sha256 else "changed in the storage"
