"""Indicators: tidy, suppressed where few answered, and described without claiming a cause."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph import indicators
from ally_graph.records import from_tables


def with_indicators(tables, rows, phases=None):
    frame = pd.DataFrame(rows, columns=["month", "indicator", "measure", "group", "value", "n"])
    chosen = tables | {"indicators": frame}
    if phases is not None:
        chosen["phases"] = pd.DataFrame(phases, columns=["name", "start_date", "end_date", "note"])
    return from_tables(chosen)


def test_a_series_has_one_row_a_month_in_order(company):
    frame = indicators.series(company)
    assert list(frame.columns) == indicators.COLUMNS
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
    assert frame["n"].min() >= 5


def test_the_wilson_interval_is_that_of_the_textbook():
    low, high = indicators.wilson(pd.Series([0.0, 20.0]), pd.Series([10.0, 100.0]))
    assert low.round(2).tolist() == [0.0, 13.34]
    assert high.round(2).tolist() == [27.75, 28.88]


def test_only_shares_have_an_interval(company):
    frame = indicators.series(company).set_index("measure")
    assert frame.loc["giving", "low"].notna().all()
    assert frame.loc["score", "low"].isna().all()


def test_a_yearly_rate_is_no_share(tables):
    rows = [("2025-01", "retention", "turnover", "all", 12.0, 60)]
    assert indicators.series(with_indicators(tables, rows))["low"].isna().all()


def test_an_open_phase_ends_with_the_last_month(company):
    assert indicators.phases(company)["end"].dt.date.astype(str).tolist() == ["2025-03-31", "2025-06-30"]


def test_the_change_is_that_of_the_means_of_first_and_last_phase(company):
    row = indicators.change(company).set_index("measure").loc["score"]
    assert (row["before"], row["after"], row["difference"]) == (54.0, 60.0, 6.0)
    assert row["words"] == "up, the good way"


def test_a_measure_that_does_not_move_is_called_about_the_same(company):
    assert indicators.change(company).set_index("measure").loc["reports", "words"] == "about the same"


def test_a_change_no_larger_than_from_month_to_month_is_about_the_same(tables):
    values = [50, 60, 40, 55, 62, 41]
    rows = [(f"2025-{m:02d}", "engagement", "score", "all", v, 12) for m, v in enumerate(values, start=1)]
    assert indicators.change(with_indicators(tables, rows))["words"].tolist() == ["about the same"]


def test_the_other_way_is_worth_a_talk_and_never_blamed(tables):
    rows = [(f"2025-{m:02d}", "engagement", "stress", "all", 30 + 5 * m, 12) for m in range(1, 7)]
    assert indicators.change(with_indicators(tables, rows))["words"].tolist() == ["up, worth a talk"]


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
