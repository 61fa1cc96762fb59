"""Words for the screen, safe in Markdown."""

from __future__ import annotations

import functools
import re

JOINER = "\u2060"
"""A sign of no width that breaks no line: what stands on both sides of it is no longer one word to a program."""
JOINED = re.compile(r"(?<=:)(?=//|[\w+/-]+:)|(?<=www)(?=\.)|(?<=@)(?=\w)|(?<=[-<>=~!+])(?=[-<>=~])", re.IGNORECASE)
"""Where the browser makes a link, an arrow, a dash or a picture of plain text, after the signs have been decoded."""
MARKDOWN = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\`*_{}[]<>()#+-.!|~$:@&/=^\"'"})


def md(text: object) -> str:
    """Any text as Markdown that shows exactly that text: no name becomes bold, a link, a picture or a formula.

    An address, an arrow or a word between colons gets a sign of no width within: it would become a link or a picture.

    >>> md("*Ana* ![](x)")
    '&#42;Ana&#42; &#33;&#91;&#93;&#40;x&#41;'
    """
    return _written(str(text))


def md_own(text: object) -> str:
    """The same for what somebody wrote for themselves: it is kept nowhere, not even in memory for the next time.

    >>> md_own("*Bea*") == md("*Bea*")
    True
    """
    return _written.__wrapped__(str(text))


@functools.lru_cache(maxsize=10_000)
def _written(text: str) -> str:
    return JOINED.sub(JOINER, " ".join(text.split())).translate(MARKDOWN)
