"""The one way in for an upload."""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from csp_portal.documents.intake import conversion, kinds, limited
from csp_portal.documents.intake.outcome import Finding, TakenIn, Unusable

logger = structlog.get_logger()

PREFIX = "csp-upload-"
# Opening, converting and opening again take a few minutes at the most.
LEFT_BEHIND_AFTER = 3600


def take_in(content: bytes, *, filename: str, title: str) -> TakenIn:
    """
    Make a clean, tagged A4 PDF of an upload, whatever it was.

    A PDF that opens without a password but asks not to be printed or changed is taken in without those
    requests, and a finding says so. A name that contradicts the content is refused.

    :raises Unusable: with a sentence for the user, if the portal cannot use the file
    """
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise Unusable(
            f"The file is larger than {_megabytes(settings.UPLOAD_MAX_BYTES)}. "
            "Make its pictures smaller or split it into parts, and upload those."
        )
    with _folder() as folder:
        (folder / "upload").write_bytes(content)
        task = {"title": title, "max_pages": settings.UPLOAD_MAX_PAGES}
        answer = _work("open", folder, filename=filename, **task)
        if answer["convert"]:
            conversion.to_pdf(folder / f"upload{answer['suffix']}", result=folder / "upload.pdf")
            answer |= _work("converted", folder, findings=answer["findings"], **task)
        return TakenIn(
            pdf=(folder / "result.pdf").read_bytes(),
            pages=answer["pages"],
            media_type=answer["media_type"],
            findings=tuple(Finding(**finding) for finding in answer["findings"]),
            is_tagged=answer["is_tagged"],
            had_tags=answer["had_tags"],
            text=(folder / "result.txt").read_text(encoding="utf-8"),
        )


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards, and take away those of processes that were killed in between."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Another process may be quicker, and what is another login's is not ours to remove.
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - LEFT_BEHIND_AFTER:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        yield Path(name)


def _work(step: str, folder: Path, **task: Any) -> dict[str, Any]:
    (folder / "task.json").write_text(json.dumps({"step": step, **task}), encoding="utf-8")
    answer = folder / "answer.json"
    answer.unlink(missing_ok=True)
    try:
        limited.run(
            [sys.executable, "-m", "csp_portal.documents.intake.worker", str(folder)],
            folder=folder,
            seconds=settings.UPLOAD_MAX_SECONDS,
            memory=settings.UPLOAD_MAX_MEMORY,
        )
        result: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    except limited.TookTooLong:
        logger.warning("upload_took_too_long", step=step)
        raise Unusable(
            "The file took too long to read. Save it again as a simpler PDF or split it into parts, "
            "and upload those."
        ) from None
    except (limited.Died, OSError, ValueError) as problem:
        # What went wrong is for the operator; it may quote the file, so the user gets the plain sentence.
        logger.warning("upload_broke_the_reader", step=step, problem=str(problem)[-2000:])
        raise Unusable(kinds.BROKEN) from None
    if "refusal" in result:
        raise Unusable(result["refusal"])
    return result


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"
