"""What is looked for, and where."""

from typing import Any

from django import forms

from csp_portal.core.forms import DateField, PortalForm
from meetings.models import Board
from meetings.searching import LAST_PAGE


class SearchForm(PortalForm):
    """Words to find. They are posted: an address would keep them, and they may name people."""

    submit_label = "Search"

    words = forms.CharField(
        label="Words to find",
        max_length=200,
        help_text="Put words that must stand together between quotes: “stop and search”. "
        "Put a minus before a word that must not be there: -budget.",
    )
    board = forms.ModelChoiceField(
        Board.objects.none(), required=False, to_field_name="slug", empty_label="All boards"
    )
    since = DateField(label="Meetings from", required=False, help_text="For example, 1 4 2015.")
    until = DateField(label="Meetings until", required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, widget=forms.HiddenInput)

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["board"].queryset = boards

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must not be before the first.")
        # Typographic quotes are what a phone's keyboard makes of a quotation mark.
        if "words" in cleaned:
            cleaned["words"] = cleaned["words"].translate(str.maketrans("“”„", '"""'))
        return cleaned
