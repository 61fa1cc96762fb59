"""What somebody said about files, kept beside their shelf for the next files with the same headings.

The name of a file is drawn from the headings, and its content decides no path. What it says is looked at by whoever
asks for it: here it is bytes.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from ally_graph.files import shelf
from ally_graph.files.atomic import OWNER, write_whole
from ally_graph.files.own import closed_folder

FOLDER, MOST_BYTES, MOST_KEPT = "mappings", 64_000, 500
KEY = re.compile("[0-9a-f]{32}")


def put(owner: str, key: str, content: bytes) -> None:
    """Keep what was said about files of these headings; beyond 500 the oldest goes."""
    if not KEY.fullmatch(key) or len(content) > MOST_BYTES:
        raise ValueError("no such mapping can be kept")
    folder = closed_folder(shelf.make(shelf.place(owner)) / FOLDER)
    write_whole(folder / f"{key}.json", content, mode=OWNER)
    others = sorted((path for path in folder.glob("*.json")), key=lambda path: path.lstat().st_mtime)
    for path in others[: max(len(others) - MOST_KEPT, 0)]:
        path.unlink(missing_ok=True)


def get(owner: str, key: str) -> bytes | None:
    """What was said about files of these headings; None where nothing was. Raises `OSError` for what is no file."""
    if not KEY.fullmatch(key):
        return None
    try:
        number = os.open(_place(owner, key), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    with os.fdopen(number, "rb") as stream:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise OSError("it is no file")
        return stream.read(MOST_BYTES + 1)


def forget(owner: str, key: str) -> None:
    """Take away what was said about files of these headings, with every byte."""
    if KEY.fullmatch(key):
        with suppress(OSError):
            _place(owner, key).unlink(missing_ok=True)


def _place(owner: str, key: str) -> Path:
    return shelf.place(owner) / FOLDER / f"{key}.json"
