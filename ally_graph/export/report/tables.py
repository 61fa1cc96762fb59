"""Tables of the report: titles of columns, numbers in words, and no more rows than a page can hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed

ROWS_SHOWN = 300
NOTHING = "–"
NUMBERS = {
    "allies": ("Allies", ",.0f"),
    "help_given": ("Help given", ",.1f"),
    "help_received": ("Help received", ",.1f"),
    "balance": ("Balance", "+.2f"),
    "two_way_share": ("Both ways", ".0%"),
    "cross_team_share": ("Across teams", ".0%"),
    "share": ("People seen", ".0%"),
    "people": ("People", ",.0f"),
    "number": ("How many", ",.0f"),
    "bus_factor": ("Hangs on", ",.0f"),
    "stability": ("Stability", ".2f"),
    "before": ("Mean before", ",.1f"),
    "after": ("Mean after", ",.1f"),
    "difference": ("Change", "+,.1f"),
    "low": ("From", "+,.1f"),
    "high": ("To", "+,.1f"),
}
"""Columns of numbers: the title, and how a number is written."""
TEXTS = {
    "name": "Person",
    "title": "Measure",
    "words": "In words",
    "verdict": "How sure",
    "response": "What may help",
    "severity": "What was done",
    "mend": "How to mend it",
    "who": "Who",
}
LONG = ("members", "who", "what", "why", "response", "mend")
"""Columns of sentences, which need room."""


@dataclass(frozen=True)
class Sheet:
    """A table of texts. A column is its title and `number`, `long` or nothing; `more` says what is left out."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


def sheet(table: Disclosed[pd.DataFrame], columns: Sequence[str], title: str) -> Sheet:
    """The columns of a table that are there, as texts; the first rows of a long one.

    >>> people = gate.table("people", pd.DataFrame({"name": ["Ana"], "allies": [3.0]}), gate.LOCAL)
    >>> sheet(people, ["name", "allies"], "People").rows
    (('Ana', '3'),)
    """
    frame = gate.content_of(table)
    there = [name for name in columns if name in frame]
    shown = frame[there].head(ROWS_SHOWN)
    cells = {name: [_cell(value, name) for value in shown[name]] for name in there}
    left = len(frame) - len(shown)
    more = f"{left:,} more rows are left out here." if left > 0 else ""
    heads = tuple((_head(name), "number" if name in NUMBERS else "long" if name in LONG else "") for name in there)
    return Sheet(title, heads, tuple(zip(*cells.values(), strict=True)), more)


def _head(name: str) -> str:
    return NUMBERS[name][0] if name in NUMBERS else TEXTS.get(name, name.replace("_", " ").capitalize())


def _cell(value: object, name: str) -> str:
    if pd.isna(value) or value == "":
        return NOTHING
    return format(value, NUMBERS[name][1]) if name in NUMBERS else str(value)
