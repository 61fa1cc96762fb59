"""Invented companies whose ties last: each pair of people that know each other has a strength of its own.

Independent of `ally_graph.simulate`. Whether two people know each other is drawn once, more likely inside a team; how
often they meet is lognormal. Contacts come at random times or in bursts (gaps with a Pareto tail). Some ties are
projects that begin and end. What is planted is changed before anything is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ally_graph.records import Records, from_tables

LAST_DAY = np.datetime64("2026-06-28T00:00", "m")
MINUTES = 24 * 60
MORE_WITH_REPORTS = 3.0
"""Leaders meet their reports more often than colleagues of one team meet each other."""


@dataclass
class World:
    """A company before its contacts are drawn; `rate` (symmetric) is contacts a week, `until` when each pair ends."""

    rng: np.random.Generator
    team: np.ndarray
    manager: np.ndarray
    rate: np.ndarray
    weeks: int
    bursty: bool
    since: np.ndarray
    until: np.ndarray
    planted: list = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The ids of the people."""
        return [f"p{i:03d}" for i in range(len(self.team))]


def company(
    seed: int,
    size: int,
    teams: int,
    *,
    weeks: int = 13,
    bursty: bool = False,
    inside: float = 0.7,
    across: float = 0.06,
    spread: float = 1.0,
    middle: float = 0.4,
) -> World:
    """A company in which pairs know each other with these chances and meet so often a week, in the middle."""
    rng = np.random.default_rng([seed, size, teams, weeks, bursty])
    team = np.arange(size) * teams // size
    first = np.searchsorted(team, team)
    manager = np.where(first == np.arange(size), -1, first)
    know = rng.random((size, size)) < np.where(team[:, None] == team, inside, across)
    reports = np.flatnonzero(manager >= 0)
    know[reports, manager[reports]] = know[manager[reports], reports] = rng.random(len(reports)) < 0.95
    rate = np.triu(know * middle * np.exp(spread * rng.standard_normal((size, size))), 1)
    rate[manager[reports], reports] *= MORE_WITH_REPORTS
    whole = np.full((size, size), 7.0 * weeks)
    return World(rng, team, manager, rate + rate.T, weeks, bursty, 0 * whole, whole)


def records(world: World) -> Records:
    """The records of a company."""
    ids, rows = np.array(world.ids), []
    days = 7.0 * world.weeks
    for i, j in np.argwhere(np.triu(world.rate, 1) > 0):
        times = _times(world.rng, world.rate[i, j] / 7, days, bursty=world.bursty)
        times = times[(times >= world.since[i, j]) & (times < world.until[i, j])]
        rows.append(np.column_stack([np.full(len(times), i), np.full(len(times), j), times]))
    table = np.concatenate(rows)
    turned = world.rng.random(len(table)) < 0.5
    one, other = table[:, 0].astype(int), table[:, 1].astype(int)
    stamp = LAST_DAY - np.round((days - table[:, 2]) * MINUTES).astype("timedelta64[m]")
    contacts = pd.DataFrame(
        {
            "from_id": ids[np.where(turned, other, one)],
            "to_id": ids[np.where(turned, one, other)],
            "timestamp": stamp,
            "kind": world.rng.choice(["message", "meeting", "help"], len(table)),
        }
    )
    boss = [None if leader < 0 else world.ids[leader] for leader in world.manager]
    people = pd.DataFrame({"person_id": ids, "team": [f"T{team:02d}" for team in world.team], "manager_id": boss})
    return from_tables({"people": people, "interactions": contacts})


def _times(rng: np.random.Generator, rate: float, days: float, *, bursty: bool) -> np.ndarray:
    """Times of contact of one pair in so many days: at random, or with gaps of a Pareto tail of 1.5."""
    if not bursty:
        return rng.uniform(0, days, rng.poisson(rate * days))
    shortest = 1 / rate / 3  # the mean of a Pareto gap of tail 1.5 is three times its shortest
    gaps = shortest * (1 - rng.random(int(10 + 6 * rate * days))) ** (-1 / 1.5)
    times = np.cumsum(gaps) - rng.uniform(0, 10 / rate)
    return times[(times >= 0) & (times < days)]


def silence_reports(world: World, share: float = 0.5) -> None:
    """A leader has no contact with a part of the reports."""
    leader = world.rng.choice(np.unique(world.manager[world.manager >= 0]))
    reports = world.rng.permutation(np.flatnonzero(world.manager == leader))
    unmet = reports[: int(np.ceil(share * len(reports)))]
    world.rate[leader, unmet] = world.rate[unmet, leader] = 0
    world.planted.append(world.ids[leader])


def silence_pair(world: World, days: float = 42.0, least: float = 2.0) -> None:
    """Two people who are in touch so often a week have no contact with each other any more."""
    pairs = np.argwhere(np.triu(world.rate, 1) >= least)
    i, j = pairs[world.rng.integers(len(pairs))]
    world.until[i, j] = 7 * world.weeks - days
    world.planted += [world.ids[i], world.ids[j]]


def end_projects(world: World, pairs: int = 35, days: float = 45.0) -> None:
    """So many ties, of at least a contact a week, end at once."""
    ties = np.argwhere(np.triu(world.rate, 1) >= 1)
    ties = ties[world.rng.permutation(len(ties))[:pairs]]
    world.until[ties[:, 0], ties[:, 1]] = 7 * world.weeks - days


def link_by_one(world: World) -> None:
    """One person knows three people in each of two teams whom nobody else of the own team knows."""
    i = int(world.rng.integers(len(world.team)))
    mine = np.flatnonzero(world.team == world.team[i])
    for team in world.rng.permutation(np.setdiff1d(world.team, world.team[i]))[:2]:
        there = np.flatnonzero(world.team == team)
        world.rate[np.ix_(mine, there)] = world.rate[np.ix_(there, mine)] = 0
        known = world.rng.choice(there, 3, replace=False)
        world.rate[i, known] = world.rate[known, i] = 1.0
    world.planted.append(world.ids[i])
