"""What is filled in of breaches and complaints. A breach takes one answer; the rest is written down afterwards."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone, make_aware

from csp_portal.accounts.models import Organisation
from csp_portal.core.forms import DateField, PortalForm, Radios
from isp_requests.forms.fields import text
from isp_requests.states.matter import OUTCOMES, HowMany, Kind, Sort


class BreachForm(PortalForm):
    submit_label = "Report the breach"
    warning = True

    sort = forms.ChoiceField(label="What happened?", choices=Sort.choices, widget=Radios)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Whose breach is it?", empty_label=None
    )
    text = text(
        "Anything that those who deal with it should know at once",
        rows=3,
        required=False,
        help_text="You can leave it empty. They ask you for the rest.",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class ComplaintForm(PortalForm):
    submit_label = "Record the complaint"
    keep_unsaved = True

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Which organisation is it about?", empty_label=None
    )
    received_on = DateField(label="When did it come?", help_text="It is answered within 30 days of that day.")
    text = text("Who complains, and what about?", help_text="Only those who deal with it read this.")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class DescribeForm(PortalForm):
    submit_label = "Save it"
    keep_unsaved = True

    account = text("What happened, to whom, and what may it lead to?", rows=6, help_text="UK GDPR 33(3).")
    how_many = forms.ChoiceField(
        label="How many people does it concern?", choices=HowMany.choices, widget=Radios
    )
    measures = text(
        "What is done about it?",
        rows=4,
        help_text="To end it, to help those whom it concerns, and so that it does not happen again (UK GDPR 33(3)).",
    )


class DecideMatterForm(PortalForm):
    submit_label = "Decide"

    outcome = forms.ChoiceField(label="What is decided?", choices=[], widget=Radios)
    why = text(
        "Reasons", rows=4, help_text="The Commissioner may ask for them in a year (UK GDPR 33(5), ISP 7.3)."
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (outcome.value, outcome.label) for outcome in OUTCOMES[Kind(kind)]
        ]
        if kind == Kind.BREACH:
            self.fields["outcome"].help_text = (
                "It is notified unless it is unlikely to put anybody's rights and freedoms at risk (UK GDPR 33(1)). "
                "A high risk is told to the people themselves too (UK GDPR 34)."
            )


class NotifiedForm(PortalForm):
    submit_label = "Record it"

    day = DateField(label="On which day was the Information Commissioner notified?")
    time = forms.TimeField(label="At what time?", help_text="For example 14:30.")

    def notified_at(self) -> datetime:
        moment = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        return make_aware(moment, get_current_timezone())


class CloseMatterForm(PortalForm):
    submit_label = "Close it"

    text = text(
        "What was done so that it does not happen again?",
        rows=4,
        help_text="Nobody else reads it; what others can learn from it you tell them yourself (ISP 7.3).",
    )


class HoldMatterForm(PortalForm):
    submit_label = "Keep its words"

    why = text(
        "Which proceedings need it?", rows=3, help_text="Until it is lifted nothing of it is destroyed."
    )
    review_on = DateField(
        label="When is that looked at again?", help_text="Then the home page asks whether it is still needed."
    )
