"""People as dots on a slide, without anything that tells who they are."""

from __future__ import annotations

import numpy as np

from ally_graph.charts.slides.canvas import SMALL, Canvas, Drawn, drawn, wrapped
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.unnamed import Dots

EDGE, FOOT = 24.0, 34.0
LEGEND = "Every dot is a person, every line is support between two. Colours are groups that hold together."
WORDS = "People as dots without names, joined by lines of support, and coloured by the groups that hold together."


def map_of_dots(shown: Disclosed[Dots]) -> Drawn:
    """Everybody who is drawn as a dot of one size, and the lines between them."""
    people = content_of(shown)
    return drawn(WORDS, lambda canvas: _map(canvas, people))


def _map(canvas: Canvas, people: Dots) -> None:
    sheet = canvas.sheet
    legend = wrapped(LEGEND, SMALL, sheet.wide - 2 * EDGE)
    foot = FOOT * len(legend)
    room = np.array([sheet.wide - 2 * EDGE, sheet.high - 2 * EDGE - foot])
    spots = EDGE + np.array(people.places) * room
    for one, other in people.ties:
        canvas.line(*spots[one].tolist(), *spots[other].tolist(), "muted", 1.5, opacity="0.35")
    radius = float(np.clip(0.16 * (room.prod() / len(spots)) ** 0.5, 4, 12))
    for colour, (x, y) in zip(people.colours, spots.tolist(), strict=True):
        canvas.dot(x, y, radius, "neutral" if colour < 0 else f"hue{colour}")
    canvas.lines(EDGE, sheet.high - foot + 0.8 * SMALL, legend, SMALL, colour="muted")
