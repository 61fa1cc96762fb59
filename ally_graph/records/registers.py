"""Absences and programmes: rows about one person, checked against the roster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.records.cells import Coded
from ally_graph.records.checking import check_filled, choices, days, ids, numbers, say_cleaned
from ally_graph.records.dates import Fault, read_dates
from ally_graph.records.events import places_of, say_outside
from ally_graph.records.identity import Roster
from ally_graph.records.table_check import TableCheck


@dataclass(frozen=True)
class Register:
    """Rows about people: the columns of ids, and the other columns as they will be."""

    check: TableCheck
    ids: dict[str, Coded]
    columns: dict[str, pd.Series | np.ndarray]


def check_absences(check: TableCheck) -> Register:
    """Rows of the absences table that can be used as they stand."""
    people = _ids(check, "person_id")
    start, end = days(check, "start_date", required=True), days(check, "end_date", required=True)
    _check_order(check, start, end)
    return Register(check, people, {"start_date": start, "end_date": end})


def check_programmes(check: TableCheck) -> Register:
    """Rows of the programmes table that can be used as they stand."""
    people = _ids(check, "person_id", "partner_id")
    programme, unknown, words = choices(check, "programme", tuple(vocabulary.TOOLS))
    check.set_aside(unknown, f"programme is none of the known ones: {words}", "Use one of the twelve keys.")
    check.set_aside((programme.codes < 0) & ~unknown, "programme is empty", "Fill it in, or take the row out.")
    role, odd, words = choices(check, "role", vocabulary.PROGRAMME_ROLES)
    _read_open_ends(check)
    start, end = days(check, "start_date", required=False), days(check, "end_date", required=False)
    _check_order(check, start, end)
    check.notice(odd, f"role is none of the known ones: {words}", "The row counts; the role was read as empty.")
    columns = {"programme": programme.series(), "role": role.series(), "start_date": start, "end_date": end}
    return Register(check, people, columns | {"hours": _hours(check)})


def _hours(check: TableCheck) -> np.ndarray:
    """The hours a month that are set aside, NaN where nothing is said."""
    values, faulty = numbers(check, "hours")
    faulty = faulty | np.less(values, 0.0, where=~np.isnan(values), out=np.zeros(len(values), dtype=bool))
    check.notice(faulty, "hours is no number of 0 or more", "The row counts, without hours.")
    return np.where(faulty, np.nan, values)


def _read_open_ends(check: TableCheck) -> None:
    """A programme's `end_date` such as 9999-12-31 stands for no end."""
    if "end_date" not in check.columns:
        return
    column = check.columns["end_date"]
    late = read_dates(column).has(Fault.TOO_LATE)
    if late.any():
        check.notice(late, "end_date lies after 2100 and was taken for no end", "Leave it empty.")
        check.columns["end_date"] = column.astype("object").mask(late, None)


def _ids(check: TableCheck, *names: str) -> dict[str, Coded]:
    columns, changed = {}, np.zeros(len(check), dtype=bool)
    for name in names:
        columns[name], cleaned = ids(check, name)
        changed |= cleaned
    check_filled(check, names[0], columns[names[0]])
    say_cleaned(check, changed, names)
    return columns


def _check_order(check: TableCheck, start: np.ndarray, end: np.ndarray) -> None:
    check.set_aside(start > end, "start_date is after end_date", "Correct one of the two.")


def match_register(register: Register, roster: Roster) -> tuple[pd.DataFrame, int]:
    """The rows about people of the roster, sorted by all columns, and how many rows are about somebody outside it."""
    check = register.check
    places = {name: places_of(check, name, column, roster) for name, column in register.ids.items()}
    outside = np.zeros(len(check), dtype=bool)
    for name, column in register.ids.items():
        outside |= (places[name] < 0) & (column.codes >= 0)
    if len(places) == 2:
        one, two = places.values()
        check.set_aside((one == two) & (one >= 0), "is a tie of a person with themself", "Name the other person.")
    outside &= check.good
    say_outside(check, register.ids, places, outside, roster.ids)
    check.outside_rows = int(outside.sum())
    people = np.append(np.array(roster.ids, dtype=object), None)
    columns = {name: pd.Series(people[place], dtype="str") for name, place in places.items()} | register.columns
    names = [column.name for column in check.table.columns]
    used = pd.DataFrame(columns)[names][check.good & ~outside]
    check.used_rows = len(used)
    return used.sort_values(names, ignore_index=True), int(outside.sum())
