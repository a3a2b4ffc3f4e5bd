"""What the public may read of figures about few people: in the pack, in its pages and in files."""

import io
import re
from datetime import date

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from csp_portal.documents.pdf.reading import read_page
from csp_portal.documents.pdf.render import page_html
from delivery_plans.board_pack import performance
from delivery_plans.models import Indicator, Period, Place
from delivery_plans.performance_export import ward_sheet
from delivery_plans.states.performance import PeriodKind
from delivery_plans.workflow import performance_reviews
from meetings import releasing
from meetings.models import PackCopy
from meetings.pack_excerpts import excerpt
from meetings.pack_plan import PackPlan
from meetings.pack_reading import PublicPack, ReadPack
from meetings.workflow import releases
from tests.delivery_plans.factories_indicators import enter_figure, load_facts
from tests.delivery_plans.factories_reviews import QUARTERS, WHEN, make_quarter
from tests.factories import (
    PLANNED_AT,
    PLANNED_ON,
    make_board,
    make_item,
    make_meeting,
    make_pack,
    make_paper,
    make_report,
    make_seat,
    make_secretary,
    restrict_item,
    seat_person,
    sign_in,
)
from tests.meetings.conftest import quick_typesetting

__all__ = ["quick_typesetting"]
pytestmark = pytest.mark.django_db

# Of 66 robberies in a ward of Tottenham three are left, and the eight wards add up to their group's figure.
FEW, SMALLEST_BESIDE = "Seven Sisters", "White Hart Lane"


@pytest.fixture
def few_robberies():
    """Let one ward have three robberies, and its group of wards that many fewer."""
    analyst = load_facts()
    robbery = Indicator.objects.get(slug="ward-personal-robbery")
    period = Period.objects.get(kind=PeriodKind.ROLLING_YEAR, ends_on=date(2015, 10, 31))
    for name, value in ((FEW, 3), ("Tottenham wards", 575)):
        enter_figure(
            by=analyst, indicator=robbery, place=Place.objects.get(name=name), period=period, value=value,
            reason="Counted again.",
        )  # fmt: skip
    return robbery


def rows_of(words):
    """Find the rows of the two wards in the words of a page."""
    return [
        match[0]
        for name in (FEW, SMALLEST_BESIDE)
        for match in [re.search(rf"{name} (\S+ )?\S+ \d+", " ".join(words.split()))]
        if match
    ]


def words_of(content):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.fixture
def board():
    return make_board(by=make_secretary(), public_access="open")


@pytest.fixture
def meeting(board):
    secretary = make_secretary()
    meeting = make_meeting(board=board, state="agenda_draft", by=secretary)
    item = make_item(meeting=meeting, title="Performance", by=secretary)
    make_paper(item=item, kind="generated", generator="ward_figures", title="Offences by ward", by=secretary)
    make_report(item=make_item(meeting=meeting, title="Strategy", by=secretary), by=secretary)
    return meeting


def test_a_ward_with_few_offences_is_hidden_with_the_next_of_its_group(few_robberies):
    rows = {row[1]: row for row in ward_sheet([few_robberies], public=True).rows if row[1] != "Haringey"}

    hidden = {name for name, row in rows.items() if row[2] in ("under 5", "not shown")}
    assert hidden == {FEW, SMALLEST_BESIDE}
    assert rows[FEW][2:] == ["under 5", 60, "", "", "", ""]
    assert rows["Tottenham wards"][2] == 575
    # The ranks of the others would say between which two a hidden number lies.
    assert {row[6] for row in rows.values()} == {row[7] for row in rows.values()} == {""}
    assert {row[6] for row in ward_sheet([few_robberies]).rows} > {1, 2, 3}


def test_a_ward_is_kept_from_the_public_in_all_that_the_paper_says(few_robberies):
    section = performance.ward_figures(make_meeting())

    html = page_html(section.template, section.for_public)
    assert "Counts of fewer than five people are not shown" in html
    assert "Counts of fewer than five people" not in page_html(section.template, section.context)
    robberies = html.split("<h2>")[1]
    for said in re.findall(rf"{FEW}[^A-Z]*", robberies):
        assert "under 5" in said
        assert not re.search(r"(?<!to Oct 1[45] )\b3\b", said)
    assert re.search(rf"{SMALLEST_BESIDE}</th><td[^>]*>not shown<", robberies)


def test_where_nothing_is_small_the_public_reads_the_same_file(meeting, quick_typesetting):
    load_facts()

    pack = make_pack(meeting=meeting)

    assert performance.ward_figures(meeting).for_public is None
    assert [copy.kind for copy in pack.copies.all()] == ["public"]


def test_the_public_copy_hides_what_members_read_on_the_same_pages(
    few_robberies, meeting, board, quick_typesetting
):
    secretary = make_secretary()
    member = seat_person(seat=make_seat(board=board, by=secretary), by=secretary).person

    pack = make_pack(meeting=meeting, is_published=True, by=secretary)

    members, public = pack.copies.all()
    assert (members.kind, public.kind, members.shows, public.shows) == ("full", "public", [], [])
    assert members.pages == public.pages
    assert rows_of(words_of(members.file.read())) == [f"{FEW} 3 60", f"{SMALLEST_BESIDE} 49 67"]
    assert rows_of(words_of(public.file.read())) == [
        f"{FEW} under 5 60", f"{SMALLEST_BESIDE} not shown 67",
    ]  # fmt: skip
    assert ReadPack(pack, member, on=PLANNED_ON).copy == members
    assert PublicPack(pack).copy == public
    entry = pack.entries.get(paper__generator="ward_figures")
    assert entry.public_sha256 not in ("", entry.sha256)

    for public_asks, few in ((True, f"{FEW} under 5 60"), (False, f"{FEW} 3 60")):
        lines = [line for line in PublicPack(pack).lines if line.entry == entry]
        alone = excerpt(pack, lines, title="Wards", public=public_asks).content
        assert rows_of(words_of(alone))[0] == few


def test_everybodys_pages_and_files_say_what_the_public_copy_says(
    few_robberies, meeting, board, quick_typesetting
):
    pack = make_pack(meeting=meeting, is_published=True)
    key = pack.entries.get(paper__generator="ward_figures").paper.key
    where = [meeting.reference, pack.number]

    page = Client().get(reverse("meetings:public_paper", args=[*where, key])).content.decode()
    whole = Client().get(reverse("meetings:public_pack_download", args=where))
    alone = Client().get(reverse("meetings:public_paper_download", args=[*where, key]))

    for words in (page, *(words_of(b"".join(answer.streaming_content)) for answer in (whole, alone))):
        assert f"{FEW} under 5 60" in " ".join(words.split())
        assert f"{FEW} 3 60" not in " ".join(words.split())


def test_a_member_downloads_the_numbers_whole(few_robberies, meeting, board, quick_typesetting):
    secretary = make_secretary()
    member = seat_person(seat=make_seat(board=board, by=secretary), by=secretary).person
    pack = make_pack(meeting=meeting, is_published=True, by=secretary)

    for name in ("pack_download", "pack_item_download"):
        more = [pack.entries.get(paper__generator="ward_figures").item_number] if "item" in name else []
        answer = sign_in(Client(), member).get(
            reverse(f"meetings:{name}", args=[meeting.reference, pack.number, *more])
        )
        assert f"{FEW} 3 60" in rows_of(words_of(b"".join(answer.streaming_content)))


def test_members_without_a_named_seat_have_a_copy_of_their_own(
    few_robberies, meeting, board, quick_typesetting
):
    secretary = make_secretary()
    named, other = (make_seat(board=board, office=office, by=secretary) for office in ("One", "Two"))
    member = seat_person(seat=other, by=secretary).person
    closed = make_item(meeting=meeting, title="A staffing matter", by=secretary)
    make_report(item=closed, text="Kestrel.", by=secretary)
    restrict_item(item=closed, seats=[named], by=secretary)

    pack = make_pack(meeting=meeting, is_published=True, by=secretary)

    assert [copy.kind for copy in pack.copies.all()] == ["full", "members", "public"]
    words = {copy.kind: words_of(copy.file.read()) for copy in pack.copies.all()}
    assert {kind: "Kestrel." in said for kind, said in words.items()} == {
        "full": True, "members": False, "public": False,
    }  # fmt: skip
    assert {kind: f"{FEW} 3 60" in rows_of(said) for kind, said in words.items()} == {
        "full": True, "members": True, "public": False,
    }  # fmt: skip
    assert ReadPack(pack, member, on=PLANNED_ON).copy.kind == PackCopy.Kind.MEMBERS
    assert PublicPack(pack).copy.kind == PackCopy.Kind.PUBLIC


def test_a_release_takes_no_numbers_from_members_and_opens_its_pages_to_them(
    few_robberies, meeting, board, quick_typesetting
):
    secretary = make_secretary()
    named, other = (make_seat(board=board, office=office, by=secretary) for office in ("One", "Two"))
    member = seat_person(seat=other, by=secretary).person
    closed = make_item(meeting=meeting, title="A staffing matter", by=secretary)
    make_report(item=closed, text="Kestrel.", by=secretary)
    restriction = restrict_item(item=closed, seats=[named], by=secretary).restriction
    pack = make_pack(meeting=meeting, is_published=True, by=secretary)
    wards, matter = (
        pack.entries.get(paper__generator="ward_figures"),
        pack.entries.get(item=closed),
    )

    releases.release_restriction(
        restriction=restriction,
        reason="It is over.",
        built=releasing.build(restriction, on=PLANNED_ON),
        by=secretary,
        at=PLANNED_AT,
        on=PLANNED_ON,
    )

    opened, public = ReadPack(pack, member, on=PLANNED_ON), PublicPack(pack)
    assert opened.copy.kind == PackCopy.Kind.MEMBERS
    assert public.copy == pack.releases.get()
    for entry, words_of_member, words_of_public in (
        (wards, f"{FEW} 3 60", f"{FEW} under 5 60"),
        (matter, "Kestrel.", "Kestrel."),
    ):
        for each, words in ((opened, words_of_member), (public, words_of_public)):
            pages = range(entry.first_page, entry.last_page + 1)
            read = " ".join(read_page(*each.place_of_page(page)).words for page in pages)
            assert words in " ".join(read.split())
    client = sign_in(Client(), member)
    where = [meeting.reference, pack.number]
    assert "Released copy" in client.get(pack.get_absolute_url()).content.decode()
    alone = client.get(reverse("meetings:pack_item_download", args=[*where, matter.item_number]))
    assert "Kestrel." in words_of(b"".join(alone.streaming_content))


def test_a_figure_that_becomes_small_makes_the_pack_out_of_date(few_robberies, meeting):
    before = PackPlan(meeting).fingerprint

    few_robberies.counts_people = False
    few_robberies.save()

    assert PackPlan(meeting).fingerprint != before


# --- The highlight report -------------------------------------------------------------------------
@pytest.fixture
def small_quarter():
    """A report that shows an indicator of which the newest figure is four people."""
    quarter = make_quarter()
    quarter.bad.counts_people = True
    quarter.bad.save()
    period = Period.objects.get(kind=PeriodKind.QUARTER, ends_on=QUARTERS[-1])
    enter_figure(
        by=quarter.analyst, indicator=quarter.bad, place=quarter.place, period=period, value=4,
        reason="Counted again.",
    )  # fmt: skip
    by = {"by": quarter.analyst, **WHEN}
    for indicator in (quarter.bad, quarter.good):
        performance_reviews.check_figures(line=quarter.line(indicator), **by)
    performance_reviews.comment_line(
        line=quarter.line(quarter.bad), comment="Four in the east.", added_value="Joint patrols.", version=1,
        **by,
    )  # fmt: skip
    performance_reviews.agree_review(review=quarter.review, **by)
    performance_reviews.send_to_executive(review=quarter.review, **by)
    performance_reviews.pass_for_the_pack(review=quarter.review, by=quarter.secretary, **WHEN)
    return quarter


def test_the_report_says_nothing_to_the_public_of_an_indicator_with_few_people(small_quarter):
    section = performance.highlight_report(small_quarter.meeting)

    whole = page_html(section.template, section.context)
    public = page_html(section.template, section.for_public)
    assert "Four in the east." in whole
    assert "Its figures count fewer than five people" in public
    assert small_quarter.bad.name in public
    for words in ("Four in the east.", "Joint patrols.", "trajectory.", "Rated", "data:image/svg"):
        assert words not in public.split(f"<h3>{small_quarter.bad.name}</h3>")[1].split("<h3>")[0]
    assert section.facts[1:] == [[small_quarter.bad.slug]]


def test_a_report_without_few_people_is_the_same_for_everybody():
    quarter = make_quarter(state="for_the_pack")
    quarter.bad.counts_people = True
    quarter.bad.save()

    assert performance.highlight_report(quarter.meeting).for_public is None
