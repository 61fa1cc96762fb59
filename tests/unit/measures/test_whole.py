"""Figures of the whole network, against networkx."""

import math

import networkx as nx
import numpy as np
import pytest

from ally_graph import measures
from ally_graph.errors import SettingError
from ally_graph.network import contact_graph, from_graph, support_graph
from ally_graph.stats import chance
from tests.unit.measures.test_people import random_network


def network_with(seed, **attributes):
    """A random company of 30 in which attributes follow the number of the person."""
    graph = nx.gnp_random_graph(30, 0.1, seed=seed, directed=True)
    for name, of in attributes.items():
        nx.set_node_attributes(graph, {node: of(node) for node in graph if of(node) is not None}, name)
    return from_graph(nx.relabel_nodes(graph, {node: f"p{node:02d}" for node in graph}))


@pytest.mark.parametrize("seed", range(3))
def test_efficiency_and_triads_agree_with_networkx(seed):
    network = random_network(seed)
    assert measures.global_efficiency(network) == pytest.approx(nx.global_efficiency(contact_graph(network)))
    assert measures.triad_census(network).to_dict() == nx.triadic_census(support_graph(network))


@pytest.mark.parametrize("seed", range(3))
def test_assortativity_agrees_with_networkx_for_groups_and_for_numbers(seed):
    """People without a team are no part of it."""
    network = network_with(seed, team=lambda k: f"t{k % 3}" if k < 26 else None, level=lambda k: k % 4 + 1)
    graph = contact_graph(network)
    expected = nx.attribute_assortativity_coefficient(
        graph.subgraph([p for p in graph if "team" in graph.nodes[p]]), "team"
    )
    assert measures.assortativity(network, draws=9)["assortativity"] == pytest.approx(expected)
    expected = nx.numeric_assortativity_coefficient(graph, "level")
    assert measures.assortativity(network, "level", draws=9)["assortativity"] == pytest.approx(expected)


def test_chance_gets_as_far_as_assortativity_that_is_there_hardly_ever_and_otherwise_as_often_as_it_should():
    """Planted: two teams of 15 that stay inside. Not planted: of 100 random companies about 5 fall below 0.05."""
    blocks = nx.stochastic_block_model([15, 15], [[0.4, 0.02], [0.02, 0.4]], seed=1, directed=True)
    nx.set_node_attributes(blocks, {node: str(node < 15) for node in blocks}, "team")
    network = from_graph(nx.relabel_nodes(nx.DiGraph(blocks), str))
    assert measures.assortativity(network, draws=199)["p"] == 1 / 200
    p = [measures.assortativity(network_with(seed, team=lambda k: f"t{k % 3}"), draws=99)["p"] for seed in range(100)]
    assert sum(value <= 0.05 for value in p) <= 10


def test_an_attribute_that_nobody_has_and_draws_that_tell_nothing_are_refused():
    network = network_with(0, team=lambda _: "red")
    with pytest.raises(SettingError, match=r"no column tem\. Did you mean team"):
        measures.assortativity(network, "tem")
    with pytest.raises(SettingError, match="at least 1"):
        measures.assortativity(network_with(0, team=lambda k: f"t{k % 2}"), draws=0)
    assert measures.assortativity(network).isna().all()


def test_draws_are_fewer_where_each_is_a_lot_of_work():
    network = network_with(0)
    assert len(list(measures.whole.draws_of(network, None, 10))) == network.settings.null_draws
    assert len(list(measures.whole.draws_of(network, None, 10**9))) == measures.whole.FEWEST_DRAWS


def test_a_world_as_far_the_other_way_counts_and_one_without_a_value_does_not():
    assert chance.as_far(-0.5, np.array([0.5, 0.1, math.nan])) == pytest.approx(2 / 3)
    assert math.isnan(chance.as_far(math.nan, np.array([0.5])))
