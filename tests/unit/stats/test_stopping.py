"""Chance worlds are drawn until the answer is plain, and no longer; the answer is that of drawing them all."""

import numpy as np
import pytest

from ally_graph.stats import stopping


class Counted:
    """Values that are drawn one by one, and how many were."""

    def __init__(self, values):
        self.left, self.drawn = iter(values), 0

    def __iter__(self):
        return self

    def __next__(self):
        value = next(self.left)
        self.drawn += 1
        return value


def normal(seed, most=100):
    return np.random.default_rng(seed).normal(0.3, 0.01, most)


def test_with_nothing_to_compare_all_are_drawn_and_95_of_100_stay_below():
    values = Counted(normal(1))
    assert stopping.chance_level(values, 100) == np.quantile(normal(1), 0.95)
    assert values.drawn == 100


def test_what_is_far_above_ten_draws_needs_no_more():
    """0.638 against 0.327 with a spread of 0.0105 is what the sample has: thirty standard deviations."""
    values = Counted(normal(2))
    level = stopping.chance_level(values, 100, seen=0.638)
    first = normal(2)[:10]
    assert values.drawn == 10
    assert level == first.mean() + 2 * first.std(ddof=1)
    assert level < 0.638


@pytest.mark.parametrize("most", [20, 36, 100])
@pytest.mark.parametrize("seed", range(40))
def test_where_it_is_not_far_above_the_answer_is_that_of_all_draws(seed, most):
    """A value of chance itself: above the level of all draws or not, whichever it is, with fewer draws or as many."""
    seen = float(np.random.default_rng(1000 + seed).normal(0.312, 0.01))
    values = Counted(normal(seed, most))
    level = stopping.chance_level(values, most, seen)
    assert (seen > level) == (seen > np.quantile(normal(seed, most), 0.95))
    if seen > level:
        assert level == np.quantile(normal(seed, most), 0.95)


def test_what_chance_often_reaches_is_given_up_early():
    """A value in the middle: six of a hundred draws have to be as high, which takes twelve or so."""
    drawn = []
    for seed in range(50):
        values = Counted(normal(seed))
        assert stopping.chance_level(values, 100, seen=0.3) >= 0.3
        drawn.append(values.drawn)
    assert min(drawn) == 10
    assert np.mean(drawn) < 15


def test_few_draws_are_not_cut_short():
    """With ten at most there is nothing to save, and the level is that of all ten."""
    assert stopping.chance_level(iter(normal(3, 10)), 10, seen=9.0) == np.quantile(normal(3, 10), 0.95)


def test_a_value_of_chance_is_seldom_far_above_ten_others():
    """One in seven thousand by Student's distribution; 20,000 tries have about three."""
    values = np.random.default_rng(5).normal(size=(20_000, 11))
    far = values[:, 0] > values[:, 1:].mean(axis=1) + stopping.CLEARLY * values[:, 1:].std(axis=1, ddof=1)
    assert [stopping.far_above(row[0], list(row[1:])) for row in values[:500]] == far[:500].tolist()
    assert far.sum() <= 10


@pytest.mark.parametrize(("share", "given_up"), [(0.05, 0.006), (0.04, 0.001), (0.5, 1.0)])
def test_what_is_rare_by_chance_is_hardly_ever_given_up(share, given_up):
    """Looked at after every 50 of 1,000 worlds; one in three hundred at 5 %, one in 5,000 at 4 %."""
    matched = np.random.default_rng(6).binomial(50, share, (5_000, 20)).cumsum(axis=1)
    looks = 50 * np.arange(1, 21)
    stopped = [
        any(stopping.all_common(np.array([n]), drawn, 0.05) for n, drawn in zip(row, looks, strict=True))
        for row in matched
    ]
    assert np.mean(stopped) <= given_up
    assert (np.mean(stopped) > 0.99) == (share == 0.5)


def test_one_that_is_still_rare_keeps_all_going():
    assert stopping.all_common(np.array([30, 40]), 100, 0.05)
    assert not stopping.all_common(np.array([30, 3]), 100, 0.05)
