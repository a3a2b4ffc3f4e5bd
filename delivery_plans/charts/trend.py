"""A trend with its target and trajectory: three lines told apart by marker, dash and a label at their end."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from csp_portal.documents.charts import BLUE, INK, ORANGE, PURPLE, Chart, drawn, in_words
from delivery_plans.charts.figures import WIDTH, Point, apart, axis_begins_at, written

ACTUAL, TRAJECTORY, TARGET = "Actual", "Trajectory", "Target"


def trend_chart(
    points: Sequence[Point],
    *,
    caption: str,
    unit: str,
    trajectory: Sequence[Decimal | None] = (),
    target: Decimal | None = None,
) -> Chart:
    """
    Draw the figures in their order, with the trajectory beside them and the target as a line across.

    The axis begins at nought unless all figures lie far from it; then the caption says where it begins.
    """
    expected = [*trajectory, *[None] * (len(points) - len(trajectory))]
    has_trajectory = any(value is not None for value in expected)
    columns = (
        "Period",
        ACTUAL,
        *((TRAJECTORY,) if has_trajectory else ()),
        *((TARGET,) if target is not None else ()),
    )
    rows = tuple(
        (
            point.label,
            _actual(point),
            *((written(should),) if has_trajectory else ()),
            *((written(target),) if target is not None else ()),
        )
        for point, should in zip(points, expected, strict=True)
    )
    words = in_words(caption, columns, rows)
    drawable = [float(p.value) for p in points if p.value is not None]
    if not drawable:
        return Chart(SafeString(), caption, words, columns, rows)
    others = [float(v) for v in [*expected, target] if v is not None]
    low = axis_begins_at([*drawable, *others])
    if low:
        caption = f"{caption} (the axis begins at {written(Decimal(str(low)))})"
    return Chart(_drawing(points, expected, target, unit, low), caption, words, columns, rows)


def _actual(point: Point) -> str:
    if point.value is None:
        return "awaited"
    return f"{written(point.value)}{' (provisional)' if point.is_provisional else ''}"


def _drawing(
    points: Sequence[Point],
    expected: Sequence[Decimal | None],
    target: Decimal | None,
    unit: str,
    low: float,
) -> SafeString:
    import altair

    ticks = [p.tick for p in points]
    rows: list[dict[str, Any]] = [
        {
            "period": p.tick,
            "line": ACTUAL,
            "value": float(p.value),
            "written": written(p.value),
            # Away from the trajectory, so that neither hides the other.
            "number": "below" if should is not None and should >= p.value else "above",
        }
        for p, should in zip(points, expected, strict=True)
        if p.value is not None
    ]
    # The first and the last carry their numbers; the others are in the table.
    for row in rows[1:-1]:
        row["number"] = ""
    rows += [
        {"period": p.tick, "line": TRAJECTORY, "value": float(should), "written": written(should)}
        for p, should in zip(points, expected, strict=True)
        if should is not None
    ]
    if target is not None:
        rows += [
            {"period": tick, "line": TARGET, "value": float(target), "written": written(target)}
            for tick in ticks
        ]
    # The names stand behind the last number, which is as wide on either side of its point.
    beside = 10 + 4 * max(len(row["written"]) for row in rows if row.get("number"))
    lines = [ACTUAL, TRAJECTORY, TARGET]
    every = max(1, -(-len(ticks) // 7))
    base = altair.Chart(altair.Data(values=rows)).encode(
        x=altair.X(
            "period:N",
            title=None,
            sort=ticks,
            scale=altair.Scale(domain=ticks),
            axis=altair.Axis(labelAngle=0, values=ticks[::every]),
        ),
        y=altair.Y(
            "value:Q",
            title=unit.capitalize(),
            # Room above the highest figure for its number.
            scale=altair.Scale(
                domain=[low, low + (max(row["value"] for row in rows) - low) * 1.12], nice=True
            ),
            axis=altair.Axis(tickCount=5),
        ),
        color=altair.Color(
            "line:N", legend=None, scale=altair.Scale(domain=lines, range=[PURPLE, BLUE, ORANGE])
        ),
    )
    strokes = base.mark_line(strokeWidth=2.5).encode(
        strokeDash=altair.StrokeDash(
            "line:N", legend=None, scale=altair.Scale(domain=lines, range=[[1, 0], [6, 4], [2, 3]])
        )
    )
    marks = base.transform_filter("datum.line != 'Target'").mark_point(size=60, filled=True, opacity=1).encode(
        shape=altair.Shape(
            "line:N", legend=None, scale=altair.Scale(domain=lines, range=["circle", "square", "triangle-up"])
        )
    )  # fmt: skip
    names = altair.Chart(altair.Data(values=_names(rows, ticks, low))).encode(
        x=altair.X("period:N", sort=ticks, scale=altair.Scale(domain=ticks)),
        y=altair.Y("place:Q"),
        text="name:N",
        color=altair.Color("line:N", legend=None, scale=altair.Scale(domain=lines, range=[PURPLE, BLUE, ORANGE])),
    ).mark_text(align="left", dx=beside, fontSize=13, fontWeight="bold")  # fmt: skip
    numbers = [
        base.transform_filter(f"datum.number == '{side}'")
        .mark_text(dy=dy, fontSize=13)
        .encode(text="written:N", color=altair.value(INK))
        for side, dy in (("above", -14), ("below", 19))
    ]
    return drawn(
        altair.layer(strokes, marks, names, *numbers).properties(width=WIDTH - 80 - beside, height=230)
    )


def _names(rows: Sequence[dict[str, Any]], ticks: Sequence[str], low: float) -> list[dict[str, Any]]:
    """Place each line's name at its end, apart from the others."""
    order = {tick: number for number, tick in enumerate(ticks)}
    ends: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["line"] not in ends or order[row["period"]] >= order[ends[row["line"]]["period"]]:
            ends[row["line"]] = row
    last = [ends[line] for line in ends]
    places = apart([end["value"] for end in last], (max(row["value"] for row in rows) - low) * 0.085)
    return [
        {"period": ticks[-1], "place": place, "name": end["line"], "line": end["line"]}
        for end, place in zip(last, places, strict=True)
    ]
