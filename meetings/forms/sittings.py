"""What is filled in at the table: who is in the chair, interests, votes."""

from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from csp_portal.core.forms import PortalForm, Radios
from meetings.attendance_reading import holder_name
from meetings.models import Attendance, Declaration, Seat, Vote
from meetings.models.sittings import Choice
from meetings.workflow.votes import Outcome


class ChairForm(PortalForm):
    """Who is in the chair."""

    submit_label = "Open the meeting"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    chair = forms.ChoiceField(label="Who is in the chair?", widget=Radios)

    def __init__(self, *args: Any, there: Iterable[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(row.seat_id): row.seat for row in there}
        fields: dict[str, Any] = self.fields
        fields["chair"].choices = [(str(row.seat_id), f"{row.who}, {row.seat.office}") for row in there]

    def seat(self) -> Seat:
        return self.seats[self.cleaned_data["chair"]]


class InterestForm(PortalForm):
    """An interest that somebody declares in an item."""

    submit_label = "Declare the interest"
    keep_unsaved = True

    seat = forms.ChoiceField(label="Whose interest is it?")
    name = forms.CharField(
        label="Name, if it is somebody else's",
        max_length=150,
        required=False,
        help_text="For example a substitute's. Leave it empty for who sits in the seat.",
    )
    kind = forms.ChoiceField(
        label="What kind of interest is it?",
        widget=Radios(
            hints={
                Declaration.Kind.PERSONAL: "It is said openly. The person may take part and decide.",
                Declaration.Kind.PECUNIARY: "It is about money. The person does not decide.",
                Declaration.Kind.PREJUDICIAL: (
                    "Somebody who knows the facts would think it sways them. The person does not decide."
                ),
            }
        ),
    )
    interest = forms.CharField(
        label="What is the interest?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="It becomes part of the record of the meeting. Name no other private person.",
    )
    leaves_room = forms.BooleanField(label="Leaves the room for this item", required=False)

    def __init__(
        self, *args: Any, seats: Sequence[Seat], is_secretariat: bool, people: dict[int, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.people = people
        self.is_secretariat = is_secretariat
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = Declaration.Kind.choices
        if not is_secretariat:
            del fields["name"]
            fields["seat"].label = "In which seat?"
        fields["seat"].choices = [
            (key, f"{self._who(seat)}, {seat.office}" if is_secretariat else str(seat))
            for key, seat in self.seats.items()
        ]
        if len(self.seats) == 1 and not is_secretariat:
            fields["seat"].widget = forms.HiddenInput()
            fields["seat"].initial = next(iter(self.seats))

    def _who(self, seat: Seat) -> str:
        person = self.people.get(seat.pk)
        return str(person) if person else holder_name(seat) or "vacant"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seat = self.seats.get(cleaned.get("seat", ""))
        if self.is_secretariat and seat is not None and not cleaned.get("name"):
            person = self.people.get(seat.pk)
            if person is None and not seat.holders_then:
                self.add_error("name", ValidationError("Nobody sits in this seat. Enter a name."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Give what is filled in, as the workflow takes it; `person` is left out for one's own interest."""
        facts = {name: self.cleaned_data[name] for name in ("kind", "interest", "leaves_room")}
        seat = self.seats[self.cleaned_data["seat"]]
        facts["seat"] = seat
        if self.is_secretariat:
            name = self.cleaned_data["name"].strip()
            people = [each.person for each in seat.holders_then]
            people += [each.person for each in seat.deputies_then]
            known = {person.full_name.casefold(): person for person in people}
            came = self.people.get(seat.pk)
            if not name and came is None:
                facts["person"] = seat.holders_then[0].person
            elif not name and not isinstance(came, str):
                facts["person"] = came
            else:
                name = name or str(came)
                facts["person"] = known.get(name.casefold())
                facts["name"] = name
        return facts


class ReasonForm(PortalForm):
    """Why something is taken back or ended."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": "3"}))

    def __init__(self, *args: Any, label: str, submit_label: str, help_text: str = "", **kwargs: Any) -> None:
        self.submit_label = submit_label
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text


class VoteForm(PortalForm):
    """A question put to the vote, seat by seat or by show of hands."""

    submit_label = "Record the vote"
    keep_unsaved = True

    BY_NAME, BY_HANDS = "name", "hands"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    question = forms.CharField(
        label="What question was put?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="For example, That the strategy be adopted.",
    )
    way = forms.ChoiceField(
        label="How was it counted?",
        choices=[(BY_NAME, "Seat by seat"), (BY_HANDS, "By show of hands, in totals")],
        initial=BY_NAME,
        widget=Radios,
    )
    votes_for = forms.IntegerField(label="Hands for", required=False, min_value=0, max_value=999)
    votes_against = forms.IntegerField(label="Hands against", required=False, min_value=0, max_value=999)
    abstentions = forms.IntegerField(label="Abstained", required=False, min_value=0, max_value=999)
    casting = forms.ChoiceField(
        label="The chair's casting vote",
        required=False,
        choices=[("", "None"), (Choice.FOR.value, "For"), (Choice.AGAINST.value, "Against")],
        widget=Radios(attrs={"class": "govuk-radios--inline"}),
        help_text="Only when the votes are equal.",
    )
    reason = forms.CharField(
        label="Why is it corrected?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": "2"}),
    )

    def __init__(
        self,
        *args: Any,
        deciding: Sequence[Attendance],
        has_casting_vote: bool,
        is_correction: bool,
        **kwargs: Any,
    ) -> None:
        self.deciding = deciding
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for row in deciding:
            fields[f"seat_{row.seat_id}"] = forms.ChoiceField(
                label=f"{row.who}, {row.seat.office}",
                required=False,
                choices=[("", "Did not vote"), *Choice.choices],
                initial=self.initial.get(f"seat_{row.seat_id}", ""),
                widget=Radios(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
            )
        if not has_casting_vote:
            del fields["casting"]
        if not is_correction:
            del fields["reason"]

    def layout(self) -> Layout:
        last = [name for name in ("casting", "reason") if name in self.fields]
        return Layout(
            "version",
            "question",
            "way",
            Fieldset("Seat by seat", *(f"seat_{row.seat_id}" for row in self.deciding)),
            Fieldset("By show of hands", "votes_for", "votes_against", "abstentions"),
            *last,
        )

    @staticmethod
    def initial_of(vote: Vote) -> dict[str, Any]:
        """Fill the form in from what is recorded."""
        hands = {
            name: getattr(vote, name)
            for name in ("votes_for", "votes_against", "abstentions")
            if not vote.is_by_name
        }
        return {
            "version": vote.version,
            "question": vote.question,
            "way": VoteForm.BY_NAME if vote.is_by_name else VoteForm.BY_HANDS,
            "casting": vote.casting,
            **hands,
            **{f"seat_{ballot.seat_id}": ballot.choice for ballot in vote.ballots.all()},
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        named = any(cleaned.get(f"seat_{row.seat_id}") for row in self.deciding)
        hands = any(cleaned.get(name) for name in ("votes_for", "votes_against", "abstentions"))
        if cleaned.get("way") == self.BY_NAME and hands:
            self.add_error(
                "way",
                ValidationError("You counted hands. Choose “By show of hands”, or take the numbers out."),
            )
        elif cleaned.get("way") == self.BY_HANDS and named:
            self.add_error(
                "way", ValidationError("You entered votes seat by seat. Choose that, or take them out.")
            )
        return cleaned

    def outcome(self) -> Outcome:
        """Give what was counted, as the workflow takes it."""
        facts = self.cleaned_data
        choices = {row.seat_id: facts.get(f"seat_{row.seat_id}", "") for row in self.deciding}
        return Outcome(
            question=facts["question"],
            ballots={seat: choice for seat, choice in choices.items() if choice},
            votes_for=facts["votes_for"] or 0,
            votes_against=facts["votes_against"] or 0,
            abstentions=facts["abstentions"] or 0,
            casting=facts.get("casting", ""),
            is_by_name=facts["way"] == self.BY_NAME,
        )


class LetterForm(PortalForm):
    """The letter to an organisation that was not represented."""

    submit_label = "Save the letter"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    addressee = forms.CharField(
        label="To whom?",
        max_length=200,
        help_text="For example, The Chief Executive, with the address if needed.",
    )
    letter = forms.CharField(
        label="The letter",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": "16"}),
        help_text="The portal adds the board's name, the date and the chairs' names.",
    )
