"""Write the documents that are drawn from the code, or hold them against it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Write the generated documents; with --check, only say whether they are up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for name, dotted in settings.GENERATED_DOCUMENTS.items():
            path = settings.BASE_DIR / name
            text = import_string(dotted)()
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            if options["check"]:
                stale.append(name)
            else:
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"{name} is written.")
        if stale:
            raise CommandError(f"Not up to date: {', '.join(stale)}. Run make docs.")
