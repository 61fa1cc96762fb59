"""Meetings and mails of several people, told from the rows of their pairs.

Records of pairs give no meeting its name. Rows of one kind and one moment in which everybody is paired with everybody
are one meeting; messages of one moment from one person to several others are one message to all of them.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ally_graph.network.events import Events
from ally_graph.vocabulary import Flow

SMALLEST = 3
MAILS = frozenset({"message", "email"})
SAME_TIME = 0.5
"""Where so many rows have one time of day, times are dates, and mails of one moment are mails of one day."""


def others_present(events: Events) -> np.ndarray | None:
    """How many others there were at each event, 1 where two met alone; None where no event is of more than two."""
    some = _of_one_moment(events)
    if not len(some):
        return None
    one, other, people = _ends_by_moment(events, some)
    graph = sparse.coo_array((np.ones(len(some)), (one, other)), shape=(people, people))
    part = sparse.csgraph.connected_components(graph, directed=False)[1]
    sizes, mine = np.bincount(part), part[one]
    pairs = np.unique(np.minimum(one, other) * np.int64(people) + np.maximum(one, other))
    number = np.bincount(part[pairs // people], minlength=len(sizes))
    together = (number == sizes * (sizes - 1) // 2) & (sizes >= SMALLEST)
    if _has_times(events):
        written = np.array([kind in MAILS for kind in events.kinds])[events.kind[some]]
        mails = np.bincount(mine[written], minlength=len(sizes)) > 0
        from_one = np.bincount(part[np.unique(one)], minlength=len(sizes)) == 1
        together |= mails & from_one & (number == sizes - 1) & (sizes > SMALLEST)
    several = together[mine]
    if not several.any():
        return None
    others = np.ones(len(events))
    others[some[several]] = sizes[mine[several]] - 1
    return others


def _of_one_moment(events: Events) -> np.ndarray:
    """The mutual events that share their moment with two or more of them."""
    mutual = np.flatnonzero(events.flow_is(Flow.MUTUAL))
    if len(mutual) < SMALLEST:
        return mutual[:0]
    first = np.flatnonzero(np.diff(events.age[mutual], prepend=np.inf))
    length = np.diff(np.append(first, len(mutual)))
    return mutual[np.repeat(length >= SMALLEST, length)]


def _ends_by_moment(events: Events, some: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """The two people of each event, numbered anew for each moment and kind, and how many numbers there are."""
    _, moment = np.unique(events.age[some], return_inverse=True)
    place = (moment * np.int64(len(events.kinds)) + events.kind[some]) * events.size
    ends = np.concatenate([place + events.source[some], place + events.target[some]])
    people, node = np.unique(ends, return_inverse=True)
    return node[: len(some)], node[len(some) :], len(people)


def _has_times(events: Events) -> bool:
    """Whether rows tell the time of day, or a day alone."""
    _, number = np.unique(np.round(events.age % 1, 6), return_counts=True)
    return bool(number.max() < SAME_TIME * len(events))
