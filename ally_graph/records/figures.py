"""Figures of indicators that can't be: outside their unit, written as fractions, on a scale that changes in between."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.records.scales import scale_changes
from ally_graph.records.table_check import TableCheck
from ally_graph.vocabulary import IndicatorMeasure

MEASURES: dict[tuple[str, str], IndicatorMeasure] = {
    (entry.key, measure.key): measure for entry in vocabulary.INDICATORS.values() for measure in entry.measures
}
LEAST_OF_N = 0.9
"""A share of n that is less than one of n, and more than none, can't have been counted; rounded a little at most."""
NEAR_A_COUNT = 0.05
SHARE = "share"


def set_impossible_aside(check: TableCheck, frame: pd.DataFrame) -> pd.DataFrame:
    """Set aside what no measure of that unit can be, and say where figures seem to be on two scales.

    The frame that is returned lacks targets outside the unit, and the number of ideas where `n` counts something else.
    """
    least, most, unit = _ends(frame)
    value = frame["value"].to_numpy(dtype=float)
    for text in np.unique(unit[np.isfinite(most)]):
        of_unit = (unit == text) & ((value < least) | (value > most))
        for high in np.unique(most[of_unit]):
            what = f"value is not between 0 and {high:,g}, as a figure {_in_unit(text)} is"
            check.set_aside(of_unit & (most == high), what, _mend(text))
    check.set_aside(value < least, "value is below 0, which no figure of this measure is", "Give 0 or more.")
    _set_fractions_aside(check, frame)
    target = frame["target"].to_numpy(dtype=float)
    off = (target < least) | (target > most)
    check.notice(off, "target is nothing that a figure of this measure can be", "Correct it; it was not used.")
    frame = frame.assign(target=np.where(off, np.nan, target))
    return frame.assign(n=_numbers_of_ideas(check, frame))


def say_scale_changes(check: TableCheck, frame: pd.DataFrame) -> None:
    """Notices where the figures of a measure seem to go on on another scale."""
    good = frame[check.good]
    months = good["month"].to_numpy().astype("datetime64[M]").astype(int)
    flags = np.zeros(len(check), dtype=bool)
    for key, rows in good.assign(at=months).groupby(["indicator", "measure", "group"], observed=True):
        told = MEASURES.get(key[:2])
        unit = "0-100" if _on_a_scale(rows) else told.unit if told else ""
        values = rows["value"].to_numpy(dtype=float)
        if not _on_a_scale(rows):
            changes = scale_changes(rows["at"].to_numpy(), values, unit)
            flags[rows.index[rows["at"].isin(changes)]] = True
    what = "the figures change so suddenly from here on that they seem to be on another scale"
    check.notice(flags, what, "Bring all of them to one scale, and say which; nothing is compared across the change.")


def say_other_scales(check: TableCheck, frame: pd.DataFrame) -> None:
    """Notices where the scores of a measure are mostly between 0 and 1, but are read on the scale from 0 to 100."""
    flags = np.zeros(len(check), dtype=bool)
    for key, rows in frame[check.good].groupby(["indicator", "measure", "group"], observed=True):
        told, values = MEASURES.get(key[:2]), rows["value"].to_numpy(dtype=float)
        if told and told.unit == "0-100" and not _on_a_scale(rows) and np.median(values) <= 1 and values.max() > 0:
            flags[rows.index] = True
    what = "most scores of this measure are between 0 and 1, and were read as so many of 100"
    check.notice(flags, what, "Give the scale that they are on, such as 0-1; correct single ones that are not.")


def _on_a_scale(rows: pd.DataFrame) -> bool:
    return bool((rows["scale"].fillna("") != "").any())


def _ends(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The least and the most of each row's measure, and its unit; no ends where the row names a scale of its own."""
    keys = zip(frame["indicator"].fillna(""), frame["measure"].fillna(""), strict=True)
    told = [MEASURES.get(key) for key in keys]
    own = (frame["scale"].fillna("") != "").to_numpy()
    nothing = (-np.inf, np.inf)
    ends = [nothing if one is None or scaled else one.ends for one, scaled in zip(told, own, strict=True)]
    least, most = np.array(ends, dtype=float).reshape(-1, 2).T
    return least, most, np.array([one.unit if one else "" for one in told], dtype=object).astype(str)


def _in_unit(unit: str) -> str:
    return {"%": "in percent", "0-100": "from 0 to 100"}.get(unit, unit)


def _mend(unit: str) -> str:
    if unit == "0-100":
        return "Correct it, or give the scale that it is on, such as 1-5."
    return "Correct it."


def _set_fractions_aside(check: TableCheck, frame: pd.DataFrame) -> None:
    """Shares between 0 and 1 that are no percent: 0.85 for 85 %."""
    flags, doubt = np.zeros(len(check), dtype=bool), np.zeros(len(check), dtype=bool)
    for rows in _shares(frame[check.good]):
        value, n = rows["value"].to_numpy(dtype=float), rows["n"].to_numpy(dtype=float)
        small = (value > 0) & (value <= 1)
        too_few = small & (value * n / 100 < LEAST_OF_N)
        all_small = bool(small.any() and (value <= 1).all() and value.max() > 0)
        if all_small and not _counted(value, n):
            too_few |= small & ~np.isnan(n)
        flags[rows.index[too_few]] = True
        doubt[rows.index[small & ~too_few & all_small]] = True
    mend = "Write 0.85 for 85 % as 85."
    check.set_aside(flags, "value between 0 and 1 seems to be a fraction, as it is no percentage of n", mend)
    check.notice(doubt, "value is in percent, and no value of this measure is above 1", mend)


def _shares(good: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for key, rows in good.groupby(["indicator", "measure", "group"], observed=True):
        if key[:2] in MEASURES and MEASURES[key[:2]].kind == SHARE and not _on_a_scale(rows):
            yield rows


def _counted(value: np.ndarray, n: np.ndarray) -> bool:
    """Whether most of these percentages are whole numbers of n, as far as their rounding lets one tell."""
    count = value * n / 100
    off = np.abs(count - np.round(count)) > NEAR_A_COUNT + n / 100 * 0.005
    return bool(off[~np.isnan(n)].mean() <= 1 / 2) if (~np.isnan(n)).any() else True


def _numbers_of_ideas(check: TableCheck, frame: pd.DataFrame) -> pd.Series:
    """`n`, empty for shares of ideas whose `n` is larger than the number of ideas: it counts people then."""
    keys = ["month", "group"]
    good = frame[check.good & (frame["indicator"] == "innovation").to_numpy()]
    ideas = good[good["measure"] == "ideas"].assign(count=lambda rows: rows["value"] * rows["n"] / 100)
    share = good[good["measure"] == "cross_team_share"]
    most = share[keys].merge(ideas.groupby(keys)["count"].max().reset_index(), on=keys, how="left")["count"]
    flags = np.zeros(len(check), dtype=bool)
    flags[share.index[share["n"].to_numpy() > most.to_numpy() + 1]] = True
    what = "n is larger than the number of ideas of that month, so it doesn't count ideas"
    check.notice(flags, what, "Give the number of ideas as n; the share was kept without an interval.")
    return frame["n"].mask(flags)
