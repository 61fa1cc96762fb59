"""Small companies in which one thing is planted so plainly that its detector has to say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from random import Random

import pandas as pd

from ally_graph.network import Network, network_of
from ally_graph.records import Records, from_tables
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, ago, event, numbered, ring, roster, weekly

ID_COLUMNS = ("person_id", "from_id", "to_id", "giver_id", "receiver_id", "manager_id", "partner_id")
DRAWS = Settings(null_draws=199)

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Planted:
    """The tables of a company, and the people its detector has to name for sure; none for a finding about a group."""

    tables: Tables
    people: tuple[str, ...]


def tables_of(
    events: list[tuple],
    people: pd.DataFrame,
    absences: list[tuple] | None = None,
    thanks: list[tuple] | None = None,
) -> Tables:
    """Rows as tables that have yet to be checked."""
    tables = {
        "people": people.astype("object"),
        "interactions": pd.DataFrame(events, columns=["from_id", "to_id", "kind", "timestamp", "weight"]),
    }
    if absences:
        tables["absences"] = pd.DataFrame(absences, columns=["person_id", "start_date", "end_date"])
    if thanks:
        tables["recognitions"] = pd.DataFrame(thanks, columns=["giver_id", "receiver_id", "timestamp"])
    return tables


def built(tables: Tables) -> tuple[Network, Records]:
    """A network built anew, with nothing kept from any other."""
    records = from_tables({name: frame.copy() for name, frame in tables.items()})
    return network_of(records, as_of=AS_OF, settings=DRAWS), records


def isolated() -> Planted:
    """Nineteen meet four others every week; one meets nobody."""
    ids = numbered(19)
    return Planted(tables_of(ring(ids, "meeting"), roster([*ids, "zoe"])), ("zoe",))


def overrelied() -> Planted:
    """Everyone gives two helps a week; p00 gives sixteen more, to four people who get two elsewhere."""
    return Planted(tables_of(_leaning(), roster(numbered(24))), ("p00",))


def ally_burnout() -> Planted:
    """The same person has been away four times in eight weeks, and once in the year before, as everyone has."""
    ids = numbered(24)
    once = [(person, "2025-05-05", "2025-05-06") for person in ids]
    often = [("p00", ago(days)[:10], ago(days)[:10]) for days in (5, 19, 33, 47)]
    return Planted(tables_of(_leaning(), roster(ids), [*once, *often]), ("p00",))


def _leaning() -> list[tuple]:
    leaning = [row for person in ("p05", "p10", "p15", "p20") for row in weekly("p00", person, times=4)]
    return [*ring(numbered(24)), *leaning]


def bridge() -> Planted:
    """Three teams who meet among themselves; only r00 meets two people in each of the others."""
    teams = {name: numbered(8, name[0]) for name in ("red", "blue", "gold")}
    team = {person: name for name, people in teams.items() for person in people}
    rows = [row for people in teams.values() for row in ring(people, "meeting")]
    rows += [row for other in ("b00", "b01", "g00", "g01") for row in weekly("r00", other, "meeting")]
    return Planted(tables_of(rows, roster(team, team=team)), ("r00",))


def closed_group() -> Planted:
    """Six people of three teams who meet each other every week and nobody else."""
    six, others = ["a0", "a1", "b0", "b1", "c0", "c1"], numbered(24)
    team = {person: f"team {person[0]}" for person in six} | {p: f"team {'abc'[k % 3]}" for k, p in enumerate(others)}
    rows = [row for one, other in combinations(six, 2) for row in weekly(one, other, "meeting")]
    return Planted(tables_of([*ring(others, "meeting", reach=3), *rows], roster(team, team=team)), tuple(six))


def cooling_ties() -> Planted:
    """Every pair of twelve meets each week of half a year; two others met twenty times, the last five weeks ago."""
    ids = numbered(12)
    rows = [
        event(one, other, "meeting", 7 * week + k % 7 + 0.5)
        for k, (one, other) in enumerate(combinations(ids, 2))
        for week in range(26)
    ]
    rows += [event("ana", "bo", "meeting", 35.5 + 7 * k) for k in range(20)]
    rows += [event(person, "p00", "meeting", 2.5) for person in ("ana", "bo")]
    return Planted(tables_of(rows, roster([*ids, "ana", "bo"])), ("ana", "bo"))


def leadership_gap() -> Planted:
    """Two leaders of seven; ann meets five of hers every week, and two of them never."""
    first, second = numbered(7, "a", 1), numbered(7, "b", 1)
    lines = dict.fromkeys(first, "ann") | dict.fromkeys(second, "bea")
    rows = [*ring(first, "meeting"), *ring(second, "meeting"), *weekly("ann", "bea", "meeting")]
    rows += [row for report in first[:5] for row in weekly("ann", report, "meeting")]
    rows += [row for report in second for row in weekly("bea", report, "meeting")]
    return Planted(tables_of(rows, roster(["ann", "bea", *lines], manager_id=lines)), ("ann",))


def unbalanced() -> Planted:
    """Twenty give and get two helps a week; p00 gives ten more."""
    ids = numbered(20)
    rows = [*ring(ids), *(row for k in range(5, 15) for row in weekly("p00", ids[k]))]
    return Planted(tables_of(rows, roster(ids)), ("p00",))


def remote_gap() -> Planted:
    """Pairs of five people on site meet four times, mixed pairs twice, pairs of the five remote ones once."""
    ids = numbered(10)
    mode = {person: "remote" if k < 5 else "onsite" for k, person in enumerate(ids)}
    rows = [
        event(one, other, "meeting", 1 + 20 * k)
        for one, other in combinations(ids, 2)
        for k in range((4, 2, 1)[(mode[one] == "remote") + (mode[other] == "remote")])
    ]
    return Planted(tables_of(rows, roster(ids, team="a", work_mode=mode)), ())


def unequal_participation() -> Planted:
    """One of ten gives all the help there is."""
    ids = numbered(10)
    return Planted(tables_of([row for other in ids[1:] for row in weekly("p00", other)], roster(ids)), ())


PLANTED: dict[str, Callable[[], Planted]] = {
    plant.__name__: plant
    for plant in (
        ally_burnout,
        bridge,
        closed_group,
        cooling_ties,
        isolated,
        leadership_gap,
        overrelied,
        remote_gap,
        unbalanced,
        unequal_participation,
    )
}
"""A company for each detector, by its key."""


def reordered(tables: Tables, random: Random) -> Tables:
    """The tables, and the rows of each, in another order."""
    names = random.sample(sorted(tables), len(tables))
    return {name: tables[name].iloc[random.sample(range(len(tables[name])), len(tables[name]))] for name in names}


def other_ids(tables: Tables, random: Random) -> dict[str, str]:
    """What everyone could be called instead, in another order of ids than before."""
    ids = tables["people"]["person_id"].tolist()
    return dict(zip(ids, random.sample([f"q{number:03d}" for number in range(len(ids))], len(ids)), strict=True))


def relabelled(tables: Tables, called: dict[str, str]) -> Tables:
    """The tables with other ids."""
    changed = {}
    for name, frame in tables.items():
        columns = {column: frame[column].map(called.get) for column in ID_COLUMNS if column in frame}
        changed[name] = frame.assign(**columns)
    return changed
