"""
Logs as JSON, one line an event, with the request's id and the person's key.

What people write, search for or are called never reaches a log: no e-mail address, no query string, no
posted field, no address of a computer, no path with a secret in it.
"""

import re
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from django.http import HttpRequest

_ADDRESS = re.compile(r"[^\s@'\"<>(),;:=]+@[^\s@'\"<>(),;]+\.[^\s@'\"<>(),;]+")
# PostgreSQL quotes the offending row below its message; Django quotes the address after it.
_QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*$", re.MULTILINE)
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
_KEPT_BACK = frozenset({"user_agent", "ip"})


def without_personal_data(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take out of a log line what could tell about a person."""
    return {name: _cleaned(value) for name, value in event.items() if name not in _KEPT_BACK}


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            value = _QUOTED_ROW.sub(r"\1: [left out]", value)
            return _ADDRESS.sub("[address]", _QUERY.sub(r"\1?[left out]", value))
        case dict():
            return {name: _cleaned(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_cleaned(inner) for inner in value]
        case None | bool() | int() | float():
            return value
    # A record or a request shows itself as it likes, and could show a name: its type is enough.
    return f"({type(value).__name__})"


SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.format_exc_info,
]


def configuration(level: str) -> dict[str, Any]:
    """Configure structlog, and give Django the standard library's part of it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED_PROCESSORS,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_personal_data,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # Each names the path; the same is logged, without it, by the request's own line.
            "django.request": {"level": "CRITICAL"},
            "django.security.csrf": {"level": "CRITICAL"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # WeasyPrint and the font tools talk about every glyph.
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
            # It announces itself at every start.
            "pikepdf": {"level": "WARNING"},
        },
    }


def describe(request: "HttpRequest") -> str:
    """Name what was asked for by its pattern: a path can hold a secret, or a record's reference."""
    from django.urls import Resolver404, resolve

    try:
        route = resolve(request.path_info).route
    except Resolver404:
        route = "(no such page)"
    return f"{request.method} /{route}"
