"""Figures of indicators that can't be, and figures that change their scale without saying so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ally_graph.records import from_tables
from ally_graph.records.scales import scale_changes

COLUMNS = ["month", "indicator", "measure", "group", "value", "n", "scale", "target"]
SHARE, SCORE, RATE = ("productivity_quality", "on_time"), ("engagement", "score"), ("conflict", "reports")


def read(*rows):
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return from_tables({"people": pd.DataFrame({"person_id": ["p1", "p2"]}), "indicators": frame})


def months(key, values, n=60, scale="", target=None):
    names = pd.period_range("2024-01", periods=len(values), freq="M").astype(str)
    return [(name, *key, "all", value, n, scale, target) for name, value in zip(names, values, strict=True)]


def told(records):
    return " ".join(f"{problem.what} {problem.mend}" for problem in records.problems)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (SHARE, 130.0),
        (SHARE, -1.0),
        (SCORE, 200.0),
        (SCORE, -5.0),
        (RATE, -2.0),
        (("absence_burnout", "mental_health_leave"), 101.0),
        (("absence_burnout", "sick_days"), 400.0),
        (("retention", "turnover"), 1300.0),
    ],
)
def test_what_no_figure_of_a_measure_can_be_is_set_aside(key, value):
    records = read(*months(key, [value]))
    assert (len(records.indicators), records.set_aside) == (0, 1)
    assert "value is" in told(records)


@pytest.mark.parametrize(
    ("key", "value"),
    [(SHARE, 100.0), (SCORE, 0.0), (RATE, 250.0), (("retention", "turnover"), 130.0), (("engagement", "own"), 900.0)],
)
def test_what_a_figure_can_be_stays(key, value):
    assert len(read(*months(key, [value])).indicators) == 1


def test_scores_between_0_and_1_are_asked_for_their_scale():
    """One of 85 among them changes nothing; with the scale, or with scores from 0 to 100, nothing is asked."""
    words = "most scores of this measure are between 0 and 1"
    for more, scale, said in (([85.0], "", True), ([], "", True), ([], "0-1", False), ([60.0] * 4, "", False)):
        assert (words in told(read(*months(SCORE, [0.6, 0.55, 0.64, *more], scale=scale)))) is said


def test_where_no_row_could_be_used_none_is_said_to_be_on_another_scale():
    assert "another scale" not in told(read(*months(SCORE, [np.nan, np.nan])))


def test_a_score_off_its_range_is_asked_for_its_scale():
    assert "give the scale that it is on" in told(read(*months(SCORE, [200.0])))


@pytest.mark.parametrize(("values", "n"), [([0.85, 0.86, 0.84], 60), ([0.852, 0.861, 0.844], 250)])
def test_fractions_for_percent_are_set_aside_with_a_mend(values, n):
    records = read(*months(SHARE, values, n))
    assert records.set_aside == 3
    assert "Write 0.85 for 85 % as 85." in told(records)


def test_a_fraction_among_percentages_is_set_aside():
    records = read(*months(SHARE, [85.0, 0.86, 84.0]))
    assert records.indicators["value"].tolist() == [85.0, 84.0]


def test_a_small_percentage_that_can_be_counted_stays():
    """8 of 1,000 items, 6 of 1,000, and none."""
    records = read(*months(("productivity_quality", "rework"), [0.8, 0.6, 0.0], 1000))
    assert (len(records.indicators), records.set_aside) == (3, 0)


def test_percentages_below_one_without_n_are_only_noticed():
    records = read(*months(SHARE, [0.85, 0.8, 0.9], None))
    assert (len(records.indicators), records.set_aside) == (3, 0)
    assert "no value of this measure is above 1" in told(records)


def test_a_target_that_cannot_be_is_not_used():
    records = read(*months(SHARE, [85.0], target=850.0))
    assert np.isnan(records.indicators["target"].item())
    assert records.set_aside == 0
    assert "target is nothing" in told(records)


def test_a_month_given_twice_with_two_values_is_used_with_neither():
    rows = months(SCORE, [70.0, 71.0])
    records = read(*rows, ("2024-01", *SCORE, "all", 10.0, 60, "", None))
    assert records.indicators["value"].tolist() == [71.0]
    assert records.set_aside == 2
    assert "neither was used" in told(records)


def test_of_two_rows_that_say_the_same_one_is_used():
    rows = months(SCORE, [70.0])
    records = read(*rows, *rows)
    assert (records.indicators["value"].tolist(), records.set_aside) == ([70.0], 1)


def test_a_row_on_more_people_is_used_even_beside_two_that_differ():
    """Counted on 40, 40 and 60; the order of the rows says nothing."""
    rows = [("2024-01", *SCORE, "all", value, n, "", None) for value, n in ((70.0, 40), (10.0, 40), (65.0, 60))]
    for given in (rows, rows[::-1]):
        assert read(*given).indicators["value"].tolist() == [65.0]


NOISE = np.array([0.0, 0.08, -0.05, 0.03, -0.07, 0.05, -0.02, 0.04, -0.06, 0.01, 0.06, -0.03])


def changed(before, after, unit="0-100", spread=1.0):
    values = np.concatenate([before + spread * NOISE, after + 2 * spread * NOISE])
    return scale_changes(np.arange(24), values, unit)


@pytest.mark.parametrize(
    ("before", "after"), [(3.8, 7.4), (7.4, 3.8), (3.8, 5.4), (3.9, 73.0), (7.2, 72.0), (0.74, 3.9), (0.74, 74.0)]
)
def test_a_jump_from_one_usual_scale_to_another_is_told(before, after):
    assert changed(before, after) == (12,)


@pytest.mark.parametrize(("before", "after"), [(60.0, 80.0), (20.0, 70.0), (3.2, 4.6), (7.0, 9.0), (3.8, 3.9)])
def test_a_jump_within_one_scale_is_none_of_scale(before, after):
    assert changed(before, after) == ()


def test_a_level_that_moves_to_another_place_is_no_change_of_scale():
    """From the lower part of any scale it can be on to the upper part of 0 to 100."""
    assert changed(2.0, 90.0) == ()


def test_ups_and_downs_as_wide_as_the_jump_are_no_change_of_scale():
    assert changed(3.8, 5.4, spread=12.0) == ()


@pytest.mark.parametrize(("before", "after", "found"), [(0.85, 85.0, (12,)), (12.0, 1.0, (12,)), (20.0, 60.0, ())])
def test_shares_and_rates_change_their_scale_tenfold(before, after, found):
    assert changed(before, after, "%", spread=before / 20) == found


def test_a_change_of_scale_is_noticed_at_its_first_row():
    values = np.concatenate([3.8 + NOISE, 7.5 + NOISE])
    records = read(*months(SCORE, values.round(3)))
    problem = next(one for one in records.problems if "another scale" in one.what)
    assert (problem.severity, len(records.indicators)) == ("notice", 24)


def test_rows_that_name_their_scale_have_none_to_guess():
    values = np.concatenate([2.0 + NOISE, 4.5 + NOISE])
    assert not read(*months(SCORE, values.round(3), scale="1-5")).problems
