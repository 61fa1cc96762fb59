"""What a person enters about their own allies, and the file in which they take it with them.

It is theirs alone: nothing here shows itself when printed, logged or named in an error, and no message about a file
that can't be read repeats a word of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from ally_graph.errors import SettingError
from ally_graph.vocabulary import ALLY_CATEGORIES

FORMAT, VERSION = "office-ally-my-allies", 1
MOST_ENTRIES, LONGEST_NAME, LONGEST_WORDS, LONGEST_NOTES = 200, 80, 500, 8_000
MOST_BYTES = 2 << 20
NOT_READ = "This is no file of your own entries, or it was changed. Take the one that was downloaded from this page."


@dataclass(frozen=True)
class Entry:
    """Somebody, or a group, whom the person counts on: what they are called, their category, what goes each way."""

    name: str = field(repr=False)
    category: str
    they_give: str = field(default="", repr=False)
    you_give: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class OwnEntries:
    """All that a person wrote down: their entries, and notes of their own.

    >>> OwnEntries((Entry("Aunt Bea", "family"),), "Ask her about the garden.")
    OwnEntries(entries=(Entry(category='family'),))
    """

    entries: tuple[Entry, ...] = ()
    notes: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.entries or self.notes)

    def with_entry(self, entry: Entry) -> OwnEntries:
        """With one entry more. Raises `SettingError` for one that can't be kept."""
        return checked(OwnEntries((*self.entries, entry), self.notes))

    def without(self, place: int) -> OwnEntries:
        """Without the entry at this place."""
        return OwnEntries((*self.entries[:place], *self.entries[place + 1 :]), self.notes)

    def with_notes(self, notes: str) -> OwnEntries:
        """With other notes."""
        return checked(OwnEntries(self.entries, notes))

    def of(self, category: str) -> tuple[Entry, ...]:
        """The entries of one category."""
        return tuple(entry for entry in self.entries if entry.category == category)

    @property
    def filled(self) -> tuple[str, ...]:
        """The categories that have an entry."""
        return tuple(key for key in ALLY_CATEGORIES if self.of(key))


def checked(found: OwnEntries) -> OwnEntries:
    """The same with every text trimmed. Raises `SettingError` where something can't be kept, without its words."""
    entries = tuple(
        Entry(
            _text(one.name, LONGEST_NAME, "name"),
            _category(one.category),
            *(_text(words, LONGEST_WORDS, "text") for words in (one.they_give, one.you_give, one.note)),
        )
        for one in found.entries
    )
    if len(entries) > MOST_ENTRIES:
        raise SettingError(f"There is room for {MOST_ENTRIES} entries.")
    if not all(entry.name for entry in entries):
        raise SettingError("An entry needs a name.")
    return OwnEntries(entries, _text(found.notes, LONGEST_NOTES, "note"))


def _category(key: object) -> str:
    if not isinstance(key, str) or key not in ALLY_CATEGORIES:
        raise SettingError("An entry needs one of the eight categories.")
    return key


def _text(words: object, most: int, what: str) -> str:
    """A text without what can't be seen at its ends, and none that is too long or can't be written."""
    if not isinstance(words, str):
        raise SettingError(f"A {what} has to be a text.")
    trimmed = words.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()
    if len(trimmed) > most:
        raise SettingError(f"A {what} can have at most {most:,} letters.")
    return trimmed


def to_json(found: OwnEntries) -> bytes:
    """The file that the person takes with them; it says nothing of the company or of who they are."""
    whole = {"format": FORMAT, "version": VERSION, "entries": [asdict(one) for one in found.entries]}
    return json.dumps(whole | {"notes": found.notes}, ensure_ascii=False, indent=1).encode()


def from_json(data: bytes) -> OwnEntries:
    """What such a file holds. Raises `SettingError` for any other; its text never repeats what the file says.

    >>> from_json(to_json(OwnEntries(notes="Monday: call."))) == OwnEntries(notes="Monday: call.")
    True
    """
    found = _parsed(data) if len(data) <= MOST_BYTES else None
    if not isinstance(found, Mapping) or found.get("format") != FORMAT or found.get("version") != VERSION:
        raise SettingError(NOT_READ)
    rows, notes = found.get("entries"), found.get("notes")
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and set(row) <= KNOWN for row in rows):
        raise SettingError(NOT_READ)
    if not all({"name", "category"} <= set(row) for row in rows):
        raise SettingError(NOT_READ)
    return checked(OwnEntries(tuple(Entry(**row) for row in rows), notes))


KNOWN = set(Entry.__dataclass_fields__)


def _parsed(data: bytes) -> object:
    """What JSON holds; None where it is none. The error is let go of here: it carries the whole text along."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
