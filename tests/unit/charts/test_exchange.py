"""The pictures beside the map: which teams are drawn, who is ringed, and what the words say."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph import charts
from ally_graph.charts.exchange import DOTS_UP_TO, TEAMS_SHOWN
from ally_graph.charts.flows import OTHERS, TEAMS_DRAWN
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL


def matrix_of(teams: int):
    names = [f"team {number:02d}" for number in range(teams)]
    rows = [(a, b, i + 1, 1.0, 0.5) for i, a in enumerate(names) for b in names]
    frame = pd.DataFrame(rows, columns=["giver", "receiver", "ties", "per_person", "against_chance"])
    return gate.table("between", frame, LOCAL)


def people_of(size: int):
    ids = [f"p{i}" for i in range(size)]
    frame = pd.DataFrame({"person_id": ids, "name": ids, "team": "red", "help_given": range(size), "allies": 2})
    return gate.table("people", frame, LOCAL)


def rows_of(drawing, layer: int) -> list[dict]:
    spec = drawing.to_dict()
    name = spec["layer"][layer].get("data", spec.get("data"))["name"]
    return spec["datasets"][name]


def test_of_very_many_teams_those_with_most_ties_are_drawn():
    shown = matrix_of(TEAMS_SHOWN + 5)
    assert f"The {TEAMS_SHOWN} with most ties of 25 are drawn." in charts.team_matrix.words_for(shown).read
    rows = rows_of(charts.team_matrix(shown), 0)
    assert len({row["giver"] for row in rows}) == TEAMS_SHOWN
    assert "team 24" in {row["giver"] for row in rows}


def test_names_of_many_columns_lean_so_that_the_last_one_ends_within_the_picture():
    axis = charts.team_matrix(matrix_of(12)).to_dict()["layer"][0]["encoding"]["x"]["axis"]
    assert (axis["orient"], 0 < axis["labelAngle"] < 90) == ("top", True)


def test_among_many_teams_without_ties_one_tie_is_paler_than_ten():
    rows = [(a, b, {("a", "b"): 1, ("b", "a"): 10}.get((a, b), 0), 1.0, 0.5) for a in "abcdefgh" for b in "abcdefgh"]
    frame = pd.DataFrame(rows, columns=["giver", "receiver", "ties", "per_person", "against_chance"])
    drawn = charts.team_matrix(gate.table("between", frame, LOCAL)).to_dict()
    low, high = drawn["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert low == 0
    assert high == pytest.approx(9.55)


@pytest.mark.parametrize(("figure", "value"), [("ties", 1.0), ("per_person", 1.0), ("against_chance", 0.5)])
def test_the_number_in_a_square_is_the_one_asked_for(figure, value):
    assert rows_of(charts.team_matrix(matrix_of(3), figure=figure), 0)[0]["value"] == value


def test_against_chance_says_what_one_means():
    words = charts.team_matrix.words_for(matrix_of(3), figure="against_chance")
    assert "At 1 there are as many as by chance." in words.read


def test_who_is_chosen_is_ringed_and_named():
    plain, ringed = charts.two_measures(people_of(5)), charts.two_measures(people_of(5), chosen="p3")
    assert (len(plain.to_dict()["layer"]), len(ringed.to_dict()["layer"])) == (1, 3)
    assert [row["name"] for row in rows_of(ringed, 1)] == ["p3"]


def test_the_words_name_the_measures_that_are_drawn():
    words = charts.two_measures.words_for(people_of(3), across="allies", up="help_given")
    assert words.read == "Each dot is a person: allies to the right, help given upwards."


def test_a_measure_can_be_held_against_itself():
    assert charts.two_measures(people_of(3), across="allies", up="allies").to_dict()["layer"]


def test_a_crowd_shares_dots():
    rows = rows_of(charts.two_measures(people_of(DOTS_UP_TO + 1)), 0)
    assert len(rows) < 100
    assert sum(row["people"] for row in rows) == DOTS_UP_TO + 1


def flows_of(*rows):
    return gate.table("between", pd.DataFrame(rows, columns=["giver", "receiver", "ties"]), LOCAL)


def test_a_band_is_as_wide_as_there_are_ties_at_both_ends():
    """Red gives six to blue and two to green; what stays within a team is not drawn."""
    shown = flows_of(("red", "blue", 6), ("red", "green", 2), ("blue", "blue", 9), ("green", "red", 0))
    rows = rows_of(charts.team_flows(shown), 0)
    at = {(row["pair"], row["x"]): row["below"] - row["y"] for row in rows}
    first, last = min(row["x"] for row in rows), max(row["x"] for row in rows)
    assert at["red → blue", first] == pytest.approx(3 * at["red → green", first], abs=0.001)
    assert at["red → blue", last] > at["red → green", last]
    assert {row["pair"] for row in rows} == {"red → blue", "red → green"}


def test_bands_of_one_team_lie_below_each_other():
    rows = rows_of(charts.team_flows(flows_of(("red", "blue", 6), ("red", "green", 2))), 0)
    first = min(row["x"] for row in rows)
    (one, two) = sorted((row for row in rows if row["x"] == first), key=lambda row: row["y"])
    assert one["below"] == pytest.approx(two["y"])


def test_of_very_many_teams_those_with_fewest_ties_flow_as_one():
    shown = matrix_of(TEAMS_DRAWN + 5)
    rows = rows_of(charts.team_flows(shown), 0)
    assert len({row["giver"] for row in rows}) == TEAMS_DRAWN
    assert OTHERS in {row["receiver"] for row in rows}
    assert "6 with fewer ties are drawn as one." in charts.team_flows.words_for(shown).read


def test_the_words_say_how_much_stays_within_teams():
    words = charts.team_flows.words_for(flows_of(("red", "blue", 6), ("blue", "blue", 9)))
    assert "6 of 15 ties run between them" in words.read


def test_without_ties_between_teams_nothing_flows():
    alone = flows_of(("red", "red", 3))
    assert not rows_of(charts.team_flows(alone), 0)
    assert charts.flows_in_words(alone) == "No support runs between teams."
