"""What the portal keeps about delivery plans and performance."""

from delivery_plans.models.indicators import Indicator, TrajectoryPoint, reads_performance
from delivery_plans.models.measurements import ExpectedFigure, Judgement, Measurement
from delivery_plans.models.performance_reviews import (
    HighlightReport,
    PerformanceLine,
    PerformanceReview,
    SelectionChoice,
)
from delivery_plans.models.places import Period, Place

__all__ = [
    "ExpectedFigure",
    "HighlightReport",
    "Indicator",
    "Judgement",
    "Measurement",
    "PerformanceLine",
    "PerformanceReview",
    "Period",
    "Place",
    "SelectionChoice",
    "TrajectoryPoint",
    "reads_performance",
]
