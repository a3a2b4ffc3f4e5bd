"""What is filled in while an item is planned: decisions sought, homework, the community's input, communications."""

from typing import Any

from django import forms

from csp_portal.accounts.models import Organisation
from csp_portal.core.forms import DateField, PortalForm


def _words(*, label: str, rows: str = "4", max_length: int = 3000, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class _Versioned(PortalForm):
    """A form of a record that may exist already, in the version that was opened."""

    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["version"]


class DecisionForm(_Versioned):
    """The draft wording of one decision that the board is asked for."""

    wording = _words(
        label="Decision sought",
        help_text="As the minutes could record it, for example: That the strategy for 2016 to 2026 be agreed.",
    )


class HomeworkForm(_Versioned):
    """What one organisation is asked to find out before the meeting."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Which organisation is asked?",
        empty_label="Choose an organisation",
    )
    question = _words(
        label="Question",
        max_length=2000,
        help_text="Everybody who sits or stands in for the organisation on the board can answer it.",
    )
    answer_by = DateField(label="Answer by")

    def __init__(self, *args: Any, organisations: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if organisations is None:
            del fields["organisation"]
        else:
            fields["organisation"].queryset = organisations


class HomeworkAnswerForm(_Versioned):
    """What the organisation answers."""

    submit_label = "Send the answer"

    answer = _words(
        label="Your organisation's answer",
        rows="8",
        max_length=5000,
        help_text="Everybody who reads the agenda reads it. You can change it until the meeting is over.",
    )


class CommunityInputForm(_Versioned):
    """Whom in the community to ask, how, by whom and by when, and what they said."""

    from_whom = forms.CharField(
        max_length=200,
        label="Who is asked?",
        help_text="For example, residents of the Tottenham Hale estate.",
    )
    how = forms.CharField(
        max_length=200, label="How are they asked?", help_text="For example, at the ward panel of 2 March."
    )
    gathered_by = forms.CharField(
        max_length=150, label="Who gathers it?", help_text="An office or an organisation."
    )
    due_on = DateField(label="By when?")
    said = _words(
        label="What did they say?",
        rows="8",
        max_length=5000,
        required=False,
        help_text="Leave this empty until you know. Name nobody who did not agree to be named.",
    )


class CommunicationForm(_Versioned):
    """What is told after the meeting, to whom, how, by whom and when (ToR 6.4)."""

    message = _words(label="What is to be told?", max_length=2000)
    audience = forms.CharField(max_length=200, label="Who is told?")
    channel = forms.CharField(
        max_length=200,
        label="How are they told?",
        help_text="For example, a press notice or the council's website.",
    )
    told_by = forms.CharField(
        max_length=150, label="Who tells them?", help_text="An office or an organisation."
    )
    tell_on = DateField(label="When?", required=False, help_text="Leave this empty if it is not known yet.")


class ItemSendOutForm(PortalForm):
    """Which other way an item goes out instead of taking the board's time."""

    submit_label = "Take it off and send it out"

    way = forms.CharField(
        max_length=100,
        label="Which other way?",
        help_text="For example, by e-mail to all members with the minutes.",
    )
    reason = forms.CharField(
        max_length=150,
        label="Why does it not need the board's time?",
        widget=forms.Textarea(attrs={"rows": "2"}),
    )
