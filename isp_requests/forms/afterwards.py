"""What is filled in once something was disclosed: passing on, corrections, holds, subject access (ISP 10)."""

from datetime import date
from typing import Any

from django import forms

from csp_portal.core.forms import DateField, PortalForm, Radios
from isp_requests.forms.fields import YES, YES_OR_NO, text
from isp_requests.states.afterwards import Exemption


class PassOnForm(PortalForm):
    submit_label = "Send it to the source"
    keep_unsaved = True

    to = text("To whom?", rows=2, help_text="Their name, position and organisation.")
    why = text("Why do they need it?", rows=3, help_text="For the purpose of the request alone (ISP 10.5.2).")
    is_emergency = forms.ChoiceField(
        label="Have you passed it on already, because it could not wait?",
        choices=YES_OR_NO,
        widget=Radios(
            hints={YES: "It is recorded, and the source is told; no leave is asked for afterwards."}
        ),
    )

    def clean_is_emergency(self) -> bool:
        return bool(self.cleaned_data["is_emergency"] == YES)


class LeaveForm(PortalForm):
    submit_label = "Answer"

    is_allowed = forms.ChoiceField(
        label="May it be passed on?",
        choices=YES_OR_NO,
        widget=Radios,
        help_text="Without your leave it goes to nobody else (ISP 10.5.2).",
    )
    words = text(
        "Under which conditions, or why not?",
        rows=3,
        required=False,
        help_text="For example to whom alone, and until when. A no needs its reason.",
    )

    def clean_is_allowed(self) -> bool:
        return bool(self.cleaned_data["is_allowed"] == YES)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("is_allowed") is False and not self.cleaned_data.get("words"):
            self.add_error("words", "Say why it may not be passed on.")
        return self.cleaned_data


class CorrectionForm(PortalForm):
    submit_label = "Put it right, and tell the other side"
    keep_unsaved = True

    wrong = text(
        "What was wrong?",
        rows=3,
        help_text="So that the other side finds it in its own copies (ISP 10.4.1).",
    )
    right = text("What is right?", rows=3, help_text="The reference and the day of the request go with it.")


class HoldForm(PortalForm):
    submit_label = "Place the hold"

    why = text(
        "Which proceedings need it?",
        rows=3,
        help_text="A trial, an inquiry, a complaint, an inquiry of the person: whatever must not lose it (ISP 10.3).",
    )
    review_on = DateField(
        label="When is the hold looked at again?",
        help_text="It stands until it is lifted; on that day your home page asks whether it is still needed.",
    )


class ConsultForm(PortalForm):
    submit_label = "Ask the source"
    keep_unsaved = True

    received_on = DateField(
        label="When did the person's inquiry come?", help_text="It is answered within a month of that day."
    )
    question = text(
        "What do you want to know of the source?",
        rows=3,
        help_text="For example whether seeing it would harm somebody, or prejudice an investigation.",
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > self.on:
            raise forms.ValidationError("The day on which the inquiry came cannot lie ahead.")
        return day


class ViewForm(PortalForm):
    submit_label = "Answer"

    exemption = forms.ChoiceField(
        label="May the person see it?",
        choices=Exemption.choices,
        widget=Radios,
        help_text="Your view as the source; whoever got the inquiry decides (ISP 10.6.2).",
    )
    words = text(
        "Which part is exempt, and by which exemption?",
        rows=3,
        required=False,
        help_text="For example because seeing it would harm somebody, or prejudice an investigation (Data Protection Act "
        "2018, Schedule 2).",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("exemption") in (Exemption.PART, Exemption.ALL):
            if not self.cleaned_data.get("words"):
                self.add_error("words", "Say which part is exempt, and by which exemption.")
        return self.cleaned_data
