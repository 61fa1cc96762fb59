"""Measures against textbook values, values by hand and networkx."""

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from ally_graph import measures
from ally_graph.measures import people
from ally_graph.measures.people import MEASURES
from ally_graph.network import contact_graph, from_graph, support_graph
from tests.unit.companies import company, event, named_by_text, roster

CONTRACT = [
    "help_given",
    "help_received",
    "balance",
    "allies",
    "two_way_share",
    "cross_team_share",
    "ei_team",
    "constraint",
    "effective_size",
    "core",
    "betweenness",
    "pagerank",
]


def contact_network(graph):
    """The network whose contact is this undirected graph."""
    return from_graph(nx.DiGraph(), named_by_text(graph))


def random_network(seed, n=40):
    """A random network with weights, people without ties, mutual contact and two-way support."""
    rng = np.random.default_rng(seed)
    support, contact = nx.gnp_random_graph(n, 0.08, seed=seed, directed=True), nx.gnp_random_graph(n, 0.04, seed=seed)
    for graph in (support, contact):
        for u, v in graph.edges:
            graph.edges[u, v]["weight"] = float(rng.integers(1, 20)) / 4
        graph.add_nodes_from(range(n, n + 3))
    return from_graph(named_by_text(support), named_by_text(contact))


def test_the_measures_are_those_of_the_people_table_in_its_order():
    network = random_network(0, n=5)
    assert measures.people_table(network).columns.tolist() == CONTRACT
    assert MEASURES.keys() == [*CONTRACT, *measures.on_request()]


def test_measures_on_request_are_in_the_people_table_where_they_are_asked_for():
    network = random_network(0, n=5)
    table = measures.people_table(network, also=["liaison", "closeness", "core"])
    assert table.columns.tolist() == [*CONTRACT, "liaison", "closeness"]
    pd.testing.assert_series_equal(table["closeness"], measures.closeness(network))


def test_every_measure_has_a_question_and_a_summary():
    assert all(measure.question.endswith("?") and measure.summary for measure in MEASURES)


def test_betweenness_of_krackhardts_kite():
    """Krackhardt (1990): Heather (7) 14/36, Fernando and Garth (5, 6) 8.33/36, Ike (8) 8/36, Diane (3) 3.67/36."""
    found = measures.betweenness(contact_network(nx.krackhardt_kite_graph())) * 36
    expected = [0.833, 0.833, 0, 3.667, 0, 8.333, 8.333, 14, 8, 0]
    assert found.tolist() == pytest.approx(expected, abs=1e-3)


def test_core_numbers_of_krackhardts_kite():
    """The body of the kite holds together at three, the tail hangs on at two and one."""
    assert measures.core(contact_network(nx.krackhardt_kite_graph())).tolist() == [3] * 7 + [2, 1, 1]


def test_constraint_of_the_karate_clubs_teacher():
    """UCINET's and networkx' value for node 0 of the unweighted club is 0.155."""
    club = nx.Graph(nx.karate_club_graph().edges)
    assert measures.constraint(contact_network(club))["00"] == pytest.approx(0.155, abs=5e-4)


@pytest.mark.parametrize("seed", range(4))
def test_constraint_and_effective_size_agree_with_networkx(seed):
    """Node by node: the path of networkx for all nodes at once differs from its own definition on weighted graphs."""
    network = random_network(seed)
    graph = contact_graph(network)
    constraint, size = measures.constraint(network), measures.effective_size(network)
    for person in graph:
        if graph.degree(person):
            expected = nx.constraint(graph, nodes=[person], weight="weight")[person]
            assert constraint[person] == pytest.approx(expected, abs=1e-12)
            expected = nx.effective_size(graph, nodes=[person], weight="weight")[person]
            assert size[person] == pytest.approx(expected, abs=1e-12)
        else:
            assert math.isnan(constraint[person])
            assert math.isnan(size[person])


@pytest.mark.parametrize("seed", range(4))
def test_core_betweenness_and_pagerank_agree_with_networkx(seed):
    network = random_network(seed)
    contact, support = contact_graph(network), support_graph(network)
    assert measures.core(network).to_dict() == nx.core_number(contact)
    assert measures.betweenness(network).to_dict() == pytest.approx(nx.betweenness_centrality(contact), abs=1e-9)
    expected = nx.pagerank(support, tol=1e-14, max_iter=1000)
    assert measures.pagerank(network).to_dict() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(2))
def test_strengths_agree_with_networkx(seed):
    network = random_network(seed)
    graph = support_graph(network)
    assert measures.help_given(network).to_dict() == pytest.approx(dict(graph.out_degree(weight="weight")))
    assert measures.help_received(network).to_dict() == pytest.approx(dict(graph.in_degree(weight="weight")))


def test_measures_computed_in_blocks_are_the_same(monkeypatch):
    network = random_network(9)
    whole = measures.constraint(network), measures.effective_size(network)
    monkeypatch.setattr(people, "ROWS_AT_ONCE", 7)
    pd.testing.assert_series_equal(measures.constraint(network), whole[0])
    pd.testing.assert_series_equal(measures.effective_size(network), whole[1])


def test_betweenness_is_left_out_in_very_large_companies(monkeypatch):
    monkeypatch.setattr(people, "BETWEENNESS_LIMIT", 2)
    assert measures.betweenness(company([event("ana", "bo"), event("bo", "cy")])).isna().all()


def test_people_without_ties_have_zeros_where_nothing_is_something_and_no_value_elsewhere():
    network = company([event("ana", "bo"), event("bo", "ana")], roster(["ana", "bo", "cy"], team="red"))
    alone = measures.people_table(network).loc["cy"]
    zero = {"help_given", "help_received", "allies", "core", "betweenness"}
    assert {name for name in alone.index if alone[name] == 0} == zero
    assert {name for name in alone.index if math.isnan(alone[name])} == set(CONTRACT) - zero - {"pagerank"}
    assert alone["pagerank"] > 0


def test_balance_is_the_difference_over_the_sum():
    """Ana gives 3 and gets 1: (3 - 1) / (3 + 1) = 0.5; bo the other way."""
    network = company([event("ana", "bo", days=0, weight=3), event("bo", "ana", days=0)])
    assert measures.balance(network).to_dict() == {"ana": 0.5, "bo": -0.5}


def test_two_way_share_counts_colleagues_not_weights():
    """Ana supports bo and cy, and di supports her; only with bo it runs both ways: 1 of 3."""
    rows = [event("ana", "bo", weight=50), event("bo", "ana"), event("ana", "cy"), event("di", "ana")]
    assert measures.two_way_share(company(rows)).to_dict() == {"ana": pytest.approx(1 / 3), "bo": 1, "cy": 0, "di": 0}


def test_mutual_contact_is_no_two_way_support():
    assert measures.two_way_share(company([event("ana", "bo", "meeting")])).isna().all()


def test_cross_team_share_is_by_weight_and_of_people_with_a_team():
    """Ana (red): 1 with bo (red), 3 with cy (blue), and 9 with ed, who has no team: 3 / (1 + 3)."""
    people = roster(["ana", "bo", "cy", "ed"], team={"ana": "red", "bo": "red", "cy": "blue"})
    rows = [event("ana", "bo", days=0), event("ana", "cy", days=0, weight=3), event("ana", "ed", days=0, weight=9)]
    found = measures.cross_team_share(company(rows, people))
    assert found.drop("ed").to_dict() == {"ana": 0.75, "bo": 0, "cy": 1}
    assert math.isnan(found["ed"])


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [("team", [-1 / 3, -1 / 3, -1, 1]), ("location", [1, 1 / 3, 1, 0]), ("level", [-1, -1, -1, -1])],
)
def test_the_ei_index_goes_by_any_attribute(attribute, expected):
    """Ties a-b, a-c, a-d, b-c, b-d, each once whatever its weight; team a b c | d, place a c | b d."""
    people = roster(
        list("abcd"),
        team={"a": "red", "b": "red", "c": "red", "d": "blue"},
        location={"a": "Oslo", "b": "Pune", "c": "Rome", "d": "Pune"},
        level=1,
    )
    rows = [event(*pair, weight=3) for pair in ("ab", "ac", "ad", "bc", "bd")]
    assert measures.ei_index(company(rows, people), attribute).tolist() == pytest.approx(expected)


def test_the_ei_index_of_the_network_counts_each_tie_once():
    """Red a b c, blue d: inside ab, ac, bc; outside ad, bd: (2 - 3) / 5."""
    people = roster(list("abcd"), team={"a": "red", "b": "red", "c": "red", "d": "blue"})
    network = company([event(*pair) for pair in ("ab", "ba", "ac", "ad", "bc", "bd")], people)
    assert measures.ei_of_network(network, "team") == pytest.approx(-0.2)
    assert math.isnan(measures.ei_of_network(network, "hair_colour"))


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([event("ana", "bo", days=1)], 0),
        ([event("ana", "bo", days=1), event("ana", "bo", days=29)], 1),
        ([event("ana", "bo", days=1), event("ana", "bo", days=30)], 0),
        ([event("ana", "bo", days=1), event("bo", "ana", days=20)], 1),
        ([event("ana", "bo", "meeting")], 1),
        ([event("ana", "bo", "request"), event("ana", "bo", "request", 2)], 0),
        ([event("ana", "bo", days=80), event("ana", "bo", days=75), event("ana", "bo", days=1)], 1),
    ],
)
def test_an_ally_is_met_twice_in_28_days_or_once_both_ways(rows, count):
    assert measures.allies(company(rows, roster(["ana", "bo"]))).to_dict() == {"ana": count, "bo": count}


def test_an_ally_in_two_ways_is_one_ally():
    rows = [event("ana", "bo"), event("ana", "bo"), event("ana", "bo", "meeting"), event("bo", "ana", "meeting")]
    assert measures.allies(company(rows)).tolist() == [1, 1]


def test_reciprocity_is_the_share_of_weight_that_is_met():
    """Ana gives bo 3 and gets 1; min(3, 1) counts for both directions: 2 / 4."""
    network = company([event("ana", "bo", days=0, weight=3), event("bo", "ana", days=0)])
    assert measures.reciprocity(network) == 0.5
    assert measures.reciprocity(company([event("ana", "bo")])) == 0
    assert math.isnan(measures.reciprocity(company([event("ana", "bo", "meeting")])))


def test_pagerank_of_a_company_without_help_is_even():
    assert measures.pagerank(company([], roster(["ana", "bo", "cy", "di"]))).tolist() == pytest.approx([0.25] * 4)


def test_pagerank_by_hand():
    """Ana helps bo, bo helps nobody: a = .075 + .85 b/2, b = .075 + .85 (a + b/2), so a = .35088 and b = .64912."""
    found = measures.pagerank(company([event("ana", "bo")]))
    assert found.to_dict() == pytest.approx({"ana": 0.350877, "bo": 0.649123}, abs=1e-6)


def test_five_separate_contacts_count_five_and_five_who_know_each_other_one():
    """In the clique each of 5 contacts repeats 4 others at 1/5 each: 5 (1 - 4/5) = 1."""
    star, clique = nx.star_graph(5), nx.complete_graph(6)
    assert measures.effective_size(contact_network(star))["00"] == pytest.approx(5)
    assert measures.effective_size(contact_network(clique)).tolist() == pytest.approx([1] * 6)
