"""The table of the paper forms names every field once, and only pages, form fields and printed lines that there are."""

import inspect
import re
from functools import cache
from pathlib import Path

import pytest
from django.forms import Form

from isp_requests.forms import afterwards, answers, consents, law, officers, protocol, requests, steps
from isp_requests.urls import urlpatterns
from isp_requests.wording import PLACES

ROOT = Path(__file__).resolve().parents[2]
PDF = ROOT / "templates" / "isp_requests" / "pdf"

# How many lines each form has on paper: fields, tick boxes taken together, conditions of the cover, signatures.
PARTS = {
    "Cover": 7,
    "Part A": 20,
    "Part B": 18,
    "Consent form": 16,
    "Record of the decision (appendix G 9)": 12,
    "Information about a victim": 8,
    "The other appendices": 4,
}


@cache
def _parts() -> dict[str, list[list[str]]]:
    parts: dict[str, list[list[str]]] = {}
    for line in (ROOT / "docs" / "paper-forms.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            parts[line.removeprefix("## ")] = []
        elif line.startswith("| ") and not line.startswith("| On paper"):
            parts[list(parts)[-1]].append([cell.strip() for cell in line.strip("|").split("|")])
    return parts


def _rows() -> list[list[str]]:
    return [row for rows in _parts().values() for row in rows]


@cache
def _fields() -> frozenset[str]:
    found: set[str] = set()
    for module in (afterwards, answers, consents, law, officers, protocol, requests, steps):
        for name, form in inspect.getmembers(module, inspect.isclass):
            if issubclass(form, Form):
                found.update(f"{name}.{field}" for field in form.base_fields)
    return frozenset(found)


def test_every_line_of_the_paper_has_its_row_once():
    assert {part: len(rows) for part, rows in _parts().items()} == PARTS
    for part, rows in _parts().items():
        named = [row[0] for row in rows]
        assert len(set(named)) == len(named), part


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[0])
def test_every_page_and_form_field_that_is_named_exists(row):
    pages = {pattern.name for pattern in urlpatterns}
    named = re.findall(r"`([^`]+)`", row[1])

    assert named
    assert [each for each in named if each not in pages | _fields()] == []


@pytest.mark.parametrize("row", [row for row in _rows() if row[2]], ids=lambda row: row[0])
def test_every_printed_line_that_is_named_stands_in_its_template(row):
    template, lines = re.fullmatch(r"`(\w+)` (.+)", row[2]).groups()
    text = (PDF / f"{template}.html").read_text(encoding="utf-8")

    for line in re.findall(r"“([^”]+)”", lines):
        assert (f'worded:"{line}"' if line in PLACES else line) in text


def test_every_question_of_the_steps_and_of_the_answer_is_in_the_table():
    named = {each for row in _rows() for each in re.findall(r"`(\w+\.\w+)`", row[1])}
    asked = {
        f"{form.__name__}.{field}"
        for form in (
            *steps.STEP_FORMS.values(),
            requests.PersonForm,
            consents.ConsentForm,
            answers.AnswerForm,
        )
        for field in form.base_fields
        if field != "version"
    }

    assert asked - named == set()


def test_every_place_that_an_edition_words_is_somewhere_on_screen_or_paper():
    templates = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "templates" / "isp_requests").rglob("*.html")
    )
    on_forms = {
        place
        for form in (*steps.STEP_FORMS.values(), answers.AnswerForm)
        for place in {**getattr(form, "worded", {}), **getattr(form, "WORDED", {})}.values()
    }
    # The sentence below every page is asked for by a tag of its own.
    assert [
        place
        for place in PLACES
        if f'worded:"{place}"' not in templates and place not in on_forms | {"citations"}
    ] == []
