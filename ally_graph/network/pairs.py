"""Every pair of people in contact, numbered once, and what the events between them add up to.

Help, contact, counts and allies all rest on the same numbering, so that millions of events are sorted a single time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ally_graph.compute import compiled
from ally_graph.compute.codes import BOTH_WAYS, DOWN, HELP, MUTUAL, NO_TIE, UP
from ally_graph.network.events import SUPPORT, Events, decay
from ally_graph.network.gatherings import others_present
from ally_graph.vocabulary import Flow, flow_of

EVENTS_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Pairs:
    """The pairs of people in contact, each once, in order, and which events are theirs.

    `low` and `high` are the codes of the two, the lower one first; `position` is the pair of each event, -1 for events
    that are no contact.
    """

    size: int
    low: np.ndarray
    high: np.ndarray
    position: np.ndarray

    def __len__(self) -> int:
        return len(self.low)

    def numbers(self) -> np.ndarray:
        """One number for each pair, as `Events.pairs` gives."""
        return self.low.astype(np.int64) * self.size + self.high

    def part(self, some: np.ndarray) -> Pairs:
        """Some of the pairs, without their events."""
        return Pairs(self.size, self.low[some], self.high[some], np.zeros(0, dtype=np.int32))

    def by_person(self, values: np.ndarray) -> np.ndarray:
        """Sum over both people of each pair."""
        values = np.asarray(values, dtype=float)
        return sum(np.bincount(ends, values, minlength=self.size) for ends in (self.low, self.high))


@dataclass(frozen=True)
class Sums:
    """What the events of each pair add up to.

    `weight` (decayed) and `count` have three rows: help from the lower to the higher code, help back, and contact that
    runs both ways by its nature.
    """

    pairs: Pairs
    weight: np.ndarray
    count: np.ndarray

    def help(self) -> sparse.csr_array:
        """Decayed weight of support, from the giver (row) to the receiver (column)."""
        return _matrix(self.pairs, *self.weight[:MUTUAL], *(self.count[:MUTUAL] > 0))

    def help_events(self) -> sparse.csr_array:
        """How many events of support there were, from the giver (row) to the receiver (column)."""
        return _matrix(self.pairs, *self.count[:MUTUAL].astype(float), *(self.count[:MUTUAL] > 0))

    def contact(self) -> sparse.csr_array:
        """Decayed weight of contact, help both ways plus mutual contact; symmetric."""
        return symmetric(self.pairs, self.contact_weight)

    @cached_property
    def contact_weight(self) -> np.ndarray:
        """Decayed weight of contact, pair by pair."""
        return self.weight.sum(axis=0)


def symmetric(pairs: Pairs, values: np.ndarray) -> sparse.csr_array:
    """The symmetric matrix with one value for each pair."""
    everywhere = np.ones(len(pairs), dtype=bool)
    return _matrix(pairs, values, values, everywhere, everywhere)


def _matrix(
    pairs: Pairs, up: np.ndarray, down: np.ndarray, has_up: np.ndarray, has_down: np.ndarray
) -> sparse.csr_array:
    """The matrix of values from the lower to the higher code of each pair and back, where there are any.

    Below the diagonal first, in the order of the pairs, each row's columns rise by themselves and need no sorting.
    """
    size, fast = pairs.size, compiled.kernels(len(pairs))
    if fast:
        data, indices, indptr = fast.tie_matrix(size, pairs.low, pairs.high, up, down, has_up, has_down)
        matrix = sparse.csr_array((data, indices, indptr), shape=(size, size))
    else:
        below = (pairs.high[has_down], pairs.low[has_down], down[has_down])
        above = (pairs.low[has_up], pairs.high[has_up], up[has_up])
        rows, columns, values = (np.concatenate(both) for both in zip(below, above, strict=True))
        matrix = sparse.coo_array((values, (rows, columns)), shape=(size, size)).tocsr()
    matrix.has_canonical_format = True
    return matrix


def pairs_of(events: Events) -> Pairs:
    """Number the pairs of people in contact."""
    fast = compiled.kernels(len(events))
    if fast:
        flow = _flows(events)[events.kind]
        return Pairs(events.size, *fast.numbered_pairs(events.source, events.target, flow, events.size))
    contact = np.flatnonzero(_flows(events)[events.kind])
    numbers, place = np.unique(events.pairs()[contact], return_inverse=True)
    position = np.full(len(events), -1, dtype=np.int32)
    position[contact] = place
    low, high = (part.astype(np.int32) for part in np.divmod(numbers, max(1, events.size)))
    return Pairs(events.size, low, high, position)


def sums_of(events: Events, pairs: Pairs, half_life_days: float) -> Sums:
    """Add up the events of each pair, a part of them at a time; at a meeting of n each pair has 1 / (n - 1)."""
    sums, counts = np.zeros((3, len(pairs))), np.zeros((3, len(pairs)), dtype=np.int32)
    flows, fast, others = _flows(events), compiled.kernels(len(events)), others_present(events)
    for some in _parts(len(events)):
        weight = events.weight[some] * decay(events.age[some], half_life_days)
        weight = weight if others is None else weight / others[some]
        flow, rising = flows[events.kind[some]], events.source[some] < events.target[some]
        add_up = fast.add_up if fast else _add_up
        add_up(pairs.position[some], rising, flow, weight, sums, counts)
    return Sums(pairs, sums, counts)


def _add_up(
    position: np.ndarray, rising: np.ndarray, flow: np.ndarray, weight: np.ndarray, sums: np.ndarray, counts: np.ndarray
) -> None:
    """The plain twin of `kernels.add_up`."""
    helped = flow == HELP
    for row, mask in ((UP, helped & rising), (DOWN, helped & ~rising), (MUTUAL, flow == BOTH_WAYS)):
        sums[row] += np.bincount(position[mask], weight[mask], minlength=sums.shape[1])
        counts[row] += np.bincount(position[mask], minlength=sums.shape[1])


def reweighted(pairs: Pairs, weight: np.ndarray, group: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """The weights of events summed by pair, times the factor of each event's group."""
    fast = compiled.kernels(len(weight))
    if fast:
        return fast.reweighted(pairs.position, weight, group, factor, len(pairs))
    here = np.flatnonzero(pairs.position >= 0)
    return np.bincount(pairs.position[here], weight[here] * factor[group[here]], minlength=len(pairs))


def near_in_time(events: Events, pairs: Pairs, gap_days: float) -> np.ndarray:
    """Which pairs had two contacts in a row no further apart than the gap."""
    fast = compiled.kernels(len(events))
    if fast:
        return fast.near_in_time(pairs.position, events.age, float(gap_days), len(pairs))
    order = np.argsort(pairs.position, kind="stable")
    pair, age = pairs.position[order], events.age[order]
    near = (pair[1:] == pair[:-1]) & (pair[1:] >= 0) & (age[:-1] - age[1:] <= gap_days)
    return np.bincount(pair[1:][near], minlength=len(pairs)) > 0


def in_groups(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct keys, the order that brings equal ones together, and where in that order each begins.

    Sorts each key together with its place, as one number, which is several times as quick as sorting the places.
    """
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + bits < 64:
        packed = np.sort((keys << bits) | np.arange(len(keys)))
        order, ordered = packed & ((1 << bits) - 1), packed >> bits
    else:
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[first], order, first


def seen_by_kind(events: Events) -> np.ndarray:
    """Who is part of an event of which kind: a mask of kinds by people."""
    seen = np.zeros((len(events.kinds), events.size), dtype=bool)
    fast = compiled.kernels(len(events))
    if fast:
        fast.mark_seen(events.source, events.target, events.kind, seen)
        return seen
    for ends in (events.source, events.target):
        seen[events.kind, ends] = True
    return seen


def _flows(events: Events) -> np.ndarray:
    """What each kind of event is for ties: none, help, or contact both ways."""
    codes = {**dict.fromkeys(SUPPORT, HELP), Flow.MUTUAL: BOTH_WAYS}
    return np.array([codes.get(flow_of(kind), NO_TIE) for kind in events.kinds] or [NO_TIE], dtype=np.int8)


def _parts(count: int) -> Iterator[slice]:
    return (slice(start, start + EVENTS_AT_ONCE) for start in range(0, count, EVENTS_AT_ONCE))
