"""Files made to hurt whoever reads them: a bad cell or a bomb, in every format, encoding and table."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

HEAD = "from_id,to_id,timestamp,kind,weight\n"
PEOPLE = "person_id,name,team\n" + "".join(f"p{number:02},Person {number},T{number % 3}\n" for number in range(24))
ROW = "p01,p02,2026-01-05,help,1\n"
FEW = "".join(
    f"p{number % 24:02},p{(number * 7 + 1) % 24:02},2026-01-{1 + number % 28:02},help,1\n" for number in range(90)
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
NUMBERS = [
    "nan",
    "inf",
    "-inf",
    "1e308",
    "1e-320",
    "1e999999",
    "0x10",
    "1_000",
    "٣",
    "1,5",
    "½",
    "--1",
    "-0",
    "+3",
    "9" * 5000,
]
DAYS = [
    "0001-01-01",
    "9999-12-31T23:59:59.999999Z",
    "2026-01-01T24:00:00",
    "-2026-01-01",
    "2026-02-30",
    "1e9",
    "epoch",
    "now",
    "2026-001",
    "2026-01-01T00:00:00+99:99",
    "1767225600000",
    "03/04/2026",
]
TEXTS = [
    "=HYPERLINK(1)",
    "\u202eevil",
    "a\x00b",
    "\ufffe",
    "\x1b[31mred",
    "None",
    "nan",
    "__proto__",
    "';",
    "<script>",
    "../../etc/passwd\n\U000e0041",
    "x" * 200000,
    "à" * 3000,
    "\x85nel",
    " ",
    "💥" * 2000,
]


@dataclass(frozen=True)
class Case:
    """A hostile file: what writes it, where it lies then, and how many rows it has where that can be said."""

    name: str
    write: Callable[[Path], Path]
    rows: int | None = None


def folder(where: Path, files: dict[str, bytes | str]) -> Path:
    where.mkdir(parents=True)
    for name, data in {"people.csv": PEOPLE, "interactions.csv": HEAD + FEW, **files}.items():
        (where / name).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return where


def of_csv(name: str, made: Callable[[], bytes | str], rows: int | None = None, table: str = "interactions") -> Case:
    whole = None if rows is None else rows + (24 if table == "interactions" else 90)
    return Case(f"csv {name}", lambda where: folder(where, {f"{table}.csv": made()}), whole)


def bodies() -> Iterator[tuple[str, str, int | None]]:
    """Small texts of a table of events, and how many rows they have."""
    for kind, cells in (("number", NUMBERS), ("day", DAYS), ("text", TEXTS)):
        for place, cell in enumerate(cells):
            row = {"number": f"p01,p02,2026-01-05,help,{cell}", "day": f"p01,p02,{cell},help,1"}.get(kind)
            text = HEAD + FEW + (row or f"p01,{cell},2026-01-05,help,1") + "\n"
            yield f"{kind} {place}", text, None if "\n" in cell else 91
    yield "ragged", HEAD + FEW + "p01\n" + "a,b,c,d,e,f,g\n" * 50, None
    yield "open quote", HEAD + FEW + 'p01,"p02,2026-01-05,help,1\n' + FEW, None
    yield "quoted line breaks", HEAD + FEW + 'p01,p02,2026-01-05,"he\n\n\nlp",1\n', 91
    yield "two thousand columns", ",".join(f"c{at}" for at in range(2_000)) + "\n" + "1," * 1_999 + "1\n", None
    yield "doubled headings", "from_id,from_id,timestamp,kind\np01,p02,2026-01-05,help\n", None
    yield "blank headings", ",,,\np01,p02,2026-01-05,help\n", None
    yield "a heading like a book", "from_id,to_id,timestamp,kind," + "h" * 500_000 + "\n" + ROW, None
    yield "nothing", "", None
    yield "a header only", HEAD, 0
    yield "sep", "sep=;\n" + (HEAD + FEW).replace(",", ";"), 90


LARGE: dict[str, tuple[Callable[[], str], int | None]] = {
    "blank lines": (lambda: HEAD + "\n" * 500_000 + ROW, None),
    "quotes": (lambda: HEAD + '"\n' * 200_000, None),
    "doubled quotes": (lambda: HEAD + '"p""01",p02,2026-01-05,help,1\n' * 100_000, 100_000),
    "one line": (lambda: HEAD + "x" * 30_000_000, None),
    "one field among rows": (lambda: f"{HEAD}{FEW}p01,p02,2026-01-05,{'x' * 3_000_000},1\n{FEW}", 181),
    "no header": (lambda: "a," * 15_000_000, None),
    "distinct headings": (lambda: ",".join(f"c{at}" for at in range(2_000_000)) + "\n" + ROW, None),
    "many kinds": (lambda: HEAD + "".join(f"p01,p02,2026-01-05,kind {at},1\n" for at in range(100_000)), None),
    "many rows": (lambda: HEAD + ROW * 600_000, 600_000),
    "many ids": (lambda: HEAD + "".join(f"x{at},y{at},2026-01-05,help,1\n" for at in range(60_000)), 60_000),
    "many dates": (lambda: HEAD + "".join(f"p01,p02,{at} May,help,1\n" for at in range(300_000)), None),
}
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode("utf-8", "surrogatepass"),
    "utf-8 marked": lambda text: b"\xef\xbb\xbf" + text.encode("utf-8", "surrogatepass"),
    "utf-16": lambda text: text.encode("utf-16", "replace"),
    "windows": lambda text: text.encode("cp1252", "replace") + "é,p02,2026-01-05,help,1\n".encode("cp1252"),
    "old mac": lambda text: text.replace("\n", "\r").encode("utf-8", "surrogatepass"),
    "semicolons": lambda text: text.replace(",", ";").encode("utf-8", "surrogatepass"),
}
KEEPS_ROWS = ("utf-8", "utf-8 marked")


def csv_cases() -> Iterator[Case]:
    for name, text, rows in bodies():
        for encoding, encoded in ENCODINGS.items():
            known = rows if encoding in KEEPS_ROWS else None
            yield of_csv(f"{name} in {encoding}", lambda encoded=encoded, text=text: encoded(text), known)
    for name, (made, rows) in LARGE.items():
        yield of_csv(name, made, rows)
    for place, cell in enumerate(TEXTS):
        known = None if "\n" in cell else 25
        yield of_csv(f"person {place}", lambda cell=cell: PEOPLE + f"{cell},x,y\n", None, "people")
        yield of_csv(f"team {place}", lambda cell=cell: PEOPLE + f"p99,x,{cell}\n", known, "people")
    yield of_csv("three million people", lambda: "person_id\n" + "\n".join(map(str, range(3_000_000))), None, "people")
    wide = "person_id," + ",".join(f"c{at}" for at in range(990)) + "\n"
    yield of_csv("wide people", lambda: wide + ("x" + ",v" * 990 + "\n") * 9_000, None, "people")
    chain = "".join(f"m{at},m{at + 1}\n" for at in range(30_000))
    yield of_csv("a chain of managers", lambda: "person_id,manager_id\n" + chain, None, "people")
    for place, mark in enumerate(MARKS):
        yield of_csv(f"something else {place}", lambda at=place, mark=mark: mark + random.Random(at).randbytes(40_000))
        for ending in (".zip", ".xlsx"):
            yield Case(
                f"wrong ending {place}{ending}", lambda where, mark=mark, e=ending: alone(where, "data" + e, mark * 900)
            )


MARKS = (b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08", b"%PDF-1.7", b"<!DOCTYPE html>", b"BZh9",
         b"SQLite format 3\0", b"\xfd7zXZ\0", b"\x7fELF", b"\x89PNG\r\n", bytes(range(256)))  # fmt: skip


def alone(where: Path, name: str, data: bytes) -> Path:
    where.mkdir(parents=True)
    (where / name).write_bytes(data)
    return where / name


def packed(files: dict | list | Callable, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    files = files() if callable(files) else files
    with zipfile.ZipFile(out, "w", how) as target:
        for name, data in files.items() if isinstance(files, dict) else files:
            target.writestr(name, data)
    return out.getvalue()


def zip_cases() -> Iterator[Case]:
    plain = {"people.csv": PEOPLE, "interactions.csv": HEAD + FEW}
    inner = packed(plain)
    members: dict[str, dict | list | Callable[[], dict | list]] = {
        "climbs": plain | {"../../people.csv": "x"},
        "absolute": plain | {"/etc/people.csv": "x"},
        "backslashes": plain | {"..\\..\\people.csv": "x"},
        "a drive": plain | {"C:/people.csv": "x"},
        "nested": plain | {"inner.zip": inner},
        "nested as csv": plain | {"recognitions.csv": inner},
        "many files": lambda: [(f"f{number}.csv", "a\n") for number in range(12_000)],
        "deep": plain | {"/".join(["d"] * 3_000) + "/people.csv": PEOPLE},
        "a name that commands": plain | {"evil\x1b]0;x\x07.csv": "a"},
        "zeros": lambda: plain | {"absences.csv": bytes(150_000_000)},
        "the same rows": lambda: plain | {"interactions.csv": HEAD + ROW * 1_500_000},
        "one line": lambda: plain | {"interactions.csv": HEAD + "x" * 90_000_000},
        "header": lambda: plain | {"interactions.csv": ",".join(f"c{number}" for number in range(4_000_000))},
        "people": lambda: plain | {"people.csv": "person_id\n" + "\n".join(map(str, range(2_000_000)))},
        "spread over files": lambda: [*plain.items(), *((f"x{number}.csv", bytes(2_000_000)) for number in range(60))],
        "a folder as a table": plain | {"absences.csv/": ""},
        "empty": {},
    }
    for name, files in members.items():
        yield Case(f"zip {name}", lambda where, files=files: alone(where, "data.zip", packed(files)))
    for how in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield Case(f"zip packed as {how}", lambda where, how=how: alone(where, "data.zip", packed(plain, how)))
    for cut in (3, 30, 300, -1, -25):
        yield Case(f"zip cut at {cut}", lambda where, cut=cut: alone(where, "data.zip", inner[:cut]))
    for seed in range(25):
        yield Case(f"zip spoilt {seed}", lambda where, seed=seed: alone(where, "data.zip", spoilt(inner, seed)))


def spoilt(data: bytes, seed: int, share: float = 0.01) -> bytes:
    """Bytes with some of them changed, as a bad disk or a bad person would."""
    rng, letters = random.Random(seed), bytearray(data)
    for _ in range(max(1, int(len(letters) * share))):
        letters[rng.randrange(len(letters))] = rng.randrange(256)
    return bytes(letters)


def book() -> dict[str, bytes]:
    """The parts of a good workbook."""
    import openpyxl

    whole = openpyxl.Workbook()
    whole.remove(whole.active)
    for title, text in (("people", PEOPLE), ("interactions", HEAD + FEW)):
        sheet = whole.create_sheet(title)
        for line in text.splitlines():
            sheet.append(line.split(","))
    out = io.BytesIO()
    whole.save(out)
    source = zipfile.ZipFile(io.BytesIO(out.getvalue()))
    return {name: source.read(name) for name in source.namelist()}


def sheet_of(body: str | Callable[[], str]) -> bytes:
    head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEAD.strip().split(","))
    rows = f'<row r="1">{head}</row>{body() if callable(body) else body}'
    return f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>'.encode()


def xlsx_cases() -> Iterator[Case]:
    parts, rng = book(), random.Random(3)
    second = "xl/worksheets/sheet2.xml"
    cell = '<c t="str"><v>p01</v></c>'
    rels = "xl/_rels/workbook.xml.rels"
    listed = parts["xl/workbook.xml"].decode()
    head, tail = listed[: listed.index("<sheets>") + 8], listed[listed.index("</sheets>") :]
    relation = 'r:id="rId2" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    places, numbers = ("XFD2", "ZZZ2", "ZZZZ2", "2", "A", "é2"), (-5, 0, 1, "x", "1e3", "1.5", "nan", "inf", "")
    gaps = (1_048_576, 1_048_577, 10**9, 10**12, 10**400)
    bodies: dict[str, str | Callable[[], str]] = {
        **{f"gap {at if at < 10**13 else 'endless'}": f'<row r="{at}">{cell}</row>' for at in gaps},
        **{f"row {at}": f'<row r="{at}">{cell}</row>' for at in numbers},
        **{f"column {name}": f'<row><c r="{name}" t="str"><v>x</v></c></row>' for name in places},
        "rows out of order": f'<row r="9">{cell}</row><row r="3">{cell}</row>',
        "empty rows": lambda: "<row/>" * 1_900_000,
        "empty rows that don't pack": lambda: "".join(f'<row a="{rng.random()}"/>' for _ in range(1_500_000)),
        "empty cells": lambda: ("<row>" + "<c/>" * 4 + "</row>") * 900_000,
        "cells": lambda: ("<row>" + cell * 4 + "</row>") * 100_000,
        "cells that don't pack": lambda: "".join(
            f"<row>{f'<c><v>{rng.random()}</v></c>' * 4}</row>" for _ in range(80_000)
        ),
        "a text of many runs": lambda: f'<row><c t="inlineStr"><is>{"<t>aaaaaaaaaa</t>" * 900_000}</is></c></row>',
        "a long text": lambda: f'<row><c t="str"><v>{"x" * 20_000_000}</v></c></row>',
        "a text that doesn't pack": lambda: f'<row><c t="str"><v>{rng.randbytes(9_000_000).hex()}</v></c></row>',
        "an attribute that doesn't pack": lambda: f'<row a="{rng.randbytes(9_000_000).hex()}">{cell}</row>',
        "deep": lambda: "<a>" * 900_000 + "</a>" * 900_000,
        "booleans": '<row><c t="b"><v>2</v></c><c t="b"><v>x</v></c><c t="e"><v>#N/A</v></c></row>',
        "a shared text that isn't there": '<row><c t="s"><v>99999999</v></c></row>',
        "a shared text before the first": '<row><c t="s"><v>-1</v></c></row>',
        "huge numbers": f"<row><c><v>1e400</v></c><c><v>{'9' * 100_000}</v></c><c><v>NaN</v></c></row>",
        "a date that is none": '<row><c t="d"><v>99999-01-01T00:00:00</v></c></row>',
        "unclosed": "<row><c><v>1",
    }
    for name, body in bodies.items():
        yield of_book(f"sheet {name}", lambda body=body: parts | {second: sheet_of(body)})
    shared = "xl/sharedStrings.xml"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    more = f'<Override PartName="/{shared}" ContentType="{kind}"/></Types>'
    types = parts["[Content_Types].xml"].decode().replace("</Types>", more)
    entity = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]>'
    styles = {
        "many fonts": lambda: '<fonts>{}</fonts>'.format('<font><sz val="9"/></font>' * 300_000),
        "many formats": lambda: "<numFmts>{}</numFmts>".format("".join(
            f'<numFmt numFmtId="{at}" formatCode="0.{rng.random()}"/>' for at in range(400_000))),
    }  # fmt: skip
    sheets = {
        "one sheet many times": lambda: "".join(
            f'<sheet name="s{at}" sheetId="{at}" {relation}/>' for at in range(9_000)
        ),
        "two sheets of a name": lambda: f'<sheet name="people" sheetId="1" {relation}/>' * 2,
    }
    names = "".join(f'<definedName name="n{at}">people!$A$1</definedName>' for at in range(40_000))
    changed: dict[str, Callable[[], dict]] = {
        "a document type": lambda: {second: entity + sheet_of("&x;")},
        "laughs": lambda: {second: entity + sheet_of("&y;")},
        "utf-16": lambda: {
            second: sheet_of("").decode().replace('"1.0"?', '"1.0" encoding="UTF-16"?').encode("utf-16")
        },
        "shared texts": lambda: {
            "[Content_Types].xml": types,
            shared: f"<sst {MAIN}>{'<si><t>aaaa</t></si>' * 450_000}</sst>".encode(),
        },
        "a way out": lambda: {rels: parts[rels].replace(b"worksheets/sheet2.xml", b"../../../etc/passwd")},
        "a sheet as a picture": lambda: {
            rels: parts[rels].replace(b"worksheets/sheet2.xml", b"media/a.png"),
            "xl/media/a.png": sheet_of("<row/>" * 3_000_000),
        },
        "names": lambda: {
            "xl/workbook.xml": listed.replace("</workbook>", f"<definedNames>{names}</definedNames></workbook>")
        },
        **{
            name: lambda made=made: {"xl/styles.xml": f"<styleSheet {MAIN}>{made()}</styleSheet>"}
            for name, made in styles.items()
        },
        **{name: lambda made=made: {"xl/workbook.xml": head + made() + tail} for name, made in sheets.items()},
    }
    for name, change in changed.items():
        yield of_book(name, lambda change=change: parts | change())
    for lacking in parts:
        yield of_book(f"without {lacking}", lambda lacking=lacking: {n: d for n, d in parts.items() if n != lacking})
    good = packed(parts)
    for seed in range(25):
        yield Case(f"xlsx spoilt {seed}", lambda where, seed=seed: alone(where, "data.xlsx", spoilt(good, seed)))
        yield of_book(f"spoilt inside {seed}", lambda seed=seed: parts | {second: spoilt(parts[second], seed)})


def of_book(name: str, parts: Callable[[], dict[str, bytes]]) -> Case:
    return Case(f"xlsx {name}", lambda where: alone(where, "data.xlsx", packed(parts())))


def parquet_cases() -> Iterator[Case]:
    count = 200
    plain = {
        "from_id": pa.array([f"p{number % 24:02}" for number in range(count)]),
        "to_id": pa.array([f"p{(number + 1) % 24:02}" for number in range(count)]),
        "timestamp": pa.array(pd.date_range("2026-01-01", periods=count, freq="6h")),
        "kind": pa.array(["help"] * count),
    }
    odd = {
        "lists": {"from_id": pa.array([["a"]] * count)},
        "records": {"weight": pa.array([{"x": 1}] * count)},
        "bytes": {"from_id": pa.array([b"\xff\xfe"] * count)},
        "halves": {"from_id": pa.array([number + 0.5 for number in range(count)])},
        "truths": {"kind": pa.array([True] * count)},
        "numbers for times": {"timestamp": pa.array([20260101] * count)},
        "seconds of the day": {"timestamp": pa.array([1] * count, pa.time32("s"))},
        "times far away": {"timestamp": pa.array([2**62] * count, pa.timestamp("ms"))},
        "times of Mars": {"timestamp": pa.array([1] * count, pa.timestamp("s", "Mars/Phobos"))},
        "nothing": {name: pa.nulls(count) for name in plain},
        "huge weights": {"weight": pa.array([2**64 - 1] * count, pa.uint64())},
        "texts for times": {"timestamp": pa.array(list(DAYS) * 20)[:count]},
        "texts for weights": {"weight": pa.array(list(NUMBERS) * 20)[:count]},
        "nan": {"weight": pa.array([float("nan")] * count, from_pandas=False)},
        "books": lambda: {"from_id": pa.array(["x" * 30_000_000] * 3 + ["p01"] * (count - 3))},
        "a book often": lambda: {"from_id": pa.array(["x" * 1_000_000] * count)},
        "odd kinds": {"kind": pa.array(list(TEXTS) * 20)[:count]},
    }  # fmt: skip
    rows = {"lists": None, "records": None, "nothing": None, "books": None, "a book often": None, "times of Mars": None}
    for name, columns in odd.items():
        yield Case(f"parquet {name}", lambda where, more=columns: of_table(where, pa.table(
            plain | (more() if callable(more) else more))), rows.get(name, 24 + count))  # fmt: skip
    many = 20_000_000
    yield Case("parquet twenty million rows", lambda where: of_table(where, pa.table({
        **{name: pa.DictionaryArray.from_arrays(np.zeros(many, np.int32), ["p01"]) for name in ("from_id", "kind")},
        "to_id": pa.DictionaryArray.from_arrays(np.zeros(many, np.int32), ["p02"]),
        "timestamp": pa.array(np.zeros(many, np.int64) + 1_767_225_600_000_000, pa.timestamp("us"))})))  # fmt: skip
    yield Case("parquet doubled columns", lambda where: of_table(where, pa.Table.from_arrays(
        [*plain.values(), plain["kind"]], names=[*plain, "kind"])))  # fmt: skip
    yield Case("parquet many columns", lambda where: of_table(where, pa.table(
        plain | {f"c{number}": pa.array([0] * count) for number in range(3_000)})))  # fmt: skip
    out = io.BytesIO()
    parquet.write_table(pa.table(plain), out)
    good = out.getvalue()
    for seed in range(25):
        yield Case(f"parquet spoilt {seed}", lambda where, seed=seed: of_bytes(where, spoilt(good, seed, 0.003)))
    for cut in (0, 4, 100, len(good) // 2, len(good) - 5):
        yield Case(f"parquet cut at {cut}", lambda where, cut=cut: of_bytes(where, good[:cut]))


def of_table(where: Path, table: pa.Table) -> Path:
    out = io.BytesIO()
    parquet.write_table(table, out, compression="zstd")
    return of_bytes(where, out.getvalue())


def of_bytes(where: Path, data: bytes) -> Path:
    found = folder(where, {"interactions.parquet": data})
    (found / "interactions.csv").unlink()
    return found


def path_cases() -> Iterator[Case]:
    def link(where: Path, to: str, name: str = "interactions.csv") -> Path:
        found = folder(where, {})
        (found / "interactions.csv").unlink()
        os.symlink(to, found / name)
        return found

    def pipe(where: Path, name: str) -> Path:
        found = folder(where, {})
        (found / "interactions.csv").unlink()
        os.mkfifo(found / name)
        return found

    for name in ("interactions.csv", "interactions.parquet"):
        yield Case(f"path zeros as {name}", lambda where, name=name: link(where, "/dev/zero", name))
        yield Case(f"path a pipe as {name}", lambda where, name=name: pipe(where, name))
        yield Case(f"path a circle as {name}", lambda where, name=name: link(where, name, name))
    yield Case("path a file of the system", lambda where: link(where, "/etc/passwd"))
    for text in ("/dev/zero", "/dev/stdin", "x" * 5_000, "~nobody-here/x", "/", "", ".", "/nowhere/at/all.csv"):
        yield Case(f"path typed {text[:20]}", lambda _where, text=text: Path(text))


def every_case() -> list[Case]:
    """All of them, always in the same order."""
    return [*csv_cases(), *zip_cases(), *xlsx_cases(), *parquet_cases(), *path_cases()]
