"""What of a meeting's agenda is new to a reader since they last had it before them."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from meetings.models import AgendaReading, Pack
from meetings.pack_reading import entries_of


def digests(packs: Iterable[Pack], *, open_restrictions: frozenset[int]) -> dict[str, str]:
    """
    Digest each item of a pack and its supplements, by its key in the database, for somebody behind these restrictions.

    A paper that is kept from them counts by its place alone, so that nothing tells them of its new versions.
    """
    facts: dict[int, dict[str, list[str]]] = {}
    for entry in entries_of(packs):
        is_open = entry.is_open_to(open_restrictions)
        title = entry.item_closed_title if is_open and entry.item_closed_title else entry.item_title
        of_item = facts.setdefault(entry.item_id, {})
        of_item["title"] = [title]
        if entry.paper_id:
            # A supplement's entry takes the place of the slip that stood in the pack.
            of_item[str(entry.paper_id)] = [entry.kind, entry.sha256] if is_open else ["withheld"]
    return {
        str(item): hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]
        for item, known in facts.items()
    }


def new_items(reading: AgendaReading | None, now: Mapping[str, str]) -> frozenset[int]:
    """Find the items, by key, that are other than when the reader last had them; none before they opened a pack."""
    if reading is None:
        return frozenset()
    return frozenset(int(item) for item, digest in now.items() if reading.seen.get(item) != digest)
