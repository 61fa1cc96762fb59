"""Indicators and phases: what was measured month by month, and what was started when."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.records.cells import as_texts, coded
from ally_graph.records.checking import check_filled, choices, days, lowered, numbers, texts
from ally_graph.records.dates import read_dates
from ally_graph.records.figures import say_other_scales, say_scale_changes, set_impossible_aside
from ally_graph.records.table_check import TableCheck, examples

_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_SCALE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(-?\d+(?:\.\d+)?)", re.ASCII)
_SAME = ["month", "indicator", "measure", "group"]


def check_indicators(check: TableCheck) -> pd.DataFrame:
    """The success indicators, one row for each month, measure and group; `month` is a text such as 2026-03."""
    month = _months(check)
    indicator, unknown, words = choices(check, "indicator", tuple(vocabulary.INDICATORS))
    check.set_aside(unknown, f"indicator is none of the known ones: {words}", "Use one of the seven keys.")
    check.set_aside((indicator.codes < 0) & ~unknown, "indicator is empty", "Fill it in, or take the row out.")
    measure, group = lowered(check, "measure"), texts(check, "group")
    group = group.map(lambda name: "all" if name.casefold() == "all" else name)
    check_filled(check, "measure", measure)
    check_filled(check, "group", group)
    frame = pd.DataFrame({"month": month, "indicator": indicator.series(), "measure": measure.series()})
    frame = frame.assign(group=group.series(), value=_values(check, "value"), n=_values(check, "n", optional=True))
    frame = frame.assign(scale=_scales(check, frame["value"]), sd=_values(check, "sd", optional=True))
    frame = frame.assign(target=_values(check, "target", optional=True))
    _say_unknown_measures(check, frame)
    frame = set_impossible_aside(check, frame)
    _keep_one_scale(check, frame)
    _set_repeats_aside(check, frame)
    say_scale_changes(check, frame)
    say_other_scales(check, frame)
    names = [column.name for column in check.table.columns]
    return frame.loc[check.good, names].sort_values(names, ignore_index=True)


def _months(check: TableCheck) -> pd.Series:
    series = check.columns["month"]
    raw = coded(series if pd.api.types.is_string_dtype(series) else _day_texts(series)).map(str.strip)
    short = np.array([bool(_MONTH.fullmatch(text)) for text in raw.values], dtype=bool)
    whole = pd.Series([text + "-01" if is_short else text for text, is_short in zip(raw.values, short, strict=True)])
    parsed = read_dates(whole.astype("str")).values
    check.set_aside(raw.codes < 0, "month is empty", "Fill it in, or take the row out.")
    check.set_aside(raw.where(np.isnat(parsed)), "month is not written as 2026-03, or can't be true", "Write 2026-03.")
    check.notice(
        raw.where(~short & ~np.isnat(parsed)), "month is a whole date and was cut to its month", "Write 2026-03."
    )
    names = np.where(np.isnat(parsed), "", np.datetime_as_string(parsed, unit="M")).astype(object)
    return pd.Series(raw.take(names, ""), dtype="str")


def _day_texts(series: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return series.dt.strftime("%Y-%m-%d").astype("str")
    return as_texts(series)


def _values(check: TableCheck, name: str, *, optional: bool = False) -> np.ndarray:
    values, faulty = numbers(check, name)
    if not optional:
        check.set_aside(np.isnan(values) & ~faulty, f"{name} is empty", "Fill it in, or take the row out.")
    check.set_aside(faulty | np.isinf(values), f"{name} is not a finite number", "Write digits and a decimal point.")
    with np.errstate(invalid="ignore"):
        negative = (values < 0) if optional else np.zeros(len(values), dtype=bool)
    check.set_aside(negative, f"{name} is negative", "Give a number of 0 or more.")
    return values


def scale_ends(scale: str) -> tuple[float, float] | None:
    """The lowest and the highest answer of a scale such as `1-5` or `1 to 5`; None where it isn't written like that.

    >>> scale_ends("1-7"), scale_ends("0 to 10"), scale_ends("five stars")
    ((1.0, 7.0), (0.0, 10.0), None)
    """
    found = _SCALE.fullmatch(scale.strip())
    ends = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    return ends if ends[0] < ends[1] else None


def _scales(check: TableCheck, values: pd.Series) -> pd.Series:
    """The scale of each row as `1-5`, empty where it is from 0 to 100 already; values off their scale are set aside."""
    scale = texts(check, "scale")
    ends = [scale_ends(text) for text in scale.values]
    odd = np.array([pair is None for pair in ends], dtype=bool)
    check.set_aside(scale.where(odd), "scale is not written like 1-5", "Write the lowest and the highest answer.")
    low = scale.take(np.array([pair[0] if pair else -np.inf for pair in ends], dtype=float), -np.inf)
    high = scale.take(np.array([pair[1] if pair else np.inf for pair in ends], dtype=float), np.inf)
    off = (values.to_numpy() < low) | (values.to_numpy() > high)
    check.set_aside(off, "value lies outside its scale", "Correct one of the two.")
    plain = {text: f"{pair[0]:g}-{pair[1]:g}" if pair else "" for text, pair in zip(scale.values, ends, strict=True)}
    return scale.map(lambda text: "" if plain[text] == "0-100" else plain[text]).series()


def _keep_one_scale(check: TableCheck, frame: pd.DataFrame) -> None:
    """Answers on two scales can't be compared: of each measure, the scale most of its rows are on is kept."""
    good = frame.assign(scale=frame["scale"].fillna(""))[check.good]
    keys = ["indicator", "measure"]
    counts = good.groupby([*keys, "scale"], observed=True).size().rename("rows").reset_index()
    counts = counts.sort_values([*keys, "rows", "scale"], ascending=[True, True, False, True])
    most = counts.drop_duplicates(keys).set_index(keys)["scale"]
    wanted = most.reindex(pd.MultiIndex.from_frame(good[keys])).to_numpy()
    flags = np.zeros(len(check), dtype=bool)
    flags[good.index[(good["scale"] != wanted).to_numpy()]] = True
    what = "is on another scale than the other rows of this measure, and the two can't be compared"
    check.set_aside(flags, what, "Give one measure one scale, or call the other one differently.")


def _say_unknown_measures(check: TableCheck, frame: pd.DataFrame) -> None:
    known = {
        f"{indicator.key} {measure.key}"
        for indicator in vocabulary.INDICATORS.values()
        for measure in indicator.measures
    }
    pairs = frame["indicator"].fillna("") + " " + frame["measure"].fillna("")
    unknown = ~pairs.isin(known).to_numpy() & check.good
    what = f"measure is none of the indicator's known ones: {examples(pairs[unknown].to_numpy())}"
    check.notice(unknown, what, "Kept; whether up or down is good is not known.")


def _set_repeats_aside(check: TableCheck, frame: pd.DataFrame) -> None:
    """Keep one row for each month, measure and group: the one with the most respondents.

    Where several have as many and say different things, nobody knows which one is right, and none is used.
    """
    good = frame[check.good]
    ranked = good.assign(most=-good["n"].fillna(-1.0), row=good.index).sort_values([*_SAME, "most", "value", "row"])
    best = ranked[ranked["most"] == ranked.groupby(_SAME, sort=False)["most"].transform("first")]
    torn = best.groupby(_SAME, sort=False)["value"].transform("nunique") > 1
    unclear = np.zeros(len(check), dtype=bool)
    repeats = np.zeros(len(check), dtype=bool)
    lost = pd.MultiIndex.from_frame(best.loc[torn, _SAME])
    all_of = pd.MultiIndex.from_frame(ranked[_SAME]).isin(lost)
    unclear[ranked.index[all_of]] = True
    repeats[ranked.index[ranked.duplicated(_SAME) & ~all_of]] = True
    what = "two rows give different values for the same month, measure and group, counted on as many"
    check.set_aside(unclear, what, "Keep the right one; neither was used.")
    mend = "Keep one; the one with the most respondents was used."
    check.set_aside(repeats, "another row gives the same month, measure and group", mend)


def check_phases(check: TableCheck) -> pd.DataFrame:
    """The phases of the programme, sorted by their first day."""
    name, note = texts(check, "name"), texts(check, "note")
    check_filled(check, "name", name)
    start, end = days(check, "start_date", required=True), days(check, "end_date", required=False)
    check.set_aside(start > end, "end_date is before start_date", "Correct one of the two.")
    frame = pd.DataFrame({"name": name.series(), "start_date": start, "end_date": end, "note": note.series()})
    _say_overlaps(check, frame)
    return frame[check.good].sort_values(["start_date", "end_date", "name", "note"], ignore_index=True)


def _say_overlaps(check: TableCheck, frame: pd.DataFrame) -> None:
    ordered = frame[check.good].sort_values(["start_date", "end_date", "name"])
    until = ordered["end_date"].fillna(ordered["start_date"]).cummax().shift()
    flags = np.zeros(len(check), dtype=bool)
    flags[ordered.index[(ordered["start_date"] <= until).to_numpy()]] = True
    check.notice(flags, "begins before an earlier phase has ended", "Both were kept; check the dates.")
