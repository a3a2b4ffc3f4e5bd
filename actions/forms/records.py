"""What is filled in about actions: what is asked of whom, answers, new days, endings, and what to list."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from actions.forms.case_reviews import review_choice
from actions.models import Action, Responsibility
from actions.states import Ending, Kind
from actions.workflow import Due
from csp_portal.accounts.models import Membership, Organisation, User
from csp_portal.core.forms import Checkboxes, DateField, FilterForm, PortalForm, Radios
from meetings.models import Board, Decision, Meeting, Priority, SeatDeputy, SeatHolder

ACCEPT = ".pdf,.docx,.doc,.odt,.rtf,.png,.jpg,.jpeg"
NEXT_MEETING, ON_A_DAY = "next_meeting", "on_a_day"
DUE_CHOICES = [(NEXT_MEETING, "The next meeting"), (ON_A_DAY, "A day")]


def partner_choices(board: Board, *, on: date) -> list[tuple[str, str]]:
    """
    List who can be named, as organisation and person: those in the board's seats and their deputies.

    A board without anybody in a seat may name everybody on record.
    """
    found: dict[str, str] = {}
    for model in (SeatHolder, SeatDeputy):
        people = model.objects.filter(seat__board=board).on(on)
        for each in people.select_related("seat__organisation", "person").order_by(
            "seat__organisation__name", "seat__position", "pk"
        ):
            office = each.seat.office if model is SeatHolder else f"deputy to the {each.seat.office}"
            key = f"{each.seat.organisation_id}-{each.person_id}"
            found.setdefault(key, f"{each.seat.organisation.short_name}: {each.person}, {office}")
    if not found:
        for place in Membership.objects.on(on).select_related("organisation", "user"):
            found[f"{place.organisation_id}-{place.user_id}"] = (
                f"{place.organisation.short_name}: {place.user}"
            )
    return sorted(found.items(), key=lambda choice: choice[1].casefold())


def partner(value: str) -> tuple[Organisation, User]:
    """Find the organisation and the person of a choice that the form has checked."""
    organisation, _, person = value.partition("-")
    return Organisation.objects.get(pk=organisation), User.objects.get(pk=person)


class DueMixin:
    """A day, or the next meeting; a form that has `due` and `due_on` reads them by this."""

    cleaned_data: dict[str, Any]

    def check_due(self) -> None:
        if self.cleaned_data.get("due") == ON_A_DAY and not self.cleaned_data.get("due_on"):
            if "due_on" not in self.errors:  # type: ignore[attr-defined]
                self.add_error("due_on", "Enter the day by which it is to be done.")  # type: ignore[attr-defined]

    def chosen_due(self) -> Due:
        """Give what was chosen as the workflow takes it."""
        return Due(self.cleaned_data["due_on"] if self.cleaned_data["due"] == ON_A_DAY else None)


def due_choice() -> forms.ChoiceField:
    return forms.ChoiceField(label="By when?", choices=DUE_CHOICES, widget=Radios, initial=NEXT_MEETING)


def due_day() -> DateField:
    return DateField(label="Day", required=False, help_text="Only if you chose a day, for example 17 3 2016.")


def file_field() -> forms.FileField:
    return forms.FileField(
        label="File",
        required=False,
        max_length=255,
        help_text=(
            "If there is one: a PDF or Word file, or a PNG or JPEG picture, of at most "
            f"{settings.UPLOAD_MAX_BYTES / 1_000_000:.0f} MB. It is checked and kept as a PDF, which can take a "
            "while: wait for the next page."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


class WithFile(PortalForm):
    """A text with a file beside it."""

    file = file_field()

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(
                f"The file is larger than {settings.UPLOAD_MAX_BYTES / 1_000_000:.0f} MB. "
                "Make its pictures smaller or split it into parts, and upload those."
            )
        return file


def long_text(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": str(rows)}), **options)


class ActionForm(PortalForm):
    """What an action says."""

    submit_label = "Save the action"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    kind = forms.ChoiceField(
        label="What are partners asked for?",
        choices=Kind.choices,
        widget=Radios(
            hints={
                Kind.DO: "Each partner says when it is done, with evidence; the secretariat or a co-chair accepts it.",
                Kind.REPORT_BACK: "Each partner says what followed once its own governing body knew. "
                "The action closes when all have answered.",
                Kind.COMMUNICATE: "A message, by which channel, to whom, when.",
            }
        ),
    )
    title = forms.CharField(
        label="What is to be done?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text="One sentence that says what somebody does, as the minutes have it.",
    )
    details = long_text("Details", required=False, max_length=5000)
    message = long_text(
        "Message", rows=3, required=False, max_length=5000, help_text="Only for a message to communicate."
    )
    channel = forms.CharField(
        max_length=150, required=False, help_text="For example the council's magazine, or social media."
    )
    audience = forms.CharField(
        max_length=150, required=False, help_text="For example residents near the stations."
    )
    communicate_on = DateField(label="To be told on", required=False)
    priority = forms.ModelChoiceField(Priority.objects.all(), required=False, empty_label="None of them")
    outcome = forms.CharField(
        label="Outcome it serves", max_length=200, required=False, help_text="As the delivery plan names it."
    )
    review = review_choice()

    def __init__(self, *args: Any, reviews: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["review"].queryset = reviews
        if not reviews.exists():
            del fields["review"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == Kind.COMMUNICATE:
            for name, sentence in (
                ("message", "Enter the message that is to be told."),
                ("channel", "Enter the channel by which it is to be told."),
                ("audience", "Enter whom it is to reach."),
                ("communicate_on", "Enter the day on which it is to be told."),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return data

    def facts(self) -> dict[str, Any]:
        """Give the action's own fields."""
        names = (
            "kind", "title", "details", "message", "channel", "audience", "communicate_on", "priority", "outcome",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names} | {"review": self.cleaned_data.get("review")}


class ActionRecordForm(DueMixin, ActionForm):
    """An action with those who are responsible for it."""

    submit_label = "Record the action"

    version = None  # type: ignore[assignment]
    item = forms.ChoiceField(label="Agenda item", required=False)
    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        to_field_name="slug",
        required=False,
        label="Which decision does it follow from?",
        empty_label="None of them",
    )
    partners = forms.MultipleChoiceField(
        label="Who is responsible?",
        widget=Checkboxes,
        help_text="One person for each organisation. Each organisation answers for itself.",
        error_messages={"required": "Choose who is responsible."},
    )
    due = due_choice()
    due_on = due_day()
    field_order = (
        "item",
        "decision",
        "title",
        "kind",
        "partners",
        "due",
        "due_on",
        "priority",
        "outcome",
        "review",
        "details",
    )

    def __init__(
        self,
        *args: Any,
        items: list[tuple[str, str]],
        partners: list[tuple[str, str]],
        decisions: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["decision"].queryset = decisions
        if not decisions.exists():
            del fields["decision"]
        fields["item"].choices = [("", "No item of the agenda"), *items]
        fields["partners"].choices = partners
        if not items:
            del fields["item"]

    def clean_partners(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["partners"]
        organisations = [value.partition("-")[0] for value in chosen]
        if len(set(organisations)) < len(organisations):
            raise ValidationError("Choose one person for each organisation: one is chosen twice.")
        return chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.check_due()
        return data


class FollowFromForm(PortalForm):
    """Which decision an action follows from."""

    submit_label = "Save"

    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        to_field_name="slug",
        label="Which decision does it follow from?",
        empty_label="Choose a decision",
    )

    def __init__(self, *args: Any, decisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["decision"].queryset = decisions


class PartnerAddForm(DueMixin, PortalForm):
    """One more organisation that answers for an action."""

    submit_label = "Add the partner"

    partner = forms.ChoiceField(label="Who is responsible?")
    due = due_choice()
    due_on = due_day()

    def __init__(self, *args: Any, partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["partner"].choices = [("", "Choose"), *partners]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_due()
        return data


class PartnerPersonForm(PortalForm):
    """Who answers for an organisation from now on."""

    submit_label = "Name this person"

    person = forms.ModelChoiceField(User.objects.none(), label="Person", empty_label="Choose")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].queryset = people


PROGRESS, DONE = "progress", "done"


class AnswerForm(WithFile):
    """What a partner says about its part."""

    submit_label = "Give the answer"
    keep_unsaved = True

    what = forms.ChoiceField(
        label="How far is it?",
        choices=[(PROGRESS, "In progress"), (DONE, "Done")],
        widget=Radios(hints={DONE: "Say below what was done and what shows it. Add a file if you have one."}),
    )
    text = long_text("What has been done?", rows=6, max_length=5000)
    field_order = ("what", "text", "file")


class AcceptForm(PortalForm):
    """Anything to say with an acceptance."""

    submit_label = "Accept the answer"

    text = long_text(
        "Comment", required=False, max_length=2000, help_text="Only if there is something to say."
    )


class ReasonForm(PortalForm):
    """A reason that stays on record."""

    reason = long_text("Reason", max_length=2000, help_text="Everybody who may see the action reads it.")

    def __init__(self, *args: Any, submit_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label = submit_label


class CarryOverForm(DueMixin, PortalForm):
    """A new day for those who still owe something."""

    submit_label = "Carry the action over"

    parts = forms.ModelMultipleChoiceField(
        Responsibility.objects.none(),
        label="Who gets a new day?",
        widget=Checkboxes,
        error_messages={"required": "Choose who gets a new day."},
    )
    due = due_choice()
    due_on = due_day()
    reason = long_text("Reason", max_length=2000, help_text="The old day stays on record beside the new one.")

    def __init__(self, *args: Any, parts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["parts"].queryset = parts
        fields["parts"].label_from_instance = lambda part: f"{part.organisation} ({part.person})"
        fields["parts"].initial = [part.pk for part in parts]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_due()
        return data


class EndForm(PortalForm):
    """How an action ends that is not done."""

    submit_label = "End the action"
    warning = True

    ending = forms.ChoiceField(
        label="How does it end?",
        choices=Ending.choices,
        widget=Radios(hints={Ending.SUPERSEDED: "Another action, or another decision, takes its place."}),
    )
    decided_by = forms.CharField(
        label="Who decided?", max_length=150, help_text="For example: the Board on 17 March 2016."
    )
    reason = long_text("Reason", max_length=2000)
    superseded_by = forms.CharField(
        label="Action that takes its place",
        max_length=100,
        required=False,
        help_text="Its reference, if it is superseded by one: CSP 2016-03-17 / 4.",
    )

    def __init__(self, *args: Any, visible: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visible = visible

    def clean_superseded_by(self) -> Action | None:
        reference = " ".join(self.cleaned_data["superseded_by"].split())
        if not reference:
            return None
        found: Action | None = self.visible.filter(reference__iexact=reference).first()
        if found is None:
            raise ValidationError("There is no action with that reference. Check it, or leave this empty.")
        return found


class EscalateForm(PortalForm):
    """Before which chair an action is put, and why."""

    submit_label = "Put it before the chair"

    chair = forms.ModelChoiceField(User.objects.none(), label="Chair", empty_label="Choose")
    reason = long_text("Reason", max_length=2000)

    def __init__(self, *args: Any, chairs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["chair"].queryset = chairs


class EscalationAnswerForm(PortalForm):
    """What the chair says."""

    submit_label = "Keep the answer"

    answer = long_text("Answer of the chair", max_length=2000)


class CommentForm(WithFile):
    """What somebody says about the action as a whole."""

    submit_label = "Add the comment"
    keep_unsaved = True

    text = long_text("Comment", max_length=5000)
    field_order = ("text", "file")


SHOW = [
    ("", "Open"),
    ("mine", "Open, and mine"),
    ("organisation", "Open, and my organisation's"),
    ("overdue", "Overdue"),
    ("to_accept", "Waiting to be accepted"),
    ("closed", "Closed"),
    ("all", "All"),
]


class ActionFilterForm(FilterForm):
    """What to list."""

    words = forms.CharField(
        label="Words",
        required=False,
        max_length=100,
        help_text="In the reference, in what is to be done, or in a partner's name.",
    )
    show = forms.ChoiceField(label="Which actions?", choices=SHOW, required=False)
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), required=False, to_field_name="reference", empty_label="Any meeting or none"
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, to_field_name="slug", empty_label="Any partner"
    )
    priority = forms.ModelChoiceField(
        Priority.objects.all(), required=False, to_field_name="number", empty_label="Any priority"
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, visible: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["meeting"].queryset = (
            Meeting.objects.filter(pk__in=visible.values("meeting"))
            .select_related("board")
            .order_by("-starts_at")
        )
        fields["organisation"].queryset = Organisation.objects.filter(
            responsibilities__action__in=visible.values("pk")
        ).distinct()


class FigureFilterForm(FilterForm):
    """Over which board and quarter to count."""

    board = forms.ModelChoiceField(
        Board.objects.none(), required=False, to_field_name="slug", empty_label="All boards I may read"
    )
    quarter = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, boards: Any, quarters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["board"].queryset = boards
        fields["quarter"].choices = [("", "All quarters"), *quarters]
        if len(boards) < 2:
            del fields["board"]
