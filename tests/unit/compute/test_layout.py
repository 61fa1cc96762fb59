"""Places on the map: in the unit square, with room between them, and always the same."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from ally_graph.compute.layout import crowd_places, steady_places

NONE = -1


def contact_of(graph: nx.Graph) -> sparse.csr_array:
    return sparse.csr_array(nx.to_scipy_sparse_array(graph, nodelist=sorted(graph), dtype=float))


def test_people_without_ties_have_no_place_and_set_no_scale():
    """Two hundred people who know nobody, beside a club of thirty-four."""
    club = contact_of(nx.karate_club_graph())
    whole = sparse.block_diag([club, sparse.csr_array((200, 200))], format="csr")
    alone = steady_places(club, np.full(34, NONE))
    among = steady_places(whole, np.full(234, NONE))
    assert np.isnan(among[34:]).all()
    np.testing.assert_array_equal(among[:34], alone)


def test_places_fill_the_square_and_leave_room():
    """Pushing apart aims at 0.8 of the even distance, and reaches most of it."""
    places = steady_places(contact_of(nx.karate_club_graph()), np.full(34, NONE))
    assert places.min() >= 0
    assert places.max() <= 1
    assert np.ptp(places, axis=0).min() > 0.8
    wide = places * (1.5, 1.0)
    gap = np.hypot(*(wide[:, None] - wide[None]).transpose(2, 0, 1)) + 9 * np.eye(34)
    assert gap.min() > 0.7 * np.sqrt(1.5 / 34) * 0.8


def test_the_order_in_which_ties_are_stored_changes_nothing():
    contact = contact_of(nx.les_miserables_graph())
    shuffled = contact.tocoo()
    order = np.random.default_rng(1).permutation(shuffled.nnz)
    again = sparse.coo_array((shuffled.data[order], (shuffled.row[order], shuffled.col[order])), shape=contact.shape)
    group = np.full(contact.shape[0], NONE)
    np.testing.assert_array_equal(steady_places(contact, group), steady_places(again, group))


def test_people_of_a_group_stand_nearer_to_each_other_than_to_others():
    graph = nx.planted_partition_graph(5, 12, 0.5, 0.02, seed=3)
    group = np.repeat(np.arange(5), 12)
    places = steady_places(contact_of(graph), group)
    gap = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    same = group[:, None] == group[None]
    assert gap[same & ~np.eye(60, dtype=bool)].mean() < 0.6 * gap[~same].mean()


def test_parts_without_a_tie_between_them_share_the_square():
    """Ten separate pairs: no pair stands so far away that the others shrink to a dot."""
    graph = nx.from_edgelist([(2 * pair, 2 * pair + 1) for pair in range(10)])
    places = steady_places(contact_of(graph), np.full(20, NONE))
    quarters = {(x > 0.5, y > 0.5) for x, y in places.tolist()}
    assert len(quarters) == 4


def test_of_very_many_people_each_group_has_a_disc_of_its_own():
    """Eight groups of fifty; their discs are told by the middle of each and how far people stand from it."""
    graph = nx.planted_partition_graph(8, 50, 0.2, 0.005, seed=1)
    group = np.repeat(np.arange(8), 50)
    places = crowd_places(contact_of(graph), group) * (1.5, 1.0)
    assert not np.isnan(places).any()
    middles = np.array([places[group == one].mean(axis=0) for one in range(8)])
    nearest = np.hypot(*(places[:, None] - middles[None]).transpose(2, 0, 1)).argmin(axis=1)
    assert (nearest == group).mean() > 0.95


def test_in_a_crowd_those_without_ties_have_no_place():
    places = crowd_places(sparse.block_diag([contact_of(nx.karate_club_graph()), [[0.0]]]), np.full(35, NONE))
    assert np.isnan(places[34]).all()
    assert not np.isnan(places[:34]).any()


@pytest.mark.parametrize("size", [0, 1, 5])
def test_without_ties_nobody_has_a_place(size):
    assert np.isnan(steady_places(sparse.csr_array((size, size)), np.full(size, NONE))).all()
