"""Charts as files: SVG and PNG, made on this machine without a network."""

from __future__ import annotations

import textwrap

import altair as alt
from altair.utils.schemapi import debug_mode

from ally_graph.charts.drawing import drawn
from ally_graph.charts.palette import palette

WIDTH = 640
LINE = 72
"""Letters in a line of a title: a longer one would take the drawing's room."""


def svg(chart: alt.Chart | alt.LayerChart) -> str:
    """The chart as an SVG document. It asks nobody for anything, and the same chart gives the same text.

    Raises `PictureError` where it can't be drawn.

    >>> import pandas as pd
    >>> from ally_graph import charts
    >>> from ally_graph.disclosure import gate
    >>> people = gate.table("people", pd.DataFrame({"help_given": [1.0, 3.0]}), gate.LOCAL)
    >>> svg(charts.lorenz(people)).startswith("<svg ")
    True
    """
    return drawn("svg", _specification(chart)).decode()


def png(chart: alt.Chart | alt.LayerChart) -> bytes:
    """The chart as a PNG picture, at six times its size, so that one made to leave its page is 4,000 pixels across.

    Raises `PictureError` where it can't be drawn.
    """
    return drawn("png", _specification(chart))


def png_of_svg(drawing: str, wide: float, pixels: int) -> bytes:
    """A drawing that is `wide` units across as a PNG picture of so many pixels across.

    Raises `PictureError` where it can't be drawn.
    """
    return drawn("dot", {"svg": drawing, "scale": pixels / wide})


def _specification(chart: alt.Chart | alt.LayerChart) -> dict:
    """The chart as plain values; descriptions of single marks are left out, the table beside the chart has them."""
    with debug_mode(False):
        specification = chart.to_dict(validate=False)
    specification.setdefault("config", {})["aria"] = False
    return specification


def standing_alone(
    chart: alt.Chart | alt.LayerChart, title: str, *, dark: bool, source: str = ""
) -> alt.Chart | alt.LayerChart:
    """A chart that can leave its page: as wide as a slide needs it, with its title, on the page's own ground.

    `source` is the line below the title that says from which data it is, and of when.
    """
    colours = palette(dark)
    before = [chart.title] if isinstance(chart.title, str) else []
    lines = [*before, *textwrap.wrap(source, LINE)]
    words = {"subtitle": lines, "subtitleColor": colours.muted} if lines else {}
    alone = chart.copy(deep=True).properties(
        width=WIDTH,
        title=alt.TitleParams(textwrap.wrap(title, LINE) or title, fontSize=15, color=colours.text, offset=12, **words),
    )
    alone.config.background = colours.ground
    alone.config.padding = 18
    return alone
