"""Where a person's own entries about their allies lie: apart from all data, and for their own browser only.

They are in a folder of their own among the user's, closed to others: never on the shelf, beside a data set, in a cache
or in the state of a session. A folder is called by hashes of the browser's secret and of who the person is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path

from ally_graph.cache.signing import OTHERS_READ, read_own
from ally_graph.errors import SettingError
from ally_graph.files.atomic import OWNER, write_whole
from ally_graph.files.own import closed_folder, own_folder
from ally_graph.matching.own_entries import MOST_BYTES, OwnEntries, from_json, to_json
from ally_graph.ui.state import shelves

FOLDER, FILE = "allies", "entries.json"
_lock = threading.Lock()


class NotReadable(SettingError):
    """What was written lies there and can't be believed: somebody else could read or change it, or did."""


def place(who: str) -> Path:
    """The file of one person in this browser. Raises `OSError` where the browser brings no secret."""
    return _mine() / who[:32] / FILE


def _mine() -> Path:
    """The folder of this browser: all that was written here, whoever was chosen."""
    whose = shelves.owner()
    if whose is None:
        raise OSError("this browser keeps no cookies")
    return own_folder() / FOLDER / hashlib.sha256(f"allies of {whose}".encode()).hexdigest()[:32]


def kept(who: str) -> OwnEntries:
    """What this person wrote in this browser. Raises `NotReadable` where it is there and can't be believed."""
    try:
        file = place(who)
    except OSError:
        return OwnEntries()
    try:
        return read(file)
    except FileNotFoundError:
        return OwnEntries()
    except OSError:
        raise NotReadable("What you wrote can't be read: others could have read or changed its file.") from None


def read(file: Path) -> OwnEntries:
    """What a file of entries holds. Raises `OSError` or `NotReadable` where it can't be read."""
    try:
        return from_json(read_own(file, MOST_BYTES, closed=OTHERS_READ))
    except SettingError:
        raise NotReadable("What you wrote can't be read: its file was changed or cut.") from None


def keep(who: str, found: OwnEntries) -> None:
    """Keep what this person wrote, whole or not at all. Raises `OSError` where it can't be kept."""
    file = place(who)
    with _lock:
        for folder in (own_folder(), file.parents[2], file.parents[1], file.parent):
            closed_folder(folder)
        write_whole(file, to_json(found), mode=OWNER)
        os.chmod(file, OWNER)


def remove_all() -> None:
    """Take away every byte that was written in this browser, whoever was chosen, with drafts a kill left behind.

    Raises `OSError` where something stays.
    """
    mine = _mine()
    with _lock:
        if mine.is_symlink():
            mine.unlink()
        elif mine.exists():
            shutil.rmtree(mine)
        with suppress(OSError):
            mine.parent.rmdir()
