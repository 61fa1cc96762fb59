"""Drawings that can stand in a page: only known parts, colours by name so that the page can be light or dark."""

from __future__ import annotations

from xml.etree import ElementTree

from markupsafe import Markup

from ally_graph.charts.palette import DARK, LIGHT, Palette

SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
PARTS = frozenset({"svg", "g", "path", "text", "tspan", "rect", "line", "circle", "polygon", "title"})
_ATTRIBUTES = """
d fill stroke opacity transform width height viewBox x y x1 x2 y1 y2 cx cy r rx ry dx dy points font-family font-size
font-weight font-style text-anchor dominant-baseline fill-opacity stroke-opacity stroke-width stroke-dasharray
stroke-linecap stroke-linejoin stroke-miterlimit paint-order visibility display class
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
"""What a drawing in the page may be made of; anything else, such as links, pictures and scripts, is left out."""
PAINTS = ("fill", "stroke")
NO_PAINT = ("none", "transparent")


def colour_names(colours: Palette) -> dict[str, str]:
    """Each colour of a palette by what it is for, as the page's style sheet calls it.

    >>> colour_names(LIGHT)["accent"]
    '#1F5F8B'
    """
    single = ("accent", "neutral", "text", "muted", "grid", "ground")
    names = {name: getattr(colours, name) for name in single}
    names |= {f"hue{number}": hue for number, hue in enumerate(colours.hues)}
    return names | {f"band{number}": band for number, band in enumerate(colours.bands)}


def style_of(colours: Palette) -> str:
    """The colours as declarations of a style sheet."""
    return " ".join(f"--{name}: {colour};" for name, colour in colour_names(colours).items())


STYLES = {"light": style_of(LIGHT), "dark": style_of(DARK)}
NAMED = {colour.upper(): f"var(--{name})" for name, colour in reversed(colour_names(LIGHT).items())}


def colour_name(colour: str) -> str:
    """A colour of the palette as the page's style sheet calls it, any other one as it is.

    >>> colour_name("#1f5f8b"), colour_name("none")
    ('var(--accent)', 'none')
    """
    return NAMED.get(colour.upper(), colour)


def grounded(svg: str) -> tuple[Markup, bool]:
    """An SVG document as a part of the page, and whether every colour in it follows the page's ground.

    >>> grounded('<svg xmlns="http://www.w3.org/2000/svg"><a href="x"><path/></a><path fill="#1f5f8b"/></svg>')
    (Markup('<svg><path fill="var(--accent)"></path></svg>'), True)
    """
    root = ElementTree.fromstring(svg)
    follows = _clean(root)
    return Markup(ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)), follows


def _clean(element: ElementTree.Element) -> bool:
    """Keep the known parts and attributes of an element, and name its colours; False where a colour has no name."""
    element.tag = element.tag.removeprefix(SVG_NAMESPACE)
    for name, value in list(element.attrib.items()):
        if name not in ATTRIBUTES or "url(" in value:
            del element.attrib[name]
    follows = True
    for name in PAINTS:
        colour = element.get(name)
        if colour is not None and colour not in NO_PAINT:
            element.set(name, colour_name(colour))
            follows &= element.attrib[name].startswith("var(")
    for child in list(element):
        if child.tag.removeprefix(SVG_NAMESPACE) in PARTS:
            follows &= _clean(child)
        else:
            element.remove(child)
    return follows
