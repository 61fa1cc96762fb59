"""Results as plain values, the form in which they are printed and compared."""

from __future__ import annotations

import math

import numpy as np


def plain(value: object) -> object:
    """A value as JSON holds it: floats to six digits, NaN and infinity as None.

    >>> plain(np.float64(0.12345678)), plain(float("nan")), plain(np.int64(3))
    (0.123457, None, 3)
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        if set(map(type, value)) == {str}:
            return list(value)
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value
