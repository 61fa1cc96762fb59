"""Working ahead: while nobody waits, what a visitor could choose next with one click is worked out.

One thread for the whole server, only where there are workers with nothing to do, and only for small companies, where
all of it takes a few seconds once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable

from ally_graph.errors import AllyGraphError
from ally_graph.workers import pool

PAUSE = 0.3
"""Seconds between two looks at whether the workers have nothing to do, and in which nothing new may be noticed."""
WORKERS = 2
"""So many are started before one of them works ahead, so that whoever asks meanwhile has not to wait for a start."""
MOST = 200
"""So many pieces of work wait at most; of more, those that were noticed last are done."""
_waiting: dict[Hashable, Callable[[], object]] = {}
_noticed: set[Hashable] = set()
_lock = threading.Lock()
_threads: list[threading.Thread] = []
_changed = threading.Event()


def notice(key: Hashable, make: Callable[[], object]) -> None:
    """Remember something to do when there is nothing else to do; once for each key. Without workers nothing happens."""
    with _lock:
        if not pool.is_open() or key in _noticed:
            return
        _noticed.add(key)
        _waiting[key] = make
        _changed.set()
        while len(_waiting) > MOST:
            _waiting.pop(next(iter(_waiting)))
        if not _threads:
            _threads.append(threading.Thread(target=_work, daemon=True))
            _threads[0].start()


def is_new(key: Hashable) -> bool:
    """Whether nobody has asked this of this key before, and there are workers that could work ahead.

    >>> is_new("without workers")
    False
    """
    with _lock:
        if not pool.is_open() or key in _noticed:
            return False
        _noticed.add(key)
        return True


def forget_of(folder: str) -> None:
    """Forget what was to be done with data within a folder."""
    with _lock:
        for key in [key for key in _noticed if folder in repr(key)]:
            _noticed.discard(key)
            _waiting.pop(key, None)


def _work() -> None:
    while pool.is_open():
        _changed.clear()
        time.sleep(PAUSE)
        # A page notices several things while it is drawn, what is likeliest last.
        while pool.is_idle() and not _changed.is_set():
            with _lock:
                if not _waiting:
                    break
                _, make = _waiting.popitem()
            pool.prepare(WORKERS)
            try:
                make()
            except (AllyGraphError, RuntimeError):
                continue  # whoever asks for it is told
    with _lock:
        _threads.clear()
