"""Every figure of the board's papers of March 2016 comes out as printed."""

import csv
import io
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from delivery_plans.models import Indicator
from delivery_plans.performance_export import (
    as_csv,
    crime_sheet,
    hate_crime_sheet,
    indicator_sheet,
    mopac_sheet,
    ward_sheet,
)
from delivery_plans.performance_reading import home_place, readings
from delivery_plans.states.performance import Level
from tests.delivery_plans.factories_indicators import ENTERED_ON, facts, load_facts

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The figures once for the whole module; they are taken out again at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_facts()
        transaction.set_rollback(True)


def rows_of(sheet):
    return list(csv.DictReader(io.StringIO(as_csv(sheet))))


def test_all_ward_offences_with_change_per_cent_and_ranks(loaded):
    printed = facts("ward_offences_nov_oct")
    # The ward Harringay is printed Haringey in two of the four tables.
    for place, row in enumerate(printed):
        if row["area"] == "Haringey" and place % 22 < 19:
            row["area"] = "Harringay"

    assert rows_of(ward_sheet()) == printed
    assert sum(row["rank_by_volume"] != "" for row in printed) == 76


def test_the_borough_is_its_own_figure_and_not_the_sum_of_its_wards(loaded):
    rows = [row for row in rows_of(ward_sheet()) if row["offence"] == "personal_robbery"]
    wards = sum(int(row["count_2014_15"]) for row in rows if row["rank_by_volume"])
    borough = next(row for row in rows if row["area"] == "Haringey")

    assert (wards, borough["count_2014_15"]) == (1129, "1164")


def test_all_fifty_crime_types_in_whole_per_cent(loaded):
    printed = facts("crime_performance_2014_15")

    assert rows_of(crime_sheet()) == printed
    assert len(printed) == 50


def test_the_mopac_table_with_the_one_slip_of_its_source_put_right(loaded):
    printed = facts("mopac7_rolling_12_months")
    robbery = next(row for row in printed if row["indicator"] == "Robbery")
    assert robbery["gap_to_target_percent_q2"] == "1.9"
    robbery["gap_to_target_percent_q2"] = "1.8"

    found = rows_of(mopac_sheet())
    assert sorted(found, key=lambda row: row["indicator"]) == sorted(
        printed, key=lambda row: row["indicator"]
    )
    assert found[-1]["indicator"] == "MOPAC 7 combined"


def test_hate_crime_with_its_empty_cell(loaded):
    assert rows_of(hate_crime_sheet()) == facts("hate_crime_year_to_november_2015")


def test_the_suite_of_twenty_eight_with_the_gap(loaded):
    printed = facts("kpis")

    assert rows_of(indicator_sheet()) == printed
    assert len(printed) == 28
    assert Indicator.objects.filter(kind="gap").count() == 1


def test_ratings_to_the_ninth_of_november_against_march(loaded):
    chosen = Indicator.objects.key().filter(theme="MOPAC 7")
    found = {
        each.indicator.name_in_tables: each
        for each in readings(list(chosen), place=home_place(), on=ENTERED_ON)
    }

    assert {name: each.automatic for name, each in found.items()} == {
        "Burglary": Level.GREEN,
        "Criminal damage": Level.AMBER_GREEN,
        "Robbery": Level.AMBER_RED,
        "Theft from MV": Level.GREEN,
        "Theft/Taking of MV": Level.GREEN,
        "Theft from person": Level.RED,
        "Violence with Injury": Level.RED,
        "MOPAC 7 combined": Level.AMBER_GREEN,
    }
    assert found["Robbery"].is_judged
    assert found["Robbery"].level == Level.AMBER_GREEN


def test_the_public_sees_no_count_below_five_nor_a_change_that_gives_one_away(loaded):
    rows = {row["crime_type"]: row for row in rows_of(crime_sheet(public=True))}
    # Four and five murders: neither the four nor the change of one may be read.
    assert rows["Murder"]["actual_2013_14"] == "under 5"
    assert rows["Murder"]["change"] == rows["Murder"]["change_percent"] == ""
    # Four drugs offences say nothing about four people known.
    assert rows["Other Drugs"]["actual_2013_14"] == "4"
    strands = {row["strand"]: row for row in rows_of(hate_crime_sheet(public=True))}
    shown = [value for row in strands.values() for value in (row["count_2013_14"], row["count_2014_15"])]
    assert not {"1", "2", "3", "4"} & set(shown)


def test_no_strand_and_no_crime_type_can_be_worked_out_from_its_total(loaded):
    rows = {row["crime_type"]: row for row in rows_of(crime_sheet(public=True))}
    # The violence of 2013/14 stands above its parts, of which four murders are one.
    assert rows["Violence Against The Person"]["actual_2013_14"] == "6063"
    assert rows["Murder"]["actual_2013_14"] == "under 5"
    assert rows["Offensive Weapon"]["actual_2013_14"] == "not shown"
    assert rows["Offensive Weapon"]["change"] == rows["Offensive Weapon"]["rate_per_1000"] == ""

    for column in ("count_2013_14", "count_2014_15"):
        strands = [row[column] for row in rows_of(hate_crime_sheet(public=True))]
        assert sum(value in ("under 5", "not shown") for value in strands[:-1]) >= 4
        assert strands[-1] in ("409", "445")


def exported(**options):
    out = StringIO()
    call_command("figures_export", stdout=out, **options)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


@pytest.mark.parametrize("name", ["personal_robbery", "Personal robbery", "personal-robbery"])
def test_the_command_writes_one_offence_by_any_way_of_writing_it(loaded, name):
    rows = exported(offence=name)

    assert len(rows) == 22
    assert {row["offence"] for row in rows} == {"personal_robbery"}


def test_the_command_writes_all_and_finds_crime_types_and_the_seven(loaded, tmp_path):
    assert len(exported()) == 88
    assert exported(offence="Rape")[0]["change_percent"] == "11"
    assert exported(offence="theft from mv")[0]["gap_to_target_percent_q1"] == "-24.6"
    assert len(exported(table="crime_performance")) == 50

    call_command("figures_export", folder=tmp_path)

    assert len(list(tmp_path.glob("*.csv"))) == 5
    with pytest.raises(CommandError, match="personal_robbery"):
        exported(offence="unknown")
    with pytest.raises(CommandError, match="no folder"):
        call_command("figures_export", folder=tmp_path / "nowhere")
