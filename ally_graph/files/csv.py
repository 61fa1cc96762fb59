"""Tables as the bytes of a CSV file: UTF-8, LF line ends, quotes only where they are needed."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
from pyarrow import csv


def csv_bytes(table: pa.Table, *, heading: bool = True) -> bytes:
    r"""A table as CSV; what is missing is an empty cell, and numbers are as short as they can be read back.

    Without `heading` these are further rows of a table whose first line is written already.

    >>> csv_bytes(pa.table({"name": ["Ana", "Bo, B."], "n": [0.5, None]}))
    b'name,n\nAna,0.5\n"Bo, B.",\n'
    """
    header = pd.DataFrame(columns=table.column_names).to_csv(index=False, lineterminator="\n").encode()
    header = header if heading else b""
    if table.num_columns == 1:
        return header + _quoted(table)
    out = io.BytesIO()
    try:
        csv.write_csv(table, out, csv.WriteOptions(include_header=False, quoting_style="none"))
    except pa.ArrowInvalid:
        return header + _quoted(table)
    return header + out.getvalue()


def _quoted(table: pa.Table) -> bytes:
    """Rows with quotes round the texts that need them; a row that is nothing but one empty cell needs them too."""
    texts = pd.DataFrame({place: column.cast(pa.string()).to_pandas() for place, column in enumerate(table.columns)})
    return texts.to_csv(index=False, header=False, lineterminator="\n").encode()
