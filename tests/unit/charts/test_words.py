"""The words of a chart, fitted to what it shows."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph import charts
from ally_graph.charts.network_map import Drawing, Network
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, Disclosed

NOTHING_MISSING = pd.DataFrame({"why": []}, dtype="str")
NOTHING_STARTED = pd.DataFrame({"kind": [], "month": [], "what": []}, dtype="str")


def months(**columns) -> Disclosed:
    frame = pd.DataFrame({"title": ["Stress"], "group": ["all"], "low": [None], "target": [None]}, dtype="object")
    return gate.table("indicators", frame.assign(**columns), LOCAL)


def read(values, missing=NOTHING_MISSING, started=NOTHING_STARTED, *, draw=charts.months_in_rows, run=False) -> str:
    around = (
        gate.table("missing_months", missing, LOCAL),
        gate.table("phases", pd.DataFrame(), LOCAL),
        gate.table("started", started, LOCAL),
    )
    return draw.words_for(values, *around, run=run).read


def test_signs_are_explained_where_they_are_drawn():
    assert read(months()) == charts.months_in_rows.words.read
    assert "The dashed line is the target." in read(months(target=80.0))
    assert "A pale area is the 95 % interval" in read(months(low=3.0))


@pytest.mark.parametrize("draw", [charts.months_in_rows, charts.teams_in_rows])
def test_a_month_held_back_is_explained(draw):
    held = pd.DataFrame({"why": ["no figure", "held back"]})
    assert "held back so that nobody is singled out" in read(months(), held, draw=draw)
    assert "held back" not in read(months(), held.head(1), draw=draw)


def test_what_was_started_is_told_by_month():
    rows = [("programme", "2025-09-01", "Buddy"), ("programme", "2025-09-01", "Open mic"), ("phase", "2025-10-01", "B")]
    started = pd.DataFrame(rows, columns=["kind", "month", "what"]).astype({"month": "datetime64[ns]"})
    assert read(months(), started=started).endswith("what was started. September 2025: Buddy and Open mic.")


def test_a_run_chart_is_read_by_its_limits_and_not_by_intervals():
    words = read(months(low=3.0, target=80.0), run=True)
    assert "natural limits" in words
    assert "interval" not in words
    assert "target" not in words


def test_teams_that_are_not_drawn_are_counted():
    """Nine teams where eight are drawn, then eight, then nine again as run charts."""
    teams = pd.DataFrame({"title": "Stress", "group": ["all", *(f"t{number}" for number in range(9))]})
    assert "the 8 teams of 9 that rest on most" in read(
        gate.table("indicators", teams, LOCAL), draw=charts.teams_in_rows
    )
    assert "rest on most" not in read(gate.table("indicators", teams.head(9), LOCAL), draw=charts.teams_in_rows)
    assert "each with its mean and natural limits" in read(
        gate.table("indicators", teams, LOCAL), draw=charts.teams_in_rows, run=True
    )


def test_the_name_of_rows_lists_their_measures():
    values = gate.table("indicators", pd.DataFrame({"title": ["Stress", "Ideas", "Stress"]}), LOCAL)
    nothing = gate.table("started", pd.DataFrame(), LOCAL)
    words = charts.network_in_rows.words_for(values, nothing, nothing, nothing)
    assert words.title == "Stress and Ideas, month by month"


def test_helpers_that_are_not_drawn_are_counted():
    leaning = pd.DataFrame({"helper": [f"h{number}" for number in range(10)]})
    assert charts.dependants.words_for(gate.table("dependants", leaning, LOCAL)).read.endswith(
        "lean on; 2 more have somebody."
    )
    assert charts.dependants.words_for(gate.table("dependants", leaning.head(8), LOCAL)) == charts.dependants.words


def test_groups_that_are_not_drawn_are_in_the_table():
    tracks = pd.DataFrame({"track": range(13)})
    assert "The 12 largest are drawn" in charts.group_history.words_for(gate.table("group_history", tracks, LOCAL)).read
    assert (
        charts.group_history.words_for(gate.table("group_history", tracks.head(12), LOCAL))
        == charts.group_history.words
    )


def test_in_a_large_company_a_dot_is_some_people():
    assert charts.give_and_take.words_for(gate.table("people", pd.DataFrame(index=range(1001)), LOCAL)).read.startswith(
        "Each dot is some people, larger where there are more: above the line"
    )


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        (Drawing(Network(), (), 10, 5, "people"), "Of 10 ties the 5 strongest are drawn."),
        (Drawing(Network(), (), 5, 5, "people", directed=False), "Each line is contact between two people."),
        (Drawing(Network(), (), 5, 5, "people", left_out=1200), "1,200 others are left out."),
        (Drawing(Network(), (), 5, 5, "team"), "Each dot is a team, larger where there are more people"),
        (Drawing(Network(), (), 5, 5, "cluster"), "Each dot is a group, larger where there are more people"),
    ],
)
def test_the_map_says_what_a_dot_and_a_line_are_and_what_is_left_out(drawing, words):
    assert words in charts.map_of_allies.words_for(drawing).read


def test_a_map_without_a_tie_says_so_and_asks_nobody_to_look_at_lines():
    words = charts.map_of_allies.words_for(Drawing(Network(), (), 0, 0, "people"))
    assert words.read == "No tie is on record here, so no line is drawn."
    assert "line" not in words.act
