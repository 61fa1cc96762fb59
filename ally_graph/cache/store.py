"""Entries beside the data: written whole or not at all, and believed only byte for byte.

An entry is a folder `KIND-KEY` of files with a manifest that holds the size and a digest of each of them, and is signed
with the user's own key. Nothing in it is looked into before the signature holds. It is written under another name and
renamed when it is complete. A folder that can't be written, a full disk, or a user without a key means no cache and a
line in the log, never an error.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from ally_graph.cache.keys import FOLDER, digest_of
from ally_graph.cache.signing import is_own, is_signed, known_key, own_key, read_own, signature
from ally_graph.files.atomic import OWNER, making_folder, write_new, write_whole

MANIFEST = "manifest.json"
LONGEST_MANIFEST = 1 << 16
ENTRY = re.compile(r"([a-z_]+)-[0-9a-f]{32}")
PLAIN_NAME = re.compile(r"[a-z_]+(?:\.[a-z]+)?")
KEPT, KEPT_OF = 5, {"records": 1}
"""So many entries of a kind are kept for each data set, those used last; of the records, as large as the data, one."""
NOTES = {
    ".gitignore": "# Kept results of Office Ally. They hold personal data; delete this folder to remove them.\n*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# Kept results of Office Ally; not worth a backup.\n",
}
log = logging.getLogger(__name__)


def home_of(path: str | Path) -> Path:
    """Where the entries of a data set lie: in the data folder itself, or beside a file."""
    path = Path(path).resolve()
    return path / FOLDER / "folder" if path.is_dir() else path.parent / FOLDER / path.name


def is_there(home: Path) -> bool:
    """Whether there is a folder of entries that only this user can write to, and no link in its place."""
    return _is_closed(home.parent) and _is_closed(home)


def _is_closed(folder: Path) -> bool:
    try:
        return is_own(os.lstat(folder), stat.S_ISDIR)
    except (OSError, ValueError):
        return False


def take(home: Path, kind: str, key: str) -> dict[str, bytes] | None:
    """The files of an entry; None where there is none, or one that is not as this user wrote it, which is removed."""
    entry = home / f"{kind}-{key}"
    if not is_there(home) or not os.path.lexists(entry):
        return None
    files = _read_entry(entry)
    if files is None:
        log.warning("What was kept in %s is damaged and is worked out anew.", entry)
        drop(home, kind, key)
        return None
    with suppress(OSError):
        os.utime(entry)
    return files


def drop(home: Path, kind: str, key: str) -> None:
    """Remove an entry, whatever is in its place."""
    _remove(home / f"{kind}-{key}")


def _remove(path: Path) -> None:
    """Remove a folder with what is in it; of a link the link alone, and a pipe without waiting for it."""
    with suppress(OSError):
        if stat.S_ISDIR(os.lstat(path).st_mode):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)


def _read_entry(entry: Path) -> dict[str, bytes] | None:
    try:
        manifest = _read_manifest(entry)
        return {name: _read_file(entry / name, size, digest) for name, (size, digest) in manifest["files"].items()}
    except Exception:  # noqa: BLE001 - whatever is there, the way on is to work it out anew
        return None


def _read_file(path: Path, size: int, digest: str) -> bytes:
    data = read_own(path, size)
    if len(data) != size or digest_of(data) != digest:
        raise ValueError(f"{path.name} was changed")
    return data


def keep(home: Path, kind: str, key: str, files: Mapping[str, bytes], of: str) -> None:
    """Keep an entry, made from data with the fingerprint `of`; entries of other data go, and those too many."""
    try:
        _prepare(home)
        _write_entry(home / f"{kind}-{key}", files, of)
        _prune(home, of)
    except OSError as error:
        _say_once(f"Nothing is kept in {home.parent}, so the next time takes as long: {error}")


@cache
def _say_once(words: str) -> None:
    log.warning(words)


def forget(home: Path) -> None:
    """Remove all entries of a data set."""
    if is_there(home):
        shutil.rmtree(home, ignore_errors=True)


def _prepare(home: Path) -> None:
    """The folder of the cache, closed to everybody else; never through a link that leads out of the data.

    One that others could write to may hold anything: it goes, and a new one is made.
    """
    for folder in (home.parent, home):
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink():
            raise OSError(f"{folder} is a link")
        if not _is_closed(folder):
            shutil.rmtree(folder)
            folder.mkdir(mode=0o700)
        if not _is_closed(folder):
            raise OSError(f"others can write to {folder}")
    for name, text in NOTES.items():
        if not (home.parent / name).exists():
            write_whole(home.parent / name, text.encode(), mode=OWNER)


def _write_entry(entry: Path, files: Mapping[str, bytes], of: str) -> None:
    """Where another process was quicker, its entry stays: it holds the same."""
    signed = _manifest(entry, files, of, own_key())
    with making_folder(entry) as draft:
        for name, data in {**files, MANIFEST: signed}.items():
            write_new(draft / name, data, mode=OWNER)


def _manifest(entry: Path, files: Mapping[str, bytes], of: str, key: bytes) -> bytes:
    """What an entry is called, what it is made from, and its files, below a signature of these lines."""
    if not all(map(PLAIN_NAME.fullmatch, files)):
        raise ValueError("a file of an entry has a plain name")
    listed = {name: (len(data), digest_of(data)) for name, data in files.items()}
    body = json.dumps({"entry": entry.name, "of": of, "files": listed}).encode()
    return signature(key, body) + b"\n" + body


def _read_manifest(entry: Path) -> dict:
    """The manifest of an entry. Raises `ValueError` where this user did not write it for this entry."""
    if not _is_closed(entry):
        raise ValueError("the entry is no folder of this user's alone")
    key, written = known_key(), read_own(entry / MANIFEST, LONGEST_MANIFEST)
    signed, _, body = written.partition(b"\n")
    if key is None or not is_signed(key, body, signed):
        raise ValueError("the manifest was changed")
    manifest = json.loads(body)
    if manifest["entry"] != entry.name or not all(map(PLAIN_NAME.fullmatch, manifest["files"])):
        raise ValueError("the manifest is that of another entry")
    return manifest


def _prune(home: Path, of: str) -> None:
    """Remove entries of other states of the data, and those too many of a kind."""
    kinds: dict[str, list[tuple[float, Path]]] = {}
    for path in home.iterdir():
        age, kind = time.time() - _time(path), ENTRY.fullmatch(path.name)
        if kind is None:
            continue
        if _made_from(path) != of:
            _remove(path)
        else:
            kinds.setdefault(kind[1], []).append((age, path))
    for kind, entries in kinds.items():
        for _, path in sorted(entries)[KEPT_OF.get(kind, KEPT) :]:
            _remove(path)


def _time(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:
        return time.time()


def _made_from(entry: Path) -> str | None:
    """The fingerprint of the data an entry was made from; None for one that can't be believed any more."""
    try:
        return _read_manifest(entry)["of"]
    except Exception:  # noqa: BLE001 - whatever is there, it goes
        return None
