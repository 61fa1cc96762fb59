"""Any file with rows as grids: texts under headings, with the row numbers that a spreadsheet shows.

CSV in any dress, Excel and its relatives, Parquet, and JSON that is a list of records. What was not read is said.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph.errors import DataError, Problem, SettingError
from ally_graph.importers import old_books
from ally_graph.importers.headings import is_total
from ally_graph.importers.layout import LOOKED_AT, Layout, layout_of
from ally_graph.importers.spaced import as_tabs, has_heading, is_spaced
from ally_graph.records.archive import Members
from ally_graph.records.cells import as_texts
from ally_graph.records.decoding import to_utf8
from ally_graph.records.delimited import SEPARATORS, Fields, fields_sheet, read_delimited
from ally_graph.records.limits import WHOLE_CELLS, WHOLE_LIMIT, check_bytes, check_regular, read_text, row_limit
from ally_graph.records.places import Item
from ally_graph.records.reading import read_table
from ally_graph.records.sheet import NO_VALUE, ROWS_KEPT, Sheet, check_size, stop
from ally_graph.records.workbook import Written, told_beside, written_sheets

SHEET_MARK = "#"
OLD_BOOKS = (".xls", ".xlsb", ".ods")
BOOKS = (".xlsx", ".xlsm", *OLD_BOOKS)
LEAD_BYTES = 1 << 18
HEADING_LIMIT = 200
TELLING_CELLS = 50
SAVE_AS = "Save it again as an Excel workbook (.xlsx) without a password, or give the tables as CSV."


@dataclass(frozen=True)
class Grid:
    """A table as it was read: texts (missing where empty) under headings, and the number of each row.

    `labels` says what further rows of headings add, `heads` how many rows of headings there were. `not_read` names
    what was left out of the file, in words; `written` says that numbers are texts, and not numbers of a workbook.
    """

    file: str
    sheet: str
    frame: pd.DataFrame
    rows: np.ndarray
    heads: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    not_read: tuple[str, ...] = ()
    lost: int = 0
    hidden: bool = False
    written: bool = False

    @property
    def place(self) -> str:
        """What problems call it: the file, and the sheet where there are several."""
        return f"{self.file} ({self.sheet})" if self.sheet else self.file

    @property
    def columns(self) -> list[str]:
        """The headings."""
        return list(self.frame.columns)

    def column(self, name: str) -> pd.Series:
        """The texts of a column, missing where empty."""
        return self.frame[name]

    def beside(self, name: str, other: str) -> Grid:
        """The grid with the cells of another column after those of one, as with a day and an hour in two columns."""
        both = self.frame[name].str.cat(self.frame[other], sep=" ")
        return replace(self, frame=self.frame.assign(**{name: both.fillna(self.frame[name])}))

    def without(self, places: np.ndarray) -> Grid:
        """The grid without the rows of a mask."""
        keep = ~places
        return replace(self, frame=self.frame[keep].reset_index(drop=True), rows=self.rows[keep])


@dataclass(frozen=True)
class Named:
    """An input as somebody wrote it: a path, and a sheet after a `#` where one is named."""

    path: Path
    sheet: str = ""


def named(text: str | Path) -> Named:
    """A path with a sheet after it, unless the whole is a file.

    >>> named("book.xlsx#Ties").sheet, named("a#b.csv").sheet
    ('Ties', '')
    """
    path = Path(text)
    before, mark, after = str(text).rpartition(SHEET_MARK)
    if mark and after and Path(before).suffix.lower() in BOOKS and not path.exists():
        return Named(Path(before), after)
    return Named(path)


def grids(text: str | Path, *, head: int | None = None, without: bool = False) -> list[Grid]:
    """The tables of a file: one, or one for each sheet of a workbook that holds rows.

    `head` is the number of the row of headings as a spreadsheet shows it; `without` says that there are none.
    """
    what = named(text)
    file, ending = what.path.name, what.path.suffix.lower()
    if head is not None and head < 1:
        raise SettingError(f"A row of headings has a number from 1, not {head}.")
    if what.path.is_dir() or ending == ".parquet":
        found = [_of_frame(file, read_table(what.path))]
    elif ending in BOOKS:
        found = _of_book(file, what, head, without)
    elif ending in (".json", ".jsonl", ".ndjson"):
        found = [_of_records(file, what.path)]
    else:
        found = [_of_text(file, what.path, head, without)]
    if len(found) == 1:
        return [_said_empty(_tidy(found[0]))]
    return [_tidy_sheet(grid) for grid in found]


def _said_empty(grid: Grid) -> Grid:
    if len(grid.frame):
        return grid
    notice = Problem(grid.place, "holds no rows", "If it should hold some, export it again.", "notice")
    return replace(grid, problems=(*grid.problems, notice))


def _tidy_sheet(grid: Grid) -> Grid:
    """A sheet among others; one that is no table stays behind, without rows."""
    try:
        return _tidy(grid)
    except DataError as error:
        return replace(grid, frame=pd.DataFrame(), rows=np.zeros(0, dtype=int), problems=error.problems)


def fitting(found: Sequence[Grid], fits: Callable[[Grid], bool]) -> tuple[list[Grid], list[str]]:
    """Of the sheets of each workbook those that are meant, and words about the others; a single table always is.

    Where no sheet fits, or one is named, all that hold rows are meant. Hidden sheets are not, beside others.
    """
    chosen, rest = [], []
    for file in dict.fromkeys(grid.file for grid in found):
        sheets = [grid for grid in found if grid.file == file]
        open_ones = [grid for grid in sheets if not grid.hidden and len(grid.frame)] or sheets
        meant = [grid for grid in open_ones if fits(grid)] if len(sheets) > 1 else sheets
        meant = meant or open_ones
        chosen += meant
        rest += [_left_behind(grid) for grid in sheets if not any(grid is one for one in meant)]
    return chosen, rest


def _left_behind(grid: Grid) -> str:
    return f"sheet {grid.sheet}{' (hidden)' if grid.hidden else ''}"


def _tidy(grid: Grid) -> Grid:
    """A grid without columns that hold nothing, without numbers of rows, and without totals at its end."""
    frame = grid.frame
    blank = [place for place, name in enumerate(frame.columns) if not name and frame.iloc[:, place].isna().all()]
    frame = frame.iloc[:, [place for place in range(frame.shape[1]) if place not in blank]]
    grid = replace(grid, frame=frame)
    if grid.columns and grid.columns[0] == "" and _counts_rows(frame):
        grid = replace(grid, frame=frame.iloc[:, 1:], not_read=(*grid.not_read, "a first column that numbers the rows"))
    grid = _without_headings(_told_apart(grid))
    return _without_totals(grid) if len(grid.frame) else grid


def _counts_rows(frame: pd.DataFrame) -> bool:
    """Whether the first column numbers the rows, as R and pandas write it; not where it names people, as across."""
    texts = frame.iloc[:, 0].tolist()
    if set(texts) <= set(frame.columns[1:]):
        return False
    return bool(texts) and any(texts == [str(place + first) for place in range(len(texts))] for first in (0, 1))


def _told_apart(grid: Grid) -> Grid:
    """A grid whose columns can be told apart by their headings. Raises `DataError` where they can't."""
    names = [" ".join(str(name).split()) for name in grid.frame.columns]
    twice = next((name for name in names if names.count(name) > 1 and name), None)
    long = next((name for name in names if len(name) > HEADING_LIMIT), None)
    if twice is not None:
        raise stop(grid.place, f"has the column {twice[:40]!r} twice", "Give each its own name.")
    if names.count("") > 1:
        place = [place for place, name in enumerate(names) if not name][1]
        what = f"has several columns without a heading, such as column {place + 1:,}"
        raise stop(grid.place, what, "Give each a name, or say where the headings are: --header-row N.")
    if long is not None and grid.heads == 1 and len(long) > 5 * HEADING_LIMIT:
        what = f"has a heading of {len(long):,} letters, {long[:39]!r}…"
        raise stop(grid.place, what, "Give the column a short name, or say where the headings are: --header-row N.")
    frame = grid.frame.set_axis(names, axis=1)
    labels = {" ".join(name.split()): label for name, label in grid.labels.items()}
    return replace(grid, frame=frame, labels=labels)


def _without_headings(grid: Grid) -> Grid:
    """Rows that repeat the headings, as in exports that were put one below the other, set aside and said."""
    filled = grid.frame.notna().sum(axis=1).to_numpy()
    again = filled > 1
    for name in grid.columns if grid.heads else ():
        again &= (grid.frame[name].isna() | (grid.frame[name] == name)).to_numpy()
    if not again.any() or not grid.heads:
        return grid
    rows = tuple(int(row) for row in grid.rows[again])
    problem = Problem(grid.place, "repeats the headings", "Nothing to do.", "set aside", rows[:ROWS_KEPT], len(rows))
    return replace(grid.without(again), problems=(*grid.problems, problem), lost=grid.lost + len(rows))


def _without_totals(grid: Grid) -> Grid:
    """Rows at the end that name a total, a filter or the making of the report, set aside and said."""
    frame, last = grid.frame, len(grid.frame)
    width = frame.shape[1]
    while last:
        cells = [cell for cell in frame.iloc[last - 1] if isinstance(cell, str)]
        if not cells or is_total(cells[0]) or (len(cells) == 1 and width > 2 and last < len(frame)):
            last -= 1
            continue
        break
    foreign = np.arange(len(frame)) >= last
    foreign &= frame.notna().any(axis=1).to_numpy()
    if not foreign.any() or last == 0:
        return grid
    rows = tuple(int(row) for row in grid.rows[foreign])
    shown = next(cell for cell in frame.iloc[int(np.flatnonzero(foreign)[0])] if isinstance(cell, str))
    problem = Problem(grid.place, f"is no row of the table but what stands below it: {shown[:60]!r}",
                      "Nothing to do.", "set aside", rows[:ROWS_KEPT], len(rows))  # fmt: skip
    kept = grid.without(np.arange(len(frame)) >= last)
    return replace(kept, problems=(*grid.problems, problem), lost=grid.lost + len(rows))


def _of_frame(file: str, frame: pd.DataFrame) -> Grid:
    problems = tuple(frame.attrs.pop("problems", ()))
    frame.columns = [str(name) for name in frame.columns]
    return Grid(file, "", frame, np.arange(len(frame)) + 2, problems=problems)


def _of_text(file: str, path: Path, head: int | None, without: bool) -> Grid:
    """A text with separators: the one that gives the most even rows, from its headings on."""
    item = Item(file, path)
    _check_there(file, path)
    if item.size > WHOLE_LIMIT:
        return _of_frame(file, read_table(path))
    with item.open() as stream:
        raw = read_text(file, stream, row_limit(None))
    data, problems = to_utf8(file, raw)
    if problems and "another script" in problems[0].what:
        raise stop(file, problems[0].what.partition(";")[0], problems[0].mend)
    if problems and "Windows-1252" in problems[0].what and _is_central(raw):
        data, problems = raw.decode("cp1250", "replace").encode(), (_central(file),)
    start, told = _told(data)
    lead = data[:LEAD_BYTES].decode("utf-8", "replace")
    if not told and is_spaced(lead):
        data, told, without = as_tabs(data), "\t", without or (head is None and not has_heading(lead))
    lines = data[start : start + LEAD_BYTES].decode("utf-8", "replace").splitlines(keepends=True)
    separator = told or best_separator(lines)
    rows, ends = _lead(lines, separator)
    layout = layout_of(rows, _place(file, head, len(rows)), without=without)
    return _cut(file, data[start:], separator, layout, ends, problems)


def _told(data: bytes) -> tuple[int, str]:
    line = data[:10].split(b"\n")[0].strip().decode("utf-8", "replace")
    return (data.find(b"\n") + 1, line[4:]) if line.lower().startswith("sep=") and line[4:] in SEPARATORS else (0, "")


def _check_there(file: str, path: Path) -> None:
    try:
        check_regular(file, path)
    except FileNotFoundError as error:
        raise stop(file, "is not there", "Check the name.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path can be"
        raise stop(file[:120], f"can't be read ({reason})", "Check that it is there and may be read.") from error


def _place(file: str, head: int | None, rows: int) -> int | None:
    if head is not None and head > rows:
        raise stop(file, f"has no row {head:,} among its first {rows:,}", "Count the rows as a spreadsheet shows them.")
    return None if head is None else head - 1


def best_separator(lines: Sequence[str]) -> str:
    r"""The separator that parts the first lines most evenly, and then into most cells.

    >>> best_separator(["Report\n", "a;b;c\n", "1,5;2;3\n"])
    ';'
    """

    def score(separator: str) -> tuple[bool, float, int, int]:
        rows, _ = _lead(lines, separator)
        widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
        width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        even = often / max(sum(widths.values()), 1)
        return width > 1, round(even, 1), width, -SEPARATORS.index(separator)

    return max(SEPARATORS, key=score)


def _lead(lines: Sequence[str], separator: str) -> tuple[list[list[str]], list[int]]:
    """The first rows, and how many bytes each of them ends after."""
    reader = csv.reader(lines, delimiter=separator)
    rows, ends, read, size = [], [], 0, 0
    try:
        for row in reader:
            size += sum(len(line.encode()) for line in lines[read : reader.line_num])
            read = reader.line_num
            rows.append(row)
            ends.append(size)
            if len(rows) >= LOOKED_AT:
                break
    except csv.Error:
        pass
    return rows, ends


def _cut(
    file: str,
    data: bytes,
    separator: str,
    layout: Layout,
    ends: list[int],
    problems: tuple[Problem, ...],
) -> Grid:
    """The rows below the headings, read as a table whose headings are numbers."""
    if not layout.names:
        return Grid(file, "", pd.DataFrame(), np.zeros(0, dtype=int), problems=problems)
    names = separator.join(f"c{place}" for place in range(len(layout.names)))
    skipped = ends[layout.start - 1] if layout.start else 0
    blank = _blank_before(data[skipped:])
    lead = f"sep={separator}\n{names}\n".encode()
    sheet = read_delimited(file, lead + data[skipped:].lstrip(b"\r\n"))
    shift = layout.start - 1 + blank
    kept = [problem for problem in sheet.problems if "holds no rows" not in problem.what]
    told = tuple(replace(one, rows=tuple(row + shift for row in one.rows)) for one in kept)
    grid = _grid(file, "", sheet, layout, (*problems, *told), np.asarray(sheet.rows, dtype=int) + shift, True)
    return _said_headings(grid, layout, layout.heads[0] + 1 if layout.heads else 0)


def _blank_before(data: bytes) -> int:
    lead = data[: len(data) - len(data.lstrip(b"\r\n"))]
    return lead.count(b"\n") or lead.count(b"\r")


def _grid(
    file: str, title: str, sheet: Sheet, layout: Layout, problems: Sequence[Problem], rows: np.ndarray, written: bool
) -> Grid:
    columns = [as_texts(sheet.frame.iloc[:, place]).astype("str") for place in range(sheet.frame.shape[1])]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    frame = frame.apply(lambda column: column.str.strip()).replace("", None) if len(frame.columns) else frame
    frame.columns = list(layout.names[: frame.shape[1]])
    full = frame.notna().any(axis=1).to_numpy() if len(frame) else np.zeros(0, dtype=bool)
    not_read = (
        (f"{layout.above} title row{'s' if layout.above > 1 else ''} above the headings",) if layout.above else ()
    )
    return Grid(file, title, frame[full].reset_index(drop=True), rows[full], len(layout.heads), layout.labels,
                tuple(problems), not_read, sheet.lost, False, written)  # fmt: skip


def _said_headings(grid: Grid, layout: Layout, row: int) -> Grid:
    """A notice where the first row was taken for data, or the headings were found further down, in this row."""
    if layout.heads == () and len(grid.frame):
        what = "has no headings: its first row looks like data and was read as such"
        mend = "Name columns by number, such as --map from_id=1,to_id=2; or say where headings are: --header-row 1."
    elif layout.above:
        what, mend = f"has its headings in row {row:,}", "Say where they are if not: --header-row N."
    else:
        return grid
    return replace(grid, problems=(*grid.problems, Problem(grid.place, what, mend, "notice")))


def _is_central(raw: bytes) -> bool:
    """Whether bytes within words are letters of Polish, Czech or Hungarian rather than Western signs."""
    signs = sum(raw.count(bytes([byte])) for byte in (0xB3, 0xB9, 0x9C, 0x9F, 0xA3, 0xBF, 0x9D, 0x9E, 0x8C, 0xAF))
    western = sum(raw.count(bytes([byte])) for byte in (0xE4, 0xF6, 0xFC, 0xDF, 0xE9, 0xE8, 0xF1, 0xE7))
    return signs > western


def _central(file: str) -> Problem:
    what = "is not UTF-8; it was read as Windows-1250 (Central European), please check accents"
    return Problem(file, what, "Save it as CSV in UTF-8.", "notice")


def _of_book(file: str, what: Named, head: int | None, without: bool) -> list[Grid]:
    """The sheets of a workbook that hold rows, or the one that is named."""
    _check_there(file, what.path)
    sheets = _old_sheets(file, what.path) if _is_old(what.path) else written_sheets(file, what.path)
    if what.sheet:
        chosen = [sheet for sheet in sheets if sheet.title.strip().casefold() == what.sheet.strip().casefold()]
        if not chosen:
            names = ", ".join(sheet.title for sheet in sheets)
            raise stop(file, f"has no sheet called {what.sheet}", f"It has {names}.")
        sheets = chosen
    some = len(sheets) > 1 or bool(what.sheet)
    filled = [sheet for sheet in sheets if sheet.rows]
    reach = [sheet for sheet in filled if head is None or any(number == head for number, _ in sheet.rows)]
    if filled and not reach:
        place = f"{file} ({filled[0].title})" if len(filled) == 1 else file
        raise stop(place, f"has nothing in row {head:,}", "Count the rows as Excel shows them.")
    return [
        _of_sheet(file, sheet, head, without, some)
        if any(sheet is one for one in reach)
        else Grid(file, sheet.title, pd.DataFrame(), np.zeros(0, dtype=int), hidden=sheet.hidden)
        for sheet in filled
    ]


def _is_old(path: Path) -> bool:
    """Whether a workbook is of another format than Excel's since 2007, whatever its name says."""
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            return path.suffix.lower() not in (".xlsx", ".xlsm")
        names = Members(path.name, stream).names
    return "xl/workbook.bin" in names or "content.xml" in names


def _of_sheet(file: str, sheet: Written, head: int | None, without: bool, some: bool) -> Grid:
    numbers = [number for number, _ in sheet.rows]
    rows = [cells for _, cells in sheet.rows]
    place = None if head is None else next((at for at, number in enumerate(numbers) if number == head), None)
    layout = layout_of(rows[: max(LOOKED_AT, (place or 0) + 1)], place, without=without)
    width = len(layout.names)
    check_size(file, len(rows), width, WHOLE_CELLS)
    fields = Fields(rows=[cells[:width] for cells in rows[layout.start :]], numbers=numbers[layout.start :])
    names = [str(place) for place in range(width)]
    read = fields_sheet(file, names, fields, ())
    title = sheet.title if some else ""
    shown = f"{file} ({sheet.title})" if some else file
    grid = _grid(file, title, read, layout, told_beside(shown, sheet), np.asarray(read.rows, dtype=int), False)
    first = numbers[layout.heads[0]] if layout.heads else 0
    return replace(_said_headings(grid, layout, first), hidden=sheet.hidden)


def _old_sheets(file: str, path: Path) -> list[Written]:
    """The sheets of `.xls`, `.xlsb` and `.ods`, read in a process under limits."""
    check_bytes(file, path.stat().st_size, WHOLE_LIMIT)
    with path.open("rb") as stream:
        start = stream.read(8)
    if not start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _misnamed(file, path)
    done = subprocess.run([sys.executable, "-P", old_books.__file__, str(path)], capture_output=True,
                          timeout=2 * old_books.SECONDS, check=False)  # fmt: skip
    if done.returncode:
        raise stop(file, "is damaged, too large, or has a password", SAVE_AS)
    return [_old_sheet(sheet) for sheet in json.loads(done.stdout)]


def _misnamed(file: str, path: Path) -> list[Written]:
    """A text that somebody, or a web page, called `.xls`."""
    grid_text = path.read_bytes()[:LEAD_BYTES]
    if grid_text.lstrip()[:200].lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise stop(file, "is a web page under the name of a workbook", "Open it in Excel and save it as .xlsx.")
    with path.open("rb") as stream:
        data, _ = to_utf8(file, read_text(file, stream, row_limit(None)))
    lines = data.decode().splitlines(keepends=True)
    rows = list(csv.reader(lines, delimiter=best_separator(lines[:200])))
    return [Written(path.stem, [(place, row) for place, row in enumerate(rows, start=1) if any(row)])]


def _old_sheet(sheet: dict) -> Written:
    rows = [[*map(str, row)] for row in sheet["rows"]]
    filled = set()
    for (top, left), (low, right) in sheet["merged"]:
        text = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        for number in range(top, min(low + 1, len(rows))) if text else ():
            for place in range(left, min(right + 1, len(rows[number]))):
                rows[number][place] = rows[number][place] or text
                filled |= {number + 1} if number > top else set()
    kept = [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    return Written(sheet["title"], kept, sheet["hidden"], filled=tuple(sorted(filled)))


def _of_records(file: str, path: Path) -> Grid:
    """JSON that is a list of flat records, or a record a line."""
    records = json_records(file, path)
    if records is None:
        raise stop(file, "is JSON, but no list of records", "Give a list of objects with one tie or person each.")
    names = list(dict.fromkeys(name for record in records for name in record))
    cells = {name: [_cell(record.get(name)) for record in records] for name in names}
    check_size(file, len(records), len(names), WHOLE_CELLS)
    return Grid(file, "", pd.DataFrame(cells, dtype="str"), np.arange(len(records)) + 1)


def _cell(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return "; ".join(map(str, value))
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return json.dumps(value) if isinstance(value, dict | list | bool) else str(value)


def json_of(file: str, path: Path) -> object:
    """The JSON of a file, or the list of its lines of JSON."""
    _check_there(file, path)
    with Item(file, path).open() as stream:
        data, _ = to_utf8(file, read_text(file, stream, row_limit(None), 4 * WHOLE_LIMIT))
    return parsed(file, data)


def parsed(file: str, data: bytes) -> object:
    """Bytes as JSON, or as a list of lines of JSON. Raises `DataError` where they are neither."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in io.BytesIO(data) if line.strip()]
    except (ValueError, RecursionError) as error:
        raise stop(file, "is no JSON", "Export it again.") from error


def json_records(file: str, path: Path) -> list[dict] | None:
    """The flat records of a JSON file; None where it is something else."""
    value = json_of(file, path)
    if isinstance(value, dict):
        lists = [one for one in value.values() if isinstance(one, list)]
        value = lists[0] if len(lists) == 1 else value
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return value
    return None


def read_grids(inputs: Sequence[str | Path], *, head: int | None = None, without: bool = False) -> list[Grid]:
    """The grids of several files, with the problems of all of them at once where one can't be read."""
    found, problems = [], []
    for text in inputs:
        try:
            found += grids(text, head=head, without=without)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return found


def holds_no_value(column: pd.Series) -> np.ndarray:
    """The rows in which a formula stands whose value was never saved."""
    return (column == NO_VALUE).to_numpy(dtype=bool, na_value=False)
