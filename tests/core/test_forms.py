"""Dates in three boxes, times as people write them, and sentences that say what to do."""

from datetime import date, time

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from csp_portal.core.forms import DateField, PortalForm, TimeField

# What a person is never asked for in these forms.
UNUSED = {
    "BoundField",
    "DurationField",
    "Field",
    "GenericIPAddressField",
    "JSONField",
    "RegexField",
    "SlugField",
    "SplitDateTimeField",
    "UUIDField",
}


class MeetingForm(PortalForm):
    title = forms.CharField(max_length=10)
    held_on = forms.DateField()
    starts_at = forms.TimeField(required=False)
    seats = forms.IntegerField(min_value=1, error_messages={"required": "Say how many seats there are."})
    board = forms.ChoiceField(choices=[("main", "Main board")])


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    return {"held_on_day": day, "held_on_month": month, "held_on_year": year}


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_date_survives_its_three_boxes(day: date) -> None:
    field = DateField()

    assert field.clean(field.widget.decompress(day)) == day


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Enter the held on."),
        (("17", "3", ""), "The date must include a year."),
        (("17", "", ""), "The date must include a month and a year."),
        (("31", "6", "2016"), "There is no such day. Check the day and the month."),
        (("29", "2", "2015"), "There is no such day. Check the day and the month."),
        (("0", "3", "2016"), "There is no such day. Check the day and the month."),
        (("17", "3", "16"), "Enter the year with four figures, for example 2016."),
        (("x", "3", "2016"), "Enter the date in numbers, for example 17 3 2016."),
        (("-1", "3", "2016"), "Enter the date in numbers, for example 17 3 2016."),
        (("²", "3", "2016"), "Enter the date in numbers, for example 17 3 2016."),
    ],
)
def test_a_date_that_cannot_be_is_answered_by_a_sentence(parts: tuple[str, str, str], sentence: str) -> None:
    form = MeetingForm(boxes(*parts))

    assert form.errors["held_on"] == [sentence]


@pytest.mark.parametrize("month", ["3", "03", "Mar", "march", " March "])
def test_a_month_may_be_a_name(month: str) -> None:
    assert DateField().clean(["17", month, "2016"]) == date(2016, 3, 17)


def test_a_whole_date_may_be_sent_by_a_link() -> None:
    form = MeetingForm({"held_on": "2016-03-17"})

    assert "held_on" not in form.errors


@pytest.mark.parametrize("text", ["14:00", "2pm", "2 PM", "2.00pm", "1400", "14.00"])
def test_a_time_may_be_written_in_any_common_way(text: str) -> None:
    assert TimeField().clean(text) == time(14)


def test_a_time_that_cannot_be_is_answered_by_a_sentence() -> None:
    with pytest.raises(forms.ValidationError, match="for example 10:30 or 2pm"):
        TimeField().clean("half past")


def test_errors_say_what_to_do() -> None:
    form = MeetingForm({"title": "x" * 12, "board": "other"})

    assert form.errors["title"] == ["Title can have 10 characters. You have written 12."]
    assert form.errors["board"] == ["Choose one of the answers shown."]


def test_a_sentence_written_for_a_field_is_kept() -> None:
    form = MeetingForm({})

    assert form.errors["seats"] == ["Say how many seats there are."]


@pytest.mark.parametrize("name", sorted({name for name in dir(forms) if name.endswith("Field")} - UNUSED))
def test_no_field_speaks_of_what_is_invalid(name: str) -> None:
    kind = getattr(forms, name)
    arguments = {"ModelChoiceField": {"queryset": None}, "ModelMultipleChoiceField": {"queryset": None}}
    arguments |= {
        "ComboField": {"fields": []},
        "MultiValueField": {"fields": []},
        "FilePathField": {"path": "."},
    }
    arguments |= {"URLField": {"assume_scheme": "https"}}
    form = type("OneFieldForm", (PortalForm,), {"answer": kind(**arguments.get(name, {}))})()

    sentences = " ".join(str(text) for text in form.fields["answer"].error_messages.values()).lower()
    assert not {"valid ", "invalid", "please", "successfully"} & set(sentences.replace(".", " ").split(" "))
    assert "valid" not in sentences


def test_what_is_pasted_is_never_cut_off_by_the_browser() -> None:
    assert "maxlength" not in MeetingForm().as_p()


def test_what_is_the_persons_own_is_asked_for_without_an_article() -> None:
    class AskForm(PortalForm):
        name = forms.CharField(label="Your name")
        board = forms.ChoiceField(label="Your board", choices=[("main", "Main board")])

    form = AskForm({})

    assert form.errors == {"name": ["Enter your name."], "board": ["Choose your board."]}
