"""How far from UTC times are written: the local hour of whoever wrote them, which is lost once they are in UTC."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ally_graph.records.cells import as_texts

_END = r"[+-]\d{2}:?\d{2}$"
_PARTS = r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})$"


def minutes_of(texts: pd.Series) -> np.ndarray | None:
    """Minutes ahead of UTC, row by row and 0 where nothing is said; None where no time of the column says any.

    >>> minutes_of(pd.Series(["2026-03-04T10:00-08:00", "2026-03-04"])).tolist(), minutes_of(pd.Series(["2026-03-04"]))
    ([-480, 0], None)
    """
    if pd.api.types.is_datetime64_any_dtype(texts.dtype) or pd.api.types.is_numeric_dtype(texts.dtype):
        return None
    column = as_texts(texts)
    if isinstance(column.dtype, pd.CategoricalDtype):
        found = _parsed(pa.array(column.cat.categories, pa.string(), from_pandas=True))
        return None if found is None else np.append(found, 0)[column.cat.codes.to_numpy()]
    return _parsed(pa.array(column, pa.string(), from_pandas=True))


def _parsed(texts: pa.Array | pa.ChunkedArray) -> np.ndarray | None:
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    texts = pc.fill_null(texts, "")
    there = pc.and_(pc.match_substring(texts, ":"), pc.match_substring_regex(texts, _END))
    if not pc.any(there).as_py():
        return None
    parts = pc.extract_regex(texts.filter(there), _PARTS)
    hours, minutes = (pc.struct_field(parts, name).cast(pa.int32()) for name in ("hours", "minutes"))
    sign = pc.if_else(pc.equal(pc.struct_field(parts, "sign"), "-"), -1, 1)
    found = np.zeros(len(texts), dtype=np.int32)
    found[there.to_numpy(zero_copy_only=False)] = pc.multiply(sign, pc.add(pc.multiply(hours, 60), minutes)).to_numpy()
    return found if found.any() else None


def offset_words(minutes: int) -> str:
    """Minutes ahead of UTC as times write them.

    >>> offset_words(-480), offset_words(330)
    ('-08:00', '+05:30')
    """
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def usual_offsets(people: np.ndarray, minutes: np.ndarray) -> dict[int, Counter[int]]:
    """How often each person's times are written with which offset."""
    found: dict[int, Counter[int]] = {}
    counts = pd.DataFrame({"who": people, "ahead": minutes}).value_counts()
    for (who, ahead), count in counts.items():
        found.setdefault(int(who), Counter())[int(ahead)] += int(count)
    return found
