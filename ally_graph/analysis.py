"""The whole analysis of one window: people, network, clusters, findings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ally_graph import measures
from ally_graph.clusters import Cluster, Clustering, clustering_of, one_clustering
from ally_graph.disclosure import policy
from ally_graph.files.json import plain
from ally_graph.findings import STATUSES, Finding, find, with_ids
from ally_graph.findings.challenges import Signal, Verdict, challenges, signals
from ally_graph.measures import company
from ally_graph.measures.company import CompanyFigures
from ally_graph.network import Network, canonical, contact_graph, moment, network_of, support_graph
from ally_graph.network.events import asked_kinds, end_of
from ally_graph.network.span import cut, span_of
from ally_graph.progress import Progress
from ally_graph.records import Records, as_records
from ally_graph.settings import Settings, differences, with_options
from ally_graph.timeline.months import by_month
from ally_graph.wording.notebook import html_table

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, eq=False, repr=False)
class Analysis:
    """What one window of records shows; equal to another if they show the same with the same settings.

    Attributes
    ----------
    people
        One row a person, sorted by `person_id`: name, team, every measure, `cluster` and `states`. Nobody's states say
        that they belong to a group that keeps to itself.
    data, coverage, network
        What was read, how much of the company it covers, and the figures of the network as a whole.
    clusters, findings
        The groups that hold together, and what the detectors found.
    settings
        What it was made with.
    base
        The `Network` all this was computed from.
    months
        The figures of every calendar month, where they were asked for.
    signals
        What the company as a whole shows of challenges that no detector decides on; `challenges` has the verdicts.
    """

    people: pd.DataFrame
    data: dict
    coverage: dict
    network: CompanyFigures
    clusters: tuple[Cluster, ...]
    findings: tuple[Finding, ...]
    settings: Settings
    make_base: Callable[[], Network]
    months: tuple[dict, ...] | None = None
    signals: tuple[Signal, ...] = ()

    @cached_property
    def base(self) -> Network:
        """The network, made when first asked for where the analysis was taken from the cache."""
        return self.make_base()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Analysis):
            return NotImplemented
        same = self.settings == other.settings and self.signals == other.signals and self.people.equals(other.people)
        return same and self.to_dict() == other.to_dict()

    def __repr__(self) -> str:
        counts = "".join(f"{name}={value}, " for name, value in self._counts().items())
        return f"Analysis({counts}window_days={self.settings.window_days}, as_of={self.data['as_of']})"

    def _repr_html_(self) -> str:
        window = ("days looked back", self.settings.window_days), ("looked back from", self.data["as_of"])
        found = Counter(STATUSES[finding.status].partition(":")[0] for finding in self.findings)
        rows = [*self._counts().items(), *window, *((f"findings: {status}", n) for status, n in sorted(found.items()))]
        return html_table("Analysis", ("what", "how much"), rows)

    def _counts(self) -> dict[str, int]:
        """How much there is of what, without a name."""
        counts = {"people": len(self.people), "events": self.data["events_in_window"], "ties": self.network.ties}
        return counts | {"clusters": len(self.clusters), "findings": len(self.findings)}

    @property
    def challenges(self) -> tuple[Verdict, ...]:
        """What the findings and signals say about the six challenges; nothing where no findings were looked for."""
        if self.signals == ():
            return ()
        return challenges(self.findings, signals=self.signals, settings=self.settings)

    @cached_property
    def graph(self) -> nx.DiGraph:
        """Who supports whom, as a networkx graph; see `build_network`. Copy it before you change it."""
        return support_graph(self.base)

    @cached_property
    def contact(self) -> nx.Graph:
        """Who is in contact with whom, as an undirected networkx graph. Copy it before you change it."""
        return contact_graph(self.base)

    def to_dict(self) -> dict:
        """The analysis as plain values, the same for the same input and settings."""
        whole = {
            "data": plain(self.data),
            "coverage": plain(self.coverage),
            "network": self.network.to_dict(),
            "clusters": [cluster.to_dict() for cluster in self.clusters],
            "findings": [finding.to_dict() for finding in self.findings],
            "challenges": [verdict.to_dict() for verdict in self.challenges],
        }
        return whole if self.months is None else whole | {"months": plain(self.months)}


def analyze(
    records: Records | str | Path,
    *,
    as_of: str | pd.Timestamp | None = None,
    window_days: int | None = None,
    half_life_days: float | None = None,
    kinds: str | Iterable[str] | None = None,
    settings: Settings | None = None,
    min_group: int | None = None,
    seed: int | None = None,
    findings: bool = True,
    months: bool = False,
    progress: Progress | None = None,
    min_weight: float | None = None,
) -> Analysis:
    """Analyse one window of records: who supports whom, who may be on their own, who carries a lot.

    Parameters
    ----------
    records
        What `load` returned, or the path of a data folder, zip or workbook to load.
    as_of
        The moment to look back from; the day after the last event unless given.
    window_days, half_life_days, min_group, seed
        Short for the settings of these names.
    kinds
        Only records of these kinds; `recognition` stands for the table of recognitions. All of them unless given.
    settings
        Every other threshold; the usual ones unless given.
    findings
        False stops after ties, measures and one clustering, without resampling.
    months
        Adds the figures of the network at the end of every calendar month, as `Analysis.months`.
    progress
        Called with the share done and what is being done.
    min_weight
        Only records of at least this weight; the others are counted as set aside.

    Raises
    ------
    SettingError
        For a window, half-life, date, group size, kind or least weight that can't be used, and for something that
        holds no records.

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
    chosen = with_options(
        settings, window_days=window_days, half_life_days=half_life_days, min_group=min_group, seed=seed
    )
    records = as_records(records)
    records = records if min_weight is None else records.of_weight(min_weight)
    tell(0.0, "Adding up ties")
    end = moment(as_of) if as_of is not None else end_of(records)
    window = {"as_of": end, "kinds": asked_kinds(kinds)}
    numbered, ids = canonical.renamed(records)
    span = span_of(numbered, chosen, **window) if months else None
    inner = cut(span, end, chosen) if span else network_of(numbered, **window, settings=chosen)
    base = inner if ids is None else network_of(records, **window, settings=chosen)
    tell(0.1, "Measuring")
    people = measures.people_table(base)
    tell(0.3, "Looking for groups")
    found_groups = clustering_of(inner) if findings else one_clustering(inner)
    clustering = found_groups.with_ids(ids)
    tell(0.7, "Looking for people")
    found = find(inner, numbered, lambda share, words: tell(0.7 + 0.2 * share, words)) if findings else ()
    found = with_ids(found, ids)
    tell(0.9, "Month by month" if months else "Putting it together")
    return Analysis(
        people=_people(base, people, clustering, found),
        data=_data(records, base, chosen),
        coverage=company.coverage(base),
        network=company.figures(inner, clustering),
        clusters=clustering.clusters,
        findings=found,
        settings=chosen,
        make_base=partial(_given, base),
        signals=signals(inner, numbered) if findings else (),
        months=tuple(by_month(span, numbered, inner, ids)) if months else None,
    )


def of_network(base: Network, data: dict) -> Analysis:
    """The measures and one clustering of a network, without findings; `data` says what was read for it."""
    people, clustering = measures.people_table(base), one_clustering(base)
    return Analysis(
        people=_people(base, people, clustering, ()),
        data=data,
        coverage=company.coverage(base),
        network=company.figures(base, clustering),
        clusters=clustering.clusters,
        findings=(),
        settings=base.settings,
        make_base=partial(_given, base),
    )


def _given(base: Network) -> Network:
    """The network of an analysis that was made with it; unlike a lambda, it can be pickled."""
    return base


def _people(base: Network, table: pd.DataFrame, clustering: Clustering, findings: tuple[Finding, ...]) -> pd.DataFrame:
    """The people table: who they are, every measure, their cluster, and what may be said of what was found."""
    number = {person: group.id for group in clustering.clusters for person in group.members}
    cluster = pd.array([number.get(person, pd.NA) for person in base.ids], dtype="Int64")
    states = dict(zip(base.ids, _presence(base), strict=True))
    told = (finding for finding in findings if not policy.keeps_members(finding))
    for finding in told:
        for person in finding.people:
            states[person] = f"{states[person]};{finding.detector}" if states[person] else finding.detector
    names = pd.DataFrame({name: base.people[name] for name in ("name", "team")}, index=table.index)
    whole = names.join(table).assign(cluster=cluster, states=list(states.values()))
    return whole.rename_axis("person_id").reset_index()


def _presence(base: Network) -> np.ndarray:
    """`away` for people who were not at work for a day, `new` for those with too few days to tell, else empty."""
    little = np.where(base.exposure < base.settings.min_exposure_days, "new", "")
    return np.where(base.exposure == 0, "away", little).astype(object)


def _data(records: Records, base: Network, settings: Settings) -> dict:
    """What was read and used."""
    first, last = records.span(base.as_of)
    count = sum(int(table["timestamp"].searchsorted(base.as_of, side="right")) for table in records.events)
    return {
        "people": base.size,
        "events": count,
        "set_aside": records.set_aside + sum(map(len, records.events)) - count,
        "outside": records.outside,
        "first": first.date().isoformat() if pd.notna(first) else None,
        "last": last.date().isoformat() if pd.notna(last) else None,
        "as_of": day_or_time(base.as_of),
        **settings_told(settings),
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
