"""Bytes of a text file as UTF-8, or a clear word about what they are instead."""

from __future__ import annotations

import codecs
import re

from ally_graph.errors import DataError, Problem
from ally_graph.records.sheet import stop

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (
    (b"PK\x03\x04", "a zip file or an Excel workbook"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or a file with a password"),
    (b"\x1f\x8b", "a gzip file"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a database"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
)
NUL_SHARE = 0.05
ANOTHER_SCRIPT = 0.4
"""So much of the places with letters beyond ASCII holds three of them or more, where a script has no others."""
_HIGH = re.compile(rb"[\x80-\xff]+")


def kind_of(data: bytes) -> str | None:
    """What the bytes are when they are no text, `None` for a text.

    >>> kind_of(b"PAR1..."), kind_of(b"from_id,to_id")
    ('a Parquet file', None)
    """
    found = next((kind for mark, kind in _NOT_TEXT if data.startswith(mark)), None)
    if found or any(data.startswith(mark) for mark, _ in _MARKS):
        return found
    if data[:200].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        return "a web page or an XML file"
    sample = data[:1_000_000]
    return "no text file" if sample.count(0) > NUL_SHARE * len(sample) else None


def to_utf8(file: str, data: bytes) -> tuple[bytes, tuple[Problem, ...]]:
    """The text as UTF-8 without a byte-order mark and without NUL bytes, and what had to be done for it."""
    kind = kind_of(data)
    if kind:
        raise stop(file, f"is {kind}", "Save it as CSV in UTF-8, under a name that ends in .csv.")
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    data, problems = _decoded(file, data, mark, encoding)
    if b"\0" not in data:
        return data, problems
    what = f"holds {data.count(0):,} NUL bytes, which no text has"
    notice = Problem(file, what, "They were left out; check the rows, or export the file again.", "notice")
    return data.replace(b"\0", b""), (*problems, notice)


def _decoded(file: str, data: bytes, mark: bytes, encoding: str) -> tuple[bytes, tuple[Problem, ...]]:
    if encoding.startswith(("utf-16", "utf-32")):
        return _transcoded(file, data, encoding), ()
    data = data[len(mark) :]
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        mended = data.decode("utf-8", "replace")
        lost = mended.count("\ufffd")
        if len(mended) - len(mended.encode("ascii", "ignore")) > 2 * lost:
            what = f"holds {lost:,} characters that are cut off or damaged, now \ufffd"
            return mended.encode("utf-8"), (Problem(file, what, "Export it again, as UTF-8.", "notice"),)
        if of_another_script(data):
            what = "is not UTF-8, and its letters are of another script than the Western one; its names look wrong here"
            return _western(data), (Problem(file, what, "Save it as CSV in UTF-8.", "notice"),)
        what = "is not UTF-8; it was read as Windows-1252, please check accents"
        return _western(data), (Problem(file, what, "Save it as CSV in UTF-8.", "notice"),)
    return data, ()


def _transcoded(file: str, data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        message = f"begins like {encoding.upper()} but is cut off or damaged"
        raise DataError([Problem(file, message, "Export it again, as CSV in UTF-8.")]) from error


def of_another_script(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 hold words of Cyrillic, Greek or Asian letters rather than Western accents.

    >>> of_another_script("Ана,Кай,Кому".encode("cp1251")), of_another_script("Größe,Zoë".encode("cp1252"))
    (True, False)
    """
    runs = [len(run) for run in _HIGH.findall(data[:1_000_000])]
    long = sum(1 for run in runs if run >= 3)
    return long >= 2 and long >= ANOTHER_SCRIPT * len(runs)


def _western(data: bytes) -> bytes:
    try:
        return data.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1").encode("utf-8")
