"""The months of the map: where everybody stands in all of them, and who was tied to whom in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph import measures
from ally_graph.clusters import Cluster, one_clustering
from ally_graph.compute.layout import crowd_places, steady_places
from ally_graph.network import Network, network_of
from ally_graph.network.events import end_of
from ally_graph.progress import Progress
from ally_graph.records import Records
from ally_graph.settings import LONGEST_WINDOW, Settings
from ally_graph.timeline import cluster_history
from ally_graph.timeline.cluster_history import Step

MONTHS_UP_TO = 1_000
"""Up to so many people, all months of the map are worked out at once."""
MONTHS_OF_PEOPLE, LEAST, MOST = 12_000, 12, 60
DIGITS = 6

Places = dict[str, tuple[float, float] | None]


@dataclass(frozen=True)
class MapMonth:
    """Everyone of one month and their ties.

    `people` has a row a person: `person_id, team, location, manager_id, cluster, help_given, help_received, allies`,
    where `cluster` is the number a group keeps from month to month. `help` is who gives to whom, `contact` symmetric,
    and `labels` says what each numbered group of any month is called.
    """

    when: pd.Timestamp
    people: pd.DataFrame
    help: sparse.csr_array
    contact: sparse.csr_array
    labels: Mapping[int, str]


@dataclass(frozen=True)
class MapMonths:
    """The months in order, and what each numbered group is called; its label is that of the last month it is there."""

    months: tuple[MapMonth, ...]
    labels: Mapping[int, str]

    def at(self, when: pd.Timestamp) -> MapMonth | None:
        """The month that ends at this moment, if it is one of them."""
        return next((month for month in self.months if month.when == when), None)


def places(records: Records, seed: int = 0) -> Places:
    """Where everybody of these records stands in all months, in the unit square; None for those without contact.

    All contact of all months counts alike, whatever is filtered, so that nobody moves from month to month or from
    filter to filter.
    """
    end = end_of(records)
    if pd.isna(end):
        return {}
    first = records.first_event
    days = int(np.clip((end - first).days + 1 if pd.notna(first) else 1, 1, LONGEST_WINDOW))
    whole = network_of(records, settings=replace(Settings(), window_days=days, half_life_days=np.inf, seed=seed))
    contact = whole.contact.copy()
    contact.data = np.round(contact.data, DIGITS)
    spots = steady_places(contact, _codes(whole.ids, one_clustering(whole).clusters), seed)
    return _told(whole.ids, spots)


def places_within(network: Network, people: pd.Series, group: pd.Series) -> Places:
    """Where these people of a large company stand, by the contact among them."""
    rows = network.people.index.get_indexer(people)
    place = crowd_places if len(rows) > MONTHS_UP_TO else steady_places
    spots = place(network.contact[rows][:, rows], group.fillna(-1).to_numpy(dtype=np.int64))
    return _told(people, spots)


def _told(ids: Iterable[str], spots: np.ndarray) -> Places:
    known = (~np.isnan(spots[:, 0])).tolist()
    rows = zip(ids, spots.tolist(), known, strict=True)
    return {str(person): tuple(spot) if there else None for person, spot, there in rows}


def _codes(ids: np.ndarray, clusters: Sequence[Cluster]) -> np.ndarray:
    number = {person: place for place, cluster in enumerate(clusters) for person in cluster.members}
    return np.array([number.get(person, -1) for person in ids], dtype=np.int64)


def month_ends(records: Records) -> list[pd.Timestamp]:
    """The ends of the calendar months that are over within the records, and the end of the records, oldest first."""
    first, last = records.first_event, records.last_event
    if pd.isna(first):
        return []
    over = [month for month in pd.period_range(first, last, freq="M") if month.end_time.normalize() < last.floor("D")]
    return [*((month + 1).start_time for month in over), end_of(records)]


def map_months(
    records: Records,
    *,
    kinds: tuple[str, ...] | None,
    settings: Settings,
    latest: Sequence[Cluster] | None = None,
    progress: Progress | None = None,
) -> MapMonths:
    """Every month of these records, each looking back one window; groups keep their number from month to month.

    Groups of the last month are numbered by size, as everywhere else; those that were gone before have the numbers
    after them, the latest first. `latest` are the groups of the last month where they are known already. Of very many
    months the last ones are taken: 60 of them in small companies, 12 in those of a thousand people.
    """
    networks, found = [], []
    ends = month_ends(records)[-int(np.clip(MONTHS_OF_PEOPLE // max(len(records.people), 1), LEAST, MOST)) :]
    for place, end in enumerate(ends):
        if progress:
            progress(place / len(ends), f"Looking at {end:%B %Y}")
        networks.append(network_of(records, as_of=end, kinds=kinds, settings=settings))
        known = latest if end == ends[-1] else None
        clusters = cluster_history.clusters_at(records, end, kinds, settings) if known is None else known
        found.append((end.isoformat(), clusters))
    steps = [step for step in cluster_history.follow(found, match=settings.cluster_match) if step.members]
    number = _numbers(steps, *(found[-1] if found else ("", ())))
    labels = {number[step.track]: step.label for step in steps}
    of_month = {when: [step for step in steps if step.when == when] for when, _ in found}
    labels = dict(sorted(labels.items()))
    months = [
        _month(network, {p: number[step.track] for step in of_month[when] for p in step.members}, labels)
        for network, (when, _) in zip(networks, found, strict=True)
    ]
    return MapMonths(tuple(months), labels)


def _numbers(steps: Sequence[Step], last: str, clusters: Sequence[Cluster]) -> dict[int, int]:
    """The number of each track: those of the last month first, in the order that all other pages have them in."""
    seen: dict[int, tuple] = {}
    for step in steps:
        seen[step.track] = (step.when, len(step.members), step.members)
    order = {frozenset(cluster.members): place for place, cluster in enumerate(clusters)}

    def as_elsewhere(track: int) -> tuple:
        _, size, members = seen[track]
        return order.get(frozenset(members), len(order)), -size, members

    now = sorted((track for track in seen if seen[track][0] == last), key=as_elsewhere)
    gone = sorted((track for track in seen if seen[track][0] != last), reverse=True, key=lambda t: (seen[t][0], -t))
    return {track: place for place, track in enumerate([*now, *gone], start=1)}


def _month(network: Network, cluster: Mapping[str, int], labels: Mapping[int, str]) -> MapMonth:
    ids = network.people.index.astype("str")
    people = pd.DataFrame(
        {
            "person_id": ids,
            "cluster": pd.array([cluster.get(person, pd.NA) for person in ids], dtype="Int64"),
            "help_given": measures.help_given(network).to_numpy(),
            "help_received": measures.help_received(network).to_numpy(),
            "allies": measures.allies(network).to_numpy(),
        }
    )
    for name in ("team", "location", "manager_id"):
        people[name] = network.people[name].to_numpy() if name in network.people else None
    return MapMonth(network.as_of, people, network.help, network.contact, labels)
