"""The network month by month, without starting over: events are merged and pairs numbered once for all months.

A month is cut out of the network of the whole span: its events are a stretch of the span's, and what they add up to is
summed over the pairs that are numbered already. In large companies the groups of one month are looked for in another
thread while the next one is counted. Carrying the sums over from month to month, faded, would save little more than a
hundredth and lose digits where an event that leaves the window weighs much more than what stays.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.clusters import InContact, one_clustering
from ally_graph.compute import orderings
from ally_graph.compute.codes import MICROSECONDS_A_DAY
from ally_graph.measures import company
from ally_graph.network import Network
from ally_graph.network.events import Events, at_work, events_of, is_at_work, presence
from ally_graph.network.keeping import Keeping
from ally_graph.network.pairs import Pairs, Sums, sums_of
from ally_graph.progress import heartbeat
from ally_graph.records import Records
from ally_graph.settings import Settings

MANY_EVENTS = 4_000_000
"""From how many events on groups are looked for in another thread; below, it is over in seconds anyway."""


@dataclass(frozen=True)
class MonthNetwork(Keeping):
    """What is left of the network of a month once its events are counted: enough to look for groups, and small."""

    ids: np.ndarray
    contact: sparse.csr_array
    team: tuple[np.ndarray, np.ndarray]
    settings: Settings

    @classmethod
    def of(cls, network: Network) -> MonthNetwork:
        """The small form of a network."""
        return cls(network.ids, network.contact, network.groups("team"), network.settings)

    @cached_property
    def order(self) -> np.ndarray:
        """The order in which to walk through people."""
        return orderings.walk_through(self.contact)

    def groups(self, attribute: str) -> tuple[np.ndarray, np.ndarray]:
        """Each person's team as a code, -1 where it is missing, and the teams; no other attribute is left."""
        return {"team": self.team}[attribute]


def by_month(
    span: Network | None, records: Records, base: Network, ids: Mapping[str, str] | None = None
) -> Iterator[dict]:
    """The figures of the network at the end of every calendar month with records, looking back one window each time.

    The month in which `base` ends is looked at up to that moment: it is `base` itself. `ids` are those behind the
    numbers of `canonical.renamed`.
    """
    months = _months(records, base.as_of) if span else ()
    counted = (_counted(span, base, month) for month in months)
    if span is None or len(span.events) < MANY_EVENTS:
        yield from (_grouped(network, found, ids) for network, found in counted)
    else:
        yield from _in_two_threads(partial(_grouped, ids=ids), counted)


def _in_two_threads(finish: Callable[..., dict], counted: Iterator[tuple[InContact, dict]]) -> Iterator[dict]:
    """The months, in order. While groups are looked for in one, which leaves Python to others, the next is counted."""
    pool, waiting = ThreadPoolExecutor(1), None
    try:
        for month in counted:
            if waiting:
                yield waiting.result()
            waiting = pool.submit(finish, *month)
        if waiting:
            yield waiting.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _counted(span: Network, base: Network, month: pd.Period) -> tuple[InContact, dict]:
    """What groups of a month are looked for in, and its figures but for those of the groups."""
    heartbeat(str(month))
    end, network = min(base.as_of, (month + 1).start_time), base
    if end != base.as_of:
        network = cut(span, end, base.settings)
        _take_groups(span, network)
    found = {
        "month": str(month),
        "as_of": end.date().isoformat(),
        "people": network.size,
        "coverage": company.coverage(network),
        "network": company.network(network),
    }
    return base if network is base else MonthNetwork.of(network), found


def _grouped(network: InContact, found: dict, ids: Mapping[str, str] | None = None) -> dict:
    """The figures of a month with its groups."""
    clustering = one_clustering(network).with_ids(ids)
    clusters = [cluster.to_dict() for cluster in clustering.clusters]
    return found | {"network": found["network"] | company.groups(clustering), "clusters": clusters}


def span_of(
    records: Records, settings: Settings, *, as_of: pd.Timestamp, kinds: tuple[str, ...] | None = None
) -> Network | None:
    """The network of everything that one of the months looks back on; None where there are no events."""
    months = _months(records, as_of)
    if not len(months):
        return None
    days = (as_of.normalize() - months[0].start_time).days + settings.window_days
    window = {"as_of": as_of, "window_days": days}
    people = at_work(records, **window)
    events = events_of(records, people.index, kinds=kinds, **window)
    present = presence(records, people, **window)
    return Network(people, events, present, as_of, replace(settings, window_days=days))


def _months(records: Records, as_of: pd.Timestamp) -> pd.PeriodIndex:
    """The calendar months from the first event to this moment."""
    first = records.first_event
    last = as_of - pd.Timedelta(microseconds=1)
    return pd.period_range(first, last, freq="M") if first <= as_of else pd.PeriodIndex([], freq="M")


def cut(span: Network, as_of: pd.Timestamp, settings: Settings) -> Network:
    """The network of one window of a span, the same as `network_of` gives."""
    here = is_at_work(span.people, as_of=as_of, window_days=settings.window_days)
    some, later = _stretch(span, as_of, settings.window_days)
    events, position = span.events.part(some), span.pairs.position[some]
    if later:
        events = replace(events, age=events.age - later)
    code = np.cumsum(here, dtype=np.int32) - 1
    if not here.all():
        inside = here[events.source] & here[events.target]
        events, position = (events, position) if inside.all() else (events.where(inside), position[inside])
        events = replace(events, size=int(here.sum()), source=code[events.source], target=code[events.target])
    stop = span.present.shape[1] - (span.as_of.normalize() - as_of.normalize()).days
    present = span.present[:, stop - settings.window_days : stop]
    network = Network(span.people[here], events, present[here], as_of, settings)
    network.take_sums(_sums(span.pairs, position, events, code, settings))
    return network


def _stretch(span: Network, as_of: pd.Timestamp, window_days: int) -> tuple[slice, float]:
    """Which of the span's events are in a window, both edges included, and how many days before the span it ends."""
    later = (span.as_of - as_of) // pd.Timedelta(microseconds=1)
    newest, oldest = (moment / MICROSECONDS_A_DAY for moment in (later, later + window_days * MICROSECONDS_A_DAY))
    age = span.events.age
    return slice(bisect_left(age, -oldest, key=np.negative), bisect_right(age, -newest, key=np.negative)), newest


def _sums(pairs: Pairs, position: np.ndarray, events: Events, code: np.ndarray, settings: Settings) -> Sums:
    """What the events add up to, over those of the span's pairs that are in contact in the window."""
    whole = sums_of(events, replace(pairs, position=position), settings.half_life_days)
    up, down, mutual = whole.count
    kept = np.flatnonzero(up + down + mutual)
    number = np.full(len(pairs) + 1, -1, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    left = Pairs(events.size, code[pairs.low[kept]], code[pairs.high[kept]], number[position])
    return Sums(left, whole.weight.take(kept, axis=1), whole.count.take(kept, axis=1))


def _take_groups(span: Network, network: Network) -> None:
    """Give a month the groups that its figures ask for from the span, so that names are not sorted again."""
    here = is_at_work(span.people, as_of=network.as_of, window_days=network.settings.window_days)
    for name in ("team", *company.E_I_ATTRIBUTES):
        codes, names = span.groups(name)
        network.take_groups(name, codes[here], names)
