"""How the load of an over-relied helper can be shared: who takes which part, and what comes of it.

What is handed on are tasks of a kind for a team, never people. A part goes to somebody who gives help of that kind
already, and who is in touch with those who ask or does the same for their team. They have room, and still have after:
below what three in four colleagues like them give.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from ally_graph.analysis import Analysis
from ally_graph.errors import SettingError, did_you_mean
from ally_graph.matching import rules
from ally_graph.matching.grounds import WEEK_DAYS, Grounds, weekly
from ally_graph.measures import reliance
from ally_graph.measures.workload import after_hours
from ally_graph.network import Network
from ally_graph.network.events import SUPPORT, decay
from ally_graph.records import Records
from ally_graph.stats import chance
from ally_graph.vocabulary import kind_title
from ally_graph.wording.counts import tally

SEED = 40
ROUNDING = 1e-9
TAKER_RULES = (rules.right_kind, rules.here_all_along, rules.knows_the_place, rules.is_in_touch, rules.has_room)
"""Who can take something over: the rules for buddies, but for having a place free."""
NOT_HANDED_ON = ("recognition", "mentoring")
"""Thanks are no task, and whom somebody mentors is between the two."""
OFTEN = 3
"""Whoever has given a kind of help so often has practice in it."""


@dataclass(frozen=True)
class Part:
    """What a helper is asked for: help of a kind for a team.

    `events` is how often in the window, `people` for how many, `share` which part of all their help it is, and `late`
    which part of it falls after hours (None where most records have no time of day).
    """

    kind: str
    team: str
    events: int
    people: int
    share: float
    late: float | None


@dataclass(frozen=True)
class Step:
    """Somebody takes over a share of what the helper does of a kind for a team; `why` says why it is them."""

    to: str
    kind: str
    team: str
    share: float
    events: int
    people: int
    why: str

    def to_dict(self) -> dict:
        """The step as plain values."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


TASKS = {"help": "the help", "answer": "the answers", "review": "the reviews", "checkin": "the check-ins",
         "cover": "the cover", "training": "the training", "nomination": "what they are turned to for"}  # fmt: skip
"""What is handed on of each kind, as it stands in a sentence."""


def task_words(step: Step) -> str:
    """What somebody takes over, as it stands after their name.

    >>> task_words(Step("bo", "review", "design", 0.52, 13, 2, ""))
    '52% of the reviews in design'
    """
    team = f" in {step.team}" if step.team else ""
    share = "all" if step.share >= 1 else f"{step.share:.0%}"
    return f"{share} of {TASKS.get(step.kind, kind_title(step.kind).lower())}{team}"


@dataclass(frozen=True)
class Measured:
    """A helper's load in helps a week, how many depend on them alone, and what it means for the others.

    `gini_excess` is how much more unevenly help is spread among those who give any than chance has it. `bus_factor` is
    without how many helpers most of the help would be missed in the team that gets most of this helper's.
    """

    load: float
    dependants: int
    gini_excess: float
    bus_factor: int

    def to_dict(self) -> dict:
        """The figures as plain values."""
        return {"load": round(self.load, 6), "dependants": self.dependants,
                "gini_excess": round(self.gini_excess, 6), "bus_factor": self.bus_factor}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """For one helper: what is asked of them, who could take which part, and what it would change.

    `after` is how things are once the steps of all plans that were made together are done. `named` says whether the
    findings call them over-relied on; `why` what the plan rests on, or why there is nothing to hand on.
    """

    person: str
    named: bool
    asked: tuple[Part, ...]
    steps: tuple[Step, ...]
    before: Measured
    after: Measured
    why: str

    def to_dict(self) -> dict:
        """The plan as plain values."""
        return {
            "person": self.person,
            "named": self.named,
            "why": self.why,
            "asked": [dict(vars(part)) for part in self.asked],
            "steps": [step.to_dict() for step in self.steps],
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
        }


def share_load(
    records: Records,
    analysis: Analysis,
    *,
    helper: str | None = None,
    handed_on: float | None = None,
    steps: int | None = None,
) -> tuple[Plan, ...]:
    """A plan for each over-relied helper, or for one helper, with the figures before and after.

    Parts go one by one to whoever frees most people from depending on the helper alone and takes most. They stay below
    what three in four colleagues like them give, and nobody comes to depend on them alone instead.

    Parameters
    ----------
    helper
        For whom; the over-relied unless given. Where the findings name nobody, it is whoever gives most.
    handed_on
        The share of the load that a plan tries to hand on; that of the settings unless given.
    steps
        How many steps a plan has at most; as many as the settings say unless given.

    Raises
    ------
    SettingError
        For a helper who is not at work in this window.
    """
    here = Grounds(records, analysis)
    settings = here.settings
    asked = _Sharing(here, settings.handed_on if handed_on is None else handed_on, steps or settings.handed_steps)
    helpers = _helpers(here, helper)
    taken = [asked.hand_on(person, helpers) for person in helpers]
    after = replace(here.base, events=replace(here.base.events, source=asked.source))
    by_chance = _gini_by_chance(here)
    plans = []
    for person, moves in zip(helpers, taken, strict=True):
        team = _most_helped(here, person)
        before, then = (_measured(network, here, person, team, by_chance) for network in (here.base, after))
        told = tuple(asked.told(person, moves))
        plans.append(Plan(here.ids[person], bool(here.overrelied[person]), tuple(_parts(here, person)), told,
                          before, then, _why(here, person, told)))  # fmt: skip
    return tuple(plans)


def _helpers(here: Grounds, helper: str | None) -> list[int]:
    """For whom plans are made, by code, the greatest load first."""
    if helper is not None:
        if helper not in here.ids:
            raise SettingError(f"There is no {helper} at work in this period. {did_you_mean(helper, here.ids)}".strip())
        return [here.ids.index(helper)]
    order = np.argsort(-here.load, kind="stable")
    named = [int(person) for person in order if here.overrelied[person]]
    return named or [int(person) for person in order[:1] if here.load[person] > 0]


class _Sharing:
    """Who gave which help, while parts of it go from one to another."""

    def __init__(self, here: Grounds, handed_on: float, most_steps: int) -> None:
        base, events = here.base, here.base.events
        self.here, self.handed_on, self.most_steps = here, handed_on, most_steps
        self.source, self.support = events.source.copy(), events.flow_is(*SUPPORT)
        self.weight = events.weight * decay(events.age.copy(), here.settings.half_life_days)
        self.given = np.asarray(base.help_events.sum(axis=1)).ravel().astype(float)
        self.help = base.help.toarray() if here.size <= DENSE else base.help.tolil()
        self.received, self.first = base.help.sum(axis=0), self.given.copy()
        self.asked_for = base.help_events.sum(axis=0)
        self.can = np.logical_and.reduce([rule(here) for rule in TAKER_RULES])
        self.team = _teams(here)
        source, kind, team = (part[self.support] for part in (events.source, events.kind, self.team[events.target]))
        self.done = np.zeros((here.size, max(1, len(events.kinds))), dtype=int)
        np.add.at(self.done, (source, kind), 1)
        self.done_in = set(zip(source.tolist(), kind.tolist(), team.tolist(), strict=True))

        tasks = np.array([kind not in NOT_HANDED_ON for kind in events.kinds], dtype=bool)
        self.task = self.support & (tasks[events.kind] if len(tasks) else False)

    def room(self, person: int) -> int:
        """How many more helps somebody can give in the window within their limit, and no more than double of now."""
        most = self.here.limit[person] * self.here.base.effort[person] / WEEK_DAYS
        double = 2 * max(self.first[person], OFTEN)
        return max(0, int(np.floor(min(most, double) - self.given[person] + ROUNDING)))

    def hand_on(self, helper: int, helpers: list[int]) -> list[tuple[int, int, np.ndarray]]:
        """The moves of one helper: to whom, of which kind, and which events."""
        mine = np.flatnonzero(self.support & (self.source == helper))
        left, moves = int(np.floor(self.handed_on * len(mine))), []
        while left > 0 and len({(to, kind, self._team_of(some)) for to, kind, some in moves}) < self.most_steps:
            best = self._best(helper, helpers, left, known=True) or self._best(helper, helpers, left, known=False)
            if best is None:
                break
            _, to, kind, some = best
            self._carry_out(helper, to, some)
            moves.append((to, kind, some))
            left -= len(some)
        return moves

    def _team_of(self, events: np.ndarray) -> int:
        return int(self.team[self.here.base.events.target[events[0]]])

    def _best(self, helper: int, helpers: list[int], left: int, *, known: bool) -> tuple | None:
        return max(self._moves(helper, helpers, left, known=known), key=lambda move: move[0], default=None)

    def _moves(
        self, helper: int, helpers: list[int], left: int, *, known: bool
    ) -> Iterator[tuple[tuple, int, int, np.ndarray]]:
        """Every next move there could be, with what it is worth; only to those `known` to the askers, or to others."""
        here, events = self.here, self.here.base.events
        mine = np.flatnonzero(self.support & (self.source == helper))
        askers = np.unique(events.target[mine])
        for to in self._near(askers, known=known):
            room = min(self.room(to), left)
            if not self.can[to] or to in helpers or room < 1:
                continue
            done = self.done[to]
            for kind in np.unique(events.kind[mine[self.task[mine]]]):
                if not done[kind]:
                    continue
                of_kind = mine[events.kind[mine] == kind]
                for team in np.unique(self.team[events.target[of_kind]]):
                    part = of_kind[self.team[events.target[of_kind]] == team]
                    some, freed = self._taken(helper, int(to), part, room, known=known)
                    if len(some):
                        worth = (freed, done[kind] >= OFTEN, len(some), done[kind], -here.load[to], -int(to))
                        yield worth, int(to), int(kind), some

    def _taken(self, helper: int, to: int, part: np.ndarray, room: int, *, known: bool) -> tuple[np.ndarray, int]:
        """Which events of a part somebody could take over, and how many people that frees from depending on one."""
        target = self.here.base.events.target
        found, freed = [], 0
        for one in self._could_come(helper, to, part, known=known):
            mine = part[target[part] == one]
            most = min(room - sum(map(len, found)), len(mine), self._until_they_depend(to, one, mine))
            if most < 1:
                continue
            some = mine[np.unique(np.linspace(0, len(mine) - 1, most).round().astype(int))]
            found.append(some)
            freed += self._depends(helper, one) and not self._depends(helper, one, less=self.weight[some].sum())
        return (np.concatenate(found) if found else np.zeros(0, dtype=np.int64)), freed

    def _near(self, askers: np.ndarray, *, known: bool) -> np.ndarray:
        """Who is in touch with those who ask, or helps the people of their teams."""
        if known:
            return np.unique(self.here.tied[askers].tocoo().col)
        near = np.isin(self.team, self.team[askers][self.team[askers] >= 0])
        return np.unique(self.source[self.support & near[self.here.base.events.target]])

    def _could_come(self, helper: int, to: int, part: np.ndarray, *, known: bool) -> list[int]:
        """Who of those who ask could come to somebody else: those who depend on the helper first.

        They know each other, or somebody gives such help in that team already; nobody within a closed group.
        """
        here, target = self.here, self.here.base.events.target
        asking = [int(one) for one in np.unique(target[part]) if one != to]
        asking = [one for one in asking if here.closed[one] < 0 or here.closed[one] != here.closed[to]]
        helps_there = not known and self._does_for(to, part[0])
        fitting = [one for one in asking if here.tied[to, one] > 0 or helps_there]
        return sorted(fitting, key=lambda one: (not self._depends(helper, one), one))

    def _does_for(self, to: int, event: int) -> bool:
        """Whether somebody gives help of the kind of this event to people of its team, by the records."""
        events = self.here.base.events
        team = int(self.team[events.target[event]])
        return team >= 0 and (to, int(events.kind[event]), team) in self.done_in

    def _depends(self, helper: int, one: int, less: float = 0.0) -> bool:
        """Whether somebody gets more than half of their help from one person, after so much less of it."""
        share = self.here.settings.sole_source_share
        enough = self.asked_for[one] >= self.here.settings.sole_source_events
        most = reliance.is_most(np.array(self.help[helper, one] - less), np.array(self.received[one]), share)
        return bool(enough and most)

    def _until_they_depend(self, to: int, one: int, events: np.ndarray) -> int:
        """How many of these events somebody can take over before they are the only one who is asked."""
        if self.asked_for[one] < self.here.settings.sole_source_events:
            return len(events)
        free = self.here.settings.sole_source_share * self.received[one] - self.help[to, one]
        heaviest = np.cumsum(np.sort(self.weight[events])[::-1])
        return int(np.count_nonzero(heaviest <= free * (1 - ROUNDING)))

    def _carry_out(self, helper: int, to: int, some: np.ndarray) -> None:
        self.source[some] = to
        self.given[helper] -= len(some)
        self.given[to] += len(some)
        for event in some:
            one = int(self.here.base.events.target[event])
            self.help[helper, one] -= self.weight[event]
            self.help[to, one] += self.weight[event]

    def told(self, helper: int, moves: list[tuple[int, int, np.ndarray]]) -> Iterator[Step]:
        """The moves as steps: those to the same person, of one kind and for one team, are one."""
        here, events = self.here, self.here.base.events
        together: dict[tuple[int, int, int], list[np.ndarray]] = {}
        for to, kind, some in moves:
            together.setdefault((to, kind, self._team_of(some)), []).append(some)
        mine = np.flatnonzero(self.support & (events.source == helper))
        for (to, kind, team), parts in together.items():
            some = np.concatenate(parts)
            whole = (events.kind[mine] == kind) & (self.team[events.target[mine]] == team)
            people = len(np.unique(events.target[some]))
            share = round(len(some) / int(whole.sum()), 6)
            yield Step(here.ids[to], events.kinds[kind], _team_name(here, team), share, len(some), people,
                       self._why(to, kind, some))  # fmt: skip

    def _why(self, to: int, kind: int, some: np.ndarray) -> str:
        """Why it is them, with figures."""
        here, events = self.here, self.here.base.events
        done = int(self.done[to, kind])
        people = np.unique(events.target[some])
        known = int((here.tied[[to]][:, people].toarray() > 0).sum())
        times = "once" if done == 1 else tally(done, "time")
        who = "the one" if len(people) == 1 == known else f"{known:,} of the {len(people):,}" if known else "their team"
        who = f"all {known:,}" if known == len(people) > 1 else who
        after = weekly(self.given, here.base.effort)[to]
        title = kind_title(events.kinds[kind]).lower()
        return (
            f"Gave help of this kind ({title}) {times} in this period, is in touch with {who}"
            f"{' who would come to them' if known else ''}, and would give {after:.1f} instead of "
            f"{here.load[to]:.1f} helps a week; three in four colleagues like them give up to {here.limit[to]:.1f}."
        )


DENSE = 5_000
"""Up to so many people the help between them fits in one plain table."""


def _teams(here: Grounds) -> np.ndarray:
    """Each person's team as a code; where no team is on record at all, the company is one."""
    team = here.column("team")
    return team if (team >= 0).any() else np.zeros(here.size, dtype=np.int64)


def _team_name(here: Grounds, team: int) -> str:
    names = here.base.groups("team")[1]
    return str(names[team]) if 0 <= team < len(names) else ""


def _parts(here: Grounds, helper: int) -> Iterator[Part]:
    """What somebody is asked for, the most of it first."""
    events = here.base.events
    mine = np.flatnonzero(events.flow_is(*SUPPORT) & (events.source == helper))
    late = after_hours(events.where(mine), here.base.as_of, here.settings, here.people)
    team = here.column("team")[events.target[mine]]
    parts = []
    for kind in np.unique(events.kind[mine]):
        for name in np.unique(team[events.kind[mine] == kind]):
            some = (events.kind[mine] == kind) & (team == name)
            share_late = None if late is None else round(float(late[some].mean()), 6)
            people = len(np.unique(events.target[mine[some]]))
            parts.append(Part(events.kinds[kind], _team_name(here, name), int(some.sum()), people,
                              round(float(some.mean()), 6), share_late))  # fmt: skip
    yield from sorted(parts, key=lambda part: (-part.events, part.kind, part.team))


def _most_helped(here: Grounds, helper: int) -> np.ndarray:
    """The people of the team that gets most of somebody's help; everyone where it is too small or not on record."""
    row = here.base.help_events.tocsr()[[helper]].toarray()[0]
    team = here.column("team")
    counts = np.bincount(team[(row > 0) & (team >= 0)], row[(row > 0) & (team >= 0)], minlength=1)
    members = np.flatnonzero(team == np.argmax(counts)) if counts.sum() else np.zeros(0, dtype=np.int64)
    return members if len(members) >= here.settings.min_group else np.arange(here.size)


def _measured(network: Network, here: Grounds, helper: int, team: np.ndarray, by_chance: float) -> Measured:
    given = np.asarray(network.help_events.sum(axis=1)).ravel()
    load = weekly(given, here.base.effort)
    sole = reliance.sole_sources(network).tocoo().row
    gini = chance.gini(load[_givers(here)])
    return Measured(float(load[helper]), int((sole == helper).sum()), float(gini - by_chance),
                    reliance.bus_factor_of(network, team))  # fmt: skip


def _givers(here: Grounds) -> np.ndarray:
    """Who gave any help in the window, having been at work for a day."""
    return (here.load > 0) & (here.base.effort > 0)


def _gini_by_chance(here: Grounds) -> float:
    """The Gini among those who give help if each of them were as likely to give each of it."""
    givers = _givers(here)
    effort = np.where(givers, here.base.effort, 0.0)
    given = int(np.asarray(here.base.help_events.sum(axis=1)).ravel()[givers].sum())
    return chance.gini_by_chance(np.ones(given), effort, chance.generator(here.settings.seed, SEED))


def _why(here: Grounds, helper: int, steps: tuple[Step, ...]) -> str:
    """What a plan rests on, in one sentence, or why there is none."""
    load, limit = here.load[helper], here.limit[helper]
    start = f"Gives {load:.1f} helps a week where three in four colleagues like them give no more than {limit:.1f}"
    if steps:
        moved, people = sum(step.events for step in steps), len({step.to for step in steps})
        takers = "one colleague who gives" if people == 1 else f"{people} colleagues who give"
        return f"{start}; {tally(moved, 'help')} of this period could have come from {takers} such help already."
    return f"{start}; nobody who gives such help and is in touch with those who ask has room: agree what can wait."
