"""What is filled in about reviews: who rates by when, ratings, challenges and their answers."""

from collections.abc import Mapping
from typing import Any

from django import forms

from csp_portal.accounts.models import User
from csp_portal.core.forms import Checkboxes, DateField, PortalForm, Radios
from delivery_plans.forms.decisions import decision_field, offer_decisions
from delivery_plans.forms.plans import choose_from, long_text
from delivery_plans.models import Milestone, RagLevel, Rating, ReviewLine
from meetings.models import AgendaItem


def _needs_words(form: Any, level: RagLevel | None) -> None:
    if level is None or not level.needs_reason:
        return
    for name, what in (("reason", "the reason"), ("action_taken", "what is being done about it")):
        if not form.cleaned_data.get(name, "").strip():
            form.add_error(name, f"{level.word} needs words: enter {what}.")


class ReviewOpenForm(PortalForm):
    """Which quarter, by when, and who is asked for each milestone."""

    submit_label = "Open the review"

    quarter = forms.TypedChoiceField(coerce=int)
    due_on = DateField(label="Rate by")

    def __init__(
        self,
        *args: Any,
        quarters: list[tuple[int, str]],
        asked: list[tuple[Milestone, User]],
        people: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["quarter"].choices = quarters
        self.asked = [milestone for milestone, _ in asked]
        for milestone, person in asked:
            fields[f"person_{milestone.pk}"] = person_field(str(milestone), people, person)

    def people(self) -> dict[int, User]:
        """Give who is asked, by milestone."""
        return {m.pk: self.cleaned_data[f"person_{m.pk}"] for m in self.asked}


def person_field(label: str, people: Any, person: User) -> forms.ModelChoiceField:
    """Make the choice of who rates a milestone."""
    short = label if len(label) <= 90 else f"{label[:88].rstrip()}…"
    return forms.ModelChoiceField(people, label=short, initial=person.pk, empty_label=None)


class ReviewEditForm(PortalForm):
    """Another day, or other people."""

    submit_label = "Save the review"

    due_on = DateField(label="Rate by")

    def __init__(self, *args: Any, lines: list[ReviewLine], people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        self.lines = lines
        for line in lines:
            fields[f"person_{line.pk}"] = person_field(str(line.milestone), people, line.person)

    def people(self) -> dict[int, User]:
        """Give who is asked, by line."""
        return {line.pk: self.cleaned_data[f"person_{line.pk}"] for line in self.lines}


class RatingForm(PortalForm):
    """How one milestone stands; left alone, it says nothing."""

    submit_label = ""

    level = forms.ModelChoiceField(
        RagLevel.objects.none(),
        label="Rating",
        required=False,
        widget=Radios(attrs={"class": "govuk-radios--small"}),
        empty_label=None,
    )
    reason = long_text("Reason", rows=2, required=False, max_length=2000)
    action_taken = long_text("What is being done", rows=2, required=False, max_length=2000)
    comment = long_text("Comment", rows=2, required=False, max_length=2000)

    def __init__(self, *args: Any, levels: Any, before: Rating | None, **kwargs: Any) -> None:
        if before is not None:
            kwargs["initial"] = {
                "level": before.level_id, "reason": before.reason, "action_taken": before.action_taken,
                "comment": before.comment,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["level"].queryset = levels
        fields["level"].label_from_instance = lambda level: f"{level.word} ({level.letter})"
        fields["level"].widget.hints = {str(level.pk): level.meaning for level in levels}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        level = data.get("level")
        if level is None and any(data.get(name) for name in ("reason", "action_taken", "comment")):
            if "level" not in self.errors:
                self.add_error("level", "Choose the rating that goes with what you have written.")
        _needs_words(self, level)
        return data


class SendBackForm(PortalForm):
    """What goes back to those who rated it, and why."""

    submit_label = "Send it back"

    lines = forms.ModelMultipleChoiceField(
        ReviewLine.objects.none(),
        label="What goes back?",
        widget=Checkboxes,
        error_messages={"required": "Choose the milestones that go back."},
    )
    reason = long_text("Reason", max_length=1000, help_text="Those who rated them read it.")

    def __init__(self, *args: Any, submitted: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["lines"], submitted)
        fields: Any = self.fields
        fields["lines"].label_from_instance = lambda line: f"{line.milestone} ({line.person})"


class ReviewCloseForm(PortalForm):
    """What the owner says of the quarter."""

    submit_label = "Close the review"

    note = long_text("What do you say of the quarter?", rows=5, required=False, max_length=5000)


class ChallengeForm(PortalForm):
    """Under which item the board challenged a rating, and in which words."""

    submit_label = "Record the challenge"

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="Agenda item", empty_label="Choose the item"
    )
    decision = decision_field(required=False)
    words = long_text("What did the board decide?", max_length=2000)

    def __init__(self, *args: Any, items: Any, decisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["item"], items)
        offer_decisions(self, decisions)
        fields: Any = self.fields
        fields["item"].label_from_instance = lambda item: f"{item.meeting}: {item.title}"


class ChallengeAnswerForm(PortalForm):
    """The lead's answer, with a new rating if one follows."""

    submit_label = "Answer the board"
    keep_unsaved = True

    answer = long_text("Answer", rows=5, max_length=5000)
    level = forms.ModelChoiceField(
        RagLevel.objects.none(),
        label="New rating",
        required=False,
        empty_label="The rating stays as it is",
        help_text="The rating that was challenged stays on record beside a new one.",
    )
    reason = long_text("Reason", rows=2, required=False, max_length=2000)
    action_taken = long_text("What is being done", rows=2, required=False, max_length=2000)

    def __init__(self, *args: Any, levels: Any, is_closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_closed:
            for name in ("level", "reason", "action_taken"):
                del self.fields[name]
        else:
            choose_from(self.fields["level"], levels)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        _needs_words(self, data.get("level"))
        return data


def rating_forms(
    lines: list[ReviewLine], latest: Mapping[int, Rating], data: Any = None
) -> list[tuple[ReviewLine, RatingForm]]:
    """Make a form for each milestone that the person may rate."""
    levels = RagLevel.objects.to_choose()
    return [
        (
            line,
            RatingForm(data, prefix=f"line-{line.pk}", levels=levels, before=latest.get(line.milestone_id)),
        )
        for line in lines
    ]
