"""Where the tables are: in a folder or in a zip of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ally_graph.errors import Problem, did_you_mean
from ally_graph.records.archive import Members
from ally_graph.records.identity import clean_text
from ally_graph.records.limits import check_bytes, check_regular
from ally_graph.records.sheet import TABLE_ENDINGS
from ally_graph.records.tables import TABLES

_LOOKED_AT = (*TABLE_ENDINGS, ".xlsx")


@dataclass(frozen=True)
class Item:
    """A file: its name within the folder, and either its path or the way to its bytes."""

    name: str
    path: Path | None = None
    members: Members | None = None
    member: str = ""

    @property
    def size(self) -> int:
        """How many bytes there are, as the disk or the zip says."""
        return self.path.stat().st_size if self.path else self.members.size(self.member)

    def open(self) -> BinaryIO:
        """The file as a stream of bytes. Raises `DataError` for what is no file on a disk."""
        if self.path is None:
            return self.members.open(self.member)
        check_regular(self.name, self.path)
        return self.path.open("rb")

    def read(self, limit: int) -> bytes:
        """The whole file, if it is no larger than the limit."""
        check_bytes(self.name, self.size, limit)
        with self.open() as stream:
            data = stream.read(limit + 1)
        check_bytes(self.name, len(data), limit)
        return data

    def part(self, limit: int) -> Path | bytes:
        """What the Parquet reader opens."""
        if self.path is None:
            return self.read(limit)
        check_regular(self.name, self.path)
        return self.path


@dataclass(frozen=True)
class FoundFiles:
    """A table's files: one, or the parts of a Parquet directory."""

    file: str
    ending: str
    items: tuple[Item, ...]


def folder_items(folder: Path) -> list[Item]:
    """The files of a folder, and the parts in its `.parquet` directories."""
    items = []
    for path in sorted(folder.iterdir()):
        ending = path.suffix.lower()
        if path.is_dir() and ending == ".parquet":
            parts = parquet_parts(path)
            items += [Item(part.relative_to(folder).as_posix(), part) for part in parts] or [Item(path.name, path)]
        elif not _hidden(path.name) and (not path.is_dir() or ending == ".csv"):
            items.append(Item(path.name, path))
    return items


def parquet_parts(folder: Path) -> list[Path]:
    """The part files of a Parquet directory, in the order of their names."""
    parts = (part for part in folder.rglob("*") if part.is_file() and part.suffix.lower() == ".parquet")
    return sorted(part for part in parts if not any(map(_hidden, part.relative_to(folder).parts)))


def zip_items(members: Members) -> list[Item]:
    """The files in a zip, without the one folder that may stand round them."""
    names = {name: PurePosixPath(name.replace("\\", "/")) for name in members.names}
    names = {name: path for name, path in names.items() if not any(_hidden(part) for part in path.parts)}
    tops = {path.parts[0] for path in names.values()}
    if len(tops) == 1 and all(len(path.parts) > 1 for path in names.values()) and not _is_table_folder(tops):
        names = {name: PurePosixPath(*path.parts[1:]) for name, path in names.items()}
    return [Item(str(path), members=members, member=name) for name, path in sorted(names.items())]


def _is_table_folder(tops: set[str]) -> bool:
    return any(top.lower().endswith(".parquet") for top in tops)


def _hidden(name: str) -> bool:
    return name.startswith((".", "_", "~$"))


def find_tables(items: Iterable[Item]) -> tuple[dict[str, FoundFiles], list[Problem]]:
    """The tables among the files, and a word about tables given twice and files that aren't used."""
    files: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        files[item.name.split("/")[0] if ".parquet/" in item.name.lower() else item.name].append(item)
    found: dict[str, list[FoundFiles]] = defaultdict(list)
    problems = []
    for file, parts in files.items():
        stem, ending = PurePosixPath(file).stem.lower(), PurePosixPath(file).suffix.lower()
        if stem in TABLES and ending in TABLE_ENDINGS and "/" not in file:
            found[stem].append(FoundFiles(file, ending, tuple(parts)))
        elif ending in _LOOKED_AT:
            problems.append(_not_used(file, stem))
    problems += [_twice(name, tables) for name, tables in found.items() if len(tables) > 1]
    return {name: found[name][0] for name in TABLES if name in found}, problems


def _not_used(file: str, stem: str) -> Problem:
    if stem in TABLES:
        mend = f"Save it as {stem}.csv in the folder itself, or load the workbook alone."
        return Problem(clean_text(file), "was not read", mend, "notice")
    return Problem(clean_text(file), "is not one of the tables and was not read", did_you_mean(stem, TABLES), "notice")


def _twice(name: str, tables: list[FoundFiles]) -> Problem:
    files = " and ".join(sorted(table.file for table in tables))
    return Problem(name, f"is there twice, as {files}", "Keep one of them.")
