"""Which group a name belongs to that a visitor gave: the one that most of its people are in now.

A name goes to the group that shares most people with the one it was given to, if it shares as many as a group of the
next month must to be the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 40
GIVEN = "group_names"
"""Under what a session holds the names that its visitor gave."""


def who_is(person: str, name: str) -> str:
    """The hash under which notes about somebody are kept: the same in the next data of the same company.

    >>> who_is("p1", "Ana") == who_is("p1", "Ana"), who_is("p1", "Ana") == who_is("p1", "Bo")
    (True, False)
    """
    return hashlib.sha256(f"{person}\0{name}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Named:
    """A name, and the hashes of those who were in the group when it got it."""

    name: str
    members: tuple[str, ...]


def plain(name: str) -> str:
    """A name in one line, without what can't be seen, and not too long.

    >>> plain("  The  night\\tshift\\n"), len(plain("x" * 99))
    ('The night shift', 40)
    """
    return " ".join("".join(sign for sign in name if sign.isprintable() or sign.isspace()).split())[:LONGEST].strip()


def assign(groups: Sequence[Sequence[str]], names: Sequence[Named], *, match: float) -> dict[int, str]:
    """Which of the groups has which name: by their place, the pairs that share most people first.

    >>> names = (Named("Night shift", ("a", "b", "c")), Named("Old friends", ("x", "y", "z")))
    >>> assign([["a", "b", "d"], ["e", "f"]], names, match=0.3)
    {0: 'Night shift'}
    """
    sets = [set(one.members) for one in names]
    pairs = [
        (-overlap(set(group), members), -number, place)
        for place, group in enumerate(groups)
        for number, members in enumerate(sets)
    ]
    found: dict[int, str] = {}
    used: set[int] = set()
    for shared, number, place in sorted(pairs):
        if -shared >= match and place not in found and number not in used:
            found[place] = names[-number].name
            used.add(number)
    return found


def overlap(one: set[str], other: set[str]) -> float:
    """The Jaccard overlap of two groups."""
    return len(one & other) / max(len(one | other), 1)
