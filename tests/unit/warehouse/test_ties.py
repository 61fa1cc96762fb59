"""Ties that DuckDB adds up, against the same from records in memory."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import ally_graph
from ally_graph import analyze, analyze_ties, load, ties_of, vocabulary
from ally_graph.errors import DataError, SettingError
from ally_graph.measures.people import allies
from ally_graph.network import network_of
from ally_graph.records import write_folder
from ally_graph.settings import Settings
from ally_graph.vocabulary import Flow
from ally_graph.warehouse import duck, is_warehouse, write_ties

AS_OF = "2026-04-11"
ROOT = Path(__file__).parents[3]
ODDS = [0.5, 0.2, 0.2, 0.02, 0.02, 0.02, 0.04]


def dirty_tables(rows: int = 900, seed: int = 0) -> dict[str, pd.DataFrame]:
    """Events with everything that makes a row unusable, spellings of one person, and a roster with dates."""
    rng = np.random.default_rng(seed)
    ids = np.array(["ana", "bo", "cy", "Dé", "eve", "ANA ", "stranger", "", "fi"])
    odds = np.array([0.2, 0.2, 0.2, 0.15, 0.1, 0.05, 0.05, 0.02, 0.03])
    times = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 105 * 86_400 * 10**6, rows), unit="us")
    kinds = ["help", "nomination", "meeting", "request", "access", "lunch", "Review ", None]
    interactions = pd.DataFrame(
        {
            "from_id": rng.choice(ids, rows, p=odds),
            "to_id": rng.choice(ids, rows, p=odds),
            "timestamp": times.astype("datetime64[us]"),
            "kind": rng.choice(np.array(kinds, dtype=object), rows),
            "weight": rng.choice([1.0, 0.25, 3.7, 0.0, -1.0, 2e6, np.nan], rows, p=ODDS),
        }
    )
    thanks = interactions.head(rows // 5).rename(columns={"from_id": "giver_id", "to_id": "receiver_id"})
    people = pd.DataFrame(
        {
            "person_id": ["ana", "bo", "cy", "Dé", "eve", "fi", "quiet"],
            "team": ["x", "x", "y", "y", "y", "x", "y"],
            "start_date": pd.to_datetime(["2026-02-01", None, None, None, None, None, None]),
            "end_date": pd.to_datetime([None, "2026-03-20", None, None, None, None, None]),
        }
    )
    return {"people": people, "interactions": interactions, "recognitions": thanks.drop(columns="kind")}


@pytest.fixture(params=["parquet", "csv"])
def folder(request, tmp_path):
    write_folder(dirty_tables(), tmp_path / "data", fmt=request.param)
    return tmp_path / "data"


def expected_ties(records, **window) -> pd.DataFrame:
    """The same table from events in memory, by plain pandas."""
    network = network_of(records, as_of=AS_OF, settings=Settings(**window))
    events, ids = network.events, network.people.index
    flows = [vocabulary.flow_of(events.kinds[kind]) for kind in events.kind]
    mutual = np.array([flow is Flow.MUTUAL for flow in flows])
    low, high = np.minimum(events.source, events.target), np.maximum(events.source, events.target)
    frame = pd.DataFrame(
        {
            "source": ids[np.where(mutual, low, events.source)],
            "target": ids[np.where(mutual, high, events.target)],
            "kind": np.array(events.kinds)[events.kind],
            "weight": network.decayed(events),
            "age": events.age,
        }
    )
    grouped = frame.groupby(["source", "target", "kind"], sort=True)
    return grouped.agg(weight=("weight", "sum"), count=("weight", "size"), age=("age", "min")).reset_index()


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """Ids and kinds as texts."""
    return table.astype(dict.fromkeys(table.columns.intersection(["source", "target", "kind", "month"]), "str"))


def assert_same_ties(table: pd.DataFrame, expected: pd.DataFrame) -> None:
    keys = ["source", "target", "kind"]
    merged = plain(table).merge(plain(expected), on=keys, how="outer", suffixes=("", "_expected"))
    assert merged.notna().all(axis=None)
    assert merged["count"].tolist() == merged["count_expected"].tolist()
    np.testing.assert_allclose(merged["weight"], merged["weight_expected"], rtol=1e-12)
    age = (pd.Timestamp(AS_OF) - merged["last"]) / pd.Timedelta(days=1)
    np.testing.assert_allclose(age, merged["age"], atol=1e-9)


@pytest.mark.parametrize("window", [{}, {"window_days": 20, "half_life_days": 3.0}, {"half_life_days": np.inf}])
def test_ties_of_a_warehouse_are_those_of_the_records(folder, window):
    assert_same_ties(ties_of(folder, as_of=AS_OF, **window), expected_ties(load(folder), **window))


def test_people_figures_and_groups_are_those_of_the_records(folder):
    """One folder read both ways; the Gini by chance needs single events, which ties no longer have."""
    there = analyze(load(folder), as_of=AS_OF, findings=False).to_dict()
    here = analyze_ties(folder, as_of=AS_OF).to_dict()
    assert here["network"].pop("gini_expected_by_chance") is None
    assert there["network"].pop("gini_expected_by_chance") > 0
    for part in ("data", "coverage", "clusters", "findings"):
        assert here[part] == there[part]
    for name, value in there["network"].items():
        assert here["network"][name] == (pytest.approx(value, rel=1e-9) if isinstance(value, float) else value)


def test_every_measure_is_that_of_the_records(folder):
    there, here = analyze(load(folder), as_of=AS_OF, findings=False), analyze_ties(folder, as_of=AS_OF)
    pd.testing.assert_frame_equal(here.people, there.people, rtol=1e-9)


def test_without_a_roster_everyone_seen_is_on_it(tmp_path):
    tables = {name: table for name, table in dirty_tables().items() if name != "people"}
    write_folder(tables, tmp_path, fmt="parquet")
    there, here = analyze(load(tmp_path), as_of=AS_OF, findings=False), analyze_ties(tmp_path, as_of=AS_OF)
    assert here.data == there.data
    pd.testing.assert_frame_equal(here.people, there.people, rtol=1e-9)


def test_allies_meet_twice_within_the_gap_and_not_a_moment_more(tmp_path):
    """Help 28 days apart, or a microsecond more; one meeting is enough, two requests never are."""
    gap = pd.Timedelta(days=28)
    start = pd.Timestamp("2026-01-17T05:06:07.000001")
    more = pd.Timedelta(microseconds=1)
    rows = [("a", "b", start, "help"), ("b", "a", start + gap, "help"), ("a", "c", start, "help")]
    rows += [("a", "c", start + gap + more, "help"), ("a", "d", start, "meeting"), ("b", "c", start, "request")]
    rows += [("b", "c", start + more, "request"), ("c", "d", start, "help"), ("d", "c", start + more, "review")]
    events = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    write_folder({"interactions": events}, tmp_path, fmt="parquet")
    table = plain(ties_of(tmp_path))
    found = {tuple(sorted(pair)) for pair in table.loc[table["ally"], ["source", "target"]].itertuples(index=False)}
    assert found == {("a", "b"), ("a", "d"), ("c", "d")}
    assert analyze_ties(tmp_path).people["allies"].tolist() == [2.0, 1.0, 1.0, 2.0]


def test_allies_are_the_same_at_random(tmp_path):
    for seed in range(5):
        write_folder(dirty_tables(120, seed), tmp_path, fmt="parquet")
        settings = Settings(ally_gap_days=3, window_days=60)
        network = network_of(load(tmp_path), settings=settings)
        here = analyze_ties(tmp_path, settings=settings).people.set_index("person_id")["allies"]
        pd.testing.assert_series_equal(here, allies(network))


def test_months_add_up_to_the_whole(folder):
    whole, months = ties_of(folder, as_of=AS_OF), ties_of(folder, as_of=AS_OF, by_month=True)
    assert sorted(months["month"].unique()) == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert (months["last"].dt.strftime("%Y-%m") == months["month"].astype("str")).all()
    added = plain(months).groupby(["source", "target", "kind"], as_index=False)[["weight", "count"]].sum()
    np.testing.assert_allclose(added["weight"], whole["weight"], rtol=1e-12)
    assert added["count"].tolist() == whole["count"].tolist()


def test_only_some_kinds_are_added_up(folder):
    table = ties_of(folder, as_of=AS_OF, kinds=["help", "recognition"])
    assert set(table["kind"]) == {"help", "recognition"}
    with pytest.raises(SettingError, match="Did you mean help"):
        ties_of(folder, kinds=["helpp"])


def test_parts_on_disk_add_up_to_the_same_bytes(folder, monkeypatch):
    whole = ties_of(folder, as_of=AS_OF)
    monkeypatch.setattr(duck, "BYTES_A_ROW", 10**7)
    pd.testing.assert_frame_equal(ties_of(folder, as_of=AS_OF), whole)


def test_the_order_of_rows_changes_nothing(tmp_path):
    tables = dirty_tables()
    write_folder(tables, tmp_path / "one", fmt="parquet")
    shuffled = {name: table.sample(frac=1, random_state=1) for name, table in tables.items()}
    write_folder(shuffled, tmp_path / "two", fmt="parquet")
    pd.testing.assert_frame_equal(ties_of(tmp_path / "one"), ties_of(tmp_path / "two"))


def test_files_in_a_pattern_or_a_folder_are_one_table(tmp_path):
    """Every third row goes to a file of its own; all of them in a single file give the expected ties."""
    events = dirty_tables()["interactions"]
    for part in range(3):
        events[part::3].to_parquet(tmp_path / f"part-{part}.parquet", index=False)
    events.to_parquet(tmp_path / "whole.pq.parquet", index=False)
    whole = ties_of(tmp_path / "whole.pq.parquet")
    (tmp_path / "whole.pq.parquet").unlink()
    pd.testing.assert_frame_equal(ties_of(f"{tmp_path}/part-*.parquet"), whole)
    pd.testing.assert_frame_equal(ties_of(tmp_path), whole)


def test_a_duckdb_file_is_read_and_left_as_it_is(tmp_path, folder):
    """The folder's tables under capitalised names, read by address and by path; bytes are compared."""
    path = tmp_path / "company.duckdb"
    with duckdb.connect(str(path)) as con:
        for name, table in dirty_tables().items():
            con.register("frame", table)
            con.execute(f"CREATE TABLE {name.title()} AS FROM frame")
    before = path.read_bytes()
    expected = ties_of(folder, as_of=AS_OF)
    pd.testing.assert_frame_equal(ties_of(f"duckdb://{path}", as_of=AS_OF), expected)
    pd.testing.assert_frame_equal(ties_of(path, as_of=AS_OF), expected)
    assert path.read_bytes() == before


def test_times_with_a_zone_are_converted(tmp_path):
    text = "from_id,to_id,timestamp,kind\na,b,2026-01-01T01:00:00+02:00,help\nc,d,2026-01-02,help\n"
    (tmp_path / "events.csv").write_text(text)
    last = ties_of(tmp_path / "events.csv")["last"]
    assert last.tolist() == [pd.Timestamp("2025-12-31T23:00:00"), pd.Timestamp("2026-01-02")]


def test_the_file_of_ties_holds_the_table(tmp_path, folder):
    """The Parquet file is read by pyarrow and sorted, then held against the table of ties in memory."""
    count = write_ties(folder, tmp_path / "ties.parquet", settings=Settings(), as_of=AS_OF)
    table = plain(pq.read_table(tmp_path / "ties.parquet").to_pandas())
    table = table.sort_values(["source", "target", "kind"], ignore_index=True)
    assert count == len(table)
    pd.testing.assert_frame_equal(table, plain(ties_of(folder, as_of=AS_OF)))
    with pytest.raises(SettingError, match=r"ending in \.parquet"):
        write_ties(folder, tmp_path / "ties.xml", settings=Settings())


def test_a_view_of_the_database_reaches_no_other_file(tmp_path):
    secret, path = tmp_path / "secret.csv", tmp_path / "sly.duckdb"
    secret.write_text("from_id,to_id,timestamp,kind\na,b,2026-01-01,help\n")
    with duckdb.connect(str(path)) as con:
        con.execute(f"CREATE VIEW interactions AS FROM read_csv('{secret}')")
    with pytest.raises(DataError, match="Cannot access file"):
        ties_of(path)


def test_the_engine_is_locked_and_its_folder_goes(tmp_path):
    """Six ways out: to read, to write, an extension, a new database, a setting, a Python variable."""
    outside = tmp_path / "other.csv"
    outside.write_text("a\n1\n")
    with duck.engine("events", "2GB") as engine:
        for query in (f"FROM read_csv('{outside}')", f"COPY (SELECT 1) TO '{tmp_path}/x.csv'", "INSTALL httpfs",
                      f"ATTACH '{tmp_path}/new.db'", "SET enable_external_access = true", "FROM outside"):  # fmt: skip
            with pytest.raises(duckdb.Error):
                engine.con.execute(query)
        assert engine.spill.stat().st_mode & 0o077 == 0
    assert not engine.spill.exists()
    assert sorted(os.listdir(tmp_path)) == ["other.csv"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty", None, "holds no Parquet or CSV file"),
        ("events.csv", "from_id,to_id\na,b\n", "has no column timestamp"),
        ("events.parquet", "no parquet at all", "can't be read"),
        ("broken.duckdb", "no database at all", "can't be read"),
    ],
)
def test_a_source_that_can_not_be_read_is_one_problem_in_words(tmp_path, name, content, words):
    path = tmp_path / name
    path.mkdir() if content is None else path.write_text(content)
    with pytest.raises(DataError, match=words):
        ties_of(path)


@pytest.mark.parametrize("memory", ["2 apples", "GB", "10MB", ""])
def test_a_size_that_can_not_be_is_refused(tmp_path, memory):
    (tmp_path / "events.csv").write_text("from_id,to_id,timestamp,kind\na,b,2026-01-01,help\n")
    with pytest.raises(SettingError, match="memory"):
        ties_of(tmp_path / "events.csv", memory_limit=memory)


def test_no_event_at_all_gives_no_tie(tmp_path):
    (tmp_path / "events.csv").write_text("from_id,to_id,timestamp,kind\na,a,2026-01-01,help\n")
    table = ties_of(tmp_path / "events.csv")
    assert len(table) == 0
    assert list(table) == ["source", "target", "kind", "weight", "count", "last", "ally"]


def test_data_folders_stay_what_they_are(tmp_path):
    assert not is_warehouse(ROOT / "sample_data")
    assert not is_warehouse(tmp_path / "company.xlsx")
    assert is_warehouse("postgres://host/company")


def test_the_sample_is_analysed_without_any_database():
    program = (
        "import sys; from ally_graph.cli.commands import main; main(['analyze', 'sample_data', '--no-findings']);"
        "print(sorted({'ibis', 'duckdb', 'pyspark', 'numba', 'psycopg'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_is_missing_is_told_with_how_to_get_it(tmp_path, monkeypatch):
    (tmp_path / "events.csv").write_text("from_id,to_id,timestamp,kind\na,b,2026-01-01,help\n")
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(SettingError, match=r"pip install 'office-ally\[warehouse\]'"):
        ties_of(tmp_path / "events.csv")


def test_the_library_has_it_at_its_door():
    assert ally_graph.ties_of is ties_of
