"""What holds for every table that anybody could write."""

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ally_graph.errors import DataError
from ally_graph.records import TABLES, from_tables
from ally_graph.records.delimited import read_delimited

CELLS = {
    "id": ["ana", "bo", "ANA", " ana", "cy\u200b", "NA", "007", "7", "=x", "", None, "zoe", "Ａna"],
    "text": [
        "help",
        "Help ",
        "review",
        "x",
        "=1",
        "",
        None,
        "all",
        "Support",
        "engagement",
        "score",
        "mentor",
        "buddy",
    ],
    "number": ["1", "2.5", "0", "-1", "inf", "nan", "x", "1e400", "", None],
    "whole": ["1", "2.0", "2.5", "-1", "x", "", None],
    "time": ["2026-03-04", "2026-03-04T10:00Z", "03/04/2026", "2026-02-30", "9999-12-31", "", None, "46085"],
    "date": ["2026-03-04", "2026-03-01", "2026-04-01", "9999-12-31", "1960-01-01", "x", "", None],
    "month": ["2026-03", "2026-03-04", "2026-13", "x", "", None],
}
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def table_frames(draw, names=tuple(TABLES)):
    chosen = draw(st.lists(st.sampled_from(names), unique=True))
    return {name: draw(_frame(name)) for name in {"interactions": 1, **dict.fromkeys(chosen)}}


def _frame(name):
    columns = TABLES[name].columns
    cells = [st.sampled_from(CELLS[column.type]) for column in columns]
    rows = st.lists(st.tuples(*cells), max_size=12)
    return rows.map(lambda found: pd.DataFrame(found, columns=[column.name for column in columns], dtype=object))


@QUICK
@given(table_frames())
def test_every_row_is_used_set_aside_or_outside(tables):
    records = from_tables(tables)
    used = sum(len(getattr(records, name)) for name in tables if name != "people" or records.has_roster)
    assert used + records.set_aside + records.outside == sum(len(frame) for frame in tables.values())


@QUICK
@given(table_frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tables, random):
    shuffled = {name: frame.sample(frac=1, random_state=random.randrange(2**32)) for name, frame in tables.items()}
    one, two = from_tables(tables), from_tables(shuffled)
    assert one.fingerprint == two.fingerprint
    assert (one.set_aside, one.outside) == (two.set_aside, two.outside)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


@QUICK
@given(st.lists(st.lists(st.text(max_size=6), min_size=4, max_size=4), max_size=8))
def test_any_texts_at_all_are_checked_without_a_crash(rows):
    frame = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"], dtype=object)
    records = from_tables({"interactions": frame})
    assert len(records.interactions) + records.set_aside + records.outside == len(rows)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet='a,;"\n\r\t |\u00e9', max_size=80).map(str.encode)))
def test_any_bytes_are_read_or_refused_in_words(data):
    """Random bytes, or texts of separators, quotes and line breaks; the numbers of rows have to rise."""
    try:
        sheet = read_delimited("x.csv", data)
    except DataError:
        return
    assert len(sheet.rows) == len(sheet.frame)
    rows = np.asarray(sheet.rows)
    assert (rows[1:] > rows[:-1]).all()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(*[st.text(alphabet='ab,"é ;', max_size=5)] * 2), min_size=1, max_size=6))
def test_well_written_csv_reads_back_cell_by_cell(rows):
    rows = [(f"x{one}", two) for one, two in rows]
    frame = pd.DataFrame(rows, columns=["one", "two"])
    sheet = read_delimited("x.csv", frame.to_csv(index=False).encode())
    assert sheet.frame.fillna("").to_numpy().tolist() == [list(row) for row in rows]
