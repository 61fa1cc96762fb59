"""When to stop drawing chance worlds: as soon as more of them could not change the answer, or hardly ever would."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import numpy as np

FIRST = 10
CLEARLY = 6.0
LEVEL = 0.95
ENOUGH = 20


def chance_level(drawn: Iterable[float], most: int, seen: float = float("nan")) -> float:
    """What 95 of 100 values drawn by chance stay below; drawn only until it is plain where `seen` lies.

    After ten draws at the earliest, and `most` at the latest, and at once where

    - so many of them are as high as `seen` that it would not be above the level of all `most` either (Besag & Clifford
      1991): no error;
    - `seen` is far above the first ten (`far_above`). The level is then that of a curve (`level_of_few`).

    Where nothing is compared, `seen` is left out and all are drawn.

    >>> round(chance_level(iter([1.0, 2.0] * 50), 100, seen=9.0), 3)
    2.554
    >>> chance_level(iter([1.0, 2.0] * 50), 100, seen=1.5)
    2.0
    """
    drawn = iter(drawn)
    values = list(islice(drawn, min(FIRST, most)))
    if most > FIRST and far_above(seen, values):
        return level_of_few(values)
    too_many = most - int(LEVEL * (most - 1))
    while sum(value >= seen for value in values) < too_many:
        following = next(drawn, None)
        if following is None:
            break
        values.append(following)
    return float(np.quantile(values, LEVEL))


def far_above(seen: float, drawn: list[float]) -> bool:
    """Whether a value is more than six standard deviations above the mean of those drawn.

    Of ten draws: by Student's distribution, one value of chance in seven thousand is as far.

    >>> far_above(9.0, [1.0, 2.0] * 5), far_above(4.0, [1.0, 2.0] * 5)
    (True, False)
    """
    return bool(seen > np.mean(drawn) + CLEARLY * np.std(drawn, ddof=1))


def level_of_few(drawn: list[float]) -> float:
    """Their mean and two standard deviations: 95 % for one more of ten, by Student's distribution."""
    return float(np.mean(drawn) + 2 * np.std(drawn, ddof=1))


def all_common(as_far: np.ndarray, drawn: int, limit: float) -> bool:
    """Whether nothing that was found is rare among so many worlds: each was matched often, in twice the limit or more.

    `as_far` says in how many worlds each was matched. With 20 matches (Besag & Clifford 1991) in at most 200 worlds,
    something that chance matches in 5 % of worlds is given up once in three hundred times, in 4 % once in 5,000.

    >>> all_common(np.array([20, 60]), 150, 0.05), all_common(np.array([20, 60]), 250, 0.05)
    (True, False)
    """
    return bool((as_far >= ENOUGH).all() and ((1 + as_far) / (1 + drawn) >= 2 * limit).all())
