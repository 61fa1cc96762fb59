"""Two other ways to name people, on the same companies: orgnet's detectors where it is installed, and z-scores."""

from __future__ import annotations

import logging
from importlib.util import find_spec

import networkx as nx
import numpy as np
from scipy import sparse

from ally_graph import Analysis

LIMIT = 2.0


def has_orgnet() -> bool:
    """Whether orgnet is there: `pip install orgnet==0.2.0`."""
    return find_spec("orgnet") is not None


def contacts(analysis: Analysis) -> sparse.csr_array:
    """How many contacts each pair of people had, symmetric."""
    contact = analysis.base.events.contact
    one_way = contact.matrix(np.ones(len(contact)))
    return (one_way + one_way.T).tocsr()


def named_by_z_scores(analysis: Analysis) -> set[str]:
    """Everyone whose number of colleagues or of contacts is more than two standard deviations from the mean."""
    counts = contacts(analysis)
    named = np.zeros(analysis.base.size, dtype=bool)
    for values in ((counts > 0).sum(axis=1), counts.sum(axis=1)):
        named |= np.abs(values - values.mean()) > LIMIT * values.std(ddof=1)
    return set(analysis.base.people.index[named])


def named_by_orgnet(analysis: Analysis) -> set[str]:
    """Everyone whom orgnet calls isolated or overloaded, given the same contacts and who leads."""
    from orgnet.data.models import Person
    from orgnet.metrics.anomaly import AnomalyDetector

    logging.disable(logging.WARNING)
    ids = analysis.base.people.index.tolist()
    graph = nx.relabel_nodes(nx.from_scipy_sparse_array(contacts(analysis)), dict(enumerate(ids)))
    leads = set(analysis.base.people["manager_id"].dropna())
    people = [Person(id=i, name=i, email="", job_level="manager" if i in leads else "") for i in ids]
    found = AnomalyDetector(graph, people).detect_node_anomalies()
    logging.disable(logging.NOTSET)
    return set(found["node_id"]) if len(found) else set()
