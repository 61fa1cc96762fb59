"""What was read as one short text: the same for any order of rows and any file format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

ROWS_AT_ONCE = 1 << 20


def fingerprint_of(tables: Mapping[str, pd.DataFrame], facts: Sequence[object]) -> str:
    """SHA-256 over tables in their one order, and a few facts about them."""
    digest = hashlib.sha256(json.dumps(facts).encode())
    for name, frame in tables.items():
        digest.update(json.dumps([name, len(frame), list(frame.columns)]).encode())
        for place in range(frame.shape[1]):
            _digest_column(digest, frame.iloc[:, place])
    return digest.hexdigest()


def _digest_column(digest: hashlib._Hash, column: pd.Series) -> None:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        _digest_values(digest, column.to_numpy(), "datetime64[us]")
    elif pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy() if isinstance(column.dtype, np.dtype) else column.to_numpy(float, na_value=np.nan)
        _digest_values(digest, values, "float64")
    else:
        codes, texts = _coded(column)
        digest.update(json.dumps(texts).encode())
        _digest_values(digest, codes, "int32")


def _digest_values(digest: hashlib._Hash, values: np.ndarray, kind: str) -> None:
    for start in range(0, len(values), ROWS_AT_ONCE):
        digest.update(values[start : start + ROWS_AT_ONCE].astype(kind).tobytes())


def _coded(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories.to_numpy(dtype=object).tolist()
    codes, values = pd.factorize(column.to_numpy(dtype=object), sort=True)
    return codes, values.tolist()
