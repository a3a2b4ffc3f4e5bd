"""Sections kept, and typeset apart when they are not."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_portal.documents.models import StoredFile, TypesetSection
from csp_portal.documents.pdf import crew, render
from csp_portal.documents.pdf.render import (
    TypesettingFailed,
    TypesettingStopped,
    kept_or_typeset,
    section_key,
    typeset,
)
from tests.documents.pdf.pages import REPORT, TABLE, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings: object, tmp_path: Path) -> Iterator[None]:
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    yield
    crew.dismiss_ready()


def test_a_section_typeset_apart_is_the_same_as_one_typeset_here() -> None:
    [file] = kept_or_typeset([page(REPORT)], processes=1)

    assert file.read() == typeset(page(REPORT))
    assert file.media_type == "application/pdf"
    assert file.pages == 3


def test_what_is_kept_is_not_typeset_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept_or_typeset([page("<p>One</p>"), page("<p>Two</p>")], processes=2)
    monkeypatch.setattr(render, "typeset_apart", lambda *args, **options: pytest.fail("typeset again"))

    again = kept_or_typeset([page("<p>Two</p>"), page("<p>One</p>")], processes=2)

    assert again == first[::-1]


def test_only_the_changed_section_is_typeset() -> None:
    kept_or_typeset([page("<p>One</p>"), page("<p>Two</p>")], processes=2)

    kept_or_typeset([page("<p>One</p>"), page("<p>Two, changed</p>")], processes=2)

    assert TypesetSection.objects.count() == 3


def test_the_same_section_twice_is_typeset_once_and_heard_of_twice() -> None:
    heard: list[int] = []

    files = kept_or_typeset([page("<p>One</p>")] * 3, processes=2, on_done=heard.append)

    assert len({file.pk for file in files}) == 1
    assert sorted(heard) == [0, 1, 2]
    assert TypesetSection.objects.count() == 1


def test_files_come_in_the_order_of_the_sections() -> None:
    htmls = [page(f"<h1>{number}</h1>" + TABLE * (number % 3)) for number in range(6)]

    files = kept_or_typeset(htmls, processes=2)

    assert [file.read() for file in files] == [typeset(html) for html in htmls]


def test_a_section_that_takes_too_long_is_named_and_leaves_no_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[int] = []
    begin = crew._Child.__init__
    monkeypatch.setattr(
        crew._Child, "__init__", lambda self, given: (begin(self, given), started.append(self.process.pid))[0]
    )

    with pytest.raises(TypesettingFailed, match="took longer than 0.01 seconds") as failure:
        kept_or_typeset([page("<p>Quick</p>" + TABLE * 20)], processes=1, seconds=0.01)

    assert failure.value.index == 0
    for pid in started:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_section_that_needs_too_much_memory_is_named() -> None:
    with pytest.raises(TypesettingFailed) as failure:
        kept_or_typeset([page(TABLE * 40)], processes=1, memory=160 * 1024**2)

    assert failure.value.index == 0
    assert (
        failure.value.sentence.endswith("Split it into shorter papers.")
        or "typeset" in failure.value.sentence
    )


def test_a_build_that_is_cancelled_stops_and_keeps_what_is_done() -> None:
    done: list[int] = []

    with pytest.raises(TypesettingStopped):
        kept_or_typeset(
            [page(f"<p>{number}</p>") for number in range(20)],
            processes=1,
            on_done=done.append,
            should_stop=lambda: len(done) >= 2,
        )

    assert 2 <= TypesetSection.objects.count() < 20


def test_a_process_that_died_while_it_waited_is_replaced() -> None:
    kept_or_typeset([page("<p>One</p>")], processes=1)
    [waiting] = crew._ready
    os.kill(waiting.process.pid, 9)

    [file] = kept_or_typeset([page("<p>Two</p>")], processes=1)

    assert file.pages == 1


def test_one_process_stays_ready_for_the_next_section() -> None:
    kept_or_typeset([page("<p>One</p>"), page("<p>Two</p>")], processes=2)
    [waiting] = crew._ready

    kept_or_typeset([page("<p>Three</p>")], processes=2)

    assert crew._ready == [waiting]


def test_nothing_of_the_portals_environment_reaches_the_children(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}
    start = crew.subprocess.Popen

    def note(*args: object, **options: object) -> object:
        given.update(options["env"])  # type: ignore[call-overload]
        return start(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(crew.subprocess, "Popen", note)

    kept_or_typeset([page("<p>One</p>")], processes=1)

    assert set(given) <= {"PATH", "HOME", "LANG", "TMPDIR"}


def test_the_key_of_a_section_changes_with_its_words_the_style_and_the_renderer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "css").mkdir()
    style = tmp_path / "css" / "pack.css"
    style.write_text("p { color: red }")
    monkeypatch.setattr(render, "static_folders", lambda: [tmp_path])
    plain = section_key(page("<p>One</p>"))
    other_words = section_key(page("<p>Two</p>"))
    style.write_text("p { color: blue; }")
    other_style = section_key(page("<p>One</p>"))
    monkeypatch.setattr(render, "RENDERER_VERSION", "other")
    other_renderer = section_key(page("<p>One</p>"))

    assert len({plain, other_words, other_style, other_renderer}) == 4


def test_the_key_changes_when_a_font_arrives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "pack.css").write_text('@font-face { src: url("../fonts/a.woff2") }')
    monkeypatch.setattr(render, "static_folders", lambda: [tmp_path])
    before = section_key(page("<p>One</p>"))

    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "a.woff2").write_bytes(b"font")

    assert section_key(page("<p>One</p>")) != before


def test_a_kept_section_whose_file_was_lost_is_typeset_again() -> None:
    [file] = kept_or_typeset([page("<p>One</p>")], processes=1)
    render.default_storage.delete(file.path)

    [again] = kept_or_typeset([page("<p>One</p>")], processes=1)

    assert again.read() == typeset(page("<p>One</p>"))
    assert StoredFile.objects.count() == 1
