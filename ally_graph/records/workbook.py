"""Excel workbooks as sheets of texts."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ally_graph.errors import Problem
from ally_graph.records.archive import Members, is_encrypted_office
from ally_graph.records.cells import cell_text
from ally_graph.records.delimited import Fields, fields_sheet
from ally_graph.records.sheet import COLUMN_LIMIT, ROWS_KEPT, Sheet, check_size, empty_sheet, stop

if TYPE_CHECKING:
    import openpyxl

ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
TEXT_KEPT = 5_000
"""A longer text is set aside later; until then it need not fill the memory."""
HEADER_WITHIN = 1_000
"""The header is looked for in this many rows."""
MEND = "Save it again as an Excel workbook (.xlsx) without a password, or give the tables as CSV."


def read_workbook(file: str, data: bytes) -> dict[str, Sheet]:
    """Every sheet of a workbook by its name; the first row of each is its header.

    A formula counts with the value that Excel saved for it; a cell with an error is empty.
    """
    _check_parts(file, data)
    book = _opened(file, data)
    try:
        return {sheet.title: _sheet(f"{file} ({sheet.title})", sheet) for sheet in book.worksheets}
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError, zipfile.error) as error:
        raise stop(file, "is damaged or no workbook", MEND) from error
    finally:
        book.close()


def _check_parts(file: str, data: bytes) -> None:
    """Refuse a workbook that unpacks without end, has a password or an XML part with a document type."""
    if is_encrypted_office(data):
        raise stop(file, "has a password or is an old Excel workbook", MEND)
    members = Members(file, data)
    for name in members.names:
        tail = b""
        for block in members.blocks(name):
            joined = tail + block
            if any(mark in joined for mark in _DOCTYPE) and not name.startswith("xl/media/"):
                raise stop(file, f"has a document type in {name[:80]!r}, which no honest workbook has", MEND)
            tail = block[-32:]


def _opened(file: str, data: bytes) -> openpyxl.Workbook:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError) as error:
            raise stop(file, "is damaged or no workbook", MEND) from error
        except zipfile.BadZipFile as error:
            raise stop(file, "is damaged or no workbook", MEND) from error


def _sheet(file: str, sheet: object) -> Sheet:
    sheet.reset_dimensions()
    first, header = next(_rows(sheet, COLUMN_LIMIT + 1, last=HEADER_WITHIN), (0, []))
    check_size(file, 0, len(header))
    if not header:
        return empty_sheet(file)
    fields, lost = _fields(file, _rows(sheet, len(header) + 1, first=first + 1), len(header))
    if not fields.rows and not lost:
        return empty_sheet(file, header)
    what, mend = "has more cells than the header", "Give the column a name."
    problem = Problem(file, what, mend, "set aside", tuple(lost[:ROWS_KEPT]), len(lost))
    return fields_sheet(file, header, fields, (problem,) if lost else (), lost=len(lost))


def _fields(file: str, rows: Iterator[tuple[int, list[str]]], width: int) -> tuple[Fields, list[int]]:
    fields, lost = Fields(), []
    for number, cells in rows:
        if len(cells) > width:
            lost.append(number)
        else:
            fields.rows.append(cells)
            fields.numbers.append(number)
        if number % 100_000 == 0:
            check_size(file, len(fields.rows), width)
    return fields, lost


def _rows(sheet: object, width: int, *, first: int = 1, last: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and texts of the rows that hold anything, without the empty cells at their ends."""
    blank = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = sheet.iter_rows(values_only=True, max_col=width, min_row=first, max_row=last)
        for number, cells in enumerate(rows, start=first):
            if cells is blank:  # a gap of any length is one and the same tuple, again and again
                continue
            texts = _texts(cells)
            if texts:
                yield number, texts
            else:
                blank = cells


def _texts(cells: Sequence[object]) -> list[str]:
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    texts = ["" if cell is None or cell in ERRORS else (cell_text(cell) or "")[:TEXT_KEPT] for cell in cells[:end]]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts
