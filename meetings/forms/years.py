"""What a secretary corrects before a year of meetings is planned."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from csp_portal.core.forms import DateField, FilterForm, PortalForm, TimeField
from meetings.models import Board, Priority
from meetings.models.boards import MeetingKind
from meetings.year_plan import Proposal, in_words, year_of

YEARS_AHEAD = 3


class YearChoiceForm(FilterForm):
    """Whose year, and which."""

    submit_label = "Propose the days"

    board = forms.ModelChoiceField(Board.objects.none(), to_field_name="slug", empty_label="Choose a board")
    year = forms.TypedChoiceField(coerce=int, label="Year")

    def __init__(self, *args: Any, boards: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["board"].queryset = boards
        first = year_of(today)
        fields["year"].choices = [(year, in_words(year)) for year in range(first, first + YEARS_AHEAD)]
        fields["year"].initial = first + 1


class YearMeetingForm(PortalForm):
    """One meeting or session of the year."""

    is_wanted = forms.BooleanField(label="Plan it", required=False, initial=True)
    on = DateField(label="Day")
    begins = TimeField(label="Begins at")
    kind = forms.ChoiceField(label="Kind of meeting", choices=MeetingKind.choices)
    focus_priority = forms.ChoiceField(label="Priority in focus", required=False)
    board = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, boards: list[Board], priorities: list[Priority], **kwargs: Any) -> None:
        self.boards = {board.slug: board for board in boards}
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        # One row after another asks for the same few boards and priorities: they are fetched once.
        fields["board"].choices = [(board.slug, board.name) for board in boards]
        self.priorities = {str(priority.pk): priority for priority in priorities}
        fields["focus_priority"].choices = [
            ("", "None"),
            *((str(priority.pk), priority.name) for priority in priorities),
        ]
        self.of_board = self.boards.get(str(self["board"].value()))
        if self.of_board is not None and self.of_board.kind != Board.Kind.BOARD:
            del fields["kind"], fields["focus_priority"]

    @property
    def remarks_id(self) -> str:
        return f"{self.prefix}-remarks"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("is_wanted"):
            # What is not planned need not be right.
            self.errors.clear()
        return data

    def proposal(self) -> Proposal | None:
        """Give what the row says, or nothing when it is not wanted or not whole."""
        data = getattr(self, "cleaned_data", {})
        if not data.get("is_wanted") or self.errors or self.of_board is None:
            return None
        return Proposal(
            board=self.of_board,
            starts_at=timezone.make_aware(datetime.combine(data["on"], data["begins"])),
            kind=data.get("kind") or MeetingKind.ORDINARY,
            focus_priority=self.priorities.get(data.get("focus_priority", "")),
        )


def initial_of(proposals: list[Proposal]) -> list[dict[str, Any]]:
    """Give what the rows begin with."""
    return [
        {
            "is_wanted": True,
            "on": proposal.on,
            "begins": timezone.localtime(proposal.starts_at).time(),
            "kind": proposal.kind,
            "focus_priority": str(proposal.focus_priority.pk) if proposal.focus_priority else "",
            "board": proposal.board.slug,
        }
        for proposal in proposals
    ]
