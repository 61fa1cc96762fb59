"""What happens when the server starts: the doors are hung, and what never changes is set apart."""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import sys
from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.middleware import Middleware
from streamlit import config

from ally_graph.files.shipped import BROWSER_VARIABLE, KEY_VARIABLE
from ally_graph.ui.server import door, opening
from ally_graph.ui.server.door import Door
from ally_graph.ui.server.headers import Headers
from ally_graph.ui.server.seats import Seats, wished_seats
from ally_graph.ui.server.visitor import Visitors
from ally_graph.workers import pool

SET_APART_AFTER = {runs * 10**power for power in range(7) for runs in (1, 3)}
_runs = itertools.count()
PAGE_PARTS = ("away", "group_changes", "indicators", "loading", "methods", "person", "phase_editor", "shelf", "summary")
KEY, BROWSER = door.taken(KEY_VARIABLE), door.taken(BROWSER_VARIABLE)
MIDDLEWARE = (
    Middleware(Headers),
    Middleware(Door, key=KEY),
    Middleware(Seats, seats=wished_seats()),
    Middleware(Visitors),
)
OPEN_HERE = "Open to everybody who uses this computer. `python -m ally_graph app` opens it with a key, for you alone."
CLOSED_THERE = (
    "The server listens to other computers, and refuses them: it was started without a key. "
    f"Set {KEY_VARIABLE} to a long secret word to let in whoever has the address with this key."
)


@contextlib.asynccontextmanager
async def started(_app: object) -> AsyncIterator[None]:
    """Get ready before the first visitor, and say who can come in."""
    set_apart()
    pool.open_pool()
    host, port = config.get_option("server.address") or "localhost", config.get_option("server.port")
    for line in notices(host, port, KEY):
        print(f"  {line}", file=sys.stderr)
    if BROWSER and KEY:
        opening.open_soon(address_of(host, port, KEY), host, port)
    try:
        yield
    finally:
        pool.close_pool()


def notices(host: str, port: int, key: str | None) -> list[str]:
    """What whoever starts the server ought to know of who can come in.

    >>> notices("127.0.0.1", 8501, "key")
    ['Open this address, which lets in only who has it: http://127.0.0.1:8501/?token=key']
    >>> len(notices("localhost", 8501, None)), len(notices("0.0.0.0", 8501, None))
    (1, 2)
    """
    if key:
        return [f"Open this address, which lets in only who has it: {address_of(host, port, key)}"]
    return [OPEN_HERE, *([] if host in door.LOCAL_HOSTS else [CLOSED_THERE])]


def address_of(host: str, port: int, key: str) -> str:
    """The address of the app with its key."""
    return f"http://{host}:{port}/?{door.KEY_WORD}={quote(key, safe='')}"


def set_apart() -> None:
    """Take modules, which stay as long as the server does, out of what is looked through for garbage.

    Streamlit looks for garbage after every run of a page. With everything imported that takes a tenth of a second of
    every change anybody makes; without the modules, a few thousandths.
    """
    for name in PAGE_PARTS:
        importlib.import_module(f"ally_graph.ui.sections.{name}")
    gc.collect()
    gc.freeze()


def counted() -> None:
    """Count a run of a page, and set apart after 3, 10, 30, 100 runs and so on what is kept by then.

    What was set apart and is let go of later is freed all the same, unless it holds itself in a circle. So it is done
    ever more rarely, and what could stay behind is bounded.
    """
    if pool.is_open() and next(_runs) in SET_APART_AFTER:
        gc.freeze()
