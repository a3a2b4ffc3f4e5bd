"""What figures add to the world: an indicator with a figure, and one figure that is awaited."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from csp_portal.core import clock
from delivery_plans.figure_entries import Entry
from delivery_plans.workflow import entering, performance

if TYPE_CHECKING:
    from tests.architecture.world import World


def add(world: "World") -> None:
    """Add the records and the keys of their addresses."""
    analyst = world.people["analyst"]
    assert analyst is not None
    now = {"by": analyst, "at": clock.now(), "on": clock.today()}
    borough = performance.add_place(name="Barnet", slug="barnet", kind="borough", **now)
    period = performance.open_period(kind="quarter", day=date(2015, 12, 31), **now)
    indicator = performance.add_indicator(
        name="Robbery",
        slug="robbery",
        kind="number",
        unit="count",
        better="lower",
        target=Decimal(100),
        trajectory="target",
        priority=world.records["priority"],
        **now,
    )
    entering.enter_figures([Entry(indicator, borough, period, Decimal(103))], **now)
    expected = performance.expect_figure(
        indicator=indicator,
        place=borough,
        kind="year",
        day=date(2015, 3, 31),
        owed_by=world.records["organisation"],
        asked_on=date(2016, 1, 11),
        **now,
    )
    world.keys["delivery_plans:indicator_"] = {"slug": indicator.slug}
    world.keys["delivery_plans:expected_"] = {"pk": expected.pk}
    world.records |= {"indicator": indicator, "expected_figure": expected, "place": borough}
