"""Texts that a spreadsheet would run: every file that leaves the product is made harmless here."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

FORMULA_SIGNS = "=+-@＝＋－＠"
"""What makes a spreadsheet run a cell that begins with it, and the full-width forms of the same."""
_CONTROLS = "[\x00-\x1f\x7f-\x9f\u2028\u2029]"
_SIGNS = re.escape(FORMULA_SIGNS)
_SUSPECT = rf"""^[\s\pZ]*[{_SIGNS}]|{_CONTROLS}|;[\s\pZ"]*[{_SIGNS}]"""
_NEW_CELL = re.compile(rf""";(?=[\s"]*[{_SIGNS}])""")
_ESCAPED = re.compile(rf"""(^|;)'(?=[\s"]*[{_SIGNS}])""")
CONTROL = re.compile(_CONTROLS)


def escape_formula(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it; anything else as it is.

    Line ends and other control characters become spaces, so that no text can begin a row of its own. Where lists are
    parted by semicolons a text begins a cell after each of them, quoted or not: there too stands an apostrophe.

    >>> escape_formula("@SUM(A1)"), escape_formula("  =1"), escape_formula("a\\r=1"), escape_formula(3)
    ("'@SUM(A1)", "'  =1", 'a =1', 3)
    >>> escape_formula("Bo;=1+1")
    "Bo;'=1+1"
    """
    if not isinstance(cell, str):
        return cell
    text = _NEW_CELL.sub(";'", CONTROL.sub(" ", cell))
    return f"'{text}" if text.lstrip().startswith(tuple(FORMULA_SIGNS)) or CONTROL.match(cell) else text


def unescape_formula(text: str) -> str:
    """A text as it was before `escape_formula` put apostrophes into it.

    >>> unescape_formula("'=1"), unescape_formula("Bo;'=1+1"), unescape_formula("'s-Hertogenbosch")
    ('=1', 'Bo;=1+1', "'s-Hertogenbosch")
    """
    return _ESCAPED.sub(r"\1", text)


def may_be_escaped(text: str) -> bool:
    """Whether `unescape_formula` can change anything in a text."""
    return text[:1] == "'" or ";'" in text


def escape_formulas(texts: pa.Array) -> pa.Array:
    """A column of texts with every cell made `escape_formula`.

    >>> escape_formulas(pa.array(["=1", "Ana", None])).to_pylist()
    ["'=1", 'Ana', None]
    """
    suspect = pc.fill_null(pc.match_substring_regex(texts, _SUSPECT), False)
    if not pc.any(suspect).as_py():
        return texts
    mended = [escape_formula(text) for text in texts.filter(suspect).to_pylist()]
    return pc.replace_with_mask(texts, suspect, pa.array(mended, texts.type))
