"""The table of indicators month by month: in words, on one scale, with intervals, and only what may be shown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.disclosure.suppression import ALL, disclosable
from ally_graph.indicators.few_people import members, roughly, with_ends
from ally_graph.records.indicators import scale_ends
from ally_graph.records.tables import Records
from ally_graph.settings import Settings
from ally_graph.stats import intervals
from ally_graph.vocabulary import IndicatorMeasure

SERIES_COLUMNS = [
    "month",
    "indicator",
    "measure",
    "title",
    "unit",
    "good",
    "group",
    "value",
    "n",
    "low",
    "high",
    "target",
]
HELD_BACK, NO_FIGURE = "held back", "no figure"
RUNNING_DAYS = 7
"""A month is over when the last event lies in its last seven days: few work on the very last one."""
PER = 100
SCORE = "0-100"


def groups(records: Records) -> list[str]:
    """The groups that have indicators, `all` first."""
    found = set(records.indicators["group"].dropna().astype(str))
    return [ALL] * (ALL in found) + sorted(found - {ALL})


def series(
    records: Records,
    group: str = ALL,
    *,
    min_group: int = Settings.min_group,
    steady_group: int = Settings.steady_group,
) -> pd.DataFrame:
    """Every measure of one group, one row a month, in the order of the vocabulary; months that may not be shown lack.

    Columns: `month` (its first day), `indicator, measure, title, unit, good` (`up` or `down`), `group, value, n` (what
    the figure rests on, rounded down to a multiple of `min_group`), and `low, high`. These are the 95 % interval by the
    kind of figure: Wilson for a share, exact Poisson for a rate or a count, t for a mean whose `sd` is given. NaN where
    the data doesn't tell how sure a figure is: a mean without `sd`, a rate over a year, an unknown measure. `target` is
    where the company wants to be, NaN where it doesn't say. Scores on another scale are brought to 0-100. A month that
    isn't over yet (`running_month`) is left out.

    References
    ----------
    Wilson (1927), "Probable inference"; Garwood (1936), "Fiducial limits for the Poisson distribution".
    """
    frame = shown_table(records, min_group=min_group, steady_group=steady_group)
    return frame[frame["group"] == group].reset_index(drop=True)


def running_month(records: Records) -> pd.Timestamp | None:
    """The last month of the indicators, where the events of the data end more than a week before it does.

    Its figures are of part of a month, and no month to compare with. None where that month is over, and where the
    events end in another month or there are none: then nothing tells when the figures were taken.
    """
    last_day = records.span()[1]
    if records.indicators.empty or pd.isna(last_day):
        return None
    month = first_days(records.indicators["month"]).max()
    over = month + pd.offsets.MonthBegin(1)
    return month if month <= last_day < over - pd.Timedelta(days=RUNNING_DAYS) else None


def missing_months(records: Records, shown: pd.DataFrame) -> pd.DataFrame:
    """The months between the first and the last one for which a measure of a group has nothing to show, and why.

    `shown` holds rows of `series` or `shown_table`, whose `indicator, measure, group` are looked at. Columns: these,
    `month`, and `why`: `held back` (the data has a figure that may not be shown) or `no figure`.
    """
    keys = ["indicator", "measure", "group"]
    given = _of_whole_months(records)[[*keys, "month"]].astype(dict.fromkeys(keys, str))
    asked = shown[keys].drop_duplicates()
    every = pd.concat([given["month"], shown["month"]])
    every = pd.date_range(every.min(), every.max(), freq="MS") if len(asked) else every.iloc[:0]
    grid = asked.merge(pd.DataFrame({"month": every}), how="cross")
    grid = grid.merge(shown[[*keys, "month"]].assign(there=True), how="left")
    grid = grid[grid["there"].isna()].drop(columns="there")
    found = grid.merge(given.drop_duplicates().assign(why=HELD_BACK), how="left")
    found["why"] = found["why"].fillna(NO_FIGURE)
    return found.sort_values([*keys, "month"], ignore_index=True)


def shown_table(
    records: Records, *, min_group: int = Settings.min_group, steady_group: int = Settings.steady_group
) -> pd.DataFrame:
    """All groups of `series` in one table, sorted by measure in the order of the vocabulary, then month and group."""
    frame = _of_whole_months(records)
    frame = frame.assign(group=frame["group"].astype(str)).join(_measure_words(frame))
    frame = with_ends(_on_one_scale(frame), SCORE)
    frame = disclosable(frame, min_group=min_group, steady_group=steady_group, members=members(records))
    frame["value"] = roughly(frame, min_group=min_group, steady_group=steady_group)
    frame["low"], frame["high"] = _intervals(frame)
    return frame.sort_values(["rank", "measure", "month", "group"], ignore_index=True)[SERIES_COLUMNS]


def _of_whole_months(records: Records) -> pd.DataFrame:
    frame = records.indicators.assign(month=first_days(records.indicators["month"]))
    running = running_month(records)
    return frame if running is None else frame[frame["month"] != running].reset_index(drop=True)


def first_days(months: pd.Series) -> pd.Series:
    """The first day of each month given as a text like 2026-03."""
    if pd.api.types.is_datetime64_any_dtype(months):
        return months.dt.to_period("M").dt.to_timestamp()
    code, texts = pd.factorize(months.astype(str))
    days = pd.to_datetime(texts.str.slice(0, 7), format="%Y-%m")
    return pd.Series(days.take(code), index=months.index, name=months.name)


def main_measures() -> list[tuple[str, str]]:
    """The measures of each indicator in the order of the vocabulary, as (indicator, measure)."""
    return [(entry.key, measure.key) for entry in vocabulary.INDICATORS.values() for measure in entry.measures]


def _measure_words(frame: pd.DataFrame) -> pd.DataFrame:
    """What the vocabulary says of each row's measure, and its place there."""
    known = {
        (entry.key, measure.key): measure for entry in vocabulary.INDICATORS.values() for measure in entry.measures
    }
    place = {key: number for number, key in enumerate(known)}
    code, firsts = _codes(frame, ["indicator", "measure"])
    rows = []
    for key in frame[["indicator", "measure"]].iloc[firsts].astype(str).itertuples(index=False, name=None):
        title = key[1].replace("_", " ").capitalize()
        told = known.get(key) or IndicatorMeasure(key[1], title, "", "", kind="", counts="answers", carried=True)
        rows.append(
            (told.title, told.unit, told.good, told.kind, told.counts, told.carried, place.get(key, len(known)))
        )
    names = ["title", "unit", "good", "kind", "counts", "carried", "rank"]
    return pd.DataFrame(rows, columns=names).take(code).set_axis(frame.index)


def _codes(frame: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """A number for each row, the same where these columns are the same, and the first row of each number."""
    code = frame.groupby(columns, sort=False, observed=True, dropna=False).ngroup().to_numpy()
    return code, np.unique(code, return_index=True)[1]


def _on_one_scale(frame: pd.DataFrame) -> pd.DataFrame:
    """Scores from 1 to 5 and the like as 0 to 100: `100 (x - least) / (most - least)`."""
    scaled = frame["scale"].notna() & (frame["scale"].fillna("") != "")
    ends = [scale_ends(text) for text in frame.loc[scaled, "scale"]]
    least, width = np.array([[low, high - low] for low, high in ends]).reshape(-1, 2).T
    frame = frame.copy()
    for name in ("value", "target"):
        frame.loc[scaled, name] = 100 * (frame.loc[scaled, name] - least) / width
    frame.loc[scaled, "sd"] = 100 * frame.loc[scaled, "sd"] / width
    frame.loc[scaled, ["unit", "kind"]] = [SCORE, "mean"]
    return frame


def _intervals(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The 95 % interval of each row, by the kind of its measure."""
    low, high = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    value, n = frame["value"].to_numpy(dtype=float), frame["n"].to_numpy(dtype=float)
    for kind, bounds in _BOUNDS.items():
        rows = (frame["kind"] == kind).to_numpy()
        low[rows], high[rows] = bounds(value[rows], n[rows], frame["sd"].to_numpy(dtype=float)[rows])
    return pd.Series(low, index=frame.index), pd.Series(high, index=frame.index)


def _of_a_share(value: np.ndarray, n: np.ndarray, _: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = intervals.wilson(np.clip(value / 100, 0, 1) * n, n)
    return 100 * np.asarray(low), 100 * np.asarray(high)


def _of_a_rate(value: np.ndarray, n: np.ndarray, _: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = intervals.poisson(value * n / PER)
    with np.errstate(invalid="ignore", divide="ignore"):
        return low * PER / n, high * PER / n


def _of_a_count(value: np.ndarray, _: np.ndarray, __: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return intervals.poisson(value)


def _of_a_mean(value: np.ndarray, n: np.ndarray, sd: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    half = intervals.t_half_width(sd, n)
    return value - half, value + half


_BOUNDS = {"share": _of_a_share, "rate": _of_a_rate, "count": _of_a_count, "mean": _of_a_mean}
