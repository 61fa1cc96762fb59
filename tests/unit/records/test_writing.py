"""A data folder is written whole, and reads back as the same records."""

import os

import pandas as pd
import pytest

from ally_graph.errors import SettingError
from ally_graph.records import TABLES, from_tables, load, template, write_folder, writing


def frames() -> dict[str, pd.DataFrame]:
    people = pd.DataFrame(
        {"zeta": ["1", "2"], "team": ['A, "b"', None], "person_id": ["007", "NA"], "alpha": ["", "x"]}
    )
    events = pd.DataFrame(
        {"from_id": ["007"], "to_id": ["NA"], "kind": "help", "timestamp": [pd.Timestamp("2026-03-04T10:30")]}
    )
    return {"people": people, "interactions": events}


def test_csv_has_a_fixed_order_of_columns_and_unix_line_ends(tmp_path):
    write_folder(frames(), tmp_path)
    assert (tmp_path / "people.csv").read_bytes() == b'person_id,team,alpha,zeta\n007,"A, ""b""",,1\nNA,,x,2\n'
    assert (tmp_path / "interactions.csv").read_text() == (
        "from_id,to_id,timestamp,kind\n007,NA,2026-03-04T10:30:00Z,help\n"
    )


@pytest.mark.parametrize("fmt", ["csv", "parquet"])
def test_what_is_written_reads_back_the_same(tmp_path, fmt):
    write_folder(frames(), tmp_path, fmt=fmt)
    assert load(tmp_path).fingerprint == from_tables(frames()).fingerprint
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"interactions.{fmt}", f"people.{fmt}"]


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    """The new file is written but can't take the place of the old one; the folder had two files before."""
    write_folder(frames(), tmp_path)
    before = (tmp_path / "people.csv").read_bytes()

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_folder({"people": pd.DataFrame({"person_id": ["x"]})}, tmp_path)
    assert (tmp_path / "people.csv").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2


def test_a_table_is_not_written_in_two_formats(tmp_path):
    write_folder(frames(), tmp_path)
    with pytest.raises(SettingError, match=r"already holds people.csv"):
        write_folder(frames(), tmp_path, fmt="parquet")


def test_unknown_tables_and_formats_are_refused(tmp_path):
    with pytest.raises(SettingError, match=r"Did you mean people?"):
        write_folder({"peple": pd.DataFrame()}, tmp_path)
    with pytest.raises(SettingError, match="no format called xml"):
        write_folder({}, tmp_path, fmt="xml")


@pytest.mark.parametrize("name", TABLES)
def test_a_template_has_every_column_and_two_rows(name):
    lines = template(name).splitlines()
    assert lines[0].split(",") == [column.name for column in TABLES[name].columns]
    assert [line.count(",") for line in lines] == [lines[0].count(",")] * 3


def test_a_table_written_some_rows_at_a_time_has_the_same_bytes(tmp_path, monkeypatch):
    """A quote, an empty cell and a fraction of a second in one part change nothing in the others."""
    frame = pd.DataFrame(
        {
            "from_id": ["ana", "Bo, B.", "=cy", "di", "ed"],
            "to_id": ["x", "y", None, "z", "w"],
            "timestamp": pd.to_datetime([*["2026-03-01T10:00:00"] * 4, "2026-03-02T10:00:00.5"], format="ISO8601"),
            "kind": pd.Categorical(["help", "help", "review", None, "help"]),
            "weight": [1.0, 0.1, 1e-7, float("nan"), 3.0],
        }
    )
    write_folder({"interactions": frame}, tmp_path / "whole")
    monkeypatch.setattr(writing, "ROWS_AT_ONCE", 2)
    write_folder({"interactions": frame}, tmp_path / "parts")
    written = (tmp_path / "parts" / "interactions.csv").read_bytes()
    assert written == (tmp_path / "whole" / "interactions.csv").read_bytes()
    assert b"ana,x,2026-03-01T10:00:00.000000Z,help,1\n" in written


def test_a_table_without_rows_is_its_heading(tmp_path):
    write_folder({"absences": pd.DataFrame(columns=["person_id", "start_date", "end_date"])}, tmp_path)
    assert (tmp_path / "absences.csv").read_bytes() == b"person_id,start_date,end_date\n"
