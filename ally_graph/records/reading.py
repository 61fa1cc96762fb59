"""From a path to sheets: a folder, a zip of it or an Excel workbook; or any single table."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa

from ally_graph.errors import DataError, Problem
from ally_graph.records.archive import Members
from ally_graph.records.blocks import read_blocks
from ally_graph.records.cells import as_texts
from ally_graph.records.delimited import read_delimited
from ally_graph.records.limits import WHOLE_LIMIT, check_regular, read_text, row_limit
from ally_graph.records.parquet import check_texts, read_parquet
from ally_graph.records.places import FoundFiles, Item, find_tables, folder_items, parquet_parts, zip_items
from ally_graph.records.sheet import Sheet, empty_sheet, stop
from ally_graph.records.tables import EVENT_TABLES, TABLES
from ally_graph.records.workbook import read_workbook

NO_TABLE = "Give a CSV, Parquet or Excel file."
Progress = Callable[[float, str], None]
SHARE_OF_READING = 0.6
PREVIEW_ROWS = 20
NAME_SHOWN = 120
SPLIT = "Leave out what isn't needed, split it, or give the tables as plain CSV."
NO_DATA = (
    "Give a data folder, a zip of it, or an Excel workbook whose sheets are named like the tables. "
    "Anything else becomes one with: python -m ally_graph convert FILE -o FOLDER."
)


def read_sheets(path: Path, tell: Progress) -> tuple[dict[str, Sheet], list[Problem]]:
    """Every table that a path holds, by name, and the problems of finding and reading them."""
    is_folder = _is_folder(path, NO_DATA)
    try:
        if is_folder:
            return _read_found(*find_tables(folder_items(path)), tell)
        if path.suffix.lower() == ".xlsx":
            return _workbook_sheets(path.name, path)
        if path.suffix.lower() == ".zip":
            with path.open("rb") as stream:
                return _read_found(*find_tables(zip_items(Members(path.name, stream))), tell)
    except OSError as error:
        raise _unreadable(path, error) from error
    raise stop(path.name, "is neither a folder nor a zip nor an Excel workbook", NO_DATA)


def _read_found(
    found: dict[str, FoundFiles], problems: list[Problem], tell: Progress
) -> tuple[dict[str, Sheet], list[Problem]]:
    sheets, problems = {}, list(problems)
    for done, (name, table) in enumerate(found.items()):
        tell(SHARE_OF_READING * done / len(found), f"Reading {table.file}")
        try:
            sheets[name] = read_found(name, table)
        except DataError as error:
            problems += error.problems
        pa.default_memory_pool().release_unused()
    return sheets, problems


def read_found(name: str, table: FoundFiles) -> Sheet:
    """A table of a data folder, from the files that were found for it."""
    known = {column.name for column in TABLES[name].columns}
    try:
        if table.ending == ".csv":
            return _read_csv(name, table.file, table.items[0], known)
        parts = [item.part(WHOLE_LIMIT) for item in table.items]
    except OSError as error:
        raise stop(table.file, f"can't be read ({error.strerror})", "Check that it may be read.") from error
    keeps_all = name == "people"
    rows = row_limit(name)
    return read_parquet(table.file, parts, lambda column: keeps_all or column.strip().casefold() in known, rows=rows)


def _read_csv(name: str, file: str, item: Item, known: set[str]) -> Sheet:
    """A table of events in blocks where it is plain, as it can be too large to be held as texts; others as a whole."""
    if name in EVENT_TABLES:
        with item.open() as stream:
            plain = read_blocks(file, stream, known, TABLES[name].required)
        if plain is not None:
            return plain
    with item.open() as stream:
        return read_delimited(file, read_text(file, stream, row_limit(name)), known)


def _workbook_sheets(file: str, path: Path) -> tuple[dict[str, Sheet], list[Problem]]:
    sheets: dict[str, Sheet] = {}
    problems = []
    for title, sheet in read_workbook(file, path).items():
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
    is_folder = _is_folder(path, NO_TABLE)
    try:
        sheet = _any_sheet(path, is_folder=is_folder)
    except MemoryError as error:
        raise stop(shown_name(path), "takes more memory to read than there is", SPLIT) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    columns = [as_texts(sheet.frame.iloc[:, place]) for place in range(sheet.frame.shape[1])]
    for column in columns:
        check_texts(sheet.file, column)
    columns = [column.astype("str") for column in columns]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    frame.columns = [str(name).strip() for name in sheet.frame.columns]
    frame = frame.replace("", None) if len(frame.columns) else frame
    frame.attrs["problems"] = sheet.problems
    return frame


def _unreadable(path: Path, error: OSError | ValueError) -> DataError:
    """The error of a path that the system refuses: not there, not allowed, too long, or with a NUL in it."""
    reason = getattr(error, "strerror", None) or "no such path can be"
    return stop(shown_name(path), f"can't be read ({reason})", "Check that it is there and may be read.")


def shown_name(path: Path) -> str:
    """The name of a path, of readable length."""
    name = path.name.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return name if len(name) <= NAME_SHOWN else f"{name[:NAME_SHOWN]}…"


def checked_path(text: str) -> Path:
    """A path as somebody typed it. Raises `DataError` where it leads nowhere, or to no folder and no file on a disk."""
    path = Path(text)
    try:
        path = path.expanduser()
    except RuntimeError as error:
        raise stop(shown_name(path), "can't be read (there is no such user)", NO_DATA) from error
    _is_folder(path, NO_DATA)
    return path


def _is_folder(path: Path, mend: str) -> bool:
    """Whether a path leads to a folder, or else to a file on a disk. Raises `DataError` for any other path."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise stop(shown_name(path), "is not there", mend) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISDIR(mode):
        check_regular(shown_name(path), path)
    return stat.S_ISDIR(mode)


def _any_sheet(path: Path, *, is_folder: bool) -> Sheet:
    ending = path.suffix.lower()
    if is_folder and ending == ".parquet":
        return read_parquet(path.name, parquet_parts(path))
    if is_folder:
        raise stop(path.name, "is not a file", NO_TABLE)
    if ending == ".parquet":
        return read_parquet(path.name, [path])
    if ending == ".xlsx":
        sheets = list(read_workbook(path.name, path).values())
        return sheets[0] if sheets else empty_sheet(path.name)
    item = Item(path.name, path)
    if item.size > WHOLE_LIMIT:
        with item.open() as stream:
            plain = read_blocks(path.name, stream, None)
        if plain is not None:
            return plain
    with item.open() as stream:
        return read_delimited(path.name, read_text(path.name, stream, row_limit(None)))


def preview(path: str | Path, rows: int = PREVIEW_ROWS) -> pd.DataFrame:
    """The first rows of any table, to choose columns by."""
    return read_table(path).head(rows)
