"""Agreement with networkx on any small company."""

import math

import networkx as nx
import pytest
from hypothesis import given

from ally_graph import measures
from ally_graph.network import contact_graph, network_of, support_graph
from tests.property.companies import PROPERTY, company, rows, teams


@PROPERTY
@given(rows, teams)
def test_structural_measures_agree_with_networkx(events, team):
    """networkx is given the graph of contacts; what it can't say of people without any has to be NaN here."""
    network = network_of(company(events, team), as_of="2026-04-01")
    graph = contact_graph(network)
    constraint, size = measures.constraint(network), measures.effective_size(network)
    for person in graph:
        if graph.degree(person) == 0:
            assert math.isnan(constraint[person])
            assert math.isnan(size[person])
            continue
        theirs = nx.constraint(graph, nodes=[person], weight="weight")[person]
        assert constraint[person] == pytest.approx(theirs, abs=1e-12)
        assert size[person] == pytest.approx(
            nx.effective_size(graph, nodes=[person], weight="weight")[person], abs=1e-12
        )
    assert measures.core(network).to_dict() == nx.core_number(graph)
    assert measures.betweenness(network).to_dict() == pytest.approx(nx.betweenness_centrality(graph), abs=1e-9)


@PROPERTY
@given(rows, teams)
def test_directed_measures_agree_with_networkx(events, team):
    """Degrees and PageRank are those of networkx, the two-way share is counted from sets of its neighbours."""
    network = network_of(company(events, team), as_of="2026-04-01")
    graph = support_graph(network)
    assert measures.help_given(network).to_dict() == pytest.approx(dict(graph.out_degree(weight="weight")))
    assert measures.help_received(network).to_dict() == pytest.approx(dict(graph.in_degree(weight="weight")))
    expected = nx.pagerank(graph, tol=1e-14, max_iter=1000)
    assert measures.pagerank(network).to_dict() == pytest.approx(expected, abs=1e-9)
    two_way = measures.two_way_share(network)
    for person in graph:
        out, into = set(graph.successors(person)), set(graph.predecessors(person))
        if out | into:
            assert two_way[person] == pytest.approx(len(out & into) / len(out | into))
