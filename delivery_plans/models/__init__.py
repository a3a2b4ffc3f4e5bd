"""What the portal keeps about delivery plans and performance."""

from delivery_plans.models.plans import (
    DeliveryArea,
    DeliveryPlan,
    KeyTarget,
    Milestone,
    MilestoneLink,
    MilestoneOffice,
    PlanAction,
    PlanComment,
)
from delivery_plans.models.reviews import Challenge, Rating, Review, ReviewLine
from delivery_plans.models.scale import RagLevel, RagScale
from delivery_plans.models.strategy import LeadOffice, Outcome, StrategicLink, Strategy

__all__ = [
    "Challenge",
    "DeliveryArea",
    "DeliveryPlan",
    "KeyTarget",
    "LeadOffice",
    "Milestone",
    "MilestoneLink",
    "MilestoneOffice",
    "Outcome",
    "PlanAction",
    "PlanComment",
    "RagLevel",
    "RagScale",
    "Rating",
    "Review",
    "ReviewLine",
    "StrategicLink",
    "Strategy",
]
