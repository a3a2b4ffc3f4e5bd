"""Business offered to the demonstration's board, in every state, and the sessions at which it is sifted."""

from datetime import date
from typing import Any

from csp_portal.accounts.models import Organisation, User
from csp_portal.demonstration.given import moment
from meetings import year_plan
from meetings.models import Board, BusinessItem, Meeting, Priority
from meetings.models.boards import Purpose
from meetings.workflow import business, years

PLANNED_ON, OFFERED_ON, SIFTED_ON = date(2016, 3, 1), date(2016, 3, 2), date(2016, 3, 3)


def load_business(board: Board, secretary: User) -> None:
    """Place the sessions before the year's meetings, and offer and sift business for June and October."""
    years.plan_year(
        board=board,
        year=2016,
        proposals=year_plan.propose(board, 2016, on=PLANNED_ON),
        by=secretary,
        at=moment(PLANNED_ON, 11),
        on=PLANNED_ON,
    )
    june = Meeting.objects.get(reference="csp-2016-06-16")
    october = Meeting.objects.get(reference="csp-2016-10-13")
    member, adviser = (
        User.objects.get(full_name="Rhys Cantwell"),
        User.objects.get(full_name="Rowena Castellan"),
    )
    chair = User.objects.get(full_name="Marisol Adeyinka-Croft")

    def offer(title: str, about: str, by: User, **fields: Any) -> BusinessItem:
        if "source_board" not in fields:
            fields["source_organisation"] = Organisation.objects.get(pk=by.organisations(on=OFFERED_ON)[0].pk)
        return business.offer(
            board=board, title=title, about=about, by=by, at=moment(OFFERED_ON, 10), on=OFFERED_ON, **fields
        )

    sifted: dict[str, Any] = {"by": chair, "at": moment(SIFTED_ON, 15), "on": SIFTED_ON, "version": 1}
    offer(
        "Fires set in bins and stairwells",
        "Small fires set on purpose rose by a third over the winter, most of them on four estates. Landlords, "
        "the police and the fire brigade each hold a part of the picture.",
        member,
        purpose=Purpose.DECIDE,
        decision_sought="That landlords and the fire brigade share addresses each month.",
        minutes_wanted=20,
        preferred_meeting=june,
    )
    offer(
        "A matter about one provider",
        "Concerns about how a commissioned service treats its clients; the contract ends in the autumn.",
        adviser,
        source_board=Board.objects.get(slug="vawg-strategic-group"),
        is_restricted=True,
        open_title="A commissioning matter",
        purpose=Purpose.DISCUSS,
        preferred_meeting=june,
    )
    accepted = offer(
        "Highlight report: first quarter",
        "The group's reading of the indicators, with the two that are off course.",
        adviser,
        source_board=Board.objects.get(slug="performance-management-group"),
        purpose=Purpose.DISCUSS,
        minutes_wanted=25,
        priority=Priority.objects.get(number=3),
        preferred_meeting=june,
    )
    business.accept(
        business=accepted,
        meeting=june,
        section="Business",
        reason="A standing item of every ordinary meeting.",
        **sifted,
    )
    asked = offer(
        "A winter campaign on home safety",
        "The brigade proposes one campaign of all partners before the clocks change.",
        member,
        purpose=Purpose.DECIDE,
        decision_sought="Which partners take part, and with what money.",
        preferred_meeting=october,
    )
    business.ask_for_more(
        business=asked, question="What does it cost, and what did last year's campaign change?", **sifted
    )
    deferred = offer(
        "What the needs assessment will ask",
        "The questions of the yearly assessment, before the analysts begin.",
        adviser,
        purpose=Purpose.DISCUSS,
        minutes_wanted=30,
        preferred_meeting=june,
    )
    business.defer(
        business=deferred,
        meeting=october,
        reason="June is full, and the analysts begin in November.",
        **sifted,
    )
    noted = offer(
        "New opening hours of the fire stations",
        "The public counters open later from May.",
        member,
        purpose=Purpose.NOTE,
        minutes_wanted=5,
    )
    business.send_out(
        business=noted,
        way="By e-mail to all members, with the minutes",
        reason="Nobody has to decide or discuss it.",
        **sifted,
    )
    withdrawn = offer(
        "Hydrants opened in hot weather", "Last summer's figures.", member, purpose=Purpose.DISCUSS
    )
    business.withdraw(
        business=withdrawn,
        version=1,
        reason="It is part of the report on fires set on purpose.",
        by=member,
        at=moment(SIFTED_ON, 16),
        on=SIFTED_ON,
    )
