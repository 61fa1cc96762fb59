"""A hundred million events to ties within two gigabytes: how much memory, processor time and time it takes.

Run it with `python tests/benchmarks/aggregation.py [EVENTS] [PEOPLE]`. It needs two gigabytes of disk for the events,
and up to twice that while they are added up. The events are written first, by another process than the one measured.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

sys.path.insert(0, str(Path(__file__).parents[2]))

EVENTS, PEOPLE, COLLEAGUES, DAYS = 100_000_000, 100_000, 40, 90
ROWS_A_FILE = 5_000_000
DISK = 60
"""Bytes of disk for each event, at most, at any time."""
KINDS = ("answer", "help", "meeting", "message", "nomination", "request", "review")
MEMORY = "2GB"


def write_events(folder: Path, events: int, people: int) -> None:
    """Parquet files of events between colleagues, one after the other."""
    names = pa.array([f"p{person:07d}" for person in range(people)])
    start = np.datetime64("2026-01-01", "us").astype(np.int64)
    for number, first in enumerate(range(0, events, ROWS_A_FILE)):
        rng, rows = np.random.default_rng(number), min(ROWS_A_FILE, events - first)
        one = rng.integers(0, people, rows, dtype=np.int32)
        two = (one + 1 + rng.integers(0, COLLEAGUES, rows, dtype=np.int32)) % people
        time_of = start + rng.integers(0, DAYS * 86_400, rows) * 1_000_000
        kind = rng.integers(0, len(KINDS), rows, dtype=np.int8)
        columns = {
            "from_id": pa.DictionaryArray.from_arrays(one, names),
            "to_id": pa.DictionaryArray.from_arrays(two, names),
            "timestamp": pa.array(time_of).cast(pa.timestamp("us")),
            "kind": pa.DictionaryArray.from_arrays(kind, pa.array(KINDS)),
        }
        parquet.write_table(pa.table(columns), folder / f"events-{number:03d}.parquet", compression="zstd")


def add_up(folder: Path) -> None:
    """Add the events up, and print what it took; in a process of its own."""
    from ally_graph.settings import Settings
    from ally_graph.warehouse import write_ties

    begin = time.monotonic()
    ties = write_ties(folder / "*.parquet", folder / "ties.parquet", settings=Settings(), memory_limit=MEMORY)
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = used.ru_utime + used.ru_stime
    print(f"{ties:,} ties; peak memory {used.ru_maxrss * 1024 / 1e9:.2f} GB, processor {processor:.0f} s, ", end="")
    print(f"{time.monotonic() - begin:.0f} s by the clock")


def main() -> None:
    """Write events, and add them up within the limit."""
    if sys.argv[1:2] == ["--add-up"]:
        return add_up(Path(sys.argv[2]))
    events, people = (int(given) for given in [*sys.argv[1:], *(EVENTS, PEOPLE)[len(sys.argv) - 1 :]])
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < events * DISK:
        sys.exit(f"Needs {events * DISK / 1e9:.0f} GB of disk; {free / 1e9:.0f} GB are free.")
    with tempfile.TemporaryDirectory() as folder:
        write_events(Path(folder), events, people)
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        print(f"{events:,} events of {people:,} people, {size / 1e9:.1f} GB; limit {MEMORY}", flush=True)
        subprocess.run([sys.executable, __file__, "--add-up", folder], check=True)
    return None


if __name__ == "__main__":
    main()
