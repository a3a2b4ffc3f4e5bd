"""Finding out whether the audit is whole: every number, every link, every seal."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from csp_portal.audit import chain, seals

# Seals are written every hour; a day without one is somebody's doing or a dead queue, and both matter.
SEALED_WITHIN = timedelta(hours=24)


@dataclass
class Report:
    """What was looked at and what was found wrong: the first thing of each chain."""

    entries: int = 0
    chains: int = 0
    seals: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class _Walk:
    """How far one chain has been followed."""

    name: str
    head: chain.Head | None
    seals: dict[int, seals.Seal]
    number: int = 0
    hash: bytes = chain.GENESIS
    first_unsealed: datetime | None = None
    fault: str = ""

    def step(self, entry: chain.Entry) -> None:
        if self.fault:
            return
        if entry.number <= self.number:
            self.fault = f"entry {entry.number} is there twice"
        elif entry.number != self.number + 1:
            self.fault = f"entry {self.number + 1} is missing"
        elif entry.previous_hash != self.hash:
            self.fault = f"entry {entry.number} does not follow entry {self.number}: the link is broken"
        elif entry.worked_out() != entry.hash:
            self.fault = f"entry {entry.number} is not what was recorded: its content was changed"
        elif (seal := self.seals.get(entry.number)) and seal.hash != entry.hash:
            self.fault = (
                f"entry {entry.number} is not the one sealed on {seal.sealed_at:%d %B %Y at %H:%M} UTC"
            )
        else:
            self.number, self.hash = entry.number, entry.hash
            if self.first_unsealed is None and entry.number > max(self.seals, default=0):
                self.first_unsealed = entry.recorded_at

    def end(self, *, at: datetime, needs_seals: bool) -> str:
        if self.fault:
            return self.fault
        last_sealed = max(self.seals, default=0)
        if self.number < last_sealed:
            seal = self.seals[last_sealed]
            return (
                f"the end is cut off: entry {last_sealed} was sealed on {seal.sealed_at:%d %B %Y at %H:%M} UTC,"
                f" and the last one there is {self.number}"
            )
        if self.head is None:
            return "its head is missing"
        if self.number < self.head.number:
            return f"the end is cut off: the last entry is {self.number} and should be {self.head.number}"
        if (self.number, self.hash) != (self.head.number, self.head.hash):
            return f"its head does not fit its last entry, {self.number}"
        if needs_seals and self.first_unsealed and self.first_unsealed < at - SEALED_WITHIN:
            return f"a seal is missing: entry {last_sealed + 1} and those after it should have been sealed by now"
        return ""


def verify(*, at: datetime, only: str | None = None) -> Report:
    """Follow every chain, or only one, from its first entry to its head, and compare it with the seals."""
    report = Report(
        faults=[f"The guard {guard} is switched off, changed or gone." for guard in chain.guards_missing()]
        + [f"The audit has {name} on it, which is none of its guards." for name in chain.beside_the_guards()]
    )
    needs_seals = bool(seals.verifying_keys())
    by_chain: dict[str, dict[int, seals.Seal]] = {}
    if needs_seals:
        for seal in seals.read():
            report.seals += 1
            if seal.fault:
                report.faults.append(f"The seal in {seal.place} {seal.fault}.")
            else:
                by_chain.setdefault(seal.chain, {})[seal.number] = seal

    walk: _Walk | None = None
    walked: set[str] = set()

    def finish() -> None:
        if walk is not None and (fault := walk.end(at=at, needs_seals=needs_seals)):
            report.faults.append(f"Chain {walk.name}: {fault}.")

    for row in chain.rows(only):
        if walk is None or walk.name != row.chain:
            finish()
            walk = _Walk(row.chain, row.head, by_chain.get(row.chain, {}))
            walked.add(row.chain)
            report.chains += 1
        if row.entry is not None:
            report.entries += 1
            walk.step(row.entry)
    finish()
    for gone in sorted(by_chain.keys() - walked):
        if only in (None, gone):
            report.faults.append(f"Chain {gone}: it was sealed and is gone.")
    return report
