"""Starting the app: Streamlit, on this computer and for this user only, with the files of the checkout or of the wheel.

The address ends in a key that is made anew at every start, and without which the app shows nothing: others who use the
same computer can reach its port too.
"""

from __future__ import annotations

import os
import runpy
import secrets
import sys
from pathlib import Path

from ally_graph.cli.exits import DONE
from ally_graph.errors import SettingError
from ally_graph.files.shipped import BROWSER_VARIABLE, DATA_VARIABLE, KEY_VARIABLE, app_folder, first_data

ADDRESS = "127.0.0.1"
PORT = 8501


def words(port: int = PORT) -> list[str]:
    """The command that starts the app, without the interpreter; the browser is opened by the app, with the key.

    >>> words(8600)[2:]
    ['--server.address=127.0.0.1', '--server.port=8600', '--server.headless=true']
    """
    where = [f"--server.address={ADDRESS}", f"--server.port={port}", "--server.headless=true"]
    return ["run", str(app_folder() / "app.py"), *where]


def serve(data: str | None, port: int = PORT, *, browser: bool = True) -> int:
    """Run the app in this process until it is stopped; `data` is a folder, zip or workbook."""
    opened = Path(data) if data else first_data()
    if not opened.exists():
        raise SettingError(f"{opened} is not there. Give a data folder, a zip of one, or an Excel workbook.")
    os.environ[DATA_VARIABLE] = str(opened.resolve())
    if not 0 < port < 65_536:
        raise SettingError(f"{port} is no port. Give a number from 1 to 65535.")
    os.environ.setdefault(KEY_VARIABLE, secrets.token_urlsafe(32))
    os.environ[BROWSER_VARIABLE] = "1" if browser else ""
    sys.argv = ["streamlit", *words(port)]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return DONE
