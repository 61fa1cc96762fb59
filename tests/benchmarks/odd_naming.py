"""Is anybody named without reason where companies are awkward? False names and recall in companies of another hand.

    python tests/benchmarks/odd_naming.py [--companies 100] [--sizes 60,200] [--kinds plain,bursty] [--plants none,all]

The companies are those of `odd_companies.py`, which was written by somebody who has not read the detectors. What is
false is told by their true rates: a person who is truly so is not, though nothing was planted. Prints, for each kind,
names and false names a company by detector, and how often each planted pattern is found.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import odd_companies

import ally_graph
from ally_graph.findings import Finding
from ally_graph.records import from_tables
from ally_graph.stats.intervals import wilson

DETECTOR = {
    "isolated": "isolated",
    "overrelied": "overrelied",
    "leader": "leadership_gap",
    "bridge": "bridge",
    "cooling": "cooling_ties",
    "unequal": "unequal_participation",
    "closed": "closed_group",
    "unbalanced": "unbalanced",
}
"""Which detector should see what was planted."""
LITTLE = 1 / 3
"""Who truly has so little of the contact that is usual in the team is on their own."""
TWICE = 2.0
GIVES_MORE = 0.2
QUIET = 0.1
TIE = 2.0
OPEN = 0.15
SAME = 0.75
Row = dict[str, float]


class Truth:
    """What is truly so of a company, by its rates in the last 90 days."""

    def __init__(self, tables: odd_companies.Tables, truth: odd_companies.Truth) -> None:
        self.given, self.people = truth, truth["people"]
        roster = tables["people"].set_index("person_id")
        self.team = roster["team"].reindex(self.people.index)
        self.manager = roster["manager_id"]
        self.contact, self.help = truth["contact_90"], truth["help_90"]

    def isolated(self, found: Finding) -> bool:
        """Little contact, against the team's middle."""
        weekly = self.people["weekly_contact_90"]
        (who,) = found.people
        return weekly[who] <= LITTLE * weekly[self.team == self.team[who]].median()

    def overrelied(self, found: Finding) -> bool:
        """Twice the help that is usual, and two who get more than half of theirs there and don't report there."""
        (who,) = found.people
        given = self.people["help_given_90"]
        shares = self.help.loc[who] / self.help.sum()
        leaning = [other for other in shares.index[shares > 0.5] if self.manager[other] != who]
        return given[who] >= TWICE * given.median() and len(leaning) >= 2

    def bridge(self, found: Finding) -> bool:
        """The only link of two teams, or the only two; or twice the contact across that is usual in the team."""
        return all(self._links(who, found.people) or self._reaches(who) for who in found.people)

    def _links(self, who: str, pair: tuple[str, ...]) -> bool:
        mates = self.team.index[self.team == self.team[who]]
        for other in set(self.team) - {self.team[who]}:
            between = self.contact.loc[mates, self.team.index[self.team == other]]
            mine = between.loc[who, list(set(pair) & set(between))] if len(pair) == 2 else between.loc[who]
            if mine.sum() >= TIE and between.to_numpy().sum() - mine.sum() < TIE:
                return True
        return False

    def _reaches(self, who: str) -> bool:
        same = self.team.to_numpy()[:, None] == self.team.to_numpy()
        across = self.contact.mask(same, 0.0).sum(axis=1) / self.contact.sum(axis=1)
        return across[who] >= TWICE * across[self.team == self.team[who]].median()

    def leadership_gap(self, found: Finding) -> bool:
        """Two reports or more with hardly any contact to speak of."""
        (who,) = found.people
        reports = self.manager.index[self.manager == who]
        return int((self.contact.loc[who, reports] < TIE).sum()) >= 2

    def cooling_ties(self, found: Finding) -> bool:
        """A pair with hardly any contact left in the last six weeks; of several pairs, half or more of the people."""
        lately, before = self.given["contact_42"], self.given["contact_all"] - self.given["contact_42"]
        rate = (lately / 42) / (before / (odd_companies.DAYS - 42))
        ended = rate.loc[list(found.people), list(found.people)] <= QUIET
        if len(found.people) > 2 or "pairs" in found.evidence:
            switched = "switch" in self.given
            return switched or bool(ended.any().mean() >= 0.5)
        return bool(ended.to_numpy().any())

    def closed_group(self, found: Finding) -> bool:
        """Hardly any contact leads out."""
        whole = self.contact.loc[list(found.people)].to_numpy().sum()
        within = self.contact.loc[list(found.people), list(found.people)].to_numpy().sum()
        return whole - within <= OPEN * (whole - within / 2)

    def unbalanced(self, found: Finding) -> bool:
        """Half as much again given as received."""
        (who,) = found.people
        given, received = (self.people.loc[who, f"help_{way}_90"] for way in ("given", "received"))
        return given - received >= GIVES_MORE * (given + received)

    def of(self, found: Finding) -> bool:
        """Whether a finding is true; burn-out and gaps of groups are never planted nor drawn."""
        told: Callable[[Finding], bool] | None = getattr(self, found.detector, None)
        return bool(told(found)) if told else False


def company_figures(plan: tuple[str, int, tuple[str, ...]], seed: int) -> dict:
    """Names, true and false, in one company, and what was found of what was planted."""
    kind, people, plants = plan
    tables, given = odd_companies.company(seed, people, kind, plants)
    analysis = ally_graph.analyze(from_tables(tables))
    truth, planted = Truth(tables, given), _planted(given)
    shown = [found for found in analysis.findings if found.certain]
    named, false, groups = Counter(), Counter(), Counter()
    for found in shown:
        right = truth.of(found) or set(found.people) <= planted.get(found.detector, set())
        if found.detector == "closed_group" or not found.people:
            groups[found.detector] += not right and found.detector not in map(DETECTOR.get, plants)
            continue
        named[found.detector] += len(found.people)
        false[found.detector] += 0 if right else len(found.people)
    single = [found for found in shown if found.detector == "cooling_ties" and "pairs" not in found.evidence]
    gathered = [found for found in shown if found.detector == "cooling_ties" and "pairs" in found.evidence]
    return {
        "named": dict(named),
        "false": dict(false),
        "groups": dict(groups),
        "cooling": {"single": len(single), "gathered": len(gathered)},
        "found": _found(shown, given, plants),
    }


def _planted(given: odd_companies.Truth) -> dict[str, set[str]]:
    """The people of each planted pattern, by detector."""
    people = {name: given[name].get("people") or [given[name]["person"]] for name in DETECTOR if name in given}
    return {DETECTOR[name]: set(who) for name, who in people.items()}


def _found(shown: Iterable[Finding], given: odd_companies.Truth, plants: Iterable[str]) -> Row:
    """Whether each thing that was planted is among the findings; of those with a direction, for each by itself."""
    row: Row = {}
    for name in plants:
        mine = [one for one in shown if one.detector == DETECTOR[name]]
        planted = given[name]
        called = f"{name}, {planted['direction']}" if "direction" in planted else name
        if name == "unequal":
            row[called] = any(one.evidence["scope"] in (planted["team"], "company") for one in mine)
        elif name == "closed":
            row[called] = any(_jaccard(one.people, planted["people"]) >= SAME for one in mine)
        else:
            wanted = set(planted.get("people") or [planted["person"]])
            row[called] = any(wanted <= set(one.people) for one in mine)
    return row


def _jaccard(one: Iterable[str], other: Iterable[str]) -> float:
    return len(set(one) & set(other)) / len(set(one) | set(other))


def summary(figures: list[dict]) -> dict:
    """What the companies of one kind come to."""
    totals = np.array([sum(one["false"].values()) for one in figures])
    return {
        "companies": len(figures),
        "false names a company": float(totals.mean()),
        "standard error": float(totals.std() / math.sqrt(len(totals))),
        "named by detector": _means(figures, "named"),
        "false by detector": _means(figures, "false"),
        "false findings about groups": _means(figures, "groups"),
        "cooling": _means(figures, "cooling"),
        "found": _shares([one["found"] for one in figures]),
    }


def _means(figures: list[dict], key: str) -> Row:
    total = Counter()
    for one in figures:
        total.update(one[key])
    return {name: count / len(figures) for name, count in sorted(total.items()) if count}


def _shares(rows: list[Row]) -> dict[str, dict]:
    table = {}
    for name in sorted({name for row in rows for name in row}):
        values = [row[name] for row in rows if name in row]
        low, high = wilson(sum(map(bool, values)), len(values))
        table[name] = {"mean": float(np.mean(values)), "low": float(low), "high": float(high), "of": len(values)}
    return table


def tell(title: str, result: dict) -> None:
    """Print one kind of company."""
    print(
        f"\n{title}: {result['companies']} companies, {result['false names a company']:.2f} false names a company "
        f"(standard error {result['standard error']:.2f})"
    )
    for key in ("named by detector", "false by detector", "false findings about groups", "cooling"):
        print(f"  {key}: " + (", ".join(f"{name} {value:.2f}" for name, value in result[key].items()) or "none"))
    for name, row in result["found"].items():
        print(f"  found {name}: {row['mean']:.2f} ({row['low']:.2f} to {row['high']:.2f}, of {row['of']})", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=100, help="companies of each kind")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first company; the next ones follow")
    parser.add_argument("--kinds", default=",".join(odd_companies.KINDS), help="kinds of company, with commas")
    parser.add_argument("--sizes", default="60,200", help="people, with commas")
    parser.add_argument("--plants", default="none,all", help="none, all, or patterns with commas")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _plants(text: str) -> list[tuple[str, ...]]:
    """Nothing, everything together, or single patterns in companies of their own."""
    whole = {"none": (), "all": odd_companies.PLANTS}
    return [whole.get(part, (part,)) for part in text.split(",")]


def main() -> None:
    options = _options()
    seeds, results = range(options.seed, options.seed + options.companies), {}
    with ProcessPoolExecutor(options.jobs) as pool:
        for plants in _plants(options.plants):
            for people in map(int, options.sizes.split(",")):
                for kind in options.kinds.split(","):
                    words = "all planted" if len(plants) > 1 else plants[0] if plants else "nothing planted"
                    title = f"{kind}, {people} people, {words}"
                    plan = (kind, people, plants)
                    results[title] = summary(list(pool.map(partial(company_figures, plan), seeds)))
                    tell(title, results[title])
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
