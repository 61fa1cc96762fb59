"""On request: how networks and attributes go together, tested by dealing people out to other places (QAP).

Ties of one person are no independent observations, so that the usual p-values of a correlation or regression are far
too small. Here everybody trades places at once, rows and columns together: who has many ties still has as many.

What a relation is, `relations` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.measures.relations import Relation, Values, ValuesOfGroups, compared, off_mean, product
from ally_graph.measures.whole import FIGURES, draws_of, with_p
from ally_graph.network import Network
from ally_graph.stats import chance


@FIGURES.add("QAP correlation", question="Do two kinds of tie run between the same people?")
def qap_correlation(
    network: Network, one: Relation = "help", other: Relation = "same_team", draws: int | None = None
) -> pd.Series:
    r"""How closely two relations between people go together, and how often chance gets as far.

    1 is perfectly, 0 not at all, -1 that one is there where the other is not. `p` below 0.05 says that the places
    people have in the two relations belong together.

    .. math:: r = \frac{\sum_{i \ne j} (x_{ij} - \bar x)(y_{ij} - \bar y)}
        {\sqrt{\sum (x_{ij} - \bar x)^2 \sum (y_{ij} - \bar y)^2}}

    over all ordered pairs of people whose values are known; `p` is the share of worlds with as large a correlation,
    either sign, in which everyone has somebody else's place in one of the two.

    Parameters
    ----------
    network
        Whom it is about.
    one, other
        Two relations, by name or as arrays, see `relations`.
    draws
        How many worlds are drawn; the setting `null_draws` unless given, fewer in large companies.

    Returns
    -------
    qap_correlation
        `correlation` in [-1, 1], and its `p` in (0, 1]; NaN where one relation is the same between all.

    Raises
    ------
    SettingError
        For a relation that is not known, and in a network of more than 5,000 people.

    References
    ----------
    Krackhardt (1988), "Predicting with networks: nonparametric multiple regression analysis of dyadic data".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> qap_correlation(from_graph(nx.path_graph(4, nx.DiGraph)), "help", "contact").round(2).to_dict()
    {'correlation': 0.58, 'p': 0.15}
    """
    people, (first, second) = compared(network, [one, other])
    pairs = people * (people - 1)
    scale = np.sqrt(off_mean(first, pairs) * off_mean(second, pairs)) if pairs else 0.0
    if scale == 0:
        return with_p("correlation")
    middle = first.sum * second.sum / pairs
    rng = chance.generator(network.settings.seed, 22)
    places = (rng.permutation(people) for _ in draws_of(network, draws, min(first.filled, second.filled)))
    drawn = np.array([product(first, second, place) for place in places])
    found = (product(first, second, np.arange(people)) - middle) / scale
    return with_p("correlation", found, (drawn - middle) / scale)


@FIGURES.add("MRQAP", question="Which of several relations explains a tie, the others held equal?")
def mrqap(
    network: Network,
    outcome: Relation = "help",
    predictors: Sequence[Relation] = ("same_team", "reports_to"),
    draws: int | None = None,
) -> pd.DataFrame:
    r"""How much a relation grows with each of several others, the rest held equal, tested by double semi-partialling.

    A coefficient of 0.8 at `same_team` says: 0.8 more help between two people of one team than between two of
    different teams who are alike in the other predictors. `p` below 0.05 says that chance hardly gets as far.

    .. math:: y_{ij} = b_0 + \sum_k b_k x_{k,ij} + e_{ij}

    by least squares over all ordered pairs of people whose values are known. For `p`, what the others leave
    unexplained of one predictor is dealt out to other people, and its `t` in the regression compared with the real one.

    Parameters
    ----------
    network
        Whom it is about.
    outcome
        The relation to explain, by name or as an array, see `relations`.
    predictors
        The relations that may explain it.
    draws
        How many worlds are drawn; the setting `null_draws` unless given, fewer in large companies.

    Returns
    -------
    mrqap
        A row for each predictor with `coefficient`, `t` and `p`; `r_squared`, the share explained by all together, is
        in the frame's `attrs`. NaN where predictors are the same between all, or say the same as others together.

    Raises
    ------
    SettingError
        For a relation that is not known, and in a network of more than 5,000 people.

    References
    ----------
    Dekker, Krackhardt & Snijders (2007), "Sensitivity of MRQAP tests to collinearity and autocorrelation conditions".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("a", "c")])
    >>> nx.set_node_attributes(graph, {"a": "red", "b": "red", "c": "blue", "d": "blue"}, "team")
    >>> mrqap(from_graph(graph), "help", ["same_team"])["coefficient"].round(3).to_dict()
    {'same_team': 0.875}
    """
    people, relations = compared(network, [outcome, *predictors])
    names = [name if isinstance(name, str) else f"predictor {k}" for k, name in enumerate(predictors, start=1)]
    regression = _regression(relations, people) if people > 1 else None
    if regression is None:
        nothing = pd.DataFrame(np.nan, index=names, columns=["coefficient", "t", "p"])
        nothing.attrs["r_squared"] = np.nan
        return nothing
    looked_up = sum(min(one.filled, other.filled) for one in relations[1:] for other in relations)
    rng = chance.generator(network.settings.seed, 23)
    places = (rng.permutation(people) for _ in draws_of(network, draws, looked_up))
    drawn = np.array([regression.dealt_out(place) for place in places])
    p = [chance.as_far(t, column) for t, column in zip(regression.t, drawn.T, strict=True)]
    found = pd.DataFrame({"coefficient": regression.coefficients, "t": regression.t, "p": p}, index=names)
    found.attrs["r_squared"] = regression.r_squared
    return found


@dataclass(frozen=True)
class _Regression:
    """The regression of the first relation on the others; products and sums are about the means."""

    relations: tuple[Values | ValuesOfGroups, ...]
    pairs: int
    products: np.ndarray
    coefficients: np.ndarray
    t: np.ndarray

    @property
    def r_squared(self) -> float:
        """The share of the outcome's squares that is explained."""
        return float(self.coefficients @ self.products[1:, 0] / self.products[0, 0])

    def dealt_out(self, place: np.ndarray) -> np.ndarray:
        """The `t` of each predictor when what the others leave of it is dealt out to other people."""
        predictors, sums = self.relations[1:], np.array([relation.sum for relation in self.relations])
        crossed = [[product(moved, still, place) for still in self.relations] for moved in predictors]
        crossed = np.array(crossed) - np.outer(sums[1:], sums) / self.pairs
        return np.array([self._t_of(k, crossed) for k in range(len(predictors))])

    def _t_of(self, k: int, crossed: np.ndarray) -> float:
        """The `t` of predictor `k` with its residuals dealt out; `crossed` are products of moved with unmoved ones."""
        others = [other for other in range(len(self.relations) - 1) if other != k]
        here = [1 + other for other in others]
        inside = self.products[np.ix_(here, here)]
        explained = np.linalg.solve(inside, self.products[here, 1 + k])
        residual = crossed[k] - explained @ crossed[others]
        own = self.products[1 + k, 1 + k] - explained @ self.products[here, 1 + k]
        square = np.empty((len(here) + 1, len(here) + 1))
        square[:-1, :-1], square[-1, -1] = inside, own
        square[:-1, -1] = square[-1, :-1] = residual[here]
        return float(
            _fit(square, np.append(self.products[here, 0], residual[0]), self.products[0, 0], self.pairs)[1][-1]
        )


def _regression(relations: tuple[Values | ValuesOfGroups, ...], people: int) -> _Regression | None:
    """The regression of the first relation on the others; None where it can't be made."""
    pairs = people * (people - 1)
    scale = np.sqrt([off_mean(relation, pairs) for relation in relations])
    if not scale.all() or pairs <= len(relations):
        return None
    everyone, sums = np.arange(people), np.array([relation.sum for relation in relations])
    products = np.array([[product(one, other, everyone) for other in relations] for one in relations])
    products -= np.outer(sums, sums) / pairs
    if np.linalg.cond((products / np.outer(scale, scale))[1:, 1:]) > 1e10:
        return None
    return _Regression(relations, pairs, products, *_fit(products[1:, 1:], products[1:, 0], products[0, 0], pairs))


def _fit(inside: np.ndarray, towards: np.ndarray, whole: float, pairs: int) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of least squares and their `t`, from products about the means; the constant costs a degree too."""
    inverse = np.linalg.inv(inside)
    coefficients = inverse @ towards
    left = max(0.0, whole - coefficients @ towards) / (pairs - len(towards) - 1)
    errors = np.sqrt(left * np.diag(inverse))
    return coefficients, np.divide(coefficients, errors, out=np.full(len(towards), np.nan), where=errors > 0)
