"""
Reads foreign files, in a process of its own: `python -m csp_portal.documents.intake.worker FOLDER`.

The folder holds `task.json` and `upload`; it writes `answer.json` and, when the file is usable, `result.pdf` and
`result.txt`. It runs without the portal's settings and secrets.
"""

import json
import sys
import traceback
from pathlib import Path
from typing import Any

from csp_portal.documents.intake import kinds, office, pdf, pictures
from csp_portal.documents.intake.outcome import Finding, Findings, Unusable


def work(folder: Path, task: dict[str, Any]) -> dict[str, Any]:
    """
    Do one step of taking a file in and say what came of it.

    :raises Unusable: if the file cannot be used
    """
    findings = Findings()
    if task["step"] == "converted":
        made = pdf.make_ready(
            (folder / "upload.pdf").read_bytes(),
            title=task["title"],
            max_pages=task["max_pages"],
            findings=findings,
        )
        earlier = tuple(Finding(**finding) for finding in task["findings"])
        return _answer(folder, made, findings=earlier + findings.as_tuple())
    content = (folder / "upload").read_bytes()
    kind = kinds.kind_of(content)
    kinds.refuse_misnamed(kind, filename=task["filename"])
    answer: dict[str, Any] = {"media_type": kind.media_type, "convert": False}
    if kind.family == "office":
        (folder / f"upload{kind.suffix}").write_bytes(
            office.without_outside(content, kind, findings=findings)
        )
        return answer | {
            "convert": True,
            "suffix": kind.suffix,
            "findings": [finding.as_json() for finding in findings.as_tuple()],
        }
    if kind.family == "picture":
        made = pictures.make_ready(content, title=task["title"], findings=findings)
    else:
        made = pdf.make_ready(content, title=task["title"], max_pages=task["max_pages"], findings=findings)
    return answer | _answer(folder, made, findings=findings.as_tuple())


def _answer(folder: Path, made: "pdf.Made", *, findings: tuple[Finding, ...]) -> dict[str, Any]:
    (folder / "result.pdf").write_bytes(made.content)
    (folder / "result.txt").write_text(made.text, encoding="utf-8", errors="replace")
    return {
        "pages": made.pages,
        "is_tagged": made.is_tagged,
        "had_tags": made.had_tags,
        "findings": [finding.as_json() for finding in findings],
    }


def main(folder: Path) -> None:
    try:
        answer = work(folder, json.loads((folder / "task.json").read_text(encoding="utf-8")))
    except Unusable as refusal:
        answer = {"refusal": refusal.sentence}
    except MemoryError:
        answer = {
            "refusal": "The file needs too much memory to read. Save it again as a simpler PDF "
            "or split it into parts, and upload those."
        }
    except RecursionError:
        answer = {"refusal": kinds.BROKEN}
    except Exception as problem:  # noqa: BLE001 - whatever it is, only where it happened may reach a log
        # What an exception says can quote the file.
        where = "".join(traceback.format_tb(problem.__traceback__))
        sys.exit(f"{where}{type(problem).__name__}")
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
