"""Forms as the portal wants them: GOV.UK markup, plain error sentences, dates in three boxes."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError


class DateBoxes(forms.MultiWidget):
    """Day, month and year, each in a box of its own: the only way to enter a date that everybody can use."""

    BOXES = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {name: forms.TextInput(attrs={"inputmode": "numeric"}) for name, _, _ in self.BOXES}, attrs
        )

    def decompress(self, value: Any) -> list[str | int]:
        if isinstance(value, str):
            # What cannot be read stays in the first box, for the person to see and the field to refuse.
            value = _iso_date(value) or [value, "", ""]
        if isinstance(value, list):
            return value
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        if name in data and f"{name}_day" not in data:
            # A link or a test may send the whole date, as in `?on=2016-03-17`.
            return self.decompress(data.get(name))
        return super().value_from_datadict(data, files, name)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, (_, label, width) in zip(context["widget"]["subwidgets"], self.BOXES, strict=True):
            box["label"], box["width"] = label, width
            # The group is described once, on its fieldset.
            box["attrs"].pop("aria-describedby", None)
        return context


def _iso_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)


class DateField(forms.MultiValueField):
    """A date entered as day, month and year, with a sentence for each way of getting it wrong."""

    widget = DateBoxes
    # Twenty-four is far more often a slip for 2024 than the year 24.
    EARLIEST_YEAR, LATEST_YEAR = 1900, 2199

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("input_formats", None)
        parts = tuple(forms.CharField(required=False, max_length=9) for _ in DateBoxes.BOXES)
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            value = [value.day, value.month, value.year]
        parts = [str(part if part is not None else "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required and not self.disabled:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        day = self._date(*parts)
        self.validate(day)
        self.run_validators(day)
        return day

    def _date(self, day: str, month: str, year: str) -> date:
        missing = [name for name, text in (("day", day), ("month", month), ("year", year)) if not text]
        if missing:
            raise ValidationError(f"The date must include a {' and a '.join(missing)}.", code="incomplete")
        month = self._month_number(month)
        # A box may hold more figures than Python makes a number of.
        if not all(part.isdecimal() and len(part) < 10 for part in (day, month, year)):
            raise ValidationError("Enter the date in numbers, for example 17 3 2016.", code="not_numbers")
        if not self.EARLIEST_YEAR <= int(year) <= self.LATEST_YEAR:
            raise ValidationError("Enter the year with four figures, for example 2016.", code="year")
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            raise ValidationError(
                "There is no such day. Check the day and the month.", code="no_such_day"
            ) from None

    @staticmethod
    def _month_number(text: str) -> str:
        name = text.lower()
        if len(name) >= 3 and name.isalpha():
            for number, month in enumerate(MONTHS, start=1):
                if month.startswith(name):
                    return str(number)
        return text

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = [str(part) for part in DateBoxes().decompress(initial)]
        return before != [str(part if part is not None else "").strip() for part in (data or ["", "", ""])]


class TimeField(forms.TimeField):
    """A time of day in any common way of writing it: 14:00, 2pm, 2.30 pm, 1400."""

    FORMATS = ("%H:%M", "%H:%M:%S", "%H.%M", "%H%M", "%I:%M%p", "%I.%M%p", "%I%p")
    default_error_messages = {"invalid": "Enter a time, for example 10:30 or 2pm."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
        )
        kwargs["input_formats"] = self.FORMATS
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str):
            value = re.sub(r"\s+", "", value).upper().replace("NOON", "PM")
        return super().to_python(value)


class _WithHints:
    """Choices of which each may carry a hint of its own, by value."""

    def __init__(self, *args: Any, hints: Mapping[Any, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        return option


class Radios(_WithHints, forms.RadioSelect):
    """Radios whose answers may be explained: `Radios(hints={"closed": "Only the seats named can read it."})`."""


class Checkboxes(_WithHints, forms.CheckboxSelectMultiple):
    """Checkboxes whose answers may be explained."""


class MarkdownArea(forms.Textarea):
    """A text area for long text, with a toolbar, and a preview from `preview_url` (a POST of `text`)."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, preview_url: str = "") -> None:
        marks = {"data-markdown": "", "rows": "16"}
        if preview_url:
            marks["data-preview-url"] = preview_url
        super().__init__(marks | (attrs or {}))


class PortalForm(forms.Form):
    """
    The base of every form: `{% crispy form %}` draws it whole, error summary and button included.

    `submit_label` names the button by what it does. `cancel_url` adds a way out beside it. `warning = True`
    makes the button red, for what cannot be undone. `keep_unsaved = True` warns a person who leaves
    with answers unsaved. `autosave_url` sends what is written to that address every few seconds.
    """

    submit_label = "Save"
    cancel_url = ""
    cancel_label = "Cancel"
    warning = False
    keep_unsaved = False
    autosave_url = ""
    form_method = "post"
    # The portal's own sentences are shown above the form, where the browser's bubbles would hide them.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.cancel_url = kwargs.pop("cancel_url", self.cancel_url)
        self.autosave_url = kwargs.pop("autosave_url", self.autosave_url)
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.fields[name] = speak_plainly(in_boxes(field), self.label_of(name, field))

    def label_of(self, name: str, field: forms.Field) -> str:
        """Give the words by which the form names a field."""
        return str(field.label if field.label is not None else forms.utils.pretty_name(name))

    def layout(self) -> Layout:
        """Lay out the fields; a form with groups of fields says so here."""
        return Layout(*self.fields)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = self.layout()
        helper.render_hidden_fields = True
        helper.form_method = self.form_method
        helper.attrs = {"novalidate": True}
        if self.keep_unsaved:
            helper.attrs["data-module"] = "unsaved-changes"
        if self.autosave_url:
            helper.attrs["data-module"] = "unsaved-changes autosave"
            helper.attrs["data-autosave-url"] = self.autosave_url
        if self.submit_label:
            style = "govuk-button--warning" if self.warning else ""
            helper.add_input(
                Submit("", self.submit_label, css_class=style, css_id=f"{self.prefix or 'form'}-submit")
            )
        helper.cancel_url = self.cancel_url
        helper.cancel_label = self.cancel_label
        return helper


class PortalModelForm(PortalForm, forms.ModelForm):
    """The same for a form drawn from a model."""


class FilterForm(PortalForm):
    """A form that narrows a list: it asks by GET, so that what was found has an address to share."""

    form_method = "get"
    submit_label = "Show"


def in_boxes(field: forms.Field) -> forms.Field:
    """Turn the date and time fields that models make into the portal's own."""
    if type(field) is forms.DateField:
        return DateField(
            required=field.required,
            label=field.label,
            help_text=field.help_text,
            initial=field.initial,
            disabled=field.disabled,
        )
    if type(field) is forms.TimeField:
        return TimeField(
            required=field.required,
            label=field.label,
            help_text=field.help_text,
            initial=field.initial,
            disabled=field.disabled,
        )
    return field


def speak_plainly(field: forms.Field, label: str) -> forms.Field:
    """Give a field error sentences that say what to do, unless its own were written for it."""
    # A browser cuts off what is pasted at `maxlength` without a word; the field's sentence is better.
    field.widget.attrs.pop("maxlength", None)
    if type(field.widget) is forms.NumberInput:
        # A wheel turned over a box of type "number" changes the number unseen.
        field.widget.input_type = "text"
        whole = not isinstance(field, forms.DecimalField | forms.FloatField)
        field.widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
        field.widget.attrs.setdefault("class", "govuk-input--width-5")
        for bound in ("min", "max", "step"):
            field.widget.attrs.pop(bound, None)
    defaults: dict[str, Any] = {}
    for ancestor in reversed(type(field).__mro__):
        defaults |= getattr(ancestor, "default_error_messages", {})
    for code, sentence in _sentences(field, label).items():
        # What somebody wrote for this very field is better than anything general.
        if code not in field.error_messages or field.error_messages[code] is defaults.get(code):
            field.error_messages[code] = sentence
    return field


def _sentences(field: forms.Field, label: str) -> dict[str, str]:
    name = label.rstrip(" ?")
    # "PDF file" and "Who presents it?" keep their capitals; "Title" becomes "the title".
    plain = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    named = plain if plain.startswith("your ") else f"the {plain}"
    match field:
        case forms.BooleanField():
            required = f"Tick “{name}” to go on."
        case forms.FileField():
            required = "Choose a file."
        case forms.ChoiceField() | forms.ModelChoiceField():
            required = f"Choose an answer to “{label}”." if label.endswith("?") else f"Choose {named}."
        case _:
            required = f"Enter an answer to “{label}”." if label.endswith("?") else f"Enter {named}."
    sentences = {
        "required": required,
        "max_length": f"{name} can have %(limit_value)d characters. You have written %(show_value)d.",
        "min_length": f"{name} must have at least %(limit_value)d characters. You have written %(show_value)d.",
        "max_value": f"{name} must be %(limit_value)s or less.",
        "min_value": f"{name} must be %(limit_value)s or more.",
    }
    match field:
        case forms.ChoiceField() | forms.ModelChoiceField():
            sentences |= {
                "invalid_choice": "Choose one of the answers shown.",
                "invalid_list": "Choose from the answers shown.",
                "invalid_pk_value": "Choose from the answers shown.",
            }
        case forms.EmailField():
            sentences["invalid"] = "Enter an e-mail address like name@example.org."
        case forms.URLField():
            sentences["invalid"] = "Enter a web address that begins with https://."
        case forms.FileField():
            sentences |= {
                "invalid": "Choose the file again: it did not arrive.",
                "missing": "Choose the file again: it did not arrive.",
                "empty": "The file is empty. Choose another.",
                "max_length": "The name of the file is too long. Shorten it and choose the file again.",
                "contradiction": "Either choose a file or tick the box to remove it, not both.",
                "invalid_image": "The file is not a picture that the portal can read. Choose another.",
            }
        case forms.DateTimeField():
            sentences["invalid"] = "Enter a date and a time, for example 2016-03-17 10:00."
        # Both are integer fields by descent, so they come first.
        case forms.DecimalField() | forms.FloatField():
            sentences["invalid"] = f"{name} must be a number, for example 12.5."
        case forms.IntegerField():
            sentences["invalid"] = f"{name} must be a whole number, for example 12."
    return sentences


__all__ = [
    "HTML",
    "Checkboxes",
    "DateBoxes",
    "DateField",
    "FilterForm",
    "MarkdownArea",
    "PortalForm",
    "PortalModelForm",
    "Radios",
    "TimeField",
]
