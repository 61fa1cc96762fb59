"""Data sets that somebody keeps on purpose, each in a folder of its own that only this user of the computer can read.

A shelf belongs to one visitor, by a secret of theirs that stands in no name and no file: whoever has another secret
sees another shelf. A data set lies there as it was loaded, beside a note that says what it is. A folder of the
user's own is not copied: the note says where it lies.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ally_graph.files.atomic import OWNER, making_folder, write_new, write_whole
from ally_graph.files.own import closed_folder, own_folder

SHELVES, NOTE, COPY, LAST = "kept", "about.json", "data", "last"
KEY = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True)
class Kept:
    """One data set: its key, its name, when it was loaded, how much is in it, and where it is read from.

    `folder` is what lies on the shelf: the note about it, its copy, and whatever else belongs to it.
    """

    key: str
    folder: Path
    name: str
    loaded: str
    people: int
    events: int
    path: Path
    bytes: int
    mapping: Mapping[str, object] = field(default_factory=dict)
    headings: str = ""


def put(
    owner: str, source: Path, *, name: str, people: int, events: int, mapping: Mapping[str, object], copied: bool,
    headings: str = "",
) -> Kept:  # fmt: skip
    """Keep a file or a folder on the shelf of its owner, as a copy or as the place where it lies.

    `mapping` is what was said about the file, `headings` what its headings are remembered by.
    """
    shelf, key = make(place(owner)), secrets.token_hex(8)
    note = {
        "name": name,
        "loaded": datetime.now().isoformat(timespec="minutes"),
        "people": people,
        "events": events,
        "mapping": dict(mapping),
        "headings": headings,
        "path": None if copied else str(source.resolve()),
        "file": source.name if copied and source.is_file() else None,
    }
    with making_folder(shelf / key) as draft:
        if copied:
            _copy(source, draft / COPY)
        write_new(draft / NOTE, json.dumps(note, ensure_ascii=False).encode(), mode=OWNER)
    return _read(shelf / key)


def kept(owner: str) -> list[Kept]:
    """The data sets of this owner, the newest first; what can't be read as one is left out."""
    found = []
    with suppress(OSError):
        for folder in place(owner).iterdir():
            with suppress(OSError, ValueError, KeyError, TypeError):
                if KEY.fullmatch(folder.name):
                    found.append(_read(folder))
    return sorted(found, key=lambda one: (one.loaded, one.key), reverse=True)


def of_key(owner: str, key: str) -> Kept | None:
    """The data set of this key, if it is this owner's."""
    return next((one for one in kept(owner) if one.key == key), None)


def last(owner: str) -> Kept | None:
    """The data set that this owner used last, with which the next visit begins; None after the sample company."""
    with suppress(OSError, ValueError):
        return of_key(owner, (place(owner) / LAST).read_text(encoding="ascii"))
    return None


def remember(owner: str, key: str | None) -> None:
    """Remember which data set this owner uses; None is the sample company, or data that is not kept."""
    shelf = place(owner)
    if shelf.is_dir() and (key is None or KEY.fullmatch(key)):
        write_whole(shelf / LAST, (key or "").encode(), mode=OWNER)


def remove(owner: str, key: str) -> None:
    """Take a data set off the shelf, with every byte that lies beside it; the owner's own folder is left alone."""
    if KEY.fullmatch(key):
        shutil.rmtree(place(owner) / key, ignore_errors=True)


def place(owner: str) -> Path:
    """The folder of this owner's shelf, whether it is there or not. Raises `OSError` where the user has no home."""
    return own_folder() / SHELVES / hashlib.sha256(f"shelf of {owner}".encode()).hexdigest()[:32]


def make(shelf: Path) -> Path:
    """Make the folder of a shelf, and those above it that are ours, closed to everybody else."""
    for folder in (shelf.parents[1], shelf.parent, shelf):
        closed_folder(folder)
    return shelf


def holds(path: str | Path) -> bool:
    """Whether a path lies on a shelf, whosoever it is."""
    with suppress(OSError):
        return Path(path).is_relative_to(own_folder() / SHELVES)
    return False


def _copy(source: Path, target: Path) -> None:
    """Copy the files of a data set, each readable by its owner alone."""
    target.mkdir(mode=0o700)
    files = [source] if source.is_file() else sorted(path for path in source.iterdir() if path.is_file())
    for file in files:
        write_new(target / file.name, file.read_bytes(), mode=OWNER)


def _read(folder: Path) -> Kept:
    note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    path = Path(note["path"]) if note["path"] else folder / COPY / (note["file"] or "")
    return Kept(
        key=folder.name,
        folder=folder,
        name=str(note["name"]),
        loaded=str(note["loaded"]),
        people=int(note["people"]),
        events=int(note["events"]),
        path=path,
        bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
        mapping=dict(note["mapping"]),
        headings=str(note.get("headings", "")),
    )
