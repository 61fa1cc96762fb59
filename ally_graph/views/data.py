"""The data itself: what was read of it, what it covers, and what came up on the way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer
from ally_graph.errors import row_words
from ally_graph.records import TABLES, Records
from ally_graph.vocabulary import kind_title


def problems(found: Iterable[Any], viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The problems of the data: `file, rows, severity, what, mend`."""
    rows = [(p.file, row_words(p.rows, p.count) if p.rows else "", p.severity, p.what, p.mend) for p in found]
    return gate.table("problems", pd.DataFrame(rows, columns=["file", "rows", "severity", "what", "mend"]), viewer)


def tables_read(records: Records, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """How many rows of each table are used, and what it is for."""
    rows = [(name, len(getattr(records, name)), entry.purpose) for name, entry in TABLES.items()]
    return gate.table("tables_read", pd.DataFrame(rows, columns=["Table", "Rows used", "What for"]), viewer)


def coverage(analysis: Any, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The share of people who appear in each kind of record."""
    shares = analysis.coverage["by_kind"]
    frame = pd.DataFrame({"Kind": map(kind_title, shares), "People seen": shares.values()})
    return gate.table("coverage", frame.round(2), viewer)


def first_rows(sample: pd.DataFrame, viewer: Viewer, count: int) -> Disclosed[pd.DataFrame]:
    """The first rows of a file that the viewer has just handed over."""
    return gate.table("first_rows", sample.head(count), viewer)
