"""People as dots without names: who stands beside whom, for a room whose group agreed to be seen so.

It is no protection: 90 to 97 of 100 people are unique by their own and their neighbours' number of ties. So it holds as
little as a picture of people can: no order, place, direction, strength or size that tells of anybody, and no finding.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from scipy import sparse

from ally_graph.compute.layout import steady_places
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer
from ally_graph.disclosure.unnamed import Dots
from ally_graph.network import Network

MOST_PEOPLE, MOST_TIES, TIES_EACH = 400, 750, 4
COLOURS = 5


def dots(analysis: Any, key: str, viewer: Viewer) -> Disclosed[Dots] | None:
    """The people of an analysis as dots; None where they are too many or too few for it.

    Those with the fewest ties are left out, as many as the smallest group, so that people without any are neither seen
    nor counted; so are those who are apart from all others with fewer. Groups of fewer people have no colour. Order and
    places hang on the `key` of the deck alone.
    """
    base, least = analysis.base, analysis.settings.min_group
    chance = np.random.default_rng(_number(key))
    order = chance.permutation(base.size)
    pairs, weight = _pairs(base, np.argsort(order))
    drawn = _drawn(pairs, base.size, least)
    if not 2 * least <= drawn.sum() <= MOST_PEOPLE:
        return None
    pairs = _strongest(pairs[drawn[pairs].all(axis=1)], weight[drawn[pairs].all(axis=1)])
    group = _groups(base, analysis)[order][drawn]
    ties = (np.cumsum(drawn) - 1)[pairs]
    ties = ties[chance.permutation(len(ties))]
    colours = _colours(group, least)
    joined = sparse.coo_array((np.ones(len(ties)), (ties[:, 0], ties[:, 1])), shape=(len(group), len(group)))
    spots = steady_places(joined + joined.T, colours, int(chance.integers(2**31)))
    spots = np.where(chance.integers(2, size=2), spots, 1 - spots)
    told = Dots(
        tuple(colours.tolist()),
        tuple(tuple(map(int, sorted(tie))) for tie in ties.tolist()),
        tuple(tuple(spot) for spot in np.round(spots, 3).tolist()),
        least,
    )
    return gate.shown(told, viewer)


def _number(key: str) -> int:
    return int.from_bytes(hashlib.sha256(f"dots\0{key}".encode()).digest()[:16], "big")


def _pairs(base: Network, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Who has a tie to whom, by places in the order that was drawn, and how strong the ties are."""
    support = base.help if base.help.nnz else base.contact
    both = sparse.triu(sparse.csr_array(support + support.T), k=1).tocoo()
    pairs = np.sort(np.column_stack([place[both.row], place[both.col]]), axis=1)
    row = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return pairs[row], both.data[row]


def _drawn(pairs: np.ndarray, size: int, least: int) -> np.ndarray:
    """Who is drawn: all but those with the fewest ties, at least so many of them, and nobody who is apart with few."""
    drawn = np.ones(size, dtype=bool)
    while drawn.any():
        one, other = pairs[drawn[pairs].all(axis=1)].T
        _, part = sparse.csgraph.connected_components(sparse.coo_array((np.ones(len(one)), (one, other)), (size, size)))
        apart = drawn & (np.bincount(part)[part] < least)
        if apart.any():
            drawn &= ~apart
        elif size - drawn.sum() >= least:
            break
        else:
            ties = np.bincount(np.concatenate([one, other]), minlength=size)
            drawn[np.argmin(np.where(drawn, ties, size))] = False
    return drawn


def _strongest(pairs: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """All ties of a small network, else each person's strongest few."""
    if len(pairs) <= MOST_TIES:
        return pairs
    strong = np.argsort(-weight, kind="stable")
    number, kept = dict.fromkeys(pairs.ravel().tolist(), 0), []
    for tie in strong.tolist():
        one, other = pairs[tie].tolist()
        if min(number[one], number[other]) < TIES_EACH:
            kept.append(tie)
            number[one] += 1
            number[other] += 1
    return pairs[sorted(kept)]


def _groups(base: Network, analysis: Any) -> np.ndarray:
    number = {person: place for place, cluster in enumerate(analysis.clusters) for person in cluster.members}
    return np.array([number.get(str(person), -1) for person in base.ids], dtype=np.int64)


def _colours(group: np.ndarray, least: int) -> np.ndarray:
    """A colour for each group of enough drawn people, the largest first; those without one are enough, or nobody."""
    numbers, sizes = np.unique(group[group >= 0], return_counts=True)
    coloured = [int(one) for one in numbers[np.lexsort((numbers, -sizes))] if (group == one).sum() >= least][:COLOURS]
    while coloured and 0 < (~np.isin(group, coloured)).sum() < least:
        coloured.pop()
    colour = np.full(len(group), -1)
    for place, one in enumerate(coloured):
        colour[group == one] = place
    return colour
