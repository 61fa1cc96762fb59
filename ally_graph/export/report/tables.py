"""Tables of the report: texts under the titles of their columns, and no more rows than a page can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed
from ally_graph.wording.columns import COLUMNS, ColumnWords

ROWS_IN_A_REPORT = 300
NOTHING = "–"


@dataclass(frozen=True)
class ReportTable:
    """A table of texts. A column is its title and `number`, `long` or nothing; `more` says what is left out."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


def report_table(
    shown: Disclosed[pd.DataFrame], columns: Sequence[str], title: str, written_as: Mapping[str, str] | None = None
) -> ReportTable:
    """The columns of a table that are there, as texts; the first rows of a long one.

    Columns are called and written as `COLUMNS` says under their own key, or under the one in `written_as`.

    >>> people = gate.table("people", pd.DataFrame({"name": ["Ana"], "allies": [3.0]}), gate.LOCAL)
    >>> report_table(people, ["name", "allies"], "People").rows
    (('Ana', '3'),)
    """
    frame = gate.content_of(shown)
    there = [name for name in columns if name in frame]
    told = {name: COLUMNS[(written_as or {}).get(name, name)] for name in there}
    rows = frame[there].head(ROWS_IN_A_REPORT)
    cells = {name: [_cell(value, told[name]) for value in rows[name]] for name in there}
    left = len(frame) - len(rows)
    more = f"{left:,} more rows are left out here." if left > 0 else ""
    heads = tuple((told[name].title, _kind(told[name])) for name in there)
    return ReportTable(title, heads, tuple(zip(*cells.values(), strict=True)), more)


def _kind(column: ColumnWords) -> str:
    """How the page lays the column out."""
    return "number" if column.form else "long" if column.wide else ""


def _cell(value: object, column: ColumnWords) -> str:
    if pd.isna(value) or value == "":
        return NOTHING
    return format(value, column.form) if column.form else str(value)
