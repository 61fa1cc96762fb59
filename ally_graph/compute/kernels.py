"""Loops over millions of events and ties, compiled with numba.

Import this module through `compiled.kernels`, so that small companies never wait for numba. Every function here has a
plain twin where it is used, and gives the same numbers.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from ally_graph.compute.codes import BOTH_WAYS, HELP, MICROSECONDS_A_DAY, NO_TIE

FEW = 32
HUB = 16
"""From so many times the contacts of the other on, a person's contacts are looked up one by one, not walked through."""


@njit(cache=True, nogil=True)
def merged_events(
    one: tuple, other: tuple, code: np.ndarray, lookup: np.ndarray, turned: np.ndarray, now: int, weighted: bool
) -> tuple:
    """Two tables of rows, each in the order of time, as one; without the people and kinds that are not asked for."""
    rows = len(one[2]) + len(other[2])
    source, target, kinds = np.empty(rows, np.int32), np.empty(rows, np.int32), np.empty(rows, lookup.dtype)
    age, weight = np.empty(rows), np.empty(rows if weighted else 0)
    i, j, count = 0, 0, 0
    while i + j < rows:
        if j == len(other[2]) or (i < len(one[2]) and one[2][i] <= other[2][j]):
            first, second, time, amount, label = one[0][i], one[1][i], one[2][i], one[3][i], one[4][i]
            i += 1
        else:
            first, second, time, amount, label = other[0][j], other[1][j], other[2][j], other[3][j], other[4][j]
            j += 1
        giver, receiver, kind = code[first], code[second], lookup[label]
        if giver < 0 or receiver < 0 or kind < 0:
            continue
        source[count], target[count] = (receiver, giver) if turned[kind] else (giver, receiver)
        age[count], kinds[count] = (now - time) / MICROSECONDS_A_DAY, kind
        if weighted:
            weight[count] = amount
        count += 1
    return source[:count], target[:count], age[:count], weight[:count], kinds[:count]


@njit(cache=True, nogil=True)
def chosen_rows(source: np.ndarray, target: np.ndarray, age: np.ndarray, kind: np.ndarray, mask: np.ndarray) -> tuple:
    """The rows of a mask of four columns."""
    rows = mask.sum()
    sources, targets = np.empty(rows, source.dtype), np.empty(rows, target.dtype)
    ages, kinds = np.empty(rows, age.dtype), np.empty(rows, kind.dtype)
    k = 0
    for e in range(len(mask)):
        if mask[e]:
            sources[k], targets[k], ages[k], kinds[k] = source[e], target[e], age[e], kind[e]
            k += 1
    return sources, targets, ages, kinds


@njit(cache=True, nogil=True)
def packed_rows(
    time: np.ndarray,
    one: np.ndarray,
    two: np.ndarray,
    label: np.ndarray,
    first: int,
    step: int,
    people: int,
    labels: int,
) -> np.ndarray:
    """One number for each row, made of its time in steps, its people and its label from -1 on."""
    packed = np.empty(len(time), np.int64)
    for e in range(len(time)):
        pair = ((time[e] - first) // step * people + one[e]) * people + two[e]
        packed[e] = pair * (labels + 1) + label[e] + 1
    return packed


@njit(cache=True, nogil=True)
def unpacked_rows(packed: np.ndarray, first: int, step: int, people: int, labels: int) -> tuple:
    """The people and the label of each packed row; the packed numbers become times."""
    rows = len(packed)
    one, two, label = np.empty(rows, np.int32), np.empty(rows, np.int32), np.empty(rows, np.int32)
    for e in range(rows):
        rest = packed[e]
        label[e] = rest % (labels + 1) - 1
        rest //= labels + 1
        two[e] = rest % people
        rest //= people
        one[e] = rest % people
        packed[e] = rest // people * step + first
    return one, two, label


@njit(cache=True, nogil=True)
def numbered_pairs(source: np.ndarray, target: np.ndarray, flow: np.ndarray, size: int) -> tuple:
    """The pairs in contact, in order, and the pair of each event (-1 for none).

    Events are dealt out to the lower one of their people, so that only the few colleagues of each have to be sorted.
    """
    starts = np.zeros(size + 1, np.int64)
    for e in range(len(source)):
        if flow[e] != NO_TIE:
            starts[min(source[e], target[e]) + 1] += 1
    for i in range(size):
        starts[i + 1] += starts[i]
    event, other, free = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.int32), starts[:-1].copy()
    for e in range(len(source)):
        if flow[e] != NO_TIE:
            lower = min(source[e], target[e])
            event[free[lower]], other[free[lower]] = e, max(source[e], target[e])
            free[lower] += 1
    low, high = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.int32)
    position, number = np.full(len(source), -1, np.int32), np.full(size, -1, np.int32)
    pairs = 0
    for i in range(size):
        first = pairs
        for k in range(starts[i], starts[i + 1]):
            if number[other[k]] < first:
                low[pairs], high[pairs], number[other[k]] = i, other[k], pairs
                pairs += 1
        high[first:pairs].sort()
        for pair in range(first, pairs):
            number[high[pair]] = pair
        for k in range(starts[i], starts[i + 1]):
            position[event[k]] = number[other[k]]
    return low[:pairs].copy(), high[:pairs].copy(), position


@njit(cache=True, nogil=True)
def add_up(
    position: np.ndarray,
    rising: np.ndarray,
    flow: np.ndarray,
    weight: np.ndarray,
    sums: np.ndarray,
    counts: np.ndarray,
) -> None:
    """Add events to what their pairs add up to: rows of help up, help down and contact both ways."""
    for e in range(len(position)):
        pair = position[e]
        if flow[e] == HELP:
            row = 0 if rising[e] else 1
        elif flow[e] == BOTH_WAYS:
            row = 2
        else:
            continue
        sums[row, pair] += weight[e]
        counts[row, pair] += 1


@njit(cache=True, nogil=True)
def tie_matrix(
    size: int,
    low: np.ndarray,
    high: np.ndarray,
    up: np.ndarray,
    down: np.ndarray,
    has_up: np.ndarray,
    has_down: np.ndarray,
) -> tuple:
    """Data, columns and starts of the rows of a matrix with a value up and one down for each pair, where it has one."""
    starts = np.zeros(size + 1, np.int32)
    for pair in range(len(low)):
        starts[low[pair] + 1] += has_up[pair]
        starts[high[pair] + 1] += has_down[pair]
    for i in range(size):
        starts[i + 1] += starts[i]
    free = starts[:-1].copy()
    data, columns = np.empty(starts[-1]), np.empty(starts[-1], np.int32)
    for pair in range(len(low)):
        if has_down[pair]:
            place = free[high[pair]]
            data[place], columns[place] = down[pair], low[pair]
            free[high[pair]] += 1
    for pair in range(len(low)):
        if has_up[pair]:
            place = free[low[pair]]
            data[place], columns[place] = up[pair], high[pair]
            free[low[pair]] += 1
    return data, columns, starts


@njit(cache=True, nogil=True)
def reweighted(
    position: np.ndarray, weight: np.ndarray, group: np.ndarray, factor: np.ndarray, pairs: int
) -> np.ndarray:
    """The weights of events summed by pair, times the factor of each event's group; position -1 is no pair."""
    sums = np.zeros(pairs)
    for e in range(len(position)):
        if position[e] >= 0:
            sums[position[e]] += weight[e] * factor[group[e]]
    return sums


@njit(cache=True, nogil=True)
def near_in_time(position: np.ndarray, age: np.ndarray, gap: float, pairs: int) -> np.ndarray:
    """Which pairs had two contacts in a row no further apart than the gap; events are in order of time."""
    last, near = np.full(pairs, np.inf), np.zeros(pairs, np.bool_)
    for e in range(len(position)):
        pair = position[e]
        if pair >= 0:
            if last[pair] - age[e] <= gap:
                near[pair] = True
            last[pair] = age[e]
    return near


@njit(cache=True, nogil=True)
def mark_seen(source: np.ndarray, target: np.ndarray, kind: np.ndarray, seen: np.ndarray) -> None:
    """Mark in `seen` (kinds by people) who is part of an event of which kind."""
    for e in range(len(source)):
        seen[kind[e], source[e]] = True
        seen[kind[e], target[e]] = True


@njit(cache=True, nogil=True)
def place_in_row(indices: np.ndarray, order: np.ndarray, start: int, end: int, wanted: int) -> int:
    """The first place from `start` to `end` where a column stands that is not before `wanted` in `order`."""
    while start < end:
        middle = (start + end) // 2
        if order[indices[middle]] < order[wanted]:
            start = middle + 1
        else:
            end = middle
    return start


@njit(cache=True, nogil=True)
def structural_holes(indptr: np.ndarray, indices: np.ndarray, data: np.ndarray, order: np.ndarray) -> tuple:
    """Burt's constraint and effective size of everyone in a symmetric matrix, NaN for people without contact.

    What two people in contact have in common is the same seen from both ends, so that each tie is looked at once. It is
    looked for among the contacts of the one with few: of a hub only the places in question are looked up. The columns
    of a row stand in the order of `order`.
    """
    size = len(indptr) - 1
    total, strongest = np.zeros(size), np.zeros(size)
    for i in range(size):
        for e in range(indptr[i], indptr[i + 1]):
            total[i] += data[e]
            strongest[i] = max(strongest[i], data[e])
    constraint, effective = np.zeros(size), np.zeros(size)
    mine = np.zeros((size, 2))
    for i in range(size):
        if strongest[i] <= 0:
            constraint[i], effective[i] = np.nan, np.nan
            continue
        for e in range(indptr[i], indptr[i + 1]):
            q = indices[e]
            mine[q, 0] = data[e]
            mine[q, 1] = data[e] / total[q] if data[e] > 0 else 0.0
        for e in range(indptr[i], indptr[i + 1]):
            j = indices[e]
            if j <= i or data[e] <= 0:
                continue
            shared, through = 0.0, 0.0
            if indptr[j + 1] - indptr[j] <= HUB * (indptr[i + 1] - indptr[i]):
                for f in range(indptr[j], indptr[j + 1]):
                    shared += mine[indices[f], 0] * data[f]
                    through += mine[indices[f], 1] * data[f]
            else:
                for g in range(indptr[i], indptr[i + 1]):
                    q = indices[g]
                    f = place_in_row(indices, order, indptr[j], indptr[j + 1], q)
                    if f < indptr[j + 1] and indices[f] == q:
                        shared += mine[q, 0] * data[f]
                        through += mine[q, 1] * data[f]
            constraint[i] += ((data[e] + through) / total[i]) ** 2
            constraint[j] += ((data[e] + through) / total[j]) ** 2
            effective[i] += 1 - shared / total[i] / strongest[j]
            effective[j] += 1 - shared / total[j] / strongest[i]
        for e in range(indptr[i], indptr[i + 1]):
            mine[indices[e]] = 0.0
    return constraint, effective


@njit(cache=True, nogil=True)
def days_of_contact(position: np.ndarray, age: np.ndarray, newest: float, length: int, pairs: int) -> tuple:
    """How many days of contact each pair had, and these days, by pair and day; events are in the order of time."""
    last, counts = np.full(pairs, -1, np.int32), np.zeros(pairs, np.int32)
    for e in range(len(position)):
        pair = position[e]
        if pair >= 0:
            day = min(max(int(np.floor(newest - age[e])), 0), length - 1)
            counts[pair] += day != last[pair]
            last[pair] = day
    free = (np.cumsum(counts) - counts).astype(np.int32)
    days = np.empty(counts.sum(), np.int32)
    last[:] = -1
    for e in range(len(position)):
        pair = position[e]
        if pair >= 0:
            day = min(max(int(np.floor(newest - age[e])), 0), length - 1)
            if day != last[pair]:
                days[free[pair]], last[pair] = day, day
                free[pair] += 1
    return counts.astype(np.int64), days


@njit(cache=True, nogil=True)
def clock(
    first: np.ndarray,
    counts: np.ndarray,
    days: np.ndarray,
    one: np.ndarray,
    other: np.ndarray,
    present: np.ndarray,
    gone: np.ndarray,
    activity: np.ndarray,
) -> tuple:
    """The time of each day of contact on its pair's clock, the time now, and plain days with both there since.

    The last are those of them on which one of the two was gone.
    """
    pairs, length = len(first), len(activity)
    time, now = np.zeros(len(days)), np.zeros(pairs)
    silent, away_days = np.zeros(pairs, np.int64), np.zeros(pairs, np.int64)
    both, clock = np.zeros(length, np.bool_), np.zeros(length)
    for pair in range(pairs):
        here, there, end = present[one[pair]], present[other[pair]], first[pair] + counts[pair]
        missing, too = gone[one[pair]], gone[other[pair]]
        for d in range(length):
            both[d] = here[d] & there[d]
        for entry in range(first[pair], end):
            both[days[entry]] = True
        passed = 0.0
        for d in range(length):
            passed += activity[d] if both[d] and not (missing[d] or too[d]) else 0.0
            clock[d] = passed
        for entry in range(first[pair], end):
            time[entry] = clock[days[entry]]
        for d in range(days[end - 1] + 1, length):
            silent[pair] += both[d]
            away_days[pair] += both[d] and (missing[d] or too[d])
        now[pair] = passed
    return time, now, silent, away_days


@njit(cache=True, nogil=True)
def gaps_of_pairs(first: np.ndarray, counts: np.ndarray, time: np.ndarray) -> tuple:
    """Of the gaps between times of each pair: their sum, their squared shares of it, the median and the longest."""
    pairs = len(first)
    whole, squares, median, longest = np.zeros(pairs), np.zeros(pairs), np.zeros(pairs), np.zeros(pairs)
    for pair in range(pairs):
        count = counts[pair] - 1
        times = time[first[pair] : first[pair] + counts[pair]]
        gaps = times[1:] - times[:-1]
        for gap in gaps:
            whole[pair] += gap
        for gap in gaps:
            share = gap / whole[pair]
            squares[pair] += share * share
        if count > FEW:
            gaps.sort()
        for k in range(1, count if count <= FEW else 0):  # By insertion, which takes less time for a few.
            gap, place = gaps[k], k
            while place > 0 and gaps[place - 1] > gap:
                gaps[place] = gaps[place - 1]
                place -= 1
            gaps[place] = gap
        median[pair] = (gaps[(count - 1) // 2] + gaps[count // 2]) / 2
        longest[pair] = gaps[count - 1]
    return whole, squares, median, longest


@njit(cache=True, nogil=True)
def sums_by_mode(
    low: np.ndarray,
    high: np.ndarray,
    contacts: np.ndarray,
    present: np.ndarray,
    fte: np.ndarray,
    who: np.ndarray,
    remote: np.ndarray,
) -> np.ndarray:
    """Contacts, and time together, of pairs of a team that are both remote, mixed and neither, for each row of who is.

    `low`, `high` and `remote` (samples by people) go by places in the team, `present` and `fte` by people, `who`.
    """
    samples, size = remote.shape
    sums = np.zeros((2, 3, samples))
    for e in range(len(low)):
        for w in range(samples):
            sums[0, 2 - remote[w, low[e]] - remote[w, high[e]], w] += contacts[e]
    for i in range(size):
        for j in range(i):
            one, other, days = present[who[i]], present[who[j]], 0
            for d in range(len(one)):
                days += one[d] & other[d]
            time = days * fte[who[i]] * fte[who[j]]
            for w in range(samples):
                sums[1, 2 - remote[w, i] - remote[w, j], w] += time
    return sums


@njit(cache=True, nogil=True)
def core_numbers(indptr: np.ndarray, indices: np.ndarray) -> np.ndarray:
    """The core number of everyone in a symmetric pattern (Batagelj & Zaversnik 2003)."""
    size = len(indptr) - 1
    degree = np.empty(size, np.int64)
    for i in range(size):
        degree[i] = indptr[i + 1] - indptr[i]
    start = np.zeros(size + 2, np.int64)
    for i in range(size):
        start[degree[i] + 1] += 1
    start = np.cumsum(start)
    order, place, free = np.empty(size, np.int64), np.empty(size, np.int64), start.copy()
    for i in range(size):
        place[i] = free[degree[i]]
        order[place[i]] = i
        free[degree[i]] += 1
    for k in range(size):
        i = order[k]
        for e in range(indptr[i], indptr[i + 1]):
            j = indices[e]
            if degree[j] > degree[i]:
                first = start[degree[j]]
                other = order[first]
                order[first], order[place[j]] = j, other
                place[other], place[j] = place[j], first
                start[degree[j]] += 1
                degree[j] -= 1
    return degree
