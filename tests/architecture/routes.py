"""Every address of the portal, as a flat list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

EXAMPLES = {
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
    "IntConverter": 1,
    "SlugConverter": "x",
    "StringConverter": "x",
    "PathConverter": "x/y",
}


@dataclass(frozen=True)
class Route:
    """One address: its name with the app's in front, and the view behind it."""

    name: str
    namespace: str
    view: Any
    pattern: URLPattern

    def __str__(self) -> str:
        return f"{self.namespace}:{self.name}" if self.namespace else self.name

    def address(self) -> str:
        converters = self._converters()
        return reverse(str(self), kwargs={key: EXAMPLES[kind] for key, kind in converters.items()})

    def _converters(self) -> dict[str, str]:
        _, _, _, converters = _resolver(self.namespace).reverse_dict.getlist(self.name)[0]
        return {key: type(converter).__name__ for key, converter in converters.items()}


def _resolver(namespace: str) -> Any:
    resolver = get_resolver()
    return resolver.namespace_dict[namespace][1] if namespace else resolver


def routes() -> list[Route]:
    """List every address, those of included lists too."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Any, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, pattern.namespace or namespace)
        else:
            yield Route(pattern.name or "", namespace, pattern.callback, pattern)
