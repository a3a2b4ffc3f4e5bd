"""Write what the pages of figures show as comma-separated values."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delivery_plans.models import Indicator
from delivery_plans.performance_export import (
    SHEETS,
    Sheet,
    as_csv,
    crime_sheet,
    mopac_sheet,
    offence_key,
    ward_sheet,
)
from delivery_plans.performance_tables import offences
from delivery_plans.states.performance import Collection


class Command(BaseCommand):
    """Write one offence, all offences by ward, or every table into a folder."""

    help = (
        "Writes figures as CSV: all offences by ward, or the one named by --offence (a crime type or one of the "
        "MOPAC 7 is found too). --table chooses another table, --folder writes every table as a file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--offence", default="", metavar="NAME")
        parser.add_argument("--table", default="", choices=["", *SHEETS])
        parser.add_argument("--folder", type=Path, default=None)

    def handle(self, *, offence: str, table: str, folder: Path | None, **options: Any) -> None:
        if folder is not None:
            if not folder.is_dir():
                raise CommandError(f"There is no folder {folder}. Make it first.")
            for make in SHEETS.values():
                sheet = make()
                (folder / f"{sheet.name}.csv").write_text(as_csv(sheet), encoding="utf-8")
            return
        if offence:
            self.stdout.write(self._one(offence), ending="")
            return
        self.stdout.write(as_csv(SHEETS[table or "ward_offences"]()), ending="")

    def _one(self, name: str) -> str:
        wanted = _plain(name)
        tables: tuple[tuple[str, Callable[..., Sheet]], ...] = (
            (Collection.WARD_OFFENCES, ward_sheet),
            (Collection.CRIME_TYPES, crime_sheet),
            (Collection.KEY, mopac_sheet),
            (Collection.COMBINED, mopac_sheet),
        )
        for collection, make in tables:
            for indicator in Indicator.objects.measured().filter(collection=collection):
                names = {_plain(indicator.name), _plain(indicator.name_in_tables), _plain(indicator.slug)}
                if wanted in names:
                    return as_csv(make([indicator]))
        known = ", ".join(offence_key(each) for each in offences())
        raise CommandError(f"There is no offence called “{name}”. By ward there are: {known or 'none yet'}.")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
