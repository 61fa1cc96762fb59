"""Files and folders that are written whole or not at all.

What is being written lies in a folder beside its place, with a name nobody can know beforehand and closed to other
users, so that no link can wait where a draft will be. A draft is never read. Where the program is killed, its draft
stays behind, and the next one to write to that folder takes it away once it is old.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DRAFT = ".office-ally-draft-"
"""What the folder of a draft is called, before a few letters drawn at random."""
DRAFT_NAME = re.compile(re.escape(DRAFT) + "[a-z0-9_]{8}")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"
DRAFT_SECONDS = 3600
"""A draft to which nothing was written for so long is nobody's any more."""
EVERYBODY, OWNER = 0o666, 0o600


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write a file at, which takes the place of the wanted one once everything went well.

    A reader sees all of the file or the one before, also where the writing is stopped half way. An `OSError` names the
    wanted file, whatever it was that could not be written.
    """
    with _naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _draft_folder(path.parent) as beside:
            draft = beside / path.name
            yield draft
            _reach_the_disk(draft)
            os.replace(draft, path)


@contextmanager
def making_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, readable by its owner alone, which gets its name once everything went well.

    Where another process was quicker its folder stays, and this one goes.
    """
    with _draft_folder(path.parent) as beside:
        draft = beside / path.name
        draft.mkdir(mode=0o700)
        yield draft
        try:
            os.rename(draft, path)
        except OSError:
            if not path.is_dir():
                raise


@contextmanager
def _draft_folder(place: Path) -> Iterator[Path]:
    """A folder for a draft, which goes again; before it, those that were left behind here.

    A signal to stop may come as the folder is made, and as it is taken away: then that is done again.
    """
    sweep(place)
    beside = place / (DRAFT + "".join(secrets.choice(LETTERS) for _ in range(8)))
    try:
        try:
            beside.mkdir(mode=0o700)
            yield beside
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """An `OSError` within says which file was wanted, not where its draft was."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and DRAFT in str(error.filename or DRAFT):
            error.filename, error.filename2 = os.fspath(path), None
        raise


def sweep(place: Path) -> None:
    """Take away the drafts of this user's that a killed program left in a folder, once they are old."""
    with suppress(OSError):
        for entry in os.scandir(place):
            if DRAFT_NAME.fullmatch(entry.name) and _is_left_behind(Path(entry.path)):
                shutil.rmtree(entry.path, ignore_errors=True)


def _is_left_behind(draft: Path) -> bool:
    """Whether a draft is this user's, closed to others as every draft is, and nothing was written to it for long."""
    state = draft.lstat()
    if not stat.S_ISDIR(state.st_mode) or (hasattr(os, "geteuid") and state.st_uid != os.geteuid()):
        return False
    newest = max([state.st_mtime, *(inside.lstat().st_mtime for inside in draft.rglob("*"))])
    return time.time() - newest > DRAFT_SECONDS


def write_whole(path: Path, content: bytes, *, mode: int = EVERYBODY) -> None:
    """Write a file so that a reader sees all of it or the one before; `mode` is for whom, less what the umask takes."""
    with replacing(path) as draft:
        write_new(draft, content, mode=mode)


def write_new(path: Path, content: bytes, *, mode: int = EVERYBODY) -> None:
    """Write a file that isn't there yet. Raises `FileExistsError` where there is one, or a link."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(content)


def _reach_the_disk(path: Path) -> None:
    """Wait until the bytes of a file are where a power cut can't take them."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
