"""Taking in uploads: a file of any accepted kind becomes a clean, tagged A4 PDF, or a sentence says why not."""

from csp_portal.documents.intake.outcome import Finding, TakenIn, Unusable
from csp_portal.documents.intake.taking_in import take_in

__all__ = ["Finding", "TakenIn", "Unusable", "take_in"]
