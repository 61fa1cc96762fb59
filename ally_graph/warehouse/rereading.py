"""Events that a database would read by rules of its own, read by those of `records` first.

A column of true times, texts and numbers means the same everywhere and stays where it is. Texts that are to be times or
numbers, CSV files and odd types go through the readers and checks of a data folder, piece by piece, into Parquet files
beside the database: one set of rules, whichever engine adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from ally_graph.errors import DataError, Problem
from ally_graph.records.blocks import sheets_of_blocks
from ally_graph.records.delimited import read_delimited
from ally_graph.records.events import KINDS_AT_MOST, CheckedEvents, check_interactions, check_recognitions
from ally_graph.records.frames import plain_frame, plain_table
from ally_graph.records.identity import not_plain
from ally_graph.records.limits import check_regular, read_text, row_limit
from ally_graph.records.parquet import checked_file, tables_of
from ally_graph.records.sheet import FIRST_ROW, Sheet, stop
from ally_graph.records.table_check import TableCheck, plain_name
from ally_graph.records.tables import ENDS, TABLES

CHECKS = {"interactions": check_interactions, "recognitions": check_recognitions}


def is_plain(name: str, schema: pa.Schema) -> bool:
    """Whether the columns of a table of events are of types that every engine reads alike."""
    names = [field.name.strip().casefold() for field in schema]
    wanted = [column.name for column in TABLES[name].columns]
    if len(set(names)) < len(names) or not set(TABLES[name].required) <= set(schema.names):
        return False
    if any(known in wanted and written not in wanted for known, written in zip(names, schema.names, strict=True)):
        return False
    texts = (*ENDS[name], *(["kind"] if name == "interactions" else []))
    weight = schema.field("weight").type if "weight" in schema.names else pa.float64()
    return (
        all(_is_text(schema.field(column).type) for column in texts)
        and pa.types.is_timestamp(schema.field("timestamp").type)
        and (pa.types.is_floating(weight) or pa.types.is_integer(weight))
    )


def are_odd(kinds: Sequence[object]) -> bool:
    """Whether kinds are too many, or one is written with anything else than printable letters and single spaces."""
    texts = np.array([str(kind).strip(" ") for kind in kinds if kind is not None], dtype=object)
    return len(kinds) > KINDS_AT_MOST or len(not_plain(texts[texts != ""])) > 0


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def plain_files(name: str, files: Sequence[Path], place: Path) -> list[Path]:
    """The files of one table of events as Parquet of plain types: those that are it already, or a new one at `place`.

    Raises `DataError` for files that can't be read, and for those that unpack to much more than they are.
    """
    for file in files:
        check_regular(file.name, file)
    if files[0].suffix.lower() == ".parquet":
        schemas = [checked_file(file.name, file).schema_arrow for file in files if file.stat().st_size]
        if all(is_plain(name, schema) for schema in schemas):
            return [file for file in files if file.stat().st_size]
        known = {column.name for column in TABLES[name].columns}
        wanted = lambda column: plain_name(column, known) in known  # noqa: E731
        sheets = (_sheet(file.name, table) for file in files for table in tables_of(file.name, file, wanted))
        return [written(name, sheets, place)]
    places = (place.with_name(f"{place.stem}{number}.parquet") for number in range(len(files)))
    return [written_csv(name, file, own) for file, own in zip(files, places, strict=False)]


def written_csv(name: str, file: Path, place: Path) -> Path:
    """A CSV file as Parquet of plain types: in blocks where it is plain, as a whole where anything in it is odd."""
    known = {column.name for column in TABLES[name].columns}
    with file.open("rb") as stream:
        try:
            return written(name, _all_plain(sheets_of_blocks(file.name, stream, known, TABLES[name].required)), place)
        except _OddError:
            pass
    with file.open("rb") as stream:
        sheet = read_delimited(file.name, read_text(file.name, stream, row_limit(name)), known)
    return written(name, [sheet], place)


class _OddError(Exception):
    """A block of a file needs the reader of whole files."""


def _all_plain(sheets: Iterable[Sheet | None]) -> Iterator[Sheet]:
    for sheet in sheets:
        if sheet is None:
            raise _OddError
        yield sheet


def written(name: str, sheets: Iterable[Sheet], place: Path) -> Path:
    """Sheets of one table of events as one file. A row that can't be used stands there without a time."""
    schema = pa.schema([(column, kind) for column, kind in _types(name).items()])
    with parquet.ParquetWriter(place, schema, compression="zstd") as writer:
        for sheet in sheets:
            writer.write_table(_checked(name, sheet).cast(schema))
    return place


def _types(name: str) -> dict[str, pa.DataType]:
    ends = dict.fromkeys(ENDS[name], pa.string())
    kind = {"kind": pa.string()} if name == "interactions" else {}
    return {**ends, "timestamp": pa.timestamp("us"), **kind, "weight": pa.float64()}


def _checked(name: str, sheet: Sheet) -> pa.Table:
    check = TableCheck(TABLES[name], sheet)
    _stop_at_errors(check.problems)
    if not check.columns:
        return _empty(name, sheet.lost)
    events = CHECKS[name](check)
    _stop_at_errors(check.problems)
    return _columns(name, events, sheet.lost)


def _columns(name: str, events: CheckedEvents, lost: int) -> pa.Table:
    """The rows with their texts, and below them empty ones for those that the reader had to set aside."""
    time = np.where(events.check.good, events.timestamp, np.datetime64("NaT", "us"))
    texts = {column: pa.array(ids.series(), pa.string(), from_pandas=True) for column, ids in events.ends.items()}
    if name == "interactions":
        texts["kind"] = pa.array(events.labels.series(), pa.string(), from_pandas=True)
    columns = {**texts, "timestamp": pa.array(time), "weight": pa.array(events.weight)}
    columns = {column: columns[column] for column in _types(name)}
    rows = pa.table(columns)
    return pa.concat_tables([rows, _empty(name, lost)]) if lost else rows


def _empty(name: str, rows: int) -> pa.Table:
    return pa.table({column: pa.nulls(rows, kind) for column, kind in _types(name).items()})


def _stop_at_errors(problems: Iterable[Problem]) -> None:
    stopping = [problem for problem in problems if problem.severity == "error"]
    if stopping:
        raise DataError(stopping)


def written_tables(name: str, tables: Iterable[pa.Table], place: Path) -> Path:
    """Pieces of a table of a database as one file; see `written`."""
    return written(name, (_sheet(name, table) for table in tables), place)


def _sheet(file: str, table: pa.Table) -> Sheet:
    """A piece of a table as a sheet of plain values. Raises `DataError` for columns that hold none, or share a name."""
    try:
        frame = plain_frame(plain_table(table))
    except (pa.ArrowException, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0][:120]
        raise stop(file, f"can't be read ({reason})", "Give each column its own name and plain values.") from error
    return Sheet(file, frame, range(FIRST_ROW, len(frame) + FIRST_ROW))
