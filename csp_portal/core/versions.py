"""Two people writing at once: the second is told, and neither text is lost."""

from collections.abc import Mapping
from typing import Any

from csp_portal.core.workflow import EditConflict


def check_version(record: Any, version: int, changes: Mapping[str, Any]) -> None:
    """
    Compare the version that was opened with the one that is there now.

    :raises EditConflict: if somebody saved in between; it keeps both texts, by the fields' labels
    """
    if record.version == version:
        return
    labels = {name: str(record._meta.get_field(name).verbose_name).capitalize() for name in changes}
    raise EditConflict(
        record,
        theirs={labels[name]: str(_shown(record, name)) for name in changes},
        yours={labels[name]: "" if value is None else str(value) for name, value in changes.items()},
    )


def _shown(record: Any, name: str) -> Any:
    value = getattr(record, name)
    return "" if value is None else value
