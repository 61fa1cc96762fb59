"""Indicators: tidy, suppressed where few answered, and described without claiming a cause."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from ally_graph import indicators
from ally_graph.records import from_tables

SERIES_COLUMNS = ["month", "indicator", "measure", "group", "value", "n"]


def with_indicators(tables, rows, phases=None):
    frame = pd.DataFrame(rows, columns=SERIES_COLUMNS)
    chosen = tables | {"indicators": frame}
    if phases is not None:
        chosen["phases"] = pd.DataFrame(phases, columns=["name", "start_date", "end_date", "note"])
    return from_tables(chosen)


def test_a_series_has_one_row_a_month_in_order(company):
    frame = indicators.series(company)
    assert list(frame.columns) == indicators.SERIES_COLUMNS
    score = frame[frame["measure"] == "score"]
    assert score["month"].is_monotonic_increasing
    assert score["value"].tolist() == [52, 54, 56, 58, 60, 62]


def test_measures_come_in_the_order_of_the_vocabulary(company):
    assert indicators.series(company)["indicator"].drop_duplicates().tolist() == [
        "engagement",
        "conflict",
        "participation",
    ]


def test_a_series_knows_title_unit_and_which_way_is_good(company):
    row = indicators.series(company).iloc[0]
    assert (row["title"], row["unit"], row["good"]) == ("Engagement score", "0-100", "up")


def test_a_measure_nobody_knows_keeps_its_own_name(tables):
    rows = [("2025-01", "engagement", "own_thing", "all", 3.0, 12)]
    row = indicators.series(with_indicators(tables, rows)).iloc[0]
    assert (row["title"], row["unit"], row["good"]) == ("Own thing", "", "")


def test_scores_of_fewer_than_five_people_of_a_team_are_left_out(company):
    frame = indicators.series(company, "north")
    assert len(frame) == 5
    assert frame["n"].tolist() == [5.0] * 5


def bounds(tables, measure, value, n, **more):
    rows = [("2025-01", *measure, "all", value, n)]
    row = indicators.series(with_indicators(tables, rows, **more)).iloc[0]
    return row["low"], row["high"]


def test_a_share_has_the_wilson_interval_of_statsmodels(tables):
    expected = proportion_confint(40, 100, method="wilson")
    assert bounds(tables, ("participation", "giving"), 40.0, 100) == pytest.approx(
        [100 * x for x in expected], abs=1e-9
    )


@pytest.mark.parametrize("count", [0, 3, 40])
def test_a_rate_has_the_exact_poisson_interval_of_statsmodels(tables, count):
    expected = confint_poisson(count, 50, method="exact-c")
    found = bounds(tables, ("conflict", "reports"), 100 * count / 50, 50)
    assert found == pytest.approx([100 * x for x in expected], abs=1e-9)


def test_a_rate_of_less_than_one_event_keeps_its_lower_limit(tables):
    """0.5 events of 50, as a rounded rate has them; the limit is the 2.5 % point of a gamma with that shape."""
    low, _ = bounds(tables, ("conflict", "reports"), 1.0, 50)
    assert low == pytest.approx(2 * stats.gamma.ppf(0.025, 0.5), abs=1e-9)


def test_ideas_across_teams_rest_on_ideas_and_not_on_people(tables):
    """Sixty people have twelve ideas, told as ten; half of them are across teams."""
    rows = [
        ("2025-01", "innovation", "ideas", "all", 20.0, 60),
        ("2025-01", "innovation", "cross_team_share", "all", 50.0, 12),
    ]
    row = indicators.series(with_indicators(tables, rows)).set_index("measure").loc["cross_team_share"]
    expected = proportion_confint(5, 10, method="wilson")
    assert (row["n"], row["low"], row["high"]) == pytest.approx((10, *(100 * x for x in expected)), abs=1e-9)


def test_people_given_for_ideas_are_told_and_make_no_interval(tables):
    """Sixty people have twelve ideas, and the share across teams says that it is of sixty."""
    rows = [
        ("2025-01", "innovation", "ideas", "all", 20.0, 60),
        ("2025-01", "innovation", "cross_team_share", "all", 50.0, 60),
    ]
    records = with_indicators(tables, rows)
    row = indicators.series(records).set_index("measure").loc["cross_team_share"]
    assert np.isnan(row[["n", "low", "high"]].astype(float)).all()
    assert any("doesn't count ideas" in problem.what for problem in records.problems)


def test_a_mean_has_an_interval_only_where_its_spread_is_told(tables):
    assert np.isnan(bounds(tables, ("engagement", "score"), 70.0, 20)).all()
    row = with_spread(tables, 30)
    half = stats.t.ppf(0.975, 29) * 10 / np.sqrt(30)
    assert (row["low"], row["high"]) == pytest.approx((70 - half, 70 + half))


def with_spread(tables, n):
    rows = pd.DataFrame([("2025-01", "engagement", "score", "all", 70.0, n, 10.0)], columns=[*SERIES_COLUMNS, "sd"])
    return indicators.series(from_tables(tables | {"indicators": rows})).iloc[0]


def test_the_spread_of_few_people_would_tell_their_answers_and_gives_no_interval(tables):
    assert np.isnan(with_spread(tables, 24)["low"])
    assert not np.isnan(with_spread(tables, 25)["low"])


def test_a_yearly_rate_has_no_interval_as_its_count_is_not_known(tables):
    assert np.isnan(bounds(tables, ("retention", "turnover"), 12.0, 60)).all()


def scaled(tables, *rows):
    frame = pd.DataFrame(rows, columns=[*SERIES_COLUMNS, "scale"])
    return from_tables(tables | {"indicators": frame})


def test_scores_on_another_scale_are_brought_to_a_hundred(tables):
    records = scaled(tables, ("2025-01", "engagement", "score", "all", 4.0, 20, "1-5"))
    assert indicators.series(records)["value"].tolist() == [75.0]


def test_two_scales_of_one_measure_are_never_mixed(tables):
    rows = [(f"2025-0{month}", "engagement", "score", "all", 4.0, 20, "1 to 5") for month in (1, 2)]
    records = scaled(tables, *rows, ("2025-03", "engagement", "score", "all", 4.0, 20, "1-7"))
    assert indicators.series(records)["value"].tolist() == [75.0, 75.0]
    assert any("another scale" in problem.what for problem in records.problems)


@pytest.mark.parametrize(("value", "scale"), [(6.0, "1-5"), (4.0, "five stars"), (4.0, "5-1")])
def test_a_score_that_cannot_be_on_its_scale_is_set_aside(tables, value, scale):
    records = scaled(tables, ("2025-01", "engagement", "score", "all", value, 20, scale))
    assert indicators.series(records).empty
    assert records.set_aside == 1


def test_an_open_phase_ends_with_the_last_month(company):
    assert indicators.phases(company)["end"].dt.date.astype(str).tolist() == ["2025-03-31", "2025-06-30"]


def test_the_change_is_that_of_the_means_of_first_and_last_phase(company):
    row = indicators.change(company).set_index("measure").loc["score"]
    assert (row["before"], row["after"], row["difference"]) == (54.0, 60.0, 6.0)
    assert (row["way"], row["words"]) == ("good", "up, the good way")


def test_a_measure_that_does_not_move_is_called_about_the_same(company):
    row = indicators.change(company).set_index("measure").loc["reports"]
    assert (row["way"], row["words"]) == ("same", "about the same")


def test_a_change_no_larger_than_from_month_to_month_is_about_the_same(tables):
    values = [50, 60, 40, 55, 62, 41]
    rows = [(f"2025-{m:02d}", "engagement", "score", "all", v, 12) for m, v in enumerate(values, start=1)]
    assert indicators.change(with_indicators(tables, rows))["words"].tolist() == ["about the same"]


def test_the_other_way_is_worth_a_talk_and_never_blamed(tables):
    rows = [(f"2025-{m:02d}", "engagement", "stress", "all", 30 + 5 * m, 12) for m in range(1, 7)]
    changed = indicators.change(with_indicators(tables, rows))
    assert (changed["way"].tolist(), changed["words"].tolist()) == (["other"], ["up, worth a talk"])


def test_of_a_measure_of_ones_own_only_up_or_down_is_said(tables):
    rows = [(f"2025-{m:02d}", "engagement", "lunches", "all", 70 - 5 * m, 12) for m in range(1, 7)]
    changed = indicators.change(with_indicators(tables, rows))
    assert (changed["way"].tolist(), changed["words"].tolist()) == (["down"], ["down"])


def test_no_way_is_said_where_the_interval_holds_nought(tables):
    """The means are 50 and 62, with months so far apart that the interval goes from below to above nought."""
    values = [50, 40, 60, 52, 70, 64]
    rows = [(f"2025-{m:02d}", "engagement", "score", "all", v, 12) for m, v in enumerate(values, start=1)]
    row = indicators.change(with_indicators(tables, rows)).iloc[0]
    assert row["low"] < 0 < row["high"]
    assert (row["way"], row["words"]) == ("same", "no clear change")


def test_months_that_happen_to_be_equal_do_not_make_a_change(tables):
    """Counts of 6 in each of three months, then 3 and 8: Welch's interval would take the first for certain."""
    rows = [(f"2025-{m:02d}", "innovation", "initiatives", "all", v, 60) for m, v in enumerate([6, 6, 6, 3, 4, 5], 1)]
    row = indicators.change(with_indicators(tables, rows)).iloc[0]
    assert row["low"] < -2 < row["high"]


def test_no_change_is_described_across_a_change_of_scale(tables):
    values = [3.8, 3.9, 3.7, 7.5, 7.6, 7.4]
    rows = [(f"2025-{m:02d}", "engagement", "score", "all", v, 60) for m, v in enumerate(values, start=1)]
    row = indicators.change(with_indicators(tables, rows)).iloc[0]
    assert (row["way"], np.isnan(row["difference"])) == ("same", True)
    assert "another scale" in row["words"]


def test_with_one_phase_there_is_no_change_to_describe(tables):
    rows = [("2025-01", "engagement", "score", "all", 50, 12)]
    records = with_indicators(tables, rows, [("Only", "2025-01-01", None, "")])
    assert indicators.change(records).empty


def test_without_months_before_the_first_phase_no_cause_can_be_claimed(company):
    assert "no months before the phase Before long" in indicators.caution(company)
    assert "can't show" in indicators.caution(company)


def test_months_before_the_first_phase_are_counted(tables):
    rows = [(f"2025-{m:02d}", "engagement", "score", "all", 50, 12) for m in range(1, 5)]
    records = with_indicators(tables, rows, [("Late", "2025-03-01", None, "")])
    assert indicators.caution(records).startswith("Only 2 months lie before the phase Late")


def test_without_phases_there_is_nothing_to_be_cautious_about(tables):
    records = from_tables({key: frame for key, frame in tables.items() if key != "phases"})
    assert indicators.caution(records) == ""
    assert indicators.phases(records).empty


def test_data_without_indicators_gives_empty_tables(tables):
    records = from_tables({key: frame for key, frame in tables.items() if key not in ("indicators", "phases")})
    assert indicators.series(records).empty
    assert indicators.change(records).empty
    assert indicators.groups(records) == []


@pytest.mark.parametrize("group", ["all", "north"])
def test_groups_with_indicators_are_listed_all_first(company, group):
    assert indicators.groups(company) == ["all", "north"]
    assert (indicators.series(company, group)["group"] == group).all()


def test_statsmodels_waits_until_something_is_tested():
    script = "import sys, ally_graph, ally_graph.views; sys.exit('statsmodels' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
