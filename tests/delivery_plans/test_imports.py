"""Reading a file into a plan, from the pages and from the command: in steps, all or nothing, the same twice."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import import_reading, plan_tables, plan_writing
from delivery_plans.models import Milestone, PlanImport
from delivery_plans.reading import excel, word
from delivery_plans.states.table_import import State
from delivery_plans.workflow import imports, parts
from tests.delivery_plans import factories_planfiles as files
from tests.delivery_plans.factories_plans import (
    DRAFTED,
    level,
    make_lead,
    make_outcome,
    make_owner,
    make_plan,
)
from tests.factories import sign_in

pytestmark = pytest.mark.django_db

YEAR = 2016


@pytest.fixture
def owner():
    return make_owner()


@pytest.fixture
def plan(owner):
    level("green")
    return make_plan(owner=owner, outcome=make_outcome(by=owner, number=2), year=YEAR)


def upload(plan, table=files.ACTIONS_AND_MILESTONES, *, by=None, content=None, read=excel):
    grids = [grid.squared() for grid in read.grids(content or files.excel(table))]
    return imports.upload(
        plan=plan, grids=grids, file_name="plan.xlsx", sha256="0" * 64, by=by or plan.owner, **DRAFTED
    )


def write(plan, table=files.ACTIONS_AND_MILESTONES, **options):
    return imports.write(table_import=upload(plan, table, **options), despite=True, by=plan.owner, **DRAFTED)


def test_a_table_is_written_with_everything_it_says(plan):
    written = write(plan)

    assert (written.added, written.changed, written.unchanged) == (4, 0, 0)
    first, second = plan.milestones.order_by("position")[:2]
    assert str(first.action) == "2.1 Publish a strategy"
    assert [str(office) for office in first.offices.all()] == ["Gang Lead", "Unit Manager"]
    assert (second.text, second.due, second.rating_written, second.comment) == (
        "Agree it", "Q2", "Amber/Green", "waiting for Cabinet",
    )  # fmt: skip
    assert second.understood_last.isoformat() == "2016-09-30"
    assert plan_tables.key_targets_of(plan) == ["Fewer offences by 20%", "More mentors"]


@pytest.mark.parametrize(
    "table",
    [
        files.AREAS_AND_ACTIONS, files.ACTIONS_AND_MILESTONES, files.ACTIONS_ALONE, files.TARGETS_IN_ROWS,
        files.ALL_THREE,
    ],
)  # fmt: skip
def test_the_same_file_twice_changes_nothing(plan, table):
    write(plan, table)
    rows, histories = plan_tables.rows_of(plan), Milestone.history.count()

    again = import_reading.read(upload(plan, table))
    comparison = plan_tables.compare(
        rows, again.rows, targets=plan_tables.key_targets_of(plan), new_targets=again.table.key_targets
    )
    written = write(plan, table)

    assert not comparison.changes_something
    assert (written.added, written.changed) == (0, 0)
    assert plan_tables.rows_of(plan) == rows
    assert Milestone.history.count() == histories


def test_names_that_are_known_only_since_the_first_reading_are_no_change(plan):
    table = [
        files.ACTIONS_AND_MILESTONES[0],
        ["2.1 Do", "This", "Q1", "Night Watch Sergeant Ward Keeper", "Street Charter Parks Compact", ""],
        ["2.2 Do", "That", "Q1", "Ward Keeper", "Parks Compact", ""],
    ]
    write(plan, table[:2])
    rows = plan_tables.rows_of(plan)
    write(plan, [table[0], ["2.3 Do", "Both", "Q1", "Night Watch Sergeant", "Street Charter", ""], table[2]])

    again = import_reading.read(upload(plan, table[:2]))

    assert [row.leads for row in again.rows] == [row.leads for row in rows]
    comparison = plan_tables.compare(plan_tables.rows_of(plan), again.rows, targets=[], new_targets=[])
    assert not comparison.changes_something


def test_names_in_other_letters_are_no_change(plan):
    parts.add_milestone(plan=plan, text="Talk", links=["Policing Plan priorities"], by=plan.owner, **DRAFTED)
    table = [
        files.ACTIONS_AND_MILESTONES[0],
        ["2.1 Do", "This", "Q1", "gang lead", "Policing Plan Priorities", ""],
    ]
    write(plan, table)
    table[1][3] = "Gang  Lead"

    again = import_reading.read(upload(plan, table))
    comparison = plan_tables.compare(plan_tables.rows_of(plan), again.rows, targets=[], new_targets=[])

    assert not comparison.changes_something


@pytest.mark.parametrize(("form", "reader"), [(plan_writing.to_excel, excel), (plan_writing.to_word, word)])
@pytest.mark.parametrize("table", [files.AREAS_AND_ACTIONS, files.ALL_THREE])
def test_a_plan_that_is_exported_and_read_in_again_is_unchanged(plan, table, form, reader):
    write(plan, table)
    parts.add_action(plan=plan, text="An action without a milestone", by=plan.owner, **DRAFTED)
    rows = plan_tables.rows_of(plan)
    content = form(rows, title=str(plan), key_targets=plan_tables.key_targets_of(plan))

    written = write(plan, content=content, read=reader)

    assert (written.added, written.changed) == (0, 0)
    assert plan_tables.rows_of(plan) == rows


def test_what_the_file_says_differently_is_shown_and_what_it_leaves_out_stays(plan):
    write(plan)
    other = [list(row) for row in files.ACTIONS_AND_MILESTONES[:-1]]
    other[2][2] = "Q3"
    other.append(["2.3 Learn", "Ask everybody", "Q4", "Gang Lead", "", ""])

    reading = import_reading.read(upload(plan, other))
    found = plan_tables.compare(plan_tables.rows_of(plan), reading.rows, targets=[], new_targets=[])

    assert [row.milestone for row in found.added] == ["Ask everybody"]
    assert [(each.before, each.after) for change in found.changed for each in change.differences] == [
        ("Q1", "Q3")
    ]
    assert [row.milestone for row in found.missing] == ["Visit each family"]
    write(plan, other)
    assert plan.milestones.standing().filter(text="Visit each family").exists()


def test_doubtful_cells_are_decided_or_confirmed_before_anything_is_written(plan):
    table_import = upload(plan)
    doing = {"by": plan.owner} | DRAFTED

    with pytest.raises(CannotBeDone, match="doubtful"):
        imports.write(table_import=table_import, despite=False, **doing)
    imports.decide(
        table_import=table_import,
        decisions={"2": {"due": "Q1-4", "left_out": False}, "3": {"left_out": True}},
        **doing,
    )
    imports.write(table_import=table_import, despite=True, **doing)

    assert plan.milestones.get(text="Find mentors").due == "Q1-4"
    assert not plan.milestones.filter(text="Visit each family").exists()


def test_a_decided_due_date_that_is_not_understood_stays_doubtful(plan):
    table_import = imports.decide(
        table_import=upload(plan), decisions={"2": {"due": "Soon"}}, by=plan.owner, **DRAFTED
    )

    reading = import_reading.read(table_import)

    assert [doubt.reason for doubt in reading.open_doubts if doubt.place == 2 and doubt.column == "due"] == [
        "The portal does not understand “Soon”. Write a quarter, a month or a day."
    ]


def test_doubtful_key_targets_are_put_right_before_they_are_written(client, plan, owner):
    table_import = upload(plan)
    sign_in(client, owner)
    address = reverse("delivery_plans:import_preview", args=[plan.slug, table_import.pk])
    assert 'name="key_targets"' in client.get(address).content.decode()

    page = client.post(address, {"key_targets": "Fewer offences\r\n\r\nMentors for all"}, follow=True)
    assert "<li>Mentors for all</li>" in page.content.decode()
    imports.write(table_import=table_import, despite=True, by=owner, **DRAFTED)

    assert [target.text for target in plan.key_targets.standing()] == ["Fewer offences", "Mentors for all"]


def test_a_cell_too_long_for_a_plan_is_never_written(plan):
    table = [files.ACTIONS_AND_MILESTONES[0], ["2.1 Do", "This", "Q1", "x" * 201, "", ""]]

    with pytest.raises(CannotBeDone, match="too long"):
        write(plan, table)

    assert not plan.milestones.exists()


def test_columns_are_corrected_and_earlier_decisions_forgotten(plan):
    doing = {"by": plan.owner} | DRAFTED
    table_import = imports.decide(table_import=upload(plan), decisions={"2": {"due": "Q1"}}, **doing)

    table_import = imports.correct_columns(table_import=table_import, mapping={4: "comment"}, **doing)

    assert table_import.decisions == {}
    assert import_reading.read(table_import).table.rows[0].comment == "Youth Plan"


def test_only_plan_owners_read_files_in(plan):
    with pytest.raises(Refused, match="Only a plan owner"):
        upload(plan, by=make_lead())


@pytest.mark.parametrize("ending", ["written", "dropped", "lapsed"])
def test_a_file_is_emptied_when_it_comes_to_an_end(plan, ending):
    table_import = upload(plan)
    doing = {"by": plan.owner} | DRAFTED

    if ending == "written":
        imports.write(table_import=table_import, despite=True, **doing)
    elif ending == "dropped":
        imports.drop(table_import=table_import, **doing)
    else:
        imports.lapse(by=None, at=DRAFTED["at"] + timedelta(days=15))

    table_import.refresh_from_db()
    assert (table_import.state, table_import.grids, table_import.file_name) == (ending, [], "")
    with pytest.raises(CannotBeDone, match="no longer being read"):
        imports.decide(table_import=table_import, decisions={}, **doing)


def test_the_audit_says_that_and_never_what(plan):
    write(plan)

    event = AuditEvent.objects.filter(kind="delivery_plans.import.written").latest("pk")
    assert event.details == {"plan": plan.slug, "added": 4, "changed": 0, "unchanged": 0}


def test_from_upload_to_plan_by_the_pages(client, plan, owner):
    sign_in(client, owner)
    file = SimpleUploadedFile("plan.docx", files.word(files.ACTIONS_AND_MILESTONES))

    answer = client.post(reverse("delivery_plans:import_upload", args=[plan.slug]), {"file": file})
    table_import = PlanImport.objects.get()
    assert answer.url == reverse("delivery_plans:import_map", args=[plan.slug, table_import.pk])
    columns = client.get(answer.url).content.decode()
    assert "Actions/Interventions" in columns
    assert "For example: Show the draft" in columns
    fields = ["action", "milestone", "due", "leads", "links", "rag_and_comment"]
    answer = client.post(answer.url, {f"column-{place}": field for place, field in enumerate(fields)})
    address = reverse("delivery_plans:import_preview", args=[plan.slug, table_import.pk])
    assert answer.url == address
    page = client.get(address)
    text = page.content.decode()
    assert "The portal does not understand “JQ1-4”" in text
    assert "Nothing stands between the leads" in text
    fields = page.context["form"].fields
    # As a browser sends it.
    data = {name: str(field.initial).replace("\n", "\r\n") for name, field in fields.items() if field.initial}
    refused = client.post(
        reverse("delivery_plans:import_write", args=[plan.slug, table_import.pk]), data, follow=True
    )
    assert "Some cells are doubtful" in refused.content.decode()
    assert not plan.milestones.exists()
    data["due-2"] = "Q1-4"
    answer = client.post(
        reverse("delivery_plans:import_write", args=[plan.slug, table_import.pk]),
        data | {"despite": "on"},
        follow=True,
    )

    assert "4 rows are new" in answer.content.decode()
    assert plan.milestones.get(text="Find mentors").due == "Q1-4"
    table_import.refresh_from_db()
    assert table_import.state == State.WRITTEN
    assert client.get(address).url == plan.get_absolute_url()


def test_what_is_decided_on_the_page_is_kept(client, plan, owner):
    table_import = upload(plan)
    sign_in(client, owner)
    address = reverse("delivery_plans:import_preview", args=[plan.slug, table_import.pk])

    answer = client.post(address, {"due-2": "Q1 – Q4", "leads-0": "Gang Lead\r\nYouth Unit"}, follow=True)

    assert "What you decided is kept" in answer.content.decode()
    read = import_reading.read(PlanImport.objects.get())
    assert read.rows[2].due == "Q1 – Q4"
    assert read.rows[0].leads == ("Gang Lead", "Youth Unit")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.xlsx", b"PK\x03\x04 nothing", "broken"),
        ("plan.pdf", b"%PDF-1.4 x", "This is a PDF file."),
        ("plan.csv", b"Apples,Pears\n1,2\n", "no row of headings"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_on_the_page(client, plan, owner, name, content, sentence):
    sign_in(client, owner)

    answer = client.post(
        reverse("delivery_plans:import_upload", args=[plan.slug]), {"file": SimpleUploadedFile(name, content)}
    )

    assert sentence in answer.content.decode()
    assert not PlanImport.objects.exists()


def test_another_owner_does_not_find_the_file(client, plan):
    table_import = upload(plan)
    sign_in(client, make_owner())

    assert (
        client.get(reverse("delivery_plans:import_preview", args=[plan.slug, table_import.pk])).status_code
        == 404
    )


@pytest.mark.parametrize(("suffix", "reader"), [("xlsx", excel), ("docx", word)])
def test_a_plan_is_downloaded_by_whoever_reads_it(client, plan, suffix, reader):
    write(plan)
    sign_in(client, make_lead())

    answer = client.get(reverse("delivery_plans:plan_export", args=[plan.slug]), {"format": suffix})

    assert f"delivery-plan-{plan.slug}.{suffix}" in answer["Content-Disposition"]
    assert reader.grids(b"".join(answer.streaming_content))
    assert AuditEvent.objects.filter(kind="delivery_plans.plan.exported").exists()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(files.excel(files.ACTIONS_AND_MILESTONES))
    return path


def command(*arguments):
    out = io.StringIO()
    call_command("plan_import", *map(str, arguments), "--outcome", "2", "--year", "2016", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_rows_and_doubts_and_writes_nothing(file):
    answer = command(file)

    assert answer["written"] is False
    assert answer["rows"][0] == {
        "row": 5, "area_reference": "", "area": "", "action_reference": "2.1", "action": "Publish a strategy",
        "milestone_reference": "", "milestone": "Show the draft", "due": "Q1", "leads": ["Gang Lead", "Unit Manager"],
        "links": ["Youth Plan"], "rag": "", "comment": "", "due_first": "2016-04-01", "due_last": "2016-06-30",
        "due_is_recurring": False,
    }  # fmt: skip
    assert {
        "row": 7,
        "column": "due",
        "reason": "The portal does not understand “JQ1-4”. Write a quarter, a month or a day.",
    } in answer["doubts"]
    assert not Milestone.objects.exists()


def test_the_command_writes_when_it_is_told_and_once(file, plan):
    first, second = command(file, "--write"), command(file, "--write")

    assert first["changes"]["added"] == 4
    assert first["written"] == {"added": 4, "changed": 0, "unchanged": 0}
    assert second["written"] == {"added": 0, "changed": 0, "unchanged": 4}


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["missing.xlsx"], 1, "cannot be read"),
        (["pyproject.toml"], 2, "cannot tell what kind of file"),
        (["FILE", "--write"], 3, "There is no plan for outcome 2"),
        (["FILE", "--write", "--by", "nobody@example.org"], 3, "There is no plan"),
    ],
)
def test_the_command_refuses_with_a_sentence_and_a_code(file, arguments, code, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        command(*[str(file) if argument == "FILE" else argument for argument in arguments])

    assert refusal.value.returncode == code


def test_the_command_writes_for_plan_owners_only(file, plan):
    lead = make_lead()

    with pytest.raises(CommandError, match="Only a plan owner") as refusal:
        command(file, "--write", "--by", lead.email)

    assert refusal.value.returncode == 4
