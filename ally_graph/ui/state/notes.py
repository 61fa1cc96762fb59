"""What a user wrote down about findings: a file of their own, which nobody else can read and no data ever holds.

Whom a note is about is kept as a hash: the file alone names nobody of whom there is no note in words. It lies in the
user's own folder by the custom of the system, and is written whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from ally_graph.cache.signing import OTHERS_READ, read_own
from ally_graph.files.atomic import OWNER, replacing
from ally_graph.files.own import closed_folder, own_folder

FILE, MOST_BYTES, LONGEST = "notes.json", 8 << 20, 2_000
TALKED, WRONG, LATER = "talked", "wrong", "later"
KINDS = {TALKED: "Talked to", WRONG: "Not so: wrong data", LATER: "Look again in 4 weeks"}
WEEKS = 4
_lock = threading.Lock()


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


def who_is(person: str, name: str) -> str:
    """The hash under which notes about somebody are kept: the same in the next data of the same company.

    >>> who_is("p1", "Ana") == who_is("p1", "Ana"), who_is("p1", "Ana") == who_is("p1", "Bo")
    (True, False)
    """
    return hashlib.sha256(f"{person}\0{name}".encode("utf-8", "surrogatepass")).hexdigest()


def path() -> Path:
    """Where the notes of this user lie. Raises `OSError` where the user has no home."""
    return own_folder() / FILE


def kept() -> tuple[Note, ...]:
    """Every note, oldest first; none where there are none, or where somebody else could read or have written them."""
    try:
        found = json.loads(read_own(path(), MOST_BYTES, closed=OTHERS_READ))
        return tuple(Note(**{name: str(value) for name, value in one.items()}) for one in found)
    except (OSError, ValueError, TypeError, AttributeError):
        return ()


def keep(who: str, kind: str, words: str, today: date) -> Note:
    """Add a note. Raises `OSError` where it can't be kept."""
    until = (today + timedelta(weeks=WEEKS)).isoformat() if kind == LATER else ""
    note = Note(who, kind, today.isoformat(), words.strip()[:LONGEST], until)
    with _lock:
        _write([*kept(), note])
    return note


def remove(whom: Iterable[str]) -> None:
    """Take away every note about these. Raises `OSError` where they can't be taken away."""
    gone = set(whom)
    with _lock:
        _write([note for note in kept() if note.who not in gone])


def _write(notes: list[Note]) -> None:
    place = path()
    closed_folder(place.parent)
    with replacing(place) as draft:
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER)
        with open(number, "w", encoding="utf-8") as file:
            json.dump([asdict(note) for note in notes], file, ensure_ascii=True)
        os.chmod(draft, OWNER)
