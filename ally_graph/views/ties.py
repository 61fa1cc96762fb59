"""Ties: the network that may be drawn, who leans on whom, and what would be missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.disclosure.shown import ShownLoss, ShownNetwork
from ally_graph.measures import reliance
from ally_graph.views import roster
from ally_graph.views.focus import Focus, ids_of
from ally_graph.views.focus import inside as in_focus
from ally_graph.views.found import states

CONTACT_UP_TO = 3_000
"""In larger companies, mere contact is shown within what is in focus only, and not at all where that is as large."""


def network(
    analysis: Any,
    viewer: Viewer,
    team: Focus = None,
    opened: Sequence[tuple[str, Any]] = (),
    month: Any = None,
) -> Disclosed[ShownNetwork]:
    """Everyone and their ties; `focus` marks the people of the chosen team, and of what was `opened` on the map.

    What can be opened is the people of a `cluster` or a `team`, or those in none (`None`). `month` is one of
    `ally_graph.timeline.map_months`, whose groups are to be shown in place of those of the analysis.
    """
    told = states(analysis, viewer)
    columns = ["person_id", "name", "team", "cluster", "help_given", "help_received", "allies"]
    nodes = analysis.people[columns].copy()
    nodes["person_id"] = nodes["person_id"].astype(str)
    nodes["name"] = nodes["person_id"].map(roster.names(analysis.people, viewer))
    nodes["states"] = [told.get(person, ()) for person in nodes["person_id"]]
    inside = in_focus(nodes, team)
    for column, value in opened:
        same = nodes[column].isna() if value is None else nodes[column] == value
        inside &= same.fillna(False).to_numpy(dtype=bool)
    nodes["focus"] = inside
    base = analysis.base
    for name in PLACED_BY:
        nodes[name] = base.people[name].to_numpy() if name in base.people else None
    labels = {cluster.id: cluster.label for cluster in analysis.clusters}
    if month is not None:
        groups = dict(zip(month.people["person_id"], month.people["cluster"], strict=True))
        nodes["cluster"], labels = nodes["person_id"].map(groups).astype("Int64"), dict(month.labels)
    directed = base.help.nnz > 0 or base.contact.nnz == 0
    matrix = base.help if directed else sparse.triu(base.contact)
    counted, answered = _counts(matrix, inside)
    shown = ShownNetwork(
        nodes=nodes.reset_index(drop=True),
        ties=_pairs(matrix, base.people.index),
        labels=labels,
        directed=directed,
        counted=counted,
        answered=answered,
        contact=_mere_contact(base.help, base.contact, base.people.index, inside) if directed else None,
        when=base.as_of,
    )
    return gate.shown(shown, viewer)


PLACED_BY = ("location", "manager_id")
"""What people can be placed by on the map, besides team and group."""


def month_by_month(
    months: Any, called: Mapping[str, str], viewer: Viewer, team: Focus = None, *, directed: bool
) -> Disclosed[tuple[ShownNetwork, ...]]:
    """Everyone and their ties in each of `ally_graph.timeline.map_months.MapMonths`, nothing found about anybody."""
    labels = dict(months.labels)
    return gate.shown(tuple(_of_month(one, labels, called, team, directed=directed) for one in months.months), viewer)


def by_month(
    every: Disclosed[tuple[ShownNetwork, ...]], latest: Disclosed[ShownNetwork]
) -> Disclosed[tuple[ShownNetwork, ...]]:
    """The same months, where the one that `latest` is of is `latest` itself, with what was found."""
    here = content_of(latest)
    months = content_of(every)
    labels = {**months[-1].labels, **here.labels}
    shown = (here if month.when == here.when else month for month in months)
    return gate.shown(tuple(replace(one, labels=labels) for one in shown), every.viewer)


def one_month(latest: Disclosed[ShownNetwork]) -> Disclosed[tuple[ShownNetwork, ...]]:
    """The network by itself, where there are no other months."""
    return gate.shown((content_of(latest),), latest.viewer)


def _of_month(
    month: Any, labels: Mapping[int, str], called: Mapping[str, str], team: Focus, *, directed: bool
) -> ShownNetwork:
    nodes = month.people.copy()
    nodes["name"] = nodes["person_id"].map(called).fillna(nodes["person_id"])
    nodes["states"] = [()] * len(nodes)
    nodes["focus"] = inside = in_focus(nodes, team)
    index = pd.Index(nodes["person_id"])
    matrix = month.help if directed else sparse.triu(month.contact)
    contact = _mere_contact(month.help, month.contact, index, inside) if directed else None
    return ShownNetwork(nodes, _pairs(matrix, index), labels, directed, contact=contact, when=month.when)


def _mere_contact(
    help_given: sparse.csr_array, contact: sparse.csr_array, ids: pd.Index, inside: np.ndarray
) -> pd.DataFrame:
    """Pairs in contact who don't help each other, in a large company only those in focus."""
    size = contact.shape[0]
    if size > CONTACT_UP_TO and inside.sum() > CONTACT_UP_TO:
        return _pairs(sparse.csr_array((size, size)), ids)
    upper = sparse.triu(contact, k=1).tocoo()
    keep = inside[upper.row] & inside[upper.col] if size > CONTACT_UP_TO else np.ones(upper.nnz, dtype=bool)
    row, column, weight = upper.row[keep].astype(np.int64), upper.col[keep].astype(np.int64), upper.data[keep]
    helped = help_given.tocoo()
    low, high = np.minimum(helped.row, helped.col).astype(np.int64), np.maximum(helped.row, helped.col)
    mere = ~np.isin(row * size + column, low * size + high)
    matrix = sparse.coo_array((weight[mere], (row[mere], column[mere])), shape=contact.shape)
    return _pairs(matrix, ids)


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
    analysis: Any, viewer: Viewer, team: Focus = None, leaning: pd.DataFrame | None = None
) -> Disclosed[pd.DataFrame]:
    """Who gets more than half of their help from one person: `helper, dependant, share, events`, by name.

    `leaning` is what `reliance.dependants` says of the analysis, where that is known already.
    """
    called = roster.names(analysis.people, viewer)
    frame = reliance.dependants(analysis.base) if leaning is None else leaning
    frame = frame.astype({"helper": "str", "dependant": "str"})
    if team is not None:
        here = ids_of(analysis.people, team)
        frame = frame[frame["helper"].isin(here) | frame["dependant"].isin(here)]
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


def bus_factors(factors: pd.DataFrame, viewer: Viewer, team: Focus = None) -> Disclosed[pd.DataFrame]:
    """The bus factor of each team, or of the chosen one; see `ally_graph.measures.reliance.bus_factors`."""
    kept = factors if not isinstance(team, str) else factors[factors["team"] == team]
    return gate.table("bus_factors", kept, viewer)
