"""What can go wrong, as values a person can act on.

AllyGraphError
├── DataError       the data has problems that stop the work
├── PictureError    a picture that could not be drawn
└── SettingError    a setting or an option that can't be used
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from ally_graph.wording.counts import examples_of

ROWS_NAMED = 5


class AllyGraphError(Exception):
    """Something the user can mend; the message says how."""


class SettingError(AllyGraphError, ValueError):
    """A setting or an option that can't be used."""


class PictureError(AllyGraphError, ValueError):
    """A picture that could not be drawn; everything else goes on."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the data, and how to mend it.

    `severity` is `error` (the work stops), `set aside` (these rows are not used) or `notice` (used as described).
    `rows` are row numbers as a spreadsheet shows them, the header being row 1; long lists keep the first ones and
    `count` says how many there are in all.
    """

    file: str
    what: str
    mend: str
    severity: str = "error"
    rows: tuple[int, ...] = ()
    count: int = 0

    def __str__(self) -> str:
        place = f"{self.file}, {row_words(self.rows, self.count)}" if self.rows else self.file
        return f"{place}: {self.what}. {self.mend}"

    def to_dict(self) -> dict:
        """The problem as plain values."""
        return asdict(self) | {"rows": list(self.rows)}


class DataError(AllyGraphError):
    """The data has problems that stop the work; every one of them is in `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def row_words(rows: Sequence[int], count: int = 0) -> str:
    """Row numbers in words, the first few of them.

    >>> row_words([4])
    'row 4'
    >>> row_words([4, 5, 6, 7, 8, 9, 10])
    'rows 4, 5, 6, 7, 8 and 2 more'
    """
    noun = "row" if max(len(rows), count) == 1 else "rows"
    return f"{noun} {examples_of(rows, ROWS_NAMED, count)}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the nearest known name, or the names there are.

    >>> did_you_mean("helth", ["help", "review"])
    'Did you mean help?'
    >>> did_you_mean("zzz", ["help", "review"])
    'Known: help, review.'
    """
    names = sorted(known)
    near = near_name(word, names)
    return f"Did you mean {near}?" if near else f"Known: {', '.join(names)}."


def near_name(word: str, known: Iterable[str]) -> str | None:
    """The known name that is most like a word; None where none is.

    >>> near_name("helth", ["help", "review"]), near_name("zzz", ["help", "review"])
    ('help', None)
    """
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1)), None)
