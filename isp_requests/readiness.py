"""Whether an officer is ready to send and to answer requests on behalf of an organisation."""

from datetime import date

from csp_portal.accounts.models import Organisation, User
from isp_requests import identity


def why_not_ready(user: User, organisation: Organisation, *, on: date) -> str:
    """Say why the person may neither send nor answer for the organisation today, or ""."""
    if organisation.pk in identity.acting(user, on=on).organisations:
        return ""
    return f"Only officers of {organisation} with an information-sharing duty can do this."
