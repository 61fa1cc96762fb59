"""Texts that an XML file, and so an SVG drawing, can hold."""

from __future__ import annotations

import re

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, halves of letters, and U+FFFE and U+FFFF, which no XML reader opens."""


def xml_text(text: str) -> str:
    r"""A text without the characters that no XML file can hold.

    >>> xml_text("Bo\ufffe\x00\ud800 Li"), xml_text("Ana\tSilva")
    ('Bo Li', 'Ana\tSilva')
    """
    return NOT_IN_XML.sub("", text)


def xml_value(value: object) -> object:
    r"""Plain values, lists and objects inside each other, with every text and name made `xml_text`.

    >>> xml_value({"a\x00": ["b\uffff", 1, None]})
    {'a': ['b', 1, None]}
    """
    if isinstance(value, str):
        return xml_text(value)
    if isinstance(value, dict):
        return {xml_value(name): xml_value(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [xml_value(inner) for inner in value]
    return value
