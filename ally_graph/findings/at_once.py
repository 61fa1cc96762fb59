"""Which pairs fell silent at once?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ally_graph import measures
from ally_graph.measures.rhythm import Rhythms
from ally_graph.network import Network
from ally_graph.stats import distributions

FORTNIGHT = 14
LEAST_AT_ONCE = 4
"""Fewer pairs that fall silent at once can be read one by one."""
DUE = 2
"""Usual gaps within which a pair would have been in touch: its last contact may lie so long before a change."""
LEAST_SURE = 3
"""So many pairs that are sure by themselves make a lot, too."""
ROUNDING = 1e-9


@dataclass(frozen=True)
class Pairs:
    """Which pairs are followed, which of them are silent by their own rhythm, and how much each of these counts."""

    followed: np.ndarray
    silent: np.ndarray
    by_itself: np.ndarray

    @classmethod
    def of(cls, found: Rhythms, followed: np.ndarray, silent: np.ndarray) -> Pairs:
        """How much each pair counts: those that met last on one day, and hang together by their people, count as one.

        They may have been one meeting, and that it was not held since is no chance of each pair by itself.
        """
        by_itself = np.zeros(len(silent))
        if silent.any():
            day = found.last[silent] * (1 + max(found.one.max(), found.other.max()))
            ends = np.stack([found.one[silent], found.other[silent]]) + day
            places, node = np.unique(ends, return_inverse=True)
            one, other = node.reshape(ends.shape)
            graph = sparse.coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(len(places), len(places)))
            part = sparse.csgraph.connected_components(graph, directed=False)[1][one]
            by_itself[silent] = 1 / np.bincount(part)[part]
        return cls(followed, silent, by_itself)

    def without(self, some: np.ndarray) -> Pairs:
        """The same, and some told already."""
        left = np.ones(len(self.silent), dtype=bool)
        left[some] = False
        return Pairs(self.followed, self.silent & left, self.by_itself * left)


@dataclass(frozen=True)
class Lot:
    """Pairs that fell silent at once, what they share, and how many were to be expected."""

    pairs: np.ndarray
    together: str
    group: int
    expected: float
    q: float


def lots(network: Network, found: Rhythms, pairs: Pairs, within: float) -> Iterator[Lot]:
    """The lots in which many more pairs fell silent than usual: over all, then by team, then by person.

    The newest last contact of the fortnight lies within so many days.
    """
    team, people = measures.groups(network, "team"), np.arange(network.size)
    for together, code in (("company", np.zeros_like(people)), ("team", team), ("person", people)):
        while (lot := _least_likely(network, found, pairs, (together, code), within)) is not None:
            yield lot
            pairs = pairs.without(lot.pairs)


def _least_likely(
    network: Network, found: Rhythms, pairs: Pairs, shared: tuple[str, np.ndarray], within: float
) -> Lot | None:
    """The least likely fortnight of any group with enough silent pairs; None where all are usual."""
    together, code = shared
    ends = np.stack([code[found.one], code[found.other]])
    groups, number = np.unique(ends[:, pairs.silent], return_counts=True)
    many = groups[(groups >= 0) & (number >= LEAST_AT_ONCE)]
    there = [_lot(network, found, pairs, (together, int(group)), ends, len(groups), within) for group in many]
    return min((lot for lot in there if lot is not None), key=lambda lot: lot.q, default=None)


def _lot(
    network: Network,
    found: Rhythms,
    pairs: Pairs,
    shared: tuple[str, int],
    ends: np.ndarray,
    looks: int,
    within: float,
) -> Lot | None:
    """The least likely fortnight of one group, if it is far from usual for so many groups."""
    inside, settings = (ends == shared[1]).any(axis=0), network.settings
    some, alike = np.flatnonzero(inside & pairs.silent), pairs.followed & inside
    starts, counts = _fortnights(found.last[some], pairs.by_itself[some])
    worth = (starts < within) & (counts >= LEAST_AT_ONCE)
    starts, counts = starts[worth], counts[worth]
    weeks = max(2.0, (within + FORTNIGHT - settings.cooling_days) / FORTNIGHT)
    others = (_still_silent(found, pairs, starts) - counts + 1) / (weeks - 1)
    rates = others * alike.sum() / pairs.followed.sum()

    def rarely(counts: np.ndarray, expected: np.ndarray) -> np.ndarray:
        """How likely so many are in any of the fortnights and groups."""
        return np.minimum(1.0, distributions.poisson_above(counts - 1, expected) * weeks * looks)

    may_be = rarely(counts, rates) <= settings.false_discovery_rate
    if not may_be.any():
        return None
    starts, counts, rates = starts[may_be], counts[may_be], rates[may_be]
    rhythm = [_by_rhythm(found, alike, day) for day in starts]
    past = [_by_the_past(network, found, alike, day) for day in starts]
    expected = np.max([rates, rhythm, past], axis=0)
    q = rarely(counts, expected)
    best = int(q.argmin())
    if q[best] > settings.false_discovery_rate:
        return None
    there = inside & pairs.silent & _around(found, starts[best])
    return Lot(np.flatnonzero(there), *shared, float(expected[best]), float(q[best]))


def _around(found: Rhythms, newest: int) -> np.ndarray:
    """Which pairs may have ended with those of a fortnight: in touch for longer, or so seldom that they were due."""
    return (found.last >= newest - FORTNIGHT) & (found.last - DUE * found.usual < newest + FORTNIGHT)


def _fortnights(last: np.ndarray, by_itself: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each day on which one of some pairs was last in touch, and how many were by themselves in the fortnight before.

    >>> _fortnights(np.array([30, 50, 41, 30]), np.array([1.0, 1.0, 1.0, 0.5]))
    (array([30, 41, 50]), array([2., 2., 1.]))
    """
    starts, place = np.unique(last, return_inverse=True)
    until = np.append(0.0, np.cumsum(np.bincount(place, by_itself, len(starts))))
    after = np.searchsorted(starts, starts + FORTNIGHT)
    return starts, np.floor(until[after] - until[:-1] + ROUNDING)


def _still_silent(found: Rhythms, pairs: Pairs, days: np.ndarray) -> np.ndarray:
    """How many of the silent pairs would be so after so many days: a silence half as long counts as half of one.

    Most silences of three weeks come to an end: that there are several says little about those of three months.
    """
    last, by_itself = found.last[pairs.silent], pairs.by_itself[pairs.silent]
    return np.array([by_itself @ np.minimum(last / day, 1.0) for day in days])


def sure_lots(found: Rhythms, q: np.ndarray, within: float) -> Iterator[Lot]:
    """The lots of pairs that are sure by themselves (`q` below 1) and fell silent in one fortnight, largest first.

    The last contact of one of them lies within so many days.
    """
    left = np.lexsort((np.arange(len(q)), found.last))
    left = left[q[left] < 1]
    while len(left):
        days = found.last[left]
        counts = np.searchsorted(days, days + FORTNIGHT) - np.arange(len(days))
        if counts.max() < LEAST_SURE:
            return
        newest = int(days[counts.argmax()])
        there = _around(found, newest)[left]
        pairs = np.sort(left[there])
        if newest < within:
            yield Lot(pairs, "company", 0, _by_rhythm(found, pairs, newest), float(q[pairs].max()))
        left = left[~there]


def _by_rhythm(found: Rhythms, some: np.ndarray, newest: int) -> float:
    """How many of these pairs would have had their last contact in a fortnight if all went on in their rhythm."""
    shape, before, usual = 2 * found.regularity[some], found.contacts[some] - 1, found.usual[some]
    clocks = [(found.known - found.until(days)[1])[some] for days in (newest, newest + FORTNIGHT)]
    since = [distributions.f_above(clock / usual, shape, shape * before) for clock in clocks]
    return float((since[0] - since[1]).sum())


def _by_the_past(network: Network, found: Rhythms, some: np.ndarray, newest: int) -> float:
    """How many of these pairs began a silence in a fortnight that they came back from, and that lasted as long as now.

    Looked at is the longest gap of each pair, which may have begun on any day since they first met.
    """
    some = some & found.came_back(network.settings.cooling_silence) & (found.longest_days >= newest)
    days = found.usual_days[some] * (found.contacts[some] - 1) - found.longest_days[some]
    return float((FORTNIGHT / np.maximum(days, FORTNIGHT)).sum())
