"""How exactly figures of few people may be told."""

from __future__ import annotations

import numpy as np


def one_digit(values: np.ndarray, parts: int = 1) -> np.ndarray:
    """Numbers with one digit, or to such a part of a step in it.

    >>> one_digit(np.array([43.2, 0.37, -127.0, 0.0])).tolist()
    [40.0, 0.4, -100.0, 0.0]
    >>> one_digit(np.array([43.2, 1.2]), parts=2).tolist()
    [45.0, 1.0]
    """
    values = np.asarray(values, dtype=float)
    power = np.floor(np.log10(np.where(values == 0, 1.0, np.abs(values))))
    whole = np.sign(values) * np.floor(np.abs(values) / 10.0**power * parts + 0.5)
    up, down = 10.0 ** np.maximum(power, 0), 10.0 ** np.maximum(-power, 0)
    return whole * up / (down * parts)


def to_ten(values: np.ndarray) -> np.ndarray:
    """Numbers of a scale from 0 to 100 to the next ten, halves upwards.

    >>> to_ten(np.array([64.9, 65.0, 2.0])).tolist()
    [60.0, 70.0, 0.0]
    """
    return 10.0 * np.floor(np.asarray(values, dtype=float) / 10.0 + 0.5)
