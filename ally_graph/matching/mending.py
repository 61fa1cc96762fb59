"""Whoever is left without a partner gets one where others can change theirs.

A search goes from somebody who is left to whom they may meet, on to the partners of these, and so on (Edmonds 1965). It
ends where one more has a partner, or where somebody of a lower rank gives way. What it went through in vain is of no
use to those who come after, as nobody in there ranks lower than they do.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush

import numpy as np

from ally_graph.matching.assigning import NO_ONE

Meets = Callable[[int], np.ndarray]


def mended(partner: np.ndarray, rank: np.ndarray, meets: Meets) -> np.ndarray:
    """The partners when as many as can be have one, and where not all can, those of the highest rank.

    `meets` says whom one may meet, as a mask. Whoever has rank 0 can be somebody's partner and needs none.

    >>> chain = np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]], dtype=bool)
    >>> mended(np.array([-1, 2, 1, -1]), np.ones(4), chain.__getitem__).tolist()
    [1, 0, 3, 2]
    """
    partner, in_vain = partner.copy(), np.zeros(len(partner), dtype=bool)
    left = [(-rank[one], one) for one in np.flatnonzero((partner == NO_ONE) & (rank > 0)).tolist()]
    heapify(left)
    while left:
        one = heappop(left)[1]
        could_end = ~in_vain & ((partner == NO_ONE) | (rank < rank[one])) & (np.arange(len(partner)) != one)
        if partner[one] == NO_ONE and could_end.any():
            out = _Search(one, partner, rank, meets, in_vain).swap()
            if out is not None and rank[out] > 0:
                heappush(left, (-rank[out], out))
    return partner


class _Search:
    """Ways from one who is left, every second step of which leads to a partner.

    `ends` are those with whom a way can end: they could give their partner to the way and be without. `before` says of
    the others on a way who would be their partner, and `base` in which ring of ways of an odd number each is.
    """

    def __init__(self, one: int, partner: np.ndarray, rank: np.ndarray, meets: Meets, in_vain: np.ndarray) -> None:
        self.one, self.partner, self.rank, self.meets, self.in_vain = one, partner, rank, meets, in_vain
        self.before = np.full(len(partner), NO_ONE)
        self.base = np.arange(len(partner))
        self.is_end = np.arange(len(partner)) == one
        self.ends = [one]

    def swap(self) -> int | None:
        """Give a partner to the one who is left, if there is a way, and say who is without one instead, if anybody."""
        for end in self.ends:
            free = self._go_on(end)
            if free is not None:
                return self._change(free)
            lower = np.flatnonzero(self.is_end & (self.rank < self.rank[self.one]))
            if len(lower):
                out = int(lower[np.argmin(self.rank[lower])])
                last, self.partner[out] = int(self.partner[out]), NO_ONE
                self._change(last)
                return out
        self.in_vain |= self.is_end | (self.before != NO_ONE)
        return None

    def _go_on(self, end: int) -> int | None:
        """Lengthen the ways by those whom one end may meet; the first of them who has no partner, if there is one."""
        may = self.meets(end) & ~self.in_vain
        new = np.flatnonzero(may & ~self.is_end & (self.before == NO_ONE))
        free = new[self.partner[new] == NO_ONE]
        if len(free):
            self.before[free[0]] = end
            return int(free[0])
        self.before[new] = end
        self._add(self.partner[new])
        for one in np.flatnonzero(may & self.is_end).tolist():
            if self.base[one] != self.base[end]:
                self._close(end, one)
        return None

    def _add(self, ends: np.ndarray) -> None:
        self.is_end[ends] = True
        self.ends += ends.tolist()

    def _close(self, one: int, other: int) -> None:
        """Two ends may meet, and so each on the two ways that meet is an end: they are reached the other way round."""
        top, ring = self._parting(one, other), np.zeros(len(self.base), dtype=bool)
        for end, towards in ((one, other), (other, one)):
            while self.base[end] != top:
                before = self.partner[end]
                ring[[self.base[end], self.base[before]]] = True
                self.before[end] = towards
                end, towards = self.before[before], before
        within = ring[self.base]
        self.base[within] = top
        self._add(np.flatnonzero(within & ~self.is_end))

    def _parting(self, one: int, other: int) -> int:
        """Where the ways to two ends part."""
        way = {one}
        while one != self.one:
            one = int(self.base[self.before[self.partner[one]]])
            way.add(one)
        while other not in way:
            other = int(self.base[self.before[self.partner[other]]])
        return other

    def _change(self, last: int) -> None:
        """Give everyone on the way to somebody, who has no partner, the one before."""
        before = NO_ONE
        while before != self.one:
            before = int(self.before[last])
            after = int(self.partner[before])
            self.partner[last], self.partner[before] = before, last
            last = after
