"""The public side in the tests' world: an open board with a published pack and minutes, one on request, a subscription."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from csp_portal.core import clock
from meetings import releasing
from meetings.models import Board, Meeting, Pack, PublicSubscription, Restriction
from meetings.notifications.public import CONFIRM, COPY, END, token
from meetings.workflow import minutes as minutes_workflow
from meetings.workflow import minutes_rounds, public, releases
from tests.factories import make_board, make_item, make_meeting, make_pack, make_report, restrict_paper

if TYPE_CHECKING:
    from tests.architecture.world import World


def add(world: "World") -> None:
    """Add a board that is open to everybody and one that is open on request, each with something published."""
    secretary = world.people["secretariat"]
    assert secretary is not None
    now: dict[str, Any] = {"by": secretary, "at": clock.now(), "on": clock.today()}
    board = make_board(by=secretary, name="Town Board", public_access=Board.PublicAccess.OPEN)
    meeting = make_meeting(board=board, by=secretary, state="agenda_draft")
    item = make_item(meeting=meeting, by=secretary)
    shown = make_report(item=item, by=secretary)
    hidden = make_report(item=item, title="Withheld", by=secretary)
    restrict_paper(paper=hidden, by=secretary)
    later = make_report(item=item, title="Later", by=secretary)
    restrict_paper(paper=later, by=secretary)
    pack = make_pack(meeting=meeting, is_published=True, by=secretary)
    restriction = Restriction.objects.get(paper=later)
    releases.release_restriction(
        restriction=restriction,
        reason="It is over.",
        built=releasing.build(restriction, on=clock.today()),
        **now,
    )
    _confirm_minutes(board, now)
    public.ask_to_subscribe(board=board, address="resident@example.org", at=now["at"])
    subscription = PublicSubscription.objects.get()

    on_request = make_board(by=secretary, name="Town Board on request", public_access="on_request")
    asked = [
        public.ask_for_copy(
            board=on_request,
            name="A resident",
            address="resident@example.org",
            text="The last agenda.",
            at=now["at"],
            on=now["on"],
        )
        for _ in range(2)
    ]
    public.hand_out_copy(asked=asked[1], pack=_published(on_request, secretary), **now)

    at_meeting = {"reference": meeting.reference, "number": pack.number}
    held_back = Restriction.objects.get(paper=hidden)
    world.keys |= {
        "meetings:public_board": {"slug": board.slug},
        "meetings:public_board#on_request": {"slug": on_request.slug},
        "meetings:public_calendar": {"slug": board.slug},
        "meetings:public_meeting": at_meeting,
        "meetings:public_minutes": {"reference": _minuted(board)},
        "meetings:public_minutes_download": {"reference": _minuted(board)},
        "meetings:public_pack_download": at_meeting,
        "meetings:public_paper": {**at_meeting, "key": shown.key},
        "meetings:public_paper#restricted": {**at_meeting, "key": hidden.key},
        "meetings:public_paper_download#restricted": {**at_meeting, "key": hidden.key},
        "meetings:public_request_ask": {"slug": on_request.slug},
        "meetings:public_request_": {"key": asked[0].key},
        "meetings:public_request_copy": {"token": token(asked[1].key, salt=COPY)},
        "meetings:public_copy_download": {"token": token(asked[1].key, salt=COPY), "number": 1},
        "meetings:public_subscription_ask": {"slug": board.slug},
        "meetings:public_subscription_confirm": {"token": token(subscription.key, salt=CONFIRM)},
        "meetings:public_subscription_end": {"token": token(subscription.key, salt=END)},
        "meetings:restriction_": {"pk": held_back.pk},
        "meetings:pack_release_download": {**at_meeting, "pk": pack.releases.get().pk},
    }


def _confirm_minutes(board: Board, now: dict[str, Any]) -> None:
    held = make_meeting(
        board=board, starts_at=datetime(2015, 5, 9, 13, tzinfo=UTC), by=now["by"], state="agenda_draft"
    )
    make_item(meeting=held, by=now["by"])
    minutes = minutes_workflow.begin_minutes(meeting=held, **now)
    entry = minutes.entries.in_order().first()
    minutes_workflow.write_entry(entry=entry, text="It was noted.", version=1, **now)
    minutes_rounds.send_to_chair(minutes=minutes, **now)
    minutes_rounds.clear_minutes(minutes=minutes, how="By e-mail.", **now)
    minutes_rounds.send_round(minutes=minutes, **now)
    confirming = make_meeting(
        board=board, starts_at=datetime(2015, 9, 9, 13, tzinfo=UTC), by=now["by"], state="agenda_draft"
    )
    minutes_rounds.confirm_minutes(minutes=minutes, meeting=confirming, **now)


def _minuted(board: Board) -> str:
    held: Meeting = board.meetings.get(minutes__isnull=False)
    return held.reference


def _published(board: Board, secretary: Any) -> Pack:
    meeting = make_meeting(
        board=board, starts_at=datetime(2016, 4, 14, 13, tzinfo=UTC), by=secretary, state="agenda_draft"
    )
    make_item(meeting=meeting, by=secretary)
    return make_pack(meeting=meeting, is_published=True, by=secretary)
