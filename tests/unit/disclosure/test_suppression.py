"""No figure and no difference of figures that rests on a handful of people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ally_graph import indicators
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.disclosure.suppression import what_may_be_shown
from ally_graph.records import from_tables
from ally_graph.views import indicators as shown


def cells(n, *, few=5, steady=25, carried=False, over_time=True, heads=None):
    n = np.asarray(n, dtype=float)
    steady = float("inf") if carried else steady
    rules = {"few": few, "steady": steady, "carried": carried, "over_time": over_time}
    return what_may_be_shown(n, n if heads is None else np.asarray(heads, dtype=float), n > 0, **rules)


def test_a_small_team_and_the_one_that_would_give_it_away_are_hidden():
    assert cells([[40, 3, 12, 25]]).tolist() == [[True, False, False, True]]


def test_teams_that_add_up_to_the_company_are_all_shown():
    assert cells([[40, 5, 10, 25]]).all()


def test_one_team_that_is_nearly_the_company_is_hidden():
    assert cells([[40, 37]]).tolist() == [[True, False]]


def test_teams_that_overlap_are_not_taken_off_the_company():
    assert cells([[20, 15, 12]]).tolist() == [[True, True, False]]


def test_work_counted_in_a_small_team_is_hidden_though_its_items_are_many():
    assert cells([[300, 60, 240]], heads=[[30, 3, 27]]).tolist() == [[True, False, False]]


def test_a_team_waits_for_a_month_when_somebody_left():
    found = cells([[60, 12, 48], [59, 11, 48], [59, 11, 48], [59, 11, 48]])
    assert found[:, 1].tolist() == [True, False, True, True]
    assert found[:, 0].all()


def test_a_large_team_does_not_wait():
    assert cells([[100, 50, 50], [99, 49, 50]]).all()


def test_five_who_leave_together_hide_each_other():
    assert cells([[60, 12, 48], [55, 7, 48]]).all()


def test_two_teams_whose_changes_nearly_cancel_wait_together():
    assert cells([[40, 20, 20], [39, 14, 25]], steady=100).tolist() == [[True, True, True], [False, False, False]]


def test_what_people_carry_along_is_not_shown_again_until_enough_have_come():
    assert cells([[60], [61], [60], [64], [65]], carried=True)[:, 0].tolist() == [True, False, True, False, True]


def test_work_is_new_every_month():
    assert cells([[100, 50, 50], [99, 49, 50]], steady=1000, over_time=False).all()


def test_a_later_month_never_changes_what_was_shown():
    n = np.random.default_rng(0).integers(5, 30, size=(12, 4)).astype(float)
    n[:, 0] = n[:, 1:].sum(axis=1)
    for length in range(1, 12):
        assert (cells(n)[:length] == cells(n[:length])).all()


def test_the_gate_rounds_what_a_figure_rests_on(tables):
    rows = [("2025-01", "engagement", "score", "all", 70.0, 12), ("2025-02", "engagement", "score", "all", 71.0, 12)]
    frame = pd.DataFrame(rows, columns=["month", "indicator", "measure", "group", "value", "n"])
    assert content_of(shown(from_tables(tables | {"indicators": frame}), LOCAL))["n"].tolist() == [10.0, 10.0]


def test_a_larger_smallest_group_hides_more(company):
    assert len(indicators.series(company, "north", min_group=5)) == 5
    assert indicators.series(company, "north", min_group=10).empty


def companies(count, seed=0):
    """Numbers of people by month and group: teams of all sizes, the company in the first column, and what is known."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        teams, length = rng.integers(1, 5), rng.integers(2, 7)
        start = rng.choice([3, 5, 6, 9, 12, 20, 40], size=teams) + rng.integers(0, 4, size=teams)
        moves = rng.choice([0, 0, 0, 1, -1, 2, -3, 5, -6, 9], size=(length, teams))
        moves[0] = 0
        n = np.maximum(0, start + np.cumsum(moves, axis=0)).astype(float)
        rest = rng.choice([0, 0, 0, 1, 4, 6])
        n = np.column_stack([n.sum(axis=1) + rest, n])
        n[(rng.random(n.shape) > 0.95) | (n == 0)] = np.nan
        yield n, rest, bool(rng.integers(2)), int(rng.choice([5, 5, 8, 10])), float(rng.choice([10, 25, 1000]))


def known_sums(n, mask, rest):
    """The people of every group whose sum can be worked out from one month: unions of teams, and the company less them.

    A group is the set of its teams, with 0 for the people in none; it is the same group however it was worked out.
    """
    teams = (np.flatnonzero(mask[1:]) + 1).tolist()
    everyone = frozenset(range(0 if rest else 1, len(n)))
    sums = {}
    for choice in range(2 ** len(teams)):
        inside = frozenset(team for bit, team in enumerate(teams) if choice >> bit & 1)
        size = n[sorted(inside)].sum()
        if inside:
            sums[inside] = size
        if mask[0] and everyone - inside:
            sums[everyone - inside] = n[0] - size
    return sums


@pytest.mark.parametrize("seed", range(10))
def test_nothing_shown_or_subtracted_rests_on_a_handful_of_people(seed):
    """Ten times a thousand companies: totals, complements, months and unions of teams are all tried."""
    for n, rest, carried, few, steady in companies(1000, seed):
        steady = float("inf") if carried else steady
        mask = what_may_be_shown(n, n, n > 0, few=few, steady=steady, carried=carried)
        sums = [known_sums(n[month], mask[month], rest) for month in range(len(n))]
        for month, groups in enumerate(sums):
            assert all(size == 0 or size >= few for size in groups.values())
            for other in range(month) if carried else range(max(0, month - 1), month):
                for group in groups.keys() & sums[other].keys():
                    change, smaller = groups[group] - sums[other][group], min(groups[group], sums[other][group])
                    assert not (0 < abs(change) < few and smaller < steady), (n, mask, group)


def test_shown_without_rules_the_same_companies_would_give_people_away():
    given_away = 0
    for n, rest, _, few, _ in companies(100):
        sums = [known_sums(row, row > 0, rest) for row in n]
        given_away += any(0 < size < few for groups in sums for size in groups.values())
    assert given_away > 50


def test_half_of_the_months_are_shown_at_least():
    """A team whose number changes every month still has every second one."""
    n = np.array([[30.0, 12, 18], [31, 13, 18]] * 6)
    assert cells(n)[:, 1].tolist() == [True, False] * 6


@pytest.mark.parametrize("empty", [[], [0]])
def test_teams_that_are_all_shown_give_the_company_away_with_an_empty_team_or_without(empty):
    """12 and 28 are 40 people; a month later 41 less 28 would be 13, one more than 12."""
    found = cells([[np.nan, 12, 28, *empty], [41, 12, 28, *empty]])
    assert found[:, :3].tolist() == [[False, True, True], [True, False, False]]
