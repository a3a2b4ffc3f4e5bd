"""What the portal keeps about delivery plans and performance."""

from delivery_plans.models.imports import PlanImport
from delivery_plans.models.indicators import Indicator, TrajectoryPoint
from delivery_plans.models.measurements import ExpectedFigure, Judgement, Measurement
from delivery_plans.models.performance_reviews import (
    HighlightReport,
    PerformanceLine,
    PerformanceReview,
    SelectionChoice,
)
from delivery_plans.models.places import Period, Place
from delivery_plans.models.plans import (
    DeliveryArea,
    DeliveryPlan,
    KeyTarget,
    Milestone,
    MilestoneLink,
    MilestoneOffice,
    PlanAction,
    PlanComment,
    quarter_ends,
    quarter_of,
    year_in_words,
    year_of,
)
from delivery_plans.models.reviews import Challenge, RaisedBusiness, Rating, Review, ReviewLine
from delivery_plans.models.scale import RagLevel, RagScale
from delivery_plans.models.strategy import LeadOffice, Outcome, StrategicLink, Strategy, reads_plans

__all__ = [
    "Challenge",
    "DeliveryArea",
    "DeliveryPlan",
    "ExpectedFigure",
    "HighlightReport",
    "Indicator",
    "Judgement",
    "KeyTarget",
    "LeadOffice",
    "Measurement",
    "Milestone",
    "MilestoneLink",
    "MilestoneOffice",
    "Outcome",
    "PerformanceLine",
    "PerformanceReview",
    "Period",
    "Place",
    "PlanAction",
    "PlanComment",
    "PlanImport",
    "RagLevel",
    "RagScale",
    "RaisedBusiness",
    "Rating",
    "Review",
    "ReviewLine",
    "SelectionChoice",
    "StrategicLink",
    "Strategy",
    "TrajectoryPoint",
    "quarter_ends",
    "quarter_of",
    "reads_plans",
    "year_in_words",
    "year_of",
]
