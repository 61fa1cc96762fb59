"""Figures of few people: rounded, held back where all answered the same, and of one's own never to be subtracted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ally_graph import indicators
from ally_graph.records import from_tables

COLUMNS = ["month", "indicator", "measure", "group", "value", "n", "scale", "sd"]
SCORE, OWN = ("engagement", "score"), ("engagement", "average_age")


def table_of(*rows):
    people = pd.DataFrame({"person_id": [f"p{number}" for number in range(99)]})
    frame = pd.DataFrame(rows, columns=COLUMNS[: len(rows[0])])
    return indicators.shown_table(from_tables({"people": people, "indicators": frame}))


def told(measure, value, n, scale=""):
    return table_of(("2026-01", *measure, "all", value, n, scale))["value"].tolist()


@pytest.mark.parametrize(
    ("measure", "value", "n", "scale", "expected"),
    [
        (SCORE, 3.6, 5, "1-5", [70.0]),
        (SCORE, 63.0, 9, "", [60.0]),
        (SCORE, 63.0, 10, "", [63.0]),
        (("absence_burnout", "sick_days"), 0.83, 6, "", [0.8]),
        (OWN, 43.2, 9, "", [40.0]),
        (OWN, 43.2, 24, "", [45.0]),
        (OWN, 43.2, 25, "", [43.2]),
        (("conflict", "serious_share"), 37.5, 8, "", [37.5]),
        (SCORE, 1.0, 5, "1-5", []),
        (SCORE, 1.2, 5, "1-5", []),
        (SCORE, 1.4, 5, "1-5", [10.0]),
        (SCORE, 5.0, 60, "1-5", []),
        (SCORE, 4.95, 60, "1-5", [98.75]),
        (("participation", "giving"), 10.0, 10, "", []),
        (("participation", "giving"), 20.0, 10, "", [20.0]),
        (("participation", "giving"), 0.0, 60, "", []),
        (("absence_burnout", "mental_health_leave"), 5.0, 20, "", []),
        (("absence_burnout", "burnout_share"), 100.0, 5, "", []),
        (("conflict", "serious_share"), 100.0, 5, "", []),
        (("conflict", "reports"), 0.0, 12, "", [0.0]),
    ],
)
def test_what_is_told_of_a_group(measure, value, n, scale, expected):
    assert told(measure, value, n, scale) == pytest.approx(expected)


def test_a_measure_of_ones_own_waits_until_five_people_have_gone():
    rows = [(f"2026-{month:02d}", *OWN, "all", 40.0 + month, 61 - month) for month in range(1, 8)]
    assert table_of(*rows)["n"].tolist() == [60.0, 55.0]


def test_large_teams_have_no_interval_where_it_would_tell_the_spread_in_a_small_one():
    """60 less 30 and 25 are five people, and sums of squares can be taken off each other."""
    sizes = {"all": 60, "a": 30, "b": 25, "c": 5}
    rows = [("2026-01", *SCORE, group, 60.0, n, "", 10.0) for group, n in sizes.items()]
    frame = table_of(*rows).set_index("group")
    assert set(frame.index[frame["low"].notna()]) == {"all", "a"}
    assert np.isfinite(frame["value"]).tolist() == [True] * 4
