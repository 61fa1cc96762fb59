"""The same ties from Spark and from PostgreSQL as from DuckDB."""

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ally_graph import analyze_ties, ties_of
from ally_graph.errors import DataError
from ally_graph.records import write_folder
from ally_graph.warehouse.reading import added_up, look
from ally_graph.warehouse.sources import opened

AS_OF = "2026-04-11"
AS_OF_TEXTS = "2026-01-20"
REQUIRED = "ALLY_REQUIRE_DATABASES"
# Ibis and PySpark don't know pandas 3 yet, and say so in these words.
pytestmark = pytest.mark.filterwarnings(
    "ignore:The 'future.infer_string' option is deprecated",
    "ignore:The copy keyword is deprecated",
    "ignore:PySpark does not yet fully support pandas:FutureWarning",
    "ignore:distutils Version classes are deprecated:DeprecationWarning",
    "ignore::ResourceWarning",
)


def unless_there(condition: object, words: str) -> None:
    """Skip the test where a database isn't installed; fail where all of them have to be."""
    if not condition:
        (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(words)


def company(rows: int = 600) -> dict[str, pd.DataFrame]:
    """Events of every state, in times of microseconds and ids beyond ASCII, thanks, and a roster with dates."""
    rng = np.random.default_rng(3)
    ids = np.array(["ana", "Bo", "bo", "cy", "Dé", "é b", "stranger"])
    times = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 105 * 86_400 * 10**6, rows), unit="us")
    interactions = pd.DataFrame(
        {
            "from_id": rng.choice(ids, rows),
            "to_id": rng.choice(ids, rows),
            "timestamp": times.astype("datetime64[us]"),
            "kind": rng.choice(["help", "nomination", "meeting", "request", "access", "lunch"], rows),
            "weight": rng.choice([1.0, 0.3, 7.1, 0.0], rows, p=[0.6, 0.2, 0.15, 0.05]),
        }
    )
    thanks = interactions.head(90).rename(columns={"from_id": "giver_id", "to_id": "receiver_id"})
    people = pd.DataFrame(
        {
            "person_id": ["ana", "Bo", "cy", "Dé", "é b"],
            "start_date": ["2026-02-01", "2020-01-01", "2020-01-01", "2020-01-01", "2020-01-01"],
            "end_date": ["2030-01-01", "2026-03-20", "2030-01-01", "2030-01-01", "2030-01-01"],
        }
    )
    return {"people": people, "interactions": interactions, "recognitions": thanks.drop(columns="kind")}


def unused_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def postgres():
    """The address of a PostgreSQL server of this test alone, run by somebody who is not root."""
    unless_there(importlib.util.find_spec("psycopg"), "psycopg is not installed")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    unless_there(found, "PostgreSQL is not installed")
    user, port = "postgres" if os.geteuid() == 0 else None, unused_port()

    def run(program: str, *arguments: object) -> None:
        command = [str(part) for part in (found[-1].with_name(program), "-D", place / "data", *arguments)]
        subprocess.run(command, user=user, cwd=place, check=True, stdout=subprocess.DEVNULL)

    with tempfile.TemporaryDirectory(prefix="ally_pg_") as folder:  # not pytest's, which only root may enter
        place = Path(folder)
        if user:
            shutil.chown(place, user)
        run("initdb", "-U", "ally", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        options = f"-p {port} -k {place} -c listen_addresses=127.0.0.1 -c fsync=off -c timezone=Asia/Tokyo"
        run("pg_ctl", "-w", "-l", place / "log", "-o", options, "start")
        try:
            yield f"postgres://ally@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """A session of Spark on this computer, which Ibis then connects to."""
    unless_there(shutil.which("java") and importlib.util.find_spec("pyspark"), "PySpark or Java is not installed")
    from pyspark import sql

    place = tmp_path_factory.mktemp("spark")
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": place / "warehouse",
    }.items():
        builder = builder.config(name, str(value))
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """The same tables as a data folder, which DuckDB adds up."""
    folder = tmp_path_factory.mktemp("expected")
    write_folder(company(), folder, fmt="parquet")
    return folder


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found, expected, rtol=1e-9, check_categorical=False)
    exact = [name for name in expected if name != "weight"]
    pd.testing.assert_frame_equal(found[exact], expected[exact], check_categorical=False)


def test_postgres_gives_the_ties_that_duckdb_gives(postgres, expected):
    """Ibis fills a server that keeps Tokyo time; ties in all and by month, and the data of an analysis."""
    import ibis

    con = ibis.connect(postgres)
    for name, table in company().items():
        con.create_table(name, table)
    con.disconnect()
    assert_same(ties_of(postgres, as_of=AS_OF), ties_of(expected, as_of=AS_OF))
    assert_same(ties_of(postgres, by_month=True), ties_of(expected, by_month=True))
    assert analyze_ties(postgres, as_of=AS_OF).data == analyze_ties(expected, as_of=AS_OF).data


ODD_TIMES = ["2026-1-5", "20260105", "2026-01-05T24:00:00", "2026-01-05 10:00:00 UTC", " 2026-01-06 ", "5 Jan 2026",
             "epoch", "2026-01-07T10:00:00,5Z", "2026-01-08t10:00:00z", "2026-02-30", "2026/01/09"]  # fmt: skip
ODD_WEIGHTS = ["1", "1_000", " 2 ", "+3", "inf", "nan", "1e2", "", "0x10", "1,5", ".5"]


def texts_of_odd_forms() -> dict[str, pd.DataFrame]:
    """Events whose times, weights and kinds are texts, each form with each of some of the others."""
    rows = [(time, weight) for time in ODD_TIMES for weight in ODD_WEIGHTS]
    place = np.arange(len(rows))
    interactions = pd.DataFrame(rows, columns=["timestamp", "weight"])
    interactions["from_id"] = np.array(["ana", "Bo ", "cy\u200b"], dtype=object)[place % 3]
    interactions["to_id"] = np.array(["Dé", "De\u0301", "é b"], dtype=object)[place // 3 % 3]
    interactions["kind"] = np.array(["help", " Help", "meet\u200bing", "lunch"], dtype=object)[place % 4]
    people = pd.DataFrame({"person_id": ["ana", "Bo", "cy", "Dé", "é b"]})
    return {"people": people, "interactions": interactions}


@pytest.fixture(scope="module")
def expected_of_texts(tmp_path_factory):
    """The same texts as a data folder."""
    folder = tmp_path_factory.mktemp("texts")
    for name, table in texts_of_odd_forms().items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def test_postgres_reads_texts_as_a_data_folder_is_read(postgres, expected_of_texts):
    """Times, weights and kinds are texts in the database; it would read a third of them otherwise, or end at them."""
    import ibis

    con = ibis.connect(postgres)
    for name in con.list_tables():
        con.raw_sql(f'DROP TABLE "{name}"').close()
    for name, table in texts_of_odd_forms().items():
        con.create_table(name, table)
    con.disconnect()
    ties = ties_of(expected_of_texts, as_of=AS_OF_TEXTS)
    assert len(ties) > 3
    assert_same(ties_of(postgres, as_of=AS_OF_TEXTS), ties)


def test_spark_reads_texts_as_a_data_folder_is_read(spark, expected_of_texts):
    """The same texts as views of a local session."""
    from ally_graph.settings import Settings

    for name, table in texts_of_odd_forms().items():
        spark.createDataFrame(table).createOrReplaceTempView(name)
    spark.catalog.dropTempView("recognitions")
    with opened("pyspark://") as warehouse:
        found = added_up(warehouse, look(warehouse, Settings(), as_of=AS_OF_TEXTS))
    assert_same(found, ties_of(expected_of_texts, as_of=AS_OF_TEXTS))


def test_a_database_that_is_not_there_is_one_problem_without_the_password():
    pytest.importorskip("psycopg")
    with pytest.raises(DataError, match="can't be reached") as caught:
        ties_of("postgres://me:secret@127.0.0.1:1/company")
    assert "secret" not in str(caught.value)


def test_spark_gives_the_ties_that_duckdb_gives(spark, expected):
    """The tables are views of a local session; ties are compared in all and by month."""
    from ally_graph.settings import Settings

    for name, table in company().items():
        spark.createDataFrame(table).createOrReplaceTempView(name)
    for months in (False, True):
        with opened("pyspark://") as warehouse:
            assert warehouse.engine == "pyspark"
            found = added_up(warehouse, look(warehouse, Settings(), as_of=AS_OF), by_month=months)
        assert_same(found, ties_of(expected, as_of=AS_OF, by_month=months))
