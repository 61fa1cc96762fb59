"""Files made to break a reader end in one clear error or in rows set aside, never in a traceback or a bomb."""

import io
import os
import struct
import zipfile

import pandas as pd
import pytest

from ally_graph.errors import DataError
from ally_graph.records import archive, events, load
from tests.unit.records.conftest import EVENTS, PEOPLE
from tests.unit.records.helpers import ids_of, problem_of, ties_of

ROW = "ana,bo,2026-03-04,help\n"


def packed(**files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return out.getvalue()


def book_bytes() -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"person_id": ["ana"]}).to_excel(out, sheet_name="people", index=False)
    return out.getvalue()


def the_error(path) -> str:
    with pytest.raises(DataError) as caught:
        load(path)
    assert len(caught.value.problems) == 1, str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "a zip file or an Excel workbook"),
        (b"PAR1rest", "a Parquet file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "an old Excel workbook"),
        (b"\x1f\x8b\x08rest", "a gzip file"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (bytes(range(256)) * 40 + b"\0" * 2_000, "no text file"),
        ("person_id,name\np1,Ana\n".encode("utf-16-le"), "no text file"),
        (b"\xff\xfep\x00e", "cut off or damaged|no column"),
        (b"\xff\xfe\x00\xd8", "cut off or damaged"),
    ],
)
def test_a_file_that_is_no_csv_is_named_for_what_it_is(tmp_path, data, words):
    (tmp_path / "people.csv").write_bytes(data)
    with pytest.raises(DataError, match=words):
        load(tmp_path)


@pytest.mark.parametrize("data", [b"not parquet", b"PAR1" + b"x" * 100 + b"PAR1", b"PAR1\x15\x00", PEOPLE.encode()])
def test_a_damaged_parquet_file_is_one_clear_error(tmp_path, data):
    (tmp_path / "people.parquet").write_bytes(data)
    assert "can't be read as Parquet" in the_error(tmp_path)


def test_parquet_columns_that_contradict_their_schema_do_not_end_the_process(tmp_path):
    """A schema changed to cells that are never empty no longer fits what is told of the levels of the column."""
    out = io.BytesIO()
    pd.DataFrame({"person_id": ["ana", "bo"]}).to_parquet(out)
    optional, required = (b"\x25" + level + b"\x18\x09person_id" for level in (b"\x02", b"\x00"))
    assert optional in out.getvalue()
    (tmp_path / "people.parquet").write_bytes(out.getvalue().replace(optional, required))
    assert "can't be read as Parquet" in the_error(tmp_path)


def test_a_parquet_file_of_zero_bytes_is_an_empty_table(read):
    records = read({"people.parquet": b"", "interactions.csv": EVENTS + ROW})
    assert problem_of(records, "holds no rows").file == "people.parquet"


def test_lists_in_a_parquet_column_are_refused(tmp_path):
    pd.DataFrame({"person_id": [["a"], ["b"]]}).to_parquet(tmp_path / "people.parquet")
    assert "lists or records" in the_error(tmp_path)


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"not a zip", packed(x="y")[:-10], b"PK\x05\x06" + b"\0" * 10],
    ids=["nothing", "only its first letters", "no zip", "its end is missing", "empty"],
)
@pytest.mark.parametrize("name", ["data.zip", "data.xlsx"])
def test_a_damaged_zip_or_workbook_is_one_clear_error(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    assert name in the_error(tmp_path / name)


def test_flipped_bytes_in_a_zip_are_one_clear_error(tmp_path):
    data = bytearray(packed(**{"people.csv": PEOPLE * 100}))
    data[60:80] = bytes(20)
    (tmp_path / "data.zip").write_bytes(bytes(data))
    assert "can't be unpacked" in the_error(tmp_path / "data.zip")


def test_a_zip_in_a_zip_is_refused(tmp_path):
    (tmp_path / "data.zip").write_bytes(packed(**{"people.csv": PEOPLE, "inner.ZIP": packed(x="y")}))
    assert "another zip" in the_error(tmp_path / "data.zip")


@pytest.mark.parametrize(
    "name", ["../people.csv", "/etc/people.csv", "a/../../people.csv", "..\\people.csv", "C:/people.csv"]
)
def test_a_name_that_leads_out_of_the_zip_is_refused_and_nothing_is_written(tmp_path, name):
    inside = tmp_path / "deep" / "er"
    inside.mkdir(parents=True)
    (inside / "data.zip").write_bytes(packed(**{name: PEOPLE}))
    assert "leads out" in the_error(inside / "data.zip")
    assert [path.name for path in tmp_path.rglob("*.csv")] == []


def test_a_zip_with_a_password_is_refused(tmp_path):
    data = bytearray(packed(**{"people.csv": PEOPLE}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", data, data.index(mark) + offset, 1)
    (tmp_path / "data.zip").write_bytes(bytes(data))
    assert "has a password" in the_error(tmp_path / "data.zip")


def test_a_zip_with_one_name_twice_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "data.zip", "w") as target:
        target.writestr("people.csv", PEOPLE)
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("people.csv", PEOPLE)
    assert "same name" in the_error(tmp_path / "data.zip")


@pytest.mark.parametrize("name", ["data.zip", "data.xlsx"])
def test_a_zip_bomb_is_stopped_while_it_unpacks(tmp_path, monkeypatch, name):
    monkeypatch.setattr(archive, "RATIO_FREE", 2_000_000)
    (tmp_path / name).write_bytes(packed(**{"people.csv": b"a" * 5_000_000, "xl/x.xml": b"a" * 5_000_000}))
    assert "zip bomb" in the_error(tmp_path / name)


def test_a_zip_that_lies_about_its_size_is_stopped_too(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "EXPANDED_LIMIT", 1_000_000)
    data = bytearray(packed(**{"people.csv": os.urandom(2_000_000).hex()}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    (tmp_path / "data.zip").write_bytes(bytes(data))
    with pytest.raises(DataError):
        load(tmp_path / "data.zip")


def test_a_workbook_with_a_document_type_is_refused(tmp_path):
    """An honest workbook but for its sheet, in front of which an entity is declared, as in an XML bomb."""
    source = zipfile.ZipFile(io.BytesIO(book_bytes()))
    with zipfile.ZipFile(tmp_path / "data.xlsx", "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            target.writestr(name, content)
    assert "document type" in the_error(tmp_path / "data.xlsx")


def test_a_workbook_without_its_sheet_is_one_clear_error(tmp_path):
    source = zipfile.ZipFile(io.BytesIO(book_bytes()))
    with zipfile.ZipFile(tmp_path / "data.xlsx", "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<broken" if name.endswith("sheet1.xml") else source.read(name))
    assert "damaged" in the_error(tmp_path / "data.xlsx")


def test_a_workbook_with_a_password_is_refused(tmp_path):
    (tmp_path / "data.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "password" in the_error(tmp_path / "data.xlsx")


def test_a_cell_far_to_the_right_makes_no_giant_table(tmp_path):
    """One cell in the last column a workbook can have, one in its last row, and two small rows at the start."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "people"
    book.active.append(["person_id", "team"])
    book.active.append(["ana", "Support"])
    book.active["XFD3"] = "far"
    book.active["A1048576"] = "bo"
    book.save(tmp_path / "data.xlsx")
    records = load(tmp_path / "data.xlsx")
    assert ids_of(records) == ["ana", "bo"]
    assert records.people["team"].tolist()[0] == "Support"


def test_a_header_of_a_million_columns_is_refused_at_once(tmp_path):
    (tmp_path / "people.csv").write_text("person_id," + ",".join(["x"] * 1_000_000) + "\n")
    assert "looks like a matrix" in the_error(tmp_path)


def test_short_rows_under_a_wide_header_do_not_fill_the_memory(tmp_path):
    header = "person_id," + ",".join(f"c{place}" for place in range(999))
    (tmp_path / "people.csv").write_text(header + "\n" + "x\n" * 250_000)
    assert "more than can be read at once" in the_error(tmp_path)


def test_one_line_of_six_million_characters_is_set_aside(read_events):
    records = read_events("ana,bo,2026-03-04," + "x" * 6_000_000 + "\n" + ROW)
    assert (len(records.interactions), records.set_aside) == (1, 1)


def test_a_long_text_over_many_lines_is_one_row_set_aside(read):
    note = "word\n" * 2_000
    phases = f'name,start_date,note\nA,2026-01-01,"{note}"\nB,2026-02-01,"two\nlines"\n'
    records = read({"people.csv": PEOPLE, "phases.csv": phases})
    assert (records.phases["note"].tolist(), records.set_aside) == (["two lines"], 1)
    assert problem_of(records, "more than 4,096").rows == (2,)


def test_a_text_cut_off_inside_a_letter_keeps_its_other_accents(read):
    records = read({"people.csv": "person_id,name\nana,Renée Ōta Ñu\nbo,Zoë".encode()[:-1]})
    assert records.people["name"].tolist() == ["Renée Ōta Ñu", "Zo\ufffd"]
    assert problem_of(records, "cut off or damaged").severity == "notice"


def test_nul_bytes_are_left_out_with_a_notice(read_people):
    records = read_people("person_id,team\nan\0a,Support" + " " * 100 + "\n")
    assert ids_of(records) == ["ana"]
    assert problem_of(records, "NUL").severity == "notice"


def test_control_and_direction_characters_leave_the_names(read_people):
    records = read_people("person_id,name\nana,A\x07n\u202ea\x1b[31m\n")
    assert records.people["name"].tolist() == ["Ana[31m"]
    assert problem_of(records, "control characters").rows == (2,)


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\ufdd0", "\U0010fffe", "\u0378"])
def test_what_is_no_character_leaves_the_names(read_people, sign):
    """Noncharacters can't be written to XML, and end programs that draw texts."""
    assert read_people(f"person_id,name\nana,An{sign}a\n").people["name"].tolist() == ["Ana"]


def test_a_column_of_other_things_is_not_taken_for_kinds(tmp_path, monkeypatch):
    """A thousand different kinds are no kinds: one error says so, with examples, and no word is guessed for each."""
    monkeypatch.setattr(events, "likely_kind", pytest.fail)
    rows = "".join(f"ana,bo,2026-03-04,ticket {number}\n" for number in range(1_001))
    (tmp_path / "interactions.csv").write_text("from_id,to_id,timestamp,kind\n" + rows)
    with pytest.raises(DataError, match="1,001 different kinds, such as 'ticket 0'"):
        load(tmp_path)


def test_scripts_and_markup_in_names_are_plain_text(read_people):
    name = "<script>alert(1)</script>"
    assert read_people(f"person_id,name\nana,{name}\n").people["name"].tolist() == [name]


def test_quotes_all_over_the_place_lose_only_their_rows(read_events):
    records = read_events(
        'ana,b"o,2026-03-04,help\nana,"b"o,2026-03-04,help\n' + ROW + '"ana,bo,2026-03-04,help\n' + ROW
    )
    assert ties_of(records).count(("ana", "bo")) >= 2
    assert len(records.interactions) + records.set_aside + records.outside == 5


def test_a_directory_or_a_pipe_under_a_tables_name_is_one_clear_error(tmp_path):
    os.mkfifo(tmp_path / "people.csv")
    assert "not a regular file" in the_error(tmp_path)


def test_a_folder_under_a_tables_name_is_one_clear_error(tmp_path):
    (tmp_path / "people.csv").mkdir()
    assert "not a regular file" in the_error(tmp_path)
    (tmp_path / "people.csv").rmdir()
    (tmp_path / "people.parquet").mkdir()
    assert "not a regular file" in the_error(tmp_path)


def test_a_workbook_beside_the_tables_is_mentioned(read):
    records = read({"people.csv": PEOPLE, "people.xlsx": b"PK"})
    assert problem_of(records, "was not read").mend.startswith("Save it as people.csv")


def test_a_file_that_may_not_be_read_is_one_clear_error(tmp_path, monkeypatch):
    """The refusal is a stand-in for that of the system, which lets an administrator read any file."""
    (tmp_path / "people.csv").write_text(PEOPLE)

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refused)
    assert "can't be read (Permission denied)" in the_error(tmp_path)


def test_look_alike_columns_of_another_script_are_not_taken_for_ours(tmp_path):
    (tmp_path / "people.csv").write_text("pеrson_id,team\nana,Support\n", encoding="utf-8")
    assert "has no column person_id" in the_error(tmp_path)


def test_people_of_one_id_by_the_thousand_are_counted(read_people):
    records = read_people("person_id,team\n" + "".join(f"ana,T{row}\n" for row in range(3_000)))
    assert (len(records.people), records.set_aside) == (1, 2_999)


def test_long_lines_of_managers_are_followed_without_recursion(read_people):
    rows = "".join(f"p{row},p{row + 1}\n" for row in range(20_000))
    records = read_people("person_id,manager_id\n" + rows + "p20000,p0\n")
    assert records.people["manager_id"].isna().all()
