"""What people choose about being told, and which e-mails the administrator lists."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.utils.html import format_html

from csp_portal.core.forms import FilterForm, PortalForm, Radios, speak_plainly
from csp_portal.notices.kinds import NoticeKind
from csp_portal.notices.states import State, Way

HOURS = [(hour, f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}") for hour in range(24)]


def field_name(kind: str) -> str:
    """Name the field of a kind: dots would be taken for something else by scripts and styles."""
    return kind.replace(".", "__")


class ChoiceForm(PortalForm):
    """One question for each kind that may be changed, under the headings of their groups."""

    submit_label = "Keep these choices"
    keep_unsaved = True

    hour = forms.TypedChoiceField(
        label="From what hour may the daily e-mail come?",
        choices=HOURS,
        coerce=int,
        help_text="There is at most one a day, and none when there is nothing new.",
    )

    def __init__(
        self, *args: Any, kinds: Iterable[NoticeKind], ways: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(kinds)
        for kind in self.kinds:
            question = forms.ChoiceField(
                label=kind.label,
                choices=Way.choices,
                widget=Radios(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
                initial=ways.get(kind.name, kind.usual),
            )
            self.fields[field_name(kind.name)] = speak_plainly(question, kind.label)

    def layout(self) -> Layout:
        """Put the kinds under their groups."""
        parts: list[Any] = ["hour"]
        group = ""
        for kind in self.kinds:
            if kind.group != group:
                group = kind.group
                parts.append(HTML(format_html('<h2 class="govuk-heading-m">{}</h2>', group)))
            parts.append(field_name(kind.name))
        return Layout(*parts)

    def chosen(self) -> dict[str, str]:
        """Give the way chosen for each kind."""
        return {kind.name: self.cleaned_data[field_name(kind.name)] for kind in self.kinds}


class MailFilterForm(FilterForm):
    """Which e-mails to list."""

    state = forms.ChoiceField(label="Which e-mails?", required=False)

    def __init__(self, *args: Any, counts: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["state"].choices = [
            ("", f"All ({sum(counts.values())})"),
            *((state.value, f"{state.label} ({counts.get(state, 0)})") for state in State),
        ]
