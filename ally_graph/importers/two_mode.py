"""Who was at the same meeting, in the same channel or project: everyone with everyone, large ones apart.

A tie weighs 1 / (people - 1), so that all ties of a person at one meeting weigh 1 together (Newman 2001, "Scientific
collaboration networks II").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from ally_graph.importers.gathering import Gathered

LARGE = 25
"""More people than this at one meeting are an audience."""


@dataclass(frozen=True)
class Gathering:
    """One meeting: who was there, when, and the rows of the file that say so."""

    people: tuple[str, ...]
    time: str
    rows: tuple[int, ...]


def add_gatherings(
    gatherings: Iterable[Gathering], place: str, gathered: Gathered, *, kind: str = "meeting", noun: str = "meeting",
    large: int = LARGE,
) -> None:  # fmt: skip
    """Ties of everyone with everyone at each meeting; those of more than `large` people are set aside and said."""
    ties, rows, too_large, alone, sizes = [], [], [], [], []
    for one in gatherings:
        people = sorted(dict.fromkeys(one.people))
        if len(people) < 2:
            alone += one.rows
        elif len(people) > large:
            too_large += one.rows
            sizes.append(len(people))
        else:
            weight = 1 / (len(people) - 1)
            number = one.rows[0] if one.rows else 0
            for pair in combinations(people, 2):
                ties.append((*pair, one.time, kind, weight))
                rows.append(number)
            _also_used(place, one.rows, gathered)
    frame = pd.DataFrame(ties, columns=["from_id", "to_id", "timestamp", "kind", "weight"])
    gathered.add("interactions", frame, place, rows)
    _say(place, noun, too_large, sizes, alone, large, gathered)


def _also_used(place: str, numbers: Sequence[int], gathered: Gathered) -> None:
    """Rows of the same meeting stand behind its ties, too: they are used as its first row is."""
    for number in numbers[1:]:
        gathered.same_row(place, number, numbers[0])


def _say(
    place: str, noun: str, too_large: list[int], sizes: list[int], alone: list[int], large: int, gathered: Gathered
) -> None:
    what = f"is of one of {len(sizes)} {noun}s of more than {large} people, up to {max(sizes, default=0)}"
    gathered.set_aside(place, too_large, what, "An audience is no contact of everyone with everyone.")
    gathered.set_aside(place, alone, f"is of a {noun} with one person only", "Nothing to do.")
    what = f"everyone at one {noun} is in contact with everyone, with weight 1 / (people - 1)"
    gathered.notice(place, what, f"{noun.capitalize()}s of more than {large} people are set aside.")
