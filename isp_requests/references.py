"""References drawn by chance: a number in order would tell each reader how many others there are."""

import secrets
from datetime import datetime

# Without the letters and figures that are taken for one another on the telephone.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


def drawn(prefix: str, *, at: datetime) -> str:
    """Draw a reference such as ISR-2016-K7WQ4M."""
    return f"{prefix}-{at.year}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"
