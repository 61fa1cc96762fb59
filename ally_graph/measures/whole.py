"""On request: figures of a network as a whole, each worked out only when it is called.

A figure takes a `Network` and returns a float, or a Series or DataFrame of floats with a name for each; NaN where it is
undefined. To add one, write the function and register it: the methods page and the contract tests follow. None of them
enters an analysis by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.errors import SettingError, did_you_mean
from ally_graph.measures.position import harmonic
from ally_graph.network import Network
from ally_graph.progress import heartbeat
from ally_graph.registry import Registry
from ally_graph.stats import chance

FIGURES = Registry("figure of the network")
FEWEST_DRAWS = 99
WORK = 25_000_000
"""So many ties are looked up in all draws together, so that chance worlds take seconds."""


@FIGURES.add("Global efficiency", question="In how few steps does anyone reach anyone?")
def global_efficiency(network: Network) -> float:
    r"""How near two people are to each other on average, those without a way to each other counting nothing.

    1 means that everyone is in direct contact with everyone, 0.5 that two steps are usual. A fall from one quarter to
    the next means longer ways, or a company in pieces.

    .. math:: E = \frac{1}{n (n - 1)} \sum_{i \ne j} \frac{1}{d_{ij}}

    with `d` the steps in the undirected contact network, unweighted: the mean of harmonic centrality.

    Returns
    -------
    global_efficiency
        In [0, 1]; NaN with fewer than two people, and with more than 5,000.

    References
    ----------
    Latora & Marchiori (2001), "Efficient behavior of small-world networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> round(global_efficiency(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")]))), 2)
    0.83
    """
    return float(harmonic(network).mean()) if network.size > 1 else float("nan")


@FIGURES.add("Triad census", question="What do three people's ties look like?")
def triad_census(network: Network) -> pd.Series:
    """How many groups of three people there are of each of the sixteen shapes that support among them can take.

    `003` are three without a tie, `030T` passes support down a ladder, `030C` in a circle, `300` has it both ways
    between all three. Compare two windows, or shapes with each other; alone a count says little.

    Formula: triads by the number of ties both ways, one way and of none (`M`, `A`, `N`), in the directed support
    network, unweighted; D, U, T and C tell down, up, transitive and cyclic ones apart.

    Returns
    -------
    triad_census
        A count for each of 16 shapes, adding up to n (n - 1) (n - 2) / 6; all 0 with fewer than three people.

    References
    ----------
    Davis & Leinhardt (1972), "The structure of positive interpersonal relations in small groups"; Batagelj & Mrvar
    (2001) for the algorithm.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> census = triad_census(from_graph(nx.DiGraph([("ana", "bo"), ("bo", "cy"), ("ana", "cy")])))
    >>> census[census > 0].to_dict()
    {'030T': 1.0}
    """
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.size))
    graph.add_edges_from(zip(*(ends.tolist() for ends in network.help.nonzero()), strict=True))
    return pd.Series(nx.triadic_census(graph), dtype=float, name="triad_census")


@FIGURES.add("Assortativity", question="Are people in contact with those like them?")
def assortativity(network: Network, attribute: str = "team", draws: int | None = None) -> pd.Series:
    r"""How far contact stays among people alike in an attribute of the roster, and how often chance gets as far.

    1 is contact among the alike only, 0 is what mixing without looking would give, below 0 the unlike meet more. `p`
    is the share of worlds as far from 0 in which the attribute is dealt out anew.

    .. math:: r = \frac{\sum_g e_{gg} - \sum_g a_g^2}{1 - \sum_g a_g^2}

    with `e` the shares of ties between two groups and `a` their sums; of numbers such as the level, the correlation of
    the values at both ends. In the undirected contact network, unweighted, of people whose attribute is known.

    Parameters
    ----------
    network
        Whom it is about.
    attribute
        A column of the roster, `team` unless given.
    draws
        How many times it is dealt out; the setting `null_draws` unless given, fewer in large companies.

    Returns
    -------
    assortativity
        `assortativity` in [-1, 1] and `p` in (0, 1]; NaN without a tie between people who differ in the attribute.

    Raises
    ------
    SettingError
        For an attribute that the roster does not have.

    References
    ----------
    Newman (2003), "Mixing patterns in networks".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("a", "b"), ("c", "d"), ("b", "c")])
    >>> nx.set_node_attributes(graph, {"a": "red", "b": "red", "c": "blue", "d": "blue"}, "team")
    >>> float(assortativity(from_graph(graph))["assortativity"].round(2))
    0.33
    """
    values, known, is_number = _values(network, attribute)
    upper = sparse.triu(network.contact, k=1).tocoo()
    tie = known[upper.row] & known[upper.col] & (upper.data > 0)
    place = np.cumsum(known) - 1
    ends = np.concatenate([place[upper.row[tie]], place[upper.col[tie]]]), tie.sum()
    measured = _correlation if is_number else _mixing
    values = values[known]
    found = measured(values, *ends)
    if np.isnan(found):
        return with_p("assortativity")
    rng = chance.generator(network.settings.seed, 21)
    drawn = [measured(rng.permutation(values), *ends) for _ in draws_of(network, draws, len(ends[0]))]
    return with_p("assortativity", found, np.array(drawn))


def with_p(name: str, found: float = np.nan, drawn: np.ndarray | None = None) -> pd.Series:
    """A figure and its `p` against what was drawn; both NaN where there is none.

    >>> with_p("correlation", 0.5, np.array([0.1, 0.2, -0.7])).to_dict()
    {'correlation': 0.5, 'p': 0.5}
    """
    return pd.Series({name: found, "p": np.nan if drawn is None else chance.as_far(found, drawn)}, name=name)


def _values(network: Network, attribute: str) -> tuple[np.ndarray, np.ndarray, bool]:
    """Each person's value of an attribute, or their group as a code; of whom it is known; whether it is a number."""
    if attribute not in network.people:
        known = did_you_mean(attribute, map(str, network.people.columns))
        raise SettingError(f"The roster has no column {attribute}. {known}")
    column = network.people[attribute]
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        return values, ~np.isnan(values), True
    codes = network.groups(attribute)[0]
    return codes, codes >= 0, False


def _mixing(codes: np.ndarray, ends: np.ndarray, ties: int) -> float:
    """Newman's coefficient for groups; NaN where the ties have people of one group only at their ends."""
    at_ends = codes[ends]
    expected = ((np.bincount(at_ends) / len(at_ends)) ** 2).sum() if ties else 1.0
    alike = (at_ends[:ties] == at_ends[ties:]).mean() if ties else np.nan
    return float((alike - expected) / (1 - expected)) if expected < 1 else float("nan")


def _correlation(values: np.ndarray, ends: np.ndarray, ties: int) -> float:
    """The correlation of the values at the two ends of ties, each tie read both ways; NaN where they are all alike."""
    at_ends = values[ends] - values[ends].mean() if ties else np.zeros(0)
    whole = at_ends @ at_ends
    return float(2 * at_ends[:ties] @ at_ends[ties:] / whole) if whole > 0 else float("nan")


def draws_of(network: Network, draws: int | None, looked_up: int) -> Iterator[int]:
    """The numbers of the draws: as many as asked, or as the settings say, fewer where each looks up very many ties."""
    usual = network.settings.null_draws
    number = min(usual, max(FEWEST_DRAWS, WORK // max(1, looked_up))) if draws is None else draws
    if number < 1:
        raise SettingError(f"{number} draws can't tell anything. Give at least 1.")
    for draw in range(number):
        heartbeat(f"{draw:,} of {number:,} chance worlds")
        yield draw
