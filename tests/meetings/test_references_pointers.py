"""Wording that points at another item follows that item."""

import pytest

from meetings import references
from meetings.models import AgendaItem


def item(key, title):
    return AgendaItem(key=key, title=title)


ITEMS = [item("declarations", "Declarations of interest"), item("urgent", "Urgent business")]


def test_a_pointer_typed_by_title_is_kept_by_key():
    kept = references.for_keeping("As under {item: urgent BUSINESS}.", ITEMS)

    assert kept == "As under [[item:urgent]]."


def test_a_kept_pointer_is_written_by_its_title_again():
    written = references.for_writing("As under [[item:urgent]].", ITEMS)

    assert written == "As under {item: Urgent business}."


def test_a_pointer_reads_as_the_number_the_item_has_now():
    assert references.for_reading("See [[item:urgent]].", {"urgent": 3}) == "See item 3."
    assert references.for_reading("See [[item:urgent]].", {"urgent": 12}) == "See item 12."


def test_a_pointer_is_checked_by_number_and_title():
    assert references.for_checking("See [[item:urgent]].", ITEMS) == "See item 2 (Urgent business)."


@pytest.mark.parametrize("wording", ["see item 2", "under Items 12 and 13", "item no. 3", "item number 4"])
def test_a_number_typed_by_hand_is_refused(wording):
    with pytest.raises(references.UnclearReference, match="would go wrong when the agenda changes"):
        references.for_keeping(wording, ITEMS)


def test_a_pointer_to_nothing_is_refused():
    with pytest.raises(references.UnclearReference, match="No item on this agenda has the title “Tea”"):
        references.for_keeping("{item: Tea}", ITEMS)


def test_a_pointer_to_one_of_two_items_of_a_title_is_refused():
    with pytest.raises(references.UnclearReference, match="Two items have the title"):
        references.for_keeping("{item: Urgent business}", [*ITEMS, item("other", "Urgent business")])
