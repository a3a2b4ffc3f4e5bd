"""The XmR chart: figures in time with their mean and limits, and the points that stand out."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from csp_portal.documents.charts import BLUE, GREY, INK, ORANGE, PURPLE, Chart, drawn, in_words
from delivery_plans.charts.figures import WIDTH, Point, apart, axis_begins_at, written
from delivery_plans.variation import FEWEST_POINTS, vary

USUAL, UNUSUAL = "As usual", "Stands out"


def control_chart(
    points: Sequence[Point], *, caption: str, unit: str, better: str, target: Decimal | None = None
) -> Chart:
    """
    Draw an XmR chart of ten figures or more, and answer with words alone where there are fewer.

    The words say first whether it is changing, then whether it can meet the target.
    """
    known = [point for point in points if point.value is not None]
    variation = vary([point.value for point in known if point.value is not None])
    if variation is None:
        columns: tuple[str, ...] = ("Period", unit.capitalize())
        rows: tuple[tuple[str, ...], ...] = tuple(
            (p.label, written(p.value) if p.value is not None else "awaited") for p in points
        )
        words = (
            f"{len(known)} figure{'s' if len(known) != 1 else ''} so far. Limits need {FEWEST_POINTS}, so it "
            "cannot be said yet whether a change is more than chance."
        )
        return Chart(SafeString(), caption, words, columns, rows)
    columns = ("Period", unit.capitalize(), "Compared with usual")
    marks = dict(zip((p.label for p in known), variation.unusual, strict=True))
    rows = tuple(
        (p.label, written(p.value), UNUSUAL.lower() if marks[p.label] else USUAL.lower()) for p in known
    )
    limits = (
        f"Mean {written(variation.mean, decimals=1)}, usual limits {written(variation.lower, decimals=1)} "
        f"to {written(variation.upper, decimals=1)}."
    )
    because = " ".join(finding.sentence for finding in variation.findings)
    words = " ".join(
        part
        for part in (
            variation.verdict(better),
            because,
            variation.outlook(target, better) if target is not None else "",
            limits,
            in_words(caption, columns, rows),
        )
        if part
    )
    import altair

    ticks = [p.tick for p in known]
    values: list[dict[str, Any]] = [
        {"period": p.tick, "value": float(p.value or 0), "mark": UNUSUAL if odd else USUAL}
        for p, odd in zip(known, variation.unusual, strict=True)
    ]
    lines: list[dict[str, Any]] = [
        {"name": f"Upper limit {written(variation.upper, decimals=1)}", "at": float(variation.upper), "kind": "limit"},
        {"name": f"Mean {written(variation.mean, decimals=1)}", "at": float(variation.mean), "kind": "mean"},
        {"name": f"Lower limit {written(variation.lower, decimals=1)}", "at": float(variation.lower), "kind": "limit"},
    ]  # fmt: skip
    if target is not None:
        lines.append({"name": f"Target {written(target)}", "at": float(target), "kind": "target"})
    low = axis_begins_at([*(v["value"] for v in values), *(max(line["at"], 0) for line in lines)])
    if low:
        caption = f"{caption} (the axis begins at {written(Decimal(str(low)))})"
    top = max([line["at"] for line in lines] + [v["value"] for v in values])
    places = apart([line["at"] for line in lines], (top - low) * 0.07)
    lines = [{**line, "place": place} for line, place in zip(lines, places, strict=True)]
    every = max(1, -(-len(ticks) // 7))
    x = altair.X(
        "period:N",
        title=None,
        sort=ticks,
        scale=altair.Scale(domain=ticks),
        axis=altair.Axis(labelAngle=0, values=ticks[::every]),
    )
    y = altair.Y(
        "value:Q",
        title=unit.capitalize(),
        scale=altair.Scale(zero=not low, domainMin=low or altair.Undefined),
        axis=altair.Axis(tickCount=5),
    )
    # Given to colour and shape alike, the two legends become one.
    legend = altair.Legend(orient="top", title=None, labelFontSize=13)
    base = altair.Chart(altair.Data(values=values)).encode(x=x, y=y)
    path = base.mark_line(color=PURPLE, strokeWidth=1.5)
    dots = base.mark_point(size=75, filled=True, opacity=1).encode(
        color=altair.Color(
            "mark:N",
            scale=altair.Scale(domain=[USUAL, UNUSUAL], range=[PURPLE, ORANGE]),
            legend=legend,
        ),
        shape=altair.Shape(
            "mark:N", legend=legend, scale=altair.Scale(domain=[USUAL, UNUSUAL], range=["circle", "diamond"])
        ),
    )
    kinds = ["limit", "mean", "target"]
    across = altair.Chart(altair.Data(values=lines)).encode(y="at:Q")
    rules = across.mark_rule(strokeWidth=1.5).encode(
        color=altair.Color("kind:N", legend=None, scale=altair.Scale(domain=kinds, range=[GREY, INK, BLUE])),
        strokeDash=altair.StrokeDash(
            "kind:N", legend=None, scale=altair.Scale(domain=kinds, range=[[6, 4], [1, 0], [2, 3]])
        ),
    )
    names = across.mark_text(align="left", fontSize=12, dx=6, color=INK).encode(
        x=altair.value(WIDTH - 110), y="place:Q", text="name:N"
    )
    drawing = altair.layer(rules, path, dots, names).properties(width=WIDTH - 110, height=240)
    return Chart(drawn(drawing.resolve_scale(color="independent", shape="independent", strokeDash="independent")), caption, words, columns, rows)  # fmt: skip
