"""One number a person: help given and received, allies, and where in the network they stand.

A measure takes a `Network` and returns a float Series over exactly its people, NaN where it is undefined. To add one,
write the function here and register it: the people table, the menus, the methods page and the contract tests follow.
One that is added `on_request` is in the people table only where it is asked for by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import rustworkx as rx
from scipy import sparse

from ally_graph.compute import compiled
from ally_graph.compute.codes import MUTUAL
from ally_graph.compute.orderings import reordered
from ally_graph.network import Network
from ally_graph.network.pairs import near_in_time
from ally_graph.registry import Entry, Registry
from ally_graph.vocabulary import Flow


@dataclass(frozen=True)
class Measure(Entry):
    """A measure of people; one `on_request` stands in their table only where it is asked for."""

    on_request: bool = False


MEASURES = Registry("measure", Measure)
BETWEENNESS_LIMIT = 5_000
ROWS_AT_ONCE, STEPS_AT_ONCE = 2_000, 1_000_000
HUB_PRODUCTS, HUB_TIMES = 1_000, 32
"""A row is beside a hub whose product takes more than so many steps, and so many times those that are needed."""
RESTART = 0.15
EXACT = 1e-12


def people_table(network: Network, also: Iterable[str] = ()) -> pd.DataFrame:
    """The measures side by side, one row a person, sorted by person; `also` names some of those on request.

    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> people_table(from_graph(nx.DiGraph([("ana", "bo")])), also=["harmonic"])["harmonic"].to_dict()
    {'ana': 1.0, 'bo': 1.0}
    """
    usual = [measure for measure in MEASURES if not measure.on_request]
    asked = {measure.key: measure for measure in [*usual, *(MEASURES[key] for key in also)]}
    return pd.DataFrame({key: measure(network) for key, measure in asked.items()}, index=network.people.index)


def on_request() -> list[str]:
    """The measures that are in the people table only where they are asked for."""
    return [measure.key for measure in MEASURES if measure.on_request]


@MEASURES.add("Help given", question="How much help does each person give?")
def help_given(network: Network) -> pd.Series:
    r"""Sum of the support a person gives, older help counting less.

    At a half-life of 30 days, 4.0 is like four helps today or eight a month ago.

    .. math:: s_{out}(i) = \sum_e w_e 2^{-a_e / h}

    over the events `e` in which `i` supports somebody, of weight `w` and age `a` days, with the half-life `h`.

    Returns
    -------
    help_given
        Decayed weight, 0 or more; 0 for people without a tie.

    References
    ----------
    Barrat et al. (2004), "The architecture of complex weighted networks"; Ahmad, Porter & Beguerisse-Díaz (2021),
    "Tie-decay networks in continuous time and eigenvector-based centralities".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> help_given(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))).to_dict()
    {'ana': 2.0, 'bo': 0.0, 'cy': 0.0}
    """
    return network.series(network.help.sum(axis=1), "help_given")


@MEASURES.add("Help received", question="How much help does each person get?")
def help_received(network: Network) -> pd.Series:
    r"""Sum of the support a person receives, older help counting less.

    Read like help given. Formula: :math:`s_{in}(i)`, the column sums of the matrix whose row sums are help given.

    Returns
    -------
    help_received
        Decayed weight, 0 or more; 0 for people without a tie.

    References
    ----------
    Barrat et al. (2004), "The architecture of complex weighted networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> help_received(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))).to_dict()
    {'ana': 0.0, 'bo': 1.0, 'cy': 1.0}
    """
    return network.series(network.help.sum(axis=0), "help_received")


@MEASURES.add("Balance", question="Does a person give more than they get?")
def balance(network: Network) -> pd.Series:
    r"""How far giving and receiving are apart, for one person.

    0 is as much given as received, 1 only gives, -1 only receives. Neither end is a fault: a mentor gives.

    .. math:: b(i) = \frac{s_{out}(i) - s_{in}(i)}{s_{out}(i) + s_{in}(i)}

    Returns
    -------
    balance
        In [-1, 1]; NaN for people who neither give nor receive.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> balance(from_graph(nx.DiGraph([("ana", "bo"), ("bo", "ana"), ("ana", "cy")]))).round(2).to_dict()
    {'ana': 0.33, 'bo': 0.0, 'cy': -1.0}
    """
    given, received = help_given(network), help_received(network)
    return ((given - received) / (given + received)).rename("balance")


@MEASURES.add("Allies", question="How many allies does each person have?")
def allies(network: Network) -> pd.Series:
    """Colleagues with whom a person has more than a single one-way contact.

    A colleague is an ally after two contacts at most 28 days apart, in either direction, or after one contact that
    runs both ways by its nature, such as a meeting of up to eight people. 0 means that no tie has been taken up yet.

    Returns
    -------
    allies
        Whole number, 0 or more.

    References
    ----------
    After the rule for a network tie in Viva Insights (Microsoft): two meaningful contacts in 28 days.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> allies(from_graph(nx.DiGraph([("ana", "bo"), ("bo", "ana"), ("ana", "cy")]))).to_dict()
    {'ana': 1.0, 'bo': 1.0, 'cy': 0.0}
    """
    return network.series(network.pairs.by_person(ally_mask(network)), "allies")


def ally_mask(network: Network) -> np.ndarray:
    """Which pairs in contact are allies: by two contacts close in time, or by one contact both ways."""
    return network.once("ally mask", lambda: _ally_mask(network))


def _ally_mask(network: Network) -> np.ndarray:
    if network.others_present is None:
        near = near_in_time(network.events, network.pairs, network.settings.ally_gap_days)
        return near | (network.sums.count[MUTUAL] > 0)
    small = network.in_small_groups
    events, pairs = network.events.where(small), replace(network.pairs, position=network.pairs.position[small])
    mutual = pairs.position[events.flow_is(Flow.MUTUAL)]
    both_ways = np.bincount(mutual, minlength=len(pairs)) > 0
    return near_in_time(events, pairs, network.settings.ally_gap_days) | both_ways


@MEASURES.add("Two-way share", question="How much of a person's support runs both ways?")
def two_way_share(network: Network) -> pd.Series:
    r"""Of the colleagues a person has a support tie with, the share where support runs both ways.

    1 means that everyone they help also helps them.

    .. math:: t(i) = \frac{|out(i) \cap in(i)|}{|out(i) \cup in(i)|}

    Returns
    -------
    two_way_share
        In [0, 1]; NaN for people without a support tie.

    Notes
    -----
    Counts ties in the window, whatever their weight.

    References
    ----------
    Wasserman & Faust (1994), "Social Network Analysis", chapter 13, for mutual dyads.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> two_way_share(from_graph(nx.DiGraph([("ana", "bo"), ("bo", "ana"), ("ana", "cy")]))).to_dict()
    {'ana': 0.5, 'bo': 1.0, 'cy': 0.0}
    """
    pairs, (up, down) = network.pairs, network.sums.weight[:MUTUAL] > 0
    return network.series(_share(pairs.by_person(up & down), pairs.by_person(up | down)), "two_way_share")


@MEASURES.add("Cross-team share", question="How much of a person's contact goes beyond their team?")
def cross_team_share(network: Network) -> pd.Series:
    r"""Of all a person's contact, by weight, the share with people of other teams.

    0 stays inside the team, 1 is only outside.

    .. math:: x(i) = \frac{\sum_{j: g_j \ne g_i} c_{ij}}{\sum_j c_{ij}}

    with the decayed contact `c` between two people who both have a team `g`.

    Returns
    -------
    cross_team_share
        In [0, 1]; NaN for people without a team or without contact to anybody who has one.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("ana", "bo"), ("ana", "cy")])
    >>> nx.set_node_attributes(graph, {"ana": "red", "bo": "red", "cy": "blue"}, "team")
    >>> cross_team_share(from_graph(graph)).to_dict()
    {'ana': 0.5, 'bo': 0.0, 'cy': 1.0}
    """
    inside, outside = _inside_outside(network, "team", network.sums.contact_weight)
    return network.series(_share(outside, inside + outside), "cross_team_share")


@MEASURES.add("E-I index by team", question="Does a person turn outwards or inwards?", key="ei_team")
def ei_index(network: Network, attribute: str = "team") -> pd.Series:
    r"""Balance of a person's ties outside and inside their own group.

    -1 has ties only inside the group, 1 only outside, 0 as many outside as inside.

    .. math:: ei(i) = \frac{E_i - I_i}{E_i + I_i}

    with `E` ties to other groups and `I` ties inside, in the undirected contact network, each counted once.

    Returns
    -------
    ei_index
        In [-1, 1]; NaN for people without a group or without a tie to anybody who has one.

    References
    ----------
    Krackhardt & Stern (1988), "Informal networks and organizational crises".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("ana", "bo"), ("ana", "cy")])
    >>> nx.set_node_attributes(graph, {"ana": "red", "bo": "red", "cy": "blue"}, "team")
    >>> ei_index(from_graph(graph)).to_dict()
    {'ana': 0.0, 'bo': -1.0, 'cy': 1.0}
    """
    inside, outside = _inside_outside(network, attribute, network.sums.contact_weight > 0)
    return network.series(_share(outside - inside, inside + outside), f"ei_{attribute}")


def ei_of_network(network: Network, attribute: str) -> float:
    """The E-I index of all ties together, by any roster attribute; NaN when no tie has the attribute at both ends."""
    tie = network.sums.contact_weight > 0
    known, same = _sides(network, attribute)
    inside, whole = float((tie & same).sum()), float((tie & known).sum())
    return (whole - 2 * inside) / whole if whole else float("nan")


@MEASURES.add("Constraint", question="How much do a person's contacts hang together?")
def constraint(network: Network) -> pd.Series:
    r"""How closely a person's contacts are tied to each other, so that they all tell the same story.

    Low (0.1 to 0.2) means contacts in many separate corners, high (above 0.5) one tight circle.

    .. math:: c(i) = \sum_{j \in N(i)} \Big(p_{ij} + \sum_q p_{iq} p_{qj}\Big)^2

    with :math:`p_{ij}` the share of `i`'s contact that goes to `j`.

    Returns
    -------
    constraint
        More than 0, mostly below 1.2; NaN for people without contact.

    Notes
    -----
    Of the undirected, decayed contact network.

    References
    ----------
    Burt (2004), "Structural holes and good ideas".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> constraint(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))).to_dict()
    {'ana': 0.5, 'bo': 1.0, 'cy': 1.0}
    """
    return network.series(_structural_holes(network)[0], "constraint")


@MEASURES.add("Effective size", question="How many separate corners does a person reach?")
def effective_size(network: Network) -> pd.Series:
    r"""A person's contacts, less those who only repeat what others of them already bring.

    Five contacts who don't know each other count five; five who all know each other count about one.

    .. math:: e(i) = \sum_{j \in N(i)} \Big(1 - \sum_q p_{iq} m_{jq}\Big)

    with :math:`p_{iq}` the share of `i`'s contact that goes to `q` and :math:`m_{jq}` the contact of `j` and `q` over
    `j`'s strongest.

    Returns
    -------
    effective_size
        In (0, number of contacts]; NaN for people without contact.

    Notes
    -----
    Of the undirected, decayed contact network.

    References
    ----------
    Burt (1992), "Structural Holes", chapter 2.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> effective_size(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))).to_dict()
    {'ana': 2.0, 'bo': 1.0, 'cy': 1.0}
    """
    return network.series(_structural_holes(network)[1], "effective_size")


def _structural_holes(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Constraint and effective size of everyone, worked out together and kept with the network."""
    work_out = _by_person if compiled.kernels(network.contact.nnz) else _by_rows
    return network.once("structural holes", lambda: work_out(network))


def _by_person(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Constraint and effective size of everyone, compiled."""
    order, found = network.order, np.empty((2, network.size))
    contact, fast = reordered(network.contact, order), compiled.kernels(network.contact.nnz)
    found[:, order] = fast.structural_holes(contact.indptr, contact.indices, contact.data, order.astype(np.int32))
    return found[0], found[1]


def _by_rows(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """The plain twin of `kernels.structural_holes`: products of sparse matrices, in blocks of rows.

    A row beside a hub, whose product would be far larger than what is asked of it, is worked out tie by tie.
    """
    contact = network.contact
    strongest = contact.max(axis=1).toarray().ravel() if network.size else np.zeros(0)
    shares = _rows_divided(contact, contact.sum(axis=1))
    strengths = _rows_divided(contact, strongest).T.tocsr()
    constrained, effective = np.full(network.size, np.nan), np.full(network.size, np.nan)
    needed, beside_hubs = _beside_hubs(contact)
    for rows in _blocks(np.flatnonzero(~beside_hubs)):
        direct, pattern = shares[rows], (contact[rows] > 0).astype(float)
        contacts = pattern.sum(axis=1)
        invested = direct + (direct @ shares).multiply(pattern)
        repeated = (direct @ strengths).multiply(pattern).sum(axis=1)
        constrained[rows] = np.where(contacts > 0, invested.multiply(invested).sum(axis=1), np.nan)
        effective[rows] = np.where(contacts > 0, contacts - repeated, np.nan)
    if beside_hubs.any():
        _fill_tie_by_tie(contact, np.flatnonzero(beside_hubs), needed, strongest, constrained, effective)
    return constrained, effective


def _beside_hubs(contact: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """How many steps each row needs, and which rows have a product most of which would be thrown away."""
    degree = np.diff(contact.indptr)
    one = np.repeat(np.arange(len(degree)), degree)
    products = np.bincount(one, degree[contact.indices], len(degree))
    needed = np.bincount(one, np.minimum(degree[one], degree[contact.indices]), len(degree))
    return needed, products > np.maximum(HUB_PRODUCTS, HUB_TIMES * needed)


def _fill_tie_by_tie(
    contact: sparse.csr_array,
    rows: np.ndarray,
    needed: np.ndarray,
    strongest: np.ndarray,
    constrained: np.ndarray,
    effective: np.ndarray,
) -> None:
    """Fill in constraint and effective size of some people, from what the ends of each of their ties have in common."""
    size, inverse = contact.shape[0], _inverse(contact.sum(axis=1))
    cells = np.repeat(np.arange(size), np.diff(contact.indptr)) * size + contact.indices
    for block in np.split(rows, np.flatnonzero(np.diff(np.cumsum(needed[rows]) // STEPS_AT_ONCE)) + 1):
        tie, stretch = _spread(contact.indptr[block], np.diff(contact.indptr)[block])
        used = contact.data[tie] > 0
        tie, own = tie[used], block[stretch[used]]
        other = contact.indices[tie]
        pair, between, to_own, to_other = _in_common(contact, cells, own, other)
        share = to_own * inverse[own[pair]]
        through = np.bincount(pair, share * (to_other * inverse[between]), len(tie))
        repeated = np.bincount(pair, share * (to_other * _inverse(strongest)[other[pair]]), len(tie))
        invested, contacts = contact.data[tie] * inverse[own] + through, np.bincount(own, minlength=size)
        found = np.bincount(own, invested * invested, size), contacts - np.bincount(own, repeated, size)
        constrained[block], effective[block] = (np.where(contacts > 0, one, np.nan)[block] for one in found)


def _in_common(
    contact: sparse.csr_array, cells: np.ndarray, own: np.ndarray, other: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Who is in contact with both ends of a tie: the tie's place, the person, and the contact with either end.

    They are looked for among the contacts of the end that has fewer; `cells` are the filled cells, numbered by row.
    """
    degree = np.diff(contact.indptr)
    is_own = degree[own] <= degree[other]
    few = np.where(is_own, own, other)
    step, pair = _spread(contact.indptr[few], degree[few])
    wanted = np.where(is_own, other, own)[pair].astype(np.int64) * contact.shape[0] + contact.indices[step]
    place = np.minimum(np.searchsorted(cells, wanted), len(cells) - 1)
    common = cells[place] == wanted
    near, far, pair = contact.data[step[common]], contact.data[place[common]], pair[common]
    ends = np.where(is_own[pair], near, far), np.where(is_own[pair], far, near)
    return pair, contact.indices[step[common]], *ends


def _spread(starts: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of all stretches from `starts` on, one after the other, and of which stretch each of them is."""
    stretch = np.repeat(np.arange(len(starts)), lengths)
    first = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return starts[stretch] + np.arange(len(stretch)) - first, stretch


@MEASURES.add("Core number", question="How deep in the network is each person?")
def core(network: Network) -> pd.Series:
    """The largest k such that a person belongs to a group in which everyone has k contacts inside the group.

    0 has no contact at all, 1 hangs on by single threads, higher is deeper in.

    Returns
    -------
    core
        Whole number, 0 or more.

    References
    ----------
    Seidman (1983), "Network structure and minimum degree".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> core(from_graph(nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))).to_dict()
    {'a': 2.0, 'b': 2.0, 'c': 2.0, 'd': 1.0}
    """
    contact, fast = network.contact, compiled.kernels(network.contact.nnz)
    if fast:
        return network.series(fast.core_numbers(contact.indptr, contact.indices), "core")
    numbers = rx.core_number(unweighted(network))
    return network.series([numbers[i] for i in range(network.size)], "core")


@MEASURES.add("Betweenness", question="Who lies on the paths between others?")
def betweenness(network: Network) -> pd.Series:
    r"""Share of the shortest paths between two other people that lead through a person.

    0 is on nobody's way; 0.2 is on a fifth of all shortest ways. It says nothing about load.

    .. math:: b(i) = \frac{2}{(n-1)(n-2)} \sum_{s<t} \frac{\sigma_{st}(i)}{\sigma_{st}}

    Returns
    -------
    betweenness
        In [0, 1]; NaN for everyone in a network of more than 5,000 people, where the exact value takes too long and
        an estimate would put single people in the wrong place.

    Notes
    -----
    Of the undirected contact network, unweighted, normalised as in networkx.

    References
    ----------
    Freeman (1977), "A set of measures of centrality based on betweenness"; Brandes (2001) for the algorithm.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> betweenness(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))).to_dict()
    {'ana': 1.0, 'bo': 0.0, 'cy': 0.0}
    """
    if network.size > BETWEENNESS_LIMIT:
        return network.series(np.full(network.size, np.nan), "betweenness")
    # One thread: the order of summing, and so the last digit, stays the same.
    shares = rx.betweenness_centrality(unweighted(network), parallel_threshold=network.size + 1)
    return network.series([shares[i] for i in range(network.size)], "betweenness")


@MEASURES.add("PageRank", question="Where does support end up?")
def pagerank(network: Network) -> pd.Series:
    r"""Where support ends up when each person passes on what reaches them, in proportion to whom they help.

    Twice the average (1 / number of people) means that much support flows towards a person, from people who are
    themselves well supported.

    .. math:: r = 0.85 (P^T r + d) + 0.15 / n

    with `P` the rows of help given as shares and `d` the rank of people who help nobody, spread evenly; which is
    :math:`x = 1 + 0.85 P^T x`, brought to a sum of 1.

    Returns
    -------
    pagerank
        In (0, 1), summing to 1.

    Notes
    -----
    Of the directed, decayed support network; iterated until the changes add up to less than 1e-12 of the whole.

    References
    ----------
    Brin & Page (1998), "The anatomy of a large-scale hypertextual web search engine".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> pagerank(from_graph(nx.DiGraph([("ana", "bo"), ("bo", "ana")]))).to_dict()
    {'ana': 0.5, 'bo': 0.5}
    """
    if network.size == 0:
        return network.series(np.zeros(0), "pagerank")
    order = network.order
    given, received = network.help.sum(axis=1)[order], reordered(network.help, order).T.tocsr()
    inverse = np.divide(1 - RESTART, given, out=np.zeros(network.size), where=given > 0)
    rank, change = np.ones(network.size), np.inf
    while change > EXACT * rank.sum():
        new = 1.0 + received @ (rank * inverse)
        change, rank = np.abs(new - rank).sum(), new
    found = np.empty(network.size)
    found[order] = rank / rank.sum()
    return network.series(found, "pagerank")


def reciprocity(network: Network) -> float:
    """Share of all help, by weight, that is met by help the other way: 1 all of it, 0 none; NaN without help.

    Squartini et al. (2013), "Reciprocity of weighted networks".
    """
    up, down, _ = network.sums.weight
    total = up.sum() + down.sum()
    return float(2 * np.minimum(up, down).sum() / total) if total > 0 else float("nan")


def unweighted(network: Network) -> rx.PyGraph:
    """The contact network without weights, as rustworkx reads it; no pair is given twice, and none is looked for."""
    graph = rx.PyGraph()
    graph.add_nodes_from(range(network.size))
    upper = sparse.triu(network.contact, k=1).tocoo()
    graph.add_edges_from_no_data(list(zip(upper.row.tolist(), upper.col.tolist(), strict=True)))
    return graph


def _inside_outside(network: Network, attribute: str, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each person's sum of values, one a pair, to people of the same group, and of other groups."""
    known, same = _sides(network, attribute)
    by_person = network.pairs.by_person
    return by_person(values * same), by_person(values * (known & ~same))


def _sides(network: Network, attribute: str) -> tuple[np.ndarray, np.ndarray]:
    """Of which pairs both groups are known, and which are of one group; kept with the network."""
    return network.once(("sides", attribute), lambda: _known_and_same(network, attribute))


def _known_and_same(network: Network, attribute: str) -> tuple[np.ndarray, np.ndarray]:
    codes, pairs = groups(network, attribute), network.pairs
    low, high = codes[pairs.low], codes[pairs.high]
    known = (low >= 0) & (high >= 0)
    return known, known & (low == high)


def groups(network: Network, attribute: str) -> np.ndarray:
    """Each person's group by a roster attribute as a code, -1 where it is missing."""
    return network.groups(attribute)[0]


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Part over whole, NaN where the whole is nothing."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=np.asarray(whole) > 0)


def _rows_divided(matrix: sparse.csr_array, totals: np.ndarray) -> sparse.csr_array:
    """Each row divided by its total; rows without one stay empty."""
    return (sparse.diags_array(_inverse(totals)) @ matrix).tocsr()


def _inverse(totals: np.ndarray) -> np.ndarray:
    """One over each total, 0 where it is nothing."""
    return np.divide(1.0, totals, out=np.zeros(len(totals)), where=totals > 0)


def _blocks(rows: np.ndarray) -> list[np.ndarray]:
    """People in blocks small enough for the products of sparse rows."""
    return [rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE)]
