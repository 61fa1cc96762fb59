"""Excel workbooks as sheets of texts."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ally_graph.errors import Problem
from ally_graph.records.archive import Members, is_encrypted_office
from ally_graph.records.cells import cell_text
from ally_graph.records.delimited import Fields, fields_sheet
from ally_graph.records.limits import SHEET_ROWS
from ally_graph.records.sheet import ROWS_KEPT, Sheet, check_size, empty_sheet, stop

ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
TEXT_KEPT = 5_000
"""A longer text is set aside later; until then it need not fill the memory."""
HEADER_WITHIN = 1_000
"""The header is looked for in this many rows."""
TAG_LIMIT = 2_000_000
"""Tags in the XML of a whole workbook: four to six of them make a cell."""
LONGEST = 1 << 20
"""Bytes of XML without a tag in them: a cell of Excel holds 32,767 letters."""
PARSED = (".xml", ".rels", ".vml")
PART_LIMIT = 200_000_000
PICTURES = "xl/media/"
_DAMAGE = (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError, OverflowError,
           RecursionError, zipfile.error)  # fmt: skip
LARGE_MEND = "Give the tables as CSV, or leave out what isn't needed."
MEND = "Save it again as an Excel workbook (.xlsx) without a password, or give the tables as CSV."


def read_workbook(file: str, source: Path) -> dict[str, Sheet]:
    """Every sheet of a workbook by its name; the first row of each is its header.

    A formula counts with the value that Excel saved for it; a cell with an error is empty.
    """
    from ally_graph.records.spreadsheet import Book, TooMuch

    try:
        with source.open("rb") as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = Book(stream, _tags_of_parts(file, stream), TAG_LIMIT)
            return {title: _sheet(f"{file} ({title})", rows) for title, rows in book.sheets()}
    except TooMuch as error:
        raise stop(file, f"holds {error}", LARGE_MEND) from error
    except _DAMAGE as error:
        raise stop(file, "is damaged or no workbook", MEND) from error


def _tags_of_parts(file: str, stream: BinaryIO) -> dict[str, int]:
    """How many tags each part has. Every part is unpacked once and counted before any of them is parsed.

    Refuses a workbook with a password, a document type in an XML part, or more in it than tables need.
    """
    if is_encrypted_office(stream.read(8)):
        raise stop(file, "has a password or is an old Excel workbook", MEND)
    members, tags = Members(file, stream), {}
    for name in members.names:
        tags[name] = _counted(file, name, members.blocks(name))
        if sum(tags.values()) > TAG_LIMIT:
            raise stop(file, f"holds more than {TAG_LIMIT:,} pieces of XML, up to {name[:80]!r}", LARGE_MEND)
    return tags


def _counted(file: str, name: str, blocks: Iterator[bytes]) -> int:
    """How many tags a part has, whatever they are called."""
    tags, tail, size, is_picture = 0, b"", 0, name.startswith(PICTURES)
    for block in blocks:
        joined, found = tail + block, block.count(b"<")
        if any(mark in joined for mark in _DOCTYPE) and not is_picture:
            raise stop(file, f"has a document type in {name[:80]!r}, which no honest workbook has", MEND)
        tags, tail, size = tags + found, block[-32:], size + len(block)
        if tags > TAG_LIMIT:
            break
        if size > PART_LIMIT or (not found and len(block) >= LONGEST and name.endswith(PARSED)):
            raise stop(file, f"holds a text or a part of extreme length, {name[:80]!r}", LARGE_MEND)
    return tags


def _sheet(file: str, written: Iterator[tuple[int, list[object]]]) -> Sheet:
    rows = _rows(file, written)
    first, header = next(rows, (HEADER_WITHIN + 1, []))
    if first > HEADER_WITHIN:
        return empty_sheet(file)
    check_size(file, 0, len(header))
    fields, lost = _fields(rows, len(header))
    if not fields.rows and not lost:
        return empty_sheet(file, header)
    what, mend = "has more cells than the header", "Give the column a name."
    problem = Problem(file, what, mend, "set aside", tuple(lost[:ROWS_KEPT]), len(lost))
    return fields_sheet(file, header, fields, (problem,) if lost else (), lost=len(lost))


def _fields(rows: Iterator[tuple[int, list[str]]], width: int) -> tuple[Fields, list[int]]:
    fields, lost = Fields(), []
    for number, cells in rows:
        if len(cells) > width:
            lost.append(number)
        else:
            fields.rows.append(cells)
            fields.numbers.append(number)
    return fields, lost


def _rows(file: str, written: Iterator[tuple[int, list[object]]]) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and texts of the rows that hold anything, without the empty cells at their ends.

    Rows that are not written in the file don't exist here, however many of them the row numbers jump over.
    """
    last = 0
    for number, cells in written:
        if not 0 < number <= SHEET_ROWS:
            raise stop(file, f"has a row {number:,}, beyond the {SHEET_ROWS:,} of a sheet", MEND)
        if number <= last:
            raise stop(file, f"has its rows in disorder at row {number:,}", MEND)
        last = number
        texts = _texts(cells) if cells else ()
        if texts:
            yield number, texts


def _texts(cells: Sequence[object]) -> list[str]:
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    texts = ["" if cell is None or cell in ERRORS else _text(cell) for cell in cells[:end]]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _text(cell: object) -> str:
    return (cell_text(cell) or "")[:TEXT_KEPT]
