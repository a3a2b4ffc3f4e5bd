"""Builds the indexes of the search anew, as a new release of PostgreSQL or of its dictionaries wants."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

INDEXES = (
    "meetings_agendaitem_words",
    "meetings_agendaitem_closed_words",
    "meetings_paper_words",
    "meetings_paperversion_words",
    "meetings_minuteentry_words",
    "meetings_minuteentry_closed_words",
    "meetings_decision_words",
    "meetings_meeting_words",
)


class Command(BaseCommand):
    """Read every text again. The search stays true without it: the database keeps the indexes with every write."""

    help = "Build the indexes of the search anew, after a new release of PostgreSQL. Needs the owner's login."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # Writing the text again makes the database work out its words again; no text changes.
            cursor.execute('UPDATE meetings_paperversion SET "text" = "text"')
            versions = cursor.rowcount
            for name in INDEXES:
                cursor.execute(f"REINDEX INDEX {connection.ops.quote_name(name)}")
        self.stdout.write(f"{len(INDEXES)} indexes are built anew, and {versions} versions of papers read.")
