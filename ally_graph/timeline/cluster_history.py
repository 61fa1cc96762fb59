"""How groups changed from month to month: which is still the same, which grew, split, merged, is new or gone."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy

from ally_graph.clusters import Cluster, find_clusters, one_clustering
from ally_graph.network import network_of
from ally_graph.progress import heartbeat
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.timeline import history

NULL_SAMPLES = 20
STARTS = 3
FEWER_ABOVE, NONE_ABOVE = 100, 500
FEWER_BOOTSTRAPS = 10
MOSTLY = 0.5
STEADY_CHANGE = 0.1

Clusterings = Sequence[tuple[str, Sequence[Cluster]]]


@dataclass(frozen=True)
class Step:
    """One group at one moment.

    `track` is the number it keeps from month to month. `event` says what happened since the month before: `born`,
    `grown`, `shrunk`, `steady`, `merged`, `split` or `gone`; `others` are the tracks it merged with, split from, came
    from or went into. A group that is gone has one last step without members.
    """

    when: str
    track: int
    label: str
    members: tuple[str, ...]
    event: str
    others: tuple[int, ...] = ()


def follow(clusterings: Clusterings, *, match: float = Settings.cluster_match) -> tuple[Step, ...]:
    """The groups of consecutive months as tracks, and what happened to each.

    Groups of one month are matched to those of the month before so that the overlap (Jaccard) of all pairs together
    is largest; pairs that overlap by less than `match` are never matched. A group that holds most people of two or
    more earlier groups has `merged`; one whose people mostly make up two or more later groups has `split`, and the
    part that is not matched is `born` from it. A group is `steady` while its size changes by a tenth or less. In the
    first month every group is born, since nothing is known of the time before.

    Returns
    -------
    steps
        In the order of the months, those of one month by track. Tracks are numbered from 1 as they appear, large
        groups first.

    References
    ----------
    Kuhn (1955), "The Hungarian method for the assignment problem"; Palla, Barabási & Vicsek (2007), "Quantifying
    social group evolution", for the events.

    Examples
    --------
    >>> first = Cluster(1, ("ana", "bo", "cy"), 1.0, "red", "solid")
    >>> later = Cluster(1, ("ana", "bo", "cy", "di"), 1.0, "red", "solid")
    >>> [(step.when, step.track, step.event) for step in follow([("2026-01", [first]), ("2026-02", [later])])]
    [('2026-01', 1, 'born'), ('2026-02', 1, 'grown')]
    """
    steps: list[Step] = []
    before: list[Step] = []
    used = 0
    for when, clusters in clusterings:
        now = sorted(clusters, key=lambda cluster: (-len(cluster.members), cluster.members))
        tracks, used = _tracks(before, now, match, used)
        month = _month(when, before, now, tracks)
        steps += month
        before = [step for step in month if step.members]
    return tuple(steps)


def _tracks(before: list[Step], now: list[Cluster], match: float, used: int) -> tuple[list[int], int]:
    """The track of each group, that of the group before or a new one, and the last number given out."""
    overlap = _shared(before, now) / np.maximum(_sizes(before)[:, None] + _sizes(now) - _shared(before, now), 1)
    rows, columns = scipy.optimize.linear_sum_assignment(np.where(overlap >= match, overlap, 0.0), maximize=True)
    kept = {b: before[a].track for a, b in zip(rows, columns, strict=True) if overlap[a, b] >= match}
    tracks = []
    for position in range(len(now)):
        used += position not in kept
        tracks.append(kept.get(position, used))
    return tracks, used


def _month(when: str, before: list[Step], now: list[Cluster], tracks: list[int]) -> list[Step]:
    """The steps of one month, by track."""
    shared = _shared(before, now)
    into = shared > MOSTLY * _sizes(before)[:, None]
    out_of = shared > MOSTLY * _sizes(now)
    steps = []
    for b, (cluster, track) in enumerate(zip(now, tracks, strict=True)):
        old = next((step for step in before if step.track == track), None)
        merged = [before[a].track for a in np.flatnonzero(into[:, b])]
        source = np.flatnonzero(out_of[:, b])
        parts = [tracks[c] for c in np.flatnonzero(out_of[source[0]])] if len(source) else []
        event, others = _event(old, cluster, merged, parts, [before[a].track for a in source])
        steps.append(Step(when, track, cluster.label, cluster.members, event, tuple(sorted({*others} - {track}))))
    for a, step in enumerate(before):
        if step.track not in tracks:
            went = tuple(sorted(tracks[b] for b in np.flatnonzero(into[a])))
            steps.append(Step(when, step.track, step.label, (), "gone", went))
    return sorted(steps, key=lambda step: step.track)


def _event(
    old: Step | None, cluster: Cluster, merged: list[int], parts: list[int], source: list[int]
) -> tuple[str, list[int]]:
    """What happened to a group, and the tracks that have to do with it."""
    if len(merged) > 1:
        return "merged", merged
    if old is None:
        return "born", source
    if len(parts) > 1 and old.track in source:
        return "split", parts
    change = len(cluster.members) - len(old.members)
    if abs(change) <= STEADY_CHANGE * len(old.members):
        return "steady", []
    return ("grown" if change > 0 else "shrunk"), []


def _shared(before: list[Step], now: list[Cluster]) -> np.ndarray:
    """How many people each group of before has in common with each of now."""
    later = [set(cluster.members) for cluster in now]
    counts = [[len(members.intersection(step.members)) for members in later] for step in before]
    return np.array(counts, dtype=float).reshape(len(before), len(now))


def _sizes(groups: Sequence[Step] | Sequence[Cluster]) -> np.ndarray:
    return np.array([len(group.members) for group in groups], dtype=float)


def path_of(steps: Sequence[Step], person: str) -> tuple[Step, ...]:
    """A person's way through the groups: the steps they are a member in, month by month."""
    return tuple(step for step in steps if person in step.members)


def monthly(
    records: Records,
    *,
    as_of: pd.Timestamp,
    kinds: tuple[str, ...] | None = None,
    settings: Settings | None = None,
    months: int = history.MONTHS,
    latest: Sequence[Cluster] | None = None,
    known: MutableMapping[pd.Timestamp, tuple[Cluster, ...]] | None = None,
) -> list[tuple[str, tuple[Cluster, ...]]]:
    """The groups at the end of each of the last months, oldest first, each month looking back one window of its own.

    They are those of `find_clusters`, compared with fewer null samples; above 100 people also from fewer
    bootstrap samples, and above 500 people from none (`is_rough`), so that a page can wait for them. `latest` are the
    groups at `as_of` where they are known already; they are not mixed with rough ones. Months are left out as in
    `history.monthly`. `known` holds groups of these records, kinds and settings by month, and gets what is found.
    """
    settings, known = settings or Settings(), {} if known is None else known
    found = []
    for end in history.month_ends(records, as_of=as_of, window_days=settings.window_days, months=months):
        if latest is not None and end == as_of and not is_rough(records):
            clusters = tuple(latest)
        else:
            clusters = known[end] = known[end] if end in known else clusters_at(records, end, kinds, settings)
        found.append((end.date().isoformat(), clusters))
    return found


def is_rough(records: Records) -> bool:
    """Whether there are so many people that the groups of months are found without bootstrap samples."""
    return len(records.people) > NONE_ABOVE


def clusters_at(
    records: Records, end: pd.Timestamp, kinds: tuple[str, ...] | None, settings: Settings
) -> tuple[Cluster, ...]:
    """The groups of one month, as `monthly` finds them."""
    heartbeat(f"up to {end:%d %B %Y}")
    network = network_of(records, as_of=end, kinds=kinds, settings=settings)
    if is_rough(records):
        return one_clustering(network).clusters
    bootstraps, starts = (FEWER_BOOTSTRAPS, 1) if network.size > FEWER_ABOVE else (settings.cluster_bootstraps, STARTS)
    settings = replace(settings, cluster_bootstraps=bootstraps, cluster_starts=min(settings.cluster_starts, starts))
    return find_clusters(replace(network, settings=settings), null_samples=NULL_SAMPLES).clusters
