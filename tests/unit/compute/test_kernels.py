"""Compiled loops give the same numbers as the plain code they stand in for; and both those of other libraries."""

from dataclasses import fields, replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from ally_graph import analyze, clusters, measures
from ally_graph.compute import compiled
from ally_graph.findings import remote_gap
from ally_graph.measures import company
from ally_graph.measures.rhythm import rhythms, tie_states
from ally_graph.network import network_of, pairs
from ally_graph.records import from_tables
from ally_graph.settings import Settings
from ally_graph.simulate import tables
from tests.unit.companies import AS_OF, event, records_of

RECORDS = from_tables(tables("random", people=150, months=6, seed=3)[0])
SETTINGS = Settings(window_days=120)


@pytest.fixture(params=["plain", "compiled"])
def network(request, monkeypatch):
    return _network(monkeypatch, request.param)


def _network(monkeypatch, how, records=RECORDS):
    """A network worked out one way or the other, whatever its size."""
    monkeypatch.setattr(compiled, "WORTH_IT", 0 if how == "compiled" else np.inf)
    return network_of(records, settings=SETTINGS)


def both_ways(monkeypatch, look, records=RECORDS):
    """What `look` sees in a network, in plain code and compiled."""
    return [look(_network(monkeypatch, how, records)) for how in ("plain", "compiled")]


def test_the_plain_code_is_used_where_there_is_little_to_do_and_where_numba_is_missing(monkeypatch):
    assert compiled.kernels(compiled.WORTH_IT - 1) is None
    monkeypatch.setattr(compiled, "_kernels", lambda: None)
    assert compiled.kernels(compiled.WORTH_IT) is None


def test_events_come_in_the_same_order(monkeypatch):
    plain, fast = both_ways(monkeypatch, lambda network: network.events)
    for name in ("source", "target", "age", "weight", "kind"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(fast, name))
    assert (np.diff(plain.age) <= 0).all()


@pytest.mark.parametrize("weights", [(1.0, 1.0), (2.5, 2.5), (1.0, 3.0)])
def test_one_weight_of_all_events_takes_the_room_of_one_number(monkeypatch, weights):
    rows = [event("ana", "bo", days=k, weight=weight) for k, weight in enumerate(weights)]
    for found in both_ways(monkeypatch, lambda network: network.events, records_of(rows)):
        assert found.weight.tolist() == found.where(found.age >= 0).weight.tolist() == list(weights[::-1])
        assert (found.weight.strides == (0,)) == (len(set(weights)) == 1)


def test_events_of_kinds_that_turn_around_and_of_kinds_left_out_are_the_same(monkeypatch):
    """Nominations and thanks run from the one who was helped; all kinds, one, and two are asked for."""
    rows = [event("ana", "bo", kind, days=k) for k, kind in enumerate(["help", "nomination", "request", "meeting"])]
    records = records_of(rows, thanks=[("bo", "cy", AS_OF.isoformat())])
    for kinds in (None, ("nomination",), ("meeting", "recognition")):
        found = []
        for how in ("plain", "compiled"):
            monkeypatch.setattr(compiled, "WORTH_IT", 0 if how == "compiled" else np.inf)
            events = network_of(records, as_of=AS_OF, kinds=kinds).events
            found.append([(*row,) for row in zip(events.source, events.target, events.kind, strict=True)])
        assert found[0] == found[1]


def test_sums_of_pairs_are_the_same_to_the_last_digit(monkeypatch):
    plain, fast = both_ways(monkeypatch, lambda network: network.sums)
    for name in ("low", "high", "position"):
        np.testing.assert_array_equal(getattr(plain.pairs, name), getattr(fast.pairs, name))
    np.testing.assert_array_equal(plain.count, fast.count)
    np.testing.assert_array_equal(plain.weight, fast.weight)


@pytest.mark.parametrize("name", ["help", "help_events", "contact"])
def test_matrices_are_the_same_and_sorted(monkeypatch, name):
    plain, fast = both_ways(monkeypatch, lambda network: getattr(network, name))
    np.testing.assert_array_equal(plain.toarray(), fast.toarray())
    again = fast.copy()
    again.has_canonical_format = again.has_sorted_indices = False
    again.sort_indices()
    np.testing.assert_array_equal(again.indices, fast.indices)


def test_every_measure_is_the_same(monkeypatch):
    plain, fast = both_ways(monkeypatch, measures.people_table)
    pd.testing.assert_frame_equal(plain, fast, rtol=1e-12)


def test_coverage_is_the_same(monkeypatch):
    plain, fast = both_ways(monkeypatch, company.coverage)
    assert plain == fast


def test_rhythms_of_ties_are_the_same(monkeypatch):
    plain, fast = both_ways(monkeypatch, lambda network: tie_states(network, RECORDS))
    pd.testing.assert_frame_equal(plain, fast)


def test_rhythms_without_the_ends_of_ties_are_the_same_for_every_pair(monkeypatch):
    plain, fast = both_ways(monkeypatch, lambda network: rhythms(network, RECORDS, 2))
    assert len(plain.one) > 100
    for field in fields(plain):
        np.testing.assert_array_equal(getattr(plain, field.name), getattr(fast, field.name))


def test_chosen_events_are_the_same(monkeypatch):
    plain, fast = both_ways(monkeypatch, lambda network: network.events.support)
    for name in ("source", "target", "age", "weight", "kind"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(fast, name))
        assert getattr(plain, name).dtype == getattr(fast, name).dtype


def test_events_at_places_are_the_same(monkeypatch):
    plain, fast = both_ways(monkeypatch, lambda network: network.events.where(np.array([3, 1, 2])))
    assert plain.age.tolist() == fast.age.tolist()
    assert len(plain) == len(fast) == 3


def test_an_analysis_with_months_and_all_findings_is_the_same(monkeypatch):
    def look(network):
        return analyze(RECORDS, months=True).to_dict()

    plain, fast = both_ways(monkeypatch, look)
    assert plain["months"]
    assert plain == fast


def test_pairs_of_remote_and_other_people_are_the_same(monkeypatch):
    plain, fast = both_ways(
        monkeypatch, lambda network: remote_gap._compared(network, remote_gap._members(network), 99)
    )
    assert len(plain.names) > 2
    for name in ("far", "near", "seen", "shuffled"):
        np.testing.assert_allclose(getattr(plain, name), getattr(fast, name), rtol=1e-9, atol=1e-6)


def test_reweighted_sums_are_the_same(monkeypatch):
    """Decayed weights of 120 days, times a random number for each week, in plain code and compiled."""
    factor = np.random.default_rng(1).random(20)

    def look(network):
        week = (network.events.age / 7).astype(np.int16)
        return pairs.reweighted(network.pairs, network.decayed(network.events), week, factor)

    plain, fast = both_ways(monkeypatch, look)
    np.testing.assert_allclose(plain, fast, rtol=1e-12)


def test_keys_are_grouped_in_the_order_they_came_also_when_they_are_too_large_to_pack():
    keys = np.array([5, 3, 5, 3, 9], dtype=np.int64)
    for factor in (1, 1 << 59):
        found, order, first = pairs.in_groups(keys * factor)
        assert (found // factor).tolist() == [3, 5, 9]
        assert (order.tolist(), first.tolist()) == ([1, 3, 0, 2, 4], [0, 2, 4])


def test_weights_of_ties_are_those_of_pandas(network):
    """Support and contact of every pair, straight from the tables."""
    events = RECORDS.interactions.rename(columns={"from_id": "source", "to_id": "target"})
    thanks = RECORDS.recognitions.rename(columns={"receiver_id": "source", "giver_id": "target"})
    events = pd.concat([events, thanks.assign(kind="recognition")]).astype({"kind": "str"})
    age = (network.as_of - events["timestamp"]) / pd.Timedelta(days=1)
    events = events.assign(value=events["weight"] * 0.5 ** (age / 30))[(age >= 0) & (age <= 120)]
    contact = events[events["kind"] != "request"]
    given = contact[~contact["kind"].isin(["meeting", "message", "pairing"])]
    for rows, matrix in ((given, network.help), (contact, network.contact)):
        expected = rows.pivot_table("value", "source", "target", "sum", fill_value=0.0, observed=False)
        expected = expected.reindex(index=network.people.index, columns=network.people.index, fill_value=0.0).to_numpy()
        expected = expected if matrix is network.help else expected + expected.T
        np.testing.assert_allclose(matrix.toarray(), expected, atol=1e-9)


def test_constraint_and_effective_size_are_those_of_networkx_person_by_person(network):
    """Every tenth of the 150 people of a random company, from plain code and from compiled."""
    graph = nx.from_scipy_sparse_array(network.contact)
    constraint, size = measures.constraint(network).to_numpy(), measures.effective_size(network).to_numpy()
    for person in range(0, network.size, 10):
        theirs = nx.constraint(graph, nodes=[person], weight="weight")[person]
        assert constraint[person] == pytest.approx(theirs, abs=1e-12)
        theirs = nx.effective_size(graph, nodes=[person], weight="weight")[person]
        assert size[person] == pytest.approx(theirs, abs=1e-12)


def test_cores_are_those_of_networkx(network):
    assert measures.core(network).tolist() == list(nx.core_number(nx.from_scipy_sparse_array(network.contact)).values())


def test_pagerank_is_that_of_a_long_power_iteration(network):
    dense, given = network.help.toarray(), network.help.sum(axis=1)
    onward = np.divide(dense, given[:, None], out=np.full_like(dense, 1 / network.size), where=given[:, None] > 0)
    rank = np.full(network.size, 1 / network.size)
    for _ in range(500):
        rank = 0.85 * rank @ onward + 0.15 / network.size
    np.testing.assert_allclose(measures.pagerank(network), rank, rtol=1e-9)


def test_the_best_partition_is_as_good_as_that_of_networkx(network):
    """Modularity at least that of the best of ten Louvain runs, less 0.001."""
    graph = nx.from_scipy_sparse_array(network.contact)
    runs = [nx.community.louvain_communities(graph, seed=seed) for seed in range(10)]
    best = max(nx.community.modularity(graph, run) for run in runs)
    assert clusters.best_partition(network.contact, 1.0, 0)[0] >= best - 0.001


def test_chance_modularity_hardly_depends_on_how_many_people_are_drawn():
    """A random network of 1,200 people with about ten ties each, whole and by 300 of them."""
    graph = nx.gnm_random_graph(1200, 6000, seed=1)
    contact = nx.to_scipy_sparse_array(graph, dtype=float, format="csr")
    rng = np.random.default_rng(0)
    small = [clusters.best_partition(clusters._small_null_sample(contact, 300, rng), 1.0, k, 1)[0] for k in range(10)]
    whole = [clusters.best_partition(clusters._small_null_sample(contact, 1200, rng), 1.0, k, 1)[0] for k in range(3)]
    assert np.mean(small) == pytest.approx(np.mean(whole), abs=0.015)


def test_large_networks_are_compared_with_small_null_samples(monkeypatch):
    """What they make of chance is what rewiring all ties makes of it."""
    contact = nx.to_scipy_sparse_array(nx.gnm_random_graph(600, 6000, seed=2), dtype=float, format="csr")
    whole = clusters.modularity_by_chance(contact, Settings(), null_samples=20)
    monkeypatch.setattr(clusters, "NULL_PEOPLE", 500)
    assert clusters.modularity_by_chance(contact, Settings()) == pytest.approx(whole, abs=0.01)


def test_people_always_together_can_be_taken_as_one(monkeypatch):
    """The consensus of a large network starts from them, and comes to groups as stable as without."""
    network = network_of(RECORDS, settings=replace(SETTINGS, cluster_bootstraps=10, cluster_starts=1))
    whole = clusters.find_clusters(network)
    monkeypatch.setattr(clusters, "DENSE_LIMIT", 10)
    short = clusters.find_clusters(network_of(RECORDS, settings=network.settings))
    stability = [np.mean([group.stability for group in found.clusters]) for found in (whole, short)]
    assert stability[1] == pytest.approx(stability[0], abs=0.1)
    assert abs(len(whole.clusters) - len(short.clusters)) <= 2


def test_a_companion_brings_the_inner_pairs_of_a_unit_into_modularity():
    """Two triangles with a tie between them, the first taken as one: 6/7 - 1/2 as for the whole graph."""
    rows, columns = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    one = np.array([0, 0, 0, 1, 2, 3])
    units = clusters._Agreement.of(one[rows], one[columns], np.ones(7), 4)
    assert (units.inner.tolist(), units.pairs.tolist()) == ([3, 0, 0, 0], [1, 1, 1, 1])
    quality, labels = clusters.best_partition(units.matrix(units.agreed), 1.0, 0)
    assert quality == pytest.approx(6 / 7 - 1 / 2)
    assert (labels[0] == labels[4], labels[1] == labels[2] == labels[3], labels[0] == labels[1]) == (True, True, False)


def test_an_empty_network_needs_no_loop(monkeypatch):
    empty = records_of([], pd.DataFrame({"person_id": ["ana", "bo"]}))
    plain, fast = both_ways(monkeypatch, lambda network: network.contact, empty)
    assert isinstance(plain, sparse.csr_array)
    assert plain.nnz == fast.nnz == 0
