"""How long what may be personal is kept: `docs/data-retention.yaml` says so for every such field."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import models

# A number or a date says nothing about anybody by itself; any other kind of field may.
_NEVER_PERSONAL = (
    models.IntegerField,
    models.FloatField,
    models.DecimalField,
    models.BooleanField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.UUIDField,
)


@cache
def schedule() -> dict[str, Any]:
    """Read the retention schedule."""
    with (settings.BASE_DIR / "docs" / "data-retention.yaml").open(encoding="utf-8") as file:
        return yaml.safe_load(file)  # type: ignore[no-any-return]


def needs_decision(field: models.Field) -> bool:
    """Tell whether somebody has to say of this field if it is personal, and how long it is kept."""
    if field.primary_key:
        return False
    if field.remote_field is not None:
        return field.related_model is apps.get_model(settings.AUTH_USER_MODEL)
    # Text that is chosen from a list cannot hold what nobody foresaw.
    return not isinstance(field, _NEVER_PERSONAL) and not field.choices


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        is_history = hasattr(model, "instance_type")
        if (
            not is_history
            and not model._meta.proxy
            and model._meta.app_label not in schedule()["no_people_in"]
        ):
            yield model


def faults() -> Iterator[str]:
    """Find what the schedule leaves out, and what it says of things that are not there."""
    periods, listed = schedule()["periods"], schedule()["models"]
    found = set()
    for model in _models():
        label = model._meta.label
        found.add(label)
        said = listed.get(label, {})
        personal, not_personal = said.get("personal", {}), set(said.get("not_personal", []))
        for field in model._meta.concrete_fields:
            if needs_decision(field) and field.name not in personal and field.name not in not_personal:
                yield f"{label}.{field.name} is not listed"
        names = {field.name for field in model._meta.concrete_fields}
        for name in sorted((personal.keys() | not_personal) - names):
            yield f"{label}.{name} is listed and is not there"
        for name in sorted(personal.keys() & not_personal):
            yield f"{label}.{name} is listed as personal and as not personal"
        has_history = hasattr(model, "history")
        if has_history and said.get("history") not in periods:
            yield f"{label} keeps a history for which there is no period"
        if not has_history and "history" in said:
            yield f"{label} is listed with a history and keeps none"
        for period in sorted(set(personal.values()) - periods.keys()):
            yield f"{label} names a period that there is not: {period}"
    for label in sorted(listed.keys() - found):
        yield f"{label} is listed and is not there"


@checks.register
def check_retention(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn of each field for which nobody has said how long it is kept."""
    return [
        checks.Warning(
            f"{fault}.",
            hint="Write into docs/data-retention.yaml whether it is personal and how long it is kept.",
            id="core.W001",
        )
        for fault in faults()
    ]
