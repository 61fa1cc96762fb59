"""DuckDB as the embedded engine: files of events read in place, with a limit to memory and what is over it on disk.

A connection reads the files it was opened for and nothing else: no other file, no network, no extension, and none of
this can be changed from within.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from ally_graph.errors import SettingError
from ally_graph.records.events import KINDS_AT_MOST
from ally_graph.records.sheet import stop
from ally_graph.warehouse.rereading import are_odd

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

ROWS_AT_ONCE = 1 << 18
BYTES_A_ROW = 250
"""What adding up takes in DuckDB for each event, at most: as if no two were of the same pair, kind and month."""
LEAST_MEMORY = 200 << 20
BESIDE = 350 << 20
"""What the process needs beside DuckDB's own limit: Arrow's batches, and memory that DuckDB doesn't count."""
UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}
MEND = "Check that it is whole and may be read, and that no other program has it open for writing."


def bytes_of(text: str) -> int:
    """A size in words as bytes.

    >>> bytes_of("2GB"), bytes_of("1 GiB")
    (2000000000, 1073741824)
    """
    letters = text.strip().upper().lstrip("0123456789. ")
    number = text.strip()[: len(text.strip()) - len(letters)]
    try:
        size = int(float(number) * UNITS[letters])
    except (ValueError, KeyError):
        raise SettingError(f"{text!r} is no size of memory. Write it as 2GB or 1500MB.") from None
    if size < LEAST_MEMORY + BESIDE:
        raise SettingError(f"{text} of memory is too little. Give at least 1GB.")
    return size


@dataclass(frozen=True)
class Engine:
    """An open DuckDB, and the private folder for what does not fit into memory.

    Expressions come here as the SQL that Ibis makes of them; nothing else of Ibis is needed.
    """

    con: duckdb.DuckDBPyConnection
    spill: Path
    memory: int

    def sql(self, query: str) -> duckdb.DuckDBPyRelation:
        """A query in SQL."""
        return self.con.sql(query)

    def table(self, name: str) -> ir.Table:
        """A table or view of this connection, as Ibis sees it."""
        import ibis

        columns = self.sql(f'FROM "{name}" LIMIT 0').to_arrow_table().schema
        return ibis.table(ibis.Schema.from_pyarrow(columns), name=name)

    def whole(self, name: str) -> pd.DataFrame:
        """A small table as a frame."""
        return self.sql(f'FROM "{name}"').df()

    def view(self, name: str, files: Sequence[Path]) -> None:
        """Files of one table, CSV or Parquet, as a view; every cell of a CSV file is a text."""
        listed = "[" + ", ".join(quoted(str(file)) for file in files) + "]"
        csv = files[0].suffix.lower() == ".csv"
        read = f"read_csv({listed}, all_varchar = true, header = true" if csv else f"read_parquet({listed}"
        self.con.execute(f'CREATE OR REPLACE VIEW "{name}" AS FROM {read}, union_by_name = true)')

    def pieces(self, name: str) -> Iterator[pa.Table]:
        """A table as it is, piece by piece."""
        for batch in self.sql(f'FROM "{name}"').to_arrow_reader(ROWS_AT_ONCE):
            yield pa.Table.from_batches([batch])

    def has_odd_kinds(self, name: str) -> bool:
        """Whether a kind of this table is odd; see `rereading.are_odd`."""
        found = self.sql(f'FROM "{name}"').project("kind").distinct().limit(KINDS_AT_MOST + 1).fetchall()
        return are_odd([kind for (kind,) in found])

    def attached(self, names: Collection[str]) -> set[str]:
        """Those of the tables that the attached database has, as views of their plain names."""
        found = self.sql("FROM (SHOW ALL TABLES) SELECT name WHERE database = 'source' AND schema = 'main'").fetchall()
        there = {name.lower(): name for (name,) in found if name.lower() in names}
        for plain, name in there.items():
            self.con.execute(f'CREATE VIEW "{plain}" AS FROM source.main."{name}"')
        return set(there)

    def keep(self, frame: pd.DataFrame) -> ir.Table:
        """A frame as a table of this connection."""
        self.con.register("kept", pa.Table.from_pandas(frame, preserve_index=False))
        return self.table("kept")

    def ask(self, expression: ir.Table) -> Iterator[pa.RecordBatch]:
        """What an expression gives, in pieces."""
        import ibis

        yield from self.sql(ibis.to_sql(expression, dialect="duckdb")).to_arrow_reader(ROWS_AT_ONCE)

    def parted(self, rows: ir.Table, count: int) -> Iterator[ir.Table]:
        """Rows in parts that fit into memory, all rows of a pair of people in one part, by way of the disk."""
        import ibis

        parts = math.ceil(count * BYTES_A_ROW / self.memory)
        if parts <= 1:
            yield rows
            return
        low, high = ibis.least(rows.one, rows.two), ibis.greatest(rows.one, rows.two)
        query = ibis.to_sql(rows.mutate(part=(low * 7 + high) % parts), dialect="duckdb")
        place = self.spill / "parts"
        options = "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (part)"
        self.con.execute(f"COPY ({query}) TO {quoted(str(place))} ({options})")
        for folder in sorted(place.iterdir()):
            self.view(folder.name, sorted(folder.iterdir()))
            yield self.table(folder.name).drop("part")
            shutil.rmtree(folder)


@contextmanager
def engine(
    source: str, memory_limit: str, paths: Sequence[Path] = (), database: Path | None = None
) -> Iterator[Engine]:
    """DuckDB, able to read these files, or this database as `source`; its private folder goes when it closes.

    What goes wrong in it is told as a problem of the source.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="ally_graph_") as spill:
        memory = max(LEAST_MEMORY, bytes_of(memory_limit) - BESIDE - _resident())
        con = duckdb.connect(config=_settings(memory, spill))
        try:
            _lock(con, spill, paths, database)
            yield Engine(con, Path(spill), memory)
        except duckdb.OutOfMemoryException as error:
            raise stop(source, f"is too much for {memory_limit} of memory", "Allow more.") from error
        except duckdb.Error as error:
            raise stop(source, f"can't be read ({str(error).splitlines()[0][:160]})", MEND) from error
        finally:
            con.close()


def _lock(con: duckdb.DuckDBPyConnection, spill: str, paths: Sequence[Path], database: Path | None) -> None:
    """Open the database, and close everything else but the files and the private folder, for good."""
    con.execute("SET TimeZone = 'UTC'")
    if database:
        con.execute(f"ATTACH {quoted(str(database))} AS source (READ_ONLY)")
    con.execute("SET allowed_paths = $1", [[str(path) for path in paths]])
    con.execute("SET allowed_directories = $1", [[spill]])
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def _settings(memory: int, spill: str) -> dict[str, str | int]:
    return {
        "memory_limit": f"{memory >> 20}MiB",
        "temp_directory": spill,
        "threads": max(1, min(os.cpu_count() or 1, memory // (2 * LEAST_MEMORY))),
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }


def _resident() -> int:
    """The memory that this process holds already, in bytes; 0 where the system doesn't tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def quoted(text: str) -> str:
    """A text as SQL writes it.

    >>> print(quoted("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"
