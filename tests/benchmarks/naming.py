"""Are people named only on evidence? False names and recall of every detector in invented companies.

    python tests/benchmarks/naming.py [--companies 200] [--jobs 1] [--seed 1] [--only nothing,people] [--json FILE]

In companies with nothing planted every name is false. In the others somebody or something is planted (`plants.py`), and
only names of people for whom nothing was planted are false. Beside it stand orgnet 0.2.0, if it is installed
(`pip install orgnet==0.2.0`), and z-scores (more than 2 from the mean in colleagues or contacts), on the same contacts.
Prints tables and what is met of the targets, and writes the same as JSON. One process takes about two seconds a company
of 60 people and six a company of 200.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))

import networkx as nx
import numpy as np
import pandas as pd
import plants
import rivals
import worlds
from sklearn.metrics import adjusted_rand_score

import ally_graph
from ally_graph.clusters import Clustering, find_clusters
from ally_graph.findings import DETECTORS, Finding
from ally_graph.measures.rhythm import tie_states
from ally_graph.network import from_graph, network_of
from ally_graph.records import from_tables
from ally_graph.stats.intervals import wilson

SIZES = "60/0.5,60/0.8,200/0.5,200/0.8"
PLANTED = {
    "nothing": (),
    "people": (plants.overrelied, plants.isolated),
    "load": (plants.busy, plants.overrelied_by_two),
    "groups": (plants.closed_groups,),
    "leaders": (plants.leadership_gap, plants.bridge),
    "remote": (plants.remote_gap,),
    "rest": (plants.many_give_nothing,),
    "few": (plants.few_give_most,),
    "strain": (plants.burnout, plants.unbalanced),
    "quiet": (plants.quiet_pairs,),
}
WEEKS = {"quiet": 26}
DETECTOR = {
    "isolated, a tenth": "isolated",
    "isolated, nobody": "isolated",
    "overrelied, four dependants": "overrelied",
    "overrelied, two dependants": "overrelied",
    "busy, nobody depends": "overrelied",
    "bridge": "bridge",
    "leadership gap": "leadership_gap",
    "remote gap": "remote_gap",
    "unequal, half give nothing": "unequal_participation",
    "unequal, few give most": "unequal_participation",
    "unbalanced": "unbalanced",
    "burn-out": "ally_burnout",
    "pair, weekly": "cooling_ties",
    "pair, weekly at random": "cooling_ties",
    "pair, monthly": "cooling_ties",
}
"""Which detector should see what was planted."""
SAME = 0.75
"""A group is found when this much of it and of what was planted is in both (Jaccard)."""
FALSE = "false names"
AT_MOST, AT_LEAST = "at most", "at least"
TARGETS = (
    *[("nothing", size, FALSE, AT_MOST, limit) for size, limit in (("60/0.5", 0.2), ("60/0.8", 0.4), ("200/0.5", 0.3))],
    ("people", "60/0.5", "isolated, a tenth", AT_LEAST, 0.95),
    ("people", "60/0.5", "isolated, nobody", AT_LEAST, 1.0),
    ("people", "60/0.5", "overrelied, four dependants", AT_LEAST, 0.95),
    ("people", "60/0.8", "overrelied, four dependants", AT_LEAST, 0.9),
    ("load", "60/0.5", "overrelied, two dependants", AT_LEAST, 0.95),
    ("load", "60/0.8", "overrelied, two dependants", AT_LEAST, 0.9),
    ("load", "60/0.5", "busy, nobody depends", AT_MOST, 0.05),
    ("groups", "60/0.5", "closed group", AT_LEAST, 0.9),
    ("groups", "60/0.5", "closed team taken for a tight group", AT_MOST, 0.0),
    ("quiet", "60/0.5", "state of pair, weekly is cooling", AT_LEAST, 0.9),
    ("quiet", "60/0.5", "state of pair, weekly at random is cooling", AT_LEAST, 0.9),
    ("quiet", "60/0.5", "state of pair, monthly is healthy", AT_LEAST, 0.9),
    ("remote", "60/0.5", "remote gap", AT_LEAST, 0.8),
    ("leaders", "60/0.5", "leadership gap", AT_LEAST, 0.8),
    ("rest", "60/0.5", "unequal, half give nothing", AT_LEAST, 0.8),
    ("few", "60/0.5", "unequal, few give most", AT_LEAST, 0.8),
    ("strain", "60/0.5", "burn-out", AT_LEAST, 0.8),
    *[
        ("nothing", "60/0.5", key, AT_MOST, 0.05)
        for key in ("remote_gap", "leadership_gap", "unequal_participation", "ally_burnout")
    ],
)
"""Kind of company, people and spread, figure, and its limit."""
CLUSTER_TARGETS = {"no clear clusters": 0.95, "four groups, Rand index": 0.95, "four groups, all solid": 0.95}
Row = dict[str, float]


def company_figures(plan: tuple[str, int, float, float], seed: int) -> dict:
    """Names, true and false, in one company."""
    kind, people, spread, activity = plan
    weeks = WEEKS.get(kind, 13)
    tables, truth = worlds.company(seed, people, spread, PLANTED[kind], weeks=weeks, activity=activity)
    records = from_tables(tables)
    analysis = ally_graph.analyze(records)
    shown = [found for found in analysis.findings if found.certain]
    true = {person for who in truth.values() if who is not True for person in who}
    named = {entry.key: _names(shown, entry.key) for entry in DETECTORS}
    expected = {DETECTOR[name] for name in truth if name in DETECTOR}
    alarms = {found.detector for found in shown if not found.people} - expected
    others = {"z-scores": rivals.named_by_z_scores(analysis)}
    if rivals.has_orgnet():
        others["orgnet"] = rivals.named_by_orgnet(analysis)
    return {
        "named": {key: len(who) for key, who in named.items()},
        "false": {key: len(who - true) for key, who in named.items()},
        "alarms": sorted(alarms),
        "others": {key: len(who - true) for key, who in others.items()},
        "q": {found.detector: found.q for found in shown if found.q is not None},
        "found": _found(shown, truth) | (_states(analysis, records, truth) if kind == "quiet" else {}),
        "found by others": {key: _found_by(who, truth) for key, who in others.items()},
    }


def _names(shown: Iterable[Finding], detector: str) -> set[str]:
    return {person for found in shown if found.detector == detector for person in found.people}


def _found_by(names: set[str], truth: dict) -> Row:
    wanted = [name for name in truth if name.startswith(("isolated", "overrelied", "busy"))]
    return {name: set(truth[name]) <= names for name in wanted}


def _found(shown: list[Finding], truth: dict) -> Row:
    """Whether each thing that was planted is among the findings."""
    found: Row = {}
    for name, who in truth.items():
        mine = [one for one in shown if one.detector == DETECTOR.get(name, "closed_group")]
        if name == "the few":
            continue
        if who is True:
            found[name] = bool(mine)
        elif name in DETECTOR:
            found[name] = any(set(who) <= set(one.people) for one in mine)
        else:
            same = [one.evidence for one in mine if _jaccard(one.people, who) >= SAME]
            found[name] = any(one["group"] == "tight group" or name == "closed team" for one in same)
            found[f"{name} said to turn others away"] = any(one["turns_others_away"] for one in same)
            if name == "closed team":
                found["closed team taken for a tight group"] = any(one["group"] != "closed team" for one in same)
    return found


def _jaccard(one: Iterable[str], other: Iterable[str]) -> float:
    return len(set(one) & set(other)) / len(set(one) | set(other))


def _states(analysis: ally_graph.Analysis, records: ally_graph.Records, truth: dict) -> Row:
    """The state of each planted pair."""
    table = tie_states(analysis.base, records).set_index(["person_id", "other_id"])["state"]
    states = {name: table.get(tuple(who), "none") for name, who in truth.items() if name.startswith("pair")}
    return {f"state of {name} is cooling": state in ("cooling", "lapsed") for name, state in states.items()} | {
        f"state of {name} is healthy": state == "healthy" for name, state in states.items()
    }


def cluster_figures(_plan: object, seed: int) -> Row:
    """Whether a random graph is left alone, and four planted groups are found, as plain graphs and as events."""
    rng = np.random.default_rng([seed, 15])
    random = nx.gnp_random_graph(60, 8 / 59, seed=seed)
    chances = np.kron(np.eye(4), np.full((15, 15), 0.42)) + 0.03
    block = nx.from_numpy_array(np.triu(rng.random((60, 60)) < chances, 1).astype(float))
    row: Row = {}
    for words, of in (("graph", _of_graph), ("events", partial(_of_events, rng=rng))):
        row[f"no clear clusters in a random graph, {words}"] = not of(random).clear
        row |= {f"{what}, {words}": value for what, value in _four(of(block)).items()}
    return row


def _of_graph(graph: nx.Graph) -> Clustering:
    named = nx.relabel_nodes(graph, "{:02d}".format)
    alone = nx.DiGraph()
    alone.add_nodes_from(named)
    return find_clusters(from_graph(alone, named))


def _of_events(graph: nx.Graph, rng: np.random.Generator) -> Clustering:
    """Every tie as one to nine meetings on days of 13 weeks."""
    ties = np.array(graph.edges).repeat(1 + rng.poisson(3, graph.number_of_edges()).clip(max=8), axis=0)
    days = np.datetime64("2026-03-30") + rng.integers(0, 90, len(ties))
    rows = pd.DataFrame({"from_id": ties[:, 0], "to_id": ties[:, 1]}).map("{:02d}".format)
    people = pd.DataFrame({"person_id": [f"{node:02d}" for node in graph]})
    meetings = rows.assign(timestamp=days.astype(str), kind="meeting")
    return find_clusters(network_of(from_tables({"people": people, "interactions": meetings}), as_of="2026-06-28"))


def _four(clustering: Clustering) -> Row:
    label = {int(who): cluster.id for cluster in clustering.clusters for who in cluster.members}
    found = [label.get(node, -node - 1) for node in range(60)]
    solid = [cluster.verdict for cluster in clustering.clusters] == 4 * ["solid"]
    return {"four groups, Rand index": adjusted_rand_score(np.arange(60) // 15, found), "four groups, all solid": solid}


def summary(figures: list[dict]) -> dict:
    """What the companies of one kind come to."""
    false, alarms = Counter(), Counter()
    for one in figures:
        false.update(one["false"])
        alarms.update(one["alarms"])
    others = sorted(figures[0]["others"])
    return {
        "companies": len(figures),
        "false names a company": {key: count / len(figures) for key, count in sorted(false.items()) if count},
        "false findings about groups a company": {key: count / len(figures) for key, count in sorted(alarms.items())},
        "in all": {"office ally": _share_row([sum(one["false"].values()) for one in figures])}
        | {key: _share_row([one["others"][key] for one in figures]) for key in others},
        "found": _shares([one["found"] for one in figures]),
        "found by others": {key: _shares([one["found by others"][key] for one in figures]) for key in others},
        "calibration": _calibration(figures),
    }


def _share_row(counts: list[int]) -> Row:
    totals = np.array(counts)
    return {
        "false names a company": float(totals.mean()),
        "standard error": float(totals.std() / math.sqrt(len(totals))),
        "companies with a false name": float((totals > 0).mean()),
    }


def _shares(rows: list[Row]) -> dict[str, dict]:
    """The mean of each figure, with the 95 % interval where it is a share."""
    table = {}
    for name in sorted({name for row in rows for name in row}):
        values = [row[name] for row in rows if name in row]
        low, high = wilson(sum(map(bool, values)), len(values))
        table[name] = {"mean": float(np.mean(values)), "low": float(low), "high": float(high), "of": len(values)}
    return table


def _calibration(figures: list[dict]) -> dict[str, Row]:
    """For detectors with a false discovery rate: the mean share of false names among the named (0 where nobody is)."""
    table = {}
    for key in sorted({key for one in figures for key in one["q"]}):
        shares = [one["false"][key] / one["named"][key] if one["named"][key] else 0.0 for one in figures]
        rates = [one["q"][key] for one in figures if key in one["q"]]
        table[key] = {"false share": float(np.mean(shares)), "mean q of the named": float(np.mean(rates))}
    return table


def tell(title: str, result: dict) -> None:
    """Print one kind of company."""
    print(f"\n{title}: {result['companies']} companies")
    for who, row in result["in all"].items():
        print(
            f"  {who:12} {row['false names a company']:6.2f} false names a company"
            f" (standard error {row['standard error']:.2f}), in {row['companies with a false name']:4.0%} of them"
        )
    false = ", ".join(f"{key} {value:.2f}" for key, value in result["false names a company"].items())
    print(f"  by detector: {false or 'none'}")
    alarms = ", ".join(f"{key} {value:.2f}" for key, value in result["false findings about groups a company"].items())
    print(f"  false findings about groups, which name nobody: {alarms or 'none'}")
    for name, row in result["found"].items():
        print(f"  {name}: {row['mean']:.3f} ({row['low']:.2f} to {row['high']:.2f})")
    for who, rows in result["found by others"].items():
        if rows:
            print(f"  {who}: " + ", ".join(f"{name} {row['mean']:.2f}" for name, row in rows.items()))
    for key, row in result["calibration"].items():
        print(f"  {key}: false share {row['false share']:.3f}, mean q {row['mean q of the named']:.3f}", flush=True)


def targets(results: dict[str, dict]) -> list[str]:
    """Each target that was measured, with what came out."""
    lines = []
    for kind, size, what, how, limit in TARGETS:
        result = results.get(f"{kind} {size}")
        if result is None:
            continue
        named = {**dict.fromkeys((entry.key for entry in DETECTORS), 0.0), **result["false names a company"]}
        named |= result["false findings about groups a company"]
        named[FALSE] = result["in all"]["office ally"]["false names a company"]
        value = named[what] if what in named else result["found"][what]["mean"]
        lines.append(_line(f"{kind}, {size}: {what}", value, how, limit))
    for name, row in results.get("clusters", {}).items():
        limit = next(limit for start, limit in CLUSTER_TARGETS.items() if name.startswith(start))
        lines.append(_line(name, row["mean"], AT_LEAST, limit))
    return lines


def _line(what: str, value: float, how: str, limit: float) -> str:
    met = value <= limit if how == AT_MOST else value >= limit
    return f"  {'met    ' if met else 'NOT MET'} {what} {value:.3f}, {how} {limit}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=200, help="companies of each kind")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first company; the next ones follow")
    parser.add_argument("--only", default=",".join([*PLANTED, "clusters"]), help="kinds of company, with commas")
    parser.add_argument("--sizes", default=SIZES, help="people/spread, with commas")
    parser.add_argument("--activity", type=float, default=1.0, help="how much contact there is, against the usual")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def main() -> None:
    options = _options()
    if not rivals.has_orgnet():
        print("orgnet is not installed, so it is left out: pip install orgnet==0.2.0")
    seeds = range(options.seed, options.seed + options.companies)
    wanted, results = options.only.split(","), {}
    with ProcessPoolExecutor(options.jobs) as pool:
        for kind in [kind for kind in wanted if kind != "clusters"]:
            for size in options.sizes.split(","):
                people, spread = size.split("/")
                plan = (kind, int(people), float(spread), options.activity)
                results[f"{kind} {size}"] = summary(list(pool.map(partial(company_figures, plan), seeds)))
                tell(f"{kind}, {people} people, spread {spread}", results[f"{kind} {size}"])
        if "clusters" in wanted:
            results["clusters"] = _shares(list(pool.map(partial(cluster_figures, None), seeds)))
    print("\ntargets", *targets(results), sep="\n")
    if options.json:
        settings = {name: value for name, value in vars(options).items() if name != "json"}
        options.json.write_text(json.dumps(settings | {"results": results}, indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
