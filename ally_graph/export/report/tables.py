"""Tables of the report: texts under the titles of their columns, and no more rows than a page can hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ally_graph.wording.columns import COLUMNS, Column

ROWS_IN_A_REPORT = 300
NOTHING = "–"


@dataclass(frozen=True)
class ReportTable:
    """A table of texts. A column is its title and `number`, `long` or nothing; `more` says what is left out."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


def report_table(frame: pd.DataFrame, columns: Sequence[str], title: str) -> ReportTable:
    """The columns of a frame that are there, as texts; the first rows of a long one.

    >>> report_table(pd.DataFrame({"name": ["Ana"], "allies": [3.0]}), ["name", "allies"], "People").rows
    (('Ana', '3'),)
    """
    there = [name for name in columns if name in frame]
    shown = frame[there].head(ROWS_IN_A_REPORT)
    cells = {name: [_cell(value, name) for value in shown[name]] for name in there}
    left = len(frame) - len(shown)
    more = f"{left:,} more rows are left out here." if left > 0 else ""
    heads = tuple((COLUMNS[name].title, _kind(COLUMNS[name])) for name in there)
    return ReportTable(title, heads, tuple(zip(*cells.values(), strict=True)), more)


def _kind(column: Column) -> str:
    """How the page lays the column out."""
    return "number" if column.form else "long" if column.wide else ""


def _cell(value: object, name: str) -> str:
    if pd.isna(value) or value == "":
        return NOTHING
    return format(value, COLUMNS[name].form) if COLUMNS[name].form else str(value)
