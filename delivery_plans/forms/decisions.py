"""Which decision of the minutes something is."""

from typing import Any

from django import forms
from django.utils.text import Truncator

from csp_portal.core.forms import PortalForm
from meetings.models import Decision


def decision_field(*, required: bool) -> forms.ModelChoiceField:
    """Ask for a decision of the minutes, which may not be written yet unless it is required."""
    return forms.ModelChoiceField(
        Decision.objects.none(),
        label="Decision in the minutes",
        help_text="" if required else "If the minutes have none yet, it can be said later.",
        empty_label="Choose the decision" if required else "None yet",
        required=required,
    )


def offer_decisions(form: PortalForm, decisions: Any) -> None:
    """Let one of these decisions be chosen, each told by its reference and its first words."""
    field: Any = form.fields["decision"]
    field.queryset = decisions
    field.label_from_instance = lambda each: f"{each.reference}: {Truncator(each.wording).chars(80)}"


class TieForm(PortalForm):
    """Which decision of the minutes a challenge, or an endorsement, is."""

    submit_label = "Tie it to the decision"

    decision = decision_field(required=True)

    def __init__(self, *args: Any, decisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_decisions(self, decisions)
