"""Uploaded files, written into a folder of our own under names of our own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from ally_graph.errors import DataError, Problem
from ally_graph.records import TABLES

WHOLE = {".zip": "data.zip", ".xlsx": "data.xlsx"}
TABLE_OF_TIES = {".csv": "ties.csv", ".tsv": "ties.tsv", ".txt": "ties.txt", ".xlsx": "ties.xlsx"}


class Upload(Protocol):
    """What a file uploader hands over."""

    name: str

    def getvalue(self) -> bytes:
        """The bytes of the file."""
        ...


def write(files: Iterable[Upload], folder: Path) -> Path:
    """Write one workbook, one zip or several CSV files of the contract; returns the path to load.

    The user's file names only choose among the names we know; they never become a path.
    """
    files = list(files)
    if len(files) == 1 and _ending(files[0]) in WHOLE:
        target = folder / WHOLE[_ending(files[0])]
        target.write_bytes(files[0].getvalue())
        return target
    tables = {file: _table_of(file) for file in files}
    named: dict[str | None, list[Upload]] = {}
    for file, name in tables.items():
        named.setdefault(name, []).append(file)
    twice = [_twice(name, same) for name, same in named.items() if name and len(same) > 1]
    if named.get(None) or twice:
        raise DataError([*map(_stranger, named.get(None, [])), *twice])
    for file, name in tables.items():
        (folder / f"{name}.csv").write_bytes(file.getvalue())
    return folder


def write_ties(file: Upload, folder: Path, stem: str = "ties") -> Path:
    """Write one table of ties (or of people) as it is, under a name of our own."""
    target = folder / f"{stem}{_ending(file) if _ending(file) in TABLE_OF_TIES else '.csv'}"
    target.write_bytes(file.getvalue())
    return target


def _ending(file: Upload) -> str:
    return Path(file.name).suffix.lower()


def _table_of(file: Upload) -> str | None:
    stem = Path(file.name).stem.strip().lower()
    return stem if _ending(file) == ".csv" and stem in TABLES else None


def _twice(name: str, files: list[Upload]) -> Problem:
    also = ", ".join(file.name for file in files[1:])
    return Problem(
        files[0].name, f"the table {name} is there twice, as {also} too", "Choose one, or put both into one."
    )


def _stranger(file: Upload) -> Problem:
    names = ", ".join(f"{name}.csv" for name in TABLES)
    mend = f"Give it one of the names {names}, or load it as a table of ties."
    return Problem(file.name, "this is not one of the tables of a data folder", mend)
