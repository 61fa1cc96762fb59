"""The look that all charts share: fonts, lines, the page's own ground; and how a table becomes marks."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd

from ally_graph.charts.palette import palette

FONT = '"Source Sans", sans-serif'


def themed(chart: alt.Chart | alt.LayerChart, dark: bool) -> alt.Chart:
    """The chart in the product's look: no frame, few lines, direct labels, the page's own ground."""
    colours = palette(dark)
    words = {"labelColor": colours.muted, "titleColor": colours.muted, "labelFontSize": 12, "titleFontSize": 12}
    lines = {"domainColor": colours.grid, "tickColor": colours.grid, "gridColor": colours.grid, "grid": False}
    for layer in getattr(chart, "layer", [chart]):
        _told_by_name_or_not_at_all(layer)
    chart.config = alt.Config(
        font=FONT,
        background="transparent",
        padding={"left": 4, "top": 6, "right": 12, "bottom": 4},
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(titleFontWeight="normal", **lines, **words),
        text=alt.MarkConfig(color=colours.text, fontSize=12),
        title=alt.TitleConfig(color=colours.muted, fontSize=12, fontWeight="normal", anchor="start"),
    )
    return chart


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
