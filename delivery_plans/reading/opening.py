"""Opening a foreign file: in a process of its own, with limits, by the guards of every other upload."""

import json
import sys
import tempfile
from pathlib import Path

import structlog

from csp_portal.documents.intake import kinds, limited
from delivery_plans.reading.grid import Grid, Unreadable

logger = structlog.get_logger()

LARGEST = 10_000_000  # bytes
SECONDS = 60
MEMORY = 1_500_000_000  # bytes

TOO_LARGE = (
    f"The file is larger than {LARGEST // 1_000_000} MB, more than any plan's table. "
    "Take out its pictures, and upload it again."
)
TOO_MUCH = (
    "The file takes too long or too much memory to read. "
    "Copy the plan's table into a new document, and upload that."
)


def open_file(content: bytes, *, filename: str) -> list[Grid]:
    """
    Give the tables of a Word, Excel or CSV file.

    :raises Unreadable: with a sentence for the user, if there is none or the file cannot be used
    """
    if len(content) > LARGEST:
        raise Unreadable(TOO_LARGE)
    with tempfile.TemporaryDirectory(prefix="csp-plan-") as name:
        folder = Path(name)
        (folder / "upload").write_bytes(content)
        (folder / "task.json").write_text(json.dumps({"filename": filename}), encoding="utf-8")
        try:
            limited.run(
                [sys.executable, "-m", "delivery_plans.reading.worker", str(folder)],
                folder=folder,
                seconds=SECONDS,
                memory=MEMORY,
            )
            answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        except limited.TookTooLong:
            logger.warning("plan_file_took_too_long")
            raise Unreadable(TOO_MUCH) from None
        except (limited.Died, OSError, ValueError):
            # What went wrong may quote the file, so it is not logged.
            logger.warning("plan_file_broke_the_reader")
            raise Unreadable(kinds.BROKEN) from None
    if "refusal" in answer:
        raise Unreadable(answer["refusal"])
    return [Grid.from_json(grid) for grid in answer["grids"]]
