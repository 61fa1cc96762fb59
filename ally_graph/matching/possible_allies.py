"""Who might become somebody's ally, why, and a first step by one of the five habits.

Nobody is named who carries enough already, is away or leaving, leads the person or reports to them, or would draw them
deeper into a group that keeps to itself. It is not said of whom that is so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from ally_graph.analysis import Analysis
from ally_graph.culture.looked import Missing
from ally_graph.matching import rules, terms
from ally_graph.matching.ally_categories import around
from ally_graph.matching.grounds import Grounds
from ally_graph.matching.support_base import allies_of, place_of
from ally_graph.records import Records
from ally_graph.vocabulary import ALLY_CATEGORIES, TOGETHER, TOOLS
from ally_graph.wording.counts import count, listed, lower_first, upper_first

MOST = 4
LEAST_SHARED = 2
"""One person whom both know can be chance; two make an introduction likely."""
REASONS_TOLD = 3
SHARED, PROGRAMME, NEW, MET, GAP, ELSEWHERE = 3.0, 2.0, 1.5, 1.5, 2.0, 0.5
"""What speaks for somebody, in points; having room adds up to one more, of which nothing is said."""
STEPS = {
    "met": ("communicate", "Write to them about what you last had to do with each other."),
    "programme": ("supportive", "Next time at {tool}, ask how it goes for them and offer a hand."),
    "new": ("supportive", "Offer to share what you found out in your first weeks."),
    "experienced": ("not_too_much", "Ask one small question that they can answer at once, and say what came of it."),
    "shared": ("communicate", "Ask somebody you both know to bring you together."),
}
"""A first step by what speaks for somebody: the habit, and what to do."""


@dataclass(frozen=True)
class PossibleAlly:
    """Somebody who might become an ally.

    `why` says in one sentence what the records hold for it; `habit` is the key of the habit that `step` follows, and
    `categories` are those the two would fill for the person.
    """

    person: str
    why: str
    habit: str
    step: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class _Signs:
    """What speaks for each colleague, as arrays over people; `gaps` by category, `programmes` by tool."""

    shared: np.ndarray
    programmes: dict[str, np.ndarray]
    new: np.ndarray
    met: np.ndarray
    elsewhere: np.ndarray
    gaps: dict[str, np.ndarray]

    @property
    def together(self) -> np.ndarray:
        """Who takes part in a programme together with the person."""
        return np.any([np.zeros(len(self.shared), dtype=bool), *self.programmes.values()], axis=0)

    @property
    def ground(self) -> np.ndarray:
        """For whom anything speaks that makes a beginning."""
        return (self.shared >= LEAST_SHARED) | self.together | self.new | self.met

    @property
    def points(self) -> np.ndarray:
        """What speaks for each, added up, apart from gaps."""
        many = np.minimum(self.shared, terms.MANY_SHARED) / terms.MANY_SHARED
        shared = SHARED * many * (self.shared >= LEAST_SHARED)
        return shared + PROGRAMME * self.together + NEW * self.new + MET * self.met + ELSEWHERE * self.elsewhere

    def gaps_of(self, other: int, without: Collection[str] = ()) -> tuple[str, ...]:
        """The empty categories that somebody would fill, those left out that are spoken for."""
        return tuple(key for key, mask in self.gaps.items() if mask[other] and key not in without)


def possible_allies(
    records: Records, analysis: Analysis, person: str, *, filled: Collection[str] = (), most: int = MOST
) -> tuple[PossibleAlly, ...]:
    """Who might become an ally of somebody, those first for whom most speaks.

    A colleague is named who knows at least two of the same people, takes part in a programme with them, is new as they
    are, or has met them without being an ally yet. For each empty category one comes earlier who would be the first.

    Parameters
    ----------
    filled
        Categories that are no gap, as the person has somebody there whom no record knows.

    Raises
    ------
    SettingError
        For a person who is not in the analysis.
    """
    here = Grounds(records, analysis)
    me = place_of(here, person)
    allies = allies_of(here, me)
    signs = _signs(here, me, allies, filled)
    left = np.flatnonzero(_allowed(here, me, allies) & signs.ground).tolist()
    points, found, spoken_for = signs.points + _room(here, me), [], set()
    while left and len(found) < most:
        best = min(left, key=lambda one: (-_worth(signs, points, one, spoken_for), here.received[one], one))
        gaps = signs.gaps_of(best, spoken_for)
        found.append(_told(here, signs, best, gaps))
        spoken_for.update(gaps)
        left.remove(best)
    return tuple(found)


def _worth(signs: _Signs, points: np.ndarray, other: int, spoken_for: Collection[str]) -> float:
    return float(points[other]) + GAP * bool(signs.gaps_of(other, spoken_for))


def _allowed(here: Grounds, me: int, allies: set[int]) -> np.ndarray:
    """Who may be named at all."""
    alone, every = np.array([me]), np.arange(here.size)
    left = np.ones(here.size, dtype=bool)
    for rule in (rules.right_kind, rules.here_all_along, rules.has_room):
        left &= rule(here)
    for pair_rule in (rules.is_somebody_else, rules.is_not_their_manager, rules.opens_up):
        left &= pair_rule(here, alone, every)[0]
    left[list(allies)] = False
    return left


def _signs(here: Grounds, me: int, allies: set[int], filled: Collection[str]) -> _Signs:
    alone = np.array([me])
    team = here.column("team")
    known = (here.tied[alone] @ here.tied.T).toarray()[0]
    new = here.is_new & here.is_new[me]
    elsewhere = (team >= 0) & (team[me] >= 0) & (team != team[me])
    gaps = {
        key: mask
        for key, mask in around(here, me).items()
        if key not in filled and not isinstance(mask, Missing) and not mask[list(allies)].any()
    }
    return _Signs(known, _programmes(here, me), new, here.tied[alone].toarray()[0] > 0, elsewhere, gaps)


def _programmes(here: Grounds, me: int) -> dict[str, np.ndarray]:
    """Who takes part in each of the programmes that run and that the person takes part in, of those done together."""
    rows, day = here.records.programmes, here.day
    some = rows[~(rows["end_date"] < day) & ~(rows["start_date"] > day)]
    places, tool = here.codes(some["person_id"]), some["programme"].astype("str").to_numpy()
    found = {}
    for name in TOGETHER:
        taking_part = np.zeros(here.size, dtype=bool)
        taking_part[places[(tool == name) & (places >= 0)]] = True
        if taking_part[me]:
            found[name] = taking_part
    return found


def _room(here: Grounds, me: int) -> np.ndarray:
    """How much room each has, from 0 to 1; it decides between equals and is never told."""
    return terms.ROOM.values(here, np.array([me]), np.arange(here.size))[0]


def _told(here: Grounds, signs: _Signs, other: int, gaps: tuple[str, ...]) -> PossibleAlly:
    """One possible ally in words: the reasons that weigh most, and the step that goes with the first of them."""
    where = f" ({_team(here, other)})" if signs.elsewhere[other] else ""
    tools = [TOOLS[name].split(" for ")[0] for name, mask in signs.programmes.items() if mask[other]]
    shared = int(signs.shared[other])
    reasons = []
    if gaps:
        reasons.append(f"would be your first ally among {listed([_category(key) for key in gaps])}{where}")
    if shared >= LEAST_SHARED:
        reasons.append(f"knows {count(shared, 'of the people', 'of the people')} you know")
    if tools:
        reasons.append(f"takes part in {listed([f'“{name}”' for name in tools])} as you do")
    if signs.new[other]:
        reasons.append("is new here as you are")
    if signs.met[other]:
        reasons.append("has met you in this time")
    if where and not gaps:
        reasons.append(f"works in another team{where}")
    habit, step = STEPS[_beginning(signs, other, gaps, bool(tools))]
    step = step.format(tool=f"“{tools[0]}”" if tools else "")
    return PossibleAlly(here.ids[other], f"{upper_first(listed(reasons[:REASONS_TOLD]))}.", habit, step, gaps)


def _beginning(signs: _Signs, other: int, gaps: Sequence[str], together: bool) -> str:
    """What the first step follows from: the nearest thing there is."""
    if signs.met[other]:
        return "met"
    if together:
        return "programme"
    if signs.new[other]:
        return "new"
    return "experienced" if "experienced_colleagues" in gaps else "shared"


def _category(key: str) -> str:
    return lower_first(ALLY_CATEGORIES[key].title)


def _team(here: Grounds, other: int) -> str:
    code, names = here.base.groups("team")
    return str(names[code[other]])
