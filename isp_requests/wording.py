"""The words of the forms: an edition's own where it has any, and the usual ones otherwise (appendix B)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isp_requests.models import ProtocolEdition


@dataclass(frozen=True)
class Place:
    """A place of the forms: what it is, for whoever words an edition, and how it usually reads."""

    label: str
    usual: str


PLACES = {
    "requested": Place(
        "What the request form asks for first", "Describe what is needed, and what led to this request."
    ),
    "needed_by": Place("How the day is asked about by which it is needed", "Needed by"),
    "why_urgent": Place("How the reason for urgency is asked about", "If it cannot wait, why not?"),
    "consent": Place("How consent is asked about", "Has the person agreed to this?"),
    "public_interest": Place("How public interest is asked about", "Which public interest is served?"),
    "why_public_interest": Place(
        "How the reason for the public interest is asked about",
        "Why does it outweigh the person's own rights and interests?",
    ),
    "law": Place("How the law is asked about", "Which law lets the information be shared?"),
    "outcome": Place("How the decision is asked about", "What do you decide?"),
    "disclosed": Place("What the answer form asks for", "What is disclosed"),
    "consent_statement": Place(
        "The sentence above the person’s signature", "I give my consent to disclose to:"
    ),
    "citations": Place(
        "What “ISP” with a number means beside the questions",
        "“ISP” with a number is the paragraph of the protocol of 2016 from which the question comes. What holds is "
        "the edition in force.",
    ),
}


def worded(edition: "ProtocolEdition | None", place: str) -> str:
    """Give the words of an edition for a place of the forms."""
    own = edition.wording.get(place) if edition is not None else None
    return own or PLACES[place].usual
