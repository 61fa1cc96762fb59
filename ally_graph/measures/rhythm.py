"""The rhythm of ties: how often two people are in touch, and whether they have been silent for longer than that.

Looks back further than the window, up to a year, and counts days of contact. A pair's clock runs only on days on which
both are at work, as far as absences and their contact with all others tell, and slower while the whole company is
quiet: holidays are no silence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.compute import compiled
from ally_graph.measures.away import away
from ally_graph.network import Network
from ally_graph.network.events import DAY, Events, decay, events_of, kinds_of, presence
from ally_graph.network.gatherings import others_present
from ally_graph.network.pairs import in_groups, pairs_of
from ally_graph.records import Records
from ally_graph.stats import distributions

STEADY_DAY = 5.0
"""Contacts a day by which a company's activity is pulled towards even, so that a handful of people make no calendar."""
PAIRS_AT_ONCE = 20_000
GAPS_TO_LEARN_FROM = 5
REGULARITY = (0.2, 20.0)
HALVINGS = 60
TELLING = 8
"""Gaps from which on a pair tells how much rhythms differ between pairs."""
BREAK = 2.0
NOTHING = 1e-9
SHORTEST = 0.25
"""Days that a gap is taken to last at least where the logarithm of gaps is averaged."""
FADED = 0.1


@dataclass(frozen=True)
class Rhythms:
    """What is known about each pair with four days of contact or more, as arrays over pairs.

    `one` and `other` are codes, `contacts` days of contact. `usual`, `median`, `longest` (gaps between days of contact)
    and `silence` (the gap since) are days on the pair's own clock. `silent_days` are plain days with both at work since
    the last contact, and `away_days` those of them on which one seems to have been away. `last` is the age of the
    newest contact. `regularity` is the shape of the gaps: 1 where contacts fall at random, more where they keep a beat,
    less where they come in bursts. `ended` says that the tie is over for a reason on record. `usual_days` and
    `longest_days` are the mean and the longest gap in plain days of the calendar. `known` are the days on the pair's
    clock on which both were at work since the records begin. `ages` are days since each day of contact, pair by pair
    and oldest first, and `times` the same days on the pair's clock. `pause` and `longest_pause` are the mean and the
    longest gap less half of the day of contact that ends it, and `typical_pause` is their geometric mean, which hardly
    moves with one long gap. Contacts of one day count once, so that gaps between days of contact at random are half a
    day longer than between contacts.
    """

    one: np.ndarray
    other: np.ndarray
    contacts: np.ndarray
    usual: np.ndarray
    median: np.ndarray
    longest: np.ndarray
    silence: np.ndarray
    silent_days: np.ndarray
    away_days: np.ndarray
    last: np.ndarray
    regularity: np.ndarray
    ended: np.ndarray
    usual_days: np.ndarray
    longest_days: np.ndarray
    known: np.ndarray
    ages: np.ndarray
    times: np.ndarray
    pause: np.ndarray
    longest_pause: np.ndarray
    typical_pause: np.ndarray

    def chance_of_silence(self, some: np.ndarray | slice = slice(None)) -> np.ndarray:
        """How likely a silence of at least this length is in each tie, or in some, if it goes on in its rhythm."""
        shape, before = 2 * self.regularity[some], self.contacts[some] - 1
        return distributions.f_above(self.silence[some] / self.pause[some], shape, shape * before)

    def broken(self, least_likely: float) -> np.ndarray:
        """Which ties are silent for longer than explained: less likely than this, and twice the median gap."""
        return _is_break(self.silence, self.usual, self.median, least_likely)

    def came_back(self, least_likely: float) -> np.ndarray:
        """Which ties were once silent for longer than their other gaps explain, and are in touch again since."""
        return _is_break(
            self.longest, _without_longest(self.usual, self.longest, self.contacts), self.median, least_likely
        )

    def until(self, days: float) -> tuple[np.ndarray, np.ndarray]:
        """How many days of contact each pair had until so many days ago, and its clock then.

        The clock is taken to run evenly between two days of contact.
        """
        first = np.cumsum(self.contacts) - self.contacts
        before = np.bincount(np.repeat(np.arange(len(first)), self.contacts), self.ages >= days, len(first)).astype(int)
        now, begin = self.times[first + self.contacts - 1] + self.silence, self.ages.max(initial=days)
        ages, times = np.append(self.ages, 0.0), np.append(self.times, 0.0)
        earlier, later = first + before - 1, first + before
        met, again = before > 0, before < self.contacts
        since, after = np.where(met, ages[earlier], begin), np.where(again, ages[later], 0.0)
        begun, ended = np.where(met, times[earlier], 0.0), np.where(again, times[later], now)
        return before, begun + (ended - begun) * (since - days) / np.maximum(since - after, 1.0)

    @property
    def other_pauses(self) -> np.ndarray:
        """The mean of each pair's pauses without the longest; NaN where there are no others."""
        return _without_longest(self.pause, self.longest_pause, self.contacts)

    @property
    def other_typical_pauses(self) -> np.ndarray:
        """The geometric mean of each pair's pauses without the longest; NaN where there are no others."""
        others, longest = self.contacts - 2, np.maximum(self.longest_pause, SHORTEST)
        whole = np.log(self.typical_pause) * (self.contacts - 1) - np.log(longest)
        return np.exp(np.divide(whole, others, out=np.full(len(whole), np.nan), where=others > 0))


@dataclass(frozen=True)
class _Contacts:
    """Days of contact of each of `pairs` (numbers), `counts` of them, in the order of pair and day.

    `weight` has the weights of each such day summed, nothing where they were not asked for. `seen` says who did
    anything on record on which day, as rows of people and columns of days.
    """

    pairs: np.ndarray
    counts: np.ndarray
    day: np.ndarray
    weight: np.ndarray
    seen: np.ndarray

    @property
    def first(self) -> np.ndarray:
        """The first entry of each pair."""
        return np.cumsum(self.counts) - self.counts

    @property
    def place(self) -> np.ndarray:
        """The pair of each entry."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def of(self, mask: np.ndarray) -> _Contacts:
        """Those of some pairs."""
        kept = np.repeat(mask, self.counts)
        weight = self.weight[kept] if len(self.weight) else self.weight
        return _Contacts(self.pairs[mask], self.counts[mask], self.day[kept], weight, self.seen)


@dataclass(frozen=True)
class _Clocks:
    """The clock of each pair, from the first day on record: the time of each day of contact, and the time now.

    And the plain days since the last contact on which both were at work, those among them on which one seems to have
    been away, and half of each day of contact, summed up over all pairs.
    """

    time: np.ndarray
    now: np.ndarray
    silent_days: np.ndarray
    away_days: np.ndarray
    halves: np.ndarray


@dataclass(frozen=True)
class _Gaps:
    """The gaps between the days of contact of each pair: their sum, their squared shares of it, median and longest."""

    whole: np.ndarray
    squares: np.ndarray
    median: np.ndarray
    longest: np.ndarray


def rhythms(network: Network, records: Records, least: int | None = None) -> Rhythms:
    """The rhythm of every pair with at least four days of contact in the last year, or with at least `least`."""
    contacts = _contacts(network, records)
    some = contacts.of(contacts.counts >= (least or network.settings.rhythm_events))
    clocks = _clocks(network, records, contacts, some)
    return _rhythms(network, records, some, clocks, _gaps(clocks.time, some))


def tie_states(network: Network, records: Records) -> pd.DataFrame:
    """How every tie of the last year is doing, pair by pair.

    `forming` has fewer than four days of contact; `healthy` keeps its rhythm. `cooling` is silent for longer than its
    rhythm explains (less than 5 % likely, and more than twice the median gap). `lapsed` is cooling and has faded below
    a tenth of its strongest. `revived` is healthy again after such a silence that ended within the window; `ended` has
    a partner who left, or was a mentoring or buddy programme that ended as agreed.

    Returns
    -------
    states
        Columns `person_id`, `other_id`, `state`, `contacts` (days of contact), `usual_gap` and `silence` (days on the
        pair's clock, NaN while forming), sorted by pair. Multiplying all weights changes nothing.

    References
    ----------
    Ahmad, Porter & Beguerisse-Díaz (2021), "Tie-decay networks in continuous time and eigenvector-based centralities".

    Examples
    --------
    >>> from ally_graph.records import from_tables
    >>> from ally_graph.network import network_of
    >>> days = pd.date_range("2026-01-05", periods=10, freq="7D").astype(str)
    >>> rows = pd.DataFrame({"from_id": "ana", "to_id": "bo", "kind": "meeting", "timestamp": days})
    >>> records = from_tables({"interactions": rows})
    >>> for day in ("2026-03-20", "2026-04-13"):
    ...     print(tie_states(network_of(records, as_of=day), records)["state"].tolist())
    ['healthy']
    ['cooling']
    """
    contacts = _contacts(network, records, weighted=True)
    forming = contacts.counts < network.settings.rhythm_events
    some = contacts.of(~forming)
    clocks = _clocks(network, records, contacts, some, until_now=False)
    gaps = _gaps(clocks.time, some)
    found = _rhythms(network, records, some, clocks, gaps)
    broken = found.broken(network.settings.cooling_silence)
    faded = _faded(some, network.settings.half_life_days, history_days(network))
    conditions = [found.ended, broken & faded, broken, _came_back(network, some, clocks.time, gaps.median)]
    nothing = np.full(len(contacts.pairs), np.nan)
    table = pd.DataFrame({"state": "forming", "contacts": contacts.counts, "usual_gap": nothing, "silence": nothing})
    table.loc[~forming, "state"] = np.select(conditions, ["ended", "lapsed", "cooling", "revived"], "healthy")
    table.loc[~forming, "usual_gap"] = found.usual
    table.loc[~forming, "silence"] = found.silence
    ids = network.people.index
    table.insert(0, "person_id", ids[contacts.pairs // max(1, network.size)])
    table.insert(1, "other_id", ids[contacts.pairs % max(1, network.size)])
    return table


def history_days(network: Network) -> int:
    """How many days back rhythms are looked for."""
    return max(network.settings.rhythm_history_days, network.settings.window_days)


def _contacts(network: Network, records: Records, *, weighted: bool = False) -> _Contacts:
    """Each pair's days of contact, in records of the network's kinds."""
    length, events, pairs = history_days(network), network.events, network.pairs
    if length > network.settings.window_days:
        kinds = tuple(kind for kind in kinds_of(records) if kind in network.events.kinds)
        whole = {"as_of": network.as_of, "window_days": length, "kinds": kinds}
        events = events_of(records, network.people.index, **whole)
        pairs = pairs_of(events)
    position = _met_at(events, pairs.position, network.settings.largest_meeting)
    newest = length + (network.as_of - network.as_of.normalize()) / pd.Timedelta(days=1)
    seen, fast = np.zeros((network.size, length), dtype=bool), None if weighted else compiled.kernels(len(events))
    seen[events.source, _day_of(events.age, newest, length)] = True
    if fast:
        counts, day = fast.days_of_contact(position, events.age, newest, length, len(pairs))
        return _Contacts(pairs.numbers(), counts, day, np.zeros(0), seen)
    here = np.flatnonzero(position >= 0)
    day = _day_of(events.age[here], newest, length)
    keys, order, first = in_groups(position[here] * np.int64(length) + day)
    weight = np.add.reduceat(events.weight[here][order], first) if weighted and len(first) else np.zeros(0)
    return _Contacts(pairs.numbers(), np.bincount(keys // length, minlength=len(pairs)), keys % length, weight, seen)


def _day_of(age: np.ndarray, newest: float, length: int) -> np.ndarray:
    """The day of each age, of so many."""
    return np.clip(np.floor(newest - age).astype(np.int64), 0, length - 1)


def _met_at(events: Events, position: np.ndarray, largest: int) -> np.ndarray:
    """The pair of each event, -1 where so many were there, or got the mail, that no two can be said to have met."""
    others = others_present(events)
    return position if others is None else np.where(others < largest, position, -1)


def _rhythms(network: Network, records: Records, contacts: _Contacts, clocks: _Clocks, gaps: _Gaps) -> Rhythms:
    """The rhythm of pairs by the gaps on their clocks."""
    last, rested = contacts.first + contacts.counts - 1, clocks.time - clocks.halves
    pauses = _gaps(rested, contacts)
    age = history_days(network) - 1 - contacts.day[last]
    return Rhythms(
        *_ends(network, contacts),
        contacts.counts,
        gaps.whole / (contacts.counts - 1),
        gaps.median,
        gaps.longest,
        clocks.now - clocks.time[last],
        clocks.silent_days,
        clocks.away_days,
        age,
        _regularity(pauses, contacts.counts - 1),
        _ended(network, records, contacts.pairs, age),
        *_calendar_gaps(contacts),
        clocks.now,
        history_days(network) - 1 - contacts.day,
        clocks.time,
        pauses.whole / (contacts.counts - 1),
        pauses.longest,
        _typical(rested, contacts),
    )


def _typical(time: np.ndarray, contacts: _Contacts) -> np.ndarray:
    """The geometric mean of the gaps of each pair; one on the same day by its clock counts as a quarter of a day."""
    place = contacts.place
    inside = place[1:] == place[:-1]
    logs = np.log(np.maximum(np.diff(time), SHORTEST))
    return np.exp(np.bincount(place[1:][inside], logs[inside], len(contacts.counts)) / (contacts.counts - 1))


def _calendar_gaps(contacts: _Contacts) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the longest gap of each pair in plain days of the calendar."""
    if not len(contacts.day):
        return np.zeros(0), np.zeros(0, dtype=int)
    first, last = contacts.first, contacts.first + contacts.counts - 1
    gaps = np.diff(contacts.day, prepend=0)
    gaps[first] = 0
    return (contacts.day[last] - contacts.day[first]) / (contacts.counts - 1), np.maximum.reduceat(gaps, first)


def _ends(network: Network, contacts: _Contacts) -> np.ndarray:
    """The codes of the two people of each pair, in two rows."""
    return np.stack(np.divmod(contacts.pairs, max(1, network.size)))


def _activity(ends: np.ndarray, counts: np.ndarray, days: np.ndarray, present: np.ndarray) -> np.ndarray:
    """How active the company was on each day, for the pairs that were at work together; 1 is usual.

    Each pair is expected to be in touch as often on each of the days both are at work. Where people join, those who
    were there before are not said to be more active for it.
    """
    one, other = ends
    usual = np.zeros(present.shape[1])
    seen = np.bincount(days, minlength=len(usual)).astype(float)
    if present.all():
        usual[:] = seen.sum() / max(1, len(usual))
    for start in range(0, 0 if present.all() else len(one), PAIRS_AT_ONCE):
        some = slice(start, start + PAIRS_AT_ONCE)
        both = present[one[some]] & present[other[some]]
        usual += counts[some] / np.maximum(both.sum(axis=1), 1) @ both
    return (seen + STEADY_DAY) / (usual + STEADY_DAY)


def _clocks(
    network: Network, records: Records, everyone: _Contacts, contacts: _Contacts, *, until_now: bool = True
) -> _Clocks:
    """The clocks of some pairs; how active the company was on each day, and who was away, rest on everyone's contact.

    A pair in contact is taken to be at work that day, whatever the absences say.
    """
    length, present = history_days(network), network.present
    if length > present.shape[1]:
        present = presence(records, network.people, as_of=network.as_of, window_days=length)
    begun = int(everyone.day.min(initial=length - 1))
    present, ends = np.ascontiguousarray(present[:, begun:]), _ends(network, everyone)
    known = (ends, everyone.counts, everyone.day - begun)
    gone = away(*known, everyone.seen[:, begun:], present, _activity(*known, present), until_now=until_now)
    activity = _activity(*known, present & ~gone)
    fast, days = compiled.kernels(len(contacts.day)), contacts.day - begun
    clock = fast.clock if fast else _clock
    times = clock(contacts.first, contacts.counts, days, *_ends(network, contacts), present, gone, activity)
    return _Clocks(*times, np.cumsum(activity[days] / 2))


def _clock(
    first: np.ndarray,
    counts: np.ndarray,
    days: np.ndarray,
    one: np.ndarray,
    other: np.ndarray,
    present: np.ndarray,
    gone: np.ndarray,
    activity: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The plain twin of `kernels.clock`."""
    pairs, ends = len(counts), np.append(first, len(days))
    time, now = np.zeros(len(days)), np.zeros(pairs)
    silent, away_days = np.zeros(pairs, dtype=int), np.zeros(pairs, dtype=int)
    for start in range(0, pairs, PAIRS_AT_ONCE):
        some = slice(start, min(start + PAIRS_AT_ONCE, pairs))
        entries = slice(ends[some.start], ends[some.stop])
        row, day = np.repeat(np.arange(some.stop - start), counts[some]), days[entries]
        both = present[one[some]] & present[other[some]]
        both[row, day] = True
        missing = both & (gone[one[some]] | gone[other[some]])
        passed = np.cumsum((both & ~missing) * activity, axis=1)
        time[entries], now[some] = passed[row, day], passed[:, -1]
        since = np.arange(both.shape[1]) > days[ends[some.start + 1 : some.stop + 1] - 1][:, None]
        silent[some], away_days[some] = (both & since).sum(axis=1), (missing & since).sum(axis=1)
    return time, now, silent, away_days


def _gaps(time: np.ndarray, contacts: _Contacts) -> _Gaps:
    """What the gaps between the days of contact of each pair add up to."""
    fast = compiled.kernels(len(time))
    if fast:
        return _Gaps(*fast.gaps_of_pairs(contacts.first, contacts.counts, time))
    place, count = contacts.place, contacts.counts - 1
    following = np.flatnonzero(place[1:] == place[:-1]) + 1
    owner, gaps = place[following], time[following] - time[following - 1]
    whole = np.bincount(owner, gaps, minlength=len(count))
    squares = np.bincount(owner, (gaps / whole[owner]) ** 2, minlength=len(count))
    ordered, first = gaps[np.lexsort((gaps, owner))], np.cumsum(count) - count
    middle = (ordered[first + (count - 1) // 2] + ordered[first + count // 2]) / 2
    return _Gaps(whole, squares, middle, ordered[first + count - 1])


def _without_longest(mean: np.ndarray, longest: np.ndarray, contacts: np.ndarray) -> np.ndarray:
    """The mean of each pair's gaps without the longest; NaN where there are no others."""
    others, rest = contacts - 2, mean * (contacts - 1) - longest
    return np.divide(rest, others, out=np.full(len(rest), np.nan), where=(others > 0) & (rest > NOTHING))


def _is_break(gap: np.ndarray, usual: np.ndarray, median: np.ndarray, least_likely: float) -> np.ndarray:
    """Whether a gap is longer than a rhythm explains: `exp(-gap / usual)` is small, and it is twice the median."""
    return (np.exp(-gap / usual) < least_likely) & (gap > BREAK * median)


def _came_back(network: Network, contacts: _Contacts, time: np.ndarray, median: np.ndarray) -> np.ndarray:
    """Whether each pair was silent for longer than its rhythm until then explains, and is in touch again since."""
    settings, place = network.settings, contacts.place
    following = np.flatnonzero(place[1:] == place[:-1]) + 1
    before, owner = following - 1, place[following]
    begin = contacts.first[owner]
    so_far = before - begin
    old_enough = so_far >= settings.rhythm_events - 1
    usual = np.divide(time[before] - time[begin], so_far, out=np.ones(len(before)), where=so_far > 0)
    gap = time[following] - time[before]
    lately = contacts.day[following] >= history_days(network) - settings.window_days
    breaks = old_enough & lately & _is_break(gap, usual, median[owner], settings.cooling_silence)
    return np.bincount(owner, breaks, minlength=len(contacts.pairs)) > 0


def _faded(contacts: _Contacts, half_life: float, length: int) -> np.ndarray:
    """Whether the decayed strength of each pair is below a tenth of its highest."""
    strength, peak = np.zeros(len(contacts.pairs)), np.zeros(len(contacts.pairs))
    first, newest = contacts.first, np.zeros(len(contacts.pairs))
    for turn in range(int(contacts.counts.max(initial=0))):
        going = np.flatnonzero(contacts.counts > turn)
        entry = first[going] + turn
        day = contacts.day[entry]
        strength[going] = strength[going] * decay(day - newest[going], half_life) + contacts.weight[entry]
        peak[going] = np.maximum(peak[going], strength[going])
        newest[going] = day
    return strength * decay(length - newest, half_life) < FADED * peak


def _ended(network: Network, records: Records, pairs: np.ndarray, silent: np.ndarray) -> np.ndarray:
    """Ties that are over for a reason on record: somebody left, or no contact since a programme ended as agreed."""
    size = max(1, network.size)
    left = (network.people["end_date"] < network.as_of).to_numpy()
    agreed = records.programmes.dropna(subset=["partner_id", "end_date"])
    one, other = (network.people.index.get_indexer(agreed[name]) for name in ("person_id", "partner_id"))
    age = (network.as_of - agreed["end_date"]).to_numpy() / DAY
    known = (one >= 0) & (other >= 0) & (age > 0)
    keys = np.minimum(one, other)[known].astype(np.int64) * size + np.maximum(one, other)[known]
    began = pd.Series(silent, index=pairs).reindex(keys).to_numpy()
    over = keys[began >= age[known] - network.settings.answer_days]
    return left[pairs // size] | left[pairs % size] | np.isin(pairs, over)


def _regularity(gaps: _Gaps, count: np.ndarray) -> np.ndarray:
    r"""The shape of each pair's gaps, as far from that of all pairs together as pairs surely differ.

    Of `m` gaps with a gamma distribution of shape `k`, the squared shares of the whole sum to
    :math:`(k + 1) / (mk + 1)` on average; this is solved for `k`, for each pair and for all pairs together. On the log
    scale a pair's own shape has a variance of :math:`4 / m` by counting alone, as for Greenwood's statistic. What pairs
    vary beyond it is how they differ, and each is drawn towards all together in proportion (Morris 1983).
    """
    excess = np.maximum(count * gaps.squares - 1, 1e-9)
    own = np.clip((1 - gaps.squares) / excess, *REGULARITY)
    telling = count >= GAPS_TO_LEARN_FROM
    together = _shape_of_all(gaps.squares[telling].sum(), count[telling])
    apart, noise = np.log(own / together), 4 / np.maximum(count, 1)
    telling = (count >= TELLING) & np.isfinite(apart)
    differ = max(0.0, float((apart**2 - noise)[telling].mean())) if telling.any() else 0.0
    return together * np.exp(apart * differ / (differ + noise))


def _shape_of_all(squares: float, count: np.ndarray) -> float:
    """The one shape that explains the squared shares of all pairs together, within reason."""

    low, high = REGULARITY

    def excess(shape: float) -> float:
        return float(((shape + 1) / (count * shape + 1)).sum()) - squares

    if len(count) == 0 or excess(high) >= 0:
        return high
    if excess(low) <= 0:
        return low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2
