"""A person's calendar: a secret address, made and ended by them."""

import secrets
from datetime import timedelta

import icalendar
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from meetings.models import CalendarFeed, Meeting
from meetings.models.meetings import token_digest
from meetings.states.meeting import CALLED_OFF_STATES, State
from meetings.workflow import meetings as workflow

MADE = "calendar_feed_made"
HOW_FAR_BACK = timedelta(days=400)


@require_GET
def calendar_feed_detail(request: SignedInRequest) -> HttpResponse:
    feed = request.user.calendar_feeds.filter(revoked_at__isnull=True).first()
    # The address is shown once: the portal itself does not know it afterwards.
    token = request.session.pop(MADE, "")
    address = request.build_absolute_uri(reverse("meetings:calendar_feed", args=[token])) if token else ""
    return render(request, "meetings/calendar_feed_detail.html", {"feed": feed, "address": address})


@require_POST
def calendar_feed_make(request: SignedInRequest) -> HttpResponse:
    token = secrets.token_urlsafe(32)
    workflow.make_calendar_feed(token=token, by=request.user, at=clock.now())
    request.session[MADE] = token
    return redirect("meetings:calendar_feed_detail")


@require_POST
def calendar_feed_revoke(request: SignedInRequest) -> HttpResponse:
    workflow.revoke_calendar_feed(by=request.user, at=clock.now())
    messages.success(request, "The calendar address is ended. Programs that used it get nothing any more.")
    return redirect("meetings:calendar_feed_detail")


@login_not_required
@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the meetings of the person's boards: days, times and places, never what is on an agenda."""
    feed = (
        CalendarFeed.objects.select_related("person")
        .filter(token_digest=token_digest(token), revoked_at__isnull=True, person__is_active=True)
        .first()
    )
    if feed is None:
        raise Http404
    at, on = clock.now(), clock.today()
    CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=at)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//CSP portal//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", settings.PARTNERSHIP_NAME)
    meetings = (
        Meeting.objects.visible_to(feed.person, on=on)
        .filter(starts_at__gte=at - HOW_FAR_BACK)
        .select_related("board", "focus_priority")
        .prefetch_related("moves")
    )
    for meeting in meetings:
        calendar.add_component(event(request, meeting, url=meeting.get_absolute_url()))
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store"},
    )


def event(request: HttpRequest, meeting: Meeting, *, url: str) -> icalendar.Event:
    """Describe a meeting to calendar programs: day, time, place, and the page that says more."""
    event = icalendar.Event()
    event.add("uid", f"{meeting.reference}@{request.get_host()}")
    event.add("dtstamp", meeting.circulated_at or meeting.starts_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", str(meeting.board))
    event.add("location", meeting.place)
    event.add("url", request.build_absolute_uri(url))
    description = [f"Priority in focus: {meeting.focus_priority}"] if meeting.focus_priority else []
    for move in meeting.moves.all()[:1]:
        was = timezone.localtime(move.was_at)
        description.append(f"Moved: it was to be on {was:%-d %B %Y at %H:%M}, {move.was_place}.")
    if meeting.state == State.POSTPONED:
        description.append("Postponed: the new day is not known yet.")
    if description:
        event.add("description", "\n".join(description))
    # Programs take over a change only when this number has gone up.
    event.add("sequence", meeting.agenda_version + meeting.version)
    event.add("status", "CANCELLED" if meeting.state in CALLED_OFF_STATES else "CONFIRMED")
    return event
