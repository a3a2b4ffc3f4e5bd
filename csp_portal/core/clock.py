"""
The portal's clock, read by views and commands only; everything below takes `at=` or `on=`.

The demonstration is set in March 2016. Its clock runs like any other but a whole number of days
behind, so that "six days left" means something to the person trying it (ADR 0005).
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Tell the time, moved by the demonstration's offset where there is one."""
    return timezone.now() + timedelta(days=settings.CLOCK_OFFSET_DAYS)


def today() -> date:
    """Tell today's date in the partnership's own time zone."""
    return timezone.localdate(now())
