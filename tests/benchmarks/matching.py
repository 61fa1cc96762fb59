"""How long it takes to find mentors for a thousand newcomers among five thousand colleagues, and in how much memory.

Run it with `python -m tests.benchmarks.matching [newcomers] [colleagues]`; the target is 10 seconds and 1 GB for the
matching itself, which begins where the analysis ends.
"""

from __future__ import annotations

import resource
import sys
import time
from types import SimpleNamespace

import numpy as np
import pandas as pd

from ally_graph.matching import match
from ally_graph.network import network_of
from ally_graph.records import Records, from_tables

NEWCOMERS, COLLEAGUES = 1_000, 5_000
TEAM = 20
CONTACTS = 20
DAY = pd.Timestamp("2026-04-01")


def invented(newcomers: int, colleagues: int) -> Records:
    """A company in teams of twenty, of whom everybody meets people of their own team and a few of others."""
    rng = np.random.default_rng(7)
    size = newcomers + colleagues
    ids = np.array([f"p{number:06d}" for number in range(size)])
    new = np.isin(np.arange(size), rng.choice(size, newcomers, replace=False))
    team = np.arange(size) // TEAM
    people = pd.DataFrame(
        {
            "person_id": ids,
            "team": [f"Team {number}" for number in team],
            "location": rng.choice(["Pune", "Lisbon", "Tallinn"], size),
            "level": np.where(new, 1, rng.integers(2, 5, size)).astype(str),
            "manager_id": np.where(np.arange(size) % TEAM == 0, "", ids[team * TEAM]),
            "start_date": np.where(new, "2026-02-15", "2020-01-01"),
        }
    )
    number = size * CONTACTS
    one = rng.integers(0, size, number)
    near = np.where(
        rng.random(number) < 0.8, team[one] * TEAM + rng.integers(0, TEAM, number), rng.integers(0, size, number)
    )
    other = np.minimum(near, size - 1)
    days = DAY - pd.to_timedelta(rng.integers(1, 90, number), unit="D")
    rows = {
        "from_id": ids[one],
        "to_id": ids[other],
        "timestamp": days.astype(str),
        "kind": rng.choice(["help", "meeting"], number),
    }
    return from_tables({"people": people, "interactions": pd.DataFrame(rows)})


def main() -> None:
    """Print seconds and the greatest memory for each programme."""
    newcomers, colleagues = (int(text) for text in [*sys.argv[1:3], NEWCOMERS, COLLEAGUES][:2])
    records = invented(newcomers, colleagues)
    base = network_of(records, as_of=DAY)
    told = SimpleNamespace(base=base, findings=(), people=base.people.reset_index())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    for programme in sys.argv[3:] or ("buddy", "mentorship", "coffee"):
        start = time.perf_counter()
        found = match(records, told, programme)
        seconds, memory = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{programme:<11} {len(found.pairs):>5,} pairs, {len(found.unmatched):>5,} without, {seconds:5.1f} s, "
            f"at most {memory:.2f} GB ({before:.2f} before)",
            flush=True,
        )


if __name__ == "__main__":
    main()
