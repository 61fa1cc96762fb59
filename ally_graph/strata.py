"""Colleagues like them: whom a person is compared with."""

from __future__ import annotations

from dataclasses import dataclass

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
        return self._of(values, "median")

    def mean(self, values: np.ndarray) -> np.ndarray:
        """For each person, the mean of the values of colleagues like them; NaN when nobody is eligible."""
        return self._of(values, "mean")

    def _of(self, values: np.ndarray, how: str) -> np.ndarray:
        result = np.full(len(values), np.nan)
        known = pd.Series(np.where(self.eligible, values, np.nan))
        for codes in reversed(self.codes):
            groups = known.groupby(codes)
            enough = (groups.transform("count").to_numpy() >= self.least) & (codes >= 0)
            result = np.where(enough | (codes == 0) & np.isnan(result), groups.transform(how).to_numpy(), result)
        return result


def strata(network: Network, eligible: np.ndarray, *, finest: int = 0) -> Strata:
    """The ladder of comparable groups in a network: team and level, team, everyone; `finest` skips rungs.

    Raises nothing: a network without teams or levels has everyone in one group.
    """
    return Strata(_ladder(network)[finest:], eligible, network.settings.min_stratum)


def _ladder(network: Network) -> tuple[np.ndarray, ...]:
    """The groups of every rung, numbered once for each network."""
    kept, people = vars(network), network.people
    if "_ladder" not in kept:
        kept["_ladder"] = tuple(_codes(people, [name for name in rung if name in people]) for rung in LADDER)
    return kept["_ladder"]


def _codes(people: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Each person's group by these columns as a code from 1 on, -1 where one is missing; all 0 without columns."""
    if not names:
        return np.zeros(len(people), dtype=int)
    complete = people[names].notna().all(axis=1).to_numpy()
    numbers = people.groupby(names, sort=True, observed=True).ngroup().to_numpy()
    return np.where(complete, numbers + 1, -1)
