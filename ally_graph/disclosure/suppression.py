"""Which figures of a table of indicators may be shown, worked out from the numbers alone.

Four rules. A figure rests on at least `min_group` people. What is left of the company's figure when the teams shown
are taken off rests on as many, or on nobody. What people carry along (tenure, being in a programme) is compared
with each month shown before: every group that can be worked out differs from itself by nobody or by at least
`min_group`. Else the difference would be those who came or went. What is taken anew each month keeps the same
distance from the month before, in groups smaller than `steady_group`; in larger ones the new answers of all the others
drown what one person did. And `n` is rounded down to a multiple of `min_group`, intervals with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

ALL = "all"
NEVER_STEADY = float("inf")
PEOPLE = ("answers", "people")


@dataclass(frozen=True)
class Shown:
    """What is shown of one measure in one month: the company's figure, and the teams by place."""

    total: bool = False
    teams: frozenset[int] = frozenset()


def disclosable(frame: pd.DataFrame, *, min_group: int, steady_group: float) -> pd.DataFrame:
    """The rows of a table that may be shown, with `n` rounded down to a multiple of `min_group`.

    `frame` has the columns `month, indicator, measure, group, n, counts, carried`, and others that stay as they are.
    How many people a group had is read off the rows that count people; a team of fewer than `min_group` shows nothing,
    whatever else its rows count. A row without `n` is shown for the company only.
    """
    if frame.empty:
        return frame
    table = _coded(frame)
    mask = np.concatenate([_shown(table, rows, min_group, steady_group) for rows in table.measures])
    shown = frame.iloc[np.sort(mask)]
    return shown.assign(n=shown["n"] // min_group * min_group)


@dataclass(frozen=True)
class _Coded:
    """The rows of a table as numbers: month (from the first one on), group (0 is the company), and what they hold.

    `measures` are the rows of each measure, `heads` the people of each group by month.
    """

    month: np.ndarray
    group: np.ndarray
    n: np.ndarray
    carried: np.ndarray
    over_time: np.ndarray
    measures: list[np.ndarray]
    heads: np.ndarray


def _coded(frame: pd.DataFrame) -> _Coded:
    months = frame["month"].to_numpy().astype("datetime64[M]").astype(int)
    groups, found = pd.factorize(frame["group"])
    names = {name: place for place, name in enumerate([ALL, *sorted(set(found) - {ALL})])}
    place = (months - months.min(), np.array([names[name] for name in found])[groups])
    n = frame["n"].to_numpy(dtype=float)
    keys = frame.groupby(["indicator", "measure"], sort=True, observed=True).ngroup().to_numpy()
    measures = [np.flatnonzero(keys == key) for key in range(keys.max() + 1)]
    people, over_time = (frame["counts"].isin(kinds).to_numpy() for kinds in (("people",), PEOPLE))
    heads = _cells(place, n, people, (place[0].max() + 1, len(names)))
    return _Coded(*place, n, frame["carried"].to_numpy(dtype=bool), over_time, measures, heads)


def _cells(place: tuple[np.ndarray, np.ndarray], n: np.ndarray, rows: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The largest `n` of each month (row) and group (column) among these rows, NaN where there is none."""
    cells = np.full(shape, np.nan)
    np.fmax.at(cells, (place[0][rows], place[1][rows]), n[rows])
    return cells


def _shown(table: _Coded, rows: np.ndarray, few: int, steady: float) -> np.ndarray:
    """Which of the rows of one measure may be shown."""
    there = np.zeros(table.heads.shape, dtype=bool)
    there[table.month[rows], table.group[rows]] = True
    carried, over_time = bool(table.carried[rows[0]]), bool(table.over_time[rows[0]])
    steady = NEVER_STEADY if carried else steady
    n = _cells((table.month, table.group), table.n, rows, table.heads.shape)
    mask = what_may_be_shown(n, table.heads, there, few=few, steady=steady, carried=carried, over_time=over_time)
    return rows[mask[table.month[rows], table.group[rows]]]


def what_may_be_shown(
    n: np.ndarray,
    heads: np.ndarray,
    there: np.ndarray,
    *,
    few: int,
    steady: float,
    carried: bool = False,
    over_time: bool = True,
) -> np.ndarray:
    """Which cells may be shown: months by groups, the company in the first column.

    `n` is what the measure counts, `heads` the people of the group (NaN where not known), `there` where there is a
    figure at all. Earlier decisions never change when a month is added.

    Examples
    --------
    A team of 12 loses one person in the third month: its figure, and that of the other team, wait for a month.

    >>> n = np.array([[40.0, 12, 28], [40, 12, 28], [39, 11, 28], [39, 11, 28]])
    >>> what_may_be_shown(n, n, n > 0, few=5, steady=25)[:, 1].tolist()
    [True, True, False, True]
    """
    seen: list[tuple[int, Shown]] = []
    result = np.zeros(n.shape, dtype=bool)
    for month in range(len(n)):
        rulers = [row[month] for row in (n, heads)]
        wish = _of_one_month(rulers, there[month], few)
        before = seen if carried else [entry for entry in seen if entry[0] == month - 1]
        for shown in _wishes(wish):
            if not over_time or not any(
                _told_apart(n[month], shown, n[other], past, few, steady) for other, past in before
            ):
                break
        if shown != Shown():
            seen.append((month, shown))
        result[month, [0] * shown.total + sorted(shown.teams)] = True
    return result


def _wishes(wish: Shown) -> Iterator[Shown]:
    """What to try, most first: everything, the company alone, nothing."""
    yield wish
    yield Shown(wish.total)
    yield Shown()


def _of_one_month(rulers: list[np.ndarray], there: np.ndarray, few: int) -> Shown:
    """The figures of one month that are large enough, and so is what is left when they are taken off the total."""
    n = rulers[0]
    known = [ruler for ruler in rulers if not np.isnan(ruler[0])]
    total = bool(there[0]) and all(ruler[0] >= few for ruler in known)
    large = there & (n >= few) & ~(rulers[1] < few)
    teams = (np.argsort(-np.where(large[1:], n[1:], -np.inf), kind="stable")[: large[1:].sum()] + 1).tolist()
    while total and teams and any(_too_little_left(ruler, teams, few) for ruler in known):
        teams.pop()
    return Shown(total, frozenset(teams))


def _too_little_left(ruler: np.ndarray, teams: Iterable[int], few: int) -> bool:
    """Whether the company less these teams is a handful of people, or less than nobody (teams that overlap)."""
    left = ruler[0] - np.nansum(ruler[list(teams)])
    return left < few and left != 0


def _told_apart(now: np.ndarray, shown: Shown, then: np.ndarray, past: Shown, few: int, steady: float) -> bool:
    """Whether two months together tell of a handful of people: of a small group that hardly changed between them.

    The groups that can be worked out from both are the teams shown in both, what is left of the company, and every
    union of these. If nobody is without a team, and no team is hidden in both months, what is left in one month is a
    union of teams shown in the other. It can't always be seen whether anybody is without a team, so both are tried.
    """
    if np.array_equal(now, then, equal_nan=True):
        return False
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
