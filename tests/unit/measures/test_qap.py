"""QAP and MRQAP against the same done the long way: every permutation in full, least squares by numpy."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from statsmodels.regression.linear_model import OLS

from ally_graph import measures
from ally_graph.errors import SettingError
from ally_graph.measures import relations
from ally_graph.network import from_graph
from ally_graph.stats import chance
from tests.unit.companies import company, event, roster

PEOPLE = 12


def any_network(**attributes):
    """A random company of twelve in three teams."""
    graph = nx.gnp_random_graph(PEOPLE, 0.3, seed=5, directed=True)
    nx.set_node_attributes(graph, {node: f"t{node % 3}" for node in graph}, "team")
    for name, values in attributes.items():
        nx.set_node_attributes(graph, dict(zip(graph, values, strict=True)), name)
    return from_graph(nx.relabel_nodes(graph, {node: f"p{node:02d}" for node in graph}))


def off_diagonal(matrix):
    return matrix[~np.eye(len(matrix), dtype=bool)]


def moved(matrix, place):
    return matrix[np.ix_(place, place)]


def random_relations(count, seed, full=0.5):
    """Arrays of which about so much is filled, in floats of either sign."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(PEOPLE, PEOPLE)) * (rng.random((PEOPLE, PEOPLE)) < full) for _ in range(count)]


@pytest.mark.parametrize("filled", [(0.2, 0.9), (0.9, 0.2)])
def test_qap_is_the_correlation_off_the_diagonal_and_the_share_of_permutations_that_get_as_far(filled):
    """Either of the two may be the one with more values."""
    network = any_network()
    (one,), (other,) = random_relations(1, 1, filled[0]), random_relations(1, 2, filled[1])
    found = measures.qap_correlation(network, one, other, draws=50)
    real = np.corrcoef(off_diagonal(one), off_diagonal(other))[0, 1]
    rng = chance.generator(0, 22)
    drawn = [
        np.corrcoef(off_diagonal(moved(one, rng.permutation(PEOPLE))), off_diagonal(other))[0, 1] for _ in range(50)
    ]
    assert found["correlation"] == pytest.approx(real)
    assert found["p"] == (1 + sum(abs(value) >= abs(real) for value in drawn)) / 51


def test_mrqap_is_the_regression_and_what_double_semi_partialling_says():
    """Dekker, Krackhardt & Snijders (2007): residuals of one predictor on the others, permuted, take its place."""
    network = any_network()
    outcome, *predictors = random_relations(4, 3)
    outcome = outcome + 0.4 * predictors[0]
    found = measures.mrqap(network, outcome, predictors, draws=30)
    y, columns = off_diagonal(outcome), [off_diagonal(predictor) for predictor in predictors]
    one = np.ones(len(y))
    whole = OLS(y, np.column_stack([one, *columns])).fit()
    assert found["coefficient"].tolist() == pytest.approx(whole.params[1:].tolist())
    assert found["t"].tolist() == pytest.approx(whole.tvalues[1:].tolist())
    assert found.attrs["r_squared"] == pytest.approx(whole.rsquared)
    rng = chance.generator(0, 23)
    places = [rng.permutation(PEOPLE) for _ in range(30)]
    for k, column in enumerate(columns):
        others = np.column_stack([one, *(other for j, other in enumerate(columns) if j != k)])
        residual = np.zeros((PEOPLE, PEOPLE))
        residual[~np.eye(PEOPLE, dtype=bool)] = OLS(column, others).fit().resid
        t = [
            OLS(y, np.column_stack([others, off_diagonal(moved(residual, place))])).fit().tvalues[-1]
            for place in places
        ]
        assert found["p"].iloc[k] == (1 + sum(abs(value) >= abs(whole.tvalues[1 + k]) for value in t)) / 31


def test_relations_by_name_are_what_the_records_and_the_roster_say():
    """Ana reports to bo, is of his team and two levels below; she helped him twice."""
    people = roster(["ana", "bo", "cy"], team={"ana": "red", "bo": "red", "cy": "blue"}, manager_id={"ana": "bo"})
    people["level"] = [1, 3, 2]
    network = company([event("ana", "bo", days=0, weight=2), event("ana", "bo", days=0)], people)
    expected = {
        "help": {(0, 1): 3.0},
        "helps": {(0, 1): 2.0},
        "contact": {(0, 1): 3.0, (1, 0): 3.0},
        "reports_to": {(0, 1): 1.0},
        "same_team": {(0, 1): 1.0, (1, 0): 1.0},
        "difference_level": {(0, 1): 2.0, (1, 0): 2.0, (0, 2): 1.0, (2, 0): 1.0, (1, 2): 1.0, (2, 1): 1.0},
    }
    for name, values in expected.items():
        count, (found,) = relations.compared(network, [name])
        assert count == 3
        pairs = [(i, j) for i in range(3) for j in range(3) if i != j]
        told = {pair: float(found.at(*np.array([pair]).T)[0]) for pair in pairs}
        assert {pair: value for pair, value in told.items() if value} == values
        assert found.sum == sum(values.values())


def test_people_whose_attribute_is_missing_are_left_out_of_all_relations():
    teams = ["red"] * 5 + ["blue"] * 5 + [None] * 2
    network = any_network(team=teams)
    (one,) = random_relations(1, 4)
    within = measures.qap_correlation(network, one, "same_team", draws=9)["correlation"]
    same = np.equal.outer(teams[:10], teams[:10]).astype(float)
    assert within == pytest.approx(np.corrcoef(off_diagonal(one[:10, :10]), off_diagonal(same))[0, 1])


@pytest.mark.parametrize("most_groups", [0, 300])
@pytest.mark.parametrize("names", [("same_team", "difference_level"), ("difference_level", "same_team")])
def test_attributes_are_compared_by_their_groups_as_by_all_pairs_of_people(names, most_groups, monkeypatch):
    """Permutation by permutation the products are those of the full arrays."""
    monkeypatch.setattr(relations, "MOST_GROUPS", most_groups)
    network, rng = any_network(level=[1, 2, 3, 3, 2, 1, 4, 1, 2, 3, 1, 1]), np.random.default_rng(0)
    levels, teams = network.people["level"].to_numpy(float), network.groups("team")[0]
    full = {"same_team": teams[:, None] == teams, "difference_level": np.abs(levels[:, None] - levels)}
    (one,) = random_relations(1, 9)
    _, found = relations.compared(network, [*names, one])
    arrays = [off_diagonal(full[name] * 1.0) for name in names] + [off_diagonal(one)]
    for _ in range(5):
        place = rng.permutation(PEOPLE)
        shifted = [off_diagonal(moved(matrix * 1.0, place)) for matrix in (*(full[name] for name in names), one)]
        for k, relation in enumerate(found):
            for j, other in enumerate(found):
                assert relations.product(relation, other, place) == pytest.approx(shifted[k] @ arrays[j])


def test_sparse_relations_are_as_good_as_full_ones():
    network, (one, other) = any_network(), random_relations(2, 6)
    full = measures.qap_correlation(network, one, other, draws=9)
    pd.testing.assert_series_equal(measures.qap_correlation(network, sparse.csr_array(one), other, draws=9), full)


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("hlep", "no relation hlep. Did you mean help"),
        ("same_tem", "no column tem. Did you mean team"),
        ("difference_team", "team holds no numbers. same_team"),
        (np.zeros((3, 3)), "is 12 by 12, not 3 by 3"),
        (np.full((PEOPLE, PEOPLE), np.nan), "missing or infinite"),
    ],
)
def test_what_is_no_relation_is_refused_with_what_is_wrong(relation, words):
    with pytest.raises(SettingError, match=words):
        measures.qap_correlation(any_network(), relation, "help")


def test_a_network_too_large_to_compare_in_full_is_refused(monkeypatch):
    monkeypatch.setattr(relations, "LIMIT", 5)
    with pytest.raises(SettingError, match="at most 5 people; this network has 12"):
        measures.qap_correlation(any_network())


def test_predictors_that_say_the_same_or_nothing_have_no_coefficients():
    network, (one, other) = any_network(), random_relations(2, 7)
    for predictors in ([one, 2 * one], [np.ones((PEOPLE, PEOPLE)), other]):
        assert measures.mrqap(network, "help", predictors, draws=5).isna().all(axis=None)
    assert measures.qap_correlation(network, np.ones((PEOPLE, PEOPLE)), other, draws=5).isna().all()


def test_a_predictor_without_an_effect_is_called_one_about_as_often_as_it_should():
    """Of 60 outcomes made without it, about 3 have a p below 0.05, though people differ a lot in their ties."""
    network, low = any_network(), 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        outcome = rng.normal(size=(PEOPLE, PEOPLE)) + 2 * rng.normal(size=PEOPLE)[:, None]
        predictor = rng.normal(size=(PEOPLE, PEOPLE)) + 2 * rng.normal(size=PEOPLE)[:, None]
        low += measures.mrqap(network, outcome, [predictor, "same_team"], draws=99)["p"].iloc[0] <= 0.05
    assert low <= 9


def test_a_relation_that_explains_all_of_another_has_its_coefficient_and_no_infinite_t():
    found = measures.mrqap(any_network(), "same_team", ["same_team"], draws=19)
    assert found["coefficient"].iloc[0] == pytest.approx(1)
    assert not np.isinf(found.to_numpy()).any()
