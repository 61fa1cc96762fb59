"""How sure a number is: intervals of shares, and of trends."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike

Z_95 = 1.959963984540054
"""The normal value that 97.5 % stay below."""


def wilson(count: ArrayLike, total: ArrayLike) -> tuple[ArrayLike, ArrayLike]:
    """The 95 % interval of a share that was counted, NaN where there was nobody to count (Wilson 1927).

    >>> tuple(round(float(bound), 3) for bound in wilson(5, 6))
    (0.436, 0.97)
    """
    total = np.where(np.asarray(total, dtype=float) > 0, total, np.nan).astype(float)
    share, noise = np.asarray(count, dtype=float) / total, Z_95**2 / total
    middle = (share + noise / 2) / (1 + noise)
    half = np.sqrt(share * (1 - share) * noise + noise**2 / 4) / (1 + noise)
    return np.maximum(0.0, middle - half)[()], np.minimum(1.0, middle + half)[()]


def poisson(count: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The exact 95 % interval of a count of events, NaN where it is missing or below 0 (Garwood 1936).

    The mean counts for which so few, or so many, have a chance of 2.5 %. A count that is no whole number, as one worked
    out from a rounded rate, has the interval that lies between those of its neighbours.

    >>> tuple(round(float(bound), 3) for bound in poisson(10))
    (4.795, 18.39)
    """
    count = np.asarray(count, dtype=float)
    count = np.where(count >= 0, count, np.nan)
    low = np.where(count == 0, 0.0, scipy.special.gammaincinv(np.where(count == 0, 1.0, count), 0.025))
    return low, np.asarray(scipy.special.gammaincinv(count + 1, 0.975))


def t_half_width(sd: ArrayLike, n: ArrayLike) -> np.ndarray:
    """Half of the 95 % interval of a mean of `n` values that lie `sd` apart (Student 1908); NaN below two values.

    >>> t_half_width([1.0], [4]).round(3).tolist()
    [1.591]
    """
    n = np.asarray(n, dtype=float)
    n = np.where(n >= 2, n, np.nan)
    return scipy.special.stdtrit(n - 1, 0.975) * np.asarray(sd, dtype=float) / np.sqrt(n)


def trend(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each row's change from one column to the next: the Theil-Sen slope, and the lower end of its 95 % interval.

    The median of the slopes between all pairs of columns; a single odd week hardly moves it. Missing values (NaN) are
    left out, NaN is returned where fewer than four are known. Equal values count as such in the slopes, not in the
    width of the interval, which is then a little too wide.

    References
    ----------
    Sen (1968), "Estimates of the regression coefficient based on Kendall's tau".

    Examples
    --------
    >>> slope, low = trend(np.array([[1.0, 2.0, 3.0, 4.0, 5.0], [3.0, 1.0, 2.0, 1.0, 3.0]]))
    >>> slope.tolist(), (low > 0).tolist()
    ([1.0, 0.0], [True, False])
    """
    first, second = np.triu_indices(values.shape[1], 1)
    slopes = np.sort((values[:, second] - values[:, first]) / (second - first), axis=1)
    known = np.isfinite(values).sum(axis=1)
    pairs = known * (known - 1) // 2
    sigma = np.sqrt(known * (known - 1) * (2 * known + 5) / 18)
    place = np.maximum(np.rint((pairs - Z_95 * sigma) / 2).astype(int) - 1, 0)
    rows = np.arange(len(values))
    low = slopes[rows, place] if slopes.size else np.full(len(values), np.nan)
    middle = (_at(slopes, (pairs - 1) // 2) + _at(slopes, pairs // 2)) / 2
    enough = known >= 4
    return np.where(enough, middle, np.nan), np.where(enough, low, np.nan)


def _at(ordered: np.ndarray, place: np.ndarray) -> np.ndarray:
    """The value of each row at this place in its order."""
    if ordered.size == 0:
        return np.full(len(ordered), np.nan)
    return ordered[np.arange(len(ordered)), np.clip(place, 0, ordered.shape[1] - 1)]
