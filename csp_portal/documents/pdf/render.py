"""From template to typeset section, each kept under the hash of all that went into it."""

import functools
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import weasyprint
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import default_storage
from django.template.loader import get_template, render_to_string

from csp_portal.documents.models import StoredFile, TypesetSection

from . import typesetter
from .crew import TypesettingFailed, TypesettingStopped, typeset_apart
from .reading import page_count

__all__ = [
    "RENDERER_VERSION",
    "TypesettingFailed",
    "TypesettingStopped",
    "kept_or_typeset",
    "page_html",
    "section_key",
    "static_folders",
    "templates_key",
    "typeset",
]

# Raise it when the typesetting itself changes, so that kept sections are made again.
RENDERER_VERSION = "1"

_USES = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)""")
SECONDS_FOR_ONE_SECTION = 120
BYTES_OF_MEMORY = 3 * 1024**3


def page_html(template: str, context: Mapping[str, Any]) -> str:
    """Fill a template that extends documents/pdf/base.html."""
    return render_to_string(template, dict(context))


def typeset(html: str) -> bytes:
    """Typeset one page of HTML as PDF/UA-1 in this process."""
    return typesetter.set_in_type(html, static_folders())


def static_folders() -> list[Path]:
    """List the folders that static files are found in."""
    return [
        Path(storage.location)
        for finder in get_finders()
        for storage in getattr(finder, "storages", {}).values()
    ]


def section_key(html: str) -> str:
    """Name a section by everything that its look depends on."""
    return _key([html, *_styles(html)])


def templates_key(names: Iterable[str]) -> str:
    """Name the look that templates give, with all that they extend and include, whatever they are filled with."""
    sources: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in sources:
            loaded: Any = get_template(name)
            sources[name] = loaded.template.source
            waiting += _USES.findall(sources[name])
    words = [f"{name}\n{source}" for name, source in sorted(sources.items())]
    return _key([*words, *_styles("\n".join(words))])


def _key(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in (RENDERER_VERSION, weasyprint.__version__, *parts):
        digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()


def kept_or_typeset(
    htmls: Sequence[str],
    *,
    processes: int,
    on_done: Callable[[int], None] = lambda index: None,
    should_stop: Callable[[], bool] = lambda: False,
    seconds: float = SECONDS_FOR_ONE_SECTION,
    memory: int = BYTES_OF_MEMORY,
) -> list[StoredFile]:
    """
    Give the file of each section, typesetting those that are not kept yet.

    `on_done` hears the index of each section as it becomes ready; `should_stop` is asked again and again.

    :raises TypesettingFailed: if a section cannot be typeset
    :raises TypesettingStopped: if `should_stop` says so
    """
    keys = [section_key(html) for html in htmls]
    kept = {
        section.key: section.file
        for section in TypesetSection.objects.filter(key__in=set(keys)).select_related("file")
        # A file that the storage lost is made again, rather than failing every build from now on.
        if default_storage.exists(section.file.path)
    }
    indexes: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        if key in kept:
            on_done(index)
        else:
            indexes.setdefault(key, []).append(index)

    def keep(index: int, content: bytes) -> None:
        file = StoredFile.objects.keep(content, media_type="application/pdf", pages=page_count(content))
        section, _ = TypesetSection.objects.get_or_create(key=keys[index], defaults={"file": file})
        kept[keys[index]] = section.file
        for same in indexes[keys[index]]:
            on_done(same)

    # The longest first, so that no process is left alone with it at the end.
    missing = sorted((same[0] for same in indexes.values()), key=lambda index: -len(htmls[index]))
    if missing:
        typeset_apart(
            {index: htmls[index] for index in missing},
            keep,
            processes=processes,
            folders=static_folders(),
            should_stop=should_stop,
            seconds=seconds,
            memory=memory,
        )
    return [kept[key] for key in keys]


def _styles(html: str) -> list[str]:
    folders = tuple(static_folders())
    links = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"', html)
    return [_style(folders, link) for link in links]


def _style(folders: tuple[Path, ...], name: str) -> str:
    """The style sheet with the hash of each file that it uses: a font that arrives changes the look."""
    path = typesetter.static_path(folders, name)
    if path is None:
        return ""
    text = path.read_text()
    for used in re.findall(r"""url\(["']?([^"')]+)""", text):
        file = (path.parent / used).resolve()
        if file.is_file():
            text += _hash_of(file, file.stat().st_mtime_ns)
    return text


@functools.lru_cache(maxsize=64)
def _hash_of(file: Path, changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
