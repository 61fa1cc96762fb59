"""What a user wrote down about findings: a file of their own, which nobody else can read and no data ever holds.

Whom a note is about is kept as a hash: the file alone names nobody of whom there is no note in words. It lies
beside the data that this visitor keeps, where no other visitor finds it, and is written whole or not at all.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from ally_graph.cache.signing import OTHERS_READ, read_own
from ally_graph.files import shelf
from ally_graph.files.atomic import OWNER, replacing
from ally_graph.ui.state import shelves
from ally_graph.ui.state.naming import who_is

FILE, MOST_BYTES, LONGEST = "notes.json", 8 << 20, 2_000
TALKED, WRONG, LATER = "talked", "wrong", "later"
KINDS = {TALKED: "Talked to", WRONG: "Not so: wrong data", LATER: "Look again in 4 weeks"}
WEEKS = 4
_lock = threading.Lock()
__all__ = [
    "KINDS",
    "LATER",
    "LONGEST",
    "TALKED",
    "WRONG",
    "Note",
    "folders",
    "keep",
    "kept",
    "path",
    "remove",
    "who_is",
    "write",
]


@dataclass(frozen=True)
class Note:
    """One note: about `who` (a hash), of which kind, on which day, in own words; `until` when to look again."""

    who: str
    kind: str
    day: str
    words: str = ""
    until: str = ""

    def is_due(self, today: date) -> bool:
        """Whether it is time to look again.

        >>> Note("x", LATER, "2026-01-01", until="2026-01-29").is_due(date(2026, 1, 29))
        True
        """
        return bool(self.until) and self.until <= today.isoformat()


def path() -> Path:
    """Where a new note goes: beside the kept data set in use, else on the shelf of this visitor.

    Raises `OSError` where their browser brings no secret to know them by.
    """
    using = shelves.in_use()
    return (using.folder if using else shelf.make(_shelf())) / FILE


def _shelf() -> Path:
    whose = shelves.owner()
    if whose is None:
        raise OSError("this browser keeps no cookies")
    return shelf.place(whose)


def folders() -> list[Path]:
    """Where this visitor's notes may lie: on their shelf, and beside each data set on it."""
    try:
        return [_shelf(), *(one.folder for one in shelves.kept())]
    except OSError:
        return []


def _files() -> list[Path]:
    return [folder / FILE for folder in folders()]


def kept() -> tuple[Note, ...]:
    """Every note, oldest first; none where there are none, or where somebody else could read or have written them."""
    return tuple(sorted((note for file in _files() for note in _read(file)), key=lambda note: note.day))


def _read(file: Path) -> list[Note]:
    try:
        found = json.loads(read_own(file, MOST_BYTES, closed=OTHERS_READ))
        return [Note(**{name: str(value) for name, value in one.items()}) for one in found]
    except (OSError, ValueError, TypeError, AttributeError):
        return []


def keep(who: str, kind: str, words: str, today: date) -> Note:
    """Add a note. Raises `OSError` where it can't be kept."""
    until = (today + timedelta(weeks=WEEKS)).isoformat() if kind == LATER else ""
    note = Note(who, kind, today.isoformat(), words.strip()[:LONGEST], until)
    file = path()
    with _lock:
        write(file, [asdict(one) for one in (*_read(file), note)])
    return note


def remove(whom: Iterable[str]) -> None:
    """Take away every note about these. Raises `OSError` where they can't be taken away."""
    gone = set(whom)
    with _lock:
        for file in _files():
            notes = _read(file)
            if any(note.who in gone for note in notes):
                write(file, [asdict(note) for note in notes if note.who not in gone])


def write(file: Path, rows: list[dict]) -> None:
    """Write rows to a file that only its owner can read, whole or not at all."""
    with replacing(file) as draft:
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER)
        with open(number, "w", encoding="utf-8") as opened:
            json.dump(rows, opened, ensure_ascii=True)
        os.chmod(draft, OWNER)
