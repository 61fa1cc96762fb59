"""Parquet files, alone or as a directory of parts, as frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from ally_graph.errors import DataError
from ally_graph.records.archive import RATIO_FREE, RATIO_LIMIT
from ally_graph.records.frames import plain_frame, plain_table
from ally_graph.records.limits import EVENT_ROWS, check_rows
from ally_graph.records.sheet import COLUMN_LIMIT, FIRST_ROW, Sheet, check_size, empty_sheet, stop

if TYPE_CHECKING:
    from pyarrow import parquet

ROWS_AT_ONCE = 1 << 20
ROWS_A_BYTE = 4
TEXT_BYTES = 4 * 4_096
"""Bytes of a text of the longest kind that is used."""
TEXTS_FREE = 8_000_000
"""Up to this many bytes in a row group, or of one column as a whole, texts may be of any length."""
MEND = "Write it again as Parquet, or give the table as CSV."


def read_parquet(
    file: str,
    parts: Sequence[Path | bytes],
    wanted: Callable[[str], bool] = lambda _: True,
    *,
    rows: int = EVENT_ROWS,
) -> Sheet:
    """The parts of a Parquet table, one after the other; only the `wanted` columns are read, and at most so many rows.

    Raises `DataError` for parts that can't be read, and for those that unpack to much more than they are.
    """
    try:
        opened = [_open(part) for part in parts if _size(part)]
        check_parts(file, [(_size(part), one.metadata) for part, one in zip(filter(_size, parts), opened, strict=True)])
        check_rows(file, sum(part.metadata.num_rows for part in opened), rows)
        if not opened:
            return empty_sheet(file)
        names = list(dict.fromkeys(name for part in opened for name in part.schema_arrow.names))
        check_size(file, 0, len(names))
        chosen = [name for name in names if wanted(name)]
        check_size(file, sum(part.metadata.num_rows for part in opened), min(len(chosen), COLUMN_LIMIT))
        frame = plain_frame(_together([plain_table(piece) for part in opened for piece in _pieces(part, chosen)]))
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise _unreadable(file, error) from error
    ignored = tuple(name for name in names if not wanted(name))
    rows = range(FIRST_ROW, len(frame) + FIRST_ROW)
    sheet = empty_sheet(file, list(frame.columns)) if frame.empty else Sheet(file, frame, rows)
    return Sheet(file, sheet.frame, rows, sheet.problems, ignored=ignored)


def checked_file(file: str, part: Path) -> parquet.ParquetFile:
    """A Parquet file that can be opened and unpacks to about what it is. Raises `DataError`."""
    try:
        opened = _open(part)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise _unreadable(file, error) from error
    check_parts(file, [(_size(part), opened.metadata)])
    return opened


def tables_of(file: str, part: Path, wanted: Callable[[str], bool]) -> Iterator[pa.Table]:
    """A Parquet file in pieces of its rows, each with the `wanted` columns. Raises `DataError`."""
    if not _size(part):
        return
    opened = checked_file(file, part)
    try:
        yield from _pieces(opened, [one for one in opened.schema_arrow.names if wanted(one)])
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: str, error: Exception) -> DataError:
    return stop(file, f"can't be read as Parquet ({str(error).splitlines()[0][:120]})", MEND)


def check_parts(file: str, parts: Sequence[tuple[int, parquet.FileMetaData]]) -> None:
    """Refuse Parquet files that would unpack to much more than they are, by what they tell of themselves.

    Honest rows of people or events take at least a few bits each, and no text of theirs is a book. What a group
    tells of its columns is not asked: `column` ends the process where it is damaged.
    """
    for size, told in parts:
        groups = [told.row_group(place) for place in range(told.num_row_groups)]
        unpacked = sum(group.total_byte_size for group in groups)
        if unpacked > RATIO_FREE and unpacked > RATIO_LIMIT * size:
            raise stop(file, f"unpacks to {unpacked // 1_000_000:,} MB and looks like a bomb", MEND)
        if told.num_rows > ROWS_AT_ONCE and told.num_rows > ROWS_A_BYTE * size:
            raise stop(file, f"holds {told.num_rows:,} rows in {size:,} bytes and looks like a bomb", MEND)
        if any(group.total_byte_size > max(TEXTS_FREE, TEXT_BYTES * group.num_rows) for group in groups):
            raise stop(file, "has texts of extreme length", MEND)


def check_texts(file: str, column: pd.Series) -> None:
    """Refuse a column that holds a few long texts for so many rows that it can't be unpacked."""
    if not isinstance(column.dtype, pd.CategoricalDtype) or column.empty:
        return
    lengths = np.append(column.cat.categories.str.len().to_numpy(dtype=np.int64), 0)
    letters = int(lengths[column.cat.codes.to_numpy()].sum())
    if letters > TEXTS_FREE and letters > TEXT_BYTES * len(column):
        raise stop(file, f"has texts of extreme length in {str(column.name)[:40]!r}", MEND)


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
