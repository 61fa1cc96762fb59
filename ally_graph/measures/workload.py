"""Do busy weeks crowd out support? A question about the company; nothing here is about a person."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from ally_graph.compute.codes import MICROSECONDS_A_DAY
from ally_graph.measures.clock import local_moments
from ally_graph.network import Network
from ally_graph.network.events import PEOPLE_AT_ONCE, SUPPORT, Events, events_of, kinds_of, presence
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance
from ally_graph.stats.intervals import Z_95
from ally_graph.vocabulary import Flow

WEEK_DAYS = 7
MOST_WEEKS = 52
QUIET_SHARE = 0.5
BLOCK_WEEKS = 4
TIMED = 0.5
SEED = 31


@dataclass(frozen=True)
class Pressure:
    """Support in the busy weeks against the other weeks of the last year.

    Attributes
    ----------
    weeks, busy
        How many weeks were compared, and how many of them were busy.
    load_ratio
        Contact that is no support (meetings, messages, requests) for each day at work, busy weeks over the others.
    support_ratio, low, high
        The same for support, and its 95 % interval; 0.8 means that a fifth of it is missing in busy weeks.
    p
        How often busy weeks dealt out anew, four weeks in a row at a time, have as little support.
    late_busy, late_else
        Share of all contact after hours in busy weeks and in others; NaN where most records have no time of day.
    """

    weeks: int
    busy: int
    load_ratio: float
    support_ratio: float
    low: float
    high: float
    p: float
    late_busy: float
    late_else: float


def pressure(network: Network, records: Records) -> Pressure | None:
    r"""How much support falls in the weeks in which people have most to do; None where it can't be told.

    A week is busy if it is among the fifth with most contact other than support, for each person-day at work, slow
    change over the year (a straight line through the logarithms) taken off. Weeks with less than half the usual
    activity, such as holidays, are left out. The ratio is

    .. math:: \exp(\bar s_{busy} - \bar s_{others})

    of the logarithms `s` of support for each day at work, slow change taken off. Chance: the order of busy and other
    weeks is cut at random into stretches of four, and these are put together in another order, so that weeks that
    resemble their neighbours are no evidence. The interval rests on the spread of these null samples.

    Returns
    -------
    pressure
        None for fewer people than `min_group`, with fewer weeks of records than `workload_weeks`, with less than one
        record of support or of other contact a week, or where the busy weeks are hardly busier than the others.

    References
    ----------
    Künsch (1989), "The jackknife and the bootstrap for general stationary observations", for stretches of weeks.
    """
    settings = network.settings
    counts, days = _year(network, records)
    support, load = (
        np.divide(count, days, out=np.zeros(len(days)), where=days > 0) for count in (counts.support, counts.load)
    )
    kept = _usual(support, load)
    if network.size < settings.min_group or kept.sum() < settings.workload_weeks:
        return None
    if counts.support[kept].mean() < 1 or counts.load[kept].mean() < 1:
        return None
    support_left, load_left = (_without_trend(values, kept) for values in (support, load))
    busy = load_left >= np.quantile(load_left, 1 - settings.workload_busy_share)
    load_ratio = _ratio(load_left, busy[None, :])[0]
    if load_ratio < settings.workload_load_ratio:
        return None
    return _compared(network, counts, support_left, busy, float(load_ratio), kept)


@dataclass(frozen=True)
class _Counts:
    """Events of each week, oldest first: of support, of other contact, all, those after hours and those with a time."""

    support: np.ndarray
    load: np.ndarray
    whole: np.ndarray
    late: np.ndarray
    timed: np.ndarray


def _year(network: Network, records: Records) -> tuple[_Counts, np.ndarray]:
    """What happened in each of the last weeks since the first record, at most a year of them, and their person-days."""
    first = records.first_event
    known = int((network.as_of - first) / pd.Timedelta(days=WEEK_DAYS)) if pd.notna(first) else 0
    weeks = max(1, min(MOST_WEEKS, known))
    days, events, present = weeks * WEEK_DAYS, network.events, network.present
    if days > network.settings.window_days:
        kinds = tuple(kind for kind in kinds_of(records) if kind in network.events.kinds)
        span = {"as_of": network.as_of, "window_days": days}
        events = events_of(records, network.people.index, kinds=kinds, **span)
        present = presence(records, network.people, **span)
    fte = network.people["fte"].to_numpy(dtype=float)
    effort = _summed(present[:, present.shape[1] - days :], fte)
    return _counts(events, network.as_of, network.settings, weeks, network.people), effort.reshape(
        weeks, WEEK_DAYS
    ).sum(axis=1)


def _summed(present: np.ndarray, fte: np.ndarray) -> np.ndarray:
    """The full-time shares of everyone there, by day; some people at a time, each added to those before."""
    whole = np.zeros(present.shape[1])
    for start in range(0, len(present), PEOPLE_AT_ONCE):
        some = slice(start, start + PEOPLE_AT_ONCE)
        whole = np.vstack([whole, present[some] * fte[some, None]]).sum(axis=0)
    return whole


def _counts(
    events: Events, as_of: pd.Timestamp, settings: Settings, weeks: int, people: pd.DataFrame | None = None
) -> _Counts:
    """Events of each week; at the very end of the last week none."""
    counts = np.zeros((len(fields(_Counts)), weeks), dtype=np.int64)
    for week in range(weeks):
        oldest = (weeks - week) * WEEK_DAYS
        some = events.part(events.aged(max(oldest - WEEK_DAYS, np.nextafter(0.0, 1.0)), oldest))
        late, timed = _late_and_timed(some, as_of, settings, people)
        masks = some.flow_is(*SUPPORT), some.flow_is(Flow.MUTUAL, Flow.ASKED), some.age >= 0, late, timed
        counts[:, week] = [np.count_nonzero(mask) for mask in masks]
    return _Counts(*counts)


def _usual(support: np.ndarray, load: np.ndarray) -> np.ndarray:
    """Which weeks are no holidays and no gap in the records."""
    whole = support + load
    return (whole > 0) & (whole >= QUIET_SHARE * np.median(whole))


def _without_trend(values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Logarithms of the weeks that are kept, without a straight line through them."""
    when = np.flatnonzero(kept).astype(float)
    least = values[kept][values[kept] > 0].min(initial=np.inf)
    logs = np.log(np.maximum(values[kept], least / 2))
    return logs - np.polyval(np.polyfit(when, logs, 1), when)


def _ratio(logs: np.ndarray, busy: np.ndarray) -> np.ndarray:
    """How many times the value of other weeks busy ones have, for each row of which weeks are busy."""
    number = busy.sum(axis=1)
    total = busy @ logs
    return np.exp(total / number - (logs.sum() - total) / (len(logs) - number))


def _compared(
    network: Network,
    counts: _Counts,
    support: np.ndarray,
    busy: np.ndarray,
    load_ratio: float,
    kept: np.ndarray,
) -> Pressure:
    """Busy weeks against the others, and against chance."""
    seen = float(_ratio(support, busy[None, :])[0])
    samples = _dealt_anew(network, busy)
    logs = np.log(_ratio(support, samples))
    error = float(np.log(_ratio(support - np.log(seen) * busy, samples)).std())
    weeks = np.flatnonzero(kept)
    shares = [_late_share(counts, some) for some in (weeks[busy], weeks[~busy])]
    return Pressure(
        weeks=len(busy),
        busy=int(busy.sum()),
        load_ratio=load_ratio,
        support_ratio=seen,
        low=seen * float(np.exp(-Z_95 * error)),
        high=seen * float(np.exp(Z_95 * error)),
        p=float((1 + (logs <= np.log(seen) + 1e-12).sum()) / (len(logs) + 1)),
        late_busy=shares[0],
        late_else=shares[1],
    )


def _dealt_anew(network: Network, busy: np.ndarray) -> np.ndarray:
    """Null samples (rows) in which the weeks come in another order, stretches of four kept together."""
    rng, draws, weeks = chance.generator(network.settings.seed, SEED), network.settings.null_draws, len(busy)
    stretches = np.arange(weeks) * (weeks // BLOCK_WEEKS) // weeks
    turns = rng.permuted(np.tile(np.arange(stretches[-1] + 1), (draws, 1)), axis=1)
    order = np.argsort(turns[:, stretches], axis=1, kind="stable")
    return busy[(order + rng.integers(weeks, size=(draws, 1))) % weeks]


def _late_share(counts: _Counts, weeks: np.ndarray) -> float:
    """The share of events after hours in some weeks, NaN where most of all events have no time of day."""
    late, whole = counts.late[weeks].sum(), counts.whole[weeks].sum()
    return float(late / whole) if whole and _mostly_timed(counts.timed.sum(), counts.whole.sum()) else float("nan")


def _mostly_timed(timed: int, events: int) -> bool:
    """Whether most events have a time of day, so that it can be told which fall after hours."""
    return events > 0 and timed / events > TIMED


def after_hours(
    events: Events, as_of: pd.Timestamp, settings: Settings, people: pd.DataFrame | None = None
) -> np.ndarray | None:
    """Which events fall before or after the working day, or on a weekend; None where most have no time of day.

    By the clock of whoever acts, where `people` or the times say their zone; else in UTC.
    """
    late, timed = _late_and_timed(events, as_of, settings, people)
    return late if _mostly_timed(timed.sum(), len(events)) else None


def _late_and_timed(
    events: Events, as_of: pd.Timestamp, settings: Settings, people: pd.DataFrame | None
) -> tuple[np.ndarray, np.ndarray]:
    """Which events fall after hours, and which have a time of day at all."""
    moment = np.datetime64(as_of, "us") - np.rint(events.age * MICROSECONDS_A_DAY).astype("timedelta64[us]")
    timed = moment != moment.astype("datetime64[D]")
    moment = moment if people is None else local_moments(moment, events.source, people)
    day = moment.astype("datetime64[D]")
    hour = (moment - day).astype(np.int64) / (MICROSECONDS_A_DAY / 24)
    return (hour < settings.workday_start) | (hour >= settings.workday_end) | ~np.is_busday(day), timed
