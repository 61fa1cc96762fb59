"""Whatever bytes stand in a file, the readers end in records, a table or an error in words, and soon.

Ten thousand files in the long form; without it there are a hundred and sixty.
"""

from __future__ import annotations

import io
import random
import signal
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from ally_graph import load
from ally_graph.errors import DataError, SettingError
from ally_graph.records import read_table
from tests.nightly.hostile import FEW, HEAD, PEOPLE, alone, book, packed, sheet_of, spoilt
from tests.nightly.size import SEED, many

FILES = many(160, 10_000)
SECONDS, PATIENCE = 10, 1800
PARTS = book()
GOOD_BOOK, GOOD_ZIP = packed(PARTS), packed({"people.csv": PEOPLE, "interactions.csv": HEAD + FEW})
cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["p01", "p02", "2026-01-05", "help", "1", "", '"', ";", ",", "\r", "\n", "\0", "=1", "1e400", "\ud800"]
    ),
)
seeds = st.integers(0, 2**32)


def every(share: float) -> settings:
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=max(10, int(FILES * share)), deadline=None, suppress_health_check=quiet, database=None)


def survives(name: str, data: bytes) -> None:
    """Read a file as a data set, and as any table, and as a table of events in a folder."""
    with tempfile.TemporaryDirectory() as place:
        path = alone(Path(place) / "data", name, data)
        beside = alone(Path(place) / "folder", f"interactions{path.suffix}", data).parent
        (beside / "people.csv").write_text(PEOPLE)
        for read in (lambda: load(path), lambda: read_table(path), lambda: load(beside)):
            within(read)


def within(read: Callable[[], object]) -> None:
    """Seconds of the processor count, since others may use it; what waits for something that never comes is ended."""
    begun = time.process_time()
    signal.alarm(PATIENCE)
    with suppress(DataError, SettingError):
        read()
    signal.alarm(0)
    assert time.process_time() - begun < SECONDS


@every(0.4)
@given(
    rows=st.lists(st.lists(cells, max_size=7), max_size=12),
    head=st.sampled_from([HEAD, HEAD.replace(",", ";"), "", "sep=|\n", '"from_id"\t"to_id"\ttimestamp\tkind\n']),
    ends=st.sampled_from(["\n", "\r\n", "\r", ""]),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-32", "cp1252", "utf-8-sig", "utf-16-be"]),
    seed=st.none() | seeds,
)
def test_any_csv(rows, head, ends, encoding, seed):
    text = head + ends.join(",".join(row) for row in rows)
    data = text.encode("utf-8", "surrogatepass") if "utf-8" in encoding else text.encode(encoding, "replace")
    survives("interactions.csv", data if seed is None else spoilt(data or b"x", seed))


attributes = st.dictionaries(
    st.sampled_from(["r", "t", "s"]),
    st.sampled_from(["A1", "B2", "XFD9", "0", "-1", "1e9", "s", "b", "d", "e", "n", "str", "inlineStr", "x"]),
)
values = st.sampled_from(
    ["1", "p01", "46000", "46000.5", "-1", "1e400", "nan", "", "99", "2026-01-05T00:00:00", "true", "é"]
)


@st.composite
def written_cells(draw) -> str:
    told = "".join(f' {name}="{value}"' for name, value in draw(attributes).items())
    value = draw(values)
    inside = draw(
        st.sampled_from([f"<v>{value}</v>", f"<is><t>{value}</t></is>", "<is><r><t>a</t></r></is>", "<f>1+1</f>", ""])
    )
    return f"<c{told}>{inside}</c>"


@st.composite
def written_rows(draw) -> str:
    number = draw(st.sampled_from(["", ' r="2"', ' r="9"', ' r="1048577"', ' r="x"', ' r="1e3"', ' r="-1"']))
    return f"<row{number}>{''.join(draw(st.lists(written_cells(), max_size=6)))}</row>"


@every(0.25)
@given(rows=st.lists(written_rows(), max_size=6), part=st.sampled_from(sorted(PARTS)), seed=st.none() | seeds)
def test_any_workbook(rows, part, seed):
    """Odd rows and cells, and then bytes of one part or of the whole file changed."""
    parts = PARTS | {"xl/worksheets/sheet2.xml": sheet_of("".join(rows))}
    if seed is not None and seed % 2:
        parts[part] = spoilt(parts[part], seed)
    whole = packed(parts)
    survives("data.xlsx", spoilt(whole, seed, 0.002) if seed is not None and not seed % 2 else whole)


columns = st.sampled_from(
    [
        pa.array(["p01", None, "x"]), pa.array([1, None, 3]), pa.array([0.5, float("nan"), None]),
        pa.array([True, None, False]),
        pa.array([[1], [], None]), pa.array([b"\xff", b"", None]), pa.array([{"a": 1}] * 3), pa.nulls(3),
        pa.array([1, 2**62, None], pa.timestamp("ms")), pa.array([1, 2, None], pa.timestamp("ns", "UTC")),
        pa.array([1, -1, None], pa.date32()), pa.array([1, 2, None], pa.time64("us")),
        pa.array([1, 2, None], pa.duration("s")),
        pa.array(["2026-01-05", "2026-1-5", ""]).dictionary_encode(), pa.array([1.5, 2, None], pa.float16()),
        pa.array([2**64 - 1, 0, None], pa.uint64()), pa.array(["a", "b", None], pa.large_string()),
    ]
)  # fmt: skip
names = st.sampled_from(["from_id", "to_id", "timestamp", "kind", "weight", "", "From_ID ", "x", "=cmd"])


@every(0.2)
@given(table=st.lists(st.tuples(names, columns), max_size=7), seed=st.none() | seeds)
def test_any_parquet(table, seed):
    out = io.BytesIO()
    whole = pa.Table.from_arrays([column for _, column in table], names=[name for name, _ in table])
    parquet.write_table(whole, out)
    data = out.getvalue()
    survives("interactions.parquet", data if seed is None else spoilt(data, seed, 0.003))


members = st.sampled_from(
    [
        "people.csv",
        "interactions.csv",
        "data/people.csv",
        "../people.csv",
        "/x.csv",
        "C:/x.csv",
        "a\\..\\b.csv",
        ".hidden",
        "people.parquet",
        "x.zip",
        "interactions.parquet/a.parquet",
    ]
)


@every(0.15)
@given(
    names=st.lists(members, max_size=5, unique=True),
    how=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2]),
    inside=st.binary(max_size=200) | st.just(PEOPLE.encode()),
    seed=st.none() | seeds,
)
def test_any_zip(names, how, inside, seed):
    data = packed({"interactions.csv": HEAD + FEW} | dict.fromkeys(names, inside), how)
    survives("data.zip", data if seed is None else spoilt(data, seed, 0.003))


@pytest.mark.parametrize("good", [GOOD_BOOK, GOOD_ZIP], ids=["workbook", "zip"])
def test_files_that_end_too_early(good):
    """Cut at many places: the list of files at the end of a zip is gone then, or half of it."""
    rng = random.Random(5 + SEED)
    for _ in range(FILES // 20):
        survives("data.xlsx" if good is GOOD_BOOK else "data.zip", good[: rng.randrange(len(good))])
