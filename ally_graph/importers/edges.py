"""Any table of ties, and any table of people, as the tables of a data folder."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph.errors import DataError, Problem, SettingError, did_you_mean
from ally_graph.importers.source import SOURCES
from ally_graph.records.dates import read_times
from ally_graph.records.identity import clean_id, identity_key
from ally_graph.records.reading import read_table
from ally_graph.records.sheet import stop
from ally_graph.records.table_check import examples
from ally_graph.records.tables import TABLES

TIE_COLUMNS = ("from_id", "to_id", "timestamp", "kind", "weight")
_TIE_NAMES: dict[str, str] = {
    "from_id": (
        "from_id from source source_id giver giver_id sender sender_id reviewer reviewer_id helper mentor answerer "
        "src ego primarycollaborator_personid person_a person1 actor author author_id user1 id1"
    ),
    "to_id": (
        "to_id to target target_id receiver receiver_id recipient recipient_id author author_id helped mentee asker "
        "dst dest alter secondarycollaborator_personid person_b person2 reviewer reviewer_id user2 id2"
    ),
    "timestamp": "timestamp time date datetime created_at merged_at sent_at when day metricdate",
    "weight": "weight mins minutes count n strength frequency value hours strong_tie_score",
    "kind": "kind type category relation layer channel",
}
_PEOPLE_NAMES: dict[str, str] = {
    "person_id": "person_id id personid employee_id user_id login email node name",
    "name": "name full_name display_name label",
    "team": "team main_team dept department group main_group school organization unit main_project",
    "department": "department division dept",
    "location": "location site office city country",
    "level": "level grade seniority",
    "manager_id": "manager_id manager reports_to supervisor managerid",
    "work_mode": "work_mode workmode mode",
    "kind": "kind person_kind employment_type",
    "fte": "fte",
    "start_date": "start_date hire_date hired joined",
    "end_date": "end_date leave_date left termination_date",
}
SHARED_ENOUGH = 0.05
HEADING_LIMIT = 200


def guess_mapping(columns: Sequence[str], sample: pd.DataFrame | None = None) -> dict[str, str]:
    """Which column of a table of ties is which, as far as the names tell.

    Of an author and a reviewer, the reviewer is the one who gives support. Where the names tell nothing, the first
    two columns of `sample` that hold the same ids are taken for the two people.

    >>> guess_mapping(["when", "author", "reviewer", "pr"])
    {'from_id': 'reviewer', 'to_id': 'author', 'timestamp': 'when'}
    >>> guess_mapping(["from", "to", "mins"])
    {'from_id': 'from', 'to_id': 'to', 'weight': 'mins'}
    """
    mapping = _guess(columns, _TIE_NAMES)
    if sample is not None and not {"from_id", "to_id"} & set(mapping):
        free = [name for name in columns if name not in mapping.values()]
        mapping = dict(zip(("from_id", "to_id"), _two_alike(sample, free), strict=False)) | mapping
    return mapping


def guess_people_mapping(columns: Sequence[str]) -> dict[str, str]:
    """Which column of a table of people is which, as far as the names tell.

    >>> guess_people_mapping(["id", "dept"])
    {'person_id': 'id', 'team': 'dept'}
    """
    return _guess(columns, _PEOPLE_NAMES)


def _guess(columns: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    plain = {re.sub(r"[^a-z0-9]+", "_", str(column).strip().casefold()).strip("_"): column for column in columns}
    mapping: dict[str, str] = {}
    for target, likely in names.items():
        found = [plain[name] for name in likely.split() if name in plain and plain[name] not in mapping.values()]
        mapping |= {target: found[0]} if found else {}
    return mapping


def _two_alike(sample: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """The first two columns that have enough values in common to hold the same kind of id."""
    values = {name: set(sample[name].dropna()) for name in columns}
    for place, one in enumerate(columns):
        for two in columns[place + 1 :]:
            shared = len(values[one] & values[two])
            if shared and shared >= SHARED_ENOUGH * min(len(values[one]), len(values[two])):
                return [one, two]
    return []


@SOURCES.add("Table of ties", question="Do you have a table with one row for each contact, review or tie?", key="edges")
def convert_edges(
    inputs: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    kind: str | None = None,
    date: str | None = None,
    date_format: str | None = None,
) -> dict[str, pd.DataFrame]:
    """A table of ties as interactions, and a table of people as the roster.

    Everyone in the table of people stays, with or without ties. What came up while reading is in
    `tables["interactions"].attrs["problems"]`, and in that of `people`.

    Parameters
    ----------
    inputs
        CSV, Parquet or Excel files with the same columns, one row a tie.
    columns
        Which column is which, such as `{"from_id": "to", "to_id": "from"}` for a table that runs from the author to
        the reviewer; guessed from the names when left out.
    people, people_columns
        A table of people and which column is which; a name that is not known becomes an attribute of that name.
    kind
        The kind of every row; without it, and without a column for it, rows are plain contact.
    date
        The time of rows that have none.
    date_format
        How times are written, such as `%d/%m/%Y`, where they are not ISO 8601.

    Raises `SettingError` when it is not clear who is who or rows would have no time, `DataError` when a file can't be
    read or lacks a named column.
    """
    _check_settings(inputs, columns, date)
    frames = _read_all([*inputs, *([people] if people else [])])
    ties, roster = (frames[:-1], frames[-1]) if people else (frames, None)
    problems: list[Problem] = []
    parts = [_ties(Path(path).name, frame, columns, kind, date, date_format, problems) for path, frame in ties]
    tables = {"interactions": pd.concat(parts, ignore_index=True)}
    if roster is not None:
        tables["people"] = _people(Path(roster[0]).name, roster[1], people_columns, problems)
    if problems:
        raise DataError(problems)
    _keep_problems(tables, ties, roster)
    return tables


def _keep_problems(
    tables: dict[str, pd.DataFrame],
    ties: list[tuple[str | Path, pd.DataFrame]],
    roster: tuple[str | Path, pd.DataFrame] | None,
) -> None:
    """Put what came up while reading with the tables, for whoever checks them."""
    read = [problem for _, frame in ties for problem in frame.attrs["problems"]]
    tables["interactions"].attrs["problems"] = (*read, *_not_listed(tables))
    if roster is not None:
        tables["people"].attrs["problems"] = tuple(roster[1].attrs["problems"])


def _check_settings(inputs: Sequence[str | Path], columns: Mapping[str, str] | None, date: str | None) -> None:
    if not inputs:
        raise SettingError("Give at least one table of ties.")
    for target in columns or {}:
        if target not in TIE_COLUMNS:
            raise SettingError(f"A table of ties has no {target}. {did_you_mean(target, TIE_COLUMNS)}")
    if date is not None and np.isnat(read_times(pd.Series([date], dtype="str")).values).any():
        raise SettingError(f"{date!r} is not a date. Write it as 2026-03-31.")


def with_headings(file: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table whose columns can be told apart by their headings; columns without any heading and cell are left out.

    Raises `DataError` with one problem where two headings are the same, one is missing or one is a book.
    """
    named = [bool(name) or bool(frame.iloc[:, place].notna().any()) for place, name in enumerate(frame.columns)]
    kept = frame.loc[:, named] if not all(named) else frame
    names = [str(name) for name in kept.columns]
    twice = next((name for name in names if names.count(name) > 1 and name), None)
    long = next((name for name in names if len(name) > HEADING_LIMIT), None)
    if not names:
        what, mend = "has no headings", "Write the name of each column into the first row."
    elif "" in names:
        what, mend = f"has a column without a heading, column {names.index('') + 1:,}", "Give it a name, or remove it."
    elif twice is not None:
        what, mend = f"has the column {examples([twice])} twice", "Give each its own name."
    elif long is not None:
        what, mend = f"has a heading of {len(long):,} letters, {examples([long])}", "Give the column a short name."
    else:
        return kept
    raise stop(file, what, mend)


def _read_all(paths: Sequence[str | Path]) -> list[tuple[str | Path, pd.DataFrame]]:
    frames, problems = [], []
    for path in paths:
        try:
            frames.append((path, with_headings(Path(path).name, read_table(path))))
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return frames


def _ties(
    file: str,
    frame: pd.DataFrame,
    columns: Mapping[str, str] | None,
    kind: str | None,
    date: str | None,
    date_format: str | None,
    problems: list[Problem],
) -> pd.DataFrame:
    mapping = dict(columns) if columns else guess_mapping(list(frame.columns), frame)
    lacking = [target for target in ("from_id", "to_id") if target not in mapping]
    if lacking:
        raise SettingError(
            f"Which column of {file} is {' and which is '.join(lacking)}? It has {', '.join(frame.columns)}."
        )
    if "timestamp" not in mapping and date is None:
        raise SettingError(f"The rows of {file} have no time. Map a column to timestamp, or give one date for all.")
    chosen = _chosen(file, frame, mapping, problems)
    if problems:
        return chosen
    if "timestamp" in chosen and date_format:
        chosen["timestamp"] = _parsed(chosen["timestamp"], date_format)
    chosen["timestamp"] = (
        chosen["timestamp"].fillna(date) if "timestamp" in chosen and date else chosen.get("timestamp", date)
    )
    chosen["kind"] = kind if kind else chosen["kind"].fillna("contact") if "kind" in chosen else "contact"
    return chosen[[name for name in TIE_COLUMNS if name in chosen]]


def _chosen(file: str, frame: pd.DataFrame, mapping: Mapping[str, str], problems: list[Problem]) -> pd.DataFrame:
    """The mapped columns under their new names; a column that is not there, or there twice, is a problem."""
    names = {str(name).casefold(): name for name in reversed(frame.columns)}
    chosen = {}
    for target, column in mapping.items():
        place = column if column in frame.columns else names.get(column.strip().casefold())
        if place is None:
            problems.append(Problem(file, f"has no column {column} for {target}", did_you_mean(column, frame.columns)))
        elif list(frame.columns).count(place) > 1:
            problems.append(Problem(file, f"has the column {column} twice", "Give each its own name."))
        else:
            chosen[target] = frame[place]
    return pd.DataFrame(chosen)


def _parsed(texts: pd.Series, date_format: str) -> pd.Series:
    """Times in a format of one's own as ISO 8601; what does not fit stays as it is and is reported later."""
    parsed = pd.to_datetime(texts, format=date_format, errors="coerce", utc=True)
    written = parsed.dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype("str")
    return texts.where(parsed.isna(), written)


def _people(file: str, frame: pd.DataFrame, columns: Mapping[str, str] | None, problems: list[Problem]) -> pd.DataFrame:
    mapping = dict(columns) if columns else guess_people_mapping(list(frame.columns))
    if "person_id" not in mapping:
        guessed = guess_people_mapping(list(frame.columns)).get("person_id")
        if guessed is None or guessed in mapping.values():
            raise SettingError(f"Which column of {file} is person_id? It has {', '.join(frame.columns)}.")
        mapping["person_id"] = guessed
    chosen = _chosen(file, frame, mapping, problems)
    known = [column.name for column in TABLES["people"].columns]
    return chosen[[*(name for name in known if name in chosen), *sorted(set(chosen.columns) - set(known))]]


def _not_listed(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """A notice when the table of people lacks somebody seen in the ties."""
    if "people" not in tables:
        return []
    ties = tables["interactions"]
    listed = _keys(tables["people"]["person_id"])
    seen = pd.unique(pd.concat([ties["from_id"], ties["to_id"]]).dropna())
    lacking = sorted(text for text in seen if not _keys([text]) <= listed)
    if not lacking:
        return []
    what = f"names {len(lacking):,} people whom the table of people lacks: {examples(lacking)}"
    return [Problem("interactions", what, "Their rows will count as outside; add them if they belong there.", "notice")]


def _keys(texts: Collection[str]) -> set[str]:
    return {identity_key(clean_id(text)) for text in pd.Series(texts).dropna()}
