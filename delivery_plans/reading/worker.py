"""
Reads a foreign plan table, in a process of its own: `python -m delivery_plans.reading.worker FOLDER`.

The folder holds `task.json` and `upload`; it writes `answer.json`. It runs without settings, secrets or network.
"""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

from csp_portal.documents.intake import Unusable, kinds, office
from csp_portal.documents.intake.outcome import Findings
from delivery_plans.reading import excel, text, word
from delivery_plans.reading.grid import Grid, Unreadable

ACCEPTED = "Upload the plan's table as a Word file (.docx), an Excel workbook (.xlsx) or a CSV file."
_TEXT_NAMES = (".csv", ".tsv", ".txt")
# How files begin that are no text, whatever their name says.
_NO_TEXT = (
    b"PK",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"MZ",
    b"\x7fELF",
)


def grids(content: bytes, *, filename: str) -> list[Grid]:
    """
    Read the tables of a file, by what it is and not by its name.

    :raises Unusable: if the file is refused before it is opened
    :raises Unreadable: if it holds no table
    """
    if filename.lower().endswith(_TEXT_NAMES) and content.strip() and not content.startswith(_NO_TEXT):
        return [grid.squared() for grid in text.grids(content)]
    kind = kinds.kind_of(content)
    if kind not in (kinds.DOCX, kinds.XLSX):
        raise Unusable(f"This is {kind.words}. {ACCEPTED}")
    if filename.lower().endswith(_TEXT_NAMES):
        raise Unusable(
            f"The file's name says that it is text, and its content that it is {kind.words}. "
            "Check that it is the right file."
        )
    kinds.refuse_misnamed(kind, filename=filename)
    # Checks every part for entities and bombs, and takes out what reaches outside the file.
    clean = office.without_outside(content, kind, findings=Findings())
    read = word.grids if kind is kinds.DOCX else excel.grids
    return [grid.squared() for grid in read(clean)]


def main(folder: Path) -> None:
    task = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    content = (folder / "upload").read_bytes()
    try:
        answer: dict[str, Any]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = grids(content, filename=task["filename"])
        answer = {"grids": [grid.as_json() for grid in found]}
    except (Unusable, Unreadable) as refusal:
        answer = {"refusal": refusal.sentence}
    except MemoryError:
        answer = {
            "refusal": "The file needs too much memory to read. "
            "Copy the plan's table into a new document, and upload that."
        }
    except Exception:  # the libraries raise nearly anything on a broken file
        answer = {"refusal": kinds.BROKEN}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
