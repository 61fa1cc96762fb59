"""An attacker reads what leaves about the indicators, knows who is in which group, and works out what is hidden.

Invented companies are flat, nested or overlapping, with measures of their own, months in a row, and spreads. Nobody in
one both comes and goes: the table holds numbers of people only, and one for one can't be seen in it.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, combinations_with_replacement

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import ally_graph
from ally_graph import indicators, views
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, Disclosed, content_of, to_csv
from ally_graph.export.report import report
from ally_graph.indicators import table
from ally_graph.records import from_tables
from tests.nightly.size import SEED, many

COMPANIES = many(15, 1000)
SHAPES = ("flat", "flat with a roster", "nested", "nested with a roster", "overlapping")
FEW, SMALL, STEADY = 5, 10, 25
NARROW = 0.1
ASKED = 3
"""So many groups are asked for what is worked out from the table; all go the same way."""
NEW = ("engagement", "score")
CARRIED = (("engagement", "average_age"), ("participation", "programmes"), ("engagement", "pulse"))
RANGES = {"score": (0, 100), "average_age": (20, 65), "programmes": (0, 100), "pulse": (0, 100)}
COLUMNS = ["month", "indicator", "measure", "group", "value", "n", "scale", "sd"]


@dataclass
class Company:
    """Who was there in each month, who is in each group, and what each answered by measure (and month)."""

    months: list[frozenset[int]]
    groups: dict[str, frozenset[int]]
    answers: dict[str, np.ndarray]
    teams: dict[int, str] = field(default_factory=dict)
    departments: dict[int, str] = field(default_factory=dict)

    def members(self, month: int, group: str) -> list[int]:
        everyone = self.months[month]
        return sorted(everyone if group == "all" else everyone & self.groups[group])

    def scores(self, measure: str, month: int, who: list[int]) -> np.ndarray:
        """What these people answered, on the scale it was asked on."""
        rows = self.answers[measure]
        return rows[month, who] if rows.ndim == 2 else rows[who]

    def records(self) -> ally_graph.Records:
        rows = []
        for month in range(len(self.months)):
            for indicator, measure in (NEW, *CARRIED):
                for group in ("all", *self.groups):
                    got = self.scores(measure, month, self.members(month, group))
                    if len(got):
                        scale = "1-5" if measure in ("score", "pulse") else ""
                        spread = got.std(ddof=1) if len(got) > 1 else np.nan
                        name = f"2026-{month + 1:02d}"
                        rows.append((name, indicator, measure, group, got.mean(), len(got), scale, spread))
        ids = sorted(frozenset().union(*self.months))
        people = pd.DataFrame({"person_id": [f"p{one:03d}" for one in ids]})
        if self.teams:
            people["team"] = [self.teams.get(one) for one in ids]
            people["department"] = [self.departments.get(one) for one in ids]
        phases = pd.DataFrame({"name": ["A", "B"], "start_date": ["2026-01-01", "2026-02-01"]})
        tables = {"people": people, "indicators": pd.DataFrame(rows, columns=COLUMNS), "phases": phases}
        return from_tables(tables)


def invented(seed: int) -> Company:
    """A company of 30 to 150 people over three months, of a shape that its number says."""
    rng, shape = np.random.default_rng([7, seed]), SHAPES[seed % len(SHAPES)]
    people, number = int(rng.integers(30, 150)), 0
    parts, teams, departments = {}, {}, {}
    while number < people and len(parts) < 12:
        size = min(int(rng.choice([1, 2, 3, 4, 5, 6, 8, 11, 14, 22, 30])), people - number)
        parts[f"T{len(parts)}"] = frozenset(range(number, number + size))
        number += size
    groups = dict(parts)
    names = list(parts)
    if shape.startswith("nested"):
        for place in range(0, len(names) - 1, 3):
            inside = names[place : place + int(rng.integers(2, 4))]
            rest = frozenset(range(number, number + int(rng.choice([0, 0, 2, 3, 6]))))
            number += len(rest)
            whole = frozenset().union(rest, *(parts[name] for name in inside))
            groups[f"D{place}"] = whole
            departments |= dict.fromkeys(whole, f"D{place}")
    if shape == "overlapping":
        for place in range(int(rng.integers(1, 4))):
            some = rng.choice(names, size=min(len(names), int(rng.integers(1, 3))), replace=False)
            whole = frozenset().union(*(parts[name] for name in some))
            odd = frozenset(rng.choice(number, size=int(rng.integers(0, 4)), replace=False).tolist())
            groups[f"L{place}"] = (
                whole ^ odd
                if rng.random() < 0.7
                else frozenset(np.flatnonzero(rng.random(number) < rng.uniform(0.1, 0.6)).tolist())
            )
    if rng.random() < 0.4:
        groups = {name: who for name, who in groups.items() if len(who) >= FEW or rng.random() < 0.3}
    if shape.endswith("roster"):
        teams = {one: name for name, who in parts.items() for one in who}
    number += int(rng.choice([0, 0, 3, 20]))
    return Company(_months(rng, number), groups, _answers(rng, number), teams, departments)


def _months(rng: np.random.Generator, number: int) -> list[frozenset[int]]:
    """Who was there: nobody moves, or some leave each month, or some come."""
    here, found = frozenset(range(number)), []
    for _ in range(3):
        found.append(here)
        gone = rng.choice(sorted(here), size=int(rng.choice([0, 0, 1, 2, 4, 5, 7])), replace=False)
        if rng.random() < 0.5 and len(here) > 20:
            near = int(rng.choice(sorted(here)))
            gone = np.array([one for one in range(near, near + len(gone)) if one in here], dtype=int)
        here -= frozenset(gone.tolist())
    return found if rng.random() < 0.5 else found[::-1]


def _answers(rng: np.random.Generator, number: int) -> dict[str, np.ndarray]:
    """Answers drawn from odd shares, so that many groups all but agree."""
    odd = rng.dirichlet(np.full(5, rng.choice([0.2, 1.5])), size=4)
    kind = rng.integers(4, size=number) * int(rng.integers(2))

    def drawn() -> np.ndarray:
        return np.array([rng.choice(np.arange(1, 6), p=odd[one]) for one in kind]).astype(float)

    return {
        "score": np.stack([drawn() for _ in range(3)]),
        "pulse": drawn(),
        "average_age": np.clip(rng.normal(42, 12, size=number), 20, 65),
        "programmes": 100.0 * (rng.random(number) < rng.uniform(0.05, 0.95)),
    }


def what_leaves(company: Company) -> pd.DataFrame:
    """The table of indicators as downloaded; whatever else leaves is worked out from it (see below)."""
    shown = views.figures(views.indicators(company.records(), LOCAL, None))
    frame = pd.read_csv(io.BytesIO(to_csv(shown)), keep_default_na=True)
    return frame.assign(at=frame["month"].str[-2:].astype(int) - 1) if len(frame) else frame.assign(at=[])


def spans(measure: str, value: float, n: int) -> tuple[float, float]:
    """Between what the true figure lies, for somebody who knows how many people there were and how it is rounded."""
    if measure in ("score", "programmes", "pulse"):
        return (value - 5, value + 5) if n < SMALL else (value, value)
    if n >= STEADY:
        return value, value
    step = 10 ** np.floor(np.log10(value)) / (1 if n < SMALL else 2)
    return value - step / 2, value + step / 2


@dataclass
class System:
    """Everything released of one measure that speaks of the same answers: whose sum lies between what."""

    who: np.ndarray
    low: np.ndarray
    high: np.ndarray
    least: float
    most: float

    def atoms(self) -> list[np.ndarray]:
        """People who are in the same released groups, and so can't be told apart."""
        patterns = defaultdict(list)
        for person, column in enumerate(self.who.T):
            patterns[column.tobytes()].append(person)
        return [np.array(people) for pattern, people in patterns.items() if any(pattern)]

    def in_reach(self, targets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
        """The targets whose sum is a combination of released sums, by exact linear algebra."""
        targets = [target for target in targets if target]
        if not targets:
            return []
        marks = np.zeros((len(targets), self.who.shape[1]))
        for place, target in enumerate(targets):
            marks[place, sorted(target)] = 1
        _, sizes, rows = np.linalg.svd(self.who, full_matrices=False)
        basis = rows[sizes > 1e-9]
        left = marks - marks @ basis.T @ basis
        return [target for target, row in zip(targets, left, strict=True) if np.abs(row).max() < 1e-7]

    def narrowed(self, targets: Iterable[frozenset[int]]) -> list[tuple[frozenset[int], float]]:
        """The targets whose mean can be told to less than a tenth of its range, by linear programming."""
        found = []
        for target in targets:
            cells = [atom for one in self.atoms() for atom in _split(one, target) if len(atom)]
            inside = [set(cell.tolist()) <= target for cell in cells]
            if sum(len(cell) for cell, within in zip(cells, inside, strict=True) if within) < len(target):
                continue
            rows = np.array([self.who[:, cell[0]] for cell in cells]).T
            bounds = [(self.least * len(cell), self.most * len(cell)) for cell in cells]
            goal = np.array(inside, dtype=float) / len(target)
            slack = 1e-6 * (1 + np.abs(self.high))
            limits = np.concatenate([self.high + slack, -self.low + slack])
            ends = [
                linprog(sign * goal, A_ub=np.vstack([rows, -rows]), b_ub=limits, bounds=bounds, method="highs")
                for sign in (1, -1)
            ]
            assert all(end.status == 0 for end in ends), (ends, "what leaves contradicts itself")
            width = (-ends[1].fun - ends[0].fun) / (self.most - self.least)
            if width < NARROW - 1e-4:
                found.append((target, width))
        return found


def _split(atom: np.ndarray, target: frozenset[int]) -> tuple[np.ndarray, np.ndarray]:
    inside = np.isin(atom, list(target))
    return atom[inside], atom[~inside]


def systems(company: Company, leaves: pd.DataFrame) -> Iterator[tuple[str, System]]:
    """New answers month by month, what people carry along over all months."""
    number = max(max(month) for month in company.months) + 1
    for measure, rows in leaves.groupby("measure"):
        parts = [part for _, part in rows.groupby("at")] if measure == NEW[1] else [rows]
        for part in parts:
            who, ends = [], []
            for row in part.itertuples():
                members = company.members(row.at, row.group)
                who.append(np.isin(np.arange(number), members))
                ends.append(np.array(spans(measure, row.value, len(members))) * len(members))
            low, high = np.array(ends).T
            yield measure, System(np.array(who, dtype=float), low, high, *map(float, RANGES[measure]))


def targets(company: Company, system: System) -> set[frozenset[int]]:
    """Every set of one to four people that somebody might want: hidden groups, those who moved, and any few alike."""
    found = set()
    for month, here in enumerate(company.months):
        groups = [frozenset(company.members(month, group)) for group in ("all", *company.groups)]
        found |= set(groups) | {one - other for one in groups for other in groups} | {here - one for one in groups}
        if month:
            before = company.months[month - 1]
            found |= {(before ^ here) & group for group in [frozenset(before | here), *company.groups.values()]}
    atoms = sorted((frozenset(atom.tolist()) for atom in system.atoms()), key=sorted)
    few = [atom for atom in atoms if len(atom) < FEW]
    found |= {one | other for one, other in combinations(few, 2)} | set(atoms)
    found |= {frozenset(sorted(atom)[: FEW - 1]) for atom in atoms}
    return {target for target in found if 0 < len(target) < FEW}


def small_groups(company: Company) -> list[frozenset[int]]:
    """Every group of fewer people than are steady, what it leaves of others, and who came or went."""
    found = set()
    for month, here in enumerate(company.months):
        groups = [frozenset(company.members(month, group)) for group in ("all", *company.groups)]
        found |= set(groups) | {one - other for one in groups for other in groups}
        found |= {here ^ company.months[month - 1]} if month else set()
    return sorted((group for group in found if 0 < len(group) < STEADY), key=sorted)


def attacked(company: Company, *, narrow: bool = True) -> dict[str, list]:
    """What an attacker works out: exact sums of few people, means of few that are nearly known, and sets of answers."""
    leaves = what_leaves(company)
    found: dict[str, list] = {"exact": [], "narrowed": [], "answers": [], "spreads": []}
    for measure, system in systems(company, leaves):
        wanted = sorted(targets(company, system), key=sorted)
        found["exact"] += [(measure, target) for target in system.in_reach(wanted)]
        if narrow:
            found["narrowed"] += [(measure, *one) for one in system.narrowed(wanted)]
    told = leaves[leaves["high"].notna() & (leaves["measure"] != "programmes")]
    for measure, system in systems(company, told):
        found["spreads"] += [(measure, target) for target in system.in_reach(small_groups(company))]
    for row in leaves[leaves["measure"].isin(["score", "pulse"])].itertuples():
        people = len(company.members(row.at, row.group))
        sets = possible_answers(people, row.value, row.high - row.value, int(row.n)) if people < SMALL else []
        if people < SMALL and len(sets) < 2:
            found["answers"].append((row.month, row.group))
    return found


SETS = {n: np.array(list(combinations_with_replacement(range(1, 6), n))) for n in range(FEW, SMALL)}


def possible_answers(people: int, value: float, half: float, n: int) -> list[tuple[int, ...]]:
    """Every set of answers from 1 to 5 that so many people may have given, by brute force over all of them."""
    sets = SETS[people]
    mean = 25 * (sets.mean(axis=1) - 1)
    low, high = spans("score", value, people)
    fits = (mean >= low - 1e-6) & (mean <= high + 1e-6)
    if not np.isnan(half):
        fits &= np.abs(25 * indicators.table.intervals.t_half_width(sets.std(axis=1, ddof=1), n) - half) < 1e-6
    return [tuple(row) for row in sets[fits].tolist()]


BATCH = 5
BATCHES = [range(start, min(start + BATCH, SEED + COMPANIES)) for start in range(SEED, SEED + COMPANIES, BATCH)]


@pytest.mark.parametrize("seeds", BATCHES, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_no_value_of_fewer_than_five_people_can_be_worked_out(seeds):
    """None exactly, none to a tenth of its range, no set of answers of a team of five to nine."""
    for seed in seeds:
        found = attacked(invented(seed))
        assert not any(found.values()), (seed, SHAPES[seed % len(SHAPES)], found)


def without_rules(frame, *, min_group, **_):
    """Hiding groups of fewer than five people is all that is done."""
    return frame[frame["n"] >= min_group]


def test_the_attacker_succeeds_where_only_small_groups_are_hidden(monkeypatch):
    """The positive control: the same companies with the rules switched off."""
    monkeypatch.setattr(table, "disclosable", without_rules)
    monkeypatch.setattr(table, "roughly", lambda frame, **_: frame["value"])
    found = [attacked(invented(seed), narrow=False) for seed in range(15)]
    assert sum(bool(one["exact"]) for one in found) >= 12
    assert sum(bool(one["spreads"]) for one in found) >= 12
    assert sum(bool(one["answers"]) for one in found) >= 5


def test_teams_of_five_and_more_that_make_up_the_company_are_all_shown():
    """An ordinary company loses nothing: with a roster or without, month after month."""
    for seed in range(COMPANIES):
        rng = np.random.default_rng([8, seed])
        sizes = rng.integers(10, 40, size=int(rng.integers(2, 9)))
        edges = np.concatenate([[0], np.cumsum(sizes)])
        parts = {f"T{place}": frozenset(range(edges[place], edges[place + 1])) for place in range(len(sizes))}
        number = int(edges[-1])
        answers = {name: rng.permuted(np.resize([2.0, 3, 4], number)) for name in ("pulse", "average_age")}
        answers |= {"score": np.stack([answers["pulse"]] * 3), "programmes": np.resize([0.0, 100], number)}
        teams = {one: name for name, who in parts.items() for one in who} if seed % 2 else {}
        company = Company([frozenset(range(number))] * 3, parts, answers, teams)
        assert len(what_leaves(company)) == len(company.records().indicators)


def parsed(company: Company) -> pd.DataFrame:
    """The downloaded table as a frame of indicators again."""
    frame = what_leaves(company).drop(columns="at")
    return frame.assign(
        month=pd.to_datetime(frame["month"]), good=frame["good"].fillna(""), unit=frame["unit"].fillna("")
    )


@pytest.mark.parametrize("seeds", BATCHES, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_changes_and_movements_follow_from_the_downloaded_table(seeds):
    """They tell nothing else: worked out from it, with all figures of the records gone, they are the same."""
    for seed in seeds:
        company = invented(seed)
        records, shown = company.records(), parsed(company)
        bare = replace(records, indicators=records.indicators.assign(value=0.0, sd=0.0))
        every = views.indicators(records, LOCAL, None)
        for group in shown["group"].unique()[:ASKED]:
            for made, again in (
                (
                    views.indicator_changes(records, LOCAL, group, every=every),
                    indicators.change(bare, group, shown=shown),
                ),
                (
                    views.movements(records, LOCAL, group, every=every),
                    indicators.movement_table(bare, group, shown=shown),
                ),
            ):
                left = pd.read_csv(io.BytesIO(to_csv(made)))
                other = pd.read_csv(io.BytesIO(to_csv(table_of(again, made))))
                pd.testing.assert_frame_equal(left, other)


def table_of(frame: pd.DataFrame, like: Disclosed[pd.DataFrame]) -> Disclosed[pd.DataFrame]:
    kind = "changes" if "first_phase" in content_of(like) else "movements"
    return gate.table(kind, frame, LOCAL)


@pytest.mark.parametrize("seed", range(min(COMPANIES // 5, 60)))
def test_what_few_people_answered_changes_no_byte_of_anything_that_leaves(seed):
    """Report, result and tables are the same whatever the rows of fewer than five people say."""
    company = invented(seed)
    records = company.records()
    few = records.indicators["n"] < FEW
    low = records.indicators["value"].where(~few, 1.0)
    other = replace(records, indicators=records.indicators.assign(value=low), known_fingerprint="")
    assert everything(records) == everything(other)


def everything(records: ally_graph.Records) -> tuple[bytes, ...]:
    """The report, the result as JSON, and every table of indicators as a file."""
    analysis = ally_graph.analyze(records)
    groups = indicators.groups(records)[:ASKED]
    made = [
        views.figures(views.indicators(records, LOCAL, None)),
        *(views.indicator_changes(records, LOCAL, g) for g in groups),
    ]
    made += [views.movements(records, LOCAL, group) for group in groups]
    return report(records, analysis).encode(), json.dumps(analysis.to_dict()).encode(), *map(to_csv, made)
