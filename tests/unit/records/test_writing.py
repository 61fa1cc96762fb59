"""A data folder is written whole, and reads back as the same records."""

import os

import pandas as pd
import pytest

from ally_graph.errors import SettingError
from ally_graph.records import TABLES, from_tables, load, template, write_folder


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
