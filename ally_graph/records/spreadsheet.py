"""The sheets of a workbook straight from its XML: cell by cell as openpyxl reads them, with no gap filled.

Everything that would take more than the tags of a workbook allow raises `TooMuch`, before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO
from xml.etree.ElementTree import Element, XMLPullParser

from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import (
    CELL_TAG,
    DATA_TAG,
    INLINE_STRING,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
    _cast_number,
)

from ally_graph.records.sheet import COLUMN_LIMIT, NO_VALUE

READ_AT_ONCE, PARSED_AT_ONCE = 1 << 18, 1 << 11
"""Bytes. Of XML few, so that few pieces wait: Python looks through what waits again and again for what can go."""
PLAIN = ("n", "s", "str", "b", "inlineStr")
SMALL_PART, STYLES_PART = 20_000, 150_000
"""Tags of the parts that are read as a whole: sixty-five thousand styles are what Excel can have."""
STRINGS_LIMIT = 400_000
SHEETS = 500
PARSED = (".xml", ".rels")
ROW_TAGS = 50_000
"""Tags within one row, or within one shared text."""
DEPTH = 32
_MAIN = ROW_TAG.removesuffix("row")
STRING_TAG, TEXT_TAG, RUN_TAG = f"{_MAIN}si", f"{_MAIN}t", f"{_MAIN}r"
FORMULA_TAG = f"{_MAIN}f"
MERGES = 20_000
_MERGED = re.compile(rb"""mergeCell\s[^<>]{0,200}?ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
Row = tuple[int, list[object]]
Block = tuple[int, int, int, int]
"""The first and the last row of merged cells, and their first and last column, counted from 1."""


@dataclass
class Aside:
    """What a sheet says beside its cells: whether it is hidden, which rows are, and which cells are merged."""

    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    merged: tuple[Block, ...] = ()


class TooMuch(Exception):
    """More of something than a workbook of tables has; the message says of what."""


class Book(ExcelReader):
    """A workbook without what no table needs; `tags` says how many tags each of its parts has, `most` the limit."""

    def __init__(self, source: BinaryIO, tags: Mapping[str, int], most: int) -> None:
        super().__init__(source, read_only=True, data_only=True, keep_links=False)
        self.tags, self.most = tags, most
        self._small("[Content_Types].xml", "xl/styles.xml")
        self.read_manifest()
        self.read_workbook()
        self.read_strings()
        apply_stylesheet(self.archive, self.wb)

    def _small(self, *parts: str) -> None:
        """Refuse parts that are read as a whole, and are too large for it or not counted as XML."""
        for part in parts:
            self._counted(part)
            limit = STYLES_PART if part.endswith("styles.xml") else SMALL_PART
            if self.tags.get(part, 0) > limit:
                raise TooMuch(f"more than {limit:,} pieces of XML in {part[:80]!r}")

    def _counted(self, part: str) -> None:
        if not part.endswith(PARSED):
            raise TooMuch(f"XML under the name {part[:80]!r}")

    def read_workbook(self) -> None:
        """The list of sheets; every part that may hold it is small."""
        listed = {over.PartName[1:] for over in self.package.Override if "sheet.main" in (over.ContentType or "")}
        self._small("xl/workbook.xml", *listed, *(name for name in self.tags if name.endswith(".rels")))
        super().read_workbook()

    def read_strings(self) -> None:
        """The texts that cells share."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            self._counted(part.PartName)
            with self.archive.open(part.PartName[1:]) as stream:
                self.shared_strings = list(_strings(stream))

    def sheets(self) -> Iterator[tuple[str, Iterator[Row], Aside]]:
        """The title of every sheet, its rows, and what it says beside them; hidden rows once they were read."""
        tags = 0
        for count, (sheet, relation) in enumerate(self.parser.find_sheets()):
            if count >= SHEETS:
                raise TooMuch(f"more than {SHEETS:,} sheets")
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                self._counted(relation.target)
                tags += self.tags.get(relation.target, 0)
                if tags > self.most:
                    raise TooMuch("sheets that share their cells")
                aside = Aside(sheet.state != "visible", [], self._merged(relation.target))
                yield sheet.name, self._rows(relation.target, aside), aside

    def _merged(self, part: str) -> tuple[Block, ...]:
        """The merged cells of a sheet, which are listed after its rows."""
        found, tail = [], b""
        with self.archive.open(part) as stream:
            while block := stream.read(READ_AT_ONCE):
                text = tail + block
                matches = list(_MERGED.finditer(text)) if b"mergeCell" in text else []
                found += [match.groups() for match in matches]
                if len(found) > MERGES:
                    raise TooMuch(f"more than {MERGES:,} merged cells")
                tail = text[max(matches[-1].end() if matches else 0, len(text) - 300) :]
        return tuple((int(top), int(low), _letters(left.decode()), _letters(right.decode()))
                     for left, top, right, low in found)  # fmt: skip

    def _rows(self, part: str, aside: Aside) -> Iterator[Row]:
        """Each row that is written in a sheet: its number, and its cells up to one more than a table may have."""
        book = self.wb
        cells = WorkSheetParser(None, self.shared_strings, data_only=True, epoch=book.epoch,
                                date_formats=book._date_formats, timedelta_formats=book._timedelta_formats)  # fmt: skip
        with self.archive.open(part) as stream:
            for element in _elements(stream, ROW_TAG, DATA_TAG):
                row = _row(cells, element)
                if element.get("hidden") in ("1", "true"):
                    aside.hidden_rows.append(row[0])
                yield row


def _strings(stream: BinaryIO) -> Iterator[str]:
    """Each shared text: its runs one after the other, without what says how they sound."""
    for count, element in enumerate(_elements(stream, STRING_TAG, f"{_MAIN}sst")):
        if count >= STRINGS_LIMIT:
            raise TooMuch(f"more than {STRINGS_LIMIT:,} texts")
        yield _text(element).replace("x005F_", "")


def _text(element: Element) -> str:
    """What a text says: its runs one after the other, without what says how they sound."""
    runs = [element, *element.findall(RUN_TAG)]
    return "".join(run.findtext(TEXT_TAG) or "" for run in runs)


def _elements(stream: BinaryIO, wanted: str, within: str) -> Iterator[Element]:
    """The elements of one name directly within another, each forgotten afterwards; reading ends where that one does."""
    parser, path, count = XMLPullParser(["start", "end"]), [], 0
    while block := stream.read(PARSED_AT_ONCE):
        parser.feed(block)
        for event, element in parser.read_events():
            if event == "start":
                path.append(element)
                count += 1
                if count > ROW_TAGS or len(path) > DEPTH:
                    raise TooMuch(f"more than {ROW_TAGS:,} pieces of XML in one place, or {DEPTH} within each other")
                continue
            path.pop()
            if path and path[-1].tag == within:
                if element.tag == wanted:
                    yield element
                path[-1].clear()
                count = 0
            elif element.tag == within:
                return
    parser.close()


def _row(cells: WorkSheetParser, row: Element) -> Row:
    number = row.get("r")
    cells.row_counter = _whole(number) if number else cells.row_counter + 1
    cells.col_counter = 0
    values: list[object] = []
    for cell in row:
        value = _value(cells, cell)
        if value is None and cell.get("t") != "str" and cell.find(FORMULA_TAG) is not None:
            value = NO_VALUE
        if value is not None:
            place = min(cells.col_counter, COLUMN_LIMIT + 1)
            if place > len(values):
                values.extend([None] * (place - len(values)))
            values[place - 1] = value
    return cells.row_counter, values


def _whole(text: str) -> int:
    number = float(text)
    if not number.is_integer():
        raise ValueError(f"{text[:20]} is not a row number")
    return int(number)


def _value(cells: WorkSheetParser, cell: Element) -> object:
    """What stands in a cell; the usual kinds are read here, all others by openpyxl."""
    kind, style = cell.get("t", "n"), cell.get("s")
    if cell.tag != CELL_TAG or kind not in PLAIN or (kind == "n" and style and int(style) in cells.date_formats):
        return cells.parse_cell(cell)["value"]
    place = cell.get("r")
    cells.col_counter = _column(place) if place else cells.col_counter + 1
    if kind == "inlineStr":
        inline = cell.find(INLINE_STRING)
        return None if inline is None else _text(inline)
    text = cell.findtext(VALUE_TAG)
    if not text:
        return None
    if kind == "s":
        return cells.shared_strings[int(text)]
    if kind == "b":
        return bool(int(text))
    return text if kind == "str" else _cast_number(text)


def _column(place: str) -> int:
    return _letters(place.rstrip("0123456789"))


@lru_cache(maxsize=20_000)
def _letters(letters: str) -> int:
    return column_index_from_string(letters)
