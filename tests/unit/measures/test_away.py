"""Who was away without a record of it, as far as their contact tells."""

import numpy as np
import pytest

from ally_graph.measures import away as module
from ally_graph.measures.away import away

LENGTH = 120
LEAVE = range(50, 64)
EVERYBODY = [(0, 1), (0, 2), (0, 3), (1, 2), (2, 3), (1, 3)]


def meeting(leave=LEAVE, who=(0,), pairs=EVERYBODY):
    """Each pair meets every third day, each on its own turn, unless one of `who` is on leave."""
    days = [
        np.array([day for day in range(k % 3, LENGTH, 3) if day not in leave or not set(pair) & set(who)])
        for k, pair in enumerate(pairs)
    ]
    return np.array(pairs).T, np.array([len(some) for some in days]), np.concatenate(days)


def absent(known, seen=None, activity=None, people=4, **options):
    """The days away of the first person, and whether anybody else was away."""
    nothing = np.zeros((people, LENGTH), dtype=bool)
    activity = np.ones(LENGTH) if activity is None else activity
    found = away(*known, nothing if seen is None else seen, ~nothing, activity, **options)
    assert not found[1:].any()
    return np.flatnonzero(found[0]).tolist()


def test_who_meets_somebody_daily_and_then_nobody_for_a_fortnight_was_away():
    """Forty days of others than the closest, of 104: (1 + 13.5 / 104)^-70 or so, far below one in a thousand."""
    assert absent(meeting()) == list(LEAVE)


def test_who_has_lost_most_contact_is_not_away():
    """After the gap they meet nobody but once a month, or they have met nobody for longer than any leave."""
    seldom = [day for day in range(50, LENGTH) if day not in (75, 105)]
    assert absent(meeting(leave=seldom)) == []
    assert absent(meeting(leave=range(70, LENGTH))) == []
    assert absent(meeting(leave=range(80, LENGTH))) == list(range(80, LENGTH))


def test_a_few_days_are_no_absence():
    """With others than the closest on 28 of 42 days: (1 + 4.5 / (42 - 14))^-28 is .015, of a day more .007.

    Without half a day less for each contact it would be .03.
    """
    assert absent(meeting(leave=range(50, 54))) == []
    assert absent(meeting(leave=range(50, 55))) == list(range(50, 55))


@pytest.mark.parametrize(("until_now", "days"), [(True, list(range(100, LENGTH))), (False, [])])
def test_the_days_until_now_are_a_gap_where_this_is_asked(until_now, days):
    assert absent(meeting(leave=range(100, LENGTH)), until_now=until_now) == days


def test_nobody_is_away_on_a_day_on_which_they_did_something_nor_before_their_first():
    seen = np.zeros((4, LENGTH), dtype=bool)
    assert absent(meeting(leave=range(50, 59))) == list(range(50, 59))
    seen[0, 54] = True
    assert absent(meeting(leave=range(50, 59)), seen) == []
    assert absent(meeting(leave=range(57))) == []


def test_a_tie_that_cooled_makes_nobody_absent():
    """The first meets the second daily but for a fortnight, the others now and then."""
    ends = np.array([(0, 1), (0, 2), (1, 2), (2, 3), (1, 3)]).T
    every = [
        [day for day in range(LENGTH) if day not in LEAVE],
        [10, 40, 70, 110],
        *[range(k, LENGTH, 3) for k in range(3)],
    ]
    days = [np.array(some) for some in every]
    assert absent((ends, np.array([len(some) for some in days]), np.concatenate(days))) == []


def test_a_project_that_ended_makes_nobody_absent():
    """Three of four fall silent at once, each with the two others only."""
    pairs, month = [(0, 1), (0, 2), (1, 2)], range(50, 80)
    assert absent(meeting(month, (0, 1, 2), pairs)) == []
    assert absent(meeting(month, (0,), pairs))[: len(month)] == list(month)


def test_while_the_whole_company_is_quiet_nobody_is_away():
    activity = np.ones(LENGTH)
    activity[list(LEAVE)] = 0
    assert absent(meeting(), activity=activity) == []


def test_people_are_looked_at_in_parts_alike(monkeypatch):
    whole = absent(meeting())
    monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 1)
    assert absent(meeting()) == whole
