"""On request: between whom a person stands, in the five roles of Gould and Fernandez.

A person stands between two others when the first supports them and they support the second, and the first does not
support the second directly. The groups of the three, teams unless another attribute of the roster is given, say which
role that is. People without a group, and ways through them, are left out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.measures.people import MEASURES, groups
from ally_graph.network import Network

ROLES = ("coordinator", "gatekeeper", "representative", "consultant", "liaison")


@MEASURES.add("Coordinator", question="Whom does a person bring together inside the group?", on_request=True)
def coordinator(network: Network, attribute: str = "team") -> pd.Series:
    """How many pairs of their own group are linked by a person, support passing from one to the other through them.

    High where one colleague ties a team together; the team may want a second one.

    Formula: pairs `(i, k)` with `i` supporting the person, the person supporting `k`, no support from `i` to `k`, and
    all three of one group.

    Returns
    -------
    coordinator
        Whole number, 0 or more; NaN for people without a group.

    References
    ----------
    Gould & Fernandez (1989), "Structures of mediation: a formal approach to brokerage in transaction networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("ana", "bo"), ("bo", "cy")])
    >>> nx.set_node_attributes(graph, "red", "team")
    >>> coordinator(from_graph(graph)).to_dict()
    {'ana': 0.0, 'bo': 1.0, 'cy': 0.0}
    """
    return _role(network, attribute, "coordinator")


@MEASURES.add("Gatekeeper", question="Through whom does support come into the group?", on_request=True)
def gatekeeper(network: Network, attribute: str = "team") -> pd.Series:
    """How many pairs a person links by passing on what comes from another group to their own.

    High where a team hears of the rest of the company through one person.

    Formula: pairs `(i, k)` as for a coordinator, with `k` of the person's group and `i` of another.

    Returns
    -------
    gatekeeper
        Whole number, 0 or more; NaN for people without a group.

    References
    ----------
    Gould & Fernandez (1989), "Structures of mediation: a formal approach to brokerage in transaction networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("ana", "bo"), ("bo", "cy")])
    >>> nx.set_node_attributes(graph, {"ana": "blue", "bo": "red", "cy": "red"}, "team")
    >>> gatekeeper(from_graph(graph)).to_dict()
    {'ana': 0.0, 'bo': 1.0, 'cy': 0.0}
    """
    return _role(network, attribute, "gatekeeper")


@MEASURES.add("Representative", question="Through whom does a group support others?", on_request=True)
def representative(network: Network, attribute: str = "team") -> pd.Series:
    """How many pairs a person links by passing on what comes from their own group to another.

    High where a team reaches the rest of the company through one person.

    Formula: pairs `(i, k)` as for a coordinator, with `i` of the person's group and `k` of another.

    Returns
    -------
    representative
        Whole number, 0 or more; NaN for people without a group.

    References
    ----------
    Gould & Fernandez (1989), "Structures of mediation: a formal approach to brokerage in transaction networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("ana", "bo"), ("bo", "cy")])
    >>> nx.set_node_attributes(graph, {"ana": "red", "bo": "red", "cy": "blue"}, "team")
    >>> representative(from_graph(graph)).to_dict()
    {'ana': 0.0, 'bo': 1.0, 'cy': 0.0}
    """
    return _role(network, attribute, "representative")


@MEASURES.add("Consultant", question="Who from outside brings a group together?", on_request=True)
def consultant(network: Network, attribute: str = "team") -> pd.Series:
    """How many pairs of one other group are linked by a person who is not in it (also called itinerant broker).

    High where a team's own people reach each other through somebody from outside.

    Formula: pairs `(i, k)` as for a coordinator, both of one group that is not the person's.

    Returns
    -------
    consultant
        Whole number, 0 or more; NaN for people without a group.

    References
    ----------
    Gould & Fernandez (1989), "Structures of mediation: a formal approach to brokerage in transaction networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("ana", "bo"), ("bo", "cy")])
    >>> nx.set_node_attributes(graph, {"ana": "blue", "bo": "red", "cy": "blue"}, "team")
    >>> consultant(from_graph(graph)).to_dict()
    {'ana': 0.0, 'bo': 1.0, 'cy': 0.0}
    """
    return _role(network, attribute, "consultant")


@MEASURES.add("Liaison", question="Who links groups that are not their own?", on_request=True)
def liaison(network: Network, attribute: str = "team") -> pd.Series:
    """How many pairs of two different groups are linked by a person of a third one.

    High where departments that depend on each other meet only through somebody who is in neither.

    Formula: pairs `(i, k)` as for a coordinator, with all three of different groups.

    Returns
    -------
    liaison
        Whole number, 0 or more; NaN for people without a group.

    References
    ----------
    Gould & Fernandez (1989), "Structures of mediation: a formal approach to brokerage in transaction networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("ana", "bo"), ("bo", "cy")])
    >>> nx.set_node_attributes(graph, {"ana": "blue", "bo": "red", "cy": "green"}, "team")
    >>> liaison(from_graph(graph)).to_dict()
    {'ana': 0.0, 'bo': 1.0, 'cy': 0.0}
    """
    return _role(network, attribute, "liaison")


def _role(network: Network, attribute: str, role: str) -> pd.Series:
    roles = network.once(("brokerage", attribute), lambda: _roles(network, attribute))
    return network.series(roles[role], role)


def _roles(network: Network, attribute: str) -> dict[str, np.ndarray]:
    """How often each person has each role: all ways through them, less those back and those there is a short cut for.

    `near` are ties inside a group, `far` those between groups.
    """
    group = groups(network, attribute)
    near, far = _near_and_far(network.help, group)
    into, out = (_by_group(ties, group) for ties in (far.T.tocsr(), far))
    of_one_group = into.multiply(out).sum(axis=1)
    near_in, near_out, far_in, far_out = near.sum(axis=0), near.sum(axis=1), far.sum(axis=0), far.sum(axis=1)
    found = {
        "coordinator": near_in * near_out - _mutual(near) - _short_cuts(near, near, near),
        "gatekeeper": far_in * near_out - _short_cuts(far, near, far),
        "representative": near_in * far_out - _short_cuts(near, far, far),
        "consultant": of_one_group - _mutual(far) - _short_cuts(far, far, near),
        "liaison": far_in * far_out - of_one_group - _short_cuts(far, far, far),
    }
    return {role: np.where(group >= 0, count, np.nan) for role, count in found.items()}


def _near_and_far(help: sparse.csr_array, group: np.ndarray) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Ones for ties of support within a group, and between two groups that are both known."""
    ties = help.tocoo()
    known, same = (group[ties.row] >= 0) & (group[ties.col] >= 0), group[ties.row] == group[ties.col]

    def ones(some: np.ndarray) -> sparse.csr_array:
        places = (ties.row[some], ties.col[some])
        return sparse.coo_array((np.ones(some.sum()), places), shape=ties.shape).tocsr()

    return ones(known & same), ones(known & ~same)


def _by_group(ties: sparse.csr_array, group: np.ndarray) -> sparse.csr_array:
    """How many ties each person has to each group."""
    known = np.flatnonzero(group >= 0)
    shape = (len(group), int(group.max(initial=-1)) + 1)
    return ties @ sparse.coo_array((np.ones(len(known)), (known, group[known])), shape=shape).tocsr()


def _mutual(ties: sparse.csr_array) -> np.ndarray:
    """How many ties of each person run both ways: ways through them that end where they began."""
    return ties.multiply(ties.T).sum(axis=1)


def _short_cuts(first: sparse.csr_array, second: sparse.csr_array, direct: sparse.csr_array) -> np.ndarray:
    """How many ways through each person, by a first and a second tie, have a direct tie beside them."""
    return first.multiply(direct @ second.T).sum(axis=0)
