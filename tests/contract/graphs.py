"""Small odd graphs that every measure and every detector has to take."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from ally_graph.network import Network, from_graph, network_of
from ally_graph.records import Records, from_tables


def support_graphs() -> dict[str, nx.DiGraph]:
    """Graphs of support by name."""
    isolates, one = nx.DiGraph(), nx.DiGraph()
    isolates.add_nodes_from("abcde")
    one.add_node("ana")
    star = nx.DiGraph([("hub", f"r{k}") for k in range(9)])
    cliques = [(u, v) for group in ("abcd", "wxyz") for u in group for v in group if u != v]
    return {
        "empty": nx.DiGraph(),
        "one person": one,
        "pair": nx.DiGraph([("ana", "bo")]),
        "star": star,
        "star inwards": star.reverse(),
        "two clusters": nx.DiGraph([*cliques, ("a", "w")]),
        "only isolates": isolates,
    }


def records_of_graph(graph: nx.DiGraph, kind: str = "help") -> Records:
    """Records with three rows of one kind for each tie, in three different weeks, and everyone on the roster."""
    rows = [(u, v, kind, day) for u, v in graph.edges for day in ("2026-03-01", "2026-03-10", "2026-03-20")]
    tables = {"interactions": pd.DataFrame(rows, columns=["from_id", "to_id", "kind", "timestamp"])}
    return from_tables({"people": pd.DataFrame({"person_id": list(graph)}, dtype="str"), **tables})


def networks(before_ids: str = "") -> dict[str, tuple[Network, Records]]:
    """Each graph as a network in three ways: straight from the graph, and from records of help and of meetings.

    `before_ids` stands before every id, to make ids that occur in no sentence by themselves.
    """
    made = {}
    for name, small in support_graphs().items():
        graph = nx.relabel_nodes(small, {node: f"{before_ids}{node}" for node in small})
        for kind in ("help", "meeting"):
            records = records_of_graph(graph, kind)
            made[f"{name}, as {kind} on record"] = network_of(records, as_of="2026-04-01"), records
        made[f"{name}, as a graph"] = from_graph(graph), records
    return made
