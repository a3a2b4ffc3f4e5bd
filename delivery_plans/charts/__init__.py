"""Charts of figures: plain numbers in, a drawing with its words and its table out."""

from delivery_plans.charts.control import control_chart
from delivery_plans.charts.rank import rank_chart
from delivery_plans.charts.trend import trend_chart
from delivery_plans.charts.wards import ward_multiples
from delivery_plans.charts.years import year_bars

__all__ = ["control_chart", "rank_chart", "trend_chart", "ward_multiples", "year_bars"]
