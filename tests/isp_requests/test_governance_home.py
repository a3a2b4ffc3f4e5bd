"""The home page of the information governance lead and of those who deal with breaches."""

from datetime import timedelta

import pytest

from csp_portal.accounts.roles import Role
from isp_requests import governance_home
from isp_requests.models import ProtocolEdition
from isp_requests.workflow import matters
from tests.factories import make_user
from tests.isp_requests.factories_sealed import ON, WHEN

pytestmark = pytest.mark.django_db


def titles(person, *, on=ON):
    found = governance_home.sections(person, on=on, at=WHEN["at"])
    return [card["title"] for section in found for card in section.cards]


@pytest.fixture
def lead(sides):
    return make_user(organisation=sides.outside, duties=[Role.INFORMATION_GOVERNANCE_LEAD])


def breach(sides):
    return matters.report(
        kind="breach",
        organisation=sides.holding,
        sort="lost",
        text="",
        known_at=WHEN["at"],
        by=sides.requester,
        **WHEN,
    )


def test_a_breach_waits_on_the_home_page_of_those_who_deal_with_it_alone(sides, lead):
    matter = breach(sides)

    assert f"Breach {matter}" in titles(lead)
    assert titles(sides.holding_spoc) == [f"Breach {matter}"]
    for person in (sides.requester, sides.officer, sides.asking_spoc, make_user(duties=[Role.ADMINISTRATOR])):
        assert governance_home.sections(person, on=ON, at=WHEN["at"]) == []


def test_the_lead_is_told_what_lapses_and_who_is_missing(sides, lead):
    told = titles(lead)
    assert "Contacts missing" in told  # no organisation of the tests has a back-up
    assert not any("to look at again" in title for title in told)

    later = titles(lead, on=ON + timedelta(days=400))
    assert any("to look at again" in title for title in later)
    assert any("not ready" in title for title in later)


def test_an_edition_to_be_reviewed_is_named(sides, lead):
    edition = ProtocolEdition.objects.in_force(on=ON)
    ProtocolEdition.objects.filter(pk=edition.pk).update(review_on=ON)

    assert str(edition) in titles(lead)
