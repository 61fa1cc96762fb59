"""The network of one window: who supports whom, and who is in contact with whom.

`Network` is the form that is computed with (integer codes, sparse matrices); `build_network` gives the networkx graph
that is drawn, exported and handed to users.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph import locality, pairs, ties
from ally_graph.errors import SettingError
from ally_graph.pairs import Pairs, Sums
from ally_graph.records import Records, from_tables
from ally_graph.settings import LONGEST_WINDOW, Settings
from ally_graph.ties import Events

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Network:
    """People, their events in one window, and the two matrices these add up to.

    `people` is the roster of the window, indexed by the sorted `person_id`; row and column `i` of every matrix is its
    i-th person. `present` says who was at work on which day (people by days, oldest first).
    """

    people: pd.DataFrame
    events: Events
    present: np.ndarray
    as_of: pd.Timestamp
    settings: Settings

    @property
    def size(self) -> int:
        """How many people there are."""
        return len(self.people)

    @cached_property
    def pairs(self) -> Pairs:
        """The pairs of people in contact, and which events are theirs."""
        return pairs.pairs_of(self.events)

    @cached_property
    def sums(self) -> Sums:
        """What the events of each pair add up to."""
        return pairs.sums_of(self.events, self.pairs, self.settings.half_life_days)

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
        large = self.contact.nnz >= locality.WORTH_IT
        return locality.side_by_side(self.contact) if large else np.arange(self.size)

    def contacts(self, start: float = 0, stop: float = np.inf) -> np.ndarray:
        """How many contacts each of `pairs` had at ages from `start` to before `stop`."""
        if (start, stop) == (0, np.inf):
            return self.sums.count.sum(axis=0)
        position = self.pairs.position[self.events.aged(start, stop)]
        return np.bincount(position[position >= 0], minlength=len(self.pairs))

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
        return events.weight * ties.decay(events.age, self.settings.half_life_days)

    def help_weights(self, at_most: int) -> np.ndarray:
        """The weight of each event of support at the end of the window, or of every second, third ... of many.

        `at_most` is about how many events, of all kinds, are looked at.
        """
        some = self.events.part(slice(None, None, max(1, len(self.events) // at_most)))
        return self.decayed(some.where(some.flow_is(*ties.SUPPORT)))

    @cached_property
    def exposure(self) -> np.ndarray:
        """Days at work in the window, by person; days before hiring, after leaving and of absence don't count."""
        return self.present.sum(axis=1).astype(float)

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

    @cached_property
    def ids(self) -> np.ndarray:
        """Everyone's `person_id`, as plain texts."""
        return self.people.index.to_numpy(dtype=object)

    def groups(self, attribute: str) -> tuple[np.ndarray, np.ndarray]:
        """Each person's group by a roster attribute as a code, -1 where it is missing; and the groups, sorted."""
        kept = vars(self).setdefault("_groups", {})
        if attribute not in kept:
            column = self.people[attribute] if attribute in self.people else pd.Series(pd.NA, index=self.people.index)
            codes, names = pd.factorize(column, sort=True)
            kept[attribute] = codes, np.asarray(names, dtype=object)
        return kept[attribute]

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


def network_of(
    records: Records,
    *,
    as_of: str | pd.Timestamp | None = None,
    kinds: tuple[str, ...] | list[str] | None = None,
    settings: Settings | None = None,
) -> Network:
    """The network of the window that ends at `as_of` (a date or time; the day after the last event unless given)."""
    settings = settings or Settings()
    check_settings(settings)
    end = moment(as_of) if as_of is not None else ties.end_of(records)
    window = {"as_of": end, "window_days": settings.window_days}
    people = ties.at_work(records, **window)
    events = ties.events_of(records, people.index, kinds=tuple(kinds) if kinds else None, **window)
    return Network(people, events, ties.presence(records, people, **window), end, settings)


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
    if not settings.window_days >= 1:
        raise SettingError(f"A window of {settings.window_days} days holds nothing. Give at least 1.")
    if settings.window_days > LONGEST_WINDOW:
        raise SettingError(f"A window of {settings.window_days:,} days is more than a century. Give fewer.")
    if not settings.half_life_days > 0:
        raise SettingError(f"A half-life of {settings.half_life_days} days is no decay. Give more than 0, or inf.")
    if not settings.min_group >= 5:
        raise SettingError(f"A smallest group of {settings.min_group} would show single people. Give at least 5.")
    if settings.seed < 0:
        raise SettingError(f"A seed of {settings.seed} can't be used. Give 0 or more.")


def build_network(
    records: Records,
    *,
    as_of: str | pd.Timestamp | None = None,
    window_days: int = 90,
    half_life_days: float = 30.0,
    kinds: tuple[str, ...] | list[str] | None = None,
) -> nx.DiGraph:
    """Who supports whom, as a graph whose ties point from the giver to the receiver of support.

    Parameters
    ----------
    records
        What `load` returned.
    as_of
        The moment to look back from; the day after the last event unless given.
    window_days
        How many days to look back.
    half_life_days
        The age in days at which an event counts half; `inf` for plain sums.
    kinds
        Only records of these kinds; `recognition` stands for the table of recognitions. All of them unless given.

    Returns
    -------
    graph
        Everyone who was employed in the window, sorted by id and with the roster's attributes, also those without a
        tie. Edge attributes: `weight` (sum of `w * 2^(-age / half_life_days)`), `count` (events), `last` (time of the
        newest, ISO 8601, UTC) and `kinds` (events by kind). Mutual contact is not in it: see `contact_graph`.

    Raises
    ------
    SettingError
        For a window, half-life, date or kind that can't be used.

    Examples
    --------
    >>> tables = {"interactions": pd.DataFrame({"from_id": ["ana", "bo"], "to_id": ["bo", "ana"],
    ...     "timestamp": ["2026-01-30", "2026-01-31"], "kind": ["help", "request"]})}
    >>> graph = build_network(from_tables(tables), as_of="2026-01-31", half_life_days=1)
    >>> list(graph.edges(data="weight"))
    [('ana', 'bo', 0.5)]
    """
    settings = Settings(window_days=window_days, half_life_days=half_life_days)
    return support_graph(network_of(records, as_of=as_of, kinds=kinds, settings=settings))


def support_graph(network: Network) -> nx.DiGraph:
    """The support ties of a network as a networkx graph; see `build_network`."""
    import networkx as nx

    return _graph(nx.DiGraph(), network, network.events.support, network.help)


def contact_graph(network: Network) -> nx.Graph:
    """The contact of a network, help both ways and mutual contact, as an undirected networkx graph."""
    import networkx as nx

    upper = sparse.triu(network.contact).tocsr()
    return _graph(nx.Graph(), network, network.events.contact, upper)


def contact_within(network: Network, people: list[str]) -> nx.Graph:
    """Who of these people is in contact with whom, and how much, as a bare networkx graph."""
    rows = network.people.index.get_indexer(people)
    upper = sparse.triu(network.contact[rows][:, rows], k=1).tocoo()
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(people)
    ties = zip(upper.row.tolist(), upper.col.tolist(), upper.data.tolist(), strict=True)
    graph.add_weighted_edges_from((people[one], people[two], weight) for one, two, weight in ties)
    return graph


def from_graph(graph: nx.DiGraph, contact: nx.Graph | None = None, **settings: object) -> Network:
    """The network of any directed graph of support, and of a graph of mutual contact if there is one.

    Each tie counts as one event of its `weight` on the last day. Node attributes are taken for the roster's.
    """
    nodes = sorted({*graph, *(contact or ())}, key=str)
    people = [{"person_id": node, **dict(graph.nodes.get(node, {}))} for node in nodes]
    rows = [(u, v, "help", w) for u, v, w in graph.edges(data="weight", default=1.0)]
    rows += [(u, v, "contact", w) for u, v, w in contact.edges(data="weight", default=1.0)] if contact else []
    interactions = pd.DataFrame(rows, columns=["from_id", "to_id", "kind", "weight"]).assign(timestamp="2000-01-01")
    tables = {"people": pd.DataFrame(people, columns=None if people else ["person_id"]), "interactions": interactions}
    return network_of(from_tables(tables), as_of="2000-01-01", settings=Settings(**settings))


def _graph(graph: nx.Graph, network: Network, events: Events, weights: sparse.csr_array) -> nx.Graph:
    """Fill an empty graph with the people and ties of a network, in sorted order."""
    graph.graph["as_of"] = network.as_of.isoformat()
    ids = network.people.index.tolist()
    attributes = network.people.astype(object).where(network.people.notna(), None)
    for person, row in zip(ids, attributes.to_dict("records"), strict=True):
        graph.add_node(person, **{name: _plain(value) for name, value in row.items() if value is not None})
    details = _details(network, events, directed=graph.is_directed())
    table = weights.tocoo()
    order = np.lexsort((table.col, table.row))
    for i, j, weight in zip(table.row[order], table.col[order], table.data[order].tolist(), strict=True):
        graph.add_edge(ids[i], ids[j], weight=weight, **details[i * network.size + j])
    return graph


def _plain(value: object) -> object:
    """A roster value as a plain one that every export format can hold."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if isinstance(value, np.generic) else value


def _details(network: Network, events: Events, *, directed: bool) -> dict[int, dict]:
    """Count, newest time and count by kind of each tie, by its number (row * size + column)."""
    key = events.source.astype(np.int64) * network.size + events.target if directed else events.pairs()
    frame = pd.DataFrame({"key": key, "kind": events.kind, "age": events.age})
    whole = frame.groupby("key")["age"].agg(["size", "min"])
    kinds: dict[int, dict[str, int]] = defaultdict(dict)
    for (pair, kind), count in frame.groupby(["key", "kind"]).size().items():
        kinds[pair][events.kinds[kind]] = int(count)
    last = network.as_of - pd.to_timedelta((whole["min"] * ties.MICROSECONDS_A_DAY).round().astype("int64"), unit="us")
    return {
        pair: {"count": int(count), "last": time.isoformat(), "kinds": kinds[pair]}
        for pair, count, time in zip(whole.index.tolist(), whole["size"], last, strict=True)
    }
