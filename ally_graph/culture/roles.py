"""Who acts as an ally in which role, from the records; a person may hold several.

A role is held towards somebody who was helped at least twice in the window: once can be chance. Peers are of one level,
mentors of a higher one or of a mentoring record, leaders help those who report to them. People of HR act for the
organisation where they help other teams, externals are marked so on the roster.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.culture.elements import LOAD
from ally_graph.culture.looked import Looked, Missing
from ally_graph.culture.shares import Share, Told, by_group
from ally_graph.registry import Entry, Registry

LEAST = 2
HR = ("hr", "human resources", "people", "people operations", "personnel", "personal", "people & culture")


Wanted = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Which pairs of giver and receiver are wanted, as a mask."""


@dataclass(frozen=True)
class Role(Entry):
    """A role and who holds it towards whom: a function of what is looked at to a mask of givers by receivers."""


ROLES: Registry[Role] = Registry("role", Role)


@ROLES.add("Peers", question="Who has an ally of equal standing?")
def peer(looked: Looked) -> sparse.csr_array | Missing:
    """Help between people of the same level, neither of whom reports to the other."""
    if np.isnan(looked.level).all():
        return Missing("who has an ally of equal standing", "no level is on record", "Load the level of each person.")
    return _where(looked, lambda giver, receiver: _level(looked, giver, receiver) == 0)


@ROLES.add("Mentors", question="Who has a mentor?")
def mentor(looked: Looked) -> sparse.csr_array | Missing:
    """Help from a higher level outside the reporting line, or a mentoring record or programme, however seldom."""
    agreed = _mentoring(looked)
    if np.isnan(looked.level).all() and not agreed.nnz:
        return Missing(
            "who has a mentor", "neither levels nor mentoring are on record", "Load the level of each person."
        )
    above = _where(looked, lambda giver, receiver: _level(looked, giver, receiver) > 0)
    return ((above + agreed) > 0).tocsr()


@ROLES.add("Leaders", question="Whose own lead helps them?")
def leader(looked: Looked) -> sparse.csr_array | Missing:
    """Help along the reporting line, from a manager to those who report to them."""
    if not (looked.manager >= 0).any():
        return Missing("whose lead helps them", "no manager is on record", "Load the manager of each person.")
    return _often(looked, lambda giver, receiver: looked.manager[receiver] == giver)


@ROLES.add("The organisation", question="Whom does HR reach in person?")
def organisation(looked: Looked) -> sparse.csr_array | Missing:
    """Help from people of HR to those of other teams."""
    staff = _of_hr(looked)
    if not staff.any():
        return Missing("whom HR reaches in person", "no team or department is called HR", "Name the team of HR so.")
    return _often(looked, lambda giver, receiver: staff[giver] & ~staff[receiver])


def _of_hr(looked: Looked) -> np.ndarray:
    """Who works in HR, by what their team or department is called."""
    team, department = (looked.texts(name).str.strip().str.casefold() for name in ("team", "department"))
    return (team.isin(HR) | department.isin(HR)).to_numpy()


@ROLES.add("Externals", question="Who has an ally from outside?")
def external(looked: Looked) -> sparse.csr_array | Missing:
    """Help from people who are marked external on the roster."""
    outside = (looked.texts("kind") == "external").to_numpy()
    if not outside.any():
        words = "nobody on the roster is marked external"
        return Missing("who has an ally from outside", words, "Mark consultants, coaches and the like as external.")
    return _often(looked, lambda giver, _receiver: outside[giver])


def _often(looked: Looked, wanted: Wanted) -> sparse.csr_array:
    """Who helped whom at least twice, of the pairs that are wanted, as a mask."""
    ties = looked.helps.tocoo()
    kept = (ties.data >= LEAST) & wanted(ties.row, ties.col)
    shape = (looked.base.size, looked.base.size)
    return sparse.coo_array((np.ones(int(kept.sum())), (ties.row[kept], ties.col[kept])), shape=shape).tocsr()


def _where(looked: Looked, wanted: Wanted) -> sparse.csr_array:
    """The same without pairs of whom one reports to the other."""
    manager = looked.manager

    def outside_the_line(giver: np.ndarray, receiver: np.ndarray) -> np.ndarray:
        line = (manager[receiver] == giver) | (manager[giver] == receiver)
        return wanted(giver, receiver) & ~line

    return _often(looked, outside_the_line)


def _level(looked: Looked, giver: np.ndarray, receiver: np.ndarray) -> np.ndarray:
    """How many levels the giver is above the receiver, NaN where one is not known."""
    return looked.level[giver] - looked.level[receiver]


def _mentoring(looked: Looked) -> sparse.csr_array:
    """Who mentors whom, by single records and by programmes that run."""
    base, place = looked.base, pd.Index(looked.ids)
    kinds = [code for code, kind in enumerate(base.events.kinds) if kind == "mentoring"]
    some = np.isin(base.events.kind, kinds)
    rows = looked.active[looked.active["role"].isin(["mentee", "newcomer"])].dropna(subset=["partner_id"])
    giver = place.get_indexer(rows["partner_id"].astype("str"))
    receiver = place.get_indexer(rows["person_id"].astype("str"))
    known = (giver >= 0) & (receiver >= 0)
    ends = (
        np.concatenate([base.events.source[some], giver[known]]),
        np.concatenate([base.events.target[some], receiver[known]]),
    )
    shape = (base.size, base.size)
    return (sparse.coo_array((np.ones(len(ends[0])), ends), shape=shape).tocsr() > 0).astype(float)


@dataclass(frozen=True)
class RoleFound:
    """A role as it was found: how many act in it, and the share of people by team who have somebody in it.

    `acting` are the ids of those who act in it; `figures` has the columns `by, group, value, low, high, n`.
    """

    key: str
    title: str
    acting: tuple[str, ...]
    figures: pd.DataFrame | None
    missing: Missing | None = None

    @property
    def teams_without(self) -> list[str]:
        """The teams, of those that may be shown, in which nobody has such an ally on record."""
        if self.figures is None:
            return []
        teams = self.figures[self.figures["by"] == "team"]
        return teams.loc[teams["value"] == 0, "group"].tolist()


def roles(looked: Looked) -> tuple[RoleFound, ...]:
    """The five roles, each with who acts in it and who has somebody in it, by team."""
    return tuple(_found(looked, entry) for entry in ROLES)


def _found(looked: Looked, entry: Role) -> RoleFound:
    ties = entry(looked)
    if isinstance(ties, Missing):
        return RoleFound(entry.key, entry.title, (), None, ties)
    if not looked.helps.nnz and not ties.nnz:
        what = entry.question[:1].lower() + entry.question[1:].rstrip("?")
        return RoleFound(
            entry.key, entry.title, (), None, Missing(what, "no record says who helped whom", LOAD["help"])
        )
    acting = np.flatnonzero(np.asarray(ties.sum(axis=1)).ravel() > 0)
    among = looked.here & ~_of_hr(looked) if entry.key == "organisation" else looked.here
    told: Told = Share(np.asarray(ties.sum(axis=0)).ravel() > 0, among)
    return RoleFound(entry.key, entry.title, tuple(looked.ids[acting].tolist()), by_group(looked, told))
