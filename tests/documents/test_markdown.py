"""What people write is shown, and nothing else happens."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_portal.documents.markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "Plain *words* and **strong** ones.",
            "<p>Plain <em>words</em> and <strong>strong</strong> ones.</p>\n",
        ),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>\n'),
        ("a\\\nb", "<p>a<br>\nb</p>\n"),
        ("Robbery & burglary < 5", "<p>Robbery &amp; burglary &lt; 5</p>\n"),
        ("", ""),
    ],
)
def test_ordinary_markdown_becomes_ordinary_html(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n## B\n### C", [3, 4, 5]),
        ("### A\n# B", [3, 3]),
        ("# A\n### B\n### C\n## D", [3, 4, 4, 4]),
        ("# A\n#### B\n##### C\n# D", [3, 4, 5, 3]),
        ("# A\n## B\n### C\n#### D\n##### E\n###### F", [3, 4, 5, 6, 6, 6]),
        ("A\n=\nB\n-", [3, 4]),
    ],
)
def test_headings_begin_where_they_are_told_and_jump_no_level(text: str, levels: list[int]) -> None:
    assert _levels(to_html(text)) == levels


def test_headings_can_begin_higher() -> None:
    assert _levels(to_html("# A\n### B", top_heading=2)) == [2, 3]


def test_a_table_has_headings_for_its_columns_and_scrolls_by_itself() -> None:
    html = to_html("| Ward | Offences |\n|:-|-:|\n| Noel Park | 12 |")

    assert html.startswith(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n<thead>'
    )
    assert '<th scope="col">Ward</th>' in html
    assert '<th scope="col" class="align-right">Offences</th>' in html
    assert '<td class="align-right">12</td>' in html
    assert "style" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](/home/)",
        "[x](//example.org)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_markup_and_links_that_act_are_shown_as_text(text: str) -> None:
    html = to_html(text)

    assert set(re.findall(r"<(\w+)", html)) <= {"p"}


def test_pictures_are_not_taken() -> None:
    assert "<img" not in to_html("![map](https://example.org/map.png)")


@pytest.mark.parametrize("address", ["https://example.org/a", "http://example.org", "mailto:a@example.org"])
def test_links_lead_to_web_and_mail_addresses(address: str) -> None:
    html = to_html(f"[x]({address})")

    assert f'<a href="{address}" rel="noopener noreferrer">x</a>' in html


@given(st.text(alphabet=st.sampled_from("#*_-|[]()<>`!=:\\ \nabc1.\t\"'&;"), max_size=200))
def test_nothing_but_allowed_tags_and_no_jump_comes_of_any_text(text: str) -> None:
    html = to_html(text)

    assert not re.search(r"<(script|img|style|iframe|h1|h2)\b", html)
    levels = [2, *_levels(html)]
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def _levels(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h(\d)>", html)]
