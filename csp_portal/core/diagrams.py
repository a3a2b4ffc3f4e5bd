"""Draw state tables, so that the documentation cannot drift from the code."""

import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings


def mermaid(transitions: Mapping[Any, Sequence[Any]]) -> str:
    """Draw the table as a Mermaid state diagram."""
    moves = [f"    {start.name} --> {end.name}" for start, ends in transitions.items() for end in ends]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {next(iter(transitions)).name}", *moves])


def state_modules() -> Iterator[ModuleType]:
    """Find every module of ours that holds a table of states: `states.py`, or those in a package `states`."""
    for config in apps.get_app_configs():
        if not config.path.startswith(str(settings.BASE_DIR)) or find_spec(f"{config.name}.states") is None:
            continue
        package = import_module(f"{config.name}.states")
        names = [found.name for found in pkgutil.iter_modules(getattr(package, "__path__", []))]
        modules = [import_module(f"{package.__name__}.{name}") for name in names] or [package]
        yield from (module for module in modules if hasattr(module, "TRANSITIONS"))


def workflows_page() -> str:
    """Write the page that shows how each kind of record moves along."""
    parts = ["# States and moves\n\nDrawn from the state tables of each app by `make docs`.\n"]
    for module in state_modules():
        words = (module.__doc__ or "").strip()
        labels = "\n".join(f"- `{state.name}`: {state.label}" for state in module.State)
        diagram = mermaid(module.TRANSITIONS)
        parts.append(f"## {module.__name__}\n\n{words}\n\n{labels}\n\n```mermaid\n{diagram}\n```\n")
    return "\n".join(parts)
