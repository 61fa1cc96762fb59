"""Whose people a page shows: those of a team, or those who report to somebody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Reports:
    """The people who report to somebody, directly or all the way down; written in a sentence like a team's name."""

    leader: str
    name: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        return f"the reports of {self.name}"


Focus = str | Reports | None
"""A team by its name, the reports of somebody, or everyone."""


def inside(people: pd.DataFrame, focus: Focus) -> np.ndarray:
    """Which rows of a table of people are in focus.

    >>> people = pd.DataFrame({"person_id": ["a", "b"], "team": ["north", None]})
    >>> [inside(people, focus).tolist() for focus in ("north", Reports("b", "Bo", ("a",)), None)]
    [[True, False], [True, False], [True, True]]
    """
    if focus is None:
        return np.ones(len(people), dtype=bool)
    if isinstance(focus, Reports):
        return np.array(people["person_id"].astype("str").isin(focus.ids), dtype=bool)
    return np.array((people["team"] == focus).fillna(False), dtype=bool)


def ids_of(people: pd.DataFrame, focus: Focus) -> set[str]:
    """The ids of those in focus."""
    return set(people.loc[inside(people, focus), "person_id"].astype("str"))


def leaders(people: pd.DataFrame) -> list[str]:
    """The people on the roster whom somebody reports to, by id, sorted."""
    ids = set(people["person_id"].astype("str"))
    return sorted(set(people["manager_id"].dropna().astype("str")) & ids) if "manager_id" in people else []


def reports(people: pd.DataFrame, leader: str, *, whole: bool) -> tuple[str, ...]:
    """Who reports to somebody: directly, or on the `whole` way down; sorted, and never the leader.

    >>> people = pd.DataFrame({"person_id": list("abcd"), "manager_id": [None, "a", "b", "b"]})
    >>> reports(people, "a", whole=False), reports(people, "a", whole=True)
    (('b',), ('b', 'c', 'd'))
    """
    ids, managers = people["person_id"].astype("str"), people["manager_id"].astype("str")
    found, next_ones = set(), {leader}
    while next_ones:
        next_ones = set(ids[managers.isin(next_ones)]) - found - {leader}
        found |= next_ones
        if not whole:
            break
    return tuple(sorted(found))
