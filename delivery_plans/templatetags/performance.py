"""How figures are written on pages: as the printed tables write them, with the unit where it matters."""

from decimal import Decimal
from typing import Any

from django import template

from delivery_plans.figures import rounded
from delivery_plans.models import Indicator, Period

register = template.Library()


@register.filter
def figure(value: Decimal | str | None, indicator: Indicator) -> str:
    """Write a figure of an indicator: 1,164, or 54%, or the words in its place; nothing where there is none."""
    if not isinstance(value, Decimal):
        return str(value or "")
    own = max(0, -int(value.normalize().as_tuple().exponent))
    places = max(indicator.decimals, min(own, 4))
    return f"{value:,.{places}f}{'%' if indicator.unit.startswith('percent') else ''}"


@register.filter
def places(value: Decimal | str | None, count: int) -> str:
    """Round half away from zero and write with so many decimal places; nothing for nothing."""
    return "" if not isinstance(value, Decimal) else f"{rounded(value, count):,.{count}f}"


@register.filter
def period_heading(period: Period) -> str:
    """Write a period short enough for the head of a column."""
    if period.kind == "rolling_year":
        return f"year to {period.ends_on.day} {period.ends_on:%b %Y}"
    return period.label


@register.simple_tag
def scale_level(scale: dict[str, Any], key: str) -> Any:
    """Find a level of the partnership's scale by its key."""
    return scale.get(key)
