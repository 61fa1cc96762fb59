"""The order in which large networks are walked through changes no result."""

import numpy as np
import pytest
from scipy import sparse

from ally_graph import clusters, measures
from ally_graph.compute import orderings
from ally_graph.network import network_of
from ally_graph.records import from_tables
from ally_graph.simulate import tables


@pytest.fixture(scope="module")
def records():
    company, _ = tables("random", people=90, months=4, seed=3)
    return from_tables(company)


def test_a_reordered_matrix_is_the_same_matrix():
    rng = np.random.default_rng(0)
    matrix = sparse.csr_array(np.where(rng.random((30, 30)) < 0.2, rng.random((30, 30)), 0.0))
    order = rng.permutation(30)
    np.testing.assert_array_equal(orderings.reordered(matrix, order).toarray(), matrix.toarray()[order][:, order])


def test_measures_and_groups_are_those_of_people_and_not_of_places(records, monkeypatch):
    """Ninety people walked as only large networks are; the modularity is worked out from its definition."""
    plain = network_of(records)
    monkeypatch.setattr(orderings, "ENTRIES_WORTH_IT", 0)
    walked = network_of(records)
    assert walked.order.tolist() != list(range(walked.size))
    for measure in (measures.pagerank, measures.constraint, measures.effective_size):
        np.testing.assert_allclose(measure(plain), measure(walked), rtol=1e-12)
    quality, labels = clusters.best_partition(walked.contact, 1.0, 0, order=walked.order)
    inside = labels[:, None] == labels
    contact = walked.contact.toarray()
    strength, whole = contact.sum(axis=1), contact.sum()
    assert quality == pytest.approx(((contact - np.outer(strength, strength) / whole) * inside).sum() / whole)
