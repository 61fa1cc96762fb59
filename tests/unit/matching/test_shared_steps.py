"""Which steps a plan to share a load has, where one rule decides; each company has one helper, `h`, who reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from ally_graph.findings.finding import Finding
from ally_graph.matching import share_load
from ally_graph.matching.shared_load import Plan
from ally_graph.settings import Settings
from tests.unit.companies import event, numbered, roster
from tests.unit.matching.planted import grounds

BUSY = numbered(4, "t")
"""They give forty helps each, so that what three in four give leaves room for everybody."""
SETTINGS = Settings(half_life_days=float("inf"), min_stratum=4, room_percentile=0.95)
Given = Mapping[tuple[str, str], int]


def times(given: Given, kind: str = "review") -> list[tuple]:
    """So many helps of a kind from each to each, some hours apart."""
    return [event(*pair, kind, 1 + turn / 4) for pair, number in given.items() for turn in range(number)]


def met(*pairs: str) -> list[tuple]:
    return [event(one, other, "meeting", 5) for one, other in (pair.split() for pair in pairs)]


def plans_of(rows: Iterable[tuple], named: str = "h", team: Mapping[str, str] | None = None, **options) -> list[Plan]:
    """The plans of a company of all who are in these rows, in one team unless said otherwise."""
    rows = list(rows)
    ids = sorted({end for row in rows for end in row[:2]} | {*BUSY, "else"})
    most = [event(one, "else", "help", 1 + turn / 4) for one in BUSY for turn in range(40)]
    people = roster(ids, start_date="2020-01-01", team=dict.fromkeys(ids, "red") if team is None else team)
    people["kind"] = ["external" if one == "else" else "employee" for one in ids]
    findings = [Finding("overrelied", "named", (named,))] if named else []
    here = grounds([*rows, *most, event("t00", "else", "meeting", 89)], people, findings, SETTINGS)
    return list(share_load(here.records, here.analysis, **options))


def steps(rows: Iterable[tuple], **options) -> list[tuple[str, int]]:
    """Who takes how many helps, step by step."""
    (plan,) = plans_of(rows, **options)
    return [(step.to, step.events) for step in plan.steps]


@pytest.mark.parametrize(("done", "more"), [(1, 5), (3, 3), (4, 4), (6, 6)])
def test_nobody_takes_more_than_doubles_what_they_give(done, more):
    """Whoever gives less than three may give up to six."""
    asked = times({("h", f"a{place}"): 10 for place in range(5)}) + met(*(f"k a{place}" for place in range(5)))
    assert steps(asked + times({("k", "else"): done}), handed_on=1.0) == [("k", more)]


@pytest.mark.parametrize(
    ("kind", "handed"), [("mentoring", False), ("training", True), ("help", True), ("checkin", True)]
)
def test_what_is_between_two_people_is_not_handed_on(kind, handed):
    """K does the same for others and knows those who ask."""
    rows = times({("h", "a0"): 8, ("h", "a1"): 8, ("k", "else"): 4}, kind)
    assert bool(steps(rows + met("k a0", "k a1"))) is handed


ASKS = {("h", "a1"): 20, ("h", "a2"): 20}
FIRST = {
    "who frees somebody from depending on one before who takes more": (
        times({("h", "a0"): 4, **ASKS, ("z", "else"): 3, ("b", "else"): 5})
        + times({("x", "a0"): 2}, "help")
        + met("z a0", "b a1", "b a2"),
        ("z", 2),
    ),
    "who has practice before who takes more": (
        times({**ASKS, ("z", "else"): 3, ("b", "else"): 2}) + met("z a1", "b a1"),
        ("z", 3),
    ),
    "who takes more before who did it more often": (
        times({("h", "a0"): 2, ("h", "a1"): 38, ("z", "else"): 4, ("b", "else"): 6}) + met("z a1", "b a0"),
        ("z", 4),
    ),
    "who did it more often before who gives less": (
        times({("h", "a1"): 6, ("z", "else"): 5, ("b", "else"): 4}) + met("z a1", "b a1"),
        ("z", 2),
    ),
    "who gives less before who comes first by name": (
        times({("h", "a1"): 6, ("z", "else"): 4, ("b", "else"): 4})
        + times({("b", "else"): 3}, "help")
        + met("z a1", "b a1"),
        ("z", 2),
    ),
    "of equals who comes first by name": (
        times({("h", "a1"): 6, ("z", "else"): 4, ("b", "else"): 4}) + met("z a1", "b a1"),
        ("b", 2),
    ),
    "who knows those who ask before who helps their team and takes more": (
        times({**ASKS, ("z", "else"): 3, ("b", "a3"): 6}) + met("z a1"),
        ("z", 3),
    ),
    "nobody depends who was helped twice, so that it is who takes more": (
        times({("h", "a0"): 2, **ASKS, ("z", "else"): 3, ("b", "else"): 3}) + met("z a1", "b a0"),
        ("z", 3),
    ),
}
"""What is on record, and the only step that a plan of one step has: who takes how many."""


@pytest.mark.parametrize("rule", FIRST)
def test_one_rule_decides_who_comes_first(rule):
    """Where it wouldn't, `b` would."""
    rows, step = FIRST[rule]
    teams = {one: "blue" if one == "else" else "red" for row in rows for one in row[:2]} | dict.fromkeys(BUSY, "red")
    assert steps(rows, steps=1, team=teams, handed_on=0.4) == [step]


def test_those_who_depend_on_the_helper_come_to_somebody_else_first():
    """K has room for three: for a0, who gets as much from others, or for a1, who gets eight of ten from the helper."""
    rows = times({("h", "a0"): 8, ("h", "a1"): 8, ("k", "else"): 3}) + met("k a0", "k a1")
    rows += times({("x", "a0"): 8, ("x", "a1"): 6}, "help")
    (plan,) = plans_of(rows)
    assert [(step.to, step.events) for step in plan.steps] == [("k", 3)]
    assert (plan.before.dependants, plan.after.dependants) == (1, 0)


def test_nobody_comes_to_depend_on_who_takes_over_also_not_step_by_step():
    """All ten helps that a0 gets are the helper's: the other may give fewer than half of them."""
    assert steps(times({("h", "a0"): 10, ("k", "else"): 10}) + met("k a0"), handed_on=1.0) == [("k", 4)]


def test_somebody_who_was_helped_twice_may_get_both_from_another():
    """Of so few helps nothing is said of depending."""
    assert steps(times({("h", "a0"): 2, ("k", "else"): 4}) + met("k a0"), handed_on=1.0) == [("k", 2)]


def test_whoever_was_freed_is_no_reason_for_the_next_step():
    """K frees a0 with two helps; after that z takes three of a1 rather than m one of a0."""
    rows = times({("h", "a0"): 4, ("h", "a1"): 20, ("k", "else"): 5, ("m", "else"): 5, ("z", "else"): 3})
    rows += times({("x", "a0"): 2}, "help") + met("k a0", "m a0", "z a1")
    assert steps(rows, steps=2, handed_on=1.0) == [("k", 2), ("z", 3)]


@pytest.mark.parametrize(("team", "handed"), [("blue", True), ("", False)])
def test_people_without_a_team_are_no_team_for_which_somebody_does_the_same(team, handed):
    """K reviews for o and helps a2 in another way, and knows nobody who asks; a0 and o are of one team, or of none."""
    rows = times({("h", "a0"): 10, ("h", "a1"): 10, ("k", "o"): 4}) + times({("k", "a2"): 1}, "help")
    teams = {"h": "red", "k": "red", "a1": "red", "a2": "red", "a0": team, "o": team}
    assert bool(steps(rows, team=teams)) is handed


def test_of_somebody_who_only_knows_those_who_ask_it_is_not_said_that_they_help_them():
    """K met a0 and reviews for others."""
    (plan,) = plans_of(times({("h", "a0"): 10, ("k", "else"): 4}) + met("k a0"))
    assert plan.why.endswith("4 helps of this period could have come from one colleague who gives such help already.")


def test_where_nobody_helps_anybody_there_is_nothing_to_plan():
    people = roster("abc", start_date="2020-01-01")
    here = grounds([*met("a b", "b c"), event("a", "c", "meeting", 60)], people)
    assert share_load(here.records, here.analysis) == ()


def even(team: Mapping[str, str], helper: str = "o00") -> Plan:
    """Eight who give five helps each to the next one, and eight who give and get none."""
    ids = numbered(8, "o")
    rows = [row for place, one in enumerate(ids) for row in times({(one, ids[place - 1]): 5}, "help")]
    others = numbered(8, "x")
    here = grounds([*rows, event("x00", "x01", "meeting", 89)], roster([*ids, *others], team=team), (), SETTINGS)
    (plan,) = share_load(here.records, here.analysis, helper=helper)
    return plan


def test_help_that_is_spread_evenly_is_spread_more_evenly_than_by_chance():
    """Among those who give any: that others give none is no unevenness of theirs."""
    assert even({}).before.gini_excess < 0


@pytest.mark.parametrize(("members", "alone"), [(4, False), (5, True)])
def test_the_team_that_gets_most_has_five_people_or_it_is_the_company_that_counts(members, alone):
    """O00 gives all that the team of o07 gets, of whom nobody else gets any; without one helper all of it is missed."""
    team = dict.fromkeys(["o07", *numbered(members - 1, "x")], "red")
    assert (even(team).before.bus_factor == 1) is alone
