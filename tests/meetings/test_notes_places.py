"""Finding quoted words again."""

import pytest

from meetings import note_places

PAGES = ["First page of the plan.", "Burglary has fallen\r\nby a tenth.", "Robbery has not."]


def test_words_are_found_on_the_page_they_were_on_before_any_other():
    pages = ["The same words.", "The same words.", "The same words."]

    assert note_places.find("same words", pages, first=1) == 1


def test_words_are_found_on_the_nearest_page_when_they_moved():
    assert note_places.find("Robbery", PAGES, first=0) == 2


@pytest.mark.parametrize(
    "quote", ["fallen by a tenth", "fallen\n\n  by\ta tenth", "has fallen\u00a0by", "Bur\u00adglary"]
)
def test_line_breaks_and_divided_words_make_no_difference(quote):
    assert note_places.find(quote, PAGES, first=1) == 1


def test_a_word_divided_at_the_end_of_a_line_is_found_whole():
    assert note_places.stands_in("commissioning", "the commis-\r\nsioning of")


def test_a_page_that_is_gone_is_no_place():
    assert note_places.find("Robbery", PAGES[:2], first=2) is None


def test_a_note_without_words_has_no_place_in_another_version():
    assert note_places.find("  ", PAGES, first=0) is None
