"""The network as it may leave for another program: support and contact, with groups and measures of each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ally_graph.compute.codes import MICROSECONDS_A_DAY
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.measures import MEASURES
from ally_graph.network import Network, support_graph
from ally_graph.views.roster import people_file
from ally_graph.views.ties import network as drawn
from ally_graph.vocabulary import Flow

if TYPE_CHECKING:
    import networkx as nx

SUPPORT, CONTACT = "support", "contact"
"""What a tie of an export is: help of one for the other, or contact that runs both ways by its nature."""
MEASURE = "measure_"
GROUP = "group"


MAP_X, MAP_Y = "office_ally_x", "office_ally_y"
"""Where somebody stands on the map of the app, for formats that hold places; no column of any other."""


def network_file(
    analysis: Any, viewer: Viewer, spots: Mapping[str, tuple[float, float] | None] | None = None
) -> Disclosed[nx.MultiDiGraph]:
    """Ties of support and, beside them, of contact, as this viewer may take them along.

    Edges have a `type`, `support` or `contact`; a contact is there once, from the first to the second in order. Each
    person has the group on the map as `group`, and the measures with `measure_` before their names. The graph says the
    end of the window, its length and the half-life. `spots` are the places of the map of the app.
    """
    base = analysis.base
    graph = _with_contact(support_graph(base), base)
    shown = content_of(drawn(analysis, viewer)).nodes.set_index("person_id")
    table = content_of(people_file(analysis.people, viewer)).set_index("person_id")
    measures = [entry.key for entry in MEASURES if entry.key in table]
    for person in graph:
        told = {f"{MEASURE}{key}": _number(table.loc[person, key]) for key in measures}
        group = shown.loc[person, "cluster"]
        told[GROUP] = None if pd.isna(group) else int(group)
        told |= dict(zip((MAP_X, MAP_Y), (spots or {}).get(str(person)) or (), strict=False))
        graph.nodes[person].update({name: value for name, value in told.items() if value is not None})
    graph.graph |= {
        "office_ally": "1",
        "window_days": base.settings.window_days,
        "half_life_days": float(base.settings.half_life_days),
        "measures": ",".join([GROUP, *(f"{MEASURE}{key}" for key in measures)]),
    }
    return gate.graph(graph, viewer)


def _number(value: object) -> float | None:
    number = float(value) if value is not None and not pd.isna(value) else None
    return None if number is None or not np.isfinite(number) else round(number, 6)


def _with_contact(support: nx.DiGraph, network: Network) -> nx.MultiDiGraph:
    """The ties of support, and those of contact that is no help, each pair once."""
    import networkx as nx

    graph = nx.MultiDiGraph(**support.graph)
    graph.add_nodes_from(support.nodes(data=True))
    for giver, receiver, tie in support.edges(data=True):
        graph.add_edge(giver, receiver, **tie, type=SUPPORT)
    events, ids = network.events.of(Flow.MUTUAL), network.ids
    if not len(events):
        return graph
    key = events.pairs()
    rows = pd.DataFrame({"key": key, "age": events.age, "kind": events.kind, "weight": network.decayed(events)})
    whole = rows.groupby("key").agg(count=("age", "size"), age=("age", "min"), weight=("weight", "sum"))
    kinds: dict[int, dict[str, int]] = defaultdict(dict)
    for (pair, kind), count in rows.groupby(["key", "kind"]).size().items():
        kinds[pair][events.kinds[kind]] = int(count)
    for pair, count, age, weight in whole.itertuples():
        one, two = divmod(int(pair), network.size)
        last = network.as_of - pd.Timedelta(microseconds=round(age * MICROSECONDS_A_DAY))
        graph.add_edge(ids[one], ids[two], weight=float(weight), count=int(count), last=last.isoformat(),
                       kinds=kinds[pair], type=CONTACT)  # fmt: skip
    return graph
