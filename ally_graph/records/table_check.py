"""A table under check: its columns, the problems found so far, the rows set aside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

import numpy as np
import pandas as pd

from ally_graph.errors import Problem, did_you_mean, near_name
from ally_graph.records.cells import Coded, coded, nothing
from ally_graph.records.identity import clean_text
from ally_graph.records.sheet import NO_VALUE, ROWS_KEPT, SAVE_AGAIN, UNSAVED, Sheet
from ally_graph.records.tables import FileRows, Table
from ally_graph.wording.counts import examples_of

IGNORED_NAMED = 5


class TableCheck:
    """Collects what is wrong with one table; a row counts once as set aside, whatever the number of its problems."""

    def __init__(self, table: Table, sheet: Sheet) -> None:
        self.table = table
        self.file = sheet.file
        self.rows = sheet.rows
        self.bad = np.zeros(len(sheet.rows), dtype=bool)
        self.problems = list(sheet.problems)
        self.decimal_comma = sheet.decimal_comma
        self.columns: dict[str, pd.Series] = {}
        self.odd: dict[str, pd.Series] = {}
        self._lost = sheet.lost
        self.ahead = sheet.ahead
        self.offsets: dict[str, Counter[int]] = {}
        self.used_rows: int | None = None
        self.outside_rows = 0
        self._arrange(sheet)
        if sheet.unsaved:
            self._say_unsaved()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def set_aside_rows(self) -> int:
        """How many rows are not used because of a problem."""
        return self._lost + int(self.bad.sum())

    @property
    def count(self) -> FileRows:
        """What became of the rows of the file."""
        used = int(self.good.sum()) if self.used_rows is None else self.used_rows
        return FileRows(self.file, used, self.set_aside_rows, self.outside_rows)

    @property
    def good(self) -> np.ndarray:
        """Rows without a problem so far."""
        return ~self.bad

    def set_aside(self, flags: np.ndarray, what: str, mend: str) -> None:
        """These rows can't be used."""
        if flags.any():
            self._add(flags, what, mend, "set aside")
            self.bad |= flags

    def notice(self, flags: np.ndarray, what: str, mend: str) -> None:
        """These rows are used as described."""
        if flags.any():
            self._add(flags & ~self.bad, what, mend, "notice")

    def remark(self, what: str, mend: str, severity: str = "notice") -> None:
        """Something about the table as a whole."""
        self.problems.append(Problem(self.file, what, mend, severity))

    def coded(self, name: str) -> Coded:
        """A column as codes into its distinct texts; all empty where the table does not have it."""
        return coded(self.columns[name]) if name in self.columns else nothing(len(self))

    def _add(self, flags: np.ndarray, what: str, mend: str, severity: str) -> None:
        count = int(np.count_nonzero(flags))
        if count:
            rows = tuple(int(self.rows[place]) for place in np.flatnonzero(flags)[:ROWS_KEPT])
            self.problems.append(Problem(self.file, what, mend, severity, rows, count))

    def _arrange(self, sheet: Sheet) -> None:
        """Find the table's columns under their trimmed names, and say which are missing, doubled or not used."""
        known = {column.name for column in self.table.columns}
        places: dict[str, list[int]] = defaultdict(list)
        written = [str(name) for name in sheet.frame.columns]
        for place, name in enumerate(written):
            places[plain_name(name, known)].append(place)
        self.columns = {name: sheet.frame.iloc[:, at[0]] for name, at in places.items() if name in known}
        self.odd = {name: sheet.odd[at[0]] for name, at in places.items() if name in known and at[0] in sheet.odd}
        extras = [name for name in places if name not in known]
        self._say_renamed([name for name in written if name not in known and name.strip().casefold() in known])
        self._say_missing(known, extras, {name for name, at in places.items() if len(at) > 1}, bool(written))
        self._take_extras(sheet, {name: places[name] for name in extras})

    def _say_unsaved(self) -> None:
        """Formulas whose value was never saved: their rows can't be used; of a person only that cell is empty."""
        for name, series in list(self.columns.items()):
            column = coded(series)
            flags = column.where(column.values == NO_VALUE)
            if not flags.any():
                continue
            if self.table.name == "people" and name not in self.table.required:
                self.notice(flags, f"{name} {UNSAVED}; read as empty", SAVE_AGAIN)
                self.columns[name] = column.series().mask(flags)
            else:
                self.set_aside(flags, f"{name} {UNSAVED}", SAVE_AGAIN)

    def _say_renamed(self, names: list[str]) -> None:
        for name in names:
            self.remark(f"the column {name!r} was read as {name.strip().casefold()}", "Write it in small letters.")

    def _say_missing(self, known: set[str], extras: list[str], doubled: set[str], any_column: bool) -> None:
        if any_column:
            for name in self.table.required:
                if name not in self.columns:
                    mend = f"Add it, or rename the one that holds it. {_near_column(name, extras)}"
                    self.remark(f"has no column {name}", mend.strip(), "error")
        for name in sorted(doubled & known):
            self.remark(f"has the column {name} twice", "Keep one of them.", "error")
        for name in sorted(doubled - known - {""}):
            self.remark(f"has the column {name!r} twice; the first one was used", "Give each its own name.")

    def _take_extras(self, sheet: Sheet, places: dict[str, list[int]]) -> None:
        nameless = [place for place in places.pop("", []) if coded(sheet.frame.iloc[:, place]).values.size]
        if nameless:
            self.remark(f"has {len(nameless)} column(s) without a name, which were not read", "Give them names.")
        if self.table.name == "people":
            self.columns |= {name: sheet.frame.iloc[:, places[name][0]] for name in sorted(places)}
            return
        ignored = sorted({*places, *sheet.ignored})
        if ignored:
            named = examples_of(ignored, IGNORED_NAMED)
            self.remark(f"has columns that are not used: {named}", "Nothing to do, unless one is misspelt.")


def plain_name(name: str, known: Collection[str] = ()) -> str:
    """The name of a column without stray spaces and characters that can't be seen; a known one in small letters.

    >>> plain_name(" Kind ", {"kind"}), plain_name("Room ")
    ('kind', 'Room')
    """
    short = name.strip("\ufeff \t\r\n\u00a0\u200b")
    return short.casefold() if short.casefold() in known else clean_text(short)


def _near_column(name: str, others: list[str]) -> str:
    if near_name(name, others):
        return did_you_mean(name, others)
    return f"It has {examples(others, 10)} besides the known ones." if others else ""


def examples(texts: list[str] | np.ndarray, most: int = 3) -> str:
    """A few texts to recognise a problem by.

    >>> examples(["bo", "ana", "cy", "di"])
    "'ana', 'bo', 'cy' and 1 more"
    """
    ordered = sorted(set(texts))
    short = [repr(text if len(text) <= 40 else text[:39] + "…") for text in ordered[:most]]
    return examples_of(short, most, len(ordered))


def counted(column: Coded, rows: np.ndarray) -> Counter[str]:
    """How often each text occurs in the chosen rows."""
    codes = column.codes[rows]
    totals = np.bincount(codes[codes >= 0], minlength=len(column.values))
    return Counter({text: int(total) for text, total in zip(column.values, totals, strict=True) if total})
