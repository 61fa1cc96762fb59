"""Large files of events, read block by block: the same as the reader of whole files, or nothing at all."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ally_graph.records import TABLES, load, reading
from ally_graph.records.blocks import read_blocks
from ally_graph.records.delimited import read_delimited
from ally_graph.records.loading import checked_records
from tests.nightly.size import many

TABLE = TABLES["interactions"]
KNOWN = {column.name for column in TABLE.columns}
IDS = ["ana", "bo", "ANA", " ana", "cy\u200b", "007", "=x", "", "zoë", "stranger", '"ana"']
TIMES = [
    "2026-03-04T10:00:00Z",
    "2026-03-04T10:00:01Z",
    "2026-03-04",
    "2026-03-04T10:00+02:00",
    "2026-03-04T10",
    "2026-03-04T10+02:00",
    "2026-02-30",
    "03/04/2026",
    "20260304",
    " 2026-03-04 ",
    "1969-01-01",
    "2150-01-01",
    "",
]
KINDS = ["help", "Help ", "lunch", "meeting", ""]
WEIGHTS = ["", "1", "2.5", "1e3", "-1", "0", "x", "1,5", "inf", " 3 ", "+1", "2000000", "-"]
ROW = st.tuples(*(st.sampled_from(cells) for cells in (IDS, IDS, TIMES, KINDS, WEIGHTS)))
HEADERS = [
    "from_id,to_id,timestamp,kind,weight",
    "To_ID,from_id,timestamp, Kind,note",
    "from_id,to_id,timestamp,kind,",
]
PEOPLE = pd.DataFrame({"person_id": ["ana", "bo", "zoë", "x"], "start_date": ["2026-03-04", None, None, None]})


def csv_of(rows: list[tuple], header: str, separator: str = ";", end: str = "\n") -> bytes:
    lines = [header.replace(",", separator), *(separator.join(row) for row in rows)]
    return (end.join(lines) + end).encode()


def outcome(sheet):
    """Everything that is made of a sheet: tables, problems, counts."""
    people = read_delimited("people.csv", PEOPLE.to_csv(index=False).encode())
    records = checked_records({"people": people, "interactions": sheet})
    return records.fingerprint, records.problems, records.set_aside, records.outside


@settings(max_examples=many(50, 150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(ROW, min_size=1, max_size=30),
    st.sampled_from([40, 100, 1 << 20]),
    st.sampled_from(HEADERS),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_read_in_blocks_is_the_table_read_whole(rows, block, header, end):
    data = csv_of(rows, header, end=end)
    sheet = read_blocks("interactions.csv", io.BytesIO(data), KNOWN, TABLE.required, block=block)
    if sheet is not None:
        assert outcome(sheet) == outcome(read_delimited("interactions.csv", data, KNOWN))


def test_a_plain_file_is_read_in_blocks_with_its_odd_cells():
    """Of every three times one is plain, one has slashes, one a thirteenth month; a block is about eight lines."""
    rows = [("ana", "bo", time, "help", "2") for time in ("2026-03-04", "03/04/2026", "2026-13-01")] * 40
    sheet = read_blocks("x.csv", io.BytesIO(csv_of(rows, "from_id,to_id,timestamp,kind,weight")), KNOWN, block=200)
    assert len(sheet.frame) == 120
    assert sheet.frame["weight"].tolist() == [2.0] * 120
    assert list(sheet.odd) == [2]
    assert sheet.odd[2].tolist() == ["03/04/2026", "2026-13-01"] * 40
    assert sheet.odd[2].index.tolist()[:4] == [1, 2, 4, 5]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"from_id,to_id,timestamp,kind\n",
        b"from_id,to_id,timestamp\na,b,2026-03-04\n",
        b"from_id,to_id,timestamp,kind\na,b,2026-03-04,help\n\nc,d,2026-03-04,help\n",
        b"from_id,to_id,timestamp,kind\n" + b"a,b,2026-03-04,help\n" * 9 + b'a,b,2026-03-04,"he\nlp"\n' * 9,
        b"from_id,to_id,timestamp,kind\na,b\0,2026-03-04,help\n",
        b"from_id,to_id,timestamp,kind\na,b\xe9,2026-03-04,help\n",
        "from_id,to_id,timestamp,kind\na,b,2026-03-04,help\n".encode("utf-16"),
        b"PAR1from_id",
    ],
)
def test_what_is_odd_is_left_to_the_reader_of_whole_files(data):
    assert read_blocks("x.csv", io.BytesIO(data), KNOWN, TABLE.required, block=64) is None


ODD_LINES = (
    "a,b,2026-03-04,help",
    "a,b,2026-03-04,help,more",
    "a,b,2026-03-04,help,,",
    "a,b",
    "a,b,2026-03-04",
    '"a","b","2026-03-04","he ""lp"""',
    'a,b"c,2026-03-04,"help"',
    "x",
    " ",
    ",,,",
    "a,b,2026-13-04,help",
)


@settings(max_examples=many(50, 150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(ODD_LINES), min_size=1, max_size=30), st.sampled_from([60, 200, 1 << 20]))
def test_ragged_rows_are_told_and_numbered_alike_in_blocks_and_in_a_whole_file(lines, block):
    data = "\n".join(["from_id,to_id,timestamp,kind", *lines, ""]).encode()
    sheet = read_blocks("interactions.csv", io.BytesIO(data), KNOWN, TABLE.required, block=block)
    if sheet is not None:
        assert outcome(sheet) == outcome(read_delimited("interactions.csv", data, KNOWN))


def test_a_few_ragged_rows_do_not_stop_a_file_that_is_too_long_to_be_read_line_by_line(monkeypatch):
    """A block is about five lines; two rows of a hundred are odd, and the third has five blocks of odd ones."""
    row = ("a", "b", "2026-03-04", "help")
    data = csv_of([row] * 50, "from_id,to_id,timestamp,kind", ",") + b"a,b,2026-03-04,help,more\na,b\n"
    sheet = read_blocks("x.csv", io.BytesIO(data), KNOWN, TABLE.required, block=100)
    assert (len(sheet.frame), sheet.lost) == (51, 1)
    assert [(problem.rows, problem.severity) for problem in sheet.problems] == [((52,), "set aside"), ((53,), "notice")]
    many = csv_of([row] * 2, "from_id,to_id,timestamp,kind", ",") + b"a,b,2026-03-04,help,more\n" * 40
    assert read_blocks("x.csv", io.BytesIO(many), KNOWN, TABLE.required, block=100) is None


def test_blank_lines_at_the_end_and_a_byte_order_mark_are_no_reason_to_give_up():
    data = b"\xef\xbb\xbf\nfrom_id,to_id,timestamp,kind\n" + b"a,b,2026-03-04,help\n" * 9 + b"\n\r\n\n"
    sheet = read_blocks("x.csv", io.BytesIO(data), KNOWN, TABLE.required, block=64)
    assert (len(sheet.frame), sheet.rows) == (9, range(3, 12))


def test_large_files_never_go_through_the_reader_of_whole_files(tmp_path, monkeypatch):
    data = csv_of([("a", "b", "2026-03-04", "help")] * 9, "from_id,to_id,timestamp,kind", ",")
    (tmp_path / "interactions.csv").write_bytes(data)
    monkeypatch.setattr(reading, "read_delimited", None)
    assert len(load(tmp_path).interactions) == 9


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%fZ"])
def test_usual_forms_of_time_leave_no_texts(form):
    times = pd.date_range("2026-01-01", periods=50, freq="37min")
    rows = [("a", "b", text, "help") for text in times.strftime(form)]
    sheet = read_blocks("x.csv", io.BytesIO(csv_of(rows, "from_id,to_id,timestamp,kind")), KNOWN)
    assert not sheet.odd
    expected = times.normalize() if form == "%Y-%m-%d" else times
    np.testing.assert_array_equal(sheet.frame["timestamp"].to_numpy(), expected.to_numpy().astype("datetime64[us]"))
