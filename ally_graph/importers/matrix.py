"""A square table of numbers, people down and across, as ties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph.errors import DataError
from ally_graph.importers.choices import Choices, choices
from ally_graph.importers.columns import ids_of
from ally_graph.importers.directory import Directory
from ally_graph.importers.edges import SAY_KIND
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.headings import is_nothing, is_total
from ally_graph.importers.opening import Grid, read_grids
from ally_graph.importers.roster import open_people
from ally_graph.importers.snapshot import day_of
from ally_graph.importers.source import SOURCES
from ally_graph.records.identity import identity_key
from ally_graph.records.numbers import read_loosely
from ally_graph.records.sheet import stop
from ally_graph.records.table_check import examples

TICKS = {"x", "✓", "✔", "yes", "ja", "oui", "true", "•"}
BLANKS = {"false", "no", "nein", "non", "o"}
"""Ticks, and what stands where there is none."""
LEAST = 3
MOST = 1_000
_FLOAT = re.compile(r"(\d+)\.0+")


@SOURCES.add("Matrix", question="Do you have a square table, people down and across?", key="matrix")
def convert_matrix(
    inputs: Sequence[str | Path],
    *,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    kind: str | None = None,
    date: str | None = None,
    date_format: str | None = None,
    header_row: int | None = None,
    no_header: bool = False,
    min_weight: float | None = None,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """A square table as ties from the person of the row to the person of the column, and all of its people.

    A cell with 0, or with nothing in it, is no tie; whoever has none stays in the table of people. Cells on the
    diagonal don't count. A matrix that is the same both ways is contact, each pair once.
    """
    asked = choices(people=people, people_columns=people_columns, kind=kind, date=date, date_format=date_format,
                    header_row=header_row, no_header=no_header, min_weight=min_weight, aliases=aliases)  # fmt: skip
    gathered = Gathered()
    open_people(asked, gathered)
    for text in inputs:
        for grid in read_grids([text], head=header_row, without=no_header):
            if not is_matrix(grid, least=1):
                raise stop(grid.place, "is no square table of people", "Give the same people down and across.")
            read_matrix(grid, day_of(text, grid.place, asked, gathered), asked, gathered)
    return gathered.finished()


def is_matrix(grid: Grid, least: int = LEAST) -> bool:
    """Whether a table has people down its first column and the same people across, and numbers or ticks within."""
    names, across = _down(grid), _across(grid)
    if len(names) < least or len(across) < least:
        return False
    keys, others = [identity_key(name) for name in names], [identity_key(name) for name in across]
    shared = len(set(keys) & set(others))
    within = shared in (len(set(keys)), len(set(others)))
    if shared < max(least, 0 if within else 0.8 * max(len(set(keys)), len(set(others)))) or len(set(keys)) < len(keys):
        return False
    inner = pd.unique(grid.frame.iloc[:, 1:].to_numpy(dtype=object).ravel())
    return all(_value(text) is not None for text in inner if isinstance(text, str))


def is_bare_matrix(grid: Grid) -> bool:
    """Whether a table is a square of numbers alone, without anybody's name."""
    frame = grid.frame
    if grid.heads or len(frame) != frame.shape[1] or len(frame) < LEAST:
        return False
    inner = pd.unique(frame.to_numpy(dtype=object).ravel())
    return all(isinstance(text, str) and _value(text) is not None for text in inner)


def _down(grid: Grid) -> list[str]:
    column = grid.frame.iloc[:, 0] if grid.frame.shape[1] > 1 else pd.Series([], dtype="str")
    return [_name(text) for text in column.dropna() if not is_total(text)]


def _across(grid: Grid) -> list[str]:
    return [_name(name) for name in grid.columns[1:] if name and not is_total(name)]


def _name(text: str) -> str:
    match = _FLOAT.fullmatch(text.strip())
    return match[1] if match else text.strip()


def _value(text: str) -> float | None:
    """What a cell says: a number, 1 for a tick, 0 for nothing; None for anything else."""
    if is_nothing(text) or text.strip().casefold() in BLANKS:
        return 0.0
    if text.strip().casefold() in TICKS:
        return 1.0
    number = read_loosely([text], comma="decimal").values[text]
    return None if np.isnan(number) else number


def matrix_words(grid: Grid) -> str:
    """What a table that is a matrix is taken for, in words."""
    return f"a matrix: {len(_down(grid))} people down and {len(_across(grid))} across"


def read_matrix(grid: Grid, day: str, asked: Choices, gathered: Gathered) -> None:
    """The ties of a square table, and everybody in it."""
    gathered.grid(grid)
    first = grid.frame.iloc[:, 0]
    total = first.isna().to_numpy() | np.array([is_total(text) if isinstance(text, str) else True for text in first])
    gathered.set_aside(grid.place, grid.rows[total], "names a total and no person", "Nothing to do.")
    names, rows = [_name(text) for text in first[~total]], grid.rows[~total]
    across = [name for name in grid.columns[1:] if name and not is_total(name)]
    inner = grid.frame.loc[~total, across]
    numbers = _numbers(grid, inner, rows, gathered)
    directory = _spelled(names, gathered.directory)
    down, over = _ids(names, directory), _ids([_name(name) for name in across], directory)
    _add_everyone(grid, down, over, rows, gathered)
    one, two = np.nonzero(numbers > 0)
    keep = np.array([down[i] != over[j] for i, j in zip(one, two, strict=True)], dtype=bool)
    own = int((~keep).sum()) if len(keep) else 0
    if own:
        gathered.notice(
            grid.place, f"has {own} numbers on its diagonal, ties of people with themselves", "They don't count."
        )
    ties = pd.DataFrame({"from_id": [down[i] for i in one], "to_id": [over[j] for j in two]}, dtype="str")
    ties["timestamp"], ties["weight"] = day, numbers[one, two]
    ties, places = ties[keep] if len(ties) else ties, rows[one][keep] if len(ties) else rows[:0]
    ties, places = _weighing(grid, ties, places, asked, gathered)
    ties, places = _kinds(grid, ties, places, asked, gathered)
    order = ["from_id", "to_id", "timestamp", "kind", "weight"]
    gathered.add("interactions", ties[order], grid.place, places)


def _spelled(names: Sequence[str], directory: Directory) -> Directory:
    """The roster; without one, people are spelled as they are down the side."""
    return directory if directory.is_known else Directory(dict.fromkeys(names, ()))


def _ids(names: Sequence[str], directory: Directory) -> list[str]:
    return ids_of(pd.Series(list(names), dtype="str"), directory).tolist()


def _numbers(grid: Grid, inner: pd.DataFrame, rows: np.ndarray, gathered: Gathered) -> np.ndarray:
    """The cells as numbers; a negative one, or what is none, is no tie, and said."""
    texts = inner.to_numpy(dtype=object)
    distinct = [text for text in pd.unique(texts.ravel()) if isinstance(text, str)]
    loose = read_loosely([text for text in distinct if _value(text) is not None], comma="decimal")
    known = {
        text: loose.values[text] if not np.isnan(loose.values.get(text, np.nan)) else _value(text) for text in distinct
    }
    odd = [text for text in distinct if known[text] is None or known[text] < 0]
    if odd:
        flags = np.isin(texts.astype(str), odd).any(axis=1)
        gathered.notice(
            grid.place, f"holds what is no number of 0 or more: {examples(odd)}", "These are no ties.", rows[flags]
        )
    return np.array([[max(known.get(cell) or 0.0, 0.0) for cell in row] for row in texts]).reshape(texts.shape)


def _add_everyone(grid: Grid, down: Sequence[str], over: Sequence[str], rows: np.ndarray, gathered: Gathered) -> None:
    """All people of the matrix, with or without ties, where there is no other table of people."""
    if gathered.directory.is_known:
        gathered.file(grid.file, grid.sheet).answered |= {int(row) for row in rows}
        return
    number = dict(zip(down, rows.tolist(), strict=False))
    seen = (
        set().union(*(frame["person_id"] for frame in gathered.parts["people"])) if gathered.parts["people"] else set()
    )
    everyone = [person for person in dict.fromkeys([*down, *over]) if person not in seen]
    first = int(rows[0]) if len(rows) else 1
    gathered.add("people", pd.DataFrame({"person_id": everyone}, dtype="str"), grid.place,
                 [number.get(person, first) for person in everyone])  # fmt: skip
    only = sorted(set(down) ^ set(over))
    if only:
        gathered.notice(
            grid.place, f"has people on one side only: {examples(only)}", "Nothing to do, if that is meant."
        )


def _weighing(
    grid: Grid, ties: pd.DataFrame, rows: np.ndarray, asked: Choices, gathered: Gathered
) -> tuple[pd.DataFrame, np.ndarray]:
    if asked.min_weight is None:
        return ties, rows
    light = (ties["weight"] < asked.min_weight).to_numpy()
    if light.any():
        what = f"has {int(light.sum())} ties below {asked.min_weight:g}"
        gathered.notice(grid.place, what, "As asked, they are not used.")
    return ties[~light], rows[~light]


def _kinds(
    grid: Grid, ties: pd.DataFrame, rows: np.ndarray, asked: Choices, gathered: Gathered
) -> tuple[pd.DataFrame, np.ndarray]:
    """The kind of all ties; of a matrix that is the same both ways, each pair once."""
    if asked.kind:
        return ties.assign(kind=asked.kind), rows
    there = set(zip(ties["from_id"], ties["to_id"], ties["weight"], strict=True))
    mirrored = bool(there) and all((two, one, weight) in there for one, two, weight in there)
    if mirrored:
        what = "is the same both ways, so each pair is in contact, counted once"
        gathered.notice(grid.place, what, "Say --kind if a row helps or turns to a column.")
        keep = (ties["from_id"] < ties["to_id"]).to_numpy()
        return ties[keep].assign(kind="contact"), rows[keep]
    what = "nothing says what a cell stands for: the people of row and column are in contact, and nobody helps"
    gathered.notice(
        grid.place,
        what,
        SAY_KIND.replace("or map a column to kind", "where the first is the row").replace(", where", " where"),
    )
    return ties.assign(kind="contact"), rows


def refuse_bare(grid: Grid) -> DataError:
    """The error of a square of numbers without names."""
    what = f"is a square of {len(grid.frame)} by {len(grid.frame)} numbers without anybody's name"
    return stop(grid.place, what, "Add a first row and a first column with the people.")
