"""What changed since a programme began: counted from figures made by hand, with what may not be said of them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from ally_graph import indicators
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import COMPANY, content_of
from ally_graph.indicators import SERIES_COLUMNS
from ally_graph.indicators.ways import ON_ITS_WAY
from ally_graph.records import from_tables
from ally_graph.views.since_began import figures, since_began
from tests.unit.companies import numbered, roster

MONTHS = pd.date_range("2025-01-01", periods=12, freq="MS")
AS_OF = pd.Timestamp("2026-01-01")
NOISE = np.random.default_rng(4).normal(0, 1, 12)
JUMP = np.where(pd.Timestamp("2025-07-01") <= MONTHS, 20.0, 0.0)


def table(**values) -> gate.Disclosed:
    """A table of monthly figures of the company; of each measure up is good."""
    rows = [
        {"month": month, "indicator": "engagement", "measure": name, "title": name.title(), "unit": "%", "good": "up",
         "group": indicators.ALL, "value": 50 + value, "n": 60, "carried": False}
        for name, given in values.items() for month, value in zip(MONTHS, given, strict=True)
    ]  # fmt: skip
    return gate.table("indicators", pd.DataFrame(rows).reindex(columns=SERIES_COLUMNS), COMPANY)


def told(shown, start="2025-07-03", people=6, tools=("training",), as_of=AS_OF):
    """What is said of tools that so many people began on a day."""
    ids = numbered(8)
    rows = [(person, tool, "participant", start) for tool in tools for person in ids[:people]]
    begun = pd.DataFrame(rows, columns=["person_id", "programme", "role", "start_date"])
    records = from_tables({"people": roster(ids), "programmes": begun})
    found = [SimpleNamespace(key=tool, people=people) for tool in tools]
    return since_began(records, found, [shown], least=5, as_of=as_of)


def test_figures_that_jumped_are_better_or_worse_and_others_are_not():
    """One jumped up, one down, one is noise, and one had been growing all along."""
    shown = table(up=NOISE + JUMP, down=NOISE[::-1] - JUMP, noise=NOISE, drift=NOISE / 10 + 3 * np.arange(12))
    one = told(shown)["training"]
    assert one.words.startswith("6 months before and 6 since: of 4 figures one better (up), one worse (down)")
    assert one.words.endswith("one on its way before")
    assert one.short == "of 4 figures 1 better, 1 worse, 1 on their way before"
    rows = content_of(figures({"training": one}, {"training": "Training"}, COMPANY)).set_index("title")
    assert rows.loc["Drift", "words"] == ON_ITS_WAY
    assert rows.loc["Up", "low"] > 15


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"people": 4}, "can't be told: fewer than five people have begun it"),
        ({"start": "2025-01-02"}, "can't be told: no month on record before it began"),
        ({"start": "2025-12-02"}, "can't be told: too few months to tell, 11 before it began and 1 since"),
        ({"start": "2025-07-03", "as_of": pd.Timestamp("2025-08-01")},
         "can't be told: too few months to tell, 6 before it began and 1 since"),
    ],
    ids=["a handful", "nothing before", "too late", "looked at earlier"],
)  # fmt: skip
def test_what_can_not_be_told_says_why(given, words):
    assert told(table(up=NOISE + JUMP), **given)["training"].words == words


def test_tools_that_began_in_the_same_month_are_named_beside_each_other():
    found = told(table(up=NOISE + JUMP), tools=("training", "open_mic"))
    assert found["training"].words.endswith("; Open mic began in the same month")


def test_of_noise_hardly_anything_is_said_to_have_moved():
    """Two hundred measures without any change: about one of twenty is said to be better or worse."""
    rng = np.random.default_rng(8)
    found = told(table(**{f"m{number}": rng.normal(0, 1, 12) for number in range(200)}))["training"].figures
    assert found["way"].isin(["good", "other"]).sum() <= 14


def test_a_day_late_in_a_month_counts_from_the_next_one():
    assert told(table(up=NOISE + JUMP), start="2025-06-25")["training"].words.startswith("6 months before")
