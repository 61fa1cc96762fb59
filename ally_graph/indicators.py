"""The seven success indicators, month by month: as tables, and as careful words.

They are described, not explained: with the months that companies have, nobody can tell what caused a change.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ally_graph import intervals, vocabulary
from ally_graph.records.tables import Records

ALL = "all"
COLUMNS = ["month", "indicator", "measure", "title", "unit", "good", "group", "value", "n", "low", "high"]
SCORES_OF_PEOPLE = ("engagement",)
RATES = (("retention", "turnover"),)
"""Percentages that are rates over time, not shares of something counted."""


def groups(records: Records) -> list[str]:
    """The groups that have indicators, `all` first."""
    found = set(records.indicators["group"].dropna().astype(str))
    return [ALL] * (ALL in found) + sorted(found - {ALL})


def series(records: Records, group: str = ALL, *, min_group: int = 5) -> pd.DataFrame:
    """Every measure of one group, one row a month, in the order of the vocabulary.

    Columns: `month` (its first day), `indicator, measure, title, unit, good` (`up` or `down`), `group, value, n`, and
    `low, high`, the 95 % interval of a share (Wilson 1927), NaN where the unit or a missing `n` allows none. In a team,
    scores that fewer than `min_group` people gave are left out.
    """
    frame = records.indicators
    frame = frame[frame["group"].astype(str) == group].copy()
    few = frame["indicator"].isin(SCORES_OF_PEOPLE) & (frame["n"] < min_group) & (group != ALL)
    frame = frame[~few]
    frame["month"] = _months(frame["month"])
    words = _measure_words(frame)
    frame = frame.drop(columns=[name for name in words if name in frame]).join(words)
    keys = pd.Series(list(zip(frame["indicator"], frame["measure"], strict=True)), index=frame.index, dtype=object)
    share = (frame["unit"] == "%") & ~keys.isin(RATES)
    frame["low"], frame["high"] = wilson(frame["value"].where(share), frame["n"])
    return frame.sort_values(["rank", "measure", "month"], ignore_index=True)[COLUMNS]


def _months(months: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(months):
        return months.dt.to_period("M").dt.to_timestamp()
    return pd.to_datetime(months.astype(str).str.slice(0, 7), format="%Y-%m")


def _measure_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Title, unit, direction of good and place in the vocabulary of each row."""
    known = {}
    for indicator in vocabulary.INDICATORS.values():
        for measure in indicator.measures:
            known[indicator.key, measure.key] = (measure.title, measure.unit, measure.good, len(known))
    rows = [
        known.get(key, (key[1].replace("_", " ").capitalize(), "", "", len(known)))
        for key in zip(frame["indicator"].astype(str), frame["measure"].astype(str), strict=True)
    ]
    return pd.DataFrame(rows, columns=["title", "unit", "good", "rank"], index=frame.index)


def wilson(percent: pd.Series, n: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The 95 % interval of a share in percent that was counted on `n` (Wilson 1927), NaN where either is missing.

    >>> low, high = wilson(pd.Series([50.0]), pd.Series([10.0]))
    >>> low.round(1).tolist(), high.round(1).tolist()
    ([23.7], [76.3])
    """
    low, high = intervals.wilson((percent / 100).clip(0, 1) * n, n)
    return pd.Series(100 * low, index=percent.index), pd.Series(100 * high, index=percent.index)


def phases(records: Records) -> pd.DataFrame:
    """The phases in the order of their start: `name, start, end, note`; an open one ends with the last month."""
    frame = records.phases.rename(columns={"start_date": "start", "end_date": "end"})
    frame = frame.sort_values(["start", "name"], ignore_index=True)[["name", "start", "end", "note"]]
    last = _months(records.indicators["month"]).max() + pd.offsets.MonthEnd(0)
    open_end = frame["start"].shift(-1) - pd.Timedelta(days=1)
    return frame.assign(end=frame["end"].fillna(open_end).fillna(last))


def change(records: Records, group: str = ALL, *, min_group: int = 5) -> pd.DataFrame:
    """How each measure moved from the first phase to the last, as means and in words.

    Columns: `indicator, measure, title, unit, good, first_phase, last_phase, before, after, difference, words`. A
    difference no larger than the usual movement from month to month (the pooled standard deviation within the two
    phases) is called "about the same". This describes; it doesn't say what caused it. Empty with fewer than two phases.
    """
    frame, spans = series(records, group, min_group=min_group), phases(records)
    columns = [*COLUMNS[1:6], "first_phase", "last_phase", "before", "after", "difference", "words"]
    if len(spans) < 2 or frame.empty:
        return pd.DataFrame(columns=columns)
    first, last = spans.iloc[0], spans.iloc[-1]
    rows = []
    for key, values in frame.groupby(COLUMNS[1:6], sort=False):
        before, after = _within(values, first), _within(values, last)
        if len(before) and len(after):
            difference = after.mean() - before.mean()
            words = _words(difference, _usual_movement(before, after), key[-1])
            rows.append((*key, first["name"], last["name"], before.mean(), after.mean(), difference, words))
    return pd.DataFrame(rows, columns=columns)


def _within(values: pd.DataFrame, phase: pd.Series) -> pd.Series:
    return values.loc[values["month"].between(phase["start"].replace(day=1), phase["end"]), "value"].dropna()


def _usual_movement(before: pd.Series, after: pd.Series) -> float:
    squares = ((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()
    free = len(before) + len(after) - 2
    return float(np.sqrt(squares / free)) if free > 0 else 0.0


def _words(difference: float, usual: float, good: str) -> str:
    if abs(difference) <= usual or difference == 0:
        return "about the same"
    way = "up" if difference > 0 else "down"
    if not good:
        return way
    return f"{way}, the good way" if way == good else f"{way}, worth a talk"


def caution(records: Records) -> str:
    """What can't be concluded from these months, in a sentence; empty where there are no phases."""
    spans = phases(records)
    if spans.empty or records.indicators.empty:
        return ""
    first = spans["start"].min().replace(day=1)
    earlier = _months(records.indicators["month"]).drop_duplicates().lt(first).sum()
    if earlier == 0:
        return (
            f"There are no months before the phase {spans['name'].iloc[0]}, so this shows how things moved while the "
            "programme ran; it can't show that the programme moved them."
        )
    return (
        f"Only {earlier} {'month lies' if earlier == 1 else 'months lie'} before the phase {spans['name'].iloc[0]}: "
        "read this as how things moved, not as what moved them."
    )
