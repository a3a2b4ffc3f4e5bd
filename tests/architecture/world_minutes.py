"""Minutes in the tests' world: one draft with the chair, one that went round, one confirmed, each with a closed item."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from csp_portal.core import clock
from csp_portal.documents.intake import TakenIn
from meetings.models import Board, Meeting
from meetings.workflow import decisions, minutes_rounds
from meetings.workflow import minutes as workflow
from tests.factories import make_board, make_item, make_meeting, restrict_item

if TYPE_CHECKING:
    from tests.architecture.world import World


def add(world: "World") -> None:
    """Add three meetings whose minutes are a draft, gone round, and confirmed and signed on paper."""
    secretary, member = world.people["secretariat"], world.people["member"]
    assert secretary is not None
    assert member is not None
    now: dict[str, Any] = {"by": secretary, "at": clock.now(), "on": clock.today()}
    parallel = make_board(by=secretary, kind=Board.Kind.PARALLEL)
    made = {}
    for state, month in (("confirmed", 4), ("round", 6), ("draft", 8)):
        meeting = make_meeting(
            board=world.records["board"],
            starts_at=datetime(2015, month, 9, 13, tzinfo=UTC),
            by=secretary,
            state="agenda_draft",
        )
        make_item(meeting=meeting, by=secretary)
        closed = make_item(meeting=meeting, title="A staffing matter", by=secretary)
        restrict_item(item=closed, seats=[world.records["seats"]["named"]], by=secretary)
        minutes = workflow.begin_minutes(meeting=meeting, **now)
        found: dict[str, Any] = {"meeting": meeting, "minutes": minutes}
        for name, entry in zip(
            ("open", "closed"),
            minutes.entries.filter(item__title__in=("Gangs strategy", "A staffing matter")).in_order(),
            strict=True,
        ):
            workflow.write_entry(entry=entry, text="It was noted.", version=1, **now)
            found[name] = entry
            found[f"{name}_decision"] = decisions.record_decision(
                entry=entry, wording="that it be noted", took_part=[], **now
            )
            found[f"{name}_told"] = decisions.add_communication(
                entry=entry,
                message="It was noted.",
                told_by="The Council",
                channel="Website",
                audience="Residents",
                to_tell_on=clock.today(),
                **now,
            )
            found[f"{name}_passing"] = decisions.pass_on(
                entry=entry, board=parallel, what="All of it.", **now
            )
        minutes_rounds.send_to_chair(minutes=minutes, **now)
        if state != "draft":
            minutes_rounds.clear_minutes(minutes=minutes, how="By e-mail.", **now)
            minutes_rounds.send_round(minutes=minutes, **now)
            found["suggestion"] = minutes_rounds.suggest_change(
                entry=found["open"], text="Say more.", by=member, at=now["at"], on=now["on"]
            )
        made[state] = found
    confirmed = made["confirmed"]["minutes"]
    minutes_rounds.confirm_minutes(minutes=confirmed, meeting=_later(made), **now)
    minutes_rounds.keep_signed_scan(
        minutes=confirmed,
        taken=TakenIn(b"%PDF-1.7", 1, "application/pdf", (), True, True, ""),
        name="Chair",
        **now,
    )
    _name_keys(world, made)


def _later(made: dict[str, Any]) -> Meeting:
    meeting: Meeting = made["round"]["meeting"]
    return meeting


def _name_keys(world: "World", made: dict[str, Any]) -> None:
    def entry(state: str, name: str = "open") -> dict[str, Any]:
        return {"reference": made[state]["meeting"].reference, "key": made[state][name].key}

    draft, gone_round, confirmed = (
        {"reference": made[state]["meeting"].reference} for state in ("draft", "round", "confirmed")
    )
    world.records |= {"minutes": made}
    world.keys |= {
        "meetings:minutes_": draft,
        "meetings:minutes_#round": gone_round,
        "meetings:minutes_#confirmed": confirmed,
        "meetings:minutes_begin": {"reference": world.records["meeting"].reference},
        "meetings:entry_": entry("draft"),
        "meetings:entry_#restricted": entry("draft", "closed"),
        "meetings:entry_#round": entry("round"),
        "meetings:entry_#round_restricted": entry("round", "closed"),
        "meetings:entry_#confirmed": entry("confirmed"),
        "meetings:suggestion_answer": {**entry("round"), "pk": made["round"]["suggestion"].pk},
        "meetings:decision_record": entry("draft"),
        "meetings:decision_record#restricted": entry("draft", "closed"),
        "meetings:communication_add": entry("draft"),
        "meetings:communication_": {**entry("round"), "pk": made["round"]["open_told"].pk},
        "meetings:communication_#restricted": {
            **entry("round", "closed"),
            "pk": made["round"]["closed_told"].pk,
        },
        "meetings:passing_on_add": entry("round"),
        "meetings:passing_on_": {**entry("round"), "pk": made["round"]["open_passing"].pk},
        "meetings:decision_": {"slug": made["draft"]["open_decision"].slug},
        "meetings:decision_#round": {"slug": made["round"]["open_decision"].slug},
        "meetings:decision_#restricted": {"slug": made["round"]["closed_decision"].slug},
    }
