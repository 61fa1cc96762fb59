"""How the indicators changed from the first phase to the last: means, their difference, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from ally_graph.disclosure.suppression import ALL
from ally_graph.indicators.phases import beginnings, first_month, month_numbers
from ally_graph.indicators.table import SERIES_COLUMNS, shown_table
from ally_graph.indicators.ways import ON_ITS_WAY, RESCALED, SAME, TOO_FEW, UNCLEAR, way_of, way_words
from ally_graph.records.scales import scale_changes
from ally_graph.records.tables import Records
from ally_graph.settings import Settings
from ally_graph.stats import segmented
from ally_graph.stats.autocorrelation import Series, effect, estimates, weights

LEAST_MONTHS = 2
TOLD = ["first_phase", "last_phase", "before", "after", "difference", "low", "high", "way", "words"]


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
    words`. `low, high` is the 95 % interval of the difference, NaN with fewer than two months in one phase. With
    `movement_months` in both it is that of `movements`, which allows for months that carry over and for a season. With
    fewer it is the wider one of Welch's and Student's, which take each month to stand on its own.

    The words follow the interval. Where it holds nought, no way is said: "about the same" if the difference is no
    larger than the usual movement from month to month (the pooled standard deviation within the two phases), else "no
    clear change". So one measure of twenty is said to have changed where nothing did, and more where a season runs
    through phases of less than `movement_months`, of which `caution` warns. Nor is any way said across a change of
    scale. `way` is what to count by: `same`, `good` or `other`, and `up` or `down` for a measure of which no
    way is known to be good. This describes; it doesn't say what caused it. Empty with fewer than two phases that
    begin in months of their own. `shown` is the table of `shown_table`, where it is at hand already.
    """
    if shown is None:
        shown = shown_table(records, min_group=min_group, steady_group=steady_group)
    frame, spans = shown[shown["group"] == group], beginnings(records)
    columns = [*SERIES_COLUMNS[1:6], *TOLD]
    if len(spans) < 2 or frame.empty:
        return pd.DataFrame(columns=columns)
    compared = [_compared(key, rows, spans) for key, rows in frame.groupby(SERIES_COLUMNS[1:6], sort=False)]
    known = [one for one in compared if len(one.before) and len(one.after)]
    names = (spans["name"].iloc[0], spans["name"].iloc[-1])
    rows = [_row(one, ends, names) for one, ends in zip(known, _intervals(known), strict=True)]
    return pd.DataFrame(rows, columns=columns)


def change_since(shown: pd.DataFrame, start: pd.Timestamp, group: str = ALL) -> pd.DataFrame:
    """How each measure of a group moved from the months before a day to those from it on; says nothing of the cause.

    The columns and words are those of `change`; `first_phase` and `last_phase` are how many months lie on each side.
    A measure that was on its way before (one drift through all months fits better than a jump or turn on that day) is
    `same`, with words that say so. `shown` is a table of `shown_table` or `network_table`. A day in the last seven of
    a month counts from the next month on.
    """
    frame, columns = shown[shown["group"] == group], [*SERIES_COLUMNS[1:6], *TOLD]
    if frame.empty:
        return pd.DataFrame(columns=columns)
    ends = frame["month"].min(), frame["month"].max() + pd.offsets.MonthEnd(0)
    first = max(ends[0], first_month(start))
    spans = pd.DataFrame({"start": [ends[0], first], "end": [first - pd.Timedelta(days=1), ends[1]]})
    compared = [_compared(key, rows, spans) for key, rows in frame.groupby(SERIES_COLUMNS[1:6], sort=False)]
    known = [one for one in compared if len(one.before) and len(one.after)]
    rows = [
        _unless_on_its_way(one, _row(one, ends, (str(len(one.before)), str(len(one.after)))))
        for one, ends in zip(known, _intervals(known), strict=True)
    ]
    return pd.DataFrame(rows, columns=columns)


def _unless_on_its_way(one: _Compared, row: tuple) -> tuple:
    """A row of a measure, which is not said to have moved where a drift fits better."""
    if row[-2] == SAME:
        return row
    series = _stepped(one)
    drift = segmented.one_drift(series.months, series.values, int(one.after.index[0]))
    return (*row[:-2], SAME, ON_ITS_WAY) if drift else row


@dataclass(frozen=True)
class _Compared:
    """One measure in the first phase and in the last: values by the number of their month, and any change of scale."""

    key: tuple
    before: pd.Series
    after: pd.Series
    rescaled: bool

    @property
    def difference(self) -> float:
        return float(self.after.mean() - self.before.mean())


def _compared(key: tuple, rows: pd.DataFrame, spans: pd.DataFrame) -> _Compared:
    values = pd.Series(rows["value"].to_numpy(dtype=float), index=month_numbers(rows["month"])).dropna()
    starts, ends = month_numbers(spans["start"]), month_numbers(spans["end"])
    between = values.loc[(values.index >= starts[0]) & (values.index <= ends[-1])].sort_index()
    before, after = (between.loc[(between.index >= starts[k]) & (between.index <= ends[k])] for k in (0, -1))
    unit = key[SERIES_COLUMNS[1:6].index("unit")]
    return _Compared(key, before, after, bool(scale_changes(between.index.to_numpy(), between.to_numpy(), unit)))


def _intervals(compared: Sequence[_Compared]) -> list[tuple[float, float]]:
    """The intervals of the differences: allowing for what carries over where there are months enough to tell."""
    found = [_of_few_months(one.before.to_numpy(), one.after.to_numpy()) for one in compared]
    long = [place for place, one in enumerate(compared) if _long_enough(one)]
    fitted = [estimates(_stepped(compared[place])) for place in long]
    for place, one, weight in zip(long, fitted, weights(fitted) if fitted else (), strict=True):
        step = effect(one, weight, 1)
        found[place] = step.low, step.high
    return found


def _long_enough(one: _Compared) -> bool:
    apart = len(one.before.index.intersection(one.after.index)) == 0
    return apart and min(len(one.before), len(one.after)) >= Settings.movement_months


def _stepped(one: _Compared) -> Series:
    both = pd.concat([one.before, one.after])
    months = both.index.to_numpy()
    columns = segmented.step(months, int(one.after.index[0]))
    return Series(months, both.to_numpy(), segmented.with_season(months, columns))


def _row(one: _Compared, ends: tuple[float, float], names: tuple[str, str]) -> tuple:
    means = (one.before.mean(), one.after.mean(), one.difference)
    if one.rescaled:
        return (*one.key, *names, *means[:2], *[float("nan")] * 3, SAME, RESCALED)
    told = way_of(one.difference, one.key[-1]) if ends[0] > 0 or ends[1] < 0 else SAME
    if np.isnan(ends).any():
        words = TOO_FEW
    elif told == SAME and abs(one.difference) > _usual_movement(one.before, one.after):
        words = UNCLEAR
    else:
        words = way_words(one.difference, told)
    return (*one.key, *names, *means, *ends, told, words)


def _of_few_months(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """The wider one of two intervals: a phase whose two or three months happen to be equal has no spread to show.

    Where no month of either differs from the others of its phase, there is nothing to tell the spread from: NaN.
    """
    if np.ptp(before) == np.ptp(after) == 0 and before[0] != after[0]:
        return float("nan"), float("nan")
    both = np.array([welch(before, after), student(before, after)])
    return float(both[:, 0].min()), float(both[:, 1].max())


def student(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of the difference of two means whose values lie equally far apart (Student 1908).

    NaN with fewer than two values on one side.

    >>> low, high = student(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]))
    >>> round(low, 2), round(high, 2)
    (0.73, 5.27)
    """
    if min(len(before), len(after)) < LEAST_MONTHS:
        return float("nan"), float("nan")
    free = len(before) + len(after) - 2
    squares = ((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()
    noise = squares / free * (1 / len(before) + 1 / len(after))
    half = float(scipy.special.stdtrit(free, 0.975) * np.sqrt(noise))
    difference = float(after.mean() - before.mean())
    return difference - half, difference + half


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


def _usual_movement(before: pd.Series, after: pd.Series) -> float:
    squares = ((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()
    free = len(before) + len(after) - 2
    return float(np.sqrt(squares / free)) if free > 0 else 0.0
