"""Entries beside the data: written whole or not at all, and believed only byte for byte.

An entry is a folder `KIND-KEY` of files with a manifest that holds a digest of each of them. It is written under
another name and renamed when it is complete. A folder that can't be written, or a full disk, means no cache and a line
in the log, never an error.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from ally_graph.cache.keys import FOLDER, digest_of
from ally_graph.files.atomic import DRAFT, OWNER, making_folder, write_new, write_whole

MANIFEST = "manifest.json"
DRAFT_SECONDS = 3600
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
    """Whether there is a folder of entries, and no link in its place that leads elsewhere."""
    return os.path.isdir(home) and not os.path.islink(home) and not os.path.islink(home.parent)


def take(home: Path, kind: str, key: str) -> dict[str, bytes] | None:
    """The files of an entry; None where there is none, or one that is not as it was written, which is removed."""
    entry = home / f"{kind}-{key}"
    if not is_there(home) or not os.path.isdir(entry):
        return None
    try:
        manifest = _read_manifest(entry)
        files = {name: (entry / name).read_bytes() for name in manifest["files"]}
    except (OSError, ValueError, KeyError):
        files, manifest = {}, None
    if manifest is None or any(digest_of(data) != manifest["files"][name] for name, data in files.items()):
        log.warning("What was kept in %s is damaged and is worked out anew.", entry)
        shutil.rmtree(entry, ignore_errors=True)
        return None
    with suppress(OSError):
        os.utime(entry)
    return files


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
    """The folder of the cache, readable by nobody else; never through a link that leads out of the data."""
    for folder in (home.parent, home):
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink():
            raise OSError(f"{folder} is a link")
    for name, text in NOTES.items():
        if not (home.parent / name).exists():
            write_whole(home.parent / name, text.encode(), mode=OWNER)


def _write_entry(entry: Path, files: Mapping[str, bytes], of: str) -> None:
    """Where another process was quicker, its entry stays: it holds the same."""
    with making_folder(entry) as draft:
        for name, data in {**files, MANIFEST: _manifest(files, of)}.items():
            write_new(draft / name, data, mode=OWNER)


def _manifest(files: Mapping[str, bytes], of: str) -> bytes:
    """What an entry is made from and a digest of each file, below a digest of these lines themselves."""
    body = json.dumps({"of": of, "files": {name: digest_of(data) for name, data in files.items()}}).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _read_manifest(entry: Path) -> dict:
    """The manifest of an entry. Raises `ValueError` where it is not as it was written."""
    head, _, body = (entry / MANIFEST).read_bytes().partition(b"\n")
    if head != hashlib.sha256(body).hexdigest().encode():
        raise ValueError("the manifest was changed")
    return json.loads(body)


def _prune(home: Path, of: str) -> None:
    """Remove entries of other states of the data, those too many of a kind, and drafts that were never finished."""
    kinds: dict[str, list[tuple[float, Path]]] = {}
    for path in home.iterdir():
        age = time.time() - _time(path)
        kind = path.name.partition("-")[0]
        if path.name.startswith(DRAFT):
            if age > DRAFT_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
        elif _made_from(path) != of:
            shutil.rmtree(path, ignore_errors=True)
        else:
            kinds.setdefault(kind, []).append((age, path))
    for kind, entries in kinds.items():
        for _, path in sorted(entries)[KEPT_OF.get(kind, KEPT) :]:
            shutil.rmtree(path, ignore_errors=True)


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _made_from(entry: Path) -> str | None:
    """The fingerprint of the data an entry was made from; None for one that can't be read any more."""
    try:
        return _read_manifest(entry)["of"]
    except (OSError, ValueError, KeyError):
        return None
