"""Invented companies in which every rule of matching bites: the facts as plain lists, and records made of them.

A case needs people, ties and loads, so the records are built as they would be once read, without reading them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from functools import cache
from itertools import combinations
from random import Random
from types import SimpleNamespace

import numpy as np
import pandas as pd

from ally_graph.findings.ally_burnout import shows_strain
from ally_graph.findings.finding import Finding
from ally_graph.network import network_of
from ally_graph.records import Records, from_tables
from ally_graph.settings import Settings

DAY = pd.Timestamp("2026-04-01")
GIVEN = ("help", "review", "answer", "mentoring")
KINDS = (*GIVEN, "meeting", "meeting")
MODES = ("remote", "onsite", "hybrid")
TWIN, LARGE, DAY_MINUTES = "+", 12, 24 * 60
ZONES = {"Asia/Kolkata": 5.5, "Atlantic/Reykjavik": 0.0, "Asia/Tokyo": 9.0}
ROLES = (("buddy", "buddy"), ("newcomer", "buddy"), ("mentor", "mentorship"), ("participant", "buddy"))


@dataclass(frozen=True)
class Person:
    """A row of the roster; days are counted from the day of the matching, those behind it are negative."""

    person_id: str
    team: str | None
    location: str | None
    level: int | None
    manager_id: str | None
    work_mode: str | None
    kind: str
    fte: float
    start: int | None
    end: int | None
    time_zone: str | None


Event = tuple[str, str, str, int]
"""From whom, to whom, of which kind, and the minute, counted from the day of the matching."""


@dataclass(frozen=True)
class Facts:
    """All that is true of an invented company, in plain values, and what the findings say of its people."""

    people: tuple[Person, ...]
    events: tuple[Event, ...]
    absences: tuple[tuple[str, int, int], ...]
    programmes: tuple[tuple[str, str, str, str, int, int | None], ...]
    blocked: tuple[tuple[str, str], ...]
    agreed: tuple[tuple[str, str], ...]
    asked_for: tuple[str, ...] | None
    named: dict[str, tuple[str, ...]]
    settings: Settings


@dataclass(frozen=True)
class Company:
    """The facts, the records that hold them, and what stands in for their analysis."""

    facts: Facts
    records: Records
    analysis: SimpleNamespace

    @property
    def strained(self) -> frozenset[str]:
        """Who shows two signs of strain, by the detector itself: what it sees is no rule of matching."""
        base = self.analysis.base
        overrelied = np.isin(base.ids, self.facts.named["overrelied"])
        return frozenset(base.ids[shows_strain(base, self.records, overrelied)])


def invented(seed: int) -> Facts:
    """A company of six to thirty people: new, away, leaving, paired, blocked, worn and closed ones among them."""
    draw = Random(seed)
    people = _twinned(draw, _roster(draw, [f"p{number:03d}" for number in range(draw.randint(6, 30))]))
    ids = [one.person_id for one in people]
    blocked = [(draw.choice(ids), draw.choice(ids)) for _ in range(draw.randint(0, 3))]
    blocked += [(draw.choice(ids), "")] * (draw.random() < 0.3)
    agreed = [tuple(draw.sample(ids, 2))] * (draw.random() < 0.1)
    asked_for = tuple(draw.sample(ids, 4)) if draw.random() < 0.15 else None
    settings = Settings(min_stratum=draw.choice([4, 8]), mentees_at_most=draw.choice([1, 1, 2]))
    return Facts(people, _events(draw, people), _absences(draw, ids), _programmes(draw, ids), tuple(blocked),
                 tuple(agreed), asked_for, _named(draw, ids), settings)  # fmt: skip


def _roster(draw: Random, ids: list[str]) -> list[Person]:
    known = {
        name for name in ("team", "location", "level", "manager_id", "work_mode", "time_zone") if draw.random() < 0.8
    }

    def one_of(name: str, choices: list, often: float = 0.9) -> object:
        return draw.choice(choices) if choices and name in known and draw.random() < often else None

    people = []
    for place, one in enumerate(ids):
        start = -draw.randrange(180) if draw.random() < 0.3 else -draw.randint(200, 3000)
        end = draw.randint(max(-40, start), 140) if draw.random() < 0.12 else None
        people.append(
            Person(
                one,
                one_of("team", ["red", "blue", "green"]),
                one_of("location", ["Pune", "Lisbon"]),
                one_of("level", [1, 2, 3]),
                one_of("manager_id", ids[: min(3, place)], 0.8),
                one_of("work_mode", MODES),
                draw.choice(["employee", "employee", "employee", "contractor", "external", "service"]),
                draw.choice([1.0, 1.0, 0.5]),
                None if end is None and draw.random() < 0.05 else start,
                end,
                one_of("time_zone", list(ZONES)),
            )
        )
    return people


def _twinned(draw: Random, people: list[Person]) -> tuple[Person, ...]:
    """With a few who are the same as somebody but for how or where they work; `_events` gives them the same ties."""
    twins = []
    for one in people:
        if draw.random() < 0.1:
            other = {"work_mode": draw.choice(MODES), "time_zone": draw.choice(list(ZONES))}
            kept = {name: value for name, value in other.items() if getattr(one, name) is not None}
            twins.append(replace(one, person_id=f"{one.person_id}{TWIN}", **kept))
    return tuple(sorted([*people, *twins], key=lambda one: one.person_id))


def _events(draw: Random, people: tuple[Person, ...]) -> tuple[Event, ...]:
    """Help and meetings with those who stand near in the list, a large meeting at times, each at its own minute."""
    ids = [one.person_id for one in people if not one.person_id.endswith(TWIN)]
    popular = [draw.lognormvariate(0, 0.8) for _ in ids]
    ones = draw.choices(range(len(ids)), popular, k=draw.randint(5, 5 * len(ids)))
    rows = [(ids[one], ids[(one + draw.randint(1, 5)) % len(ids)], draw.choice(KINDS)) for one in ones]
    twin = {one.person_id[: -len(TWIN)]: one.person_id for one in people if one.person_id.endswith(TWIN)}
    rows += [(twin.get(one, one), twin.get(other, other), kind) for one, other, kind in rows if {one, other} & {*twin}]
    minutes = draw.sample(range(-110 * DAY_MINUTES, 0), len(rows) + 1)
    found = [(*row, minute) for row, minute in zip(rows, minutes, strict=False)]
    if len(ids) > LARGE and draw.random() < 0.2:
        found += [(*two, "meeting", minutes[-1]) for two in combinations(sorted(draw.sample(ids, LARGE)), 2)]
    by_id = {one.person_id: one for one in people}
    some = [
        row for row in found if row[0] != row[1] and all(_at_work(by_id[one], row[3] // DAY_MINUTES) for one in row[:2])
    ]
    return tuple(sorted(some, key=lambda row: (row[3], row)))


def _at_work(one: Person, day: int) -> bool:
    return (one.start is None or one.start <= day) and (one.end is None or day <= one.end)


def _absences(draw: Random, ids: list[str]) -> tuple[tuple[str, int, int], ...]:
    starts = [draw.randint(-60, 60) for _ in range(draw.randint(0, 5))]
    return tuple((draw.choice(ids), start, start + draw.randint(0, 50)) for start in starts)


def _programmes(draw: Random, ids: list[str]) -> tuple[tuple, ...]:
    rows = []
    for _ in range(draw.randint(0, 7)):
        (one, other), start, (role, tool) = draw.sample(ids, 2), -draw.randint(20, 300), draw.choice(ROLES)
        rows.append((one, tool, role, other, start, None if draw.random() < 0.3 else start + draw.randint(0, 200)))
    return tuple(rows)


def _named(draw: Random, ids: list[str]) -> dict[str, tuple[str, ...]]:
    """Whom the findings name: up to two of most, and a group of four that keeps to itself."""
    some = {name: tuple(draw.sample(ids, draw.randint(0, 2))) for name in ("overrelied", "isolated", "ally_burnout")}
    return some | {"closed_group": tuple(sorted(draw.sample(ids, 4)))}


def company(facts: Facts) -> Company:
    """The facts as records, as they would be once read."""
    records = replace(_nothing(), **_frames(facts))
    return _analysed(facts, records)


def as_read(facts: Facts, *, shuffled: bool = False) -> Company:
    """The same through the door: the facts as tables of text, their rows in another order."""
    tables = {name: table.astype("object") for name, table in _frames(facts).items()}
    if shuffled:
        tables = {name: table.sample(frac=1, random_state=1, ignore_index=True) for name, table in tables.items()}
    return _analysed(facts, from_tables(tables))


def _analysed(facts: Facts, records: Records) -> Company:
    base = network_of(records, as_of=DAY, settings=facts.settings)
    findings = tuple(Finding(name, "named", people) for name, people in facts.named.items() if people)
    return Company(facts, records, SimpleNamespace(base=base, findings=findings, people=base.people.reset_index()))


@cache
def _nothing() -> Records:
    """Records of nobody, with every table and the types of its columns."""
    return from_tables({"people": pd.DataFrame({"person_id": ["nobody"], "time_zone": ["Asia/Tokyo"]})})


def _frames(facts: Facts) -> dict[str, pd.DataFrame]:
    spans, called = ("start_date", "end_date"), {"start": "start_date", "end": "end_date"}
    columns = [called.get(one.name, one.name) for one in fields(Person)]
    roster = _table("people", columns, [astuple(one) for one in facts.people])
    events = _table("interactions", ("from_id", "to_id", "kind", "timestamp"), facts.events)
    for name in ("from_id", "to_id"):
        events[name] = pd.Categorical(events[name], categories=pd.Index(roster["person_id"], dtype="str"))
    events["kind"] = events["kind"].astype("category")
    pairs = ("person_id", "programme", "role", "partner_id", *spans)
    return {
        "people": roster,
        "interactions": events,
        "absences": _table("absences", ("person_id", *spans), facts.absences),
        "programmes": _table("programmes", pairs, facts.programmes),
    }


def _table(name: str, columns: Iterable[str], rows: Iterable[tuple]) -> pd.DataFrame:
    """Rows as a table with the types of a table that was read; days and minutes become dates and times."""
    like, given = getattr(_nothing(), name), dict(zip(columns, zip(*rows, strict=True), strict=False))
    number = len(next(iter(given.values()), ()))
    found = {}
    for column, dtype in like.dtypes.items():
        values = list(given.get(column, (1.0 if column == "weight" else None,) * number))
        if dtype.kind == "M":
            unit = "m" if column == "timestamp" else "D"
            ahead = np.array(["NaT" if one is None else one for one in values], dtype=f"m8[{unit}]")
            found[column] = (np.datetime64(DAY, "us") + ahead).astype("M8[us]")
        else:
            found[column] = pd.array(values, dtype="str" if dtype == "category" else dtype)
    return pd.DataFrame(found)
