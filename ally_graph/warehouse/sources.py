"""Where events are kept: files, a DuckDB database, or any database that Ibis connects to."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from ally_graph import vocabulary
from ally_graph.errors import DataError, SettingError
from ally_graph.records.events import KINDS_AT_MOST
from ally_graph.records.places import FoundFiles, Item, find_tables, folder_items
from ally_graph.records.reading import read_found
from ally_graph.records.sheet import Sheet, sheet_of, stop
from ally_graph.records.tables import ENDS, EVENT_TABLES, TABLES
from ally_graph.warehouse import duck, rereading
from ally_graph.warehouse.expression import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

REGISTERS = ("people", "absences")
FILES = (".parquet", ".csv")
DATABASES = (".duckdb", ".ddb", ".db")
NAME_SHOWN = 120
BELOW_AT_MOST = 50_000
"""So many files and folders below a folder are looked through for events."""
NO_EVENTS = "Name a table interactions, with from_id, to_id, timestamp and kind, or recognitions."
INSTALL = {
    "ibis": "python -m pip install 'office-ally[warehouse]'",
    "duckdb": "python -m pip install 'office-ally[warehouse]'",
    "pyspark": "python -m pip install 'office-ally[spark]'",
    "psycopg": "python -m pip install 'office-ally[postgres]'",
}


@dataclass(frozen=True)
class Warehouse:
    """An open source of events.

    `events` are its rows (see `expression.rows_of`) and `registers` its small tables. `ask` computes an expression
    where the data is and hands over the result in pieces; `keep` makes a small table known there. `parted` gives rows,
    of which there are so many, in parts that can be added up one after the other.
    """

    engine: str
    events: ir.Table
    registers: dict[str, Sheet]
    ask: Callable[[ir.Table], Iterator[pa.RecordBatch]]
    keep: Callable[[pd.DataFrame], ir.Table]
    parted: Callable[[ir.Table, int], Iterator[ir.Table]]


def is_warehouse(source: str | Path) -> bool:
    """Whether a source is read by a database: an address, a pattern, a DuckDB file, or files of events alone.

    >>> is_warehouse("duckdb://company.duckdb"), is_warehouse("events/*.parquet"), is_warehouse("sample_data")
    (True, True, False)
    """
    text, path = str(source), Path(source)
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, ValueError):
        return False
    if is_folder:
        return not _has_tables(path) and bool(_parts(path))
    if is_there:
        return path.suffix.lower() in (*DATABASES, *FILES)
    return "://" in text or glob.has_magic(text)


@contextmanager
def opened(source: str | Path, *, memory_limit: str = "2GB") -> Iterator[Warehouse]:
    """A source of events, open for asking."""
    text, path = str(source), Path(source)
    try:
        import ibis  # noqa: F401
    except ImportError as error:
        raise missing(error) from error
    if "://" in text and not text.startswith("duckdb://") and not path.exists():
        with _any_database(text, memory_limit) as warehouse:
            yield warehouse
    elif text.startswith("duckdb://") or path.suffix.lower() in DATABASES:
        database = Path(text.removeprefix("duckdb://"))
        if not database.is_file():
            raise stop(database.name, "is not there", "Give the path of a DuckDB file: duckdb://folder/file.duckdb")
        with duck.engine(database.name, memory_limit, database=database) as engine:
            names = engine.attached((*EVENT_TABLES, *REGISTERS))
            for name in names & set(EVENT_TABLES):
                _reread(engine, name)
            registers = {name: sheet_of(engine.whole(name), name) for name in REGISTERS if name in names}
            yield _embedded(engine, names, registers, text)
    else:
        files = _files(path, text)
        registers = {name: _register(name, files.pop(name)) for name in REGISTERS if name in files}
        with duck.engine(text, memory_limit, [file for found in files.values() for file in found]) as engine:
            for name, found in files.items():
                plain = rereading.plain_files(name, found, engine.spill / f"plain_{name}.parquet")
                engine.view(name, plain or [rereading.written(name, [], engine.spill / f"none_{name}.parquet")])
                _reread(engine, name)
            yield _embedded(engine, set(files), registers, text)


def _register(name: str, files: list[Path]) -> Sheet:
    items = tuple(Item(file.name, file) for file in files)
    return read_found(name, FoundFiles(files[0].name, files[0].suffix.lower(), items))


def _reread(engine: duck.Engine, name: str) -> None:
    """Let a table of events be read by the rules of `records` first, where its columns or its kinds need it."""
    schema = engine.sql(f'FROM "{name}" LIMIT 0').to_arrow_table().schema
    if not set(TABLES[name].required) <= {column.strip().casefold() for column in schema.names}:
        return
    if rereading.is_plain(name, schema) and not (name == "interactions" and engine.has_odd_kinds(name)):
        return
    place = rereading.written_tables(name, engine.pieces(name), engine.spill / f"reread_{name}.parquet")
    engine.view(name, [place])


def missing(error: ImportError) -> SettingError:
    """The error of a library that isn't installed, and how to get it."""
    name = (error.name or "").partition(".")[0]
    how = INSTALL.get(name, INSTALL["ibis"])
    return SettingError(f"This source needs {name or 'a library'}, which is not installed: {how}")


def _files(path: Path, text: str) -> dict[str, list[Path]]:
    """The files of each table: those of a data folder, or one or many files of interactions."""
    if path.is_dir() and _tables(path):
        return _tables(path)
    found = _parts(path) if path.is_dir() else [path] if path.is_file() else map(Path, glob.glob(text, recursive=True))
    found = sorted(file.resolve() for file in found if file.suffix.lower() in FILES and file.is_file())
    if not found and path.exists() and not path.is_dir():
        raise stop(text[:NAME_SHOWN], "is not a file of events", "Give a Parquet or CSV file, or a folder of them.")
    if not found:
        raise stop(text, "holds no Parquet or CSV file", "Give files of events, or a folder or a pattern of them.")
    if len({file.suffix.lower() for file in found}) > 1:
        raise stop(text, "holds both CSV and Parquet files", "Give files of one kind.")
    return {"interactions": found}


def _tables(folder: Path) -> dict[str, list[Path]]:
    found, problems = find_tables(folder_items(folder))
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problem for problem in problems if problem.severity == "error")
    tables = {name: [_followed(item.path) for item in table.items] for name, table in found.items()}
    return {name: files for name, files in tables.items() if name in (*EVENT_TABLES, *REGISTERS)}


def _followed(path: Path) -> Path:
    """The file that a path leads to. Raises `DataError` for links that lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise stop(path.name, "is a link that leads in a circle", "Give the file itself.") from error


def _has_tables(folder: Path) -> bool:
    return any(name in (*EVENT_TABLES, *REGISTERS) for name in find_tables(folder_items(folder))[0])


def _parts(folder: Path) -> list[Path]:
    """The files of events anywhere below a folder. Raises `DataError` where there is too much to look through."""
    below = list(islice(folder.rglob("*"), BELOW_AT_MOST + 1))
    if len(below) > BELOW_AT_MOST:
        what = f"holds more than {BELOW_AT_MOST:,} files and folders"
        raise stop(folder.name[:NAME_SHOWN] or str(folder), what, "Give the folder with the files of events.")
    return sorted(file for file in below if file.suffix.lower() in FILES and not file.name.startswith((".", "_")))


def _embedded(engine: duck.Engine, names: set[str], registers: dict[str, Sheet], source: str) -> Warehouse:
    tables = {name: engine.table(name) for name in EVENT_TABLES if name in names}
    return Warehouse("duckdb", _events(tables, "duckdb", source), registers, engine.ask, engine.keep, engine.parted)


@contextmanager
def _any_database(address: str, memory_limit: str) -> Iterator[Warehouse]:
    import ibis

    try:
        con = ibis.connect(address)
    except ImportError as error:
        raise missing(error) from error
    except Exception as error:  # each driver has errors of its own
        raise stop(
            _without_secret(address), f"can't be reached ({str(error).splitlines()[0][:120]})", "Check it."
        ) from error
    try:
        names = {name.lower(): name for name in con.list_tables()}
        tables = {name: con.table(names[name]) for name in EVENT_TABLES if name in names}
        frames = {name: con.table(names[name]).to_pyarrow().to_pandas() for name in REGISTERS if name in names}
        registers = {name: sheet_of(frame, name) for name, frame in frames.items()}
        with _added_up_there(con, tables, registers, _without_secret(address), memory_limit) as warehouse:
            yield warehouse
    finally:
        if con.name != "pyspark":  # a session of Spark belongs to the whole process, and may be in use elsewhere
            con.disconnect()


@contextmanager
def _added_up_there(
    con: object, tables: Mapping[str, ir.Table], registers: dict[str, Sheet], source: str, memory_limit: str
) -> Iterator[Warehouse]:
    """Events in their own database; fetched, read again and added up here where its own rules would read them."""
    import ibis

    if not any(_is_odd(name, table) for name, table in tables.items()):
        events = _events(tables, con.name, source)
        yield Warehouse(
            con.name, events, registers, con.to_pyarrow_batches, ibis.memtable, lambda rows, _: iter([rows])
        )
        return
    with duck.engine(source, memory_limit) as engine:
        for name, table in tables.items():
            pieces = (pa.Table.from_batches([batch]) for batch in con.to_pyarrow_batches(table))
            engine.view(name, [rereading.written_tables(name, pieces, engine.spill / f"reread_{name}.parquet")])
        yield _embedded(engine, set(tables), registers, source)


def _is_odd(name: str, table: ir.Table) -> bool:
    """Whether a table of events has all its columns, and some that a database would read by rules of its own."""
    if not set(TABLES[name].required) <= {column.strip().casefold() for column in table.columns}:
        return False
    if not rereading.is_plain(name, table.schema().to_pyarrow()):
        return True
    if name != "interactions":
        return False
    kinds = table.select("kind").distinct().limit(KINDS_AT_MOST + 1).to_pyarrow()
    return rereading.are_odd(kinds.column("kind").to_pylist())


def _without_secret(address: str) -> str:
    """An address without the user and the password in it.

    >>> _without_secret("postgres://me:secret@host/company")
    'postgres://host/company'
    """
    scheme, sign, rest = address.partition("://")
    place, slash, name = rest.partition("/")
    return scheme + sign + place.rpartition("@")[2] + slash + name.partition("?")[0]


def _events(tables: Mapping[str, ir.Table], engine: str, source: str) -> ir.Table:
    """All tables of events as one; Raises `DataError` where a column is missing."""
    import ibis

    if not tables:
        raise stop(source, "holds no table of events", NO_EVENTS)
    lacking = [
        f"{name} has no column {column}"
        for name, table in tables.items()
        for column in TABLES[name].required
        if column not in table.columns
    ]
    if lacking:
        raise DataError(
            [stop(source, what, "Add it, or rename the one that holds it.").problems[0] for what in lacking]
        )
    kinds = {"recognitions": vocabulary.RECOGNITION.key}
    return ibis.union(*(rows_of(table, ENDS[name], engine, kinds.get(name)) for name, table in tables.items()))
