"""Writing a data folder, and templates to fill in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from ally_graph.errors import SettingError, did_you_mean
from ally_graph.files.atomic import replacing, write_whole
from ally_graph.files.csv import csv_bytes
from ally_graph.files.formulas import escape_formula, escape_formulas
from ally_graph.records.sheet import TABLE_ENDINGS
from ally_graph.records.tables import TABLES

ROWS_AT_ONCE = 1 << 16
NUMBERS = ("number", "whole")
PLAIN_NUMBER = r"^\s*[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?\s*$"
FORMATS = tuple(ending[1:] for ending in TABLE_ENDINGS)
_EXAMPLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "people": (
        ("p01", "Ana Silva", "Support", "Operations", "Porto", "2", "p02", "remote", "employee", "1", "2025-02-01", ""),
        ("p02", "Bo Lindqvist", "Support", "Operations", "Porto", "4", "", "onsite", "employee", "0.8", "", ""),
    ),
    "interactions": (
        ("p02", "p01", "2026-03-04T09:30:00Z", "help", "1"),
        ("p01", "p02", "2026-03-05", "meeting", "1"),
    ),
    "recognitions": (
        ("p01", "p02", "2026-03-04T16:00:00Z", "shared_responsibility", "1"),
        ("p02", "p01", "2026-03-06", "", "1"),
    ),
    "absences": (("p01", "2026-03-09", "2026-03-13"), ("p02", "2026-04-01", "2026-04-01")),
    "programmes": (
        ("p02", "mentorship", "mentor", "p01", "2026-01-12", "2026-06-30", "4"),
        ("p01", "open_mic", "participant", "", "2026-02-03", "", ""),
    ),
    "indicators": (
        ("2026-03", "engagement", "score", "all", "3.9", "52", "1 to 5", "0.8", "4.2"),
        ("2026-03", "absence_burnout", "sick_days", "Support", "0.4", "14", "", "", ""),
    ),
    "phases": (
        ("Foundation", "2026-01-01", "2026-03-31", "buddies and check-ins begin"),
        ("Expansion", "2026-04-01", "", "peer review before work is handed in"),
    ),
}


def template(name: str) -> str:
    """A table to fill in, as CSV: the header and two rows to replace.

    >>> print(template("absences"), end="")
    person_id,start_date,end_date
    p01,2026-03-09,2026-03-13
    p02,2026-04-01,2026-04-01
    """
    _check_known(name)
    columns = [column.name for column in TABLES[name].columns]
    return "".join(",".join(row) + "\n" for row in (columns, *_EXAMPLES[name]))


def write_folder(tables: Mapping[str, pd.DataFrame], folder: str | Path, *, fmt: str = "csv") -> None:
    """Write tables as a data folder; each file is replaced as a whole or not at all.

    CSV is UTF-8 with LF line ends, the known columns first and the others by name, times in ISO 8601 with a `Z`.
    """
    if fmt not in FORMATS:
        raise SettingError(f"There is no format called {fmt}. {did_you_mean(fmt, FORMATS)}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in tables:
        _check_known(name)
        _refuse_twin(folder, name, fmt)
    for name, frame in tables.items():
        ordered = frame[_column_order(name, frame)]
        if fmt == "csv":
            _write_csv(folder / f"{name}.csv", ordered, name)
        else:
            write_whole(folder / f"{name}.{fmt}", _parquet_bytes(ordered))


def _check_known(name: str) -> None:
    if name not in TABLES:
        raise SettingError(f"There is no table called {name}. {did_you_mean(name, TABLES)}")


def _refuse_twin(folder: Path, name: str, fmt: str) -> None:
    for other in FORMATS:
        if other != fmt and (folder / f"{name}.{other}").exists():
            raise SettingError(f"{folder.name} already holds {name}.{other}. Remove it, or write to another folder.")


def _column_order(name: str, frame: pd.DataFrame) -> list[str]:
    known = [column.name for column in TABLES[name].columns]
    return [column for column in known if column in frame] + sorted(set(frame.columns) - set(known))


def _write_csv(path: Path, frame: pd.DataFrame, name: str) -> None:
    """Write a table as CSV some rows at a time, so that never all of its texts are there at once."""
    types = {column.name: column.type for column in TABLES[name].columns}
    units = {column: _unit(frame[column], types.get(column, "text")) for column in frame.columns}
    names = [escape_formula(str(column)) for column in frame.columns]
    with replacing(path) as draft, draft.open("xb") as file:
        for start in range(0, max(len(frame), 1), ROWS_AT_ONCE):
            part = frame.iloc[start : start + ROWS_AT_ONCE]
            cells = [_cells(part[column], types.get(column, "text"), units[column]) for column in frame.columns]
            file.write(csv_bytes(pa.table(cells, names=names), heading=start == 0))


def _cells(series: pd.Series, kind: str, unit: str) -> pa.Array:
    """A column as the texts or numbers that a CSV file shows."""
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return pa.array(_moment_texts(series, unit), pa.string(), from_pandas=True)
    if pd.api.types.is_numeric_dtype(series.dtype) and not pd.api.types.is_bool_dtype(series.dtype):
        return pa.array(series, from_pandas=True)
    return _harmless(pa.array(series.astype("str"), pa.string(), from_pandas=True), kind)


def _harmless(texts: pa.Array, kind: str) -> pa.Array:
    """Texts that no spreadsheet takes for a formula; plain numbers stay numbers where they are meant to be."""
    escaped = escape_formulas(texts)
    if kind not in NUMBERS or escaped is texts:
        return escaped
    return pc.if_else(pc.match_substring_regex(pc.fill_null(texts, ""), PLAIN_NUMBER), texts, escaped)


def _unit(series: pd.Series, kind: str) -> str:
    """How finely a column of moments is written: days, months, seconds, or fractions where any of them has one."""
    if kind in ("date", "month") or not pd.api.types.is_datetime64_any_dtype(series.dtype):
        return "M" if kind == "month" else "D"
    moments = _in_utc(series)
    return "us" if np.any(moments[~np.isnat(moments)].astype(np.int64) % 1_000_000) else "s"


def _in_utc(series: pd.Series) -> np.ndarray:
    if series.dt.tz is not None:
        series = series.dt.tz_convert("UTC").dt.tz_localize(None)
    return series.to_numpy().astype("datetime64[us]", copy=False)


def _moment_texts(series: pd.Series, unit: str) -> pd.Series:
    moments = _in_utc(series)
    texts = np.datetime_as_string(moments, unit=unit)
    texts = texts if unit in ("D", "M") else np.char.add(texts, "Z")
    return pd.Series(np.where(np.isnat(moments), None, texts.astype(object)), dtype="str")


def _parquet_bytes(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    plain = pd.DataFrame({name: frame[name] for name in frame.columns}).reset_index(drop=True)
    plain.attrs.clear()
    table = pa.Table.from_pandas(plain, preserve_index=False).replace_schema_metadata(None)
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()
