"""Two people at the same record, and two people who may not read the same of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Seat
from tests.factories import make_item, make_meeting, make_pack, make_report, make_secretary, restrict_paper
from tests.journeys.conftest import Partnership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_the_second_of_two_secretaries_sees_both_texts_and_goes_on(
    window: Callable[..., Page], partnership: Partnership, has_script: bool
) -> None:
    meeting = make_meeting(board=partnership.board, state="agenda_draft", by=partnership.secretary)
    item = make_item(meeting=meeting, title="Knife crime", by=partnership.secretary)
    first, second = window(partnership.secretary), window(make_secretary(), has_script=has_script)
    for office in (first, second):
        office.goto(f"/meetings/{meeting.reference}/items/{item.key}/edit/")

    first.get_by_role("textbox", name="Wording").fill("To hear the figures.")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_role("heading", level=1)).not_to_contain_text("Change")
    second.get_by_role("textbox", name="Wording").fill("To hear the police.")
    second.get_by_role("button", name="Save").click()

    expect(second.get_by_role("heading", level=1)).to_have_text(
        "Somebody else changed this while you were writing"
    )
    expect(second.get_by_text("To hear the figures.")).to_be_visible()
    expect(second.get_by_label("Yours, not saved").first).to_have_value("To hear the police.")
    second.get_by_role("button", name="Open the form with your text").click()
    expect(second.get_by_role("textbox", name="Wording")).to_have_value("To hear the police.")
    second.get_by_role("textbox", name="Wording").fill("To hear the police and the figures.")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("The item is saved.")).to_be_visible()
    second.get_by_role("link", name="Knife crime", exact=True).first.click()
    expect(second.get_by_text("To hear the police and the figures.").first).to_be_visible()


def test_two_members_read_the_same_agenda_and_one_of_them_a_restricted_paper(
    window: Callable[..., Page], partnership: Partnership
) -> None:
    secretary = partnership.secretary
    meeting = make_meeting(board=partnership.board, state="agenda_draft", by=secretary)
    item = make_item(meeting=meeting, title="Places of concern", by=secretary)
    paper = make_report(item=item, by=secretary, title="Names and addresses")
    seat = Seat.objects.get(office="Probation")
    restrict_paper(paper=paper, seats=[seat], by=secretary)
    make_pack(meeting=meeting, is_published=True, by=secretary)
    address = f"/meetings/{meeting.reference}/papers/{paper.key}/"

    named, other = window(partnership.named), window(partnership.member)
    answers = [reader.goto(address) for reader in (named, other)]

    assert [answer and answer.status for answer in answers] == [200, 404]
    expect(named.get_by_role("heading", level=1)).to_contain_text("Names and addresses")
    for reader in (named, other):
        reader.goto(f"/meetings/{meeting.reference}/items/{item.key}/")
        expect(reader.get_by_role("heading", level=1)).to_contain_text("Places of concern")
    expect(named.get_by_role("link", name="Names and addresses", exact=True)).to_be_visible()
    assert "Names and addresses" not in other.content()
