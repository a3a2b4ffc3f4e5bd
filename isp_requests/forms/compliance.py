"""Which quarter to look at."""

from collections.abc import Sequence
from typing import Any

from django import forms

from csp_portal.core.forms import FilterForm
from csp_portal.core.quarters import Quarter


class QuarterForm(FilterForm):
    quarter = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, quarters: Sequence[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The newest comes first, and is what is shown where none is chosen.
        self.fields["quarter"].choices = [(each.code, each.label) for each in quarters]  # type: ignore[attr-defined]
