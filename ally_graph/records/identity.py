"""Who is who: cleaning of ids and texts, and finding the person an id stands for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ally_graph.files.formulas import FORMULA_SIGNS, may_be_escaped, unescape_formula

NEVER_FIRST = f"{FORMULA_SIGNS}|%｜％"
"""What no id or name begins with: the signs of a formula, and bar and percent, by which old ones call a program."""
NO_LETTERS = ("Cc", "Cs", "Cn")
"""Control characters, halves of letters, and what is no character at all, such as U+FFFE: no XML file can hold it."""
_PLAIN = re.compile(r"[!-~](?: ?[!-~])*")
_FIRST = "".join(sign for sign in map(chr, range(ord("!"), ord("~") + 1)) if sign not in (*NEVER_FIRST, "'"))
_PLAIN_AND_SAFE = rf"^[{re.escape(_FIRST)}](?: ?[!-~])*$"
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?|[+-]\d{1,2}:\d{2}")
"""A number, or a zone as hours from UTC: no spreadsheet runs more than these."""
_JOINERS = "\u200c\u200d"
_REMEMBERED = 20_000


class _Letters(dict):
    """What becomes of each letter in `str.translate`, worked out once for those that occur; None leaves one out."""

    def __init__(self, become: Callable[[str], str | None]) -> None:
        self._become = become

    def __missing__(self, code: int) -> str | None:
        found = self._become(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = found
        return found


def _seen(letter: str) -> str | None:
    return None if unicodedata.category(letter) == "Cf" else letter


def _spaced(letter: str) -> str | None:
    return " " if letter.isspace() else None if unicodedata.category(letter) in NO_LETTERS else letter


_SEEN = _Letters(_seen)
_SEEN_OR_JOINING = _Letters(lambda letter: letter if letter in _JOINERS else _seen(letter))
_SPACED = _Letters(_spaced)


def clean_id(text: str) -> str:
    r"""An id without outer and doubled spaces and without characters that can't be seen, in the composed Unicode form.

    >>> clean_id(" ana\u00a0 silva\u200b"), clean_id("=ana"), clean_id("-7"), clean_id("007")
    ('ana silva', 'ana', '-7', '007')
    """
    if _is_plain(text):
        return text
    return _tidy(_translated(unescape_formula(text), _SEEN))


def _translated(text: str, letters: _Letters) -> str:
    """A text with these letters changed; one that can be printed has none of them."""
    return text if text.isprintable() else text.translate(letters)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and text[0] not in NEVER_FIRST and not may_be_escaped(text)


def clean_text(text: str) -> str:
    r"""A text without control characters, outer and doubled spaces, and formula signs at its beginning.

    >>> clean_text("=HYPERLINK(1)"), clean_text("Ana\x00\tSilva "), clean_text("\u202eevil"), clean_text("Bo\ufffe")
    ('HYPERLINK(1)', 'Ana Silva', 'evil', 'Bo')
    """
    if _is_plain(text):
        return text
    return _tidy(_translated(unescape_formula(text), _SEEN_OR_JOINING))


def not_plain(texts: np.ndarray) -> np.ndarray:
    """Places of the texts that cleaning may change: all but printable ASCII with single spaces and no formula sign.

    >>> not_plain(np.array(["ana", "007", " bo", "=cy"], dtype=object)).tolist()
    [2, 3]
    """
    column = pa.array(texts, pa.string())
    plain = pc.and_not(pc.match_substring_regex(column, _PLAIN_AND_SAFE), pc.match_substring(column, ";'"))
    return np.flatnonzero(~plain.to_numpy(zero_copy_only=False))


def _tidy(text: str) -> str:
    return defuse(" ".join(unicodedata.normalize("NFC", _translated(text, _SPACED)).split()))


def defuse(text: str) -> str:
    """A text that no spreadsheet takes for a formula; plain numbers and hours from UTC stay.

    >>> defuse("+1+1"), defuse("＝SUM(A1)"), defuse("-5"), defuse("-05:00")
    ('1+1', 'SUM(A1)', '-5', '-05:00')
    """
    return text if _NUMBER.fullmatch(text) else text.lstrip(NEVER_FIRST + " ")


def was_unsafe(raw: str, cleaned: str) -> bool:
    """Whether cleaning took more from a text than spaces and its Unicode form."""
    return _letters(raw) != _letters(cleaned) or raw[:1] in "\t\r"


def _letters(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(text.split()))


@lru_cache(maxsize=100_000)
def identity_key(text: str) -> str:
    r"""What two spellings of the same id have in common: case, width and invisible characters don't count.

    >>> identity_key("Ａna\u200b ") == identity_key("ANA")
    True
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _translated(text, _SEEN)).casefold())
    return " ".join(folded.split())


class Roster:
    """The ids of all people in order, and the way from a spelling to a person.

    >>> roster = Roster(["ana", "Bo", "BO"])
    >>> roster.ids, roster.find(["ana", "ANA", "bo", "cy"]).tolist()
    (['BO', 'Bo', 'ana'], [2, 2, -1, -1])
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = sorted(dict.fromkeys(ids.to_numpy(dtype=object) if isinstance(ids, pd.Series) else ids))
        self._index = pd.Index(self.ids, dtype=object)

    def find(self, spellings: Iterable[str]) -> np.ndarray:
        """The place of each spelling's person in `ids`; -1 where nobody, or more than one, fits."""
        spellings = np.asarray(spellings, dtype=object)
        found = self._index.get_indexer(spellings).astype(np.int32)
        left = np.flatnonzero(found < 0)
        found[left] = [self._alone.get(identity_key(text), -1) for text in spellings[left]]
        return found

    def alike(self) -> list[list[str]]:
        """Groups of ids which differ in case, width or invisible characters only."""
        if len(set(self._keys)) == len(self.ids):
            return []
        groups: dict[str, list[str]] = defaultdict(list)
        for key, person in zip(self._keys, self.ids, strict=True):
            groups[key].append(person)
        return [group for group in groups.values() if len(group) > 1]

    @cached_property
    def _keys(self) -> list[str]:
        """What all spellings of each id have in common."""
        return [identity_key(person) for person in self.ids]

    @cached_property
    def _alone(self) -> dict[str, int]:
        """The place of the one person whose spellings have this in common."""
        often = Counter(self._keys)
        return {key: place for place, key in enumerate(self._keys) if often[key] == 1}


def common_spelling(counts: Counter[str]) -> list[str]:
    """One spelling for each person where there is no roster: the most frequent one, then the first in order.

    >>> common_spelling(Counter({"Ana": 2, "ana": 1, "bo": 1}))
    ['Ana', 'bo']
    """
    chosen: dict[str, str] = {}
    for spelling, count in counts.items():
        other = chosen.setdefault(identity_key(spelling), spelling)
        if other is not spelling and (-count, spelling) < (-counts[other], other):
            chosen[identity_key(spelling)] = spelling
    return sorted(chosen.values())
