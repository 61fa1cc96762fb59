"""What is too much is refused before it is parsed, and what is just within the limits is read."""

import io
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from ally_graph.errors import DataError
from ally_graph.records import archive, limits, load, read_table, workbook
from ally_graph.records import spreadsheet as sheets
from ally_graph.records.delimited import read_delimited
from ally_graph.records.limits import read_text
from ally_graph.records.reading import checked_path
from ally_graph.records.workbook import read_workbook

HEAD = b"from_id,to_id,timestamp,kind\n"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def text_of(data: bytes, rows: int = 1_000, limit: int = 1_000_000) -> bytes:
    return read_text("x.csv", io.BytesIO(data), rows, limit)


@pytest.mark.parametrize("block", [7, 64, 1 << 20])
def test_a_text_within_the_limits_stays_as_it_is(monkeypatch, block):
    monkeypatch.setattr(limits, "READ_AT_ONCE", block)
    for data in (b"", b"a", HEAD + b"a,b\r\n" * 50, b"a\rb\rc", "é,ü\n".encode("utf-16")):
        assert text_of(data) == data


@pytest.mark.parametrize("block", [7, 64, 1 << 20])
def test_a_line_without_end_becomes_one_row_that_is_set_aside(monkeypatch, block):
    """The rows before and after it are read, and it is never held as a whole."""
    monkeypatch.setattr(limits, "READ_AT_ONCE", block)
    monkeypatch.setattr(limits, "LINE_LIMIT", 100)
    data = HEAD + b"a,b,c,d\n" + b"x" * 5_000 + b"\na,b,c,d\n"
    short = text_of(data)
    assert len(short) < len(HEAD) + 150_000
    sheet = read_delimited("x.csv", short)
    assert (len(sheet.frame), sheet.lost) == (2, 1)


def test_a_header_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "LINE_LIMIT", 100)
    with pytest.raises(DataError, match="looks like a matrix"):
        text_of(b"x" * 500 + b"\na\n")


def test_rows_and_bytes_are_counted_while_a_text_is_read():
    assert len(text_of(HEAD + b"a\n" * 1_000)) > 2_000
    with pytest.raises(DataError, match="more than 1,000 rows"):
        text_of(HEAD + b"a\n" * 1_001)
    with pytest.raises(DataError, match="larger than"):
        text_of(b"a,b\n" * 900, limit=1_000)


def test_odd_texts_are_read_line_by_line_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(limits, "EXACT_LINES", 50)
    odd = HEAD + b"a,b,c,d\n" * 40 + b"a,b\n"
    assert len(read_delimited("x.csv", odd).frame) == 41
    with pytest.raises(DataError, match="line by line"):
        read_delimited("x.csv", odd + b"a,b,c,d\n" * 20)


def book_of(path, body: str, **parts: str):
    """A workbook whose only sheet has these rows, or with other parts in place of its own."""
    whole = io.BytesIO()
    pd.DataFrame({"person_id": ["ana"]}).to_excel(whole, sheet_name="people", index=False)
    source = zipfile.ZipFile(io.BytesIO(whole.getvalue()))
    own = {"xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>", **parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in {*source.namelist(), *own}:
            target.writestr(name, own.get(name) or source.read(name))
    return path


def row(number: object, *cells: str) -> str:
    return f'<row r="{number}">' + "".join(f'<c t="str"><v>{cell}</v></c>' for cell in cells) + "</row>"


def test_gaps_between_rows_are_not_walked(tmp_path, monkeypatch):
    """Two rows a million apart are two rows; the rows between them are never made."""
    made = []
    monkeypatch.setattr(workbook, "_texts", lambda cells: made.append(1) or [str(cell) for cell in cells])
    path = book_of(tmp_path / "a.xlsx", row(1, "person_id") + row(1_048_576, "ana"))
    sheet = read_workbook("a.xlsx", path)["people"]
    assert sheet.rows.tolist() == [1_048_576]
    assert len(made) == 2


@pytest.mark.parametrize("number", [1_048_577, 10**12, 0, -4])
def test_a_row_that_no_sheet_has_is_refused(tmp_path, number):
    path = book_of(tmp_path / "a.xlsx", row(1, "person_id") + row(number, "ana"))
    with pytest.raises(DataError, match=r"of a sheet|in disorder|damaged"):
        read_workbook("a.xlsx", path)


def test_what_openpyxl_reads_is_read_alike(tmp_path):
    """Texts, runs of texts, numbers, truths, days, times, errors, formulas and gaps between columns.

    Only a formula that was saved without its value is read otherwise: as a sign of its own, not as an empty cell.
    """
    import datetime as dt

    from openpyxl import Workbook, load_workbook
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    from ally_graph.records.sheet import NO_VALUE

    whole = Workbook()
    sheet = whole.active
    sheet.append(["a", "b", "c", "d"])
    rich = CellRichText("Ana", TextBlock(InlineFont(b=True), " Silva"))
    sheet.append(["007", 7, 7.5, True])
    sheet.append([rich, dt.datetime(2026, 3, 4, 10, 30), dt.date(2026, 3, 4), dt.time(10, 30)])
    sheet.append([None, "=1+1", "#N/A", dt.timedelta(hours=30)])
    sheet["A7"], sheet["D7"], sheet["B9"] = "x_x000D_y", -1e-7, 1e20
    whole.save(tmp_path / "a.xlsx")
    there = load_workbook(tmp_path / "a.xlsx", read_only=True, data_only=True).active
    there = {number: cells for number, cells in enumerate(there.iter_rows(values_only=True), start=1) if any(cells)}
    with open(tmp_path / "a.xlsx", "rb") as stream:
        book = sheets.Book(stream, {}, 10**6)
        rows = {number: cells for number, cells in next(book.sheets())[1] if any(cells)}
    rows = {number: [None if cell == NO_VALUE else cell for cell in cells] for number, cells in rows.items()}
    assert {number: [*cells, *[None] * (4 - len(cells))] for number, cells in rows.items()} == {
        number: list(cells) for number, cells in there.items()
    }


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<row/>" * 3_000, "pieces of XML"),
        ("<a>" * 200 + "</a>" * 200, "within each other"),
        ("<row>" + "<c/>" * 900 + "</row>", "in one place"),
        (row(1, "x" * 3_000), "extreme length"),
    ],
)
def test_more_xml_than_tables_need_is_refused(tmp_path, monkeypatch, body, words):
    """The limits are lowered so that small parts are over them."""
    monkeypatch.setattr(workbook, "TAG_LIMIT", 3_000)
    monkeypatch.setattr(workbook, "LONGEST", 1_000)
    monkeypatch.setattr(archive, "READ_AT_ONCE", 1_000)
    monkeypatch.setattr(sheets, "ROW_TAGS", 800)
    with pytest.raises(DataError, match=words):
        read_workbook("a.xlsx", book_of(tmp_path / "a.xlsx", body))


def test_many_styles_and_many_texts_are_refused(tmp_path, monkeypatch):
    """The limits are lowered: nine hundred fonts, and sixty texts that cells share."""
    monkeypatch.setattr(sheets, "STYLES_PART", 400)
    monkeypatch.setattr(sheets, "STRINGS_LIMIT", 50)
    styles = {"xl/styles.xml": f"<styleSheet {MAIN}><fonts>{'<font/>' * 900}</fonts></styleSheet>"}
    with pytest.raises(DataError, match="styles"):
        read_workbook("a.xlsx", book_of(tmp_path / "a.xlsx", row(1, "a"), **styles))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source:
        listed = source.read("[Content_Types].xml").decode()
    more = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    texts = {
        "xl/sharedStrings.xml": f"<sst {MAIN}>{'<si><t>a</t></si>' * 60}</sst>",
        "[Content_Types].xml": listed.replace("</Types>", more),
    }
    with pytest.raises(DataError, match="more than 50 texts"):
        read_workbook("b.xlsx", book_of(tmp_path / "b.xlsx", row(1, "a"), **texts))


def test_a_zip_with_an_endless_list_of_files_is_refused_before_it_is_read(tmp_path, monkeypatch):
    """The reader of the list is taken away, and so can't have read it."""
    monkeypatch.setattr(archive, "LIST_LIMIT", 1_000)
    with zipfile.ZipFile(tmp_path / "data.zip", "w") as target:
        for number in range(30):
            target.writestr(f"file{number}.csv", "a")
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", None)
    with pytest.raises(DataError, match="more than 10,000 files"):
        load(tmp_path / "data.zip")


def test_a_zip_packed_in_an_unusual_way_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "data.zip", "w", zipfile.ZIP_LZMA) as target:
        target.writestr("people.csv", "person_id\nana\n")
    with pytest.raises(DataError, match="unusual way"):
        load(tmp_path / "data.zip")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"person_id": pa.array(np.zeros(3_000_000, np.int32))}, "rows in"),
        ({"person_id": ["x" * 9_000_000, "y"]}, "extreme length|looks like a bomb"),
    ],
)
def test_parquet_that_unpacks_to_much_more_than_it_is_is_refused(tmp_path, table, words):
    parquet.write_table(pa.table(table), tmp_path / "people.parquet", compression="zstd")
    with pytest.raises(DataError, match=words):
        load(tmp_path)


@pytest.mark.parametrize("text", ["~nobody-here/x", "a\0b", "x" * 5_000, "/dev/zero", "nowhere.csv"])
def test_a_path_that_leads_to_no_file_is_a_problem_with_a_mend(text):
    for read in (checked_path, load, read_table):
        with pytest.raises(DataError) as caught:
            read(text)
        assert len(str(caught.value)) < 400
        assert caught.value.problems[0].mend


@pytest.mark.parametrize("error", [MemoryError(), pa.lib.ArrowMemoryError("malloc of size 4194304 failed")])
@pytest.mark.parametrize("name", ["interactions.csv", "interactions.parquet"])
@pytest.mark.parametrize("read", [load, lambda path: read_table(next(path.iterdir()))], ids=["load", "read_table"])
def test_a_table_larger_than_the_memory_is_refused_in_plain_words(tmp_path, monkeypatch, read, name, error):
    """Where the system has no more, numpy and Arrow say so in errors of their own."""
    frame = pd.DataFrame({"from_id": ["a"], "to_id": ["b"], "timestamp": ["2026-01-05"], "kind": ["help"]})
    (frame.to_parquet if name.endswith("parquet") else frame.to_csv)(tmp_path / name, index=False)

    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr("ally_graph.records.parquet.plain_table", fail)
    monkeypatch.setattr("ally_graph.records.reading.read_delimited", fail)
    monkeypatch.setattr("ally_graph.records.reading.read_blocks", fail)
    with pytest.raises(DataError, match="takes more memory to read than there is") as raised:
        read(tmp_path)
    assert "malloc" not in str(raised.value)
