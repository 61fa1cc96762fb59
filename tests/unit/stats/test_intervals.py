"""Intervals of shares and of trends, against tables and against scipy."""

import numpy as np
import pytest
from scipy import stats

from ally_graph.stats.intervals import Z_95, trend, wilson


def test_the_bound_of_95_percent_is_that_of_scipy():
    assert pytest.approx(stats.norm.ppf(0.975), rel=1e-15) == Z_95


def test_the_interval_of_a_share_is_wilsons():
    """Five of six and nought of ten, from scipy's own implementation."""
    for count, total in ((5, 6), (0, 10), (10, 10), (30, 60)):
        known = stats.binomtest(count, total).proportion_ci(method="wilson")
        assert wilson(count, total) == pytest.approx((known.low, known.high))


def test_of_nobody_there_is_no_share():
    assert np.isnan(wilson(0, 0)).all()


def test_trends_agree_with_scipy_where_no_values_are_equal():
    rows = np.random.default_rng(5).normal(size=(20, 8)) + np.linspace(0, 2, 8)
    slope, low = trend(rows)
    known = [stats.theilslopes(row, np.arange(8), alpha=0.95) for row in rows]
    assert slope == pytest.approx([one.slope for one in known])
    assert low == pytest.approx([one.low_slope for one in known])


def test_missing_weeks_are_left_out():
    """2, 4, 6, 8 and 10 in the weeks 0, 1, 3, 4 and 5, as scipy has it."""
    row = np.array([[2.0, 4.0, np.nan, 6.0, 8.0, 10.0]])
    known = stats.theilslopes(row[0][~np.isnan(row[0])], [0, 1, 3, 4, 5], alpha=0.95)
    slope, low = trend(row)
    assert slope[0] == pytest.approx(known.slope)
    assert low[0] == pytest.approx(known.low_slope)


def test_three_values_are_no_trend():
    assert np.isnan(trend(np.array([[1.0, 2.0, 3.0, np.nan]]))).all()
    assert np.isnan(trend(np.zeros((2, 0)))).all()


def test_noise_is_taken_for_a_rise_in_one_of_forty():
    low = trend(np.random.default_rng(1).normal(size=(4000, 8)))[1]
    assert 0.01 < (low > 0).mean() < 0.035
