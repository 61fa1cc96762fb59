"""Who was away though no absence says so: nobody met them for longer than their other days explain."""

from __future__ import annotations

import numpy as np
from scipy import sparse

UNLIKELY, UNLIKELY_UNTIL_NOW = 1e-2, 1e-3
"""How unlikely days without contact are by those before and by those after, each; and by those before, until now."""
GOES_ON = 0.5
"""Share of their usual days of contact that those whom a person meets keep while only this person is away."""
AROUND = 42
"""Days before a gap, and after it, whose contact says how unlikely it is, and the longest gap that may be leave."""
PEOPLE_AT_ONCE = 5_000
NOTHING = 1e-9


def away(
    ends: np.ndarray,
    counts: np.ndarray,
    days: np.ndarray,
    seen: np.ndarray,
    present: np.ndarray,
    activity: np.ndarray,
    *,
    until_now: bool = True,
) -> np.ndarray:
    r"""On which days people were away without a record of it, as far as their contact tells.

    Whoever meets somebody nearly every day and then nobody for two weeks was on leave or ill. A gap `g` between a
    person's days of contact is taken for an absence where it is improbable by the `n` days of contact in the six weeks
    before, and in those after. Days with nobody but the one they met most don't count: that tie itself may have cooled.
    And who meets hardly anybody any more is on their own and not away.

    .. math:: (1 + g / t)^{-n} < 0.01

    for both, and below 0.001 by the weeks before where the gap lasts until now. Leave lasts six weeks at most. It is
    told with the time `t` of these weeks, both on a clock that runs only while they are at work, slower while the whole
    company is quiet, and half as far on days of contact. Where more than half of the days of contact of those
    whom they met are gone as well, it is no absence but a change: a project ended, or a team keeps no records.

    Parameters
    ----------
    ends
        The codes of the two people of each pair, in two rows.
    counts, days
        How many days of contact each pair had, and which, pair by pair and in order.
    seen
        Who did anything on which day that is on record, a mail to all for example, as rows of people and columns of
        days. Nobody is away on such a day.
    present
        Who was at work on which day as far as roster and absences tell, shaped alike.
    activity
        How active the company was on each day; 1 is usual.
    until_now
        Whether the days after a person's last contact count as a gap. Those before the first never do.

    Returns
    -------
    away
        True on each such day of each person, shaped as `present`.

    Examples
    --------
    Ana meets Bo and Cy in turn, one a day, and is on leave for two weeks; Bo and Cy go on meeting each other.

    >>> odd, even = np.arange(1, 94, 2), np.arange(0, 94, 2)
    >>> here = [days[(days < 40) | (days > 53)] for days in (even, odd)]
    >>> ends, counts = np.array([[0, 0, 1], [1, 2, 2]]), np.array([40, 40, 47])
    >>> nothing = np.zeros((3, 94), dtype=bool)
    >>> np.flatnonzero(away(ends, counts, np.concatenate([*here, odd]), nothing, ~nothing, np.ones(94))[0])
    array([40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53])
    """
    met, others = _met(ends, counts, days, seen)
    found, weights, size = np.zeros(present.shape, dtype=bool), np.tile(counts, 2), len(present)
    ties = sparse.csr_array((weights, (ends.ravel(), ends[::-1].ravel())), shape=(size, size))
    for start in range(0, size, PEOPLE_AT_ONCE):
        some = slice(start, start + PEOPLE_AT_ONCE)
        for who, first, after in _long_gaps(met[some], others[some], present[some], activity):
            gap = slice(first, after)
            if (until_now or after < len(activity)) and _goes_on(ties, start + who, met, activity, gap):
                found[start + who, gap] = True
    return found


def _goes_on(ties: sparse.csr_array, who: int, met: np.ndarray, activity: np.ndarray, gap: slice) -> bool:
    """Whether those whom somebody met, each by how often, were in touch with others meanwhile."""
    mine = slice(ties.indptr[who], ties.indptr[who + 1])
    often, partners = ties.data[mine], met[ties.indices[mine]]
    usual = often @ partners.sum(axis=1) * activity[gap].sum() / activity.sum()
    return bool(often @ partners[:, gap].sum(axis=1) >= GOES_ON * usual)


def _met(ends: np.ndarray, counts: np.ndarray, days: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """On which days each person met anybody or was seen, and on which others than the one they met most."""
    met, others = seen.copy(), np.zeros_like(seen)
    person, pair = ends.ravel(), np.tile(np.arange(len(counts)), 2)
    order = np.lexsort((pair, -counts[pair], person))
    most = np.zeros(len(person), dtype=bool)
    most[order[np.flatnonzero(np.diff(person[order], prepend=-1))]] = True
    for side, closest in zip(ends, most.reshape(ends.shape), strict=True):
        who, other = np.repeat(side, counts), ~np.repeat(closest, counts)
        met[who, days] = True
        others[who[other], days[other]] = True
    return met, others


def _long_gaps(met: np.ndarray, others: np.ndarray, present: np.ndarray, activity: np.ndarray) -> zip:
    """The gaps in which people were away: whose, its first day, and the day of contact after it or the end."""
    length = met.shape[1]
    clock, times = (np.pad(np.cumsum(days, axis=1), ((0, 0), (1, 0))) for days in (present * activity, others))
    half = np.append(activity / 2, 0.0)
    who, day = np.nonzero(np.pad(met, ((0, 0), (0, 1)), constant_values=True))
    following = np.flatnonzero(who[1:] == who[:-1]) + 1
    owner, before, after = who[following], day[following - 1] + 1, day[following]
    gaps = clock[owner, after] - clock[owner, before] + half[after]

    def chance(first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """How likely each gap is by the days of contact from one day to before another."""
        passed, count = (sums[owner, last] - sums[owner, first] for sums in (clock, times))
        return (1 + gaps / np.maximum(passed - count / 2, NOTHING)) ** -count.astype(float)

    then = chance(np.maximum(before - AROUND, 0), before)
    since = chance(after, np.minimum(after + AROUND, length))
    gone = np.where(after < length, np.maximum(then, since) < UNLIKELY, then < UNLIKELY_UNTIL_NOW)
    gone &= after - before <= AROUND
    return zip(owner[gone], before[gone], after[gone], strict=True)
