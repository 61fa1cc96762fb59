"""Months that stand out by themselves, so far that one of them would hide or make a step."""

from __future__ import annotations

import numpy as np
import scipy

ERROR = 0.01
"""In so many series of normal noise a month is taken for an odd one."""
MONTHS_FOR_ONE = 12
NEGLIGIBLE = 1e-12
USUAL = 2.0
"""An odd month counts as one so many standard deviations from the line of the others: as far as months usually go."""


def odd_months(columns: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Which values lie too far from a regression on these terms to be of one kind with the others.

    The one farthest out is taken away, then the next one, and each is held against what chance makes of the farthest
    of so many: one of twelve months can be odd, two of twenty-four. One odd month beside another can't hide, as both
    have been taken away when the second one is judged. Where the others lie on the line itself, none is odd.

    References
    ----------
    Rosner (1983), "Percentage points for a generalized ESD many-outlier procedure", on residuals of a regression.

    >>> odd_months(np.ones((12, 1)), np.array([1.0, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 30])).nonzero()[0].tolist()
    [11]
    """
    kept = np.arange(len(values))
    taken, odd = [], 0
    for _ in range(len(values) // MONTHS_FOR_ONE):
        size = _apart(columns[kept], values[kept])
        if size is None:
            return np.zeros(len(values), dtype=bool)
        farthest = int(size.argmax())
        free = len(kept) - columns.shape[1] - 1
        taken.append(kept[farthest])
        if size[farthest] > scipy.special.stdtrit(free, 1 - ERROR / 2 / len(kept)):
            odd = len(taken)
        kept = np.delete(kept, farthest)
    if odd and _apart(np.delete(columns, taken[:odd], axis=0), np.delete(values, taken[:odd])) is None:
        odd = 0
    return np.isin(np.arange(len(values)), taken[:odd])


def _apart(columns: np.ndarray, values: np.ndarray) -> np.ndarray | None:
    """How far each value is from the line of the others, in standard errors that follow t; None where nothing is left.

    Where a term rests on one value alone, that value is no distance from it.
    """
    free = len(values) - columns.shape[1]
    base, triangle = np.linalg.qr(columns)
    left = values - base @ (base.T @ values)
    squares = float(left @ left)
    whole = np.abs(np.diagonal(triangle)).min() > NEGLIGIBLE
    if free < 2 or not whole or squares <= NEGLIGIBLE * (1 + float(np.abs(values).max()) ** 2):
        return None
    own = np.maximum(1 - (base**2).sum(axis=1), NEGLIGIBLE)
    inner = left**2 / (squares * own)
    return np.sqrt(np.maximum(inner, 0.0) * (free - 1) / np.maximum(1 - inner, NEGLIGIBLE)) * (own > NEGLIGIBLE)


def drawn_in(columns: np.ndarray, values: np.ndarray, odd: np.ndarray) -> np.ndarray:
    """The values with the odd ones brought so near to the line of the others as months usually lie (Huber 1964).

    They keep their side, so that a month which only chance made odd still speaks, if no louder than another.

    >>> drawn_in(np.ones((4, 1)), np.array([1.0, 2, 3, 30]), np.array([False, False, False, True])).tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    if not odd.any():
        return values
    terms, free = np.linalg.lstsq(columns[~odd], values[~odd], rcond=None)[0], (~odd).sum() - columns.shape[1]
    line = columns @ terms
    left = values - line
    spread = np.sqrt((left[~odd] ** 2).sum() / free)
    return np.where(odd, line + np.sign(left) * USUAL * spread, values)
