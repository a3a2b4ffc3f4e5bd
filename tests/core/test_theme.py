"""Whatever colour a partnership chooses, what is written can be read."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from csp_portal.core import theme

colours = st.tuples(*[st.integers(0, 255)] * 3)


@given(colours)
def test_any_colour_becomes_one_that_reads_on_white_and_on_its_own_tint(colour: theme.Colour) -> None:
    ink = theme.readable(colour)

    assert theme.contrast(ink, theme.WHITE) >= 4.5
    assert theme.contrast(ink, theme.mix(ink, theme.WHITE, 0.95)) >= 4.5


def test_contrast_is_that_of_the_guidelines() -> None:
    assert theme.contrast((0, 0, 0), theme.WHITE) == pytest.approx(21)
    assert theme.contrast((118, 118, 118), theme.WHITE) == pytest.approx(4.54, abs=0.01)


def test_the_style_sheet_speaks_of_the_colour_in_the_settings(client, settings) -> None:
    settings.PARTNERSHIP_COLOUR = "#0a4d3c"

    response = client.get("/theme.css")

    assert "--portal-band: #0a4d3c;" in response.content.decode()
    assert "immutable" in response["Cache-Control"]


@pytest.mark.parametrize("written", ["purple", "#fff", "#12345g", "red;} body{display:none"])
def test_anything_that_is_no_colour_is_refused(settings, written: str) -> None:
    settings.PARTNERSHIP_COLOUR = written

    with pytest.raises(ImproperlyConfigured, match="PARTNERSHIP_COLOUR"):
        theme.stylesheet()
