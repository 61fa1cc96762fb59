"""Ties: the network that may be drawn, and what would be missed."""

from __future__ import annotations

import pandas as pd

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, content_of


def test_the_network_marks_the_team_in_focus(company_analysis):
    nodes = content_of(views.network(company_analysis, LOCAL, "north")).nodes
    assert nodes.loc[nodes["focus"], "team"].unique().tolist() == ["north"]
    assert len(nodes) == 12


def test_ties_in_the_network_point_from_giver_to_receiver(company_analysis):
    ties = content_of(views.network(company_analysis, LOCAL)).ties
    assert ((ties["source"] == "p01") & (ties["target"] == "p02")).any()


def test_a_loss_is_told_by_name(company_analysis):
    loss = content_of(views.loss(company_analysis, LOCAL, "p01"))
    assert loss.person == "Person 1"
    assert loss.losing == ("Person 2", "Person 3", "Person 4")
    assert 0 < loss.share < 1


def test_bus_factors_of_a_team_are_those_of_that_team():
    factors = pd.DataFrame({"team": ["north", "south"], "people": [6, 6], "bus_factor": [1, 2]})
    assert content_of(views.bus_factors(factors, LOCAL, "south"))["bus_factor"].tolist() == [2]
    assert len(content_of(views.bus_factors(factors, LOCAL))) == 2
