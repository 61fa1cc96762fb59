"""The network of one window: who supports whom, and who is in contact with whom.

`Network` is the form that is computed with (integer codes, sparse matrices); `graphs` makes networkx graphs of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.compute import orderings
from ally_graph.errors import SettingError
from ally_graph.network import gatherings, pairs
from ally_graph.network.events import (
    SUPPORT,
    Events,
    asked_kinds,
    at_work,
    decay,
    end_of,
    events_of,
    presence,
    records_begin,
    seen_only,
)
from ally_graph.network.keeping import Keeping
from ally_graph.network.pairs import Pairs, Sums
from ally_graph.records import Records
from ally_graph.settings import Settings, check

LARGER_MEETINGS = 2
"""Up to so many times the largest meeting at which people meet, they are together at least."""


@dataclass(frozen=True)
class Network(Keeping):
    """People, their events in one window, and the two matrices these add up to.

    `people` is the roster of the window, indexed by the sorted `person_id`; row and column `i` of every matrix is its
    i-th person. `present` says who was at work on which day (people by days, oldest first), and `begin`
    from which day on records follow what happens, where they do.
    """

    people: pd.DataFrame
    events: Events
    present: np.ndarray
    as_of: pd.Timestamp
    settings: Settings
    begin: pd.Timestamp | None = None

    @property
    def size(self) -> int:
        """How many people there are."""
        return len(self.people)

    @property
    def pairs(self) -> Pairs:
        """The pairs of people in contact, and which events are theirs."""
        return self.once("pairs", lambda: pairs.pairs_of(self.events))

    @property
    def sums(self) -> Sums:
        """What the events of each pair add up to."""
        return self.once("sums", lambda: pairs.sums_of(self.events, self.pairs, self.settings.half_life_days))

    @cached_property
    def help(self) -> sparse.csr_array:
        """Decayed weight of support, from the giver (row) to the receiver (column)."""
        return self.sums.help()

    @cached_property
    def help_events(self) -> sparse.csr_array:
        """How many events of support there were, from the giver (row) to the receiver (column)."""
        return self.sums.help_events()

    @cached_property
    def contact(self) -> sparse.csr_array:
        """Decayed weight of contact, help both ways plus mutual contact; symmetric."""
        return self.sums.contact()

    @cached_property
    def order(self) -> np.ndarray:
        """The order in which to walk through people: side by side in a large network, as they are in a small one."""
        return orderings.walk_through(self.contact)

    def contacts(self, start: float = 0, stop: float = np.inf) -> np.ndarray:
        """How many contacts each of `pairs` had at ages from `start` to before `stop`."""
        if (start, stop) == (0, np.inf):
            return self.sums.count.sum(axis=0)
        position = self.pairs.position[self.events.aged(start, stop)]
        return np.bincount(position[position >= 0], minlength=len(self.pairs))

    def met(self, start: float = 0, stop: float = np.inf) -> np.ndarray:
        """The same without meetings and mails of so many that nobody can be said to have met the others."""
        if self.others_present is None:
            return self.contacts(start, stop)
        some = self.events.aged(start, stop)
        position = self.pairs.position[some]
        return np.bincount(position[(position >= 0) & self.in_small_groups[some]], minlength=len(self.pairs))

    def together(self) -> np.ndarray:
        """What `met` counts, and meetings of up to twice as many: enough not to say of two that they never meet."""
        if self.others_present is None:
            return self.contacts()
        written = np.array([kind in gatherings.MAILS for kind in self.events.kinds])[self.events.kind]
        larger = ~written & (self.others_present < LARGER_MEETINGS * self.settings.largest_meeting)
        some = (self.pairs.position >= 0) & (self.in_small_groups | larger)
        return np.bincount(self.pairs.position[some], minlength=len(self.pairs))

    @cached_property
    def others_present(self) -> np.ndarray | None:
        """How many others there were at each event; None where no event is of more than two."""
        return gatherings.others_present(self.events)

    @property
    def in_small_groups(self) -> np.ndarray:
        """Which events are of so few people that those who were there can be said to have met each other."""
        if self.others_present is None:
            return np.ones(len(self.events), dtype=bool)
        return self.others_present < self.settings.largest_meeting

    def encounters(self, start: float = 0, stop: float = np.inf) -> np.ndarray:
        """How many contacts each person had at ages from `start` to before `stop`; a meeting of several is one."""
        if self.others_present is None:
            return self.pairs.by_person(self.contacts(start, stop))
        some = self.events.aged(start, stop)
        here = self.pairs.position[some] >= 0
        return self.events.part(some).by_person(here / self.others_present[some])

    @cached_property
    def seen(self) -> np.ndarray:
        """Who is part of an event of which kind: a mask of `events.kinds` by people."""
        return pairs.seen_by_kind(self.events)

    @cached_property
    def contacts_by_person(self) -> np.ndarray:
        """How many contacts each person had."""
        return self.pairs.by_person(self.contacts())

    @cached_property
    def contacts_in_slices(self) -> list[np.ndarray]:
        """How many contacts each person had in each of the last slices."""
        return [self.pairs.by_person(self.contacts(*part)) for part in self.slices]

    def decayed(self, events: Events) -> np.ndarray:
        """The weight of each event at the end of the window: `w * 2^(-age / half-life)`."""
        return events.weight * decay(events.age, self.settings.half_life_days)

    def help_weights(self, at_most: int) -> np.ndarray:
        """The weight of each event of support at the end of the window, or of every second, third ... of many.

        `at_most` is about how many events, of all kinds, are looked at.
        """
        some = self.events.part(slice(None, None, max(1, len(self.events) // at_most)))
        return self.decayed(some.where(some.flow_is(*SUPPORT)))

    @cached_property
    def observed_days(self) -> int:
        """How many days of the window anybody could be seen in, from the first on which somebody was at work."""
        somebody = self.seen_at_work.any(axis=0)
        return self.present.shape[1] - int(np.argmax(somebody)) if somebody.any() else self.present.shape[1]

    @cached_property
    def seen_at_work(self) -> np.ndarray:
        """Who was at work on which day, without the days before the records begin."""
        return seen_only(self.present, self.begin, self.as_of)

    @cached_property
    def exposure(self) -> np.ndarray:
        """Days at work in the window, by person; days before hiring, after leaving and of absence don't count.

        Nor do days before the records begin.
        """
        return self.seen_at_work.sum(axis=1).astype(float)

    @cached_property
    def effort(self) -> np.ndarray:
        """Days at work times the share of full time, by person: what counts of events are compared on."""
        return self.exposure * self.people["fte"].to_numpy(dtype=float)

    @cached_property
    def slices(self) -> list[tuple[float, float]]:
        """The last three slices of the window, newest first, as ages in days: from (inclusive) to (exclusive)."""
        step = self.settings.slice_days
        count = min(3, max(1, self.settings.window_days // step))
        return [(k * step, (k + 1) * step) for k in range(count)]

    def present_at(self, start: float, stop: float) -> np.ndarray:
        """Who was at work on each day of ages from `start` to before `stop`, once there are records; people by days."""
        days = self.present.shape[1]
        return self.seen_at_work[:, max(0, days - int(min(stop, days))) : days - int(start)]

    @cached_property
    def ids(self) -> np.ndarray:
        """Everyone's `person_id`, as plain texts."""
        return self.people.index.to_numpy(dtype=object)

    def groups(self, attribute: str) -> tuple[np.ndarray, np.ndarray]:
        """Each person's group by a roster attribute as a code, -1 where it is missing; and the groups, sorted."""
        return self.once(("groups", attribute), lambda: _factorized(self.people, attribute))

    def take_groups(self, attribute: str, codes: np.ndarray, names: np.ndarray) -> None:
        """Keep what `groups` is to give, where it is known already."""
        self.once(("groups", attribute), lambda: (codes, names))

    def take_sums(self, sums: Sums) -> None:
        """Keep what `pairs` and `sums` are to give, where it is known already."""
        self.once("pairs", lambda: sums.pairs)
        self.once("sums", lambda: sums)

    def members(self, attribute: str, some: np.ndarray) -> list[tuple[str, np.ndarray]]:
        """The groups by a roster attribute, by name, each with those of its people who are in the mask, if any are."""
        code, names = self.groups(attribute)
        rows = np.flatnonzero(some & (code >= 0))
        rows = rows[np.argsort(code[rows], kind="stable")]
        parts = np.split(rows, np.flatnonzero(np.diff(code[rows])) + 1)
        return [(str(names[code[part[0]]]), part) for part in parts if len(part)]

    def series(self, values: np.ndarray, name: str | None = None) -> pd.Series:
        """Values by person as a float Series."""
        return pd.Series(np.asarray(values, dtype=float), index=self.people.index, name=name)


def _factorized(people: pd.DataFrame, attribute: str) -> tuple[np.ndarray, np.ndarray]:
    column = people[attribute] if attribute in people else pd.Series(pd.NA, index=people.index)
    codes, names = pd.factorize(column, sort=True)
    return codes, np.asarray(names, dtype=object)


def network_of(
    records: Records,
    *,
    as_of: str | pd.Timestamp | None = None,
    kinds: str | Iterable[str] | None = None,
    settings: Settings | None = None,
) -> Network:
    """The network of the window that ends at `as_of` (a date or time; the day after the last event unless given)."""
    settings = settings or Settings()
    check_settings(settings)
    end = moment(as_of) if as_of is not None else end_of(records)
    window = {"as_of": end, "window_days": settings.window_days}
    people = at_work(records, **window)
    events = events_of(records, people.index, kinds=asked_kinds(kinds), **window)
    present = presence(records, people, **window)
    return Network(people, events, present, end, settings, records_begin(records))


def moment(text: str | pd.Timestamp) -> pd.Timestamp:
    """A date or time as UTC without a zone.

    >>> moment("2026-01-01T02:00+02:00")
    Timestamp('2026-01-01 00:00:00')
    """
    try:
        time = pd.Timestamp(text)
    except ValueError:
        raise SettingError(f"{text!r} is no date. Write it as 2026-01-31.") from None
    if time is pd.NaT:
        raise SettingError(f"{text!r} is no date. Write it as 2026-01-31.")
    return time.tz_convert("UTC").tz_localize(None) if time.tz is not None else time


def check_settings(settings: Settings) -> None:
    """Raise `SettingError` for a setting that no network can be made with."""
    check(settings)
