"""Words for codes on the pages of requests."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.db.models import TextChoices

from isp_requests import legal
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
def grounds(entries: Iterable[dict[str, Any]] | None) -> str:
    """Name the legal grounds as they were copied, without the conditions."""
    return _named(legal.parted(list(entries or ()))["grounds"])


@register.filter
def conditions(entries: Iterable[dict[str, Any]] | None) -> str:
    """Name the conditions for sensitive data as they were copied."""
    return _named(legal.parted(list(entries or ()))["conditions"])


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
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"
