"""The phases of the year, and who takes part in which programme."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ally_graph.simulate.company import table
from ally_graph.simulate.technova.cast import (
    BUDDIES,
    DESIGN,
    DESIGN_LEAD,
    HIRED,
    HR_LEAD,
    ISOLATED,
    MENTORS,
    SIZE,
    YEAR,
    Cast,
)
from ally_graph.simulate.technova.story import BRIDGING, CROSS_TEAM, SUPPORT_MEETS_DESIGN

PHASES = (
    (
        "Foundation",
        "2025-01-01",
        "2025-03-31",
        "The leaders say what they want and ask for volunteers. Seniors mentor juniors, every new hire gets a buddy, "
        "each team sits together for a quarter of an hour a week, and there is an open mic every month and a box for "
        "anonymous suggestions. Some join at once, others wait and see; the first complaints are heard and settled.",
    ),
    (
        "Expansion",
        "2025-04-01",
        "2025-08-31",
        "Work is shown to a colleague before it is handed in, teams are thanked in public, hours become flexible and "
        "working from elsewhere is here to stay. Once a quarter there is training in empathy, communication and time.",
    ),
    (
        "Consolidation",
        "2025-09-01",
        "2025-12-31",
        "Culture ambassadors carry the programme on. Support and design begin to work together, and new people find "
        "their feet sooner.",
    ),
)
JOINING = {
    "2025-01-13": ("shared_goals", 0.20),
    "2025-01-20": ("open_mic", 0.30),
    "2025-04-07": ("peer_review_hours", 0.40),
    "2025-04-14": ("flexible_work", 0.45),
    "2025-05-14": ("training", 0.35),
    "2025-06-16": ("peer_review_hours", 0.25),
    "2025-09-08": ("culture_audit", 0.12),
    "2025-10-06": ("peer_review_hours", 0.15),
}
"""From when on which share of the people take part in which programme; ambassadors sit on the culture audit."""
WITH_TIES = "shared_goals"
"""Support and design are given goals in common, in pairs: these are the ties that begin to form then."""
WITHOUT_TIES = ("peer_review_hours", "flexible_work", "training")
"""Who takes part in these is drawn, whoever works with whom; nobody meets anybody because of them."""
FIXED_HOURS = frozenset((DESIGN_LEAD, *DESIGN))
"""The people of design keep to set hours: flexible work is not for them."""
COLUMNS = ("person_id", "programme", "role", "partner_id", "start_date", "end_date")
MENTORED_UNTIL = "2025-12-31"
BUDDY_DAYS = 120


def phases() -> pd.DataFrame:
    """The three phases."""
    return table("phases", list(PHASES)).sort_values("start_date", ignore_index=True)


def programmes(people: Cast, rng: np.random.Generator) -> pd.DataFrame:
    """Mentors, buddies and those who take part."""
    rows = [*_mentoring(people, rng), *_buddies(people), *_taking_part(people, rng), *_goals_in_common(people)]
    return table("programmes", rows, COLUMNS)


def _mentoring(people: Cast, rng: np.random.Generator) -> list[tuple]:
    rows = []
    for mentee, mentor in MENTORS.items():
        agreed = np.datetime64("2025-01-13") + 14 * int(rng.integers(0, 4))
        start = str(max(agreed, people.started[mentee] + 7))
        for one, role, other in ((mentor, "mentor", mentee), (mentee, "mentee", mentor)):
            rows.append((people.id_of(one), "mentorship", role, people.id_of(other), start, MENTORED_UNTIL))
    return rows


def _buddies(people: Cast) -> list[tuple]:
    rows = []
    for newcomer, buddy in BUDDIES.items():
        start = HIRED[newcomer]
        end = str(np.datetime64(start) + BUDDY_DAYS)
        for one, role, other in ((buddy, "buddy", newcomer), (newcomer, "newcomer", buddy)):
            rows.append((people.id_of(one), "buddy", role, people.id_of(other), start, end if end < YEAR[1] else None))
    return rows


def _taking_part(people: Cast, rng: np.random.Generator) -> list[tuple]:
    rows: dict[tuple[int, str], str] = {(HR_LEAD, "anonymous_feedback"): "2025-01-06"}
    for start, (programme, share) in JOINING.items():
        here = np.flatnonzero(people.started <= np.datetime64(start))
        joins = here[rng.random(len(here)) < share].tolist()
        for number in joins:
            if number not in ISOLATED and number < SIZE:
                rows.setdefault((number, programme), start)
    return [
        (people.id_of(number), programme, "participant", None, start, None)
        for (number, programme), start in rows.items()
        if not (programme == "flexible_work" and number in FIXED_HOURS)
    ]


def _goals_in_common(people: Cast) -> list[tuple]:
    pairs = (*BRIDGING, *CROSS_TEAM[SUPPORT_MEETS_DESIGN])
    return [
        (people.id_of(one), WITH_TIES, "participant", people.id_of(other), SUPPORT_MEETS_DESIGN, None)
        for pair in pairs
        for one, other in (pair, pair[::-1])
    ]
