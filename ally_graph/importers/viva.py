"""Exports of Microsoft Viva Insights, person queries and person-to-person queries, as the tables of a data folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph.errors import DataError, Problem, SettingError, did_you_mean
from ally_graph.importers.gathering import FileCount
from ally_graph.importers.opening import Grid
from ally_graph.importers.snapshot import changed
from ally_graph.importers.source import SOURCES
from ally_graph.records.dates import read_dates
from ally_graph.records.forms import understood
from ally_graph.records.reading import read_table
from ally_graph.records.table_check import examples
from ally_graph.settings import Settings, with_changes
from ally_graph.vocabulary import INDICATORS
from ally_graph.wording.counts import tally

PERSON, DATE = "PersonId", "MetricDate"
ALL = "all"
SIDES = ("PrimaryCollaborator_", "SecondaryCollaborator_")
OLD_SIDES = ("TieOrigin_", "TieDestination_")
"""What the two sides of a pair were called before."""
SCORES = ("Strong_tie_score", "Diverse_tie_score")
CODES = ("StrongTieScore", "DiverseTieScore", "StrongTieType", "DiverseTieType", "Strong_tie_type", "Diverse_tie_type")
"""Columns that hold codes where they hold nothing but 0, 1 and 2: they are in no order."""
CODE_WEIGHTS = {0.0: 0.0, 1.0: 1.0, 2.0: 0.5}
"""What a code of a tie weighs: 1 is a strong one, 2 a weaker one, 0 is none."""
HIRED = "HireDate"
OURS = {"person_id": PERSON, "date": DATE, "timestamp": DATE, "team": "Organization", "start_date": HIRED}
"""The headings of Viva Insights by our own names, for a mapping of translated ones."""
USUAL_SCALE = "1-5"
USUAL_MEASURES = {"engagement.score": "eSat"}
USUAL_PEOPLE = {"team": "Organization", "department": "Department", "manager_id": "ManagerId"}
ATTRIBUTES = {
    "organization": "Organization",
    "function_type": "FunctionType",
    "level_designation": "LevelDesignation",
    "level_name": "Level",
    "layer": "Layer",
    "supervisor_indicator": "SupervisorIndicator",
}
"""What is kept about people besides their team. Hours and counts of single people never are."""
SURVEYED = tuple(
    f"{indicator.key}.{measure.key}"
    for indicator in INDICATORS.values()
    for measure in indicator.measures
    if measure.unit == "0-100"
)
"""The measures that answers to a survey can be, as `indicator.measure`."""
DATE_ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1)}
"""Where year, month and day stand in a date such as 31/03/2026."""
_SLASHED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ T].*)?", re.ASCII)
_KINDS = {
    "PrimaryCollaborator_Organization": "looks like a group query, which holds no people",
    SIDES[0] + PERSON: "looks like a person-to-group query, which holds no pairs of people",
}


@dataclass(frozen=True)
class Query:
    """One file as read: its rows as texts, and the day in `MetricDate`, NaT where there is none."""

    file: str
    frame: pd.DataFrame
    days: pd.Series
    of_pairs: bool

    def column(self, name: str) -> pd.Series | None:
        """The texts of a column, in whatever case it is written; None where the file does not have it."""
        place = _place(self.frame, name)
        return None if place is None else self.frame.iloc[:, place]


@SOURCES.add("Viva Insights", question="Do you have queries exported from Microsoft Viva Insights?", key="viva")
def convert_viva(
    inputs: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    people_columns: Mapping[str, str] | None = None,
    date_order: str | None = None,
    scale: str = USUAL_SCALE,
    min_group: int | None = None,
    date: str | None = None,
) -> dict[str, pd.DataFrame]:
    """Person queries of Viva Insights as roster and monthly indicators, person-to-person queries as contact.

    An answer to a survey item becomes 0 to 100 by 100 (x - least) / (most - least). A month's value is the mean over
    people of each one's own mean, and its n is how many people answered; a week belongs to the month it starts in.
    Groups of fewer than `min_group` people are left out, and the smallest of the others with them where the total
    would give them away. A pair is in contact once a period, with the mean of the scores of its two directions.

    Only `eSat` is taken without being asked for: it is the usual key outcome of an engagement survey. How people rate
    their wellbeing or workload is not how stressed they are, hours in meetings and the size of a network are none of
    the seven indicators, and so they stay out. What came up is in `attrs["problems"]` of the first table.

    Parameters
    ----------
    inputs
        CSV, Parquet or Excel files of both kinds of query, in any order.
    columns
        Survey items for more measures, such as `{"absence_burnout.stress": "-Wellbeing"}`, where the minus turns the
        scale round; `weight` names the score of a tie. A heading of Viva Insights, such as `PersonId`, can be named
        for files with translated ones: `{"PersonId": "Personen-ID"}`.
    people_columns
        Columns of the roster, such as `{"team": "FunctionType"}`; the team is `Organization` unless said.
    date_order
        `dmy` or `mdy`, for files in which no date tells.
    scale
        The lowest and the highest answer to the survey items, such as `1-7`.
    min_group
        The smallest group shown; the usual one unless given.
    date
        The day of ties in files without any, as older ones are; else the day on which the file was last changed.

    Raises
    ------
    SettingError
        For options that can't be meant.
    DataError
        With every problem of every file, when one of them stops the work.

    References
    ----------
    Microsoft, Viva Glint: answers from 1 (strongly disagree) to 5 (strongly agree), shown as 0, 25, 50, 75 and 100.
    """
    columns = dict(columns or {})
    renamed = {OURS.get(name, name): columns.pop(name) for name in list(columns) if _is_heading(OURS.get(name, name))}
    measures, bounds = _measures(columns), _scale(scale)
    least = with_changes(Settings(), {} if min_group is None else {"min_group": str(min_group)}).min_group
    problems: list[Problem] = []
    queries = _queries(inputs, date_order, problems, renamed, date)
    persons = [query for query in queries if not query.of_pairs]
    pairs = [query for query in queries if query.of_pairs]
    _check_named(queries, [*(columns or {}).values(), *(people_columns or {}).values()], problems)
    roster = {**USUAL_PEOPLE, **(people_columns or {})}
    answers = _answers(persons, measures, roster["team"], bounds, problems)
    tables = {
        "people": _people(persons, pairs, roster, problems, date_order),
        "interactions": _contact(pairs, (columns or {}).get("weight"), problems),
        "indicators": _indicators(answers, least, problems),
    }
    if any(problem.severity == "error" for problem in problems):
        stopping = (problem for problem in problems if problem.severity == "error" or problem.what in _KINDS.values())
        raise DataError(replace(problem, severity="error") for problem in stopping)
    _say_scale(answers, scale, problems)
    _say_left_out(persons, measures, roster, problems)
    found = _with_problems(tables, problems)
    next(iter(found.values())).attrs["files"] = tuple(_counted(query, problems) for query in queries)
    return found


def _counted(query: Query, problems: Sequence[Problem]) -> FileCount:
    """What became of the rows of one query."""
    aside = {row for one in problems if one.file == query.file and one.severity == "set aside" for row in one.rows}
    return FileCount(query.file, "", len(query.frame) - len(aside & set(query.frame.index + 2)), len(aside), 0)


def is_viva(grid: Grid) -> bool:
    """Whether a table is a query of Viva Insights, by its headings."""
    names = {name.casefold() for name in grid.columns}
    pairs = any(f"{side}{PERSON}".casefold() in names for side in (*SIDES, *OLD_SIDES))
    groups = any(name.startswith(("primarycollaborator_", "tieorigin_")) for name in names)
    return pairs or groups or {PERSON.casefold(), DATE.casefold()} <= names


def _measures(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Which survey item is which measure."""
    chosen = {key: column for key, column in (columns or {}).items() if key != "weight"}
    for key in chosen:
        if key not in SURVEYED:
            raise SettingError(f"Survey answers can't be {key}. {did_you_mean(key, [*SURVEYED, 'weight'])}")
    return USUAL_MEASURES | chosen


def _scale(words: str) -> tuple[int, int]:
    """The lowest and the highest answer.

    >>> _scale("0-10")
    (0, 10)
    """
    match = re.fullmatch(r"(\d{1,3})-(\d{1,3})", words.strip(), re.ASCII)
    if not match or int(match[1]) >= int(match[2]):
        raise SettingError(f"{words!r} is not a scale. Write the lowest and the highest answer, such as 1-5 or 0-10.")
    return int(match[1]), int(match[2])


def _is_heading(name: str) -> bool:
    """Whether the target of a mapping is a heading of Viva Insights, which translated exports call otherwise."""
    plain = _without_side(name)
    return plain in (PERSON, DATE, HIRED, *SCORES, *USUAL_PEOPLE.values(), *ATTRIBUTES.values())


def _in_our_words(frame: pd.DataFrame, renamed: Mapping[str, str]) -> pd.DataFrame:
    """A query under today's headings: translated ones as somebody says, and those of the years before."""
    meant = {column.casefold(): name for name, column in renamed.items()}
    names = []
    for name in frame.columns:
        plain = meant.get(str(name).casefold(), str(name))
        for old, new in zip(OLD_SIDES, SIDES, strict=True):
            plain = new + plain[len(old) :] if plain.casefold().startswith(old.casefold()) else plain
        names.append(plain)
    told = dict(frame.attrs)
    frame = frame.set_axis(names, axis=1)
    frame.attrs.update(told)
    return frame


def _queries(
    inputs: Sequence[str | Path],
    date_order: str | None,
    problems: list[Problem],
    renamed: Mapping[str, str],
    date: str | None,
) -> list[Query]:
    """Every file that is one of the two kinds of query; the others are problems, or told where some can be used."""
    if not inputs:
        raise SettingError("Give at least one query of Viva Insights.")
    if date_order not in (None, *DATE_ORDERS):
        raise SettingError(f"{date_order!r} is no order of dates. {did_you_mean(date_order, DATE_ORDERS)}")
    queries, foreign = [], []
    for path in inputs:
        try:
            read = read_table(path)
            frame = _in_our_words(read, renamed)
            frame = _dated(Path(path), frame, read, date, problems)
        except DataError as error:
            problems += error.problems
            continue
        problems += frame.attrs["problems"]
        came_up: list[Problem] = []
        query = _query(Path(path).name, frame, date_order, came_up)
        queries += [query] if query else []
        (problems if query or not _of_groups(frame) else foreign).extend(came_up)
    severity = "notice" if queries else "error"
    problems += [replace(problem, severity=severity) for problem in foreign]
    return queries


def _of_groups(frame: pd.DataFrame) -> bool:
    """Whether a query is about groups, on both sides or on one."""
    return any(str(name).casefold().startswith(SIDES[0].casefold()) for name in frame.columns)


def _dated(
    path: Path, frame: pd.DataFrame, read: pd.DataFrame, date: str | None, problems: list[Problem]
) -> pd.DataFrame:
    """Ties of the years before say no day: the given one, or that of the last change of the file."""
    old = any(str(name).casefold().startswith(OLD_SIDES[0].casefold()) for name in read.columns)
    if _place(frame, DATE) is not None or not (old or (date and _of_groups(frame))):
        return frame
    day = date or changed(path)
    if date is None:
        what = f"says nothing about time; {day}, when the file was last changed, was taken"
        problems.append(_notice(path.name, what, "Say which day it is about: --date 2026-03-31."))
    told = dict(frame.attrs)
    frame = frame.assign(**{DATE: pd.Series(day, index=frame.index, dtype="str")})
    frame.attrs.update(told)
    return frame


def _query(file: str, frame: pd.DataFrame, date_order: str | None, problems: list[Problem]) -> Query | None:
    """A file by its columns: person query or person-to-person query, else a problem and None."""
    sides = [side + PERSON for side in SIDES]
    of_pairs = all(_place(frame, name) is not None for name in sides)
    if not of_pairs and _place(frame, PERSON) is None:
        known = [words for name, words in _KINDS.items() if _place(frame, name) is not None]
        what = known[0] if known else f"has neither a column {PERSON} nor {' and '.join(sides)}"
        problems.append(Problem(file, what, "Give person queries and person-to-person queries."))
        return None
    needed = [*(sides if of_pairs else [PERSON]), DATE]
    names = [str(name).casefold() for name in frame.columns]
    missing = [name for name in needed if name.casefold() not in names]
    twice = [name for name in needed if names.count(name.casefold()) > 1]
    problems += [Problem(file, f"has no column {name}", "Export the query with it.") for name in missing]
    problems += [Problem(file, f"has the column {name} twice", "Keep one of them.") for name in twice]
    if missing or twice:
        return None
    days = _days(file, frame.iloc[:, _place(frame, DATE)], date_order, problems)
    empty = pd.concat([frame.iloc[:, _place(frame, name)].isna() for name in needed[:-1]], axis=1).any(axis=1)
    _set_aside(file, empty, "has no id of the person", problems)
    used = days.notna() & ~empty
    return Query(file, frame[used], days[used], of_pairs)


def _place(frame: pd.DataFrame, name: str) -> int | None:
    names = [str(column).casefold() for column in frame.columns]
    return names.index(name.casefold()) if name.casefold() in names else None


def _days(file: str, texts: pd.Series, date_order: str | None, problems: list[Problem]) -> pd.Series:
    """Days in ISO 8601, or in the one order of day and month that fits all the others of the file."""
    days = pd.Series(read_dates(texts).values, index=texts.index)
    matches = {text: _SLASHED.fullmatch(text.strip()) for text in texts[days.isna()].dropna().unique()}
    parts = {text: (int(match[1]), int(match[3]), int(match[4])) for text, match in matches.items() if match}
    order = _order(file, parts, date_order, problems) if parts else None
    if order:
        written = {text: "-".join(f"{value[at]:02d}" for at in DATE_ORDERS[order]) for text, value in parts.items()}
        foreign = texts.map(written)
        days = days.fillna(pd.Series(read_dates(foreign).values, index=texts.index))
    if order or not parts:
        _set_aside(file, days.isna(), f"has no {DATE} that can be read as a day", problems)
    return days


def _order(
    file: str, parts: Mapping[str, tuple[int, int, int]], date_order: str | None, problems: list[Problem]
) -> str | None:
    """Whether the day or the month comes first; a problem where nothing tells, or nothing fits."""
    first, second = max(part[0] for part in parts.values()), max(part[1] for part in parts.values())
    fitting = [name for name, fits in (("dmy", second <= 12), ("mdy", first <= 12)) if fits]
    if any("." in text for text in parts):
        fitting = [name for name in fitting if name == "dmy"]
    if date_order in fitting:
        return date_order
    shown = examples(list(parts))
    if date_order or not fitting:
        what = f"has dates in {DATE} that can't all be {date_order or 'in one order'}, such as {shown}"
        problems.append(Problem(file, what, "Write all of them as 2026-03-31."))
        return None
    same = all(day == month for day, month, _ in parts.values())
    if len(fitting) > 1 and not same:
        what = f"has dates in {DATE} such as {shown}, in which the day or the month could come first"
        problems.append(
            Problem(file, what, "Say which: --date-order dmy or --date-order mdy, or choose it in the app.")
        )
        return None
    return fitting[0]


def _set_aside(file: str, flags: pd.Series, what: str, problems: list[Problem]) -> None:
    rows = [place + 2 for place, flag in enumerate(flags) if flag]
    if rows:
        problems.append(Problem(file, what, "Mend it in the export.", "set aside", tuple(rows[:1_000]), len(rows)))


def _check_named(queries: Sequence[Query], named: Sequence[str], problems: list[Problem]) -> None:
    """Every column that an option names has to be in one of the files."""
    columns = sorted({_without_side(str(column)) for query in queries for column in query.frame.columns})
    known = {column.casefold() for column in columns}
    lacking = [name for name in (text.removeprefix("-") for text in named) if queries and name.casefold() not in known]
    problems += [Problem("viva", f"no file has a column {name}", did_you_mean(name, columns)) for name in lacking]


def _without_side(name: str) -> str:
    for side in SIDES:
        name = name.removeprefix(side)
    return name


def _answers(
    persons: Sequence[Query],
    measures: Mapping[str, str],
    team: str,
    bounds: tuple[int, int],
    problems: list[Problem],
) -> pd.DataFrame:
    """Every answer as a row: `key, month, group, person, day, value`, the value from 0 to 100."""
    parts = []
    for query in persons:
        groups = _groups(query, team, problems)
        for key, column in measures.items():
            texts = query.column(column.removeprefix("-"))
            if texts is None:
                continue
            values = _numbers(query, column.removeprefix("-"), texts, problems)
            hundred = _hundred(query.file, column, values, bounds, problems)
            person = query.column(PERSON)
            row = {"key": key, "month": query.days.dt.strftime("%Y-%m"), "group": groups, "person": person}
            parts.append(pd.DataFrame({**row, "day": query.days, "value": hundred}).dropna(subset=["value"]))
    columns = ["key", "month", "group", "person", "day", "value"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return frame.sort_values(["key", "person", "day", "group", "value"], ignore_index=True)


def _groups(query: Query, team: str, problems: list[Problem]) -> pd.Series:
    """The team in each row; a team called like the whole company can't be told from it."""
    texts = query.column(team)
    if texts is None:
        return pd.Series(None, index=query.frame.index, dtype="str")
    mistakable = texts.str.strip().str.casefold() == ALL
    if mistakable.any():
        what = f"has a {team} called {ALL}, which stands for the whole company"
        problems.append(_notice(query.file, what, "Its people count in the whole, and have no row of their own."))
    return texts.str.strip().mask(mistakable)


def _numbers(query: Query, column: str, texts: pd.Series, problems: list[Problem]) -> pd.Series:
    """Texts as numbers, with a decimal point or a decimal comma; what is none is told and left empty."""
    values = pd.to_numeric(texts.str.strip().str.replace(r"^(-?\d+),(\d+)$", r"\1.\2", regex=True), errors="coerce")
    faulty = values.isna() & texts.notna()
    rows = tuple(int(row) + 2 for row in query.frame.index[faulty])
    if rows:
        what = f"{column} is not a number, such as {examples(list(texts[faulty]))}"
        problems.append(Problem(query.file, what, "Mend it in the export.", "set aside", rows[:1_000], len(rows)))
    return values.astype(float)


def _hundred(file: str, column: str, values: pd.Series, bounds: tuple[int, int], problems: list[Problem]) -> pd.Series:
    """Answers from 0 to 100, turned round after a minus; answers beyond the scale stop the work."""
    least, most = bounds
    if not values.dropna().between(least, most).all():
        found = f"{column.removeprefix('-')} goes from {values.min():g} to {values.max():g}"
        what = f"{found}, beyond the scale {least}-{most}"
        problems.append(Problem(file, what, "Say which scale was asked: --scale 1-7 or 0-10, or choose it in the app."))
    share = (values - least) / (most - least)
    return 100 * (1 - share if column.startswith("-") else share)


def _indicators(answers: pd.DataFrame, least: int, problems: list[Problem]) -> pd.DataFrame:
    """Month by month and group by group, without the groups that are too small to be shown."""
    each = answers.groupby(["key", "month", "person"], sort=True)
    people = pd.DataFrame({"value": each["value"].mean(), "group": each["group"].last()}).reset_index()
    rows, hidden = [], set()
    for (key, month), part in people.groupby(["key", "month"], sort=True):
        indicator, measure = key.split(".")
        sizes = part["group"].value_counts()
        shown = shown_groups(sizes, len(part), least)
        hidden |= set(sizes.index) - set(shown)
        groups = [(ALL, part)] * (len(part) >= least) + [(name, part[part["group"] == name]) for name in shown]
        rows += [
            (month, indicator, measure, name, one["value"].mean(), len(one), one["value"].std()) for name, one in groups
        ]
    if hidden:
        what = f"groups of fewer than {least} people, or that would give one away, were left out in some months"
        problems.append(_notice("indicators", f"{what}: {examples(list(hidden))}", "They count in the whole company."))
    return pd.DataFrame(rows, columns=["month", "indicator", "measure", "group", "value", "n", "sd"])


def shown_groups(sizes: pd.Series, total: int, least: int) -> list[str]:
    """The groups that may be shown: none with fewer than `least` people, and none that gives those left out away.

    Whoever knows the total and the groups shown knows the rest too; so where the rest would be fewer than `least`
    people, the smallest of the others stays out as well.

    >>> shown_groups(pd.Series({"a": 9, "b": 6, "c": 2}), 17, 5)
    ['a']
    >>> shown_groups(pd.Series({"a": 9, "b": 6, "c": 2, "d": 4}), 21, 5)
    ['a', 'b']
    """
    kept = sorted((size, name) for name, size in sizes.items() if size >= least)
    while kept and 0 < total - sum(size for size, _ in kept) < least:
        kept = kept[1:]
    return sorted(name for _, name in kept)


def _people(
    persons: Sequence[Query],
    pairs: Sequence[Query],
    roster: Mapping[str, str],
    problems: list[Problem],
    date_order: str | None = None,
) -> pd.DataFrame:
    """Everybody with what is known of them last; those of a person query only where it is about the same people."""
    wanted = {**roster, **{name: column for name, column in ATTRIBUTES.items() if column not in roster.values()}}
    wanted["hired"] = HIRED
    measured = pd.concat([_sighted(query, "", wanted) for query in persons], ignore_index=True) if persons else None
    sides = [_sighted(query, side, wanted) for query in pairs for side in SIDES]
    met = pd.concat(sides, ignore_index=True) if sides else None
    described = None if met is None else met[met.drop(columns=["person_id", "day"]).notna().any(axis=1)]
    if measured is not None and met is not None and not set(measured["person_id"]) & set(met["person_id"]):
        what = f"has nobody in common with {pairs[0].file}, so its people are not part of the roster"
        mend = "Its indicators are used. Ids differ from one tenant to the next: export both from the same one."
        problems.append(_notice(persons[0].file, what, mend))
        measured = None
    seen = pd.concat([part for part in (measured, described) if part is not None] or [pd.DataFrame()])
    if seen.empty:
        return seen
    seen = seen.sort_values(["day", *sorted(seen.columns.drop("day"))], kind="stable").drop(columns="day")
    people = seen.groupby("person_id").last().dropna(axis=1, how="all").reset_index()
    listed = set() if measured is None else set(measured["person_id"])
    only_tied = ~people["person_id"].isin(listed)
    if only_tied.any():
        people["known_from"] = np.where(only_tied, "ties", "list")
    return _with_start(people, date_order, persons[0].file if persons else pairs[0].file, problems)


def _with_start(people: pd.DataFrame, date_order: str | None, file: str, problems: list[Problem]) -> pd.DataFrame:
    """The first day at work from the date of hiring, where it can be told how that is written."""
    if "hired" not in people:
        return people
    texts = people.pop("hired")
    known = understood(texts.dropna().unique(), date_order)
    if known.doubt and any(day is None for day in known.texts.values()):
        what = (
            f"{HIRED} holds dates such as {examples(texts.dropna().unique())}, in which day or month could come first"
        )
        mend = "It was left out. Say which: --date-order dmy or --date-order mdy."
        problems.append(_notice(file, what, mend))
        return people
    return people.assign(start_date=texts.map(known.texts).str[:10])


def _sighted(query: Query, side: str, wanted: Mapping[str, str]) -> pd.DataFrame:
    """Who is in the rows of a query on one side, on which day, and what the row says about them."""
    found = {name: query.column(side + column) for name, column in wanted.items()}
    none = pd.Series(None, index=query.frame.index, dtype="str")
    known = {name: none if texts is None else texts.str.strip() for name, texts in found.items()}
    return pd.DataFrame({"person_id": query.column(side + PERSON), "day": query.days, **known}).drop_duplicates()


def _contact(pairs: Sequence[Query], weight: str | None, problems: list[Problem]) -> pd.DataFrame:
    """Each pair once a period, in contact with the mean of its scores."""
    parts = []
    for query in pairs:
        one, two = (query.column(side + PERSON) for side in SIDES)
        turned = one > two
        ends = {"from_id": one.where(~turned, two), "to_id": two.where(~turned, one)}
        parts.append(pd.DataFrame({**ends, "timestamp": query.days, "weight": _weights(query, weight, problems)}))
    if not parts:
        return pd.DataFrame()
    rows = pd.concat(parts, ignore_index=True).dropna(subset=["weight"])
    ties = rows.sort_values(list(rows.columns)).groupby(["from_id", "to_id", "timestamp"], as_index=False)
    contact = ties["weight"].mean().assign(kind="contact")
    _say_contact(pairs[0].file, len(rows) - len(contact), problems)
    return contact.sort_values(["timestamp", "from_id", "to_id"], ignore_index=True)


def _weights(query: Query, weight: str | None, problems: list[Problem]) -> pd.Series:
    """How strong each tie is: the strong-tie score, the diverse-tie score where that is nothing; 1 without scores."""
    coded = None if weight else _coded(query, problems)
    if coded is not None:
        return coded
    names = [weight] if weight else [name for name in SCORES if query.column(name) is not None]
    if not names or query.column(names[0]) is None:
        return pd.Series(1.0, index=query.frame.index)
    scores = [_numbers(query, name, query.column(name), problems) for name in names]
    values = scores[0] if len(scores) == 1 else scores[0].where(scores[0] > 0, scores[1])
    nothing = values.notna() & ~(values > 0)
    rows = tuple(int(row) + 2 for row in query.frame.index[nothing])
    if rows:
        what = f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} 0, so there is no tie to weigh"
        problems.append(Problem(query.file, what, "Nothing to do.", "set aside", rows[:1_000], len(rows)))
    return values.mask(nothing)


def _coded(query: Query, problems: list[Problem]) -> pd.Series | None:
    """The weights of ties of which nothing but codes is told; None where there are scores."""
    if any(query.column(name) is not None for name in SCORES):
        return None
    names = [name for name in CODES if query.column(name) is not None]
    values = [_numbers(query, name, query.column(name), problems) for name in names]
    if not values or not all(column.dropna().isin(list(CODE_WEIGHTS)).all() for column in values):
        return values[0].where(values[0] > 0) if values else None
    weights = pd.concat([column.map(CODE_WEIGHTS) for column in values], axis=1).max(axis=1)
    nothing = ~(weights > 0)
    rows = tuple(int(row) + 2 for row in query.frame.index[nothing])
    if rows:
        what = f"{' and '.join(names)} is 0, which is no tie"
        problems.append(Problem(query.file, what, "Nothing to do.", "set aside", rows[:1_000], len(rows)))
    what = f"{' and '.join(names)} holds codes in no order: 1 is a strong tie (weight 1), 2 a weaker one (weight 0.5)"
    problems.append(_notice(query.file, what, "If they are scores, say --map weight=COLUMN."))
    return weights.mask(nothing)


def _say_contact(file: str, repeated: int, problems: list[Problem]) -> None:
    if repeated:
        what = f"lists {repeated:,} ties a second time, mostly from the other side; each pair counts once a period"
        problems.append(_notice(file, what, "The mean of the scores was taken."))
    what = "holds only ties that Viva Insights took for ties, and not who helped whom"
    mend = "They are contact both ways; somebody without one may still be in touch with colleagues."
    problems.append(_notice(file, what, mend))


def _say_scale(answers: pd.DataFrame, scale: str, problems: list[Problem]) -> None:
    if len(answers):
        keys = ", ".join(sorted(answers["key"].unique()))
        what = f"answers from {scale.replace('-', ' to ')} were brought to 0 to 100: {keys}"
        problems.append(
            _notice("indicators", what, "If the survey had another scale, say so: --scale, or choose it in the app.")
        )


def _say_left_out(
    persons: Sequence[Query], measures: Mapping[str, str], roster: Mapping[str, str], problems: list[Problem]
) -> None:
    """Which columns of the person queries are not used, and what could be."""
    used = {PERSON, DATE, HIRED, *(column.removeprefix("-") for column in measures.values())}
    used = {name.casefold() for name in (*used, *roster.values(), *ATTRIBUTES.values())}
    mend = "On the command line items can be mapped: --map engagement.belonging=ITEM,absence_burnout.stress=-ITEM."
    for query in persons:
        rest = [str(name) for name in query.frame.columns if str(name).casefold() not in used]
        if rest:
            which = tally(len(rest), "column that is", "columns that are")
            what = f"has {which} none of the indicators and left out: {', '.join(rest)}"
            problems.append(_notice(query.file, what, mend))


def _notice(file: str, what: str, mend: str) -> Problem:
    return Problem(file, what, mend, "notice")


def _with_problems(tables: Mapping[str, pd.DataFrame], problems: Sequence[Problem]) -> dict[str, pd.DataFrame]:
    """The tables that hold something, with what came up kept at the first of them."""
    filled = {name: frame for name, frame in tables.items() if len(frame)}
    if not filled:
        raise DataError([*problems, Problem("viva", "no row could be used", "See what was set aside.")])
    next(iter(filled.values())).attrs["problems"] = tuple(problems)
    return filled
