"""Parquet files, alone or as a directory of parts, as frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from ally_graph.records.frames import plain_frame, plain_table
from ally_graph.records.sheet import COLUMN_LIMIT, FIRST_ROW, Sheet, check_size, empty_sheet, stop

if TYPE_CHECKING:
    from pyarrow import parquet

ROWS_AT_ONCE = 1 << 20
MEND = "Write it again as Parquet, or give the table as CSV."


def read_parquet(file: str, parts: Sequence[Path | bytes], wanted: Callable[[str], bool] = lambda _: True) -> Sheet:
    """The parts of a Parquet table, one after the other; only the `wanted` columns are read."""
    try:
        opened = [_open(part) for part in parts if _size(part)]
        if not opened:
            return empty_sheet(file)
        names = list(dict.fromkeys(name for part in opened for name in part.schema_arrow.names))
        check_size(file, 0, len(names))
        chosen = [name for name in names if wanted(name)]
        check_size(file, sum(part.metadata.num_rows for part in opened), min(len(chosen), COLUMN_LIMIT))
        frame = plain_frame(_together([plain_table(piece) for part in opened for piece in _pieces(part, chosen)]))
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise stop(file, f"can't be read as Parquet ({str(error).splitlines()[0][:120]})", MEND) from error
    ignored = tuple(name for name in names if not wanted(name))
    rows = range(FIRST_ROW, len(frame) + FIRST_ROW)
    sheet = empty_sheet(file, list(frame.columns)) if frame.empty else Sheet(file, frame, rows)
    return Sheet(file, sheet.frame, rows, sheet.problems, ignored=ignored)


def _size(part: Path | bytes) -> int:
    return part.stat().st_size if isinstance(part, Path) else len(part)


def _open(part: Path | bytes) -> parquet.ParquetFile:
    from pyarrow import parquet

    place = str(part) if isinstance(part, Path) else pa.BufferReader(part)
    schema = parquet.read_schema(place)
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    place = place if isinstance(part, Path) else pa.BufferReader(part)
    coded = [name for name in texts if name.strip().casefold() not in ("timestamp", "weight")]
    return parquet.ParquetFile(place, read_dictionary=coded)


def _pieces(part: parquet.ParquetFile, columns: list[str]) -> Iterator[pa.Table]:
    """A file in pieces of its rows, so that no more than one of them is unpacked at a time."""
    yield part.read_row_groups([], columns=columns)
    for group in range(part.num_row_groups):
        if part.metadata.row_group(group).num_rows <= ROWS_AT_ONCE:
            yield part.read_row_group(group, columns=columns, use_threads=False)
            continue
        for batch in part.iter_batches(batch_size=ROWS_AT_ONCE, row_groups=[group], columns=columns):
            yield pa.Table.from_batches([batch])


def _together(tables: list[pa.Table]) -> pa.Table:
    if len(tables) == 1:
        return tables[0]
    try:
        table = pa.concat_tables(tables, promote_options="default")
    except pa.ArrowException:
        texts = [pa.table([column.cast(pa.string()) for column in t.columns], names=t.column_names) for t in tables]
        return pa.concat_tables(texts, promote_options="default")
    return table.unify_dictionaries()
