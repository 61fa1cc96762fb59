"""Progress of work that takes long: how far it is, and a heartbeat while it runs.

A progress bar is a function that gets the share done and what is being done; `heard` makes it known to everything
called within. Long loops call `heartbeat` at every turn. The function may raise an exception to stop the work there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Progress = Callable[[float, str], None]
"""Called with the share done, from 0 to 1, and what is being done."""

_listening: ContextVar[Callable[[str], None] | None] = ContextVar("listening", default=None)


@contextmanager
def heard(progress: Progress) -> Iterator[Progress]:
    """Within it, `heartbeat` reaches this progress too, with the share and the words that were told last.

    >>> said = []
    >>> with heard(lambda share, words: said.append((share, words))) as tell:
    ...     tell(0.5, "Looking for groups")
    ...     heartbeat("2 of 9")
    >>> said
    [(0.5, 'Looking for groups'), (0.5, 'Looking for groups: 2 of 9')]
    """
    last = [0.0, ""]

    def tell(share: float, words: str) -> None:
        last[:] = share, words
        progress(share, words)

    def beat(detail: str) -> None:
        progress(last[0], f"{last[1]}: {detail}" if detail else last[1])

    token = _listening.set(beat)
    try:
        yield tell
    finally:
        _listening.reset(token)


def heartbeat(detail: str = "") -> None:
    """Say that the work goes on; nothing happens where nobody listens.

    >>> heartbeat("nobody hears this")
    """
    listener = _listening.get()
    if listener is not None:
        listener(detail)
