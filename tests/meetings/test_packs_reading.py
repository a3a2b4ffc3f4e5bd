"""A pack in a reader's hands: which copy, which sheet, what changed, whether a file is genuine."""

import hashlib
import io
import json
from datetime import date
from io import StringIO
from types import SimpleNamespace

import pypdf
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.pdf.place import place
from meetings import pack_reading
from meetings.dry_run import dry_run
from meetings.models import Pack, PackCopy, PackEntry, PackOpening
from meetings.pack_plan import PackPlan, printed_marking
from meetings.pack_reading import Line, ReadPack, changes
from meetings.states.meeting import State as MeetingState
from meetings.workflow import agendas, boards, interests, packs, papers
from tests.factories import (
    PLANNED_AT,
    PLANNED_ON,
    make_pack,
    make_report,
    make_secretary,
    make_user,
    publish_pack,
    sign_in,
)
from tests.meetings.conftest import COMPLAINT_WORD, PLACES_WORD
from tests.meetings.factories_before import agree_agenda

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_typesetting")]

WHEN = {"at": PLANNED_AT, "on": PLANNED_ON}


@pytest.fixture(autouse=True)
def in_january_2016():
    with time_machine.travel(PLANNED_AT, tick=False):
        yield


@pytest.fixture
def pack(world):
    return make_pack(meeting=world.meeting, is_published=True, by=world.secretary)


def as_(person):
    return sign_in(Client(), person)


def address(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.reference, *more])


def whole(response):
    """Read an answer to its end, as a browser does."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def status(person, page):
    response = as_(person).get(page)
    whole(response)
    return response.status_code


# --- Which copy -----------------------------------------------------------------------------------
@given(
    st.sets(st.frozensets(st.integers(1, 6), min_size=1), max_size=8),
    st.frozensets(st.integers(1, 6)),
)
def test_a_reader_never_gets_a_copy_that_shows_more_than_they_may_see(audiences, open_to_reader):
    copies = [
        SimpleNamespace(pk=number, kind="readers", shows=sorted(shows))
        for number, shows in enumerate([*audiences, frozenset()])
    ]
    pack = SimpleNamespace(copies=SimpleNamespace(all=lambda: copies))

    chosen = Pack.copy_for(pack, open_to_reader)

    assert set(chosen.shows) <= open_to_reader
    fitting = [copy for copy in copies if set(copy.shows) <= open_to_reader]
    assert len(chosen.shows) == max(len(copy.shows) for copy in fitting)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=12),
    st.integers(1, 6).map(lambda pairs: 2 * pairs),
)
def test_every_number_is_on_one_sheet_and_no_sheet_is_left_over(papers_there, front_sheets):
    lines = []
    for (_, is_open), placed in zip(papers_there, place([pages for pages, _ in papers_there]), strict=True):
        entry = PackEntry(
            first_page=placed.first_number,
            last_page=placed.last_number,
            restrictions=[] if is_open else [1],
        )
        lines.append(Line(entry, is_open))
    opened = ReadPack.__new__(ReadPack)
    opened.lines = lines
    opened.copy = SimpleNamespace(
        file="the one file",
        shows=[],
        pages=front_sheets + sum(line.entry.pages if line.is_open else 2 for line in lines),
    )
    opened._files = [opened.copy]

    places = [opened.place_of_page(page) for page in range(1, opened.last_page + 1)]

    assert {file for file, _ in places} == {"the one file"}
    sheets = [sheet for _, sheet in places]
    assert sheets[0] == front_sheets
    assert sheets == sorted(sheets)
    open_pages = [page for line in lines if line.is_open for page in pages_of(line)]
    assert len({sheets[page - 1] for page in open_pages}) == len(open_pages)
    for line in lines:
        assert sheets[line.entry.first_page - 1] % 2 == 0
    assert opened.place_of_page(0) is None
    assert opened.place_of_page(opened.last_page + 1) is None


def pages_of(line):
    return range(line.entry.first_page, line.entry.last_page + 1)


def declares(world, person, seat, item):
    return interests.declare(
        item=item,
        seat=seat,
        person=person,
        kind="prejudicial",
        interest="A brother's firm.",
        by=world.secretary,
        **WHEN,
    )


def test_a_pack_built_after_an_interest_was_declared_has_a_copy_that_lacks_that_item_alone(world):
    reader, seat = world.places_reader, world.places_seat
    world.complaint_item.restriction.seats.set([seat])
    before = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)
    assert [copy.kind for copy in before.copies.all()] == ["full", "public"]

    declaration = declares(world, reader, seat, world.strategy_item)
    after = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)

    # What was built before holds no such copy, so that it shows them neither paper.
    for pack, words in ((before, set()), (after, {COMPLAINT_WORD})):
        copy = ReadPack(pack, reader, on=PLANNED_ON).copy
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(copy.file.read())).pages)
        assert {word for word in (PLACES_WORD, COMPLAINT_WORD) if word in text} == words
    interests.withdraw(declaration=declaration, reason="It was sold.", by=world.secretary, **WHEN)
    assert ReadPack(after, reader, on=PLANNED_ON).copy.kind == PackCopy.Kind.FULL
    assert PackPlan(world.meeting).is_kept_in(before)


def test_an_interest_that_wants_no_other_copy_leaves_the_pack_as_new_as_it_was(world, pack):
    declares(world, world.places_reader, world.places_seat, world.strategy_item)

    assert PackPlan(world.meeting).is_kept_in(pack)


def test_the_dry_run_and_the_readers_own_pages_say_from_whom_an_interest_withholds(world, pack):
    declares(world, world.places_reader, world.places_seat, world.strategy_item)

    found = dry_run(world.meeting, PackPlan(world.meeting), on=PLANNED_ON)

    names = {reader.seat: reader.names for reader in found.readers}
    name = world.places_reader.full_name
    assert names[world.places_seat] == f"{name} (withheld for an interest: item 1)"
    assert "interest" not in names[world.complaint_seat]
    client = as_(world.places_reader)
    entry = pack.entries.get(paper=world.places)
    item = client.get(address("item_detail", world.meeting, world.strategy_item.key)).content.decode()
    page = client.get(address("pack_page", world.meeting, pack.number, entry.first_page)).content.decode()
    assert "You declared an interest in this item." in item
    assert "so its restricted papers are withheld from you" in page
    other = as_(world.member).get(address("pack_page", world.meeting, pack.number, entry.first_page))
    assert "You declared an interest" not in other.content.decode()


def test_each_reader_turns_to_the_page_that_their_file_has_there(world, pack):
    for person in (world.secretary, world.places_reader, world.complaint_reader, world.member):
        opened = ReadPack(pack, person, on=PLANNED_ON)
        labels = pypdf.PdfReader(io.BytesIO(opened.copy.file.read())).page_labels

        for page in range(1, opened.last_page + 1):
            file, sheet = opened.place_of_page(page)
            assert file == opened.copy.file
            first, _, last = labels[sheet].partition("-")
            assert int(first) <= page <= int(last or first)


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("secretary", {PLACES_WORD, COMPLAINT_WORD}),
        ("places_reader", {PLACES_WORD}),
        ("complaint_reader", {COMPLAINT_WORD}),
        ("member", set()),
    ],
)
def test_pages_show_restricted_titles_and_texts_to_their_readers_only(world, pack, person, words):
    browser = as_(getattr(world, person))
    last = ReadPack(pack, world.secretary, on=PLANNED_ON).last_page
    addresses = [
        address("pack_current", world.meeting),
        address("pack_detail", world.meeting, 1),
        address("pack_list", world.meeting),
        address("pack_manifest", world.meeting, 1),
        address("pack_changes", world.meeting, 1),
        *(address("pack_page", world.meeting, 1, page) for page in range(1, last + 1)),
    ]

    shown = b"".join(whole(browser.get(each)) for each in addresses).decode()

    for word in (PLACES_WORD, COMPLAINT_WORD):
        assert (word in shown) == (word in words)


@pytest.mark.parametrize(("person", "status"), [("places_reader", 200), ("member", 404)])
def test_a_restricted_paper_is_not_there_for_others(world, pack, person, status):
    browser = as_(getattr(world, person))

    response = browser.get(address("pack_paper", world.meeting, 1, world.places.key))

    assert response.status_code == status


def test_a_picture_that_one_reader_was_shown_is_not_shown_to_another(world, pack):
    page = pack.entries.get(paper=world.places).first_page
    image = address("pack_page_image", world.meeting, 1, page)

    shown = [as_(person).get(image) for person in (world.places_reader, world.member, world.places_reader)]

    assert shown[0].content == shown[2].content != shown[1].content
    assert {response["Cache-Control"] for response in shown} == {"private, no-store"}


def test_a_reader_downloads_their_own_copy_under_a_name_that_says_nothing(world, pack):
    response = as_(world.member).get(address("pack_download", world.meeting, 1))

    assert whole(response) == pack.copies.get(kind=PackCopy.Kind.PUBLIC).file.read()
    assert response["Content-Disposition"].endswith(f'"{world.meeting.reference}-pack-1-public.pdf"')


def test_only_the_secretariat_chooses_another_copy(world, pack):
    full = pack.copies.get(kind=PackCopy.Kind.FULL)
    where = address("pack_download", world.meeting, 1) + f"?copy={full.pk}"

    assert whole(as_(world.secretary).get(where)) == full.file.read()
    assert as_(world.member).get(where).status_code == 403


def test_the_papers_of_one_item_look_as_they_do_in_the_whole_pack(world, pack):
    full = pypdf.PdfReader(io.BytesIO(pack.copies.get(kind=PackCopy.Kind.FULL).file.read()))
    response = as_(world.secretary).get(address("pack_item_download", world.meeting, 1, 1))
    item = pypdf.PdfReader(io.BytesIO(whole(response)))

    of_pack = dict(zip(full.page_labels, full.pages, strict=True))

    entry = pack.entries.get(paper=world.places)
    assert item.page_labels == [str(number) for number in range(1, entry.last_page + 1)]
    for label, page in zip(item.page_labels, item.pages, strict=True):
        words = of_pack[label].extract_text().replace("Back to the agenda", "")
        assert page.extract_text().split() == words.split()
    assert item.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "OFFICIAL-SENSITIVE – NOT FOR PUBLICATION" in item.pages[entry.first_page - 1].extract_text()


def test_the_papers_of_one_item_have_a_slip_where_the_reader_does_not_get_one(world, pack):
    response = as_(world.member).get(address("pack_item_download", world.meeting, 1, 1))
    entry = pack.entries.get(paper=world.places)
    item = pypdf.PdfReader(io.BytesIO(whole(response)))

    words = "".join(page.extract_text() for page in item.pages)

    assert PLACES_WORD not in words
    assert f"Pages {entry.first_page} to {entry.last_page} are not in this copy." in words


@pytest.mark.parametrize(
    ("marking", "is_restricted", "printed"),
    [
        ("", False, ""),
        ("official", False, "OFFICIAL"),
        ("", True, "NOT FOR PUBLICATION"),
        ("official_sensitive", True, "OFFICIAL-SENSITIVE – NOT FOR PUBLICATION"),
    ],
)
def test_the_marking_is_printed_in_one_way(marking, is_restricted, printed):
    assert printed_marking(marking, is_restricted=is_restricted) == printed


# --- Publishing -----------------------------------------------------------------------------------
def test_members_see_no_pack_before_it_is_published(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    pages = [
        address(name, world.meeting, *more)
        for name, *more in (
            ("pack_detail", 1),
            ("pack_download", 1),
            ("pack_manifest", 1),
            ("pack_page", 1, 1),
            ("pack_page_image", 1, 1),
            ("pack_item_download", 1, 1),
            ("pack_changes", 1),
            ("pack_paper", 1, world.strategy.key),
        )
    ]

    before = {status(world.member, page) for page in pages}
    current = as_(world.member).get(address("pack_current", world.meeting))
    publish_pack(pack=pack, by=world.secretary)
    after = {status(world.member, page) for page in pages}

    assert (before, after) == ({404}, {200})
    assert b"There is no pack for you to read at present." in current.content


def test_a_stranger_finds_nothing_of_a_published_pack(world, pack):
    stranger = as_(make_user())

    for name, *more in (
        ("pack_current",),
        ("pack_detail", 1),
        ("pack_download", 1),
        ("pack_page_image", 1, 1),
    ):
        assert stranger.get(address(name, world.meeting, *more)).status_code == 404


def test_publishing_circulates_the_agenda(world, pack):
    world.meeting.refresh_from_db()

    assert world.meeting.state == MeetingState.CIRCULATED
    assert (pack.published_by, pack.missing_reason) == (world.secretary, "Its author is ill.")


def publish(world, pack, *, on=PLANNED_ON, lateness_reason="", missing_reason=""):
    agree_agenda(meeting=world.meeting, by=world.secretary)
    return packs.publish_pack(
        pack=pack,
        lateness_reason=lateness_reason,
        missing_reason=missing_reason,
        by=world.secretary,
        at=PLANNED_AT,
        on=on,
    )


def test_a_late_pack_is_published_with_a_reason_only(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    late = date(2016, 3, 16)

    with pytest.raises(CannotBeDone, match="say why it goes out late"):
        publish(world, pack, on=late)

    assert publish(world, pack, on=late, lateness_reason="The hall.").published_at
    world.meeting.refresh_from_db()
    assert world.meeting.lateness_reason == "The hall."


def test_a_pack_without_a_paper_is_published_with_a_reason_only(world, missing_paper):
    pack = make_pack(meeting=world.meeting, by=world.secretary)

    with pytest.raises(CannotBeDone, match="Say why it goes out without them"):
        publish(world, pack)

    assert publish(world, pack, missing_reason="Its author is ill.").published_at


def test_a_pack_is_published_once(world, pack):
    with pytest.raises(CannotBeDone, match="Version 1 is published already"):
        publish(world, pack)


def change_the_strategy(world):
    body = [{"key": "background", "heading": "Background", "text": "Quite another text."}]
    papers.keep_report(paper=world.strategy, body=body, based_on=1, by=world.secretary, **WHEN)


def test_a_pack_that_the_agenda_has_left_behind_is_not_published(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    change_the_strategy(world)

    with pytest.raises(CannotBeDone, match="Build the pack again first"):
        publish(world, pack)


def test_an_older_pack_is_not_published_after_a_newer_one_was_built(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    change_the_strategy(world)
    make_pack(meeting=world.meeting, by=world.secretary)

    with pytest.raises(CannotBeDone, match="Publish the newest one"):
        publish(world, pack)


def test_the_page_asks_for_the_reasons_that_are_needed(world, missing_paper):
    make_pack(meeting=world.meeting, by=world.secretary)
    agree_agenda(meeting=world.meeting, by=world.secretary)
    office = as_(world.secretary)
    where = address("pack_publish", world.meeting, 1)

    refused = office.post(where, {})
    done = office.post(where, {"missing_reason": "Its author is ill."}, follow=True)

    assert refused.context["form"].errors.keys() == {"missing_reason"}
    assert b"Pack version 1 is published to the board." in done.content
    assert b"It went out without some papers: Its author is ill." in done.content


def test_members_keep_the_published_version_while_the_next_is_prepared(world, pack):
    change_the_strategy(world)
    newer = make_pack(meeting=world.meeting, by=world.secretary)
    current = address("pack_current", world.meeting)

    before = as_(world.member).get(current).context["pack"]
    unpublished = as_(world.member).get(address("pack_detail", world.meeting, 2))
    publish_pack(pack=newer, by=world.secretary)
    after = as_(world.member).get(current).context["pack"]
    old = as_(world.member).get(address("pack_detail", world.meeting, 1))

    assert (before.number, unpublished.status_code, after.number) == (1, 404, 2)
    assert b"There is a newer pack." in old.content


# --- What changed ---------------------------------------------------------------------------------
def what_changed(before, after, reader):
    found = changes(ReadPack(before, reader, on=PLANNED_ON), ReadPack(after, reader, on=PLANNED_ON))
    return {(change.item_number, change.paper_title): change.what for change in found}


def test_a_reader_is_told_what_changed_and_nothing_that_is_kept_from_them(world, pack):
    change_the_strategy(world)
    papers.edit_paper(paper=world.places, title="Zanzibar and after", by=world.secretary, **WHEN)
    newer = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)

    for_all = what_changed(pack, newer, world.member)
    for_reader = what_changed(pack, newer, world.places_reader)

    assert for_all[(1, "Ten years ahead")] == "New text."
    assert "Zanzibar" not in str(for_all)
    assert "It was called" not in for_reader.get((1, "Ten years ahead"), "")
    assert "The paper was called “Where the Zanzibar group meets”." in for_reader[(1, "Zanzibar and after")]


def test_new_withdrawn_and_moved_papers_are_told(world, pack):
    make_report(item=world.strategy_item, title="Costs", by=world.secretary)
    papers.withdraw_paper(paper=world.strategy, reason="Overtaken.", by=world.secretary, **WHEN)
    newer = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)

    told = what_changed(pack, newer, world.secretary)

    assert told[(1, "Costs")] == "New paper."
    assert told[(1, "Ten years ahead")] == "The paper was withdrawn."
    assert told[(1, "Where the Zanzibar group meets")] == "It was on pages 3 to 4."


def test_the_page_compares_with_the_version_asked_for(world, pack):
    change_the_strategy(world)
    make_pack(meeting=world.meeting, is_published=True, by=world.secretary)

    page = as_(world.member).get(address("pack_changes", world.meeting, 2) + "?since=1")

    assert b"What changed from version 1 to version 2" in page.content
    assert b"New text." in page.content


# --- Records --------------------------------------------------------------------------------------
def test_the_manifest_has_the_hash_of_the_readers_file_and_of_papers_that_are_theirs(world, pack):
    manifest = json.loads(as_(world.member).get(address("pack_manifest", world.meeting, 1)).content)
    downloaded = whole(as_(world.member).get(address("pack_download", world.meeting, 1)))

    assert manifest["file"]["sha256"] == hashlib.sha256(downloaded).hexdigest()
    hashes = {entry["first_page"]: bool(entry["sha256"]) for entry in manifest["entries"]}
    assert hashes[pack.entries.get(paper=world.strategy).first_page]
    assert not hashes[pack.entries.get(paper=world.places).first_page]
    assert "Information about a person" in str(manifest["entries"])


def test_openings_are_counted_once_a_person_by_organisation_and_only_after_publishing(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    as_(world.secretary).get(address("pack_detail", world.meeting, 1))
    assert not PackOpening.objects.exists()

    publish_pack(pack=pack, by=world.secretary)
    for _ in range(2):
        as_(world.member).get(address("pack_current", world.meeting))
    page = as_(world.secretary).get(address("pack_openings", world.meeting, 1))

    organisation = world.member.organisations(on=PLANNED_ON).get().name
    assert dict(page.context["rows"])[organisation] == 1
    assert world.member.full_name not in page.content.decode()
    assert as_(world.member).get(address("pack_openings", world.meeting, 1)).status_code == 403


def test_a_file_is_recognised_whole_and_not_after_one_byte_has_changed(world, pack):
    content = pack.copies.get(kind=PackCopy.Kind.PUBLIC).file.read()
    browser = as_(world.member)
    where = reverse("meetings:pack_check")

    genuine = browser.post(where, {"file": io.BytesIO(content)})
    changed = browser.post(where, {"file": io.BytesIO(content[:-1] + b"\0")})

    assert b"This file is genuine" in genuine.content
    assert b"This file is not on record" in changed.content


def test_a_file_of_a_board_one_has_nothing_to_do_with_is_not_recognised(world, pack):
    content = pack.copies.get(kind=PackCopy.Kind.PUBLIC).file.read()

    page = as_(make_user()).post(reverse("meetings:pack_check"), {"file": io.BytesIO(content)})

    assert page.status_code in {200, 403}
    assert b"This file is genuine" not in page.content


@pytest.fixture
def file(pack, tmp_path):
    path = tmp_path / "pack.pdf"
    path.write_bytes(pack.copies.get(kind=PackCopy.Kind.FULL).file.read())
    return path


def test_pack_verify_names_the_pack_and_finds_every_paper_right(world, pack, file):
    said = StringIO()

    call_command("pack_verify", str(file), stdout=said)

    assert f"{world.meeting}, pack version 1, full copy" in said.getvalue()
    assert said.getvalue().count(": right") == 4
    assert "all 4 papers have the hash on record" in said.getvalue()


def test_pack_verify_does_not_know_a_file_that_was_changed(file):
    file.write_bytes(file.read_bytes() + b"\n")

    with pytest.raises(CommandError, match="is not on record"):
        call_command("pack_verify", str(file), stdout=StringIO())


def test_pack_verify_notices_a_paper_that_was_changed_in_the_storage(pack, file):
    entry = pack.entries.exclude(sha256="").first()
    path = f"{entry.sha256[:2]}/{entry.sha256}"
    with default_storage.open(path) as there:
        before = there.read()
    with open(default_storage.path(path), "wb") as there:
        there.write(b"something else")

    with pytest.raises(CommandError, match="1 of 4 papers are not as they were"):
        call_command("pack_verify", str(file), stdout=StringIO())

    with open(default_storage.path(path), "wb") as there:
        there.write(before)


# --- The dry run ----------------------------------------------------------------------------------
def findings(world, *, on=PLANNED_ON):
    world.meeting.refresh_from_db()
    looked = dry_run(world.meeting, PackPlan(world.meeting), on=on)
    return [remark.sentence for remark in looked.stopping], [remark.sentence for remark in looked.others]


def test_the_dry_run_names_what_is_missing_and_late(world, missing_paper):
    stopping, _ = findings(world, on=date(2016, 3, 16))

    assert len(stopping) == 2
    assert stopping[0].startswith("Notice is too short: the pack was to go round by ")
    assert stopping[1].startswith("Item 1, “Letters received”, is missing: It has not been written")


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("no contact", "The front sheet names no contact in the secretariat."),
        ("vacant", "Nobody sits in 1 voting seat: "),
        ("minutes", "The items take 200 minutes, the meeting has 120."),
        ("decision", "Item 5, A decision, asks for a decision but has no paper."),
        ("review", "its restriction was to be reviewed by 17 March 2017."),
        ("no reader", "is restricted, but no seat is named that may read it."),
    ],
)
def test_the_dry_run_finds(world, what, sentence):
    from tests.factories import make_item, make_seat

    on = PLANNED_ON
    if what == "no contact":
        type(world.board).objects.filter(pk=world.board.pk).update(contact_name="")
    elif what == "vacant":
        make_seat(board=world.board, office="Empty chair", by=world.secretary)
    elif what == "minutes":
        make_item(meeting=world.meeting, title="Long talk", minutes_allotted=200, by=world.secretary)
    elif what == "decision":
        make_item(meeting=world.meeting, title="A decision", purpose="decide", by=world.secretary)
    elif what == "review":
        on = date(2017, 3, 18)
    else:
        world.places.restriction.seats.clear()

    stopping, others = findings(world, on=on)

    assert any(sentence in each for each in [*stopping, *others])


def test_the_dry_run_says_who_will_read_how_many_restricted_papers(world):
    looked = dry_run(world.meeting, PackPlan(world.meeting), on=PLANNED_ON)

    reads = {reader.names: (reader.reads, reader.of) for reader in looked.readers}

    assert reads == {
        world.places_reader.full_name: (1, 2),
        world.complaint_reader.full_name: (1, 2),
        world.member.full_name: (0, 2),
    }


def test_the_pages_of_the_dry_run_and_the_build_are_the_secretariats(world):
    office, member = as_(world.secretary), as_(world.member)
    where = address("pack_dry_run", world.meeting)

    page = office.get(where)
    asked = office.post(where, {"issue_on_day": "11", "issue_on_month": "1", "issue_on_year": "2016"})

    assert page.status_code == 200
    assert asked.status_code == 302
    waiting = office.get(asked.url)
    assert b"The pack is being built" in waiting.content
    assert b"<noscript><meta http-equiv" in waiting.content
    assert member.get(where).status_code == 403
    assert member.get(asked.url).status_code == 403


def test_a_build_that_no_worker_takes_up_says_so(world):
    from tests.factories import make_build

    build = make_build(meeting=world.meeting, by=world.secretary)
    where = address("build_progress", world.meeting, build.pk)
    office = as_(world.secretary)

    at_once = office.get(where).json()["label"]
    with time_machine.travel(PLANNED_AT.replace(minute=2), tick=False):
        later = office.get(where).json()["label"]

    assert at_once == "Waiting for a worker"
    assert later.startswith("No worker has taken the build up yet.")


def test_reading_a_pack_asks_the_database_a_bounded_number_of_times(
    world, pack, django_assert_max_num_queries
):
    browser = as_(world.member)
    browser.get(address("pack_page", world.meeting, 1, 1))

    with django_assert_max_num_queries(22):
        browser.get(address("pack_page", world.meeting, 1, 3))
    with django_assert_max_num_queries(22):
        browser.get(address("pack_detail", world.meeting, 1))


def test_a_seat_that_a_person_leaves_takes_their_copy_with_it(world, pack):
    holder = world.places_seat.holders.get()
    boards.unseat_person(holder=holder, ends_on=PLANNED_ON, by=world.secretary, **WHEN)
    tomorrow = date(2016, 1, 12)

    opened = ReadPack(pack, world.places_reader, on=tomorrow)

    assert opened.copy.kind == PackCopy.Kind.PUBLIC
    assert pack_reading.changes(opened, opened) == []


def test_another_secretary_sees_everything(world, pack):
    assert ReadPack(pack, make_secretary(), on=PLANNED_ON).copy.kind == PackCopy.Kind.FULL


def test_lifting_a_restriction_changes_nothing_in_a_pack_that_was_built(world, pack):
    agendas.lift_restriction(restriction=world.places.restriction, by=world.secretary, **WHEN)

    opened = ReadPack(pack, world.member, on=PLANNED_ON)

    assert opened.copy.kind == PackCopy.Kind.PUBLIC
    assert "Zanzibar" not in [line.paper_title for line in opened.lines]
