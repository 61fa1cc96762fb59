"""CSV and its relatives as frames of texts: a fast way for plain files, an exact one for all others."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from ally_graph.errors import Problem
from ally_graph.records.decoding import to_utf8
from ally_graph.records.limits import WHOLE_CELLS, check_exact, check_header
from ally_graph.records.sheet import FIRST_ROW, ROWS_KEPT, Sheet, check_size, empty_sheet

SEPARATORS = (",", ";", "\t", "|")
_MENTION = "sep="


def read_delimited(file: str, data: bytes, known: Collection[str] = ()) -> Sheet:
    """A CSV file as a sheet of texts; `known` column names help to find the separator.

    >>> read_delimited("people.csv", b"person_id;team\\n007;NA\\n").frame.to_dict("records")
    [{'person_id': '007', 'team': 'NA'}]
    """
    data, problems = to_utf8(file, data)
    head = head_of(file, data, known)
    if head is None:
        return empty_sheet(file, problems=problems)
    check_size(file, max(data.count(b"\n"), data.count(b"\r")), len(head.names), WHOLE_CELLS)
    table = arrow_table(data[head.end :].rstrip(b"\r\n"), head) if head.whole else None
    if table is not None:
        return _from_arrow(file, head, table, problems)
    check_exact(file, data)
    return _exact(file, data[head.start :], head, problems)


@dataclass(frozen=True)
class Head:
    """The header of a CSV file: its column names, where it begins and ends, and the blank lines before it.

    It is `whole` unless a quote that is opened in it goes on in the next line.
    """

    names: list[str]
    separator: str
    start: int
    end: int
    skipped: int
    whole: bool


def head_of(file: str, data: bytes, known: Collection[str]) -> Head | None:
    """The header of a file in UTF-8; `None` where there is nothing but blank lines."""
    start, skipped = _header_start(data)
    if start >= len(data):
        return None
    line = _first_line(file, data, start)
    separator, offset = _told_separator(line)
    if separator:
        start += offset
        line = _first_line(file, data, start)
    separator = separator or sniff(line, known)
    end = start + len(line.encode())
    return Head(_header_fields(line, separator), separator, start, end, skipped, line.count('"') % 2 == 0)


def sniff(line: str, known: Collection[str] = ()) -> str:
    """The separator of a header line: the one that gives the most known names, then the most fields.

    >>> sniff('"Silva; Ana",from_id,to_id'), sniff("from_id|to_id")
    (',', '|')
    """

    def score(separator: str) -> tuple[int, int, int]:
        fields = _header_fields(line, separator)
        names = {field.strip().casefold() for field in fields}
        return len(names & set(known)), len(fields), -SEPARATORS.index(separator)

    return max(SEPARATORS, key=score)


def _header_fields(line: str, separator: str) -> list[str]:
    """The fields of a header line; none where one of them is of unreadable length."""
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])
    except csv.Error:
        return []


def _header_start(data: bytes) -> tuple[int, int]:
    """Where the header begins, and how many blank lines stand before it."""
    start = len(data) - len(data.lstrip(b"\r\n"))
    lead = data[:start]
    return start, lead.count(b"\n") or lead.count(b"\r")


def _first_line(file: str, data: bytes, start: int) -> str:
    ends = [end for end in (data.find(b"\n", start), data.find(b"\r", start)) if end >= 0]
    end = min(ends, default=len(data))
    end += 2 if data[end : end + 2] == b"\r\n" else 1
    line = data[start:end]
    check_header(file, line)
    return line.decode("utf-8", "replace")


def _told_separator(line: str) -> tuple[str, int]:
    """The separator a first line such as `sep=;` tells, and that line's length."""
    told = line.strip().lower()
    if told.startswith(_MENTION) and line.rstrip("\r\n")[len(_MENTION) :] in SEPARATORS:
        return line.rstrip("\r\n")[len(_MENTION) :], len(line)
    return "", 0


def arrow_table(
    body: bytes, head: Head, types: Mapping[int, pa.DataType] | None = None, wanted: Sequence[int] | None = None
) -> pa.Table | None:
    """The `wanted` columns of lines without odd quotes, blank lines and ragged rows; `None` when there are any.

    `types` gives the type of each column, by its place, that is not to be read as text.
    """
    odd = b"\n\n" in body or (b"\r" in body and (b"\n\r" in body or body.count(b"\r") != body.count(b"\r\n")))
    quoted, width = b'"' in body, len(head.names)
    if odd or width < 2 or not body or (quoted and not _plainly_quoted(body, head.separator)):
        return None
    names = [f"c{place}" for place in range(width)]
    chosen = {names[place]: (types or {}).get(place, pa.string()) for place in (wanted or range(width))}
    try:
        return arrow_csv.read_csv(
            pa.py_buffer(body),
            read_options=arrow_csv.ReadOptions(column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=head.separator,
                quote_char='"' if quoted else False,
                double_quote=False,
                escape_char=False,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=chosen, include_columns=list(chosen), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None


def _plainly_quoted(body: bytes, separator: str) -> bool:
    """Whether every quote begins or ends a whole field within one line.

    >>> _plainly_quoted(b'"ana","bo"\\n', ","), _plainly_quoted(b'"a""b",c', ","), _plainly_quoted(b'"a\\nb",c', ",")
    (True, False, False)
    """
    letters = np.frombuffer(body, dtype=np.uint8)
    quotes = np.flatnonzero(letters == ord('"'))
    if len(quotes) % 2:
        return False
    edges = np.zeros(256, dtype=bool)
    edges[[ord(separator), ord("\n"), ord("\r")]] = True
    begin, end = quotes[0::2], quotes[1::2]
    before = edges[letters[np.maximum(begin - 1, 0)]] | (begin == 0)
    last = len(letters) - 1
    after = edges[letters[np.minimum(end + 1, last)]] | (end == last)
    lines = np.flatnonzero(letters == ord("\n"))
    one_line = np.searchsorted(lines, begin) == np.searchsorted(lines, end)
    return bool(before.all() and after.all() and one_line.all())


def _from_arrow(file: str, head: Head, table: pa.Table, problems: tuple[Problem, ...]) -> Sheet:
    frame = table.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get)
    frame.columns = head.names
    return Sheet(file, frame, row_numbers(len(frame), head), problems, decimal_comma=decimal_comma(head))


def row_numbers(count: int, head: Head) -> range:
    """The numbers of the rows after the header, as a spreadsheet shows them."""
    return range(FIRST_ROW + head.skipped, FIRST_ROW + head.skipped + count)


def decimal_comma(head: Head) -> bool:
    """Whether a comma within a number can be meant for a point: not where commas part the fields."""
    return head.separator in ";\t"


@dataclass
class Fields:
    """The rows of a file as lists of fields, with their row numbers, and the rows that could not be read."""

    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def _exact(file: str, data: bytes, head: Head, problems: tuple[Problem, ...]) -> Sheet:
    records = _records(_lines(data), head.separator)
    header = next(records, (1, [], False, 1))[1]
    check_size(file, 0, len(header))
    fields = _sorted_out(records, len(header), head.skipped)
    problems = (*problems, *ragged(file, fields))
    lost = len(fields.long) + len(fields.unclosed)
    if not fields.rows and not lost:
        return empty_sheet(file, header, problems)
    return fields_sheet(file, header, fields, problems, lost=lost, decimal_comma=decimal_comma(head))


def _lines(data: bytes) -> list[str]:
    return io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="").readlines()


def exact_lines(body: bytes, head: Head) -> tuple[Fields, int] | None:
    """Some lines of a file one by one: their fields, numbered from 0, and how many records they are.

    `None` where a quote may go on in the lines after them.
    """
    if body.count(b'"') % 2:
        return None
    records = list(_records(_lines(body), head.separator, len(head.names)))
    return _sorted_out(records, len(head.names), -1), len(records)


def fields_sheet(
    file: str,
    header: list[str],
    fields: Fields,
    problems: tuple[Problem, ...],
    *,
    lost: int = 0,
    decimal_comma: bool = False,
) -> Sheet:
    """Rows of fields as a sheet of texts; rows that end early are filled up with empty cells."""
    check_size(file, len(fields.rows), len(header))
    columns = {place: _column(fields.rows, place) for place in range(len(header))}
    frame = pd.DataFrame(columns)
    frame.columns = header
    return Sheet(file, frame, np.array(fields.numbers, dtype=np.int64), problems, lost, decimal_comma)


def _column(rows: list[list[str]], place: int) -> pd.Series:
    """One column, each distinct text held once."""
    texts = np.array([row[place] if place < len(row) else "" for row in rows], dtype=object)
    codes, values = pd.factorize(texts)
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(values, dtype="str")))


def _records(lines: list[str], separator: str, width: int = 0) -> Iterator[tuple[int, list[str], bool, int]]:
    """Each record's number, fields, whether a quote in it was never closed, and its first line.

    A quote that is never closed would swallow the lines after it: its row is given up, and reading goes on with the
    next line. `width` is that of the header, or that of the first record where none is given.
    """
    start, number = 0, 0
    while start < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), delimiter=separator)
        before, lost = 0, False
        while not lost:
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error:
                fields, lost = [], True
            span = reader.line_num - before
            odd = span > 1 and (width or len(fields)) != len(fields)
            lost = lost or odd or (span > 1 and not _closed(lines[start + before : start + reader.line_num], separator))
            number, width = number + 1, width or len(fields)
            yield number, fields, lost, start + before + 1
            before = before + 1 if lost else reader.line_num
        start += before


def _closed(lines: list[str], separator: str) -> bool:
    """Whether a record over several lines is written by the rules, and not the work of a quote never closed."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return False
    return True


def _sorted_out(records: Iterable[tuple[int, list[str], bool, int]], width: int, skipped: int) -> Fields:
    out = Fields()
    for number, fields, lost, line in records:
        number += skipped
        if lost:
            out.unclosed.append(number)
            out.lines.append(str(line))
        elif len(fields) == width:
            _keep(out, fields, number)
        elif len(fields) > width and any(cell.strip() for cell in fields[width:]):
            out.long.append(number)
        elif len(fields) > 1 or (fields and fields[0].strip()):
            if len(fields) < width:
                out.short.append(number)
            _keep(out, fields[:width], number)
    return out


def _keep(out: Fields, fields: list[str], number: int) -> None:
    if len(fields) > 1 or (fields and fields[0].strip()):
        out.rows.append(fields)
        out.numbers.append(number)


def ragged(file: str, fields: Fields) -> list[Problem]:
    """The problems of rows that are longer or shorter than the header, or whose quotes are not closed."""
    cases = (
        (fields.long, "has more fields than the header", "Put quotes round texts that hold a separator.", "set aside"),
        (fields.short, "ends early; the missing cells were read as empty", "Fill in the missing cells.", "notice"),
        (
            fields.unclosed,
            "has a quote that is never closed, or a text of unreadable length",
            "Close the quote, or double it where it belongs to the text; the lines after it were read on their own.",
            "set aside",
        ),
    )
    return [
        Problem(file, what, mend, severity, tuple(rows[:ROWS_KEPT]), len(rows))
        for rows, what, mend, severity in cases
        if rows
    ]
