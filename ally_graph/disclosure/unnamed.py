"""A company without its people: what a whole room may see, and what finds a name in the words that people wrote.

It is made before any slide is, and is all that slides without names are made from: it holds no person, no id, no name,
no tie between two people, and no way back to them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

WORD = re.compile(r"[^\W_]+")
SHORTEST_NAME, SHORTEST_NUMBER = 3, 4
LONGEST_PHRASE = 8
SEVERAL = "several teams"
"""What is left over of a group when its large parts are told."""
OF_MANY = ("team", "department", "location", "level", "work_mode", "kind", "fte", "start_date", "end_date")
"""Columns of the roster that say what several people have in common, or that hold no words."""


@dataclass(frozen=True)
class Team:
    """A team of enough people: what it is called, and about how many they are (to the next five)."""

    name: str
    people: int


@dataclass(frozen=True)
class Link:
    """Support from one team to another, by their places among the teams, behind which enough people stand.

    `strength` is how much of the support between teams it is, from 1 (little) to 4; `against` is how much it is against
    what chance would give to so many people, from -2 (far less) to 2 (far more).
    """

    giver: int
    receiver: int
    strength: int
    against: int


@dataclass(frozen=True)
class Month:
    """The links at the end of one month, looking back one window, and the phase it lies in, if any."""

    month: str
    links: tuple[Link, ...]
    phase: str = ""


@dataclass(frozen=True)
class Group:
    """A group that holds together: about how many people, and about how many of each team, to the next five."""

    people: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Line:
    """A measure month by month: `points` are month, value, and the ends of its interval, NaN where there is none."""

    title: str
    unit: str
    good: str
    points: tuple[tuple[str, float, float, float], ...]


@dataclass(frozen=True)
class Change:
    """A measure in the first phase and in the last: `way` is `good`, `other`, `up`, `down` or `same`."""

    title: str
    unit: str
    before: float
    after: float
    way: str


@dataclass(frozen=True)
class Phase:
    """A phase of the programme, by its first and last month."""

    name: str
    first: str
    last: str


@dataclass(frozen=True)
class Found:
    """A kind of finding that concerns enough people, or the company as a whole (`people` is 0)."""

    words: str
    people: int


@dataclass(frozen=True)
class Try:
    """A challenge that shows, and what may help."""

    title: str
    response: str


@dataclass(frozen=True)
class Unnamed:
    """What may be shown of a company to a whole room. Shares are in percent, whole; NaN or empty is what is not shown.

    `fifths` are the shares of all help that come from fifths of the people (or fewer parts of a small company), those
    who give most first; `even` is what each would give if all gave the same.
    """

    people: int
    first: str
    as_of: str
    window_days: int
    directed: bool
    seen: float
    ties: int
    answered: float
    across: float
    teams: tuple[Team, ...] = ()
    teams_left_out: int = 0
    links: tuple[Link, ...] = ()
    months: tuple[Month, ...] = ()
    groups: tuple[Group, ...] = ()
    groups_clear: bool = False
    fifths: tuple[float, ...] = ()
    uneven: float = float("nan")
    uneven_by_chance: float = float("nan")
    network: tuple[Line, ...] = ()
    indicators: tuple[Line, ...] = ()
    changes: tuple[Change, ...] = ()
    moved: tuple[int, int, int, int] = (0, 0, 0, 0)
    phases: tuple[Phase, ...] = ()
    found: tuple[Found, ...] = ()
    tries: tuple[Try, ...] = ()
    min_group: int = 5

    @property
    def enough(self) -> bool:
        """Whether there are so many people that anything may be shown."""
        return self.people >= 2 * self.min_group


@dataclass(frozen=True)
class Dots:
    """People as dots without names, in an order and at places drawn by a key, for a group that agreed to be seen so.

    `colours` has the colour of each dot, -1 for none, `ties` the pairs that are joined, by their place, and `places`
    where each stands in the unit square. At least `left_out` people with the fewest ties are not drawn, and nobody who
    is apart from all others with fewer than so many.
    """

    colours: tuple[int, ...]
    ties: tuple[tuple[int, int], ...]
    places: tuple[tuple[float, float], ...]
    left_out: int


def plain(text: object) -> str:
    """A text as it is compared: without accents, and in small letters.

    >>> plain("Jandová ÅSE")
    'jandova ase'
    """
    parts = unicodedata.normalize("NFKD", str(text))
    return unicodedata.normalize("NFKC", "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold())


def _words(text: object) -> list[str]:
    return WORD.findall(plain(text))


class Names:
    """What tells who somebody is: names with their parts, ids, and what else the roster says of few people.

    >>> people = pd.DataFrame({"person_id": ["p1"], "name": ["Eva Jandová"], "email": ["eva@firm.example"]})
    >>> [word for word in ("Team Jandova", "p1's team", "eva@firm.example", "Sales") if Names(people).within(word)]
    ['Team Jandova', "p1's team", 'eva@firm.example']
    """

    def __init__(self, people: pd.DataFrame, few: int = 5) -> None:
        named = people["name"].dropna().tolist() if "name" in people else []
        human = people["kind"] != "service" if "kind" in people else pd.Series(True, index=people.index)
        of_people = people.loc[human.fillna(True), "name"].dropna().tolist() if named else []
        self._parts = {part for name in of_people for part in _words(name) if len(part) >= SHORTEST_NAME}
        values = [*named, *people["person_id"].tolist(), *_rare(people, few)]
        values += [str(value).partition("@")[0] for value in values if "@" in str(value)]
        self._phrases = {phrase for value in values if (phrase := tuple(_words(value))) and not _small_number(phrase)}

    def within(self, text: str) -> bool:
        """Whether a text holds a name, a part of one, an id, or something else that tells who somebody is."""
        words = _words(text)
        if self._parts.intersection(words):
            return True
        return any(
            tuple(words[start : start + long]) in self._phrases
            for start in range(len(words))
            for long in range(1, min(LONGEST_PHRASE, len(words) - start) + 1)
        )

    def called(self, labels: Sequence[str], instead: str) -> dict[str, str]:
        """What each label is called: as it is, or where it tells of a person by its place among the labels.

        >>> people = pd.DataFrame({"person_id": ["p1"], "name": ["Eva Jandová"]})
        >>> Names(people).called(["Sales", "Jandová's people"], "Team")
        {'Sales': 'Sales', "Jandová's people": 'Team 2'}
        """
        return {
            label: f"{instead} {place}" if self.within(label) else label for place, label in enumerate(labels, start=1)
        }


def _small_number(phrase: tuple[str, ...]) -> bool:
    """Whether it is a number that stands for many things, and tells of nobody unless one knows that it is an id."""
    return len(phrase) == 1 and phrase[0].isdecimal() and len(phrase[0]) < SHORTEST_NUMBER


def _rare(people: pd.DataFrame, few: int) -> Iterable[object]:
    """What the roster says of fewer than so many people, such as their mail and telephone, whatever it is called."""
    for column in people.columns:
        if column not in OF_MANY:
            often = people[column].dropna().astype("str").value_counts()
            yield from often.index[often < few]
