"""The folder of this user for what is to last: the key of the cache, and data sets that are kept on purpose."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "office-ally"


def own_folder() -> Path:
    """The folder of this user, by the custom of the system; nothing is made. Raises `OSError` without a home."""
    found = Path(platformdirs.user_data_dir(APP, appauthor=False))
    if not found.is_absolute():
        raise OSError("the user has no home folder")
    return found


def closed_folder(path: Path) -> Path:
    """A folder that only its owner can look into, made where it is not there yet."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        path.chmod(0o700)
    return path
