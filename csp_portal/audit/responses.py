"""Answers that hand out a file, which is something that the audit has to know."""

from typing import IO, Any

from django.http import FileResponse

from csp_portal.audit.models import AuditEvent


class AuditedFileResponse(FileResponse):
    """
    Hand out a file whose reading is on record already.

    The event is asked for, and has to be saved, so that nobody can leave the recording out: where the
    audit cannot be written, nothing is handed out.
    """

    def __init__(
        self,
        stream: IO[bytes],
        *,
        event: AuditEvent,
        filename: str = "",
        as_attachment: bool = False,
        **kwargs: Any,
    ) -> None:
        if event.pk is None:
            raise ValueError("Record the reading before handing out the file.")
        super().__init__(stream, filename=filename, as_attachment=as_attachment, **kwargs)
        self.event = event
        # No shared cache and no browser cache may keep what only this person may read.
        self.headers.setdefault("Cache-Control", "private, no-store")
        self.headers.setdefault("X-Content-Type-Options", "nosniff")
