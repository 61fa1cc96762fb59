"""The charts: what they draw, from what they draw it, and that they read well on both grounds."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from ally_graph import charts, views
from ally_graph.charts.help import _named_apart
from ally_graph.charts.palette import DARK, LIGHT, SHAPES
from ally_graph.charts.plain import specification
from ally_graph.clusters import Cluster
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, table
from ally_graph.timeline.cluster_history import follow

MONTHS = [
    ("2025-12-01", [Cluster(1, ("p01", "p02", "p03"), 1.0, "north", "solid")]),
    ("2026-01-01", [Cluster(1, ("p01", "p02", "p03", "p04"), 1.0, "north", "solid")]),
    ("2026-02-01", [Cluster(1, ("p07", "p08", "p09"), 1.0, "south", "solid")]),
]


@pytest.fixture
def people(company_analysis):
    return views.people(company_analysis, LOCAL)


@pytest.fixture
def leaning():
    rows = [("Ana", "Bo", 0.7, 5), ("Ana", "Cy", 0.6, 4), ("Dee", "Eli", 0.9, 3)]
    return table("dependants", pd.DataFrame(rows, columns=["helper", "dependant", "share", "events"]), LOCAL)


@pytest.fixture
def changes(company):
    return views.group_history(follow(MONTHS), company, LOCAL)


def every_chart(analysis, records, people, leaning, dark=False):
    return [
        charts.give_and_take(people, dark=dark),
        charts.lorenz(people, 0.2, dark=dark),
        charts.dependants(leaning, dark=dark),
        charts.allies_by_team(people, dark=dark),
        charts.clusters_by_team(views.clusters_by_team(analysis, LOCAL), dark=dark),
        charts.group_history(views.group_history(follow(MONTHS), records, LOCAL), dark=dark),
    ]


@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_is_a_valid_specification_with_the_colours_of_its_ground(
    company_analysis, company, people, leaning, dark
):
    other = LIGHT if dark else DARK
    for chart in every_chart(company_analysis, company, people, leaning, dark):
        specification = json.dumps(chart.to_dict())
        assert chart.to_dict()["config"]["background"] == "transparent"
        assert other.accent not in specification


def with_rows_in_place(part, rows):
    """A specification with each table where Altair names one by the hash of its rows."""
    if isinstance(part, list):
        return [with_rows_in_place(one, rows) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("name") in rows:
        return {"values": rows[part["name"]]}
    return {key: with_rows_in_place(value, rows) for key, value in part.items() if key != "datasets"}


@pytest.mark.parametrize("dark", [False, True])
def test_a_chart_as_plain_values_is_what_altair_makes_of_it(company_analysis, company, people, leaning, dark):
    for chart in every_chart(company_analysis, company, people, leaning, dark):
        expected = json.loads(chart.to_json())
        made = json.loads(json.dumps(specification(chart)))
        assert made == with_rows_in_place(expected, expected["datasets"])


def test_a_chart_refuses_a_table_that_did_not_pass_the_gate(people):
    """The people's table did pass, but is taken out of its wrapping; to the charts it is a bare frame."""
    for chart in (
        charts.give_and_take,
        charts.lorenz,
        charts.allies_by_team,
        charts.dependants,
        charts.clusters_by_team,
        charts.group_history,
    ):
        with pytest.raises(TypeError, match="let through"):
            chart(gate.content_of(people))


def test_the_same_table_gives_the_same_chart(company_analysis, company, people, leaning):
    first, second = (every_chart(company_analysis, company, people, leaning) for _ in range(2))
    assert [chart.to_dict() for chart in first] == [chart.to_dict() for chart in second]


def test_a_lorenz_curve_of_equals_is_the_diagonal():
    points = charts.lorenz_points(pd.Series([2.0, 2.0, 2.0, 2.0]))
    assert points["total"].to_numpy() == pytest.approx(points["people"].to_numpy())


def test_a_lorenz_curve_of_one_giver_lies_on_the_floor_until_the_end():
    assert charts.lorenz_points(pd.Series([0.0, 0.0, 0.0, 5.0]))["total"].tolist() == [0, 0, 0, 0, 1]


def test_a_lorenz_curve_without_any_help_is_the_diagonal():
    points = charts.lorenz_points(pd.Series([0.0, 0.0]))
    assert points["total"].tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("gini", [0.1, 0.25, 0.5])
def test_the_curve_of_luck_has_the_gini_index_it_was_made_for(gini):
    points = charts.chance_points(gini)
    area = np.trapezoid(points["total"], points["people"])
    assert 1 - 2 * area == pytest.approx(gini, abs=0.01)


def test_without_luck_to_speak_of_the_curve_of_luck_is_the_diagonal():
    points = charts.chance_points(0.0)
    assert points["total"].equals(points["people"])


def test_the_helpers_most_people_lean_on_come_first_and_names_decide_between_equals():
    frame = pd.DataFrame({"helper": ["Zoe", "Ana", "Ana", "Bo"]})
    assert charts.leading_helpers(frame) == ["Ana", "Bo", "Zoe"]


def test_names_in_the_scatter_never_lie_on_each_other():
    crowd = pd.DataFrame({"name": [f"Person {i}" for i in range(9)], "help_given": 5.0, "help_received": 5.0})
    named = _named_apart(crowd, 10.0, 10.0)
    assert len(named) <= 2


def test_names_in_the_scatter_never_lie_on_dots():
    """Of three at one height the middle one, with dots on both sides, has no name; the others have theirs outside."""
    row = pd.DataFrame({"name": ["Left", "Middle", "Right"], "help_given": 5.0, "help_received": [4.0, 4.3, 4.6]})
    named = _named_apart(row, 10.0, 10.0)
    assert dict(zip(named["name"], named["align"], strict=True)) == {"Left": "right", "Right": "left"}


def test_a_team_with_a_person_without_allies_names_them(people):
    specification = charts.allies_by_team(people).to_dict()
    values = [row for rows in specification["datasets"].values() for row in rows]
    assert any(row.get("allies") == 0 and "Person 12" in row.get("who", "") for row in values)


def test_names_of_teams_above_columns_lean_so_that_the_last_one_ends_within_the_picture():
    frame = pd.DataFrame({"group": "1", "team": ["development", "support", "customer care"], "people": 5})
    drawn = charts.clusters_by_team(table("clusters_by_team", frame, LOCAL)).to_dict()
    axes = [layer["encoding"]["x"]["axis"] for layer in drawn["layer"] if "axis" in layer["encoding"]["x"]]
    assert axes
    assert all(axis["orient"] == "top" and 0 < axis["labelAngle"] < 90 for axis in axes)


def test_charts_of_nobody_still_draw():
    nobody = pd.DataFrame({"name": [], "team": [], "help_given": [], "help_received": [], "allies": []}, dtype=float)
    nobody = table("people", nobody.astype({"name": "str", "team": "str"}), LOCAL)
    for chart in (charts.give_and_take, charts.lorenz, charts.allies_by_team):
        assert chart(nobody).to_dict()


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, two):
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_colours_stand_out_from_their_ground_as_wcag_asks(colours):
    for hue in (*colours.hues, colours.accent, colours.neutral):
        assert _contrast(hue, colours.ground) >= 3.0, hue
    for words in (colours.text, colours.muted):
        assert _contrast(words, colours.ground) >= 4.5, words


def test_every_hue_has_a_shape_of_its_own():
    assert len(set(SHAPES)) == len(LIGHT.hues) == len(DARK.hues) == 5


def test_of_very_many_teams_the_largest_are_drawn_and_this_is_said():
    crowd = pd.DataFrame({"name": "n", "team": [f"team {i:02d}" for i in range(30)] + ["team 29"], "allies": 3})
    specification = charts.allies_by_team(table("people", crowd, LOCAL)).to_dict()
    assert specification["title"].startswith("The 20 largest of 30 teams")
    assert "team 29" in json.dumps(specification)


def test_groups_stand_in_their_order_and_not_by_the_alphabet():
    rows = [(f"{i} · g", "north", 3) for i in (1, 2, 10)]
    counts = table("clusters_by_team", pd.DataFrame(rows, columns=["group", "team", "people"]), LOCAL)
    specification = json.dumps(charts.clusters_by_team(counts).to_dict(), ensure_ascii=False)
    assert '"sort": ["1 · g", "2 · g", "10 · g"]' in specification


def test_what_happened_to_a_group_stands_under_its_band(changes):
    """MONTHS are named by the day after they end: 1 December stands for November."""
    values = max(charts.group_history(changes).to_dict()["datasets"].values(), key=len)
    words = [(row["group"], row["month"], row["words"]) for row in values]
    assert words == [
        ("north, until December 2025", "Nov", "3"),
        ("north, until December 2025", "Dec", "4 grown"),
        ("north, until December 2025", "Jan", "gone"),
        ("south", "Jan", "3 new"),
    ]


def test_of_many_groups_the_largest_are_drawn():
    frame = pd.DataFrame({"track": range(1, 21), "people": range(1, 21)})
    assert charts.largest_tracks(frame)["track"].tolist() == list(range(9, 21))
