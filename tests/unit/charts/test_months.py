"""The charts of the indicators: rows on one axis, with everything a reader has to know about a month."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from ally_graph import charts, indicators, views
from ally_graph.charts import rows
from ally_graph.charts.palette import DARK, LIGHT
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.records import from_tables
from tests.conftest import company_tables

HOSTILE = '<img src=x onerror="alert(1)">'


def around(records, values):
    return (
        views.missing_months(records, values),
        views.phases(records, LOCAL),
        views.started(records, LOCAL),
    )


def drawn(records, draw=charts.months_in_rows, **options):
    values = views.indicators(records, LOCAL, None if draw is charts.teams_in_rows else indicators.ALL)
    if draw is charts.teams_in_rows:
        frame = content_of(values)
        values = gate.table("indicators", frame[frame["measure"] == "score"], LOCAL)
    specification = draw(values, *around(records, values), **options).to_dict()
    for layer in specification["layer"]:
        name = layer["data"].get("name")
        layer["data"]["values"] = specification.get("datasets", {}).get(name, layer["data"].get("values", []))
    return specification


def figures(specification) -> list[dict]:
    return [row for layer in specification["layer"] for row in layer["data"]["values"]]


def marks(specification) -> list[dict]:
    return [layer["mark"] for layer in specification["layer"]]


def with_indicators(**columns):
    tables = company_tables()
    return from_tables(tables | {"indicators": tables["indicators"].assign(**columns)})


@pytest.mark.parametrize("draw", [charts.months_in_rows, charts.teams_in_rows])
@pytest.mark.parametrize("run", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_every_kind_of_rows_is_a_valid_specification_in_the_colours_of_its_ground(company, draw, run, dark):
    specification = drawn(company, draw, dark=dark, run=run)
    assert (LIGHT if dark else DARK).accent not in json.dumps(specification)
    assert specification["config"]["background"] == "transparent"


def test_the_first_and_the_last_figure_of_a_row_stand_at_the_ends_of_its_scale(company):
    points = [row for row in figures(drawn(company)) if row.get("name") == "Engagement score" and "n" in row]
    heights = [row["value_y"] for row in sorted(points, key=lambda row: row["month"])]
    top = rows.HEAD + rows.TITLE
    assert heights[-1] == pytest.approx(top)
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == pytest.approx(rows.HEAD + rows.ROW - rows.FOOT)


def test_a_scale_that_comes_near_to_zero_begins_there():
    frame = pd.DataFrame({"row": "a", "value": [10.0, 40.0], "low": np.nan, "high": np.nan, "target": np.nan})
    assert rows._placed(frame, shared=False)["least"].tolist() == [0.0, 0.0]


def test_a_steady_figure_is_a_level_line_and_not_blown_up():
    frame = pd.DataFrame({"row": "a", "value": [97.1, 97.3], "low": np.nan, "high": np.nan, "target": np.nan})
    placed = rows._placed(frame, shared=False)
    assert (placed["most"] - placed["least"]).iloc[0] == pytest.approx(0.15 * 97.3)


@pytest.mark.parametrize("value", [0.0, 5.0])
def test_one_month_alone_is_drawn(value):
    """January with the same value for every figure, so that no scale has a height of its own."""
    tables = company_tables()
    rows = tables["indicators"].query("month == '2025-01'").assign(value=value)
    for run in (False, True):
        specification = drawn(from_tables(tables | {"indicators": rows}), run=run)
        heights = [row["value_y"] for row in figures(specification) if row.get("value_y") is not None]
        assert heights
        assert np.isfinite(heights).all()


def test_phases_are_named_and_their_bands_end_with_the_months(company):
    specification = drawn(company)
    bands = next(layer for layer in specification["layer"] if layer["mark"]["type"] == "rect")["data"]["values"]
    assert [band["name"] for band in bands] == ["Before long", "And after"]
    assert bands[-1]["end"].startswith("2025-06")


def test_without_phases_there_are_no_bands():
    tables = company_tables()
    del tables["phases"]
    assert not any(mark["type"] == "rect" for mark in marks(drawn(from_tables(tables))))


def test_a_month_that_is_held_back_is_a_field_as_high_as_its_row_and_breaks_the_line(company):
    specification = drawn(company, charts.teams_in_rows)
    held = [row for row in figures(specification) if "held back" in str(row.get("why"))]
    assert [row["month"][:7] for row in held] == ["2025-06"]
    broken = [row for row in figures(specification) if row.get("row") == "north" and row.get("value_y", 0) is None]
    assert [row["month"][:7] for row in broken] == ["2025-06"]


def test_a_month_without_a_figure_is_a_gap_and_not_held_back():
    tables = company_tables()
    rows = tables["indicators"].query("not (month == '2025-03' and measure == 'giving')")
    records = from_tables(tables | {"indicators": rows})
    missing = gate.content_of(views.missing_months(records, views.indicators(records, LOCAL)))
    assert missing[["measure", "why"]].to_numpy().tolist() == [["giving", "no figure"]]


def test_a_target_is_a_dashed_line_and_stands_beside_the_name():
    specification = drawn(with_indicators(target=80.0))
    assert any(row.get("told") == "0-100 · ↑ is good · target 80" for row in figures(specification))
    assert any("target_y" in row for row in figures(specification))


def test_a_target_moves_with_the_scale_of_its_score():
    records = with_indicators(value=3.0, scale="1-5", target=4.0)
    assert indicators.series(records)["target"].eq(75.0).all()


def test_a_run_chart_marks_the_month_that_stands_out():
    """The mean is 57 and the mean step 8.8: limits of 57 - 2.66 * 8.8 = 33.6 and 80.4, so only 90 lies outside."""
    values = [50.0, 51, 50, 51, 50, 90]
    tables = company_tables()
    rows = pd.DataFrame(
        [(f"2025-{n:02d}", "engagement", "score", "all", value, 12) for n, value in enumerate(values, 1)],
        columns=["month", "indicator", "measure", "group", "value", "n"],
    )
    specification = drawn(from_tables(tables | {"indicators": rows}), run=True)
    odd = next(layer for layer in specification["layer"] if layer["mark"].get("shape") == "diamond")
    assert [row["month"][:7] for row in odd["data"]["values"]] == ["2025-06"]


def test_of_many_teams_the_largest_are_drawn():
    frame = pd.DataFrame({"group": [f"t{n:02d}" for n in range(20)] + ["all"], "n": [*range(20), 99]})
    assert charts.teams_drawn(frame) == [f"t{n:02d}" for n in range(12, 20)]


def test_names_of_phases_and_teams_are_text_whatever_they_hold():
    """An image tag that would run a script is the name of a phase and of a team."""
    tables = company_tables()
    phases = tables["phases"].assign(name=[HOSTILE, "B"])
    rows = tables["indicators"].replace({"group": {"north": HOSTILE}})
    people = tables["people"].replace({"team": {"north": HOSTILE}})
    records = from_tables(tables | {"phases": phases, "indicators": rows, "people": people})
    specification = drawn(records, charts.teams_in_rows)
    assert any(row.get("name") == HOSTILE for row in figures(specification))


def test_rows_refuse_what_did_not_pass_the_gate(company):
    values = views.indicators(company, LOCAL)
    with pytest.raises(TypeError, match="let through"):
        charts.months_in_rows(content_of(values), *around(company, values))


def test_a_run_chart_of_teams_has_their_limits_and_no_line_of_the_company(company):
    """The line of the company, told by its width of 1.4, is there as long as it is no run chart."""
    usual, run = (drawn(company, charts.teams_in_rows, run=way) for way in (False, True))

    def lines(specification):
        layers = [layer for layer in specification["layer"] if layer["mark"].get("strokeWidth") == 1.4]
        return [layer for layer in layers if layer["mark"]["type"] == "line"]

    assert len(lines(usual)) == 1
    assert lines(run) == []


def test_a_month_held_back_at_the_end_lies_within_the_picture():
    """The records have the last month of the score, but what passed the gate is cut before it."""
    tables = company_tables()
    rows = tables["indicators"].query("measure == 'score' and group == 'all'")
    records = from_tables(tables | {"indicators": rows})
    values = views.indicators(records, LOCAL)
    frame = content_of(values)
    without = gate.table("indicators", frame[frame["month"] < frame["month"].max()], LOCAL)
    specification = charts.months_in_rows(without, *around(records, without)).to_dict()
    ends = next(
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in specification["layer"]
        if "scale" in layer["encoding"].get("x", {})
    )
    last = frame["month"].max()
    assert (ends[1]["year"], ends[1]["month"]) >= (last.year, last.month)
