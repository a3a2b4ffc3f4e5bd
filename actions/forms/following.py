"""What is filled in to follow actions up: reminders, links, answers by link, what a meeting decided."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from actions.forms.records import (
    DONE,
    PROGRESS,
    DueMixin,
    WithFile,
    due_choice,
    due_day,
    long_text,
)
from actions.models import LogEntry
from actions.states import Ending
from csp_portal.accounts.models import User
from csp_portal.core.forms import PortalForm, Radios

Outcome = LogEntry.Outcome


def _days(label: str, *, least: int, most: int, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, validators=[MinValueValidator(least), MaxValueValidator(most)]
    )


class ReminderForm(PortalForm):
    """When the partners of a board are reminded, in calendar days."""

    submit_label = "Keep these days"

    before = _days(
        "How many days before the day?",
        least=0,
        most=60,
        help_text="The first reminder. With 0 there is none before the day itself.",
    )
    every = _days(
        "Once it is late, every how many days?",
        least=1,
        most=60,
        help_text="Counted from the day on which it was due.",
    )
    others_after = _days(
        "After how many days late are the organisation's other seat holders told?",
        least=1,
        most=365,
        help_text="Once for each day that was set.",
    )


class LinkSendForm(PortalForm):
    """To whom the link goes."""

    submit_label = "Send the link"

    address = forms.EmailField(
        label="E-mail address",
        help_text="Of somebody who speaks for the partner and has no account. Whoever gets the link can answer.",
        max_length=254,
    )


class LinkAnswerForm(WithFile):
    """The one answer that a link is for."""

    submit_label = "Give the answer"
    keep_unsaved = True

    name = forms.CharField(
        label="Your name", max_length=120, help_text="It stands beside the answer in the board's record."
    )
    what = forms.ChoiceField(
        label="How far is it?",
        choices=[(PROGRESS, "In progress"), (DONE, "Done")],
        widget=Radios(hints={DONE: "Say below what was done and what shows it. Add a file if you have one."}),
    )
    text = long_text("What has been done?", rows=6, max_length=5000)
    field_order = ("name", "what", "text", "file")


class GoThroughForm(DueMixin, PortalForm):
    """What a meeting said about one action, and what it decided."""

    submit_label = "Keep it and go on"
    keep_unsaved = True

    outcome = forms.ChoiceField(label="What was decided?", widget=Radios)
    said = long_text("What was said", rows=3, max_length=2000, required=False)
    due = due_choice()
    due_on = due_day()
    chair = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Choose")
    ending = forms.ChoiceField(
        label="How does it end?", choices=[("", "Choose"), *Ending.choices], required=False
    )

    def __init__(self, *args: Any, outcomes: list[Outcome], chairs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["outcome"].choices = [(outcome.value, OUTCOMES[outcome]) for outcome in outcomes]
        fields["outcome"].initial = Outcome.NOTED
        fields["due"].required = False
        fields["due"].label = "New day, if it is carried over"
        fields["chair"].queryset = chairs
        fields["chair"].label = "Chair, if it is put before one"
        fields["ending"].label = "Ending, if it is ended"
        for name, outcome in (("due", Outcome.CARRIED_OVER), ("chair", Outcome.ESCALATED)):
            if outcome not in outcomes:
                del fields[name]
        if Outcome.CARRIED_OVER not in outcomes:
            del fields["due_on"]
        if Outcome.ENDED not in outcomes:
            del fields["ending"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        match data.get("outcome"):
            case Outcome.CARRIED_OVER:
                if not data.get("due") and "due" not in self.errors:
                    self.add_error("due", "Choose the new day.")
                self.check_due()
            case Outcome.ESCALATED if not data.get("chair") and "chair" not in self.errors:
                self.add_error("chair", "Choose the chair before whom it is put.")
            case Outcome.ENDED if not data.get("ending") and "ending" not in self.errors:
                self.add_error("ending", "Choose how it ends.")
        if data.get("outcome") and data["outcome"] != Outcome.ACCEPTED:
            if not data.get("said") and "said" not in self.errors:
                self.add_error("said", "Enter what was said.")
        return data


OUTCOMES = {
    Outcome.NOTED: "Noted: it goes on as it is",
    Outcome.ACCEPTED: "Accepted: the answers that wait are good",
    Outcome.CARRIED_OVER: "Carried over: who still owes an answer gets a new day",
    Outcome.ESCALATED: "Put before a chair",
    Outcome.ENDED: "Ended without its being done",
}
