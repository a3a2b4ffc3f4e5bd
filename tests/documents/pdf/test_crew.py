"""Child processes that typeset."""

from csp_portal.documents.pdf.crew import dismiss_ready, typeset_apart
from csp_portal.documents.pdf.render import static_folders
from tests.documents.pdf.pages import REPORT, page


def test_a_short_section_given_to_a_new_child_is_not_lost_behind_its_settings() -> None:
    dismiss_ready()
    short = "<html lang=en-GB><title>Slip</title><h1>Slip</h1>"
    done: dict[int, bytes] = {}

    typeset_apart(
        {0: page(REPORT), 1: short},
        done.__setitem__,
        processes=2,
        folders=static_folders(),
        should_stop=lambda: False,
        seconds=20,
        memory=3 * 1024**3,
    )

    assert set(done) == {0, 1}
