"""Tail probabilities of a few distributions, straight from `scipy.special`.

They are those of `scipy.stats`, without the half second that importing it takes on each start of the command line.
"""

from __future__ import annotations

import numpy as np
from scipy import special
from scipy.special import ndtr as normal_at_most
from scipy.special import ndtri as normal_quantile

__all__ = [
    "beta_quantile",
    "binomial_above",
    "f_above",
    "normal_at_most",
    "normal_quantile",
    "poisson_above",
    "poisson_at_most",
]


def poisson_at_most(count: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """P(X <= count) of a Poisson distribution.

    >>> poisson_at_most(np.array([-1, 0, 1]), 1.0).round(4)
    array([0.    , 0.3679, 0.7358])
    """
    return np.where(np.asarray(count) < 0, 0.0, special.pdtr(np.maximum(count, 0), mean))


def poisson_above(count: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """P(X > count) of a Poisson distribution.

    >>> poisson_above(np.array([-1, 0, 1]), 1.0).round(4)
    array([1.    , 0.6321, 0.2642])
    """
    return np.where(np.asarray(count) < 0, 1.0, special.pdtrc(np.maximum(count, 0), mean))


def binomial_above(count: np.ndarray, trials: np.ndarray, share: np.ndarray) -> np.ndarray:
    """P(X > count) of a binomial distribution.

    >>> binomial_above(np.array([-1, 0, 1, 2]), 2, 0.5)
    array([1.  , 0.75, 0.25, 0.  ])
    """
    count, trials, share = np.broadcast_arrays(np.asarray(count, float), np.asarray(trials, float), share)
    inside = (count >= 0) & (count < trials)
    least = np.where(inside, count + 1, 1.0)
    return np.where(inside, special.betainc(least, np.where(inside, trials - least + 1, 1.0), share), count < 0)


def beta_quantile(level: float, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The value below which a beta distribution lies with this probability.

    >>> beta_quantile(0.5, 1.0, 1.0)
    np.float64(0.5)
    """
    return special.betaincinv(first, second, level)


def f_above(value: np.ndarray, upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """P(X > value) of an F distribution with these degrees of freedom, which need not be whole.

    >>> f_above(np.array([1.0]), 5.0, 5.0).round(3)
    array([0.5])
    """
    return special.fdtrc(upper, lower, value)
