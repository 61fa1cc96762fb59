"""Tables of other libraries as data frames of plain columns, by way of Arrow."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ally_graph.errors import SettingError
from ally_graph.records.cells import series_of
from ally_graph.records.sheet import stop

ARROW = ("__arrow_c_stream__", "__arrow_c_array__")
"""What an object offers that hands over its columns as Arrow: the PyCapsule interface of its specification."""


def frame_of(table: object, name: str) -> pd.DataFrame:
    """A table as a data frame of pandas: it is one, or hands over its columns as Arrow, as those of polars do.

    >>> frame_of(pa.table({"person_id": ["ana", "bo"]}), "people")["person_id"].tolist()
    ['ana', 'bo']
    """
    if isinstance(table, pd.DataFrame):
        return table
    if not any(hasattr(table, way) for way in ARROW):
        raise SettingError(f"{name} is a {type(table).__name__}. Give a data frame of pandas, polars or pyarrow.")
    try:
        return plain_frame(plain_table(pa.table(table)))
    except (pa.ArrowException, ValueError, TypeError) as error:
        mend = "Give one column of single values for each column of the table."
        raise stop(name, f"can't be read as Arrow ({str(error).splitlines()[0][:120]})", mend) from error


def plain_table(table: pa.Table) -> pa.Table:
    """The table with every column as text, dictionary of texts, number or moment."""
    columns = [_plain_column(table.column(place)) for place in range(table.num_columns)]
    return pa.table(columns, names=table.column_names)


def _plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column.cast(pa.dictionary(pa.int32(), pa.string())).unify_dictionaries()
    if pa.types.is_date(kind):
        return column.cast(pa.timestamp("us"))
    if pa.types.is_timestamp(kind):
        return pc.cast(column, pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_string(kind):
        return column
    if pa.types.is_nested(kind):
        raise ValueError("a column holds lists or records instead of single values")
    return column.cast(pa.string())


def plain_frame(table: pa.Table) -> pd.DataFrame:
    """A table of plain columns as a data frame; no two of them may have the same name."""
    if len(set(table.column_names)) != table.num_columns:
        raise ValueError("two columns have the same name")
    columns = {}
    for name in table.column_names:
        columns[name] = series_of(table.column(name))
        table = table.drop_columns(name)
    return pd.DataFrame(columns, copy=False)
