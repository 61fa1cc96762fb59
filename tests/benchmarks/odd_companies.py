"""Invented companies whose true rates of contact are known.

A company has people in teams of 6 to 16, teams in departments, and one lead a team. Contact runs between lasting
pairs: who is tied to whom is drawn by team and by each person's popularity, each pair has a lognormal strength, and
the help in a pair is shared unevenly between its two directions. A pair's contacts come by a Poisson process whose
rate follows the working days and the presence of both people. Leads also have one-to-ones with all their reports.

Each company has one twist, its kind: heavy-tailed popularity, bursty gaps, a working calendar with holidays and a
quiet summer, the same with everybody's leave and illness, meetings of several people, mails to many, projects that
end half way, hiring, or squads across the formal teams.
Known patterns can be planted on top of it. The truth that comes with the tables is computed from the rates and never
from the drawn contacts. It counts pair contact and meetings, each meeting as one contact for each pair present, and
it leaves out the mails to many, since these tie nobody to anybody.

The window is 26 weeks, 2025-12-29 to 2026-06-28. Rates are held per 90 days, which have 64 working days.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

KINDS = ("plain", "attachment", "bursty", "season", "leave", "meetings", "mail", "projects", "growing", "matrix")
PLANTS = ("closed", "unequal", "bridge", "leader", "unbalanced", "overrelied", "cooling", "isolated")

LAST_DAY = np.datetime64("2026-06-28", "D")
DAYS = 182
FIRST_DAY = LAST_DAY - np.timedelta64(DAYS - 1, "D")
QUARTER = DAYS - 90
LAST_SIX_WEEKS = DAYS - 42
WORKING_DAYS = 64.0
ASK_SHARE = 0.2  # requests for help, per help that is given
ATTENDANCE = 0.92
GAP_EXPONENT = 2.2
ISOLATED_SHARE = 0.08
CLOSED_SHARE = 0.06
HOLIDAYS = ("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25")
FIRST_NAMES = [
    "Ada",
    "Bela",
    "Cora",
    "Dario",
    "Edda",
    "Fenn",
    "Gita",
    "Hugo",
    "Ines",
    "Jarl",
    "Kaya",
    "Levi",
    "Mona",
    "Nilo",
    "Olga",
    "Pavo",
    "Quin",
    "Rosa",
    "Sven",
    "Tova",
]
LAST_NAMES = [
    "Abara",
    "Bright",
    "Castle",
    "Dorne",
    "Ember",
    "Fallow",
    "Grieve",
    "Harrow",
    "Ilves",
    "Jansen",
    "Kestrel",
    "Lorne",
    "Marsh",
    "Nettle",
    "Orme",
]

Truth = dict[str, object]
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Staff:
    """The people of one company by their row number."""

    ids: np.ndarray
    team: np.ndarray
    department: np.ndarray
    manager: np.ndarray
    level: np.ndarray
    start: np.ndarray
    fte: np.ndarray
    popularity: np.ndarray
    squad: np.ndarray
    absences: tuple[tuple[int, int, int], ...]
    eligible: np.ndarray

    @property
    def size(self) -> int:
        """Return the number of people."""
        return len(self.ids)

    @property
    def leads(self) -> np.ndarray:
        """Return the people who lead a team."""
        return np.flatnonzero(self.level >= 4)

    @property
    def same_team(self) -> np.ndarray:
        """Return which two people share a formal team."""
        return self.team[:, None] == self.team[None, :]


@dataclass(frozen=True)
class Series:
    """A group that meets now and then, with its rate per 90 days."""

    members: tuple[int, ...]
    rate: float


@dataclass(frozen=True)
class Model:
    """All rates of one company; the arrays are changed in place while patterns are planted."""

    staff: Staff
    kind: str
    help: np.ndarray  # [giver, receiver], per 90 days
    mutual: np.ndarray  # symmetric
    first: np.ndarray  # symmetric, first day on which a pair is in contact
    last: np.ndarray  # symmetric, the day after the last one
    steady: np.ndarray  # pairs of a lead and a report, which are not rescaled
    profile: np.ndarray  # one factor a day
    presence: np.ndarray  # one factor a person and day
    attendance: np.ndarray  # one factor a person
    series: list[Series]


# ---------------------------------------------------------------- people


def team_sizes(rng: np.random.Generator, people: int) -> np.ndarray:
    """Draw sizes of 6 to 16 that add up to the number of people and leave room for every plant."""
    teams = max(5, round(people / 12))
    while True:
        sizes = rng.integers(6, 17, teams)
        sizes[-1] += people - sizes.sum()
        medium = (sizes >= 8) & (sizes <= 14)
        if 6 <= sizes[-1] <= 16 and (sizes >= 8).sum() >= 4 and medium.sum() >= 2:
            return rng.permutation(sizes)


def reporting_lines(team: np.ndarray, department: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return everyone's manager (-1 for the head) and which people lead; the first of a team leads it."""
    leads = np.array([np.flatnonzero(team == t)[0] for t in range(team.max() + 1)])
    manager = leads[team].copy()
    heads = {d: leads[np.flatnonzero(department[leads] == d)[0]] for d in np.unique(department)}
    for lead in leads:
        manager[lead] = heads[department[lead]]
    for head in heads.values():
        manager[head] = leads[0]
    manager[leads[0]] = -1
    return manager, leads


def draw_levels(rng: np.random.Generator, manager: np.ndarray, leads: np.ndarray) -> np.ndarray:
    """Draw levels 1 to 3 for staff, 4 for leads and 5 for those who lead leads."""
    level = rng.choice([1, 2, 3], len(manager), p=[0.3, 0.45, 0.25])
    level[leads] = 4
    level[np.unique(manager[leads][manager[leads] >= 0])] = 5
    return level


def draw_starts(rng: np.random.Generator, kind: str, team: np.ndarray, leads: np.ndarray) -> np.ndarray:
    """Draw everyone's first day, counted from the start of the window, half of them within it when growing."""
    people = len(team)
    start = -rng.integers(120, 3000, people)
    if kind != "growing":
        return start
    others = np.setdiff1d(np.arange(people), leads)
    shuffled = rng.permutation(others)
    by_team = shuffled[np.argsort(team[shuffled], kind="stable")]
    picked = np.floor(np.arange(1, len(by_team) + 1) * (people // 2) / len(by_team) + 1e-9)
    hired = by_team[np.diff(picked, prepend=0) > 0]
    start[hired] = rng.integers(1, 24, len(hired)) * 7
    return start


def draw_absences(rng: np.random.Generator, kind: str, people: int) -> tuple[tuple[int, int, int], ...]:
    """Draw spells of leave and illness, and a few long absences, as person, first day and last day."""
    if kind != "leave":
        return ()
    spells = []
    for person in range(people):
        centres = [
            rng.choice([rng.integers(0, 8), rng.integers(92, 106), rng.integers(0, DAYS)]),
            rng.integers(110, DAYS),
        ]
        spells += [(person, int(day), int(day + rng.integers(3, 14))) for day in centres]
        spells += [(person, int(day), int(day + rng.integers(0, 4))) for day in rng.integers(0, DAYS, rng.poisson(0.7))]
    for person in rng.choice(people, max(2, people // 25), replace=False):
        day = int(rng.integers(20, 120))
        spells.append((int(person), day, day + int(rng.integers(42, 85))))
    return tuple((person, day, min(end, DAYS - 1)) for person, day, end in spells)


def draw_popularity(rng: np.random.Generator, kind: str, people: int) -> np.ndarray:
    """Draw how much each person is sought after, with a heavy tail under preferential attachment."""
    if kind == "attachment":
        return np.minimum(1 + rng.pareto(1.5, people), 15.0)
    return rng.lognormal(0.0, 0.45, people)


def draw_squads(rng: np.random.Generator, kind: str, team: np.ndarray) -> np.ndarray:
    """Deal people into squads of about seven across teams, or return -1 for everyone."""
    if kind != "matrix":
        return np.full(len(team), -1)
    squads = round(len(team) / 7)
    shuffled = rng.permutation(len(team))
    by_team = shuffled[np.argsort(team[shuffled], kind="stable")]
    squad = np.empty(len(team), dtype=int)
    squad[by_team] = np.arange(len(team)) % squads
    return squad


def draw_staff(rng: np.random.Generator, people: int, kind: str) -> Staff:
    """Draw the people, their teams and all that is known of them apart from contact."""
    sizes = team_sizes(rng, people)
    team = np.repeat(np.arange(len(sizes)), sizes)
    departments = max(2, round(len(sizes) / 4))
    department = team * departments // len(sizes)
    manager, leads = reporting_lines(team, department)
    start = draw_starts(rng, kind, team, leads)
    absences = draw_absences(rng, kind, people)
    fte = np.where(rng.random(people) < 0.08, rng.choice([0.6, 0.8], people), 1.0)
    fte[leads] = 1.0
    long_away = {person for person, day, end in absences if end - day > 20}
    eligible = (fte == 1.0) & (start < 0) & ~np.isin(np.arange(people), list(long_away) + list(leads))
    return Staff(
        ids=np.array([f"p{number:03d}" for number in rng.permutation(people) + 1]),
        team=team,
        department=department,
        manager=manager,
        level=draw_levels(rng, manager, leads),
        start=start,
        fte=fte,
        popularity=draw_popularity(rng, kind, people),
        squad=draw_squads(rng, kind, team),
        absences=absences,
        eligible=eligible,
    )


# ---------------------------------------------------------------- days


def day_profile(kind: str) -> np.ndarray:
    """Return one factor a day: working days alike, or a calendar with holidays and quiet weeks."""
    weekday = np.arange(DAYS) % 7  # the window starts on a Monday
    if kind not in ("season", "leave"):
        return (weekday < 5).astype(float)
    profile = np.array([0.85, 1.2, 1.15, 1.1, 0.7, 0.0, 0.0])[weekday]
    profile[:7] *= 0.05  # the part of the two quiet weeks around Christmas that the window holds
    profile[DAYS - 21 :] *= 0.6
    profile[(np.array(HOLIDAYS, dtype="datetime64[D]") - FIRST_DAY).astype(int)] = 0.0
    return profile


def day_presence(staff: Staff) -> np.ndarray:
    """Return how far each person is there on each day: hired, past the first weeks, not away, part time."""
    since = np.arange(DAYS)[None, :] - staff.start[:, None]
    ramp = np.where(since < 0, 0.0, np.minimum(1.0, 0.25 + 0.75 * since / 42))
    for person, day, end in staff.absences:
        ramp[person, day : end + 1] = 0.0
    return ramp * staff.fte[:, None]


# ---------------------------------------------------------------- ties


def draw_pairs(
    rng: np.random.Generator, weight: np.ndarray, allowed: np.ndarray, count: int, rounds: int
) -> np.ndarray:
    """Draw pairs without replacement by both people's weights, in rounds that favour those who already have many."""
    taken = np.zeros_like(allowed)
    upper = np.triu(allowed, 1)
    for turn in range(rounds):
        share = count * (turn + 1) // rounds - count * turn // rounds
        pull = np.log(weight * (taken.sum(1) + 3.0)) if rounds > 1 else np.log(weight)
        key = pull[:, None] + pull[None, :] + rng.gumbel(size=allowed.shape)
        key[~upper | taken] = -np.inf
        best = np.argsort(key, axis=None)[::-1][:share]
        rows, columns = np.unravel_index(best[np.isfinite(key.ravel()[best])], key.shape)
        taken[rows, columns] = taken[columns, rows] = True
    return taken


def fill_loners(rng: np.random.Generator, tied: np.ndarray, same_team: np.ndarray) -> None:
    """Give everyone at least four ties within the team."""
    for person in range(len(tied)):
        mates = np.flatnonzero(same_team[person] & ~tied[person])
        mates = mates[mates != person]
        lacking = max(0, 4 - int((tied[person] & same_team[person]).sum()))
        for mate in rng.permutation(mates)[:lacking]:
            tied[person, mate] = tied[mate, person] = True


def draw_ties(rng: np.random.Generator, staff: Staff, kind: str) -> np.ndarray:
    """Draw which pairs are lasting colleagues."""
    count = int(staff.size * rng.uniform(11.0, 13.0) / 2)
    rounds = 8 if kind == "attachment" else 1
    same_team = staff.same_team
    share = {"attachment": 0.62, "matrix": 0.42}.get(kind, 0.75)
    room = (np.triu(same_team, 1)).sum()
    inside = draw_pairs(rng, staff.popularity, same_team, min(int(count * share), int(0.88 * room)), rounds)
    fill_loners(rng, inside, same_team)
    squad_pairs = (staff.squad[:, None] == staff.squad[None, :]) & (staff.squad[:, None] >= 0) & ~same_team
    squads = draw_pairs(rng, staff.popularity, squad_pairs, int(np.triu(squad_pairs, 1).sum() * 0.9), 1)
    left = max(0, count - int(np.triu(inside | squads, 1).sum()))
    across = draw_pairs(rng, staff.popularity, ~same_team & ~squad_pairs, left, rounds)
    return inside | squads | across


def set_pair(model: Model, pair: tuple[int, int], total: float, mutual: float, given: float) -> None:
    """Set a pair's contact per 90 days, its mutual share and the share of its help that the first one gives."""
    one, two = pair
    helped = total * (1 - mutual) / (1 + ASK_SHARE)
    model.mutual[one, two] = model.mutual[two, one] = total * mutual
    model.help[one, two] = helped * given
    model.help[two, one] = helped * (1 - given)


def set_window(model: Model, pair: tuple[int, int], first: int, last: int) -> None:
    """Set the days between which a pair is in contact."""
    for one, two in (pair, pair[::-1]):
        model.first[one, two], model.last[one, two] = first, last


def draw_strength(rng: np.random.Generator, model: Model, pair: tuple[int, int]) -> None:
    """Draw one lasting pair's strength, mutual share and direction of help."""
    set_pair(model, pair, rng.lognormal(0.0, 0.9), rng.beta(5, 6), rng.beta(1.3, 1.3))


def draw_leading(rng: np.random.Generator, model: Model) -> None:
    """Give every lead weekly to fortnightly one-to-ones with all reports."""
    for person, lead in enumerate(model.staff.manager):
        if lead >= 0:
            set_pair(model, (lead, person), rng.uniform(6.4, 13.0), rng.uniform(0.7, 0.85), rng.beta(3, 1.5))
            model.steady[lead, person] = model.steady[person, lead] = True


def empty_model(staff: Staff, kind: str) -> Model:
    """Return a company in which nobody is in contact yet."""
    shape = (staff.size, staff.size)
    return Model(
        staff=staff,
        kind=kind,
        help=np.zeros(shape),
        mutual=np.zeros(shape),
        first=np.zeros(shape, dtype=int),
        last=np.full(shape, DAYS),
        steady=np.zeros(shape, dtype=bool),
        profile=day_profile(kind),
        presence=day_presence(staff),
        attendance=np.full(staff.size, ATTENDANCE),
        series=[],
    )


def end_projects(rng: np.random.Generator, model: Model) -> None:
    """Let most pairs across teams and some within stop in the middle fortnight, and as many new pairs begin."""
    total = pair_rates(model)
    same_team = model.staff.same_team
    rows, columns = np.nonzero(np.triu((total > 0) & ~model.steady, 1))
    stops = rng.random(len(rows)) < np.where(same_team[rows, columns], 0.3, 0.85)
    for inside in (True, False):
        chosen = np.flatnonzero(stops & (same_team[rows, columns] == inside))
        for one, two in zip(rows[chosen], columns[chosen], strict=True):
            set_window(model, (one, two), 0, int(rng.integers(84, 98)))
        begin_projects(rng, model, rows[chosen], columns[chosen], inside)


def begin_projects(rng: np.random.Generator, model: Model, rows: np.ndarray, columns: np.ndarray, inside: bool) -> None:
    """Tie the people of stopped pairs to others, so that all keep about as many colleagues as they had."""
    ends = rng.permutation(np.concatenate([rows, columns]))
    waiting = list(ends)
    same_team = model.staff.same_team
    while len(waiting) > 1:
        one = waiting.pop()
        total = pair_rates(model)[one]
        fit = [k for k, two in enumerate(waiting) if two != one and same_team[one, two] == inside and total[two] == 0]
        if fit:
            two = waiting.pop(fit[0])
            draw_strength(rng, model, (one, two))
            set_window(model, (one, two), int(rng.integers(84, 98)), DAYS)


# ---------------------------------------------------------------- expected numbers


def pair_rates(model: Model) -> np.ndarray:
    """Return each pair's contact per 90 days without meetings of several people."""
    return (model.help + model.help.T) * (1 + ASK_SHARE) + model.mutual


def exposure(model: Model, low: int, high: int) -> np.ndarray:
    """Return the factor between each pair's rate and its expected contacts from one day to before another."""
    weighted = model.presence * model.profile
    factor = weighted[:, low:high] @ model.presence[:, low:high].T
    cut = (model.first > low) | (model.last < high)
    for one, two in np.argwhere(np.triu(cut, 1)):
        days = slice(max(low, model.first[one, two]), max(low, min(high, model.last[one, two])))
        factor[one, two] = factor[two, one] = weighted[one, days] @ model.presence[two, days]
    return factor / WORKING_DAYS


def meeting_contact(model: Model, low: int, high: int) -> np.ndarray:
    """Return each pair's expected shared meetings; a meeting with fewer than three present is not held."""
    contact = np.zeros_like(model.help)
    days = np.flatnonzero(model.profile > 0)
    days = days[(days >= low) & (days < high)]
    for group in model.series:
        members = np.array(group.members)
        there = model.attendance[members, None] * model.presence[np.ix_(members, days)]
        away = 1 - there
        rate = group.rate / WORKING_DAYS * model.profile[days]
        odds = there / away
        both = (there * rate) @ there.T - (odds * (rate * away.prod(0))) @ odds.T
        np.fill_diagonal(both, 0.0)
        contact[np.ix_(members, members)] += both
    return np.maximum(contact, 0.0)


def expected(model: Model, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
    """Return expected help by giver and receiver, and expected contact by pair, from one day to before another."""
    factor = exposure(model, low, high)
    return model.help * factor, pair_rates(model) * factor + meeting_contact(model, low, high)


# ---------------------------------------------------------------- calibration and twists


def scale_pairs(model: Model, chosen: np.ndarray, factor: np.ndarray | float) -> None:
    """Multiply the rates of the chosen pairs."""
    for rates in (model.help, model.mutual):
        rates[:] = np.where(chosen, rates * factor, rates)


def calibrate(model: Model, target: float) -> None:
    """Scale the pairs without a reporting line to a mean pair contact per employed person in the last 90 days."""
    contact = pair_rates(model) * exposure(model, QUARTER, DAYS)
    employed = np.minimum(90, DAYS - model.staff.start).sum() / 90
    wanted = max(15.0, target - contact[model.steady].sum() / employed)
    scale_pairs(model, ~model.steady, wanted * employed / contact[~model.steady].sum())


def balance_squads(model: Model, target: float) -> None:
    """Make contact within the squad half of each person's contact."""
    staff = model.staff
    in_squad = (staff.squad[:, None] == staff.squad[None, :]) & ~staff.same_team & ~model.steady
    for _ in range(25):
        total = pair_rates(model)
        within = np.where(in_squad, total, 0.0).sum(1)
        factor = np.sqrt((total.sum(1) - within) / np.maximum(within, 1e-9))
        scale_pairs(model, in_squad, np.outer(factor, factor))
        calibrate(model, target)


def draw_series(rng: np.random.Generator, model: Model, target: float) -> None:
    """Draw groups that meet, around teams and around people who work together, to a mean of rows a person."""
    staff = model.staff
    sizes = np.arange(3, 16)
    chance = sizes**-2.2 / (sizes**-2.2).sum()
    for _ in range(int(staff.size * 0.6)):
        host = rng.integers(staff.size)
        near = staff.same_team[host] if rng.random() < 0.6 else pair_rates(model)[host] > 0
        others = np.setdiff1d(np.flatnonzero(near), [host])
        count = min(int(rng.choice(sizes, p=chance)) - 1, len(others))
        weight = staff.popularity[others] / staff.popularity[others].sum()
        guests = rng.choice(others, count, replace=False, p=weight)
        members = tuple(int(person) for person in (host, *guests))
        model.series.append(Series(members, float(rng.lognormal(0.0, 0.8))))
    factor = target * staff.size / meeting_contact(model, QUARTER, DAYS).sum()
    model.series[:] = [replace(group, rate=group.rate * factor) for group in model.series]


def draw_model(rng: np.random.Generator, people: int, kind: str) -> Model:
    """Draw a company with its twist and without plants."""
    staff = draw_staff(rng, people, kind)
    model = empty_model(staff, kind)
    for one, two in np.argwhere(np.triu(draw_ties(rng, staff, kind), 1)):
        draw_strength(rng, model, (one, two))
    draw_leading(rng, model)
    target = rng.uniform(66.0, 82.0)
    if kind == "projects":
        end_projects(rng, model)
    calibrate(model, target * 0.55 if kind == "meetings" else target)
    if kind == "matrix":
        balance_squads(model, target)
    if kind == "meetings":
        draw_series(rng, model, target * 0.5)
    return model


# ---------------------------------------------------------------- plants


class Ground:
    """What earlier plants have taken, so that later ones leave it alone."""

    def __init__(self, model: Model) -> None:
        """Start with nothing taken."""
        self.people: set[int] = set()
        self.silent: set[int] = set()
        self.closed_teams: set[int] = set()
        self.busy_teams: set[int] = set()
        self.barred = np.zeros_like(model.steady)
        self.unbalanced: tuple[int, str, float] | None = None
        self.usual = expected(model, QUARTER, DAYS)[1].sum(1)

    def bar(self, one_side: np.ndarray, other_side: np.ndarray) -> None:
        """Let no later plant bring two sets of people together."""
        self.barred[np.ix_(one_side, other_side)] = True
        self.barred[np.ix_(other_side, one_side)] = True

    def free(self, staff: Staff, strict: int, silent: bool = False) -> np.ndarray:
        """Return who can still carry a plant: 2 in untouched teams, 1 in open teams, 0 anywhere.

        Reports whose leader is silent count only when asked for.
        """
        free = staff.eligible.copy()
        free[list(self.people if silent else self.people | self.silent)] = False
        if strict >= 1:
            free &= ~np.isin(staff.team, list(self.closed_teams))
        if strict >= 2:
            free &= ~np.isin(staff.team, list(self.busy_teams))
        return free


def pick_person(rng: np.random.Generator, model: Model, ground: Ground) -> int:
    """Pick a free person with at least usual contact, in an untouched team when there is one."""
    for strict in (2, 1, 0):
        free = np.flatnonzero(ground.free(model.staff, strict))
        if len(free):
            strong = free[ground.usual[free] >= np.median(ground.usual[free])]
            person = int(rng.choice(strong))
            ground.people.add(person)
            ground.busy_teams.add(int(model.staff.team[person]))
            return person
    raise ValueError("too few people were there all the time for so many plants")


def part_groups(model: Model, one_side: np.ndarray, other_side: np.ndarray) -> None:
    """Let no meeting bring the two sides together: the smaller side no longer comes."""
    kept = []
    for group in model.series:
        members = np.array(group.members)
        ones, twos = np.isin(members, one_side), np.isin(members, other_side)
        if ones.any() and twos.any():
            members = members[~(ones if ones.sum() < twos.sum() else twos)]
        if len(members) >= 3:
            kept.append(Series(tuple(int(person) for person in members), group.rate))
    model.series[:] = kept


def cut_contact(model: Model, one_side: np.ndarray, other_side: np.ndarray) -> None:
    """Remove all contact between two sets of people."""
    for rates in (model.help, model.mutual):
        rates[np.ix_(one_side, other_side)] = 0.0
        rates[np.ix_(other_side, one_side)] = 0.0
    part_groups(model, one_side, other_side)


def plant_closed(rng: np.random.Generator, model: Model, ground: Ground) -> Truth:
    """Turn one team's contact inwards and keep its total."""
    staff = model.staff
    sizes = np.bincount(staff.team)
    heads = staff.team[staff.level == 5]
    fit = [t for t in np.flatnonzero((sizes >= 8) & (sizes <= 14)) if t not in ground.busy_teams]
    team = int(rng.choice([t for t in fit if t not in heads] or fit))
    ground.closed_teams.add(team)
    ground.busy_teams.add(team)
    inside = staff.team == team
    usual = ground.usual[inside].sum()
    part_groups(model, np.flatnonzero(inside), np.flatnonzero(~inside))
    ground.bar(np.flatnonzero(inside), np.flatnonzero(~inside))
    within, across = np.outer(inside, inside), np.outer(inside, ~inside) | np.outer(~inside, inside)
    contact = pair_rates(model) * exposure(model, QUARTER, DAYS)
    met = meeting_contact(model, QUARTER, DAYS)[within].sum() / 2
    wanted = usual / (2 - CLOSED_SHARE)
    scale_pairs(model, within, max(0.0, wanted * (1 - CLOSED_SHARE) - met) / (contact[within].sum() / 2))
    rows_within = pair_rates(model) * exposure(model, QUARTER, DAYS)
    rows_out = (rows_within[within].sum() / 2 + met) * CLOSED_SHARE / (1 - CLOSED_SHARE)
    scale_pairs(model, across, rows_out / (contact[across].sum() / 2))
    return {"team": team, "people": np.flatnonzero(inside)}


def plant_unequal(rng: np.random.Generator, model: Model, ground: Ground) -> Truth:
    """Let two members of one team get, or give, nearly all help within it."""
    staff = model.staff
    free = ground.free(staff, 1)
    sizes, ready = np.bincount(staff.team), np.bincount(staff.team[free], minlength=staff.team.max() + 1)
    team = int(rng.choice(np.flatnonzero((sizes >= 8) & (ready >= 2))))
    ground.closed_teams.add(team)
    ground.busy_teams.add(team)
    members = np.flatnonzero(staff.team == team)
    pair = rng.choice(np.flatnonzero(free & (staff.team == team)), 2, replace=False)
    ground.people.update(int(person) for person in pair)
    direction = str(rng.choice(["receive", "give"]))
    factor = exposure(model, QUARTER, DAYS)
    factor = factor if direction == "receive" else factor.T
    rates = model.help if direction == "receive" else model.help.T
    block = np.ix_(members, members)
    total = (rates[block] * factor[block]).sum()
    to_pair = np.isin(members, pair)
    wanted = rng.lognormal(0.0, 0.4, (len(members), len(members))) * to_pair[None, :]
    np.fill_diagonal(wanted, 0.0)
    wanted *= (members[:, None] != pair[0]) & (members[:, None] != pair[1]) | (wanted > 0)
    wanted *= 0.92 * total / (wanted * factor[block]).sum()
    rest = rates[block] * ~to_pair[None, :]
    rates[block] = wanted + rest * 0.08 * total / (rest * factor[block]).sum()
    for one in members:
        for two in pair:
            set_window(model, (int(one), int(two)), 0, DAYS)
    return {"team": team, "people": pair, "direction": direction}


def plant_bridge(rng: np.random.Generator, model: Model, ground: Ground) -> Truth:
    """Make one person the only link between the own team and another."""
    staff = model.staff
    ready = np.bincount(staff.team[ground.free(staff, 1)], minlength=staff.team.max() + 1)
    lines = {(staff.team[p], staff.team[m]) for p, m in enumerate(staff.manager) if m >= 0}
    lines |= {(two, one) for one, two in lines}
    teams = range(len(ready))
    fit = [(a, b) for a in teams for b in teams if a != b and (a, b) not in lines and ready[a] and ready[b] >= 3]
    own, other = fit[rng.integers(len(fit))]
    free = ground.free(staff, 1)
    person = int(rng.choice(np.flatnonzero(free & (staff.team == own))))
    partners = rng.choice(np.flatnonzero(free & (staff.team == other)), 3, replace=False)
    cut_contact(model, np.flatnonzero(staff.team == own), np.flatnonzero(staff.team == other))
    ground.bar(np.flatnonzero(staff.team == own), np.flatnonzero(staff.team == other))
    for partner in partners:
        set_pair(model, (person, partner), rng.uniform(12.0, 15.0), rng.uniform(0.35, 0.55), rng.uniform(0.35, 0.65))
        set_window(model, (person, partner), 0, DAYS)
    ground.people.update([person, *(int(partner) for partner in partners)])
    ground.busy_teams.update([int(own), int(other)])
    return {"person": person, "team": own, "other_team": other, "partners": partners}


def plant_leader(rng: np.random.Generator, model: Model, ground: Ground) -> Truth:
    """Let one leader have no contact to half of the reports."""
    staff = model.staff
    reports = {int(lead): np.flatnonzero(staff.manager == lead) for lead in staff.leads}
    fit = [lead for lead, people in reports.items() if len(people) >= 6]
    open_fit = [lead for lead in fit if staff.team[lead] not in ground.closed_teams] or fit
    calm = [lead for lead in open_fit if staff.team[lead] not in ground.busy_teams]
    leader = int(rng.choice(calm or open_fit))
    people = rng.permutation(reports[leader])
    taken = np.isin(people, list(ground.people))
    order = np.argsort(np.where(taken, 2, np.where(staff.eligible[people], 0, 1)), kind="stable")
    silent = people[order][: len(people) // 2]
    cut_contact(model, np.array([leader]), silent)
    ground.people.add(leader)
    ground.silent.update(int(person) for person in silent)
    return {"person": leader, "silent": silent, "reports": reports[leader]}


def tilt_help(model: Model, person: int, direction: str, total: float) -> None:
    """Scale one person's help so that one direction has five times the other and both add up to the total."""
    rates = model.help if direction == "receives" else model.help.T
    factor = exposure(model, QUARTER, DAYS)
    rates[:, person] *= total * 5 / 6 / (rates[:, person] * factor[:, person]).sum()
    rates[person] *= total / 6 / (rates[person] * factor[person]).sum()


def plant_unbalanced(rng: np.random.Generator, model: Model, ground: Ground) -> Truth:
    """Let one person receive five times the help given, or the mirror of it."""
    person = pick_person(rng, model, ground)
    direction = str(rng.choice(["receives", "gives"]))
    helped = expected(model, QUARTER, DAYS)[0]
    total = max(helped[:, person].sum() + helped[person].sum(), 36.0)
    tilt_help(model, person, direction, total)
    ground.unbalanced = (person, direction, total)
    return {"person": person, "direction": direction}


def pick_dependants(rng: np.random.Generator, model: Model, ground: Ground, helper: int, count: int) -> np.ndarray:
    """Pick the helper's colleagues in the team first, then tied ones elsewhere, then others."""
    staff = model.staff
    tied = pair_rates(model)[helper] > 0
    same = staff.team == staff.team[helper]
    open_free, any_free = ground.free(staff, 1, silent=True), ground.free(staff, 0, silent=True)
    rank = np.full(staff.size, 9)
    for place, fit in enumerate([any_free, open_free, open_free & tied, open_free & same]):
        rank[fit] = 4 - place
    rank[ground.barred[helper]] = 9
    people = rng.permutation(np.flatnonzero(rank < 9))
    return people[np.argsort(rank[people], kind="stable")][:count]


def lean_on(model: Model, helper: int, people: np.ndarray) -> None:
    """Scale the help these people get so that 80 % of it comes from the helper."""
    factor = exposure(model, QUARTER, DAYS)
    for person in people:
        got = model.help[:, person] * factor[:, person]
        total = max(got.sum(), 14.0)
        model.help[:, person] *= 0.2 * total / max(got.sum() - got[helper], 1e-9)
        model.help[helper, person] = 0.8 * total / factor[helper, person]


def plant_overrelied(rng: np.random.Generator, model: Model, ground: Ground) -> Truth:
    """Make one helper the source of 80 % of the help of 4 to 6 colleagues."""
    helper = pick_person(rng, model, ground)
    people = pick_dependants(rng, model, ground, helper, int(rng.integers(4, 7)))
    if len(people) < 4:
        raise ValueError("too few people were there all the time for so many plants")
    for person in people:
        set_window(model, (helper, int(person)), 0, DAYS)
    lean_on(model, helper, people)
    for _ in range(8 if ground.unbalanced else 0):
        tilt_help(model, *ground.unbalanced)
        lean_on(model, helper, people)
    ground.people.update(int(person) for person in people)
    return {"person": helper, "dependants": people}


def plant_cooling(rng: np.random.Generator, model: Model, ground: Ground) -> Truth:
    """Let a strong lasting pair fall silent for the last six weeks."""
    total = np.triu(pair_rates(model), 1) * ~model.steady
    total[(model.first > 0) | (model.last < DAYS)] = 0.0
    for strict in (2, 1, 0):
        free = ground.free(model.staff, strict, silent=True)
        chance = total * np.outer(free, free)
        if chance.any():
            break
    else:
        raise ValueError("too few people were there all the time for so many plants")
    best = np.argsort(chance, axis=None)[::-1][: min(5, int((chance > 0).sum()))]
    one, two = (int(place) for place in np.unravel_index(rng.choice(best), chance.shape))
    wanted = min(max(total[one, two], 30.0), 35.0)
    for rates in (model.help, model.mutual):
        rates[one, two] *= wanted / total[one, two]
        rates[two, one] *= wanted / total[one, two]
    set_window(model, (one, two), 0, LAST_SIX_WEEKS)
    part_groups(model, np.array([one]), np.array([two]))
    ground.people.update([one, two])
    return {"people": np.array([one, two])}


def plant_isolated(rng: np.random.Generator, model: Model, ground: Ground) -> Truth:
    """Leave one person a small part of the usual contact with all."""
    person = pick_person(rng, model, ground)
    for rates in (model.help, model.mutual):
        rates[person] *= ISOLATED_SHARE
        rates[:, person] *= ISOLATED_SHARE
    model.attendance[person] *= ISOLATED_SHARE
    return {"person": person}


PLANTERS = {
    "closed": plant_closed,
    "unequal": plant_unequal,
    "bridge": plant_bridge,
    "leader": plant_leader,
    "unbalanced": plant_unbalanced,
    "overrelied": plant_overrelied,
    "cooling": plant_cooling,
    "isolated": plant_isolated,
}


def by_id(staff: Staff, found: Truth) -> Truth:
    """Replace row numbers by person ids and team numbers by team names."""
    named: Truth = {}
    for key, value in found.items():
        if key in ("team", "other_team"):
            named[key] = team_name(int(value))
        elif key == "person":
            named[key] = str(staff.ids[value])
        elif isinstance(value, np.ndarray):
            named[key] = [str(person) for person in staff.ids[value]]
        else:
            named[key] = value
    return named


def plant_all(rng: np.random.Generator, model: Model, plants: tuple[str, ...]) -> tuple[Ground, Truth]:
    """Plant the named patterns in a fixed order, each with draws of its own."""
    unknown = set(plants) - set(PLANTS)
    if unknown:
        raise ValueError(f"unknown plants: {sorted(unknown)}")
    ground = Ground(model)
    found: Truth = {}
    for name, own in zip(PLANTS, rng.spawn(len(PLANTS)), strict=True):
        if name in plants:
            found[name] = by_id(model.staff, PLANTERS[name](own, model, ground))
    return ground, found


# ---------------------------------------------------------------- drawn contacts


def renewal_days(rng: np.random.Generator, clock: np.ndarray) -> np.ndarray:
    """Draw the days of contacts whose gaps are Pareto with mean one on a pair's clock of expected contacts."""
    shortest = (GAP_EXPONENT - 1) / GAP_EXPONENT
    first = rng.random()
    draw = rng.random()
    wait = draw * shortest if first < shortest else shortest * draw ** (-1 / (GAP_EXPONENT - 1))
    gaps = shortest * (1 + rng.pareto(GAP_EXPONENT, int(clock[-1] / shortest) + 2))
    times = np.cumsum(np.concatenate([[wait], gaps]))
    return np.searchsorted(clock, times[times < clock[-1]], side="right")


def contact_days(rng: np.random.Generator, kind: str, rates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw contacts from rates by pair and day; return the pair and the day of each."""
    if kind != "bursty":
        drawn = rng.poisson(rates)
        pairs, days = np.nonzero(drawn)
        count = drawn[pairs, days]
        return np.repeat(pairs, count), np.repeat(days, count)
    found = [renewal_days(rng, clock) if clock[-1] > 0 else np.zeros(0, dtype=int) for clock in rates.cumsum(1)]
    pairs = np.repeat(np.arange(len(rates)), [len(days) for days in found])
    return pairs, np.concatenate(found).astype(int)


def office_seconds(rng: np.random.Generator, count: int) -> np.ndarray:
    """Draw times of day in seconds, mostly between nine and half past five."""
    usual = rng.uniform(9.0, 17.5, count)
    early, late = rng.uniform(7.0, 9.0, count), rng.uniform(17.5, 20.0, count)
    odd = rng.random(count)
    hours = np.where(odd < 0.94, usual, np.where(odd < 0.97, early, late))
    return (hours * 3600).astype(int)


def row_frame(
    giver: np.ndarray, receiver: np.ndarray, days: np.ndarray, seconds: np.ndarray, kind: np.ndarray
) -> pd.DataFrame:
    """Put contacts into one frame with a full time."""
    moment = (FIRST_DAY + days.astype("timedelta64[D]")).astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    return pd.DataFrame({"from": giver, "to": receiver, "moment": moment, "kind": kind})


def draw_pair_rows(rng: np.random.Generator, model: Model) -> pd.DataFrame:
    """Draw the contacts between pairs."""
    one, two = np.nonzero(np.triu(pair_rates(model), 1))
    day = np.arange(DAYS)[None, :]
    live = (day >= model.first[one, two][:, None]) & (day < model.last[one, two][:, None])
    total = pair_rates(model)[one, two]
    rates = model.presence[one] * model.presence[two] * model.profile * live * total[:, None] / WORKING_DAYS
    pairs, days = contact_days(rng, model.kind, rates)
    ahead, back = model.help[one, two], model.help[two, one]
    parts = np.stack([ahead, back, ASK_SHARE * back, ASK_SHARE * ahead, model.mutual[one, two]], 1)
    bounds = (parts.cumsum(1) / total[:, None])[pairs]
    channel = np.minimum((rng.random(len(pairs))[:, None] >= bounds).sum(1), 4)
    swap = np.where(channel == 4, rng.random(len(pairs)) < 0.5, (channel == 1) | (channel == 3))
    giver, receiver = np.where(swap, two[pairs], one[pairs]), np.where(swap, one[pairs], two[pairs])
    helped = rng.choice(["help", "review", "answer"], len(pairs), p=[0.5, 0.25, 0.25])
    shared = rng.choice(["meeting", "message"], len(pairs), p=[0.4, 0.6])
    kind = np.where(channel < 2, helped, np.where(channel < 4, "request", shared))
    return row_frame(giver, receiver, days, office_seconds(rng, len(pairs)), kind)


def free_slot(rng: np.random.Generator, booked: set[tuple[int, int, int]], people: np.ndarray, day: int) -> int:
    """Find a half hour of the day at which none of these people is in another meeting, as far as there is one."""
    slots = rng.permutation(np.arange(18, 35))
    for slot in slots:
        if not any((int(person), day, int(slot)) in booked for person in people):
            break
    booked.update((int(person), day, int(slot)) for person in people)
    return int(slot)


def draw_meeting_rows(rng: np.random.Generator, model: Model) -> pd.DataFrame:
    """Draw the meetings and write one row for each pair of those present."""
    booked: set[tuple[int, int, int]] = set()
    givers, receivers, days, seconds = [], [], [], []
    for group in model.series:
        members = np.array(group.members)
        held = rng.poisson(group.rate / WORKING_DAYS * model.profile)
        for day in np.repeat(np.arange(DAYS), held):
            there = members[rng.random(len(members)) < model.attendance[members] * model.presence[members, day]]
            if len(there) < 3:
                continue
            there = rng.permutation(there)
            one, two = np.triu_indices(len(there), 1)
            slot = free_slot(rng, booked, there, int(day))
            givers.append(there[one])
            receivers.append(there[two])
            days.append(np.full(len(one), day))
            seconds.append(np.full(len(one), slot * 1800))
    if not givers:
        nothing = np.zeros(0, dtype=int)
        return row_frame(nothing, nothing, nothing, nothing, nothing.astype(str))
    columns = [np.concatenate(part) for part in (givers, receivers, days, seconds)]
    return row_frame(*columns, np.full(len(columns[0]), "meeting"))


def draw_mail_rows(rng: np.random.Generator, model: Model, ground: Ground) -> tuple[pd.DataFrame, list[int]]:
    """Draw messages from a few people to 20 to 60 others at once; nobody who carries a plant sends any."""
    staff = model.staff
    fit = [p for p in range(staff.size) if p not in ground.people and staff.team[p] not in ground.closed_teams]
    senders = [int(person) for person in rng.choice(fit, min(len(fit), max(3, staff.size // 15)), replace=False)]
    givers, receivers, days, seconds = [], [], [], []
    for sender in senders:
        for day in np.repeat(np.arange(DAYS), rng.poisson(rng.uniform(4, 16) / 130 * model.profile)):
            others = np.setdiff1d(np.arange(staff.size), [sender])
            count = min(int(rng.integers(20, 61)), len(others))
            givers.append(np.full(count, sender))
            receivers.append(rng.choice(others, count, replace=False))
            days.append(np.full(count, day))
            seconds.append(np.full(count, office_seconds(rng, 1)[0]))
    if not givers:
        return draw_meeting_rows(rng, replace(model, series=[])), senders
    columns = [np.concatenate(part) for part in (givers, receivers, days, seconds)]
    return row_frame(*columns, np.full(len(columns[0]), "message")), senders


# ---------------------------------------------------------------- tables


def team_name(number: int) -> str:
    """Return a team's name."""
    return f"Team {number + 1:02d}"


def iso_days(days: np.ndarray) -> np.ndarray:
    """Write days counted from the start of the window as ISO dates."""
    return np.datetime_as_string(FIRST_DAY + np.asarray(days).astype("timedelta64[D]"))


def people_table(rng: np.random.Generator, staff: Staff) -> pd.DataFrame:
    """Write the roster."""
    names = [f"{first} {last}" for last in LAST_NAMES for first in FIRST_NAMES]
    table = pd.DataFrame(
        {
            "person_id": staff.ids,
            "name": [names[k % len(names)] for k in rng.permutation(max(len(names), staff.size))[: staff.size]],
            "team": [team_name(number) for number in staff.team],
            "department": [f"Department {chr(65 + number)}" for number in staff.department],
            "level": staff.level,
            "manager_id": [str(staff.ids[lead]) if lead >= 0 else "" for lead in staff.manager],
            "work_mode": rng.choice(["onsite", "hybrid", "remote"], staff.size, p=[0.35, 0.45, 0.2]),
            "start_date": iso_days(staff.start),
            "end_date": "",
            "kind": "employee",
            "fte": staff.fte,
        }
    )
    return table.sort_values("person_id", ignore_index=True)


def interactions_table(staff: Staff, rows: pd.DataFrame) -> pd.DataFrame:
    """Write the contacts with ids and ISO times."""
    return pd.DataFrame(
        {
            "from_id": staff.ids[rows["from"].to_numpy(dtype=int)],
            "to_id": staff.ids[rows["to"].to_numpy(dtype=int)],
            "timestamp": np.datetime_as_string(rows["moment"].to_numpy(dtype="datetime64[s]")),
            "kind": rows["kind"].to_numpy(),
            "weight": 1,
        }
    )


def recognitions_table(rng: np.random.Generator, staff: Staff, rows: pd.DataFrame) -> pd.DataFrame:
    """Let about 8 % of helps be thanked within hours."""
    helped = rows[rows["kind"].isin(["help", "review", "answer"])]
    helped = helped[rng.random(len(helped)) < 0.08]
    moment = helped["moment"].to_numpy(dtype="datetime64[s]")
    evening = moment.astype("datetime64[D]").astype("datetime64[s]") + np.timedelta64(86340, "s")
    later = moment + rng.exponential(7200, len(helped)).astype(int).astype("timedelta64[s]")
    thanked = pd.DataFrame(
        {
            "giver_id": staff.ids[helped["to"].to_numpy(dtype=int)],
            "receiver_id": staff.ids[helped["from"].to_numpy(dtype=int)],
            "timestamp": np.datetime_as_string(np.minimum(later, evening)),
            "kind": "thanks",
        }
    )
    return thanked.sort_values("timestamp", kind="stable", ignore_index=True)


def absences_table(staff: Staff) -> pd.DataFrame:
    """Write the absences, both days included."""
    spells = sorted(staff.absences, key=lambda spell: (spell[1], str(staff.ids[spell[0]])))
    return pd.DataFrame(
        {
            "person_id": [str(staff.ids[person]) for person, _, _ in spells],
            "start_date": [str(FIRST_DAY + np.timedelta64(day, "D")) for _, day, _ in spells],
            "end_date": [str(FIRST_DAY + np.timedelta64(end, "D")) for _, _, end in spells],
        },
        dtype=str,
    )


# ---------------------------------------------------------------- truth


def main_helpers(helped: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each receiver's main helper (-1 for none) and that helper's share of the help received."""
    got = helped.sum(0)
    share = np.divide(helped.max(0), got, out=np.zeros(len(got)), where=got > 0)
    return np.where(got > 0, helped.argmax(0), -1), share


def people_truth(model: Model, low: int, label: str) -> pd.DataFrame:
    """Return expected numbers for every person from a day to the end; counts are per 90 days."""
    ids = model.staff.ids
    helped, contact = expected(model, low, DAYS)
    scale = 90 / (DAYS - low)
    helper, share = main_helpers(helped)
    hanging = np.bincount(helper[(share > 0.5) & (helper >= 0)], minlength=len(ids))
    numbers = {
        "weekly_contact": contact.sum(1) * 7 / (DAYS - low),
        "colleagues": (contact * scale >= 1).sum(1),
        "help_given": helped.sum(1) * scale,
        "help_received": helped.sum(0) * scale,
        "main_helper": np.where(helper >= 0, ids[helper], ""),
        "main_helper_share": share,
        "true_dependants": hanging,
    }
    return pd.DataFrame({f"{name}_{label}": value for name, value in numbers.items()}, index=ids)


def dependants_by_helper(table: pd.DataFrame, label: str) -> dict[str, list[str]]:
    """Return for each helper the people who get more than half of their help there."""
    hanging = table[table[f"main_helper_share_{label}"] > 0.5]
    groups: dict[str, list[str]] = {}
    for person, helper in zip(hanging.index, hanging[f"main_helper_{label}"], strict=True):
        groups.setdefault(str(helper), []).append(str(person))
    return dict(sorted(groups.items()))


def matrix_frame(staff: Staff, values: np.ndarray) -> pd.DataFrame:
    """Label a matrix by person ids, in the order of ids."""
    order = np.argsort(staff.ids)
    return pd.DataFrame(values[np.ix_(order, order)], index=staff.ids[order], columns=staff.ids[order])


def company_truth(model: Model, ground: Ground) -> Truth:
    """Collect all expected numbers of a company."""
    staff = model.staff
    table = people_truth(model, QUARTER, "90").join(people_truth(model, 0, "all"))
    table["weekly_contact_usual_90"] = ground.usual * 7 / 90
    table = table.sort_index()
    truth: Truth = {"kind": model.kind, "people": table}
    for label, low in (("90", QUARTER), ("all", 0), ("42", LAST_SIX_WEEKS)):
        helped, contact = expected(model, low, DAYS)
        truth[f"help_{label}"] = matrix_frame(staff, helped)
        truth[f"contact_{label}"] = matrix_frame(staff, contact)
    for label in ("90", "all"):
        truth[f"dependants_{label}"] = dependants_by_helper(table, label)
        truth[f"dependent_share_{label}"] = float((table[f"main_helper_share_{label}"] > 0.5).mean())
    if model.kind == "matrix":
        truth["squads"] = dict(sorted(zip(staff.ids.tolist(), staff.squad.tolist(), strict=True)))
    if model.kind == "projects":
        truth["switch"] = [str(FIRST_DAY + np.timedelta64(day, "D")) for day in (84, 97)]
    return truth


def company(seed: int, people: int, kind: str, plants: tuple[str, ...] = ()) -> tuple[Tables, Truth]:
    """Return the tables of one invented company and the truth by its rates."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind: {kind}")
    if people < 50:
        raise ValueError("a company needs at least 50 people")
    for_model, for_plants, for_rows, for_mails = np.random.default_rng(seed).spawn(4)
    model = draw_model(for_model, people, kind)
    ground, found = plant_all(for_plants, model, plants)
    parts = [draw_pair_rows(for_rows, model), draw_meeting_rows(for_rows, model)]
    truth = company_truth(model, ground) | found
    if kind == "mail":
        mails, senders = draw_mail_rows(for_mails, model, ground)
        parts.append(mails)
        truth["mail_senders"] = sorted(str(person) for person in model.staff.ids[senders])
        truth["mail_rows"] = len(mails)
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    rows = rows.sort_values(["moment", "from", "to"], kind="stable", ignore_index=True)
    tables = {
        "people": people_table(for_rows, model.staff),
        "interactions": interactions_table(model.staff, rows),
        "recognitions": recognitions_table(for_rows, model.staff, rows),
        "absences": absences_table(model.staff),
    }
    return tables, truth


# ---------------------------------------------------------------- self-check


def verify_isolated(tables: Tables, truth: Truth) -> tuple[bool, str]:
    """Check that the isolated person keeps about 8 % of the usual contact."""
    row = truth["people"].loc[truth["isolated"]["person"]]
    share = row["weekly_contact_90"] / row["weekly_contact_usual_90"]
    return 0.04 < share < 0.1, f"keeps {share:.1%}"


def verify_overrelied(tables: Tables, truth: Truth) -> tuple[bool, str]:
    """Check that all planted dependants hang on the helper."""
    found = truth["overrelied"]
    helped = truth["help_90"]
    shares = [helped.loc[found["person"], person] / helped[person].sum() for person in found["dependants"]]
    good = 4 <= len(shares) <= 6 and min(shares) > 0.7
    return good, f"{len(shares)} dependants, least share {min(shares):.0%}"


def verify_leader(tables: Tables, truth: Truth) -> tuple[bool, str]:
    """Check that the leader has no contact to the silent half and usual contact to the others."""
    found = truth["leader"]
    contact = truth["contact_all"].loc[found["person"]]
    others = [person for person in found["reports"] if person not in found["silent"]]
    good = len(found["reports"]) >= 6 and contact[found["silent"]].sum() == 0 and contact[others].min() > 0
    return (
        good,
        f"{len(found['silent'])} of {len(found['reports'])} silent, others {contact[others].mean() / 26:.2f} a week",
    )


def verify_bridge(tables: Tables, truth: Truth) -> tuple[bool, str]:
    """Check that all contact between the two teams is the bridge's."""
    found = truth["bridge"]
    teams = tables["people"].set_index("person_id")["team"]
    own, other = (teams.index[teams == found[key]] for key in ("team", "other_team"))
    between = truth["contact_all"].loc[own, other].to_numpy().sum()
    linked = truth["contact_90"].loc[found["person"], found["partners"]]
    whole = truth["contact_all"].loc[found["person"], found["partners"]].sum()
    return bool(np.isclose(between, whole) and linked.min() > 5), f"weekly {(linked * 7 / 90).round(2).tolist()}"


def verify_cooling(tables: Tables, truth: Truth) -> tuple[bool, str]:
    """Check that the pair was in contact about weekly and is silent for six weeks."""
    one, two = truth["cooling"]["people"]
    before = truth["contact_all"].loc[one, two] / 20
    return bool(truth["contact_42"].loc[one, two] == 0 and before > 0.6), f"{before:.2f} a week before"


def verify_unequal(tables: Tables, truth: Truth) -> tuple[bool, str]:
    """Check that two members get or give nearly all help within the team."""
    found = truth["unequal"]
    teams = tables["people"].set_index("person_id")["team"]
    members = teams.index[teams == found["team"]]
    block = truth["help_90"].loc[members, members]
    part = block[found["people"]] if found["direction"] == "receive" else block.loc[found["people"]]
    share = part.to_numpy().sum() / block.to_numpy().sum()
    return len(members) >= 8 and share > 0.85, f"two of {len(members)} {found['direction']} {share:.0%}"


def verify_closed(tables: Tables, truth: Truth) -> tuple[bool, str]:
    """Check that the team's contact going out is small and its total as usual."""
    people = truth["closed"]["people"]
    contact = truth["contact_90"].loc[people]
    within = contact[people].to_numpy().sum() / 2
    out = contact.to_numpy().sum() - 2 * within
    table = truth["people"].loc[people]
    ratio = table["weekly_contact_90"].sum() / table["weekly_contact_usual_90"].sum()
    share = out / (within + out)
    return share < 0.075 and 0.85 < ratio < 1.15, f"{len(people)} people, {share:.1%} out, total {ratio:.2f} of usual"


def verify_unbalanced(tables: Tables, truth: Truth) -> tuple[bool, str]:
    """Check that help received and given stand about five to one."""
    found = truth["unbalanced"]
    row = truth["people"].loc[found["person"]]
    ratio = row["help_received_90"] / row["help_given_90"]
    ratio = ratio if found["direction"] == "receives" else 1 / ratio
    return 4 < ratio < 6.5, f"{found['direction']} {ratio:.1f} to 1, {row['weekly_contact_90']:.1f} contacts a week"


VERIFIERS = {
    "isolated": verify_isolated,
    "overrelied": verify_overrelied,
    "leader": verify_leader,
    "bridge": verify_bridge,
    "cooling": verify_cooling,
    "unequal": verify_unequal,
    "closed": verify_closed,
    "unbalanced": verify_unbalanced,
}


def summary(tables: Tables, truth: Truth) -> str:
    """Describe a company in one line by its rows and its true rates."""
    teams = tables["people"].set_index("person_id")["team"]
    contact = truth["contact_90"]
    team = teams[contact.index].to_numpy()
    inside = contact.to_numpy()[team[:, None] == team[None, :]].sum() / contact.to_numpy().sum()
    rows = tables["interactions"]
    recent = (rows["timestamp"] >= str(FIRST_DAY + np.timedelta64(QUARTER, "D"))).sum()
    table = truth["people"]
    return (
        f"{len(rows):6d} rows, {contact.to_numpy().sum() / len(table):5.1f} contacts a person expected per 90 days"
        f" (drawn {2 * recent / len(table):5.1f}), {table['colleagues_90'].mean():4.1f} colleagues,"
        f" {inside:.0%} within team, {truth['dependent_share_90']:.0%} depend on one helper"
    )


def main() -> None:
    """Print figures for each kind and check every plant by the true rates."""
    failures = 0
    for kind in KINDS:
        began = time.perf_counter()
        tables, truth = company(1, 60, kind)
        print(f"{kind:10s} {summary(tables, truth)}, {time.perf_counter() - began:.2f} s")
        for name in PLANTS:
            good, words = VERIFIERS[name](*company(1, 60, kind, (name,)))
            failures += not good
            print(f"    {'ok ' if good else 'BAD'} {name:10s} {words}")
        tables, truth = company(1, 60, kind, PLANTS)
        bad = [name for name in PLANTS if not VERIFIERS[name](tables, truth)[0]]
        failures += len(bad)
        print(f"    {'ok ' if not bad else 'BAD'} all plants at once {' '.join(bad)}")
    print("all checks passed" if not failures else f"{failures} checks failed")


if __name__ == "__main__":
    main()
