"""How groups lie to each other, and what may then be shown of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ally_graph.disclosure.nesting import UNKNOWN, Nesting, adds_up, from_members
from ally_graph.disclosure.suppression import Ends, what_may_be_shown
from ally_graph.indicators import shown_table
from ally_graph.records import from_tables

DEPARTMENT = ["all", "Engineering", "Backend", "Frontend", "QA"]
INSIDE = Nesting((0, 0, 1, 1, 1))


def cells(n, nesting, *, carried=False, ends=None):
    n = np.asarray(n, dtype=float)
    steady = float("inf") if carried else 25
    rules = {"few": 5, "steady": steady, "carried": carried, "nesting": nesting, "ends": ends}
    return what_may_be_shown(n, n, n > 0, **rules)


@pytest.mark.parametrize("nesting", [UNKNOWN, INSIDE], ids=["unknown", "inside"])
def test_a_department_less_its_teams_gives_no_hidden_team_away(nesting):
    """30 less 14 and 13 would be the three of QA."""
    assert cells([[200, 30, 14, 13, 3]], nesting).tolist() == [[True, True, True, False, False]]


def test_teams_that_fill_their_department_are_shown_where_it_is_known_that_they_do():
    assert cells([[200, 30, 14, 11, 5]], INSIDE).all()


def test_two_groups_of_which_nobody_knows_are_not_shown_if_one_may_hold_nearly_all_of_the_other():
    assert cells([[90, 30, 27]], UNKNOWN).tolist() == [[True, True, False]]


def test_two_groups_of_one_size_may_differ_by_one_person_each():
    assert cells([[90, 30, 30]], UNKNOWN).tolist() == [[True, True, False]]


def test_of_three_groups_that_overlap_in_pairs_half_a_sum_is_a_group():
    """20 and 24 less 36 are twice the four who are in both of the first."""
    assert not cells([[150, 36, 24, 20]], UNKNOWN)[0, 3]


def test_three_groups_whose_sums_are_all_large_are_shown():
    assert cells([[300, 100, 50, 27]], UNKNOWN).all()


def test_members_tell_which_group_holds_which():
    people = {"Engineering": frozenset("abcdef"), "Backend": frozenset("abc"), "Frontend": frozenset("de"), "QA": {"f"}}
    assert from_members(DEPARTMENT, people).parents == (0, 0, 1, 1, 1)


def test_groups_that_overlap_or_are_not_known_lie_nobody_knows_how():
    assert from_members(["all", "a", "b"], {"a": frozenset("xy"), "b": frozenset("yz")}) == UNKNOWN
    assert from_members(["all", "a", "b"], {"a": frozenset("xy")}) == UNKNOWN


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        ([[40, 5, 10, 25]], True),
        ([[40, 5, 10, 20]], False),
        ([[40, 5, 10, 26]], False),
        ([[40, 5, 10, 25], [40, 5, 9, 25]], True),
        ([[40, 20, 10, 8, 2]], False),
        ([[40, 20, 10, 8, 2], [41, 20, 11, 8, 2]], True),
    ],
    ids=["parts", "too few", "too many", "one month of two", "may lie in the first", "the next month it can't"],
)
def test_numbers_that_add_up_make_parts(n, expected):
    assert adds_up(np.asarray(n, dtype=float), 5) is expected


def test_a_group_hidden_once_stays_hidden_of_what_people_carry():
    """Five who came, known from the company's difference, could be taken off the eight."""
    n = [[60, 12, 3, 45], [65, 12, 8, 45], [65, 12, 8, 45]]
    assert not cells(n, Nesting((0, 0, 0, 0)), carried=True)[:, 2].any()


def test_not_even_the_company_is_shown_while_a_group_shown_before_has_a_handful_left():
    """Five who went, known from the company's difference, could be taken off the eight."""
    assert not cells([[65, 12, 8, 45], [60, 12, 3, 45]], Nesting((0, 0, 0, 0)), carried=True)[1].any()


def test_a_group_that_went_as_a_whole_is_taken_off_all_who_went():
    """Of seven who went five were one team, whose figure is known: two others are left."""
    assert not cells([[65, 12, 5, 48], [58, 12, 0, 46]], Nesting((0, 0, 0, 0)), carried=True)[1].any()
    assert cells([[65, 12, 5, 48], [60, 12, 0, 48]], Nesting((0, 0, 0, 0)), carried=True)[1, 0]


def test_the_company_alone_is_held_back_as_well_once_a_group_shown_long_before_has_a_handful_left():
    """Twelve who went leave the team hidden in the second month with three in the third."""
    n = [[80, 15, 17, 48], [70, 14, 8, 48], [65, 14, 3, 48]]
    found = cells(n, Nesting((0, 0, 0, 0)), carried=True)
    assert found[:, 0].tolist() == [True, True, False]
    assert found[1:, 1:].tolist() == [[False] * 3] * 2


def of_ends(n, low, high, room=40.0, far=40.0):
    figures = (np.asarray(one, dtype=float) for one in (low, high))
    return cells(n, None, ends=Ends(*figures, room, far, 25))


def test_groups_who_all_answered_the_same_are_held_back_and_so_is_what_would_give_them_away():
    """Of 45 people in three teams the smallest gave the least; with the company and the largest it would be told."""
    found = of_ends([[45, 20, 15, 10]], [[2000, 1200, 800, 0]], [[2500, 800, 700, 1000]])
    assert found.tolist() == [[True, True, False, False]]


def test_what_is_left_of_the_company_is_not_told_if_it_answered_the_same():
    found = of_ends([[45, 20, 15]], [[2000, 1200, 800]], [[2500, 800, 700]])
    assert found.tolist() == [[True, True, False]]


def rows_of(people, *rows):
    columns = ["month", "indicator", "measure", "group", "value", "n", "scale"]
    return from_tables({"people": people, "indicators": pd.DataFrame(rows, columns=columns)})


def test_a_department_of_the_roster_and_its_teams_are_all_shown():
    """The roster tells that the teams lie in the department, and that nobody else does."""
    team = ["Backend"] * 14 + ["Frontend"] * 11 + ["Sales"] * 20
    people = pd.DataFrame({"person_id": [f"p{one}" for one in range(45)], "team": team})
    people["department"] = ["Engineering"] * 25 + [None] * 20
    sizes = {"all": 45, "Engineering": 25, "Backend": 14, "Frontend": 11}
    rows = [("2026-01", "engagement", "score", group, 3.0, n, "1-5") for group, n in sizes.items()]
    assert set(shown_table(rows_of(people, *rows))["group"]) == set(sizes)
    assert set(shown_table(rows_of(people[["person_id"]], *rows))["group"]) < set(sizes)


def test_a_team_with_far_more_answers_than_members_may_hold_other_teams():
    """On the roster Engineering are four managers; its figures are those of thirty people, the teams below included."""
    team = ["Engineering"] * 4 + ["Backend"] * 14 + ["Frontend"] * 9 + ["QA"] * 3 + ["Sales"] * 90
    people = pd.DataFrame({"person_id": [f"p{one}" for one in range(120)], "team": team})
    sizes = {"all": 120, "Engineering": 30, "Backend": 14, "Frontend": 13, "QA": 3}
    rows = [("2026-01", "engagement", "score", group, 3.0, n, "1-5") for group, n in sizes.items()]
    assert set(shown_table(rows_of(people, *rows))["group"]) == {"all", "Engineering", "Backend"}
