"""What happens when a reader opens a pack: the portal remembers what they had before them, for them alone."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from csp_portal.accounts.models import User
from meetings.models import AgendaReading, Meeting


def begin_reading(*, meeting: Meeting, now: Mapping[str, str], by: User, at: datetime) -> AgendaReading:
    """Remember all that is there when somebody opens the meeting's pack for the first time; give what they had."""
    reading, _ = AgendaReading.objects.get_or_create(
        meeting=meeting, person=by, defaults={"seen": dict(now), "opened_at": at}
    )
    return reading


def note_seen(
    *, meeting: Meeting, items: Collection[int], now: Mapping[str, str], by: User, at: datetime
) -> None:
    """Remember that the reader had these items, by key, before them as they are now."""
    seen = {str(item): now[str(item)] for item in items if str(item) in now}
    kept = AgendaReading.objects.filter(meeting=meeting, person=by)
    reading = kept.first()
    if reading is None:
        begin_reading(meeting=meeting, now=now, by=by, at=at)
    elif not seen.items() <= reading.seen.items():
        # Only what is new to them waits for another window of theirs.
        with transaction.atomic():
            reading = kept.select_for_update().get()
            reading.seen = {**reading.seen, **seen}
            reading.save()
