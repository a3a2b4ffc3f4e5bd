"""What the chairs fill in, or the secretariat on their word: answers to an agenda, late items."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils import timezone

from csp_portal.accounts.models import User
from csp_portal.core.forms import DateField, PortalForm, Radios, TimeField
from meetings.models import Admission, AgendaAnswer, AgendaItem, Priority
from meetings.models.agreements import WordGiven
from meetings.models.boards import Purpose

ANSWERS = [
    (AgendaAnswer.Answer.AGREED.value, "Agree the agenda"),
    (AgendaAnswer.Answer.SENT_BACK.value, "Send it back"),
]


class AgendaAnswerForm(PortalForm):
    """What a chair says to an agenda."""

    submit_label = "Send your answer"

    answer = forms.ChoiceField(label="Your answer", choices=ANSWERS, widget=Radios)
    comment = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="If you send it back, say what has to change. The secretariat and the other chairs read it.",
    )
    agenda_version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") == AgendaAnswer.Answer.SENT_BACK and not data.get("comment", "").strip():
            self.add_error("comment", "Enter what has to change.")
        return data


class _WordOfAChair(PortalForm):
    """Whose word the secretariat records, and how and when it was given."""

    chair = forms.ModelChoiceField(
        User.objects.none(), label="Whose word is it?", empty_label=None, widget=Radios
    )
    given_how = forms.ChoiceField(label="How did they tell you?", choices=WordGiven.choices, widget=Radios)
    given_on = DateField(label="When did they tell you?")
    given_time = TimeField(label="At what time?")

    def __init__(self, *args: Any, chairs: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["chair"].queryset = User.objects.filter(pk__in=[chair.pk for chair in chairs])
        fields["chair"].label_from_instance = lambda chair: chair.full_name

    def given(self) -> dict[str, Any]:
        """Give the word's facts, for the workflow."""
        day: date = self.cleaned_data["given_on"]
        hour: time = self.cleaned_data["given_time"]
        return {
            "chair": self.cleaned_data["chair"],
            "given_how": self.cleaned_data["given_how"],
            "given_at": timezone.make_aware(datetime.combine(day, hour)),
        }


class ChairsAnswerForm(_WordOfAChair, AgendaAnswerForm):
    """What a chair said outside the portal."""

    submit_label = "Record the answer"

    field_order = ("chair", "answer", "comment", "given_how", "given_on", "given_time", "agenda_version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = "What did they say?"
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            ("agreed", "They agree the agenda"),
            ("sent_back", "They send it back"),
        ]
        self.fields["comment"].help_text = "If they send it back, write what has to change."


class AdmitForm(PortalForm):
    """An item that a chair admits after the agenda has gone round (ToR 6.3)."""

    submit_label = "Admit the item"
    keep_unsaved = True

    kind = forms.ChoiceField(
        label="When was it announced?",
        choices=[
            (Admission.Kind.LATE.value, "Before the meeting: a late item"),
            (Admission.Kind.URGENT.value, "At the meeting: an urgent item"),
        ],
        widget=Radios,
    )
    title = forms.CharField(max_length=200, help_text="Everybody with a seat on the board reads it.")
    reason = forms.CharField(
        label="Why can it not wait for the next meeting?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Printed on the supplementary agenda.",
    )
    purpose = forms.ChoiceField(
        label="What is the board asked to do?",
        choices=[choice for choice in Purpose.choices if choice[0] in {Purpose.DECIDE, Purpose.DISCUSS}],
        initial=Purpose.DISCUSS,
        widget=Radios,
    )
    taken_under = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        required=False,
        label="Under which item is it taken?",
        empty_label="At the end of the agenda",
        help_text="For example, new items of urgent business.",
    )
    presenter = forms.CharField(max_length=150, required=False, label="Presented by")
    minutes_allotted = forms.IntegerField(
        label="Minutes allotted",
        required=False,
        min_value=0,
        validators=[MaxValueValidator(1440)],
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    priority = forms.ModelChoiceField(
        Priority.objects.all(), required=False, empty_label="None", label="Board's priority"
    )

    def __init__(
        self, *args: Any, items: Sequence[AgendaItem], behind: frozenset[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["taken_under"].queryset = AgendaItem.objects.filter(pk__in=[item.pk for item in items])
        numbers = {item.pk: number for number, item in enumerate(items, start=1)}
        fields["taken_under"].label_from_instance = lambda item: (
            f"{numbers[item.pk]}. {item.title_for(behind)}"
        )

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if {"{", "}"} & set(title):
            raise ValidationError(
                "A title cannot have curly brackets: the wording uses them to point at items."
            )
        return title

    def facts(self) -> dict[str, Any]:
        """Give the item and its admission, for the workflow."""
        names = ("kind", "title", "reason", "purpose", "taken_under", "presenter", "priority")
        return {name: self.cleaned_data[name] for name in names} | {
            "minutes_allotted": self.cleaned_data["minutes_allotted"] or 0
        }


class AdmitOnWordForm(_WordOfAChair, AdmitForm):
    """The same, recorded by the secretariat on a chair's word."""

    submit_label = "Record that it is admitted"

    field_order = (
        "kind",
        "title",
        "reason",
        "chair",
        "given_how",
        "given_on",
        "given_time",
        "purpose",
        "taken_under",
        "presenter",
        "minutes_allotted",
        "priority",
    )
