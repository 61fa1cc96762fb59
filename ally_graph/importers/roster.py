"""Tables of people, from whatever system: who they are, how others may write them, and what is known of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph.errors import SettingError
from ally_graph.importers.choices import Choices
from ally_graph.importers.columns import cells, chosen, flagged, set_people_aside, times_in
from ally_graph.importers.directory import Directory, aliases_of, whole_numbers
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.headings import PEOPLE_NAMES, guess, is_nothing, plain
from ally_graph.importers.opening import Grid, grids, read_grids
from ally_graph.records.identity import clean_id, identity_key
from ally_graph.records.numbers import read_loosely
from ally_graph.records.table_check import examples
from ally_graph.records.tables import TABLES
from ally_graph.records.words import person_kind

KNOWN = [column.name for column in TABLES["people"].columns]
NAME_PARTS = (
    ("first_name", "last_name"), ("vorname", "nachname"), ("given_name", "surname"), ("prenom", "nom"),
    ("firstname", "lastname"), ("given_name", "family_name"), ("nome", "cognome"), ("nombre", "apellidos"),
    ("nombre", "apellido"), ("voornaam", "achternaam"), ("nome", "apelido"), ("imie", "nazwisko"),
)  # fmt: skip
STATE = re.compile(r"\s*\((on leave|leave of absence|terminated|inactive|beurlaubt)\)\s*$", re.IGNORECASE)
"""What HR systems write behind the name of somebody who is away or has left."""
NOT_CALLED = ("manager", "supervisor", "vorgesetzt", "team", "org")
CALLED = ("name", "e_mail", "email", "mail", "login", "user", "alias", "upn", "account", "slack")
"""Words in the headings of columns by which people can be found, and in those of others."""
LEVELS = (
    (r"intern|trainee|apprentice|werkstudent|praktikant|graduate", 1),
    (r"\b(c[etfiop]o|chief|president|geschäftsführer|vorstand|owner|partner)\b(?<!vice president)", 8),
    (r"\b(e?vp|svp|vice president|executive)\b", 7),
    (r"director|bereichsleiter|direktor|head of", 6),
    (r"manager|lead\b|teamleiter|supervisor|abteilungsleiter", 5),
    (r"principal|staff|architect", 4),
    (r"senior|sr\.?\b", 3),
    (r"junior|jr\.?\b|entry|assistant", 1),
    (r"mid|associate|professional|specialist|intermediate|individual contributor|\bic\b|employee|support", 2),
)
"""What words about a level come to, the most junior being 1; the first that fits counts."""
MODES = {
    "remote": "remote home_office homeoffice work_from_home wfh fully_remote virtual telework",
    "onsite": "onsite on_site office in_office in_person vor_ort site buro",
    "hybrid": "hybrid flexible mixed",
}
LEFT = {"terminated", "inactive", "left", "leaver", "former", "ausgeschieden", "offboarded", "resigned", "deactivated"}
ENDLESS_YEAR = "2100"
MAPPED = {f"people:{name}" for name in KNOWN}


def open_people(choices: Choices, gathered: Gathered, more: Sequence[Grid] = ()) -> pd.DataFrame | None:
    """Read every table of people; afterwards `gathered.directory` knows who is meant by what."""
    found = read_grids(choices.people, head=None) if choices.people else []
    aliases = _aliases(choices)
    frames = [_people_of(grid, choices, gathered) for grid in [*_fitting(found), *more]]
    if not frames:
        gathered.directory = Directory({}, aliases)
        return None
    everyone = pd.concat(frames, ignore_index=True)
    names = _names_by_id(everyone)
    gathered.directory = Directory(names, aliases)
    for person, others in _aliases_by_person(aliases).items():
        main = gathered.directory.find(person)
        if main:
            names.setdefault(main, set()).update(others)
    gathered.directory = Directory(names, aliases)
    return _finished(everyone, gathered)


def read_each(
    inputs: Sequence[str | Path], read: Callable[[Path, Gathered], None], asked: Choices
) -> dict[str, pd.DataFrame]:
    """The tables of a source that reads one input after the other, once it knows the table of people."""
    gathered = Gathered()
    open_people(asked, gathered)
    for text in inputs:
        read(Path(text), gathered)
    return gathered.finished()


def _fitting(found: Sequence[Grid]) -> list[Grid]:
    """Of a workbook's sheets, those that hold people."""
    good = [grid for grid in found if len(grid.frame)]
    likely = [grid for grid in good if "person_id" in guess(grid.columns, PEOPLE_NAMES)]
    return likely or good or list(found[:1])


def _aliases(choices: Choices) -> dict[str, str]:
    if choices.aliases is None:
        return {}
    found: dict[str, str] = {}
    for grid in grids(choices.aliases):
        if len(grid.columns) < 2:
            raise SettingError(f"{grid.place} has one column. A table of aliases needs the person and other names.")
        found |= aliases_of(grid.frame)
    return found


def _aliases_by_person(aliases: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for alias, main in aliases.items():
        found.setdefault(main, set()).add(alias)
    return found


def people_mapping(grid: Grid, choices: Choices, gathered: Gathered) -> dict[str, str]:
    """Which column of a table of people is which: as said, else as the headings tell."""
    guessed = guess(grid.columns, PEOPLE_NAMES)
    parts = _name_columns(grid.columns)
    if not choices.people_columns:
        if parts and guessed.get("name") in parts:
            guessed.pop("name")
        if "person_id" in guessed and guessed["person_id"] in parts:
            guessed.pop("person_id")
        mapping = guessed
    else:
        mapping = {name: found[0] for name, found in chosen(grid, choices.people_columns, gathered).items()}
    if "person_id" not in mapping:
        likely = guessed.get("person_id")
        if likely is None or likely in mapping.values():
            likely = mapping.get("name") if parts == () else None
        if likely is None:
            raise SettingError(f"Which column of {grid.place} is person_id? It has {', '.join(grid.columns)}.")
        mapping = {"person_id": likely} | mapping
    return mapping


def _name_columns(columns: Sequence[str]) -> tuple[str, ...]:
    found = {plain(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)): name for name in columns}
    pair = next(((one, two) for one, two in NAME_PARTS if one in found and two in found), None)
    return tuple(found[name] for name in pair) if pair else ()


def _people_of(grid: Grid, choices: Choices, gathered: Gathered) -> pd.DataFrame:
    """The people of one table as they are written there, with their file and row, and all names in `_called`."""
    account = gathered.grid(grid)
    mapping = people_mapping(grid, choices, gathered)
    nobody = Directory({})
    ids = cells(grid, mapping["person_id"], choices, nobody)
    good = set_people_aside(grid, ids, mapping["person_id"], gathered)
    whole = whole_numbers(ids[good].dropna().unique())
    if whole:
        ids = ids.map(lambda text: whole.get(text, text), na_action="ignore")
    frame = pd.DataFrame({"person_id": ids.map(clean_id, na_action="ignore")})
    for target, name in mapping.items():
        if target != "person_id":
            frame[target] = _column(grid, target, name, choices, gathered)
    parts = _name_columns(grid.columns)
    if "name" not in frame and parts and not choices.people_columns:
        frame["name"] = grid.column(parts[0]).str.cat(grid.column(parts[1]), sep=" ", na_rep="").str.strip()
    if "name" in frame:
        frame["name"] = frame["name"].str.replace(STATE, "", regex=True)
    frame["_called"] = _called(grid, frame.get("name"))
    frame["_left"] = _left(grid)
    frame["_file"], frame["_row"] = grid.place, grid.rows
    _say_unread(grid, mapping, parts, account)
    return frame[good]


def _column(grid: Grid, target: str, name: str, choices: Choices, gathered: Gathered) -> pd.Series:
    if target in ("start_date", "end_date"):
        days = times_in(grid, name, choices, gathered, needed=False)
        endless = days.str[:4] >= ENDLESS_YEAR
        if endless.any():
            what = f"{name} lies after 2100 and was taken for no end"
            gathered.notice(grid.place, what, "Nothing to do.", grid.rows[endless.to_numpy(dtype=bool, na_value=False)])
        return days.mask(endless).str[:10]
    column = cells(grid, name, choices, Directory({}))
    reader = {"level": _levels, "fte": _shares, "kind": _kinds, "work_mode": _modes}.get(target)
    return reader(grid, name, column, gathered) if reader else column


def _levels(grid: Grid, name: str, column: pd.Series, gathered: Gathered) -> pd.Series:
    """Levels as whole numbers: as written, by the number in them, or by their words; what is none stays as it is."""
    distinct = list(column.dropna().unique())
    if all(re.fullmatch(r"\d+(\.0+)?", text) for text in distinct):
        return column
    numbered = {text: match[1] for text in distinct if (match := re.fullmatch(r"[A-Za-zäöü .-]{1,12}?(\d{1,2})", text))}
    by_words = {text: str(level) for text in distinct if (level := _level_of(text))}
    meant = numbered if len(numbered) == len(distinct) else by_words
    if len(meant) < len(distinct):
        what = f"{name} holds words that say no level: {examples([text for text in distinct if text not in meant])}"
        gathered.notice(grid.place, what, "Give levels as whole numbers, 1 being the most junior; read as empty.")
    if meant:
        shown = examples([f"{text} as {level}" for text, level in meant.items()])
        gathered.notice(grid.place, f"{name} is in words and was read as numbers: {shown}", "Give numbers if not so.")
    return column.map(meant).astype("str")


def _level_of(text: str) -> int | None:
    words = text.casefold()
    return next((level for pattern, level in LEVELS if re.search(pattern, words)), None)


def _shares(grid: Grid, name: str, column: pd.Series, gathered: Gathered) -> pd.Series:
    """Shares of full time: 0,8 and 80 % and, where some are above 1, 80 as well."""
    loose = read_loosely(column.dropna().unique(), point="decimal", comma="decimal")
    values = {text: value for text, value in loose.values.items() if not np.isnan(value)}
    if values and max(values.values()) > 1 and max(values.values()) <= 100:
        gathered.notice(grid.place, f"{name} is in percent and was read as a share: 80 as 0.8", "Nothing to do.")
        values = {text: value / 100 for text, value in values.items()}
    return column.map(lambda text: f"{values[text]:g}" if text in values else text, na_action="ignore")


def _kinds(grid: Grid, name: str, column: pd.Series, gathered: Gathered) -> pd.Series:
    meant = {text: kind for text in column.dropna().unique() if (kind := person_kind(text))}
    return _said(grid, name, column, meant, gathered)


def _modes(grid: Grid, name: str, column: pd.Series, gathered: Gathered) -> pd.Series:
    return _words(grid, name, column, MODES, gathered)


def _words(grid: Grid, name: str, column: pd.Series, known: Mapping[str, str], gathered: Gathered) -> pd.Series:
    """Words of others as the known ones; what is none stays as it is, and is told when the roster is checked."""
    by_word = {word: target for target, words in known.items() for word in [target, *words.split()]}
    meant = {text: by_word[plain(text)] for text in column.dropna().unique() if plain(text) in by_word}
    return _said(grid, name, column, meant, gathered)


def _said(grid: Grid, name: str, column: pd.Series, meant: Mapping[str, str], gathered: Gathered) -> pd.Series:
    changed = [f"{text} as {target}" for text, target in meant.items() if text.casefold() != target]
    if changed:
        gathered.notice(grid.place, f"{name} was read in our words: {examples(changed)}", "Nothing to do.")
    return column.map(lambda text: meant.get(text, text), na_action="ignore")


def _called(grid: Grid, names: pd.Series | None) -> pd.Series:
    """Everything a person may be called in other tables: names, addresses, accounts."""
    columns = [grid.column(name) for name in grid.columns if any(word in plain(name) for word in CALLED)
               and not any(word in plain(name) for word in NOT_CALLED)]  # fmt: skip
    columns += [names] if names is not None else []
    rows = zip(*(column.tolist() for column in columns), strict=True) if columns else ()
    found = [frozenset(cell for cell in row if isinstance(cell, str) and not is_nothing(cell)) for row in rows]
    return pd.Series(found or [frozenset()] * len(grid.frame), index=grid.frame.index, dtype=object)


def _left(grid: Grid) -> np.ndarray:
    """Who is said to have left, in a column of the state of their employment."""
    for name in grid.columns:
        if plain(name) in ("status", "employment_status", "worker_status", "employee_status", "beschaftigungsstatus"):
            return flagged(grid.column(name), lambda text: plain(text) in LEFT).to_numpy(dtype=bool)
    return np.zeros(len(grid.frame), dtype=bool)


def _say_unread(grid: Grid, mapping: Mapping[str, str], parts: Sequence[str], account: object) -> None:
    used = {*mapping.values(), *parts}
    rest = [name for name in grid.columns if name not in used]
    rest = [name for name in rest if not any(word in plain(name) for word in CALLED)]
    account.not_read += [f"column {name}" for name in rest]


def _names_by_id(everyone: pd.DataFrame) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for person, called in zip(everyone["person_id"], everyone["_called"], strict=True):
        names.setdefault(person, set()).update(called)
    return names


def _finished(everyone: pd.DataFrame, gathered: Gathered) -> pd.DataFrame:
    """The roster with managers by their id, one row a person; those who left without a date are set aside."""
    people = everyone.drop(columns=["_called"])
    if "manager_id" in people:
        people["manager_id"] = _managers(people, gathered)
    left = people.pop("_left").to_numpy(dtype=bool)
    ended = people["end_date"].notna().to_numpy() if "end_date" in people else np.zeros(len(people), dtype=bool)
    for place, rows in people[left & ~ended].groupby("_file")["_row"]:
        what = "has left, as the table says, and nobody knows when"
        gathered.set_aside(place, rows, what, "Give the last day in a column end_date to count the time before it.")
    people = _one_row_each(people[~(left & ~ended)], gathered)
    place, rows = people.pop("_file"), people.pop("_row")
    for name, part in people.groupby(place, sort=False):
        gathered.add("people", part, name, rows.loc[part.index].to_numpy())
    return people


def _managers(people: pd.DataFrame, gathered: Gathered) -> pd.Series:
    found = {text: gathered.directory.find(text) for text in people["manager_id"].dropna().unique()}
    unknown = [text for text, person in found.items() if person is None]
    flags = people["manager_id"].isin(unknown)
    for place, rows in people[flags].groupby("_file")["_row"]:
        what = f"the manager is nobody in the table of people: {examples(unknown)}"
        gathered.notice(place, what, "The person stays, without a manager.", rows.tolist())
    gathered.directory.by_other_name.clear()
    return people["manager_id"].map(found).astype("str")


def _one_row_each(people: pd.DataFrame, gathered: Gathered) -> pd.DataFrame:
    """One row a person: of several, the one that began last and has not ended; of two jobs, their shares together."""
    keys = people["person_id"].map(identity_key)
    twice = keys.duplicated(keep=False)
    if not twice.any():
        return people
    order = pd.DataFrame(
        {"key": keys, "begun": _day_of(people, "start_date", ""), "end": _day_of(people, "end_date", "9")}
    )
    order["filled"] = people.notna().sum(axis=1)
    last = order.sort_values(["key", "end", "begun", "filled"], kind="stable").drop_duplicates("key", keep="last").index
    kept, rest = people.loc[sorted(last)].copy(), people.drop(index=last)
    if "start_date" in people:
        first = people.groupby(keys)["start_date"].min()
        kept["start_date"] = kept["person_id"].map(identity_key).map(first)
    for place, rows in rest.groupby("_file")["_row"]:
        shown = examples(rest["person_id"].tolist())
        what = f"is another row about the same person: {shown}"
        gathered.set_aside(place, rows, what, "The latest one was used; give one row a person if that is wrong.")
    return kept


def _day_of(people: pd.DataFrame, name: str, missing: str) -> pd.Series:
    return people[name].fillna(missing) if name in people else pd.Series(missing, index=people.index)
