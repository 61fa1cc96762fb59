"""The look that all charts share: fonts, lines, the page's own ground; and how a table becomes marks."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from ally_graph.charts.palette import palette

AXIS = 34
"""Pixels for an axis: the height of a chart holds it, so that one row of a picture needs its row and this."""
LEANING = 40
"""How far names above columns lean: they end at their column, as none may begin there and run out of the picture."""
FONT = '"Source Sans", sans-serif'


class Panel(alt.LayerChart):
    """Layers on one panel. Altair's own would copy each layer eight times, to sort out selections; here are none."""

    def __init__(self, **parts: Any) -> None:
        super(alt.LayerChart, self).__init__(**parts)


def layered(layers: Sequence[alt.Chart], dark: bool, *, height: float, title: str | None = None) -> alt.LayerChart:
    """Layers on one panel, in the product's look; rows that all of them share are written into it once."""
    rows = layers[0].data
    shared = {"data": rows} if all(layer.data is rows for layer in layers) else {}
    if shared:
        layers = [_without_rows(layer) for layer in layers]
    named = {} if title is None else {"title": title}
    return themed(Panel(layer=list(layers), height=height, **shared, **named), dark)


def _without_rows(layer: alt.Chart) -> alt.Chart:
    layer = layer.copy(deep=False)
    layer.data = alt.Undefined
    return layer


def themed(chart: alt.Chart | alt.LayerChart, dark: bool) -> alt.Chart | alt.LayerChart:
    """The chart in the product's look: no frame, few lines, direct labels, the page's own ground."""
    for layer in getattr(chart, "layer", [chart]):
        _told_by_name_or_not_at_all(layer)
    chart.config = _look(dark).copy(deep=False)
    return chart


@functools.cache
def _look(dark: bool) -> alt.Config:
    """Fonts, colours and lines that all charts share."""
    colours = palette(dark)
    words = {"labelColor": colours.muted, "titleColor": colours.muted, "labelFontSize": 12, "titleFontSize": 12}
    lines = {"domainColor": colours.grid, "tickColor": colours.grid, "gridColor": colours.grid, "grid": False}
    return alt.Config(
        font=FONT,
        background="transparent",
        padding={"left": 4, "top": 6, "right": 12, "bottom": 4},
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(titleFontWeight="normal", **lines, **words),
        text=alt.MarkConfig(color=colours.text, fontSize=12),
        title=alt.TitleConfig(color=colours.muted, fontSize=12, fontWeight="normal", anchor="start"),
    )


def _told_by_name_or_not_at_all(layer: alt.Chart) -> None:
    """No box of column names over marks that say nothing of their own: the page would make one of every column."""
    if layer.encoding is alt.Undefined or layer.encoding.tooltip is alt.Undefined:
        layer.mark = layer.mark if isinstance(layer.mark, alt.MarkDef) else alt.MarkDef(type=layer.mark)
        layer.mark.tooltip = None


def marks(frame: pd.DataFrame) -> alt.Chart:
    """A chart on the rows of a table, written into it as plain values: a tuple, which Altair does not copy each time.

    Drawing is quick where channels are written out, as `alt.Text("name:N")` and `alt.ColorValue(...)`: for one given as
    plain text Altair looks through all of its schema.
    """
    return alt.Chart(alt.InlineData(values=tuple(json.loads(frame.to_json(orient="records", date_format="iso")))))
