"""The forms by which a contact looks for a person, and by which an officer reads in an emergency."""

from django import forms
from django.core.exceptions import ValidationError

from csp_portal.core.forms import DateField, PortalForm, Radios
from isp_requests import person_keys
from isp_requests.forms.fields import line
from isp_requests.states.words import Emergency


class PersonSearchForm(PortalForm):
    """Who is looked for. Nothing of it is kept."""

    submit_label = "Look for this person"

    name = line(
        "Full name",
        max_length=200,
        help_text="As it stands on the form, or another name that stands there. Capitals, accents and hyphens make no "
        "difference; a short form does (ISP 10.6.1).",
    )
    date_of_birth = DateField(
        label="Date of birth",
        required=False,
        help_text="Without it only people are found whose date of birth is not on the form.",
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not person_keys.normalised(name):
            raise ValidationError("Enter a name with letters in it.")
        return name


class EmergencyForm(PortalForm):
    """Which request is read in an emergency, and why."""

    submit_label = "Read it now"

    reference = line(
        "Reference of the request",
        max_length=40,
        help_text="As ISR-2016-K7WQ4M; the other side can read it out to you.",
    )
    reason = forms.ChoiceField(label="What is the emergency?", choices=Emergency, widget=Radios)
