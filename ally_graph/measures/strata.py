"""Colleagues like them: whom a person is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from ally_graph.network import Network

LADDER = (("team", "level"), ("team",), ())


@dataclass(frozen=True)
class Strata:
    """Nested groups of people, finest first; a person is compared within the first one that is large enough.

    Each entry of `codes` numbers the groups of one rung of the ladder (team and level, team, everyone); `eligible`
    says who counts as a colleague to compare with.
    """

    codes: tuple[np.ndarray, ...]
    eligible: np.ndarray
    least: int

    def median(self, values: np.ndarray) -> np.ndarray:
        """For each person, the median of the values of colleagues like them; NaN when nobody is eligible."""
        return self._of(values, _medians)

    def mean(self, values: np.ndarray) -> np.ndarray:
        """For each person, the mean of the values of colleagues like them; NaN when nobody is eligible."""
        return self._of(values, _means)

    def quantile(self, values: np.ndarray, share: float) -> np.ndarray:
        """For each person, the value that this share of colleagues like them stay below; NaN when nobody is eligible.

        Between two values it lies on the straight line that joins them.
        """
        return self._of(values, partial(_quantiles, share=share))

    def _of(self, values: np.ndarray, by_group: Callable) -> np.ndarray:
        result = np.full(len(values), np.nan)
        for codes in reversed(self.codes):
            known = self.eligible & (codes >= 0) & ~np.isnan(values)
            count = np.bincount(codes[known], minlength=int(codes.max(initial=0)) + 1)
            found = np.where(codes >= 0, by_group(np.asarray(values)[known], codes[known], count)[codes], np.nan)
            enough = (count[codes] >= self.least) & (codes >= 0)
            result = np.where(enough | (codes == 0) & np.isnan(result), found, result)
        return result


def _means(values: np.ndarray, codes: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The mean of each group, NaN where it is empty."""
    return np.divide(np.bincount(codes, values, len(count)), count, out=np.full(len(count), np.nan), where=count > 0)


def _medians(values: np.ndarray, codes: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The median of each group, NaN where it is empty."""
    order = np.argsort(values)
    order = order[np.argsort(codes[order].astype(np.min_scalar_type(len(count))), kind="stable")]
    ordered = np.append(values[order], np.nan)
    first, last = np.cumsum(count) - count, len(values)
    low, high = (np.where(count > 0, first + (count - odd) // 2, last) for odd in (1, 0))
    return (ordered[low] + ordered[high]) / 2


def _quantiles(values: np.ndarray, codes: np.ndarray, count: np.ndarray, *, share: float) -> np.ndarray:
    """The value below which this share of each group lies, NaN where it is empty."""
    ordered = np.append(values[np.lexsort((values, codes))], np.nan)
    first, place = np.cumsum(count) - count, share * np.maximum(count - 1, 0)
    low = np.floor(place).astype(np.int64)
    below = ordered[np.where(count > 0, first + low, len(values))]
    above = ordered[np.where(count > 0, first + np.minimum(low + 1, np.maximum(count - 1, 0)), len(values))]
    return below + (place - low) * (above - below)


def strata(network: Network, eligible: np.ndarray, *, finest: int = 0) -> Strata:
    """The ladder of comparable groups in a network: team and level, team, everyone; `finest` skips rungs.

    Raises nothing: a network without teams or levels has everyone in one group.
    """
    return Strata(_ladder(network)[finest:], eligible, network.settings.min_stratum)


def _ladder(network: Network) -> tuple[np.ndarray, ...]:
    """The groups of every rung, numbered once for each network."""
    people = network.people
    rungs = ([name for name in rung if name in people] for rung in LADDER)
    return network.once("ladder", lambda: tuple(_codes(people, rung) for rung in rungs))


def _codes(people: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Each person's group by these columns as a code from 1 on, -1 where one is missing; all 0 without columns."""
    if not names:
        return np.zeros(len(people), dtype=int)
    complete = people[names].notna().all(axis=1).to_numpy()
    numbers = people.groupby(names, sort=True, observed=True).ngroup().to_numpy()
    return np.where(complete, numbers + 1, -1).astype(np.int64)
