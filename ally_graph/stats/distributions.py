"""Tails of the usual distributions, straight from scipy.special.

The same values as in scipy.stats, whose import takes longer than the analysis of a company of sixty. Counts below zero
and counts that can't be reached are answered as there: `P(X <= -1)` is 0, `P(X > n)` of `n` trials is 0.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike


def normal_cdf(value: ArrayLike, mean: float = 0.0, spread: float = 1.0) -> np.ndarray:
    """How likely a normal value of at most this is.

    >>> float(normal_cdf(0.0))
    0.5
    """
    return scipy.special.ndtr((np.asarray(value, dtype=float) - mean) / spread)


def poisson_cdf(count: ArrayLike, mean: ArrayLike) -> np.ndarray:
    """How likely a count of at most this is at this mean; of a count that is no whole number, between its neighbours.

    >>> float(poisson_cdf(0, 1.0).round(4)), float(poisson_cdf(0.5, 1.0).round(4))
    (0.3679, 0.5724)
    """
    count = np.asarray(count, dtype=float)
    return np.where(count <= -1, 0.0, scipy.special.gammaincc(np.maximum(count, -1.0) + 1, mean))


def poisson_above(count: ArrayLike, mean: ArrayLike) -> np.ndarray:
    """How likely a count of more than this is at this mean, exact also where it is tiny.

    >>> float(poisson_above(-1, 1.0))
    1.0
    """
    count = np.asarray(count, dtype=float)
    return np.where(count < 0, 1.0, scipy.special.pdtrc(np.maximum(count, 0.0), mean))


def binomial_above(count: ArrayLike, trials: ArrayLike, share: ArrayLike) -> np.ndarray:
    """How likely more than so many of these trials are, each with this chance.

    >>> float(binomial_above(1, 2, 0.5))
    0.25
    """
    count, trials = np.asarray(count, dtype=float), np.asarray(trials, dtype=float)
    inside = scipy.special.betainc(np.maximum(count + 1, 1.0), np.maximum(trials - count, 1.0), share)
    return np.where(count < 0, 1.0, np.where(count >= trials, 0.0, inside))


def beta_quantile(share: float, first: ArrayLike, second: ArrayLike) -> np.ndarray:
    """The value that a beta variable stays below with this probability.

    >>> float(beta_quantile(0.05, 1, 1).round(4))
    0.05
    """
    return scipy.special.betaincinv(first, second, share)


def f_above(ratio: ArrayLike, first: ArrayLike, second: ArrayLike) -> np.ndarray:
    """How likely an F ratio of more than this is.

    >>> float(f_above(1.0, 4, 4).round(4))
    0.5
    """
    return scipy.special.fdtrc(first, second, np.asarray(ratio, dtype=float))


def hypergeometric(marked: int, drawn: int, whole: int) -> np.ndarray:
    """How likely 0, 1, 2 ... marked ones are among so many drawn from a whole in which so many are marked.

    >>> hypergeometric(2, 2, 4).round(3).tolist()
    [0.167, 0.667, 0.167]
    """
    count = np.arange(min(marked, drawn) + 1, dtype=float)
    ways = _log_ways(marked, count) + _log_ways(whole - marked, drawn - count) - _log_ways(whole, drawn)
    return np.where(drawn - count <= whole - marked, np.exp(ways), 0.0)


def _log_ways(whole: ArrayLike, drawn: ArrayLike) -> np.ndarray:
    """The logarithm of the number of ways to draw so many; without meaning where there is none."""
    left = np.maximum(np.subtract(whole, drawn), 0)
    return (
        scipy.special.gammaln(np.add(whole, 1))
        - scipy.special.gammaln(np.add(drawn, 1))
        - scipy.special.gammaln(left + 1)
    )
