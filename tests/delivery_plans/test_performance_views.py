"""Pages of figures: reading, the grid, files, and what each person is answered."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from delivery_plans import performance_home
from delivery_plans.models import ExpectedFigure, Indicator, Judgement, Measurement
from tests.delivery_plans.factories_indicators import ENTERED_ON, facts, load_facts
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db

NOW = datetime(2016, 3, 11, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def analyst(django_db_setup, django_db_blocker):
    """Everything of the papers once for the module; each test takes back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            yield load_facts()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_march_2016():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(analyst):
    return sign_in(Client(), analyst)


@pytest.fixture
def reader(analyst):
    return sign_in(Client(), make_user(duties=[Role.PRIORITY_LEAD]))


def page(client, name, *args, query="", status=200):
    response = client.get(reverse(f"delivery_plans:{name}", args=args) + query)
    assert response.status_code == status
    return response.content.decode()


# --- Reading --------------------------------------------------------------------------------------
def test_indicators_stand_under_their_priorities_with_figure_rating_and_direction(reader):
    shown = page(reader, "indicator_list")

    assert shown.index("All priorities") < shown.index("Priority 1: Reoffending") < shown.index("Priority 3")
    assert "28 indicators of the agreed suite" in shown
    assert "24 with a number, 3 in words or by milestones, 1 recorded gap" in shown
    assert "2,578" in shown
    assert "Down, better" in shown
    assert "Judged; the rule says Amber/Red" in shown
    assert "Data awaited" in shown
    assert "The board has to choose how it follows BME engagement." in shown
    assert "Add an indicator" not in shown


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?words=custody", "Use of custody", "Burglary"),
        ("?show=off_track", "Theft from person", "Burglary"),
        ("?show=judged", "Robbery (personal", "Theft from person"),
        ("?show=awaited", "Youth violence", "Use of custody"),
        ("?show=unmeasured", "no indicator yet", "Burglary"),
        ("?show=worse", "Confidence in policing", "Burglary"),
        ("?priority=2", "Use of custody", "Confidence in policing"),
        ("?words=nothing-like-it", "There is no such indicator.", "Burglary"),
    ],
)
def test_the_list_is_narrowed(reader, query, there, not_there):
    shown = page(reader, "indicator_list", query=query)

    assert there in shown
    assert not_there not in shown


def test_an_indicator_shows_all_periods_places_corrections_and_what_is_awaited(reader):
    shown = page(reader, "indicator_detail", "first-time-entrants-to-the-youth-justice-system")
    assert "490" in shown
    assert "409" in shown
    assert "Typed wrongly from the quarterly return" in shown
    assert "Most similar group" in shown

    shown = page(reader, "indicator_detail", "robbery-personal-and-commercial")
    assert "2.8 per cent worse" in shown
    assert "Judged Amber/Green" in shown
    assert "12 months to 31 March 2016" in shown


def test_ward_figures_are_sorted_by_any_column(reader):
    def first(sort):
        shown = page(reader, "figure_wards", query=f"?sort={sort}")
        return shown.split('<tbody class="govuk-table__body">')[1].split("</th>")[0].rpartition(">")[2]

    found = [first(sort) for sort in ("name", "-name", "rank_volume", "-percent", "change", "nonsense")]

    assert found == [
        "Alexandra",
        "Woodside",
        "Tottenham Green",
        "Stroud Green",
        "White Hart Lane",
        "Alexandra",
    ]


@pytest.mark.parametrize("name", ["figure_wards", "figure_crimes", "figure_mopac", "figure_hate_crime"])
def test_every_printed_figure_stands_on_its_page(reader, name):
    shown = page(reader, name)

    wanted = {
        "figure_wards": ["Tottenham Green", "147", "345.5", "20,148", "-1,549"],
        "figure_crimes": ["24,804", "135%", "92.7", "-33%"],
        "figure_mopac": ["12,453", "-0.8%", "1.8%", "-20.6%", "Data awaited", "Exceeding target"],
        "figure_hate_crime": ["445", "409", "100%", "Data awaited"],
    }[name]
    assert [each for each in wanted if each not in shown] == []


def test_other_periods_and_offences_can_be_chosen(reader):
    shown = page(
        reader, "figure_wards", query="?offence=ward-violence-with-injury&period=12-months-to-2014-10-31"
    )

    assert "Violence with injury by ward, 12 months to 31 October 2014" in shown


@pytest.mark.parametrize(
    ("table", "rows"),
    [("ward_offences", 88), ("crime_performance", 50), ("hate_crime", 12), ("mopac7", 8), ("kpis", 28)],
)
def test_every_table_is_taken_along_as_csv_and_for_excel(reader, table, rows):
    answer = reader.get(reverse("delivery_plans:figure_export"), {"table": table})
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    excel = reader.get(reverse("delivery_plans:figure_export"), {"table": table, "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(excel.streaming_content))).active

    assert len(lines) == sheet.max_row == rows + 1
    assert AuditEvent.objects.filter(kind="delivery_plans.figures.exported").count() == 2


@pytest.mark.parametrize("table", ["mopac7", "kpis"])
def test_a_table_that_is_not_made_for_the_public_is_not_called_so(reader, table):
    answer = reader.get(reverse("delivery_plans:figure_export"), {"table": table, "audience": "public"})

    assert "-public-" not in answer["Content-Disposition"]


def test_what_is_handed_to_the_public_hides_few_people(reader):
    answer = reader.get(
        reverse("delivery_plans:figure_export"), {"table": "hate_crime", "audience": "public"}
    )

    told = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Transgender,under 5,6" in told
    assert "-public-" in answer["Content-Disposition"]


def test_who_has_no_place_among_the_readers_is_told_so(analyst):
    outsider = sign_in(Client(), make_user())

    assert outsider.get(reverse("delivery_plans:indicator_list")).status_code == 403
    assert page(outsider, "indicator_detail", "burglary", status=404)
    assert page(sign_in(Client(), make_user(duties=[Role.PLAN_OWNER])), "figure_enter", status=403)


def test_there_is_something_to_read_where_nothing_is_on_record(client):
    for name in (
        "indicator_list",
        "figure_wards",
        "figure_crimes",
        "figure_mopac",
        "figure_hate_crime",
        "expected_list",
    ):
        with transaction.atomic():
            ExpectedFigure.objects.all().delete()
            Judgement.objects.all().delete()
            Measurement.objects.filter(replaces__isnull=False).delete()
            Measurement.objects.all().delete()
            Indicator.objects.all().delete()
            shown = page(client, name)
            transaction.set_rollback(True)
        assert "portal-empty" in shown


# --- The home page --------------------------------------------------------------------------------
def test_the_analyst_is_told_what_waits_and_nobody_else(analyst):
    (section,) = performance_home.sections(analyst, on=ENTERED_ON, at=NOW)

    titles = [card["title"] for card in section.cards]
    assert titles[0] == "10 figures awaited"
    assert section.cards[0]["text"] == "From 1 organisation; 1 overdue."
    assert titles[1] == "Figures to 31 December 2015"
    assert titles[2] == "9 provisional figures"
    assert performance_home.sections(make_user(), on=ENTERED_ON, at=NOW) == []


# --- The grid -------------------------------------------------------------------------------------
GRID = "?table=key&kind=rolling_year&day=2015-12-31"


def box(slug, place="haringey"):
    from delivery_plans.models import Place

    return f"{Indicator.objects.get(slug=slug).pk}-{Place.objects.get(slug=place).pk}"


def send(client, query=GRID, **typed):
    data = {"standing": "final", "reason": typed.pop("reason", "")}
    return client.post(reverse("delivery_plans:figure_enter") + query, data | typed.pop("data", {}))


def test_figures_are_typed_into_the_grid_and_kept(client):
    burglary, london = box("burglary"), box("confidence-in-policing", "london")
    there = Measurement.objects.current().get(
        indicator__slug="confidence-in-policing", place__slug="london", period__slug="12-months-to-2015-12-31"
    )

    answer = send(
        client, data={f"value-{burglary}": " 2,501 ", f"seen-{burglary}": "0", f"value-{london}": "67%", f"seen-{london}": there.pk}
    )  # fmt: skip

    assert answer.status_code == 302
    kept = Measurement.objects.current().get(
        indicator__slug="burglary", period__slug="12-months-to-2015-12-31"
    )
    assert (kept.value, kept.standing) == (2501, "final")
    there.refresh_from_db()
    assert there.is_current
    assert "1 figure saved" in page(client, "figure_enter", query=GRID)


def test_one_wrong_box_keeps_everything_out_and_loses_nothing(client):
    burglary, robbery = box("burglary"), box("robbery-personal-and-commercial")
    before = Measurement.objects.count()

    answer = send(client, data={f"value-{burglary}": "2501", f"value-{robbery}": "twelve", "confirm": "on"})

    shown = answer.content.decode()
    assert Measurement.objects.count() == before
    assert 'value="2501"' in shown
    assert 'value="twelve"' in shown
    assert "Enter a number, for example 1,164." in shown
    assert "Nothing was saved: 1 figure needs another look." in shown


def test_a_correction_in_the_grid_asks_for_the_reason_and_a_colleague_is_never_overwritten(client):
    confidence = box("confidence-in-policing")
    there = Measurement.objects.current().get(
        indicator__slug="confidence-in-policing",
        place__slug="haringey",
        period__slug="12-months-to-2015-12-31",
    )
    typed = {f"value-{confidence}": "55", f"seen-{confidence}": there.pk}

    assert "Say below why it changes" in send(client, data=typed).content.decode()
    assert send(client, data=typed, reason="The survey was revised.").status_code == 302

    late = send(client, data={f"value-{confidence}": "56", f"seen-{confidence}": there.pk}, reason="Mine.")
    assert "Somebody else has entered 55 meanwhile" in late.content.decode()
    newest = Measurement.objects.current().get(replaces=there)
    assert f'name="seen-{confidence}" value="{newest.pk}"' in late.content.decode()
    emptied = send(client, data={f"value-{confidence}": "", f"seen-{confidence}": newest.pk})
    assert "Correct it rather than emptying it" in emptied.content.decode()


def test_provisional_figures_of_a_period_are_confirmed_at_once(client):
    query = "?table=key&kind=rolling_year&day=2015-11-09"
    shown = Measurement.objects.current().filter(period__slug="12-months-to-2015-11-09")
    typed = {"confirm": "on"}
    for figure in shown:
        key = f"{figure.indicator_id}-{figure.place_id}"
        typed |= {f"value-{key}": f"{figure.value.normalize():f}", f"seen-{key}": figure.pk}

    assert send(client, query, data=typed).status_code == 302

    assert {figure.standing for figure in shown.all()} == {"final"}
    assert shown.count() == 8


@pytest.mark.parametrize(
    "query", ["", "?table=x&kind=y&day=z", "?table=key&kind=year&day=30-2-2016", "?table=key"]
)
def test_the_grid_asks_for_table_and_period_first(client, query):
    assert "Open the grid" in page(client, "figure_enter", query=query)


@pytest.mark.parametrize("table", ["key", "ward_offences", "crime_types", "hate_crime"])
def test_every_table_has_its_grid(client, table):
    shown = page(client, "figure_enter", query=f"?table={table}&kind=rolling_year&day=2016-03-31")

    assert "data-row=" in shown
    assert "so it has no figures yet" in shown


# --- Files ----------------------------------------------------------------------------------------
def upload(client, content, name="figures.csv", **fields):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(reverse("delivery_plans:figure_upload"), {"file": file, "standing": "final", **fields})


def excel(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = "indicator,place,kind of period,last day,value\n"


def confirm(client, answer, **fields):
    signed = answer.context["confirm"].initial["figures"]
    return client.post(reverse("delivery_plans:figure_upload"), {"figures": signed, **fields})


def test_a_file_is_shown_first_and_entered_when_it_is_confirmed(client):
    before = Measurement.objects.count()
    answer = upload(
        client,
        HEAD + "Burglary,Haringey,rolling 12 months,2015-12-31,\"2,501\"\n"
        "personal_robbery,St Ann’s,Rolling 12 months,31/12/2015,60\n"
        "Confidence in policing,,rolling 12 months,31 December 2015,54\n",
    )  # fmt: skip
    assert answer.context["counts"] == {"New": 2, "Confirmed as final": 1}
    assert Measurement.objects.count() == before

    assert confirm(client, answer).status_code == 302

    assert Measurement.objects.count() == before + 3
    assert (
        Measurement.objects.get(indicator__slug="ward-personal-robbery", period__ends_on="2015-12-31").value
        == 60
    )


def test_a_file_with_wrong_names_names_every_row_and_enters_nothing(client):
    answer = upload(
        client,
        HEAD + "Burglary,Haringey,rolling 12 months,2015-12-31,1\nBurglery,Haringey,rolling 12 months,2015-12-31,1\n"
        "Burglary,Harringey,rolling 12 months,2015-12-31,1\nTheft from person,Noel Park,decade,2015-12-31,1\n"
        "Theft from person,Noel Park,year,soon,1\nBurglary,Haringey,rolling 12 months,2015-12-31,2\n"
        "Burglary,,quarter,2015-12-31,\nUse of custody,,quarter,2015-12-31,abc\n"
        "Prevent programme milestones,,quarter,2015-12-31,1\nBurglary,,quarter,2016-03-31,1\n",
    )  # fmt: skip

    assert {row.number: row.problem.partition(".")[0] for row in answer.context["problems"]} == {
        3: "There is no indicator called “Burglery”",
        4: "There is no place called “Harringey”",
        5: "“decade” is no kind of period",
        6: "“soon” is no day",
        7: "This is the same figure as in row 2",
        8: "There is no figure in this row",
        9: "“abc”: Enter a number, for example 1,164",
        10: "This indicator has no number",
        11: "The period is not over yet, so it has no figure",
    }
    assert answer.context["confirm"] is None
    assert "Row 3: There is no indicator called" in answer.content.decode()


def test_the_tables_of_the_papers_are_read_as_they_are_and_nothing_in_them_is_new(client):
    rows = [row for row in facts("ward_offences_nov_oct") if row["area"] != "Haringey"]
    text = "offence,area,count\n" + "".join(
        f"{row['offence']},{row['area']},{row['count_2014_15']}\n" for row in rows
    )

    answer = upload(client, text, kind="rolling_year", day_day="31", day_month="10", day_year="2015")

    assert answer.context["nothing_new"], answer.context["problems"]
    assert answer.context["counts"] == {"Unchanged": 82}


def test_a_correction_from_a_file_needs_a_reason_and_another_in_between_stops_it(client):
    answer = upload(client, HEAD + "Confidence in policing,Haringey,rolling 12 months,2015-12-31,58\n")
    assert "Corrects 54%" in answer.content.decode()

    assert "Say below why it changes" in confirm(client, answer).content.decode()
    assert confirm(client, answer, reason="Revised.").status_code == 302
    assert "Somebody else has entered 58" in confirm(client, answer, reason="Again.").content.decode()


def test_an_excel_file_with_dates_numbers_and_formulas(client):
    head = ["Indicator", "Place", "Kind of period", "Last day", "Value", "Standing", "Rate"]
    good = ["Burglary", "Haringey", "quarter", date(2015, 12, 31), 601, "provisional", 2.1]
    answer = upload(client, excel([head, good, [], good[:3] + [date(2015, 9, 30), "=SUM(A1:A2)"]]), "f.xlsx")

    assert [(row.number, row.problem) for row in answer.context["problems"]] == [
        (4, "There is a formula in the column “value”. Put the figure itself there.")
    ]
    answer = upload(client, excel([head, good]), "f.xlsx")
    assert confirm(client, answer).status_code == 302
    kept = Measurement.objects.get(indicator__slug="burglary", period__slug="2015-16-q3")
    assert (kept.value, kept.standing, kept.rate) == (601, "provisional", Decimal("2.1"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (HEAD, "no rows"),
        ("place,value\nHaringey,1\n", "No column is headed “indicator”"),
        ("indicator,place\nBurglary,Haringey\n", "No column is headed “value”"),
        ("indicator,value,figure\nBurglary,1,2\n", "both say"),
        (HEAD + "Burglary,Haringey,quarter,2015-12-31,1\n" * 5002, "more than 5,000 rows"),
        (HEAD + "Burglary,Haringey,quarter,2015-12-31,1\n" * 50_000, "more than 5,000 rows"),
        (b"\x00\x01\x02\x03binary", "encoding"),
        (b"%PDF-1.7", "This is not a table"),
        (b"\xd0\xcf\x11\xe0older", "saved as .xlsx"),
        (b"PK\x03\x04 broken", "broken"),
        (b"indicator,value\n\x81\x8d\x8f,1\n", "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_figures_is_refused_in_a_sentence(client, content, words):
    answer = upload(client, content, "f.csv")

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_windows_text_is_read_with_a_warning_and_utf_16_without(client):
    text = HEAD + "Burglary,St Ann\u2019s,quarter,2015-12-31,1\n"

    assert "read as Windows text" in upload(client, text.encode("cp1252")).content.decode()
    assert upload(client, text.encode("utf-16")).context["remark"] == ""
    assert upload(client, text.replace(",", ";").encode("utf-8-sig")).context["problems"] == []


def test_an_enormous_excel_file_is_refused_at_once(client):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(50_000):
        sheet.append(["Burglary", "Haringey", 1])
    out = io.BytesIO()
    book.save(out)

    assert "more than 5,000 rows" in upload(client, out.getvalue(), "f.xlsx").content.decode()


def test_a_preview_that_was_changed_or_is_another_persons_is_not_entered(client, reader):
    answer = upload(client, HEAD + "Burglary,Haringey,quarter,2015-12-31,1\n")
    before = Measurement.objects.count()

    assert client.post(reverse("delivery_plans:figure_upload"), {"figures": "nonsense"}).status_code == 302
    other = sign_in(Client(), make_user(duties=[Role.PERFORMANCE_ANALYST]))
    assert confirm(other, answer).status_code == 302
    assert confirm(reader, answer).status_code == 403

    assert Measurement.objects.count() == before


def test_the_file_to_fill_in_is_read_again(client):
    given = client.get(reverse("delivery_plans:figure_template"), {"table": "ward_offences"})
    sheet = load_workbook(io.BytesIO(b"".join(given.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate(rows[1:], start=1):
        row[3:6] = ["quarter", "2015-12-31", number]

    answer = upload(client, excel(rows), "f.xlsx")

    assert answer.context["problems"] == []
    assert answer.context["counts"] == {"New": 88}


# --- Keeping indicators ---------------------------------------------------------------------------
INDICATOR = {
    "version": "1", "name": "Knife crime with injury", "collection": "key", "kind": "number", "unit": "count",
    "decimals": "0", "better": "lower", "trajectory": "none", "rule": "share", "margin": "5", "priority": "",
}  # fmt: skip


def test_an_indicator_is_added_changed_and_ended(client):
    answer = client.post(reverse("delivery_plans:indicator_add"), INDICATOR)
    indicator = Indicator.objects.get(slug="knife-crime-with-injury")
    assert answer["Location"] == indicator.get_absolute_url()

    again = client.post(reverse("delivery_plans:indicator_add"), INDICATOR)
    assert "There is an indicator of that name in this table already." in again.content.decode()

    edit = reverse("delivery_plans:indicator_edit", args=[indicator.slug])
    changed = INDICATOR | {
        "trajectory": "quarterly",
        "quarters": "2016-06-30 81\n2016-09-30 1,080.5",
        "owner": "",
    }
    assert client.post(edit, changed).status_code == 302
    indicator.refresh_from_db()
    assert [point.value for point in indicator.trajectory_points.all()] == [81, Decimal("1080.5")]
    assert "2016-04-01 81" in client.get(edit).content.decode()
    assert client.post(edit, changed | {"name": "Other"}).status_code == 409

    end = reverse("delivery_plans:indicator_end", args=[indicator.slug])
    assert client.post(end, {"reason": "Counted elsewhere."}).status_code == 302
    assert "Not followed any more" in page(client, "indicator_detail", indicator.slug)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Enter the name"),
        ({"unit": ""}, "needs a unit and which way is better"),
        ({"trajectory": "straight_line"}, "A straight line needs the baseline and the target"),
        ({"trajectory": "target"}, "the target must be a number"),
        ({"trajectory": "quarterly"}, "Enter the value of at least one quarter"),
        ({"trajectory": "quarterly", "quarters": "2016-13-01 5"}, "Line 1: Write the day as"),
        ({"trajectory": "quarterly", "quarters": "2016-06-30 x"}, "Line 1: Enter a number"),
        (
            {"trajectory": "quarterly", "quarters": "2016-06-30 1\n2016-04-01 2"},
            "Line 2: That quarter is given twice",
        ),
        ({"trajectory": "target", "target": "5", "better": "neither"}, "needs a direction"),
        ({"margin": "0"}, "must be 0.01 or more"),
        ({"decimals": "7"}, "Four decimal places"),
        ({"baseline": "many"}, "must be a number"),
    ],
)
def test_a_wrong_indicator_is_refused_in_a_sentence(client, changes, words):
    answer = client.post(reverse("delivery_plans:indicator_add"), INDICATOR | changes)

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_a_rating_is_judged_with_a_reason(client):
    address = reverse("delivery_plans:indicator_judge", args=["burglary"])
    assert "Enter the reason" in client.post(address, {"level": "red"}).content.decode()

    assert client.post(address, {"level": "red", "reason": "It rose in January."}).status_code == 302

    assert "Judged Red" in page(client, "indicator_detail", "burglary")


def test_an_awaited_figure_is_noted_and_given_up(client):
    data = {
        "indicator": "use-of-custody", "place": "haringey", "period_kind": "quarter", "last_day_day": "31",
        "last_day_month": "12", "last_day_year": "2015", "owed_by": "haringey-police", "asked_on_day": "1",
        "asked_on_month": "3", "asked_on_year": "2016", "request_reference": "ISR-0042",
    }  # fmt: skip
    address = reverse("delivery_plans:expected_add")
    assert client.post(address, data).status_code == 302
    assert "awaited already" in client.post(address, data).content.decode()
    assert "ISR-0042" in page(client, "expected_list")

    expected = ExpectedFigure.objects.get(request_reference="ISR-0042")
    given_up = client.post(
        reverse("delivery_plans:expected_withdraw", args=[expected.pk]), {"reason": "Not counted."}
    )

    assert given_up.status_code == 302
    assert "ISR-0042" not in page(client, "expected_list")
