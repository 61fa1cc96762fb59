"""What happens when the server starts: the doors are hung, and what never changes is set apart."""

from __future__ import annotations

import contextlib
import gc
import importlib
import pkgutil
import sys
from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.middleware import Middleware
from streamlit import config

from ally_graph.files.shipped import BROWSER_VARIABLE, KEY_VARIABLE
from ally_graph.ui import sections
from ally_graph.ui.server import door, opening
from ally_graph.ui.server.door import Door
from ally_graph.ui.server.dress import Dress
from ally_graph.ui.server.headers import Headers
from ally_graph.ui.server.seats import Seats, wished_seats
from ally_graph.ui.server.visitor import Visitors
from ally_graph.workers import pool

KEY, BROWSER = door.taken(KEY_VARIABLE), door.taken(BROWSER_VARIABLE)
MIDDLEWARE = (
    Middleware(Headers),
    Middleware(Door, key=KEY),
    Middleware(Seats, seats=wished_seats()),
    Middleware(Visitors),
    Middleware(Dress),
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

    With everything imported a look takes a tenth of a second, in which nobody's page goes on; without the modules, a
    few thousandths.
    """
    for part in pkgutil.iter_modules(sections.__path__):
        importlib.import_module(f"{sections.__name__}.{part.name}")
    gc.collect()
    gc.freeze()
