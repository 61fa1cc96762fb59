"""Who is brought together with whom: the best choice there is, exactly, and always the same one.

First comes fairness: as many as can be are paired, and where not all can, those with the greatest need. Among all
choices that do so, the one whose scores add up to most is taken. Sets of people who can be paired at once form a
matroid, so that both come out of one assignment: the need is a weight that no sum of scores can outweigh.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
from scipy.optimize import linear_sum_assignment

NO_ONE = -1
MOST_AT_ONCE = 120
"""More peers than this are dealt into groups, and in each only the best partners of everyone are looked at."""
BEST_OF_EACH = 16


def ranks(need: np.ndarray) -> np.ndarray:
    """The rank of each need, from 1 for the least; equal needs have equal ranks.

    >>> ranks(np.array([0.5, 2.0, 0.5])).tolist()
    [1, 2, 1]
    """
    return np.unique(need, return_inverse=True)[1] + 1


def assigned(scores: np.ndarray, allowed: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """The column for each row, each column once, `NO_ONE` where there is none.

    `scores` are whole numbers from 0 on, `allowed` says which pairs there may be, and the highest `rank` comes first.

    >>> both = np.array([[True, True], [True, False]])
    >>> assigned(np.array([[9, 1], [5, 0]]), both, np.ones(2)).tolist()
    [1, 0]
    """
    rows, columns = scores.shape
    if not allowed.any():
        return np.full(rows, NO_ONE)
    outweighs = float(scores[allowed].max()) * min(rows, columns) + 1
    worth = np.where(allowed, scores + outweighs * rank[:, None], 0.0)
    chosen = np.full(rows, NO_ONE)
    row, column = linear_sum_assignment(worth, maximize=True)
    real = allowed[row, column]
    chosen[row[real]] = column[real]
    return chosen


def paired(scores: np.ndarray, allowed: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """The partner of each of some peers, `NO_ONE` for those without; `scores` and `allowed` are symmetric.

    Whoever has rank 0 can be somebody's partner and needs none. It is Edmonds' matching of greatest weight
    (Galil 1986), on whole numbers.

    >>> everyone = ~np.eye(3, dtype=bool)
    >>> paired(np.array([[0, 1, 5], [1, 0, 2], [5, 2, 0]]), everyone, np.array([1, 2, 1])).tolist()
    [-1, 2, 1]
    """
    size = len(scores)
    chosen = np.full(size, NO_ONE)
    first, second = np.nonzero(np.triu(allowed, k=1))
    if not len(first):
        return chosen
    outweighs = int(scores[first, second].max()) * size + 1
    worth = scores[first, second].astype(np.int64) + outweighs * (rank[first] + rank[second])
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from(zip(first.tolist(), second.tolist(), worth.tolist(), strict=True))
    for one, other in nx.max_weight_matching(graph):
        chosen[one], chosen[other] = other, one
    return chosen


def best_of_each(scores: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Of the pairs there may be, those that are among the best of either of the two.

    Among equals those come first who stand next in the order of people, so that not all have the same few.
    """
    size = len(scores)
    behind = (np.arange(size)[None, :] - np.arange(size)[:, None]) % size
    worth = np.where(allowed, size * scores.astype(np.int64) + size - behind, -1)
    order = np.argsort(-worth, axis=1, kind="stable")[:, :BEST_OF_EACH]
    best = np.zeros_like(allowed)
    np.put_along_axis(best, order, values=True, axis=1)
    return (best | best.T) & allowed


def third(scores: np.ndarray, allowed: np.ndarray, partner: np.ndarray, rank: np.ndarray) -> tuple[int, int] | None:
    """Who of those who are left (rows) joins which pair, as one of the pair, so that all three may be brought together.

    `partner` says of all (columns) with whom they are paired. The highest rank first, then the score with both, then
    the order of people; nothing where nobody fits.
    """
    host = np.flatnonzero(partner > np.arange(len(partner)))
    other = partner[host]
    fits = allowed[:, host] & allowed[:, other]
    if not fits.any():
        return None
    first = rank == rank[fits.any(axis=1)].max()
    worth = np.where(fits & first[:, None], scores[:, host] + scores[:, other], -1)
    row, place = np.unravel_index(np.argmax(worth), worth.shape)
    return int(row), int(host[place])
