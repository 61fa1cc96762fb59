"""Whom do the detectors name in invented companies? Prints false names and recall, and writes them as JSON.

    python tests/benchmarks/naming.py [--companies 60] [--json FILE]

Nothing is planted in random companies: every name in one is false. In plain companies two people are planted as
isolated (one of them without any contact) and two as over-relied (five times the load, four dependants).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import ally_graph
from ally_graph.records import from_tables
from ally_graph.simulate import tables

DETECTORS = ("isolated", "overrelied")
PLANTED = {"scenario": "plain", "isolated": 2, "overrelied": 2}
WORLDS = (
    ("nothing planted, 60 people, spread 0.5", {"scenario": "random", "spread": 0.5}),
    ("nothing planted, 60 people, spread 0.8", {"scenario": "random", "spread": 0.8}),
    ("nothing planted, 200 people, spread 0.5", {"scenario": "random", "spread": 0.5, "people": 200}),
    ("two of each planted, 60 people, spread 0.5", {"spread": 0.5, **PLANTED}),
    ("two of each planted, 60 people, spread 0.8", {"spread": 0.8, **PLANTED}),
)


def named(company: dict) -> dict[str, set[str]]:
    """Whom each detector names, or states as a fact."""
    findings = ally_graph.analyze(from_tables(company)).findings
    return {key: {who for found in findings if found.detector == key for who in found.people} for key in DETECTORS}


def trial(companies: int, options: dict) -> dict[str, float]:
    """Mean false names a company, share of companies with one, and recall, by detector."""
    false, found, planted, any_false = dict.fromkeys(DETECTORS, 0), dict.fromkeys(DETECTORS, 0), {}, 0
    planted = dict.fromkeys(DETECTORS, 0)
    for seed in range(companies):
        company, truth = tables(seed=seed, **options)
        names = named(company)
        any_false += any(names[key] - set(truth[key]) for key in DETECTORS)
        for key in DETECTORS:
            false[key] += len(names[key] - set(truth[key]))
            found[key] += len(names[key] & set(truth[key]))
            planted[key] += len(truth[key])
    row = {f"false {key}": false[key] / companies for key in DETECTORS}
    row |= {f"recall {key}": found[key] / planted[key] for key in DETECTORS if planted[key]}
    return row | {"companies with a false name": any_false / companies}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=60)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results = {}
    for title, world in WORLDS:
        results[title] = trial(options.companies, world)
        print(f"{title}: " + ", ".join(f"{name} {value:.3f}" for name, value in results[title].items()), flush=True)
    if options.json:
        options.json.write_text(json.dumps({"companies": options.companies, "worlds": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
