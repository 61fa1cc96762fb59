"""The whole analysis of one window: people, network, clusters, findings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import networkx as nx
import numpy as np
import pandas as pd

from ally_graph import chance, measures, ties
from ally_graph import network as networks
from ally_graph.clusters import Cluster, Clustering, clustering_of, one_clustering
from ally_graph.findings import Finding, find
from ally_graph.network import Network, network_of
from ally_graph.plain import plain
from ally_graph.records import Records
from ally_graph.settings import Settings, differences

Progress = Callable[[float, str], None]
E_I_ATTRIBUTES = ("team", "department", "location", "level", "work_mode")


@dataclass(frozen=True)
class Analysis:
    """What one window of records shows.

    Attributes
    ----------
    people
        One row a person, sorted by `person_id`: name, team, every measure, `cluster` and `states`.
    data, coverage, network
        What was read, how much of the company it covers, and the figures of the network as a whole.
    clusters, findings
        The groups that hold together, and what the detectors found.
    base
        The `Network` all this was computed from.
    """

    people: pd.DataFrame
    data: dict
    coverage: dict
    network: dict
    clusters: tuple[Cluster, ...]
    findings: tuple[Finding, ...]
    base: Network
    months: tuple[dict, ...] | None = None

    @property
    def settings(self) -> Settings:
        """The settings it was made with."""
        return self.base.settings

    @cached_property
    def graph(self) -> nx.DiGraph:
        """Who supports whom, as a networkx graph; see `build_network`. Copy it before you change it."""
        return networks.support_graph(self.base)

    @cached_property
    def contact(self) -> nx.Graph:
        """Who is in contact with whom, as an undirected networkx graph. Copy it before you change it."""
        return networks.contact_graph(self.base)

    def to_dict(self) -> dict:
        """The analysis as plain values, the same for the same input and settings."""
        whole = {
            "data": plain(self.data),
            "coverage": plain(self.coverage),
            "network": plain(self.network),
            "clusters": [cluster.to_dict() for cluster in self.clusters],
            "findings": [finding.to_dict() for finding in self.findings],
        }
        return whole if self.months is None else whole | {"months": plain(self.months)}


def analyze(
    records: Records,
    *,
    as_of: str | pd.Timestamp | None = None,
    window_days: int | None = None,
    half_life_days: float | None = None,
    kinds: Iterable[str] | None = None,
    min_group: int | None = None,
    seed: int | None = None,
    settings: Settings | None = None,
    findings: bool = True,
    months: bool = False,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse one window of records: who supports whom, who may be on their own, who carries a lot.

    Parameters
    ----------
    records
        What `load` returned.
    as_of
        The moment to look back from; the day after the last event unless given.
    window_days, half_life_days, min_group, seed
        Short for the settings of these names.
    kinds
        Only records of these kinds; all of them unless given.
    settings
        Every other threshold.
    findings
        False stops after ties, measures and one clustering, without resampling.
    months
        Adds the figures of the network at the end of every calendar month, as `Analysis.months`.
    progress
        Called with the share done and what is being done.

    Raises
    ------
    SettingError
        For a window, half-life, date, group size or kind that can't be used.

    Examples
    --------
    >>> from ally_graph.records import from_tables
    >>> people = pd.DataFrame({"person_id": list("abcdef")})
    >>> rows = [(u, v, "meeting", "2026-01-30") for u in "abcde" for v in "abcde" if u < v]
    >>> meetings = pd.DataFrame(rows, columns=["from_id", "to_id", "kind", "timestamp"])
    >>> found = analyze(from_tables({"people": people, "interactions": meetings})).findings
    >>> [finding.people for finding in found if finding.people]
    [('f',)]
    """
    tell = progress or (lambda _share, _words: None)
    given = {"window_days": window_days, "half_life_days": half_life_days, "min_group": min_group, "seed": seed}
    chosen = replace(settings or Settings(), **{name: value for name, value in given.items() if value is not None})
    tell(0.0, "Adding up ties")
    base = network_of(records, as_of=as_of, kinds=tuple(kinds) if kinds else None, settings=chosen)
    tell(0.1, "Measuring")
    people = measures.people_table(base)
    tell(0.3, "Looking for groups")
    clustering = clustering_of(base) if findings else one_clustering(base)
    tell(0.7, "Looking for people")
    found = find(base, records, lambda share, words: tell(0.7 + 0.2 * share, words)) if findings else ()
    tell(0.9, "Month by month" if months else "Putting it together")
    return Analysis(
        people=_people(base, people, clustering, found),
        data=_data(records, base),
        coverage=_coverage(base),
        network=_network(base, clustering),
        clusters=clustering.clusters,
        findings=found,
        base=base,
        months=by_month(records, chosen, as_of=as_of, kinds=kinds) if months else None,
    )


def of_network(base: Network, data: dict) -> Analysis:
    """The measures and one clustering of a network, without findings; `data` says what was read for it."""
    people, clustering = measures.people_table(base), one_clustering(base)
    return Analysis(
        people=_people(base, people, clustering, ()),
        data=data,
        coverage=_coverage(base),
        network=_network(base, clustering),
        clusters=clustering.clusters,
        findings=(),
        base=base,
    )


def by_month(
    records: Records,
    settings: Settings,
    *,
    as_of: str | pd.Timestamp | None = None,
    kinds: Iterable[str] | None = None,
) -> tuple[dict, ...]:
    """The figures of the network at the end of every calendar month with records, looking back one window each time.

    The month in which `as_of` falls is looked at up to `as_of`.
    """
    end = networks.moment(as_of) if as_of is not None else ties.end_of(records)
    times = pd.concat([records.interactions["timestamp"], records.recognitions["timestamp"]])
    times = times[times <= end]
    if times.empty:
        return ()
    months = []
    for month in pd.period_range(times.min(), end - pd.Timedelta(microseconds=1), freq="M"):
        moment = min(end, (month + 1).start_time)
        base = network_of(records, as_of=moment, kinds=tuple(kinds) if kinds else None, settings=settings)
        clustering = one_clustering(base)
        months.append(
            {
                "month": str(month),
                "as_of": moment.date().isoformat(),
                "people": base.size,
                "coverage": _coverage(base),
                "network": _network(base, clustering),
                "clusters": [cluster.to_dict() for cluster in clustering.clusters],
            }
        )
    return tuple(months)


def _people(base: Network, table: pd.DataFrame, clustering: Clustering, findings: tuple[Finding, ...]) -> pd.DataFrame:
    """The people table: who they are, every measure, their cluster, and what was found about them."""
    cluster = pd.Series(pd.NA, index=table.index, dtype="Int64")
    for group in clustering.clusters:
        cluster[list(group.members)] = group.id
    states: dict[str, list[str]] = {person: _presence(base, i) for i, person in enumerate(table.index)}
    for finding in findings:
        for person in finding.people:
            states[person].append(finding.detector)
    names = pd.DataFrame({name: base.people[name] for name in ("name", "team")}, index=table.index)
    whole = names.join(table).assign(cluster=cluster, states=[";".join(states[person]) for person in table.index])
    return whole.rename_axis("person_id").reset_index()


def _presence(base: Network, i: int) -> list[str]:
    """`away` for people who were not at work for a day, `new` for those with too few days to tell."""
    if base.exposure[i] == 0:
        return ["away"]
    return ["new"] if base.exposure[i] < base.settings.min_exposure_days else []


def _data(records: Records, base: Network) -> dict:
    """What was read and used."""
    tables = [table["timestamp"] for table in (records.interactions, records.recognitions)]
    times = pd.concat(tables) if any(len(table) for table in tables) else pd.Series([], dtype="datetime64[us]")
    used = times[times <= base.as_of]
    first, last = (used.min(), used.max()) if len(used) else (None, None)
    return {
        "people": base.size,
        "events": len(used),
        "set_aside": records.set_aside + len(times) - len(used),
        "outside": records.outside,
        "first": first.date().isoformat() if first is not None else None,
        "last": last.date().isoformat() if last is not None else None,
        "as_of": day_or_time(base.as_of),
        **settings_told(base.settings),
        "events_in_window": len(base.events),
        "has_roster": records.has_roster,
    }


def settings_told(settings: Settings) -> dict:
    """The window, the half-life and every other setting that was changed, as plain values."""
    return {
        "window_days": settings.window_days,
        "half_life_days": _or_inf(settings.half_life_days),
        "settings": {name: _or_inf(value) for name, value in differences(settings).items()},
    }


def _or_inf(value: object) -> object:
    """A setting as a plain value; JSON has no infinity."""
    return "inf" if value == math.inf else list(value) if isinstance(value, tuple) else value


def day_or_time(time: pd.Timestamp) -> str:
    """A moment as text, shortened to its day at midnight."""
    return time.date().isoformat() if time == time.normalize() else time.isoformat()


def _coverage(base: Network) -> dict:
    """The share of people who appear in the window's records at all, and in those of each kind."""
    events, size = base.events, max(1, base.size)
    seen = events.by_person() > 0
    by_kind = {
        kind: float((events.where(events.kind == code).by_person() > 0).sum() / size)
        for code, kind in enumerate(events.kinds)
    }
    return {"share": float(seen.sum() / size), "by_kind": by_kind}


def _network(base: Network, clustering: Clustering) -> dict:
    """The figures of the network as a whole."""
    eligible = base.exposure >= base.settings.min_exposure_days
    effort = np.where(eligible, base.effort, 0.0)
    given = np.asarray(base.help.sum(axis=1)).ravel()
    support = base.events.support
    rng = chance.generator(base.settings.seed, 4)
    pairs = base.size * (base.size - 1)
    attributes = [name for name in E_I_ATTRIBUTES if name in base.people and base.people[name].notna().any()]
    return {
        "ties": int(base.help.nnz),
        "density": base.help.nnz / pairs if pairs else float("nan"),
        "reciprocity": measures.reciprocity(base),
        "gini_help_given": chance.gini(given[effort > 0] / effort[effort > 0]),
        "gini_expected_by_chance": chance.gini_by_chance(support, base.decayed(support), effort, rng),
        "ei_index": {name: measures.ei_of_network(base, name) for name in sorted({"team", *attributes})},
        "modularity": clustering.modularity,
        "modularity_null_95": clustering.null_95,
        "clear_clusters": clustering.clear,
    }
