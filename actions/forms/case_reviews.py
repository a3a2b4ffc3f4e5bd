"""What is filled in about reviews that are followed up."""

from typing import Any

from django import forms

from actions.models import CaseReview
from csp_portal.core.forms import Checkboxes, PortalForm
from meetings.models import Seat


class CaseReviewForm(PortalForm):
    """A review's open name, and the account of the case with its readers."""

    submit_label = "Keep the review"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    name = forms.CharField(
        label="What is it called?",
        max_length=150,
        help_text="Everybody on the board reads this beside the actions. Name nobody, and no street: for example "
        "“Domestic homicide review 2”.",
    )
    account = forms.CharField(
        label="Account of the case",
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": "12"}),
        help_text="Only the secretariat and the seats below read it; each reading is on record. It is in no paper, "
        "no search and no export, and is erased when the review closes.",
    )
    readers = forms.ModelMultipleChoiceField(
        Seat.objects.none(),
        label="Who may read the account?",
        required=False,
        widget=Checkboxes,
        help_text="The people in these seats, and their deputies. The secretariat always may.",
    )

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["readers"].queryset = seats

    def facts(self) -> dict[str, Any]:
        """Give the review's own fields."""
        return {name: self.cleaned_data[name] for name in ("name", "account", "readers")}


class CaseReviewCloseForm(PortalForm):
    """Why a review is followed up no longer."""

    submit_label = "Close it and erase the account"

    reason = forms.CharField(
        label="Who decided, and why?", max_length=1000, widget=forms.Textarea(attrs={"rows": "4"})
    )


def review_choice() -> forms.ModelChoiceField:
    """Offer the reviews that an action can follow up."""
    return forms.ModelChoiceField(
        CaseReview.objects.none(),
        to_field_name="key",
        required=False,
        label="Which review does it follow up?",
        empty_label="None of them",
    )
