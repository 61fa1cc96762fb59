"""Colleagues like them."""

import numpy as np
import pytest

from ally_graph.measures.strata import strata
from tests.unit.companies import company, numbered, roster

EVERYONE = 13


@pytest.fixture
def network():
    """Red: eight people of level 1 and three of level 2. Blue: one person. One person has no team."""
    ids = numbered(EVERYONE)
    level = {person: 1 if i < 8 else 2 for i, person in enumerate(ids)}
    team = dict.fromkeys(ids[:11], "red") | {ids[11]: "blue"}
    return company([], roster(ids, team=team, level=level))


VALUES = np.array([1, 1, 1, 1, 3, 3, 3, 3, 10, 20, 30, 100, 200], dtype=float)


def test_the_finest_group_that_is_large_enough_counts(network):
    """Red, level 1 (eight): median 2. Red, level 2 is too few, so the team of eleven: 3. The rest: all thirteen: 3."""
    groups = strata(network, np.ones(EVERYONE, dtype=bool))
    assert groups.median(VALUES).tolist() == [2] * 8 + [3] * 3 + [3] * 2


def test_means_follow_the_same_ladder(network):
    """16/8 = 2; (16 + 60)/11; (16 + 60 + 300)/13."""
    groups = strata(network, np.ones(EVERYONE, dtype=bool))
    assert groups.mean(VALUES) == pytest.approx([2] * 8 + [76 / 11] * 3 + [376 / 13] * 2)


def test_rungs_can_be_skipped(network):
    groups = strata(network, np.ones(EVERYONE, dtype=bool), finest=1)
    assert groups.mean(VALUES) == pytest.approx([76 / 11] * 11 + [376 / 13] * 2)


def test_only_eligible_people_are_compared_with(network):
    """Without the first person red, level 1 is down to seven, so its people are compared with the team: median 3."""
    eligible = np.ones(EVERYONE, dtype=bool)
    eligible[0] = False
    assert strata(network, eligible).median(VALUES)[:8].tolist() == [3] * 8


def test_few_people_are_compared_with_everyone():
    network = company([], roster(["ana", "bo", "cy"], team="red", level=1))
    assert strata(network, np.ones(3, dtype=bool)).median(np.array([1.0, 5.0, 9.0])).tolist() == [5, 5, 5]


def test_without_anybody_eligible_nothing_is_usual():
    network = company([], roster(["ana", "bo"]))
    assert np.isnan(strata(network, np.zeros(2, dtype=bool)).median(np.array([1.0, 2.0]))).all()


def test_an_empty_company_has_no_strata_and_no_errors():
    assert strata(company([]), np.zeros(0, dtype=bool)).median(np.zeros(0)).tolist() == []


def test_every_team_that_is_large_enough_is_compared_within_itself():
    """Eight at 1, eight at 5, and two at 9, who are compared with all eighteen: median 5, mean 66 / 18."""
    ids = numbered(18)
    network = company([], roster(ids, team={person: "abc"[i // 8] for i, person in enumerate(ids)}))
    values, groups = np.repeat([1.0, 5.0, 9.0], [8, 8, 2]), strata(network, np.ones(18, dtype=bool))
    assert groups.median(values).tolist() == [1] * 8 + [5] * 8 + [5] * 2
    assert groups.mean(values) == pytest.approx([1] * 8 + [5] * 8 + [66 / 18] * 2)


def test_quantiles_follow_the_same_ladder(network):
    """As numpy has them, and nothing where nobody is eligible."""
    groups = strata(network, np.ones(EVERYONE, dtype=bool))
    expected = [np.quantile(VALUES[:8], 0.75), np.quantile(VALUES[:11], 0.75), np.quantile(VALUES, 0.75)]
    assert groups.quantile(VALUES, 0.75) == pytest.approx([expected[0]] * 8 + [expected[1]] * 3 + [expected[2]] * 2)
    assert np.isnan(strata(network, np.zeros(EVERYONE, dtype=bool)).quantile(VALUES, 0.75)).all()
