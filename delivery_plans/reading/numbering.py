"""The numbers that Word writes before paragraphs by itself: they stand in no text, and readers see them all the same."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "•"
DEEPEST = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class _Level:
    format: str = "bullet"
    pattern: str = ""
    start: int = 1


class Numbering:
    """Counts on as paragraphs go by, so that each must be asked about once and in the order of the document."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._list_of: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * DEEPEST)
        self._of_style = {
            style.get(f"{_W}styleId"): properties
            for style in document.styles.element.iter(f"{_W}style")
            if (properties := style.find(f"{_W}pPr/{_W}numPr")) is not None
        }
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")),
            None,
        )
        if part is not None:
            self._learn(part.element)

    def before(self, paragraph: etree._Element) -> str:
        """Say what Word writes before a paragraph: a number, a bullet, or nothing."""
        list_name, depth = self._place(paragraph)
        if not list_name or list_name == "0":
            return ""
        levels = self._levels.get(self._list_of.get(list_name, ""), {})
        level = levels.get(depth, _Level())
        counts = self._counts[self._list_of.get(list_name, list_name)]
        for at, first in self._restarts.pop(list_name, {}).items():
            counts[at] = first - 1
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (DEEPEST - depth - 1)
        if level.format == "none":
            return ""
        if level.format == "bullet" or not _PLACE.search(level.pattern):
            return BULLET
        return _PLACE.sub(lambda match: self._written(levels, counts, int(match[1]) - 1), level.pattern)

    def _learn(self, root: etree._Element) -> None:
        for each in root.iter(f"{_W}abstractNum"):
            self._levels[each.get(f"{_W}abstractNumId", "")] = {
                depth: _Level(
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText"),
                    _figure(_value(level, "start"), default=1),
                )
                for level in each.iter(f"{_W}lvl")
                if (depth := _figure(level.get(f"{_W}ilvl", "0"))) < DEEPEST
            }
        for each in root.iter(f"{_W}num"):
            name = each.get(f"{_W}numId", "")
            self._list_of[name] = _value(each, "abstractNumId")
            restarts = {
                depth: _figure(_value(override, "startOverride"), default=1)
                for override in each.iter(f"{_W}lvlOverride")
                if override.find(f"{_W}startOverride") is not None
                and (depth := _figure(override.get(f"{_W}ilvl", "0"))) < DEEPEST
            }
            if restarts:
                self._restarts[name] = restarts

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        named = self._of_style.get(style.get(f"{_W}val")) if style is not None else None
        for properties in (own, named):
            if properties is not None and _value(properties, "numId"):
                return _value(properties, "numId"), min(_figure(_value(properties, "ilvl")), DEEPEST - 1)
        # Word leaves the number out where a paragraph has none of its own; a list without one shows bullets.
        return ("unnamed", 0) if own is not None else ("", 0)

    def _written(self, levels: dict[int, _Level], counts: list[int], depth: int) -> str:
        level = levels.get(depth, _Level("decimal"))
        count = counts[depth] or level.start
        match level.format:
            case "lowerLetter" | "upperLetter":
                letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
                return letter if level.format == "lowerLetter" else letter.upper()
            case "lowerRoman" | "upperRoman":
                roman = _roman(count)
                return roman if level.format == "lowerRoman" else roman.upper()
            case _:
                return str(count)


def _value(element: etree._Element, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return (found.get(f"{_W}val") or "") if found is not None else ""


def _figure(text: str, *, default: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _roman(count: int) -> str:
    if count >= 50:
        return str(count)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (count // value)
        count %= value
    return written
