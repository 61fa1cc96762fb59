"""Numbers as people write them: what a point or a comma means is told by the whole column, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,6})?", re.ASCII)
_MARKED = re.compile(r"[+-]?\d[\d.,]*", re.ASCII)
_THREES = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}|[+-]?[1-9]\d{0,2}(?:,\d{3}){2,}", re.ASCII)
_BOTH = re.compile(r"([+-]?[1-9]\d{0,2}(?:\.\d{3})+),(\d+)|([+-]?[1-9]\d{0,2}(?:,\d{3})+)\.(\d+)", re.ASCII)
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}(?:[ '\u00a0\u202f\u2019]\d{3})+(?:[.,]\d+)?")
_SPACES = re.compile(r"[ '\u00a0\u202f\u2019]")
_UNIT = re.compile(
    r"(?P<before>[€$£%])?\s*(?P<number>[+-]?\d[\d.,' \u00a0\u202f\u2019]*?)\s*(?P<after>[^\d\s.,+-][^\d]{0,14})?"
)
POINT, COMMA = ".", ","


@dataclass(frozen=True)
class Marks:
    """What tells a column's decimal mark: the marks that part whole and fraction, and those that part thousands."""

    decimal: frozenset[str]
    thousands: frozenset[str]

    def meaning(self, mark: str) -> str:
        """`decimal` or `thousands` where only one of the two can be, else an empty text."""
        other = COMMA if mark == POINT else POINT
        decimal = mark in self.decimal or other in self.thousands
        thousands = mark in self.thousands or other in self.decimal
        return "" if decimal == thousands else "decimal" if decimal else "thousands"


def marks_of(texts: Iterable[str]) -> Marks:
    """What the texts of a column tell about points and commas.

    >>> marks_of(["1.250", "80,5"]).meaning("."), marks_of(["1.250"]).meaning("."), marks_of(["0.5"]).meaning(".")
    ('thousands', '', 'decimal')
    """
    decimal, thousands = set(), set()
    for text in texts:
        both, grouped = _BOTH.fullmatch(text), _GROUPED.fullmatch(text)
        if both:
            decimal.add(COMMA if both[1] else POINT)
            thousands.add(POINT if both[1] else COMMA)
        elif grouped:
            thousands.add(POINT if POINT in text else COMMA)
        elif _MARKED.fullmatch(text) and not _THREES.fullmatch(text) and text.count(POINT) + text.count(COMMA) == 1:
            decimal.add(POINT if POINT in text else COMMA)
    return Marks(frozenset(decimal), frozenset(thousands))


def read_number(text: str, marks: Marks, point: str, comma: str) -> float:
    """A number, NaN where it is none or could be two; `point` and `comma` say what these mean where no cell tells.

    >>> read_number("1.250", marks_of(["80,5"]), "", ""), read_number("1.250", marks_of([]), "decimal", "")
    (1250.0, 1.25)
    """
    both = _BOTH.fullmatch(text)
    if both:
        whole, part = (both[1], both[2]) if both[1] else (both[3], both[4])
        return float(f"{re.sub('[.,]', '', whole)}.{part}")
    if _GROUPED.fullmatch(text):
        return float(re.sub("[.,]", "", text))
    three = _THREES.fullmatch(text)
    if three:
        meaning = marks.meaning(three[1]) or (point if three[1] == POINT else comma)
        if meaning == "thousands":
            return float(text.replace(three[1], ""))
        return float(text.replace(",", ".")) if meaning == "decimal" else float("nan")
    if text.count(COMMA) == 1 and POINT not in text:
        text = text.replace(COMMA, POINT)
    return float(text) if _NUMBER.fullmatch(text) else float("nan")


def read_distinct(texts: np.ndarray, *, semicolons: bool, points: bool = False) -> np.ndarray:
    """The numbers of a data folder, given each distinct text of a column; NaN where it is none.

    Where semicolons or tabs part the cells, a comma can be the decimal mark, and `1.250` is 1,250 beside `80,5`.
    `points` says that other cells of the column have a decimal point.
    """
    if not semicolons:
        return np.array([_plain(text) for text in texts], dtype=float)
    marks = marks_of([*texts, "0.5"] if points else texts)
    return np.array([_infinite(text) or read_number(text, marks, "", "decimal") for text in texts], dtype=float)


def _plain(text: str) -> float:
    return _infinite(text) or (float(text) if _NUMBER.fullmatch(text) else float("nan"))


def _infinite(text: str) -> float:
    return float("inf") if text.lower().lstrip("+-") in ("inf", "infinity") else 0.0


def could_be_two(text: str) -> bool:
    """Whether a text can be a number with thousands and one with a fraction.

    >>> could_be_two("1.250"), could_be_two("80,5")
    (True, False)
    """
    return bool(_THREES.fullmatch(text))


def is_whole(text: str) -> bool:
    """Whether a text can be a whole number: digits alone, or marks between each three of them.

    >>> is_whole("12"), is_whole("1,250"), is_whole("1.5")
    (True, True, False)
    """
    return text.strip().isdecimal() or bool(_THREES.fullmatch(text.strip()) or _GROUPED.fullmatch(text.strip()))


@dataclass(frozen=True)
class Loose:
    """The numbers of a foreign table by distinct text, NaN where none; and the unit that stood with all of them."""

    values: dict[str, float]
    unit: str = ""


def read_loosely(texts: Iterable[str], *, point: str = "decimal", comma: str = "") -> Loose:
    """Numbers with decimal commas, thousands, percent signs or one unit, as far as the column leaves one reading.

    >>> read_loosely(["1 250", "80,5", "3"]).values
    {'1 250': 1250.0, '80,5': 80.5, '3': 3.0}
    >>> read_loosely(["45%", "3 h"]).values
    {'45%': nan, '3 h': nan}
    """
    parts = {text: _UNIT.fullmatch(text.strip()) for text in texts}
    bare = {text: _tidy(match["number"] if match else text.strip()) for text, match in parts.items()}
    units = {
        text: ((match["before"] or "") + (match["after"] or "")).strip().casefold() if match else ""
        for text, match in parts.items()
    }
    named = {unit for unit in units.values() if unit}
    marks = marks_of(bare.values())
    values = {
        text: float("nan") if units[text] and len(named) > 1 else read_number(number, marks, point, comma)
        for text, number in bare.items()
    }
    return Loose(values, named.pop() if len(named) == 1 else "")


def _tidy(text: str) -> str:
    text = text.strip()
    return _SPACES.sub("", text) if _SPACED.fullmatch(text) else text
