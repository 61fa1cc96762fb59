"""Months that stand out by themselves, so far that one of them would hide or make a step."""

from __future__ import annotations

import numpy as np

BEND = 1.345
"""Residuals beyond so many standard deviations pull with less than their size (Huber 1964)."""
FAR = 4.0
"""A month so many standard deviations from the others' line is odd: one in 16,000 of normal noise."""
MAD_TO_SD = 1.4826
MONTHS_FOR_ONE = 12
ROUNDS = 50


def odd_months(columns: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Which values lie too far from a regression on these terms to be of one kind with the others.

    The line is a robust one (Huber weights), so that an odd month hardly pulls it, and the standard deviation is made
    of the median of what is left. Of twelve months one can be odd, of twenty-four two. Where more are, they are a
    feature of the series, and none is called odd; nor where most values lie on the line itself.

    References
    ----------
    Huber (1964), "Robust estimation of a location parameter"; Rousseeuw & Leroy (1987) for rejecting what lies far
    from a robust fit.

    >>> odd_months(np.ones((12, 1)), np.array([1.0, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 30])).nonzero()[0].tolist()
    [11]
    """
    left, spread = _around_a_robust_line(columns, values)
    odd = np.abs(left) > FAR * spread
    return odd if spread > 0 and odd.sum() <= len(values) // MONTHS_FOR_ONE else np.zeros(len(values), dtype=bool)


def _around_a_robust_line(columns: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, float]:
    """What a regression with Huber weights leaves, and its standard deviation by the median."""
    free = len(values) - columns.shape[1]
    weight = np.ones(len(values))
    for _ in range(ROUNDS):
        root = np.sqrt(weight)
        terms = np.linalg.lstsq(columns * root[:, None], values * root, rcond=None)[0]
        left = values - columns @ terms
        spread = MAD_TO_SD * float(np.median(np.abs(left))) * np.sqrt(len(values) / free)
        if spread <= 1e-12 * (1 + np.abs(values).max()):
            return left, 0.0
        weight = np.minimum(1.0, BEND * spread / np.maximum(np.abs(left), 1e-300))
    return left, spread
