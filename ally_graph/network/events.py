"""From records to ties: who was at work, which events count, and what they add up to between two people.

Everything here runs on integer codes: person `i` is the i-th id of the sorted roster.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph import vocabulary
from ally_graph.compute import compiled
from ally_graph.compute.codes import MICROSECONDS_A_DAY
from ally_graph.compute.event_order import constant, same
from ally_graph.errors import SettingError, did_you_mean
from ally_graph.records.tables import ENDS, Records
from ally_graph.vocabulary import Flow
from ally_graph.wording.counts import listed

DAY = np.timedelta64(1, "D")
PEOPLE_AT_ONCE = 4_096
MOST_HALVINGS = 160.0
WIDEST = np.iinfo(np.int16).max
"""So many kinds of record fit in two bytes an event; of more, each takes four."""
SUPPORT = (Flow.GIVEN, Flow.RECEIVED)
CONTACT = (*SUPPORT, Flow.MUTUAL)
STATED = frozenset({"nomination", "access"})
"""Kinds of record that are answers to a survey: what somebody says of the time before."""


@dataclass(frozen=True)
class Events:
    """Events of one window in the direction of support, by integer code, in the order of time, oldest first.

    `source[e]` supports `target[e]` where `flow_is(Flow.GIVEN, Flow.RECEIVED)`; for contact both ways the order means
    nothing; for requests and access `source` is the one who asks. `age` is in days before the end of the window.
    """

    size: int
    source: np.ndarray
    target: np.ndarray
    age: np.ndarray
    weight: np.ndarray
    kind: np.ndarray
    kinds: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.source)

    def flow_is(self, *flows: Flow) -> np.ndarray:
        """Which events flow in one of these ways, as a mask."""
        wanted = np.array([vocabulary.flow_of(kind) in flows for kind in self.kinds], dtype=bool)
        return wanted[self.kind] if len(self.kinds) else np.zeros(0, dtype=bool)

    def where(self, some: np.ndarray) -> Events:
        """The events of a mask, or at these places."""
        columns = (self.source, self.target, self.age, self.kind)
        fast = compiled.kernels(len(self)) if some.dtype == bool else None
        parts = fast.chosen_rows(*columns, some) if fast else (column[some] for column in columns)
        source, target, age, kind = parts
        stays = len(self) and self.weight.strides == (0,)
        weight = constant(self.weight[0], len(source)) if stays else self.weight[some]
        return Events(self.size, source, target, age, weight, kind, self.kinds)

    def aged(self, start: float, stop: float) -> slice:
        """Where the events of ages from `start` to before `stop` are: side by side, as events are in order of time.

        >>> ages = np.array([9.0, 5.0, 5.0, 2.0])
        >>> none = np.zeros(4, dtype=int)
        >>> Events(1, none, none, ages, ages, none, ("help",)).aged(5.0, 9.0)
        slice(1, 3, None)
        """
        return slice(*(bisect_right(self.age, -edge, key=lambda age: -age) for edge in (stop, start)))

    def part(self, some: slice) -> Events:
        """The events of a slice, without copying them."""
        parts = (column[some] for column in (self.source, self.target, self.age, self.weight, self.kind))
        return Events(self.size, *parts, self.kinds)

    def of(self, *flows: Flow) -> Events:
        """The events that flow in one of these ways."""
        known = {kind for kind in self.kinds if vocabulary.flow_of(kind) in flows}
        return self.where(self.flow_is(*flows)) if known else self.part(slice(0))

    @cached_property
    def support(self) -> Events:
        """Only the events in which one person supports another."""
        return self.of(*SUPPORT)

    @cached_property
    def contact(self) -> Events:
        """All events in which two people had to do with each other."""
        return self.of(*CONTACT)

    def by_person(self, values: np.ndarray | None = None) -> np.ndarray:
        """Sum over both people of each event; without values, how many events each person is part of."""
        return sum(np.bincount(ends, values, minlength=self.size) for ends in (self.source, self.target))

    def matrix(self, values: np.ndarray) -> sparse.csr_array:
        """Values summed by source (row) and target (column)."""
        shape = (self.size, self.size)
        return sparse.coo_array((values, (self.source, self.target)), shape=shape).tocsr()

    def pairs(self, some: np.ndarray | slice = slice(None)) -> np.ndarray:
        """One number for each pair of people, whichever of them comes first; of all events, or of some."""
        source, target = self.source[some], self.target[some]
        low, high = np.minimum(source, target), np.maximum(source, target)
        return low.astype(np.int64) * self.size + high


def decay(age: np.ndarray, half_life_days: float) -> np.ndarray:
    """What is left of an event of this age in days: a half after one half-life, all of it where that is infinite.

    After so many halvings nothing more is lost: products of smaller numbers would be nought.

    >>> decay(np.array([0.0, 30.0, 60.0]), 30.0)
    array([1.  , 0.5 , 0.25])
    """
    if np.isinf(half_life_days):
        return np.ones(len(age))
    halvings = -age / half_life_days
    return np.exp2(np.maximum(halvings, -MOST_HALVINGS, out=halvings), out=halvings)


def end_of(records: Records) -> pd.Timestamp:
    """The day after the last event, the moment an analysis looks back from unless told otherwise.

    Without events it is the day after the last one on which somebody started to work here.
    """
    told = (records.last_event, records.people["start_date"].max(), pd.Timestamp("1970-01-01"))
    last = next(time for time in told if pd.notna(time))
    return last.normalize() + pd.Timedelta(days=1)


def at_work(records: Records, *, as_of: pd.Timestamp, window_days: int) -> pd.DataFrame:
    """The people of the network: on the roster and employed on a day of the window; shared mailboxes and bots never."""
    here = is_at_work(records.people, as_of=as_of, window_days=window_days)
    return records.people[here].set_index("person_id")


def is_person(people: pd.DataFrame) -> np.ndarray:
    """Which rows of a roster are people: all but shared mailboxes and bots.

    >>> is_person(pd.DataFrame({"kind": ["employee", "service", "external"]})).tolist()
    [True, False, True]
    """
    return (people["kind"] != "service").to_numpy(dtype=bool)


def is_at_work(people: pd.DataFrame, *, as_of: pd.Timestamp, window_days: int) -> np.ndarray:
    """Which of the people are employed on a day of the window, shared mailboxes and bots left out."""
    first = as_of - pd.Timedelta(days=window_days)
    away = (people["start_date"] > as_of) | (people["end_date"] < first)
    return is_person(people) & ~away.to_numpy(dtype=bool)


def presence(records: Records, people: pd.DataFrame, *, as_of: pd.Timestamp, window_days: int) -> np.ndarray:
    """Who was at work on which day: people by days of the window, oldest first; False before hiring and when away."""
    first = np.datetime64((as_of.normalize() - pd.Timedelta(days=window_days)).date(), "D")

    def day(dates: pd.Series, missing: int) -> np.ndarray:
        values = dates.to_numpy().astype("datetime64[D]")
        days = np.where(np.isnat(values), missing, (values - first).astype(np.int64))
        return np.clip(days, 0, window_days)

    work = (day(people["start_date"], 0), day(people["end_date"] + DAY, window_days))
    rows = people.index.get_indexer(records.absences["person_id"])
    order = np.argsort(rows, kind="stable")[np.count_nonzero(rows < 0) :]
    rows, absences = rows[order], records.absences.iloc[order]
    away = (day(absences["start_date"], 0), day(absences["end_date"] + DAY, window_days))
    here = np.empty((len(people), window_days), dtype=bool)
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        some = slice(start, start + PEOPLE_AT_ONCE)
        theirs = slice(*np.searchsorted(rows, [some.start, some.stop]))
        _fill_presence(here[some], [ends[some] for ends in work], rows[theirs] - start, [a[theirs] for a in away])
    return here


def seen_only(present: np.ndarray, begin: pd.Timestamp | None, as_of: pd.Timestamp) -> np.ndarray:
    """Who was at work, without the days before the records begin: whoever was at work then, nobody could be seen.

    >>> seen_only(np.ones((1, 4), dtype=bool), pd.Timestamp("2026-01-03"), pd.Timestamp("2026-01-05")).astype(int)
    array([[0, 0, 1, 1]])
    """
    followed = present.shape[1] if begin is None else (as_of.normalize() - begin.normalize()).days
    if not 0 < followed < present.shape[1]:
        return present
    seen = present.copy()
    seen[:, : present.shape[1] - followed] = False
    return seen


def records_begin(records: Records) -> pd.Timestamp | None:
    """The day from which on the records follow what happens; None where they don't follow anything.

    Answers to a survey speak of the time before them, and so does a list in which everything has the same day.
    """
    followed = [table["timestamp"] for table in records.events if len(table)]
    interactions = records.interactions
    if len(interactions) and not STATED.isdisjoint(kinds_of(records)):
        told = interactions.loc[~interactions["kind"].isin(STATED), "timestamp"]
        followed = [told, records.recognitions["timestamp"]]
    days = [(times.min().normalize(), times.max().normalize()) for times in followed if len(times)]
    first, last = (min(day for day, _ in days), max(day for _, day in days)) if days else (None, None)
    return first if first != last else None


def _fill_presence(here: np.ndarray, work: list[np.ndarray], rows: np.ndarray, away: list[np.ndarray]) -> None:
    """Who of some people was at work on which day, from the days of their work and of their absences: from, to."""
    days = np.arange(here.shape[1])
    np.logical_and(days >= work[0][:, None], days < work[1][:, None], out=here)
    absent, place = np.unique(rows, return_inverse=True)
    steps = np.zeros((len(absent), here.shape[1] + 1), dtype=np.int16)
    np.add.at(steps, (place, away[0]), 1)
    np.add.at(steps, (place, away[1]), -1)
    here[absent] &= np.cumsum(steps, axis=1, out=steps)[:, :-1] <= 0


def events_of(
    records: Records,
    people: pd.Index,
    *,
    as_of: pd.Timestamp,
    window_days: float,
    kinds: tuple[str, ...] | None = None,
) -> Events:
    """The events of the window between people of the network, oldest day included, in the direction of support.

    Raises `SettingError` for a kind that no record has.
    """
    known = kinds_of(records)
    for kind in kinds or ():
        if kind not in known:
            raise SettingError(f"There are no records of the kind {kind}. {did_you_mean(kind, known)}")
    chosen = tuple(kind for kind in known if kinds is None or kind in kinds)
    code = people.get_indexer(records.people["person_id"]).astype(np.int32)
    number = {kind: place for place, kind in enumerate(chosen)}
    thanks = vocabulary.RECOGNITION.key
    names = [*records.interactions["kind"].cat.categories, thanks]
    lookup = np.array([number.get(name, -1) for name in names], dtype=np.int16 if len(names) <= WIDEST else np.int32)
    turned = np.array([vocabulary.flow_of(kind) is Flow.RECEIVED for kind in chosen], dtype=bool)
    rows = [_rows(getattr(records, name), pair, as_of, window_days) for name, pair in ENDS.items()]
    fast = compiled.kernels(sum(len(part[0]) for part in rows))
    now = as_of.to_datetime64().astype("datetime64[us]").astype(np.int64)
    merge, one_weight = fast.merged_events if fast else _merged_events, _one_weight([part[3] for part in rows])
    source, target, age, weight, kind = merge(*rows, code, lookup, turned, now, one_weight is None)
    weight = weight if one_weight is None else constant(one_weight, len(source))
    return Events(len(people), source, target, age, weight, kind, chosen)


def _one_weight(columns: list[np.ndarray]) -> float | None:
    """The weight that all rows of these columns have; None where they differ."""
    weights = {float(column[0]) for column in columns if len(column)}
    return max(weights, default=1.0) if len(weights) < 2 and all(map(same, columns)) else None


def _rows(
    table: pd.DataFrame, pair: tuple[str, str], as_of: pd.Timestamp, window_days: float
) -> tuple[np.ndarray, ...]:
    """A table's rows of the window, both edges included: codes of the two people, time, weight and code of the kind.

    Thanks have no kind; theirs is the one after the last.
    """
    times, newest = table["timestamp"].to_numpy(), as_of.to_datetime64()
    oldest = newest - np.timedelta64(round(window_days * MICROSECONDS_A_DAY), "us")
    window = slice(np.searchsorted(times, oldest, side="left"), np.searchsorted(times, newest, side="right"))
    first, second = (table[name].cat.codes.to_numpy()[window] for name in pair)
    time = times[window].astype("datetime64[us]", copy=False).view(np.int64)
    kind = table["kind"].cat.codes.to_numpy()[window] if "kind" in table else np.full(len(time), -1, dtype=np.int8)
    return first, second, time, table["weight"].to_numpy()[window], kind


def _merged_events(
    one: tuple[np.ndarray, ...],
    other: tuple[np.ndarray, ...],
    code: np.ndarray,
    lookup: np.ndarray,
    turned: np.ndarray,
    now: int,
    weighted: bool,
) -> tuple[np.ndarray, ...]:
    """Two tables of rows, each in the order of time, as one; without the people and kinds that are not asked for.

    The plain twin of `kernels.merged_events`. Of equal times the first table goes first. Returns the columns of
    `Events`: source, target, age, weight (empty where it is not asked for), kind.
    """
    order = np.argsort(np.concatenate([one[2], other[2]]), kind="stable")
    first, second, time, weight, kind = (np.concatenate(both)[order] for both in zip(one, other, strict=True))
    first, second, kind = code[first], code[second], lookup[kind]
    keep = (first >= 0) & (second >= 0) & (kind >= 0)
    first, second, time, weight, kind = (column[keep] for column in (first, second, time, weight, kind))
    backwards = turned[kind] if len(turned) else kind > 0
    source, target = np.where(backwards, second, first), np.where(backwards, first, second)
    return source, target, (now - time) / MICROSECONDS_A_DAY, weight if weighted else weight[:0], kind


def asked_kinds(kinds: str | Iterable[str] | None) -> tuple[str, ...] | None:
    """The kinds of record that are asked for, None for all; one text holds several with commas between.

    >>> asked_kinds("help, review"), asked_kinds(["help"]), asked_kinds([])
    (('help', 'review'), ('help',), None)
    """
    if isinstance(kinds, str):
        kinds = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    if kinds and not all(isinstance(kind, str) for kind in kinds):
        raise SettingError(f"Kinds of record are words such as help, not {listed([repr(kind) for kind in kinds])}.")
    return tuple(kinds) if kinds else None


def kinds_of(records: Records) -> tuple[str, ...]:
    """The kinds of record there are, sorted; `recognition` stands for the table of recognitions."""
    kinds = set(records.interactions["kind"].unique())
    return tuple(sorted(kinds | ({vocabulary.RECOGNITION.key} if len(records.recognitions) else set())))
