"""Short tables for notebooks, in which every cell is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def html_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of a few rows as HTML; whole numbers get their commas.

    >>> html_table("Records", ["table", "rows"], [("<people>", 1200)])  # doctest: +ELLIPSIS
    '<table><caption>Records</caption>...<tbody><tr><td>&lt;people&gt;</td><td>1,200</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    return f"<td>{escape(f'{value:,}' if isinstance(value, int) else str(value))}</td>"
