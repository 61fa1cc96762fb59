"""Who was away when, and on which days two people could meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.simulate.company import table
from ally_graph.simulate.technova.cast import ISOLATED, LEFT_OUT_SINCE, SIZE, Cast
from ally_graph.simulate.workdays import END, busyness

FIRST = np.datetime64("2025-01-01")
DAYS = int((END - FIRST).astype(int))
SUMMER = ("2025-06-09", "2025-08-11")
SPRING_AND_AUTUMN = ("2025-02-03", "2025-05-12", "2025-09-15", "2025-11-17")
CHRISTMAS = ("2025-12-22", "2025-12-31")
CHRISTMAS_SHARE = 0.35
SICK_BEFORE, SICK_SINCE = 2.2, 0.45
FEWER_SICK_DAYS_SINCE = "2025-09-01"


@dataclass(frozen=True)
class Diary:
    """`here[i, d]`: whether person `i` is at work on day `d` of the year; `busy[d]`: how much happens that day."""

    here: np.ndarray
    busy: np.ndarray
    leaves: tuple[tuple[int, int, int], ...]
    absences: pd.DataFrame

    def days_of(self, people: tuple[int, ...], start: int, stop: int) -> np.ndarray:
        """The working days of a stretch on which all of these people are at work."""
        free = self.here[list(people), start:stop].all(axis=0) & (self.busy[start:stop] > 0)
        return start + np.flatnonzero(free)


def day_of(date: str | np.datetime64) -> int:
    """The day of the year, 0 for the first of January.

    >>> day_of("2025-02-01")
    31
    """
    return int((np.datetime64(date, "D") - FIRST).astype(int))


def diary(people: Cast, rng: np.random.Generator) -> Diary:
    """Draw everybody's absences: a long leave in summer, a week at another time, Christmas, sick days."""
    leaves, sick = [], []
    for number in range(SIZE):
        hired = day_of(people.started[number])
        own = [*_leaves(number, rng)]
        short = [*_sick(number, rng)]
        leaves += [(number, start, stop) for start, stop in own if start >= hired + 14]
        sick += [(number, start, stop) for start, stop in short if start >= hired + 7]
    here = np.arange(DAYS)[None, :] >= np.array([day_of(date) for date in people.started])[:, None]
    for number, start, stop in (*leaves, *sick):
        here[number, start : stop + 1] = False
    busy = busyness(FIRST + np.arange(DAYS))
    return Diary(here, busy, tuple(leaves), _table(people, [*leaves, *sick]))


def _table(people: Cast, spells: list[tuple[int, int, int]]) -> pd.DataFrame:
    rows = [(people.id_of(number), str(FIRST + start), str(FIRST + stop)) for number, start, stop in spells]
    return table("absences", sorted(set(rows)))


def _leaves(number: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """First and last days of a person's leaves."""
    begin, end = (day_of(date) for date in SUMMER)
    summer = begin + 7 * int(rng.integers(0, (end - begin) // 7 + 1))
    found = [(summer, summer + 7 * int(rng.choice([1, 2, 2, 3])) - 3)]
    season = int(rng.integers(0, 2)) * 2
    begin, end = (day_of(date) for date in SPRING_AND_AUTUMN[season : season + 2])
    week = begin + 7 * int(rng.integers(0, (end - begin) // 7 + 1))
    if number not in ISOLATED or week + 4 < day_of(LEFT_OUT_SINCE):
        found.append((week, week + 4))
    if rng.random() < CHRISTMAS_SHARE and number not in ISOLATED:
        found.append((day_of(CHRISTMAS[0]), day_of(CHRISTMAS[1])))
    return found


def _sick(number: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Sick times of one to three days, fewer of them in the last phase."""
    turn = day_of(FEWER_SICK_DAYS_SINCE)
    starts = [
        *rng.integers(5, turn, rng.poisson(SICK_BEFORE)).tolist(),
        *rng.integers(turn, DAYS - 14, rng.poisson(SICK_SINCE)).tolist(),
    ]
    spells = [(start, start + int(rng.integers(0, 3))) for start in sorted(starts)]
    return [spell for spell in spells if number not in ISOLATED or spell[1] < day_of(LEFT_OUT_SINCE)]
