"""The form by which a contact looks for a person."""

from django.core.exceptions import ValidationError

from csp_portal.core.forms import DateField, PortalForm
from isp_requests import person_keys
from isp_requests.forms.fields import line


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
