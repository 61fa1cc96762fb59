"""Opening the browser at the address with the key, without showing the key to others on this computer.

Whoever lists the programs that run sees what they were started with. So the browser is given a page that only this user
can read, and this page sends it on.
"""

from __future__ import annotations

import atexit
import contextlib
import html
import shutil
import socket
import tempfile
import threading
import time
import webbrowser
from pathlib import Path

PATIENCE, LOOK = 30.0, 0.1
PAGE = """<!doctype html><meta charset="utf-8"><title>Office Ally</title>
<meta http-equiv="refresh" content="0; url={address}"><a href="{address}">Office Ally</a>
"""


def open_soon(address: str, host: str, port: int) -> None:
    """Open the browser as soon as the server answers."""
    threading.Thread(target=_open, args=(address, host, port), daemon=True).start()


def _open(address: str, host: str, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            webbrowser.open(private_page(address).as_uri())
            return
        time.sleep(LOOK)


def private_page(address: str) -> Path:
    """A page that sends a browser to the address, readable by this user only, gone when the app stops."""
    folder = Path(tempfile.mkdtemp(prefix="office-ally-open-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    page = folder / "open.html"
    page.write_text(PAGE.format(address=html.escape(address, quote=True)), encoding="utf-8")
    page.chmod(0o600)
    return page
