"""What the portal keeps about delivery plans and performance."""

from delivery_plans.models.indicators import Indicator, TrajectoryPoint, reads_performance
from delivery_plans.models.measurements import ExpectedFigure, Judgement, Measurement
from delivery_plans.models.places import Period, Place

__all__ = [
    "ExpectedFigure",
    "Indicator",
    "Judgement",
    "Measurement",
    "Period",
    "Place",
    "TrajectoryPoint",
    "reads_performance",
]
