"""What is filled in about plans, their parts, strategies and the scale."""

from typing import Any

from django import forms

from csp_portal.accounts.models import Organisation, User
from csp_portal.core.forms import Checkboxes, DateField, FilterForm, PortalForm
from delivery_plans.forms.decisions import decision_field, offer_decisions
from delivery_plans.models import (
    DeliveryArea,
    DeliveryPlan,
    KeyTarget,
    LeadOffice,
    Milestone,
    Outcome,
    PlanAction,
    RagLevel,
    RagScale,
    year_in_words,
)
from delivery_plans.plan_reading import Concern
from meetings.models import AgendaItem, Board, Priority

ONE_A_LINE = "One on each line, in the order in which the plan names them."


def long_text(label: str, *, rows: int = 3, **options: Any) -> forms.CharField:
    """Make a box for some sentences."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": str(rows)}), **options)


class Versioned(PortalForm):
    """A form that knows which version of the record was opened."""

    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def facts(self) -> dict[str, Any]:
        """Give the record's own fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def choose_from(field: Any, queryset: Any) -> None:
    """Narrow a choice to some records."""
    field.queryset = queryset


class PlanDraftForm(PortalForm):
    """For which outcome and year a plan is drafted, and who owns it."""

    submit_label = "Draft the plan"

    outcome = forms.ModelChoiceField(Outcome.objects.none(), empty_label="Choose the outcome")
    year = forms.TypedChoiceField(coerce=int, label="Year, April to March")
    owner = forms.ModelChoiceField(User.objects.none(), label="Plan owner", empty_label="Choose the owner")
    key_targets = long_text(
        "Key targets", rows=5, required=False, max_length=5000, help_text="One on each line."
    )

    def __init__(self, *args: Any, outcomes: Any, owners: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["outcome"], outcomes)
        choose_from(self.fields["owner"], owners)
        fields: Any = self.fields
        fields["year"].choices = [(year, year_in_words(year)) for year in years]

    def clean_key_targets(self) -> list[str]:
        return lines(self.cleaned_data["key_targets"])


def lines(text: str) -> list[str]:
    """Split what was written one on each line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class PlanEditForm(Versioned):
    """What stands around a plan's table."""

    submit_label = "Save the plan"

    owner = forms.ModelChoiceField(User.objects.none(), label="Plan owner", empty_label=None)
    introduction = long_text("Introduction", rows=6, required=False, max_length=10000)
    background = long_text("Background note", rows=6, required=False, max_length=10000)
    area_heading = forms.CharField(label="Heading of the areas", max_length=80)
    action_heading = forms.CharField(label="Heading of the actions", max_length=80)
    milestone_heading = forms.CharField(label="Heading of the milestones", max_length=80)

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["owner"], owners)


class EndorseForm(PortalForm):
    """Under which item the board endorsed a plan, and in which words."""

    submit_label = "Record the endorsement"

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="Agenda item",
        empty_label="Choose the item under which it was endorsed",
    )
    decision = decision_field(required=False)
    words = long_text("What did the board decide?", max_length=2000)

    def __init__(self, *args: Any, items: Any, decisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["item"], items)
        offer_decisions(self, decisions)
        fields: Any = self.fields
        fields["item"].label_from_instance = lambda item: f"{item.meeting}: {item.title}"


class ReasonForm(PortalForm):
    """A reason that stays on record."""

    reason = long_text("Reason", max_length=500, help_text="Everybody who reads the plan reads it.")

    def __init__(self, *args: Any, submit_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label = submit_label


class PlanCloseForm(PortalForm):
    """Which unfinished milestones go on into the next year."""

    submit_label = "Close the plan"
    warning = True

    carried = forms.ModelMultipleChoiceField(
        Milestone.objects.none(),
        label="Which milestones go on?",
        required=False,
        widget=Checkboxes,
        help_text="They are carried into next year's draft with their leads and links. Say there anew when they are due.",
    )

    def __init__(self, *args: Any, unfinished: list[Milestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(
            self.fields["carried"],
            Milestone.objects.filter(pk__in=[m.pk for m in unfinished]).select_related(
                "area", "action", "plan"
            ),
        )
        self.fields["carried"].initial = [m.pk for m in unfinished]


class CommentForm(PortalForm):
    """What somebody says about a plan or a milestone."""

    submit_label = "Add the comment"
    keep_unsaved = True

    text = long_text("Comment", rows=5, max_length=5000, help_text="Everybody who reads the plan reads it.")


class TargetForm(Versioned):
    text = long_text("Key target", max_length=1000)


class AreaForm(Versioned):
    reference = forms.CharField(max_length=20, required=False, help_text="For example 1.2.")
    text = long_text("Area of delivery", max_length=2000)


class PlanActionForm(Versioned):
    area = forms.ModelChoiceField(DeliveryArea.objects.none(), required=False, empty_label="Under no area")
    reference = forms.CharField(max_length=20, required=False, help_text="For example 1.2.3.")
    text = long_text("Action", max_length=5000)

    def __init__(self, *args: Any, plan: DeliveryPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["area"], plan.areas.standing())


class MilestoneForm(Versioned):
    """One row of the table that somebody answers for."""

    area = forms.ModelChoiceField(DeliveryArea.objects.none(), required=False, empty_label="Under no area")
    action = forms.ModelChoiceField(PlanAction.objects.none(), required=False, empty_label="Under no action")
    reference = forms.CharField(max_length=20, required=False, help_text="For example 2.4.")
    text = long_text(
        "Milestone",
        max_length=5000,
        required=False,
        help_text="Leave it empty where the action itself is what is rated.",
    )
    due = forms.CharField(
        max_length=300,
        required=False,
        help_text="As people say it: Q2, Q1 - Q4, End of Q1, March 2017. What it means is shown beside it.",
    )
    leads = long_text("Leads", required=False, max_length=2000, help_text=ONE_A_LINE)
    links = long_text("Strategic links", required=False, max_length=2000, help_text=ONE_A_LINE)
    rating_written = forms.CharField(
        label="Rating as written",
        max_length=1000,
        required=False,
        help_text="Only what the plan's own table says. Quarterly ratings are given in the review.",
    )
    comment = long_text("Comment in the plan", required=False, max_length=5000)

    def __init__(self, *args: Any, plan: DeliveryPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["area"], plan.areas.standing())
        choose_from(self.fields["action"], plan.actions.standing())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("text", "reference", "action", "area")):
            self.add_error("text", "Enter what is to be done, or choose the action that says it.")
        for name in ("leads", "links"):
            data[name] = lines(data.get(name, ""))
            if any(len(line) > 200 for line in data[name]):
                self.add_error(
                    name, "A line has more than 200 characters. Put each name on a line of its own."
                )
        action, area = data.get("action"), data.get("area")
        if action is not None and area is not None and action.area_id != area.pk:
            self.add_error("area", "The action stands under another area. Choose that, or none.")
        return data


PART_FORMS: dict[str, tuple[type[Any], type[Versioned], str]] = {
    "targets": (KeyTarget, TargetForm, "key target"),
    "areas": (DeliveryArea, AreaForm, "area"),
    "actions": (PlanAction, PlanActionForm, "action"),
    "milestones": (Milestone, MilestoneForm, "milestone"),
}


class DueForm(Versioned):
    """What due words mean, said by hand."""

    submit_label = "Save what it means"

    first = DateField(label="First day", required=False)
    last = DateField(
        label="Last day", required=False, help_text="Leave both empty to take a correction back."
    )
    reason = forms.CharField(max_length=300, required=False, help_text="Why it means that.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if not self.errors and (first is None) != (last is None):
            self.add_error("last" if first else "first", "Enter both days, or neither.")
        if first and last and last < first:
            self.add_error("last", "The last day cannot come before the first.")
        return data


class ExceptionFilterForm(FilterForm):
    """Which exceptions to show."""

    outcome = forms.ModelChoiceField(Outcome.objects.none(), required=False, empty_label="Every outcome")
    why = forms.ChoiceField(label="Why", required=False)
    lead = forms.ModelChoiceField(LeadOffice.objects.all(), required=False, empty_label="Every lead")

    def __init__(self, *args: Any, outcomes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["outcome"], outcomes)
        fields: Any = self.fields
        fields["why"].choices = [("", "Every reason"), *((each.value, each.label) for each in Concern)]


class StrategyForm(Versioned):
    name = forms.CharField(max_length=150)
    board = forms.ModelChoiceField(
        Board.objects.meeting(), label="Board that endorses its plans", empty_label="Choose"
    )
    starts_on = DateField(label="From")
    ends_on = DateField(label="Until", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "The last day cannot come before the first.")
        return data


class OutcomeForm(Versioned):
    number = forms.IntegerField(min_value=1, max_value=99)
    name = forms.CharField(max_length=250)
    priority = forms.ModelChoiceField(
        Priority.objects.all(), label="Priority it serves", required=False, empty_label="None of them"
    )


class OfficeForm(Versioned):
    """What a lead office is, and who rates for it."""

    submit_label = "Save the office"

    name = forms.CharField(max_length=200)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), required=False, empty_label="Not said")
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label="Who rates for it?", required=False, widget=Checkboxes,
        help_text="Those with the duty of a milestone lead or a plan owner.",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["people"], people)


class LevelForm(PortalForm):
    """How one level of the scale is worded and told apart."""

    letter = forms.CharField(max_length=5, widget=forms.TextInput(attrs={"class": "govuk-input--width-3"}))
    word = forms.CharField(max_length=40)
    meaning = forms.CharField(max_length=200)
    shape = forms.ChoiceField(choices=RagLevel.Shape.choices)
    tone = forms.ChoiceField(label="Colour", choices=RagLevel.Tone.choices)
    order = forms.IntegerField(label="Place, best first", min_value=1, max_value=20)
    needs_reason = forms.BooleanField(label="Needs a reason and what is being done", required=False)
    is_exception = forms.BooleanField(label="Is reported as an exception", required=False)


class ScaleForm(Versioned):
    """What is printed with the scale's key."""

    explanation = long_text("Explanation printed with the key", required=False, max_length=2000)


def level_forms(scale: RagScale, data: Any = None) -> list[tuple[RagLevel, LevelForm]]:
    """Make a form for each level of the scale."""
    names = LevelForm.base_fields
    return [
        (
            level,
            LevelForm(data, prefix=level.key, initial={name: getattr(level, name) for name in names}),
        )
        for level in scale.levels.all()
    ]
