"""How often two people are in touch, and when their silence means something."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from ally_graph.measures import rhythm
from ally_graph.measures.rhythm import Rhythms, rhythms, tie_states
from ally_graph.network import network_of
from ally_graph.records import from_tables
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, ago, event, numbered, records_of, ring, roster

PAIR = ["ana", "bo"]


def every(days, times, silent, one="ana", other="bo", kind="meeting", weight=1.0):
    """So many contacts, so many days apart, the newest so many days ago, at noon."""
    return [event(one, other, kind, silent + days * k + 0.5, weight) for k in range(times)]


def company(events, people=None, absences=(), **settings):
    records = records_of(events, roster(PAIR) if people is None else people, absences=absences)
    return network_of(records, as_of=AS_OF, settings=Settings(**settings)), records


def state(events, *args, **options):
    states = tie_states(*company(events, *args, **options))
    return dict(zip(zip(states["person_id"], states["other_id"], strict=True), states["state"], strict=True))


def of_the_pair(*args, **options):
    return state(*args, **options)["ana", "bo"]


def test_a_weekly_pair_that_is_silent_for_five_weeks_is_cooling():
    """e^-5 = 0.007, below 0.05."""
    assert of_the_pair(every(7, 20, silent=35)) == "cooling"


@pytest.mark.parametrize(("days", "before", "clock"), [(49, 18, 119), (80, 13, 88), (167.5, 1, 0.5), (10, 20, 158)])
def test_how_many_days_of_contact_lie_before_a_day_and_what_the_clock_said(days, before, clock):
    """Twenty contacts, weekly, from 168 days ago until 35: the clock of this pair begins with the first of them."""
    found = rhythms(*company(every(7, 20, silent=35)), 4)
    met, time = found.until(days)
    begun = found.times[0]
    assert met.tolist() == [before]
    assert time - begun == pytest.approx([clock], rel=0.1, abs=1)


def test_a_pair_that_met_later_has_the_clock_of_all_until_then():
    rows = [*every(7, 20, silent=1), *every(7, 10, silent=1, one="cy", other="di")]
    found = rhythms(*company(rows, roster([*PAIR, "cy", "di"])))
    assert found.until(100)[0].tolist() == [5, 0]
    assert found.until(100)[1][1] == pytest.approx(found.until(100)[1][0], rel=0.2)


def test_a_monthly_pair_that_is_silent_for_five_weeks_is_healthy():
    """e^-1.25 = 0.29."""
    assert of_the_pair(every(28, 10, silent=35)) == "healthy"


def test_a_weekly_pair_that_is_silent_for_two_weeks_is_healthy():
    """e^-2 = 0.14."""
    assert of_the_pair(every(7, 20, silent=14)) == "healthy"


@pytest.mark.parametrize(("times", "expected"), [(3, "forming"), (4, "cooling")])
def test_a_rhythm_takes_four_days_of_contact(times, expected):
    assert of_the_pair(every(7, times, silent=35)) == expected


def test_several_contacts_on_one_day_are_one_day_of_contact():
    assert of_the_pair(every(7, 3, silent=35) * 3) == "forming"


def test_a_tie_has_lapsed_when_a_tenth_of_its_strength_is_left():
    """At a half-life of 10 days, 28 days leave 14 % of the last strength and 35 days 9 %."""
    assert of_the_pair(every(7, 20, silent=28), half_life_days=10) == "cooling"
    assert of_the_pair(every(7, 20, silent=35), half_life_days=10) == "lapsed"


def test_a_tie_that_came_back_after_a_long_silence_is_revived():
    assert of_the_pair([*every(7, 10, silent=70), *every(7, 4, silent=2)]) == "revived"


def test_a_silence_that_ended_before_the_window_is_forgotten():
    assert of_the_pair([*every(7, 10, silent=200), *every(7, 20, silent=2)]) == "healthy"


@pytest.mark.parametrize("silent", [2, 35])
def test_weights_of_another_scale_change_no_state(silent):
    once = state(every(7, 20, silent=silent))
    assert once == state(every(7, 20, silent=silent, weight=250.0)) == state(every(7, 20, silent=silent, weight=0.01))


def test_a_tie_of_somebody_who_left_has_ended():
    assert of_the_pair(every(7, 20, silent=35), roster(PAIR, end_date={"bo": "2026-03-01"})) == "ended"


def test_time_away_is_no_silence():
    """Away for four of the five weeks: one week is left."""
    assert of_the_pair(every(7, 20, silent=35), absences=[("bo", "2026-03-02", "2026-03-29")]) == "healthy"


@pytest.mark.parametrize(("until", "expected"), [(0, "cooling"), (5, "healthy")])
def test_while_the_whole_company_is_quiet_the_clock_runs_slowly(until, expected):
    """Twenty others meet twice a week, up to now or until the pair stopped, as before a holiday for all."""
    others = numbered(20)
    meetings = [row for row in ring(others, "meeting", reach=2) if row[3] < ago(7 * until)]
    assert state([*every(7, 12, silent=35), *meetings], roster([*PAIR, *others]))["ana", "bo"] == expected


def programme_of_the_pair(end):
    row = {"person_id": "ana", "programme": "mentorship", "role": "mentor", "partner_id": "bo", "end_date": end}
    rows = pd.DataFrame(every(7, 20, silent=35), columns=["from_id", "to_id", "kind", "timestamp", "weight"])
    records = from_tables({"people": roster(PAIR), "interactions": rows, "programmes": pd.DataFrame([row])})
    return tie_states(network_of(records, as_of=AS_OF), records)["state"].tolist()


def test_a_silence_since_a_programme_ended_is_an_end():
    """The last contact was on 24 February: soon after one end, long after the other."""
    assert programme_of_the_pair("2026-02-28") == ["ended"]
    assert programme_of_the_pair("2025-12-31") == ["cooling"]
    assert programme_of_the_pair("2026-06-30") == ["cooling"]


def test_what_is_counted_about_a_pair():
    """Twenty meetings a week apart: nineteen gaps of seven days, then 35 days and a half of the first one."""
    found = rhythms(*company(every(7, 20, silent=35)))
    assert found.contacts.tolist() == [20]
    assert found.usual == pytest.approx([7], rel=0.05)
    assert found.median == pytest.approx([7], rel=0.05)
    assert found.silence == pytest.approx([35], rel=0.05)
    assert (found.silent_days.tolist(), found.last.tolist()) == ([35], [35])


def test_a_steady_beat_is_more_regular_than_contact_at_random():
    rng = np.random.default_rng(1)
    beat = rhythms(*company(every(5, 60, silent=1))).regularity
    times = np.sort(rng.choice(np.arange(1, 360), 60, replace=False))
    chance = rhythms(*company([event(*PAIR, "meeting", days - 0.5) for days in times])).regularity
    assert beat > 10
    assert chance == pytest.approx([1], abs=0.5)


def test_contact_in_bursts_is_less_regular_than_contact_at_random():
    bursts = [event(*PAIR, "meeting", 60 * burst + day + 0.5) for burst in range(6) for day in range(5)]
    assert rhythms(*company(bursts)).regularity < 0.7


def test_a_contact_on_a_day_of_leave_counts_as_a_day_at_work():
    found = rhythms(*company(every(7, 20, silent=35), absences=[("bo", "2025-01-01", "2026-04-01")]))
    assert np.isfinite(found.usual).all()
    assert (found.usual > 0).all()


@pytest.mark.parametrize(("silent", "begun"), [(0, 0), (35, 0), (35, 60)])
def test_a_pair_is_known_since_the_records_began(silent, begun):
    """Twenty contacts a week apart span 134 days; whatever ring began before makes it so many more, not a year."""
    others = [row for day in range(silent + 134 + begun) for row in every(1, 1, day, "cy", "di")]
    people = roster([*PAIR, "cy", "di"])
    found = rhythms(*company([*every(7, 20, silent), *others], people))
    pair = int(np.flatnonzero(found.contacts == 20)[0])
    assert found.known[pair] == pytest.approx(silent + 134 + begun, rel=0.05)
    assert found.known[pair] >= found.usual[pair] * 19 + found.silence[pair]


def test_of_whoever_was_away_only_the_days_at_work_are_known():
    """Bo was away for 60 of 169 days."""
    others = [row for day in range(169) for row in every(1, 1, day, "cy", "di")]
    away = [("bo", ago(160), ago(101))]
    rows = [*every(7, 12, 0), *others]
    found = rhythms(*company(rows, roster([*PAIR, "cy", "di"]), absences=away))
    assert found.known[np.argmin(found.contacts)] == pytest.approx(169 - 60, rel=0.05)


def test_without_contact_there_are_no_ties():
    network, records = company([])
    assert len(rhythms(network, records).contacts) == 0
    assert list(tie_states(network, records)) == ["person_id", "other_id", "state", "contacts", "usual_gap", "silence"]


def test_states_come_with_days_of_contact_gap_and_silence():
    """Ana meets Bo twenty times a week apart, Cy three times; three are too few for a gap that is usual."""
    rows = [*every(7, 20, silent=35), *every(7, 3, silent=1, other="cy")]
    states = tie_states(*company(rows, roster([*PAIR, "cy"])))
    assert states[["person_id", "other_id"]].values.tolist() == [["ana", "bo"], ["ana", "cy"]]
    assert states["state"].tolist() == ["cooling", "forming"]
    assert states["contacts"].tolist() == [20, 3]
    assert states["usual_gap"].tolist() == pytest.approx([7, np.nan], rel=0.05, nan_ok=True)
    assert states["silence"].tolist() == pytest.approx([35, np.nan], rel=0.05, nan_ok=True)


def test_the_longest_gap_is_the_longest_between_contacts_not_the_silence_since():
    found = rhythms(*company([*every(7, 10, silent=10), *every(7, 5, silent=10 + 63 + 42)]))
    assert found.longest == pytest.approx([42], rel=0.05)
    assert found.silence == pytest.approx([10], rel=0.05)


def on_leave(absences=(), leave=range(35, 56), silent=7, besides=()):
    """Ana meets five people every other day, who meet each other; for three weeks nobody meets her."""
    others = numbered(5)
    rows = [event("ana", one, "meeting", day + 0.5) for k, one in enumerate(others) for day in range(k % 2, 180, 2)]
    rows += every(3, 50, silent) + [
        event(one, "bo", "meeting", day + 0.5) for one in others for day in range(0, 180, 2)
    ]
    rows = [row for row in rows if "ana" not in row or days_ago(row) not in leave]
    return company([*rows, *besides], roster([*PAIR, *others, *numbered(14, "z")]), absences=absences)


def days_ago(row):
    return (AS_OF.normalize() - pd.Timestamp(row[3]).normalize()).days


def test_leave_that_no_absence_tells_is_no_time_on_the_clock():
    """Three weeks without anybody are no gap of ana and bo, whether on record or not."""
    first, last = (str((AS_OF - pd.Timedelta(days=days)).date()) for days in (55, 35))
    told, found = rhythms(*on_leave([("ana", first, last)])), rhythms(*on_leave())
    pair = (found.one == 0) & (found.other == 1)
    assert found.longest[pair] == pytest.approx(told.longest[pair], rel=0.2)
    assert found.longest[pair] < 6
    assert found.longest_days[pair] >= 21


def test_whoever_writes_to_all_was_there():
    """Mails to many are no contact; ana sends one twice a week while nobody meets her."""
    mails = [event("ana", one, "message", day + 0.3) for one in numbered(14, "z") for day in range(35, 56, 3)]
    found = rhythms(*on_leave(besides=mails))
    assert found.longest[(found.one == 0) & (found.other == 1)] > 15


def test_leave_of_some_makes_no_quiet_time_of_the_others():
    """Eight people in a ring meet daily; two of them are away for three weeks, and so four of eight pairs."""
    ids, away = numbered(8), {"p00", "p04"}
    pairs = [(ids[k], ids[(k + 1) % 8]) for k in range(8)]
    rows = [
        event(*pair, "meeting", day + 0.5)
        for pair in pairs
        for day in range(180)
        if not away & set(pair) or day not in range(35, 56)
    ]
    found = rhythms(*company(rows, roster(ids)))
    others = (found.one == 2) & (found.other == 3)
    assert (found.until(35)[1] - found.until(56)[1])[others] == pytest.approx(21, rel=0.1)


def test_a_silence_in_which_one_was_away_tells_on_how_many_days():
    found = rhythms(*on_leave(leave=range(10, 31), silent=33))
    pair = (found.one == 0) & (found.other == 1)
    assert (found.silent_days[pair], found.away_days[pair]) == (33, 21)
    assert found.silence[pair] == pytest.approx(12, rel=0.2)


def test_the_state_of_a_tie_does_not_wait_for_somebody_unseen_since():
    """Ana may have left: the tie is cooling, and its clock has not stopped."""
    network, records = on_leave(leave=range(31), silent=33)
    found = rhythms(network, records)
    states = tie_states(network, records)
    mine = (states["person_id"] == "ana") & (states["other_id"] == "bo")
    assert found.silence[(found.one == 0) & (found.other == 1)] < 5
    assert states.loc[mine, "state"].tolist() == ["cooling"]


def test_half_of_each_day_of_contact_is_taken_off_a_pause():
    """Eighty pairs in touch at random, three times in four days: gaps are 1.9 days between days of contact, not 1.3.

    Their variance is .47 / .53^2 = 1.7, so that the shape is 1.4^2 / 1.7 = 1.17, and 2.1 by whole days.
    """
    rng, ids = np.random.default_rng(1), numbered(160)
    rows = [
        event(one, other, "meeting", float(day))
        for one, other in zip(ids[::2], ids[1::2], strict=True)
        for day in np.cumsum(rng.exponential(4 / 3, 130))
        if day < 180
    ]
    found = rhythms(*company(rows, roster(ids)))
    assert found.usual.mean() == pytest.approx(1 / (1 - np.exp(-0.75)), rel=0.05)
    assert found.pause.mean() == pytest.approx(4 / 3, rel=0.07)
    assert found.longest - found.longest_pause == pytest.approx(0.5, rel=0.6)
    assert found.regularity == pytest.approx(1.17, abs=0.25)


def test_a_typical_pause_hardly_moves_with_one_long_gap():
    """Nineteen gaps of a week and one of eleven: the mean is 10 days, and 7 * 11^(1/20) = 7.9 the geometric one.

    Without the longest both are a week; half of each day of contact is taken off, and a gap is a quarter of a day at
    least.
    """
    days = np.append(np.arange(20) * 7.0, 19 * 7.0 + 77.0)
    counts = np.array([21, 2])
    pairs = SimpleNamespace(place=np.repeat([0, 1], counts), counts=counts)
    typical = rhythm._typical(np.append(days, [3.0, 3.0]), pairs)
    assert typical == pytest.approx([7 * 11 ** (1 / 20), 0.25])
    pair = SimpleNamespace(contacts=counts, typical_pause=typical, longest_pause=np.array([77.0, 0.0]))
    assert Rhythms.other_typical_pauses.fget(pair) == pytest.approx([7.0, np.nan], nan_ok=True)


def test_a_pair_of_rhythms_has_its_typical_pause():
    """Other pairs meet on every day, so that all days are alike: half a day is taken off gaps of a week."""
    people = [f"p{number}" for number in range(12)]
    rows = [row for one, other in zip(people[::2], people[1::2], strict=True) for row in every(1, 140, 1, one, other)]
    found = rhythms(*company([*rows, *every(7, 20, silent=1)], roster([*PAIR, *people])))
    assert found.typical_pause[found.contacts == 20] == pytest.approx([6.5], rel=0.05)


def test_gaps_of_nothing_are_no_measure_of_the_longest():
    pair = SimpleNamespace(contacts=np.array([5, 5]), pause=np.array([2.0, 2.0]), longest_pause=np.array([8.0, 5.0]))
    assert Rhythms.other_pauses.fget(pair) == pytest.approx([np.nan, 1.0], nan_ok=True)


def test_a_silence_that_a_pair_came_back_from_is_told_by_the_other_gaps():
    """Ten contacts a week apart with one gap of 28 days among them; two contacts have no other gaps."""
    rows = [*every(7, 5, silent=0), *every(7, 5, silent=56), *every(7, 9, silent=0, other="cy")]
    rows += [*every(30, 2, silent=0, other="di")]
    records = records_of(rows, roster(["ana", "bo", "cy", "di"]))
    found = rhythms(network_of(records, as_of=AS_OF), records, 2)
    assert found.came_back(0.05).tolist() == [True, False, False]
    assert found.other_pauses[:2] == pytest.approx(found.median[:2] - 0.5, rel=0.05)
    assert np.isnan(found.other_pauses[2])


@pytest.mark.parametrize(("silent", "expected"), [(20, "healthy"), (22, "cooling")])
def test_a_silence_of_less_than_twice_the_median_gap_is_none(silent, expected):
    """Gaps of 10, 10, 1, 10 and 1 days: usually 6.4, and e^(-20 / 6.4) = 0.044; the median is 10 days."""
    days = silent + 0.5 + np.cumsum([0, *[10, 10, 1, 10, 1] * 6])
    assert of_the_pair([event(*PAIR, "meeting", float(day)) for day in days]) == expected


def test_among_pairs_alike_nobody_is_taken_for_more_regular_than_all_together():
    """Forty-five pairs meet on twenty days of a year at random: gaps of shape 1, however even those of one pair are."""
    rng, ids = np.random.default_rng(2), numbered(10)
    rows = [
        event(one, other, "meeting", day + 0.5)
        for k, one in enumerate(ids)
        for other in ids[k + 1 :]
        for day in rng.choice(np.arange(364), 20, replace=False)
    ]
    assert rhythms(*company(rows, roster(ids))).regularity.max() == pytest.approx(1, abs=0.25)


@pytest.mark.parametrize(
    ("count", "squares", "shapes"),
    [
        ([10, 10], [0.2, 0.15], [1.1, 1.1]),
        ([10, 10, 4, 4], [0.2, 0.15, 0.6, 0.4], [1.1, 1.1, 1.1, 1.1]),
        ([64, 64], [17 / 1025, 1.5 / 33], [15.33, 0.505]),
    ],
)
def test_a_pair_is_as_regular_as_all_together_unless_pairs_surely_differ(count, squares, shapes):
    """k = (1 - S) / (m S - 1) is 0.8 / 1 and 0.85 / 0.5, and of both together 1.1: 0.35 = 2 (k + 1) / (10 k + 1).

    Logarithms of 0.8 and 1.7 lie no further from that of 1.1 than counting explains (4 / 10), so all have 1.1. Of 64
    gaps 16 and 0.5 differ from 0.984 by a variance of 4.12, of which 4 / 64 is counting: 98 % of the way is their own.
    """
    gaps = SimpleNamespace(squares=np.array(squares))
    assert rhythm._regularity(gaps, np.array(count)) == pytest.approx(shapes, rel=1e-3)


def test_the_clock_of_those_who_were_there_before_is_no_quicker_where_people_join():
    """Ten pairs of twenty meet every four days; from half way on forty newcomers meet as often, in a ring."""
    old, new = numbered(20), numbered(40, "q")
    rows = [row for k in range(10) for row in every(4, 91, k % 4, old[2 * k], old[2 * k + 1])]
    rows += [row for k in range(40) for row in every(4, 45, k % 4, new[k], new[(k + 1) % 40])]
    people = roster([*old, *new], start_date=dict.fromkeys(new, "2025-10-01"))
    network, records = company(rows, people)
    found = rhythms(network, records)
    assert found.usual[found.one < 20] == pytest.approx(4, rel=0.03)


def test_a_mail_to_many_makes_no_day_of_contact_and_no_busy_day():
    """Once a week, at another hour each time, p00 writes to everybody at once; seven pairs meet every five days."""
    others = numbered(12)
    weeks = [row for one, other in zip(others[:6], others[6:], strict=True) for row in every(5, 60, 3, one, other)]
    moments = [7 * week + 0.3 + week / 200 for week in range(52)]
    mails = [event(others[0], other, "message", day) for day in moments for other in [*others[1:], *PAIR]]
    network, records = company([*every(5, 60, 3), *weeks, *mails], roster([*PAIR, *others]))
    found = rhythms(network, records)
    assert len(found.contacts) == 7
    assert found.usual == pytest.approx(5, rel=0.1)
