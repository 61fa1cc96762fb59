"""What an analyst would write in an afternoon: pandas and networkx, the same columns and figures.

python analyst.py FOLDER WINDOW_DAYS PEOPLE.csv [--months] > figures.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

HALF_LIFE, GAP, EXACT_BETWEENNESS = 30.0, pd.Timedelta(days=28), 5_000
GIVEN = {"answer", "checkin", "cover", "help", "mentoring", "review", "training", "recognition"}
ASKED = {"access", "request"}


def read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    people = pd.read_parquet(folder / "people.parquet").sort_values("person_id").set_index("person_id")
    events = pd.read_parquet(folder / "interactions.parquet").rename(columns={"from_id": "source", "to_id": "target"})
    thanks = pd.read_parquet(folder / "recognitions.parquet")
    thanks = thanks.rename(columns={"receiver_id": "source", "giver_id": "target"}).assign(kind="recognition")
    columns = ["source", "target", "timestamp", "kind"]
    events = pd.concat([events[columns], thanks[columns]]).astype({"source": "str", "target": "str", "kind": "str"})
    return people, events.sort_values("timestamp")


def graphs(people: pd.DataFrame, events: pd.DataFrame, end: pd.Timestamp) -> tuple[nx.DiGraph, nx.Graph]:
    events = events[~events["kind"].isin(ASKED)]
    age = (end - events["timestamp"]) / pd.Timedelta(days=1)
    events = events.assign(weight=0.5 ** (age / HALF_LIFE))
    support = nx.DiGraph()
    support.add_nodes_from(people.index)
    given = events[events["kind"].isin(GIVEN)].groupby(["source", "target"])["weight"].sum()
    support.add_weighted_edges_from((a, b, weight) for (a, b), weight in given.items())
    contact = nx.Graph()
    contact.add_nodes_from(people.index)
    ends = np.sort(events[["source", "target"]].to_numpy(), axis=1)
    both = events["weight"].groupby([ends[:, 0], ends[:, 1]]).sum()
    contact.add_weighted_edges_from((a, b, weight) for (a, b), weight in both.items())
    return support, contact


def allies(people: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    events = events[~events["kind"].isin(ASKED)]
    ends = np.sort(events[["source", "target"]].to_numpy(), axis=1)
    frame = pd.DataFrame({"low": ends[:, 0], "high": ends[:, 1], "timestamp": events["timestamp"].to_numpy()})
    close = frame.groupby(["low", "high"])["timestamp"].diff() <= GAP
    pairs = frame[close.to_numpy() | ~events["kind"].isin(GIVEN).to_numpy()][["low", "high"]].drop_duplicates()
    return pd.concat([pairs["low"], pairs["high"]]).value_counts().reindex(people.index, fill_value=0)


def people_table(people: pd.DataFrame, events: pd.DataFrame, support: nx.DiGraph, contact: nx.Graph) -> pd.DataFrame:
    given = pd.Series(dict(support.out_degree(weight="weight")))
    received = pd.Series(dict(support.in_degree(weight="weight")))
    team, rows = people["team"].to_dict(), {}
    for person in contact:
        out, into = set(support.successors(person)), set(support.predecessors(person))
        near = [(other, data["weight"]) for other, data in contact[person].items()]
        total = sum(weight for _, weight in near)
        outside = [weight for other, weight in near if team[other] != team[person]]
        rows[person] = {
            "two_way_share": len(out & into) / len(out | into) if out | into else np.nan,
            "cross_team_share": sum(outside) / total if total else np.nan,
            "ei_team": (2 * len(outside) - len(near)) / len(near) if near else np.nan,
        }
    whole = len(contact) <= EXACT_BETWEENNESS
    return pd.DataFrame(
        {
            "help_given": given,
            "help_received": received,
            "balance": (given - received) / (given + received),
            "allies": allies(people, events),
            **{
                name: pd.Series({p: row[name] for p, row in rows.items()})
                for name in ("two_way_share", "cross_team_share", "ei_team")
            },
            "constraint": pd.Series(nx.constraint(contact, weight="weight")),
            "effective_size": pd.Series(nx.effective_size(contact, weight="weight")),
            "core": pd.Series(nx.core_number(contact)),
            "betweenness": pd.Series(nx.betweenness_centrality(contact) if whole else np.nan, index=people.index),
            "pagerank": pd.Series(nx.pagerank(support, weight="weight", tol=1e-12, max_iter=1_000)),
        }
    ).rename_axis("person_id")


def gini(values: np.ndarray) -> float:
    n = len(values)
    return float((2 * np.arange(1, n + 1) - n - 1) @ np.sort(values) / (n * values.sum()))


def figures(people: pd.DataFrame, events: pd.DataFrame, support: nx.DiGraph, contact: nx.Graph, groups: list) -> dict:
    seen = {kind: len({*part["source"], *part["target"]}) for kind, part in events.groupby("kind")}
    total = support.size(weight="weight")
    met = sum(
        min(data["weight"], support[b][a]["weight"])
        for a, b, data in support.edges(data=True)
        if support.has_edge(b, a)
    )
    given = np.array([value for _, value in support.out_degree(weight="weight")])
    ei = {}
    for attribute in ("team", "level", "work_mode"):
        code = people[attribute].to_dict()
        known = [(code[a], code[b]) for a, b in contact.edges() if pd.notna(code[a]) and pd.notna(code[b])]
        ei[attribute] = sum(1 if a != b else -1 for a, b in known) / max(1, len(known))
    return {
        "coverage": {kind: count / len(people) for kind, count in seen.items()},
        "ties": support.number_of_edges(),
        "density": nx.density(support),
        "reciprocity": met / total,
        "gini_help_given": gini(given),
        "ei_index": ei,
        "modularity": nx.community.modularity(contact, groups),
        "clusters": [sorted(group) for group in groups if len(group) >= 3],
    }


def window_of(people: pd.DataFrame, events: pd.DataFrame, end: pd.Timestamp, days: int) -> tuple:
    here = people[~(pd.to_datetime(people["start_date"]) > end)] if "start_date" in people else people
    some = events[(events["timestamp"] >= end - pd.Timedelta(days=days)) & (events["timestamp"] <= end)]
    support, contact = graphs(here, some, end)
    return here, some, support, contact, nx.community.louvain_communities(contact, weight="weight", seed=0)


def main() -> None:
    people, events = read(Path(sys.argv[1]))
    days, end = int(sys.argv[2]), events["timestamp"].iloc[-1].normalize() + pd.Timedelta(days=1)
    here, some, support, contact, groups = window_of(people, events, end, days)
    people_table(here, some, support, contact).to_csv(sys.argv[3])
    whole = figures(here, some, support, contact, groups)
    if "--months" in sys.argv:
        ends = [
            min(end, (month + 1).start_time)
            for month in pd.period_range(events["timestamp"].iloc[0], end - pd.Timedelta(seconds=1), freq="M")
        ]
        whole["months"] = [figures(*window_of(people, events, moment, days)) for moment in ends]
    json.dump(whole, sys.stdout)


if __name__ == "__main__":
    main()
