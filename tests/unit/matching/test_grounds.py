"""What a proposal rests on, person by person: small companies in which one rule decides, on both sides of its edge."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from ally_graph.findings.finding import Finding
from ally_graph.matching import grounds as module
from ally_graph.matching import rules
from ally_graph.matching.grounds import Grounds
from ally_graph.matching.paths import FAR, steps_between, steps_from_either_end
from ally_graph.settings import Settings
from tests.unit.companies import clique, event, numbered, roster
from tests.unit.matching.planted import grounds

LONG = "2020-01-01"


def those(here: Grounds, mask: np.ndarray) -> set[str]:
    """Whom a mask over people holds."""
    return {here.ids[place] for place in np.flatnonzero(mask)}


def places(here: Grounds, *ids: str) -> np.ndarray:
    return np.array([here.ids.index(one) for one in ids])


def met(*pairs: str) -> list[tuple]:
    """Two single letters a pair, who met."""
    return [event(one, other, "meeting", 5) for one, other in pairs]


def test_whoever_leaves_before_the_end_is_gone_and_who_comes_after_the_day_is_not_there():
    """It would end on 30 June 2026; on that day, and on the first one, somebody is still there, or there already."""
    start = {"today": "2026-04-01", "tomorrow": "2026-04-02", "leaves": LONG, "stays": LONG}
    people = roster(start, start_date=start, end_date={"leaves": "2026-06-29", "stays": "2026-06-30"})
    here = grounds(met(("leaves", "stays")), people)
    assert those(here, ~here.gone) == {"today", "stays"}


def test_whoever_has_no_dates_and_only_old_records_is_gone_and_counts_in_no_limit():
    """Eight give one to eight helps, and eight give none: those who left, or those of whom nothing is on record."""
    ids, others = numbered(8, "o"), numbered(8, "x")
    rows = [event(one, ids[0], days=1 + turn) for place, one in enumerate(ids[1:], 1) for turn in range(place)]
    rows += [event("o00", "o01", days=89.5)]
    old = [event(one, "o00", days=200) for one in others]
    left, silent = (grounds([*rows, *more], roster([*ids, *others])) for more in (old, []))
    assert those(left, left.gone) == those(left, left.elsewhen) == set(others)
    assert left.limit == pytest.approx(5.25 * 7 / 90)
    assert (those(silent, silent.gone), silent.limit[0]) == (set(), pytest.approx(3.25 * 7 / 90))


@pytest.mark.parametrize(
    ("days", "away"),
    [
        (("2026-04-01", "2026-04-01"), True),
        (("2026-03-01", "2026-03-31"), False),
        (("2026-04-02", "2026-04-30"), False),
        (("2026-04-02", "2026-05-01"), True),
        (("2026-06-10", "2026-12-31"), False),
    ],
    ids=["on the day", "until the day before", "for 29 days", "for 30 days", "for 20 days of it"],
)
def test_a_third_of_ninety_days_or_the_first_of_them_is_too_long_away(days, away):
    here = grounds(met("ab"), roster("abc", start_date=LONG), absences=[("a", *days)])
    assert those(here, here.away) == ({"a"} if away else set())


def test_half_a_year_and_four_weeks_of_work_make_somebody_at_home():
    """The first day of each, and the day before or after it."""
    start = {"new": "2025-09-30", "old": "2025-09-29", "four": "2026-03-04", "less": "2026-03-05", "unknown": ""}
    here = grounds(met(("new", "old")), roster(start, start_date=start))
    assert those(here, here.is_new) == {"new", "four", "less"}
    assert those(here, here.at_home) == {"new", "old", "four", "unknown"}
    assert those(here, rules.knows_the_place(here)) == {"old", "unknown"}


LOADS = dict(zip(numbered(12), [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8], strict=True))


def giving(times: dict[str, int], **columns) -> Grounds:
    """So many helps from each to somebody external; one more began a week ago and gave thirty."""
    rows = [event(one, "else", days=1 + turn) for one, number in times.items() for turn in range(number)]
    rows += [event("began", "else", days=1 + turn / 10) for turn in range(30)]
    rows += [event("p00", "else", "meeting", 89.5)]
    start = dict.fromkeys([*times, "else"], LONG) | {"began": "2026-03-25"}
    kinds = {"kind": {"else": "external"}, "team": dict.fromkeys(times, "red") | {"began": "red", "else": "blue"}}
    options = {"settings": Settings(min_stratum=4), **columns}
    return grounds(rows, roster(start, start_date=start, **kinds), **options)


def test_the_limit_is_what_three_in_four_of_those_at_home_stay_below():
    """Twelve of one team: a quarter of the way from the ninth to the tenth; who began a week ago isn't counted."""
    here = giving(LOADS)
    assert here.limit[here.ids.index("p00")] == pytest.approx(5.25 * 7 / 90)
    assert those(here, here.busy) == {"p09", "p10", "p11", "began"}


def test_where_three_in_four_give_nothing_the_limit_is_taken_among_those_who_give():
    here = giving(dict.fromkeys(LOADS, 0) | {"p10": 2, "p11": 4})
    assert here.limit[here.ids.index("p00")] == pytest.approx(3.5 * 7 / 90)


def test_whoever_gives_just_as_much_as_the_limit_is_not_busy():
    """Of five the fourth is the limit."""
    here = giving(dict(zip(numbered(5), [1, 2, 3, 4, 5], strict=True)))
    assert those(here, here.busy) == {"p04", "began"}


def test_load_is_help_given_in_a_week_of_full_time_and_what_is_received_in_a_week_at_work():
    """Nine helps in ninety days, from somebody who works half of the time, to somebody who was away for half of it."""
    rows = [event("a", "b", days=1 + turn) for turn in range(9)] + [event("a", "c", "meeting", 89.5)]
    people = roster("abc", start_date=LONG, fte={"a": 0.5, "b": 0.5, "c": 1})
    here = grounds(rows, people, absences=[("b", "2026-01-01", "2026-02-14")])
    assert here.load == pytest.approx([9 * 7 / 45, 0, 0])
    assert here.received == pytest.approx([0, 9 * 7 / 45, 0])


def test_a_zone_is_told_as_hours_ahead_on_the_day_and_what_is_none_as_nothing():
    """Summer time has begun on 1 April; an office is no zone."""
    zones = {"a": "+01:00", "b": "-05:30", "c": "Europe/Lisbon", "d": "headquarters"}
    here = grounds(met("ab"), roster("abcde", start_date=LONG, time_zone=zones))
    assert here.offset == pytest.approx([1, -5.5, 1, np.nan, np.nan], nan_ok=True)


@pytest.mark.parametrize(("sign", "worn"), [("overrelied", True), ("ally_burnout", True), ("unbalanced", False)])
def test_whom_the_findings_call_overrelied_or_worn_has_no_room(sign, worn):
    here = giving(LOADS, findings=[Finding(sign, "named", ("p01",))])
    assert ("p01" in those(here, here.worn)) is worn
    assert ("p01" in those(here, rules.has_room(here))) is not worn


def test_nor_does_whoever_shows_strain_without_a_name(monkeypatch):
    monkeypatch.setattr(module, "shows_strain", lambda base, records, overrelied: base.ids == "p01")
    here = giving(LOADS)
    assert "p01" in those(here, here.busy)


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([("a", "buddy", "buddy", "b")], 1),
        ([("b", "buddy", "newcomer", "a")], 1),
        ([("a", "mentorship", "mentor", "b"), ("b", "mentorship", "mentee", "a", "2026-01-05", "")], 1),
        ([("a", "mentorship", "mentor", "b"), ("a", "buddy", "buddy", "c")], 2),
        ([("a", "buddy", "participant", "b"), ("b", "buddy", "participant", "a")], 0),
        ([("a", "buddy", "buddy", "b", "2026-01-01", "2026-03-31")], 0),
        ([("a", "buddy", "buddy", "b", "2026-01-01", "2026-04-01")], 1),
        ([("a", "buddy", "buddy", "b", "2026-06-30", "")], 1),
        ([("a", "buddy", "buddy", "b", "2026-07-01", "")], 0),
        ([("a", "buddy", "buddy", "")], 0),
        ([("a", "buddy", "buddy", "left")], 0),
        ([("left", "buddy", "newcomer", "a")], 0),
    ],
    ids=["by the buddy's row", "by the newcomer's", "told by both", "two people", "peers", "over", "the last day",
         "begins before the end", "begins after it", "nobody's", "somebody who left", "told by somebody who left"],
)  # fmt: skip
def test_a_buddy_or_mentor_has_a_place_taken_for_each_they_look_after(rows, number):
    """The same person counts once; what is over, or begins when the new pairs have ended, doesn't."""
    people = roster(["a", "b", "c", "left"], start_date=LONG, end_date={"left": "2025-06-01"})
    here = grounds(met("ab", "bc"), people, programmes=rows)
    assert here.mentees[places(here, "a", "b", "c")].tolist() == [number, 0, 0]
    assert those(here, rules.has_a_place_free(here)) == set(here.ids) - ({"a"} if number else set())


@pytest.mark.parametrize(
    ("days", "repeat"),
    [
        (("2025-01-01", "2025-12-31"), False),
        (("2025-01-01", "2026-01-01"), True),
        (("2025-01-01", ""), True),
        (("", ""), True),
    ],
    ids=["91 days ago", "90 days ago", "going on", "without dates"],
)
def test_two_are_brought_together_again_after_ninety_days(days, repeat):
    """Either way round, and nobody else with them."""
    here = grounds(met("ac", "bc"), roster("abc", start_date=LONG), programmes=[("a", "buddy", "buddy", "b", *days)])
    brought = [(here.ids[one], here.ids[other]) for one, other in zip(*here.recent.nonzero(), strict=True)]
    assert sorted(brought) == ([("a", "b"), ("b", "a")] if repeat else [])


def test_somebody_who_is_not_here_is_not_taken_for_the_last_of_the_people():
    here = grounds(met("ab"), roster(["a", "b", "left"], start_date=LONG, end_date={"left": "2025-06-01"}),
                   programmes=[("a", "buddy", "buddy", "left")])  # fmt: skip
    assert here.recent.nnz == 0


def test_a_large_meeting_makes_nobody_known_to_each_other():
    """Twelve at one meeting; two of them talked as well."""
    ids = numbered(12)
    here = grounds([*clique(ids), event("p00", "p01", "meeting", 5)], roster(ids, start_date=LONG))
    assert [here.ids[place] for place in here.tied.indices] == ["p01", "p00"]


def between(here: Grounds, one: str) -> dict[str, int]:
    """How many steps lead from one to everybody, those too far away left out."""
    steps = steps_between(here, places(here, one), np.arange(here.size))[0]
    return {other: int(number) for other, number in zip(here.ids, steps, strict=True) if number != FAR}


def test_steps_are_counted_to_the_longest_path_and_none_to_oneself():
    """A chain of seven; whoever has met nobody is nowhere near it."""
    here = grounds(met("ab", "bc", "cd", "de", "ef", "fg"), roster("abcdefgx", start_date=LONG))
    assert between(here, "a") == {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4}
    assert between(here, "d") == {"a": 3, "b": 2, "c": 1, "d": 0, "e": 1, "f": 2, "g": 3}
    assert between(here, "x") == {"x": 0}


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"manager_id": {"x": "b", "d": "b"}, "team": {"x": "red", "c": "red"}},
         {"x": 0, "b": 1, "a": 2, "c": 2, "d": 2}),
        ({"team": {"x": "red", "c": "red", "d": "blue"}}, {"x": 0, "c": 2, "b": 3, "d": 3, "a": 4}),
        ({"team": {"d": "blue"}}, {"x": 0}),
    ],
    ids=["through their manager", "through their team", "nothing on record"],
)  # fmt: skip
def test_whoever_met_nobody_is_led_by_their_manager_or_where_none_is_known_by_their_team(columns, found):
    """X has met nobody, and a, b, c and d are a chain; people without a team are not of one team."""
    here = grounds(met("ab", "bc", "cd"), roster("abcdx", start_date=LONG, **columns))
    assert between(here, "x") == found


def test_of_two_peers_whoever_is_cut_off_leads_to_the_other_from_either_end():
    """X has met nobody, and b manages them; a, b, c and d are a chain."""
    here = grounds(met("ab", "bc", "cd"), roster("abcdx", start_date=LONG, manager_id={"x": "b"}))
    every = np.arange(5)
    one_way, steps = steps_between(here, every, every), steps_from_either_end(here, every, every)
    assert (one_way[0, 4], one_way[4, 0], steps[0, 4]) == (FAR, 2, 2)
    assert (steps == np.minimum(one_way, one_way.T)).all()
    near = rules.is_near_enough(here, every, every)
    assert (rules.is_near_from_either_end(here, every, every) == near | near.T).all()
    assert (steps_from_either_end(here, every[3:], every[1:]) == steps[3:, 1:]).all()


def test_of_two_peers_who_are_both_cut_off_either_may_lead_to_the_other():
    """X is led by its team, of which y is, and y by a manager who knows nothing of x."""
    columns = {"team": {"x": "red", "y": "red"}, "manager_id": {"y": "b"}}
    here = grounds(met("ab", "bc"), roster("abcxy", start_date=LONG, **columns))
    assert (between(here, "x").get("y"), between(here, "y").get("x")) == (2, None)
    both = places(here, "x", "y")
    assert steps_from_either_end(here, both, both).tolist() == [[0, 2], [2, 0]]


def test_steps_of_the_same_people_are_counted_once_and_those_of_many_are_not_kept():
    """Those asked for last are kept: those of a once they were asked for after b, and no more after b and c."""
    here, every = grounds(met("ab", "bc", "cd", "de"), roster("abcde", start_date=LONG)), np.arange(5)
    first = steps_between(here, places(here, "a"), every)
    for one in "bac":
        steps_between(here, places(here, one), every)
    assert steps_between(here, places(here, "a"), every) is first
    for one in "bc":
        steps_between(here, places(here, one), every)
    assert steps_between(here, places(here, "a"), every) is not first


def test_two_who_met_only_each_other_are_led_by_their_team_and_stay_as_near_as_they_are():
    here = grounds(met("ab", "bc", "cd", "xy"), roster("abcdxy", start_date=LONG, team={"x": "red", "y": "red"}))
    assert those(here, here.cut_off) == {"x", "y"}
    assert between(here, "x") == {"x": 0, "y": 1}


def test_nobody_else_is_led_by_their_manager_or_team():
    """A and d are of one team and one manager, whom neither has met: three steps between them, as they have met."""
    columns = {"manager_id": {"a": "x", "d": "x"}, "team": {"a": "red", "d": "red"}}
    here = grounds(met("ab", "bc", "cd"), roster("abcdx", start_date=LONG, **columns))
    assert between(here, "a") == {"a": 0, "b": 1, "c": 2, "d": 3}


@pytest.mark.parametrize(
    ("level", "start", "senior"),
    [
        ({"a": 1, "b": 2}, {}, True),
        ({"a": 2, "b": 2}, {"a": "2026-01-01"}, False),
        ({"a": 1}, {}, False),
        ({"b": 2}, {}, False),
        ({"a": 1}, {"a": "2021-01-01"}, True),
        ({"b": 2}, {"a": "2021-01-01"}, True),
        ({}, {"a": "2021-01-01"}, True),
        ({}, {"a": "2020-12-31"}, True),
        ({}, {"a": "2020-12-30"}, False),
        ({}, {"a": ""}, False),
    ],
)
def test_a_senior_is_of_a_higher_level_or_where_one_is_not_known_here_a_year_longer(level, start, senior):
    """B is asked to mentor a, and began on 1 January 2020, in a leap year."""
    here = grounds(met("ab"), roster("ab", start_date=dict.fromkeys("ab", LONG) | start, level=level))
    assert rules.is_senior(here, places(here, "a"), places(here, "b"))[0, 0] == senior


def test_two_of_one_closed_group_are_not_brought_together_but_all_others_are():
    """A and b are of one, c of another, d and e of none, though another finding names the two together."""
    groups = [Finding("closed_group", "named", ("a", "b")), Finding("closed_group", "named", ("c",))]
    groups += [Finding("closed_group", "not_enough_data"), Finding("bridge", "named", ("d", "e"))]
    here = grounds(met("ab"), roster("abcde", start_date=LONG), groups)
    every = np.arange(5)
    kept = rules.opens_up(here, every, every)
    assert {here.ids[one] + here.ids[other] for one, other in combinations(every, 2) if not kept[one, other]} == {"ab"}


def test_a_rule_about_pairs_holds_for_one_with_oneself_only_where_it_is_about_others():
    here = grounds(met("ab"), roster("ab", start_date=LONG))
    every = np.arange(2)
    assert rules.is_somebody_else(here, every, every).tolist() == [[False, True], [True, False]]
    assert rules.opens_up(here, every, every).all()


def test_who_reports_to_whom_keeps_two_apart_either_way_and_no_others():
    """B leads a; c and d have no manager."""
    here = grounds(met("ab"), roster("abcd", start_date=LONG, manager_id={"a": "b"}))
    every = np.arange(4)
    kept = rules.is_not_their_manager(here, every, every)
    assert [tuple(pair) for pair in np.argwhere(~kept).tolist()] == [(0, 1), (1, 0)]
