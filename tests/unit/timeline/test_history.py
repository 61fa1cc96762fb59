"""The small lines of history: one row a month, each looking back one window of its own."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph import Settings
from ally_graph.timeline import history

END = pd.Timestamp("2025-12-23")


@pytest.fixture
def months(company):
    return history.monthly(company, as_of=END, settings=Settings(window_days=28))


def test_months_come_oldest_first_and_end_where_the_analysis_ends(months):
    assert list(months.columns) == history.FIGURES
    assert months["as_of"].is_monotonic_increasing
    assert months["as_of"].iloc[-1] == END


def test_months_whose_window_begins_before_the_first_record_are_left_out(months):
    assert months["as_of"].min() - pd.Timedelta(days=28) >= pd.Timestamp("2025-09-01")


def test_the_last_month_is_there_even_when_its_window_is_longer_than_the_data(company):
    frame = history.monthly(company, as_of=END, settings=Settings(window_days=3650))
    assert frame["as_of"].tolist() == [END]


def test_people_without_an_ally_are_counted(months):
    assert months["without_ally"].iloc[-1] == 1


def test_a_team_narrows_the_people_and_never_the_network(company):
    settings = Settings(window_days=28)
    whole = history.monthly(company, as_of=END, settings=settings)
    north = history.monthly(company, as_of=END, team="north", settings=settings)
    assert north["without_ally"].iloc[-1] == 0
    assert north["reciprocity"].equals(whole["reciprocity"])


def test_kinds_narrow_the_records(company):
    meetings = history.monthly(company, as_of=END, kinds=("meeting",), settings=Settings(window_days=28))
    assert meetings["gini"].isna().all() or (meetings["gini"] == 0).all()
    assert meetings["without_ally"].iloc[-1] == 10
