"""The five roles between others, against counting every three people one by one."""

from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from ally_graph import measures
from ally_graph.measures.brokerage import ROLES
from ally_graph.measures.people import MEASURES
from ally_graph.network import from_graph


def role_of(first, broker, last):
    """The role of a broker between two others, from the groups of the three."""
    if first == broker == last:
        return "coordinator"
    if first == last:
        return "consultant"
    if broker == last:
        return "gatekeeper"
    return "representative" if first == broker else "liaison"


def counted(graph):
    """The roles of everyone by definition: every three people in every order."""
    found = {role: dict.fromkeys(sorted(graph), 0.0) for role in ROLES}
    group = nx.get_node_attributes(graph, "team")
    for three in permutations(sorted(graph), 3):
        first, broker, last = three
        linked = graph.has_edge(first, broker) and graph.has_edge(broker, last) and not graph.has_edge(first, last)
        if linked and all(person in group for person in three):
            found[role_of(*(group[person] for person in three))][broker] += 1
    return found


@pytest.mark.parametrize("seed", range(4))
def test_roles_are_what_counting_every_three_people_gives(seed):
    """A random network of four teams in which some people have no team: these have no role and give nobody one."""
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(25, 0.15, seed=seed, directed=True)
    graph = nx.relabel_nodes(graph, {node: f"p{node:02d}" for node in graph})
    teams = {person: str(rng.choice(["red", "blue", "green", "grey"])) for person in graph if rng.random() > 0.15}
    nx.set_node_attributes(graph, teams, "team")
    network, expected = from_graph(graph), counted(graph)
    for role in ROLES:
        found = MEASURES[role](network)
        assert found.dropna().to_dict() == {person: expected[role][person] for person in sorted(teams)}
        assert found.isna().sum() == len(graph) - len(teams)
    assert all(sum(expected[role].values()) for role in ROLES)


def test_support_that_comes_back_is_no_role_between_two():
    graph = nx.DiGraph([("ana", "bo"), ("bo", "ana")])
    nx.set_node_attributes(graph, {"ana": "red", "bo": "blue"}, "team")
    assert all(MEASURES[role](from_graph(graph)).eq(0).all() for role in ROLES)


def test_roles_go_by_any_attribute():
    """Of one team and three places: a coordinator by team is a liaison by place."""
    graph = nx.DiGraph([("ana", "bo"), ("bo", "cy")])
    nx.set_node_attributes(graph, "red", "team")
    nx.set_node_attributes(graph, {"ana": "Oslo", "bo": "Pune", "cy": "Rome"}, "location")
    network = from_graph(graph)
    assert measures.coordinator(network)["bo"] == measures.liaison(network, "location")["bo"] == 1
    assert measures.liaison(network)["bo"] == 0
