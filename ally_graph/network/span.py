"""The network of a long span, and windows cut out of it without starting over.

Events are merged and pairs numbered once for the whole span. The events of a window are a stretch of the span's, and
what they add up to is summed over the pairs that are numbered already.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from ally_graph.compute.codes import MICROSECONDS_A_DAY
from ally_graph.network.events import Events, at_work, events_of, is_at_work, presence, records_begin
from ally_graph.network.network import Network
from ally_graph.network.pairs import Pairs, Sums, sums_of
from ally_graph.records import Records
from ally_graph.settings import LONGEST_WINDOW, Settings


def span_of(
    records: Records, settings: Settings, *, as_of: pd.Timestamp, kinds: tuple[str, ...] | None = None
) -> Network | None:
    """The network of everything that one of the months looks back on; None where there are no events."""
    months = months_of(records, as_of)
    if not len(months):
        return None
    days = (as_of.normalize() - months[0].start_time).days + settings.window_days
    window = {"as_of": as_of, "window_days": days}
    people = at_work(records, **window)
    events = events_of(records, people.index, kinds=kinds, **window)
    present = presence(records, people, **window)
    long = replace(settings, window_days=min(days, LONGEST_WINDOW))
    return Network(people, events, present, as_of, long, records_begin(records))


def months_of(records: Records, as_of: pd.Timestamp) -> pd.PeriodIndex:
    """The calendar months from the first event to this moment."""
    first = records.first_event
    last = as_of - pd.Timedelta(microseconds=1)
    return pd.period_range(first, last, freq="M") if first <= as_of else pd.PeriodIndex([], freq="M")


def windows_by_month(
    span: Network, records: Records, base: Network, attributes: Iterable[str]
) -> Iterator[tuple[pd.Period, Network]]:
    """Every calendar month with records, and the network of the window at its end; `base` is that of the last one.

    Groups by these attributes are handed over from the span, so that names are not sorted again.
    """
    attributes = sorted(attributes)
    for month in months_of(records, base.as_of):
        network, end = base, min(base.as_of, (month + 1).start_time)
        if end != base.as_of:
            network = cut(span, end, base.settings)
            _hand_over_groups(span, network, attributes)
        yield month, network


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
    network = Network(span.people[here], events, present[here], as_of, settings, span.begin)
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


def _hand_over_groups(span: Network, network: Network, attributes: Iterable[str]) -> None:
    here = is_at_work(span.people, as_of=network.as_of, window_days=network.settings.window_days)
    for name in attributes:
        codes, names = span.groups(name)
        network.take_groups(name, codes[here], names)
