"""Where parts stand in a pack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_portal.documents.pdf.place import Placed, place

counts = st.lists(st.integers(min_value=1, max_value=400), max_size=60)


def test_minutes_of_three_pages_are_pages_1_to_4() -> None:
    placed = place([3, 54])

    assert placed == [
        Placed(first_number=1, last_number=4, last_text_number=3, has_blank=True),
        Placed(first_number=5, last_number=58, last_text_number=58, has_blank=False),
    ]


def test_a_real_pack_of_seven_papers_has_its_real_page_ranges() -> None:
    placed = place([3, 54, 27, 14, 3, 46, 4])

    ranges = [(at.first_number, at.last_number) for at in placed]
    assert ranges == [(1, 4), (5, 58), (59, 86), (87, 100), (101, 104), (105, 150), (151, 154)]


def test_a_supplement_goes_on_from_the_pack() -> None:
    placed = place([1, 2], start=155)

    assert [(at.first_number, at.last_number) for at in placed] == [(155, 156), (157, 158)]


@given(counts)
def test_every_part_starts_on_a_right_hand_page_right_after_the_one_before(page_counts: list[int]) -> None:
    placed = place(page_counts)

    expected = 1
    for pages, at in zip(page_counts, placed, strict=True):
        assert at.first_number == expected
        assert at.first_number % 2 == 1
        assert at.last_text_number - at.first_number + 1 == pages
        assert at.last_number - at.last_text_number == at.has_blank
        expected = at.last_number + 1


@given(counts, st.integers(min_value=0, max_value=59))
def test_a_part_that_grows_moves_nothing_before_it(page_counts: list[int], grown: int) -> None:
    longer = [pages + 5 if index == grown else pages for index, pages in enumerate(page_counts)]

    before, after = place(page_counts), place(longer)

    assert before[:grown] == after[:grown]


@pytest.mark.parametrize("start", [0, 2, -1])
def test_numbering_starts_on_a_right_hand_page(start: int) -> None:
    with pytest.raises(ValueError, match="right-hand"):
        place([1], start=start)


def test_a_part_without_pages_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        place([3, 0])
