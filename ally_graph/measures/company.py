"""The figures of a network as a whole, as they stand beside every analysis and every month of one."""

from __future__ import annotations

import numpy as np

from ally_graph import measures
from ally_graph.clusters import Clustering
from ally_graph.compute.codes import MUTUAL
from ally_graph.network import Network
from ally_graph.stats import chance

E_I_ATTRIBUTES = ("team", "department", "location", "level", "work_mode")


def coverage(base: Network) -> dict:
    """The share of people who appear in the window's records at all, and in those of each kind."""
    seen, size = base.seen, max(1, base.size)
    by_kind = {kind: float(here.sum() / size) for kind, here in zip(base.events.kinds, seen, strict=True)}
    return {"share": float(seen.any(axis=0).sum() / size), "by_kind": by_kind}


def network(base: Network) -> dict:
    """The figures of the network as a whole, but for those of its groups."""
    eligible = base.exposure >= base.settings.min_exposure_days
    effort = np.where(eligible, base.effort, 0.0)
    given = np.asarray(base.help.sum(axis=1)).ravel()
    weights, count = base.help_weights(chance.DRAWN_WEIGHTS), int(base.sums.count[:MUTUAL].sum())
    rng = chance.generator(base.settings.seed, 4)
    pairs = base.size * (base.size - 1)
    attributes = [name for name in E_I_ATTRIBUTES if name in base.people and base.people[name].notna().any()]
    return {
        "ties": int(base.help.nnz),
        "density": base.help.nnz / pairs if pairs else float("nan"),
        "reciprocity": measures.reciprocity(base),
        "gini_help_given": chance.gini(given[effort > 0] / effort[effort > 0]),
        "gini_expected_by_chance": chance.gini_by_chance(weights, effort, rng, count=count),
        "ei_index": {name: measures.ei_of_network(base, name) for name in sorted({"team", *attributes})},
    }


def groups(clustering: Clustering) -> dict:
    """How far the network falls into groups."""
    return {
        "modularity": clustering.modularity,
        "modularity_null_95": clustering.null_95,
        "clear_clusters": clustering.clear,
    }
