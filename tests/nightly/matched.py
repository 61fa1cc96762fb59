"""Invented companies in which every rule of matching bites, and the rules read off the tables anew."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import networkx as nx
import numpy as np
import pandas as pd

from ally_graph.findings.ally_burnout import shows_strain
from ally_graph.findings.finding import Finding
from ally_graph.network import Network, network_of
from ally_graph.records import Records, from_tables
from ally_graph.settings import Settings

DAY = pd.Timestamp("2026-04-01")
SETTINGS = Settings(min_stratum=4)
KINDS = ["help", "review", "meeting", "answer"]


@dataclass(frozen=True)
class Company:
    """Records, what stands in for their analysis, and pairs to keep apart."""

    records: Records
    analysis: SimpleNamespace
    blocked: list[tuple[str, str]]

    @property
    def base(self) -> Network:
        """The network of the analysis."""
        return self.analysis.base


def ago(days: int) -> str:
    """The day so many days before the end."""
    return str((DAY - pd.Timedelta(days=int(days))).date())


def invented(seed: int, *, shuffled: bool = False) -> Company:
    """A company of ten to thirty people: new, away, leaving, paired, blocked, worn and closed ones among them."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(10, 31))
    ids = [f"p{number:03d}" for number in range(size)]
    roster = _roster(rng, ids)
    tables = {"people": roster, "interactions": _events(rng, ids)}
    tables |= {"absences": _absences(rng, ids), "programmes": _programmes(rng, ids)}
    if shuffled:
        tables = {name: table.sample(frac=1, random_state=1, ignore_index=True) for name, table in tables.items()}
    records = from_tables(tables)
    base = network_of(records, as_of=DAY, settings=SETTINGS)
    blocked = [tuple(rng.choice(ids, 2)) for _ in range(int(rng.integers(0, 4)))]
    blocked += [(str(rng.choice(ids)), "")] * int(rng.random() < 0.3)
    findings = _findings(rng, base.ids.tolist())
    told = SimpleNamespace(base=base, findings=findings, people=base.people.reset_index())
    return Company(records, told, blocked)


def _roster(rng: np.random.Generator, ids: list[str]) -> pd.DataFrame:
    size = len(ids)
    started = np.where(rng.random(size) < 0.3, rng.integers(0, 180, size), rng.integers(200, 3000, size))
    known = rng.random(4) < 0.8
    frame = {
        "person_id": ids,
        "team": rng.choice(["red", "blue", "green"], size),
        "location": rng.choice(["Pune", "Lisbon"], size),
        "level": rng.integers(1, 4, size).astype(str),
        "manager_id": [str(rng.choice(ids[:3])) if rng.random() < 0.8 else "" for _ in ids],
        "kind": rng.choice(["employee", "employee", "employee", "external", "service"], size),
        "start_date": [ago(days) for days in started],
        "end_date": [ago(-int(rng.integers(-40, 140))) if rng.random() < 0.12 else "" for _ in ids],
    }
    dropped = [name for name, kept in zip(("team", "location", "level", "manager_id"), known, strict=True) if not kept]
    return pd.DataFrame(frame).drop(columns=dropped)


def _events(rng: np.random.Generator, ids: list[str]) -> pd.DataFrame:
    number = int(rng.integers(5, 5 * len(ids)))
    popular = rng.lognormal(0, 0.8, len(ids))
    one = rng.choice(ids, number, p=popular / popular.sum())
    near = (np.searchsorted(ids, one) + rng.integers(1, 6, number)) % len(ids)
    rows = {"from_id": one, "to_id": np.array(ids)[near], "kind": rng.choice(KINDS, number)}
    return pd.DataFrame(rows | {"timestamp": [ago(days) for days in rng.integers(1, 110, number)]})


def _absences(rng: np.random.Generator, ids: list[str]) -> pd.DataFrame:
    rows = []
    for one in rng.choice(ids, int(rng.integers(0, 6))):
        first = int(rng.integers(-60, 60))
        rows.append((one, ago(first), ago(first - int(rng.integers(0, 50)))))
    return pd.DataFrame(rows, columns=["person_id", "start_date", "end_date"], dtype="str")


def _programmes(rng: np.random.Generator, ids: list[str]) -> pd.DataFrame:
    rows = []
    for _ in range(int(rng.integers(0, 8))):
        one, other = rng.choice(ids, 2, replace=False)
        first = int(rng.integers(20, 300))
        end = "" if rng.random() < 0.3 else ago(first - int(rng.integers(0, 200)))
        role, tool = [("buddy", "buddy"), ("newcomer", "buddy"), ("mentor", "mentorship"), ("participant", "buddy")][
            int(rng.integers(0, 4))
        ]
        rows.append((one, tool, role, other, ago(first), end))
    columns = ["person_id", "programme", "role", "partner_id", "start_date", "end_date"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _findings(rng: np.random.Generator, ids: list[str]) -> tuple[Finding, ...]:
    one, group = [str(rng.choice(ids))], sorted(rng.choice(ids, min(4, len(ids)), replace=False).tolist())
    alone = str(rng.choice(ids))
    return (
        Finding("overrelied", "named", tuple(one)),
        Finding("closed_group", "named", tuple(group)),
        Finding("isolated", "named", (alone,)),
    )


class Law:
    """The rules once more, as plainly as they are written down: one question, one answer, no matrices."""

    def __init__(self, company: Company) -> None:
        self.company, self.base = company, company.base
        self.people = company.base.people
        self.graph = nx.Graph()
        self.graph.add_nodes_from(self.people.index)
        first = DAY - pd.Timedelta(days=SETTINGS.window_days)
        rows = company.records.interactions
        rows = rows[(rows["timestamp"] >= first) & (rows["timestamp"] < DAY)]
        here = set(self.people.index)
        for one, other in zip(rows["from_id"].astype(str), rows["to_id"].astype(str), strict=True):
            if one in here and other in here:
                self.graph.add_edge(one, other)
        parts = [sorted(part) for part in nx.connected_components(self.graph)]
        self.connected = set(min(parts, key=lambda part: (-len(part), part[0])))
        self.named = {one.detector: set(one.people) for one in company.analysis.findings}
        given = dict(zip(self.people.index, np.asarray(self.base.help_events.sum(axis=1)).ravel(), strict=True))
        self.load = {
            one: 7 * given[one] / effort if effort else 0.0
            for one, effort in zip(self.people.index, self.base.effort, strict=True)
        }
        overrelied = np.array([one in self.named["overrelied"] for one in self.people.index])
        strain = shows_strain(self.base, company.records, overrelied)
        self.worn = self.named["overrelied"] | {
            one for one, worn in zip(self.people.index, strain, strict=True) if worn
        }

    def usual(self, person: str) -> float:
        """What three in four colleagues like them stay below."""
        exposed = {one for one, days in zip(self.people.index, self.base.exposure, strict=True) if days >= 28}
        for givers_only in (False, True):
            loads: list[float] = []
            for names in (["team", "level"], ["team"], []):
                mine = self.people.loc[person, names]
                if mine.isna().any():
                    continue
                same = (self.people[names] == mine).fillna(False).all(axis=1).to_numpy(dtype=bool)
                like = self.people.index[same]
                loads = [self.load[one] for one in like if one in exposed and (not givers_only or self.load[one] > 0)]
                if len(loads) >= SETTINGS.min_stratum:
                    break
            if loads and np.quantile(loads, 0.75) > 0:
                return float(np.quantile(loads, 0.75))
        return 0.0

    def away(self, person: str) -> bool:
        """Away on the day, or for a third of the ninety days from then."""
        days = 0
        for row in self.company.records.absences.itertuples():
            if str(row.person_id) == person:
                span = pd.date_range(row.start_date, row.end_date, freq="D")
                if DAY in span:
                    return True
                days += sum(DAY <= day < DAY + pd.Timedelta(days=90) for day in span)
        return days >= 30

    def mentees(self, person: str) -> int:
        """For how many they are a buddy or mentor."""
        found = set()
        for row in self.company.records.programmes.itertuples():
            one, other = str(row.person_id), str(row.partner_id)
            giver, taker = (other, one) if row.role in ("mentee", "newcomer") else (one, other)
            over = pd.notna(row.end_date) and row.end_date < DAY
            if giver == person and row.role in ("mentor", "buddy", "mentee", "newcomer") and not over:
                found.add(taker)
        return len(found & set(self.people.index))

    def wrong_person(self, person: str, *, peers: bool) -> str:
        """Which rule somebody breaks who is asked."""
        row = self.people.loc[person]
        if row["kind"] not in ("employee", "contractor"):
            return "kind"
        if pd.notna(row["end_date"]) and row["end_date"] < DAY + pd.Timedelta(days=90):
            return "leaving"
        if self.away(person):
            return "away"
        if peers:
            return ""
        if (DAY - row["start_date"]).days <= 183:
            return "new"
        if person in self.named["isolated"]:
            return "alone"
        if self.mentees(person):
            return "capacity"
        return "load" if person in self.worn or self.load[person] > self.usual(person) + 1e-9 else ""

    def wrong_pair(self, one: str, other: str, *, programme: str) -> str:
        """Which rule two break who are brought together."""
        if {(one, other), (other, one), (one, ""), (other, "")} & set(self.company.blocked) - self.spared(
            one, programme
        ):
            return "blocked"
        reports = {(one, self._manager(one)), (other, self._manager(other))}
        if {(one, other), (other, one)} & reports:
            return "manager"
        for row in self.company.records.programmes.itertuples():
            recent = pd.isna(row.end_date) or row.end_date >= DAY - pd.Timedelta(days=90)
            if recent and {str(row.person_id), str(row.partner_id)} == {one, other}:
                return "repeat"
        if {one, other} <= self.named["closed_group"]:
            return "closed"
        return self._wrong_distance(one, other) or self._wrong_sort(one, other, programme)

    def _manager(self, person: str) -> str:
        manager = self.people.loc[person, "manager_id"]
        return "" if pd.isna(manager) else str(manager)

    def spared(self, one: str, programme: str) -> set[tuple[str, str]]:
        """Who is looked after may be on the list of those not to be asked."""
        return set() if programme == "coffee" else {(one, "")}

    def _wrong_distance(self, one: str, other: str) -> str:
        """Two to four steps; whoever is cut off is looked at through their manager or team, by other tests."""
        if self.graph.has_edge(one, other):
            return "tied"
        if not self.connected >= {one, other}:
            return ""
        return "" if 2 <= nx.shortest_path_length(self.graph, one, other) <= 4 else "far"

    def _wrong_sort(self, one: str, other: str, programme: str) -> str:
        mine, theirs = self.people.loc[one], self.people.loc[other]
        if programme == "mentorship":
            if pd.notna(mine["level"]) and pd.notna(theirs["level"]):
                return "" if theirs["level"] > mine["level"] else "level"
            return "" if (mine["start_date"] - theirs["start_date"]).days >= 365 else "tenure"
        known = [name for name in ("team", "location") if pd.notna(mine[name]) and pd.notna(theirs[name])]
        if programme == "coffee" and known and all(mine[name] == theirs[name] for name in known):
            return "same place"
        return ""
