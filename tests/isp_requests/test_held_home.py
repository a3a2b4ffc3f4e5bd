"""The home page of an officer says what they hold, with the days that are left (ISP 10.3)."""

from datetime import date, timedelta

import pytest

from csp_portal.accounts.roles import Role
from isp_requests import held_home
from isp_requests.held_home import in_days
from isp_requests.identity import everything
from isp_requests.models import Disclosure
from isp_requests.states.answer import State
from isp_requests.workflow import afterwards, disclosures, requests
from tests.factories import make_user
from tests.isp_requests.factories_sealed import ON, WHEN, bring_to, make_urgent

pytestmark = pytest.mark.django_db


def cards(person, *, on=ON):
    person.__dict__.pop("_acting_on", None)
    person.__dict__.pop("_roles_on", None)
    sections = held_home.sections(person, on=on, at=WHEN["at"])
    return [card for section in sections for card in section.cards]


def reviewed(asked, day):
    with everything():
        Disclosure.objects.filter(asked=asked).update(review_on=day)


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (1, "in 1 day"), (12, "in 12 days"), (-1, "1 day ago"), (-40, "40 days ago")],
)
def test_days_are_said_as_people_say_them(days, said):
    assert in_days(ON + timedelta(days=days), on=ON) == said


@pytest.mark.parametrize("state", [State.SUPPLIED, State.IN_USE])
@pytest.mark.parametrize(
    ("days", "said", "is_urgent"),
    [
        (-3, "Its review was due 3 days ago.", True),
        (0, "Its review is due today.", False),
        (30, "Its review is due in 30 days.", False),
    ],
)
def test_what_is_due_for_review_is_named_with_its_days(sides, state, days, said, is_urgent):
    asked = bring_to(sides, state)
    reviewed(asked, ON + timedelta(days=days))

    (card,) = cards(sides.requester)

    assert card["title"] == f"{asked.sharing_request}: what {sides.holding} supplied"
    assert card["text"].startswith(said)
    assert "returned or destroyed" in card["text"]
    assert "Held for 0 days" in card["meta"]
    assert card["is_urgent"] == is_urgent
    assert cards(sides.officer) == []
    assert cards(sides.outsider) == []


def test_what_is_further_away_is_counted(sides):
    for day in (date(2016, 9, 1), date(2016, 8, 1)):
        reviewed(bring_to(sides, State.IN_USE), day)

    (card,) = cards(sides.requester)

    assert card["title"] == "2 disclosures are with you"
    assert card["text"] == "The next review is in 143 days."


def test_what_is_certified_is_held_no_more_and_what_is_reviewed_moves_on(sides):
    asked = bring_to(sides, State.IN_USE)
    reviewed(asked, ON)
    disclosures.review(asked=asked, review_on=ON + timedelta(days=20), by=sides.requester, **WHEN)
    assert "in 20 days" in cards(sides.requester)[0]["text"]

    disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)
    assert cards(sides.requester) == []


def test_everything_that_is_supplied_has_a_day_of_review(sides):
    for asked in (bring_to(sides, State.SUPPLIED), make_urgent(sides)):
        with everything():
            # The edition keeps words for twelve months.
            assert asked.disclosures.get().review_on == date(2017, 3, 11)


def test_a_hold_is_looked_at_again_by_the_side_that_placed_it(sides):
    asked = bring_to(sides, State.IN_USE)
    afterwards.place_hold(
        asked=asked, why="A trial.", review_on=ON + timedelta(days=7), by=sides.officer, **WHEN
    )

    (card,) = cards(sides.officer)

    assert "legal hold" in card["title"]
    assert "in 7 days" in card["text"]
    assert not any("legal hold" in each["title"] for each in cards(sides.requester))
    assert cards(sides.officer, on=ON + timedelta(days=9))[0]["is_urgent"]


def test_what_the_portal_destroys_soon_is_told_to_whoever_asked(sides):
    asked = bring_to(sides, State.WITHDRAWN)
    near = date(2017, 3, 1)

    assert cards(sides.requester) == []
    (card,) = cards(sides.requester, on=near)

    assert card["title"] == f"{asked.sharing_request}: the portal destroys its words"
    assert "in 10 days" in card["text"]


def test_a_contact_is_told_how_much_of_the_own_officers_is_past_its_review(sides):
    for _ in range(2):
        reviewed(bring_to(sides, State.IN_USE), ON - timedelta(days=1))

    (card,) = cards(sides.asking_spoc)

    assert card["title"] == "2 disclosures held by your officers past the review"
    assert not any("your officers" in each["title"] for each in cards(sides.holding_spoc))


def test_whoever_takes_a_request_over_holds_what_came_by_it(sides):
    asked = bring_to(sides, State.IN_USE)
    reviewed(asked, ON)
    requests.take_over(sharing_request=asked.sharing_request, by=sides.asking_spoc, **WHEN)

    assert [card["title"] for card in cards(sides.asking_spoc)] == [
        f"{asked.sharing_request}: what {sides.holding} supplied"
    ]


def test_nobody_else_is_told_anything(sides):
    reviewed(bring_to(sides, State.IN_USE), ON)

    for role in (Role.ADMINISTRATOR, Role.SECRETARIAT, Role.INFORMATION_GOVERNANCE_LEAD):
        assert cards(make_user(organisation=sides.asking, duties=[role])) == []
