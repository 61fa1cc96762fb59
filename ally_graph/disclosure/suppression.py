"""Which figures of a table of indicators may be shown, worked out from the numbers alone.

Seven rules. A figure rests on at least `min_group` people. What is left of a figure when those shown of groups within
it are taken off rests on as many, or on nobody; where nobody knows how groups lie, that holds for every sum and
difference. What people carry along (tenure, being in a programme, whatever a measure of one's own tells) is compared
with each month shown before: every group that can be worked out differs from itself by nobody or by at least
`min_group`. Else the difference would be those who came or went. What is taken anew each month keeps the same distance
from the month before, in groups smaller than `steady_group`; in larger ones the new answers of all the others drown
what one person did. In groups that small, nothing that can be worked out tells that all but one or two people answered
the same. Nor is any spread told. And `n` is rounded down to a multiple of `min_group`, intervals with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ally_graph.disclosure.nesting import UNKNOWN, Nesting, adds_up, apart, from_members, sums, too_many

ALL = "all"
NEVER_STEADY = float("inf")
PEOPLE = ("answers", "people")
MANY_MORE = 1.5
Members = Mapping[str, frozenset]


@dataclass(frozen=True)
class Shown:
    """What is shown of one measure in one month: the company's figure, and the teams by place."""

    total: bool = False
    teams: frozenset[int] = frozenset()


def disclosable(
    frame: pd.DataFrame, *, min_group: int, steady_group: float, members: Sequence[Members] = ()
) -> pd.DataFrame:
    """The rows of a table that may be shown, with `n` rounded down to a multiple of `min_group`.

    `frame` has the columns `month, indicator, measure, group, n, counts, carried`, and others that stay as they are.
    How many people a group had is read off the rows that count people; a team of fewer than `min_group` shows nothing,
    whatever else its rows count. A row without `n` is shown for the company only. `members` are ways to say who is in
    each group, as far as it is known; the first one that knows all groups of a measure counts. With the columns
    `value, least, most, room, far`, groups whose answers are all but the same are held back too; of `sd`, what would
    tell of the spread in fewer than `steady_group` people is taken out.
    """
    if frame.empty:
        return frame
    table = _coded(frame, members, min_group)
    rules = _Rules(min_group, steady_group)
    mask = np.concatenate([_shown(table, rows, rules) for rows in table.measures])
    shown = frame.iloc[np.sort(mask)]
    if "sd" in shown:
        spread = np.concatenate([_spread_shown(table, rows, mask, rules) for rows in table.measures])
        shown = shown.assign(sd=shown["sd"].where(np.isin(np.sort(mask), spread)))
    return shown.assign(n=shown["n"] // min_group * min_group)


@dataclass(frozen=True)
class _Rules:
    """The smallest group that is shown, and the smallest that is steady."""

    few: int
    steady: float


@dataclass(frozen=True)
class _Coded:
    """The rows of a table as numbers: month (from the first one on), group (0 is the company), and what they hold.

    `measures` are the rows of each measure, `heads` the people of each group by month. `low` and `high` are how far the
    sum of a row is from the least and the most it could be, `room` and `far` how near is too near; `spread` says which
    rows have one.
    """

    month: np.ndarray
    group: np.ndarray
    n: np.ndarray
    carried: np.ndarray
    over_time: np.ndarray
    measures: list[np.ndarray]
    heads: np.ndarray
    low: np.ndarray
    high: np.ndarray
    room: np.ndarray
    far: np.ndarray
    spread: np.ndarray
    names: tuple[str, ...]
    members: Sequence[Members]
    parts: tuple[frozenset[int], ...] = ()


def _coded(frame: pd.DataFrame, members: Sequence[Members], few: int) -> _Coded:
    months = frame["month"].to_numpy().astype("datetime64[M]").astype(int)
    groups, found = pd.factorize(frame["group"])
    names = {name: place for place, name in enumerate([ALL, *sorted(set(found) - {ALL})])}
    place = (months - months.min(), np.array([names[name] for name in found])[groups])
    n = frame["n"].to_numpy(dtype=float)
    keys = frame.groupby(["indicator", "measure"], sort=True, observed=True).ngroup().to_numpy()
    measures = [np.flatnonzero(keys == key) for key in range(keys.max() + 1)]
    people, over_time = (frame["counts"].isin(kinds).to_numpy() for kinds in (("people",), PEOPLE))
    heads = _cells(place, n, people, (place[0].max() + 1, len(names)))
    value, least, most, room, far, spread = (
        frame[name].to_numpy(dtype=float) if name in frame else np.full(len(frame), np.nan)
        for name in ("value", "least", "most", "room", "far", "sd")
    )
    table = _Coded(
        *place,
        n,
        frame["carried"].to_numpy(dtype=bool),
        over_time,
        measures,
        heads,
        np.abs(n * (value - least)),
        np.abs(n * (most - value)),
        room,
        far,
        ~np.isnan(spread),
        tuple(names),
        members,
    )
    return replace(table, parts=_parts(table, few))


def _parts(table: _Coded, few: int) -> tuple[frozenset[int], ...]:
    """The groups of each measure whose numbers say that they are the company's parts."""
    found = []
    for rows in table.measures:
        groups = np.union1d([0], table.group[rows])
        if adds_up(_cells_of(table, table.n, rows)[:, groups], few):
            found.append(frozenset(groups.tolist()))
    return tuple(found)


def _cells_of(table: _Coded, of: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return _cells((table.month, table.group), of, rows, table.heads.shape)


def _cells(place: tuple[np.ndarray, np.ndarray], n: np.ndarray, rows: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The largest `n` of each month (row) and group (column) among these rows, NaN where there is none."""
    cells = np.full(shape, np.nan)
    np.fmax.at(cells, (place[0][rows], place[1][rows]), n[rows])
    return cells


def _shown(table: _Coded, rows: np.ndarray, rules: _Rules) -> np.ndarray:
    """Which of the rows of one measure may be shown."""
    return rows[_mask(table, rows, rules)[table.month[rows], table.group[rows]]]


def _spread_shown(table: _Coded, rows: np.ndarray, shown: np.ndarray, rules: _Rules) -> np.ndarray:
    """The rows of one measure, among those shown, of which it may be told how far the answers lie apart.

    The rules are those of a figure, but for groups of `steady` people: spreads can be taken off each other as well.
    """
    kept = rows[np.isin(rows, shown) & table.spread[rows]]
    if not len(kept):
        return kept
    few = max(rules.few, int(np.ceil(min(rules.steady, np.finfo(np.float32).max))))
    return kept[_mask(table, kept, _Rules(few, rules.steady), every=rows)[table.month[kept], table.group[kept]]]


def _mask(table: _Coded, rows: np.ndarray, rules: _Rules, every: np.ndarray | None = None) -> np.ndarray:
    """Which cells may be shown of one measure with figures in these rows; `every` are all of its rows."""
    there = np.zeros(table.heads.shape, dtype=bool)
    there[table.month[rows], table.group[rows]] = True
    carried, over_time = bool(table.carried[rows[0]]), bool(table.over_time[rows[0]])
    all_rows = rows if every is None else every
    n, low, high = (_cells_of(table, of, all_rows) for of in (table.n, table.low, table.high))
    return what_may_be_shown(
        n,
        table.heads,
        there,
        few=rules.few,
        steady=NEVER_STEADY if carried else rules.steady,
        carried=carried,
        over_time=over_time,
        nesting=_nesting(table, all_rows, n),
        ends=Ends(low, high, float(table.room[rows[0]]), float(table.far[rows[0]]), rules.steady),
    )


def _nesting(table: _Coded, rows: np.ndarray, n: np.ndarray) -> Nesting:
    """How the groups of a measure lie to each other, by who is in them, else by their numbers."""
    groups = np.union1d([0], table.group[rows])
    over = np.nansum(n[:, 1:], axis=1) > n[:, 0]
    for members in table.members:
        known = from_members([table.names[group] for group in groups], members)
        if known.known and not (known.flat and 2 * over.sum() > len(over)) and _fits(table, groups, n, members):
            parents = np.zeros(n.shape[1], dtype=int)
            parents[groups] = groups[list(known.parents)]
            return Nesting(tuple(parents.tolist()))
    by_numbers = any(part.issuperset(groups.tolist()) for part in table.parts) and not over.any()
    return apart(n.shape[1]) if by_numbers else UNKNOWN


def _fits(table: _Coded, groups: np.ndarray, n: np.ndarray, members: Members) -> bool:
    """Whether no group is, as a rule, far larger than those said to be in it: then it may hold others as well."""
    people = np.fmin(n, table.heads)[:, groups[1:]]
    known = np.array([len(members[table.names[group]]) for group in groups[1:]])
    return bool((~(people > MANY_MORE * known)).mean(axis=0).min(initial=1.0) >= 1 / 2)


@dataclass(frozen=True)
class Ends:
    """How far the sum of each cell (months by groups) is from the least and the most that it could be.

    In groups of fewer than `below` people a sum that is nearer than `room` to one of these says what nearly everybody
    answered; in larger groups one that is nearer than `far`.
    """

    low: np.ndarray
    high: np.ndarray
    room: float
    far: float
    below: float

    def near(self, n: np.ndarray, low: np.ndarray, high: np.ndarray, *, odd: bool = False) -> np.ndarray:
        """Whether groups of `n` people with such sums are that near; `odd` are what may be no groups at all.

        A difference of two groups that overlap can lie below the least or above the most that as many people could be,
        and then tells what those say who are in one of them only.
        """
        room = np.where(n < self.below, self.room, self.far)
        low, high = (low, high) if odd else (np.abs(low), np.abs(high))
        return (n > 0) & ((low < room) | (high < room))

    @staticmethod
    def unknown(shape: tuple[int, int]) -> Ends:
        """Nothing is known of any sum."""
        return Ends(*(np.full(shape, np.nan) for _ in range(2)), *(float("nan"),) * 2, NEVER_STEADY)


@dataclass(frozen=True)
class _Month:
    """The figures of one month by group: what the measure counts, people, sums; and whether there is one at all."""

    n: np.ndarray
    heads: np.ndarray
    low: np.ndarray
    high: np.ndarray
    there: np.ndarray

    @property
    def sums(self) -> np.ndarray:
        """Numbers and sums, a row a group."""
        return np.stack([self.n, self.low, self.high], axis=1)

    @property
    def rulers(self) -> list[np.ndarray]:
        """What is known of the company: the numbers of the measure and of people."""
        return [ruler for ruler in (self.n, self.heads) if not np.isnan(ruler[0])]


def what_may_be_shown(
    n: np.ndarray,
    heads: np.ndarray,
    there: np.ndarray,
    *,
    few: int,
    steady: float,
    carried: bool = False,
    over_time: bool = True,
    nesting: Nesting | None = None,
    ends: Ends | None = None,
) -> np.ndarray:
    """Which cells may be shown: months by groups, the company in the first column.

    `n` is what the measure counts, `heads` the people of the group (NaN where not known), `there` where there is a
    figure at all. Groups lie apart unless `nesting` says otherwise. Earlier decisions never change when a month is
    added.

    Examples
    --------
    A team of 12 loses one person in the third month: its figure, and that of the other team, wait for a month.

    >>> n = np.array([[40.0, 12, 28], [40, 12, 28], [39, 11, 28], [39, 11, 28]])
    >>> what_may_be_shown(n, n, n > 0, few=5, steady=25)[:, 1].tolist()
    [True, True, False, True]

    Where nobody knows how the groups lie, 14 may be in 30 with two others, so that 3 more would be given away.

    >>> what_may_be_shown(np.array([[90.0, 30, 14, 13]]), np.array([[90.0, 30, 14, 13]]), np.full((1, 4), True), few=5,
    ...                   steady=25, nesting=UNKNOWN).tolist()
    [[True, True, True, False]]
    """
    nesting, ends = nesting or apart(n.shape[1]), ends or Ends.unknown(n.shape)
    months = [_Month(*figures) for figures in zip(n, heads, ends.low, ends.high, there, strict=True)]
    seen: dict[int, Shown] = {}
    result = np.zeros(n.shape, dtype=bool)
    for place, now in enumerate(months):
        wish = _of_one_month(now, few, nesting, ends)
        past = [(months[month], shown) for month, shown in seen.items() if carried or month == place - 1]
        if carried:
            wishes = _kept(wish, now, past, few, nesting, ends)
        else:
            wishes = _wishes(wish, [] if nesting.flat and nesting.known else list(seen.values()))
        for shown in wishes:
            if not over_time or not any(
                _told_apart(now.n, shown, then.n, before, few, steady, nesting)
                or (carried and _alike_who_moved(now.sums - then.sums, shown, before, nesting, ends))
                for then, before in past
            ):
                break
        if shown != Shown():
            seen[place] = shown
        result[place, [0] * shown.total + sorted(shown.teams)] = True
    return result


def _kept(
    wish: Shown, now: _Month, past: Sequence[tuple[_Month, Shown]], few: int, nesting: Nesting, ends: Ends
) -> Iterator[Shown]:
    """What to try of what people carry along: what was shown before, the company alone, nothing.

    A group that was hidden once stays hidden, as those who came since could be taken off it. Where a group shown before
    has only a handful of people left, or nobody, not even the company is shown: those who went could be taken off that
    group, or it off them.
    """
    last = past[-1][1] if past else wish
    if not last.teams and all(then.n[0] == now.n[0] for then, _ in past):
        yield wish
    elif last.teams and _there(now, last) and not _unsafe(now, last, few, nesting, ends):
        yield last
    if wish.total and last.total and (not past or _still_whole(now, past, few, nesting, ends)):
        yield Shown(True)
    yield Shown()


def _there(now: _Month, shown: Shown) -> bool:
    """Whether there are figures of all of these groups."""
    return bool(now.there[[0] * shown.total + sorted(shown.teams)].all())


def _still_whole(now: _Month, past: Sequence[tuple[_Month, Shown]], few: int, nesting: Nesting, ends: Ends) -> bool:
    """Whether those who came or went since the groups were shown can't be taken off one of them, nor it off them."""
    if all(then.n[0] == now.n[0] for then, _ in past):
        return True
    then, shown = past[0]
    left = Shown(shown.total, frozenset(team for team in shown.teams if now.n[team] != 0))
    if _unsafe(now, left, few, nesting, ends) or not (nesting.known or not shown.teams):
        return False
    cells = [(place, nesting.inside(place, [0, *shown.teams])) for place in (0, *shown.teams)] if shown.teams else []
    before, after = (np.array([n[place] - np.nansum(n[inside]) for place, inside in cells]) for n in (then.n, now.n))
    gone = before[(before > 0) & (after <= 0)]
    if not len(gone):
        return True
    if too_many(len(gone)):
        return False
    moved = np.array([month.n[0] - now.n[0] for month, _ in past])
    others = np.abs(sums(list(gone[:, None])) - moved)
    return not ((others > 0) & (others < few)).any()


def _unsafe(now: _Month, shown: Shown, few: int, nesting: Nesting, ends: Ends) -> bool:
    """Whether these figures of one month together give few people away."""
    teams = sorted(shown.teams, key=lambda place: -now.n[place])
    places = [0] * shown.total + teams
    if not (now.n[places] >= few).all() or (now.heads[places] < few).any():
        return True
    if ends.near(now.n[places], now.low[places], now.high[places]).any():
        return True
    if nesting.known:
        return bool(_gives_away(now, shown.total, teams, few, nesting, ends))
    return frozenset(teams) != _one_by_one(now, shown.total, teams, few, ends).teams


def _wishes(wish: Shown, seen: Sequence[Shown]) -> Iterator[Shown]:
    """What to try, most first: everything, the teams shown before, the company alone, nothing."""
    yield wish
    last = next((past.teams for past in reversed(seen) if past.teams), frozenset())
    if last < wish.teams:
        yield Shown(wish.total, last)
    yield Shown(wish.total)
    yield Shown()


def _of_one_month(now: _Month, few: int, nesting: Nesting, ends: Ends) -> Shown:
    """The figures of one month that are large enough, and so is what is left when they are taken off each other."""
    near = ends.near(now.n, now.low, now.high)
    total = bool(now.there[0]) and not near[0] and all(ruler[0] >= few for ruler in now.rulers)
    large = now.there & (now.n >= few) & ~(now.heads < few) & ~near
    teams = (np.argsort(-np.where(large[1:], now.n[1:], -np.inf), kind="stable")[: large[1:].sum()] + 1).tolist()
    if not nesting.known:
        return _one_by_one(now, total, teams, few, ends)
    while smallest := _gives_away(now, total, teams, few, nesting, ends):
        teams.remove(smallest)
    return Shown(total, frozenset(teams))


def _gives_away(now: _Month, total: bool, teams: list[int], few: int, nesting: Nesting, ends: Ends) -> int:
    """The smallest group that, taken off one that holds it, leaves too little; 0 where there is none."""
    holders = [0] * total + ([] if nesting.flat else teams)
    for holder in holders:
        inside = teams if nesting.flat else nesting.inside(holder, teams)
        left = [ruler[holder] - np.nansum(ruler[inside]) for ruler in (now.n, now.heads, now.low, now.high)]
        if inside and (any(number < few and number != 0 for number in left[:2]) or ends.near(left[0], *left[2:])):
            return inside[-1]
    return 0


def _one_by_one(now: _Month, total: bool, teams: list[int], few: int, ends: Ends) -> Shown:
    """The company, and from the largest group on every one that gives nobody away with those before it.

    Nobody knows how these groups lie, so each sum and difference of them may be a group of people, and half of one too
    where three of them may overlap in pairs.
    """
    n, heads = (np.where(np.isnan(one), other, one) for one, other in ((now.n, now.heads), (now.heads, now.n)))
    numbers = np.stack([n, heads, now.low, now.high], axis=1)
    chosen = [0] * total
    for team in teams:
        if too_many(len(chosen) + 1):
            break
        found = sums([numbers[place] for place in (*chosen, team)])
        if not _some_are_few(found, few, ends, halves=len(chosen) > 1):
            chosen.append(team)
    return Shown(total, frozenset(chosen) - {0})


def _some_are_few(found: np.ndarray, few: int, ends: Ends, *, halves: bool) -> bool:
    people = np.abs(found[1:, :2])
    small = people < few
    if halves:
        small |= (people < 2 * few) & (people % 2 == 0)
    return bool(small.any() or ends.near(found[:, 0], found[:, 2], found[:, 3], odd=True).any())


def _told_apart(
    now: np.ndarray, shown: Shown, then: np.ndarray, past: Shown, few: int, steady: float, nesting: Nesting
) -> bool:
    """Whether two months together tell of a handful of people: of a small group that hardly changed between them."""
    if np.array_equal(now, then, equal_nan=True):
        return False
    if not nesting.known:
        return _any_told_apart(now, shown, then, past, few, steady)
    if not nesting.flat:
        return _nested_told_apart(now, shown, then, past, few, steady, nesting)
    return _parts_told_apart(now, shown, then, past, few, steady)


def _alike_who_moved(moved: np.ndarray, shown: Shown, past: Shown, nesting: Nesting, ends: Ends) -> bool:
    """Whether those who came or went between two months answered alike; `moved` are the changes of n and sums."""
    both = [0] * (shown.total and past.total) + sorted(shown.teams & past.teams)
    if not both:
        return False
    if nesting.known:
        held = [nesting.inside(place, both) for place in both]
        left = [moved[place] - moved[inside].sum(axis=0) for place, inside in zip(both, held, strict=True)]
        found = np.array([*moved[both], *left])
    else:
        found = sums([moved[place] for place in both])
    return bool(ends.near(np.abs(found[:, 0]), found[:, 1], found[:, 2]).any())


def _any_told_apart(now: np.ndarray, shown: Shown, then: np.ndarray, past: Shown, few: int, steady: float) -> bool:
    """The same where nobody knows how groups lie: the same ones have to be shown, and no sum of them changed so."""
    if shown.teams and past.teams and shown != past:
        return True
    both = [0] * (shown.total and past.total) + sorted(shown.teams & past.teams)
    found = sums([np.array([now[place], then[place]]) for place in both])
    size, moved = found.min(axis=1, initial=NEVER_STEADY), found[:, :1].sum(axis=1) - found[:, 1:].sum(axis=1)
    return bool(((size > 0) & (size < steady) & (moved != 0) & (np.abs(moved) < few)).any())


def _nested_told_apart(
    now: np.ndarray, shown: Shown, then: np.ndarray, past: Shown, few: int, steady: float, nesting: Nesting
) -> bool:
    """The same for groups inside others: of what is left of each shown one without those shown within it.

    What can be worked out in both months are the smallest unions that are made of such cells in each of them. It can't
    always be seen whether a group has people in none of those within it, so both are tried.
    """
    own_now, own_then = _own(now, nesting), _own(then, nesting)
    there = ~((np.nan_to_num(own_now) <= 0) & (np.nan_to_num(own_then) <= 0))
    for atoms in (np.arange(len(now)), np.flatnonzero(there)):
        cells = [nesting.cells({*one.teams, *([0] if one.total else [])}) for one in (shown, past)]
        parts = [
            (float(np.nansum(own_now[group])), float(np.nansum(own_then[group])))
            for group in _joined(atoms.tolist(), *cells)
        ]
        if _union_told_apart(parts, few, steady):
            return True
    return False


def _own(n: np.ndarray, nesting: Nesting) -> np.ndarray:
    """How many people of each group are in none of those within it."""
    own = n.astype(float).copy()
    for place, parent in enumerate(nesting.parents):
        if place and not np.isnan(n[place]):
            own[parent] -= n[place]
    return own


def _joined(atoms: list[int], one: dict[int, int], other: dict[int, int]) -> list[list[int]]:
    """The atoms in the smallest unions that are made of whole cells both ways; those with one in no cell are left out.

    >>> _joined([0, 1, 2, 3], {0: 0, 1: 1, 2: 0, 3: 3}, {0: 0, 1: 0, 2: 0, 3: 3})
    [[0, 1, 2], [3]]
    """
    label = {atom: atom for atom in atoms}
    for cells in (one, other):
        for holder in {cells[atom] for atom in atoms if atom in cells}:
            inside = [atom for atom in atoms if cells.get(atom) == holder]
            old = {label[atom] for atom in inside}
            label = {atom: min(old) if mark in old else mark for atom, mark in label.items()}
    known = {atom for atom in atoms if atom in one and atom in other}
    groups = [[atom for atom in atoms if label[atom] == mark] for mark in dict.fromkeys(label.values())]
    return [group for group in groups if known.issuperset(group)]


def _parts_told_apart(now: np.ndarray, shown: Shown, then: np.ndarray, past: Shown, few: int, steady: float) -> bool:
    """The same for groups that lie apart.

    The groups that can be worked out from both are the teams shown in both, what is left of the company, and every
    union of these. If nobody is without a team, and no team is hidden in both months, what is left in one month is a
    union of teams shown in the other. It can't always be seen whether anybody is without a team, so both are tried.
    """
    parts = [(now[team], then[team]) for team in shown.teams & past.teams]
    if not (_adds_up(now, shown) and _adds_up(then, past)):
        return _union_told_apart(parts, few, steady)
    every = frozenset(range(1, len(now)))
    hidden_now, hidden_then = every - shown.teams, every - past.teams
    left = (_left(now, shown.teams & past.teams), _left(then, shown.teams & past.teams))
    ways = [[*parts, left]]
    if not hidden_now & hidden_then:
        left_now = (_left(now, shown.teams), _sum(then, hidden_now))
        left_then = (_sum(now, hidden_then), _left(then, past.teams))
        ways.append([*parts, left_now, left_then])
    return any(_union_told_apart(way, few, steady) for way in ways)


def _union_told_apart(parts: list[tuple[float, float]], few: int, steady: float) -> bool:
    """Whether some union of these groups, now and then, is small and changed by a handful of people."""
    smallest = {0.0: 0.0}
    for now, then in parts:
        if now == then or np.isnan(now - then) or min(now, then) >= steady:
            continue
        for change, size in list(smallest.items()):
            moved, larger = change + now - then, size + min(now, then)
            if larger < steady and larger < smallest.get(moved, NEVER_STEADY):
                if 0 < abs(moved) < few:
                    return True
                smallest[moved] = larger
    return False


def _adds_up(n: np.ndarray, shown: Shown) -> bool:
    """Whether the company's figure is known: shown, or the sum of teams that are all shown."""
    return shown.total or len(shown.teams) == int((n[1:] > 0).sum()) > 0


def _left(n: np.ndarray, teams: frozenset[int]) -> float:
    """How many people are left of the company without these teams."""
    return float(np.nansum(n[1:]) if np.isnan(n[0]) else n[0]) - _sum(n, teams)


def _sum(n: np.ndarray, teams: frozenset[int]) -> float:
    return float(np.nansum(n[sorted(teams)]))
