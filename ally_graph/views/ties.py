"""Ties: the network that may be drawn, who leans on whom, and what would be missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer
from ally_graph.disclosure.shown import ShownLoss, ShownNetwork
from ally_graph.measures import reliance
from ally_graph.views import roster
from ally_graph.views.found import states


def network(
    analysis: Any, viewer: Viewer, team: str | None = None, opened: Sequence[tuple[str, Any]] = ()
) -> Disclosed[ShownNetwork]:
    """Everyone and their ties; `focus` marks the people of the chosen team, and of what was `opened` on the map.

    What can be opened is the people of a `cluster` or a `team`, or those in none (`None`).
    """
    told = states(analysis, viewer)
    columns = ["person_id", "name", "team", "cluster", "help_given", "help_received", "allies"]
    nodes = analysis.people[columns].copy()
    nodes["person_id"] = nodes["person_id"].astype(str)
    nodes["name"] = nodes["person_id"].map(roster.names(analysis.people, viewer))
    nodes["states"] = [told.get(person, ()) for person in nodes["person_id"]]
    inside = np.ones(len(nodes), dtype=bool)
    for column, value in (*((("team", team),) if team is not None else ()), *opened):
        same = nodes[column].isna() if value is None else nodes[column] == value
        inside &= same.fillna(False).to_numpy(dtype=bool)
    nodes["focus"] = inside
    base = analysis.base
    directed = base.help.nnz > 0 or base.contact.nnz == 0
    matrix = base.help if directed else sparse.triu(base.contact)
    counted, answered = _counts(matrix, inside)
    shown = ShownNetwork(
        nodes=nodes.reset_index(drop=True),
        ties=_pairs(matrix, base.people.index),
        labels={cluster.id: cluster.label for cluster in analysis.clusters},
        directed=directed,
        counted=counted,
        answered=answered,
    )
    return gate.shown(shown, viewer)


def _counts(matrix: sparse.sparray, inside: np.ndarray) -> tuple[int, int]:
    """How many ties touch somebody inside, and how many of these have a tie the other way."""
    table = matrix.tocoo()
    touching = inside[table.row] | inside[table.col]
    places = (table.row[touching], table.col[touching])
    there = sparse.coo_array((np.ones(len(places[0])), places), shape=table.shape).tocsr()
    return there.nnz, there.multiply(there.T).nnz


def _pairs(matrix: sparse.sparray, ids: pd.Index) -> pd.DataFrame:
    """The entries of a matrix of people as rows, sorted: `source, target, weight`."""
    table = sparse.csr_array(matrix).sorted_indices().tocoo()
    everyone = pd.CategoricalDtype(ids.astype("str"))
    ends = {"source": table.row, "target": table.col}
    named = {name: pd.Categorical.from_codes(codes, dtype=everyone) for name, codes in ends.items()}
    return pd.DataFrame(named | {"weight": table.data})


def dependants(
    analysis: Any, viewer: Viewer, team: str | None = None, leaning: pd.DataFrame | None = None
) -> Disclosed[pd.DataFrame]:
    """Who gets more than half of their help from one person: `helper, dependant, share, events`, by name.

    `leaning` is what `reliance.dependants` says of the analysis, where that is known already.
    """
    called = roster.names(analysis.people, viewer)
    frame = reliance.dependants(analysis.base) if leaning is None else leaning
    frame = frame.astype({"helper": "str", "dependant": "str"})
    if team is not None:
        inside = set(analysis.people.loc[analysis.people["team"] == team, "person_id"].astype(str))
        frame = frame[frame["helper"].isin(inside) | frame["dependant"].isin(inside)]
    frame = frame.assign(helper=frame["helper"].map(called), dependant=frame["dependant"].map(called))
    return gate.table("dependants", frame.reset_index(drop=True), viewer)


def loss(analysis: Any, viewer: Viewer, person: str) -> Disclosed[ShownLoss]:
    """What would be missed if this person were away, by name; see `ally_graph.measures.reliance.removal`."""
    called = roster.names(analysis.people, viewer)
    missed = reliance.removal(analysis.base, person)
    losing, alone = (
        tuple(sorted(called[str(one)] for one in missed[key])) for key in ("people_losing_half", "newly_alone")
    )
    return gate.shown(ShownLoss(called[person], missed["share_of_help_lost"], losing, alone), viewer)


def bus_factors(factors: pd.DataFrame, viewer: Viewer, team: str | None = None) -> Disclosed[pd.DataFrame]:
    """The bus factor of each team, or of the chosen one; see `ally_graph.measures.reliance.bus_factors`."""
    return gate.table("bus_factors", factors if team is None else factors[factors["team"] == team], viewer)
