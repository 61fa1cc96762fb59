"""The phases of the programme, what was started when, and what that lets one say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.errors import DataError, Problem
from ally_graph.indicators.table import first_days, running_month
from ally_graph.records.loading import from_tables
from ally_graph.records.tables import Records
from ally_graph.settings import Settings
from ally_graph.stats.segmented import SEASON_MONTHS, YEAR
from ally_graph.wording.counts import listed

PHASE_COLUMNS = ["name", "start_date", "end_date", "note"]
A_FEW_DAYS = 7
"""A month of which a phase has so few days, or fewer, is not one of its months."""


def phases(records: Records) -> pd.DataFrame:
    """The phases in the order of their start: `name, start, end, note`; an open one ends with the last month."""
    frame = records.phases.rename(columns={"start_date": "start", "end_date": "end"})
    frame = frame.sort_values(["start", "name"], ignore_index=True)[["name", "start", "end", "note"]]
    last = first_days(records.indicators["month"]).max() + pd.offsets.MonthEnd(0)
    open_end = frame["start"].shift(-1) - pd.Timedelta(days=1)
    return frame.assign(end=frame["end"].fillna(open_end).fillna(last))


def beginnings(records: Records) -> pd.DataFrame:
    """The phases as monthly figures can tell them apart: `name, start, end`, from the first day of a month to a last.

    A phase that begins in the last seven days of a month has its first month in the next one, and one that ends in the
    first seven its last month in the one before. Phases with the same first month are one beginning, with the names of
    all of them: no monthly figure lies between. A month in which one phase ends and the next one begins belongs to the
    later one.
    """
    spans = phases(records)
    if spans.empty or records.indicators.empty:
        return spans[["name", "start", "end"]]
    first = [first_month(span.start) for span in spans.itertuples(index=False)]
    last = [max(early, _last_month(end)) for early, end in zip(first, spans["end"], strict=True)]
    months = spans.assign(first=first, last=last).groupby("first", sort=True)
    told = months.agg(name=("name", lambda names: listed(list(names))), last=("last", "max")).reset_index()
    following = told["first"].shift(-1)
    shared = (told["last"] == following) & following.notna()
    ends = told["last"].where(~shared, told["last"] - pd.offsets.MonthBegin(1)) + pd.offsets.MonthEnd(0)
    return pd.DataFrame({"name": told["name"], "start": told["first"], "end": ends})


def first_month(start: pd.Timestamp) -> pd.Timestamp:
    """The first day of the first month of which more than a few days are left from a day on."""
    following = start.replace(day=1) + pd.offsets.MonthBegin(1)
    return following if (following - start).days <= A_FEW_DAYS else start.replace(day=1)


def _last_month(end: pd.Timestamp) -> pd.Timestamp:
    month = end.replace(day=1)
    return month if end.day > A_FEW_DAYS else month - pd.offsets.MonthBegin(1)


def phases_from(rows: Sequence[Sequence[str]]) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Phases written down as `name, start_date, end_date, note`, read as a file would be; and what is wrong with them.

    Rows are numbered from 1. Overlaps count as wrong here, and so do two phases of one name.

    >>> frame, problems = phases_from([("A", "2026-01-01", "", ""), ("B", "2026-02-01", "2026-01-05", "")])
    >>> frame["name"].tolist(), problems[0].rows, problems[0].what
    (['A'], (2,), 'end_date is before start_date')
    """
    frame = pd.DataFrame(list(rows), columns=PHASE_COLUMNS, dtype="str")
    tables = {"people": pd.DataFrame({"person_id": ["somebody"]}), "phases": frame}
    try:
        records = from_tables(tables)
        read, problems = records.phases, records.problems
    except DataError as error:
        read, problems = frame.iloc[:0], error.problems
    found = [replace(one, rows=tuple(row - 1 for row in one.rows)) for one in problems if one.file.startswith("phases")]
    twice = frame.index[frame["name"].str.strip().duplicated(keep=False) & (frame["name"].str.strip() != "")]
    if len(twice):
        mend = "Give each phase a name of its own."
        found.append(Problem("phases", "two phases have the same name", mend, rows=tuple(twice + 1)))
    return read, tuple(found)


def started(records: Records, *, min_group: int = Settings.min_group) -> pd.DataFrame:
    """What began in which month: `month, what, kind` (`phase` or `programme`), `people, note`, by month.

    A tool of a programme is listed in the month in which at least `min_group` people have begun it for the first time;
    `people` is how many they were by then, rounded down to a multiple of it. Phases have no number of people.
    """
    spans = phases(records)
    rows = [(span.start.replace(day=1), span.name, "phase", None, span.note) for span in spans.itertuples(index=False)]
    begun = records.programmes.dropna(subset=["start_date"]).sort_values("start_date")
    for tool, people in begun.groupby("programme", sort=True, observed=True):
        first = people.drop_duplicates("person_id")["start_date"]
        if len(first) >= min_group:
            month = begun_on(records, tool, min_group).replace(day=1)
            by_then = int((first < month + pd.offsets.MonthBegin(1)).sum()) // min_group * min_group
            rows.append((month, vocabulary.TOOLS[tool], "programme", by_then, None))
    frame = pd.DataFrame(rows, columns=["month", "what", "kind", "people", "note"])
    return frame.astype({"people": "Int64"}).sort_values(["month", "kind", "what"], ignore_index=True)


def begun_on(records: Records, tool: str, least: int) -> pd.Timestamp:
    """The day on which `least` people had begun a tool for the first time; NaT where it never came."""
    begun = records.programmes.dropna(subset=["start_date"])
    first = begun[begun["programme"] == tool].groupby("person_id", observed=True)["start_date"].min().sort_values()
    return first.iloc[least - 1] if len(first) >= least else pd.NaT


def before_and_after(months: np.ndarray, spans: pd.DataFrame, place: int) -> tuple[np.ndarray, np.ndarray]:
    """The months of a phase, and those just before it: of the phase before, or all earlier ones before the first.

    `months` are numbers of months; a phase has the whole month it starts in.

    >>> spans = pd.DataFrame({"start": pd.to_datetime(["1970-03-09"]), "end": pd.to_datetime(["1970-04-30"])})
    >>> before_and_after(np.array([0, 1, 2, 3, 4]), spans, 0)[1].tolist()
    [False, False, True, True, False]
    """
    starts, ends = month_numbers(spans["start"]), month_numbers(spans["end"])
    within = (months >= starts[place]) & (months <= ends[place])
    return (months < starts[place]) & ((months >= starts[place - 1]) if place else True), within


def month_numbers(days: pd.Series) -> np.ndarray:
    """Days as numbers of months, 0 for January 1970."""
    return days.to_numpy().astype("datetime64[M]").astype(int)


def caution(records: Records) -> str:
    """What can't be concluded from these months, in a sentence or two; empty where there is nothing to say."""
    told = (_of_the_first_phase, _of_the_beginnings, _of_the_running_month, _of_later_months, _of_a_season)
    return " ".join(words for words in (say(records) for say in told) if words)


def _of_the_beginnings(records: Records) -> str:
    """Which phases begin too late in a month to have it, and which can't be told apart."""
    if records.indicators.empty:
        return ""
    spans = phases(records)
    first = [first_month(start) for start in spans["start"]]
    late = [
        f"{span.name} begins on {span.start.day} {span.start:%B %Y}; its months are counted from {month:%B}."
        for span, month in zip(spans.itertuples(index=False), first, strict=True)
        if month > span.start
    ]
    together = pd.Series(spans["name"].tolist(), index=first, dtype=object).groupby(level=0).agg(list)
    one = [
        f"{listed(names)} have their first month in {month:%B %Y} and are told as one beginning: monthly figures can't "
        "tell them apart."
        for month, names in together.items()
        if len(names) > 1
    ]
    return " ".join([*late, *one])


def _of_the_running_month(records: Records) -> str:
    running = running_month(records)
    if running is None:
        return ""
    last_day = records.span()[1]
    return f"{running:%B %Y} isn't over yet: the records end on {last_day.day} {last_day:%B %Y}. It is left out."


def _of_later_months(records: Records) -> str:
    """That the figures go on after the last event, by more than the month in which it lies."""
    last_day = records.span()[1]
    if records.indicators.empty or pd.isna(last_day):
        return ""
    last = first_days(records.indicators["month"]).max()
    if last <= last_day:
        return ""
    return (
        f"The figures go on until {last:%B %Y}, after the last record on {last_day.day} {last_day:%B %Y}: "
        "nothing tells whether these months are over."
    )


def _of_a_season(records: Records) -> str:
    """That a season can look like a change, where there are too few months to take it into account."""
    spans, months = beginnings(records), records.indicators["month"].nunique()
    if spans.empty or not 1 < months < SEASON_MONTHS:
        return ""
    return f"With {months} months on record, a season of the year can look like a change."


def _of_the_first_phase(records: Records) -> str:
    spans = beginnings(records)
    if spans.empty or records.indicators.empty:
        return ""
    first = spans["start"].min()
    earlier = first_days(records.indicators["month"]).drop_duplicates().lt(first).sum()
    if earlier == 0:
        return (
            f"There are no months before the phase {spans['name'].iloc[0]}, so this shows how things moved while the "
            "programme ran; it can't show that the programme moved them."
        )
    only = "Only " if earlier < YEAR else ""
    return (
        f"{only}{earlier} {'month lies' if earlier == 1 else 'months lie'} before the phase {spans['name'].iloc[0]}: "
        "read this as how things moved, not as what moved them."
    )
