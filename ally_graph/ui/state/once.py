"""What is the same for everybody who chose the same: worked out once, and kept while there is room.

It holds what may be shown and what is drawn from it; nobody changes it. What takes long is a job instead (`jobs`).
"""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from ally_graph.disclosure.gate import Disclosed, content_of

Result = TypeVar("Result")
ROOM = 300 << 20
"""Bytes that are kept in all, roughly."""
_kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
_others: list[Callable[[], None]] = []
_lock = threading.Lock()
_filled = 0


def once(key: Hashable, make: Callable[[], Result]) -> Result:
    """What `make` returns, made once for each key. Two who ask at the same moment may both make it.

    >>> once("sum of a few", lambda: 1 + 2), once("sum of a few", lambda: 0)
    (3, 3)
    """
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found[0]
    made = make()
    _keep(key, made)
    return made


def _keep(key: Hashable, made: object) -> None:
    """Keep it, and let go of what was asked for longest ago where room runs out."""
    global _filled
    size = size_of(made)
    with _lock:
        if size > ROOM or key in _kept:
            return
        _kept[key] = made, size
        _filled += size
        while _filled > ROOM:
            _filled -= _kept.popitem(last=False)[1][1]


def size_of(thing: object) -> int:
    """How many bytes something takes, roughly: so many as it is written with, and some for its place.

    >>> 300 < size_of("a" * 200) < size_of(("a" * 200, "b" * 200)) < 1000
    True
    """
    if isinstance(thing, Disclosed):
        # Taken out of its wrapping, which another thread may be adding the digest to.
        return size_of(content_of(thing))
    if isinstance(thing, tuple):
        return 100 + sum(map(size_of, thing))
    return 100 + len(pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL))


def also(forget: Callable[[], None]) -> None:
    """Have something else forgotten with what is kept here: what Streamlit keeps as it was sent."""
    _others.append(forget)


def forget() -> None:
    """Forget everything that is kept."""
    global _filled
    with _lock:
        _kept.clear()
        _filled = 0
    for other in _others:
        other()
