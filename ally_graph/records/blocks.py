"""Large CSV files of events, block by block: ids and kinds as codes, times and weights as numbers, no texts kept.

Plain blocks are read as they are, and a few odd ones line by line. Where more in a file is odd, `read_blocks` gives up,
and the reader of whole files reads it from the start: what a file means does not depend on the way it was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ally_graph.records.cells import series_of
from ally_graph.records.dates import Fault, plain_moments, read_times
from ally_graph.records.decoding import kind_of
from ally_graph.records.delimited import (
    Fields,
    Head,
    arrow_table,
    decimal_comma,
    exact_lines,
    head_of,
    ragged,
    row_numbers,
)
from ally_graph.records.limits import EVENT_ROWS, LINE_LIMIT, check_rows
from ally_graph.records.offsets import minutes_of
from ally_graph.records.sheet import COLUMN_LIMIT, FIRST_ROW, Sheet, stop
from ally_graph.records.table_check import plain_name

BLOCK_BYTES = 8 << 20
ODD_BLOCKS = 4
"""So many blocks are read line by line, because of ragged rows or quotes within texts; each takes about a second."""
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
    pieces, odd, rows, head, roles, lines = [], {}, 0, None, {}, _Lines()
    ahead: list[tuple[int, np.ndarray]] = []
    for head, roles, body, table in _read(file, stream, known, required, block):
        if table is None:
            table = lines.taken(body, head, roles, known)
        else:
            lines.passed(len(table))
        if table is None:
            return None
        ahead += [(rows, minutes) for minutes in _ahead(table, roles)]
        pieces.append(table if known is None else _typed(table, roles, odd, rows, decimal_comma(head)))
        rows += len(table)
        _refuse_foreign(file, head, odd, rows)
        check_rows(file, rows, EVENT_ROWS)
    sheet = _sheet(file, head, roles, pieces, odd, lines) if rows else None
    return replace(sheet, ahead=_of_all(ahead, rows)) if sheet is not None and ahead else sheet


def _ahead(table: pa.Table, roles: dict[int, str]) -> list[np.ndarray]:
    """The minutes ahead of UTC of a block's times; nothing where none is written with an offset."""
    places = [at for at, name in enumerate(roles.values()) if name == "timestamp"]
    texts = table.column(places[0]).combine_chunks() if places else None
    if texts is None or pa.types.is_dictionary(texts.type) or plain_moments(texts) is not None:
        return []
    minutes = minutes_of(series_of(pa.chunked_array([texts])))
    return [] if minutes is None else [minutes]


def _of_all(ahead: list[tuple[int, np.ndarray]], rows: int) -> np.ndarray:
    whole = np.zeros(rows, dtype=np.int32)
    for start, minutes in ahead:
        whole[start : start + len(minutes)] = minutes
    return whole


def sheets_of_blocks(
    file: str, stream: BinaryIO, known: Collection[str], required: Collection[str] = (), *, block: int = BLOCK_BYTES
) -> Iterator[Sheet | None]:
    """The blocks of a plain CSV file as sheets, one at a time and without end; `None` as soon as one is odd."""
    for head, roles, _, table in _read(file, stream, known, required, block):
        odd: dict[int, list[pd.Series]] = {}
        yield (
            None
            if table is None
            else _sheet(file, head, roles, [_typed(table, roles, odd, 0, decimal_comma(head))], odd)
        )


def _read(
    file: str, stream: BinaryIO, known: Collection[str] | None, required: Collection[str], block: int
) -> Iterator[tuple[Head | None, dict[int, str], bytes | None, pa.Table | None]]:
    """The header, the columns to read, the text and the cells of each block; no cells where the block is odd."""
    lead = stream.read(block)
    if kind_of(lead) or not _is_text(lead[: lead.rfind(b"\n") + 1]):
        yield None, {}, None, None
        return
    lead = lead.removeprefix(_MARK)
    head = head_of(file, lead, known or ())
    if head is None or not head.whole or not head.end < len(lead) or len(head.names) > COLUMN_LIMIT:
        yield None, {}, None, None
        return
    roles = _roles(head, known)
    if not roles or not set(required) <= set(roles.values()):
        yield None, {}, None, None
        return
    types = _types(roles, known)
    for body in _bodies(lead[head.end :], stream, block):
        text = body if body is not None and _is_text(body) else None
        yield head, roles, text, arrow_table(text, head, types, list(roles)) if text is not None else None


def _types(roles: dict[int, str], known: Collection[str] | None) -> dict[int, pa.DataType]:
    """What columns are read as where it is not as texts: ids and kinds as codes."""
    return {place: _CODES for place, name in roles.items() if known is None or name not in TYPED}


class _Lines:
    """The rows that were read line by line: where they stand in the file, and what was odd about them."""

    def __init__(self) -> None:
        self.records, self.blocks, self.fields = 0, 0, Fields()
        self.numbers: list[np.ndarray | range] = []

    def passed(self, rows: int) -> None:
        """Rows of a plain block."""
        self.numbers.append(range(self.records, self.records + rows))
        self.records += rows

    def taken(
        self, body: bytes | None, head: Head | None, roles: dict[int, str], known: Collection[str] | None
    ) -> pa.Table | None:
        """An odd block, line by line; `None` where it can't be read by itself, or where there were many before it."""
        found = exact_lines(body, head) if body is not None and self.blocks < ODD_BLOCKS else None
        if found is None:
            return None
        fields, records = found
        self.blocks += 1
        start = self.records
        self.records += records
        self.numbers.append(np.array(fields.numbers, dtype=np.int64) + start)
        first = start + FIRST_ROW + head.skipped
        for name in ("long", "short", "unclosed"):
            getattr(self.fields, name).extend(number + first for number in getattr(fields, name))
        types = _types(roles, known)
        columns = [
            pa.array([row[place] if place < len(row) else "" for row in fields.rows], pa.string()) for place in roles
        ]
        texts = pa.table(columns, names=[f"c{place}" for place in roles])
        return texts.cast(pa.schema([(f"c{place}", types.get(place, pa.string())) for place in roles]))

    def rows(self, head: Head) -> np.ndarray | range:
        """The numbers of all rows, as a spreadsheet shows them."""
        if not self.blocks:
            return row_numbers(self.records, head)
        return np.concatenate([np.asarray(numbers, dtype=np.int64) for numbers in self.numbers]) + (
            FIRST_ROW + head.skipped
        )


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


def _typed(
    table: pa.Table, roles: dict[int, str], odd: dict[int, list[pd.Series]], start: int, comma: bool
) -> pa.Table:
    """The block with times as moments and weights as numbers; cells that are neither go to `odd`, by column."""
    for at, (place, name) in enumerate(roles.items()):
        reads = {"timestamp": _moments, "weight": _numbers_beside_commas if comma else _numbers}.get(name)
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


def _numbers_beside_commas(texts: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """Numbers where a comma may be the decimal mark: there, a point before three digits can be one of thousands."""
    three = pc.match_substring_regex(texts, r"^-?[1-9]\d{0,2}\.\d{3}$")
    if not pc.any(three).as_py():
        return _numbers(texts)
    points = pc.match_substring_regex(texts, r"^-?\d+\.(\d{1,2}|\d{4,})$|^-?0\.\d+$")
    commas = pc.match_substring(texts, ",")
    if pc.any(points).as_py() and not pc.any(commas).as_py():
        return _numbers(texts)
    return _numbers(texts, pc.invert(three))


def _numbers(texts: pa.Array, wanted: pa.Array | None = None) -> tuple[pa.Array, np.ndarray]:
    """Numbers written with digits, a point and a minus sign, and the places of the texts that are none."""
    empty = pc.equal(texts, "")
    plain = pc.match_substring_regex(texts, r"^(-?\d{1,15}(\.\d{1,15})?)?$")
    plain = plain if wanted is None else pc.and_(plain, wanted)
    left = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
    null = pa.scalar(None, pa.string())
    return pc.if_else(pc.and_not(plain, empty), texts, null).cast(pa.float64()), left


def _sheet(
    file: str, head: Head, roles: dict[int, str], pieces: list[pa.Table], odd: dict, lines: _Lines | None = None
) -> Sheet:
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
    if lines is None or not lines.blocks:
        return Sheet(file, frame, row_numbers(len(frame), head), decimal_comma=comma, ignored=ignored, odd=cells)
    lost = len(lines.fields.long) + len(lines.fields.unclosed)
    problems = tuple(ragged(file, lines.fields))
    return Sheet(file, frame, lines.rows(head), problems, lost, comma, ignored, cells)
