"""Read a plan's table from a file, as the pages do, and print what was read."""

import hashlib
import json
from argparse import ArgumentParser
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csp_portal.accounts.models import User
from csp_portal.core import clock
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import import_reading, plan_tables
from delivery_plans.due_words import understand
from delivery_plans.models import DeliveryPlan, year_in_words
from delivery_plans.reading import Grid, ReadTable, Unreadable, open_file, read_table
from delivery_plans.workflow import imports as workflow

NO_FILE, UNREADABLE, NO_PLAN, NOT_WRITTEN = 1, 2, 3, 4


class Command(BaseCommand):
    help = (
        "Print the rows and the doubtful cells of a plan's table as JSON; write them into the plan with --write. "
        "Leaves with 1 if there is no such file, 2 if it cannot be read, 3 if there is no such plan or person, "
        "4 if it may not be written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a Word file, an Excel workbook or a CSV file")
        parser.add_argument("--outcome", type=int, required=True, help="the number of the outcome")
        parser.add_argument("--year", type=int, required=True, help="2016 means April 2016 to March 2017")
        parser.add_argument("--write", action="store_true", help="write the rows into the plan")
        parser.add_argument(
            "--by", default="", help="e-mail address of who writes; the plan's owner if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        outcome, year = options["outcome"], options["year"]
        if not 2000 <= year <= 2198:
            raise CommandError("Give the year in which the plan begins, such as 2016.", returncode=NO_PLAN)
        try:
            content = path.read_bytes()
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.", returncode=NO_FILE) from problem
        try:
            grids = open_file(content, filename=path.name)
            known = import_reading.known_names()
            table = read_table(grids, year=year, offices=known["offices"], links=known["links"])
        except Unreadable as problem:
            raise CommandError(problem.sentence, returncode=UNREADABLE) from problem
        plan = DeliveryPlan.objects.filter(outcome__number=outcome, year=year).select_related("owner").first()
        if plan is not None:
            rows = plan_tables.parted_as(plan_tables.rows_of(plan), table.rows)
            table = replace(table, rows=tuple(rows))
        answer = {"file": path.name, "outcome": outcome, "year": year, **_preview(table, year=year)}
        if plan is not None:
            answer["changes"] = _changes(plan, table)
        refusal = None
        answer["written"] = False
        if options["write"]:
            try:
                answer["written"] = self._write(
                    plan, grids, path.name, content, outcome=outcome, year=year, email=options["by"]
                )
            except CommandError as problem:
                refusal = problem
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        if refusal is not None:
            raise refusal

    def _write(
        self,
        plan: DeliveryPlan | None,
        grids: list[Grid],
        name: str,
        content: bytes,
        *,
        outcome: int,
        year: int,
        email: str,
    ) -> dict[str, int]:
        if plan is None:
            raise CommandError(
                f"There is no plan for outcome {outcome} in {year_in_words(year)}. Draft it in the portal first.",
                returncode=NO_PLAN,
            )
        by = User.objects.filter(email__iexact=email).first() if email else plan.owner
        if by is None:
            raise CommandError("Nobody has an account with that address. Check it.", returncode=NO_PLAN)
        doing: dict[str, Any] = {"by": by, "at": clock.now(), "on": clock.today()}
        try:
            table_import = workflow.upload(
                plan=plan, grids=grids, file_name=name, sha256=hashlib.sha256(content).hexdigest(), **doing
            )
            written = workflow.write(table_import=table_import, despite=True, **doing)
        except (Refused, CannotBeDone) as problem:
            raise CommandError(str(problem), returncode=NOT_WRITTEN) from problem
        return asdict(written)


def _preview(table: ReadTable, *, year: int) -> dict[str, Any]:
    rows = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        meaning = understand(row.due, year=year)
        rows.append(
            {
                "row": number,
                **asdict(row),
                "due_first": meaning.first.isoformat() if meaning.first else None,
                "due_last": meaning.last.isoformat() if meaning.last else None,
                "due_is_recurring": meaning.is_recurring,
            }
        )
    return {
        "title": table.title,
        "columns": [{"heading": column.heading, "field": column.field.value} for column in table.columns],
        "key_targets": list(table.key_targets),
        "notes": list(table.notes),
        "rows": rows,
        "doubts": [doubt.as_json() for doubt in table.doubts],
    }


def _changes(plan: DeliveryPlan, table: ReadTable) -> dict[str, int]:
    before = plan_tables.rows_of(plan)
    found = plan_tables.compare(
        before,
        plan_tables.to_write(before, table.rows),
        targets=plan_tables.key_targets_of(plan),
        new_targets=table.key_targets,
    )
    return {
        "added": len(found.added),
        "changed": len(found.changed),
        "unchanged": found.unchanged,
        "missing": len(found.missing),
        "key_targets_added": len(found.key_targets),
    }
