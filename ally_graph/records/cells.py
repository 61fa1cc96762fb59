"""Cells of any type as texts, and a column as codes into its distinct texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

LARGEST_EXACT = 2**53
TEXT = pd.StringDtype(na_value=np.nan)
_TEXTS = {pa.string(): TEXT}


def cell_text(value: object) -> str | None:
    """A cell as text; `None` when it is empty.

    >>> [cell_text(value) for value in ("007", 7, 7.0, 0.5, True, float("nan"))]
    ['007', '7', '7', '0.5', 'true', None]
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8") or None
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating | Decimal):
        return _number_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _number_text(value: float | Decimal) -> str | None:
    if value != value:
        return None
    whole = abs(value) < LARGEST_EXACT and value == int(value)
    return str(int(value)) if whole else str(value if isinstance(value, Decimal) else float(value))


def as_texts(series: pd.Series) -> pd.Series:
    """The column as texts (`str`); an empty cell is missing. A categorical of texts stays one."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        if series.cat.categories.dtype == TEXT:
            return series
        names = as_texts(pd.Series(series.cat.categories))
        if names.is_unique:
            return series.cat.rename_categories(pd.Index(names))
        return as_texts(series.astype(series.cat.categories.dtype))
    if isinstance(series.dtype, pd.StringDtype):
        return series.astype("str")
    if pd.api.types.is_integer_dtype(series.dtype) and not series.hasnans:
        return series.astype("str")
    return pd.Series([cell_text(value) for value in series], index=series.index, dtype="str")


@dataclass(frozen=True)
class Coded:
    """A column as codes into its distinct texts; code -1 is an empty cell."""

    codes: np.ndarray
    values: np.ndarray

    def where(self, flags: np.ndarray) -> np.ndarray:
        """Rows whose text is flagged, given one flag for each distinct text."""
        flags = np.asarray(flags, dtype=bool)
        return np.append(flags, False)[self.codes] if flags.any() else np.zeros(len(self.codes), dtype=bool)

    def take(self, results: np.ndarray, missing: object) -> np.ndarray:
        """One result for each row, given one for each distinct text."""
        if self.codes.dtype == results.dtype and np.array_equal(results, np.arange(len(results))) and missing == -1:
            return self.codes
        return np.append(results, np.array([missing], dtype=results.dtype))[self.codes]

    def map(self, function: Callable[[str], str]) -> Coded:
        """The column with every distinct text replaced; an empty result is an empty cell."""
        return self.renamed(np.array([function(text) for text in self.values], dtype=object))

    def renamed(self, changed: np.ndarray) -> Coded:
        """The column with other texts in place of its distinct ones; an empty one is an empty cell."""
        if np.array_equal(changed, self.values):
            return self
        codes, values = pd.factorize(np.where(changed == "", None, changed))
        return Coded(np.append(codes, -1).astype(np.int32)[self.codes], np.asarray(values, dtype=object))

    def series(self) -> pd.Series:
        """The column as texts again, `NaN` where empty."""
        return pd.Series(pd.array(self.values, dtype=TEXT).take(self.codes, allow_fill=True), copy=False)


def coded(series: pd.Series) -> Coded:
    """A column of any type as codes and distinct texts.

    >>> coded(pd.Series(["ana", "", "bo", "ana"])).codes.tolist()
    [0, -1, 1, 0]
    """
    texts = as_texts(series)
    if isinstance(texts.dtype, pd.CategoricalDtype):
        codes, values = _used(texts.cat.codes.to_numpy(), texts.cat.categories)
    else:
        codes, values = pd.factorize(texts)
    values = np.asarray(values, dtype=object)
    return _without_blanks(codes.astype(np.int32, copy=False), values)


def _used(codes: np.ndarray, values: pd.Index) -> tuple[np.ndarray, pd.Index]:
    """Codes into the texts that occur; a category may stand for no row at all."""
    marks = np.zeros(len(values) + 1, dtype=bool)
    marks[codes] = True
    occurs = marks[:-1]
    if occurs.all():
        return codes, values
    places = np.append(np.cumsum(occurs) - 1, -1).astype(np.int32)
    return places[codes], values[occurs]


def _without_blanks(codes: np.ndarray, values: np.ndarray) -> Coded:
    blank = pd.isna(values) | (values == "")
    if not blank.any():
        return Coded(codes, values)
    kept = np.where(blank, -1, np.cumsum(~blank) - 1).astype(np.int32)
    return Coded(np.append(kept, np.int32(-1))[codes], values[~blank])


def series_of(column: pa.ChunkedArray) -> pd.Series:
    """A column of Arrow as pandas holds it here: texts as `str` or, each held once, as a categorical."""
    if pa.types.is_dictionary(column.type):
        whole = column.combine_chunks()
        whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
        indices = whole.indices.fill_null(-1) if whole.indices.null_count else whole.indices
        dtype = pd.CategoricalDtype(pd.Index(whole.dictionary.to_pandas(types_mapper=_TEXTS.get)))
        return pd.Series(pd.Categorical.from_codes(indices.to_numpy(), dtype=dtype), copy=False)
    if pa.types.is_integer(column.type) and column.null_count:
        return column.to_pandas(types_mapper=lambda _: pd.Int64Dtype())
    return column.to_pandas(types_mapper=_TEXTS.get)


def nothing(length: int) -> Coded:
    """A column of empty cells."""
    return Coded(np.full(length, -1, dtype=np.int32), np.array([], dtype=object))
