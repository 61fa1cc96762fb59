"""Support from team to team, by hand on a few people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ally_graph import views
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.disclosure.shown import ShownNetwork


def network_of(ties: list[str], *, directed: bool = True):
    """Two in red, three in blue and one in no team; ties such as `ab`, from a to b."""
    nodes = pd.DataFrame(
        {
            "person_id": list("abcdef"),
            "team": ["red", "red", "blue", "blue", "blue", None],
            "cluster": pd.array([1, 1, 2, 2, 2, None], dtype="Int64"),
            "location": None,
        }
    )
    frame = pd.DataFrame({"source": [tie[0] for tie in ties], "target": [tie[1] for tie in ties], "weight": 1.0})
    return gate.shown(ShownNetwork(nodes, frame, {1: "one", 2: "two"}, directed), LOCAL)


def figures(network, figure: str, by: str = "team") -> dict[tuple[str, str], float]:
    frame = content_of(views.between(network, by))
    return {(row.giver, row.receiver): getattr(row, figure) for row in frame.itertuples()}


def test_ties_are_counted_from_team_to_team():
    """Five ties, one of them from somebody in no team."""
    found = figures(network_of(["ab", "ac", "cd", "ce", "fa"]), "ties")
    assert {pair: ties for pair, ties in found.items() if ties} == {
        ("red", "red"): 1,
        ("red", "blue"): 1,
        ("blue", "blue"): 2,
        ("none", "red"): 1,
    }


def test_ties_for_each_person_are_those_of_the_giving_team():
    found = figures(network_of(["ac", "bc", "ad", "bd", "ae"]), "per_person")
    assert found["red", "blue"] == 2.5


def test_against_chance_is_by_what_each_gives_and_gets():
    """Red gives 2 of 4 and gets 1 of 4, so chance makes 2 * 1 / 4 = 0.5 within it; there is one, twice as many.

    Blue gets 3 of 4, so chance makes 1.5 from red to it; there is one.
    """
    found = figures(network_of(["ab", "ac", "cd", "de"]), "against_chance")
    assert found["red", "red"] == pytest.approx(2.0)
    assert found["red", "blue"] == pytest.approx(1 / 1.5)
    assert np.isnan(found["none", "red"])


def test_contact_without_direction_counts_both_ways():
    found = figures(network_of(["ac"], directed=False), "ties")
    assert found["red", "blue"] == found["blue", "red"] == 1


def test_groups_are_called_by_number_and_label():
    assert ("1 · one", "2 · two") in figures(network_of(["ac"]), "ties", "cluster")


def test_without_ties_nothing_is_against_chance():
    assert all(np.isnan(value) for value in figures(network_of([]), "against_chance").values())
