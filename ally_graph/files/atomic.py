"""Files and folders that are written whole or not at all.

What is being written lies in a folder beside its place, with a name nobody can know beforehand and closed to other
users, so that no link can wait where a draft will be.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DRAFT = ".draft-"
"""What the folder of a draft is called, before a few letters drawn at random; left behind only where power fails."""
EVERYBODY, OWNER = 0o666, 0o600


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write a file at, which takes the place of the wanted one once everything went well.

    A reader sees all of the file or the one before, also where the writing is stopped half way.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=path.parent) as beside:
        draft = Path(beside) / path.name
        yield draft
        _reach_the_disk(draft)
        os.replace(draft, path)


@contextmanager
def making_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, readable by its owner alone, which gets its name once everything went well.

    Where another process was quicker its folder stays, and this one goes.
    """
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=path.parent) as beside:
        draft = Path(beside) / path.name
        draft.mkdir(mode=0o700)
        yield draft
        try:
            os.rename(draft, path)
        except OSError:
            if not path.is_dir():
                raise


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
