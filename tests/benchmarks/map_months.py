"""How still the map stands and how long it takes, for companies of several sizes; prints a table.

    python tests/benchmarks/map_months.py [people ...]

For each company: how far the middle person moves from one month to the next as a share of the map's radius, how many
people change their look although their group is the same, how long places and months take, and how large what is sent
to the browser is.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

from ally_graph import views
from ally_graph.analysis import analyze
from ally_graph.charts.moving_map import moving_map
from ally_graph.disclosure.gate import LOCAL
from ally_graph.records import Records, load
from ally_graph.settings import Settings
from ally_graph.simulate import simulate
from ally_graph.timeline.map_months import MapMonths, map_months, places

PEOPLE = (60, 300, 1_000)
ALIKE = 0.9


def company(people: int, folder: Path) -> Records:
    """An invented company of twelve months."""
    simulate(folder, scenario="plain", people=people, months=12, events_per_person=120)
    return load(folder)


def moved(payloads: list[dict]) -> float:
    """The median movement of a person between two payloads in a row, as a share of the radius of the map."""
    steps = []
    for before, after in pairwise(payloads):
        was, now = (
            {
                person: (x, y)
                for person, x, y in zip(*(one["nodes"][k] for k in ("ids", "x", "y")), strict=True)
                if x >= 0
            }
            for one in (before, after)
        )
        steps += [np.hypot(was[p][0] - now[p][0], was[p][1] - now[p][1]) / 500 for p in was.keys() & now.keys()]
    return float(np.median(steps))


def recoloured(months: MapMonths) -> int:
    """How many people have another number although they are among the same people as a month before."""
    changed = 0
    for before, after in pairwise(months.months):
        was, now = (
            month.people.dropna(subset=["cluster"]).set_index("person_id")["cluster"] for month in (before, after)
        )
        mates_before, mates_now = (column.groupby(column).groups for column in (was, now))
        for person in was.index.intersection(now.index):
            old, new = set(mates_before[was[person]]), set(mates_now[now[person]])
            changed += was[person] != now[person] and len(old & new) / len(old | new) >= ALIKE
    return changed


def measure(people: int) -> None:
    """One line of the table: the page is asked for each of the last three months."""
    with tempfile.TemporaryDirectory() as folder:
        records = company(people, Path(folder) / "company")
        start = time.perf_counter()
        spots = places(records)
        placed = time.perf_counter()
        months = map_months(records, kinds=None, settings=Settings())
        ready = time.perf_counter()
        payloads = []
        for month in months.months[-3:]:
            analysis = analyze(records, as_of=month.when, findings=False)
            network = views.network(analysis, LOCAL, None, (), month)
            named = views.names(records.people, LOCAL)
            payloads.append(moving_map(views.by_month(months, network, named, LOCAL), spots))
        size = len(json.dumps(payloads[-1], separators=(",", ":"))) / 1000
    seconds = f"{placed - start:5.2f}  {ready - placed:5.2f}"
    print(f"{people:6,}  {moved(payloads):5.3f}  {recoloured(months):4}  {seconds}  {size:6.0f} kB")


if __name__ == "__main__":
    print("people  moved  recoloured  places s  months s  payload")
    for number in map(int, sys.argv[1:] or PEOPLE):
        measure(number)
