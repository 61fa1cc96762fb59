"""From a path to sheets: a folder, a zip of it or an Excel workbook; or any single table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa

from ally_graph.errors import DataError, Problem
from ally_graph.records.archive import Members
from ally_graph.records.blocks import read_blocks
from ally_graph.records.cells import as_texts
from ally_graph.records.delimited import read_delimited
from ally_graph.records.parquet import read_parquet
from ally_graph.records.places import FoundFiles, Item, find_tables, folder_items, parquet_parts, zip_items
from ally_graph.records.sheet import Sheet, empty_sheet, stop
from ally_graph.records.tables import EVENT_TABLES, TABLES
from ally_graph.records.workbook import read_workbook

Progress = Callable[[float, str], None]
SHARE_OF_READING = 0.6
PREVIEW_ROWS = 20
NO_DATA = "Give a data folder, a zip of it, or an Excel workbook whose sheets are named like the tables."


def read_sheets(path: Path, tell: Progress) -> tuple[dict[str, Sheet], list[Problem]]:
    """Every table that a path holds, by name, and the problems of finding and reading them."""
    try:
        if path.is_dir():
            return _read_found(*find_tables(folder_items(path)), tell)
        if not path.is_file():
            raise stop(path.name, "is not there", NO_DATA)
        if path.suffix.lower() == ".xlsx":
            return _workbook_sheets(path.name, path.read_bytes())
        if path.suffix.lower() == ".zip":
            return _read_found(*find_tables(zip_items(Members(path.name, path.read_bytes()))), tell)
    except OSError as error:
        raise stop(path.name, f"can't be read ({error.strerror})", "Check that it is there and may be read.") from error
    raise stop(path.name, "is neither a folder nor a zip nor an Excel workbook", NO_DATA)


def _read_found(
    found: dict[str, FoundFiles], problems: list[Problem], tell: Progress
) -> tuple[dict[str, Sheet], list[Problem]]:
    sheets, problems = {}, list(problems)
    for done, (name, table) in enumerate(found.items()):
        tell(SHARE_OF_READING * done / len(found), f"Reading {table.file}")
        try:
            sheets[name] = _read_table(name, table)
        except DataError as error:
            problems += error.problems
        pa.default_memory_pool().release_unused()
    return sheets, problems


def _read_table(name: str, table: FoundFiles) -> Sheet:
    known = {column.name for column in TABLES[name].columns}
    try:
        if table.ending == ".csv":
            item = table.items[0]
            if item.path and not item.path.is_file():
                raise stop(table.file, "is not a regular file", "Put the CSV file itself there.")
            plain = _plain_events(name, table.file, item, known)
            return read_delimited(table.file, item.read(), known) if plain is None else plain
        parts = [item.part() for item in table.items]
    except OSError as error:
        raise stop(table.file, f"can't be read ({error.strerror})", "Check that it may be read.") from error
    keeps_all = name == "people"
    return read_parquet(table.file, parts, lambda column: keeps_all or column.strip().casefold() in known)


def _plain_events(name: str, file: str, item: Item, known: set[str]) -> Sheet | None:
    """A plain table of events, which can be too large to be held as texts."""
    if name not in EVENT_TABLES:
        return None
    with item.open() as stream:
        return read_blocks(file, stream, known, TABLES[name].required)


def _workbook_sheets(file: str, data: bytes) -> tuple[dict[str, Sheet], list[Problem]]:
    sheets: dict[str, Sheet] = {}
    problems = []
    for title, sheet in read_workbook(file, data).items():
        name = title.strip().casefold()
        if name in sheets:
            problems.append(Problem(file, f"has two sheets called {name}", "Keep one of them."))
        elif name in TABLES:
            sheets[name] = sheet
        elif len(sheet.frame.columns):
            what = f"has a sheet {title.strip()!r} that is not one of the tables and was not read"
            problems.append(Problem(file, what, f"Known: {', '.join(TABLES)}.", "notice"))
    return sheets, problems


def read_table(path: str | Path) -> pd.DataFrame:
    """Any table as texts: a CSV or Parquet file, a directory of Parquet parts, or the first sheet of a workbook.

    What came up while reading, lost rows included, is in `frame.attrs["problems"]`.
    """
    path = Path(path)
    try:
        sheet = _any_sheet(path)
    except OSError as error:
        raise stop(path.name, f"can't be read ({error.strerror})", "Check that it is there and may be read.") from error
    columns = [as_texts(sheet.frame.iloc[:, place]).astype("str") for place in range(sheet.frame.shape[1])]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    frame.columns = [str(name).strip() for name in sheet.frame.columns]
    frame = frame.replace("", None) if len(frame.columns) else frame
    frame.attrs["problems"] = sheet.problems
    return frame


def _any_sheet(path: Path) -> Sheet:
    ending = path.suffix.lower()
    if ending == ".parquet":
        parts = parquet_parts(path) if path.is_dir() else [path]
        return read_parquet(path.name, parts)
    if ending == ".xlsx":
        sheets = list(read_workbook(path.name, path.read_bytes()).values())
        return sheets[0] if sheets else empty_sheet(path.name)
    if path.exists() and not path.is_file():
        raise stop(path.name, "is not a file", "Give a CSV, Parquet or Excel file.")
    return read_delimited(path.name, path.read_bytes())


def preview(path: str | Path, rows: int = PREVIEW_ROWS) -> pd.DataFrame:
    """The first rows of any table, to choose columns by."""
    return read_table(path).head(rows)
