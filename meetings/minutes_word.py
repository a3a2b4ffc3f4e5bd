"""Minutes as a Word file, in the order in which they are printed."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from csp_portal.documents import word
from meetings.minutes_reading import Document, ReadEntry


def written(document: Document) -> bytes:
    """Write minutes as a Word file; a draft says so in its head and on top of every page."""
    meeting = document.minutes.meeting
    file = word.new_document(title=f"{document.title}, {meeting.board.name}", author=meeting.board.name)
    if document.standing:
        header = file.sections[0].header.paragraphs[0]
        header.add_run(document.standing).bold = True
    file.add_heading(document.title, level=1)
    begins = date_format(timezone.localtime(meeting.starts_at), "l j F Y \\a\\t g.i a")
    file.add_paragraph(f"{meeting.board.name}. {begins}, {meeting.place}.")
    for heading, lines in (
        ("Present", document.attendance.present),
        ("Also present", document.attendance.others),
        ("Apologies", document.attendance.apologies),
        ("Not represented", document.attendance.absent),
    ):
        if lines:
            file.add_heading(heading, level=2)
            for line in lines:
                file.add_paragraph(in_one_line(line), style="List Bullet")
    for each in document.entries:
        _add_entry(file, each)
    _add_signature(file, document)
    return word.content(file)


def in_one_line(line: Any) -> str:
    """Say somebody present in one line."""
    said = ", ".join(part for part in (line.name, line.office, line.organisation) if part)
    return f"{said} ({line.note})" if line.note else said


def _add_entry(file: Any, each: ReadEntry) -> None:
    file.add_heading(each.caption, level=2)
    if each.kept_because:
        file.add_paragraph(f"This minute is not public: {each.kept_because}.").runs[0].italic = True
        return
    word.add_markdown(file, each.entry.text)
    for decision in each.decisions:
        paragraph = file.add_paragraph()
        paragraph.add_run("RESOLVED: ").bold = True
        paragraph.add_run(f"{decision.wording} ({decision.reference})")
    for action in each.actions:
        paragraph = file.add_paragraph()
        paragraph.add_run("ACTION: ").bold = True
        partners = "; ".join(part.organisation.short_name for part in action.responsibilities.all())
        paragraph.add_run(f"{action.title} ({action.reference}; {partners})")
    for correction in each.corrections:
        day = correction.recorded_at
        paragraph = file.add_paragraph()
        paragraph.add_run(f"Correction of {day.day} {day:%B %Y}: ").bold = True
        paragraph.add_run(correction.text)


def _add_signature(file: Any, document: Document) -> None:
    minutes = document.minutes
    if minutes.confirmed_in is not None:
        on = minutes.confirmed_in.on
        file.add_paragraph(
            f"Confirmed {minutes.get_confirmed_as_display().lower()} by the meeting of {on.day} {on:%B %Y}."
        )
    if minutes.signed_at is not None:
        at = minutes.signed_at
        file.add_paragraph(f"Signed by the chair: {minutes.signed_name}, {at.day} {at:%B %Y}")
    else:
        file.add_paragraph("Signed by the chair: ______________________________ Date: ______________")
