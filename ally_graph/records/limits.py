"""What is too much for a table, found out before anything of it is parsed or held."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ally_graph.errors import DataError
from ally_graph.records.sheet import stop

LINE_LIMIT = 1_000_000
"""Characters of one line of text, counted as bytes of its narrowest letters."""
WHOLE_LIMIT = 32_000_000
"""Bytes of a text file that is read as a whole: all but plain tables of events, which are read block by block."""
EXACT_LIMIT, EXACT_LINES = 20_000_000, 300_000
"""Bytes and lines of a text that is read line by line, because of quotes within texts, blank lines or ragged rows."""
EVENT_ROWS = 40_000_000
PEOPLE_ROWS = 200_000
SHEET_ROWS = 1_048_576
"""Rows of a sheet in Excel, and of any table that is neither of people nor of events."""
WHOLE_CELLS = 4_000_000
"""Cells of a table that is read as a whole."""
READ_AT_ONCE = 4 << 20
SEPARATORS_READ = 20_000
"""A header with more commas, semicolons, tabs or bars than this is not parsed to count its columns."""
_WIDTHS = ((b"\xff\xfe\x00\x00", 4), (b"\x00\x00\xfe\xff", 4), (b"\xff\xfe", 2), (b"\xfe\xff", 2))
UNREADABLE = b"x" * 140_000
"""A text that is longer than those which the reader of lines takes."""
HEADER = f"has a header of more than {LINE_LIMIT:,} characters"
SPLIT = "Leave out rows that aren't needed, or split the table."


def row_limit(table: str | None) -> int:
    """How many rows a table of this name may have; any other file counts as events.

    >>> row_limit("people"), row_limit("absences"), row_limit(None)
    (200000, 1048576, 40000000)
    """
    if table in (None, "interactions", "recognitions"):
        return EVENT_ROWS
    return PEOPLE_ROWS if table == "people" else SHEET_ROWS


def check_rows(file: str, rows: int, limit: int) -> None:
    """Refuse a table of more rows than are read."""
    if rows > limit:
        raise stop(file, f"has more than {limit:,} rows, more than can be read at once", SPLIT)


def check_regular(file: str, path: Path) -> None:
    """Refuse what is no file on a disk, such as a pipe or a device, which could be read for ever."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise stop(file, "is not a regular file", "Put the file itself there.")


def check_exact(file: str, data: bytes) -> None:
    """Refuse a text that would take too long to read line by line."""
    if len(data) > EXACT_LIMIT or max(data.count(b"\n"), data.count(b"\r")) > EXACT_LINES:
        what = "has blank lines, rows of other lengths or quotes within texts, and is too long to be read line by line"
        mend = f"Write it as a plain CSV, or split it into files of at most {EXACT_LINES:,} rows."
        raise stop(file, what, mend)


def check_bytes(file: str, size: int, limit: int) -> None:
    """Refuse a file of more bytes than are read in this way."""
    if size > limit:
        mend = "Leave out what isn't needed, or split it. Plain tables of events in CSV and UTF-8 may be larger."
        raise stop(file, f"is larger than {limit // 1_000_000:,} MB", mend)


def check_header(file: str, line: bytes) -> None:
    """Refuse a header that is too long, or has far too many columns, before it is taken apart."""
    most = max(line.count(mark) for mark in (b",", b";", b"\t", b"|"))
    if most > SEPARATORS_READ or len(line) > LINE_LIMIT:
        raise _matrix(file, f"has more than {SEPARATORS_READ:,} columns" if most > SEPARATORS_READ else HEADER)


def _matrix(file: str, what: str) -> DataError:
    return stop(file, f"{what} and looks like a matrix", "Give one row for each tie: who, whom, when and the kind.")


def read_text(file: str, stream: BinaryIO, rows: int, limit: int = WHOLE_LIMIT) -> bytes:
    """A text as a whole, read once: no more rows and bytes than allowed, and no line of endless length.

    What of a line lies beyond the limit is never held. In its place stand so many letters that the row is set aside.
    """
    kept, size, lines, length, width = [], 0, 0, 0, 0
    for block in _blocks(stream):
        width = width or _width(block)
        ends = _line_ends(block)
        if length + len(block) > LINE_LIMIT * width:
            starts = np.concatenate(([-length], ends + 1))
            stops = np.concatenate((ends, [len(block)]))
            long = np.flatnonzero(stops - starts > LINE_LIMIT * width)
            if len(long):
                _refuse_long(file, lines + int(long[0]), width)
                block = _shortened(block, starts[long], stops[long])
            length = int(stops[-1] - starts[-1])
        else:
            length = len(block) - 1 - int(ends[-1]) if len(ends) else length + len(block)
        lines += len(ends)
        size += len(block)
        check_rows(file, (lines // 2 if b"\r\n" in block else lines) - 1, rows)
        check_bytes(file, size, limit)
        kept.append(block)
    return b"".join(kept)


def _line_ends(block: bytes) -> np.ndarray:
    letters = np.frombuffer(block, dtype=np.uint8)
    return np.flatnonzero((letters == 10) | (letters == 13))


def _refuse_long(file: str, line: int, width: int) -> None:
    """A header of endless length is refused, and so is a text in which no line can be shortened letter by letter."""
    if line == 0:
        raise _matrix(file, HEADER)
    if width > 1:
        mend = "Check that it is a table with one row a line, and close every quote."
        raise stop(file, f"has a line of more than {LINE_LIMIT:,} characters", mend)


def _shortened(block: bytes, starts: np.ndarray, stops: np.ndarray) -> bytes:
    """A block with letters in place of these lines; of a line that began before it the letters are there already."""
    pieces, at = [], 0
    for start, end in zip(starts.tolist(), stops.tolist(), strict=True):
        pieces += [block[at : max(start, 0)], b"" if -start > LINE_LIMIT else UNREADABLE]
        at = end
    return b"".join([*pieces, block[at:]])


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(READ_AT_ONCE):
        yield block


def _width(start: bytes) -> int:
    """Bytes of a letter, as the mark at the beginning of a text tells."""
    return next((width for mark, width in _WIDTHS if start.startswith(mark)), 1)
