"""Ally clusters: groups that hold together, and none where chance would make as many."""

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from scipy import sparse
from sklearn.metrics import adjusted_rand_score

from ally_graph import clusters
from ally_graph.clusters import best_partition, find_clusters, one_clustering, rewired
from ally_graph.network import from_graph
from ally_graph.network.pairs import symmetric
from ally_graph.stats import chance, stopping
from tests.unit.companies import clique, company, event, named_by_text, numbered, roster

RED, BLUE = numbered(6, "r"), numbered(6, "b")
TWO_CLIQUES = [*clique(RED), *clique(BLUE), event("r00", "b00", "meeting")]


def contact_network(graph, **attributes):
    graph = named_by_text(graph)
    support = nx.DiGraph()
    support.add_nodes_from(graph)
    return from_graph(support, graph)


def test_two_cliques_with_one_tie_between_them_are_two_clusters():
    """Six and six people, each six a team of its own, where r00 and b00 have met once."""
    people = roster([*RED, *BLUE], team=dict.fromkeys(RED, "red") | dict.fromkeys(BLUE, "blue"))
    found = find_clusters(company(TWO_CLIQUES, people))
    assert found.clear
    assert found.modularity > found.null_95
    assert [(group.id, group.members, group.label) for group in found.clusters] == [
        (1, tuple(BLUE), "blue"),
        (2, tuple(RED), "red"),
    ]
    assert all(group.verdict == "solid" and 0.75 <= group.stability <= 1 for group in found.clusters)


def test_modularity_is_that_of_the_two_cliques():
    """31 ties, 15 inside each clique and degrees of 31 each: 30/31 - 2 (31/62)^2 = 0.4677."""
    found = find_clusters(company(TWO_CLIQUES))
    assert found.modularity == pytest.approx(30 / 31 - 0.5, abs=1e-9)


@pytest.mark.parametrize("cluster", [find_clusters, one_clustering])
def test_without_contact_there_are_no_clusters(cluster):
    found = cluster(company([event("ana", "bo", "request")], roster(["ana", "bo", "cy"])))
    assert (found.clear, found.clusters) == (False, ())
    assert math.isnan(found.modularity)
    assert math.isnan(found.null_95)


def test_a_clique_beside_a_loose_ring_is_a_clear_cluster_but_the_ring_alone_has_none():
    """Pieces of a ring of twenty come back now and then; a clique of six does each time."""
    loose = numbered(20, "z")
    ring_rows = [event(loose[i], loose[(i + 1) % 20], "meeting") for i in range(20)]
    with_clique = find_clusters(company([*clique(RED), *ring_rows, event("r00", "z00", "meeting")]))
    assert with_clique.clear
    assert (with_clique.clusters[0].members, with_clique.clusters[0].verdict) == (tuple(RED), "solid")
    assert not find_clusters(company(ring_rows)).clear


def test_a_network_whose_groups_are_all_tentative_has_no_clear_clusters(monkeypatch):
    """The same ring, taken to beat chance: 20 ties in groups of about five, none of which is solid."""
    monkeypatch.setattr(clusters, "modularity_by_chance", lambda *_: 0.1)
    loose = numbered(20, "z")
    rows = [event(loose[i], loose[(i + 1) % 20], "meeting") for i in range(20)]
    found = find_clusters(company(rows))
    assert found.modularity > 0.1
    assert (found.clear, found.clusters) == (False, ())
    assert find_clusters(company(rows, cluster_solid=0.6)).clear


def test_a_random_network_has_no_clear_clusters():
    """Sixty people with eight ties each on average."""
    samples = [find_clusters(contact_network(nx.gnm_random_graph(60, 240, seed=seed))) for seed in range(3)]
    assert [sample.clear for sample in samples] == [False] * 3
    assert [sample.clusters for sample in samples] == [()] * 3


@pytest.mark.parametrize("seed", range(3))
def test_four_planted_groups_are_found_and_all_are_solid(seed):
    """Four times fifteen people; ties join 45 % of the pairs inside a group and 3 % of the others."""
    graph = nx.planted_partition_graph(4, 15, 0.45, 0.03, seed=seed)
    found = find_clusters(contact_network(graph))
    labels = {person: group.id for group in found.clusters for person in group.members}
    truth = [node // 15 for node in graph]
    assert adjusted_rand_score(truth, [labels.get(f"{node:02d}", -1 - node) for node in graph]) >= 0.93
    assert len(found.clusters) == 4
    assert [group.verdict for group in found.clusters] == 4 * ["solid"]


def test_isolated_people_and_pairs_belong_to_no_cluster():
    rows = [*TWO_CLIQUES, event("x", "y", "meeting")]
    found = find_clusters(company(rows, roster([*RED, *BLUE, "x", "y", "z"])))
    members = {person for group in found.clusters for person in group.members}
    assert members == {*RED, *BLUE}


@pytest.mark.parametrize(
    ("teams", "labels"),
    [
        ({"r": ["red"] * 4 + ["blue"] * 2, "b": ["blue"] * 6}, ["blue", "red"]),
        ({"r": ["red"] * 3 + ["blue"] * 3, "b": ["green"] * 6}, ["green", "blue and red"]),
        ({"r": ["a", "b", "c", "d", "e", "f"], "b": ["green"] * 6}, ["green", "Mixed group"]),
        ({"r": ["red"] * 6, "b": ["red"] * 6}, ["red", "red, second group"]),
        ({"r": ["7"] * 6, "b": ["8"] * 6}, ["Team 8", "Team 7"]),
        ({"r": [None] * 6, "b": [None] * 6}, ["Mixed group", "Second mixed group"]),
    ],
)
def test_a_cluster_is_called_after_the_teams_in_it(teams, labels):
    """One team with 60 % or more, else two teams with 60 % or more together, else a mixed group."""
    team = dict(zip([*RED, *BLUE], [*teams["r"], *teams["b"]], strict=True))
    found = find_clusters(company(TWO_CLIQUES, roster([*RED, *BLUE], team=team)))
    assert [group.label for group in found.clusters] == labels


@pytest.mark.parametrize(
    ("column", "values", "labels"),
    [
        ("team", ["red"] * 10 + ["blue"] * 2, ["red", "red with blue"]),
        ("location", ["Oslo"] * 6 + ["Rome"] * 6, ["red in Rome", "red in Oslo"]),
        ("work_mode", ["remote"] * 6 + ["onsite"] * 6, ["red, mostly onsite", "red, mostly remote"]),
        ("location", ["Oslo"] * 12, ["red", "red, second group"]),
    ],
)
def test_groups_of_the_same_team_are_told_apart_by_what_only_one_of_them_has(column, values, labels):
    """The next team in it, where most of it works, or how; else the second is called that."""
    columns = {"team": ["red"] * 12} | {column: values}
    found = find_clusters(company(TWO_CLIQUES, roster([*RED, *BLUE], **columns)))
    assert sorted(group.label for group in found.clusters) == sorted(labels)


def test_one_clustering_gives_groups_without_a_judgement():
    found = one_clustering(company(TWO_CLIQUES))
    assert [group.members for group in found.clusters] == [tuple(BLUE), tuple(RED)]
    assert math.isnan(found.null_95)
    assert not found.clear
    assert all(math.isnan(group.stability) for group in found.clusters)
    assert all(group.to_dict()["stability"] is None for group in found.clusters)


def test_a_cluster_becomes_plain_values():
    group = find_clusters(company(TWO_CLIQUES)).clusters[0].to_dict()
    assert {"id", "members", "stability", "label"} <= set(group)
    assert group["members"] == BLUE


def test_the_same_network_gives_the_same_clusters():
    network = contact_network(nx.planted_partition_graph(2, 8, 0.6, 0.1, seed=4))
    assert find_clusters(network) == find_clusters(network)


def test_a_partition_of_two_triangles_is_the_best_one():
    """Two triangles and a tie between them: 6/7 - 2 (7/14)^2 = 0.357."""
    network = contact_network(nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)]))
    quality, labels = best_partition(network.contact, 1.0, 0)
    assert quality == pytest.approx(6 / 7 - 0.5)
    assert len({*labels[:3]}) == len({*labels[3:]}) == 1
    assert labels[0] != labels[3]


@pytest.mark.parametrize("seed", range(5))
def test_rewiring_keeps_everyones_number_of_ties_and_makes_no_self_ties_or_doubles(seed):
    """Thirty people with 80 ties at random; afterwards there are 80 still, and not the same ones."""
    graph = nx.gnm_random_graph(30, 80, seed=seed)
    rows, columns = np.array(sorted(graph.edges)).T
    first, second = rewired(rows, columns, 30, chance.generator(seed))
    before, after = (np.bincount(np.concatenate(ends), minlength=30) for ends in ((rows, columns), (first, second)))
    assert before.tolist() == after.tolist()
    assert (first != second).all()
    pairs = {frozenset(pair) for pair in zip(first.tolist(), second.tolist(), strict=True)}
    assert len(pairs) == 80
    assert pairs != {frozenset(pair) for pair in graph.edges}


def test_what_cannot_be_rewired_stays_as_it_is():
    """In a clique every exchange would double a tie; one tie alone has no partner."""
    rows, columns = np.array(list(combinations(range(5), 2))).T
    first, second = rewired(rows, columns, 5, chance.generator(0))
    assert {frozenset(pair) for pair in zip(first.tolist(), second.tolist(), strict=True)} == {
        frozenset(pair) for pair in combinations(range(5), 2)
    }
    first, second = rewired(np.array([0]), np.array([1]), 2, chance.generator(0))
    assert (first.tolist(), second.tolist()) == ([0], [1])


def test_a_large_roster_with_a_handful_in_contact_has_no_groups():
    """A pilot: 24 of 3,000 people have any tie, so that most null samples have none at all."""
    ids = numbered(24)
    graph = nx.DiGraph([(one, other) for one in ids for other in ids if one < other])
    graph.add_nodes_from(f"q{number:04d}" for number in range(2_976))
    found = find_clusters(from_graph(graph))
    assert len(found.clusters) <= 1


def test_without_any_tie_everyone_is_on_their_own():
    quality, labels = best_partition(sparse.csr_array((3, 3)), 1.0, 1)
    assert quality == 0.0
    assert labels.tolist() == [0, 1, 2]


def test_a_group_is_solid_and_kept_from_its_limit_on():
    """A clique of six beside a ring, in worlds that take it apart now and then: its own stability is the limit."""
    loose = numbered(12, "z")
    rows = [event(loose[i], loose[(i + 1) % 12], "meeting") for i in range(12)]
    network = [*clique(RED), *rows, *(event(RED[i], loose[2 * i], "meeting") for i in range(2))]
    found = find_clusters(company(network, cluster_solid=0.1, cluster_tentative=0.1))
    assert found.clear
    least = min(group.stability for group in found.clusters)
    assert 0.1 < least < 1
    at_limit = find_clusters(company(network, cluster_solid=least, cluster_tentative=least))
    assert [group.verdict for group in at_limit.clusters] == ["solid"] * len(found.clusters)
    above = find_clusters(company(network, cluster_solid=0.1, cluster_tentative=float(np.nextafter(least, 1))))
    assert [group.members for group in above.clusters] == [
        group.members for group in found.clusters if group.stability > least
    ]


def test_a_large_network_is_compared_with_worlds_of_some_of_its_people(monkeypatch):
    """What chance makes depends on how many ties people have, eight here, and hardly on how many people there are."""
    network = contact_network(nx.gnm_random_graph(90, 360, seed=1))
    whole = clusters.modularity_by_chance(network.contact, network.settings, 20)
    monkeypatch.setattr(clusters, "NULL_PEOPLE", 60)
    assert clusters.modularity_by_chance(network.contact, network.settings) == pytest.approx(whole, abs=0.04)


def test_members_get_their_ids_back_in_order():
    """Members stand in the order of their ids, which is the other way round here; None leaves all as it is."""
    found = one_clustering(company(TWO_CLIQUES))
    ids = {person: f"x{20 - number:02d}" for number, person in enumerate([*RED, *BLUE])}
    assert found.with_ids(None) is found
    assert [group.members for group in found.with_ids(ids).clusters] == [
        tuple(sorted(ids[person] for person in BLUE)),
        tuple(sorted(ids[person] for person in RED)),
    ]


def spread_of_weights(network, monkeypatch):
    """How much the weight of a tie varies from one bootstrap sample to the next, as a share of its mean, squared."""
    samples = []
    monkeypatch.setattr(clusters, "best_partition", lambda matrix, *_: samples.append(matrix.data) or (0.0, None))
    list(clusters._resampled_partitions(network))
    return np.var(np.array(samples) / np.mean(samples, axis=0), axis=0).mean()


def test_ties_of_a_graph_vary_as_three_contacts_do_and_contacts_as_one(monkeypatch):
    """A weight of a gamma distribution varies by one over what it stands for: 1/3, and 1 for single contacts."""
    people = numbered(16)
    graph = contact_network(nx.complete_graph(16))
    contacts = company([event(*row[:2], "meeting", 1 + k / 200) for k, row in enumerate(clique(people))])
    assert spread_of_weights(graph, monkeypatch) == pytest.approx(1 / 3, rel=0.1)
    assert spread_of_weights(contacts, monkeypatch) == pytest.approx(1, rel=0.1)


def test_stability_is_the_mean_overlap_with_the_group_most_alike():
    """0, 1, 2 and 3, 4: one sample has the same groups; the other has 0, 1 and 2, 3, 4, with 2 of 3 alike for both."""
    labels = np.array([0, 0, 0, 1, 1])
    samples = [labels, np.array([1, 1, 0, 0, 0])]
    assert clusters._stability(labels, samples) == pytest.approx([(1 + 2 / 3) / 2, (1 + 2 / 3) / 2])
    assert clusters._stability(labels, []).tolist() == [0, 0]


def test_pairs_agree_in_the_share_of_partitions_that_have_them_together():
    partitions = [np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([2, 2, 2]), np.array([0, 0, 1])]
    assert clusters._agreement(np.array([0, 0, 1]), np.array([1, 2, 2]), partitions).tolist() == [0.75, 0.25, 0.5]


def test_units_are_linked_by_as_many_pairs_as_lie_between_and_keep_those_inside():
    """The first unit has two people, one pair of them inside, and two pairs with the second; half agrees."""
    found = clusters._Agreement.of(np.array([0, 0, 0, 1]), np.array([0, 1, 1, 2]), np.array([1, 0.5, 0.5, 0.25]), 3)
    assert (found.rows.tolist(), found.columns.tolist(), found.pairs.tolist()) == ([0, 1], [1, 2], [2, 1])
    assert (found.agreed.tolist(), found.inner.tolist()) == ([0.5, 0.25], [1, 0, 0])
    assert found.matrix(found.agreed).toarray().tolist() == [[0, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]]


def test_in_a_large_network_those_always_together_are_taken_as_one_with_the_same_groups(monkeypatch):
    """Large is what has more than 1,500 people; here, more than four."""
    usual = find_clusters(company(TWO_CLIQUES)).clusters
    monkeypatch.setattr(clusters, "DENSE_LIMIT", 4)
    large = find_clusters(company(TWO_CLIQUES)).clusters
    assert [group.members for group in large] == [group.members for group in usual] == [tuple(BLUE), tuple(RED)]


@pytest.mark.parametrize(
    "graph",
    [
        nx.gnm_random_graph(60, 240, seed=2),
        nx.planted_partition_graph(4, 15, 0.45, 0.03, seed=1),
        nx.planted_partition_graph(4, 15, 0.22, 0.1, seed=1),
    ],
    ids=["random", "groups", "hardly groups"],
)
def test_the_gate_decides_as_with_all_null_samples(graph, monkeypatch):
    """Far above, in between, and like chance: what is clear is so with ten networks and with a hundred."""
    soon = find_clusters(contact_network(graph))
    monkeypatch.setattr(stopping, "chance_level", lambda drawn, *_: float(np.quantile(list(drawn), 0.95)))
    monkeypatch.setattr(stopping, "far_above", lambda *_: False)
    late = find_clusters(contact_network(graph))
    assert (soon.clear, soon.clusters) == (late.clear, late.clusters)
    assert soon.null_95 == pytest.approx(late.null_95, abs=0.03)


@pytest.mark.parametrize(("walked", "starts"), [(3_500_000, 10), (12 * 50 * 302, 12), (5 * 50 * 302, 5), (1, 1)])
def test_bootstrap_samples_have_as_many_starts_as_they_can_afford(walked, starts, monkeypatch):
    """Two cliques of six with a tie between them: 62 entries and 12 people, who count twenty each."""
    monkeypatch.setattr(clusters, "STARTS_WALKED", walked)
    used = []
    monkeypatch.setattr(clusters, "best_partition", lambda *given: used.append(given[3]) or (0.0, None))
    list(clusters._resampled_partitions(company(TWO_CLIQUES, cluster_starts=max(10, starts))))
    assert used == 50 * [starts]


def test_bootstrap_samples_have_the_weights_of_their_own_ties():
    """Laid out once and filled again, they are what is put together anew."""
    network = company(TWO_CLIQUES)
    weights = np.arange(1.0, 1 + len(network.pairs))
    laid_out = symmetric(network.pairs, np.arange(len(network.pairs), dtype=float))
    filled = clusters._with_weights(laid_out, weights[laid_out.data.astype(int)])
    assert (filled - symmetric(network.pairs, weights)).nnz == 0


def test_agreement_of_all_pairs_is_the_same_with_and_without_a_table():
    """Small networks add up a table of everyone by everyone, large ones lists of pairs."""
    rng = np.random.default_rng(0)
    partitions = [rng.integers(0, 4, 30) for _ in range(7)]
    rows, columns = np.triu_indices(30, k=1)
    few = [clusters._agreement(rows[:10], columns[:10], partitions), clusters._agreement(rows, columns, partitions)]
    assert few[0].tolist() == few[1][:10].tolist()
