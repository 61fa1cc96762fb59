"""Small odd graphs that every measure and every detector has to take."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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


def networks(before_ids: str = "") -> dict[str, Callable[[], tuple[Network, Records]]]:
    """A function for each graph and each of three ways to a network: straight, and from records of help and meetings.

    It builds network and records anew, with nothing kept from before. `before_ids` stands before every id, to make ids
    that occur in no sentence by themselves.
    """
    ways = {"help on record": "help", "meeting on record": "meeting", "a graph": None}
    return {
        f"{name}, as {words}": partial(_network, name, kind, before_ids)
        for name in support_graphs()
        for words, kind in ways.items()
    }


def _network(name: str, kind: str | None, before_ids: str) -> tuple[Network, Records]:
    """One graph as a network, by way of records of this kind where there is one."""
    small = support_graphs()[name]
    graph = nx.relabel_nodes(small, {node: f"{before_ids}{node}" for node in small})
    records = records_of_graph(graph, kind or "meeting")
    return from_graph(graph) if kind is None else network_of(records, as_of="2026-04-01"), records
