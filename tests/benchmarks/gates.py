"""Whether the fast ways come to the same as the plain ones, on one company.

    python gates.py FOLDER WINDOW_DAYS

Weights of ties against pandas, constraint and effective size against networkx person by person, PageRank against a
power iteration that goes on for long, cores against networkx. Says what it saw, or stops with what differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

import ally_graph
from ally_graph import measures
from ally_graph.network import Network, network_of
from ally_graph.network.events import CONTACT, SUPPORT
from ally_graph.settings import Settings
from ally_graph.vocabulary import flow_of

PEOPLE = 20
"""How many people are looked at one by one, spread over the company."""


def main() -> None:
    """Check everything, and tell how far each is off."""
    folder, days = Path(sys.argv[1]), int(sys.argv[2])
    network = network_of(ally_graph.load(folder), settings=Settings(window_days=days))
    graph = nx.from_scipy_sparse_array(network.contact)
    some = np.unique(np.linspace(0, network.size - 1, PEOPLE).astype(int)).tolist()
    burt = {
        "constraint": (measures.constraint(network), nx.constraint),
        "effective size": (measures.effective_size(network), nx.effective_size),
    }
    gaps = {"weights of ties": (weights_gap(folder, network), 1e-9), "PageRank": (rank_gap(network), 1e-9)}
    for name, (ours, theirs) in burt.items():
        # One person at a time: over all people at once networkx goes another way, which gives other effective sizes.
        gap = max(abs(ours.iloc[i] - theirs(graph, nodes=[i], weight="weight")[i]) for i in some)
        gaps[name] = gap, 1e-12
    gaps["cores"] = float(np.abs(measures.core(network).to_numpy() - list(nx.core_number(graph).values())).max()), 0.0
    wrong = [f"{name} by {gap:.1e}" for name, (gap, limit) in gaps.items() if not gap <= limit]
    if wrong:
        raise SystemExit(f"not the same: {', '.join(wrong)}")
    print("; ".join(f"{name} within {gap:.0e}" for name, (gap, _) in gaps.items()))


def weights_gap(folder: Path, network: Network) -> float:
    """How far any decayed weight of help or of contact is from that of pandas, straight from the tables."""
    events = pd.read_parquet(folder / "interactions.parquet").rename(columns={"from_id": "source", "to_id": "target"})
    thanks = pd.read_parquet(folder / "recognitions.parquet")
    thanks = thanks.rename(columns={"receiver_id": "source", "giver_id": "target"}).assign(kind="recognition")
    columns = ["source", "target", "timestamp", "kind"]
    events = pd.concat([events[columns], thanks[columns]]).astype({"source": "str", "target": "str", "kind": "str"})
    age = (network.as_of - events["timestamp"]) / pd.Timedelta(days=1)
    events = events.assign(value=0.5 ** (age / network.settings.half_life_days))
    events = events[(age >= 0) & (age <= network.settings.window_days)]
    flow, number = events["kind"].map(flow_of), dict(zip(network.ids, range(network.size), strict=True))
    gaps = []
    for flows, matrix in ((SUPPORT, network.help), (CONTACT, network.contact)):
        rows = events[flow.isin(flows)]
        rows = rows.assign(source=rows["source"].map(number), target=rows["target"].map(number))
        sums = rows.groupby(["source", "target"])["value"].sum()
        if matrix is network.contact:
            sums = sums.add(sums.swaplevel().rename_axis(["source", "target"]), fill_value=0.0)
        found = matrix.tocoo()
        ours = pd.Series(found.data, index=pd.MultiIndex.from_arrays([found.row, found.col]))
        both = pd.concat([ours, sums.rename_axis([None, None])], axis=1)
        gaps.append(float((both[0] - both["value"]).abs().max()) if both.notna().all(axis=None) else np.inf)
    return max(gaps)


def rank_gap(network: Network) -> float:
    """How far any PageRank is from that of 400 steps of plain power iteration, for a person of average rank."""
    given = np.asarray(network.help.sum(axis=1)).ravel()
    onward = network.help.T.tocsr()
    rank, quiet = np.full(network.size, 1 / network.size), given == 0
    for _ in range(400):
        passed = onward @ np.divide(rank, given, out=np.zeros(network.size), where=~quiet)
        rank = 0.85 * (passed + rank[quiet].sum() / network.size) + 0.15 / network.size
    return float(np.abs(measures.pagerank(network).to_numpy() - rank).max() * network.size)


if __name__ == "__main__":
    main()
