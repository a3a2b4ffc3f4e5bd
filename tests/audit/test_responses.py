"""A file is handed out only when its reading is on record."""

from io import BytesIO

import pytest

from csp_portal.audit.models import AuditEvent
from csp_portal.audit.responses import AuditedFileResponse


@pytest.mark.django_db
def test_a_recorded_file_is_handed_out_and_kept_by_no_cache(add):
    (event,) = add()

    response = AuditedFileResponse(BytesIO(b"%PDF-"), event=event, filename="pack.pdf", as_attachment=True)

    assert b"".join(response.streaming_content) == b"%PDF-"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == 'attachment; filename="pack.pdf"'


def test_a_file_whose_reading_was_not_recorded_is_not_handed_out():
    with pytest.raises(ValueError, match="Record the reading"):
        AuditedFileResponse(BytesIO(b"%PDF-"), event=AuditEvent())
