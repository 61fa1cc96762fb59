"""Constraint and effective size beside a hub: the numbers of the definition, in time that grows as the ties do."""

from __future__ import annotations

import time

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ally_graph import measures
from ally_graph.compute import compiled
from ally_graph.measures import people
from ally_graph.network import Network, from_graph


def by_definition(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Burt's two sums over dense matrices, just as they are written down."""
    contact = network.contact.toarray()
    total, strongest = contact.sum(axis=1, keepdims=True), contact.max(axis=1, keepdims=True)
    share = np.divide(contact, total, out=np.zeros_like(contact), where=total > 0)
    strength = np.divide(contact, strongest, out=np.zeros_like(contact), where=strongest > 0)
    tied, alone = contact > 0, ~(contact > 0).any(axis=1)
    constrained = (((share + share @ share) * tied) ** 2).sum(axis=1)
    effective = ((1 - share @ strength.T) * tied).sum(axis=1)
    return np.where(alone, np.nan, constrained), np.where(alone, np.nan, effective)


def with_hubs(size: int, hubs: int, density: float, seed: int) -> Network:
    """A random network in which the first few people are in contact with nearly everyone; weights differ by 1,000."""
    draw = np.random.default_rng(seed)
    tied = draw.random((size, size)) < density
    tied[:hubs] |= draw.random((hubs, size)) < 0.9
    graph = nx.DiGraph()
    graph.add_nodes_from(f"p{number:04d}" for number in range(size))
    for one, two in np.argwhere(np.triu(tied, 1)):
        graph.add_edge(f"p{one:04d}", f"p{two:04d}", weight=float(10 ** draw.uniform(-3, 0)))
    return from_graph(graph)


def star(size: int) -> Network:
    return from_graph(nx.DiGraph([("hub", f"p{number:06d}") for number in range(size)]))


@pytest.mark.parametrize("compiled_from", [0, np.inf], ids=["compiled", "plain"])
@settings(deadline=None, max_examples=25)
@given(
    size=st.integers(2, 120),
    hubs=st.integers(0, 3),
    density=st.floats(0, 0.1),
    seed=st.integers(0, 9),
    blocks=st.booleans(),
)
def test_the_numbers_beside_a_hub_are_those_of_the_definition(compiled_from, size, hubs, density, seed, blocks):
    """Hubs count from any number of contacts on, so that small networks are worked out tie by tie too."""
    network = with_hubs(size, min(hubs, size), density, seed)
    with pytest.MonkeyPatch.context() as few:
        few.setattr(compiled, "WORTH_IT", compiled_from)
        few.setattr(people, "HUB_PRODUCTS", 0)
        few.setattr(people, "HUB_TIMES", 1)
        few.setattr(people, "STEPS_AT_ONCE", 7 if blocks else 10**6)
        found = people._structural_holes(network)
    for one, wanted in zip(found, by_definition(network), strict=True):
        np.testing.assert_allclose(one, wanted, rtol=1e-12, atol=1e-12)


def test_both_ways_of_working_it_out_are_used_in_a_network_with_hubs():
    network = with_hubs(600, 2, 0.004, 1)
    _, beside = people._beside_hubs(network.contact)
    assert 0 < beside.sum() < network.size
    for one, wanted in zip(people._by_rows(network), by_definition(network), strict=True):
        np.testing.assert_allclose(one, wanted, rtol=1e-12, atol=1e-12)


def test_a_network_without_hubs_is_worked_out_in_products_as_ever():
    _, beside = people._beside_hubs(with_hubs(600, 0, 0.05, 2).contact)
    assert not beside.any()


@pytest.mark.parametrize("size", [40_000, 150_000], ids=["plain", "compiled"])
def test_a_star_takes_time_about_as_its_ties(size):
    """By the square of its people the smaller one would take about half a minute, and the larger one longer."""
    network = star(size)
    assert bool(compiled.kernels(network.contact.nnz)) == (size == 150_000)
    with pytest.MonkeyPatch.context() as first:
        first.setattr(compiled, "WORTH_IT", 0)
        people._structural_holes(with_hubs(30, 1, 0.1, 1))
    start = time.process_time()
    constraint = measures.constraint(network)
    assert time.process_time() - start < 10
    assert constraint["hub"] == pytest.approx(1 / size)
    assert constraint["p000007"] == 1.0
    assert measures.effective_size(network)["hub"] == size


def test_columns_of_a_row_stand_in_order_before_and_after_people_are_reordered():
    """The compiled way finds a contact by halving, which needs them so."""
    network = with_hubs(200, 2, 0.05, 3)
    order = np.random.default_rng(4).permutation(network.size)
    turned = people.reordered(network.contact, order)
    assert network.contact.has_sorted_indices
    for start, end in zip(turned.indptr, turned.indptr[1:], strict=False):
        assert (np.diff(order[turned.indices[start:end]]) > 0).all()
