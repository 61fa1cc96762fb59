"""Places for people on a map: the same from month to month, since one layout is made of all that happened.

Pure functions of arrays. People are numbered in the order of their ids, so that the order of rows changes nothing.
"""

from __future__ import annotations

import numpy as np
import rustworkx as rx
from scipy import sparse
from scipy.spatial import cKDTree

TOGETHER, APART, BRIDGE = 3.0, 0.35, 0.05
"""How hard ties pull within a group and between groups, and what joins parts without a tie between them."""
EVEN = 0.6
"""How far places are spread evenly: 0 leaves them where forces put them, 1 puts equal numbers in equal stripes."""
ROUNDS = 60
MANY = 400
SHAPE = 1.5
"""How much wider than high the map is when people are pushed apart."""


def steady_places(contact: sparse.sparray, group: np.ndarray, seed: int = 0) -> np.ndarray:
    """A place in the unit square for everybody with a tie; NaN for those without one.

    Parameters
    ----------
    contact
        Weight of contact, symmetric, over all months that the map can show.
    group
        Each person's group as a code, -1 for none: ties within a group pull harder.
    seed
        Of the first places; the same seed gives the same map.

    Returns
    -------
    places
        One row a person, `x` to the right and `y` downwards.

    Examples
    --------
    >>> two = sparse.csr_array(np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    >>> np.isnan(steady_places(two, np.array([-1, -1, -1]))).any(axis=1).tolist()
    [False, False, True]
    """
    upper = sparse.triu(sparse.csr_array(contact), k=1).tocoo()
    size = contact.shape[0]
    tied = np.zeros(size, dtype=bool)
    tied[upper.row] = tied[upper.col] = True
    places = np.full((size, 2), np.nan)
    if tied.any():
        number = np.cumsum(tied) - 1
        ties = _pulls(number[upper.row], number[upper.col], upper.data, group[tied])
        places[tied] = _apart(_even(_turned(_forced(ties, group[tied], seed))))
    return places


def crowd_places(contact: sparse.sparray, group: np.ndarray, seed: int = 0) -> np.ndarray:
    """A place in the unit square for very many people: groups stand as in `steady_places`, their people in spirals.

    Those with most contact stand in the middle of their group; people without ties have NaN.

    Examples
    --------
    >>> ring = sparse.csr_array(np.roll(np.eye(6), 1, axis=1) + np.roll(np.eye(6), -1, axis=1))
    >>> crowd_places(ring, np.array([0, 0, 0, 1, 1, 1])).shape
    (6, 2)
    """
    strength = np.asarray(sparse.csr_array(contact).sum(axis=1)).ravel()
    tied = np.flatnonzero(strength > 0)
    places = np.full((contact.shape[0], 2), np.nan)
    if not len(tied):
        return places
    _, code = np.unique(group[tied], return_inverse=True)
    sizes = np.bincount(code)
    belongs = sparse.csr_array((np.ones(len(tied)), (tied, code)), shape=(contact.shape[0], len(sizes)))
    between = sparse.csr_array(belongs.T @ contact @ belongs)
    between.setdiag(0)
    between.eliminate_zeros()
    middles = steady_places(between, np.full(len(sizes), -1), seed)
    lost = np.isnan(middles[:, 0])
    middles[lost] = np.column_stack([(np.arange(lost.sum()) + 0.5) / max(lost.sum(), 1), np.ones(lost.sum())])
    radius = np.sqrt(sizes / sizes.sum() / np.pi) * CROWDED
    middles = _discs_apart(middles * (SHAPE, 1.0), radius * np.sqrt(SHAPE))
    order = np.lexsort((tied, -strength[tied], code))
    rank = np.empty(len(tied), dtype=np.int64)
    rank[order] = np.arange(len(tied)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    far = radius[code] * np.sqrt(SHAPE) * np.sqrt((rank + 0.5) / sizes[code])
    turn = rank * GOLDEN
    spots = middles[code] + far[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    low = spots.min(axis=0)
    places[tied] = np.round((spots - low) / np.maximum(np.ptp(spots, axis=0), 1e-9), 4)
    return places


GOLDEN = np.pi * (3 - np.sqrt(5))
CROWDED = 0.8
"""How large the discs of groups are, beside the size at which they would fill the map."""


def _discs_apart(middles: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Discs pushed apart until none lies on another."""
    for _ in range(ROUNDS):
        gap = middles[:, None] - middles[None]
        long = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(long, np.inf)
        short = np.clip(1.05 * (radius[:, None] + radius[None]) - long, 0, None)
        if not short.any():
            break
        middles = middles + 0.45 * (gap * (short / np.maximum(long, 1e-9))[..., None]).sum(axis=1)
    return middles


def _pulls(one: np.ndarray, other: np.ndarray, weight: np.ndarray, group: np.ndarray) -> list[tuple[int, int, float]]:
    """The ties as what they pull with, and weak ones that keep separate parts from drifting away."""
    together = (group[one] == group[other]) & (group[one] >= 0)
    pull = np.log1p(weight) * np.where(together, TOGETHER, APART)
    size = len(group)
    matrix = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(size, size))
    _, part = sparse.csgraph.connected_components(matrix, directed=False)
    ties = np.bincount(np.concatenate([one, other]), minlength=size)
    hubs = [int(members[np.argmax(ties[members])]) for members in _members(part)]
    order = np.lexsort((other, one))
    rows = zip(one[order].tolist(), other[order].tolist(), pull[order].tolist(), strict=True)
    return [*rows, *((hubs[0], hub, BRIDGE) for hub in hubs[1:])]


def _members(part: np.ndarray) -> list[np.ndarray]:
    """The members of each part, the largest part first."""
    parts = np.split(np.argsort(part, kind="stable"), np.cumsum(np.bincount(part))[:-1])
    return sorted(parts, key=lambda members: (-len(members), members[0]))


def _forced(ties: list[tuple[int, int, float]], group: np.ndarray, seed: int) -> np.ndarray:
    """Where forces put everybody, each group starting around a point of its own on a circle."""
    size = len(group)
    graph = rx.PyGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(ties)
    known = np.unique(group[group >= 0])
    angle = 2 * np.pi * np.searchsorted(known, group) / max(len(known), 1)
    away = (group >= 0)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    first = away + np.random.default_rng(seed).normal(0, 0.12, (size, 2))
    steps = 300 if size <= MANY else 80
    found = rx.spring_layout(graph, pos=dict(enumerate(first.tolist())), num_iter=steps, weight_fn=float, seed=seed)
    return np.array([found[person] for person in range(size)])


def _turned(places: np.ndarray) -> np.ndarray:
    """Turned so that most of the spread runs from left to right."""
    centred = places - places.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False) if len(places) > 1 else (0, 0, np.eye(2))
    signs = np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])
    return centred @ (axes * signs[:, None]).T


def _even(places: np.ndarray) -> np.ndarray:
    """Between where forces put people and equal numbers of them in equal stripes, in the unit square."""
    low, reach = places.min(axis=0), np.maximum(np.ptp(places, axis=0), 1e-9)
    rank = np.argsort(np.argsort(places, axis=0, kind="stable"), axis=0, kind="stable")
    return (1 - EVEN) * (places - low) / reach + EVEN * rank / max(len(places) - 1, 1)


def _apart(places: np.ndarray) -> np.ndarray:
    """Pushed apart until nobody stands on anybody, within the unit square."""
    wide = np.array([SHAPE, 1.0])
    spots = places * wide
    least = 0.8 * np.sqrt(SHAPE / len(places))
    for _ in range(ROUNDS):
        pairs = cKDTree(spots).query_pairs(least, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        gap = spots[pairs[:, 0]] - spots[pairs[:, 1]]
        long = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1e-9)
        push = gap * (0.4 * (least - long) / long)[:, None]
        for axis in (0, 1):
            spots[:, axis] += np.bincount(pairs[:, 0], push[:, axis], len(spots))
            spots[:, axis] -= np.bincount(pairs[:, 1], push[:, axis], len(spots))
        spots = np.clip(spots, 0, wide)
    return np.round(spots / wide, 4)
