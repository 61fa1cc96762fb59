"""A table as it was read, before any check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ally_graph.errors import DataError, Problem

FIRST_ROW = 2
"""The header is row 1, as in a spreadsheet."""
COLUMN_LIMIT = 1_000
ROWS_KEPT = 1_000
"""How many rows a problem names at most."""
CELL_LIMIT = 200_000_000
TABLE_ENDINGS = (".csv", ".parquet")
NO_VALUE = "#NO VALUE"
"""What stands in a cell with a formula whose value was never saved."""
UNSAVED = "is a formula whose value was never saved"
SAVE_AGAIN = "Open the workbook in Excel or LibreOffice, save it, and give it again."


@dataclass(frozen=True)
class Sheet:
    """The cells of one table, as texts or as typed in the file, with the row number of each row.

    `problems` came up while reading, `lost` rows were set aside by the reader, `ignored` columns were never read.
    `odd` holds, by the place of a column in `frame`, the texts of those cells that did not fit the type of the column
    and stand empty in it, by their place in the column. `unsaved` says that cells may hold `NO_VALUE`.
    `ahead` holds the minutes ahead of UTC in which times were written that are moments already.
    """

    file: str
    frame: pd.DataFrame
    rows: np.ndarray | range = range(0)
    problems: tuple[Problem, ...] = ()
    lost: int = 0
    decimal_comma: bool = False
    ignored: tuple[str, ...] = ()
    odd: Mapping[int, pd.Series] = field(default_factory=dict)
    unsaved: bool = False
    ahead: np.ndarray | None = None


def sheet_of(frame: pd.DataFrame, file: str) -> Sheet:
    """A frame in memory as a sheet; its first row is row 2, and `attrs["problems"]` came up while it was read."""
    check_size(file, len(frame), len(frame.columns))
    rows = range(FIRST_ROW, len(frame) + FIRST_ROW)
    problems = tuple(frame.attrs.get("problems", ()))
    lost = sum(problem.count for problem in problems if problem.severity == "set aside")
    return Sheet(file, frame.reset_index(drop=True), rows, problems, lost)


def empty_sheet(file: str, columns: list[str] | None = None, problems: tuple[Problem, ...] = ()) -> Sheet:
    """A sheet without rows, and a notice that says so."""
    notice = Problem(file, "holds no rows", "If it should hold some, export it again.", "notice")
    return Sheet(file, pd.DataFrame(columns=columns or [], dtype="str"), problems=(*problems, notice))


def check_size(file: str, rows: int, columns: int, cells: int = CELL_LIMIT) -> None:
    """Refuse what is too wide or too large to be a table of people or events."""
    if columns > COLUMN_LIMIT:
        what = f"has {columns:,} columns and looks like a matrix"
        raise stop(file, what, "Give one row for each tie: who, whom, when and the kind.")
    if rows * columns > cells:
        what = f"has {rows:,} rows of {columns:,} columns, more than can be read at once"
        raise stop(file, what, "Leave out columns that aren't needed, or split the time span.")


def stop(file: str, what: str, mend: str) -> DataError:
    """The error of one file that can't be read."""
    return DataError([Problem(file, what, mend)])
