"""The map of allies as a still drawing that prints well and needs no script."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from typing import Any
from xml.etree import ElementTree

from ally_graph.charts.network_map import Drawing, payload
from ally_graph.files.xml import xml_value

MARGIN = 70.0
LETTERS = 13
ARROW_LONG, ARROW_WIDE = 9.0, 3.6
LEAST_WIDTH, LEAST_HEIGHT = 400.0, 200.0
CORNERS = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "triangle": ((0, -1.1), (1, 0.75), (-1, 0.75)),
    "triangleDown": ((0, 1.1), (1, -0.75), (-1, -0.75)),
    "diamond": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
}
"""The corners of each shape for a size of 1; a dot is a circle."""

Element = ElementTree.Element


def network_svg(drawing: Drawing) -> str:
    """The drawing as an SVG document: lines below, dots above them, names on top; who is who when pointed at."""
    parts = xml_value(payload(drawing))
    nodes = {node["id"]: node for node in parts["nodes"]}
    left, top, wide, high = frame_of(parts["nodes"])
    root = ElementTree.Element("svg", viewBox=f"{left} {top} {wide} {high}", width=f"{wide}", height=f"{high}")
    lines, dots, names = (ElementTree.SubElement(root, "g") for _ in range(3))
    for edge in parts["edges"]:
        add_tie(lines, edge, nodes)
    for node in parts["nodes"]:
        add_dot(dots, node)
        add_name(names, node)
    return ElementTree.tostring(root, encoding="unicode")


def frame_of(nodes: list[Mapping[str, Any]]) -> tuple[float, float, float, float]:
    """Left, top, width and height of the drawing, with room for names at its edges."""
    across, down = [node["x"] for node in nodes] or [0.0], [node["y"] for node in nodes] or [0.0]
    wide = max(max(across) - min(across) + 2 * MARGIN, LEAST_WIDTH)
    lowest = max((_lowest(node) for node in nodes), default=0.0)
    high = max(lowest - min(down) + MARGIN, LEAST_HEIGHT)
    left, top = (min(across) + max(across) - wide) / 2, min(min(down) - MARGIN / 2, lowest + MARGIN / 2 - high)
    return round(left, 1), round(top, 1), round(wide, 1), round(high, 1)


def _lowest(node: Mapping[str, Any]) -> float:
    """How far down a dot with its name reaches."""
    return node["y"] + node["size"] + 1.1 * LETTERS * (1 + node["label"].count("\n"))


def add_tie(lines: Element, edge: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]]) -> None:
    """A line from rim to rim, with arrow heads where support arrives."""
    start, end = nodes[edge["from"]], nodes[edge["to"]]
    long = hypot(end["x"] - start["x"], end["y"] - start["y"])
    if edge.get("hidden") or long <= start["size"] + end["size"]:
        return
    along = ((end["x"] - start["x"]) / long, (end["y"] - start["y"]) / long)
    one, two = _moved(start, along, start["size"] + 1), _moved(end, along, -end["size"] - 1)
    group = ElementTree.SubElement(lines, "g", opacity="0.07" if edge.get("faint") else "0.24")
    ends = {"x1": one[0], "y1": one[1], "x2": two[0], "y2": two[1], "stroke-width": edge["width"]}
    ElementTree.SubElement(group, "line", {"stroke": "var(--text)", **{name: f"{ends[name]:g}" for name in ends}})
    arrows = str(edge.get("arrows") or "")
    for word, tip, way in (("to", two, along), ("from", one, (-along[0], -along[1]))):
        if word in arrows:
            ElementTree.SubElement(group, "polygon", points=_arrow(tip, way), fill="var(--text)")


def _moved(node: Mapping[str, Any], along: tuple[float, float], by: float) -> tuple[float, float]:
    return round(node["x"] + along[0] * by, 1), round(node["y"] + along[1] * by, 1)


def _arrow(tip: tuple[float, float], way: tuple[float, float]) -> str:
    """The corners of an arrow head."""
    back = (tip[0] - way[0] * ARROW_LONG, tip[1] - way[1] * ARROW_LONG)
    side = (-way[1] * ARROW_WIDE, way[0] * ARROW_WIDE)
    corners = (tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def add_dot(dots: Element, node: Mapping[str, Any]) -> None:
    """The dot, told by its colour, shape and ring, with who it is when pointed at."""
    paint = {
        "fill": node["color"]["background"],
        "stroke": node["color"]["border"],
        "stroke-width": f"{node['borderWidth']}",
        "opacity": f"{node['opacity']:g}",
    }
    dashes = node["shapeProperties"]["borderDashes"]
    paint |= {"stroke-dasharray": " ".join(map(str, dashes))} if dashes else {}
    x, y, size = node["x"], node["y"], node["size"]
    dots = ElementTree.SubElement(dots, "g") if "ring" in node else dots
    if node["shape"] in CORNERS:
        points = " ".join(f"{x + size * dx:.1f},{y + size * dy:.1f}" for dx, dy in CORNERS[node["shape"]])
        dot = ElementTree.SubElement(dots, "polygon", points=points, **paint)
    else:
        dot = ElementTree.SubElement(dots, "circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{size:g}", **paint)
    ElementTree.SubElement(dot, "title").text = node["title"]
    if "ring" in node:
        _add_ring(dots, node)


def _add_ring(dots: Element, node: Mapping[str, Any]) -> None:
    """The ring around somebody of whom something was found."""
    colour, dashes = node["ring"]
    look = {"fill": "none", "stroke": colour, "stroke-width": "2", "opacity": f"{node['opacity']:g}"}
    look |= {"stroke-dasharray": " ".join(map(str, dashes))} if dashes else {}
    ElementTree.SubElement(dots, "circle", cx=f"{node['x']:g}", cy=f"{node['y']:g}", r=f"{node['size'] + 5:g}", **look)


def add_name(names: Element, node: Mapping[str, Any]) -> None:
    """The name under the dot, readable over lines."""
    words = [line for line in node["label"].split("\n") if line.strip()]
    if not words:
        return
    look = {"text-anchor": "middle", "font-size": f"{LETTERS}", "fill": "var(--text)", "stroke": "var(--ground)"}
    text = ElementTree.SubElement(names, "text", {**look, "stroke-width": "4", "paint-order": "stroke"})
    for number, line in enumerate(words):
        place = {"x": f"{node['x']:g}", "y": f"{node['y'] + node['size'] + LETTERS * (1.05 + 1.1 * number):.1f}"}
        ElementTree.SubElement(text, "tspan", place).text = line
