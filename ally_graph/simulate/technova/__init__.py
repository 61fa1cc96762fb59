"""TechNova: the worked example, a company of sixty people in the year in which it starts an ally programme.

`cast` says who works there and who plays which part, `story` who is in touch with whom, `diary` who is away,
`events` plays it out, `programmes` and `indicators` keep the books.
"""

from __future__ import annotations

import numpy as np

from ally_graph.errors import SettingError
from ally_graph.simulate.company import SCENARIOS, Company, Plan, no_truth
from ally_graph.simulate.technova import events
from ally_graph.simulate.technova.cast import (
    BUDDIES,
    CIRCLE,
    COOLING,
    DEPENDANTS,
    DESIGN_BRIDGE,
    DESIGN_LEAD,
    GAP_LEADER,
    ISOLATED,
    NEWCOMER,
    SIZE,
    SQUADS,
    SUPPORT_BRIDGE,
    Cast,
    cast,
)
from ally_graph.simulate.technova.diary import diary
from ally_graph.simulate.technova.indicators import indicators
from ally_graph.simulate.technova.programmes import WITH_TIES, WITHOUT_TIES, phases, programmes

SEED = 5
MONTHS = 12


@SCENARIOS.add("TechNova", question="What does a year with an ally programme look like?")
def technova(plan: Plan) -> Company:
    """The worked example: 60 people, four teams, twelve months, three phases, and six kinds of planted truth."""
    _only_as_told(plan)
    rng = np.random.default_rng(SEED if plan.seed is None else plan.seed)
    people = cast(rng)
    year = diary(people, rng)
    rows = events.interactions(year, rng)
    thanks = events.recognitions(rows, year, rng)
    pieces = events.frames(people, rows, thanks)
    books = programmes(people, rng)
    small = {
        "people": people.people,
        "absences": year.absences,
        "programmes": books,
        "indicators": indicators(people, pieces[1], books, rng),
        "phases": phases(),
    }
    return Company(small, iter([pieces]), len(rows) + len(thanks), _truth(people))


def _only_as_told(plan: Plan) -> None:
    """The example is one company; other sizes are for the scenario `plain`."""
    told = {"people": SIZE, "months": MONTHS, "isolated": len(ISOLATED), "overrelied": len(DEPENDANTS)}
    for name, value in told.items():
        if getattr(plan, name) not in (None, value):
            raise SettingError(f"TechNova has {name} = {value}. For other numbers choose the scenario plain.")
    if plan.events_per_person is not None:
        raise SettingError("TechNova has the events its story tells. For other numbers choose the scenario plain.")


def _truth(people: Cast) -> dict[str, list]:
    return no_truth() | {
        "isolated": people.ids_of(ISOLATED),
        "overrelied": people.ids_of(tuple(DEPENDANTS)),
        "bridge": people.ids_of((DESIGN_BRIDGE, SUPPORT_BRIDGE)),
        "leadership_gap": people.ids_of((GAP_LEADER,)),
        "closed_group": [people.ids_of(CIRCLE)],
        "cooling_ties": [people.ids_of(COOLING)],
        "best_buddy": [[people.id_of(NEWCOMER), *people.ids_of(_best_buddies(people))]],
        "buddy_on_paper": people.ids_of((NEWCOMER,)),
        "shared_load": people.ids_of(tuple(DEPENDANTS)),
        "programme_with_ties": [WITH_TIES],
        "programme_without_ties": list(WITHOUT_TIES),
        "missing_element": [["flexibility", "design"]],
    }


def _best_buddies(people: Cast) -> tuple[int, ...]:
    """Who is in the newcomer's squad and at their site, and neither carries nor links much, nor is in the circle.

    Their buddy on paper is left out: the two have never met.
    """
    site = people.people.set_index("person_id")["location"]
    busy = {NEWCOMER, BUDDIES[NEWCOMER], DESIGN_BRIDGE, *DEPENDANTS, *CIRCLE, *ISOLATED}
    here = site[people.id_of(NEWCOMER)]
    return tuple(one for one in SQUADS[DESIGN_LEAD] if one not in busy and site[people.id_of(one)] == here)
