"""One set of reading rules: a table means the same to a database as to the readers of a data folder."""

import os

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from ally_graph import load, ties_of
from ally_graph.cli.commands import main
from ally_graph.errors import DataError
from ally_graph.settings import Settings
from ally_graph.warehouse import rereading, sources
from ally_graph.warehouse.reading import look
from ally_graph.warehouse.sources import opened

TIMES = (
    "2026-01-01T24:00:00", "2026-01-01T23:59:60Z", "2026-01-01T00:00:00+99:99", "2026-01-01T10:00+25:00", "20260101",
    "20260101T100000", "2026-01-01 10:00:00 UTC", "2026-01-01T10:00:00,5Z", "2026-01-01T10", "2026-1-1", "2026/01/01",
    "Jan 1 2026", "2026-01-01T10:00:00 Europe/Berlin", "2026-01-01 BC", "infinity", "-infinity", "epoch", "today",
    "2026-01-01T10:00:00.1234567Z", "2026-01-01t10:00:00z", "2026-02-30", " 2026-01-01 ", "2026-01-01T10:00:00-00:00",
    "2026-001", "2026-W01-1", "2026-01-01T10:00", "2026-01-01T1000Z", "2026-01-01T10:00:00+0530", "2026-01-01T10-08",
    "1767225600", "46023", "0001-01-01", "9999-12-31", "2026-01-01\u00a0", "２０２６-01-01", "", "nan", "NaT", "null",
    "2026-12-31T00:00:00.000001", "1969-12-31T23:59:59", "2100-12-31", "2101-01-01",
)  # fmt: skip
WEIGHTS = (
    "1", "0x10", "1e2", "1_000", " 2 ", "+3", "inf", "nan", "1,5", "true", "", "1e-320", ".5", "5.", "Infinity", "१",
    "1e7", "-1", "0", "1000000", "1000001", "NULL", "½", "1 000", "--1", "1e", "9" * 30, "\u00a02",
)  # fmt: skip
KINDS = ("Review ", "\u200bhelp", "=help", "HELP", "Ｈelp", "  ", "help\t", "he lp", "x" * 4_097, "@help", "méeting")
IDS = ("BO", " bo", "b\u200bo", "=bo", "bo\u00a0", "Ｂo", "", "  ", "x" * 4_097, "stranger", "ana", "-7", "007")


def table(times=(), weights=(), kinds=(), ids=()) -> pd.DataFrame:
    """One row for each odd cell, all else of it plain and with a person of its own, and a plain row before them."""
    plain = {"from_id": "ana", "to_id": "bo", "timestamp": "2026-01-03T00:00:00Z", "kind": "help", "weight": "1"}
    rows = [plain]
    for name, cells in (("timestamp", times), ("weight", weights), ("kind", kinds), ("to_id", ids)):
        rows += [plain | {"to_id": f"{name}{place}", name: cell} for place, cell in enumerate(cells)]
    return pd.DataFrame(rows)


ALL = table(TIMES, WEIGHTS, KINDS, IDS)
NAMES = [f"{name}{place}" for name in ("timestamp", "weight", "kind") for place in range(60)]
PEOPLE = "\n".join(["person_id", "ana", "bo", "-7", "7", *NAMES]) + "\n"


def csv_of(frame, folder):
    frame.to_csv(folder / "interactions.csv", index=False)


def semicolons(frame, folder):
    frame.to_csv(folder / "interactions.csv", index=False, sep=";")


def in_utf16(frame, folder):
    frame.to_csv(folder / "interactions.csv", index=False, encoding="utf-16", errors="replace")


def ragged(frame, folder):
    text = frame.to_csv(index=False)
    (folder / "interactions.csv").write_text(text + "a,b,c,d,e,f\n\nana,bo\n", encoding="utf-8")


def quoted(frame, folder):
    text = frame.to_csv(index=False, quoting=1)
    (folder / "interactions.csv").write_text(text + 'ana,"bo,2026-01-01,help,1\nana,bo,2026-01-01,help,1\n', "utf-8")


def odd_header(frame, folder):
    frame.rename(columns={"from_id": " From_ID ", "kind": "KIND"}).to_csv(folder / "interactions.csv", index=False)


def parquet_of_texts(frame, folder):
    frame.replace("", None).to_parquet(folder / "interactions.parquet", index=False)


def parquet_of_types(frame, folder):
    """True times, numbers with gaps and NaN, ids as numbers with a half."""
    count = len(frame)
    typed = pa.table(
        {
            "from_id": pa.array(np.where(np.arange(count) % 3, 7.0, 0.5)),
            "to_id": pa.array(frame["to_id"]).dictionary_encode(),
            "timestamp": pa.array(pd.date_range("2026-01-01", periods=count, freq="h"), pa.timestamp("ns", "UTC")),
            "kind": pa.array(frame["kind"]),
            "weight": pa.array(np.where(np.arange(count) % 2, np.nan, 2.5), from_pandas=False),
        }
    )
    pq.write_table(typed, folder / "interactions.parquet")


def plain_parquet(frame, folder):
    """Nothing to read again: the database reads the file itself."""
    count = len(frame)
    typed = pa.table(
        {
            "from_id": ["ana"] * count,
            "to_id": pa.array(frame["to_id"]),
            "timestamp": pa.array(pd.date_range("2026-01-01", periods=count, freq="h")),
            "kind": ["Review "] * count,
            "weight": pa.array(np.where(np.arange(count) % 2, np.nan, 2.5), from_pandas=False),
        }
    )
    assert rereading.is_plain("interactions", typed.schema)
    pq.write_table(typed, folder / "interactions.parquet")


WAYS = (csv_of, semicolons, in_utf16, ragged, quoted, odd_header, parquet_of_texts, parquet_of_types, plain_parquet)


def by_records(folder) -> tuple[dict, dict]:
    """Sums, counts and last times by kind and people, and the counts of rows, as the readers of a folder have them."""
    records = load(folder)
    events = records.interactions.astype({"from_id": "str", "to_id": "str", "kind": "str"})
    sums = events.groupby(["from_id", "to_id", "kind"]).agg(
        weight=("weight", "sum"), count=("weight", "size"), last=("timestamp", "max")
    )
    counts = {"events": len(events), "set_aside": records.set_aside, "outside": records.outside}
    return {key: tuple(row) for key, row in zip(sums.index, sums.itertuples(index=False), strict=True)}, counts


def by_database(folder, source=None) -> tuple[dict, dict]:
    asked = {"as_of": "2101-01-01", "window_days": 36_500, "half_life_days": np.inf}
    found = ties_of(source or folder, **asked).astype({"source": "str", "target": "str", "kind": "str"})
    with opened(source or folder) as warehouse:
        there = look(warehouse, Settings(), as_of=asked["as_of"])
    counts = {
        "events": there.rows["good"],
        "set_aside": there.records.set_aside + there.rows["set aside"] + there.rows["future"],
        "outside": there.records.outside + there.rows["outside"],
    }
    mutual = {kind for kind in found["kind"] if kind not in ("help", "review")}
    sums = {}
    for row in found.itertuples():
        key = (row.source, row.target) if row.kind not in mutual else tuple(sorted((row.source, row.target)))
        sums[(*key, row.kind)] = (row.weight, row.count, row.last)
    return sums, counts


def turned(sums: dict) -> dict:
    """Mutual kinds by their two people in order, as a table of ties has them."""
    plain = {}
    for (one, two, kind), (weight, count, last) in sums.items():
        key = (one, two, kind) if kind in ("help", "review") else (*sorted((one, two)), kind)
        before = plain.get(key, (0.0, 0, last))
        plain[key] = (before[0] + weight, before[1] + count, max(before[2], last))
    return plain


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_odd_cells_mean_the_same_both_ways(tmp_path, way):
    """A hundred odd cells, in nine kinds of file: the same rows count, with the same times and weights."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    way(ALL, tmp_path)
    sums, counts = by_records(tmp_path)
    found, told = by_database(tmp_path)
    assert told == counts
    assert found.keys() == turned(sums).keys()
    for key, (weight, count, last) in turned(sums).items():
        assert found[key][1:] == (count, last), key
        assert found[key][0] == pytest.approx(weight, rel=1e-9), key


def test_a_database_with_texts_is_read_by_the_same_rules(tmp_path):
    """Times and weights stand in it as texts, and kinds with signs that can't be seen."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    csv_of(ALL, tmp_path)
    path = tmp_path / "company.duckdb"
    with duckdb.connect(str(path)) as con:
        con.register("frame", ALL)
        con.execute("CREATE TABLE interactions AS FROM frame")
        con.execute(f"CREATE TABLE people AS FROM read_csv('{tmp_path}/people.csv', all_varchar = true)")
    assert by_database(tmp_path, path)[1] == by_records(tmp_path)[1]


def test_what_is_set_aside_is_counted_and_said(tmp_path, capsys):
    """A time that is none, one after the date, and somebody who is not on the roster."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    csv_of(table(times=["x", "2099-01-01"], ids=["stranger"]), tmp_path)
    out = str(tmp_path / "ties.parquet")
    assert main(["ties", str(tmp_path), "-o", out, "--as-of", "2026-02-01"]) == 0
    said = capsys.readouterr().err
    assert "1 rows count; 1 were set aside" in said
    assert "1 are with somebody who is not on the roster, 1 lie after the date" in said


@pytest.mark.parametrize("name", ["interactions.csv", "interactions.parquet"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    for source in (tmp_path, tmp_path / name):
        with pytest.raises(DataError):
            ties_of(source)


def test_books_in_cells_are_refused_before_they_are_unpacked(tmp_path):
    """Four kilobytes that hold texts of fifty million letters; and a shorter one that the database must not copy."""
    ids = ["x" * 50_000_000] * 3 + [f"p{place % 24}" for place in range(197)]
    columns = {"to_id": ["a"] * 200, "timestamp": pd.date_range("2026", periods=200), "kind": ["help"] * 200}
    bomb = pa.table({"from_id": ids, **columns})
    pq.write_table(bomb, tmp_path / "bomb.parquet", compression="zstd")
    with pytest.raises(DataError, match=r"bomb|extreme length"):
        ties_of(tmp_path / "bomb.parquet")
    ids = ["x" * 5_000_000] * 150 + ["b"] * 50
    pq.write_table(bomb.set_column(0, "from_id", [ids]), tmp_path / "less.parquet", compression="zstd")
    assert ties_of(tmp_path / "less.parquet", memory_limit="1GB")["count"].sum() == 50


@pytest.mark.parametrize("text", ["", "from_id,to_id,timestamp,kind," + "h" * 200_000 + "\n"])
def test_a_file_without_columns_holds_no_ties(tmp_path, text):
    (tmp_path / "interactions.csv").write_text(text)
    assert len(ties_of(tmp_path)) == 0


@pytest.mark.parametrize(
    ("ids", "why"),
    [([b"\xff"], "Invalid UTF8"), ([["ana"]], "lists or records"), ([{"id": "ana"}], "lists or records")],
)
def test_a_column_that_holds_no_plain_values_is_refused_in_words(tmp_path, ids, why):
    """Only of the columns that are read: others may hold what they like, as for the readers of a folder."""
    plain = {"from_id": ["ana"], "to_id": ["bo"], "timestamp": ["2026-01-03"], "kind": ["help"]}
    pq.write_table(pa.table(plain | {"from_id": ids}), tmp_path / "interactions.parquet")
    with pytest.raises(DataError, match=why):
        ties_of(tmp_path)
    pq.write_table(pa.table(plain | {"remark": ids, "weight": ["1"]}), tmp_path / "interactions.parquet")
    assert ties_of(tmp_path)["count"].sum() == 1


def test_a_folder_of_all_and_everything_is_not_looked_through(tmp_path, monkeypatch):
    """As it would be where somebody names the root of a disk."""
    monkeypatch.setattr(sources, "BELOW_AT_MOST", 2)
    table("2026").to_csv(tmp_path / "march.csv", index=False)
    assert len(ties_of(tmp_path)) > 0
    for name in "ab":
        (tmp_path / name).mkdir()
    with pytest.raises(DataError, match="more than 2 files and folders"):
        ties_of(tmp_path)


def test_two_columns_of_one_name_are_refused_in_words(tmp_path):
    columns = [["ana"], ["ana"], ["bo"], ["2026-01-03"]]
    doubled = pa.table(columns, names=["from_id", "from_id", "to_id", "timestamp"])
    pq.write_table(doubled, tmp_path / "interactions.parquet")
    with pytest.raises(DataError, match=r"same name|duplicate"):
        ties_of(tmp_path)


def test_an_empty_file_holds_no_ties_and_a_link_in_a_circle_is_refused(tmp_path):
    (tmp_path / "interactions.parquet").touch()
    assert len(ties_of(tmp_path)) == 0
    (tmp_path / "interactions.parquet").unlink()
    (tmp_path / "interactions.csv").symlink_to("interactions.csv")
    with pytest.raises(DataError, match="circle"):
        ties_of(tmp_path)
