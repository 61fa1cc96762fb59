"""The people of a company of any size: teams, levels, managers, absences, and the parts that were planted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ally_graph.errors import SettingError
from ally_graph.simulate.company import Plan, table
from ally_graph.simulate.names import mixed_names
from ally_graph.simulate.workdays import END, busyness, first_day

DEPENDANTS = 4
ISOLATED_CONTACT = 0.1
PLAIN_TEAM = (8, 24)
RANDOM_TEAM_MEAN = 15
SMALLEST_TEAM = 4
NEIGHBOURS = (1, -1, 2, -2)
PART_TIME_SHARE = 0.08
HIRED_SHARE = 0.05
NO_HIRES_AT_THE_END = 60
LEAVE_SHARE = 0.8
SICK_SHARE = 0.4
REPORTING_LEADS = 8


@dataclass(frozen=True)
class Crowd:
    """People in the order of their teams, with what decides whom they meet.

    `first[t]` is the first person of team `t` (and `first[t + 1]` the one after its last), `code` the place of each
    person's id among the sorted ids. `away` holds the first and last day of a leave and of a sick time, as days since
    1970, shape (people, 2, 2). `sole_helper` is the one a dependant turns to, -1 for everybody else. The isolated are
    drawn in no event: the few they have are put in apart.
    """

    people: pd.DataFrame
    absences: pd.DataFrame
    ids: np.ndarray
    code: np.ndarray
    team: np.ndarray
    first: np.ndarray
    neighbours: np.ndarray
    popularity: np.ndarray
    activity: np.ndarray
    started: np.ndarray
    away: np.ndarray
    isolated: np.ndarray
    helpers: np.ndarray
    sole_helper: np.ndarray

    @cached_property
    def sorted_ids(self) -> pd.Index:
        """All ids, sorted."""
        return pd.Index(np.sort(self.ids), dtype="str")

    def people_by_code(self, codes: np.ndarray) -> pd.Categorical:
        """Ids as categories, from their places among the sorted ids."""
        return pd.Categorical.from_codes(codes, categories=self.sorted_ids)

    def both_here(self, one: np.ndarray, other: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Whether both are at work on that day."""
        return self._here(one, day) & self._here(other, day)

    def presence(self, days: np.ndarray) -> np.ndarray:
        """The share of each person's working days in a stretch on which they are at work."""
        busy = busyness(days)
        total = np.zeros(len(self.ids))
        everyone = np.arange(len(self.ids))
        for day, weight in zip(days.astype(np.int64)[busy > 0], busy[busy > 0], strict=True):
            total += weight * self._here(everyone, np.full(len(everyone), day))
        return total / max(busy.sum(), 1e-9)

    def _here(self, who: np.ndarray, day: np.ndarray) -> np.ndarray:
        here = day >= self.started[who]
        for k in range(self.away.shape[1]):
            here &= (day < self.away[who, k, 0]) | (day > self.away[who, k, 1])
        return here


def crowd_of(plan: Plan, rng: np.random.Generator, *, isolated: int, overrelied: int, alike: bool) -> Crowd:
    """Draw the people of a company; `alike` people differ in popularity only, others in activity and hours too."""
    count = plan.people
    sizes = _plain_sizes(count, rng) if alike else _unequal_sizes(count, rng)
    team = np.repeat(np.arange(len(sizes)), sizes)
    first = np.concatenate([[0], np.cumsum(sizes)])
    width = max(2, len(str(count)))
    code = rng.permutation(count)
    ids = np.array([f"p{number:0{width}}" for number in range(1, count + 1)])[code]
    parts = _parts(team, first, isolated, overrelied, rng)
    lonely, helpers, sole_helper = parts
    planted = np.concatenate([lonely, helpers, np.flatnonzero(sole_helper >= 0)])
    fte = _hours(count, planted, rng)
    started = _starts(plan.months, count, planted, rng)
    away = _absences(plan.months, planted, count, rng)
    popularity = rng.lognormal(0.0, plan.spread, count) * fte
    activity = fte * (1.0 if alike else rng.lognormal(0.0, plan.spread, count))
    popularity[planted] = activity[planted] = 1.0
    popularity[lonely] = activity[lonely] = 0.0
    return Crowd(
        people=_roster(ids, team, first, fte, started, rng),
        absences=_absence_table(ids, away, started),
        ids=ids,
        code=code,
        team=team,
        first=first,
        neighbours=_neighbours(len(sizes)),
        popularity=popularity,
        activity=activity,
        started=started,
        away=away,
        isolated=lonely,
        helpers=helpers,
        sole_helper=sole_helper,
    )


def _plain_sizes(count: int, rng: np.random.Generator) -> np.ndarray:
    """Teams of 8 to 24; one team where there are fewer than 16 people.

    >>> sizes = _plain_sizes(500, np.random.default_rng(1))
    >>> int(sizes.sum()), bool(sizes.min() >= 8), bool(sizes.max() <= 24)
    (500, True, True)
    """
    low, high = PLAIN_TEAM
    teams = max(1, round(count / ((low + high) / 2)))
    sizes = np.full(teams, count // teams) + (np.arange(teams) < count % teams)
    if sizes.min() < low or sizes.max() > high:
        return sizes
    for one, other in rng.permuted(np.arange(teams - teams % 2)).reshape(-1, 2):
        shift = rng.integers(0, min(sizes[one] - low, high - sizes[other]) + 1)
        sizes[one], sizes[other] = sizes[one] - shift, sizes[other] + shift
    return sizes


def _unequal_sizes(count: int, rng: np.random.Generator) -> np.ndarray:
    """Teams of at least four, some several times as large as others.

    >>> int(_unequal_sizes(60, np.random.default_rng(1)).sum())
    60
    """
    teams = max(1, round(count / RANDOM_TEAM_MEAN))
    if count < teams * SMALLEST_TEAM:
        return np.array([count])
    return SMALLEST_TEAM + rng.multinomial(count - teams * SMALLEST_TEAM, rng.dirichlet(np.full(teams, 3.0)))


def _neighbours(teams: int) -> np.ndarray:
    """The teams each team has to do with: up to four, the next ones on a ring.

    >>> _neighbours(3)
    array([[1, 2],
           [2, 0],
           [0, 1]])
    """
    steps = sorted({step % teams for step in NEIGHBOURS} - {0})
    return (np.arange(teams)[:, None] + np.array(steps, dtype=int)[None, :]) % teams


def _parts(
    team: np.ndarray, first: np.ndarray, isolated: int, overrelied: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who is isolated, who is over-relied on, and whom each dependant turns to; never a team's lead."""
    staff = np.setdiff1d(rng.permutation(len(team)), first[:-1])
    staff = rng.permutation(staff)
    if isolated + overrelied * (1 + DEPENDANTS) > len(staff):
        raise SettingError(
            f"{isolated} isolated and {overrelied} over-relied people with {DEPENDANTS} dependants each don't fit into "
            f"a company of {len(team)}. Plant fewer, or simulate more people."
        )
    lonely, free = staff[:isolated], staff[isolated:]
    sole_helper = np.full(len(team), -1)
    helpers = []
    for _ in range(overrelied):
        helper, dependants = _helper_and_dependants(free, team, helpers)
        helpers.append(helper)
        sole_helper[dependants] = helper
        free = free[~np.isin(free, [helper, *dependants])]
    return lonely, np.array(helpers, dtype=int), sole_helper


def _helper_and_dependants(free: np.ndarray, team: np.ndarray, helpers: list[int]) -> tuple[int, np.ndarray]:
    """A helper and four dependants, of one team if some team has five free people, one without a helper first."""
    counts = np.bincount(team[free], minlength=team.max() + 1)
    taken = np.bincount(team[helpers], minlength=len(counts)) if helpers else np.zeros(len(counts), dtype=int)
    usable = np.flatnonzero(counts > DEPENDANTS)
    if len(usable) == 0:
        return int(free[0]), free[1 : 1 + DEPENDANTS]
    chosen = usable[np.lexsort((usable, -counts[usable], taken[usable]))[0]]
    mates = free[team[free] == chosen]
    return int(mates[0]), mates[1 : 1 + DEPENDANTS]


def _hours(count: int, planted: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    fte = np.where(rng.random(count) < PART_TIME_SHARE, rng.choice([0.5, 0.6, 0.8], count), 1.0)
    fte[planted] = 1.0
    return fte


def _starts(months: int, count: int, planted: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """First days at work, as days since 1970: most long before, a few inside the span, none in its last 60 days."""
    begin, end = int(first_day(months).astype(int)), int(END.astype(int)) - NO_HIRES_AT_THE_END
    long_ago = begin - rng.integers(100, 4000, count)
    hired = rng.random(count) < HIRED_SHARE
    hired[planted] = False
    if end <= begin:
        return long_ago
    return np.where(hired, rng.integers(begin, end, count), long_ago)


def _absences(months: int, planted: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """A leave of a week or two for most and a few sick days for some, each at a random time; none for the planted."""
    begin, end = int(first_day(months).astype(int)), int(END.astype(int))
    away = np.full((count, 2, 2), -1, dtype=np.int64)
    for k, (share, lengths) in enumerate(((LEAVE_SHARE, (5, 12)), (SICK_SHARE, (1, 2, 3)))):
        start = rng.integers(begin, end, count)
        stop = np.minimum(start + rng.choice(lengths, count) - 1, end - 1)
        takes = rng.random(count) < share
        takes[planted] = False
        away[takes, k] = np.stack([start, stop], axis=1)[takes]
    return away


def _absence_table(ids: np.ndarray, away: np.ndarray, started: np.ndarray) -> pd.DataFrame:
    taken = (away[:, :, 0] >= 0) & (away[:, :, 0] >= started[:, None])
    who, which = np.nonzero(taken)
    start, stop = (np.datetime_as_string(away[who, which, k].astype("datetime64[D]")) for k in (0, 1))
    return table("absences", list(zip(ids[who].tolist(), start.tolist(), stop.tolist(), strict=True)))


def _roster(
    ids: np.ndarray, team: np.ndarray, first: np.ndarray, fte: np.ndarray, started: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """The people table: the first of each team leads it, and leads report to leads."""
    count = len(ids)
    lead = first[:-1][team]
    above = np.where(np.arange(len(first) - 1) > 0, first[:-1][(np.arange(len(first) - 1) - 1) // REPORTING_LEADS], -1)
    manager = np.where(np.arange(count) == lead, above[team], lead)
    width = len(str(len(first) - 1))
    frame = pd.DataFrame(
        {
            "person_id": ids,
            "name": mixed_names(count, rng),
            "team": [f"Team {number + 1:0{width}}" for number in team.tolist()],
            "level": np.where(np.arange(count) == lead, 4, rng.integers(1, 4, count)),
            "manager_id": pd.Series(np.where(manager >= 0, ids[manager], None), dtype="str"),
            "work_mode": rng.choice(["onsite", "hybrid", "remote"], count, p=[0.4, 0.4, 0.2]),
            "kind": "employee",
            "fte": fte,
            "start_date": np.datetime_as_string(started.astype("datetime64[D]")),
        }
    )
    return frame.sort_values("person_id", ignore_index=True)
