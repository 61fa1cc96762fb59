"""Reading ten million events: this library beside Polars, from Parquet and from CSV; processor time and peak memory.

Run it with `python -m pip install polars` and `python tests/benchmarks/loading.py [PEOPLE]`. The floor reads the same
files, makes codes of ids and kinds and sorts by time; it checks nothing, and tells no rows.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

PEOPLE, MONTHS, EVENTS_A_YEAR = 100_000, 3, 400
FORMATS = ("parquet", "csv")


def product(folder: Path) -> int:
    """Events read by this library."""
    import ally_graph

    records = ally_graph.load(folder)
    return len(records.interactions) + len(records.recognitions)


def floor(folder: Path) -> int:
    """Events read by Polars."""
    import polars as pl

    count = 0
    for name, labels in (("interactions", ["from_id", "to_id", "kind"]), ("recognitions", ["giver_id", "receiver_id"])):
        file = next(folder.glob(f"{name}.*"))
        rows = pl.scan_parquet(file) if file.suffix == ".parquet" else pl.scan_csv(file, try_parse_dates=True)
        codes = [pl.col(label).cast(pl.Categorical).to_physical() for label in labels]
        count += len(rows.select(*codes, "timestamp").sort("timestamp").collect())
    return count


def main() -> None:
    """Write the company, then read it in processes of their own."""
    if sys.argv[1:2] in (["product"], ["floor"]):
        events = {"product": product, "floor": floor}[sys.argv[1]](Path(sys.argv[2]))
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        print(f"{sys.argv[1]:<8} {Path(sys.argv[2]).name:<8} {events:>11,} events {seconds:>6.1f} s {memory:>7,.0f} MB")
        return
    from ally_graph.simulate import simulate

    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    plan = {"scenario": "random", "people": people, "months": MONTHS, "events_per_person": EVENTS_A_YEAR}
    with tempfile.TemporaryDirectory() as folder:
        for fmt in FORMATS:
            simulate(Path(folder) / fmt, fmt=fmt, **plan)
            for which in ("floor", "product"):
                subprocess.run([sys.executable, __file__, which, Path(folder) / fmt], check=True)


if __name__ == "__main__":
    main()
