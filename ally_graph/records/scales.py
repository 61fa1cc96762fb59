"""Where the figures of a measure change to another scale without saying so: from 1-5 to 0-10, from 0.85 to 85."""

from __future__ import annotations

from itertools import permutations

import numpy as np

SCALES = ((0.0, 1.0), (1.0, 5.0), (1.0, 7.0), (0.0, 10.0), (0.0, 100.0))
"""The lowest and the highest answer of the scales in use."""
OWN_SCALE = ("0-100", "")
"""Units of figures that can be on any scale: scores, and measures of a company's own."""
PERCENT = "%"
WINDOW = 6
LEAST = 3
FAR = 6.0
"""So many standard deviations from month to month two levels lie apart where the scale may have changed."""
SAME_PLACE = 0.25
"""So far apart, of the width of the scale, the two levels can be: people's answers stay about the same."""
TIMES = 10.0
HIGHEST = (3, 10)
"""Between these lies the highest answer of a scale that begins with 1."""


def scale_changes(months: np.ndarray, values: np.ndarray, unit: str) -> tuple[int, ...]:
    """The months (by number) from which on the figures seem to be on another scale than before.

    A sudden change is not enough: it has to be far beyond the ups and downs from month to month of the six months on
    either side (three at least). And it has to be what another scale makes of it. For scores, one usual scale holds
    all figures before and another all after, with the level at about the same place of both; for all else, the level
    is ten times as high, or a tenth.

    >>> scale_changes(np.arange(8), np.array([3.8, 3.9, 3.7, 3.8, 7.5, 7.4, 7.6, 7.5]), "0-100")
    (4,)
    >>> scale_changes(np.arange(8), np.array([60.0, 61, 59, 60, 80, 81, 79, 80]), "0-100")
    ()
    """
    order = np.argsort(months, kind="stable")
    months, values = months[order], values[order]
    found = []
    for place in range(LEAST, len(values) - LEAST + 1):
        before, after = values[max(place - WINDOW, 0) : place], values[place : place + WINDOW]
        if _apart(before, after) and _another_scale(before, after, unit):
            found.append(int(months[place]))
    return tuple(found)


def top_of_answers(weights: np.ndarray) -> float | None:
    """The highest of some answers, where they are whole numbers from 1 upwards as on a scale; None where they aren't.

    >>> top_of_answers(np.array([1.0, 3.0, 5.0])), top_of_answers(np.array([1.0, 1.0])), top_of_answers(np.zeros(0))
    (5.0, None, None)
    """
    values = np.unique(weights)
    scale = len(values) > LEAST - 1 and values[0] == 1 and HIGHEST[0] <= values[-1] <= HIGHEST[1]
    return float(values[-1]) if scale and (values % 1 == 0).all() else None


def _apart(before: np.ndarray, after: np.ndarray) -> bool:
    if max(before.min(), after.min()) <= min(before.max(), after.max()):
        return False
    squares = ((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()
    spread = np.sqrt(squares / (len(before) + len(after) - 2))
    return bool(abs(after.mean() - before.mean()) > FAR * spread)


def _another_scale(before: np.ndarray, after: np.ndarray, unit: str) -> bool:
    low, high = sorted((float(before.mean()), float(after.mean())))
    if unit not in OWN_SCALE:
        return min(before.min(), after.min()) > 0 and high >= TIMES * low
    return any(
        _holds(one, before)
        and _holds(other, after)
        and not (_holds(one, after) and _holds(other, before))
        and abs(_place(one, before) - _place(other, after)) <= SAME_PLACE
        for one, other in permutations(SCALES, 2)
    )


def _holds(scale: tuple[float, float], values: np.ndarray) -> bool:
    return bool(scale[0] <= values.min() and values.max() <= scale[1])


def _place(scale: tuple[float, float], values: np.ndarray) -> float:
    return float((values.mean() - scale[0]) / (scale[1] - scale[0]))
