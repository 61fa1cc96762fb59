"""Segmented regression: the level and the slope of a series before and after a start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ally_graph.stats.autocorrelation import Series

LEVEL, SLOPE = 2, 3
"""Where the change of level and the change of slope stand among the terms of a segmented regression."""
STEP_TERMS = 2
"""So many terms a plain difference has; a series with more of them has a season."""
LEAST_BESIDE_A_PLACEBO = 4
YEAR = 12
SEASON_MONTHS = 2 * YEAR
"""So many months it takes to tell a season from a step: every part of the year is seen twice."""


@dataclass(frozen=True)
class NeweyWest:
    """Ordinary least squares with Newey-West errors: terms, errors, p-values, and how many lags were used."""

    terms: np.ndarray
    errors: np.ndarray
    p: np.ndarray
    lags: int


def terms(months: np.ndarray, start: int) -> np.ndarray:
    r"""The terms of a segmented regression: 1, time, after, and time since the start.

    .. math:: y_t = b_0 + b_1 (t - t_0) + b_2 [t \ge t_0] + b_3 [t \ge t_0] (t - t_0)

    Time is centred at the start `t_0`, so that `b_2` is the jump at the start itself; with `b_3 [t \ge t_0] t` it would
    be the jump at month 0, long before (Wang et al. 2025, on how the two ways of writing it are mistaken).

    >>> terms(np.array([0, 1, 2, 3]), 2).tolist()
    [[1.0, -2.0, 0.0, -0.0], [1.0, -1.0, 0.0, -0.0], [1.0, 0.0, 1.0, 0.0], [1.0, 1.0, 1.0, 1.0]]
    """
    time = (months - start).astype(float)
    after = (months >= start).astype(float)
    return np.column_stack([np.ones(len(months)), time, after, after * time])


def step(months: np.ndarray, start: int) -> np.ndarray:
    """The terms of a plain difference between before and after: 1, after."""
    return np.column_stack([np.ones(len(months)), months >= start]).astype(float)


def with_season(months: np.ndarray, columns: np.ndarray) -> np.ndarray:
    r"""The terms of a regression and a season of twelve months: one wave a year, from two years of months on.

    .. math:: s_t = a \cos(2 \pi t / 12) + b \sin(2 \pi t / 12)

    A wave is what two terms can hold of a season; a single month that is odd each year is mostly left to the noise.
    Where the wave can't be told from the other terms, as with figures for two months of the year only, it is left out.

    References
    ----------
    Bhaskaran et al. (2013), "Time series regression studies in environmental epidemiology", on harmonics for seasons.

    >>> with_season(np.arange(24), step(np.arange(24), 12)).shape, with_season(np.arange(23), np.ones((23, 1))).shape
    ((24, 4), (23, 1))
    """
    if len(months) < SEASON_MONTHS:
        return columns
    turn = 2 * np.pi * months / YEAR
    found = np.column_stack([columns, np.cos(turn), np.sin(turn)])
    return found if np.linalg.matrix_rank(found) == found.shape[1] else columns


def lags(months: int) -> int:
    """How many months of carry-over Newey-West errors allow for: `floor(4 (n / 100)^(2/9))` (Newey & West 1994).

    >>> lags(24), lags(48)
    (2, 3)
    """
    return int(4 * (months / 100) ** (2 / 9))


def newey_west(series: Series) -> NeweyWest:
    """The regression with Newey-West errors, corrected for few months by `n / (n - k)`, judged by t; from statsmodels.

    References
    ----------
    Newey & West (1987), "A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
    covariance matrix".
    """
    found = _fit(series, lags(len(series.values)))
    return NeweyWest(found.params, found.bse, found.pvalues, lags(len(series.values)))


def _fit(series: Series, most: int) -> Any:
    from statsmodels.regression.linear_model import OLS

    kinds = {"cov_type": "HAC", "cov_kwds": {"maxlags": most, "use_correction": True}, "use_t": True}
    with np.errstate(divide="ignore", invalid="ignore"):
        return OLS(series.values, series.terms).fit(**kinds)


def placebo_p(months: np.ndarray, values: np.ndarray, start: int) -> float:
    """How the difference at the start compares with the differences at other dates, at which nothing was started.

    The share of all dates, the true one included, with a t at least as large; four months have to lie on each side.
    With 16 months this can't be below 1/9: few months can't single out a date, whatever they hold.

    >>> placebo_p(np.arange(16), np.repeat([0.0, 1.0], 8) + 0.1 * (np.arange(16) % 2), 8) == 1 / 9
    True
    """
    least = LEAST_BESIDE_A_PLACEBO
    others = [date for date in months if min((months < date).sum(), (months >= date).sum()) >= least]
    sizes = {int(date): _t(months, values, int(date)) for date in [*others, start]}
    return sum(size >= sizes[start] for size in sizes.values()) / len(sizes)


def _t(months: np.ndarray, values: np.ndarray, start: int) -> float:
    before, after = values[months < start], values[months >= start]
    squares = ((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()
    noise = np.sqrt(squares / (len(values) - 2) * (1 / len(before) + 1 / len(after)))
    return float(abs(after.mean() - before.mean()) / noise) if noise > 0 else float("inf")


def one_drift(months: np.ndarray, values: np.ndarray, start: int) -> bool:
    """Whether one steady drift through all months fits better than a change that begins with the start.

    The change may be a jump that stays, or a turn from level to rising or falling. Something that has been growing all
    along is higher after any date one picks; this is what tells it apart. Each is fitted with a season and without, and
    the best by Schwarz's criterion counts: in two years, a jump and a season together look much like a drift, and the
    criterion asks for the fewer terms.

    References
    ----------
    Schwarz (1978), "Estimating the dimension of a model".

    >>> months = np.arange(12)
    >>> one_drift(months, 1.0 * months, 6), one_drift(months, 1.0 * (months >= 6), 6)
    (True, False)
    """
    shapes = (months, months >= start, np.maximum(0, months - start + 1))
    plain = np.ones((len(months), 1))
    drift, jump, turn = (
        min(_criterion(np.column_stack([around, shape]), values) for around in (plain, with_season(months, plain)))
        for shape in shapes
    )
    return drift < min(jump, turn)


def _criterion(columns: np.ndarray, values: np.ndarray) -> float:
    """How badly a regression on these terms fits, with a charge for each term."""
    left = values - columns @ np.linalg.lstsq(columns, values, rcond=None)[0]
    with np.errstate(divide="ignore"):
        return float(len(values) * np.log((left @ left) / len(values)) + columns.shape[1] * np.log(len(values)))
