"""Reading figures from CSV and Excel files: rows with their numbers, and a sentence for what cannot be read."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from csp_portal.documents.intake import Unusable
from csp_portal.documents.intake.kinds import BROKEN, XLSX, kind_of
from delivery_plans.figures import read_number
from delivery_plans.models import Indicator, Measurement, Period, Place
from delivery_plans.models.places import period_days, plain_name
from delivery_plans.performance_export import offence_key
from delivery_plans.states.performance import KEY_COLLECTIONS, Collection, PeriodKind, PlaceKind, Standing

MOST_ROWS, MOST_COLUMNS, MOST_UNPACKED = 5_000, 30, 60_000_000
TOO_LONG = f"The file has more than {MOST_ROWS:,} rows. Upload only the rows with figures, or split it."
ONLY_TABLES = "Upload a CSV file or an Excel file (.xlsx) with one table."

# Headings by which a column is known; a heading for one table says which table its names are of.
COLUMNS: dict[str, tuple[str, ...]] = {
    "indicator": ("indicator", "measure", "offence", "offences", "crime type", "strand"),
    "table": ("table", "collection"),
    "place": ("place", "area", "ward", "borough"),
    "kind": ("kind of period", "period kind", "kind"),
    "day": ("last day", "last day of the period", "period ends on", "ends on", "to"),
    "value": ("value", "figure", "count", "actual"),
    "numerator": ("numerator",),
    "denominator": ("denominator", "out of"),
    "rate": ("rate", "rate per 1000", "rate as published"),
    "rank_by_rate": ("rate rank london", "london rank by rate", "rank by rate"),
    "rank_by_change": ("change rank london", "london rank by change"),
    "standing": ("standing", "provisional or final"),
    "remark": ("remark", "comment", "source comment"),
}
TABLE_OF_HEADING = {
    "offence": Collection.WARD_OFFENCES,
    "offences": Collection.WARD_OFFENCES,
    "crime type": Collection.CRIME_TYPES,
    "strand": Collection.HATE_CRIME,
}
KINDS = {plain_name(str(label)): kind for kind, label in PeriodKind.choices} | {
    kind.replace("_", " "): kind for kind in PeriodKind.values
} | {"rolling 12 months": PeriodKind.ROLLING_YEAR.value, "12 months": PeriodKind.ROLLING_YEAR.value, "financial year": PeriodKind.YEAR.value}  # fmt: skip
STANDINGS = {"provisional": Standing.PROVISIONAL.value, "p": Standing.PROVISIONAL.value, "final": Standing.FINAL.value, "f": Standing.FINAL.value}  # fmt: skip


class Formula:
    """Stands for a cell that holds a formula: what it comes to is not for the portal to work out."""


@dataclass
class FileRow:
    """One row as it was read: what it means, or what is wrong with it."""

    number: int
    name: str = ""
    indicator: Indicator | None = None
    place: Place | None = None
    kind: str = ""
    day: date | None = None
    value: Decimal | None = None
    standing: str = Standing.FINAL
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rate: Decimal | None = None
    rank_by_rate: int | None = None
    rank_by_change: int | None = None
    remark: str = ""
    problem: str = ""
    there: Measurement | None = None
    period: Period | None = None
    happens: str = ""


def read_table(content: bytes) -> tuple[list[list[Any]], str]:
    """
    Give the rows of the file with anything in them, and a remark on how it was read.

    :raises Unusable: with a sentence, if it is no table that the portal reads
    """
    if content.startswith(b"PK"):
        return _excel(content), ""
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rt", b"<")):
        raise Unusable(
            f"This is not a table. {ONLY_TABLES} An older Excel file (.xls) has to be saved as .xlsx."
        )
    return _csv(content)


def _csv(content: bytes) -> tuple[list[list[Any]], str]:
    text, remark = _decoded(content)
    if not text.strip():
        raise Unusable("The file is empty. Check it on your computer, and upload it again.")
    head = text[: text.find("\n") if "\n" in text else len(text)]
    delimiter = max(",;\t", key=head.count)
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False):
            rows.append([cell.strip() for cell in row[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS + 1:
                raise Unusable(TOO_LONG)
    except csv.Error as problem:
        raise Unusable(f"The file cannot be read as CSV. {ONLY_TABLES}") from problem
    return rows, remark


def _decoded(content: bytes) -> tuple[str, str]:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), ""
        if b"\x00" in content:
            raise Unusable(
                f"The file is not text in an encoding that the portal reads. Save it as CSV (UTF-8). {ONLY_TABLES}"
            )
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise Unusable(
            "The letters of the file cannot be read. Save it as CSV (UTF-8), and upload it again."
        ) from None
    return text, "The file is not in UTF-8. It was read as Windows text: check the letters with accents."


def _excel(content: bytes) -> list[list[Any]]:
    if kind_of(content) is not XLSX:
        raise Unusable(ONLY_TABLES)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                raise Unusable(TOO_LONG)
            for member in archive.infolist():
                # No spreadsheet program writes entities; they can grow without end.
                if member.filename.endswith((".xml", ".rels")) and _declares(archive, member):
                    raise Unusable(BROKEN)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise Unusable("The workbook has no sheet that can be seen. Upload one with the figures.")
        sheet = sheets[0]
        # Some programs write sizes that are not true.
        sheet.reset_dimensions()
        rows: list[list[Any]] = []
        blank = 0
        for row in sheet.iter_rows(max_col=MOST_COLUMNS):
            cells = [Formula() if cell.data_type == "f" else _plain(cell.value) for cell in row]
            blank = 0 if any(cell != "" for cell in cells) else blank + 1
            rows.append(cells)
            if len(rows) - blank > MOST_ROWS + 1:
                raise Unusable(TOO_LONG)
            if blank > MOST_ROWS:
                break
    except Unusable:
        raise
    except Exception as problem:  # openpyxl raises nearly anything on a broken file
        raise Unusable(BROKEN) from problem
    return rows


def _declares(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with archive.open(member) as part:
        beginning = part.read(4000)
    return b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else value


def _columns(head: list[Any]) -> tuple[dict[str, int], str]:
    """
    Find which column is which, and the table that a heading names.

    :raises Unusable: if there is none for the indicator or the figure
    """
    found: dict[str, int] = {}
    table = ""
    names = [plain_name(str(cell).replace("_", " ")) if isinstance(cell, str) else "" for cell in head]
    for column, headings in COLUMNS.items():
        for place, name in enumerate(names):
            if name in headings:
                if column in found:
                    raise Unusable(
                        f"The columns {found[column] + 1} and {place + 1} both say “{headings[0]}”. Leave one out."
                    )
                found[column] = place
                if column == "indicator":
                    table = TABLE_OF_HEADING.get(name, "")
    for column, sentence in (
        ("indicator", "No column is headed “indicator”"),
        ("value", "No column is headed “value”"),
    ):
        if column not in found:
            raise Unusable(
                f"{sentence}. The first row names the columns: indicator, place, kind of period, last day, value."
            )
    return found, table


def read_figures(content: bytes, *, kind: str, day: date | None, standing: str) -> tuple[list[FileRow], str]:
    """
    Read the rows of a file; `kind` and `day` are the period of rows that name none.

    :raises Unusable: with a sentence, if the file as a whole cannot be used
    """
    table, remark = read_table(content)
    filled = [(number, row) for number, row in enumerate(table, start=1) if any(cell != "" for cell in row)]
    if not filled:
        raise Unusable("The file is empty. Check it on your computer, and upload it again.")
    columns, named = _columns(filled[0][1])
    if len(filled) == 1:
        raise Unusable("The file has headings and no rows. Fill it in, and upload it again.")
    reader = _Reader(columns, named, kind=kind, day=day, standing=standing)
    rows = [reader.read(number, row) for number, row in filled[1:]]
    _mark_twice(rows)
    _compare(rows)
    return rows, remark


class _Reader:
    """Reads one row after the other against the indicators and places on record."""

    def __init__(
        self, columns: dict[str, int], table: str, *, kind: str, day: date | None, standing: str
    ) -> None:
        self.columns, self.table = columns, table
        self.kind, self.day, self.standing = kind, day, standing
        self.indicators: dict[str, list[Indicator]] = defaultdict(list)
        for indicator in Indicator.objects.in_use():
            names = {indicator.name, indicator.name_in_tables, indicator.slug, offence_key(indicator)}
            for name in {plain_name(each.replace("_", " ").replace("-", " ")) for each in names}:
                self.indicators[name].append(indicator)
        self.places: dict[str, list[Place]] = defaultdict(list)
        for place in Place.objects.all():
            for name in {plain_name(each) for each in (place.name, place.slug, *place.also_called)}:
                self.places[name].append(place)
        self.home = next((place for place in Place.objects.filter(kind=PlaceKind.BOROUGH)), None)

    def read(self, number: int, cells: list[Any]) -> FileRow:
        row = FileRow(number, standing=self.standing)
        try:
            self._fill(row, cells)
        except ValueError as problem:
            row.problem = str(problem)
        return row

    def _cell(self, cells: list[Any], column: str) -> Any:
        place = self.columns.get(column)
        value = cells[place] if place is not None and place < len(cells) else ""
        if isinstance(value, Formula):
            raise ValueError(
                f"There is a formula in the column “{column.replace('_', ' ')}”. Put the figure itself there."
            )
        return value

    def _words(self, cells: list[Any], column: str) -> str:
        return str(self._cell(cells, column))[:200].replace("\x00", "")

    def _number(self, cells: list[Any], column: str) -> Decimal | None:
        value = self._cell(cells, column)
        if value == "":
            return None
        if isinstance(value, bool):
            raise ValueError(f"“{value}” is no figure.")
        if isinstance(value, int | float):
            # What Excel shows is the shortest number that it keeps as this one.
            return read_number(f"{Decimal(repr(value)):f}") if abs(value) < 1e15 else read_number("too large")
        try:
            return read_number(str(value))
        except ValueError as problem:
            raise ValueError(f"“{str(value)[:40]}”: {problem}") from None

    def _whole(self, cells: list[Any], column: str) -> int | None:
        value = self._number(cells, column)
        if value is None:
            return None
        if value != value.to_integral_value() or not 1 <= value <= 32:
            raise ValueError(f"“{value.normalize():f}” is no rank among the 32 London boroughs.")
        return int(value)

    def _fill(self, row: FileRow, cells: list[Any]) -> None:
        row.name = self._words(cells, "indicator")
        row.place = self._place(self._words(cells, "place"))
        row.indicator = self._indicator(row, self._words(cells, "table"))
        row.kind, row.day = self._period(cells)
        row.value = self._number(cells, "value")
        if row.value is None:
            raise ValueError("There is no figure in this row. Leave the row out, or note that it is awaited.")
        if not row.indicator.is_measured:
            raise ValueError("This indicator has no number.")
        if said := row.indicator.value_problem(row.value):
            raise ValueError(said)
        for name in ("numerator", "denominator", "rate"):
            setattr(row, name, self._number(cells, name))
        row.rank_by_rate = self._whole(cells, "rank_by_rate")
        row.rank_by_change = self._whole(cells, "rank_by_change")
        row.remark = self._words(cells, "remark")
        if standing := plain_name(self._words(cells, "standing")):
            if standing not in STANDINGS:
                raise ValueError(f"“{standing[:40]}” is neither provisional nor final.")
            row.standing = STANDINGS[standing]

    def _place(self, name: str) -> Place:
        if not name:
            if self.home is None:
                raise ValueError("No borough is on record, so the row has to name its place.")
            return self.home
        found = self.places.get(plain_name(name), [])
        if not found:
            raise ValueError(f"There is no place called “{name[:60]}”.")
        if len(found) > 1:
            raise ValueError(f"“{name[:60]}” is the name of {len(found)} places.")
        return found[0]

    def _indicator(self, row: FileRow, table: str) -> Indicator:
        if not row.name:
            raise ValueError("The row names no indicator.")
        found = self.indicators.get(plain_name(row.name.replace("_", " ").replace("-", " ")), [])
        if not found:
            raise ValueError(f"There is no indicator called “{row.name[:60]}”.")
        wanted = self.table or plain_name(table).replace(" ", "_")
        if wanted:
            found = [each for each in found if each.collection == wanted] or found
        if len(found) > 1 and row.place is not None:
            # A ward has offences by ward alone.
            is_ward = row.place.kind in (PlaceKind.WARD, PlaceKind.WARD_GROUP)
            found = [
                each for each in found if (each.collection == Collection.WARD_OFFENCES) == is_ward
            ] or found
        if len(found) > 1:
            # What is simply called an indicator is one of those that the board is accountable for.
            found = [each for each in found if each.collection in KEY_COLLECTIONS] or found
        if len(found) > 1:
            raise ValueError(
                f"“{row.name[:60]}” is in {len(found)} tables. Add a column “table” that says "
                f"{' or '.join(each.collection for each in found)}."
            )
        return found[0]

    def _period(self, cells: list[Any]) -> tuple[str, date]:
        words, last = self._words(cells, "kind"), self._cell(cells, "day")
        kind = self.kind
        if words:
            known = KINDS.get(plain_name(words.replace("_", " ")))
            if known is None:
                raise ValueError(
                    f"“{words[:40]}” is no kind of period. There are month, quarter, rolling 12 months and year."
                )
            kind = known
        day = _read_day(last) if last != "" else self.day
        if not kind or day is None:
            raise ValueError("The row names no period. Choose one for the file, or add columns for it.")
        return kind, day


def _read_day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = str(value).strip()
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"):
        try:
            found = datetime.strptime(words, form).date()  # noqa: DTZ007 - a day and no moment
        except ValueError:
            continue
        if found.year >= 1990:
            return found
    raise ValueError(f"“{words[:40]}” is no day. Write it as 2015-12-31.")


def _key(row: FileRow) -> tuple[int, int, str, date] | None:
    if row.problem or row.indicator is None or row.place is None or row.day is None:
        return None
    return row.indicator.pk, row.place.pk, row.kind, period_days(row.kind, row.day)[1]


def _mark_twice(rows: Iterable[FileRow]) -> None:
    first: dict[tuple[int, int, str, date], FileRow] = {}
    for row in rows:
        key = _key(row)
        if key is None:
            continue
        if key in first:
            earlier = first[key]
            row.problem = (
                f"This is the same figure as in row {earlier.number}. Is one of them about another place?"
            )
        else:
            first[key] = row


def _compare(rows: Iterable[FileRow]) -> None:
    """Find what is on record for each row."""
    keyed = {key: row for row in rows if (key := _key(row)) is not None}
    periods = Period.objects.filter(ends_on__in={key[3] for key in keyed})
    current = Measurement.objects.current().filter(
        period__in=periods, indicator__in={key[0] for key in keyed}
    )
    for figure in current.select_related("period"):
        row = keyed.get((figure.indicator_id, figure.place_id, figure.period.kind, figure.period.ends_on))
        if row is not None:
            row.there = figure
