"""Excel workbooks as sheets of texts."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ally_graph.errors import Problem
from ally_graph.records.archive import Members, is_encrypted_office
from ally_graph.records.cells import cell_text
from ally_graph.records.delimited import Fields, fields_sheet
from ally_graph.records.limits import SHEET_ROWS
from ally_graph.records.sheet import COLUMN_LIMIT, NO_VALUE, ROWS_KEPT, Sheet, check_size, empty_sheet, stop

if TYPE_CHECKING:
    from ally_graph.records.spreadsheet import Aside

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


@dataclass(frozen=True)
class Written:
    """A sheet as it is written: its title, the texts of its rows with their numbers, and what is said beside them.

    Merged cells are filled downwards and to the right; `filled` names the rows in which that was done.
    """

    title: str
    rows: list[tuple[int, list[str]]]
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    filled: tuple[int, ...] = ()
    unsaved: tuple[int, ...] = ()


def written_sheets(file: str, source: Path) -> list[Written]:
    """Every sheet of a workbook with its texts; a cell with an error is empty."""
    from ally_graph.records.spreadsheet import Book, TooMuch

    try:
        with source.open("rb") as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = Book(stream, _tags_of_parts(file, stream), TAG_LIMIT)
            return [_written(f"{file} ({title})", title, rows, aside) for title, rows, aside in book.sheets()]
    except TooMuch as error:
        raise stop(file, f"holds {error}", LARGE_MEND) from error
    except _DAMAGE as error:
        raise stop(file, "is damaged or no workbook", MEND) from error


def _written(file: str, title: str, rows: Iterator[tuple[int, list[object]]], aside: Aside) -> Written:
    texts = list(_rows(file, rows))
    unsaved = tuple(number for number, cells in texts if NO_VALUE in cells)
    filled = _fill_merged(texts, aside.merged) if aside.merged else ()
    return Written(title, texts, aside.hidden, tuple(aside.hidden_rows), filled, unsaved)


def _fill_merged(rows: list[tuple[int, list[str]]], merged: Sequence[tuple[int, int, int, int]]) -> tuple[int, ...]:
    """Give every cell of merged ones the text that stands in the first of them; returns the rows this was done in."""
    by_number, filled = dict(rows), set()
    for top, low, left, right in merged:
        first = by_number.get(top, [])
        text = first[left - 1] if left <= len(first) else ""
        if not text or right > COLUMN_LIMIT:
            continue
        for number in range(top, low + 1) if low - top < len(by_number) else sorted(by_number):
            if number in by_number and top <= number <= low:
                _fill_row(by_number[number], left - 1, right, text)
                filled |= {number} if number > top else set()
    return tuple(sorted(filled))


def _fill_row(cells: list[str], start: int, stop_at: int, text: str) -> None:
    cells.extend([""] * (stop_at - len(cells)))
    for place in range(start, stop_at):
        cells[place] = cells[place] or text


def read_workbook(file: str, source: Path) -> dict[str, Sheet]:
    """Every sheet of a workbook by its name; the first row of each is its header.

    A formula counts with the value that Excel saved for it; a cell with an error is empty.
    """
    return {sheet.title: _sheet(f"{file} ({sheet.title})", sheet) for sheet in written_sheets(file, source)}


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


def _sheet(file: str, written: Written) -> Sheet:
    first, header = written.rows[0] if written.rows else (HEADER_WITHIN + 1, [])
    if first > HEADER_WITHIN:
        return empty_sheet(file)
    check_size(file, 0, len(header))
    fields, lost = _fields(iter(written.rows[1:]), len(header))
    if not fields.rows and not lost:
        return empty_sheet(file, header)
    what, mend = "has more cells than the header", "Give the column a name."
    problem = Problem(file, what, mend, "set aside", tuple(lost[:ROWS_KEPT]), len(lost))
    problems = (*((problem,) if lost else ()), *told_beside(file, written))
    sheet = fields_sheet(file, header, fields, problems, lost=len(lost))
    return replace(sheet, unsaved=bool(written.unsaved))


def told_beside(file: str, written: Written) -> list[Problem]:
    """Notices about hidden and merged rows, which are read as if they were not."""
    cases = (
        (written.filled, "had merged cells, which were filled downwards", "Nothing to do, if they belong together."),
        (written.hidden_rows, "is hidden, by a filter or by hand, and was read", "Take it out if it is not meant."),
    )
    return [Problem(file, what, mend, "notice", rows[:ROWS_KEPT], len(rows)) for rows, what, mend in cases if rows]


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
