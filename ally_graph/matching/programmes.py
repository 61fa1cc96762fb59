"""The programmes that bring two people together: who is looked after, which rules hold, and what speaks for a pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ally_graph.matching import rules, terms
from ally_graph.matching.grounds import Grounds
from ally_graph.matching.rules import PairRule, PersonRule
from ally_graph.matching.terms import Term
from ally_graph.registry import Entry, Registry

POINTS = 1000
"""What a pair can have at most; a score is shown as a share of it."""


@dataclass(frozen=True)
class Programme(Entry):
    """A programme; the function says for whom it is. `tool` and `roles` are what its rows are called in the records.

    `peers` says that everybody is both asked and looked after. `about_people` and `about_pairs` are its rules, and
    `speaks` what speaks for a pair, with points that add up to 1,000.
    """

    tool: str = ""
    roles: tuple[str, str] = ("", "")
    peers: bool = False
    about_people: tuple[PersonRule, ...] = ()
    about_pairs: tuple[PairRule, ...] = ()
    speaks: tuple[tuple[Term, int], ...] = ()

    def points(self, here: Grounds, seekers: np.ndarray, others: np.ndarray) -> list[np.ndarray]:
        """The points of each pair as whole numbers, for each thing that can speak for it."""
        return [np.rint(points * term.values(here, seekers, others)).astype(np.int16) for term, points in self.speaks]


PROGRAMMES: Registry[Programme] = Registry("programme to match people for", Programme)
EVERYONE_ASKED = (rules.right_kind, rules.here_all_along)
EVERY_PAIR = (
    rules.is_somebody_else,
    rules.is_not_blocked,
    rules.is_not_their_manager,
    rules.is_no_repeat,
    rules.has_not_met,
)
INTRODUCED = (*EVERY_PAIR, rules.is_near_enough, rules.opens_up)
GIVERS = (*EVERYONE_ASKED, rules.knows_the_place, rules.is_in_touch, rules.has_a_place_free, rules.has_room)


@PROGRAMMES.add(
    "Buddies",
    question="Who could be a buddy of whom?",
    tool="buddy",
    roles=("newcomer", "buddy"),
    about_people=GIVERS,
    about_pairs=INTRODUCED,
    speaks=(
        (terms.MANAGER, 300),
        (terms.TEAM, 150),
        (terms.PLACE, 150),
        (terms.MODE, 50),
        (terms.SHARED, 100),
        (terms.ROOM, 150),
        (terms.TENURE, 100),
    ),
)
def buddy(here: Grounds) -> np.ndarray:
    """Newcomers, with somebody who shows them around in their first months."""
    return here.is_new


@PROGRAMMES.add(
    "Mentors",
    question="Who could be a mentor of whom?",
    tool="mentorship",
    roles=("mentee", "mentor"),
    about_people=GIVERS,
    about_pairs=(*INTRODUCED, rules.is_senior),
    speaks=(
        (terms.ABOVE, 250),
        (terms.TEACHES, 150),
        (terms.PLACE, 150),
        (terms.MODE, 50),
        (terms.SHARED, 100),
        (terms.OTHER_TEAM, 100),
        (terms.ROOM, 200),
    ),
)
def mentorship(here: Grounds) -> np.ndarray:
    """Juniors, with somebody senior who is not their manager."""
    return here.numbers("level") <= here.settings.junior_level


@PROGRAMMES.add(
    "Coffees",
    question="Who could have a coffee with whom?",
    tool="buddy",
    roles=("participant", "participant"),
    peers=True,
    about_people=EVERYONE_ASKED,
    about_pairs=(*EVERY_PAIR, rules.is_near_from_either_end, rules.opens_up, rules.is_elsewhere),
    speaks=(
        (terms.OTHER_TEAM, 250),
        (terms.OTHER_PLACE, 150),
        (terms.PEER, 200),
        (terms.SHARED, 200),
        (terms.MODE, 100),
        (terms.CLOCK, 100),
    ),
)
def coffee(here: Grounds) -> np.ndarray:
    """Everybody, with a peer of another team or place."""
    return np.ones(here.size, dtype=bool)
