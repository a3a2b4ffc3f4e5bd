"""The words in which performance is kept: kinds of indicator, place and period, ratings, and what happens to figures."""

from enum import StrEnum

from django.db import models


class PlaceKind(models.TextChoices):
    """What sort of area a figure is about."""

    BOROUGH = "borough", "Borough"
    WARD = "ward", "Ward"
    WARD_GROUP = "ward_group", "Group of wards"
    LONDON = "london", "London"
    SIMILAR_GROUP = "similar_group", "Most similar group"


class PeriodKind(models.TextChoices):
    """How long the time is that a figure is about."""

    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"
    ROLLING_YEAR = "rolling_year", "Rolling 12 months"
    YEAR = "year", "Year"


class Collection(models.TextChoices):
    """Which table an indicator belongs to."""

    KEY = "key", "Key indicators"
    COMBINED = "combined", "Combined figures"
    WARD_OFFENCES = "ward_offences", "Offences by ward"
    CRIME_TYPES = "crime_types", "Crime types"
    HATE_CRIME = "hate_crime", "Hate crime"


# What the board is accountable for; the other collections explain it.
KEY_COLLECTIONS = (Collection.KEY, Collection.COMBINED)


class IndicatorKind(models.TextChoices):
    """How an indicator is followed. A gap is a subject for which the board has no indicator yet."""

    NUMBER = "number", "A number"
    NARRATIVE = "narrative", "In words"
    MILESTONES = "milestones", "By milestones of a plan"
    GAP = "gap", "No indicator yet"


class Better(models.TextChoices):
    """Which way is better."""

    LOWER = "lower", "Lower is better"
    HIGHER = "higher", "Higher is better"
    NEITHER = "neither", "Neither way is better by itself"


class Trajectory(models.TextChoices):
    """What a figure is held against."""

    NONE = "none", "Nothing: it is not rated"
    STRAIGHT_LINE = "straight_line", "A straight line from the baseline to the target"
    QUARTERLY = "quarterly", "A value for each quarter"
    TARGET = "target", "The target itself, on every day"


class Rule(models.TextChoices):
    """How far a figure may be from its trajectory, and in what that is counted."""

    SHARE = "share", "A share of the trajectory"
    POINTS = "points", "Percentage points"


class Level(models.TextChoices):
    """The keys of the ratings; the partnership words them in its RAG scale."""

    GREEN = "green", "Green"
    AMBER_GREEN = "amber_green", "Amber/Green"
    AMBER_RED = "amber_red", "Amber/Red"
    RED = "red", "Red"
    NOT_RATED = "not_rated", "Not rated"


RATED_LEVELS = (Level.GREEN, Level.AMBER_GREEN, Level.AMBER_RED, Level.RED)


class Standing(models.TextChoices):
    """Whether a figure may still move."""

    PROVISIONAL = "provisional", "Provisional"
    FINAL = "final", "Final"


class Event(StrEnum):
    """What the audit trail calls each thing that happens to indicators and figures."""

    PLACE_ADDED = "delivery_plans.place.added"
    PERIOD_OPENED = "delivery_plans.period.opened"
    INDICATOR_ADDED = "delivery_plans.indicator.added"
    INDICATOR_EDITED = "delivery_plans.indicator.edited"
    INDICATOR_ENDED = "delivery_plans.indicator.ended"
    FIGURES_ENTERED = "delivery_plans.figures.entered"
    FIGURE_ASKED_FOR = "delivery_plans.figure.asked_for"
    FIGURE_NOT_EXPECTED = "delivery_plans.figure.not_expected"
    RATING_JUDGED = "delivery_plans.rating.judged"
    FIGURES_EXPORTED = "delivery_plans.figures.exported"
