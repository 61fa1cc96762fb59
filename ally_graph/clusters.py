"""Ally clusters: groups who are more in contact with each other than with others, and that come back in bootstrap
samples.

Leiden finds partitions of reweighted event lists. What they agree on is the consensus, and how well each cluster comes
back is its stability. A network has clear clusters only if it is more clustered than the same people and ties rewired
at random.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Protocol

import graspologic_native
import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.compute import orderings
from ally_graph.files.json import plain
from ally_graph.network import Network
from ally_graph.network.pairs import reweighted, symmetric
from ally_graph.progress import heartbeat
from ally_graph.settings import Settings
from ally_graph.stats import chance, stopping

SMALLEST = 3
WEEK_DAYS = 7
WEEKS_TO_RESAMPLE = 8
CONTACTS_IN_A_TIE = 3
TRIALS = 5
AGREED = 0.5
EXCHANGES = 5
NULL_SAMPLES = 100
NULL_PEOPLE = 2_000
SMALL_SAMPLES = 10
LEAST_BOOTSTRAPS = 3
DENSE_LIMIT = 1_500
TIES_WALKED = 12_000_000
STARTS_WALKED = 3_500_000
TIES_AT_ONCE = 400_000
FAINT = 0.05
LABEL_SHARE, BESIDES_SHARE = 0.6, 0.15
MIXED = "Mixed group"
BESIDES = {"location": "{base} in {value}", "work_mode": "{base}, mostly {value}"}
ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
SOLID = "solid"
CLUSTERING = "clustering"
"""Under what a network keeps its clustering."""


class InContact(Protocol):
    """What looking for groups asks of a network: everyone in it, their contact, and their teams for the labels."""

    @property
    def settings(self) -> Settings:
        """The thresholds."""
        ...

    @property
    def contact(self) -> sparse.csr_array:
        """Decayed weight of contact, symmetric."""
        ...

    @property
    def order(self) -> np.ndarray:
        """The order in which to walk through people."""
        ...

    @property
    def ids(self) -> np.ndarray:
        """Everyone's id."""
        ...

    def groups(self, attribute: str) -> tuple[np.ndarray, np.ndarray]:
        """Each person's group by a roster attribute as a code, -1 where it is missing; and the groups, sorted."""
        ...

    def once(self, key: Hashable, make: Callable[[], Clustering]) -> Clustering:
        """What `make` gives, worked out once."""
        ...


@dataclass(frozen=True)
class Cluster:
    """A group that holds together: its members, how surely it comes back, and what to call it.

    `stability` is the mean Jaccard overlap with the most similar group in each bootstrap sample; `verdict` is `solid`
    from 0.75, `tentative` from 0.60 (Hennig 2007), and `not checked` where nothing was reweighted.
    """

    id: int
    members: tuple[str, ...]
    stability: float
    label: str
    verdict: str

    def to_dict(self) -> dict:
        """The cluster as plain values."""
        return {
            "id": self.id,
            "members": list(self.members),
            "stability": plain(self.stability),
            "label": self.label,
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class Clustering:
    """All clusters of a network, and whether it is clustered at all.

    `modularity` is that of the best partition found, `null_95` the value that 95 of 100 rewired networks stay below.
    """

    modularity: float
    null_95: float
    clear: bool
    clusters: tuple[Cluster, ...]

    def with_ids(self, ids: Mapping[str, str] | None) -> Clustering:
        """The same with the ids of people instead of their numbers; as it is where `ids` is None."""
        if ids is None:
            return self
        named = (replace(one, members=tuple(sorted(ids[person] for person in one.members))) for one in self.clusters)
        return replace(self, clusters=tuple(named))


def find_clusters(network: Network, *, null_samples: int = NULL_SAMPLES) -> Clustering:
    """The groups of a network that hold together, if it has more of them than chance makes.

    Isolated people and pairs belong to none. Networks that are no more clustered than chance give no clusters, and
    neither do those in which no group is solid: one random network in twenty or so beats chance, but what is found in
    it does not come back. Groups whose stability is below 0.60 are left out. `null_samples` is how many rewired
    networks it is compared with at most.

    References
    ----------
    Traag, Waltman & van Eck (2019), "From Louvain to Leiden"; Lancichinetti & Fortunato (2012), "Consensus clustering
    in complex networks"; Hennig (2007), "Cluster-wise assessment of cluster stability"; Guimerà, Sales-Pardo & Amaral
    (2004), "Modularity from fluctuations in random graphs".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> find_clusters(from_graph(nx.DiGraph())).clear
    False
    """
    if network.contact.nnz == 0:
        return Clustering(float("nan"), float("nan"), False, ())
    settings = network.settings
    trials = _affordable(TRIALS, _work(network.contact), least=1)
    modularity, _ = best_partition(network.contact, settings.cluster_resolution, settings.seed, trials, network.order)
    null_95 = modularity_by_chance(network.contact, settings, null_samples, modularity)
    partitions = list(_resampled_partitions(network))
    labels = _consensus(network, partitions)
    clusters = _described(network, labels, _stability(labels, partitions))
    clear = bool(modularity > null_95 and any(cluster.verdict == SOLID for cluster in clusters))
    return Clustering(modularity, null_95, clear, clusters if clear else ())


def clustering_of(network: Network) -> Clustering:
    """What `find_clusters` finds in this network, looked for once however often it is asked for."""
    return network.once(CLUSTERING, lambda: find_clusters(network))


def one_clustering(network: InContact) -> Clustering:
    """One best partition without resampling, found once: for pipelines that want groups and no judgement.

    The best of five in companies of up to a thousand people or so.
    """
    return network.once("one clustering", lambda: _one_clustering(network))


def _one_clustering(network: InContact) -> Clustering:
    if network.contact.nnz == 0:
        return Clustering(float("nan"), float("nan"), False, ())
    settings, trials = network.settings, int(np.clip(TIES_AT_ONCE // _work(network.contact), 1, TRIALS))
    modularity, labels = best_partition(
        network.contact, settings.cluster_resolution, settings.seed, trials, network.order
    )
    stability = np.full(labels.max() + 1, np.nan)
    return Clustering(modularity, float("nan"), False, _described(network, labels, stability))


def best_partition(
    contact: sparse.csr_array, resolution: float, seed: int, trials: int = TRIALS, order: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """The modularity and the labels of the best of several Leiden partitions, walked through in this order.

    Without any ties everyone is a group of their own, and the modularity is 0.
    """
    if contact.nnz == 0:
        return 0.0, np.arange(contact.shape[0])
    if order is not None and np.array_equal(order, np.arange(len(order))):
        order = None
    matrix = contact if order is None else orderings.reordered(contact, order)
    indptr, indices, size = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32, copy=False), matrix.shape[0]
    quality, found = graspologic_native.leiden_csr(
        indptr, indices, matrix.data, size, resolution=resolution, seed=seed, trials=trials
    )
    people, labels = np.fromiter(found.keys(), np.int64, len(found)), np.empty(size, dtype=np.int64)
    labels[people if order is None else order[people]] = np.fromiter(found.values(), np.int64, len(found))
    return quality, labels


def modularity_by_chance(
    contact: sparse.csr_array, settings: Settings, null_samples: int = NULL_SAMPLES, seen: float = float("nan")
) -> float:
    """The modularity that 95 of 100 networks of the same ties rewired at random stay below.

    Everyone keeps their number of ties and the weights are dealt out anew. Team borders are not kept: a network whose
    teams hold together is clustered, and says so. With `seen`, the modularity to compare, no more networks are drawn
    than it takes to tell on which side it lies (`stopping.chance_level`). Mostly that is ten, each searched from one
    start: half a standard deviation less than from five, where six decide.

    What chance makes depends on how many ties people have and hardly on how many people there are. Drawn from a network
    of 100,000, samples of 500, 2,000, 8,000 and all people had 0.285, 0.287, 0.287 and 0.286. Their spread from sample
    to sample was 0.0025, 0.0017, 0.0015 and 0.0005. Networks of more than 2,000 people are therefore compared with ten
    null samples of 2,000 people drawn from them. The bound is their mean plus two standard deviations: 95 % for one
    more of ten, by Student's distribution.
    """
    if contact.shape[0] > NULL_PEOPLE:
        rngs = (chance.generator(settings.seed, 1, sample) for sample in range(SMALL_SAMPLES))
        matrices = (_small_null_sample(contact, NULL_PEOPLE, rng) for rng in rngs)
        values = [best_partition(matrix, settings.cluster_resolution, settings.seed, 1)[0] for matrix in matrices]
        return stopping.level_of_few(values)
    samples = _affordable(null_samples, _work(contact) * TRIALS, least=20)
    trials = TRIALS if samples == NULL_SAMPLES else 1
    if trials > 1 and not np.isnan(seen):
        few = list(_by_chance(contact, settings, stopping.FIRST, 1))
        if stopping.far_above(seen, few):
            return stopping.level_of_few(few)
    return stopping.chance_level(_by_chance(contact, settings, samples, trials), samples, seen)


def _by_chance(contact: sparse.csr_array, settings: Settings, samples: int, trials: int) -> Iterator[float]:
    """The modularity of each of so many rewired networks, the best of so many starts."""
    upper = sparse.triu(contact, k=1).tocoo()
    for sample in range(samples):
        heartbeat(f"{sample} of {samples} chance samples")
        rng = chance.generator(settings.seed, 1, sample)
        rows, columns = rewired(upper.row, upper.col, contact.shape[0], rng)
        matrix = _symmetric(rows, columns, rng.permutation(upper.data), contact.shape[0])
        yield best_partition(matrix, settings.cluster_resolution, settings.seed, trials)[0]


def _small_null_sample(contact: sparse.csr_array, people: int, rng: np.random.Generator) -> sparse.csr_array:
    """Some of a network's people with their number of ties, put together at random; the weights are the network's.

    The ends of ties are paired at random; the few pairs that fall on one person or on a tie that is there already are
    left out (the configuration model, Molloy & Reed 1995).
    """
    ties = rng.permutation(np.diff(contact.indptr))[:people]
    ends = rng.permutation(np.repeat(np.arange(people), ties))
    one, other = ends[: len(ends) // 2], ends[len(ends) // 2 : len(ends) // 2 * 2]
    keys = np.unique(_keys(one, other, people)[one != other])
    return _symmetric(keys // people, keys % people, rng.choice(contact.data, len(keys)), people)


def rewired(
    rows: np.ndarray, columns: np.ndarray, size: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The ties of an undirected network exchanged at random, everyone keeping their number of ties.

    Two ties a-b and c-d become a-d and c-b, unless that makes a self-tie or one there is already; every tie is offered
    about ten exchanges (Maslov & Sneppen 2002).
    """
    first, second = rows.astype(np.int64), columns.astype(np.int64)
    half = len(first) // 2
    there = _There(_keys(first, second, size), size)
    for _ in range(2 * EXCHANGES if half else 0):
        heartbeat()
        order = rng.permutation(len(first))
        one, other = order[:half], order[half : 2 * half]
        flip = rng.random(half) < 0.5
        second_of_other = np.where(flip, first[other], second[other])
        first_of_other = np.where(flip, second[other], first[other])
        new = np.stack([_keys(first[one], second_of_other, size), _keys(first_of_other, second[one], size)])
        selfless = (first[one] != second_of_other) & (first_of_other != second[one])
        take = selfless & ~there.taken(new).any(axis=0)
        there.exchange(_keys(first[one[take]], second[one[take]], size), new[0, take])
        there.exchange(_keys(first[other[take]], second[other[take]], size), new[1, take])
        kept_second = second[one].copy()
        second[one[take]] = second_of_other[take]
        first[other[take]], second[other[take]] = first_of_other[take], kept_second[take]
    return first, second


class _There:
    """Which pairs of people have a tie, while ties are exchanged: one sign for every pair there could be."""

    def __init__(self, keys: np.ndarray, size: int) -> None:
        self.there = np.zeros(size * size, dtype=bool)
        self.there[keys] = True
        self.last = np.empty(size * size, dtype=np.int32)
        self.twice = np.zeros(size * size, dtype=bool)

    def taken(self, keys: np.ndarray) -> np.ndarray:
        """Which of these pairs have a tie already, or are offered one twice."""
        flat, place = keys.ravel(), np.arange(keys.size, dtype=np.int32)
        self.last[flat] = place
        again = flat[self.last[flat] != place]
        self.twice[again] = True
        taken = self.there[keys] | self.twice[keys]
        self.twice[again] = False
        return taken

    def exchange(self, old: np.ndarray, new: np.ndarray) -> None:
        """Some ties give way to others."""
        self.there[old] = False
        self.there[new] = True


def _keys(first: np.ndarray, second: np.ndarray, size: int) -> np.ndarray:
    return np.minimum(first, second) * size + np.maximum(first, second)


def _symmetric(rows: np.ndarray, columns: np.ndarray, weights: np.ndarray, size: int) -> sparse.csr_array:
    """The undirected matrix of ties that are each given once."""
    both = (np.concatenate([weights, weights]), (np.concatenate([rows, columns]), np.concatenate([columns, rows])))
    matrix = sparse.coo_array(both, shape=(size, size)).tocsr()
    matrix.sort_indices()
    return matrix


def _work(contact: sparse.csr_array) -> int:
    """Roughly what one partition costs, in ties walked."""
    return contact.nnz + 20 * contact.shape[0]


def _affordable(wanted: int, cost: int, least: int) -> int:
    """How many of the wanted repetitions fit in a fixed amount of work, but never fewer than the least."""
    return int(np.clip(TIES_WALKED // max(1, cost), min(least, wanted), wanted))


def _resampled_partitions(network: Network) -> Iterator[np.ndarray]:
    """The best partition of each of many reweighted event lists.

    A Bayesian bootstrap: instead of being drawn or left out, whole weeks are reweighted at random where there are
    enough of them, else single rows. A row of twice the usual weight stands for more contact and is reweighted less.
    Where all rows are of one moment they are no contacts but whole ties, of a graph for instance, and each is taken for
    three contacts. In a large network, ties of less than a twentieth of the mean weight are left out of these samples.
    They are those of long ago: in an invented company of 100,000 people a third of the ties, with 0.4 % of the contact.

    References
    ----------
    Rubin (1981), "The Bayesian bootstrap".
    """
    settings, pairs, events = network.settings, network.pairs, network.events
    samples = _affordable(settings.cluster_bootstraps, _work(network.contact), least=LEAST_BOOTSTRAPS)
    walked = _work(network.contact) * settings.cluster_bootstraps
    starts = int(np.clip(STARTS_WALKED // max(1, walked), 1, settings.cluster_starts))
    weights, (weeks, week) = network.decayed(events), _weeks(events.age)
    faint = FAINT if network.contact.nnz >= orderings.ENTRIES_WORTH_IT else 0.0
    everyone = symmetric(pairs, np.arange(len(pairs), dtype=float))
    place = everyone.data.astype(np.int64)
    for sample in range(samples):
        heartbeat(f"{sample} of {samples} bootstrap samples")
        rng = chance.generator(settings.seed, 2, sample)
        if weeks >= WEEKS_TO_RESAMPLE:
            summed = reweighted(pairs, weights, week, rng.standard_exponential(weeks))
        else:
            contacts = CONTACTS_IN_A_TIE if np.ptp(events.age) == 0 else 1
            rows = contacts * np.maximum(1.0, events.weight / np.median(events.weight[pairs.position >= 0]))
            summed = reweighted(pairs, weights, np.arange(len(events)), rng.gamma(rows) / rows)
        if faint:
            kept = summed >= faint * summed.mean()
            matrix = symmetric(pairs.part(kept), summed[kept])
        else:
            matrix = _with_weights(everyone, summed[place])
        yield best_partition(matrix, settings.cluster_resolution, settings.seed + sample, starts, network.order)[1]


def _with_weights(ties: sparse.csr_array, weights: np.ndarray) -> sparse.csr_array:
    """The same ties with these weights, in the order in which the matrix has them."""
    return sparse.csr_array((weights, ties.indices, ties.indptr), shape=ties.shape)


def _weeks(age: np.ndarray) -> tuple[int, np.ndarray]:
    """How many weeks have events, and the number of each event's week among them."""
    week = (age / WEEK_DAYS).astype(np.int16)
    used = np.bincount(week) > 0
    return int(used.sum()), (np.cumsum(used) - 1).astype(np.int16)[week]


def _consensus(network: Network, partitions: list[np.ndarray]) -> np.ndarray:
    """What the partitions agree on: cluster who is together in at least half of them, until it holds still.

    In large networks, people in contact who are together in every partition are taken as one from the start.
    """
    rows, columns = _candidate_pairs(network)
    agreed = _agreement(rows, columns, partitions)
    if network.size <= DENSE_LIMIT:
        none_inside = np.zeros(network.size, dtype=np.int64)
        agreement = _Agreement(rows, columns, np.ones(len(rows), dtype=np.int64), agreed, none_inside)
        return _settled(agreement, network.settings.seed)
    always = agreed == 1
    one = _parts(rows[always], columns[always], network.size)
    return _settled(_Agreement.of(one[rows], one[columns], agreed, one.max() + 1), network.settings.seed)[one]


@dataclass(frozen=True)
class _Agreement:
    """Units (people, or groups of them taken as one), how many pairs link two of them, and how far these agree.

    `inner` is the number of pairs inside each unit.
    """

    rows: np.ndarray
    columns: np.ndarray
    pairs: np.ndarray
    agreed: np.ndarray
    inner: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray, columns: np.ndarray, agreed: np.ndarray, units: int) -> _Agreement:
        """Add up pairs of people by the units they belong to; all pairs between two units agree alike."""
        across = rows != columns
        keys, first, pairs = np.unique(_keys(rows, columns, units)[across], return_index=True, return_counts=True)
        inner = np.bincount(rows[~across], minlength=units)
        return cls(keys // units, keys % units, pairs, agreed[across][first], inner)

    def matrix(self, agreed: np.ndarray) -> sparse.csr_array:
        """The network of those who agree at least half, each unit with a companion that carries its inner pairs.

        The companion hangs on its unit alone, never leaves it, and brings its share of the modularity with it.
        """
        kept, heavy, units = agreed >= AGREED, np.flatnonzero(self.inner), len(self.inner)
        rows = np.concatenate([self.rows[kept], heavy])
        columns = np.concatenate([self.columns[kept], units + np.arange(len(heavy))])
        weights = np.concatenate([(self.pairs * agreed)[kept], self.inner[heavy]])
        return _symmetric(rows, columns, weights, units + len(heavy))


def _settled(agreement: _Agreement, seed: int) -> np.ndarray:
    """The group of each unit once partitions of the agreement agree with each other."""
    units, agreed = len(agreement.inner), agreement.agreed
    for step in range(10):
        heartbeat("what all of them agree on")
        matrix = agreement.matrix(agreed)
        if matrix.nnz == 0:
            return np.arange(units)
        found = [
            _connected(best_partition(matrix, 1.0, seed + 97 * step + start, 1)[1], matrix)[:units]
            for start in range(TRIALS)
        ]
        if all(np.array_equal(found[0], labels) for labels in found[1:]):
            break
        agreed = _agreement(agreement.rows, agreement.columns, found)
    return found[0]


def _agreement(rows: np.ndarray, columns: np.ndarray, partitions: list[np.ndarray]) -> np.ndarray:
    """In which share of the partitions the two of each pair are together."""
    size = len(partitions[0])
    if size <= DENSE_LIMIT and len(rows) > size:
        matrix = np.zeros((size, size), dtype=np.int32)
        for labels in partitions:
            short = labels.astype(np.int16)
            matrix += short[:, None] == short
        return matrix[rows, columns] / len(partitions)
    together = np.zeros(len(rows))
    for labels in partitions:
        together += labels[rows] == labels[columns]
    return together / len(partitions)


def _candidate_pairs(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """The pairs whose togetherness is counted: all of them in small networks, those in contact in large ones."""
    if network.size <= DENSE_LIMIT:
        return np.triu_indices(network.size, k=1)
    return network.pairs.low.astype(np.int64), network.pairs.high.astype(np.int64)


def _connected(labels: np.ndarray, matrix: sparse.csr_array) -> np.ndarray:
    """Labels in one canonical numbering (by first member), groups without a connection split."""
    table = matrix.tocoo()
    inside = labels[table.row] == labels[table.col]
    return _parts(table.row[inside], table.col[inside], matrix.shape[0])


def _parts(rows: np.ndarray, columns: np.ndarray, size: int) -> np.ndarray:
    """The connected part of each node, numbered by its first member."""
    graph = sparse.coo_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size))
    return pd.factorize(sparse.csgraph.connected_components(graph, directed=False)[1])[0]


def _stability(labels: np.ndarray, partitions: list[np.ndarray]) -> np.ndarray:
    """Each group's mean overlap (Jaccard) with the group most like it in each bootstrap sample."""
    count = labels.max() + 1
    sizes = np.bincount(labels, minlength=count)
    total = np.zeros(count)
    for partition in partitions:
        other = np.bincount(partition)
        pairs, both = np.unique(labels * len(other) + partition, return_counts=True)
        group, match = pairs // len(other), pairs % len(other)
        np.maximum.at(best := np.zeros(count), group, both / (sizes[group] + other[match] - both))
        total += best
    return total / max(1, len(partitions))


def _described(network: InContact, labels: np.ndarray, stability: np.ndarray) -> tuple[Cluster, ...]:
    """The groups worth calling a cluster, largest first, then by first member."""
    settings = network.settings
    order = np.argsort(labels, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(labels))[:-1])
    kept = [
        (group, float(stability[label]))
        for label, group in enumerate(groups)
        if len(group) >= SMALLEST and not stability[label] < settings.cluster_tentative
    ]
    kept.sort(key=lambda item: (-len(item[0]), item[0][0]))
    labels_of = _labels(network, [group for group, _ in kept])
    return tuple(
        Cluster(
            number,
            tuple(network.ids[group].tolist()),
            value,
            label,
            _verdict(value, settings),
        )
        for number, ((group, value), label) in enumerate(zip(kept, labels_of, strict=True), start=1)
    )


def _verdict(stability: float, settings: Settings) -> str:
    if np.isnan(stability):
        return "not checked"
    return SOLID if stability >= settings.cluster_solid else "tentative"


def _labels(network: InContact, groups: Sequence[np.ndarray]) -> list[str]:
    """What to call each group: after its teams, and where that says it of several, after what only it has besides.

    That is the team that comes next in it, the place that most of it works at, or how most of it works. Where nothing
    tells groups apart, they are counted: `support, second group`.
    """
    bases = [_label(network, members) for members in groups]
    besides = [_besides(network, members, base) for members, base in zip(groups, bases, strict=True)]
    said = Counter(words for words in chain.from_iterable(besides))
    labels: list[str] = []
    for base, words in zip(bases, besides, strict=True):
        own = next((one for one in words if said[one] == 1 and one not in labels), None)
        if bases.count(base) == 1 or (own is None and base not in labels):
            labels.append(base)
        else:
            labels.append(own or _counted(base, labels))
    return labels


def _counted(base: str, used: Sequence[str]) -> str:
    """The next number that is free; above ten in figures.

    >>> _counted("red", ["red"]), _counted(MIXED, [MIXED])
    ('red, second group', 'Second mixed group')
    """
    mixed = base == MIXED
    words = [f"{ordinal.title()} mixed group" if mixed else f"{base}, {ordinal} group" for ordinal in ORDINALS]
    further = (f"{base}, group {number}" for number in count(len(ORDINALS) + 2))
    return next(label for label in chain(words, further) if label not in used)


def _besides(network: InContact, members: np.ndarray, base: str) -> list[str]:
    """What a group could be called if its teams alone don't tell it from another one."""
    codes, teams = network.groups("team")
    found, counts = np.unique(codes[members][codes[members] >= 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    words = [
        f"{base} with {_team_words(teams[found[place]])}"
        for place in order
        if counts[place] >= BESIDES_SHARE * len(members) and _team_words(teams[found[place]]) not in base
    ][:1]
    for attribute, form in BESIDES.items():
        codes, values = network.groups(attribute)
        shared = np.bincount(codes[members][codes[members] >= 0], minlength=len(values))
        if len(members) >= network.settings.min_group and shared.size and shared.max() >= LABEL_SHARE * len(members):
            words.append(form.format(base=base, value=values[shared.argmax()]))
    return words


def _label(network: InContact, members: np.ndarray) -> str:
    """The team most of a group belongs to, two teams, or a mixed group."""
    codes, teams = network.groups("team")
    found, counts = np.unique(codes[members][codes[members] >= 0], return_counts=True)
    largest = np.argsort(-counts, kind="stable")[:2]
    shares = counts[largest] / max(1, counts.sum())
    if len(shares) and shares[0] >= LABEL_SHARE:
        return _team_words(teams[found[largest[0]]])
    if len(shares) > 1 and shares.sum() >= LABEL_SHARE:
        return " and ".join(sorted(_team_words(teams[team]) for team in found[largest]))
    return MIXED


def _team_words(team: object) -> str:
    """A team's name, made readable where it is a bare number."""
    return f"Team {team}" if str(team).isdigit() else str(team)
