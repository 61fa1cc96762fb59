"""What a source gathers while it reads: ties, thanks, people, and for each file what became of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd

from ally_graph.errors import DataError, Problem
from ally_graph.importers.directory import Directory
from ally_graph.importers.opening import Grid
from ally_graph.records.likeness import like_ids
from ally_graph.records.sheet import ROWS_KEPT
from ally_graph.records.table_check import examples
from ally_graph.records.tables import TABLES
from ally_graph.wording.counts import count

TIES = ("from_id", "to_id", "timestamp", "kind", "weight")
THANKS = ("giver_id", "receiver_id", "timestamp", "element", "weight")
ENDS = {"interactions": ("from_id", "to_id"), "recognitions": ("giver_id", "receiver_id")}
SOURCE = ("_file", "_row")


@dataclass
class FileRows:
    """What became of the rows of one file or sheet."""

    file: str
    sheet: str = ""
    aside: set[int] = field(default_factory=set)
    outside: set[int] = field(default_factory=set)
    lost: int = 0
    not_read: list[str] = field(default_factory=list)
    same: dict[int, int] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)

    @property
    def place(self) -> str:
        """What problems call it."""
        return f"{self.file} ({self.sheet})" if self.sheet else self.file


@dataclass(frozen=True)
class FileCount:
    """How many rows of a file were used, set aside, and about somebody outside; and what of it was not read."""

    file: str
    sheet: str
    used: int
    set_aside: int
    outside: int
    not_read: tuple[str, ...] = ()

    def to_dict(self) -> dict:
        """The counts as plain values."""
        return asdict(self) | {"not_read": list(self.not_read)}

    def __str__(self) -> str:
        place = f"{self.file} ({self.sheet})" if self.sheet else self.file
        rest = f"; not read: {', '.join(self.not_read)}" if self.not_read else ""
        noun = "row" if self.used == 1 else "rows"
        return f"{place}: {self.used:,} {noun} used, {self.set_aside:,} set aside, {self.outside:,} outside{rest}"


class Gathered:
    """Collects the tables of a source and what is to be said about them."""

    def __init__(self, directory: Directory | None = None) -> None:
        self.directory = directory or Directory({})
        self.problems: list[Problem] = []
        self.parts: dict[str, list[pd.DataFrame]] = {name: [] for name in ("interactions", "recognitions", "people")}
        self.other: dict[str, pd.DataFrame] = {}
        self.files: dict[str, FileRows] = {}
        self.taken_for: list[str] = []

    def file(self, name: str, sheet: str = "") -> FileRows:
        """The account of a file or sheet."""
        rows = FileRows(name, sheet)
        return self.files.setdefault(rows.place, rows)

    def grid(self, grid: Grid) -> FileRows:
        """Take on a grid: its rows, and what came up while it was read."""
        known = grid.place in self.files
        account = self.file(grid.file, grid.sheet)
        if not known:
            account.lost += grid.lost
            account.not_read += grid.not_read
            self.problems += grid.problems
        return account

    def notice(self, place: str, what: str, mend: str, rows: Sequence[int] = ()) -> None:
        """Something that is used as described."""
        self.problems.append(Problem(place, what, mend, "notice", tuple(map(int, rows))[:ROWS_KEPT], len(rows)))

    def set_aside(self, place: str, rows: Iterable[int], what: str, mend: str) -> None:
        """Rows of a file that are not used."""
        numbers = sorted({int(row) for row in rows})
        if numbers:
            self.files[place].aside |= set(numbers)
            self.problems.append(Problem(place, what, mend, "set aside", tuple(numbers[:ROWS_KEPT]), len(numbers)))

    def error(self, place: str, what: str, mend: str) -> None:
        """Something that stops the work."""
        self.problems.append(Problem(place, what, mend))

    def add(self, table: str, frame: pd.DataFrame, place: str, rows: Sequence[int] | np.ndarray) -> None:
        """Rows of a table, and the row of the file from which each of them comes."""
        if len(frame):
            file = pd.Categorical.from_codes(np.zeros(len(frame), dtype=np.int8), [place])
            numbers = np.asarray(rows)
            numbers = numbers if numbers.dtype == np.int32 else numbers.astype(np.int64)
            self.parts[table].append(frame.assign(_file=file, _row=numbers))

    def say_sheets(self, used: Sequence[Grid], rest: Sequence[str], people: Sequence[Grid] = ()) -> None:
        """Which sheets of workbooks were not read, said with the first one that was."""
        taken = {f"sheet {grid.sheet}" for grid in people}
        left = [words for words in rest if words not in taken]
        if left and used:
            self.file(used[0].file, used[0].sheet).not_read += left
            what = f"has other sheets, which were not read: {', '.join(left)}"
            self.notice(used[0].file, what, f"Name the sheet that is meant: {used[0].file}#SHEET.")

    def same_row(self, place: str, row: int, as_row: int) -> None:
        """A row is used, or outside, as another row is, with which it says one thing."""
        self.files[place].same[row] = as_row

    def rows_of(self, table: str) -> pd.DataFrame:
        """Everything gathered for a table, in the order in which it came."""
        parts = self.parts[table]
        if len(parts) > 1:
            parts[:] = [pd.concat(_alike(parts), ignore_index=True)]
        return parts[0] if parts else pd.DataFrame()

    def finished(self, *, need: bool = True) -> dict[str, pd.DataFrame]:
        """The tables, with the problems in `attrs`; raises `DataError` for what stops the work, or if nothing is left.

        `attrs["files"]` holds the counts of each file, `attrs["taken_for"]` what the inputs were taken for.
        """
        self._say_names()
        self._say_outside()
        files = self.counts()
        tables = {name: _clean(self._handed_over(name), name) for name in self.parts}
        tables = {name: frame for name, frame in tables.items() if len(frame)} | self.other
        stopping = [problem for problem in self.problems if problem.severity == "error"]
        if stopping or (need and not tables):
            raise DataError([*self._reasons(), *([] if stopping else [self._nothing()])])
        first = next(iter(tables.values()))
        first.attrs.update(
            problems=tuple(dict.fromkeys(self.problems)), files=files, taken_for="; ".join(self.taken_for)
        )
        return tables

    def _handed_over(self, table: str) -> pd.DataFrame:
        """Everything gathered for a table, which is kept here no longer."""
        rows = self.rows_of(table)
        self.parts[table].clear()
        return rows

    def _reasons(self) -> list[Problem]:
        order = {"error": 0, "set aside": 1, "notice": 2}
        return sorted(dict.fromkeys(self.problems), key=lambda problem: order[problem.severity])

    def _nothing(self) -> Problem:
        names = ", ".join(dict.fromkeys(account.file for account in self.files.values())) or "input"
        why = next((one for one in self._reasons() if one.severity == "set aside"), None)
        reason = f"; most of all because a row {why.what}" if why else ""
        largest = max(
            (one for one in self.problems if one.severity == "set aside"), key=lambda one: one.count, default=None
        )
        mend = largest.mend if largest else "Check that it holds rows, or say what it is: name a source."
        if largest:
            reason = f", as its rows were set aside: {largest.what}"
        return Problem(names, f"no row could be used{reason}", mend)

    def counts(self) -> tuple[FileCount, ...]:
        """What became of the rows of each file: a row is used if any of it was."""
        used: dict[str, list[np.ndarray]] = {place: [] for place in self.files}
        for name, ends in ENDS.items():
            for frame in self.parts[name]:
                known = self._known(frame, ends)
                for place, rows in _by_file(frame, known):
                    used[place].append(rows)
                for place, rows in _by_file(frame, ~known):
                    self.files[place].outside |= set(rows.tolist())
        for frame in self.parts["people"]:
            for place, rows in _by_file(frame, np.ones(len(frame), dtype=bool)):
                used[place].append(rows)
        return tuple(_count(account, used[place]) for place, account in self.files.items())

    def _known(self, frame: pd.DataFrame, ends: tuple[str, str]) -> np.ndarray:
        if not self.directory.is_known:
            return np.ones(len(frame), dtype=bool)
        return (frame[ends[0]].isin(self.directory.ids) & frame[ends[1]].isin(self.directory.ids)).to_numpy()

    def _say_names(self) -> None:
        names = self.directory.by_other_name
        if names:
            shown = examples([f"{text} for {person}" for text, person in names.items()])
            where = "in the table of people" if self.directory.is_known else "beside the answers"
            what = f"{count(len(names), 'name', 'names')} or addresses were found {where}: {shown}"
            self.notice("people", what, "Nothing to do, if these are the same people.")
        if self.directory.ambiguous:
            what = f"several people are called alike: {examples(sorted(self.directory.ambiguous))}"
            self.notice("people", what, "Rows about them are outside; write their id, or give --aliases FILE.")

    def _say_outside(self) -> None:
        """Who is not in the table of people, and whom that may be."""
        if not self.directory.is_known:
            return
        unknown: Counter[str] = Counter()
        for name, ends in ENDS.items():
            for frame in self.parts[name]:
                for end in ends:
                    unknown.update(frame.loc[~frame[end].isin(self.directory.ids), end].dropna().tolist())
        if unknown:
            who = count(len(unknown), "person", "people")
            what = f"names {who} whom the table of people lacks: {examples(list(unknown))}"
            self.notice("interactions", what, f"Their rows count as outside. {likeness(unknown, self.directory.ids)}")


def likeness(unknown: Iterable[str], ids: Iterable[str]) -> str:
    """Words about how many of the unknown ids are like one on the roster, and in what they differ."""
    return like_ids(unknown, ids) or "Add them to it if they belong there, or give --aliases FILE."


def _count(account: FileRows, parts: Sequence[np.ndarray]) -> FileCount:
    """The counts of a file whose used rows are these, in any order and several times; row 0 stands for none."""
    sets = [_numbers(rows) for rows in (account.answered, account.outside, account.aside)]
    twins = np.array(list(account.same.items()), dtype=np.int64).reshape(-1, 2)
    most = max(int(numbers.max()) for numbers in (*parts, *sets, twins, np.zeros(1)) if numbers.size)
    used, outside, aside = (_marked(most, some) for some in ([*parts, sets[0]], [sets[1]], [sets[2]]))
    for marks in (used, outside):
        marks[twins[marks[twins[:, 1]], 0]] = True
    outside &= ~used
    aside &= ~(used | outside)
    lost = int(aside.sum()) + account.lost
    return FileCount(account.file, account.sheet, int(used.sum()), lost, int(outside.sum()), tuple(account.not_read))


def _marked(most: int, parts: Sequence[np.ndarray]) -> np.ndarray:
    """For each number from 0 to `most` whether one of these holds it; 0 is held by none."""
    marks = np.zeros(most + 1, dtype=bool)
    for numbers in parts:
        marks[numbers] = True
    marks[0] = False
    return marks


def _by_file(frame: pd.DataFrame, some: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """The numbers of some rows by the file from which they come."""
    files, numbers = frame["_file"], frame["_row"].to_numpy()
    if isinstance(files.dtype, pd.CategoricalDtype) and len(files.cat.categories) == 1:
        return [(files.cat.categories[0], numbers if some.all() else numbers[some])] if some.any() else []
    return [(place, rows.to_numpy()) for place, rows in frame["_row"][some].groupby(files[some], observed=True)]


def _alike(parts: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Parts of a table with columns of one type each: texts, where some are texts and others numbers of texts."""
    mixed = {
        name
        for name in {name for part in parts for name in part.columns} - set(SOURCE)
        if len({part[name].dtype for part in parts if name in part}) > 1
    }
    return [part.assign(**{name: _texts(part[name]) for name in part.columns if name in mixed}) for part in parts]


def _texts(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype("str")
    return column.astype("str") if isinstance(column.dtype, pd.CategoricalDtype) else column


def _numbers(rows: set[int]) -> np.ndarray:
    return np.fromiter(rows, dtype=np.int64, count=len(rows))


def _clean(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    if not len(frame):
        return pd.DataFrame()
    known = [column.name for column in TABLES[name].columns]
    extras = sorted(set(frame.columns) - set(known) - set(SOURCE))
    kept = frame[[*(column for column in known if column in frame), *(extras if name == "people" else [])]]
    return kept.reset_index(drop=True)
