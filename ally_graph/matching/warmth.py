"""Which of one person's ties warm and which cool, each held against its own rhythm."""

from __future__ import annotations

import numpy as np

from ally_graph.culture.looked import Missing
from ally_graph.matching.grounds import Grounds
from ally_graph.measures.rhythm import Rhythms, rhythms
from ally_graph.stats import chance, distributions

WARMING, STEADY, QUIET, COOLING = "warming", "steady", "quiet", "cooling"
EARLY, OVER = "early", "over"
"""How a tie is doing. `quiet` may be chance, `early` has no rhythm yet, `over` ended for a reason on record."""
WHAT = "which of your ties warm and which cool"


def warmth(here: Grounds, me: int) -> dict[int, str] | Missing:
    """How each tie of a person is doing that has a rhythm, or has lately picked up; others are too early to tell.

    A tie is cooling when its silence has lasted 21 days with both at work, is twice the median gap and longer than its
    own rhythm explains. It is warming when the last 28 days hold more days of contact than the days before explain.
    Both hold beyond chance, at a false discovery rate over the ties of this one person.
    """
    if here.base.begin is None:
        do = "Load records in which each contact has its own day."
        return Missing(WHAT, "the records don't follow what happens from day to day", do)
    states = _by_rhythm(here, me)
    states |= {other: WARMING for other in _warming(here, me) if states.get(other, STEADY) in (STEADY, QUIET)}
    if not states:
        do = "Look again when the records reach further back."
        return Missing(WHAT, "none of your ties has been in touch on four days yet", do)
    return states


def _by_rhythm(here: Grounds, me: int) -> dict[int, str]:
    found, settings = _rhythms(here), here.settings
    mine = np.flatnonzero((found.one == me) | (found.other == me))
    others = np.where(found.one[mine] == me, found.other[mine], found.one[mine])
    over = found.ended[mine] | here.elsewhen[others]
    broken = found.broken(settings.cooling_silence)[mine] & (found.silent_days[mine] >= settings.cooling_days)
    q = np.ones(len(mine))
    q[~over] = chance.false_discovery(found.chance_of_silence(mine[~over]))
    sure = q <= settings.false_discovery_rate
    states = np.select([over, broken & sure, broken], [OVER, COOLING, QUIET], STEADY)
    return dict(zip(others.tolist(), states.tolist(), strict=True))


def _rhythms(here: Grounds) -> Rhythms:
    """The rhythms of all ties, worked out once for all who ask for their own."""
    return here.base.once("rhythms of all", lambda: rhythms(here.base, here.records))


def _warming(here: Grounds, me: int) -> list[int]:
    """With whom a person had more days of contact in the last slice than all the days before explain.

    What is expected is the share of the days with both at work, or that of all contact of the company where that is
    more: after the holidays everybody is in touch more often.
    """
    base, lately = here.base, here.settings.slice_days
    before = base.present.shape[1] - lately
    days = contact_days(here, me)
    others = sorted(other for other, ages in days.items() if len(ages) >= here.settings.rhythm_events)
    if before <= 0 or not others:
        return []
    both = base.seen_at_work[others] & base.seen_at_work[me]
    now, then = both[:, before:].sum(axis=1), both[:, :before].sum(axis=1)
    some = then > 0
    everybody = base.contacts(0, lately).sum() / max(1, base.contacts().sum())
    expected = np.maximum(now / np.maximum(1, now + then), everybody)
    new = np.array([sum(age < lately for age in days[other]) for other in others])
    whole = np.array([len(days[other]) for other in others])
    chances = np.where(some, distributions.binomial_above(new - 1, whole, np.minimum(expected, 1.0)), 1.0)
    sure = chance.false_discovery(chances) <= here.settings.false_discovery_rate
    return [other for other, is_sure in zip(others, sure & some, strict=True) if is_sure]


def contact_days(here: Grounds, me: int) -> dict[int, list[int]]:
    """On how many days back a person was in contact with each other, newest first; large meetings don't count."""
    events = here.base.events
    some = events.where(here.base.in_small_groups & ((events.source == me) | (events.target == me))).contact
    others = np.where(some.source == me, some.target, some.source).tolist()
    days: dict[int, set[int]] = {}
    for other, age in zip(others, some.age.tolist(), strict=True):
        days.setdefault(other, set()).add(int(age))
    return {other: sorted(ages) for other, ages in days.items()}
