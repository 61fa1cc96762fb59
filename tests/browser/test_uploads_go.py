"""Uploads go with the server, whichever signal ends it, with a tab still open on them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.browser.conftest import Server, Tab

SIGNALS = [
    signal.SIGINT,
    *([signal.SIGTERM, signal.SIGHUP, signal.SIGKILL] if os.environ.get("OFFICE_ALLY_NIGHTLY") else []),
]
MARK = b"a word of the upload"
PEOPLE = f"person_id,name\np1,{MARK.decode()}\np2,Bo\n"
EVENTS = "from_id,to_id,timestamp,kind\np1,p2,2026-03-04,help\n"
SOON = 30


def left(place: Path) -> list[Path]:
    """The files in a folder that hold a word of the upload."""
    found = []
    for path in place.rglob("*"):
        try:
            found += [path] if path.is_file() and MARK in path.read_bytes() else []
        except OSError:
            continue
    return found


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_uploads_go_with_the_server_whichever_signal_ends_it(browser, tmp_path, number):
    """They are in use, and not to be kept, as the signal comes; the guard may take a moment longer than the server."""
    place = tmp_path / "temporary"
    place.mkdir()
    server = Server(tmp_path, TMPDIR=str(place))
    tab = Tab(browser, server.url)
    try:
        tab.open("data").part("Load your own data")
        files = [
            {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()},
            {"name": "interactions.csv", "mimeType": "text/csv", "buffer": EVENTS.encode()},
        ]
        tab.page.locator(".st-key-own_files input[type=file]").set_input_files(files)
        tab.part("Load your own data").page.get_by_text("Keep it on this computer").click()
        tab.settle()
        tab.page.get_by_role("button", name="Use this data").click()
        tab.settle()
        assert left(place)
        server.process.send_signal(number)
        server.process.wait(SOON)
        until = time.monotonic() + SOON
        while left(place) and time.monotonic() < until:
            time.sleep(0.1)
        assert left(place) == []
    finally:
        tab.context.close()
        server.stop()
