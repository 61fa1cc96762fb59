"""The network as networkx graphs, for users, drawings and exports; and a network from any graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.compute.codes import MICROSECONDS_A_DAY
from ally_graph.network.events import Events
from ally_graph.network.network import Network, network_of
from ally_graph.records import Records, as_records, from_tables
from ally_graph.settings import Settings, with_options

if TYPE_CHECKING:
    import networkx as nx


def build_network(
    records: Records | str | Path,
    *,
    as_of: str | pd.Timestamp | None = None,
    window_days: int | None = None,
    half_life_days: float | None = None,
    kinds: str | Iterable[str] | None = None,
    settings: Settings | None = None,
) -> nx.DiGraph:
    """Who supports whom, as a graph whose ties point from the giver to the receiver of support.

    Parameters
    ----------
    records
        What `load` returned, or the path of a data folder, zip or workbook to load.
    as_of
        The moment to look back from; the day after the last event unless given.
    window_days
        How many days to look back; 90 unless given here or in `settings`.
    half_life_days
        The age in days at which an event counts half, 30 unless given; `inf` for plain sums.
    kinds
        Only records of these kinds; `recognition` stands for the table of recognitions. All of them unless given.
    settings
        Every other threshold; the usual ones unless given.

    Returns
    -------
    graph
        Everyone who was employed in the window, sorted by id and with the roster's attributes, also those without a
        tie. Edge attributes: `weight` (sum of `w * 2^(-age / half_life_days)`), `count` (events), `last` (time of the
        newest, ISO 8601, UTC) and `kinds` (events by kind). Mutual contact is not in it: see `contact_graph`.

    Raises
    ------
    SettingError
        For a window, half-life, date or kind that can't be used, and for something that holds no records.

    Examples
    --------
    >>> tables = {"interactions": pd.DataFrame({"from_id": ["ana", "bo"], "to_id": ["bo", "ana"],
    ...     "timestamp": ["2026-01-30", "2026-01-31"], "kind": ["help", "request"]})}
    >>> graph = build_network(from_tables(tables), as_of="2026-01-31", half_life_days=1)
    >>> list(graph.edges(data="weight"))
    [('ana', 'bo', 0.5)]
    """
    chosen = with_options(settings, window_days=window_days, half_life_days=half_life_days)
    return support_graph(network_of(as_records(records), as_of=as_of, kinds=kinds, settings=chosen))


def support_graph(network: Network) -> nx.DiGraph:
    """The support ties of a network as a networkx graph; see `build_network`."""
    import networkx as nx

    return _graph(nx.DiGraph(), network, network.events.support, network.help)


def contact_graph(network: Network) -> nx.Graph:
    """The contact of a network, help both ways and mutual contact, as an undirected networkx graph."""
    import networkx as nx

    upper = sparse.triu(network.contact).tocsr()
    return _graph(nx.Graph(), network, network.events.contact, upper)


def contact_within(network: Network, people: list[str]) -> nx.Graph:
    """Who of these people is in contact with whom, and how much, as a bare networkx graph."""
    rows = network.people.index.get_indexer(people)
    upper = sparse.triu(network.contact[rows][:, rows], k=1).tocoo()
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(people)
    ties = zip(upper.row.tolist(), upper.col.tolist(), upper.data.tolist(), strict=True)
    graph.add_weighted_edges_from((people[one], people[two], weight) for one, two, weight in ties)
    return graph


def from_graph(graph: nx.DiGraph, contact: nx.Graph | None = None, **settings: object) -> Network:
    """The network of any directed graph of support, and of a graph of mutual contact if there is one.

    Each tie counts as one event of its `weight` on the last day. Node attributes are taken for the roster's.
    """
    nodes = sorted({*graph, *(contact or ())}, key=str)
    people = [{"person_id": node, **dict(graph.nodes.get(node, {}))} for node in nodes]
    rows = [(u, v, "help", w) for u, v, w in graph.edges(data="weight", default=1.0)]
    rows += [(u, v, "contact", w) for u, v, w in contact.edges(data="weight", default=1.0)] if contact else []
    interactions = pd.DataFrame(rows, columns=["from_id", "to_id", "kind", "weight"]).assign(timestamp="2000-01-01")
    tables = {"people": pd.DataFrame(people, columns=None if people else ["person_id"]), "interactions": interactions}
    return network_of(from_tables(tables), as_of="2000-01-01", settings=Settings(**settings))


def _graph(graph: nx.Graph, network: Network, events: Events, weights: sparse.csr_array) -> nx.Graph:
    """Fill an empty graph with the people and ties of a network, in sorted order."""
    graph.graph["as_of"] = network.as_of.isoformat()
    ids = network.people.index.tolist()
    attributes = network.people.astype(object).where(network.people.notna(), None)
    for person, row in zip(ids, attributes.to_dict("records"), strict=True):
        graph.add_node(person)
        graph.nodes[person].update({name: _plain(value) for name, value in row.items() if value is not None})
    details = _details(network, events, directed=graph.is_directed())
    table = weights.tocoo()
    order = np.lexsort((table.col, table.row))
    entries = (column[order].tolist() for column in (table.row, table.col, table.data))
    for i, j, weight in zip(*entries, strict=True):
        graph.add_edge(ids[i], ids[j], weight=weight, **details[i * network.size + j])
    return graph


def _plain(value: object) -> object:
    """A roster value as a plain one that every export format can hold."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if isinstance(value, np.generic) else value


def _details(network: Network, events: Events, *, directed: bool) -> dict[int, dict]:
    """Count, newest time and count by kind of each tie, by its number (row * size + column)."""
    key = events.source.astype(np.int64) * network.size + events.target if directed else events.pairs()
    frame = pd.DataFrame({"key": key, "kind": events.kind, "age": events.age})
    whole = frame.groupby("key")["age"].agg(["size", "min"])
    kinds: dict[int, dict[str, int]] = defaultdict(dict)
    for (pair, kind), count in frame.groupby(["key", "kind"]).size().items():
        kinds[pair][events.kinds[kind]] = int(count)
    last = network.as_of - pd.to_timedelta((whole["min"] * MICROSECONDS_A_DAY).round().astype("int64"), unit="us")
    return {
        pair: {"count": int(count), "last": time.isoformat(), "kinds": kinds[pair]}
        for pair, count, time in zip(whole.index.tolist(), whole["size"], last, strict=True)
    }
