"""A meeting at the table: who is there, an interest, a vote, apologies ahead, an organisation that stays away."""

from datetime import UTC, datetime, timedelta

from csp_portal.core import clock
from meetings.models.attendance import Presence
from meetings.workflow import attendance, boards, interests, representation, sittings, votes
from tests.architecture.world import World
from tests.factories import make_meeting


def add(world: World) -> None:
    """Open the world's meeting with two seats there, and hold one before it to which one organisation came."""
    secretary = world.people["secretariat"]
    member = world.people["member"]
    assert secretary is not None
    assert member is not None
    now = {"by": secretary, "at": clock.now(), "on": clock.today()}
    seats, item, meeting = world.records["seats"], world.records["item"], world.records["meeting"]
    board = boards.edit_board(
        board=world.records["board"], takes_votes=True, missed_representation_limit=1, **now
    )
    here = attendance.Came(presence=Presence.PRESENT)
    held = make_meeting(
        board=board, starts_at=datetime(2016, 2, 4, 14, tzinfo=UTC), by=secretary, state="held"
    )
    attendance.record_seat(meeting=held, seat=seats["co_chair"], came=here, version=0, **now)
    absent = seats["member"].organisation
    representation.write_letter(
        board=board, organisation=absent, addressee="The Chair", letter="Will you come?", version=0, **now
    )
    for place in ("co_chair", "member"):
        attendance.record_seat(meeting=meeting, seat=seats[place], came=here, version=0, **now)
    other = attendance.add_other(meeting=meeting, name="Ann Other", **now)
    sittings.open_meeting(meeting=meeting, chair=seats["co_chair"], **now)
    sittings.start_item(item=item, **now)
    declaration = interests.declare(
        item=item,
        seat=seats["member"],
        person=member,
        kind="personal",
        interest="A friend works there.",
        **now,
    )
    outcome = votes.Outcome(question="That it be agreed.", ballots={seats["member"].pk: "for"})
    vote = votes.record_vote(item=item, outcome=outcome, **now)
    ahead = make_meeting(board=board, starts_at=clock.now() + timedelta(days=30), by=secretary)
    attendance.send_apologies(
        meeting=ahead, seat=seats["member"], deputy=None, name="", message="", **now | {"by": member}
    )
    at_meeting, of_item = {"reference": meeting.reference}, {"reference": meeting.reference, "key": item.key}
    on_board = {"slug": board.slug}
    world.keys |= {
        "meetings:attendance_": {**at_meeting, "pk": seats["member"].pk},
        "meetings:other_": {**at_meeting, "pk": other.pk},
        "meetings:apologies_": {"reference": ahead.reference, "pk": seats["member"].pk},
        "meetings:running_order": at_meeting,
        "meetings:sitting_": at_meeting,
        "meetings:chair_name": at_meeting,
        "meetings:interest_list": at_meeting,
        "meetings:interest_withdraw": {**at_meeting, "pk": declaration.pk},
        "meetings:interest_declare": of_item,
        "meetings:vote_": {**of_item, "pk": vote.pk},
        "meetings:representation_": {**on_board, "organisation": absent.slug},
    }
