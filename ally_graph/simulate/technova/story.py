"""The year at TechNova as a list of working ties: who is in touch with whom, from when to when, and how.

Everything the sample data is meant to show is planted here and in `cast`; `events` only plays it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from ally_graph.simulate.technova.cast import (
    ARCHITECT,
    CIRCLE,
    COOLING,
    DESIGN,
    DESIGN_BRIDGE,
    DESIGN_LEAD,
    DIRECTOR,
    FIRST_LINE_LEAD,
    GAP_LEADER,
    HIRED,
    HR_LEAD,
    ISOLATED,
    LEFT_OUT_SINCE,
    MENTORS,
    MOBILE_LEAD,
    NEWCOMER,
    PLATFORM_LEAD,
    SECOND_LINE_LEAD,
    SQUADS,
    SUPPORT_BRIDGE,
    WEB_LEAD,
    YEAR,
)

CIRCLE_CLOSES = "2025-07-01"
SUPPORT_MEETS_DESIGN = "2025-09-01"
COOLED_AFTER = "2025-11-21"
EXPANSION = "2025-04-01"

CROSS_SQUAD = ((7, 14), (8, 21), (9, 15), (16, 22), (17, 23), (18, 20), (41, 49), (42, 50), (43, 51), (44, 49))
CROSS_TEAM = {
    YEAR[0]: ((8, 31), (9, 42), (16, 55), (17, 55), (18, 56), (57, 49), (57, 50), (58, 33)),
    EXPANSION: ((14, 32), (15, 43), (22, 44), (21, 56), (7, 56), (58, 31)),
    SUPPORT_MEETS_DESIGN: ((23, 33), (16, 56), (17, 56), (22, 41)),
}
BRIDGING = (
    (SUPPORT_BRIDGE, 9),
    (SUPPORT_BRIDGE, 22),
    (SUPPORT_BRIDGE, 57),
    (SUPPORT_BRIDGE, HR_LEAD),
    (DESIGN_BRIDGE, 8),
    (DESIGN_BRIDGE, 23),
    (DESIGN_BRIDGE, 58),
    (DESIGN_BRIDGE, HR_LEAD),
)
DESIGN_REACH = 3
"""In design, the largest squad, people work most with the three who sit next to them on either side."""

USUAL, CLOSE, WEEKLY = 1.0, 1.35, 2.1


@dataclass(frozen=True)
class Tie:
    """Two people in touch: `pace` against the usual one, and the `style` that decides the kinds of record.

    In the styles `lead` and `chatty lead` the first is the manager of the second, in `mentor` the mentor.
    """

    first: int
    second: int
    style: str = "peer"
    pace: float = USUAL
    start: str = YEAR[0]
    end: str = YEAR[1]


@cache
def ties() -> tuple[Tie, ...]:
    """Every tie of the year, in a fixed order."""
    found = [*_squads(), *_leaders(), *_circle(), *_across(), *_hires()]
    return tuple(sorted(found, key=lambda tie: (tie.first, tie.second, tie.start)))


def _end(one: int, other: int) -> str:
    """When a usual tie ends: when one of them is left out, or withdraws into the circle."""
    if one in ISOLATED or other in ISOLATED:
        return LEFT_OUT_SINCE
    if (one in CIRCLE) or (other in CIRCLE):
        return CIRCLE_CLOSES
    return YEAR[1]


def _squads() -> Iterator[Tie]:
    """Within a squad everybody works with everybody, in design with those near them."""
    for lead, reports in SQUADS.items():
        staff = [number for number in reports if number not in HIRED]
        for number in staff if lead != DIRECTOR else reports:
            style, pace = ("chatty lead", WEEKLY) if lead == GAP_LEADER else ("lead", USUAL)
            yield Tie(lead, number, style, pace, end=_end(lead, number))
        if lead not in (DIRECTOR, DESIGN_LEAD):
            yield from (_mates(one, other) for one, other in combinations(staff, 2))
    yield from _design_mates()


def _mates(one: int, other: int, start: str = YEAR[0]) -> Tie:
    for mentee, mentor in ((one, other), (other, one)):
        if MENTORS.get(mentee) == mentor:
            return Tie(mentor, mentee, "mentor", CLOSE, start, _end(one, other))
    return Tie(one, other, start=start, end=_end(one, other))


def _design_mates() -> Iterator[Tie]:
    """A ring of designers; the one of the circle stands outside it and knew a few of them before."""
    ring = [number for number in DESIGN if number not in (*CIRCLE, *ISOLATED)]
    for place, one in enumerate(ring):
        for step in range(1, DESIGN_REACH + 1):
            other = ring[(place + step) % len(ring)]
            start = max(HIRED.get(one, YEAR[0]), HIRED.get(other, YEAR[0]))
            yield _mates(min(one, other), max(one, other), start)
    for number in sorted(set(CIRCLE) & set(DESIGN)):
        yield from (_mates(number, ring[(number + step) % len(ring)]) for step in range(4))


def _leaders() -> Iterator[Tie]:
    """Leads talk among themselves, and with the architect until the circle closes."""
    for one, other in (
        (WEB_LEAD, PLATFORM_LEAD),
        (WEB_LEAD, MOBILE_LEAD),
        (PLATFORM_LEAD, MOBILE_LEAD),
        (FIRST_LINE_LEAD, SECOND_LINE_LEAD),
    ):
        yield Tie(one, other)
    for lead in (WEB_LEAD, PLATFORM_LEAD, MOBILE_LEAD, DESIGN_LEAD):
        yield Tie(lead, ARCHITECT, end=CIRCLE_CLOSES)


def _circle() -> Iterator[Tie]:
    """From July on the circle keeps to itself."""
    for one, other in combinations(sorted(CIRCLE), 2):
        yield Tie(one, other, "circle", CLOSE, start=CIRCLE_CLOSES)


def _across() -> Iterator[Tie]:
    """Ties across squads and teams, more of them with every phase."""
    for one, other in CROSS_SQUAD:
        yield Tie(one, other)
    for start, pairs in CROSS_TEAM.items():
        yield from (Tie(one, other, start=start) for one, other in pairs)
    yield from (Tie(one, other, start=SUPPORT_MEETS_DESIGN) for one, other in BRIDGING)
    yield Tie(DESIGN_BRIDGE, SUPPORT_BRIDGE, pace=WEEKLY, start=SUPPORT_MEETS_DESIGN)
    yield Tie(*COOLING, "weekly", WEEKLY, end=COOLED_AFTER)


def _hires() -> Iterator[Tie]:
    """New people meet their squad from their first day; the last one of the year was forgotten."""
    for number, start in HIRED.items():
        if number == NEWCOMER:
            continue
        lead, squad = next((lead, reports) for lead, reports in SQUADS.items() if number in reports)
        yield Tie(lead, number, "lead", start=start)
        if lead != DESIGN_LEAD:
            mates = (other for other in squad if other != number and _end(number, other) == YEAR[1])
            yield from (_mates(other, number, max(start, HIRED.get(other, start))) for other in mates)
