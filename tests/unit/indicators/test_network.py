"""Indicators of the network by month, and which of them moved before which outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ally_graph
from ally_graph import Settings, indicators
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.indicators import NETWORK_INDICATORS, leading
from ally_graph.records import from_tables
from ally_graph.views import leading_signs, network_indicators

SAMPLE = ally_graph.load("sample_data")
IDS = [f"p{number:02}" for number in range(12)]


def records(events, thanks=(), teams=("a",) * 6 + ("b",) * 6):
    """Twelve people in January 2025; mutual messages on its first and last day mark the whole month."""
    rows = [*events, ("p00", "p01", "2025-01-01", "message"), ("p00", "p01", "2025-01-31T23:00", "message")]
    return from_tables(
        {
            "people": pd.DataFrame({"person_id": IDS, "team": teams, "start_date": "2024-01-01"}),
            "interactions": pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"]),
            "recognitions": pd.DataFrame(thanks, columns=["giver_id", "receiver_id", "timestamp"]),
        }
    )


def values(found, group="all"):
    return indicators.network_series(found, group).set_index("measure")["value"]


def helps(*pairs, day="2025-01-10"):
    return [(IDS[one], IDS[other], day, "help") for one, other in pairs]


def test_the_share_without_an_ally_counts_everyone_at_work():
    assert values(records(helps((2, 3))))["no_ally"] == pytest.approx(100 * 10 / 12)


def test_the_share_thanked_counts_people_once():
    thanks = [("p00", "p01", "2025-01-05"), ("p02", "p01", "2025-01-06"), ("p00", "p03", "2025-01-07")]
    found = indicators.network_series(records([], thanks)).set_index("measure").loc["thanked"]
    assert found["value"] == pytest.approx(100 * 2 / 12)
    assert found["low"] < found["value"] < found["high"]


def test_support_across_teams_is_counted_where_it_is_given():
    found = records(helps((0, 1), (0, 2), (0, 6), (6, 7)))
    assert values(found)["across_teams"] == pytest.approx(25)
    assert values(found, "a")["across_teams"] == pytest.approx(100 / 3)


def test_support_is_two_way_as_far_as_it_is_met():
    assert values(records(helps((0, 1), (1, 0), (0, 1), (2, 3))))["two_way"] == pytest.approx(50)


def test_one_helper_makes_help_as_uneven_as_it_can_be():
    even = records(helps(*[(one, (one + 1) % 12) for one in range(12)] * 3))
    alone = records(helps(*[(0, other) for other in range(1, 12)] * 3))
    assert values(even)["unevenness"] == 0
    assert values(alone)["unevenness"] > 0.8


def test_the_busiest_are_never_fewer_than_five_nor_most_of_a_group():
    assert "from_the_busiest" not in values(records(helps((0, 1))))
    share = indicators.network_series(SAMPLE).query("measure == 'from_the_busiest'")["value"]
    assert share.between(10, 60).all()


def test_a_month_is_its_own_and_shares_no_event_with_the_next():
    late = [("p02", "p03", "2025-02-01", "help"), ("p02", "p03", "2025-02-27", "help")]
    frame = indicators.network_series(records(late))
    two_way = frame.loc[frame["measure"] == "two_way", "month"]
    assert two_way.dt.month.tolist() == [2]


def test_months_the_records_do_not_fill_are_left_out():
    frame = indicators.network_series(records(helps((0, 1), day="2025-02-10")))
    assert frame["month"].dt.month.unique().tolist() == [1]


def test_every_registered_indicator_has_its_words_and_a_figure_in_the_sample():
    """Registry and table have to hold the same measures; every figure lies within its own interval."""
    frame = indicators.network_table(SAMPLE)
    assert list(frame.columns) == indicators.SERIES_COLUMNS
    assert set(frame["measure"]) == set(NETWORK_INDICATORS.keys())
    for entry in NETWORK_INDICATORS:
        assert entry.summary.endswith(("month.", "with it.", ".", "(1927)."))
        assert entry.good in ("up", "down", "")
    assert ((frame["low"] <= frame["value"]) & (frame["value"] <= frame["high"])).all()


def test_the_sample_grows_together_over_its_year():
    frame = indicators.network_series(SAMPLE)
    for measure in ("across_teams", "thanked", "two_way"):
        series = frame.loc[frame["measure"] == measure, "value"].to_numpy()
        assert series[-4:].mean() > series[:3].mean(), measure
    assert (frame.loc[frame["measure"] == "clear_groups", "low"] > 0).all()


def test_the_same_records_give_the_same_figures_in_any_order():
    mixed = {
        name: getattr(SAMPLE, name).sample(frac=1, random_state=2)
        for name in ("people", "interactions", "recognitions", "absences")
    }
    pd.testing.assert_frame_equal(indicators.network_table(from_tables(mixed)), indicators.network_table(SAMPLE))


def test_small_teams_wait_for_a_month_when_somebody_came():
    frame = indicators.network_table(SAMPLE)
    assert frame["n"].min() >= 5
    assert frame[frame["group"] == "HR"].groupby("measure").size().max() < 12


def test_data_without_events_has_no_indicators_of_its_network():
    assert indicators.network_table(from_tables({"people": pd.DataFrame({"person_id": ["p1"]})})).empty


def test_a_year_is_too_short_for_leading_signs():
    assert content_of(leading_signs(SAMPLE, LOCAL)).empty
    assert len(content_of(network_indicators(SAMPLE, LOCAL)))


def led(monkeypatch, seed, strength):
    """Four years in which the first outcome follows the first network indicator a month later, as strongly as said."""
    rng = np.random.default_rng(seed)
    months = pd.date_range("2021-01-01", periods=48, freq="MS")
    sign = rng.standard_normal(49)
    outcome = strength * sign[:-1] + rng.standard_normal(48)

    def long(indicator, columns):
        return pd.concat(
            pd.DataFrame(
                {"month": months, "indicator": indicator, "measure": key, "title": key, "value": column}
            ).assign(group="all", unit="")
            for key, column in columns.items()
        )

    network = long("network", {"no_ally": sign[1:], "two_way": rng.standard_normal(48)})
    outcomes = pd.concat(
        [long("engagement", {"score": outcome}), long("retention", {"turnover": rng.standard_normal(48)})]
    )
    monkeypatch.setattr(leading, "network_series", lambda *_, **__: network)
    monkeypatch.setattr(leading, "shown_table", lambda *_, **__: outcomes)
    return leading.leading_signs(SAMPLE, settings=Settings(null_draws=199))


def test_a_sign_that_comes_before_is_seen_at_its_lag_and_never_called_a_cause(monkeypatch):
    """The score follows `no_ally` after a month; two signs, two outcomes and four lags make sixteen rows."""
    frame = led(monkeypatch, 0, 1.5)
    said = frame[frame["words"] != ""]
    assert said[["network", "outcome", "lag"]].to_numpy().tolist() == [["no_ally", "score", 1]]
    assert "moves with" in said["words"].iloc[0]
    assert "not a cause" in said["words"].iloc[0]
    assert said["low"].iloc[0] > 0
    assert len(frame) == 2 * 2 * 4


def test_signs_in_noise_are_rare(monkeypatch):
    """At 5 % of companies one of twenty is expected; five would be a fault in more than 99 of 100."""
    assert sum((led(monkeypatch, seed, 0.0)["words"] != "").any() for seed in range(20)) <= 4
