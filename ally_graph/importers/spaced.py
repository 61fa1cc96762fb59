"""Lists of pairs with blanks between, as networkx and public collections of networks write them."""

from __future__ import annotations

import re

from ally_graph.importers.headings import KNOWN, plain
from ally_graph.importers.layout import LOOKED_AT

_PAIR = re.compile(r"(\S+)[ \t]+(\S+)(?:[ \t]+([+-]?[\d.]+(?:[eE][+-]?\d+)?))?(?:[ \t]+\{.*\})?\s*")
_REMARK = ("#", "%")


def is_spaced(lead: str) -> bool:
    r"""Whether a text is a list of pairs with blanks between.

    Names of people look alike, so a third number, a remark or nodes that come on both sides have to speak for it.

    >>> is_spaced("# Nodes: 3\n1 2\n2 3\n"), is_spaced("name\nAna Lima\nBo Berg\n"), is_spaced("1,2\n2,3\n")
    (True, False, False)
    """
    lines = lead.splitlines()[:LOOKED_AT]
    rows = [line for line in lines if line.strip() and not line.startswith(_REMARK)]
    rows = rows[1:] if rows and _is_heading(rows[0]) else rows
    pairs = [_PAIR.fullmatch(line) for line in rows]
    if len(pairs) < 2 or not all(pairs) or any(mark in row for row in rows for mark in ",;\t|"):
        return False
    ones, twos = {pair[1] for pair in pairs}, {pair[2] for pair in pairs}
    remarks = any(line.startswith(_REMARK) for line in lines)
    return bool(ones & twos) and (remarks or all(pair[3] for pair in pairs) or len(ones & twos) > 1)


def has_heading(lead: str) -> bool:
    """Whether such a list begins with names of columns, which most do not."""
    rows = [line for line in lead.splitlines()[:LOOKED_AT] if line.strip() and not line.startswith(_REMARK)]
    return bool(rows) and _is_heading(rows[0])


def _is_heading(line: str) -> bool:
    return all(plain(word) in KNOWN for word in line.split())


def as_tabs(data: bytes) -> bytes:
    """A list of pairs with tabs between, each at its line; remarks are left empty."""
    return "\n".join(_with_tabs(line) for line in data.decode("utf-8", "replace").splitlines()).encode()


def _with_tabs(line: str) -> str:
    pair = None if line.startswith(_REMARK) else _PAIR.fullmatch(line)
    cells = [part for part in pair.groups() if part] if pair else [] if line.startswith(_REMARK) else line.split()
    return "\t".join(cells)
