"""Times, dates and months: ISO 8601 and nothing guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ally_graph.records.cells import as_texts

FIRST = np.datetime64("1970-01-01", "us")
LAST = np.datetime64("2101-01-01", "us")
NO_TIME = np.datetime64("NaT", "us")
_DAY = r"(\d{4}-\d{2}-\d{2}|\d{8})"
_CLOCK = r"\d{2}:?\d{2}(:?\d{2}([.,]\d+)?)?"
_ZONE = r" ?([zZ]|UTC|GMT|[+-]\d{2}(:?\d{2})?)"
ISO_TIME = f"^{_DAY}([Tt ]{_CLOCK}({_ZONE})?)?$"
FORMS = {
    **dict.fromkeys((10, 16, 19, 23, 26), pa.timestamp("us")),
    **dict.fromkeys((20, 24, 27), pa.timestamp("us", "UTC")),
}
"""The usual lengths of a day or a time, without and with a Z at the end."""
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


class Fault(IntEnum):
    """Why a cell holds no usable time."""

    NONE = 0
    EMPTY = 1
    NOT_ISO = 2
    IMPOSSIBLE = 3
    TOO_EARLY = 4
    TOO_LATE = 5


@dataclass(frozen=True)
class Times:
    """A column of times (`datetime64[us]`, UTC, `NaT` where unusable) and the fault of each cell."""

    values: np.ndarray
    faults: np.ndarray

    def has(self, *faults: Fault) -> np.ndarray:
        """Rows with one of these faults."""
        return np.isin(self.faults, faults) if self.faults.any() else np.zeros(len(self.faults), dtype=bool)


def read_times(series: pd.Series, odd: pd.Series | None = None) -> Times:
    """A column of moments; a zone is converted to UTC, a time without one is UTC.

    `odd` holds the texts, by their place in the column, of cells that stand empty in it.

    >>> read_times(pd.Series(["2026-03-04T10:00+02:00", "03/04/2026"])).values.astype("datetime64[m]").tolist()
    [datetime.datetime(2026, 3, 4, 8, 0), None]
    """
    whole = _read(series, days=False)
    if odd is not None:
        late, values = _read(odd, days=False), whole.values.copy()
        values[odd.index], whole.faults[odd.index] = late.values, late.faults
        return Times(values, whole.faults)
    return whole


def read_dates(series: pd.Series) -> Times:
    """A column of days; of a time, the day that is written there.

    >>> read_dates(pd.Series(["2026-03-04T00:30+02:00"])).values.astype("datetime64[D]").tolist()
    [datetime.date(2026, 3, 4)]
    """
    return _read(series, days=True)


def _read(series: pd.Series, *, days: bool) -> Times:
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        moments = _typed(series, days=days)
        return _ranged(moments, np.isnat(moments).astype(np.uint8) * np.uint8(Fault.EMPTY))
    texts = as_texts(series)
    if isinstance(texts.dtype, pd.CategoricalDtype):
        distinct = _parsed(pa.array(texts.cat.categories, pa.string(), from_pandas=True), days=days)
        codes = texts.cat.codes.to_numpy()
        values = np.append(distinct.values, NO_TIME)[codes]
        return Times(values, np.append(distinct.faults, np.uint8(Fault.EMPTY))[codes])
    return _parsed(pa.array(texts, pa.string(), from_pandas=True), days=days)


def _typed(series: pd.Series, *, days: bool) -> np.ndarray:
    if getattr(series.dtype, "tz", None) is not None:
        series = series.dt.tz_localize(None) if days else series.dt.tz_convert("UTC").dt.tz_localize(None)
    moments = series.to_numpy().astype("datetime64[us]", copy=False)
    return moments.astype("datetime64[D]").astype("datetime64[us]") if days else moments


def plain_moments(texts: pa.Array) -> pa.Array | None:
    """Texts of one common ISO form as moments in UTC; `None` where they are of several forms, or not all of one.

    A length tells the form: only times down to the hour, which are not taken, could be confused with another one.

    >>> plain_moments(pa.array(["2026-03-04T10:00:00Z"])).to_pylist(), plain_moments(pa.array(["4 March 2026"]))
    ([datetime.datetime(2026, 3, 4, 10, 0)], None)
    """
    lengths = pc.min_max(pc.binary_length(texts)).as_py()
    form = FORMS.get(lengths["min"]) if lengths["min"] == lengths["max"] else None
    try:
        return texts.cast(form).cast(pa.timestamp("us")) if form else None
    except pa.ArrowInvalid:
        return None


def _parsed(texts: pa.Array | pa.ChunkedArray, *, days: bool) -> Times:
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    trimmed = pc.utf8_trim_whitespace(pc.fill_null(texts, ""))
    iso = pc.match_substring_regex(trimmed, ISO_TIME).to_numpy(zero_copy_only=False)
    empty = pc.equal(trimmed, "").to_numpy(zero_copy_only=False)
    faults = np.where(empty, Fault.EMPTY, np.where(iso, Fault.NONE, Fault.NOT_ISO)).astype(np.uint8)
    written = trimmed if iso.all() else trimmed.filter(pa.array(iso))
    values = np.full(len(trimmed), NO_TIME)
    values[iso] = _moments(pc.replace_substring_regex(written, "[Tt ].*", "") if days else written)
    return _ranged(values, faults)


def _moments(texts: pa.Array) -> np.ndarray:
    """ISO texts as moments in UTC, `NaT` for a day or an hour that does not exist."""
    for kind in (pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            return texts.cast(kind).cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
        except pa.ArrowInvalid:
            continue
    tidy = texts
    for pattern, text in ((r",", "."), (r" ?(UTC|GMT|z)$", "Z"), (r" ([+-]\d\d(:?\d\d)?)$", r"\1"), ("t", "T")):
        tidy = pc.replace_substring_regex(tidy, pattern, text)
    parsed = pd.to_datetime(tidy.to_pandas(), format="ISO8601", utc=True, errors="coerce")
    return parsed.dt.tz_localize(None).to_numpy().astype("datetime64[us]")


def _ranged(values: np.ndarray, faults: np.ndarray) -> Times:
    if len(values) and not faults.any() and values.min() >= FIRST and values.max() < LAST:
        return Times(values, faults)
    faults = faults.copy()
    missing = np.isnat(values)
    faults[missing & (faults == Fault.NONE)] = Fault.IMPOSSIBLE
    with np.errstate(invalid="ignore"):
        early, late = ~missing & (values < FIRST), ~missing & (values >= LAST)
    faults[early], faults[late] = Fault.TOO_EARLY, Fault.TOO_LATE
    return Times(np.where(early | late, NO_TIME, values), faults)


def guess_format(texts: pd.Series) -> str | None:
    """The one format, other than ISO 8601, that fits a whole column beyond doubt; `None` when any doubt is left.

    >>> guess_format(pd.Series(["03/04/2026", "28/04/2026"])), guess_format(pd.Series(["03/04/2026"]))
    ('%d/%m/%Y', None)
    """
    matches = [_DAY_FIRST.fullmatch(str(text).strip()) for text in texts.dropna().unique()]
    if not matches or not all(matches):
        return None
    marks = {match[2] for match in matches}
    first, second = (max(int(match[place]) for match in matches) for place in (1, 3))
    if len(marks) != 1 or max(first, second) > 31 or min(first, second) > 12:
        return None
    mark = marks.pop()
    if first > 12 or mark == ".":
        return f"%d{mark}%m{mark}%Y" if second <= 12 else None
    return f"%m{mark}%d{mark}%Y" if second > 12 else None
