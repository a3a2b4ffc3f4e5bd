"""Where an area stands among others: a bar for each, with the quarters of the field told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from csp_portal.documents.charts import GREY, INK, PURPLE, Chart, drawn
from delivery_plans.charts.figures import WIDTH, written

QUARTERS = ("first", "second", "third", "last")


@dataclass(frozen=True)
class Standing:
    """A rank for one subject: the place, out of how many, and the figure behind it."""

    label: str
    rank: int
    of: int
    value: Decimal | None = None

    @property
    def quarter(self) -> int:
        """The quarter of the field, 0 for the first places to 3 for the last."""
        return min(3, (self.rank - 1) * 4 // self.of)


def rank_chart(standings: Sequence[Standing], *, caption: str, field: str, best: str) -> Chart:
    """
    Draw each rank as a mark on a scale with bands for the quarters of the field.

    `field` names who is ranked ("London boroughs"), `best` says what rank 1 means ("the highest rate").
    """
    columns = ("Subject", "Rank", "Quarter of the field", "Figure")
    rows = tuple(
        (each.label, f"{each.rank} of {each.of}", QUARTERS[each.quarter], written(each.value))
        for each in standings
    )
    words = f"{caption}. Rank 1 of the {field} is {best}. " + " ".join(
        f"{each.label}: rank {each.rank} of {each.of}, {QUARTERS[each.quarter]} quarter."
        for each in standings
    )
    if not standings:
        return Chart(SafeString(), caption, words, columns, rows)
    import altair

    of = max(each.of for each in standings)
    edges = [round(of * n / 4 + 0.5, 2) for n in range(5)]
    bands: list[dict[str, Any]] = [
        {"from": edges[n], "to": edges[n + 1], "quarter": f"{QUARTERS[n]} ¼".capitalize()} for n in range(4)
    ]
    order = [each.label for each in standings]
    values = [{"subject": each.label, "rank": each.rank, "written": str(each.rank)} for each in standings]
    scale = altair.Scale(domain=[0.5, of + 0.5], nice=False)
    shaded = altair.Chart(altair.Data(values=bands)).mark_rect().encode(
        x=altair.X("from:Q", scale=scale, title=f"Rank among {of} {field} (1 is {best})",
                   axis=altair.Axis(values=[1, *range(4, of + 1, 4)], grid=False)),
        x2="to:Q",
        color=altair.Color("quarter:N", legend=None, scale=altair.Scale(
            domain=[band["quarter"] for band in bands], range=["#e4e0ef", "#f5f4f8", "#ffffff", "#f5f4f8"])),
    )  # fmt: skip
    lines = (
        altair.Chart(altair.Data(values=[{"at": edge} for edge in edges[1:4]]))
        .mark_rule(color=GREY, strokeDash=[3, 3])
        .encode(x=altair.X("at:Q", scale=scale))
    )
    heads = (
        altair.Chart(altair.Data(values=[{**band, "mid": (band["from"] + band["to"]) / 2} for band in bands]))
        .mark_text(fontSize=11, color=GREY, baseline="bottom")
        .encode(x=altair.X("mid:Q", scale=scale), y=altair.value(-4), text="quarter:N")
    )
    base = altair.Chart(altair.Data(values=values)).encode(
        y=altair.Y(
            "subject:N", sort=order, title=None, axis=altair.Axis(labelLimit=190, ticks=False, domain=False)
        ),
        x=altair.X("rank:Q", scale=scale),
    )
    dots = base.mark_point(shape="diamond", size=130, filled=True, color=PURPLE, opacity=1)
    numbers = base.mark_text(dx=12, align="left", fontSize=13, fontWeight="bold", color=INK).encode(
        text="written:N"
    )
    drawing = altair.layer(shaded, lines, heads, dots, numbers).properties(
        width=WIDTH - 130, height=max(60, 30 * len(standings))
    )
    return Chart(drawn(drawing.resolve_scale(color="independent")), caption, words, columns, rows)
