"""Small words for templates; the forms' markup is in templates/portal/."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    FileInput,
    PasswordInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

from csp_portal.core.forms import DateBoxes

register = template.Library()

CONTROLS: list[tuple[type, str]] = [
    (DateBoxes, "date"),
    (CheckboxSelectMultiple, "checkboxes"),
    (RadioSelect, "radios"),
    (CheckboxInput, "checkbox"),
    (Textarea, "textarea"),
    (PasswordInput, "password"),
    (ClearableFileInput, "file"),
    (FileInput, "file"),
    (Select, "select"),
]

CLASSES = {
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "input": "govuk-input",
}


@register.filter
def control(field: BoundField) -> str:
    """Name the GOV.UK component that a form field is drawn with."""
    return next((name for widget, name in CONTROLS if isinstance(field.field.widget, widget)), "input")


@register.filter
def anchor(field: BoundField) -> str:
    """Give the id of the first thing that can be focused in a field, for the error summary."""
    if control(field) in {"radios", "checkboxes", "date"}:
        return f"{field.auto_id}_0"
    return field.id_for_label


@register.simple_tag
def described_by(field: BoundField, counted: int | None = None) -> str:
    """Name what describes a field: its hint, its error, its character count."""
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    if counted:
        ids.append(f"{field.auto_id}-info")
    return " ".join(ids)


@register.simple_tag
def control_html(field: BoundField) -> SafeString:
    """Draw a field's own control with its GOV.UK classes and descriptions."""
    kind = control(field)
    base = CLASSES[kind]
    classes = [base, field.field.widget.attrs.get("class", "")]
    if field.errors:
        classes.append(
            {"input": "govuk-input--error", "password": "govuk-input--error"}.get(kind, f"{base}--error")
        )
    if character_limit(field):
        classes.append("govuk-js-character-count")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if description := described_by(field, character_limit(field)):
        attrs["aria-describedby"] = description
    if kind == "password":
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    if kind == "textarea" and "rows" not in field.field.widget.attrs:
        attrs["rows"] = "6"
    return field.as_widget(attrs=attrs)


@register.filter
def character_limit(field: BoundField) -> int | None:
    """Tell the number to count down from, for a text area that has one."""
    limit = getattr(field.field, "max_length", None)
    return limit if limit and control(field) == "textarea" else None


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Look a key up in a mapping; templates cannot do it by themselves."""
    return mapping.get(key, "")


@register.filter
def pages_around(page: Page) -> list[int | str]:
    """List the page numbers worth showing, with the paginator's ellipsis between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """Give the present address's query with some of it changed, for links that page and sort."""
    request = context.get("request")
    parameters: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value in (None, ""):
            parameters.pop(key, None)
        else:
            parameters[key] = value
    return f"?{parameters.urlencode()}"


@register.filter
def megabytes(size: int) -> str:
    """Say a file's size as people read it: 840 KB, 3.2 MB."""
    if size < 1000:
        return f"{size} bytes"
    if size < 999_500:
        return f"{size / 1000:.0f} KB"
    return f"{size / 1_000_000:.1f} MB"


FILE_TYPES = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/json": "JSON",
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
    "image/svg+xml": "SVG picture",
    "text/csv": "CSV",
    "text/plain": "text",
    "text/calendar": "calendar",
}


@register.filter
def file_type(media_type: str) -> str:
    """Name a media type as people do."""
    return FILE_TYPES.get(media_type, media_type)


@register.simple_block_tag
def scrolling_table(content: SafeString, caption: str, *, hidden_caption: bool = False) -> SafeString:
    """Frame the rows between the tags as a table with a caption, which scrolls by itself on a phone."""
    return render_to_string(
        "components/table.html",
        {
            "content": content,
            "caption": caption,
            "hidden_caption": hidden_caption,
            "table_id": f"table-{slugify(caption)}",
        },
    )


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, label: str, key: str, *, numeric: bool = False) -> SafeString:
    """Head a column by whose values the list can be put in order: `?sort=key`, then `?sort=-key`."""
    present = context["request"].GET.get("sort", "") if "request" in context else ""
    direction = {key: "ascending", f"-{key}": "descending"}.get(present, "")
    url = query(context, sort=f"-{key}" if direction == "ascending" else key, page=None)
    return render_to_string(
        "components/sort_header.html",
        {"label": label, "url": url, "direction": direction, "numeric": numeric},
    )


@register.simple_tag
def breadcrumbs(*labels_and_addresses: str) -> SafeString:
    """Draw the way to this page: label and address by turns, Home put in front."""
    pairs = list(zip(labels_and_addresses[::2], labels_and_addresses[1::2], strict=True))
    return render_to_string("components/breadcrumbs.html", {"trail": pairs})


@register.simple_tag(takes_context=True)
def panels(context: template.Context, place: str, record: Any) -> SafeString:
    """Draw what the apps above have to say about a record: `settings.PANELS` names who is asked."""
    user, on = context["request"].user, context["portal_today"]
    drawn = (import_string(dotted)(record, user=user, on=on) for dotted in settings.PANELS[place])
    return format_html_join("", "{}", ((panel,) for panel in drawn))
