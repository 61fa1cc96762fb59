"""Large CSV files of events, block by block: ids and kinds as codes, times and weights as numbers, no texts kept.

Only plain blocks are read here. Where anything in a file is odd, `read_blocks` gives up, and the reader of whole files
reads it from the start: what a file means does not depend on the way it was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ally_graph.records.cells import series_of
from ally_graph.records.dates import Fault, plain_moments, read_times
from ally_graph.records.decoding import kind_of
from ally_graph.records.delimited import Head, arrow_table, decimal_comma, head_of, row_numbers
from ally_graph.records.limits import EVENT_ROWS, LINE_LIMIT, check_rows
from ally_graph.records.sheet import COLUMN_LIMIT, Sheet, stop
from ally_graph.records.table_check import plain_name

BLOCK_BYTES = 8 << 20
ODD_CELLS = 250_000
"""So many unreadable cells of a column are put down one by one, and more where most others can be read."""
TYPED = ("timestamp", "weight")
_MARK = b"\xef\xbb\xbf"
_CODES = pa.dictionary(pa.int32(), pa.string())


def read_blocks(
    file: str,
    stream: BinaryIO,
    known: Collection[str] | None,
    required: Collection[str] = (),
    *,
    block: int = BLOCK_BYTES,
) -> Sheet | None:
    """A plain CSV file as a sheet of the `known` columns; `None` where the reader of whole files is needed.

    `required` columns must be there. Where no columns are known, all of them are read, as texts.
    """
    pieces, odd, rows, head, roles = [], {}, 0, None, {}
    for head, roles, table in _read(file, stream, known, required, block):
        if table is None:
            return None
        pieces.append(table if known is None else _typed(table, roles, odd, rows))
        rows += len(table)
        _refuse_foreign(file, head, odd, rows)
        check_rows(file, rows, EVENT_ROWS)
    return _sheet(file, head, roles, pieces, odd) if pieces else None


def sheets_of_blocks(
    file: str, stream: BinaryIO, known: Collection[str], required: Collection[str] = (), *, block: int = BLOCK_BYTES
) -> Iterator[Sheet | None]:
    """The blocks of a plain CSV file as sheets, one at a time and without end; `None` as soon as one is odd."""
    for head, roles, table in _read(file, stream, known, required, block):
        odd: dict[int, list[pd.Series]] = {}
        yield None if table is None else _sheet(file, head, roles, [_typed(table, roles, odd, 0)], odd)


def _read(
    file: str, stream: BinaryIO, known: Collection[str] | None, required: Collection[str], block: int
) -> Iterator[tuple[Head | None, dict[int, str], pa.Table | None]]:
    """The header, the columns to read and the cells of each block; no cells where the block is odd."""
    lead = stream.read(block)
    if kind_of(lead) or not _is_text(lead[: lead.rfind(b"\n") + 1]):
        yield None, {}, None
        return
    lead = lead.removeprefix(_MARK)
    head = head_of(file, lead, known or ())
    if head is None or not head.whole or not head.end < len(lead) or len(head.names) > COLUMN_LIMIT:
        yield None, {}, None
        return
    roles = _roles(head, known)
    if not roles or not set(required) <= set(roles.values()):
        yield None, {}, None
        return
    types = {place: _CODES for place, name in roles.items() if known is None or name not in TYPED}
    for body in _bodies(lead[head.end :], stream, block):
        is_plain = body is not None and _is_text(body)
        yield head, roles, arrow_table(body, head, types, list(roles)) if is_plain else None


def _refuse_foreign(file: str, head: Head, odd: dict[int, list[pd.Series]], rows: int) -> None:
    """Stop at a column most of which can't be read, rather than put down a million cells one by one."""
    for place, cells in odd.items():
        count = sum(map(len, cells))
        if count > ODD_CELLS and count > rows / 2:
            what = f"has more than {ODD_CELLS:,} cells in {head.names[place]} that can't be read"
            raise stop(file, what, "Write times as 2026-03-31T14:30:00Z and numbers with digits and a decimal point.")


def _is_text(data: bytes) -> bool:
    """Whether bytes are UTF-8 without NUL."""
    if b"\0" in data:
        return False
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def _roles(head: Head, known: Collection[str] | None) -> dict[int, str]:
    """The columns to read, by place, each with its plain name: the known, the doubled and the nameless ones."""
    if known is None:
        return dict(enumerate(head.names))
    names = [plain_name(name, known) for name in head.names]
    often = Counter(names)
    return {place: name for place, name in enumerate(names) if name in known or often[name] > 1 or not name}


def _bodies(rest: bytes, stream: BinaryIO, block: int) -> Iterator[bytes | None]:
    """The lines after the header in blocks of whole lines, without the last line break of each.

    Blank lines at the end of the file don't count. `None` stands for a line that is too long, or blank lines.
    """
    while more := stream.read(block):
        data = rest + more
        cut = data.rfind(b"\n", 0, len(data.rstrip(b"\r\n"))) + 1
        if cut:
            end = cut - 2 if data[cut - 2 : cut] == b"\r\n" else cut - 1
            yield data[:end] if not data[:end].endswith((b"\r", b"\n")) else None
        rest = data[cut:]
        if len(rest) > LINE_LIMIT:
            yield None
    if rest := rest.rstrip(b"\r\n"):
        yield rest


def _typed(table: pa.Table, roles: dict[int, str], odd: dict[int, list[pd.Series]], start: int) -> pa.Table:
    """The block with times as moments and weights as numbers; cells that are neither go to `odd`, by column."""
    for at, (place, name) in enumerate(roles.items()):
        reads = {"timestamp": _moments, "weight": _numbers}.get(name)
        if reads:
            texts = table.column(at).combine_chunks()
            values, left = reads(texts)
            table = table.set_column(at, table.column_names[at], values)
            if len(left):
                cells = series_of(pa.chunked_array([texts.take(pa.array(left))]))
                odd.setdefault(place, []).append(cells.set_axis(left + start))
    return table


def _moments(texts: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """Moments, and the places of the texts that are none."""
    moments = plain_moments(texts)
    if moments is not None:
        return moments, np.zeros(0, dtype=np.int64)
    times = read_times(series_of(pa.chunked_array([texts])))
    return pa.array(times.values), np.flatnonzero(times.faults > Fault.EMPTY)


def _numbers(texts: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """Numbers written with digits, a point and a minus sign, and the places of the texts that are none."""
    empty = pc.equal(texts, "")
    plain = pc.match_substring_regex(texts, r"^(-?\d{1,15}(\.\d{1,15})?)?$")
    left = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
    null = pa.scalar(None, pa.string())
    return pc.if_else(pc.and_not(plain, empty), texts, null).cast(pa.float64()), left


def _sheet(file: str, head: Head, roles: dict[int, str], pieces: list[pa.Table], odd: dict) -> Sheet:
    table = pa.concat_tables(pieces).unify_dictionaries()
    pieces.clear()
    columns = {}
    for place in roles:
        columns[place] = series_of(table.column(f"c{place}"))
        table = table.drop_columns(f"c{place}")
    frame = pd.DataFrame(columns, copy=False)
    frame.columns = [head.names[place] for place in roles]
    ignored = tuple(plain_name(name) for place, name in enumerate(head.names) if place not in roles)
    cells = {at: pd.concat(odd[place]) for at, place in enumerate(roles) if place in odd}
    comma = decimal_comma(head)
    return Sheet(file, frame, row_numbers(len(frame), head), decimal_comma=comma, ignored=ignored, odd=cells)
