"""Words for codes on the pages of requests."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.db.models import TextChoices

from csp_portal.core import clock
from csp_portal.core.dates import in_words
from isp_requests import legal, wording
from isp_requests.models import Need, ProtocolEdition
from isp_requests.states import words

register = template.Library()


def _choices(name: str) -> type[TextChoices]:
    choices: type[TextChoices] = getattr(words, name)
    return choices


@register.filter
def label(code: str, name: str) -> str:
    """Say one code in words: `codes.delivery|label:"Delivery"`."""
    return str(dict(_choices(name).choices).get(code, ""))


@register.filter
def labels(codes: Iterable[str] | None, name: str) -> str:
    """Say several codes in words, each on a line of its own."""
    return "\n".join(label(code, name) for code in codes or ())


@register.filter
def worded(edition: ProtocolEdition | None, place: str) -> str:
    """Give an edition's words for a place of the forms: `edition|worded:"consent"`."""
    return wording.worded(edition, place)


@register.simple_tag
def what_citations_mean() -> str:
    """Say what “ISP” with a number means beside the questions, in the words of the edition in force."""
    return wording.worded(ProtocolEdition.objects.in_force(on=clock.today()), "citations")


@register.filter
def grounds(entries: Iterable[dict[str, Any]] | None) -> str:
    """Name the legal grounds as they were copied, without the conditions."""
    return _named(legal.parted(list(entries or ()))["grounds"])


@register.filter
def conditions(entries: Iterable[dict[str, Any]] | None) -> str:
    """Name the conditions for sensitive data as they were copied."""
    return _named(legal.parted(list(entries or ()))["conditions"])


@register.filter
def declared(entries: Iterable[dict[str, Any]] | None) -> list[str]:
    """List the needs of the law that were said to hold for the entries as they were copied."""
    return sorted({need for entry in entries or () for need in entry.get("declared", ())})


@register.filter
def needs(codes: Iterable[str]) -> str:
    """Say needs of the law in words, each on a line of its own."""
    return "\n".join(str(Need(code).label) for code in codes)


def _named(entries: Iterable[dict[str, Any]]) -> str:
    return "\n".join(str(entry.get("label") or entry.get("code", "")) for entry in entries)


@register.filter
def organisations(asked: Iterable[Any]) -> str:
    return "\n".join(str(each.organisation) for each in asked)


@register.filter
def names(records: Iterable[Any]) -> str:
    """Write each record's name on a line of its own."""
    return "\n".join(str(each) for each in records)


@register.filter
def file_names(files: Iterable[tuple[Any, str]] | None) -> str:
    """Write the names of files, which are pairs of a file and its name, each on a line of its own."""
    return "\n".join(name for _, name in files or ())


@register.filter
def consents_on_record(consents: Iterable[tuple[Any, str]]) -> str:
    """Say of each consent whose it is, from when, and where it stands, each on a line of its own."""
    return "\n".join(
        f"{consent} of {str(consent.concerned).lower()}, given on {in_words(consent.given_on)}: {standing.lower()}"
        for consent, standing in consents
    )


@register.filter
def organisation_and_department(sharing_request: Any) -> str:
    parts = (str(sharing_request.organisation), sharing_request.requester_department)
    return ", ".join(part for part in parts if part)


@register.filter
def requester(decision: Any) -> str:
    parts = (decision.requester_name, decision.requester_position, decision.requester_organisation)
    return ", ".join(part for part in parts if part)


@register.filter
def iso_day(text: str | None) -> date | str:
    """Write a day that was sealed as 2001-02-03 the way people do."""
    if not text:
        return ""
    return in_words(date.fromisoformat(text))
