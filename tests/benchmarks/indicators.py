"""What is claimed of indicators in which nothing, or something known, happened? Prints one table of shares, in percent.

    python tests/benchmarks/indicators.py [--companies 2000] [--jobs 1] [--only WORDS] [--json FILE]

Each invented company has seven indicators over some months before a phase and as many of it, and nothing else. In the
first worlds nothing happens: any claim is false. Then one of the seven steps up by two standard deviations, or turns
upwards by a fifth of one a month. In the last, all seven drift steadily by a tenth of a standard deviation a month,
which a phase didn't start. Other worlds have a yearly season of 1.5 standard deviations, one month that is six of them
off, or one indicator only. `false claim` is about companies, `found` about the one that moves; `change`, `level` and
`slope` are how often their 95 % intervals hold the truth.

A second table is about what is said of companies in which nothing happens, with fewer questions asked: of how many
measures the table of changes says a way (`way said`), and in how many companies conflict reports are read as people
speaking up (`speaking up`). Counts are Poisson, a few or many a month.
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
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
    """How the months come about: what carries over, how the first indicator steps up and turns, how all drift."""

    title: str
    carried: float = 0.0
    step: float = 0.0
    turn: float = 0.0
    drift: float = 0.0
    season: float = 0.0
    odd: float = 0.0
    measures: int = 7
    before: int = 12
    after: int = 12


WORLDS = (
    World("noise, 8 and 8 months", before=8, after=8),
    World("noise, 12 and 12 months"),
    World("noise, 24 and 24 months", before=24, after=24),
    World("noise carried over (0.5), 8 and 8 months", carried=0.5, before=8, after=8),
    World("noise carried over (0.5), 12 and 12 months", carried=0.5),
    World("noise carried over (0.5), 24 and 24 months", carried=0.5, before=24, after=24),
    World("one of seven steps up by 2 sd, 12 and 12 months", step=2.0),
    World("one of seven steps up by 2 sd, carried over (0.5)", carried=0.5, step=2.0),
    World("one of seven turns up by 0.2 sd a month, 12 and 12", turn=0.2),
    World("all seven drift by 0.1 sd a month, 12 and 12 months", drift=0.1),
    World("noise with a season, 18 and 18 months", season=1.5, before=18, after=18),
    World("noise with a season, carried over (0.5), 18 and 18", carried=0.5, season=1.5, before=18, after=18),
    World("noise with one odd month, 18 and 18 months", odd=6.0, before=18, after=18),
    World("one indicator, noise, 18 and 18 months", measures=1, before=18, after=18),
    World("one indicator, noise with a season", measures=1, season=1.5, before=18, after=18),
    World("one indicator, noise carried over (0.5)", measures=1, carried=0.5, before=18, after=18),
    World("one indicator, carried over (0.5), with a season", measures=1, carried=0.5, season=1.5, before=18, after=18),
    World("one indicator, noise with one odd month", measures=1, odd=6.0, before=18, after=18),
    World("one indicator steps up by 2 sd, 18 and 18 months", measures=1, step=2.0, before=18, after=18),
    World("one indicator steps up by 2 sd in a season", measures=1, step=2.0, season=1.5, before=18, after=18),
    World("one indicator steps up by 2 sd, one odd month", measures=1, step=2.0, odd=6.0, before=18, after=18),
    World("one of seven steps up by 2 sd, 18 and 18 months", step=2.0, before=18, after=18),
    World("one of seven steps up by 2 sd in a season", step=2.0, season=1.5, before=18, after=18),
    World("one of seven steps up by 2 sd, one odd month", step=2.0, odd=6.0, before=18, after=18),
)
COLUMNS = ("false claim", "found", "change", "level", "slope")


def company(world: World, rng: np.random.Generator) -> Records:
    """The records of one company: seven indicators of the whole company, and one phase."""
    length, measures = world.before + world.after, FIRST[: world.measures]
    noise = rng.standard_normal((length, len(measures)))
    for month in range(1, length):
        noise[month] = world.carried * noise[month - 1] + np.sqrt(1 - world.carried**2) * noise[month]
    noise += world.drift * np.arange(length)[:, None]
    if world.season:
        noise += world.season * np.sin(2 * np.pi * (np.arange(length)[:, None] / 12 + rng.random(len(measures))))
    if world.odd:
        noise[rng.integers(length, size=len(measures)), np.arange(len(measures))] += world.odd * rng.choice([-1.0, 1.0])
    noise[world.before :, 0] += world.step + world.turn * np.arange(world.after)
    months = pd.period_range("2023-01", periods=length, freq="M").astype(str)
    rows = [
        (month, *measures[place], "all", 50 + value, PEOPLE)
        for month, values in zip(months, noise, strict=True)
        for place, value in enumerate(values)
    ]
    columns = ["month", "indicator", "measure", "group", "value", "n"]
    frame = pd.DataFrame(rows, columns=columns).assign(scale=None, sd=np.nan, target=np.nan)
    return replace(EMPTY, indicators=frame, phases=EMPTY.phases.assign(start_date=pd.Timestamp(months[world.before])))


def told_of(world: World, number: int) -> tuple[bool, bool, list[tuple[bool, bool, bool]]]:
    """Of one company: whether anything false is claimed, whether the step is found, and which intervals hold."""
    true = {FIRST[0]} if world.step or world.turn else set()
    told = indicators.movements(company(world, np.random.default_rng([number, WORLDS.index(world)])))
    moved = {(one.indicator, one.measure) for one in told if one.moved}
    return (
        bool(moved - true),
        bool(moved & true),
        [_held(one, world, (one.indicator, one.measure) in true) for one in told],
    )


@dataclass(frozen=True)
class Quiet:
    """A company in which nothing happens: months by phase, and reports a month (0: none, but seven indicators)."""

    title: str
    months: tuple[int, ...]
    reports: float = 0.0
    carried: float = 0.0


QUIET = (
    Quiet("seven indicators of noise, 3, 5 and 4 months", (3, 5, 4)),
    Quiet("seven indicators of noise, 12 and 12 months", (12, 12)),
    Quiet("noise carried over (0.5), 12 and 12 months", (12, 12), carried=0.5),
    Quiet("0.5 reports a month, 3 and 21 months", (3, 21), 0.5),
    Quiet("2 reports a month, 3 and 21 months", (3, 21), 2.0),
    Quiet("6 reports a month, 3 and 21 months", (3, 21), 6.0),
    Quiet("6 reports a month, 3 and 9 months", (3, 9), 6.0),
    Quiet("6 reports a month, 6, 6 and 12 months", (6, 6, 12), 6.0),
    Quiet("30 reports a month, 12 and 12 months", (12, 12), 30.0),
)


def quiet(world: Quiet, rng: np.random.Generator) -> Records:
    """The records of one company in which nothing happens: reports among 60 people, or seven indicators."""
    length = sum(world.months)
    months = pd.period_range("2023-01", periods=length, freq="M").astype(str)
    starts = pd.to_datetime([months[place] for place in np.cumsum([0, *world.months[:-1]])])
    phases = EMPTY.phases.iloc[[0] * len(starts)].assign(name=list("ABC")[: len(starts)], start_date=starts)
    if not world.reports:
        before = company(World("", carried=world.carried, before=length - 1, after=1), rng)
        return replace(before, phases=phases.reset_index(drop=True))
    values = 100 * rng.poisson(world.reports, length) / 60
    frame = pd.DataFrame({"month": months, "indicator": "conflict", "measure": "reports", "group": "all"})
    frame = frame.assign(value=values.round(3), n=60.0, scale=None, sd=np.nan, target=np.nan)
    return replace(EMPTY, indicators=frame, phases=phases.reset_index(drop=True))


def said_of(world: Quiet, number: int) -> tuple[float, bool]:
    """Of one quiet company: the share of measures of which a way is said, and whether people are said to speak up."""
    records = quiet(world, np.random.default_rng([number, 100 + QUIET.index(world)]))
    told = indicators.change(records)
    return float((told["way"] != "same").mean()), indicators.speaking_up(records) != ""


def trial(world: World, companies: int, pool: ProcessPoolExecutor) -> dict[str, float]:
    """Shares of companies: with a false claim, with the step found; and how often intervals hold what is true."""
    false, found, inside = zip(*pool.map(partial(told_of, world), range(companies), chunksize=20), strict=True)
    row = {"false claim": float(np.mean(false))} | (
        {"found": float(np.mean(found))} if world.step or world.turn else {}
    )
    held = np.mean([interval for one in inside for interval in one], axis=0)
    return row | dict(zip(COLUMNS[2:], held.tolist(), strict=True))


def _held(one: indicators.Movement, world: World, moves: bool) -> tuple[bool, bool, bool]:
    """Whether the intervals of the change, the level and the slope hold the truth."""
    step, turn = world.step * moves, world.turn * moves
    change = step + turn * (world.after - 1) / 2 + world.drift * (world.before + world.after) / 2
    return (
        one.low <= change <= one.high,
        one.level_low <= step <= one.level_high,
        one.slope_low <= turn <= one.slope_high,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--only", default="", help="worlds whose title holds these words")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results = {}
    print(f"{'% of companies, or of intervals':<52}" + "".join(f"{name:>13}" for name in COLUMNS))
    with ProcessPoolExecutor(options.jobs) as pool:
        for world in (one for one in WORLDS if options.only in one.title):
            row = results[world.title] = trial(world, options.companies, pool)
            cells = (f"{100 * row[name]:>13.1f}" if name in row else f"{'':>13}" for name in COLUMNS)
            print(f"{world.title:<52}" + "".join(cells), flush=True)
        print(f"{'% of measures, or of companies':<52}{'way said':>13}{'speaking up':>13}")
        for world in (one for one in QUIET if options.only in one.title):
            shares = np.mean(list(pool.map(partial(said_of, world), range(options.companies), chunksize=20)), axis=0)
            results[world.title] = dict(zip(("way said", "speaking up"), shares.tolist(), strict=True))
            print(f"{world.title:<52}" + "".join(f"{100 * share:>13.1f}" for share in shares), flush=True)
    if options.json:
        options.json.write_text(json.dumps({"companies": options.companies, "worlds": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
