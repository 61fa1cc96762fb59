"""What happens when the server starts: the doors are hung, and what never changes is set apart."""

from __future__ import annotations

import contextlib
import gc
import importlib
import sys
from collections.abc import AsyncIterator

from starlette.middleware import Middleware
from streamlit import config

from ally_graph.ui.server import door
from ally_graph.ui.server.door import Door
from ally_graph.ui.server.headers import Headers
from ally_graph.ui.server.seats import Seats, wished_seats
from ally_graph.workers import pool

PAGE_PARTS = ("away", "group_changes", "indicators", "loading", "methods", "person", "phase_editor", "summary")
KEY = door.taken_key()
MIDDLEWARE = (Middleware(Headers), Middleware(Door, key=KEY), Middleware(Seats, seats=wished_seats()))
OPEN_HERE = "Open to everybody who uses this computer. `python -m ally_graph app` opens it with a key, for you alone."
CLOSED_THERE = (
    "The server listens to other computers, and refuses them: it was started without a key. "
    f"Set {door.KEY_VARIABLE} to a long secret word to let in whoever has the address with this key."
)


@contextlib.asynccontextmanager
async def started(_app: object) -> AsyncIterator[None]:
    """Get ready before the first visitor, and say who can come in."""
    set_apart()
    pool.open_pool()
    for line in notices(config.get_option("server.address"), KEY):
        print(f"  {line}", file=sys.stderr)
    try:
        yield
    finally:
        pool.close_pool()


def notices(address: str | None, key: str | None) -> list[str]:
    """What whoever starts the server ought to know of who can come in.

    >>> notices("localhost", "a key"), len(notices("localhost", None)), len(notices("0.0.0.0", None))
    ([], 1, 2)
    """
    if key:
        return []
    return [OPEN_HERE, *([] if address in door.LOCAL_HOSTS else [CLOSED_THERE])]


def set_apart() -> None:
    """Take modules, which stay as long as the server does, out of what is looked through for garbage.

    Streamlit looks for garbage after every run of a page. With everything imported that takes a tenth of a second of
    every change anybody makes; without the modules, a few thousandths.
    """
    for name in PAGE_PARTS:
        importlib.import_module(f"ally_graph.ui.sections.{name}")
    gc.collect()
    gc.freeze()
