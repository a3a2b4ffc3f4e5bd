"""Forms about boards, their seats, their standing items, and the secretariat's calendar."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.text import slugify

from csp_portal.accounts.models import Organisation, Sector, User
from csp_portal.core.forms import Checkboxes, DateField, FilterForm, PortalForm, PortalModelForm, Radios
from csp_portal.documents.models import Marking
from meetings import board_pack, numbering, references
from meetings.models import Board, BoardRole, ClosureDay, Priority, Seat, TemplateItem
from meetings.models.agendas import new_key
from meetings.models.boards import MeetingKind, Purpose

# Words that stand in the addresses of pages about boards.
RESERVED_SLUGS = frozenset({"structure", "establish"})


def figures(width: int = 3) -> forms.TextInput:
    """Make a narrow box for a whole number; browsers' own number boxes change when a page is scrolled."""
    return forms.TextInput(
        attrs={"inputmode": "numeric", "class": f"govuk-input--width-{width}", "autocomplete": "off"}
    )


LARGEST_NUMBER = 9_999_999


def free_name(wanted: str, *, taken: Collection[str], length: int = 40) -> str:
    """Find a name for web addresses that is like the words and not taken yet."""
    base = slugify(wanted)[: length - 4].strip("-") or new_key()
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


class BoardForm(PortalModelForm):
    """A board with all its rules, which are the board's own and nobody else's."""

    submit_label = "Save the board"
    keep_unsaved = True

    GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("The board", ("name", "short_name", "kind", "parent", "purpose", "starts_on")),
        ("Meetings", ("meetings_per_year", "usual_place", "usual_minutes", "next_minute_number")),
        (
            "Notice and deadlines",
            (
                "notice_working_days",
                "notice_is_clear",
                "papers_lead_working_days",
                "agreement_lead_working_days",
                "agreement_rule",
                "executive_lead_days",
                "performance_group_lead_days",
            ),
        ),
        (
            "Quorum and representation",
            (
                "quorum_chairs",
                "quorum_sectors",
                "missed_representation_limit",
                "may_substitute_beside_own_seat",
            ),
        ),
        ("Votes", ("takes_votes", "substitutes_vote", "chair_has_casting_vote")),
        ("Papers and the public", ("public_access", "usual_marking", "report_template")),
        (
            "Whom to ask",
            (
                "contact_name",
                "contact_position",
                "contact_telephone",
                "contact_email",
                "contact_address",
            ),
        ),
    )

    quorum_sectors = forms.MultipleChoiceField(
        label="Sectors that must each be represented",
        choices=Sector.choices,
        required=False,
        widget=Checkboxes,
        help_text=(
            "One person may count for two: a co-chair from the police is a chair and the police (ToR 6.7)."
            " Tick none when any members will do."
        ),
    )

    class Meta:
        model = Board
        # How numbers are written has a page of its own, with a preview.
        exclude = (  # noqa: DJ006 - every other rule of a board can be changed here
            "slug",
            "ends_on",
            "number_restart",
            "number_prefix",
            "minute_pattern",
            "decision_pattern",
            "next_decision_number",
        )
        labels = {
            "name": "Full name",
            "short_name": "Short name",
            "kind": "What it is",
            "parent": "Reports to",
            "starts_on": "In being from",
            "usual_minutes": "Usual length, in minutes",
            "next_minute_number": "Number of the next minute",
            "notice_working_days": "Notice of papers, in working days",
            "notice_is_clear": "The days are clear days",
            "papers_lead_working_days": "Papers are due, in working days before circulation",
            "agreement_lead_working_days": "The chairs agree the agenda, in working days before circulation",
            "agreement_rule": "Which chairs agree the agenda",
            "executive_lead_days": "The Executive meets, at the latest this many days before",
            "performance_group_lead_days": (
                "The Performance Management Group meets, at the latest this many days before"
            ),
            "quorum_chairs": "Chairs who must be present",
            "missed_representation_limit": "Meetings in a row that an organisation may miss",
            "may_substitute_beside_own_seat": "A member with a vote may also stand in for another",
            "takes_votes": "Decisions may be put to the vote",
            "substitutes_vote": "Substitutes vote",
            "chair_has_casting_vote": "The chair has a casting vote",
            "public_access": "What the public gets",
            "usual_marking": "Usual marking of papers",
            "report_template": "Template of reports",
            "contact_name": "Name",
            "contact_position": "Position",
            "contact_telephone": "Telephone",
            "contact_email": "E-mail address",
            "contact_address": "Postal address",
        }
        help_texts = {
            "name": "As it is printed on the front sheet.",
            "short_name": "As people call it. Also used in web addresses when the board is established.",
            "parent": (
                "The structure chart is drawn from this. Leave it empty for a board that stands by itself."
            ),
            "purpose": "What the board is for, in a few sentences (ToR 3).",
            "meetings_per_year": "The partnership's board meets four times (ToR 5).",
            "usual_place": "Filled in when a meeting is planned.",
            "next_minute_number": "Minutes are numbered on from meeting to meeting.",
            "notice_working_days": (
                "Agenda and papers go round at least this long before the meeting; the partnership's board"
                " has five working days (ToR 6.3). Weekends, bank holidays and closure days do not count."
            ),
            "notice_is_clear": (
                "Neither the day of sending nor the day of the meeting counts. Leave it empty when only the"
                " day of the meeting does not count."
            ),
            "executive_lead_days": (
                "Calendar days; 14 for the partnership's board (ToR 6.2). Empty when no Executive plans the"
                " agenda."
            ),
            "performance_group_lead_days": (
                "Calendar days; 21 for the partnership's board (ToR 7). Empty when the group does not"
                " report to this board."
            ),
            "quorum_chairs": "The partnership's board needs one of its two (ToR 6.7).",
            "missed_representation_limit": "After that many the chairs write to the organisation (ToR 6.5).",
            "takes_votes": "Leave it empty for a board that decides by agreement.",
            "chair_has_casting_vote": "A second vote, when the votes are equal.",
            "public_access": "Restricted papers stay out in every case (ToR 6.10).",
            "usual_marking": "Printed on papers unless a paper says otherwise.",
            "contact_name": "Printed at the foot of the front sheet.",
        }
        error_messages = {
            "name": {"unique": "Another board has this name already. Choose another."},
            "short_name": {"unique": "Another board has this short name already. Choose another."},
        }
        widgets = {
            "kind": Radios(
                hints={
                    Board.Kind.EXECUTIVE: "Plans the agenda of the board it reports to.",
                    Board.Kind.PERFORMANCE_GROUP: "Follows the figures and writes the highlight report.",
                    Board.Kind.PARALLEL: "Does not meet here. It is shown at the side of the chart.",
                }
            ),
            "purpose": forms.Textarea(attrs={"rows": "4"}),
            "meetings_per_year": figures(2),
            "usual_minutes": figures(4),
            "next_minute_number": figures(5),
            "notice_working_days": figures(2),
            "papers_lead_working_days": figures(2),
            "agreement_lead_working_days": figures(2),
            "executive_lead_days": figures(2),
            "performance_group_lead_days": figures(2),
            "quorum_chairs": figures(2),
            "missed_representation_limit": figures(2),
            "agreement_rule": Radios,
            "public_access": Radios,
            "usual_marking": Radios,
            "report_template": Radios,
            "contact_address": forms.Textarea(attrs={"rows": "3"}),
        }

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = Board.Kind.choices
        fields["public_access"].choices = Board.PublicAccess.choices
        fields["report_template"].choices = Board.ReportTemplate.choices
        fields["usual_marking"].choices = Marking.choices
        above = Board.objects.on(on)
        if self.instance.pk:
            above = above.exclude(pk__in=self.instance.with_all_below())
        fields["parent"].queryset = above
        fields["parent"].empty_label = "Nobody: it stands by itself"

    def layout(self) -> Layout:
        return Layout(*(Fieldset(legend, *names) for legend, names in self.GROUPS))

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if self.instance.ends_on and starts_on > self.instance.ends_on:
            raise ValidationError("The board was closed before that day. Enter an earlier day.")
        return starts_on

    def slug(self) -> str:
        """Make the name that a new board has in web addresses."""
        taken = {*RESERVED_SLUGS, *Board.objects.values_list("slug", flat=True)}
        return free_name(self.cleaned_data["short_name"], taken=taken)


class NumberingForm(PortalForm):
    """How a board's minutes and decisions are numbered."""

    submit_label = "Save the numbering"
    keep_unsaved = True

    number_restart = forms.ChoiceField(
        label="Do numbers begin again?", choices=numbering.Restart.choices, widget=Radios
    )
    number_prefix = forms.CharField(
        label="Prefix", max_length=20, required=False, help_text="For {prefix}, for example EX."
    )
    minute_pattern = forms.CharField(
        label="Pattern of minutes",
        max_length=40,
        help_text="Made of {number}, {year}, {prefix} and {board}. For example “{number}” or "
        "“{prefix}/{year}/{number}”.",
    )
    next_minute_number = forms.IntegerField(
        label="Number of the next minute",
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text="Where numbers never begin again. A number that was drawn is never used twice.",
    )
    decision_pattern = forms.CharField(label="Pattern of decisions", max_length=40)
    next_decision_number = forms.IntegerField(
        label="Number of the next decision", min_value=1, max_value=LARGEST_NUMBER
    )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.add_input(Submit("preview", "Preview", css_class="govuk-button--secondary"))
        return helper

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("minute_pattern", "decision_pattern"):
            if name in data and (
                fault := numbering.fault(
                    data[name], restart=data.get("number_restart", ""), prefix=data.get("number_prefix", "")
                )
            ):
                self.add_error(name, fault)
        return data


class LastDayForm(PortalForm):
    """The last day of a board, of a seat, of somebody's time in one."""

    ends_on = forms.DateField(label="Last day", help_text="The day itself still counts.")

    def __init__(self, *args: Any, starts_on: date, submit_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.starts_on = starts_on
        self.submit_label = submit_label

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < self.starts_on:
            raise ValidationError(
                f"The last day cannot come before the first, {self.starts_on.day} {self.starts_on:%B %Y}."
            )
        return ends_on


class MembershipDateForm(FilterForm):
    """The day on which the membership list is wanted."""

    submit_label = "Show this day"

    on = forms.DateField(label="Membership on", help_text="Any day, for example 8 10 2015.")


# --- Seats ----------------------------------------------------------------------------------------
class SeatForm(PortalModelForm):
    """A place on a board: which organisation or office has it, and what comes with it."""

    submit_label = "Save the seat"

    class Meta:
        model = Seat
        fields: tuple[str, ...] = (
            "organisation",
            "office",
            "board_role",
            "is_voting",
            "is_on_request",
            "group",
        )
        labels = {
            "office": "Office",
            "board_role": "Place on the board",
            "is_voting": "Votes",
            "is_on_request": "Attends only on request",
            "group": "Heading in the membership list",
        }
        help_texts = {
            "office": "The post that carries the seat, for example Borough Commander; not a person's name.",
            "is_voting": "Members and co-opted members do; supporting advisers do not (ToR 6.8, 6.9).",
        }
        widgets: ClassVar[dict[str, Any]] = {"board_role": Radios}

    def __init__(self, *args: Any, board: Board, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["board_role"].choices = BoardRole.choices
        organisations = Organisation.objects.on(on)
        if self.instance.pk:
            organisations |= Organisation.objects.filter(pk=self.instance.organisation_id)
        fields["organisation"].queryset = organisations
        fields["organisation"].empty_label = "Choose an organisation"
        used = board.seats.exclude(group="").order_by("group").values_list("group", flat=True).distinct()
        fields["group"].help_text = (
            f"Used so far: {', '.join(used)}." if used else "For example Statutory partners."
        )


class SeatAddForm(SeatForm):
    submit_label = "Add the seat"

    class Meta(SeatForm.Meta):
        fields = (*SeatForm.Meta.fields, "starts_on")
        labels = SeatForm.Meta.labels | {"starts_on": "The seat exists from"}
        help_texts = SeatForm.Meta.help_texts | {
            "starts_on": "May lie in the past, so that old membership lists come out right."
        }


class SeatEditForm(SeatForm):
    class Meta(SeatForm.Meta):
        fields = (*SeatForm.Meta.fields, "position")
        labels = SeatForm.Meta.labels | {"position": "Place in the membership list"}
        help_texts = SeatForm.Meta.help_texts | {"position": "1 comes first."}
        widgets = SeatForm.Meta.widgets | {"position": figures(3)}


class PersonSearchForm(FilterForm):
    """Words by which people are looked for."""

    submit_label = "Search"

    who = forms.CharField(
        label="Name, e-mail address or organisation",
        required=False,
        max_length=100,
        help_text="Everybody on record can be chosen, also those who have not signed in yet.",
    )


class PlaceForm(PortalForm):
    """Who takes a place in a seat, from when, and until when if that is known."""

    person = forms.ModelChoiceField(queryset=User.objects.none(), label="Person", widget=Radios)
    starts_on = forms.DateField(label="First day")
    ends_on = forms.DateField(
        label="Last day", required=False, help_text="Leave it empty when nobody knows yet."
    )

    def __init__(
        self, *args: Any, found: Sequence[User], hints: dict[int, str], submit_label: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.submit_label = submit_label
        field = fields["person"]
        # Anybody on record may be chosen; only those found by the search are shown.
        field.queryset = User.objects.filter(left_at=None)
        field.choices = [(person.pk, str(person)) for person in found]
        field.widget.hints = {str(pk): hint for pk, hint in hints.items()}
        field.error_messages["required"] = "Choose the person. Search for the name if it is not shown."

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = answers.get("starts_on"), answers.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day cannot come before the first.")
        return answers


# --- Standing items -------------------------------------------------------------------------------
class TemplateMakeForm(PortalForm):
    """The kind of meeting for which a template is begun."""

    submit_label = "Begin the template"

    meeting_kind = forms.ChoiceField(label="Kind of meeting", widget=Radios)

    def __init__(self, *args: Any, missing: Iterable[MeetingKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["meeting_kind"].choices = [(kind.value, kind.label) for kind in missing]


class TemplateItemForm(PortalModelForm):
    """One standing item, with wording that points at other items by their titles."""

    submit_label = "Save the item"
    keep_unsaved = True

    class Meta:
        model = TemplateItem
        fields = (
            "title",
            "section",
            "heading",
            "purpose",
            "wording",
            "minutes_allotted",
            "generated_paper",
        )
        labels = {
            "section": "Section",
            "heading": "Heading printed above the section",
            "purpose": "What the board is asked to do",
            "wording": "Standard wording",
            "minutes_allotted": "Minutes allotted",
            "generated_paper": "Paper that the portal writes",
        }
        help_texts = {
            "heading": "The same for every item of the section. Empty prints no heading.",
            "wording": (
                "Point at another item by its title in curly brackets, for example {item: Urgent business}."
                " The portal prints the number that the item has on the day."
            ),
            "minutes_allotted": "0 when the item needs no time of its own.",
        }
        widgets = {
            "purpose": Radios,
            "wording": forms.Textarea(attrs={"rows": "6"}),
            "minutes_allotted": figures(3),
        }

    def __init__(self, *args: Any, others: Sequence[TemplateItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.others = others
        fields["purpose"].choices = Purpose.choices
        fields["minutes_allotted"].validators.append(MaxValueValidator(1440))
        fields["generated_paper"] = forms.ChoiceField(
            label="Paper that the portal writes",
            required=False,
            choices=[("", "None"), *board_pack.generator_choices()],
            help_text="Put under the item when an agenda begins.",
            initial=self.instance.generated_paper,
        )
        sections = list(dict.fromkeys(other.section for other in others))
        fields["section"].help_text = (
            f"Items of one section stand together. So far: {', '.join(sections)}."
            if sections
            else "Items of one section stand together, for example Opening business."
        )
        self.initial["wording"] = references.for_writing(self.instance.wording, self._all_items())

    def _all_items(self) -> list[TemplateItem]:
        return [*self.others, self.instance] if self.instance.pk else list(self.others)

    def clean_wording(self) -> str:
        try:
            return references.for_keeping(self.cleaned_data["wording"], self._all_items())
        except references.UnclearReference as unclear:
            raise ValidationError(str(unclear)) from None

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        printed = {other.section: other.heading for other in self.others}
        if not self.instance.pk and not answers.get("heading"):
            answers["heading"] = printed.get(answers.get("section", ""), "")
        return answers

    def key(self) -> str:
        """Make the key by which other items point at a new one."""
        return free_name(self.cleaned_data["title"], taken={other.key for other in self.others})


# --- The secretariat's calendar, priorities -------------------------------------------------------
class YearForm(FilterForm):
    """The year whose closed days are shown."""

    submit_label = "Show the year"

    year = forms.IntegerField(label="Year", min_value=2000, max_value=2100, widget=figures(4))


class ClosureDayForm(PortalModelForm):
    submit_label = "Add the day"

    closed_on = DateField(label="Day", error_messages={"unique": "That day is recorded as closed already."})

    class Meta:
        model = ClosureDay
        fields = ("closed_on", "reason")
        help_texts = {"reason": "For example: Staff training day."}


class PriorityForm(PortalModelForm):
    submit_label = "Save the priority"

    class Meta:
        model = Priority
        fields = ("number", "name", "lead_organisation")
        labels = {"number": "Number", "name": "Priority", "lead_organisation": "Lead organisation"}
        help_texts = {
            "number": "The order in which the priorities are listed.",
            "lead_organisation": "Opens the debate on its priority and asks the other partners (ToR 4).",
        }
        error_messages = {
            "number": {"unique": "Another priority has this number already. Choose another."},
            "name": {"unique": "Another priority has this name already. Choose another."},
        }
        widgets = {"number": figures(2)}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        organisations = Organisation.objects.on(on)
        if self.instance.lead_organisation_id:
            organisations |= Organisation.objects.filter(pk=self.instance.lead_organisation_id)
        fields["lead_organisation"].queryset = organisations
        fields["lead_organisation"].empty_label = "No organisation leads it yet"
