"""What is filled in about who was at a meeting."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from csp_portal.core.forms import Checkboxes, PortalForm, Radios, TimeField
from meetings.attendance_reading import holder_name
from meetings.models import AgendaItem, Attendance, Seat
from meetings.models.attendance import CAME, Presence
from meetings.running_order import Turn
from meetings.workflow.attendance import Came

IN_WORDS = "in_words"


class _ItemsByNumber:
    """Choices of items that read as their numbers and open titles."""

    def __init__(self, order: Sequence[Turn]) -> None:
        self.items = {str(turn.item.pk): turn.item for turn in order}
        self.choices = [(str(turn.item.pk), f"{turn.number}. {turn.item.title}") for turn in order]

    def find(self, value: str) -> AgendaItem | None:
        return self.items.get(value)


def substitutes(seat: Seat) -> list[tuple[str, str]]:
    """List who can stand in for a seat that was read by `with_people`: the named deputies, or somebody in words."""
    named = [
        (str(deputy.person_id), f"{deputy.person.full_name}, named deputy") for deputy in seat.deputies_then
    ]
    return [*named, (IN_WORDS, "Somebody else, named below")]


class SeatRecordForm(PortalForm):
    """What became of one seat at a meeting."""

    submit_label = "Save"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    presence = forms.ChoiceField(label="What became of the seat?", widget=Radios)
    substitute = forms.ChoiceField(label="Who stands in?", required=False, widget=Radios)
    name = forms.CharField(
        label="Name",
        max_length=150,
        required=False,
        help_text="Of a substitute who is not a named deputy, or of who came while the seat was vacant.",
    )
    arrived_for = forms.ChoiceField(label="There from which item on?", required=False)
    arrived_at = TimeField(label="Or arrived at", required=False, help_text="For example, 10:40.")
    left_after = forms.ChoiceField(label="There until the end of which item?", required=False)
    left_at = TimeField(label="Or left at", required=False, help_text="For example, 11:15.")
    gone_for = forms.MultipleChoiceField(
        label="Out of the room for",
        required=False,
        widget=Checkboxes(attrs={"class": "govuk-checkboxes--small"}),
        help_text="For example because of an interest.",
    )

    def __init__(self, *args: Any, seat: Seat, order: Sequence[Turn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.agenda = _ItemsByNumber(order)
        fields: dict[str, Any] = self.fields
        holder = holder_name(seat)
        fields["presence"].choices = Presence.choices
        fields["presence"].widget.hints = {
            Presence.PRESENT.value: holder or "Nobody sat in the seat that day: enter a name below.",
            Presence.APOLOGIES.value: "Nobody came for them, or nobody has yet.",
        }
        fields["substitute"].choices = substitutes(seat)
        fields["arrived_for"].choices = [("", "From the beginning"), *self.agenda.choices]
        fields["left_after"].choices = [("", "Until the end of the meeting"), *self.agenda.choices]
        fields["gone_for"].choices = self.agenda.choices

    def layout(self) -> Layout:
        return Layout(
            "version",
            "presence",
            Fieldset("Substitute", "substitute", "name"),
            Fieldset(
                "Came late or left early", "arrived_for", "arrived_at", "left_after", "left_at", "gone_for"
            ),
        )

    @staticmethod
    def initial_of(row: Attendance | None) -> dict[str, Any]:
        """Fill the form in from what is recorded."""
        if row is None:
            return {"version": 0, "presence": Presence.EXPECTED}
        stands_in = row.presence in (Presence.SUBSTITUTED, Presence.APOLOGIES)
        return {
            "version": row.version,
            "presence": row.presence,
            "substitute": str(row.person_id) if row.person_id and stands_in else IN_WORDS if row.name else "",
            "name": row.name,
            "arrived_at": row.arrived_at,
            "arrived_for": str(row.arrived_for_id or ""),
            "left_at": row.left_at,
            "left_after": str(row.left_after_id or ""),
            "gone_for": [str(item.pk) for item in row.gone_for.all()],
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        substitute, name = cleaned.get("substitute"), cleaned.get("name")
        if cleaned.get("presence") == Presence.SUBSTITUTED:
            if not substitute and not name:
                self.add_error("substitute", ValidationError("Choose who stands in."))
            elif substitute == IN_WORDS and not name:
                self.add_error("name", ValidationError("Enter the name of the substitute."))
        return cleaned

    def came(self) -> Came:
        """Give what is filled in, as the workflow takes it."""
        facts = self.cleaned_data
        people = {str(deputy.person_id): deputy.person for deputy in self.seat.deputies_then}
        stands_in = facts["presence"] in (Presence.SUBSTITUTED, Presence.APOLOGIES)
        person = people.get(facts["substitute"]) if stands_in else None
        is_here = facts["presence"] in CAME
        return Came(
            presence=facts["presence"],
            person=person,
            name="" if person is not None else facts["name"],
            arrived_at=facts["arrived_at"] if is_here else None,
            arrived_for=self.agenda.find(facts["arrived_for"]) if is_here else None,
            left_at=facts["left_at"] if is_here else None,
            left_after=self.agenda.find(facts["left_after"]) if is_here else None,
            gone_for=[self.agenda.items[key] for key in facts["gone_for"]] if is_here else [],
        )


class ApologiesForm(PortalForm):
    """What a member says beforehand when they cannot come (ToR 6.5)."""

    submit_label = "Send apologies"
    keep_unsaved = True

    seat = forms.ChoiceField(label="For which seat?", widget=Radios)
    substitute = forms.ChoiceField(
        label="Who stands in for you?",
        widget=Radios,
        help_text="A statutory agency that cannot come must send a substitute (ToR 6.5).",
    )
    name = forms.CharField(
        label="Name of somebody else",
        max_length=150,
        required=False,
        help_text="With what they are, if you like.",
    )
    message = forms.CharField(
        label="Anything the secretariat should know?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Only the secretariat reads it. Leave out what is private: a reason is not needed.",
    )

    NOBODY = "nobody"

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        fields: dict[str, Any] = self.fields
        fields["seat"].choices = [(key, str(seat)) for key, seat in self.seats.items()]
        if len(self.seats) == 1:
            fields["seat"].widget = forms.HiddenInput()
            fields["seat"].initial = next(iter(self.seats))
        deputies = {
            str(deputy.person_id): f"{deputy.person.full_name}, deputy for {seat.office}"
            if len(self.seats) > 1
            else f"{deputy.person.full_name}, your named deputy"
            for seat in seats
            for deputy in seat.deputies_then
        }
        fields["substitute"].choices = [
            *deputies.items(),
            (IN_WORDS, "Somebody else, named below"),
            (self.NOBODY, "Nobody, or I do not know yet"),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        substitute, seat = cleaned.get("substitute"), self.seats.get(cleaned.get("seat", ""))
        if substitute == IN_WORDS and not cleaned.get("name"):
            self.add_error("name", ValidationError("Enter the name of who stands in for you."))
        elif seat is not None and substitute and substitute not in (IN_WORDS, self.NOBODY):
            if substitute not in {str(deputy.person_id) for deputy in seat.deputies_then}:
                self.add_error("substitute", ValidationError("Choose a deputy of the seat."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Give what is filled in, as the workflow takes it."""
        seat = self.seats[self.cleaned_data["seat"]]
        people = {str(deputy.person_id): deputy.person for deputy in seat.deputies_then}
        substitute = self.cleaned_data["substitute"]
        return {
            "seat": seat,
            "deputy": people.get(substitute),
            "name": self.cleaned_data["name"] if substitute == IN_WORDS else "",
            "message": self.cleaned_data["message"],
        }


class OtherPresentForm(PortalForm):
    """Somebody without a seat who was at the meeting."""

    submit_label = "Save"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    name = forms.CharField(max_length=150)
    office = forms.CharField(label="Office or position", max_length=150, required=False)
    organisation = forms.CharField(max_length=150, required=False)
    reason = forms.CharField(
        label="Why were they there?",
        max_length=200,
        required=False,
        help_text="For example, presented item 6, or observer. It is printed in the minutes.",
    )
