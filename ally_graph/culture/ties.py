"""Who met whom on which day over all the records, and which ties are new and lasted.

Days are whole numbers from the first day of the records on. Meetings of so many that nobody met the others don't count.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ally_graph.network import network_of
from ally_graph.network.events import CONTACT
from ally_graph.records import Records
from ally_graph.settings import LONGEST_WINDOW, Settings

BEFORE, LASTING, FOLLOWED, LEAST_FOLLOWED = 90, 90, 180, 120
"""Days looked at before the start; after how many a tie has lasted; up to when; and how many there have to be."""
LEAST_DAYS = 2
"""Who met on so many days had to do with each other: on one day they may have met by accident."""
LEAST_STRATUM = 8
NEW_DAYS = 90


@dataclass(frozen=True)
class Contacts:
    """Every day on which two people met.

    `met` has a row a meeting of two: the lower place, the higher one and the day, in order, each once. `place` are the
    ids of people; `started` and `left` the days of their first and last work, as far as they are on record.
    """

    place: pd.Index
    low: np.ndarray
    high: np.ndarray
    day: np.ndarray
    first: pd.Timestamp
    end: pd.Timestamp
    team: np.ndarray
    level: np.ndarray
    manager: np.ndarray
    started: np.ndarray
    left: np.ndarray
    location: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def size(self) -> int:
        """How many people there are."""
        return len(self.place)

    @property
    def days(self) -> int:
        """How many days the records reach over."""
        return int((self.end - self.first).days)

    def day_of(self, dates: pd.Series) -> np.ndarray:
        """Dates as days."""
        return (pd.to_datetime(dates) - self.first).dt.days.to_numpy(dtype=np.int64)

    def can_follow(self, days: np.ndarray) -> np.ndarray:
        """Which starts have 90 days of records before them and four months after."""
        return (days >= BEFORE) & (days + LEAST_FOLLOWED <= self.days)

    @cached_property
    def _number(self) -> np.ndarray:
        return (self.low.astype(np.int64) * self.size + self.high) * (self.days + 1) + self.day

    def counted(self, one: np.ndarray | int, other: np.ndarray | int, day: int, start: int, stop: int) -> np.ndarray:
        """On how many days pairs of people met, from `start` to before `stop` days after a day."""
        pair = (np.minimum(one, other) * self.size + np.maximum(one, other)) * (self.days + 1)
        first, last = (np.clip(day + edge, 0, self.days + 1) for edge in (start, stop))
        return np.searchsorted(self._number, pair + last) - np.searchsorted(self._number, pair + first)

    def met_often(self, day: int, start: int, stop: int, *, least: int = LEAST_DAYS) -> tuple[np.ndarray, np.ndarray]:
        """The pairs who met on two days or more in that time: the lower places and the higher ones."""
        some = (self.day >= day + start) & (self.day < day + stop)
        pairs, days = np.unique(self.low[some].astype(np.int64) * self.size + self.high[some], return_counts=True)
        return np.divmod(pairs[days >= least], self.size)

    def around(self, day: int) -> np.ndarray:
        """Who was at work from the start until a tie could have lasted."""
        return (self.started <= day + NEW_DAYS) & (self.left >= day + LEAST_FOLLOWED)

    def is_recent(self, day: int) -> np.ndarray:
        """Who had started within the last 90 days."""
        return self.started > day - NEW_DAYS

    def like(self, person: int, other: int, day: int) -> np.ndarray:
        """Who is like somebody beside another person: team, level, the same manager as they or not, as new as they.

        Without anybody of the same level it is those of any level.
        """
        same = (
            self.around(day) & (self.team == self.team[person]) & (self.is_recent(day) == self.is_recent(day)[person])
        )
        shares = (self.manager == self.manager[other]) & (self.manager >= 0)
        same &= (shares == shares[person]) & (self.manager[other] != np.arange(self.size))
        same[[person, other]] = False
        close = same & (self.level == self.level[person])
        return np.flatnonzero(close if close.any() else same)

    def active(self, day: int) -> np.ndarray:
        """On how many days with how many others each person met in the 90 days before."""
        some = (self.day >= day - BEFORE) & (self.day < day)
        return sum(np.bincount(ends[some], minlength=self.size) for ends in (self.low, self.high))

    def stratum(self, day: int) -> np.ndarray:
        """People like each other: team and level where there are eight of them, parted into the busier and others."""
        exact = pd.factorize(pd.Series(list(zip(self.team, self.level, strict=True))))[0]
        large = np.bincount(exact)[exact] >= LEAST_STRATUM
        group = pd.factorize(pd.Series(list(zip(np.where(large, exact, -1), self.team, strict=True))))[0]
        active = pd.Series(self.active(day))
        return group * 2 + (active > active.groupby(group).transform("median")).to_numpy()


def contacts_of(records: Records, as_of: pd.Timestamp) -> Contacts:
    """Everything on record up to a moment."""
    first = records.first_event
    first = as_of.normalize() if pd.isna(first) or first > as_of else first.normalize()
    end = as_of.normalize() if as_of == as_of.normalize() else as_of.normalize() + pd.Timedelta(days=1)
    days = int(np.clip((end - first).days, 1, LONGEST_WINDOW))
    settings = replace(Settings(), window_days=days, half_life_days=float("inf"))
    base = network_of(records, as_of=end, settings=settings)
    some = base.events.flow_is(*CONTACT) & base.in_small_groups if len(base.events) else np.zeros(0, dtype=bool)
    one, other = base.events.source[some].astype(np.int64), base.events.target[some].astype(np.int64)
    day = np.clip(days - np.ceil(base.events.age[some]).astype(np.int64), 0, days - 1)
    met = np.unique(np.stack([np.minimum(one, other), np.maximum(one, other), day], axis=1), axis=0)
    people = base.people
    return Contacts(
        pd.Index(base.ids.astype(str)),
        met[:, 0],
        met[:, 1],
        met[:, 2],
        first,
        first + pd.Timedelta(days=days),
        base.groups("team")[0],
        _numbers(people, "level"),
        people.index.get_indexer(people["manager_id"]) if "manager_id" in people else np.full(base.size, -1),
        _days(people, "start_date", first, -(10**6)),
        _days(people, "end_date", first, 10**6),
        base.groups("location")[0],
    )


def _numbers(people: pd.DataFrame, column: str) -> np.ndarray:
    return people[column].to_numpy(dtype=float, na_value=-1.0) if column in people else np.full(len(people), -1.0)


def _days(people: pd.DataFrame, column: str, first: pd.Timestamp, missing: int) -> np.ndarray:
    if column not in people:
        return np.full(len(people), missing)
    return (people[column] - first).dt.days.fillna(missing).to_numpy(dtype=np.int64)
