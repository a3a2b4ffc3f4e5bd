"""What the home page says of what an officer holds: when it is looked at again, goes back or is destroyed (ISP 10.3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from csp_portal.accounts.models import User
from csp_portal.core.dates import in_words
from csp_portal.core.home import DUE, HomeSection
from isp_requests import identity
from isp_requests.models import Disclosure, LegalHold, SharingRequest

Card = dict[str, Any]
# What is further away than this is counted on one card.
SOON = timedelta(days=30)
SHOWN = 8


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """List what the person holds or holds fast with the days that are left, and for a desk what is past its review."""
    if not user.roles(on=on) & identity.SHARING_ROLES:
        return []
    with identity.as_person(user, on=on):
        cards = [*_disclosures(user, on=on), *_holds(user, on=on), *_ended(user, on=on), *_desk(user, on=on)]
    return [HomeSection("What you hold", cards, place=DUE)] if cards else []


def in_days(day: date, *, on: date) -> str:
    """Say how far a day is away: "today", "in 3 days", "3 days ago"."""
    days = (day - on).days
    counted = f"{abs(days)} day{'s' if abs(days) != 1 else ''}"
    if not days:
        return "today"
    return f"in {counted}" if days > 0 else f"{counted} ago"


def _own(user: User, *, on: date) -> Any:
    return SharingRequest.objects.acted_for_by(user, on=on).values("pk")


def _disclosures(user: User, *, on: date) -> Iterable[Card]:
    given = (
        Disclosure.objects.visible_to(user, on=on)
        .filter(sharing_request__in=_own(user, on=on), certified_at__isnull=True)
        .select_related("asked__organisation", "asked__sharing_request")
        .order_by("review_on", "supplied_at")
    )
    # Of one answer the earliest review counts: all that was supplied by it is looked at together.
    first: dict[Any, Disclosure] = {}
    for disclosure in given:
        first.setdefault(disclosure.asked_id, disclosure)
    near = [each for each in first.values() if each.review_on is None or each.review_on <= on + SOON]
    for each in near[:SHOWN]:
        yield _to_review(each, on=on)
    if rest := [each for each in first.values() if each not in near[:SHOWN]]:
        days = [each.review_on for each in rest if each.review_on is not None]
        what = "disclosures are" if len(rest) > 1 else "disclosure is"
        yield {
            "title": f"{len(rest)} {'more ' if near else ''}{what} with you",
            "url": reverse("isp_requests:request_list"),
            "text": f"The next review is {in_days(min(days), on=on)}." if days else "",
            "meta": f"Review on {in_words(min(days))}" if days else "",
        }


def _to_review(disclosure: Disclosure, *, on: date) -> Card:
    asked, day = disclosure.asked, disclosure.review_on or on
    is_late = day < on
    return {
        "title": f"{asked.sharing_request}: what {asked.organisation.short_name} supplied",
        "url": asked.get_absolute_url(),
        "text": f"{'Its review was due' if is_late else 'Its review is due'} {in_days(day, on=on)}. Say that it is still "
        "needed, or certify that it was returned or destroyed.",
        "meta": f"Held for {(on - localdate(disclosure.supplied_at)).days} days, review on {in_words(day)}",
        "is_urgent": is_late,
    }


def _holds(user: User, *, on: date) -> Iterable[Card]:
    mine = Q(is_requesters=True, sharing_request__in=_own(user, on=on))
    holds = (
        LegalHold.objects.visible_to(user, on=on)
        .filter(mine | Q(is_requesters=False, asked__officer=user))
        .filter(lifted_at__isnull=True, review_on__lte=on + SOON)
        .select_related("asked__organisation", "asked__sharing_request")
        .order_by("review_on")
    )
    for hold in holds[:SHOWN]:
        yield {
            "title": f"{hold.asked.sharing_request}: a legal hold to look at again",
            "url": reverse(
                "isp_requests:afterwards_detail",
                args=[hold.asked.sharing_request.reference, hold.asked.organisation.slug],
            ),
            "text": f"It is looked at again {in_days(hold.review_on, on=on)}. Nothing is destroyed before it is lifted.",
            "meta": f"Review on {in_words(hold.review_on)}",
            "is_urgent": hold.review_on < on,
        }


def _ended(user: User, *, on: date) -> Iterable[Card]:
    ended = SharingRequest.objects.visible_to(user, on=on).filter(
        pk__in=_own(user, on=on), destroyed_at__isnull=True, destroy_on__lte=on + SOON
    )
    for sharing_request in ended.order_by("destroy_on")[:SHOWN]:
        day = sharing_request.destroy_on
        assert day is not None  # noqa: S101 - the filter asks for one
        yield {
            "title": f"{sharing_request}: the portal destroys its words",
            "url": sharing_request.get_absolute_url(),
            "text": f"That is due {in_days(day, on=on)}, unless a legal hold stands. Who asked and decided stays on record.",
            "meta": f"On {in_words(day)}",
        }


def _desk(user: User, *, on: date) -> Iterable[Card]:
    desks = identity.acting(user, on=on).desks
    late = (
        Disclosure.objects.visible_to(user, on=on)
        .filter(
            sharing_request__organisation__in=desks,
            certified_at__isnull=True,
            review_on__lt=on,
        )
        .exclude(sharing_request__in=_own(user, on=on))
    )
    if count := late.values("asked").distinct().count():
        yield {
            "title": f"{count} disclosure{'s' if count > 1 else ''} held by your officers past the review",
            "url": reverse("isp_requests:request_list"),
            "text": "Ask who made the request whether it is still needed, or take the request over.",
            "is_urgent": True,
        }
