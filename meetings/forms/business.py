"""What is filled in about business: by those who offer it, and by those who sift it."""

from typing import Any

from django import forms

from csp_portal.accounts.models import Organisation
from csp_portal.core.forms import FilterForm, PortalForm, Radios
from meetings.models import Board, BusinessItem, Meeting, Priority
from meetings.models.boards import Purpose

PURPOSES = [(purpose.value, purpose.label) for purpose in Purpose if purpose != Purpose.PROCEDURE]


def text_area(rows: int) -> forms.Textarea:
    """Draw a box for a few sentences."""
    return forms.Textarea(attrs={"rows": str(rows)})


class BoardChoiceForm(FilterForm):
    """Which board."""

    board = forms.ModelChoiceField(Board.objects.none(), to_field_name="slug", empty_label="Choose a board")

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["board"].queryset = boards


class OfferForm(PortalForm):
    """Business that somebody would bring before a board."""

    submit_label = "Offer it"
    keep_unsaved = True

    title = forms.CharField(
        max_length=200, help_text="For example, Knife crime: what changed over the summer."
    )
    about = forms.CharField(label="What is it about, and why now?", max_length=5000, widget=text_area(6))
    source = forms.ChoiceField(label="Who brings it?", help_text="The partner, group or board it comes from.")
    purpose = forms.ChoiceField(
        label="What should the board do?",
        choices=PURPOSES,
        initial=Purpose.DISCUSS,
        widget=Radios(
            attrs={"class": "govuk-radios--small"},
            hints={Purpose.NOTE: "What is only to note is often sent out another way than at a meeting."},
        ),
    )
    decision_sought = forms.CharField(
        label="What decision do you seek?",
        required=False,
        max_length=2000,
        widget=text_area(3),
        help_text="Needed when the board should decide.",
    )
    minutes_wanted = forms.IntegerField(
        label="Minutes wanted",
        initial=15,
        min_value=1,
        max_value=480,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    priority = forms.ModelChoiceField(
        Priority.objects.all(), label="Priority it serves", required=False, empty_label="None"
    )
    preferred_meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Meeting you prefer", required=False, empty_label="Any"
    )
    is_restricted = forms.BooleanField(
        label="Keep it restricted: only those who plan the agenda read more than its open title",
        required=False,
    )
    open_title = forms.CharField(
        max_length=200,
        required=False,
        label="Open title",
        help_text="Needed for restricted business: everybody with a seat may read it.",
    )

    def __init__(self, *args: Any, meetings: Any, organisations: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["preferred_meeting"].queryset = meetings
        self.sources: dict[str, Organisation | Board] = {
            **{f"partner-{organisation.pk}": organisation for organisation in organisations},
            **{f"board-{board.pk}": board for board in boards},
        }
        fields["source"].choices = [
            *([] if len(self.sources) == 1 else [("", "Choose who brings it")]),
            *((key, str(source)) for key, source in self.sources.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("purpose") == Purpose.DECIDE and not data.get("decision_sought"):
            self.add_error("decision_sought", "Enter the decision that you seek.")
        if data.get("is_restricted") and not data.get("open_title"):
            self.add_error("open_title", "Enter a title that everybody may read.")
        return data

    def facts(self) -> dict[str, Any]:
        """Give the business's fields, for the workflow."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "source"}
        source = self.sources[self.cleaned_data["source"]]
        facts["source_board" if isinstance(source, Board) else "source_organisation"] = source
        return facts


class ReasonForm(PortalForm):
    """A reason for what becomes of business; `version` is the one that was read."""

    reason = forms.CharField(
        max_length=2000, widget=text_area(4), help_text="Whoever offered the business reads it."
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, business: BusinessItem, **kwargs: Any) -> None:
        self.business = business
        super().__init__(*args, initial={"version": business.version}, **kwargs)


class WithdrawForm(ReasonForm):
    """Why one takes back what one offered."""

    submit_label = "Withdraw it"
    warning = True


class AskForm(PortalForm):
    """A question to whoever offered the business."""

    submit_label = "Ask"

    question = forms.CharField(max_length=2000, widget=text_area(5), label="What has to be known first?")
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, business: BusinessItem, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": business.version}, **kwargs)


class AnswerForm(PortalForm):
    """The answer to what was asked."""

    submit_label = "Answer and offer it again"

    text = forms.CharField(max_length=5000, widget=text_area(6), label="Your answer")
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, business: BusinessItem, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": business.version}, **kwargs)


class DeferForm(ReasonForm):
    """To which later meeting business is put off, and why."""

    submit_label = "Put it off"

    meeting = forms.ModelChoiceField(Meeting.objects.none(), empty_label="Choose a meeting")
    field_order = ["meeting", "reason"]

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["meeting"].queryset = meetings


class SendOutForm(ReasonForm):
    """Which way business is sent out instead of coming to a meeting, and why."""

    submit_label = "Send it out another way"

    way = forms.CharField(
        max_length=200, label="Which way?", help_text="For example, by e-mail to all members, or to the PMG."
    )
    field_order = ["way", "reason"]


class AcceptForm(ReasonForm):
    """Onto which meeting business is accepted, and where on its agenda."""

    submit_label = "Accept it"

    place = forms.ChoiceField(label="Where on which agenda?")
    needs_time_because = forms.CharField(
        label="It is only to note. Why does it need the board's time?",
        max_length=2000,
        widget=text_area(3),
        help_text="If nothing speaks for it, send it out another way.",
    )
    field_order = ["place", "needs_time_because", "reason"]

    def __init__(self, *args: Any, places: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["place"].choices = [("", "Choose a place"), *places.items()]
        if self.business.purpose != Purpose.NOTE:
            del fields["needs_time_because"]
