"""What is filled in about officers' training and about who is away."""

from datetime import date
from typing import Any

from django import forms

from csp_portal.accounts.models import User
from csp_portal.core.forms import DateField, PortalForm


class AcceptForm(PortalForm):
    """That the conditions were read and are accepted."""

    submit_label = "Accept the conditions"

    edition_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    is_accepted = forms.BooleanField(label="I have read these conditions and will keep to them")


class TrainingForm(PortalForm):
    """When somebody was trained, and by whom."""

    submit_label = "Record the training"

    trained_on = DateField(label="Day of the training")
    given_by = forms.CharField(label="Given by", max_length=150)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_trained_on(self) -> date:
        day: date = self.cleaned_data["trained_on"]
        if day > self.today:
            raise forms.ValidationError("The day of the training cannot lie ahead.")
        return day


class AbsenceForm(PortalForm):
    """Who is away, and until when."""

    submit_label = "Save the absence"

    person = forms.ModelChoiceField(User.objects.none(), label="Who is away?", empty_label=None)
    starts_on = DateField(label="First day away")
    ends_on = DateField(label="Last day away")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].queryset = people

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day cannot come before the first.")
        return cleaned
