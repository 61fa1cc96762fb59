"""What is claimed of indicators in which nothing, or something known, happened? Prints shares, and writes them as JSON.

    python tests/benchmarks/indicators.py [--companies 1000] [--json FILE]

Each invented company has seven indicators over 12 months before a phase and 12 (or more) of it, and nothing else. In
the first worlds nothing happens: any claim is false. Then one of the seven steps up by two standard deviations. In the
last, all seven drift steadily by a tenth of a standard deviation a month, which a phase didn't start.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ally_graph import indicators, vocabulary
from ally_graph.records import Records, from_tables

FIRST = [(entry.key, entry.measures[0].key) for entry in vocabulary.INDICATORS.values()]
PEOPLE = 100
EMPTY = from_tables(
    {
        "people": pd.DataFrame({"person_id": ["p1", "p2"]}),
        "phases": pd.DataFrame({"name": ["Programme"], "start_date": ["2024-01-01"]}),
    }
)


@dataclass(frozen=True)
class World:
    """How the months come about: what carries over, what the first indicator steps up by, what all drift by."""

    title: str
    carried: float = 0.0
    step: float = 0.0
    drift: float = 0.0
    before: int = 12
    after: int = 12


WORLDS = (
    World("noise, 24 months"),
    World("noise that carries over (0.5), 24 months", carried=0.5),
    World("noise that carries over (0.5), 48 months", carried=0.5, before=24, after=24),
    World("a step of 2 sd in one of seven, 12 and 12 months", step=2.0),
    World("a step of 2 sd in one of seven, carried over (0.5)", carried=0.5, step=2.0),
    World("a drift of 0.1 sd a month in all seven", drift=0.1),
)


def company(world: World, rng: np.random.Generator) -> Records:
    """The records of one company: seven indicators of the whole company, and one phase."""
    length = world.before + world.after
    noise = rng.standard_normal((length, len(FIRST)))
    for month in range(1, length):
        noise[month] = world.carried * noise[month - 1] + np.sqrt(1 - world.carried**2) * noise[month]
    noise += world.drift * np.arange(length)[:, None]
    noise[world.before :, 0] += world.step
    months = pd.period_range("2023-01", periods=length, freq="M").astype(str)
    rows = [
        (month, *FIRST[place], "all", 50 + value, PEOPLE)
        for month, values in zip(months, noise, strict=True)
        for place, value in enumerate(values)
    ]
    columns = ["month", "indicator", "measure", "group", "value", "n"]
    frame = pd.DataFrame(rows, columns=columns).assign(scale=None, sd=np.nan)
    return replace(EMPTY, indicators=frame, phases=EMPTY.phases.assign(start_date=pd.Timestamp(months[world.before])))


def trial(world: World, companies: int, seed: int = 0) -> dict[str, float]:
    """Shares of companies: with a false claim, with the step found; and how often intervals hold what is true."""
    rng = np.random.default_rng([seed, WORLDS.index(world)])
    false = found = inside = intervals = 0
    for _ in range(companies):
        told = indicators.movements(company(world, rng))
        true = {FIRST[0]} if world.step else set()
        moved = {(one.indicator, one.measure) for one in told if one.moved}
        false += bool(moved - true)
        found += bool(moved & true)
        truth = [
            world.step * ((one.indicator, one.measure) in true) + world.drift * (world.before + world.after) / 2
            for one in told
        ]
        inside += sum(one.low <= value <= one.high for one, value in zip(told, truth, strict=True))
        intervals += len(told)
    row = {"false claim": false / companies, "coverage": inside / intervals}
    return row | ({"found": found / companies} if world.step else {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results = {}
    for world in WORLDS:
        results[world.title] = trial(world, options.companies)
        print(f"{world.title}: " + ", ".join(f"{k} {v:.3f}" for k, v in results[world.title].items()), flush=True)
    if options.json:
        options.json.write_text(json.dumps({"companies": options.companies, "worlds": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
