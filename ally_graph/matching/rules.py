"""What rules somebody out as a partner: each rule a function, with the words for those whom it rules out.

A rule about people says of everyone whether they could be asked at all. A rule about pairs says of each seeker (row)
and each of the others (column) whether these two could be brought together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ally_graph.matching import paths
from ally_graph.matching.grounds import Grounds, both_ways

PersonRule = Callable[[Grounds], np.ndarray]
PairRule = Callable[[Grounds, np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Words:
    """What is said of one and of several whom a rule rules out."""

    one: str
    many: str


def right_kind(here: Grounds) -> np.ndarray:
    """Of the company's own people, unless set otherwise; never a shared mailbox."""
    return here.right_kind


def here_all_along(here: Grounds) -> np.ndarray:
    """At work on the day, and not about to leave or be away for long."""
    return ~(here.gone | here.away)


def knows_the_place(here: Grounds) -> np.ndarray:
    """At work long enough in the window to show somebody around, and not new."""
    return here.at_home & ~here.is_new


def is_in_touch(here: Grounds) -> np.ndarray:
    """Not somebody who may be on their own: they need company first."""
    return ~here.isolated


def has_a_place_free(here: Grounds) -> np.ndarray:
    """A buddy or mentor of fewer people than anyone may have."""
    return here.mentees < here.settings.mentees_at_most


def has_room(here: Grounds) -> np.ndarray:
    """Neither over-relied on nor worn, and gives no more help than three in four colleagues like them."""
    return ~here.busy


def is_somebody_else(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:  # noqa: ARG001
    """Nobody is their own partner."""
    return seekers[:, None] != others[None, :]


def is_not_blocked(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Not on the list of pairs that are not to be brought together."""
    return ~_among(here.kept["blocked"], seekers, others)


def is_not_their_manager(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Neither reports to the other."""
    up = here.managers[seekers][:, None] == others[None, :]
    return ~(up | (seekers[:, None] == here.managers[others][None, :]))


def is_no_repeat(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Not brought together by a programme lately."""
    return ~_among(here.recent, seekers, others)


def has_not_met(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Not in touch already."""
    return ~_among(here.tied, seekers, others)


def is_near_enough(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """A path of two to four steps leads from one to the other, and not deeper into a group that keeps to itself."""
    return _fits(here, paths.steps_between(here, seekers, others))


def is_near_from_either_end(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The same among peers: the path may lead from either of the two to the other."""
    return _fits(here, paths.steps_from_either_end(here, seekers, others))


def opens_up(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Not both of a group that keeps to itself."""
    mine, theirs = here.closed[seekers][:, None], here.closed[others][None, :]
    return (mine != theirs) | (mine < 0)


def is_senior(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Of a higher level; where no level is on record, here a year longer."""
    level, tenure = here.numbers("level"), here.tenure
    known = ~np.isnan(level[seekers])[:, None] & ~np.isnan(level[others])[None, :]
    higher = level[others][None, :] > level[seekers][:, None]
    longer = tenure[others][None, :] >= tenure[seekers][:, None] + here.settings.mentor_tenure_days
    return np.where(known, higher, longer)


def is_elsewhere(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Of another team or another place; anybody where neither is on record for both."""
    differs, told = np.zeros((2, len(seekers), len(others)), dtype=bool)
    for name in ("team", "location"):
        mine, theirs = here.column(name)[seekers][:, None], here.column(name)[others][None, :]
        known = (mine >= 0) & (theirs >= 0)
        differs |= known & (mine != theirs)
        told |= known
    return differs | ~told


OF_PEOPLE: dict[PersonRule, Words] = {
    right_kind: Words("is of a kind that is not matched", "are of a kind that is not matched"),
    here_all_along: Words("is away, leaving or not here yet", "are away, leaving or not here yet"),
    knows_the_place: Words("is too new to show anyone around", "are too new to show anyone around"),
    is_in_touch: Words("has hardly any contact by the findings", "have hardly any contact by the findings"),
    has_a_place_free: Words("is somebody's buddy or mentor already", "are somebody's buddy or mentor already"),
    has_room: Words("carries enough for others already", "carry enough for others already"),
}
"""The rules about people, in the order in which they are told."""
NEAR = Words("has no fitting path of introduction", "have no fitting path of introduction")
OF_PAIRS: dict[PairRule, Words] = {
    is_somebody_else: Words("is this person", "are this person"),
    is_not_blocked: Words("is on the list of those to keep apart", "are on the list of those to keep apart"),
    is_not_their_manager: Words("is their manager or reports to them", "are their manager or report to them"),
    is_no_repeat: Words("was brought together with them lately", "were brought together with them lately"),
    is_senior: Words("is not senior to them", "are not senior to them"),
    is_elsewhere: Words("is of the same team and place", "are of the same team and place"),
    has_not_met: Words("is in touch with them already", "are in touch with them already"),
    is_near_enough: NEAR,
    is_near_from_either_end: NEAR,
    opens_up: NEAR,
}
"""The rules about pairs, in the order in which they are told.

Who is in a group that keeps to itself can't be told from the words: the last ones share theirs.
"""


def _fits(here: Grounds, steps: np.ndarray) -> np.ndarray:
    """Whether a path is neither too short nor too long."""
    return (steps >= here.settings.path_shortest) & (steps <= here.settings.path_longest)


def _among(pairs: sparse.csr_array, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which of these pairs are in a matrix of pairs."""
    return pairs[seekers][:, others].toarray() > 0


def nobody(size: int) -> sparse.csr_array:
    """A matrix of no pairs."""
    none = np.zeros(0, dtype=np.int64)
    return both_ways(none, none, size)
