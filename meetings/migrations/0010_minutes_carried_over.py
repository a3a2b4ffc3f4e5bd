"""Minutes that were one text become minutes with one entry: cleared, gone round, to be confirmed."""

import secrets
from datetime import timedelta

from django.db import migrations

HOW = "Kept as one text before minutes had entries."


def carry_over(apps, schema_editor):
    MinutesText = apps.get_model("meetings", "MinutesText")
    Minutes = apps.get_model("meetings", "Minutes")
    MinuteEntry = apps.get_model("meetings", "MinuteEntry")
    MinutesStep = apps.get_model("meetings", "MinutesStep")
    there = Minutes.objects.values("meeting")
    for old in MinutesText.objects.exclude(meeting__in=there).select_related("meeting").order_by("pk"):
        kept = apps.get_model("meetings", "HistoricalMinutesText").objects.filter(id=old.pk)
        rows = kept.order_by("history_date")
        first, last = rows.first(), rows.last()
        begun_at = (
            first.history_date if first else old.meeting.starts_at + timedelta(minutes=old.meeting.length)
        )
        done_at = last.history_date if last else begun_at
        minutes = Minutes.objects.create(
            meeting=old.meeting,
            state="cleared",
            begun_at=begun_at,
            sent_to_chair_at=done_at,
            cleared_at=done_at,
            cleared_how=HOW,
            sent_round_at=done_at,
        )
        reference = ""
        if old.first_number:
            one = old.first_number == old.last_number
            reference = str(old.first_number) if one else f"{old.first_number} to {old.last_number}"
        MinuteEntry.objects.create(
            minutes=minutes,
            board=old.meeting.board,
            key=secrets.token_hex(4),
            position=1,
            kind="added",
            title="Minutes",
            number=old.first_number,
            reference=reference,
            text=old.text,
        )
        MinutesStep.objects.create(
            minutes=minutes,
            kind="sent_round",
            text=HOW,
            by=last.history_user if last else None,
            at=done_at,
        )


def last_number(entries):
    """Read the last number of a text that carries several: "168 to 176"."""
    numbered = [entry for entry in entries if entry.number]
    if not numbered:
        return None
    last = numbered[-1].reference.rpartition(" to ")[2]
    return int(last) if last.isdecimal() else max(entry.number for entry in numbered)


def carry_back(apps, schema_editor):
    MinutesText = apps.get_model("meetings", "MinutesText")
    Minutes = apps.get_model("meetings", "Minutes")
    for minutes in Minutes.objects.exclude(sent_round_at=None).order_by("pk"):
        entries = list(minutes.entries.filter(is_public=True).order_by("position", "pk"))
        numbers = [entry.number for entry in entries if entry.number]
        one_text = len(entries) == 1 and entries[0].title == "Minutes"
        MinutesText.objects.create(
            meeting=minutes.meeting,
            text=entries[0].text
            if one_text
            else "\n\n".join(f"## {entry.reference} {entry.title}\n\n{entry.text}" for entry in entries),
            first_number=min(numbers, default=None),
            last_number=last_number(entries),
        )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_minutes_locked_and_searched")]

    operations = [migrations.RunPython(carry_over, carry_back)]
