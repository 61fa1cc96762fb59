"""The figures of a network as a whole, in a company small enough to be counted by hand."""

from __future__ import annotations

import math

import pytest

from ally_graph.clusters import Clustering
from ally_graph.measures import company as whole
from tests.unit.companies import company, event, roster

TEAM = {"ana": "red", "bo": "red", "cy": "blue", "di": "blue"}
HELP = [event("ana", "bo"), event("ana", "bo"), event("ana", "cy"), event("bo", "ana")]


def figures(events=HELP, **columns):
    return whole.network(company(events, roster(TEAM, team=TEAM, **columns)))


def test_coverage_is_of_everybody_and_of_each_kind():
    """Three of five are in records of help, two in those of meetings, four in any."""
    people = roster([*TEAM, "ed"])
    found = whole.coverage(company([*HELP, event("ana", "di", "meeting")], people))
    assert found["share"] == pytest.approx(4 / 5)
    assert {kind: share for kind, share in found["by_kind"].items() if share} == pytest.approx(
        {"help": 3 / 5, "meeting": 2 / 5}
    )
    assert whole.coverage(company([]))["share"] == 0


def test_ties_are_counted_once_and_density_is_of_all_ordered_pairs():
    """Ana to Bo and Cy, Bo to Ana: three of the twelve there could be; of weight 4, twice 1 is met."""
    found = figures()
    assert (found["ties"], found["density"], found["reciprocity"]) == (3, 3 / 12, pytest.approx(0.5))


@pytest.mark.parametrize("people", [[], ["ana"]])
def test_fewer_than_two_people_have_no_density(people):
    assert math.isnan(whole.network(company([], roster(people)))["density"])


@pytest.mark.parametrize(
    ("columns", "gini"),
    [
        ({}, 10 / 16),
        ({"start_date": {"di": "2026-03-05"}}, 6 / 12),
        ({"start_date": {"di": "2026-03-04"}}, 10 / 16),
        ({"fte": {"ana": 0.5, "bo": 1.0, "cy": 1.0, "di": 1.0}}, 19 / 28),
    ],
)
def test_how_unevenly_help_is_given_is_by_full_time_day_of_those_long_enough_there(columns, gini):
    """3, 1, 0, 0: (3 * 3 + 1) / (4 * 4); without Di 2 * 3 / (3 * 4); with Ana at half time 6 for 3: 19 / (4 * 7)."""
    assert figures(**columns)["gini_help_given"] == pytest.approx(gini)


def test_what_chance_makes_of_it_is_asked_of_help_alone():
    """Four helps at random among four: over all 256 ways the mean Gini is 0.410; meetings change nothing."""
    found = figures()["gini_expected_by_chance"]
    assert found == figures([*HELP, *[event("cy", "di", "meeting")] * 20])["gini_expected_by_chance"]
    assert found == pytest.approx(0.410, abs=0.035)


def test_contact_across_groups_is_told_of_the_attributes_that_the_roster_has():
    """Ana and Bo are of one team, Ana and Cy of two; all are in one place; nobody's level is known."""
    assert figures(location="here", level=None)["ei_index"] == {"location": -1.0, "team": 0.0}
    assert list(whole.network(company(HELP))["ei_index"]) == ["team"]


def test_figures_are_those_of_the_network_and_of_its_groups():
    """Those of the network as worked out alone, and three of groups that are given; nothing else is an item."""
    network = company(HELP, roster(TEAM, team=TEAM))
    found = whole.figures(network, Clustering(0.4, 0.3, True, ()))
    assert dict(found) == whole.network(network) | {
        "modularity": 0.4,
        "modularity_null_95": 0.3,
        "clear_clusters": True,
    }
    assert len(found) == len(list(found)) == 9
    with pytest.raises(KeyError):
        found["to_dict"]
