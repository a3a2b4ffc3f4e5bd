"""Whether a meeting may decide, and who is missing (ToR 6.7): a plain rule over those in the room."""

from collections.abc import Iterable
from dataclasses import dataclass

from csp_portal.accounts.models import Sector
from meetings.models import Attendance, Board
from meetings.models.attendance import Presence
from meetings.models.boards import BoardRole

# Those who represent somebody: advisers and the secretariat are there to help.
REPRESENTING = (BoardRole.CO_CHAIR, BoardRole.MEMBER, BoardRole.CO_OPTED, BoardRole.EX_OFFICIO)

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Quorum:
    """The answer, with each missing part as words."""

    missing: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        return not self.missing

    @property
    def in_words(self) -> str:
        if not self.missing:
            return "The meeting is quorate."
        *first, last = self.missing
        parts = f"{', '.join(first)} and {last}" if first else last
        return f"The meeting is not quorate: it lacks {parts}."


def of(board: Board, there: Iterable[Attendance]) -> Quorum:
    """
    Hold those in the room against the board's rule.

    A chair is there when the holder of a chair's seat is: a deputy of a chair is no chair. A sector
    is there when anybody sits for one of its organisations, a substitute included (ToR 6.5). One person may
    count for both.
    """
    there = [row for row in there if row.came and row.seat.board_role in REPRESENTING]
    chairs = sum(
        row.seat.board_role == BoardRole.CO_CHAIR and row.presence == Presence.PRESENT for row in there
    )
    sectors = {row.seat.organisation.sector for row in there}
    missing = []
    if (lacking := board.quorum_chairs - chairs) > 0:
        missing.append("a chair" if lacking == 1 else f"{_number(lacking)} chairs")
    missing += [
        f"a representative of {_sector(sector)}" for sector in board.quorum_sectors if sector not in sectors
    ]
    if not there and not missing:
        missing.append("every member")
    return Quorum(tuple(missing))


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _sector(value: str) -> str:
    label = str(Sector(value).label)
    named = label[:1].lower() + label[1:]
    match value:
        case Sector.HEALTH | Sector.PROBATION | Sector.HOUSING | Sector.ELECTED:
            return named
        case Sector.FIRE:
            return f"the {named} service"
        case Sector.VOLUNTARY:
            return f"the {named} sector"
    return f"the {named}"
