"""Every module and file of the portal's own."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("csp_portal", "meetings", "actions", "delivery_plans", "isp_requests")


def modules_named(name: str) -> list[ModuleType]:
    """Import every module `name` of every app; a package of that name gives its modules."""
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith(PACKAGES) or config.name == "csp_portal.core":
            continue
        try:
            module = importlib.import_module(f"{config.name}.{name}")
        except ModuleNotFoundError as missing:
            if missing.name != f"{config.name}.{name}":
                raise
            continue
        if hasattr(module, "__path__"):
            found += [
                importlib.import_module(f"{module.__name__}.{inner.name}")
                for inner in pkgutil.iter_modules(module.__path__)
            ]
        else:
            found.append(module)
    return found


def files(
    *suffixes: str, under: tuple[str, ...] = (*PACKAGES, "tests", "templates", "static", "docs", "deploy")
) -> Iterator[Path]:
    """List the portal's own files: nothing installed, built or made while running."""
    for folder in under:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and not {"build", "node_modules", "__pycache__"} & set(path.parts):
                yield path
