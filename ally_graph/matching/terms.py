"""What speaks for a pair: each a value from 0 to 1 for seekers (rows) and others (columns), and its words.

The words are made from the records, with their figures, and read as parts of one sentence about the partner.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ally_graph.matching.grounds import Grounds
from ally_graph.wording.counts import count, tally

MANY_SHARED, MANY_TIMES = 5, 5
"""From so many on, more shared colleagues, or more times of having done it, speak no louder."""
FAR_APART_HOURS = 6.0
YEAR, LONG_HERE = 365.0, 3 * 365.0
TEACHING = ("mentoring", "training", "review")
Values = Callable[[Grounds, np.ndarray, np.ndarray], np.ndarray]
Told = Callable[[Grounds, int, int], str]


@dataclass(frozen=True)
class Term:
    """Something that speaks for a pair: its values, and what is said of one pair, nothing where it doesn't apply."""

    values: Values
    told: Told


def _same(here: Grounds, name: str, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    mine, theirs = here.column(name)[seekers][:, None], here.column(name)[others][None, :]
    return ((mine == theirs) & (mine >= 0)).astype(float)


def _group(here: Grounds, name: str, person: int) -> str:
    code, names = here.base.groups(name)
    return str(names[code[person]]) if code[person] >= 0 else ""


def _one(values: Values, here: Grounds, person: int, other: int) -> float:
    return float(values(here, np.array([person]), np.array([other]))[0, 0])


def _manager(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    mine, theirs = here.managers[seekers][:, None], here.managers[others][None, :]
    return ((mine == theirs) & (mine >= 0)).astype(float)


def _manager_told(here: Grounds, person: int, other: int) -> str:
    return "reports to the same manager" if _one(_manager, here, person, other) else ""


def _team(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    return _same(here, "team", seekers, others)


def _team_told(here: Grounds, person: int, other: int) -> str:
    return f"works in {_group(here, 'team', other)} as well" if _one(_team, here, person, other) else ""


def _other_team(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    both = (here.column("team")[seekers][:, None] >= 0) & (here.column("team")[others][None, :] >= 0)
    return both * (1.0 - _team(here, seekers, others))


def _other_team_told(here: Grounds, person: int, other: int) -> str:
    return f"works in another team ({_group(here, 'team', other)})" if _one(_other_team, here, person, other) else ""


def _other_place(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    place = here.column("location")
    both = (place[seekers][:, None] >= 0) & (place[others][None, :] >= 0)
    return both * (1.0 - _same(here, "location", seekers, others))


def _other_place_told(here: Grounds, person: int, other: int) -> str:
    return f"is in another place ({_group(here, 'location', other)})" if _one(_other_place, here, person, other) else ""


def _place(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The same place, or clocks that are close where zones are on record."""
    return np.maximum(_same(here, "location", seekers, others), _clock(here, seekers, others))


def _clock(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    apart = np.abs(here.offset[seekers][:, None] - here.offset[others][None, :])
    return np.nan_to_num(np.maximum(0.0, 1.0 - apart / FAR_APART_HOURS))


def _place_told(here: Grounds, person: int, other: int) -> str:
    place = _group(here, "location", other)
    if place and place == _group(here, "location", person):
        return f"is in {place} as well"
    return _clock_told(here, person, other)


def _clock_told(here: Grounds, person: int, other: int) -> str:
    if not _one(_clock, here, person, other):
        return ""
    apart = abs(float(here.offset[person] - here.offset[other]))
    hours = "1 hour" if apart == 1 else f"{apart:g} hours"
    return f"lives {hours} apart by the clock" if apart else "lives by the same clock"


def _mode(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    return _same(here, "work_mode", seekers, others)


def _mode_told(here: Grounds, person: int, other: int) -> str:
    words = {"remote": "works remotely as well", "onsite": "works on site as well", "hybrid": "works hybrid as well"}
    mode = _group(here, "work_mode", other)
    return words.get(mode, "") if mode == _group(here, "work_mode", person) else ""


def _known(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    return (here.tied[seekers] @ here.tied[others].T).toarray()


def _shared(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.minimum(_known(here, seekers, others), MANY_SHARED) / MANY_SHARED


def _shared_told(here: Grounds, person: int, other: int) -> str:
    mine, theirs = (here.tied.indices[here.tied.indptr[one] : here.tied.indptr[one + 1]] for one in (person, other))
    number = len(np.intersect1d(mine, theirs))
    return f"knows {tally(number, 'person they know', 'people they know')}" if number else ""


def _room(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    left = np.divide(
        here.limit - here.load, here.limit, out=np.zeros(here.size), where=(here.limit > 0) & (here.limit > here.load)
    )
    return np.broadcast_to(left[others][None, :], (len(seekers), len(others)))


def _room_told(here: Grounds, person: int, other: int) -> str:  # noqa: ARG001
    if here.limit[other] <= 0:
        return ""
    helps = "help" if f"{here.load[other]:.1f}" == "1.0" else "helps"
    return f"gives {here.load[other]:.1f} {helps} a week (the busiest quarter gives over {here.limit[other]:.1f})"


def _tenure(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    years = np.nan_to_num(np.minimum(here.tenure[others], LONG_HERE) / LONG_HERE)
    return np.broadcast_to(np.maximum(years, 0.0)[None, :], (len(seekers), len(others)))


def _tenure_told(here: Grounds, person: int, other: int) -> str:  # noqa: ARG001
    years = np.nan_to_num(here.tenure[other]) // YEAR
    return f"has been here for {count(int(years), 'year')}" if years else ""


def _taught(here: Grounds) -> np.ndarray:
    """How often each person mentored, trained or reviewed in the window."""
    events = here.base.events
    kinds = np.array([kind in TEACHING for kind in events.kinds], dtype=bool)
    some = kinds[events.kind] if len(kinds) else np.zeros(0, dtype=bool)
    return np.bincount(events.source[some], minlength=here.size)


def _teaches(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    times = np.minimum(here.base.once("taught", lambda: _taught(here)), MANY_TIMES) / MANY_TIMES
    return np.broadcast_to(times[others][None, :], (len(seekers), len(others)))


def _teaches_told(here: Grounds, person: int, other: int) -> str:  # noqa: ARG001
    times = int(here.base.once("taught", lambda: _taught(here))[other])
    return f"mentored, trained or reviewed {tally(times, 'time')} lately" if times else ""


def _above(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """One or two levels up: near enough to remember, far enough to show the way."""
    level = here.numbers("level")
    up = np.nan_to_num(level[others][None, :] - level[seekers][:, None])
    return ((up >= 1) & (up <= 2)).astype(float)


def _above_told(here: Grounds, person: int, other: int) -> str:
    level = here.numbers("level")
    up = level[other] - level[person]
    return f"is {count(int(up), 'level')} up" if up >= 1 else ""


def _peer(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    level = here.numbers("level")
    return (level[others][None, :] == level[seekers][:, None]).astype(float)


def _peer_told(here: Grounds, person: int, other: int) -> str:
    return "is of the same level" if _one(_peer, here, person, other) else ""


MANAGER = Term(_manager, _manager_told)
TEAM, OTHER_TEAM = Term(_team, _team_told), Term(_other_team, _other_team_told)
PLACE, OTHER_PLACE = Term(_place, _place_told), Term(_other_place, _other_place_told)
CLOCK, MODE = Term(_clock, _clock_told), Term(_mode, _mode_told)
SHARED, ROOM = Term(_shared, _shared_told), Term(_room, _room_told)
TENURE, TEACHES = Term(_tenure, _tenure_told), Term(_teaches, _teaches_told)
ABOVE, PEER = Term(_above, _above_told), Term(_peer, _peer_told)
