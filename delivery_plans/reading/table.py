"""From the grid of a file to rows of a plan, with every cell that may be wrong and the reason why."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from delivery_plans.due_words import understand
from delivery_plans.reading import cells
from delivery_plans.reading.columns import (
    KEY_TARGETS,
    LABELS,
    TARGETS,
    Column,
    Field,
    Header,
    corrected,
    find_header,
    repeats,
)
from delivery_plans.reading.grid import NO_TABLE, Cell, Grid, Unreadable
from delivery_plans.table_rows import TableRow

_OUTCOME = re.compile(r"outcome\s+\w+\s*[:–—-]\s*\S", re.IGNORECASE)
_KEY_TARGETS = re.compile(r"key\s+targets?\b\s*:?\s*", re.IGNORECASE)
_IDENTITY = (Field.MILESTONE, Field.ACTION, Field.AREA)
_REFERENCES = {
    Field.AREA: Field.AREA_REFERENCE,
    Field.ACTION: Field.ACTION_REFERENCE,
    Field.MILESTONE: Field.MILESTONE_REFERENCE,
}
# What a cell that is merged over several rows says of each of them; a comment is not said again.
_CARRIED = (Field.DUE, Field.LEADS, Field.LINKS, Field.RAG)
LONGEST = {"due": 500, "leads": 200, "links": 250, "reference": 20}


@dataclass(frozen=True)
class Doubt:
    """
    A cell to look at: `row` is its number in the file, `column` what it is taken for, `place` the row read.

    `place` counts from 0; it is -1 for what became no row.
    """

    row: int
    column: str
    reason: str
    place: int = -1

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "reason": self.reason}


@dataclass(frozen=True)
class ReadTable:
    """What a file says: rows with their numbers in the file, what is doubtful, and how the columns were taken."""

    rows: tuple[TableRow, ...]
    numbers: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    columns: tuple[Column, ...]
    key_targets: tuple[str, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()


def combined(grids: Sequence[Grid]) -> tuple[Grid, Header]:
    """
    Put together the tables of a file: one table that goes on, with or without its headings again.

    :raises Unreadable: if no table has headings of a plan
    """
    headers = [find_header(grid) for grid in grids]
    start = next((place for place, header in enumerate(headers) if header is not None), None)
    if start is None:
        raise Unreadable(
            NO_TABLE
            if not any(grid.rows for grid in grids)
            else "The portal finds no row of headings in the table. Name the columns “Action”, “Milestone”, "
            "“Due date” and “Lead” for example, and upload the file again."
        )
    header = headers[start]
    assert header is not None  # noqa: S101 - by the choice of `start`
    whole = replace(
        grids[start],
        rows=list(grids[start].rows),
        numbers=list(grids[start].numbers),
        notes=[note for grid in grids for note in grid.notes],
        key_targets=[],
    )
    whole_columns = max(whole.columns, whole.width)
    for place, grid in enumerate(grids):
        if place == start or not grid.rows:
            continue
        if _plain(grid.rows[0][0].text) == _plain(KEY_TARGETS) and grid.width == 1:
            whole.key_targets += [row[0].text for row in grid.rows[1:]]
            continue
        found = headers[place]
        if place < start or (found is None and max(grid.columns, grid.width) != whole_columns):
            whole.notes.append(
                f"A table that begins with “{_short(_first_words(grid))}” has no headings of a plan and was left out."
            )
            continue
        _append(whole, header, grid, found)
    return whole.squared(), header


def _append(whole: Grid, header: Header, grid: Grid, found: Header | None) -> None:
    order = list(range(len(header.columns)))
    skip = 0
    if found is not None:
        skip = found.first + found.rows
        headings = [_plain(column.heading) for column in found.columns]
        order = []
        for column in header.columns:
            wanted = _plain(column.heading)
            same = [
                place for place, heading in enumerate(headings) if heading == wanted and place not in order
            ]
            alike = [
                each.place
                for each in found.columns
                if each.field == column.field != Field.ASIDE and each.place not in order
            ]
            order.append((same or alike or [-1])[0])
        left_out = [c.heading for c in found.columns if c.place not in order and c.heading]
        if left_out:
            names = ", ".join(f"“{_short(heading)}”" for heading in left_out)
            whole.notes.append(
                f"A further table has columns that the first has not, which were left out: {names}."
            )
    for number, row in zip(grid.numbers[skip:], grid.rows[skip:], strict=True):
        whole.add(number, [row[place] if 0 <= place < len(row) else Cell() for place in order])


def read_table(
    grids: Sequence[Grid],
    *,
    year: int,
    mapping: Mapping[int, str] | None = None,
    offices: Collection[str] = (),
    links: Collection[str] = (),
) -> ReadTable:
    """
    Read the rows of a plan for the year from April of `year`; `mapping` says what columns are, by place from 0.

    `offices` and `links` are names that the portal knows: they are found again where nothing stands between them.

    :raises Unreadable: if there are no headings, or no column holds what is to be done
    """
    grid, header = combined(grids)
    columns = corrected(header.columns, mapping or {})
    if not any(column.field in _IDENTITY for column in columns):
        raise Unreadable(
            "No column says what is to be done. Say which column holds the actions or the milestones."
        )
    is_word_for_word = header.is_exported and not mapping
    reader = _Reader(grid, header, columns, year=year, offices=offices, links=links)
    return reader.word_for_word() if is_word_for_word else reader.read()


class _Reader:
    def __init__(
        self,
        grid: Grid,
        header: Header,
        columns: tuple[Column, ...],
        *,
        year: int,
        offices: Collection[str],
        links: Collection[str],
    ) -> None:
        self.grid, self.header, self.columns, self.year = grid, header, columns, year
        self.fields = {column.field for column in columns}
        self.body = [
            (number, row)
            for number, row in list(zip(grid.numbers, grid.rows, strict=True))[header.first + header.rows :]
            if not repeats(row, grid.rows[header.first : header.first + header.rows])
        ]
        self.rows: list[TableRow] = []
        self.numbers: list[int] = []
        self.doubts: list[Doubt] = []
        self.key_targets: list[str] = list(grid.key_targets)
        self.title = ""
        self.notes = list(grid.notes)
        self.offices, self.links = set(offices), set(links)
        self.above: dict[Field, str] = defaultdict(str)
        self.expects_targets = False
        for row in grid.rows[: header.first]:
            words = next((cell.text for cell in row if cell.text), "")
            self.title = self.title or " ".join(words.split())
        aside = [c.heading for c in columns if c.field == Field.ASIDE and c.heading]
        if aside:
            names = ", ".join(f"“{_short(heading)}”" for heading in aside)
            self.notes.append(f"Columns that the portal does not know are left out: {names}.")

    def doubt(self, number: int, field: Field, reason: str, place: int | None = None) -> None:
        self.doubts.append(Doubt(number, field.value, reason, len(self.rows) if place is None else place))

    def result(self) -> ReadTable:
        self._doubt_repeated_references()
        if not self.rows:
            raise Unreadable(
                "The table has headings and no rows below them. Check the file, and upload it again."
            )
        return ReadTable(
            rows=tuple(self.rows),
            numbers=tuple(self.numbers),
            doubts=tuple(sorted(self.doubts, key=lambda doubt: doubt.row)),
            columns=self.columns,
            key_targets=tuple(dict.fromkeys(self.key_targets)),
            title=self.title,
            notes=tuple(self.notes),
        )

    def word_for_word(self) -> ReadTable:
        """Read what the portal wrote itself: nothing is carried, parted or put together."""
        for number, row in self.body:
            values = {
                column.field.value: _unguarded(row[column.place].text)
                for column in self.columns
                if column.place < len(row)
            }
            several = {
                name: tuple(filter(None, values.pop(name, "").split("\n"))) for name in ("leads", "links")
            }
            read = TableRow(**values, **several)  # type: ignore[arg-type]
            self._check_due(number, read)
            self._check_notes(number, row)
            self.rows.append(read)
            self.numbers.append(number)
        self.key_targets = [_unguarded(text) for text in self.key_targets]
        return self.result()

    def read(self) -> ReadTable:
        self._learn_names()
        for number, row in self.body:
            if not self._is_set_apart(number, row):
                self._row(number, row)
        return self.result()

    def _text(
        self, row: Sequence[Cell], field: Field, *, between: str = "\n", is_carried: bool = False
    ) -> str:
        """Give what a row says itself in a column, or what is carried into it from a cell merged with it above."""
        parts = [
            cells.tidy(row[column.place].text)
            for column in self.columns
            if column.field == field
            and column.place < len(row)
            and row[column.place].is_carried == is_carried
        ]
        return between.join(dict.fromkeys(part for part in parts if part))

    def _learn_names(self) -> None:
        """Learn the offices and links that stand alone on a line, so as to find them again in other cells."""
        for field, names in ((Field.LEADS, self.offices), (Field.LINKS, self.links)):
            for _, row in self.body:
                found, doubt = cells.split_names(
                    self._text(row, field), known=names, are_links=field == Field.LINKS
                )
                if not doubt:
                    names.update(found)

    def _is_set_apart(self, number: int, row: Sequence[Cell]) -> bool:
        """Take out rows that are no rows of the plan: its outcome, and its key targets."""
        own = [cell for cell in row if cell.text.strip() and not cell.is_carried]
        if not own:
            return True
        first = cells.tidy(own[0].text)
        if _OUTCOME.match(first) and not self.rows:
            self.title = " ".join(first.split("\n")[0].split())
            inside = first.split("\n")[1:]
            targets = [item for cell in own[1:] for item in cells.bullets(_without_word(cell.text))]
            targets += cells.bullets(_without_word("\n".join(inside)))
            self._take_targets(
                number, targets, said=any(_KEY_TARGETS.match(cell.text.strip()) for cell in own)
            )
            self.expects_targets = not targets
            return True
        targets_cell = next((cell for cell in own if _KEY_TARGETS.match(cells.tidy(cell.text))), None)
        if targets_cell is not None and len(own) <= 2:
            found = cells.bullets(_without_word(targets_cell.text))
            self._take_targets(number, found, said=True)
            self.expects_targets = not found
            others = [cell for cell in own if cell is not targets_cell]
            if others:
                self._heading(number, cells.tidy(others[0].text))
            return True
        if self.expects_targets and len(own) == 1:
            self._take_targets(number, cells.bullets(own[0].text), said=True)
            self.expects_targets = False
            return True
        self.expects_targets = False
        if len(own) <= 2 and cells.split_rating(first) == (first, "") and self.rows:
            self.notes.append(f"Row {number} explains the rating {first} and was left out.")
            return True
        return False

    def _take_targets(self, number: int, targets: list[str], *, said: bool) -> None:
        parted = cells.run_together(targets[0]) if len(targets) == 1 else targets
        self.key_targets += parted
        if len(parted) > len(targets):
            self._doubt_targets(
                number,
                f"Nothing stands between the key targets. The portal parted them into {len(parted)}; check them.",
            )
        if targets and not said:
            self._doubt_targets(
                number,
                "The row names the outcome and is no milestone. "
                "What else it says was taken for key targets; check them.",
            )

    def _doubt_targets(self, number: int, reason: str) -> None:
        self.doubts.append(Doubt(number, TARGETS, reason))

    def _heading(self, number: int, text: str) -> None:
        reference, words = cells.split_reference(text)
        self.rows.append(TableRow(area_reference=reference, area=words))
        self.numbers.append(number)

    def _row(self, number: int, row: Sequence[Cell]) -> None:
        texts: dict[Field, str] = {
            field: self._text(row, field) for field in self.fields if field != Field.ASIDE
        }
        if len([c for c in self.columns if c.field == Field.DUE]) > 1:
            texts[Field.DUE] = self._text(row, Field.DUE, between=" - ")
        for field in (Field.DUE, Field.LEADS, Field.LINKS):
            if texts.get(field) and cells.DITTO.fullmatch(texts[field]):
                texts[field] = self.above[field]
                self.doubt(
                    number, field, "The cell says “as above”. What stands above it was taken; check it."
                )
        own = [field for field in _IDENTITY if field in self.fields and texts.get(field)]
        if not own:
            # A formula that was never worked out leaves its cell empty: say why the row seems to say nothing.
            self._check_notes(number, row, place=len(self.rows) - 1)
            self._goes_on(number, texts)
            return
        if self._is_cut(number, texts, own):
            return
        for field in _CARRIED:
            texts[field] = texts.get(field) or self._text(row, field, is_carried=True)
        self.above.update({field: texts.get(field, "") for field in (Field.DUE, Field.LEADS, Field.LINKS)})
        named = {field: self._identity(texts, field) for field in _IDENTITY}
        for field in own:
            parts = self._parts(texts, field)
            if len(parts) > 1 and field != Field.AREA:
                self._several(number, row, texts, named, field, parts)
                return
        self._check_place(number, texts, named, own)
        self._add(number, row, named, texts)

    def _parts(self, texts: dict[Field, str], field: Field) -> list[str]:
        """Part a cell into actions that have references, or into paragraphs that have a due date each."""
        parts = cells.several(texts[field])
        lines = texts[field].split("\n")
        if len(parts) > 1 or len(lines) == 1 or any(cells.goes_on(line) for line in lines):
            return parts
        due = cells.dues(texts.get(Field.DUE, ""))
        is_each_due = len(due) == len(lines) and not any(understand(d, year=self.year).problem for d in due)
        return lines if is_each_due else parts

    def _is_cut(self, number: int, texts: dict[Field, str], own: list[Field]) -> bool:
        """Put a row that a page cut in two together again: its text goes on and nothing is due in it."""
        if not self.rows or len(own) != 1 or own[0] == Field.AREA or not cells.goes_on(texts[own[0]]):
            return False
        if any(texts.get(field) for field in (Field.DUE, Field.LEADS)):
            return False
        field = own[0]
        whole = f"{getattr(self.rows[-1], field)}\n{texts[field]}".strip()
        changed: dict[str, Any] = {field.value: whole}
        self.rows[-1] = replace(self.rows[-1], **changed)
        if field == Field.ACTION:
            self.above[field] = whole
        reason = "This seems to go on from the row above, and was put to it; check it."
        self.doubt(number, field, reason, len(self.rows) - 1)
        self._goes_on(number, {each: text for each, text in texts.items() if each != field})
        return True

    def _check_place(
        self,
        number: int,
        texts: dict[Field, str],
        named: dict[Field, tuple[str, str]],
        own: list[Field],
    ) -> None:
        """Doubt a row of which the cells seem to stand one column too far left or right."""
        above, below = named[Field.ACTION][0], named[Field.MILESTONE][0]
        if "." in above and "." in below and not f"{below}.".startswith(f"{above}."):
            self.doubt(
                number,
                Field.MILESTONE_REFERENCE,
                f"The reference {below} does not belong under {above}. "
                "Check that the row is not a column out of place.",
            )
        if Field.MILESTONE in self.fields and own == [Field.ACTION] and not above:
            self.doubt(
                number,
                Field.ACTION,
                "The row has an action and no milestone. Check that the text stands in the right column.",
            )
        leads = texts.get(Field.LEADS, "")
        if leads and not understand(leads, year=self.year).problem:
            self.doubt(
                number, Field.LEADS, "This reads like a due date. Check that it stands in the right column."
            )

    def _identity(self, texts: dict[Field, str], field: Field) -> tuple[str, str]:
        """Give reference and text of an area, an action or a milestone; blank and merged cells say "as above"."""
        text = texts.get(field, "")
        written = texts.get(_REFERENCES[field], "").rstrip(".")
        if text and cells.DITTO.fullmatch(text):
            text = texts[field] = ""
        if text or written:
            reference, words = (
                (written, text) if _REFERENCES[field] in self.fields else cells.split_reference(text)
            )
            if field != Field.MILESTONE:
                self.above[field], self.above[_REFERENCES[field]] = words, reference
            if field == Field.AREA:
                self.above[Field.ACTION] = self.above[Field.ACTION_REFERENCE] = ""
            return reference, words
        if field == Field.MILESTONE:
            return "", ""
        # A new area ends the action above it; otherwise the row belongs to what stands above.
        if field == Field.ACTION and (texts.get(Field.AREA) or not texts.get(Field.MILESTONE)):
            return "", ""
        return self.above[_REFERENCES[field]], self.above[field]

    def _several(
        self,
        number: int,
        row: Sequence[Cell],
        texts: dict[Field, str],
        named: dict[Field, tuple[str, str]],
        field: Field,
        parts: list[str],
    ) -> None:
        what = LABELS[field].lower()
        for place, part in enumerate(parts):
            own = dict(texts)
            for other in (Field.DUE, Field.LEADS):
                lines = (
                    cells.dues(texts.get(other, ""))
                    if other == Field.DUE
                    else texts.get(other, "").split("\n")
                )
                if len(lines) == len(parts):
                    own[other] = lines[place]
                    self.doubt(
                        number, other,
                        f"The cell holds {len(parts)} {what}s and {len(lines)} lines here. "
                        "They were matched in their order; check them.",
                    )  # fmt: skip
                elif texts.get(other):
                    self.doubt(
                        number, other,
                        f"The cell holds {len(parts)} {what}s and {len(lines)} here. "
                        "Say which belongs to this one.",
                    )  # fmt: skip
            if texts.get(Field.LINKS):
                self.doubt(
                    number, Field.LINKS,
                    f"The links stand beside {len(parts)} {what}s and were kept with each; check them.",
                )  # fmt: skip
            if place and any(texts.get(each) for each in _SAID_ONCE):
                for each in _SAID_ONCE:
                    own[each] = ""
            elif any(texts.get(each) for each in _SAID_ONCE):
                self.doubt(
                    number, Field.COMMENT,
                    f"The comment stands beside {len(parts)} {what}s and was kept with the first; check it.",
                )  # fmt: skip
            reference, words = cells.split_reference(part)
            if field == Field.ACTION:
                self.above[field], self.above[_REFERENCES[field]] = words, reference
            self.doubt(number, field, f"This cell holds {len(parts)} {what}s. Each became a row of its own.")
            self._add(number, row, named | {field: (reference, words)}, own)

    def _add(
        self,
        number: int,
        row: Sequence[Cell],
        named: dict[Field, tuple[str, str]],
        texts: dict[Field, str],
    ) -> None:
        leads, doubt = cells.split_names(texts.get(Field.LEADS, ""), known=self.offices, are_links=False)
        if doubt:
            self.doubt(number, Field.LEADS, doubt)
        links, doubt = cells.split_names(texts.get(Field.LINKS, ""), known=self.links, are_links=True)
        if doubt:
            self.doubt(number, Field.LINKS, doubt)
        rag, comment = self._rating(number, texts)
        read = TableRow(
            area_reference=named[Field.AREA][0],
            area=named[Field.AREA][1],
            action_reference=named[Field.ACTION][0],
            action=named[Field.ACTION][1],
            milestone_reference=named[Field.MILESTONE][0],
            milestone=named[Field.MILESTONE][1],
            due=texts.get(Field.DUE, ""),
            leads=leads,
            links=links,
            rag=rag,
            comment=comment,
        )
        is_heading = replace(read, area="", area_reference="").is_empty
        if not is_heading:
            self._check_due(number, read)
            if not read.leads and Field.LEADS in self.fields:
                self.doubt(number, Field.LEADS, "No lead is written.")
        self._check_notes(number, row)
        self.rows.append(read)
        self.numbers.append(number)

    def _rating(self, number: int, texts: dict[Field, str]) -> tuple[str, str]:
        comments = [texts.get(Field.COMMENT, "")]
        rag = ""
        for field in (Field.RAG, Field.RAG_AND_COMMENT):
            if not texts.get(field):
                continue
            rating, rest = cells.split_rating(texts[field])
            rag = rag or rating
            if rest:
                comments.append(rest)
            if field == Field.RAG and rest:
                self.doubt(
                    number,
                    Field.RAG,
                    "The cell holds more than a rating. The words were kept as the comment.",
                )
        if rag.strip().lower() in ("amber", "a", "blue", "b"):
            self.doubt(
                number, Field.RAG, f"“{rag}” is no level of the scale. Choose Amber/Green or Amber/Red."
            )
        return rag, "\n".join(filter(None, comments))

    def _goes_on(self, number: int, texts: dict[Field, str]) -> None:
        """Put a row without a text of its own to the row above it, as where a page cut a row in two."""
        said = {field: text for field, text in texts.items() if text}
        if not said:
            return
        if not self.rows:
            self.doubt(
                number, next(iter(said)), "The row does not say what is to be done, and was left out.", -1
            )
            return
        last = self.rows[-1]
        leads, _ = cells.split_names(said.get(Field.LEADS, ""), known=self.offices, are_links=False)
        links, _ = cells.split_names(said.get(Field.LINKS, ""), known=self.links, are_links=True)
        rag, comment = self._rating(number, said)
        self.rows[-1] = replace(
            last,
            due="\n".join(filter(None, [last.due, said.get(Field.DUE, "")])),
            leads=tuple(dict.fromkeys(last.leads + leads)),
            links=tuple(dict.fromkeys(last.links + links)),
            rag=last.rag or rag,
            comment="\n".join(filter(None, [last.comment, comment])),
        )
        reason = "The row does not say what is to be done. What it says was put to the row above; check it."
        for field in said:
            self.doubt(number, field, reason, len(self.rows) - 1)

    def _check_due(self, number: int, read: TableRow) -> None:
        meaning = understand(read.due, year=self.year)
        if meaning.problem or meaning.warning:
            self.doubt(number, Field.DUE, meaning.problem or meaning.warning)

    def _check_notes(self, number: int, row: Sequence[Cell], *, place: int | None = None) -> None:
        for column in self.columns:
            if column.place < len(row) and row[column.place].note and column.field != Field.ASIDE:
                self.doubt(number, column.field, row[column.place].note, place)

    def _doubt_repeated_references(self) -> None:
        for text_name in ("area", "action", "milestone"):
            texts: dict[str, set[str]] = defaultdict(set)
            for row in self.rows:
                if getattr(row, f"{text_name}_reference"):
                    texts[getattr(row, f"{text_name}_reference")].add(getattr(row, text_name))
            told: set[tuple[str, str]] = set()
            for place, row in enumerate(self.rows):
                reference, text = getattr(row, f"{text_name}_reference"), getattr(row, text_name)
                if len(texts.get(reference, ())) > 1 and (reference, text) not in told:
                    told.add((reference, text))
                    self.doubts.append(
                        Doubt(
                            self.numbers[place], f"{text_name}_reference",
                            f"The reference {reference} stands for {len(texts[reference])} different texts. "
                            "Correct one of them.", place,
                        )
                    )  # fmt: skip
        seen: dict[TableRow, int] = {}
        for place, row in enumerate(self.rows):
            key = replace(row, due="", leads=(), links=(), rag="", comment="")
            if key in seen:
                self.doubts.append(
                    Doubt(
                        self.numbers[place], "milestone" if row.milestone else "action",
                        f"Row {seen[key]} has the same words. Leave one of them out if it is there by mistake.", place,
                    )
                )  # fmt: skip
            seen.setdefault(key, self.numbers[place])


_SAID_ONCE = (Field.RAG, Field.COMMENT, Field.RAG_AND_COMMENT)


def too_long(row: TableRow) -> list[tuple[str, str]]:
    """Say which fields of a row are longer than a plan can keep, each with a sentence."""
    found = []
    for field in ("area_reference", "action_reference", "milestone_reference"):
        if len(getattr(row, field)) > LONGEST["reference"]:
            found.append((field, f"A reference has {LONGEST['reference']} letters at most. Shorten it."))
    if len(row.due) > LONGEST["due"]:
        found.append(("due", f"A due date has {LONGEST['due']} letters at most. Shorten it."))
    for field in ("leads", "links"):
        if any(len(name) > LONGEST[field] for name in getattr(row, field)):
            found.append((field, f"A name here has more than {LONGEST[field]} letters. Shorten it."))
    return found


def _without_word(text: str) -> str:
    return _KEY_TARGETS.sub("", text.strip(), count=1)


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def _first_words(grid: Grid) -> str:
    return next((cell.text for row in grid.rows for cell in row if cell.text), "")


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 50 else f"{words[:49]}…"
