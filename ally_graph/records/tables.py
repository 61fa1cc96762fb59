"""The tables of a data folder: their columns, and `Records`, the checked tables themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Real

import pandas as pd

from ally_graph import vocabulary
from ally_graph.errors import Problem, SettingError
from ally_graph.records.fingerprint import fingerprint_of
from ally_graph.wording.notebook import html_table


@dataclass(frozen=True)
class Column:
    """A column of a table: `type` is `id`, `text`, `whole`, `number`, `time`, `date` or `month`."""

    name: str
    type: str
    required: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table of a data folder and what it is for."""

    name: str
    purpose: str
    columns: tuple[Column, ...]

    @property
    def required(self) -> list[str]:
        """Names of the columns it can't be read without."""
        return [column.name for column in self.columns if column.required]


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "people",
            "The roster: everyone who works here, also those nobody has met.",
            (
                Column("person_id", "id", required=True, note="unique after trimming"),
                Column("name", "text", note="shown instead of the id where names may be shown"),
                Column("team", "text"),
                Column("department", "text"),
                Column("location", "text"),
                Column("level", "whole", note="1 is most junior"),
                Column("manager_id", "id", note="a person_id"),
                Column("work_mode", "text", choices=vocabulary.WORK_MODES),
                Column("kind", "text", choices=vocabulary.PERSON_KINDS, note="employee unless said"),
                Column("fte", "number", note="more than 0, at most 1; 1 unless said"),
                Column("start_date", "date", note="first day at work"),
                Column("end_date", "date", note="last day at work"),
            ),
        ),
        Table(
            "interactions",
            "Who did what with whom, and when.",
            (
                Column("from_id", "id", required=True),
                Column("to_id", "id", required=True),
                Column("timestamp", "time", required=True),
                Column("kind", "text", required=True, note="other kinds than the known ones are mutual contact"),
                Column("weight", "number", note="more than 0; 1 unless said"),
            ),
        ),
        Table(
            "recognitions",
            "Who thanked whom.",
            (
                Column("giver_id", "id", required=True, note="who says thanks"),
                Column("receiver_id", "id", required=True, note="who is thanked"),
                Column("timestamp", "time", required=True),
                Column("element", "text", choices=tuple(vocabulary.ELEMENTS)),
                Column("weight", "number", note="more than 0; 1 unless said"),
            ),
        ),
        Table(
            "absences",
            "Who was away, never why.",
            (
                Column("person_id", "id", required=True),
                Column("start_date", "date", required=True),
                Column("end_date", "date", required=True),
            ),
        ),
        Table(
            "programmes",
            "Who takes part in which programme, and with whom.",
            (
                Column("person_id", "id", required=True),
                Column("programme", "text", required=True, choices=tuple(vocabulary.TOOLS)),
                Column("role", "text", choices=vocabulary.PROGRAMME_ROLES),
                Column("partner_id", "id"),
                Column("start_date", "date"),
                Column("end_date", "date"),
                Column("hours", "number", note="set aside for it each month, 0 or more"),
            ),
        ),
        Table(
            "indicators",
            "The success indicators, month by month.",
            (
                Column("month", "month", required=True),
                Column("indicator", "text", required=True, choices=tuple(vocabulary.INDICATORS)),
                Column("measure", "text", required=True),
                Column("group", "text", required=True, note="all, or a team"),
                Column("value", "number", required=True),
                Column("n", "number", note="respondents, or the denominator"),
                Column("scale", "text", note="of a survey score that is not from 0 to 100, such as 1 to 5"),
                Column("sd", "number", note="how far the single answers lie apart: gives a mean its interval"),
                Column("target", "number", note="where you want to be, on the scale of the value"),
            ),
        ),
        Table(
            "phases",
            "What was started when.",
            (
                Column("name", "text", required=True),
                Column("start_date", "date", required=True),
                Column("end_date", "date"),
                Column("note", "text"),
            ),
        ),
    )
}
ENDS = {"interactions": ("from_id", "to_id"), "recognitions": ("giver_id", "receiver_id")}
"""The two columns of each table of events that say between whom something happened."""
LABELS = {"interactions": "kind", "recognitions": "element"}
"""The column of each table of events that says what happened."""
EVENT_TABLES = tuple(ENDS)
FACTS = ("problems", "set_aside", "outside", "has_roster")
"""What is known of records beside their tables."""


@dataclass(frozen=True)
class FileRows:
    """What became of the rows of one file: used, set aside, and about somebody who is not on the roster."""

    file: str
    used: int
    set_aside: int
    outside: int

    def __str__(self) -> str:
        noun = "row" if self.used == 1 else "rows"
        return f"{self.file}: {self.used:,} {noun} used, {self.set_aside:,} set aside, {self.outside:,} outside"


@dataclass(frozen=True, eq=False, repr=False)
class Records:
    """The checked tables of a data folder.

    Every table has exactly the columns of `TABLES` (`people` also keeps extra ones, as text) and a fresh index. Its
    order does not depend on the order of its rows in the file: events go by time first. Ids, `team`, `name` and other
    texts are strings, missing ones `None`/NaN; in `interactions` and `recognitions` the two id columns are categoricals
    over the sorted `people.person_id`, and `kind` is a categorical. Times are UTC without a zone (`datetime64[us]`),
    dates are midnights, missing ones `NaT`. `month` is a text like `2026-03`. `level` is `Int64`, `fte`, `weight`,
    `value` and `n` are floats; defaults are filled in.

    A column of weights that are all the same takes the room of one, and can't be written to: copy the table first.

    `set_aside` counts rows that could not be used, `outside` counts events with somebody who is not on the roster, and
    `problems` says what, where and how to mend it. `has_roster` is False where the roster had to be taken from the
    events, in which case nobody can be called isolated. `files` says the same for each file, and `unmatched` in how
    many rows each of the ids is that are not on the roster, and from which day to which.

    Two of them are equal if their tables, counts and problems are, wherever they were read; and they say what they
    hold without naming anybody.
    """

    people: pd.DataFrame
    interactions: pd.DataFrame
    recognitions: pd.DataFrame
    absences: pd.DataFrame
    programmes: pd.DataFrame
    indicators: pd.DataFrame
    phases: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    set_aside: int = 0
    outside: int = 0
    has_roster: bool = True
    source: str = ""
    known_fingerprint: str = ""
    files: tuple[FileRows, ...] = ()
    unmatched: tuple[tuple[int, int, int], ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Records):
            return NotImplemented
        same = all(getattr(self, name) == getattr(other, name) for name in FACTS)
        return same and all(getattr(self, name).equals(getattr(other, name)) for name in TABLES)

    def __repr__(self) -> str:
        counts = "".join(f"{name}={rows}, " for name, rows, *_ in self._overview() if rows)
        return f"Records({counts}set_aside={self.set_aside}, has_roster={self.has_roster})"

    def _repr_html_(self) -> str:
        return html_table("Records", ("table", "rows", "from", "to"), self._overview())

    def _overview(self) -> list[tuple[str, int, str, str]]:
        """Each table with its rows, and the first and last day where it is of events."""
        found = []
        for name in TABLES:
            table = getattr(self, name)
            times = table["timestamp"] if name in EVENT_TABLES else ()
            days = [times.iloc[place].date().isoformat() for place in (0, -1)] if len(times) else ["", ""]
            found.append((name, len(table), *days))
        return found

    @property
    def events(self) -> tuple[pd.DataFrame, ...]:
        """The tables of events, each in the order of time."""
        return tuple(getattr(self, name) for name in EVENT_TABLES)

    @property
    def first_event(self) -> pd.Timestamp:
        """The time of the first event, `NaT` without events."""
        return self.span()[0]

    @property
    def last_event(self) -> pd.Timestamp:
        """The time of the last event, `NaT` without events."""
        return self.span()[1]

    def span(self, until: pd.Timestamp | None = None) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The times of the first and the last event, of those up to a moment if one is given; `NaT` without any."""
        columns = [table["timestamp"] for table in self.events]
        used = columns if until is None else [times[: times.searchsorted(until, side="right")] for times in columns]
        ends = [(times.iloc[0], times.iloc[-1]) for times in used if len(times)]
        return min((first for first, _ in ends), default=pd.NaT), max((last for _, last in ends), default=pd.NaT)

    def of_weight(self, least: float) -> Records:
        """The records with only those events that weigh at least so much; the others are set aside, and counted.

        For answers on a scale, where the lowest ones say that there is no tie.
        """
        if isinstance(least, bool) or not isinstance(least, Real) or not math.isfinite(least):
            raise SettingError(f"A least weight has to be a number, not {least!r}.")
        tables, problems = {}, []
        for name in EVENT_TABLES:
            table = getattr(self, name)
            light = (table["weight"] < least).to_numpy()
            if light.any():
                tables[name] = table[~light].reset_index(drop=True)
                what, mend = f"{light.sum():,} records weigh less than {least:g}", "As asked, they are not used."
                problems.append(Problem(f"{name}.csv", what, mend, "set aside", count=int(light.sum())))
        if not tables:
            return self
        fewer = self.set_aside + sum(problem.count for problem in problems)
        told = (*self.problems, *problems)
        return replace(self, **tables, problems=told, set_aside=fewer, known_fingerprint="")

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over what was read: the same for any order of rows and any file format."""
        tables = {name: getattr(self, name) for name in TABLES}
        told = [self.set_aside, self.outside, self.has_roster, *([list(self.unmatched)] if self.unmatched else [])]
        return self.known_fingerprint or fingerprint_of(tables, told)
