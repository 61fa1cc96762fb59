"""The story played out: every interaction and every thank-you of TechNova's year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from ally_graph.simulate.technova import story
from ally_graph.simulate.technova.cast import (
    CIRCLE,
    DEPENDANTS,
    GAP_LEADER,
    HR_LEAD,
    ISOLATED,
    LEFT_OUT_SINCE,
    ONLY_GIVES,
    PART_TIME,
    SIZE,
    SQUADS,
    Cast,
    manager_of,
    team_of,
)
from ally_graph.simulate.technova.diary import DAYS, FIRST, Diary, day_of
from ally_graph.simulate.technova.story import Tie
from ally_graph.simulate.workdays import seconds_of_day
from ally_graph.vocabulary import KINDS, Flow

SLICE = 28
SLICES = tuple((DAYS - SLICE * k - SLICE, DAYS - SLICE * k) for k in reversed(range(DAYS // SLICE)))
"""Four whole weeks each, counted back from the end of the year, first and past-the-last day."""
DAYS_IN_TOUCH_FULLY = 16
"""With fewer working days together in four weeks, two people meet less often."""
PACE = {"2025-01-01": 1.65, "2025-04-01": 1.9, "2025-09-01": 2.25}
"""Contacts of a usual tie in four weeks, from phase to phase."""
LEAST_SINCE = {"2025-01-01": 1, "2025-09-01": 2}
LAST_WINDOW = "2025-10-03"

OVERLOAD_SINCE = SLICES[-5][0]
FROM_OTHERS = 2
"""Helps that a dependant still gets from everybody else in four weeks, at most."""
FOR_EACH_FROM_OTHERS = 2.3
"""Helps from the helper for each of those: seven in ten come from the helper."""
LEAST_TO_DEPENDANT = 3
ANSWERED = 0.85
TURNED_AWAY = 6
ONE_OFFS = 4
ACCESS_ASKERS = 4
THANKS = {"2025-01-01": 0.15, "2025-04-01": 0.23, "2025-09-01": 0.27}
ELEMENTS = {
    "help": ("shared_responsibility", "recognition", "empathy"),
    "cover": ("shared_responsibility", "flexibility"),
    "mentoring": ("development", "empathy"),
    "review": ("development", "recognition"),
    "answer": ("communication", "recognition"),
    "checkin": ("communication", "empathy", "inclusion"),
}
Shares = dict[str, float]
STYLES: dict[str, Shares] = {
    "peer": {"help": 30, "review": 12, "answer": 4, "request": 7, "meeting": 20, "message": 17, "pairing": 10},
    "mentor": {"mentoring": 38, "help": 8, "review": 8, "request": 8, "meeting": 20, "message": 18},
    "lead": {"checkin": 38, "help": 8, "answer": 6, "request": 6, "meeting": 26, "message": 16},
    "chatty lead": {"checkin": 26, "help": 4, "answer": 4, "request": 6, "meeting": 28, "message": 32},
    "circle": {"help": 48, "review": 10, "answer": 8, "meeting": 18, "message": 16},
    "weekly": {"help": 40, "review": 10, "meeting": 25, "message": 25},
    "overload": {"help": 45, "answer": 10, "request": 20, "review": 15, "mentoring": 10},
}
"""How often each kind of record occurs in a tie of each style; a request is followed by its answer."""


@dataclass
class Log:
    """The records so far; `given` counts help per receiver and slice from others than their helper."""

    rows: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    given: Counter = field(default_factory=Counter)

    def add(self, one: int, other: int, day: int, second: int, kind: str) -> None:
        """Note a record: two people, the day of the year, the second of the day, the kind."""
        self.rows.append((one, other, day, second, kind))


def since(steps: dict[str, float], day: int) -> float:
    """The value of the last step that has begun by that day.

    >>> since({"2025-01-01": 1, "2025-09-01": 2}, 31)
    1
    """
    return [value for start, value in steps.items() if day_of(start) <= day][-1]


def interactions(diary: Diary, rng: np.random.Generator) -> list[tuple[int, int, int, int, str]]:
    """Every record of the year: from, to, day, second, kind, in order of time."""
    log = Log()
    for start, stop in SLICES:
        for tie in story.ties():
            _play(log, tie, start, stop, diary, rng)
    for step in (_overload, _handovers, _trainings, _one_offs, _only_gives, _turned_away, _access):
        step(log, diary, rng)
    return sorted(log.rows, key=lambda row: (row[2], row[3], row))


def _play(log: Log, tie: Tie, start: int, stop: int, diary: Diary, rng: np.random.Generator) -> None:
    """The records of one tie in one slice, spread over the days on which both are at work."""
    pair = (tie.first, tie.second)
    free = diary.days_of(pair, max(start, day_of(tie.start)), min(stop, day_of(tie.end) + 1))
    if len(free) == 0:
        return
    for turn, day in enumerate(_spread(free, _how_many(tie, free, diary, rng), diary, rng)):
        kind = "help" if tie.style == "circle" and turn < 2 else _kind(tie.style, int(day), rng)
        giver, taker = _direction(tie, kind, turn, rng)
        if KINDS[kind].flow in (Flow.GIVEN, Flow.ASKED) and not _may_give(log, giver, taker, start):
            giver, taker, kind = taker, giver, str(rng.choice(["meeting", "message"]))
        if kind == "request":
            _request(log, taker, giver, int(day), diary, rng)
        else:
            log.add(giver, taker, int(day), _second(rng), kind)


def _how_many(tie: Tie, free: np.ndarray, diary: Diary, rng: np.random.Generator) -> int:
    """Contacts of a tie in a slice: its pace, less in short or interrupted slices, for part-timers, never none."""
    hours = min(PART_TIME.get(tie.first, 1.0), PART_TIME.get(tie.second, 1.0)) ** 0.5
    here = min(1.0, diary.busy[free].sum() / DAYS_IN_TOUCH_FULLY)
    expected = since(PACE, int(free[0])) * tie.pace * hours * here
    count = int(expected + rng.random())
    return max(count, int(since(LEAST_SINCE, int(free[0]))) if len(free) >= 5 else 1)


def _spread(free: np.ndarray, count: int, diary: Diary, rng: np.random.Generator) -> list[int]:
    """So many days, one from each equal part of the free ones, quiet days less often."""
    parts = [part for part in np.array_split(free, count) if len(part)]
    return [int(rng.choice(part, p=diary.busy[part] / diary.busy[part].sum())) for part in parts]


def _kind(style: str, day: int, rng: np.random.Generator) -> str:
    shares = STYLES[style]
    kind = str(rng.choice(list(shares), p=np.array(list(shares.values())) / sum(shares.values())))
    return "help" if kind == "review" and day < day_of(story.EXPANSION) else kind


def _direction(tie: Tie, kind: str, turn: int, rng: np.random.Generator) -> tuple[int, int]:
    """Who gives and who takes: leads check in, mentors mentor, the circle takes turns, else either way."""
    one_way = kind in ("checkin", "mentoring")
    forward = turn % 2 == 0 if tie.style == "circle" else one_way or rng.random() < 0.5
    return (tie.first, tie.second) if forward else (tie.second, tie.first)


def _helper_of(person: int) -> int | None:
    return next((helper for helper, dependants in DEPENDANTS.items() if person in dependants), None)


def _may_give(log: Log, giver: int, taker: int, start: int) -> bool:
    """Whether this help still fits: dependants get little from anybody but their helper, and that is counted apart."""
    if start < OVERLOAD_SINCE or _helper_of(taker) is None:
        return True
    if _helper_of(taker) == giver or log.given[taker, start] >= FROM_OTHERS:
        return False
    log.given[taker, start] += 1
    return True


def _request(log: Log, asker: int, asked: int, day: int, diary: Diary, rng: np.random.Generator) -> None:
    """A question, and most often its answer: the same day or one of the next two."""
    second = _second(rng)
    log.add(asker, asked, day, second, "request")
    if rng.random() >= ANSWERED:
        return
    free = diary.days_of((asker, asked), day + 1, min(day + 3, DAYS))
    if len(free) and rng.random() < 0.5:
        log.add(asked, asker, int(rng.choice(free)), _second(rng), "answer")
    else:
        log.add(asked, asker, day, second + int(rng.integers(600, 7200)), "answer")


def _second(rng: np.random.Generator) -> int:
    return int(seconds_of_day(1, rng)[0])


def _overload(log: Log, diary: Diary, rng: np.random.Generator) -> None:
    """The over-relied helpers at work: for each dependant, twice as much in every slice as everybody else gives."""
    pairs = [(helper, taker) for helper, dependants in DEPENDANTS.items() for taker in dependants]
    for (start, stop), (helper, taker) in product(SLICES[-5:], pairs):
        free = diary.days_of((helper, taker), start, stop)
        if len(free) == 0:
            continue
        count = max(LEAST_TO_DEPENDANT, int(log.given[taker, start] * FOR_EACH_FROM_OTHERS + rng.random()))
        for day in _spread(free, count, diary, rng):
            _lean_on(log, helper, taker, day, rng)


def _lean_on(log: Log, helper: int, taker: int, day: int, rng: np.random.Generator) -> None:
    """One help of an over-relied helper, asked for or not."""
    kind, second = _kind("overload", day, rng), _second(rng)
    if kind == "request":
        log.add(taker, helper, day, second - 1800, "request")
    log.add(helper, taker, day, second, "answer" if kind == "request" else kind)


def _handovers(log: Log, diary: Diary, rng: np.random.Generator) -> None:
    """Who covered for somebody on leave hands back on their first day at work."""
    for number, start, stop in diary.leaves:
        free = diary.days_of((number,), stop + 1, min(stop + 8, DAYS))
        if stop - start < 4 or len(free) == 0 or _left_out(number, int(free[0])):
            continue
        day = int(free[0])
        mates = [
            one for one in _close_to(number, day) if diary.here[one, start : stop + 1].all() and diary.here[one, day]
        ]
        if mates and _helper_of(number) is None:
            log.add(int(rng.choice(mates)), number, day, _second(rng), "cover")


def _close_to(number: int, day: int) -> list[int]:
    """The people of a person's working ties on that day, their leads and reports aside."""
    return sorted(
        tie.second if tie.first == number else tie.first
        for tie in story.ties()
        if number in (tie.first, tie.second) and "lead" not in tie.style and day_of(tie.start) <= day <= day_of(tie.end)
    )


def _left_out(number: int, day: int) -> bool:
    return (number in ISOLATED and day > day_of(LEFT_OUT_SINCE)) or (
        number in CIRCLE and day >= day_of(story.CIRCLE_CLOSES)
    )


def _trainings(log: Log, diary: Diary, rng: np.random.Generator) -> None:
    """Once a quarter HR trains eight people: empathy, communication, time."""
    for date in ("2025-05-12", "2025-09-08", "2025-11-10"):
        day, second = int(diary.days_of((HR_LEAD,), day_of(date), day_of(date) + 14)[0]), _second(rng)
        open_to = [one for one in _ordinary(day) if team_of(one) != "HR" and diary.here[one, day]]
        for one in rng.choice(open_to, 8, replace=False).tolist():
            log.add(HR_LEAD, one, day, second, "training")


def _ordinary(day: int) -> list[int]:
    """People outside the planted stories on that day."""
    planned = {one for dependants in DEPENDANTS.values() for one in dependants}
    return [one for one in range(SIZE) if not _left_out(one, day) and one not in planned]


def _apart(one: int, other: int) -> bool:
    """Whether two people are of support and design, who hardly knew each other before the last phase."""
    return {team_of(one), team_of(other)} == {"support", "design"}


def _one_offs(log: Log, diary: Diary, rng: np.random.Generator) -> None:
    """Single helps between people who have no working tie, never twice the same two in the year."""
    used = {frozenset((tie.first, tie.second)) for tie in story.ties()}
    used |= {frozenset((lead, one)) for lead, reports in SQUADS.items() for one in reports}
    for start, stop in SLICES:
        for _ in range(ONE_OFFS):
            day = int(rng.choice(np.arange(start, stop), p=diary.busy[start:stop] / diary.busy[start:stop].sum()))
            one, other = (int(who) for who in rng.choice(_ordinary(day), 2, replace=False))
            if frozenset((one, other)) in used or not diary.here[[one, other], day].all():
                continue
            used.add(frozenset((one, other)))
            log.add(one, other, day, _second(rng), "help")


def _only_gives(log: Log, diary: Diary, rng: np.random.Generator) -> None:
    """Somebody helps seven different colleagues once each and nobody comes back."""
    known = set(_close_to(ONLY_GIVES, day_of(LEFT_OUT_SINCE) - 1)) | {manager_of(ONLY_GIVES)}
    strangers = [one for one in _ordinary(DAYS - 1) if one not in known and not _apart(one, ONLY_GIVES)]
    chosen = iter(rng.permutation([one for one in strangers if one != GAP_LEADER]).tolist())
    for (start, stop), count in zip(SLICES[-3:], (2, 3, 2), strict=True):
        days = diary.days_of((ONLY_GIVES,), start, stop)
        for day in _spread(days, count, diary, rng):
            taker = next(one for one in chosen if diary.here[one, day])
            log.add(ONLY_GIVES, taker, day, _second(rng), "help")


def _turned_away(log: Log, diary: Diary, rng: np.random.Generator) -> None:
    """People outside ask the circle and hear nothing, each pair once."""
    used: set[tuple[int, int]] = set()
    for start, stop in SLICES[-5:]:
        for _ in range(TURNED_AWAY):
            asked = int(rng.choice(CIRCLE))
            askers = [one for one in _ordinary(start) if not _apart(one, asked) and (one, asked) not in used]
            asker = int(rng.choice([one for one in askers if one != manager_of(asked)]))
            used.add((asker, asked))
            free = diary.days_of((asker, asked), start, stop)
            if len(free):
                log.add(asker, asked, int(rng.choice(free)), _second(rng), "request")


def _access(log: Log, diary: Diary, rng: np.random.Generator) -> None:
    """Colleagues say in autumn that they need more of an over-relied helper's time."""
    for helper, dependants in DEPENDANTS.items():
        mates = [one for one in _close_to(helper, DAYS - 1) if one not in dependants]
        askers = [*dependants[:2], *rng.choice(mates, ACCESS_ASKERS - 2, replace=False).tolist()]
        for asker in askers:
            free = diary.days_of((asker, helper), day_of(LAST_WINDOW) + 3, DAYS - 14)
            log.add(int(asker), helper, int(rng.choice(free)), _second(rng), "access")


def recognitions(
    rows: Sequence[tuple[int, int, int, int, str]], diary: Diary, rng: np.random.Generator
) -> list[tuple[int, int, int, int, str]]:
    """Thanks for some of the help between people in touch: giver, receiver, day, second, element, in order of time."""
    in_touch = {frozenset((tie.first, tie.second)) for tie in story.ties()}
    in_touch |= {frozenset((helper, taker)) for helper, takers in DEPENDANTS.items() for taker in takers}
    found = []
    for giver, taker, day, _, kind in rows:
        thankful = kind in ELEMENTS and frozenset((giver, taker)) in in_touch and rng.random() < since(THANKS, day)
        if not thankful or _unthanked(giver, day):
            continue
        free = diary.days_of((taker, giver), day + 1, min(day + 4, DAYS))
        if len(free):
            found.append((taker, giver, int(rng.choice(free)), _second(rng), str(rng.choice(ELEMENTS[kind]))))
    return sorted(found, key=lambda row: (row[2], row[3], row))


def _unthanked(giver: int, day: int) -> bool:
    """Thanks would reach into the time in which nobody is in touch with them."""
    return giver in ISOLATED and day >= day_of(LEFT_OUT_SINCE) - 5


def frames(people: Cast, rows: Sequence[tuple], thanks: Sequence[tuple]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two event tables of the data folder."""
    return (
        _frame(people, rows, ("from_id", "to_id", "timestamp", "kind")),
        _frame(people, thanks, ("giver_id", "receiver_id", "timestamp", "element")),
    )


def _frame(people: Cast, rows: Sequence[tuple], columns: tuple[str, ...]) -> pd.DataFrame:
    one, other, day, second, word = (np.array(column) for column in zip(*rows, strict=True))
    times = FIRST.astype("datetime64[s]") + (day * 86_400 + second).astype("timedelta64[s]")
    values = (people.ids[one], people.ids[other], times.astype("datetime64[us]"), word)
    frame = pd.DataFrame(dict(zip(columns, values, strict=True)))
    return frame.sort_values([columns[2], *columns[:2], columns[3]], ignore_index=True)
