"""What makes two entries of the cache the same: the bytes of the data, the choices, the version."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path

from ally_graph import __version__

FOLDER = ".office-ally-cache"
PIECE = 16 << 20
DATA_ENDINGS = (".csv", ".parquet", ".xlsx", ".zip")
"""Files whose every byte counts; of all others in a data folder only the names do."""
PACKAGE = Path(__file__).parents[1]

Stamp = tuple[tuple[str, int, int, int, int], ...]


def key(*parts: object) -> str:
    """A short name for what something was made from; a part is a text, a number, or a tuple of these.

    >>> key("a", 1) == key("a", 1), key("a", 1) == key("a", 2), key(("a", "b"), "c") == key("a", ("b", "c"))
    (True, False, False)
    """
    return hashlib.sha256(repr((version(), parts)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def version() -> str:
    """The version of this program, of its source to the last byte, and of the libraries it runs with."""
    digest = hashlib.sha256(f"{__version__} {sys.version} {platform.machine()}".encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    digest.update("\n".join(_installed()).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _installed() -> list[str]:
    """Names and versions of the packages on the path, as their folders are called."""
    folders = [folder for folder in sys.path if os.path.isdir(folder)]
    return sorted({name for folder in folders for name in os.listdir(folder) if name.endswith(".dist-info")})


def files_of(path: Path) -> list[Path]:
    """The files that data at this path can be read from, parts of Parquet directories included."""
    if not path.is_dir():
        return [path]
    entries = sorted(entry for entry in path.iterdir() if entry.name != FOLDER)
    parts = [[entry, *(sorted(entry.rglob("*")) if _has_parts(entry) else [])] for entry in entries]
    return [file for files in parts for file in files]


def _has_parts(path: Path) -> bool:
    return path.suffix.lower() == ".parquet" and path.is_dir()


def stamp(path: Path) -> Stamp:
    """Name, size, times and number of every file: what tells one state of the data from the next at a glance.

    Empty where there is nothing, or nothing that may be looked at.
    """
    try:
        found = [(file.name, file.stat()) for file in files_of(path)]
    except OSError:
        return ()
    return tuple((name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for name, s in found)


@lru_cache(maxsize=64)
def content(path: Path, state: Stamp) -> str:  # noqa: ARG001 - within one process a state is read once
    """A digest of everything that is read at this path: every byte of every table, and the names of all files."""
    digest = hashlib.sha256(path.resolve().name.encode("utf-8", "surrogatepass"))
    for file in files_of(path):
        inside = digest_of_file(file) if file.is_file() and file.suffix.lower() in DATA_ENDINGS else str(file.is_dir())
        digest.update(f"\n{file.relative_to(path).as_posix()}\n{inside}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def digest_of_file(path: Path) -> str:
    """A digest of a file: SHA-256 over those of its pieces, so that large files keep several cores busy."""

    def piece(start: int) -> bytes:
        with path.open("rb") as file:
            file.seek(start)
            return hashlib.sha256(file.read(PIECE)).digest()

    return _joined(piece, path.stat().st_size)


def digest_of(data: bytes) -> str:
    """The digest that a file with these bytes has.

    >>> len(digest_of(b"")), digest_of(b"a") == digest_of(b"b")
    (64, False)
    """
    view = memoryview(data)
    return _joined(lambda start: hashlib.sha256(view[start : start + PIECE]).digest(), len(view))


def _joined(piece: Callable[[int], bytes], size: int) -> str:
    starts = range(0, size, PIECE)
    if len(starts) <= 1:
        return hashlib.sha256(b"".join(map(piece, starts))).hexdigest()
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return hashlib.sha256(b"".join(workers.map(piece, starts))).hexdigest()


version()
"""Taken at once, while the source is what was imported."""
