"""Invented companies for the naming benchmark, independent of `ally_graph.simulate` and of what the detectors assume.

Contact is drawn pair by pair. Each pair of people has a rate of help each way and one of mutual contact, made of who
they are (generosity of the giver, popularity of the receiver, both lognormal), of their teams, of how close just these
two happen to be (gamma, so some pairs hardly meet and some all the time), and of their working hours; leaders have
one-to-ones with their reports. Counts are Poisson with that rate on the working days both are there, which makes about
60 contacts a person. `plants.py` changes rates before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

LAST_DAY = np.datetime64("2026-06-28", "D")
"""A Sunday: companies end on whole weeks."""
HELP_A_WEEK = 2.0
MEETINGS_A_WEEK = 3.0
ONE_TO_ONES_A_WEEK = 0.4
"""Between a leader and each report, beyond what two of a team have to do with each other."""
INSIDE_TEAM = 0.75
CLOSENESS_SHAPE = 1.5
TEAM_SIZES = (8, 24)
HELP_KINDS = {"help": 0.5, "review": 0.2, "answer": 0.2, "cover": 0.1}
MEETING_KINDS = {"meeting": 0.4, "message": 0.6}
ABSENCES_A_YEAR = 6.0
THANKED, ASKED, UNANSWERED = 0.08, 0.15, 0.25


@dataclass
class World:
    """A company before its records are drawn; plants change it in place.

    `help[i, j]` is the rate at which i helps j and `meet` (symmetric) the rate of mutual contact, per working day on
    which both are there. `day_weight[i]` says how a person's contact is spread over the days, `extra` holds rows of
    contact on given days, and `truth` what was planted.
    """

    rng: np.random.Generator
    people: pd.DataFrame
    team: np.ndarray
    manager: np.ndarray
    help: np.ndarray
    meet: np.ndarray
    days: np.ndarray
    absences: pd.DataFrame
    day_weight: np.ndarray
    extra: list[tuple[int, int, np.ndarray]] = field(default_factory=list)
    truth: dict = field(default_factory=dict)
    late_share: dict[int, np.ndarray] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many people are on the roster, the service account left out."""
        return len(self.team)

    @property
    def ids(self) -> np.ndarray:
        """The ids of the people."""
        return self.people["person_id"].to_numpy()[: self.size]

    def settled(self) -> np.ndarray:
        """Who was there all the time, leads nobody, and can be planted."""
        whole = (self.people["start_date"].isna() & self.people["end_date"].isna()).to_numpy()[: self.size]
        away = np.bincount(*self._days_away(), minlength=self.size)
        leads = np.isin(np.arange(self.size), self.manager)
        return np.flatnonzero(whole & (away <= 15) & ~leads)

    def _days_away(self) -> tuple[np.ndarray, np.ndarray]:
        first = str(self.days[0])
        inside = self.absences[self.absences["end_date"] >= first]
        row = pd.Index(self.ids).get_indexer(inside["person_id"])
        length = pd.to_datetime(inside["end_date"]) - pd.to_datetime(inside["start_date"].clip(lower=first))
        return row, length.dt.days.to_numpy() + 1


Plant = Callable[[World], None]


def company(
    seed: int, people: int, spread: float, plants: tuple[Plant, ...] = (), *, weeks: int = 13, activity: float = 1.0
) -> tuple[dict[str, pd.DataFrame], dict]:
    """The tables of one company, and what was planted in it."""
    rng = np.random.default_rng([seed, people, round(100 * spread)])
    world = _world(rng, people, spread, weeks, activity)
    for plant in plants:
        plant(world)
    return _tables(world), world.truth


def _world(rng: np.random.Generator, size: int, spread: float, weeks: int, activity: float) -> World:
    team = _teams(rng, size)
    manager, level = _hierarchy(rng, team)
    days = np.arange(LAST_DAY - 7 * weeks + 1, LAST_DAY + 1)
    roster = _roster(rng, team, manager, level, days)
    hours = roster["fte"].to_numpy(dtype=float)[:size]
    help_rate, meet_rate = _rates(rng, team, manager, spread, hours)
    busy = np.where(np.is_busday(days), rng.gamma(20, 1 / 20, len(days)), 0.0)
    return World(
        rng=rng,
        people=roster,
        team=team,
        manager=manager,
        help=activity * help_rate,
        meet=activity * meet_rate,
        days=days,
        absences=_absences(rng, roster["person_id"].to_numpy()[:size]),
        day_weight=np.tile(busy, (size, 1)),
    )


def _teams(rng: np.random.Generator, size: int) -> np.ndarray:
    """Team numbers by person; teams of 8 to 24."""
    low, high = TEAM_SIZES
    sizes: list[int] = []
    while (left := size - sum(sizes)) > high:
        sizes.append(int(min(rng.integers(low, high + 1), left - low)))
    return np.repeat(np.arange(len(sizes) + 1), [*sizes, left])


def _hierarchy(rng: np.random.Generator, team: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Everyone reports to the first of their team, these to the very first person; levels from 1 to 5."""
    first = np.searchsorted(team, team)
    own = np.arange(len(team)) == first
    manager = np.where(own, 0, first)
    manager[0] = -1
    level = np.where(own, 4, rng.choice([1, 2, 3], len(team), p=[0.3, 0.45, 0.25]))
    level[0] = 5
    return manager, level


def _roster(
    rng: np.random.Generator, team: np.ndarray, manager: np.ndarray, level: np.ndarray, days: np.ndarray
) -> pd.DataFrame:
    """The people table, ids dealt out at random, with a service account at its end."""
    size = len(team)
    ids = np.array([f"p{number:03d}" for number in rng.permutation(size)])
    start, end = (np.full(size, "NaT", dtype="datetime64[D]") for _ in range(2))
    movers = rng.permutation(np.flatnonzero(~np.isin(np.arange(size), manager)))
    new, gone = np.split(movers[: 2 * max(1, round(0.03 * size))], 2)
    start[new], end[gone] = LAST_DAY - rng.integers(5, 60, len(new)), LAST_DAY - rng.integers(5, 80, len(gone))
    roster = pd.DataFrame(
        {
            "person_id": ids,
            "team": [f"team {number:02d}" for number in team],
            "level": level,
            "manager_id": np.where(manager >= 0, ids[manager], None),
            "work_mode": rng.choice(["onsite", "hybrid", "remote"], size, p=[0.4, 0.3, 0.3]),
            "kind": np.where(rng.random(size) < 0.05, "contractor", "employee"),
            "fte": np.where(rng.random(size) < 0.3, rng.choice([0.5, 0.6, 0.7, 0.8], size), 1.0),
            "start_date": start,
            "end_date": end,
        }
    )
    bot = pd.DataFrame({"person_id": ["service"], "kind": ["service"], "fte": [1.0]})
    return pd.concat([roster, bot], ignore_index=True)


def _rates(
    rng: np.random.Generator, team: np.ndarray, manager: np.ndarray, spread: float, hours: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rates of help (from row to column) and of mutual contact for each pair of people."""
    size = len(team)
    popularity, generosity = np.exp(spread * rng.standard_normal((2, size)))
    near = pairs_near(team)
    upper = np.triu(rng.gamma(CLOSENESS_SHAPE, 1 / CLOSENESS_SHAPE, (size, size)), 1)
    closeness = upper + upper.T
    base = near * closeness * np.outer(hours, hours) / hours.mean()
    help_rate = base * np.outer(generosity, popularity) / (generosity.mean() * popularity.mean())
    meet_rate = base * np.sqrt(np.outer(popularity, popularity)) / np.sqrt(popularity).mean() ** 2
    meet_rate *= MEETINGS_A_WEEK
    reports = np.flatnonzero(manager >= 0)
    for one, other in ((reports, manager[reports]), (manager[reports], reports)):
        meet_rate[one, other] += ONE_TO_ONES_A_WEEK
    return help_rate * HELP_A_WEEK / 5, meet_rate / 5


def pairs_near(team: np.ndarray) -> np.ndarray:
    """How each person's contact is shared out when only teams matter: three quarters inside; rows sum to 1."""
    same = (team[:, None] == team).astype(float)
    np.fill_diagonal(same, 0.0)
    other = (team[:, None] != team).astype(float)
    inside, outside = same.sum(axis=1, keepdims=True), other.sum(axis=1, keepdims=True)
    share = np.where(outside > 0, INSIDE_TEAM, 1.0)
    rows = share * same / inside + (1 - share) * np.divide(other, outside, out=np.zeros_like(other), where=outside > 0)
    return (rows + rows.T) / 2


def _absences(rng: np.random.Generator, ids: np.ndarray) -> pd.DataFrame:
    """A year of absences: mostly a few days, some holidays of one to three weeks, now and then a long one."""
    count = rng.poisson(ABSENCES_A_YEAR, len(ids))
    who = np.repeat(ids, count)
    start = LAST_DAY - rng.integers(0, 365, len(who))
    kinds = np.stack([rng.integers(1, 4, len(who)), rng.integers(5, 20, len(who)), rng.integers(30, 60, len(who))])
    length = kinds[rng.choice(3, len(who), p=[0.7, 0.29, 0.01]), np.arange(len(who))]
    return absence_rows(who, start, start + length - 1)


def absence_rows(who: np.ndarray, start: np.ndarray, end: np.ndarray) -> pd.DataFrame:
    """Rows of the table of absences."""
    return pd.DataFrame({"person_id": who, "start_date": start.astype(str), "end_date": end.astype(str)})


def _presence(world: World) -> np.ndarray:
    """Who is at work on which day: people by days."""
    roster, days = world.people.iloc[: world.size], world.days
    start, end = (roster[name].to_numpy().astype("datetime64[D]") for name in ("start_date", "end_date"))
    here = ~(days < start[:, None]) & ~(days > end[:, None])
    row = pd.Index(world.ids).get_indexer(world.absences["person_id"])
    first, last = (world.absences[name].to_numpy().astype("datetime64[D]") for name in ("start_date", "end_date"))
    away = np.zeros((world.size, len(days) + 1), dtype=int)
    np.add.at(away, (row, np.searchsorted(days, first)), 1)
    np.add.at(away, (row, np.searchsorted(days, last, side="right")), -1)
    return here & (np.cumsum(away, axis=1)[:, :-1] <= 0)


def _tables(world: World) -> dict[str, pd.DataFrame]:
    here = _presence(world) * np.is_busday(world.days)
    helps = _drawn(world, world.help, here)
    meets = _drawn(world, np.triu(world.meet, 1), here)
    turned = world.rng.random(len(meets[0])) < 0.5
    meets = (np.where(turned, meets[1], meets[0]), np.where(turned, meets[0], meets[1]), meets[2])
    thanked, asked = (world.rng.random(len(helps[0])) < share for share in (THANKED, ASKED))
    parts = [
        _rows(world, helps, HELP_KINDS),
        _rows(world, meets, MEETING_KINDS),
        _requests(world, [column[asked] for column in helps]),
        _notifications(world),
        *[_rows(world, (np.full(len(d), i), np.full(len(d), j), d), {"meeting": 1.0}) for i, j, d in world.extra],
    ]
    thanks = _rows(world, (helps[1][thanked], helps[0][thanked], helps[2][thanked]), {"thanks": 1.0})
    names = {"from_id": "giver_id", "to_id": "receiver_id"}
    shuffled = pd.concat(parts, ignore_index=True).sample(frac=1, random_state=world.rng)
    return {
        "people": world.people,
        "interactions": shuffled.reset_index(drop=True),
        "recognitions": thanks.drop(columns="kind").rename(columns=names),
        "absences": world.absences,
    }


def _drawn(world: World, rate: np.ndarray, here: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Source, target and day (as a place in `days`) of every contact."""
    weight = world.day_weight * here
    count = world.rng.poisson(rate * (weight @ here.T))
    source, target = (np.repeat(side, count.ravel()) for side in np.divmod(np.arange(count.size), world.size))
    chances = np.cumsum(weight[source] * here[target], axis=1)
    points = world.rng.random(len(source)) * chances[:, -1] if len(source) else np.zeros(0)
    return source, target, (chances <= points[:, None]).sum(axis=1)


def _rows(world: World, drawn: tuple[np.ndarray, ...], kinds: dict[str, float]) -> pd.DataFrame:
    """Rows of the table of interactions, at times between 8 and 18, some of them later."""
    source, target, day = drawn
    late_share = np.full((world.size, len(world.days)), 0.05)
    for person, share in world.late_share.items():
        late_share[person] = share
    late = world.rng.random(len(day)) < late_share[source, day]
    second = np.where(late, world.rng.uniform(18, 22, len(day)), world.rng.uniform(8, 18, len(day))) * 3600
    time = world.days[day].astype("datetime64[s]") + second.astype("timedelta64[s]")
    kind = world.rng.choice(list(kinds), len(day), p=list(kinds.values()))
    ids = world.ids
    return pd.DataFrame({"from_id": ids[source], "to_id": ids[target], "timestamp": time, "kind": kind})


def _requests(world: World, helps: list[np.ndarray]) -> pd.DataFrame:
    """Requests answered by some of the helps of the same day, and others that nobody answered."""
    helper, seeker, day = helps
    answered = _rows(world, (seeker, helper, day), {"request": 1.0})
    answered["timestamp"] = answered["timestamp"].dt.floor("D") + pd.Timedelta(hours=7)
    some = np.flatnonzero(world.rng.random(len(day)) < UNANSWERED)
    other = world.rng.permutation(some)
    fits = seeker[some] != helper[other]
    open_ones = _rows(world, (seeker[some][fits], helper[other][fits], day[some][fits]), {"request": 1.0})
    return pd.concat([answered, open_ones], ignore_index=True)


def _notifications(world: World) -> pd.DataFrame:
    """What a service account writes: a message to somebody, many times a day."""
    working = np.flatnonzero(np.is_busday(world.days))
    day = world.rng.choice(working, 5 * len(working))
    rows = _rows(world, (np.zeros(len(day), int), world.rng.integers(world.size, size=len(day)), day), {"message": 1.0})
    return rows.assign(from_id="service")
