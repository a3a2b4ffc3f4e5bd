"""A pack as it is built: its numbers, its copies, and what no copy may show."""

import io
import re
import zlib

import pikepdf
import pypdf
import pytest

from csp_portal.documents.models import StoredFile, TypesetSection
from csp_portal.documents.pdf import render
from meetings.models import PackBuild, PackCopy, PackEntry
from meetings.pack_plan import PackPlan, is_overtaken, plan_of
from meetings.states.pack_build import State
from meetings.workflow import agendas, papers
from tests.factories import PLANNED_AT, PLANNED_ON, make_build, make_pack, make_report, make_upload
from tests.meetings.conftest import COMPLAINT_WORD, OPEN_WORD, PLACES_WORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_typesetting")]

WHEN = {"at": PLANNED_AT, "on": PLANNED_ON}


def reader_of(copy):
    return pypdf.PdfReader(io.BytesIO(copy.file.read()))


def sheets_by_label(copy):
    """Give the number of the first sheet that shows each label, as another program reads the file."""
    labels = reader_of(copy).page_labels
    return {label: labels.index(label) for label in labels}


def copy_showing(pack, *restrictions):
    return next(c for c in pack.copies.all() if c.shows == sorted(r.pk for r in restrictions))


def everything_in(copy):
    """Every byte of a file with its streams unpacked, and every string of it in the ways PDF may write it."""
    content = copy.file.read()
    found = [content]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                try:
                    found.append(item.read_bytes())
                except (pikepdf.PdfError, zlib.error):
                    found.append(item.read_raw_bytes())
                item = item.stream_dict
            if isinstance(item, pikepdf.Dictionary | pikepdf.Array):
                found.append(item.unparse(resolved=False))
            found += [str(value).encode() for value in strings_in(item)]
    found += [page.extract_text().encode() for page in reader_of(copy).pages]
    return b"\n".join(found)


def strings_in(item):
    if isinstance(item, pikepdf.String):
        yield item
    elif isinstance(item, pikepdf.Dictionary):
        for value in item.values():
            if not getattr(value, "is_indirect", False):
                yield from strings_in(value)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                yield from strings_in(value)


# --- Numbers --------------------------------------------------------------------------------------
def test_each_range_begins_where_another_program_finds_the_title_of_the_paper(world, missing_paper):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    full = pack.copies.get(kind=PackCopy.Kind.FULL)
    reader, sheets = reader_of(full), sheets_by_label(full)

    titles = {}
    for entry in pack.entries.exclude(first_page=None):
        words = reader.pages[sheets[str(entry.first_page)]].extract_text()
        titles[entry.paper_title] = " ".join(entry.paper_title.split()) in " ".join(words.split())

    assert titles == dict.fromkeys(
        [
            "Ten years ahead",
            "Where the Zanzibar group meets",
            "Letters received",
            "The Kestrel findings",
            "Indicators of the year",
        ],
        True,
    )


def test_the_front_sheet_prints_the_ranges_of_the_record(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    front = " ".join(reader_of(pack.copies.get(kind=PackCopy.Kind.FULL)).pages[0].extract_text().split())

    ranges = {}
    for entry in pack.entries.exclude(first_page=None):
        first, _ = ranges.get(entry.item_number, (entry.first_page, 0))
        ranges[entry.item_number] = (first, entry.last_page)

    printed = [tuple(map(int, pair)) for pair in re.findall(r"PAGES (\d+) - (\d+)", front)]
    assert printed == list(ranges.values())


def test_papers_start_on_right_hand_pages_and_blanks_are_counted(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    entries = list(pack.entries.exclude(first_page=None))
    full = pack.copies.get(kind=PackCopy.Kind.FULL)
    reader, sheets = reader_of(full), sheets_by_label(full)

    assert [entry.first_page for entry in entries] == [1, *[entry.last_page + 1 for entry in entries[:-1]]]
    for entry in entries:
        assert entry.first_page % 2 == 1
        assert sheets[str(entry.first_page)] % 2 == 0
        if entry.last_text_page != entry.last_page:
            words = reader.pages[sheets[str(entry.last_page)]].extract_text()
            assert "This page is intentionally left blank." in words
    assert any(entry.last_text_page != entry.last_page for entry in entries)


def test_every_page_of_the_file_prints_the_number_that_viewers_show(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)

    for copy in pack.copies.all():
        reader = reader_of(copy)
        for label, page in zip(reader.page_labels, reader.pages, strict=True):
            if label.isdecimal():
                assert f"Page {label}" in page.extract_text()


def test_an_item_without_papers_has_no_pages(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)

    entry = pack.entries.get(item_title="Any other business")

    assert (entry.kind, entry.first_page, entry.last_page) == (PackEntry.Kind.ITEM, None, None)


# --- Copies ---------------------------------------------------------------------------------------
def test_there_is_a_copy_for_each_set_of_readers_and_all_have_the_same_numbers(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    places, complaint = world.places.restriction, world.complaint_item.restriction
    kinds = [(copy.kind, copy.shows) for copy in pack.copies.all()]
    starts = [str(entry.first_page) for entry in pack.entries.exclude(first_page=None)]

    assert kinds[0] == ("full", sorted([places.pk, complaint.pk]))
    assert sorted(kinds[1:-1]) == sorted([("readers", [places.pk]), ("readers", [complaint.pk])])
    assert kinds[-1] == ("public", [])
    for copy in pack.copies.all():
        labels = reader_of(copy).page_labels
        found = [label.split("-")[0] for label in labels if label[0].isdecimal()]
        assert [start for start in dict.fromkeys(found) if start in starts] == starts


def test_a_slip_stands_for_the_pages_that_are_withheld_and_says_why(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    public = pack.copies.get(kind=PackCopy.Kind.PUBLIC)
    entry = pack.entries.get(paper=world.complaint)
    pages = f"{entry.first_page}-{entry.last_page}"

    words = reader_of(public).pages[sheets_by_label(public)[pages]].extract_text()

    assert f"Pages {entry.first_page} to {entry.last_page} are not in this copy." in " ".join(words.split())
    assert "A staffing matter" in words
    assert "Information about a person" in words


def test_nothing_of_a_restricted_paper_or_title_is_in_a_copy_for_others(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    places, complaint = world.places.restriction, world.complaint_item.restriction
    kept_from = {
        copy_showing(pack): [PLACES_WORD, COMPLAINT_WORD],
        copy_showing(pack, places): [COMPLAINT_WORD],
        copy_showing(pack, complaint): [PLACES_WORD],
    }

    for copy, words in kept_from.items():
        content = everything_in(copy)
        for word in words:
            for written in (word.encode(), word.encode("utf-16-be"), word.encode().hex().encode()):
                assert written.lower() not in content.lower()
        for key in (world.places.key, world.complaint.key, world.complaint_item.key):
            assert key.encode() not in content


def test_the_same_search_finds_what_is_there_to_be_found(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)

    content = everything_in(pack.copies.get(kind=PackCopy.Kind.FULL))

    for word in (OPEN_WORD, PLACES_WORD, COMPLAINT_WORD, "Complaint known as Kestrel"):
        assert word.encode() in content


def test_a_missing_paper_has_a_slip_and_is_on_record_as_missing(world, missing_paper):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    full = pack.copies.get(kind=PackCopy.Kind.FULL)
    entry = pack.entries.get(paper=missing_paper)

    words = reader_of(full).pages[sheets_by_label(full)[str(entry.first_page)]].extract_text()

    assert entry.kind == PackEntry.Kind.MISSING
    assert "This paper is missing from the pack." in words


def test_markings_are_printed_on_their_own_paper_only(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    full = pack.copies.get(kind=PackCopy.Kind.FULL)
    places = pack.entries.get(paper=world.places)

    marked = [
        label
        for label, page in zip(reader_of(full).page_labels, reader_of(full).pages, strict=True)
        if "OFFICIAL-SENSITIVE – NOT FOR PUBLICATION" in page.extract_text()
    ]

    assert marked[0] == str(places.first_page)
    assert set(map(int, marked)) <= set(range(places.first_page, places.last_page + 1))


# --- The same pack, and another -------------------------------------------------------------------
def test_nothing_changed_keeps_the_version(world):
    first = make_pack(meeting=world.meeting, by=world.secretary)

    second = make_pack(meeting=world.meeting, by=world.secretary)

    assert second == first
    assert world.meeting.pack_builds.first().label == "Nothing has changed"


def test_one_changed_paper_makes_a_version_and_typesets_only_what_it_touches(world):
    make_pack(meeting=world.meeting, by=world.secretary)
    kept = set(TypesetSection.objects.values_list("pk", flat=True))
    body = [{"key": "background", "heading": "Background", "text": "Quite another text."}]
    papers.keep_report(paper=world.strategy, body=body, based_on=1, by=world.secretary, **WHEN)

    pack = make_pack(meeting=world.meeting, by=world.secretary)

    assert pack.number == 2
    # No range moved, so not even the front sheets are new.
    assert len(set(TypesetSection.objects.values_list("pk", flat=True)) - kept) == 1


@pytest.mark.parametrize("change", ["membership", "restriction", "title", "order"])
def test_whatever_a_pack_shows_makes_another_version(world, change):
    make_pack(meeting=world.meeting, by=world.secretary)
    if change == "membership":
        world.member.full_name = "Another Name"
        world.member.save()
    elif change == "restriction":
        world.places.restriction.seats.add(world.other_seat)
    elif change == "title":
        papers.edit_paper(paper=world.strategy, title="Twenty years ahead", by=world.secretary, **WHEN)
    else:
        papers.move_paper(paper=world.places, up=True, by=world.secretary, **WHEN)

    assert make_pack(meeting=world.meeting, by=world.secretary).number == 2


def test_another_look_makes_another_version_of_what_stands_and_puts_nothing_out_of_date(world, monkeypatch):
    first = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)
    monkeypatch.setattr(render, "RENDERER_VERSION", "another")

    assert not is_overtaken(first, plan_of(first))
    assert plan_of(first).fingerprint == first.fingerprint
    assert make_pack(meeting=world.meeting, by=world.secretary).number == 2


@pytest.mark.parametrize(
    "changed", ["templates/meetings/pdf/front_sheet.html", "templates/documents/pdf/base.html"]
)
def test_a_template_belongs_to_the_look_itself_and_through_what_uses_it(world, changed, tmp_path, settings):
    before = PackPlan(world.meeting).look
    name = changed.removeprefix("templates/")
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text((settings.BASE_DIR / changed).read_text() + "<!-- another line -->")
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]

    assert PackPlan(world.meeting).look != before


def test_a_person_who_comes_to_see_more_gets_a_copy_in_the_next_version(world):
    make_pack(meeting=world.meeting, by=world.secretary)
    world.places.restriction.seats.add(world.complaint_seat)

    pack = make_pack(meeting=world.meeting, by=world.secretary)

    both = sorted([world.places.restriction_id, world.complaint_item.restriction_id])
    assert [copy.shows for copy in pack.copies.all()] == [both, [world.places.restriction_id], []]


def test_a_restriction_that_is_lifted_leaves_one_copy_fewer(world):
    agendas.lift_restriction(restriction=world.places.restriction, by=world.secretary, **WHEN)

    pack = make_pack(meeting=world.meeting, by=world.secretary)

    assert [copy.kind for copy in pack.copies.all()] == ["full", "public"]
    assert PLACES_WORD.encode() in everything_in(pack.copies.get(kind=PackCopy.Kind.PUBLIC))


# --- When it cannot be built ----------------------------------------------------------------------
def test_a_file_that_is_lost_fails_the_build_by_name_and_the_last_pack_stays(world):
    standing = make_pack(meeting=world.meeting, by=world.secretary)
    upload = make_upload(item=world.strategy_item, title="Crime figures", by=world.secretary)
    file = upload.latest().pdf
    StoredFile.objects.filter(pk=file.pk).update(path="no/such/file")

    build = make_build(meeting=world.meeting, by=world.secretary)
    with pytest.raises(AssertionError, match="The file of “Crime figures” is lost. Upload it again."):
        make_pack(meeting=world.meeting, by=world.secretary)

    build.refresh_from_db()
    assert build.state == State.FAILED
    assert list(world.meeting.packs.all()) == [standing]


def test_a_file_that_is_no_pdf_fails_the_build_by_name(world):
    make_upload(item=world.strategy_item, title="Crime figures", by=world.secretary)

    with pytest.raises(AssertionError, match="The file of “Crime figures” is not a PDF that can be read"):
        make_pack(meeting=world.meeting, by=world.secretary)

    assert not PackEntry.objects.exists()
    assert not PackCopy.objects.exists()


def test_a_paper_that_cannot_be_typeset_is_named_with_the_reason(world, monkeypatch):
    def refuse(htmls, keep, **limits):
        from csp_portal.documents.pdf.crew import TypesettingFailed

        index = next(n for n, html in htmls.items() if "Sorrow" in html)
        raise TypesettingFailed(index, "It needs more memory than one section may use.")

    make_report(item=world.strategy_item, title="Sorrow", by=world.secretary)
    monkeypatch.setattr("csp_portal.documents.pdf.render.typeset_apart", refuse)

    with pytest.raises(AssertionError, match="“Sorrow” could not be typeset. It needs more memory"):
        make_pack(meeting=world.meeting, by=world.secretary)

    assert PackBuild.objects.get().state == State.FAILED
