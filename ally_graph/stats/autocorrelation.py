r"""Regressions on few months, when one month carries over into the next.

A high month is often followed by another high one. How much, nobody can tell from a dozen months, and taking it for
nothing makes noise look like an effect. So every estimate is made for each plausible carry-over, from -0.4 to 0.9, as
if it were known: that is generalised least squares with errors :math:`e_t = \rho e_{t-1} + u_t`, and exact. The
estimates are then mixed by how well each carry-over fits (restricted likelihood), where all the series of one company
are listened to together: what carries over in most of them probably does in the others.

References
----------
Cochrane & Orcutt (1949) and Prais & Winsten (1954) for the regression; Harville (1974) for the restricted likelihood;
Zellner & Tiao (1964) for mixing over the carry-over; Efron (2010), "Large-scale inference", for learning it from all
series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

CARRY_OVER = np.linspace(-0.4, 0.9, 27)
ROUNDS = 15
OWN_VOICE = 1.0
"""How much an even spread over all carry-overs weighs beside the series, in series."""


@dataclass(frozen=True)
class Series:
    """Values by the number of their month (whole, rising), and what they are explained by: months by terms."""

    months: np.ndarray
    values: np.ndarray
    terms: np.ndarray


@dataclass(frozen=True)
class Estimates:
    """What a regression says for each carry-over: `terms` and their `errors` (carry-overs by terms), and `likelihood`.

    `likelihood` adds up to 1; `free` are the degrees of freedom.
    """

    terms: np.ndarray
    errors: np.ndarray
    likelihood: np.ndarray
    free: int


@dataclass(frozen=True)
class Effect:
    """One term of a regression: the estimate, its 95 % interval, and the two-sided p-value against nothing."""

    value: float
    low: float
    high: float
    p: float


def estimates(series: Series) -> Estimates:
    """The regression of one series for each carry-over in `CARRY_OVER`; months may be missing in between."""
    gaps = np.diff(series.months).astype(int)
    rho = CARRY_OVER[:, None] ** gaps
    scale = np.sqrt(1 - rho**2)
    x, y = _whitened(series.terms, rho, scale), _whitened(series.values[:, None], rho, scale)
    squares = np.swapaxes(x, 1, 2) @ x
    inverse = np.linalg.inv(squares)
    terms = inverse @ np.swapaxes(x, 1, 2) @ y
    free = series.terms.shape[0] - series.terms.shape[1]
    left = ((y - x @ terms) ** 2).sum(axis=(1, 2))
    errors = np.sqrt(left[:, None] / free * np.diagonal(inverse, axis1=1, axis2=2))
    with np.errstate(divide="ignore"):
        fit = -np.log(scale).sum(axis=1) - np.linalg.slogdet(squares)[1] / 2 - free / 2 * np.log(left)
    fit = np.where(np.isfinite(fit), fit, 0.0)
    likelihood = np.exp(fit - fit.max())
    return Estimates(terms[:, :, 0], errors, likelihood / likelihood.sum(), free)


def _whitened(columns: np.ndarray, rho: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Columns of values less what carries over, so that what is left of the noise is independent (Prais & Winsten)."""
    fresh = (columns[1:] - rho[:, :, None] * columns[:-1]) / scale[:, :, None]
    return np.concatenate([np.broadcast_to(columns[:1], (len(rho), 1, columns.shape[1])), fresh], axis=1)


def weights(found: Sequence[Estimates]) -> np.ndarray:
    """How plausible each carry-over is in each series (series by carry-overs), all series listened to together."""
    likelihood = np.stack([one.likelihood for one in found])
    even = np.full(len(CARRY_OVER), 1 / len(CARRY_OVER))
    common = even
    for _ in range(ROUNDS):
        own = _each(likelihood * common)
        common = (OWN_VOICE * even + own.sum(axis=0)) / (OWN_VOICE + len(found))
    return _each(likelihood * common)


def _each(values: np.ndarray) -> np.ndarray:
    return values / values.sum(axis=1, keepdims=True)


def effect(found: Estimates, weight: np.ndarray, term: int) -> Effect:
    """One term's estimate, interval and p-value: the mixture of t distributions over the carry-overs."""
    centre, error = found.terms[:, term], found.errors[:, term]
    value = float(weight @ centre)
    if not np.any(error > 1e-12 * (1 + np.abs(centre))):
        return Effect(value, value, value, 1.0 if abs(value) < 1e-12 else 0.0)

    def below(x: float) -> float:
        return float(weight @ scipy.special.stdtr(found.free, (x - centre) / error))

    from scipy import optimize

    reach = 60 * float(error.max()) + float(np.ptp(centre))
    low, high = (
        optimize.brentq(lambda x, q=q: below(x) - q, value - reach, value + reach, xtol=1e-10 * (1 + reach))
        for q in (0.025, 0.975)
    )
    tail = min(below(0.0), float(weight @ scipy.special.stdtr(found.free, centre / error)))
    return Effect(value, float(low), float(high), min(1.0, 2 * tail))
