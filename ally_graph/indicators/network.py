"""Indicators of the network itself, month by month, in the shape of the success indicators.

Each month is a calendar month of its own, without a look back and without decay: months share no record, so that they
can be compared. A function with a decorator is an indicator; pages, reports and tests read the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph import clusters, measures
from ally_graph.disclosure.suppression import ALL, disclosable
from ally_graph.indicators.few_people import members, network_roughly
from ally_graph.indicators.table import SERIES_COLUMNS
from ally_graph.network import Network
from ally_graph.network.events import at_work, events_of, presence
from ally_graph.progress import heartbeat
from ally_graph.records.tables import Records
from ally_graph.registry import Entry, Registry
from ally_graph.settings import Settings
from ally_graph.stats import chance, intervals


@dataclass(frozen=True)
class NetworkIndicator(Entry):
    """A figure of the network by month: its unit, which way is `good`, and whether `teams` have one of their own.

    `good` is `up`, `down`, or empty where neither is.
    """

    unit: str
    good: str
    teams: bool


NETWORK_INDICATORS: Registry[NetworkIndicator] = Registry("network indicator", NetworkIndicator)
INDICATOR = "network"
DRAWS = 60
CLUSTER_SAMPLES = 10
LEAST_DAYS = 14
EDGE_DAYS = 7
LEAST_PEOPLE = 10
BUSIEST = 0.1


@dataclass(frozen=True)
class Reading:
    """A figure of one month: its value, how many people it is about, and its 95 % interval."""

    value: float
    n: int
    low: float = float("nan")
    high: float = float("nan")


@dataclass(frozen=True)
class Month:
    """One calendar month: its network, who was at work for two weeks of it, and who was thanked in it."""

    network: Network
    here: np.ndarray
    thanked: np.ndarray


@dataclass(frozen=True)
class ResampledMonth(Month):
    """A month with the samples that the intervals of its figures rest on, which take much room.

    The rows of `given` are help by giver: as recorded first, then with the events reweighted at random (a Bayesian
    bootstrap, Rubin 1981), which shows how much a figure hangs on single events.
    """

    @cached_property
    def reweighted(self) -> np.ndarray:
        """The weight of each event of support: as recorded in the first row, then reweighted (draws by events)."""
        support = self.network.events.support
        seed = int(self.network.as_of.value // 10**9 // 86_400)
        rng = chance.generator(self.network.settings.seed, 30, seed)
        draws = rng.standard_exponential((DRAWS, len(support)))
        return np.concatenate([np.ones((1, len(support))), draws]) * support.weight

    @cached_property
    def given(self) -> np.ndarray:
        """Help given by person, for each row of `reweighted`."""
        support = self.network.events.support
        place = (np.ones(len(support)), (np.arange(len(support)), support.source))
        return self.reweighted @ sparse.coo_array(place, shape=(len(support), self.network.size)).tocsr()


def network_series(records: Records, group: str = ALL, *, settings: Settings | None = None) -> pd.DataFrame:
    """The indicators of the network of one group, one row a month; the columns are those of `series`.

    `indicator` is `network`, `measure` the key in `NETWORK_INDICATORS`; shares are in percent.
    """
    return _table(records, settings or Settings(), group)


def network_table(records: Records, *, settings: Settings | None = None) -> pd.DataFrame:
    """All groups of `network_series` in one table: the company, and each team of at least `min_group` people.

    Only whole months: the first and the last one count if the records reach to within a week of their edges.
    """
    return _table(records, settings or Settings(), None)


def _table(records: Records, settings: Settings, wanted: str | None) -> pd.DataFrame:
    """The figures of one group, or of all: which may be shown is decided by numbers of people, before any is made."""
    months = list(_months(records, settings))
    rows = [
        (month.network.as_of.normalize().replace(day=1), *_about(entry), group, int(who.sum()), place, who)
        for place, month in enumerate(months)
        for group, who in _groups(month, settings)
        for entry in NETWORK_INDICATORS
        if (group == ALL or entry.teams) and (entry.key != "thanked" or len(records.recognitions))
    ]
    frame = pd.DataFrame(rows, columns=[*SERIES_COLUMNS[:7], "n", "place", "who"]).assign(
        counts="people", carried=False
    )
    smallest, steady = settings.min_group, settings.steady_group
    frame = disclosable(frame, min_group=smallest, steady_group=steady, members=members(records)[:1])
    frame = frame if wanted is None else frame[frame["group"] == wanted]
    made = []
    for place, part in frame.groupby("place"):
        heartbeat(f"{part['month'].iloc[0]:%B %Y}")
        made.append(_readings(months[place], part))
    made = pd.concat(made) if made else pd.DataFrame(columns=["value", "low", "high"], dtype=float)
    frame = frame.join(made).assign(target=np.nan).dropna(subset=["value"])
    frame = network_roughly(frame, min_group=smallest)
    place = frame["measure"].map({key: number for number, key in enumerate(NETWORK_INDICATORS.keys())})
    frame = frame.assign(rank=place.astype(float)).sort_values(["rank", "month", "group"], ignore_index=True)
    return frame[SERIES_COLUMNS]


def _readings(month: Month, rows: pd.DataFrame) -> pd.DataFrame:
    """The figures of one month, for a measure and the people of each row; samples they share are gone afterwards."""
    resampled = ResampledMonth(month.network, month.here, month.thanked)
    read = [
        NETWORK_INDICATORS[measure](resampled, who) for measure, who in zip(rows["measure"], rows["who"], strict=True)
    ]
    found = [(reading.value, reading.low, reading.high) for reading in read]
    return pd.DataFrame(found, columns=["value", "low", "high"], index=rows.index)


def _about(entry: NetworkIndicator) -> tuple[str, ...]:
    return INDICATOR, entry.key, entry.title, entry.unit, entry.good


def _months(records: Records, settings: Settings) -> Iterator[Month]:
    first, last = records.span()
    if pd.isna(first):
        return
    edge = pd.Timedelta(days=EDGE_DAYS)
    for month in pd.period_range(first, last, freq="M"):
        start, end = month.start_time, (month + 1).start_time
        if first <= start + edge and last >= end - edge:
            yield _month(records, start, end, settings)


def _month(records: Records, start: pd.Timestamp, end: pd.Timestamp, settings: Settings) -> Month:
    days = (end - start).days
    moment = end - pd.Timedelta(microseconds=1)
    people = at_work(records, as_of=moment, window_days=days)
    events = events_of(records, people.index, as_of=moment, window_days=days)
    present = presence(records, people, as_of=end, window_days=days)
    settings = replace(settings, window_days=days, half_life_days=float("inf"))
    network = Network(people, events, present, moment, settings)
    thanks = records.recognitions
    thanks = thanks[thanks["timestamp"].between(start, moment)]
    return Month(network, network.exposure >= LEAST_DAYS, people.index.isin(thanks["receiver_id"]))


def _groups(month: Month, settings: Settings) -> Iterator[tuple[str, np.ndarray]]:
    yield ALL, month.here
    teams = month.network.people["team"]
    for team in sorted(teams.dropna().unique()):
        who = month.here & (teams == team).to_numpy()
        if who.sum() >= settings.min_group:
            yield str(team), who


@NETWORK_INDICATORS.add("No ally", question="How many have no ally?", unit="%", good="down", teams=True)
def no_ally(month: ResampledMonth, who: np.ndarray) -> Reading:
    """The share of people who had no ally in the month.

    Of those at work for at least two weeks of it, those with neither two contacts close in time with one colleague nor
    one contact that ran both ways. One month is short: read the direction, not the level. Interval: Wilson (1927).
    """
    alone = (measures.allies(month.network).to_numpy() == 0)[who]
    return share_of_people(int(alone.sum()), int(who.sum()))


@NETWORK_INDICATORS.add("Thanked", question="How many are thanked?", unit="%", good="up", teams=True)
def thanked(month: ResampledMonth, who: np.ndarray) -> Reading:
    """The share of people who were thanked or recognised at least once in the month. Interval: Wilson (1927)."""
    return share_of_people(int(month.thanked[who].sum()), int(who.sum()))


@NETWORK_INDICATORS.add(
    "Unevenness of help", question="Do some help, and others don't?", unit="Gini beyond chance", good="down", teams=True
)
def unevenness(month: ResampledMonth, who: np.ndarray) -> Reading:
    """How unevenly help is given, beyond what counting alone makes of it: 0 as even as chance has it, 1 all from one.

    The Gini of help given for each full-time day at work, with that of null samples in which everyone helps at the
    same rate taken off at a right angle. NaN for fewer than ten people, and without help.
    """
    effort, counts = month.network.effort[who], month.given[:, who]
    events = int(who[month.network.events.support.source].sum())
    if who.sum() < LEAST_PEOPLE or events == 0:
        return Reading(float("nan"), int(who.sum()))
    rng = chance.generator(month.network.settings.seed, 31, events, int(who.sum()))
    expected = float(chance.ginis(rng.multinomial(events, effort / effort.sum(), size=DRAWS) / effort).mean())
    return _reading(chance.beyond(chance.ginis(counts / effort), expected), int(who.sum()), most=1.0)


@NETWORK_INDICATORS.add(
    "Support across teams", question="Does support cross the borders of teams?", unit="%", good="up", teams=True
)
def across_teams(month: ResampledMonth, who: np.ndarray) -> Reading:
    """The share of support given that goes to somebody of another team; both have to have one. NaN without any."""
    support, team = month.network.events.support, measures.groups(month.network, "team")
    known = who[support.source] & (team[support.source] >= 0) & (team[support.target] >= 0)
    other = known & (team[support.source] != team[support.target])
    return _percent(month.reweighted[:, other].sum(axis=1), month.reweighted[:, known].sum(axis=1), int(who.sum()))


@NETWORK_INDICATORS.add("Two-way support", question="How much support is returned?", unit="%", good="up", teams=True)
def two_way(month: ResampledMonth, who: np.ndarray) -> Reading:
    """The share of support, by weight, that is met by support the other way within the month; NaN without any.

    Squartini et al. (2013), "Reciprocity of weighted networks".
    """
    support, size = month.network.events.support, month.network.size
    forth = support.source.astype(np.int64) * size + support.target
    back = support.target.astype(np.int64) * size + support.source
    pairs, place = np.unique(forth, return_inverse=True)
    table = sparse.coo_array((np.ones(len(forth)), (np.arange(len(forth)), place)), shape=(len(forth), len(pairs)))
    weight = month.reweighted @ table.tocsr()
    reverse = np.searchsorted(pairs, pairs % size * size + pairs // size).clip(max=max(0, len(pairs) - 1))
    met = np.isin(pairs, back) & who[pairs // size]
    both = np.minimum(weight[:, met], weight[:, reverse[met]]).sum(axis=1)
    return _percent(both, weight[:, who[pairs // size]].sum(axis=1), int(who.sum()))


@NETWORK_INDICATORS.add("Help from the busiest", question="Does help rest on a few?", unit="%", good="down", teams=True)
def from_the_busiest(month: ResampledMonth, who: np.ndarray) -> Reading:
    """The share of all help that comes from the tenth of the people who give most, at least five people.

    Evenly spread it would be their share of the people. NaN where these five would be more than a quarter of the group,
    and without help.
    """
    few = max(month.network.settings.min_group, round(BUSIEST * who.sum()))
    if 4 * few > who.sum():
        return Reading(float("nan"), int(who.sum()))
    given = np.sort(month.given[:, who], axis=1)
    return _percent(given[:, -few:].sum(axis=1), given.sum(axis=1), int(who.sum()))


@NETWORK_INDICATORS.add(
    "Clear groups", question="Do clear groups stand out?", unit="modularity beyond chance", good="", teams=False
)
def clear_groups(month: ResampledMonth, who: np.ndarray) -> Reading:
    """How much more the network falls into groups than rewired at random; above 0 it does so clearly.

    Modularity of the best partition less what the most clustered of ten rewired networks reach (their 95th percentile).
    Neither way is good by itself: groups hold people, and can keep them apart. NaN without contact.
    """
    network, settings = month.network, month.network.settings
    if network.contact.nnz == 0:
        return Reading(float("nan"), int(who.sum()))
    chance_level = clusters.modularity_by_chance(network.contact, settings, CLUSTER_SAMPLES)
    found = [clusters.best_partition(network.contact, settings.cluster_resolution, settings.seed)[0]]
    contact = network.events.contact
    rng = chance.generator(settings.seed, 32, len(contact))
    for _ in range(CLUSTER_SAMPLES):
        one_way = contact.matrix(contact.weight * rng.standard_exponential(len(contact)))
        both = (one_way + one_way.T).tocsr()
        both.sort_indices()
        found.append(clusters.best_partition(both, settings.cluster_resolution, settings.seed, 1)[0])
    return _reading(np.array(found) - chance_level, int(who.sum()), least=-1.0, most=1.0)


def share_of_people(count: int, people: int) -> Reading:
    """A share of people in percent, with the interval of Wilson (1927); NaN of nobody."""
    if people == 0:
        return Reading(float("nan"), 0)
    low, high = intervals.wilson(count, people)
    return Reading(100 * count / people, people, 100 * float(low), 100 * float(high))


def _percent(part: np.ndarray, whole: np.ndarray, people: int) -> Reading:
    if whole[0] <= 0:
        return Reading(float("nan"), people)
    return _reading(100 * part / whole, people)


def _reading(drawn: np.ndarray, people: int, *, least: float = 0.0, most: float = 100.0) -> Reading:
    """The first value, with an interval from how far the others lie from their own mean.

    Reweighting adds noise, which shifts most figures a little to one side; that shift is not part of the interval.
    """
    value = float(drawn[0])
    low, high = value + np.nanquantile(drawn[1:], [0.025, 0.975]) - np.nanmean(drawn[1:])
    return Reading(value, people, float(np.clip(low, least, value)), float(np.clip(high, value, most)))
