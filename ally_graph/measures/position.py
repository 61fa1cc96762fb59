"""On request: how near a person is to everyone else, and how what is around them hangs together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import rustworkx as rx
from scipy import linalg, sparse

from ally_graph.measures.people import BETWEENNESS_LIMIT, MEASURES, unweighted
from ally_graph.network import Network
from ally_graph.progress import heartbeat

DENSE_PEOPLE = 400
SAME_STRENGTH = 1e-9


@MEASURES.add("Local clustering", question="Do a person's contacts know each other?", on_request=True)
def clustering(network: Network) -> pd.Series:
    r"""Of all pairs among a person's contacts, the share that are in contact themselves.

    1 is a circle in which everyone knows everyone, 0 is somebody whose contacts never meet. New ideas come from low
    values, quick help from high ones.

    .. math:: c(i) = \frac{2 T_i}{k_i (k_i - 1)}

    with `T` the triangles through `i` and `k` their contacts, in the undirected contact network, unweighted.

    Returns
    -------
    clustering
        In [0, 1]; NaN for people with fewer than two contacts, where there is no pair to look at.

    References
    ----------
    Watts & Strogatz (1998), "Collective dynamics of 'small-world' networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> clustering(from_graph(nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))).round(2).to_dict()
    {'a': 1.0, 'b': 1.0, 'c': 0.33, 'd': nan}
    """
    tie = (network.contact > 0).astype(float)
    contacts = tie.sum(axis=1)
    pairs = contacts * (contacts - 1)
    closed = ((tie @ tie).multiply(tie)).sum(axis=1)
    found = np.divide(closed, pairs, out=np.full(network.size, np.nan), where=pairs > 0)
    return network.series(found, "clustering")


@MEASURES.add("Closeness", question="In how few steps does a person reach the others?", on_request=True)
def closeness(network: Network) -> pd.Series:
    r"""How few steps it takes a person, on average, to reach those they can reach.

    1 is in direct contact with everybody, 0.5 needs two steps on average, 0 reaches nobody. Somebody who reaches only
    a part of the company has as much less.

    .. math:: c(i) = \frac{r_i}{n - 1} \cdot \frac{r_i}{\sum_j d_{ij}}

    with `r` people within reach and `d` the steps to them, in the undirected contact network, unweighted.

    Returns
    -------
    closeness
        In [0, 1]; NaN for everyone in a network of more than 5,000 people, where it would take too long.

    References
    ----------
    Freeman (1979), "Centrality in social networks: conceptual clarification"; Wasserman & Faust (1994), equation 5.22,
    for networks in pieces.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> closeness(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))).round(2).to_dict()
    {'ana': 1.0, 'bo': 0.67, 'cy': 0.67}
    """
    return network.series(_reach(network)[0], "closeness")


@MEASURES.add("Harmonic centrality", question="How near is everyone to a person?", on_request=True)
def harmonic(network: Network) -> pd.Series:
    r"""How near a person is to everybody, those out of reach counting nothing.

    1 is in direct contact with all others, 0.5 is like having half of them next door and no way to the rest. It is
    read like closeness, and stays sensible where the network is in pieces.

    .. math:: h(i) = \frac{1}{n - 1} \sum_{j \ne i} \frac{1}{d_{ij}}

    with `d` the steps from `i` to `j` in the undirected contact network, unweighted; :math:`1 / \infty = 0`.

    Returns
    -------
    harmonic
        In [0, 1]; 0 for people without contact; NaN for everyone in a network of more than 5,000 people.

    References
    ----------
    Marchiori & Latora (2000), "Harmony in the small-world"; Rochat (2009), "Closeness centrality extended to
    unconnected graphs".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> harmonic(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))).to_dict()
    {'ana': 1.0, 'bo': 0.75, 'cy': 0.75}
    """
    return network.series(_reach(network)[1], "harmonic")


def _reach(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Closeness and harmonic centrality of everyone, from the same steps, kept with the network."""
    return network.once("reach", lambda: _worked_out_reach(network))


def _worked_out_reach(network: Network) -> tuple[np.ndarray, np.ndarray]:
    others = network.size - 1
    if network.size > BETWEENNESS_LIMIT:
        return np.full(network.size, np.nan), np.full(network.size, np.nan)
    if others < 1:
        return np.zeros(network.size), np.zeros(network.size)
    steps = rx.distance_matrix(unweighted(network), null_value=0.0)
    within, total = (steps > 0).sum(axis=1), steps.sum(axis=1)
    near = np.divide(within, total, out=np.zeros(network.size), where=total > 0)
    return within / others * near, _nearness(steps).sum(axis=1) / others


def _nearness(steps: np.ndarray) -> np.ndarray:
    """One over the steps between two people, 0 where there is no way and for a person to themselves."""
    return np.divide(1.0, steps, out=np.zeros_like(steps), where=steps > 0)


@MEASURES.add("Local efficiency", question="Do the contacts get by if a person is away?", on_request=True)
def local_efficiency(network: Network) -> pd.Series:
    r"""How near a person's contacts are to each other when that person is not there.

    1 means that they all talk to each other directly, 0 that the person alone holds them together: their holiday cuts
    those people off from each other.

    .. math:: e(i) = \frac{1}{k_i (k_i - 1)} \sum_{j \ne l \in N(i)} \frac{1}{d_{jl}}

    with `d` the steps between two contacts of `i` through other contacts of `i` only, in the undirected contact
    network, unweighted.

    Returns
    -------
    local_efficiency
        In [0, 1]; NaN for people with fewer than two contacts, and for everyone in a network of more than 5,000 people.

    References
    ----------
    Latora & Marchiori (2001), "Efficient behavior of small-world networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("c", "d")])
    >>> local_efficiency(from_graph(graph)).round(2).to_dict()
    {'a': 0.83, 'b': 1.0, 'c': 0.83, 'd': 1.0}
    """
    found, contact = np.full(network.size, np.nan), network.contact
    if network.size > BETWEENNESS_LIMIT:
        return network.series(found, "local_efficiency")
    graph = unweighted(network)
    for person in range(network.size):
        contacts = contact.indices[contact.indptr[person] : contact.indptr[person + 1]]
        if len(contacts) > 1:
            heartbeat()
            steps = rx.distance_matrix(graph.subgraph(contacts.tolist()), null_value=0.0)
            found[person] = _nearness(steps).sum() / (len(contacts) * (len(contacts) - 1))
    return network.series(found, "local_efficiency")


@MEASURES.add("Eigenvector centrality", question="Is a person in contact with the well connected?", on_request=True)
def eigenvector(network: Network) -> pd.Series:
    r"""How well connected a person is, where contact with the well connected counts more.

    1 is the best connected person, 0.5 half as well. People outside of the strongest part of a network in pieces have
    0: this is a figure about the centre of one whole, not about the edges.

    .. math:: A x = \lambda x, \qquad \max_i x_i = 1

    with `A` the contact of the undirected, decayed contact network and :math:`\lambda` its largest eigenvalue.

    Returns
    -------
    eigenvector
        In [0, 1]; NaN for everyone where nobody is in contact.

    Notes
    -----
    Where several pieces are equally strong, each keeps the share that repeated passing on from all alike would give it.

    References
    ----------
    Bonacich (1972), "Factoring and weighting approaches to status scores and clique identification".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> eigenvector(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))).round(4).to_dict()
    {'ana': 1.0, 'bo': 0.7071, 'cy': 0.7071}
    """
    found = np.full(network.size, np.nan)
    if network.contact.nnz:
        strengths, parts = zip(*_principal(network.contact), strict=True)
        strongest = max(strengths)
        found = sum(part for strength, part in zip(strengths, parts, strict=True) if _alike(strength, strongest))
        found = found / found.max()
    return network.series(found, "eigenvector")


def _alike(strength: float, strongest: float) -> bool:
    return strength >= strongest * (1 - SAME_STRENGTH)


def _principal(contact: sparse.csr_array) -> list[tuple[float, np.ndarray]]:
    """The largest eigenvalue of each piece with a tie, and what is left of ones along its vector, over everybody."""
    count, piece = sparse.csgraph.connected_components(contact, directed=False)
    order = np.argsort(piece, kind="stable")
    found = []
    for rows in np.split(order, np.cumsum(np.bincount(piece, minlength=count))[:-1]):
        if len(rows) > 1:
            heartbeat()
            strength, vector = _largest(contact[rows][:, rows])
            whole = np.zeros(contact.shape[0])
            whole[rows] = vector * vector.sum()
            found.append((strength, whole))
    return found


def _largest(matrix: sparse.csr_array) -> tuple[float, np.ndarray]:
    """The largest eigenvalue of a symmetric matrix and its vector, of length 1."""
    size = matrix.shape[0]
    if size <= DENSE_PEOPLE:
        values, vectors = linalg.eigh(matrix.toarray(), subset_by_index=[size - 1, size - 1])
    else:
        values, vectors = sparse.linalg.eigsh(matrix, k=1, which="LA", v0=np.ones(size))
    return float(values[0]), np.abs(vectors[:, 0])


@MEASURES.add("Articulation point", question="Does the network fall apart without a person?", on_request=True)
def articulation(network: Network) -> pd.Series:
    """Whether somebody would lose every way to somebody else if a person left: 1 yes, 0 no.

    A 1 is a reason to bring the two sides together, not to lean on the person more. In a dense network hardly anyone
    has it, and a single contact that nobody else knows is enough for it.

    Returns
    -------
    articulation
        0 or 1: whether the undirected contact network has more pieces without the person than with them.

    References
    ----------
    Hopcroft & Tarjan (1973), "Efficient algorithms for graph manipulation".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> articulation(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))).to_dict()
    {'ana': 1.0, 'bo': 0.0, 'cy': 0.0}
    """
    found = np.zeros(network.size)
    found[sorted(rx.articulation_points(unweighted(network)))] = 1.0
    return network.series(found, "articulation")
