"""The map as a picture that leaves the product: with title, legend and date, drawn here and not in a browser.

An SVG opens in Inkscape with its words as text and a group for each dot; a PNG is sharp at 4,000 pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from ally_graph import charts
from ally_graph.charts import network_map, pictures
from ally_graph.charts.palette import (
    DASHED_RING,
    HOLLOW_SIGNS,
    NEUTRAL_SHAPE,
    RING,
    SIGNS,
    Palette,
    palette,
)
from ally_graph.charts.paper import Spots
from ally_graph.charts.slides.canvas import FONT, NAMED_COLOUR, width_of
from ally_graph.disclosure import policy
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.export.report.network_map import CORNERS, Element, add_dot, add_name, add_tie, frame_of
from ally_graph.files.xml import xml_text, xml_value

PIXELS = 4_000
"""How wide a PNG is."""
LEAST_WIDE = 900.0
TITLE, SMALL = 26, 15
TOP, ROW = 84.0, 26.0
SIGN = 6.0
"""Half as wide as a sign of the legend."""
SHOWN_AS = {
    **{sign: (shape, True, "") for shape, sign in SIGNS.items()},
    **{sign: (shape, False, "") for shape, sign in HOLLOW_SIGNS.items()},
    RING: (NEUTRAL_SHAPE, False, ""),
    DASHED_RING: (NEUTRAL_SHAPE, False, "3 2.2"),
}
"""How each sign of a legend is drawn: its shape, whether it is filled, and its dashes."""


def map_svg(shown: Disclosed[ShownNetwork], spots: Spots, *, title: str, source: str, dark: bool = False) -> str:
    """The map as an SVG document: title, source with date, lines, a group for each dot with its name, and the legend.

    `spots` are the places of the map on screen. The groups have the ids of people only where this viewer may see names.
    """
    drawing = charts.map_of_allies(shown, network_map.drawn_as_on_screen(content_of(shown), spots), dark=dark)
    parts, colours = xml_value(network_map.payload(drawing)), palette(dark)
    left, top, wide, high = frame_of(parts["nodes"])
    left, wide = left - max(0.0, LEAST_WIDE - wide) / 2, max(wide, LEAST_WIDE)
    legend = _legend_rows(parts["legend"], wide - 48)
    whole = TOP + high + ROW * len(legend) + 24
    box = f"{left:g} {top - TOP:g} {wide:g} {whole:g}"
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=box, width=f"{wide:g}", height=f"{whole:g}")
    root.set("font-family", FONT)
    ElementTree.SubElement(root, "title").text = xml_text(title)
    ground = {
        "x": f"{left:g}",
        "y": f"{top - TOP:g}",
        "width": f"{wide:g}",
        "height": f"{whole:g}",
        "fill": "var(--ground)",
    }
    ElementTree.SubElement(root, "rect", ground)
    _words(root, left + 24, top - TOP + 42, title, TITLE, "var(--text)", bold=True)
    _words(root, left + 24, top - TOP + 68, source, SMALL, "var(--muted)")
    _add_map(root, parts, named=bool(policy.names(shown.viewer)))
    for number, row in enumerate(legend):
        _add_legend(root, row, left + 24, top + high + 18 + ROW * number)
    return _painted(ElementTree.tostring(root, encoding="unicode"), colours)


def map_png(drawing: str) -> bytes:
    """A drawing of `map_svg` as a PNG picture of 4,000 pixels across. Raises `PictureError` where it can't be drawn."""
    return pictures.png_of_svg(drawing, float(ElementTree.fromstring(drawing).attrib["width"]), PIXELS)


def _add_map(root: Element, parts: Mapping[str, Any], *, named: bool) -> None:
    """Lines below, above them a group for each dot with its name: from below upwards, so that no dot hides a name."""
    nodes = {node["id"]: node for node in parts["nodes"]}
    lines = ElementTree.SubElement(root, "g", {"class": "ties"})
    for edge in parts["edges"]:
        add_tie(lines, edge, nodes)
    dots = ElementTree.SubElement(root, "g", {"class": "dots"})
    for node in sorted(parts["nodes"], key=lambda node: -node["y"]):
        group = ElementTree.SubElement(dots, "g", {"id": _id_of(node["id"])} if named else {})
        add_dot(group, node)
        add_name(group, node)


def _id_of(person: str) -> str:
    """An id that a drawing may have: letters, digits and hyphens, anything else by its number.

    >>> _id_of("p01"), _id_of("a b"), _id_of("a_20_b")
    ('dot-p01', 'dot-a_20_b', 'dot-a_5f_20_5f_b')
    """
    plain = "".join(sign if sign.isascii() and sign.isalnum() else f"_{ord(sign):x}_" for sign in person)
    return f"dot-{plain}"


def _legend_rows(entries: list[list[str]], room: float) -> list[list[list[str]]]:
    """The legend in rows that fit."""
    rows: list[list[list[str]]] = [[]]
    left = room
    for entry in entries:
        wide = _wide(entry)
        if rows[-1] and wide > left:
            rows.append([])
            left = room
        rows[-1].append(entry)
        left -= wide
    return rows


def _wide(entry: list[str]) -> float:
    return 24 + width_of(entry[2], SMALL) + 26


def _add_legend(root: Element, entries: list[list[str]], x: float, y: float) -> None:
    for entry in entries:
        sign, colour, meaning = entry
        if sign in SHOWN_AS:
            _add_sign(root, sign, colour, x + SIGN, y - 0.35 * SMALL)
        else:
            _words(root, x, y, sign, SMALL, colour)
        _words(root, x + 24, y, meaning, SMALL, "var(--text)")
        x += _wide(entry)


def _add_sign(root: Element, sign: str, colour: str, x: float, y: float) -> None:
    """A sign of the legend as a shape: letters look otherwise in each font, and in some of them a ring is a disc."""
    shape, full, dashes = SHOWN_AS[sign]
    paint = {"fill": colour if full else "none", "stroke": colour, "stroke-width": "1" if full else "1.8"}
    paint |= {"stroke-dasharray": dashes} if dashes else {}
    if shape in CORNERS:
        corners = " ".join(f"{x + SIGN * dx:.1f},{y + SIGN * dy:.1f}" for dx, dy in CORNERS[shape])
        ElementTree.SubElement(root, "polygon", points=corners, **paint)
    else:
        ElementTree.SubElement(root, "circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{SIGN:g}", **paint)


def _words(root: Element, x: float, y: float, text: str, size: float, colour: str, *, bold: bool = False) -> None:
    look = {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size:g}", "fill": colour}
    look |= {"font-weight": "600"} if bold else {}
    ElementTree.SubElement(root, "text", look).text = xml_text(text)


def _painted(svg: str, colours: Palette) -> str:
    return NAMED_COLOUR.sub(lambda found: getattr(colours, found[1]), svg)
