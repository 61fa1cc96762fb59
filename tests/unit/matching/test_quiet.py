"""A window that holds hardly a record is said to be quiet, with the newest one before it that isn't."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph.matching import quiet_window
from ally_graph.records import from_tables
from tests.unit.companies import AS_OF, event, numbered, roster


def with_records(*counts: int):
    """So many records in each window of thirty days before the end, the newest first."""
    rows = [event("p00", "p01", days=30 * place + 5) for place, count in enumerate(counts) for _ in range(count)]
    columns = ["from_id", "to_id", "kind", "timestamp", "weight"]
    return from_tables({"people": roster(numbered(2)), "interactions": pd.DataFrame(rows, columns=columns)})


def test_a_quiet_window_is_told_with_the_newest_one_that_is_not():
    """Two records where forty are usual; the window before holds too few as well."""
    found = quiet_window(with_records(2, 12, 40, 40, 44), AS_OF, 30)
    assert found.to_dict() == {"records": 2, "usual": 40, "as_of": "2026-01-31"}
    assert "hold 2 records where about 40 are usual" in found.words


@pytest.mark.parametrize("counts", [(10, 40, 40, 40), (2, 40, 40), (0, 40, 40, 0)], ids=["a quarter", "short", "gaps"])
def test_a_window_with_a_quarter_of_the_usual_or_little_to_go_by_is_not_quiet(counts):
    assert quiet_window(with_records(*counts), AS_OF, 30) is None


def test_windows_without_any_record_are_not_what_is_usual():
    """Two records where forty were usual, after half a year without any."""
    assert quiet_window(with_records(2, 40, 0, 0, 0, 0, 0, 0, 40, 40, 40), AS_OF, 30).usual == 40


def test_a_window_without_any_record_is_quiet():
    assert quiet_window(with_records(0, 0, 40, 40, 40, 40), AS_OF, 30).until == AS_OF - pd.Timedelta(days=60)


def test_records_after_the_moment_do_not_count():
    assert quiet_window(with_records(40, 2, 40, 40, 40, 40), AS_OF - pd.Timedelta(days=30), 30).records == 2
