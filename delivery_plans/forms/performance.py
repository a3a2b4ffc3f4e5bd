"""What is filled in about indicators, awaited figures and judgements."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from csp_portal.accounts.models import Organisation, User
from csp_portal.core.forms import DateField, FilterForm, PortalForm, PortalModelForm, Radios
from delivery_plans.figures import read_number
from delivery_plans.models import Indicator, Place
from delivery_plans.models.places import period_days
from delivery_plans.performance_reading import scale
from delivery_plans.states.performance import (
    RATED_LEVELS,
    Better,
    Collection,
    IndicatorKind,
    PeriodKind,
    Rule,
    Trajectory,
)
from meetings.models import Priority

SHOW = [
    ("", "All"),
    ("off_track", "Red or Amber/Red"),
    ("worse", "Worse than before"),
    ("awaited", "With data awaited"),
    ("judged", "Judged otherwise than the rule"),
    ("unmeasured", "Without a number"),
]


class IndicatorFilterForm(FilterForm):
    """Which indicators to list."""

    words = forms.CharField(
        required=False, max_length=100, help_text="In the name, theme, source or owner of an indicator."
    )
    priority = forms.ModelChoiceField(
        Priority.objects.all(), required=False, to_field_name="number", empty_label="Any priority or none"
    )
    show = forms.ChoiceField(label="Which indicators?", choices=SHOW, required=False)


QUARTERS_HINT = "One line for each quarter: any day of it, then where the indicator should stand. For example: 2016-06-30 2,919"


class IndicatorForm(PortalModelForm):
    """What an indicator is, and what it is held against."""

    submit_label = "Save the indicator"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    kind = forms.ChoiceField(label="How is it followed?", choices=IndicatorKind.choices, widget=Radios)
    better = forms.ChoiceField(
        label="Which way is better?",
        choices=[("", "Not said"), *Better.choices],
        widget=Radios,
        required=False,
    )
    trajectory = forms.ChoiceField(
        label="What is it held against?",
        choices=Trajectory.choices,
        widget=Radios(
            hints={
                Trajectory.STRAIGHT_LINE: "Needs the baseline and the target as numbers, each with its day.",
                Trajectory.QUARTERLY: "Needs the values below.",
                Trajectory.TARGET: "Needs the target as a number.",
            }
        ),
        initial=Trajectory.NONE,
    )
    rule = forms.ChoiceField(
        label="In what is the distance counted?",
        choices=[(Rule.SHARE, "Per cent of the trajectory"), (Rule.POINTS, "Percentage points")],
        widget=Radios,
        initial=Rule.SHARE,
    )
    quarters = forms.CharField(
        label="Values by quarter",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text=QUARTERS_HINT,
    )

    class Meta:
        model = Indicator
        fields = (
            "name", "short_name", "collection", "priority", "theme", "kind", "unit", "decimals", "better",
            "better_note", "counts_people", "baseline_period", "baseline", "baseline_on", "target_words", "target",
            "target_by_words", "target_by", "trajectory", "rule", "margin", "source", "owner", "asked_person", "note",
        )  # fmt: skip
        help_texts = {
            "short_name": "If the name is long: what stands in the MOPAC table.",
            "theme": "The heading under which it is listed, for example Gang activity.",
            "unit": "In words: count, percent, percent change, rate per 1,000.",
            "counts_people": "Counts of fewer than five people are hidden in what is handed to the public.",
            "target_words": "If it is not simply a number: 10% improvement.",
            "target_by_words": "If it is not simply a day: 2016/17.",
            "margin": "5 means: five per cent, or five percentage points, either side.",
        }
        widgets = {"note": forms.Textarea(attrs={"rows": "3"})}

    field_order = (
        "name", "short_name", "collection", "priority", "theme", "kind", "unit", "decimals", "better", "better_note",
        "counts_people", "baseline_period", "baseline", "baseline_on", "target_words", "target", "target_by_words",
        "target_by", "trajectory", "quarters", "rule", "margin", "source", "owner", "asked_person", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["asked_person"].queryset = User.objects.present()
        fields["decimals"].max_value = 4
        if self.instance.pk:
            points = self.instance.trajectory_points.all()
            fields["quarters"].initial = "\n".join(
                f"{point.starts_on:%Y-%m-%d} {point.value.normalize():,f}" for point in points
            )

    def clean_quarters(self) -> dict[date, Decimal]:
        found: dict[date, Decimal] = {}
        for number, line in enumerate(self.cleaned_data["quarters"].splitlines(), start=1):
            if not line.strip():
                continue
            day, _, value = line.strip().partition(" ")
            try:
                first, _ = period_days(PeriodKind.QUARTER, date.fromisoformat(day))
                if first in found:
                    raise ValueError("That quarter is given twice.")
                found[first] = read_number(value)
            except ValueError as problem:
                said = str(problem)
                if not said.endswith("."):
                    said = "Write the day as 2016-06-30, then a space and the number."
                raise ValidationError(f"Line {number}: {said}") from None
        return found

    def clean_decimals(self) -> int:
        decimals: int = self.cleaned_data["decimals"]
        if decimals > 4:
            raise ValidationError("Four decimal places at the most.")
        return decimals

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            data.get("trajectory") == Trajectory.QUARTERLY
            and not data.get("quarters")
            and "quarters" not in self.errors
        ):
            self.add_error("quarters", "Enter the value of at least one quarter.")
        return data

    def facts(self) -> dict[str, Any]:
        """Give what is kept of the form, and the trajectory apart."""
        left_out = {"version", "quarters"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    def free_slug(self) -> str:
        """Find a part of an address that no other indicator has."""
        stem = slugify(self.cleaned_data["name"])[:100] or "indicator"
        taken = set(Indicator.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (stem, *numbered) if slug not in taken)


class EndIndicatorForm(PortalForm):
    """Why an indicator is not followed any more."""

    submit_label = "End the indicator"
    warning = True

    reason = forms.CharField(
        max_length=300, help_text="Its figures stay. Everybody who reads the indicator reads this."
    )


class JudgeForm(PortalForm):
    """A rating beside the automatic one."""

    submit_label = "Set the judgement beside the rule"

    level = forms.ChoiceField(label="How does the group rate it?", widget=Radios, required=False)
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": "4"}),
        max_length=2000,
        help_text="It stands beside the rule's rating with your name.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = scale()
        fields: Any = self.fields
        fields["level"].choices = [
            *((key, ": ".join(filter(None, (known[key].word, known[key].meaning)))) for key in RATED_LEVELS),
            ("", "Leave it to the rule"),
        ]


class ExpectedForm(PortalForm):
    """A figure that somebody owes."""

    submit_label = "Note that it is awaited"

    indicator = forms.ModelChoiceField(Indicator.objects.none(), to_field_name="slug", empty_label="Choose")
    place = forms.ModelChoiceField(Place.objects.all(), to_field_name="slug", empty_label="Choose")
    period_kind = forms.ChoiceField(label="Kind of period", choices=PeriodKind.choices, widget=Radios)
    last_day = DateField(label="Last day of the period", help_text="For example 31 3 2016.")
    owed_by = forms.ModelChoiceField(
        Organisation.objects.none(), label="Who owes it?", to_field_name="slug", empty_label="Choose"
    )
    asked_on = DateField(label="Asked for on")
    due_on = DateField(label="Wanted by", required=False)
    request_reference = forms.CharField(
        label="Reference of the information request",
        max_length=60,
        required=False,
        help_text="Only if it hangs on one. Write no name and nothing about a case.",
    )
    note = forms.CharField(label="Remark", max_length=300, required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["indicator"].queryset = Indicator.objects.measured().in_use()
        fields["indicator"].label_from_instance = lambda each: (
            each.name
            if each.collection == Collection.KEY
            else f"{each.name} ({each.get_collection_display().lower()})"
        )
        fields["owed_by"].queryset = Organisation.objects.on(on)


class GiveUpForm(PortalForm):
    """Why a figure is not awaited any more."""

    submit_label = "Give the figure up"
    warning = True

    reason = forms.CharField(max_length=300, help_text="It stays on record that the figure was asked for.")
