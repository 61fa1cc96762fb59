"""How the groups of a measure lie to each other: apart, one inside another, or nobody knows.

What can be worked out from figures depends on it. Groups apart give only their unions, and what is left of the company.
Groups inside others give differences too. Where nothing is known, any sum and difference may be a group of people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

FEW_GROUPS = 12
MOST_INSIDE = 3
MOST_SUMS = 3**9


@dataclass(frozen=True)
class Nesting:
    """The smallest group that holds each group, by place; the company (place 0) holds all others and itself."""

    parents: tuple[int, ...]

    @property
    def known(self) -> bool:
        """Whether anything is known of how the groups lie."""
        return bool(self.parents)

    @property
    def flat(self) -> bool:
        """Whether no group lies within another one but the company."""
        return not any(self.parents)

    def above(self, place: int) -> Iterable[int]:
        """The groups that hold this one, the smallest first, the company last; none for the company."""
        while place:
            place = self.parents[place]
            yield place

    def cells(self, shown: Collection[int]) -> dict[int, int]:
        """For each group, the smallest shown one that it lies in; without an entry where none is."""
        found = {}
        for place in range(len(self.parents)):
            holder = next((one for one in (place, *self.above(place)) if one in shown), None)
            if holder is not None:
                found[place] = holder
        return found

    def inside(self, place: int, shown: Collection[int]) -> list[int]:
        """The largest shown groups within this one."""
        return [one for one in shown if one != place and self._holder(one, {place, *shown}) == place]

    def _holder(self, place: int, shown: Collection[int]) -> int | None:
        """The smallest of these groups that holds this one and is another."""
        return next((above for above in self.above(place) if above in shown), None)


UNKNOWN = Nesting(())


def apart(groups: int) -> Nesting:
    """So many groups that share nobody, the company among them."""
    return Nesting((0,) * groups)


def from_members(names: Sequence[str], members: Mapping[str, frozenset]) -> Nesting:
    """The nesting of groups whose members are known; unknown where those of one are not, or where two overlap.

    >>> people = {"tech": frozenset("abcd"), "web": frozenset("ab"), "sales": frozenset("ef")}
    >>> from_members(["all", "sales", "tech", "web"], people).parents
    (0, 0, 0, 2)
    """
    if any(name not in members for name in names[1:]):
        return UNKNOWN
    sets = [frozenset(), *(members[name] for name in names[1:])]
    order = sorted(range(1, len(names)), key=lambda place: (-len(sets[place]), place))
    home: dict[object, int] = {}
    parents = [0] * len(names)
    for place in order:
        homes = {home.get(person, 0) for person in sets[place]}
        if len(homes) > 1:
            return UNKNOWN
        parents[place] = next(iter(homes), 0)
        home.update(dict.fromkeys(sets[place], place))
    return Nesting(tuple(parents))


def adds_up(n: np.ndarray, few: int) -> bool:
    """Whether the groups of a measure (months by groups, the company first) are the company's parts, by their numbers.

    They add up to it in at least half of the months, and never to more. Where a small group with some others would
    just fill another one, and always so, it may as well lie in that one: then it can't be told.
    """
    seen = ~np.isnan(n[:, 0]) & (np.nan_to_num(n[:, 1:]) > 0).any(axis=1)
    if not seen.any():
        return False
    months = np.nan_to_num(n[seen])
    left = months[:, 0] - months[:, 1:].sum(axis=1)
    return bool((left >= 0).all() and (left == 0).mean() >= 1 / 2) and not _one_may_hold_others(months[:, 1:], few)


def _one_may_hold_others(months: np.ndarray, few: int) -> bool:
    small = np.flatnonzero(((months > 0) & (months < few)).any(axis=0))
    groups = months.shape[1]
    if groups > FEW_GROUPS:
        return False
    others = [tuple(more) for size in range(1, MOST_INSIDE + 1) for more in combinations(range(groups), size)]
    return any(
        (months[:, list(more)].sum(axis=1) + months[:, one] == months[:, holder]).all()
        for one in small
        for more in others
        if one not in more
        for holder in set(range(groups)) - {one, *more}
    )


def sums(numbers: Sequence[np.ndarray]) -> np.ndarray:
    """Every sum and difference of these figures, a row each (each is added, taken off or left out).

    >>> sums([np.array([5.0]), np.array([2.0])]).ravel().tolist()
    [0.0, 5.0, -5.0, 2.0, 7.0, -3.0, -2.0, 3.0, -7.0]
    """
    found = np.zeros((1, *np.shape(numbers[0]))) if len(numbers) else np.zeros((1, 0))
    for number in numbers:
        found = np.concatenate([found, found + number, found - number])
    return found


def too_many(groups: int) -> bool:
    """Whether so many groups have more sums and differences than can be looked at."""
    return 3**groups > MOST_SUMS
