"""What an app hands over for the pack: a template with its context, and the facts it depends on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PackSection:
    """
    A section that the portal writes itself.

    `facts` are plain values that change whenever the section would read otherwise, for the public too; `missing`
    is a sentence when there is nothing to write it from. `for_public` is the template's context for the copy
    that everybody may read, where that has to say less.
    """

    template: str
    context: Mapping[str, Any]
    facts: Any = None
    missing: str = ""
    for_public: Mapping[str, Any] | None = None
    warnings: tuple[str, ...] = field(default=())
