"""Whom do the detectors name in invented companies? Prints false names and recall, and writes them as JSON.

    python tests/benchmarks/naming.py [--companies 60] [--json FILE]

Nothing is planted in random companies: every name in one is false. In plain companies two people are planted as
isolated (one of them without any contact) and two as over-relied (five times the load, four dependants).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import ally_graph
from ally_graph.findings import DETECTORS
from ally_graph.records import from_tables
from ally_graph.simulate import tables

PLANTED_FOR = ("isolated", "overrelied")
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
    return {
        entry.key: {who for found in findings if found.detector == entry.key for who in found.people}
        for entry in DETECTORS
    }


def trial(companies: int, options: dict) -> dict[str, float]:
    """Mean false names a company by detector and in all, share of companies with one, and recall."""
    false, found, planted = Counter(), Counter(), Counter()
    with_a_false_name = 0
    for seed in range(companies):
        company, truth = tables(seed=seed, **options)
        seen, true = named(company), {person for key in PLANTED_FOR for person in truth[key]}
        wrong = {key: names - true for key, names in seen.items()}
        with_a_false_name += any(wrong.values())
        false.update({key: len(names) for key, names in wrong.items()})
        found.update({key: len(seen[key] & set(truth[key])) for key in PLANTED_FOR})
        planted.update({key: len(truth[key]) for key in PLANTED_FOR})
    row = {f"false {key}": count / companies for key, count in false.items() if count}
    row |= {"false in all": false.total() / companies, "companies with a false name": with_a_false_name / companies}
    return row | {f"recall {key}": found[key] / planted[key] for key in PLANTED_FOR if planted[key]}


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
