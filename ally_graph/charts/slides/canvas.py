"""A sheet to draw on: shapes and words as SVG, colours by what they are for, so that a slide can be light or dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

from ally_graph.charts.palette import Palette
from ally_graph.files.xml import xml_text

FONT = "'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
NARROW, WIDE_LETTERS = frozenset("iljtfrI.,:;'|!() "), frozenset("mwMW@%")
NAMED_COLOUR = re.compile(r"var\(--(\w+)\)")
BODY, SMALL, LARGE, HUGE = 24.0, 20.0, 30.0, 76.0
"""Sizes of words in a picture, on a slide of 1,280 by 720: nothing smaller is written."""


@dataclass(frozen=True)
class Sheet:
    """How wide and high a picture is: `WIDE` for a projector, `TALL` for a phone held upright."""

    wide: float
    high: float

    @property
    def tall(self) -> bool:
        """Whether it is for a phone."""
        return self.high > self.wide


WIDE, TALL = Sheet(1160, 462), Sheet(600, 920)
SHEETS = (WIDE, TALL)


@dataclass(frozen=True)
class Drawn:
    """A picture in both shapes, and what it shows in words for those who can't see it."""

    wide: str
    tall: str
    words: str


class Canvas:
    """What is drawn on a sheet; every method adds one thing."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        size = {
            "viewBox": f"0 0 {sheet.wide:g} {sheet.high:g}",
            "width": f"{sheet.wide:g}",
            "height": f"{sheet.high:g}",
        }
        self._root = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "font-family": FONT})

    def add(self, shape: str, **look: object) -> ElementTree.Element:
        """A shape; `_` in a name stands for a hyphen, numbers are rounded, colours are those of `colour`."""
        told = {name.replace("_", "-"): _number(value) for name, value in look.items() if value is not None}
        return ElementTree.SubElement(self._root, shape, told)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = "grid", width: float = 2, **look: object
    ) -> None:
        """A straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=paint(colour), stroke_width=width, **look)

    def box(
        self, x: float, y: float, wide: float, high: float, colour: str, *, round_by: float = 4, **look: object
    ) -> None:
        """A rectangle with round corners."""
        self.add("rect", x=x, y=y, width=max(wide, 0), height=max(high, 0), rx=round_by, fill=paint(colour), **look)

    def dot(self, x: float, y: float, radius: float, colour: str, **look: object) -> None:
        """A full circle."""
        self.add("circle", cx=x, cy=y, r=radius, fill=paint(colour), **look)

    def words(
        self, x: float, y: float, text: str, size: float = BODY, colour: str = "text", at: str = "start",
        *, bold: bool = False, halo: bool = False,
    ) -> None:  # fmt: skip
        """One line of words; `at` says which part of it stands at `x`."""
        behind = {"stroke": paint("ground"), "stroke_width": 6, "paint_order": "stroke", "stroke_linejoin": "round"}
        look = {"font_size": size, "fill": paint(colour), "text_anchor": at, "font_weight": 600 if bold else None}
        self.add("text", x=x, y=y, **look, **(behind if halo else {})).text = xml_text(text)

    def lines(self, x: float, y: float, texts: Iterable[str], size: float = BODY, **look: object) -> float:
        """Several lines of words, one under the other; returns where the next one would stand."""
        for text in texts:
            self.words(x, y, text, size, **look)
            y += 1.28 * size
        return y

    def svg(self) -> str:
        """What was drawn, as a document."""
        return ElementTree.tostring(self._root, encoding="unicode")


def _number(value: object) -> str:
    return f"{round(value, 1):g}" if isinstance(value, float) else str(value)


def paint(colour: str) -> str:
    """A colour by what it is for, as the slide's style sheet calls it.

    >>> paint("accent"), paint("none")
    ('var(--accent)', 'none')
    """
    return colour if colour == "none" else f"var(--{colour})"


def painted(svg: str, colours: Palette) -> str:
    """The picture with the colours of a palette, for what knows no style sheet.

    >>> from ally_graph.charts.palette import LIGHT
    >>> painted('<circle fill="var(--accent)" stroke="var(--hue0)"/>', LIGHT)
    '<circle fill="#1F5F8B" stroke="#0072B2"/>'
    """
    known = {name: getattr(colours, name) for name in ("accent", "neutral", "text", "muted", "grid", "ground")}
    known |= {f"hue{number}": hue for number, hue in enumerate(colours.hues)}
    known |= {f"band{number}": band for number, band in enumerate(colours.bands)}
    return NAMED_COLOUR.sub(lambda found: known[found[1]], svg)


def width_of(text: str, size: float) -> float:
    """About how wide a line of words is.

    >>> round(width_of("illi", 10)), round(width_of("WWWW", 10))
    (11, 34)
    """
    return size * sum(_letter(sign) for sign in text)


def _letter(sign: str) -> float:
    if sign in NARROW:
        return 0.28
    if sign in WIDE_LETTERS:
        return 0.86
    return 0.66 if sign.isupper() else 1.0 if ord(sign) > 0x2E7F else 0.545


def wrapped(text: str, size: float, room: float, most: int = 3) -> list[str]:
    """The text in lines that fit into the room; what does not fit into so many lines ends in dots.

    >>> wrapped("one two three", 10, 40, most=2)
    ['one two', 'three']
    >>> wrapped("one two three", 10, 40, most=1)
    ['one …']
    """
    made, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size) > room:
            made.append(line)
            line = word
        else:
            line = longer
    made.append(line)
    made = [shortened(one, size, room) for one in made]
    if len(made) <= most:
        return made
    return [*made[: most - 1], shortened(f"{made[most - 1]} …", size, room, dots=True)]


def shortened(text: str, size: float, room: float, *, dots: bool = False) -> str:
    """The text, or as much of it as fits into the room, with dots at the end."""
    if width_of(text, size) <= room:
        return text
    kept = text.removesuffix(" …") if dots else text
    while kept and width_of(f"{kept}…", size) > room:
        kept = kept.rsplit(" ", 1)[0] if dots and " " in kept else kept[:-1]
    return f"{kept} …" if dots else f"{kept}…"


def drawn(words: str, draw: Callable[[Canvas], None]) -> Drawn:
    """The picture that a function draws, in both shapes."""
    made = []
    for sheet in SHEETS:
        canvas = Canvas(sheet)
        draw(canvas)
        made.append(canvas.svg())
    return Drawn(*made, xml_text(words))
