"""Run charts: limits by hand, and what stands out from them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ally_graph.stats.run_chart import run_chart


def test_the_limits_are_those_worked_out_by_hand():
    """10, 12, 9, 11: a mean of 10.5 and steps of 2, 3, 2; 2.66 and 3.267 are Montgomery's factors."""
    chart = run_chart(pd.Series([10.0, 12.0, 9.0, 11.0]))
    usual = (2 + 3 + 2) / 3
    assert chart["centre"].tolist() == [10.5] * 4
    assert chart["low"].iloc[0] == pytest.approx(10.5 - 2.66 * usual)
    assert chart["high"].iloc[0] == pytest.approx(10.5 + 2.66 * usual)
    assert chart["range_high"].iloc[0] == pytest.approx(3.267 * usual)
    assert chart["moving_range"].tolist()[1:] == [2, 3, 2]
    assert not chart[["outside", "in_a_row", "jump"]].to_numpy().any()


def test_a_month_far_off_is_outside():
    values = pd.Series([10.0, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 25])
    assert run_chart(values)["outside"].tolist() == [False] * 11 + [True]


@pytest.mark.parametrize(("length", "seen"), [(7, False), (8, True)])
def test_eight_in_a_row_on_one_side_are_a_signal(length, seen):
    values = pd.Series([1.0, -1.0] * 4 + [2.0] * length + [-9.0 + 0.1 * length])
    chart = run_chart(values - values.mean())
    assert chart["in_a_row"].iloc[10] == seen


def test_missing_months_are_left_out_and_one_month_has_no_limits():
    assert run_chart(pd.Series([1.0, np.nan, 2.0])).index.tolist() == [0, 2]
    assert np.isnan(run_chart(pd.Series([1.0]))["high"]).all()
