"""Folders of one process for what is only lent to it, such as uploads: they go with it, however it ends.

A folder is held by a lock that the system lets go of when the process is gone. A small guard beside the process removes
the folder when it ends without a chance to, and every start removes what even the guard could not.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where a folder is removed at the end of the process only
    fcntl = None

PREFIX = "office-ally-uploads-"
HELD = ".held"
UNHELD_SECONDS = 60
"""A folder without a lock is this old when nobody is about to lock it any more."""
_GUARD = """
import shutil, signal, sys
for name in ("SIGINT", "SIGHUP", "SIGTERM"):
    if hasattr(signal, name):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
sys.stdin.buffer.read()
shutil.rmtree(sys.argv[1], ignore_errors=True)
"""
_kept_open: list[object] = []


def made() -> Path:
    """A new folder of this process, readable by nobody else, that is removed when the process ends."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    _kept_open.append(_lock(folder))
    _kept_open.append(_guard(folder))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _lock(folder: Path) -> int:
    held = os.open(folder / HELD, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    if fcntl:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return held


def _guard(folder: Path) -> subprocess.Popen | None:
    """A process that waits for the end of this one, and then removes the folder."""
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _GUARD, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None


def sweep(within: Path | None = None) -> list[Path]:
    """Remove the folders that processes of this user have left behind; returns those it removed.

    Folders of other users, links, and folders whose process lives are left alone.
    """
    removed = []
    with suppress(OSError), os.scandir(within or tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and _is_left(entry):
                shutil.rmtree(entry.path, ignore_errors=True)
                removed.append(Path(entry.path))
    return removed


def _is_left(entry: os.DirEntry) -> bool:
    """Whether a folder is this user's own, and nobody holds it any more."""
    if fcntl is None:
        return False
    try:
        found = entry.stat(follow_symlinks=False)
        if not entry.is_dir(follow_symlinks=False) or found.st_uid != os.getuid():
            return False
        held = os.open(os.path.join(entry.path, HELD), os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return time.time() - found.st_mtime > UNHELD_SECONDS
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(held)
    return True
