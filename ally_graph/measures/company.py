"""The figures of a network as a whole, as they stand beside every analysis and every month of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np

from ally_graph import measures
from ally_graph.clusters import Clustering
from ally_graph.compute.codes import MUTUAL
from ally_graph.files.json import plain
from ally_graph.network import Network
from ally_graph.stats import chance

E_I_ATTRIBUTES = ("team", "department", "location", "level", "work_mode")


@dataclass(frozen=True, eq=False)
class CompanyFigures(Mapping[str, object]):
    """The figures of a network as a whole, each also an item: `figures["ties"]` is `figures.ties`.

    Attributes
    ----------
    ties
        Ordered pairs of people of whom the first supports the second.
    density
        Ties there are, as a share of those there could be; NaN with fewer than two people.
    reciprocity
        The share of all help, by weight, that is met by help the other way; NaN without help.
    gini_help_given
        How unevenly help is given for each full-time day at work: 0 where everyone gives alike, near 1 where one does.
    gini_expected_by_chance
        What that Gini would be if everyone gave at the same rate; NaN where single events are not read.
    ei_index
        Ties of contact across groups less those within, as a share of both, by attribute of the roster: -1 all within,
        1 all across.
    modularity
        How far the groups hold together beyond what the contacts of their people make likely.
    modularity_null_95
        The modularity that 95 of 100 networks drawn by chance stay below; NaN where none were drawn.
    clear_clusters
        Whether the groups are clearer than chance makes them.
    """

    ties: int
    density: float
    reciprocity: float
    gini_help_given: float
    gini_expected_by_chance: float
    ei_index: dict[str, float]
    modularity: float
    modularity_null_95: float
    clear_clusters: bool

    def __getitem__(self, name: str) -> object:
        if name not in set(self):
            raise KeyError(name)
        return getattr(self, name)

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in fields(self))

    def __len__(self) -> int:
        return len(fields(self))

    def to_dict(self) -> dict:
        """The figures as plain values that JSON can hold, in order."""
        return plain(dict(self))


def coverage(base: Network) -> dict:
    """The share of people who appear in the window's records at all, and in those of each kind."""
    seen, size = base.seen, max(1, base.size)
    by_kind = {kind: float(here.sum() / size) for kind, here in zip(base.events.kinds, seen, strict=True)}
    return {"share": float(seen.any(axis=0).sum() / size), "by_kind": by_kind}


def network(base: Network) -> dict:
    """The figures of the network as a whole, but for those of its groups."""
    at_work = base.present.sum(axis=1)
    full_time = at_work * base.people["fte"].to_numpy(dtype=float)
    effort = np.where(at_work >= base.settings.min_exposure_days, full_time, 0.0)
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


def figures(base: Network, clustering: Clustering) -> CompanyFigures:
    """Every figure of the network as a whole and of its groups."""
    of_groups = groups(clustering)
    return CompanyFigures(**network(base), **of_groups)


def groups(clustering: Clustering) -> dict:
    """How far the network falls into groups."""
    return {
        "modularity": clustering.modularity,
        "modularity_null_95": clustering.null_95,
        "clear_clusters": clustering.clear,
    }
