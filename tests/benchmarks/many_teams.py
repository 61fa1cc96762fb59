"""A company of many teams with every indicator for years, to see how long its months take. Invented from a seed.

python tests/benchmarks/many_teams.py FOLDER [--teams 200] [--months 36]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.records import write_folder

FIRST_MONTH = "2023-01"
MEASURES = [(entry.key, one.key, one.kind) for entry in vocabulary.INDICATORS.values() for one in entry.measures]


def tables(teams: int = 200, months: int = 36, seed: int = 0) -> dict[str, pd.DataFrame]:
    """The tables of a company: teams of 6 to 16 people who come and go, three phases, half of the teams in programmes.

    Every measure of the vocabulary is there for each team and month, and for the company.
    """
    rng = np.random.default_rng(seed)
    names = [f"team {number:03d}" for number in range(1, teams + 1)]
    sizes = _sizes(teams, months, rng)
    days = pd.period_range(FIRST_MONTH, periods=months, freq="M")
    people = _people(names, sizes[-1], str(days[0].start_time.date()))
    starts = [str(days[place].start_time.date()) for place in (months // 3, 2 * months // 3)]
    phases = pd.DataFrame({"name": ["Start", "Spread"], "start_date": starts})
    return {
        "people": people,
        "interactions": _interactions(people, days[-1], rng),
        "indicators": _indicators(names, sizes, days.astype(str), rng),
        "phases": phases,
        "programmes": _programmes(people, names[: teams // 2], starts[0]),
    }


def _sizes(teams: int, months: int, rng: np.random.Generator) -> np.ndarray:
    """People by month and team: now and then somebody comes or goes."""
    steps = rng.choice([-1, 0, 1], p=[0.05, 0.9, 0.05], size=(months, teams)).cumsum(axis=0)
    return np.clip(rng.integers(6, 17, size=teams) + steps, 4, 20)


def _people(names: list[str], sizes: np.ndarray, start: str) -> pd.DataFrame:
    team = np.repeat(names, sizes)
    ids = [f"p{number:05d}" for number in range(len(team))]
    return pd.DataFrame({"person_id": ids, "name": ids, "team": team, "start_date": start})


def _interactions(people: pd.DataFrame, last: pd.Period, rng: np.random.Generator) -> pd.DataFrame:
    """A few contacts of everyone with others in the last three months."""
    giver = np.repeat(people["person_id"].to_numpy(), 12)
    taker = people["person_id"].to_numpy()[rng.integers(len(people), size=len(giver))]
    time = last.end_time.floor("s") - pd.to_timedelta(rng.integers(90 * 86_400, size=len(giver)), unit="s")
    frame = pd.DataFrame({"from_id": giver, "to_id": taker, "timestamp": time, "kind": "help"})
    frame = frame[frame["from_id"] != frame["to_id"]].sort_values("timestamp", ignore_index=True)
    return frame.assign(timestamp=frame["timestamp"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _indicators(names: list[str], sizes: np.ndarray, months: pd.Index, rng: np.random.Generator) -> pd.DataFrame:
    """Every measure as a level of its own with noise; the company is the mean by people."""
    n = np.column_stack([sizes.sum(axis=1), sizes])
    parts = []
    for indicator, measure, kind in MEASURES:
        level = 5.0 if kind in ("rate", "count") else 60.0
        noise = rng.normal(0, 0.1 * level, size=sizes.shape) + rng.normal(0, 0.02 * level, size=(len(months), 1))
        own = level + noise
        value = np.column_stack([(own * sizes).sum(axis=1) / sizes.sum(axis=1), own]).round(2)
        grid = pd.DataFrame(value, index=months, columns=["all", *names]).stack()  # noqa: PD013
        frame = grid.rename_axis(["month", "group"]).rename("value").reset_index()
        parts.append(frame.assign(indicator=indicator, measure=measure, n=n.ravel()))
    columns = ["month", "indicator", "measure", "group", "value", "n"]
    return pd.concat(parts, ignore_index=True)[columns]


def _programmes(people: pd.DataFrame, teams: list[str], start: str) -> pd.DataFrame:
    part = people.loc[people["team"].isin(teams), "person_id"]
    return pd.DataFrame({"person_id": part, "programme": "mentorship", "role": "mentee", "start_date": start})


def write(folder: Path, teams: int = 200, months: int = 36) -> dict[str, pd.DataFrame]:
    """Write the tables as a data folder."""
    made = tables(teams, months)
    write_folder(made, folder)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--teams", type=int, default=200)
    parser.add_argument("--months", type=int, default=36)
    options = parser.parse_args()
    made = write(options.folder, options.teams, options.months)
    print(f"{len(made['indicators']):,} rows of indicators, {len(made['people']):,} people in {options.folder}")


if __name__ == "__main__":
    main()
