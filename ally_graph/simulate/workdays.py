"""Which days people work, how busy each is, and the hours of the day."""

from __future__ import annotations

import numpy as np

END = np.datetime64("2026-01-01")
HOLIDAYS = ("01-01", "05-01", "12-25", "12-26")
SLOW_DAYS = ("12-24", "12-29", "12-30", "12-31")
SLOW_SHARE = 0.3
AFTER_HOURS_SHARE = 0.05
MINUTES = 24 * 60


def first_day(months: int) -> np.datetime64:
    """The first day of a span of so many months that ends with 2025.

    >>> first_day(12), first_day(1)
    (np.datetime64('2025-01-01'), np.datetime64('2025-12-01'))
    """
    return (END.astype("datetime64[M]") - months).astype("datetime64[D]")


def busyness(days: np.ndarray) -> np.ndarray:
    """How much happens on each day, against a usual working day: 0 on weekends and holidays, less around New Year.

    >>> busyness(np.arange("2025-12-24", "2025-12-29", dtype="datetime64[D]")).tolist()
    [0.3, 0.0, 0.0, 0.0, 0.0]
    """
    dates = np.array([text[5:] for text in np.datetime_as_string(days, unit="D")], dtype="U5")
    share = np.where(np.isin(dates, SLOW_DAYS), SLOW_SHARE, 1.0)
    return np.where(np.is_busday(days) & ~np.isin(dates, HOLIDAYS), share, 0.0)


def seconds_of_day(count: int, rng: np.random.Generator) -> np.ndarray:
    """Times of day in seconds: mostly nine to half past five, a few in the evening.

    >>> hours = seconds_of_day(1000, np.random.default_rng(1)) / 3600
    >>> bool((hours >= 8.5).all()), bool((hours < 21).all())
    (True, True)
    """
    day = rng.triangular(8.5, 11.0, 17.5, count)
    evening = rng.uniform(18.0, 20.9, count)
    return (np.where(rng.random(count) < AFTER_HOURS_SHARE, evening, day) * 3600).astype(np.int64)
