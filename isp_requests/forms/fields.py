"""What the forms of this app share: fields for words that will be sealed, and the law as choices."""

from collections.abc import Sequence
from typing import Any

from django import forms

from isp_requests.models import HandlingMarking, LegalGateway, ProtocolEdition
from isp_requests.models.editions import markings_of

YES, NO = "yes", "no"
YES_OR_NO = [(YES, "Yes"), (NO, "No")]
LONGEST = 10_000


def text(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    """Give a field for words that will be sealed; a browser keeps none of them."""
    attrs = {"rows": str(rows), "autocomplete": "off"}
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs=attrs), **options)


def line(label: str, **options: Any) -> forms.CharField:
    """Give a field for one line that will be sealed."""
    options.setdefault("max_length", 300)
    return forms.CharField(label=label, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)


def marking_choices(edition: ProtocolEdition | None) -> list[tuple[str, str]]:
    """Give the markings that may be chosen under an edition as choices."""
    return [choice for choice in HandlingMarking.choices if choice[0] in markings_of(edition)]


def offer(form: forms.Form, name: str, gateways: Sequence[LegalGateway]) -> None:
    """Let a field choose among entries of the law, each with what it does, bars and needs beside it."""
    field: Any = form.fields[name]
    field.choices = [(gateway.code, str(gateway)) for gateway in gateways]
    field.widget.hints = {
        gateway.code: f"{gateway.get_kind_display()}. {gateway.what_it_does} {gateway.bars_and_needs}".strip()
        for gateway in gateways
    }
