"""What may be seen, and by whom: the one gate between the analysis and every screen, chart and file.

Charts, tables, drawings and downloads take only what came through here (`Disclosed`). Today there is one viewer, the
person at this machine, who may see everything in the data they loaded. A rule about who may see what has its place here
and nowhere else: `names` decides what a person is called, `table` what a frame may hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import sparse

from ally_graph import indicators as months
from ally_graph.errors import row_words
from ally_graph.files.csv import csv_bytes
from ally_graph.files.formulas import escape_formula, escape_formulas
from ally_graph.findings import CERTAIN, detector_of
from ally_graph.measures import reliance
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.timeline.cluster_history import Step, path_of

if TYPE_CHECKING:
    import networkx as nx

Content = TypeVar("Content")
QUIET = ("there", "steady")
NOT_LISTED = "not listed: the group keeps to itself"


@dataclass(frozen=True)
class Viewer:
    """Who is looking. `local` is the person at this machine."""

    role: str = "local"


LOCAL = Viewer()


@dataclass(frozen=True)
class Disclosed(Generic[Content]):
    """Something that may be shown, and to whom."""

    content: Content
    viewer: Viewer


@dataclass(frozen=True)
class ShownFinding:
    """A finding in the words that may be shown; `people` are names, `person_ids` what the map knows them by."""

    detector: str
    status: str
    people: tuple[str, ...]
    why: str
    advice: str
    count: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    q: float | None = None
    person_ids: tuple[str, ...] = ()
    would_change: str = ""
    coverage: str = ""

    @property
    def certain(self) -> bool:
        """Whether it rests on evidence or is a fact."""
        return self.status in CERTAIN


@dataclass(frozen=True)
class ShownLoss:
    """What would be missed without one person: who would lose more than half of their help, and who all contact.

    `share` is that of all help that goes to those in `losing`; `alone` would be cut off from the others.
    """

    person: str
    share: float
    losing: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True)
class ShownStay:
    """Some months in a row, by their first days, that a person was in one group, or in none (`group` is empty)."""

    first: pd.Timestamp
    last: pd.Timestamp
    group: str


@dataclass(frozen=True)
class ShownNetwork:
    """People and ties that may be drawn.

    `nodes` has a row a person: `person_id, name, team, cluster, help_given, help_received, allies`, `states` (detectors
    that name the person) and `focus` (whether in the chosen team). `ties` has a row a support tie: `source, target,
    weight`; where the records hold no support at all, a row a pair in contact, and `directed` is False. `labels` says
    what each group is called. `counted` is how many ties touch somebody in focus, `answered` how many of these have a
    tie the other way.
    """

    nodes: pd.DataFrame
    ties: pd.DataFrame
    labels: Mapping[int, str]
    directed: bool = True
    counted: int = 0
    answered: int = 0


def content_of(shown: Disclosed[Content]) -> Content:
    """What a `Disclosed` holds; anything that did not pass the gate is refused.

    >>> content_of(table(pd.DataFrame({"a": [1]}), LOCAL)).shape
    (1, 1)
    >>> content_of(pd.DataFrame())
    Traceback (most recent call last):
    ...
    TypeError: Only what ally_graph.views.disclose has let through can be shown, not a DataFrame.
    """
    if not isinstance(shown, Disclosed):
        raise TypeError(
            f"Only what ally_graph.views.disclose has let through can be shown, not a {type(shown).__name__}."
        )
    return shown.content


def table(frame: pd.DataFrame, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """A frame that holds nothing about single people, or whose names came from `names`; a copy of it."""
    return Disclosed(frame.copy(), viewer)


def names(people: pd.DataFrame, viewer: Viewer) -> dict[str, str]:  # noqa: ARG001 - rules by viewer belong here
    """What each person is called on screen: the name, with the id where two share a name, and the id without one.

    >>> people = pd.DataFrame({"person_id": ["p1", "p2", "p3"], "name": ["Ana", "Ana", None]})
    >>> names(people, LOCAL)
    {'p1': 'Ana (p1)', 'p2': 'Ana (p2)', 'p3': 'p3'}
    """
    known = people["name"].where(people["name"].notna() & (people["name"].astype("str").str.strip() != ""))
    shared = known.duplicated(keep=False) & known.notna()
    columns = (people["person_id"].astype(str), known, known.notna(), shared)
    return {
        person: person if not named else f"{name} ({person})" if twice else str(name)
        for person, name, named, twice in zip(*(column.tolist() for column in columns), strict=True)
    }


def people(analysis: Any, viewer: Viewer, team: str | None = None) -> Disclosed[pd.DataFrame]:
    """The table of people, those of one team where one is chosen."""
    frame = analysis.people.assign(name=analysis.people["person_id"].astype(str).map(names(analysis.people, viewer)))
    if team is not None:
        frame = frame[frame["team"] == team]
    return table(frame.reset_index(drop=True), viewer)


def findings(
    analysis: Any, viewer: Viewer, team: str | None = None, detectors: Iterable[str] | None = None
) -> Disclosed[tuple[ShownFinding, ...]]:
    """The findings of the chosen detectors; with a team, those about its people and those about nobody."""
    called = names(analysis.people, viewer)
    renamed = _renamed(analysis.people, called)
    teams = dict(zip(analysis.people["person_id"].astype(str).tolist(), analysis.people["team"].tolist(), strict=True))
    wanted = None if detectors is None else set(detectors)
    shown = [
        _shown_finding(finding, called, renamed)
        for finding in analysis.findings
        if (wanted is None or finding.detector in wanted)
        and (team is None or not finding.people or any(teams.get(person) == team for person in finding.people))
    ]
    return Disclosed(tuple(sorted(shown, key=lambda finding: detector_of(finding.detector).place)), viewer)


def findings_table(shown: Disclosed[tuple[ShownFinding, ...]]) -> Disclosed[pd.DataFrame]:
    """Findings that rest on evidence or are facts, a row each: `who, finding, why, advice`."""
    certain = [finding for finding in content_of(shown) if finding.certain]
    rows = [(", ".join(one.people), detector_of(one.detector).title, one.why, one.advice) for one in certain]
    return table(pd.DataFrame(rows, columns=["who", "finding", "why", "advice"]), shown.viewer)


def _shown_finding(finding: Any, called: dict[str, str], renamed: list[tuple[str, str]]) -> ShownFinding:
    named = _told(finding)
    return ShownFinding(
        detector=finding.detector,
        status=finding.status,
        people=tuple(called.get(person, person) for person in named),
        why=_reworded(finding.why, renamed),
        advice=_reworded(finding.advice, renamed),
        count=int(finding.evidence.get("count", len(finding.people))),
        evidence=finding.evidence,
        q=finding.q,
        person_ids=tuple(named),
        would_change=finding.would_change,
        coverage=finding.coverage,
    )


def _told(finding: Any) -> tuple[str, ...]:
    """The people that a finding may be told of."""
    return finding.people if finding.certain and detector_of(finding.detector).about == "people" else ()


def _renamed(people: pd.DataFrame, called: dict[str, str]) -> list[tuple[str, str]]:
    """The names that this viewer sees as something else, and as what."""
    known = people[people["name"].notna()]
    pairs = zip(known["person_id"].astype(str).tolist(), known["name"].astype(str).tolist(), strict=True)
    return [(name, called[person]) for person, name in pairs if name not in called[person]]


def _reworded(sentence: str, renamed: list[tuple[str, str]]) -> str:
    """The sentence with every name in it as it is shown to this viewer."""
    for name, shown in renamed:
        sentence = sentence.replace(name, shown)
    return sentence


def states(analysis: Any) -> dict[str, tuple[str, ...]]:
    """The detectors that name each person, on evidence or as a fact."""
    found: dict[str, list[str]] = {}
    for finding in analysis.findings:
        for person in _told(finding):
            found.setdefault(person, []).append(finding.detector)
    return {person: tuple(sorted(set(detectors))) for person, detectors in found.items()}


def network(
    analysis: Any, viewer: Viewer, team: str | None = None, opened: Sequence[tuple[str, Any]] = ()
) -> Disclosed[ShownNetwork]:
    """Everyone and their ties; `focus` marks the people of the chosen team, and of what was `opened` on the map.

    What can be opened is the people of a `cluster` or a `team`, or those in none (`None`).
    """
    told = states(analysis)
    columns = ["person_id", "name", "team", "cluster", "help_given", "help_received", "allies"]
    nodes = analysis.people[columns].copy()
    nodes["person_id"] = nodes["person_id"].astype(str)
    nodes["name"] = nodes["person_id"].map(names(analysis.people, viewer))
    nodes["states"] = [told.get(person, ()) for person in nodes["person_id"]]
    inside = np.ones(len(nodes), dtype=bool)
    for column, value in (*((("team", team),) if team is not None else ()), *opened):
        same = nodes[column].isna() if value is None else nodes[column] == value
        inside &= same.fillna(False).to_numpy(dtype=bool)
    nodes["focus"] = inside
    base = analysis.base
    directed = base.help.nnz > 0 or base.contact.nnz == 0
    matrix = base.help if directed else sparse.triu(base.contact)
    counted, answered = _counts(matrix, inside)
    shown = ShownNetwork(
        nodes=nodes.reset_index(drop=True),
        ties=_pairs(matrix, base.people.index),
        labels={cluster.id: cluster.label for cluster in analysis.clusters},
        directed=directed,
        counted=counted,
        answered=answered,
    )
    return Disclosed(shown, viewer)


def _counts(matrix: sparse.sparray, inside: np.ndarray) -> tuple[int, int]:
    """How many ties touch somebody inside, and how many of these have a tie the other way."""
    table = matrix.tocoo()
    touching = inside[table.row] | inside[table.col]
    places = (table.row[touching], table.col[touching])
    there = sparse.coo_array((np.ones(len(places[0])), places), shape=table.shape).tocsr()
    return there.nnz, there.multiply(there.T).nnz


def _pairs(matrix: sparse.sparray, ids: pd.Index) -> pd.DataFrame:
    """The entries of a matrix of people as rows, sorted: `source, target, weight`."""
    table = sparse.csr_array(matrix).sorted_indices().tocoo()
    everyone = pd.CategoricalDtype(ids.astype("str"))
    ends = {"source": table.row, "target": table.col}
    named = {name: pd.Categorical.from_codes(codes, dtype=everyone) for name, codes in ends.items()}
    return pd.DataFrame(named | {"weight": table.data})


def dependants(
    analysis: Any, viewer: Viewer, team: str | None = None, leaning: pd.DataFrame | None = None
) -> Disclosed[pd.DataFrame]:
    """Who gets more than half of their help from one person: `helper, dependant, share, events`, by name.

    `leaning` is what `reliance.dependants` says of the analysis, where that is known already.
    """
    called = names(analysis.people, viewer)
    teams = dict(zip(analysis.people["person_id"].astype(str).tolist(), analysis.people["team"].tolist(), strict=True))
    frame = reliance.dependants(analysis.base) if leaning is None else leaning
    frame = frame.astype({"helper": "str", "dependant": "str"})
    if team is not None:
        frame = frame[(frame["helper"].map(teams) == team) | (frame["dependant"].map(teams) == team)]
    frame = frame.assign(helper=frame["helper"].map(called), dependant=frame["dependant"].map(called))
    return table(frame.reset_index(drop=True), viewer)


def loss(analysis: Any, viewer: Viewer, person: str) -> Disclosed[ShownLoss]:
    """What would be missed if this person were away, by name; see `ally_graph.measures.reliance.removal`."""
    called = names(analysis.people, viewer)
    missed = reliance.removal(analysis.base, person)
    losing, alone = (
        tuple(sorted(called[str(one)] for one in missed[key])) for key in ("people_losing_half", "newly_alone")
    )
    return Disclosed(ShownLoss(called[person], missed["share_of_help_lost"], losing, alone), viewer)


def bus_factors(factors: pd.DataFrame, viewer: Viewer, team: str | None = None) -> Disclosed[pd.DataFrame]:
    """The bus factor of each team, or of the chosen one; see `ally_graph.measures.reliance.bus_factors`."""
    return table(factors if team is None else factors[factors["team"] == team], viewer)


def clusters(analysis: Any, viewer: Viewer, team: str | None = None) -> Disclosed[pd.DataFrame]:
    """The groups: `group, people, teams, number_of_teams, stability, verdict, members`; with a team, only its own.

    Who belongs to a group that keeps to itself is not listed: it is told by size and team only.
    """
    called = names(analysis.people, viewer)
    closed = [set(finding.people) for finding in analysis.findings if detector_of(finding.detector).about == "groups"]
    teams = dict(zip(analysis.people["person_id"].astype(str), analysis.people["team"].fillna("no team"), strict=True))
    rows = []
    for cluster in analysis.clusters:
        inside = sorted({teams.get(person, "no team") for person in cluster.members})
        if team is None or team in inside:
            members = ", ".join(sorted(called.get(person, person) for person in cluster.members))
            if any(2 * len(group & set(cluster.members)) > len(group) for group in closed):
                members = NOT_LISTED
            row = (
                cluster.id,
                f"{cluster.id} · {cluster.label}",
                len(cluster.members),
                ", ".join(inside),
                len(inside),
                cluster.stability,
                cluster.verdict,
            )
            rows.append((*row, members))
    columns = ["cluster", "group", "people", "teams", "number_of_teams", "stability", "verdict", "members"]
    return table(pd.DataFrame(rows, columns=columns), viewer)


def clusters_by_team(analysis: Any, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """How many people of each team are in each group: `group, team, people`, in the order of the groups."""
    frame = pd.DataFrame({"cluster": analysis.people["cluster"], "team": analysis.people["team"].fillna("no team")})
    counts = frame.value_counts(dropna=False).rename("people").reset_index()
    counts = counts.sort_values(["cluster", "team"], na_position="last", ignore_index=True)
    labels = {cluster.id: f"{cluster.id} · {cluster.label}" for cluster in analysis.clusters}
    counts.insert(0, "group", counts["cluster"].map(labels).fillna("in no group"))
    return table(counts.drop(columns="cluster"), viewer)


def group_history(
    steps: Sequence[Step], records: Records, viewer: Viewer, team: str | None = None
) -> Disclosed[pd.DataFrame]:
    """What happened to the groups month by month, by name; with a team, those that ever had somebody of it.

    Columns: `as_of` (the day looked back from), `month` (the last one looked at), `track`, `group` (what it was called
    last), `people`, `event` (`there` in the first month, `new` for born), `other` (the groups it has to do with),
    `came` and `went`.
    """
    called = names(records.people, viewer)
    teams = dict(zip(records.people["person_id"], records.people["team"], strict=True))
    label = _track_labels(steps)
    wanted = {s.track for s in steps if team is None or any(teams.get(person) == team for person in s.members)}
    rows, before = [], {}
    for step in steps:
        old, now = before.get(step.track, set()), set(step.members)
        before[step.track] = now
        came, went = (
            ", ".join(sorted(called.get(person, person) for person in people)) if old else ""
            for people in (now - old, old - now)
        )
        other = ", ".join(label[track] for track in step.others)
        event = "there" if step.when == steps[0].when else "new" if step.event == "born" else step.event
        row = (pd.Timestamp(step.when), _month(step.when), step.track, label[step.track], len(now), event, other)
        rows.append((*row, came, went))
    columns = ["as_of", "month", "track", "group", "people", "event", "other", "came", "went"]
    frame = pd.DataFrame(rows, columns=columns)
    return table(frame[frame["track"].isin(wanted)].reset_index(drop=True), viewer)


def way(steps: Sequence[Step], person: str, viewer: Viewer) -> Disclosed[tuple[ShownStay, ...]]:
    """A person's way through the groups, month by month; empty where there is just one month to look at."""
    months = sorted({step.when for step in steps})
    mine = {step.when: step for step in path_of(steps, person)}
    stays: list[ShownStay] = []
    before = None
    for when in months if len(months) > 1 and mine else []:
        track, group = (mine[when].track, mine[when].label) if when in mine else (0, "")
        first = stays.pop().first if track == before else _first_day(when)
        stays.append(ShownStay(first, _first_day(when), group))
        before = track
    return Disclosed(tuple(stays), viewer)


def _track_labels(steps: Sequence[Step]) -> dict[int, str]:
    """What to call each track: what it was called last; those that ended say until when."""
    last = {step.track: step for step in steps if step.members}
    end = max((step.when for step in steps), default="")
    return {
        track: step.label if step.when == end else f"{step.label}, until {_month(step.when)}"
        for track, step in last.items()
    }


def _month(as_of: str) -> str:
    return f"{_first_day(as_of):%B %Y}"


def _first_day(as_of: str) -> pd.Timestamp:
    """The first day of the month that had just ended, or was running, on the day looked back from."""
    return (pd.Timestamp(as_of) - pd.Timedelta(days=1)).normalize().replace(day=1)


def group_moves(changes: Disclosed[pd.DataFrame]) -> Disclosed[pd.DataFrame]:
    """What moved, newest first: without the first month, and without months in which a group stayed as it was."""
    frame = content_of(changes)
    moved = ~frame["event"].isin(QUIET) | (frame["came"] != "") | (frame["went"] != "")
    return sorted_by(Disclosed(frame[moved], changes.viewer), "as_of", ascending=False)


def sorted_by(shown: Disclosed[pd.DataFrame], column: str, *, ascending: bool = True) -> Disclosed[pd.DataFrame]:
    """The same rows in another order; ties stay in the order they had."""
    frame = content_of(shown).sort_values(column, ascending=ascending, kind="stable", ignore_index=True)
    return Disclosed(frame, shown.viewer)


def indicators(
    records: Records, viewer: Viewer, group: str | None = months.ALL, *, settings: Settings | None = None
) -> Disclosed[pd.DataFrame]:
    """The indicators of one group, or of all (None), month by month, as far as they may be shown.

    No figure and no difference of two figures rests on fewer than `min_group` people; see
    `ally_graph.disclosure.suppression` for the rules.
    """
    settings = settings or Settings()
    shown = months.shown_table(records, min_group=settings.min_group, steady_group=settings.steady_group)
    return table(shown if group is None else shown[shown["group"] == group].reset_index(drop=True), viewer)


def missing_months(records: Records, values: Disclosed[pd.DataFrame]) -> Disclosed[pd.DataFrame]:
    """The months for which there is nothing to show, and why; see `ally_graph.indicators.missing_months`."""
    return table(months.missing_months(records, content_of(values)), values.viewer)


def indicator_changes(
    records: Records,
    viewer: Viewer,
    group: str = months.ALL,
    *,
    settings: Settings | None = None,
    every: Disclosed[pd.DataFrame] | None = None,
) -> Disclosed[pd.DataFrame]:
    """How the indicators of one group changed; see `ally_graph.indicators.change`. `every` is that of all groups."""
    shown = content_of(every or indicators(records, viewer, None, settings=settings))
    return table(months.change(records, group, shown=shown), viewer)


def movements(
    records: Records,
    viewer: Viewer,
    group: str = months.ALL,
    *,
    settings: Settings | None = None,
    every: Disclosed[pd.DataFrame] | None = None,
) -> Disclosed[pd.DataFrame]:
    """What may be said of each indicator before and after each phase; see `ally_graph.indicators.movements`."""
    shown = content_of(every or indicators(records, viewer, None, settings=settings))
    return table(months.movement_table(records, group, settings=settings, shown=shown), viewer)


def network_indicators(
    records: Records, viewer: Viewer, group: str = months.ALL, *, settings: Settings | None = None
) -> Disclosed[pd.DataFrame]:
    """The indicators of the network of one group, month by month, under the same rules as `indicators`."""
    return table(months.network_series(records, group, settings=settings), viewer)


def leading_signs(
    records: Records,
    viewer: Viewer,
    group: str = months.ALL,
    *,
    settings: Settings | None = None,
    every: Disclosed[pd.DataFrame] | None = None,
    network: Disclosed[pd.DataFrame] | None = None,
) -> Disclosed[pd.DataFrame]:
    """Which indicator of the network moved before which other one; see `ally_graph.indicators.leading_signs`."""
    shown = content_of(every or indicators(records, viewer, None, settings=settings))
    of_network = content_of(network or network_indicators(records, viewer, group, settings=settings))
    return table(months.leading_signs(records, group, settings=settings, shown=shown, network=of_network), viewer)


def started(records: Records, viewer: Viewer, *, min_group: int = Settings.min_group) -> Disclosed[pd.DataFrame]:
    """What began when, by phase and by tool of the programme; see `ally_graph.indicators.started`."""
    return table(months.started(records, min_group=min_group), viewer)


def challenges(analysis: Any, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """What the findings say about the six challenges: `challenge, verdict, why, response`. It holds no names."""
    rows = [(one.challenge.title, one.verdict, one.why, one.challenge.response) for one in analysis.challenges]
    return table(pd.DataFrame(rows, columns=["challenge", "verdict", "why", "response"]), viewer)


def problems(found: Iterable[Any], viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The problems of the data: `file, rows, severity, what, mend`."""
    rows = [(p.file, row_words(p.rows, p.count) if p.rows else "", p.severity, p.what, p.mend) for p in found]
    return table(pd.DataFrame(rows, columns=["file", "rows", "severity", "what", "mend"]), viewer)


def graph(network: nx.DiGraph, viewer: Viewer) -> Disclosed[nx.DiGraph]:
    """A network as it may leave the product for another program."""
    return Disclosed(network, viewer)


def to_csv(shown: Disclosed[pd.DataFrame]) -> bytes:
    """A frame as CSV: no cell of it can run as a formula in a spreadsheet.

    >>> to_csv(table(pd.DataFrame({"name": ["=1+1", "Ana"], "n": [-1, 2]}), LOCAL)).decode().splitlines()
    ['name,n', "'=1+1,-1", 'Ana,2']
    """
    frame = content_of(shown)
    columns = [_cells(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return csv_bytes(pa.table(columns, names=[str(escape_formula(name)) for name in frame.columns]))


def _cells(column: pd.Series) -> pa.Array:
    """A column as numbers, or as texts of which none is a formula."""
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return pa.array(column, from_pandas=True)
    texts = column if isinstance(column.dtype, pd.StringDtype) else column.astype("str")
    return escape_formulas(pa.array(texts, pa.string(), from_pandas=True))
