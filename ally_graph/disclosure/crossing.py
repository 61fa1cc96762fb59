"""Groups that cut across each other, such as teams and ways of working: which can be shown beside each other.

Their members are known, so what can be worked out is known too: what is left of a group without those shown groups that
lie within it, and what two groups have apart. Both have to be nobody or at least so many people, as everywhere.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def together(groups: Mapping[Key, frozenset], few: int) -> set[Key]:
    """Of these groups, in order, those that can be shown with the ones before them.

    Ten people of a team, and twelve of whom these are ten: the two others would be told.

    >>> team, remote, company = (frozenset(range(number)) for number in (10, 12, 15))
    >>> sorted(together({"team": team, "remote": remote}, 5)), sorted(together({"team": team, "company": company}, 5))
    (['team'], ['company', 'team'])
    """
    kept: dict[Key, frozenset] = {}
    for key, people in groups.items():
        if not _tells_of_few(people, list(kept.values()), few):
            kept[key] = people
    return set(kept)


def _tells_of_few(people: frozenset, shown: list[frozenset], few: int) -> bool:
    """Whether a group, held against those that are shown, tells of fewer than so many people."""
    if any(0 < len(people ^ other) < few for other in shown):
        return True
    within = frozenset().union(*(other for other in shown if other < people))
    return bool(within) and 0 < len(people - within) < few
