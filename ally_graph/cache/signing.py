"""Whose an entry is: its manifest is signed with a key that only this user can read.

The key is 32 random bytes in the user's own folder, never beside the data. Whoever prepares a data folder can copy
entries, but can't sign one. Without a key that only this user can have read, nothing that is kept is believed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ally_graph.files.own import own_folder

KEY_FILE, KEY_BYTES = "cache.key", 32
OTHERS_READ, OTHERS_WRITE = 0o077, 0o022
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A link is not followed, and a pipe in the place of a file is not waited for."""


def known_key() -> bytes | None:
    """This user's key; None where there is none, or one that somebody else may know or have put there."""
    try:
        folder = own_folder()
        if not is_own(folder.lstat(), stat.S_ISDIR):
            return None
        found = read_own(folder / KEY_FILE, KEY_BYTES, closed=OTHERS_READ)
    except OSError:
        return None
    return found if len(found) == KEY_BYTES else None


def own_key() -> bytes:
    """This user's key, made where there is none that can be used. Raises `OSError` where none can be kept."""
    found = known_key()
    if found is not None:
        return found
    folder = own_folder()
    _make_folder(folder)
    _put_key(folder)
    found = known_key()
    if found is None:
        raise OSError(f"{folder} can't hold a key that nobody else can read")
    return found


def signature(key: bytes, message: bytes) -> bytes:
    """What only somebody with the key can write below a message.

    >>> signature(b"k", b"a") == signature(b"k", b"a"), signature(b"k", b"a") == signature(b"other", b"a")
    (True, False)
    """
    return hmac.new(key, message, hashlib.sha256).hexdigest().encode()


def is_signed(key: bytes, message: bytes, signed: bytes) -> bool:
    """Whether a signature is the one this key gives, found out in the same time for every wrong one."""
    return hmac.compare_digest(signature(key, message), signed)


def read_own(path: Path, most: int, *, closed: int = OTHERS_WRITE) -> bytes:
    """The bytes of a plain file of this user's.

    Raises `OSError` for a link, a pipe, a device, another user's file, one that is open to others, and a longer one.
    """
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | NO_LINK)) as file:
        state = os.fstat(file.fileno())
        if not is_own(state, stat.S_ISREG, closed=closed) or state.st_size > most:
            raise PermissionError(f"{path} is no plain file of this user's alone, or too long")
        return file.read(state.st_size)


def is_own(state: os.stat_result, kind: Callable[[int], bool], *, closed: int = OTHERS_WRITE) -> bool:
    """Whether something is of a kind, belongs to this user, and is closed to others in the bits of `closed`."""
    if not kind(state.st_mode):
        return False
    return not hasattr(os, "geteuid") or (state.st_uid == os.geteuid() and not state.st_mode & closed)


def _make_folder(folder: Path) -> None:
    """The folder of the key; in a home of somebody else's, as that of a user who runs this as root, nothing is made."""
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not is_own(there.stat(), stat.S_ISDIR, closed=0):
        raise PermissionError(f"{there} is no folder of this user's")
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _put_key(folder: Path) -> None:
    """A new key gets its place whole; where another process was quicker, its key stays."""
    number, draft = tempfile.mkstemp(prefix=f".{KEY_FILE}-", dir=folder)
    try:
        with open(number, "wb") as file:
            file.write(os.urandom(KEY_BYTES))
        if known_key() is None:
            with suppress(FileNotFoundError):
                (folder / KEY_FILE).unlink()
            with suppress(FileExistsError):
                os.link(draft, folder / KEY_FILE)
    finally:
        os.unlink(draft)
