"""Years as bars, with the number on each."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from csp_portal.documents.charts import INK, PURPLE, Chart, drawn, in_words
from delivery_plans.charts.figures import WIDTH, Point, written


def year_bars(points: Sequence[Point], *, caption: str, unit: str) -> Chart:
    """Draw a bar for each year, from nought; an awaited year is a gap that says so in the table."""
    import altair

    columns = ("Year", unit.capitalize())
    rows = tuple(
        (point.label, written(point.value) if point.value is not None else "awaited") for point in points
    )
    known = [point for point in points if point.value is not None]
    words = in_words(caption, columns, rows)
    if not known:
        return Chart(SafeString(), caption, words, columns, rows)
    values = [
        {"year": p.tick, "value": float(p.value or 0), "written": written(p.value)} for p in known
    ]  # fmt: skip
    base = altair.Chart(altair.Data(values=values)).encode(
        x=altair.X(
            "year:N",
            title=None,
            sort=[p.tick for p in points],
            scale=altair.Scale(domain=[p.tick for p in points], paddingInner=0.35),
            axis=altair.Axis(labelAngle=0, ticks=False),
        ),
        y=altair.Y(
            "value:Q", title=unit.capitalize(), axis=altair.Axis(tickCount=5), scale=altair.Scale(zero=True)
        ),
    )
    bars = base.mark_bar(color=PURPLE)
    numbers = base.mark_text(dy=-8, fontSize=13, fontWeight="bold", color=INK).encode(text="written:N")
    return Chart(
        drawn((bars + numbers).properties(width=WIDTH, height=220)), caption, words, columns, rows
    )  # fmt: skip
