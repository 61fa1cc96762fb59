"""Companies of any size: teams, people who differ, and who turns to whom.

People stand in the order of their teams, so that "somebody of this team, in proportion to popularity" is one look-up in
a running sum, whatever the size. In every event somebody who seeks (chosen by activity) meets somebody who helps
(chosen by popularity); the kind of record says which of them is named first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from ally_graph.errors import SettingError
from ally_graph.simulate.company import SCENARIOS, Company, Plan, no_truth
from ally_graph.simulate.crowd_people import DEPENDANTS, ISOLATED_CONTACT, Crowd, crowd_of
from ally_graph.simulate.workdays import MINUTES, busyness, first_day, seconds_of_day

EVENTS_PER_PERSON = 100.0
PIECE = 1_000_000
INSIDE_TEAM = 0.75
SOLE_SHARE = 0.65
LOAD = 5.0
DEPENDANTS_SEEK = (LOAD - 1) / DEPENDANTS / SOLE_SHARE
RECOGNITION_SHARE = 0.08
REQUEST_SHARE = 0.04
ANSWERED_SHARE = 0.75
HELP_KINDS = {"help": 0.40, "answer": 0.13, "review": 0.16, "mentoring": 0.07, "cover": 0.05, "checkin": 0.06}
MUTUAL_KINDS = {"meeting": 0.33, "message": 0.42, "pairing": 0.25}
HELP_AMONG_CONTACTS = 0.6
KINDS = tuple(sorted({*HELP_KINDS, *MUTUAL_KINDS, "request"}))
REDRAWS = 25
SECONDS_A_DAY = MINUTES * 60
ANSWER_WITHIN_DAYS = 2


@SCENARIOS.add("Plain company", question="Does the product find the people who were planted?")
def plain(plan: Plan) -> Company:
    """People alike enough, with isolated and over-relied people planted among them."""
    usual = 2 if plan.people >= 40 else 0
    isolated = usual if plan.isolated is None else plan.isolated
    overrelied = usual if plan.overrelied is None else plan.overrelied
    rng = np.random.default_rng(1 if plan.seed is None else plan.seed)
    crowd = crowd_of(plan, rng, isolated=isolated, overrelied=overrelied, alike=True)
    return _company(crowd, plan, rng)


@SCENARIOS.add("Random company", question="How much does the product find where nothing is to be found?")
def random(plan: Plan) -> Company:
    """Nothing planted: people differ in popularity and activity, teams in size.

    Nobody reports to anybody: contact is drawn without regard to managers, and a leader who meets no report would be
    a finding that was planted after all.
    """
    if plan.isolated or plan.overrelied:
        raise SettingError("The scenario random plants nobody. Choose plain, or leave isolated and overrelied out.")
    rng = np.random.default_rng(2 if plan.seed is None else plan.seed)
    crowd = crowd_of(plan, rng, isolated=0, overrelied=0, alike=False)
    return _company(replace(crowd, people=crowd.people.drop(columns="manager_id")), plan, rng)


def _company(crowd: Crowd, plan: Plan, rng: np.random.Generator) -> Company:
    each = EVENTS_PER_PERSON if plan.events_per_person is None else plan.events_per_person
    size = round(plan.people * each * plan.months / 12)
    small = {"people": crowd.people, "absences": crowd.absences}
    truth = no_truth() | {
        "isolated": sorted(crowd.ids[crowd.isolated].tolist()),
        "overrelied": sorted(crowd.ids[crowd.helpers].tolist()),
    }
    return Company(small, _pieces(crowd, plan.months, size, rng), size, truth)


@dataclass(frozen=True)
class Meetings:
    """Who sought whom, on which day (counted from 1970) and at which second of it."""

    seeker: np.ndarray
    helper: np.ndarray
    day: np.ndarray
    second: np.ndarray

    def __len__(self) -> int:
        return len(self.seeker)

    def part(self, start: int, stop: int) -> Meetings:
        """Some of them."""
        return Meetings(*(column[start:stop] for column in (self.seeker, self.helper, self.day, self.second)))


NOBODY = Meetings(*(np.zeros(0, dtype=np.int64) for _ in range(4)))


def _pieces(
    crowd: Crowd, months: int, size: int, rng: np.random.Generator
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """The events of the whole span, in stretches of days that hold at most a million or so."""
    stretches = _stretches(months, size)
    busy = np.array([busyness(days).sum() for days in stretches])
    ends = np.rint(np.cumsum(busy) / max(busy.sum(), 1e-9) * size).astype(np.int64)
    for days, count in zip(stretches, np.diff(ends, prepend=0), strict=True):
        yield _piece(crowd, days, int(count), rng)


def _stretches(months: int, size: int) -> list[np.ndarray]:
    """The days of each month, a month with more than a million events in equal parts."""
    first = first_day(months)
    edges = (first.astype("datetime64[M]") + np.arange(months + 1)).astype("datetime64[D]")
    parts = -(-size // (months * PIECE)) or 1
    whole = [np.arange(a, b, dtype="datetime64[D]") for a, b in pairwise(edges)]
    return [part for days in whole for part in np.array_split(days, parts)]


def _piece(crowd: Crowd, days: np.ndarray, count: int, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    thanks = round(RECOGNITION_SHARE * count)
    asked = round(REQUEST_SHARE * count)
    answered = round(ANSWERED_SHARE * asked)
    helped = round(HELP_AMONG_CONTACTS * (count - thanks - asked - answered))
    support = _meetings(crowd, days, thanks + asked + helped, rng, support=True)
    contact = _meetings(crowd, days, count - thanks - asked - answered - helped, rng, support=False)
    requests, helps = support.part(thanks, thanks + asked), support.part(thanks + asked, len(support))
    answers = _answers(crowd, requests.part(0, answered), days, rng)
    parts = [
        _rows(helps, _kinds(HELP_KINDS, len(helps), rng), helper_first=True),
        _rows(contact, _kinds(MUTUAL_KINDS, len(contact), rng), helper_first=False),
        _rows(requests, np.full(len(requests), KINDS.index("request")), helper_first=False),
        _rows(answers, np.full(len(answers), KINDS.index("answer")), helper_first=True),
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return _interactions(crowd, *columns), _recognitions(crowd, support.part(0, thanks), rng)


def _meetings(crowd: Crowd, days: np.ndarray, count: int, rng: np.random.Generator, *, support: bool) -> Meetings:
    """Draw who seeks whom and when; nobody is met while away."""
    here = crowd.presence(days)
    seeking = crowd.activity * here * np.where(crowd.sole_helper >= 0, DEPENDANTS_SEEK if support else 1.0, 1.0)
    if count == 0 or np.count_nonzero(seeking) < 2:
        return NOBODY
    edges = np.concatenate([[0.0], np.cumsum(seeking)])
    seeker = _draw(edges, rng.random(count) * edges[-1])
    helper = _helpers(crowd, seeker, crowd.popularity * here, rng)
    if support:
        sole = crowd.sole_helper[seeker]
        helper = np.where((sole >= 0) & _evenly(seeker, SOLE_SHARE, rng), sole, helper)
    _seldom(crowd, seeker, helper, rng)
    return _timed(crowd, seeker, helper, days, rng)


def _seldom(crowd: Crowd, seeker: np.ndarray, helper: np.ndarray, rng: np.random.Generator) -> None:
    """Put isolated people in a tenth as many meetings as usual, by turns as the one who seeks and who helps.

    They are not drawn like everybody else, because one in forty would have twice that by luck and not be isolated. The
    first of them is in none.
    """
    usual = 2 * len(seeker) / len(crowd.ids)
    for person in crowd.isolated[1:].tolist():
        count = int(ISOLATED_CONTACT * usual + rng.random())
        for k in range(count):
            own, other = (seeker, helper) if k % 2 else (helper, seeker)
            mates = np.flatnonzero((crowd.team[other] == crowd.team[person]) & ~np.isin(other, crowd.isolated))
            free = mates[~np.isin(own[mates], [*crowd.isolated, *crowd.helpers])]
            if len(free):
                own[rng.choice(free)] = person


def _draw(edges: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The interval of the running sum in which each point lies; empty intervals are never hit."""
    return np.clip(np.searchsorted(edges, points, side="right") - 1, 0, len(edges) - 2)


def _helpers(crowd: Crowd, seeker: np.ndarray, popularity: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Whom each seeker turns to: mostly somebody of their own team, else of a neighbouring one, never themselves."""
    edges = np.concatenate([[0.0], np.cumsum(popularity)])
    own = crowd.team[seeker]
    low, high = edges[crowd.first[own]], edges[crowd.first[own + 1]]
    alone = high - low - popularity[seeker] <= 1e-9
    inside = ~alone & (rng.random(len(seeker)) < INSIDE_TEAM) | (crowd.neighbours.shape[1] == 0)
    points = low + rng.random(len(seeker)) * (high - low - popularity[seeker])
    points += np.where(points >= edges[seeker], popularity[seeker], 0.0)
    if crowd.neighbours.shape[1]:
        pick = rng.integers(crowd.neighbours.shape[1], size=len(seeker))
        other = crowd.neighbours[own, pick]
        start, stop = edges[crowd.first[other]], edges[crowd.first[other + 1]]
        points = np.where(inside, points, start + rng.random(len(seeker)) * (stop - start))
    return _draw(edges, points)


def _evenly(seeker: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """A mask that takes this share of each person's meetings, as nearly as whole meetings allow.

    >>> int(_evenly(np.zeros(20, dtype=int), 0.65, np.random.default_rng(1)).sum())
    13
    """
    order = np.argsort(seeker, kind="stable")
    place = np.empty(len(seeker), dtype=np.int64)
    place[order] = np.arange(len(seeker)) - np.searchsorted(seeker[order], seeker[order], side="left")
    shift = rng.random(int(seeker.max(initial=0)) + 1)[seeker]
    return np.floor((place + 1) * share + shift) > np.floor(place * share + shift)


def _timed(
    crowd: Crowd, seeker: np.ndarray, helper: np.ndarray, days: np.ndarray, rng: np.random.Generator
) -> Meetings:
    """Days on which both are at work, and times of day; what fits nowhere repeats another meeting of the stretch."""
    numbers = days.astype(np.int64)
    edges = np.concatenate([[0.0], np.cumsum(busyness(days))])
    day = numbers[_draw(edges, rng.random(len(seeker)) * edges[-1])]
    wrong = np.flatnonzero(~crowd.both_here(seeker, helper, day) | (seeker == helper))
    for _ in range(REDRAWS):
        day[wrong] = numbers[_draw(edges, rng.random(len(wrong)) * edges[-1])]
        away = ~crowd.both_here(seeker[wrong], helper[wrong], day[wrong])
        wrong = wrong[away | (seeker[wrong] == helper[wrong])]
    right = np.setdiff1d(np.arange(len(seeker)), wrong)
    if len(right) == 0:
        return NOBODY
    source = right[rng.integers(len(right), size=len(wrong))]
    for column in (seeker, helper, day):
        column[wrong] = column[source]
    return Meetings(seeker, helper, day, seconds_of_day(len(seeker), rng))


def _answers(crowd: Crowd, asked: Meetings, days: np.ndarray, rng: np.random.Generator) -> Meetings:
    """The answers to requests: up to two days later if both are at work then, else later on the same day."""
    numbers = days.astype(np.int64)
    day = np.minimum(asked.day + rng.integers(ANSWER_WITHIN_DAYS + 1, size=len(asked)), numbers[-1])
    at_work = np.isin(day, numbers[busyness(days) > 0]) & crowd.both_here(asked.seeker, asked.helper, day)
    day = np.where(at_work, day, asked.day)
    second = seconds_of_day(len(asked), rng)
    late = np.minimum(asked.second + rng.integers(600, 7200, size=len(asked)), SECONDS_A_DAY - 1)
    return Meetings(asked.seeker, asked.helper, day, np.where(day == asked.day, late, second))


def _kinds(shares: dict[str, float], count: int, rng: np.random.Generator) -> np.ndarray:
    """Kinds drawn by their shares, as codes of `KINDS`."""
    codes = np.array([KINDS.index(kind) for kind in shares])
    edges = np.concatenate([[0.0], np.cumsum(list(shares.values()))])
    return codes[_draw(edges, rng.random(count) * edges[-1])]


def _rows(meetings: Meetings, kind: np.ndarray, *, helper_first: bool) -> tuple[np.ndarray, ...]:
    """First person, second person, second since 1970 and kind of each record."""
    pair = (meetings.helper, meetings.seeker) if helper_first else (meetings.seeker, meetings.helper)
    return (*pair, meetings.day * SECONDS_A_DAY + meetings.second, kind)


def _interactions(
    crowd: Crowd, first: np.ndarray, second: np.ndarray, time: np.ndarray, kind: np.ndarray
) -> pd.DataFrame:
    first, second = crowd.code[first], crowd.code[second]
    order = np.lexsort((kind, second, first, time))
    return pd.DataFrame(
        {
            "from_id": crowd.people_by_code(first[order]),
            "to_id": crowd.people_by_code(second[order]),
            "timestamp": time[order].astype("datetime64[s]").astype("datetime64[us]"),
            "kind": pd.Categorical.from_codes(kind[order], categories=list(KINDS)),
        }
    )


def _recognitions(crowd: Crowd, meetings: Meetings, rng: np.random.Generator) -> pd.DataFrame:
    """Thanks: given by the one who sought, received by the one who helped."""
    elements = ["communication", "development", "recognition", "shared_responsibility"]
    giver, receiver, time, _ = _rows(meetings, np.zeros(len(meetings), dtype=int), helper_first=False)
    giver, receiver = crowd.code[giver], crowd.code[receiver]
    element = rng.integers(len(elements), size=len(meetings))
    order = np.lexsort((element, receiver, giver, time))
    return pd.DataFrame(
        {
            "giver_id": crowd.people_by_code(giver[order]),
            "receiver_id": crowd.people_by_code(receiver[order]),
            "timestamp": time[order].astype("datetime64[s]").astype("datetime64[us]"),
            "element": pd.Categorical.from_codes(element[order], categories=elements),
        }
    )
