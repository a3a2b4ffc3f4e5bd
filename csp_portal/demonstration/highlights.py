"""The demonstration's performance review of February 2016, and the highlight report that the board gets in March."""

from datetime import date

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from csp_portal.demonstration.given import moment
from delivery_plans import highlight_reading
from delivery_plans.models import PerformanceReview, Place, SelectionChoice
from delivery_plans.workflow import performance_reviews
from meetings.models import Board, Meeting
from meetings.workflow import meetings

OPENED_ON, MET_ON, SENT_ON, PASSED_ON = (
    date(2016, 2, 15),
    date(2016, 2, 25),
    date(2016, 2, 26),
    date(2016, 3, 3),
)

# What the group says of each indicator: the comment, and how partners can add value.
SAID = {
    "theft-from-person": (
        "The year to November stands 27% over the target. Summer events in Finsbury Park and the shopping centre in "
        "Noel Park account for much of it; numbers there were no better than a year before.",
        "Event organisers, the council's licensing team and the transport police plan the summer together, and share "
        "what was taken where after each event.",
    ),
    "violence-with-injury": (
        "It has been above its trajectory for all of the period and the gap did not close. The rise is slower than in "
        "London as a whole since Operation Equinox began.",
        "Hospitals pass on where assaults happened, without names; the council uses it for lighting, licensing and "
        "the hours of its wardens.",
    ),
    "robbery-personal-and-commercial": (
        "Two quarters running it has been over the target, by less than three per cent. Robberies near stations after "
        "school make most of the difference.",
        "Schools and the transport police agree presence at four stations between three and five o'clock.",
    ),
    "burglary": (
        "Well below the target since the marking of property began and known burglars were visited.",
        "Housing partners keep fitting locks where a burglary has happened, since that is where the next one is likely.",
    ),
}
USUAL = (
    "The figure is better than its trajectory. Nothing more is asked of partners this quarter.",
    "",
)


def load_highlights(board: Board, secretary: User) -> None:
    """Load the review from its opening to the Executive's leave, as the people of the partnership did it."""
    analyst = User.objects.holding(Role.PERFORMANCE_ANALYST, on=OPENED_ON).get()
    review = performance_reviews.open_review(
        meeting=board.meetings.get(reference="csp-2016-03-17"),
        session=_session(secretary),
        place=Place.objects.get(slug="haringey"),
        figures_to=date(2015, 12, 31),
        by=analyst,
        at=moment(OPENED_ON),
        on=OPENED_ON,
    )
    _comment(review, analyst)
    performance_reviews.agree_review(review=review, by=analyst, at=moment(MET_ON, 16), on=MET_ON)
    performance_reviews.send_to_executive(review=review, by=analyst, at=moment(SENT_ON), on=SENT_ON)
    performance_reviews.pass_for_the_pack(review=review, by=secretary, at=moment(PASSED_ON, 15), on=PASSED_ON)


def _session(secretary: User) -> Meeting:
    group = Board.objects.get(slug="performance-management-group")
    on = date(2016, 1, 11)
    return meetings.plan_meeting(
        board=group, starts_at=moment(MET_ON, 14), place="Civic Centre", by=secretary, at=moment(on), on=on
    )


def _comment(review: PerformanceReview, analyst: User) -> None:
    for reviewed in highlight_reading.read(review):
        line = reviewed.line
        if not line.indicator.is_measured:
            continue
        if reviewed.standing.figure is not None:
            performance_reviews.check_figures(line=line, by=analyst, at=moment(MET_ON, 11), on=MET_ON)
        if line.indicator.slug == "mopac-7-combined":
            performance_reviews.choose_line(
                line=line,
                choice=SelectionChoice.Choice.ADDED,
                reason="The board asked in October to see all seven together.",
                by=analyst,
                at=moment(MET_ON, 15),
                on=MET_ON,
            )
        elif not reviewed.is_shown:
            continue
        comment, added_value = SAID.get(line.indicator.slug, USUAL)
        performance_reviews.comment_line(
            line=line,
            comment=comment,
            added_value=added_value,
            version=line.version,
            by=analyst,
            at=moment(MET_ON, 15),
            on=MET_ON,
        )
