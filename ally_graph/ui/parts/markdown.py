"""Words for the screen, safe in Markdown."""

from __future__ import annotations

MARKDOWN = set("\\`*_{}[]<>()#+-.!|~$:@&/=^\"'")


def md(text: object) -> str:
    """Any text as Markdown that shows exactly that text: no name becomes bold, a link, a picture or a formula.

    >>> md("*Ana* ![](x)")
    '&#42;Ana&#42; &#33;&#91;&#93;&#40;x&#41;'
    """
    flat = " ".join(str(text).split())
    return "".join(f"&#{ord(sign)};" if sign in MARKDOWN else sign for sign in flat)
