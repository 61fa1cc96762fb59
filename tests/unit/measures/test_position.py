"""Distances, clustering and pieces, against networkx and values by hand."""

import math

import networkx as nx
import numpy as np
import pytest

from ally_graph import measures
from ally_graph.measures import position
from ally_graph.network import contact_graph, from_graph
from tests.unit.measures.test_people import contact_network, random_network


def in_pieces(seed):
    """A network of three pieces of different sizes and four people without contact, with weights."""
    rng = np.random.default_rng(seed)
    parts = [nx.gnp_random_graph(n, 3 / n, seed=seed + n) for n in (8, 15, 30)]
    graph = nx.disjoint_union_all([*parts, nx.empty_graph(4)])
    for one, other in graph.edges:
        graph.edges[one, other]["weight"] = float(rng.integers(1, 20)) / 4
    return contact_network(graph)


NETWORKS = [*(random_network(seed) for seed in range(3)), *(in_pieces(seed) for seed in range(3))]
each_network = pytest.mark.parametrize("network", NETWORKS)


@each_network
def test_closeness_harmonic_and_articulation_points_agree_with_networkx(network):
    """Harmonic centrality of networkx is the sum, ours the mean over the others."""
    graph = contact_graph(network)
    assert measures.closeness(network).to_dict() == pytest.approx(nx.closeness_centrality(graph), abs=1e-12)
    expected = {person: value / (len(graph) - 1) for person, value in nx.harmonic_centrality(graph).items()}
    assert measures.harmonic(network).to_dict() == pytest.approx(expected, abs=1e-12)
    cut = set(nx.articulation_points(graph))
    assert measures.articulation(network).to_dict() == {person: float(person in cut) for person in graph}


@each_network
def test_clustering_and_local_efficiency_agree_with_networkx_where_there_are_two_contacts(network):
    """With fewer than two contacts networkx says 0, and there is nothing to say."""
    graph = contact_graph(network)
    clustering, efficiency = measures.clustering(network), measures.local_efficiency(network)
    for person in graph:
        if graph.degree(person) < 2:
            assert math.isnan(clustering[person])
            assert math.isnan(efficiency[person])
        else:
            assert clustering[person] == pytest.approx(nx.clustering(graph, person), abs=1e-12)
            expected = nx.global_efficiency(graph.subgraph(graph[person]))
            assert efficiency[person] == pytest.approx(expected, abs=1e-12)


@each_network
@pytest.mark.parametrize("dense", [0, 1_000])
def test_eigenvector_centrality_agrees_with_networkx_in_the_strongest_piece(network, dense, monkeypatch):
    """By full matrices and by sparse ones; other pieces have 0."""
    monkeypatch.setattr(position, "DENSE_PEOPLE", dense)
    graph, found = contact_graph(network), measures.eigenvector(network)
    pieces = [graph.subgraph(piece) for piece in nx.connected_components(graph) if len(piece) > 2]
    strongest = max(pieces, key=lambda piece: max(np.linalg.eigvalsh(nx.to_numpy_array(piece))))
    values = nx.eigenvector_centrality_numpy(strongest, weight="weight")
    expected = {person: values.get(person, 0.0) / max(values.values()) for person in graph}
    assert found.to_dict() == pytest.approx(expected, abs=1e-9)


def test_eigenvector_centrality_of_two_pieces_alike_is_what_passing_on_gives():
    """Two stars of the same strength: both hubs 1, all leaves 1 / sqrt(3); from ones, either is left the same."""
    found = measures.eigenvector(contact_network(nx.disjoint_union(nx.star_graph(3), nx.star_graph(3))))
    assert found.tolist() == pytest.approx([1, *[1 / math.sqrt(3)] * 3] * 2)


def test_nobody_in_contact_has_no_eigenvector_and_reaches_nobody():
    network = contact_network(nx.empty_graph(3))
    assert measures.eigenvector(network).isna().all()
    assert measures.closeness(network).tolist() == measures.harmonic(network).tolist() == [0, 0, 0]


def test_steps_are_left_out_in_very_large_companies(monkeypatch):
    monkeypatch.setattr(position, "BETWEENNESS_LIMIT", 2)
    network = from_graph(nx.path_graph(["ana", "bo", "cy"], nx.DiGraph))
    for measure in (measures.closeness, measures.harmonic, measures.local_efficiency):
        assert measure(network).isna().all()
    assert math.isnan(measures.global_efficiency(network))


def test_the_kite_of_krackhardt_has_the_closeness_that_he_published():
    """Krackhardt (1990): Fernando and Garth (5, 6) .643, Diane (3) .600, Heather (7) .600, Ike (8) .429, Jane .310."""
    found = measures.closeness(contact_network(nx.krackhardt_kite_graph()))
    assert found.round(3).tolist() == [0.529, 0.529, 0.5, 0.6, 0.5, 0.643, 0.643, 0.6, 0.429, 0.310]
