"""Tables of other libraries give the same records as those of pandas."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyarrow as pa
import pytest

import ally_graph
from ally_graph.errors import DataError, SettingError
from tests.conftest import company_tables


class OnlyColumns:
    """A table of a library nobody here knows, which hands over its columns as Arrow and can do nothing else."""

    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


def arrow(frame):
    return pa.Table.from_pandas(frame, preserve_index=False)


@pytest.mark.parametrize("wrap", [arrow, lambda frame: OnlyColumns(arrow(frame)), lambda frame: frame])
def test_tables_of_any_library_give_the_same_records(wrap, company):
    tables = {name: wrap(frame) for name, frame in company_tables().items()}
    assert ally_graph.from_tables(**tables).fingerprint == company.fingerprint
    assert ally_graph.from_tables(tables).fingerprint == company.fingerprint


def test_a_piece_of_a_table_is_a_table(company):
    piece = arrow(company_tables()["people"]).to_batches()[0]
    whole = ally_graph.from_tables(company_tables() | {"people": piece})
    assert whole.fingerprint == company.fingerprint


@pytest.mark.parametrize(
    "text", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.uint32(), pa.large_string())]
)
def test_texts_dates_and_numbers_may_have_any_type_of_arrow(text):
    """Other libraries hold texts in other ways than pandas does, and dates as days."""
    ids, back = pa.array(["ana", "bo"], text), pa.array(["bo", "ana"], text)
    people = pa.table(
        {
            "person_id": ids,
            "level": pa.array([1, None], pa.int8()),
            "fte": pa.array([0.5, 1.0], pa.float32()),
            "start_date": pa.array([dt.date(2024, 1, 1), None], pa.date32()),
        }
    )
    rows = pa.table({"from_id": ids, "to_id": back, "kind": ["help"] * 2, "timestamp": [dt.datetime(2026, 1, 2)] * 2})
    records = ally_graph.from_tables(people=people, interactions=rows)
    assert records.people["person_id"].tolist() == ["ana", "bo"]
    assert records.people["start_date"].tolist() == [pd.Timestamp("2024-01-01"), pd.NaT]
    assert records.people["level"].tolist() == [1, pd.NA]
    assert (len(records.interactions), records.problems) == (2, ())


def test_a_wrong_name_of_a_table_is_answered_with_the_right_one(tables):
    with pytest.raises(SettingError, match=r"no table called peopel. Did you mean people\?"):
        ally_graph.from_tables(peopel=tables["people"])
    with pytest.raises(SettingError, match=r"Did you mean interactions\?"):
        ally_graph.from_tables(people=tables["people"], interaction=None)


def test_a_table_is_given_once(tables):
    with pytest.raises(SettingError, match="people is given twice"):
        ally_graph.from_tables(tables, people=tables["people"])


@pytest.mark.parametrize("thing", [[{"person_id": "ana"}], "people.csv", {"person_id": ["ana"]}])
def test_something_that_is_no_table_is_refused(thing):
    with pytest.raises(SettingError, match="Give a data frame"):
        ally_graph.from_tables(people=thing)


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"person_id": [["ana"], ["bo"]]}),
        pa.table([["ana"], ["bo"]], names=["person_id", "person_id"]),
        pa.array(["ana"]),
    ],
)
def test_columns_that_are_not_plain_are_problems_of_the_data(table):
    with pytest.raises(DataError, match="people: can't be read as Arrow"):
        ally_graph.from_tables(people=table)


def test_nothing_at_all_is_a_problem_of_the_data():
    with pytest.raises(DataError, match="holds neither people"):
        ally_graph.from_tables()
