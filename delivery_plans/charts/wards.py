"""Small multiples: one little chart for each ward, all on the same scale."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from csp_portal.documents.charts import GREY, INK, PURPLE, Chart, drawn, in_words
from delivery_plans.charts.figures import written


def ward_multiples(
    wards: Mapping[str, Sequence[Decimal | str | None]],
    periods: Sequence[str],
    *,
    caption: str,
    unit: str,
    across: int = 4,
) -> Chart:
    """
    Draw a pair or a run of bars for each ward, on one scale, so that wards can be compared by eye.

    The latest period is the dark bar; every bar carries its number, and words stand where a number is hidden.
    """
    columns = ("Ward", *periods)
    rows = tuple((ward, *(written(value) for value in values)) for ward, values in wards.items())
    words = in_words(f"{caption}, {unit}", columns, rows)
    values = [
        {
            "ward": ward,
            "period": period,
            "value": 0 if isinstance(value, str) else float(value),
            "written": written(value),
            "is_latest": "yes" if period == periods[-1] else "no",
        }
        for ward, figures in wards.items()
        for period, value in zip(periods, figures, strict=True)
        if value is not None
    ]
    if not values:
        return Chart(SafeString(), caption, words, columns, rows)
    import altair

    base = altair.Chart().encode(
        x=altair.X("period:N", title=None, sort=list(periods), axis=altair.Axis(labelAngle=0, labelFontSize=10, ticks=False)),
        y=altair.Y("value:Q", title=None, axis=None),
    )  # fmt: skip
    bars = base.mark_bar().encode(
        color=altair.Color(
            "is_latest:N", legend=None, scale=altair.Scale(domain=["yes", "no"], range=[PURPLE, "#b9b3cf"])
        ),
        stroke=altair.value(GREY),
    )
    numbers = base.mark_text(dy=-6, fontSize=10, color=INK).encode(text="written:N")
    drawing = (
        altair.layer(bars, numbers, data=altair.Data(values=values))
        .properties(width=104, height=64)
        .facet(
            facet=altair.Facet(
                "ward:N",
                title=None,
                sort=list(wards),
                header=altair.Header(
                    labelFontSize=11, labelFontWeight="bold", labelLimit=140, labelPadding=4
                ),
            ),
            columns=across,
            spacing={"row": 14, "column": 12},
        )
    )
    return Chart(drawn(drawing), caption, words, columns, rows)
