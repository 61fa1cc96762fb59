"""The roster: checks of the people table."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.records.cells import Coded
from ally_graph.records.checking import check_filled, choices, foreign_dates, ids, numbers, say_cleaned, texts
from ally_graph.records.dates import NO_TIME, Fault, read_dates
from ally_graph.records.identity import Roster
from ally_graph.records.table_check import TableCheck, examples
from ally_graph.records.tables import TABLES
from ally_graph.records.words import is_nothing, person_kind

KNOWN_COLUMNS = [column.name for column in TABLES["people"].columns]
LEVEL_LIMIT = 1_000_000
GROUPS = ("team", "department", "location")
PERSON = 0
"""Where `person_id` stands among the columns."""
_FIELD_EMPTIED = "The person stays; the field was read as empty."


def check_people(check: TableCheck) -> pd.DataFrame:
    """Everyone on the roster, one row each, sorted by `person_id`; extra columns are kept as texts."""
    person, cleaned = ids(check, "person_id")
    check_filled(check, "person_id", person)
    manager, manager_cleaned = ids(check, "manager_id")
    columns = _texts(check, ("name", "team", "department", "location"))
    columns["level"] = _level(check)
    columns["work_mode"] = _choice(check, "work_mode", vocabulary.WORK_MODES)
    columns["kind"] = _kind(check).fillna("employee")
    columns["fte"] = _fte(check)
    columns["start_date"], columns["end_date"] = _employment(check)
    columns |= _texts(check, [name for name in sorted(check.columns) if name not in KNOWN_COLUMNS])
    frame = pd.DataFrame({"person_id": person.series(), "manager_id": manager.series(), **columns})
    say_cleaned(check, cleaned | manager_cleaned, ("person_id", "manager_id"))
    _set_repeats_aside(check, frame)
    _say_alike(check, frame)
    return _finished(check, frame)


def _finished(check: TableCheck, frame: pd.DataFrame) -> pd.DataFrame:
    places = np.flatnonzero(check.good)
    rows = places[np.argsort(frame["person_id"].to_numpy(dtype=object)[places])]
    kept = frame.iloc[rows].reset_index(drop=True)
    kept["manager_id"] = _managers(check, kept, rows)
    extras = [name for name in frame.columns if name not in KNOWN_COLUMNS]
    return kept[[*KNOWN_COLUMNS, *extras]]


def _texts(check: TableCheck, names: Collection[str]) -> dict[str, pd.Series]:
    columns = {name: texts(check, name) for name in names}
    for name in GROUPS:
        if name in columns:
            _say_nothing_words(check, name, columns[name])
    return {name: column.series() for name, column in columns.items()}


def _say_nothing_words(check: TableCheck, name: str, column: Coded) -> None:
    """A team called NA is most likely none."""
    nothing = np.array([is_nothing(text) for text in column.values], dtype=bool)
    what = f"{name} is {examples(column.values[nothing])}, which mostly stands for nothing, and was taken for a {name}"
    check.notice(column.where(nothing), what, "Leave such cells empty, or convert the table, which takes them so.")


def _choice(check: TableCheck, name: str, allowed: Collection[str]) -> pd.Series:
    column, unknown, words = choices(check, name, allowed)
    check.notice(unknown, f"{name} is none of the known ones: {words}", _FIELD_EMPTIED)
    return column.series()


def _kind(check: TableCheck) -> pd.Series:
    """The kind of each person; words that mean one of the known kinds are read as it, so that no bot is an employee."""
    if "kind" not in check.columns:
        return _choice(check, "kind", vocabulary.PERSON_KINDS)
    column = check.coded("kind")
    meant = {text: kind for text in column.values if (kind := person_kind(text)) and kind != text.strip().lower()}
    if meant:
        shown = examples([f"{text} for {kind}" for text, kind in meant.items()])
        flags = np.array([text in meant for text in column.values], dtype=bool)
        check.notice(column.where(flags), f"kind was read in our words: {shown}", "Nothing to do.")
        check.columns["kind"] = column.map(lambda text: meant.get(text, text)).series()
    return _choice(check, "kind", vocabulary.PERSON_KINDS)


def _level(check: TableCheck) -> pd.Series:
    values, faulty = numbers(check, "level")
    with np.errstate(invalid="ignore"):
        faulty = faulty | (values < 0) | (values > LEVEL_LIMIT) | (values != np.floor(values)) & ~np.isnan(values)
    check.notice(faulty, "level is not a whole number from 0", _FIELD_EMPTIED)
    return pd.Series(np.where(faulty, np.nan, values)).astype("Int64")


def _fte(check: TableCheck) -> np.ndarray:
    values, faulty = numbers(check, "fte")
    with np.errstate(invalid="ignore"):
        faulty = faulty | (values <= 0) | (values > 1)
    check.notice(faulty, "fte is not a share above 0 and up to 1", "The person counts as full-time, 1.")
    return np.where(faulty | np.isnan(values), 1.0, values)


def _employment(check: TableCheck) -> tuple[np.ndarray, np.ndarray]:
    """First and last day at work; a faulty one is emptied, for a person is worth more than a date."""
    start, end = _day(check, "start_date"), _day(check, "end_date")
    reversed_days = start > end
    mend = "The person stays; both dates were read as empty."
    check.notice(reversed_days, "start_date is after end_date", mend)
    start[reversed_days] = end[reversed_days] = NO_TIME
    return start, end


def _day(check: TableCheck, name: str) -> np.ndarray:
    if name not in check.columns:
        return np.full(len(check), NO_TIME)
    column = read_dates(check.columns[name])
    foreign = column.has(Fault.NOT_ISO)
    if foreign.any():
        shown, hint = foreign_dates(check.columns[name], foreign)
        what = f"{name} is not an ISO 8601 date, such as {shown}"
        check.notice(foreign, what, f"{_FIELD_EMPTIED} Write 2026-03-31{hint}.")
    check.notice(column.has(Fault.IMPOSSIBLE), f"{name} is a day that does not exist", _FIELD_EMPTIED)
    check.notice(column.has(Fault.TOO_EARLY), f"{name} lies before 1970", _FIELD_EMPTIED)
    meaning = "and was taken for no end" if name == "end_date" else "and can't be true"
    check.notice(column.has(Fault.TOO_LATE), f"{name} lies after 2100 {meaning}", _FIELD_EMPTIED)
    return column.values.copy()


def _set_repeats_aside(check: TableCheck, frame: pd.DataFrame) -> None:
    """Keep one row for each id: the one with the most filled in, then the first in the order of its cells.

    Which row comes first in the file must not matter.
    """
    good = frame[check.good]
    twice = good[good["person_id"].duplicated(keep=False)]
    if twice.empty:
        return
    cells = twice.astype("str").fillna("").set_axis(range(twice.shape[1]), axis=1)
    ranked = cells.assign(filled=-twice.notna().sum(axis=1), row=twice.index)
    ranked = ranked.sort_values([PERSON, "filled", *cells.columns[1:], "row"])
    later = ranked[ranked[PERSON].duplicated()]
    same = _like_first(ranked, later, list(cells.columns))
    _set_repeats(check, later.index[same])
    flags = np.zeros(len(check), dtype=bool)
    flags[later.index[~same]] = True
    what = f"the same person_id has another row with other details: {examples(later[PERSON].to_numpy())}"
    check.set_aside(flags, what, "Keep one row for each person; the one with the most filled in was used.")


def _like_first(ranked: pd.DataFrame, later: pd.DataFrame, columns: list[int]) -> np.ndarray:
    """Which of the later rows repeat the row that is kept, cell by cell."""
    first = ranked.drop_duplicates(PERSON).set_index(PERSON, drop=False)
    kept = first.reindex(later[PERSON])[columns].to_numpy()
    return (later[columns].to_numpy() == kept).all(axis=1)


def _set_repeats(check: TableCheck, places: pd.Index) -> None:
    flags = np.zeros(len(check), dtype=bool)
    flags[places] = True
    check.notice(flags, "repeats another row of the same person", "Counted once; take the repeated row out.")
    check.bad |= flags


def _say_alike(check: TableCheck, frame: pd.DataFrame) -> None:
    groups = Roster(frame.loc[check.good, "person_id"]).alike()
    alike = frame["person_id"].isin({person for group in groups for person in group}).to_numpy()
    shown = examples([" and ".join(group) for group in groups])
    what = f"ids differ in upper and lower case or width only: {shown}"
    check.notice(alike, what, "Both were kept; are they one person? Then keep one row.")


def _managers(check: TableCheck, people: pd.DataFrame, rows: np.ndarray) -> pd.Series:
    """Managers by their id on the roster, emptied where unknown or where the line leads back to the person."""
    column = Coded(*_factorized(people["manager_id"]))
    roster = Roster(people["person_id"])
    place = column.take(roster.find(column.values), np.int32(-1))

    def flagged(flags: np.ndarray) -> np.ndarray:
        marks = np.zeros(len(check), dtype=bool)
        marks[rows[flags]] = True
        return marks

    unknown = (place < 0) & (column.codes >= 0)
    mend = "The person stays, without a manager."
    check.notice(flagged(unknown), "manager_id is nobody on the roster", mend)
    own = place == np.arange(len(place))
    check.notice(flagged(own), "manager_id is the person's own id", mend)
    place = np.where(own, -1, place)
    circle = _on_circle(place)
    check.notice(flagged(circle), "the reporting line leads back to the person", mend)
    return pd.Series(np.append(np.array(roster.ids, dtype=object), None)[np.where(circle, -1, place)], dtype="str")


def _factorized(series: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    codes, values = pd.factorize(series)
    return codes, np.asarray(values, dtype=object)


def _on_circle(manager: np.ndarray) -> np.ndarray:
    """Who is on a circle of managers, given each person's manager by place, -1 for none."""
    seen = np.zeros(len(manager), dtype=np.int64)
    circle = np.zeros(len(manager), dtype=bool)
    for start in range(len(manager)):
        place = start
        while place >= 0 and not seen[place]:
            seen[place] = start + 1
            place = manager[place]
        while place >= 0 and seen[place] == start + 1 and not circle[place]:
            circle[place] = True
            place = manager[place]
    return circle


def roster_from_ids(ids_seen: Collection[str]) -> pd.DataFrame:
    """A people table of ids alone, where no roster was given."""
    people = pd.DataFrame({"person_id": pd.Series(sorted(ids_seen), dtype="str")})
    empty = {"level": "Int64", "fte": float, "start_date": "datetime64[us]", "end_date": "datetime64[us]"}
    for name in KNOWN_COLUMNS[1:]:
        people[name] = pd.Series([None] * len(people), dtype=empty.get(name, "str"))
    return people.assign(kind="employee", fte=1.0).astype({"kind": "str"})
