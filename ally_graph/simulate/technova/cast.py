"""Who works at TechNova, in which team and squad, and who plays which part in its story.

People are numbers from 0 to 59 in the order of the plan below; ids are dealt out at random, so that an id says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.simulate.company import table
from ally_graph.simulate.names import PEOPLE

SIZE = 60
YEAR = ("2025-01-01", "2025-12-31")
LEFT_OUT_SINCE = "2025-09-06"
TEAMS = ("development", "design", "support", "HR")

DIRECTOR = 0
WEB_LEAD, PLATFORM_LEAD, MOBILE_LEAD = 1, 2, 3
ARCHITECT = 4
WEB, PLATFORM, MOBILE = range(5, 12), range(12, 19), range(19, 26)
DESIGN_LEAD, DESIGN = 26, range(27, 38)
FIRST_LINE_LEAD, SECOND_LINE_LEAD = 38, 39
FIRST_LINE, SECOND_LINE = range(40, 47), range(47, 54)
HR_LEAD, HR = 54, range(55, 60)
LEADS = (WEB_LEAD, PLATFORM_LEAD, MOBILE_LEAD, DESIGN_LEAD, FIRST_LINE_LEAD, SECOND_LINE_LEAD, HR_LEAD)
SQUADS: dict[int, tuple[int, ...]] = {
    DIRECTOR: (*LEADS, ARCHITECT),
    WEB_LEAD: tuple(WEB),
    PLATFORM_LEAD: tuple(PLATFORM),
    MOBILE_LEAD: tuple(MOBILE),
    DESIGN_LEAD: tuple(DESIGN),
    FIRST_LINE_LEAD: tuple(FIRST_LINE),
    SECOND_LINE_LEAD: tuple(SECOND_LINE),
    HR_LEAD: tuple(HR),
}
"""Each leader and their reports."""

SILENT, NEWCOMER, ONLY_GIVES = 5, 29, 40
ISOLATED = (SILENT, NEWCOMER, ONLY_GIVES)
CIRCLE = (ARCHITECT, 12, 13, 19, 28, 59)
"""The closed group; two of them are the reports whom the platform lead has lost touch with."""
GAP_LEADER = PLATFORM_LEAD
DESIGN_BRIDGE, SUPPORT_BRIDGE = 27, 47
DEPENDANTS: dict[int, tuple[int, ...]] = {6: (10, 11, 24, 25), 30: (34, 35, 36), 48: (45, 46, 52, 53)}
"""Each over-relied helper and the people who get most of their help from them."""
COOLING = (20, 41)
HIRED = {NEWCOMER: "2025-11-10", 25: "2025-03-03", 37: "2025-06-02", 51: "2025-04-01"}
BUDDIES = {NEWCOMER: 32, 25: 22, 37: 31, 51: 50}
MENTORS = {10: 7, 11: 8, 24: 22, 25: 21, 17: 14, 18: 15, 34: 31, 36: 33, 45: 42, 46: 43, 52: 49, 57: 55, 20: 23, 41: 43}
"""Each mentee and their mentor."""

LEVELS = {DIRECTOR: 5, ARCHITECT: 4} | dict.fromkeys(LEADS, 4)
JUNIOR = {NEWCOMER, 25, 37, *MENTORS}
EXPERIENCED = {*DEPENDANTS, *MENTORS.values(), DESIGN_BRIDGE, SUPPORT_BRIDGE} - {*LEADS}
PART_TIME = {9: 0.8, 16: 0.6, 33: 0.8, 44: 0.75, 50: 0.6, 58: 0.8}
CONTRACTORS = (18, 33)
SITES = ("Lisbon", "Tallinn", "Pune")


@dataclass(frozen=True)
class Cast:
    """The roster, and the id of each number."""

    people: pd.DataFrame
    ids: np.ndarray
    started: np.ndarray

    def id_of(self, number: int) -> str:
        """The id of a person of the plan."""
        return str(self.ids[number])

    def ids_of(self, numbers: tuple[int, ...]) -> list[str]:
        """The ids of several people, sorted."""
        return sorted(self.id_of(number) for number in numbers)


def team_of(number: int) -> str:
    """The team of a person of the plan.

    >>> team_of(DIRECTOR), team_of(DESIGN_LEAD), team_of(59)
    ('development', 'design', 'HR')
    """
    edges = (DESIGN_LEAD, FIRST_LINE_LEAD, HR_LEAD)
    return TEAMS[sum(number >= edge for edge in edges)]


def manager_of(number: int) -> int | None:
    """Whom a person of the plan reports to; nobody for the director."""
    return next((lead for lead, reports in SQUADS.items() if number in reports), None)


def cast(rng: np.random.Generator) -> Cast:
    """Deal out ids and names, and draw what the story leaves open."""
    ids = np.array([f"p{number:02}" for number in range(1, SIZE + 1)])[rng.permutation(SIZE)]
    names = [PEOPLE[k] for k in rng.permutation(SIZE)]
    started = [_start(number, rng) for number in range(SIZE)]
    rows = [
        (
            ids[k],
            names[k],
            team_of(k),
            _department(k),
            SITES[int(rng.choice(len(SITES), p=[0.5, 0.3, 0.2]))],
            LEVELS.get(k) or (1 if k in JUNIOR else 3 if k in EXPERIENCED else int(rng.integers(2, 4))),
            None if manager_of(k) is None else ids[manager_of(k)],
            "remote" if k == SILENT else str(rng.choice(["onsite", "hybrid", "remote"], p=[0.3, 0.45, 0.25])),
            "contractor" if k in CONTRACTORS else "employee",
            PART_TIME.get(k, 1.0),
            started[k],
            None,
        )
        for k in range(SIZE)
    ]
    return Cast(table("people", rows), ids, np.array(started, dtype="datetime64[D]"))


def _department(number: int) -> str:
    return {"development": "product", "design": "product", "support": "customers", "HR": "people"}[team_of(number)]


def _start(number: int, rng: np.random.Generator) -> str:
    """The first day at work: told by the story, or a Monday of the years before."""
    if number in HIRED:
        return HIRED[number]
    years = 2 if number in JUNIOR else 9
    monday = np.datetime64("2024-11-25") - 7 * int(rng.integers(0, 52 * years))
    return str(monday)
