"""How the indicators changed from the first phase to the last: means, their difference, and how sure it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from ally_graph.disclosure.suppression import ALL
from ally_graph.indicators.phases import phases
from ally_graph.indicators.table import SERIES_COLUMNS, shown_table
from ally_graph.indicators.ways import way_of, way_words
from ally_graph.records.tables import Records
from ally_graph.settings import Settings

LEAST_MONTHS = 2


def change(
    records: Records,
    group: str = ALL,
    *,
    min_group: int = Settings.min_group,
    steady_group: int = Settings.steady_group,
    shown: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How each measure moved from the first phase to the last, as means and in words.

    Columns: `indicator, measure, title, unit, good, first_phase, last_phase, before, after, difference, low, high, way,
    words`. `low, high` is the 95 % interval of the difference (Welch's t over the months of the two phases; NaN with
    fewer than two months in one). A difference no larger than the usual movement from month to month (the pooled
    standard deviation within the two phases) is called "about the same". `way` is what to count by: `same`, `good` or
    `other`, and `up` or `down` for a measure of which no way is known to be good. This describes; it doesn't say what
    caused it. Empty with fewer than two phases. `shown` is the table of `shown_table`, where it is at hand already.
    """
    if shown is None:
        shown = shown_table(records, min_group=min_group, steady_group=steady_group)
    frame, spans = shown[shown["group"] == group], phases(records)
    told = ["first_phase", "last_phase", "before", "after", "difference", "low", "high", "way", "words"]
    columns = [*SERIES_COLUMNS[1:6], *told]
    if len(spans) < 2 or frame.empty:
        return pd.DataFrame(columns=columns)
    first, last = spans.iloc[0], spans.iloc[-1]
    rows = []
    for key, values in frame.groupby(SERIES_COLUMNS[1:6], sort=False):
        before, after = _within(values, first), _within(values, last)
        if len(before) and len(after):
            difference = after.mean() - before.mean()
            way = way_of(difference, key[-1], usual=_usual_movement(before, after))
            means = (before.mean(), after.mean(), difference, *welch(before.to_numpy(), after.to_numpy()))
            rows.append((*key, first["name"], last["name"], *means, way, way_words(difference, way)))
    return pd.DataFrame(rows, columns=columns)


def welch(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of the difference of two means whose values lie differently far apart (Welch 1947).

    NaN with fewer than two values on one side. It takes each month to stand on its own; where one month carries over
    into the next, the true interval is wider.

    >>> low, high = welch(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]))
    >>> round(low, 2), round(high, 2)
    (0.73, 5.27)
    """
    if min(len(before), len(after)) < LEAST_MONTHS:
        return float("nan"), float("nan")
    parts = np.array([before.var(ddof=1) / len(before), after.var(ddof=1) / len(after)])
    difference, noise = float(after.mean() - before.mean()), float(parts.sum())
    if noise == 0:
        return difference, difference
    free = noise**2 / (parts**2 / (np.array([len(before), len(after)]) - 1)).sum()
    half = float(scipy.special.stdtrit(free, 0.975) * np.sqrt(noise))
    return difference - half, difference + half


def _within(values: pd.DataFrame, phase: pd.Series) -> pd.Series:
    return values.loc[values["month"].between(phase["start"].replace(day=1), phase["end"]), "value"].dropna()


def _usual_movement(before: pd.Series, after: pd.Series) -> float:
    squares = ((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()
    free = len(before) + len(after) - 2
    return float(np.sqrt(squares / free)) if free > 0 else 0.0
