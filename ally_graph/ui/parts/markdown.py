"""Words for the screen: safe in Markdown; those for counts and lists come along."""

from __future__ import annotations

from ally_graph.wording.counts import count, in_words, listed, upper_first

__all__ = ["count", "in_words", "listed", "md", "upper_first"]

MARKDOWN = set("\\`*_{}[]<>()#+-.!|~$:@&/=^\"'")


def md(text: object) -> str:
    """Any text as Markdown that shows exactly that text: no name becomes bold, a link, a picture or a formula.

    >>> md("*Ana* ![](x)")
    '&#42;Ana&#42; &#33;&#91;&#93;&#40;x&#41;'
    """
    flat = " ".join(str(text).split())
    return "".join(f"&#{ord(sign)};" if sign in MARKDOWN else sign for sign in flat)
