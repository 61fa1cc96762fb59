"""What is planted in the companies of the naming benchmark: each function changes a `World` and notes the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
from worlds import LAST_DAY, World, absence_rows, pairs_near

TENTH = 0.1
LOAD = 5.0
DEPENDANTS, SOLE_SHARE = 4, 0.65
CLOSED_OUTSIDE = 1 / 40
"""At a thirtieth the group lies on the limit of the E-I index itself."""
SILENT_DAYS = 35


def _free(world: World) -> np.ndarray:
    """People for whom nothing else was planted."""
    taken = {person for who in world.truth.values() for person in np.ravel(who)}
    return np.array([i for i in world.settled() if world.ids[i] not in taken])


def _choose(world: World, count: int, among: np.ndarray | None = None) -> np.ndarray:
    """Some of the people for whom nothing else was planted."""
    free = _free(world)
    return world.rng.choice(free if among is None else np.intersect1d(free, among), count, replace=False)


def _mates(world: World, i: int) -> np.ndarray:
    """The others of somebody's team."""
    return np.flatnonzero((world.team == world.team[i]) & (np.arange(world.size) != i))


def _scale(world: World, i: int, factor: float) -> None:
    """All contact of one person times a factor."""
    for rate in (world.help, world.meet):
        rate[i] *= factor
        rate[:, i] *= factor


def _hours(world: World) -> np.ndarray:
    return world.people["fte"].to_numpy(dtype=float)[: world.size]


def _usual_help(world: World, i: int) -> float:
    """The help given for each day by somebody of these hours, in the middle of the company."""
    return float(np.median(world.help.sum(axis=1) / _hours(world)) * _hours(world)[i])


def isolated(world: World) -> None:
    """One person with a tenth of the usual contact, one without any."""
    few, nobody = _choose(world, 2)
    total = world.help.sum(axis=0) + world.help.sum(axis=1) + world.meet.sum(axis=1)
    usual = np.median(total / _hours(world)) * _hours(world)[few]
    _scale(world, few, TENTH * usual / total[few])
    _scale(world, nobody, 0.0)
    world.truth |= {"isolated, a tenth": [world.ids[few]], "isolated, nobody": [world.ids[nobody]]}


def overrelied(world: World) -> None:
    """Somebody with five times the load, from whom four people get two thirds of their help."""
    _rely(world, DEPENDANTS, SOLE_SHARE, "overrelied, four dependants")


def overrelied_by_two(world: World) -> None:
    """Somebody with five times the load, from whom two people get four fifths of their help."""
    _rely(world, 2, 0.8, "overrelied, two dependants")


def _rely(world: World, count: int, share: float, truth: str) -> None:
    free = _free(world)
    enough = [i for i in free if len(np.intersect1d(free, _mates(world, i))) >= count]
    (helper,) = _choose(world, 1, np.array(enough))
    dependants = _choose(world, count, _mates(world, helper))
    load = LOAD * _usual_help(world, helper)
    received = world.help.sum(axis=0)[dependants]
    world.help[:, dependants] *= 1 - share
    others = np.setdiff1d(np.arange(world.size), dependants)
    theirs = share * received
    left = max(load - theirs.sum(), 0.0)
    world.help[helper, dependants] = theirs
    spread = pairs_near(world.team)[helper]
    spread[dependants] = 0.0
    world.help[helper, others] = left * spread[others] / spread.sum()
    world.truth[truth] = [world.ids[helper]]


def busy(world: World) -> None:
    """Somebody with five times the load, mostly in their team, but for nobody more than a third of their help."""
    (helper,) = _choose(world, 1)
    load, limit = LOAD * _usual_help(world, helper), (world.help.sum(axis=0) - world.help[helper]) / 2
    spread = pairs_near(world.team)[helper] * _hours(world)
    given = np.zeros(world.size)
    for _ in range(50):
        room = spread * (given < limit)
        given = np.minimum(given + (load - given.sum()) * room / room.sum(), limit)
    world.help[helper] = given
    world.truth["busy, nobody depends"] = [world.ids[helper]]


def bridge(world: World) -> None:
    """Somebody half of whose contact is with two other teams, three people in each."""
    (i,) = _choose(world, 1)
    others = world.rng.permutation(np.setdiff1d(world.team, world.team[i]))[:2]
    there = np.concatenate([world.rng.choice(np.flatnonzero(world.team == team), 3, replace=False) for team in others])
    for rate in (world.help, world.meet):
        total = rate[i].sum()
        rate[i] *= 0.5
        rate[i, there] += 0.5 * total / len(there)
    world.meet[:, i] = world.meet[i]
    world.truth["bridge"] = [world.ids[i]]


def closed_groups(world: World) -> None:
    """Six people of three teams who hardly meet anybody else; and a team of six that does the same."""
    teams, settled = np.unique(world.team[_free(world)], return_counts=True)
    teams = world.rng.permutation(teams[settled >= 2])[:3]
    six = np.concatenate([_choose(world, 2, np.flatnonzero(world.team == team)) for team in teams])
    world.truth["closed group"] = sorted(world.ids[six].tolist())
    home = int(np.bincount(world.team[_free(world)]).argmax())
    unit = _choose(world, 6, np.flatnonzero(world.team == home))
    world.truth["closed team"] = sorted(world.ids[unit].tolist())
    world.people.loc[unit, "team"] = "team of six"
    world.people.loc[unit[1:], "manager_id"] = world.ids[unit[0]]
    for group in (six, unit):
        _close(world, group)


def _close(world: World, group: np.ndarray) -> None:
    inside = np.ix_(group, group)
    for rate, each in ((world.help, 0.03), (world.meet, 0.12)):
        rate[group] *= CLOSED_OUTSIDE
        rate[:, group] *= np.where(np.isin(np.arange(world.size), group), 1.0, CLOSED_OUTSIDE)[:, None]
        rate[inside] = each * (1 - np.eye(len(group)))


def leadership_gap(world: World) -> None:
    """A leader who never meets half of the reports."""
    leaders = np.unique(world.manager[world.manager > 0])
    leader = world.rng.choice(leaders)
    reports = np.flatnonzero(world.manager == leader)
    unmet = world.rng.permutation(reports)[: -(-len(reports) // 2)]
    for rate in (world.help, world.meet):
        rate[leader, unmet] = rate[unmet, leader] = 0.0
    world.truth["leadership gap"] = [world.ids[leader]]


def remote_gap(world: World) -> None:
    """Pairs with a remote person have half the contact."""
    remote = (world.people["work_mode"] == "remote").to_numpy()[: world.size]
    factor = np.where(remote[:, None] | remote, 0.5, 1.0)
    world.help *= factor
    world.meet *= factor
    world.truth["remote gap"] = True


def many_give_nothing(world: World) -> None:
    """Half of the people give no help; the others give it instead."""
    rest = world.rng.permutation(world.size)[: world.size // 2]
    total = world.help.sum()
    world.help[rest] = 0.0
    world.help *= total / world.help.sum()
    world.truth["unequal, half give nothing"] = True


def few_give_most(world: World) -> None:
    """A tenth of the people give four fifths of the help."""
    few = world.rng.permutation(world.size)[: world.size // 10]
    given = world.help.sum(axis=1)
    share = given[few].sum() / given.sum()
    world.help *= 0.2 / (1 - share)
    world.help[few] *= 0.8 / share * (1 - share) / 0.2
    world.truth |= {"unequal, few give most": True, "the few": world.ids[few].tolist()}


def unbalanced(world: World) -> None:
    """Somebody who gives four times the usual and gets a quarter of it."""
    (i,) = _choose(world, 1)
    world.help[i] *= 4 * _usual_help(world, i) / world.help[i].sum()
    world.help[:, i] *= 0.25
    world.truth["unbalanced"] = [world.ids[i]]


def burnout(world: World) -> None:
    """Somebody depended on, with little back, rising load, later hours, and away more often."""
    _rely(world, DEPENDANTS, SOLE_SHARE, "burn-out")
    i = int(np.flatnonzero(world.ids == world.truth["burn-out"][0])[0])
    world.help[:, i] *= 0.25
    recent = np.clip((world.days - (LAST_DAY - 56)).astype(int) / 56, 0, 1)
    world.day_weight[i] *= 0.5 + recent
    world.late_share[i] = 0.05 + 0.6 * recent
    old = world.absences[(world.absences["person_id"] != world.ids[i])]
    start = np.concatenate(
        [LAST_DAY - world.rng.choice(54, 5, replace=False) - 1, LAST_DAY - world.rng.integers(57, 365, 3)]
    )
    world.absences = pd.concat([old, absence_rows(np.full(8, world.ids[i]), start, start + 1)], ignore_index=True)


def quiet_pairs(world: World) -> None:
    """Pairs that met every week, on the beat or at random, and stopped five weeks ago; and one that meets monthly."""
    home = int(np.bincount(world.team[_free(world)]).argmax())
    some = _choose(world, 6, np.flatnonzero(world.team == home)).reshape(3, 2)
    until = len(world.days) - SILENT_DAYS - 1
    beat = np.arange(until, -1, -7)
    gaps = np.maximum(1, np.rint(world.rng.exponential(7, len(world.days) // 3)).astype(int))
    at_random = until - np.concatenate([[0], np.cumsum(gaps)])
    rhythms = {"weekly": beat, "weekly at random": at_random[at_random >= 0], "monthly": np.arange(until, -1, -28)}
    for (name, place), (i, j) in zip(rhythms.items(), some, strict=True):
        for rate in (world.help, world.meet):
            rate[i, j] = rate[j, i] = 0.0
        world.extra.append((i, j, np.sort(place)))
        world.truth[f"pair, {name}"] = sorted([world.ids[i], world.ids[j]])
