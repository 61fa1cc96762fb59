"""Teams and other groups beside each other: a dot for now, a ring for then."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ally_graph.charts.chart import Words, chart
from ally_graph.charts.look import layered, marks
from ally_graph.charts.palette import palette
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.indicators.by_group import NOW, THEN
from ally_graph.views.teams import WHOLE

GROUPS_DRAWN = 20
ROW = 34


def _told_of_then(words: Words, shown: Disclosed[pd.DataFrame]) -> Words:
    """What a ring is, where there is one, and that only the largest groups are drawn, where there are more."""
    frame, read = content_of(shown), words.read
    if (frame["period"] == THEN).any():
        read += " A ring is the earlier period, where it may be shown."
    if frame["group"].nunique() > GROUPS_DRAWN:
        read += f" Drawn are the {GROUPS_DRAWN} largest; the table has all."
    return Words(words.title, words.shows, read, words.act)


@chart(
    "One figure of the groups",
    shows="How one figure differs between groups, with how sure it is.",
    read="Each dot is a group, the line its 95 % interval: groups whose lines overlap may well be alike.",
    act="Ask the people of a group far from the others what is different there.",
    tell=_told_of_then,
)
def groups_in_dots(shown: Disclosed[pd.DataFrame], *, dark: bool = False) -> alt.LayerChart:
    """One figure of each group as a dot with its interval, and as a ring what it was in an earlier period."""
    colours = palette(dark)
    frame = _largest(content_of(shown))
    now, then = frame[frame["period"] == NOW], frame[frame["period"] == THEN]
    layers = []
    if len(then):
        ring = marks(then).mark_point(color=colours.hues[1], size=70, strokeWidth=2, opacity=1)
        layers.append(_across(ring, "value", _order(frame)))
    return _dots(now, layers, _order(frame), dark)


@chart(
    "How one figure of the groups changed",
    shows="How one figure changed in each group since the earlier period, with how sure it is.",
    read=(
        "Each dot is the change among those who were there in both periods, the line its 95 % interval. Where the line "
        "holds nought, the change can be chance."
    ),
    act="Ask the people of a group whose line lies on one side of nought what has changed for them.",
)
def changes_in_dots(shown: Disclosed[pd.DataFrame], *, dark: bool = False) -> alt.LayerChart:
    """How one figure of each group changed, as a dot with its interval beside a line at nought."""
    frame = _largest(content_of(shown))
    nought = marks(pd.DataFrame({"value": [0.0]})).mark_rule(color=palette(dark).neutral, strokeDash=[4, 3])
    line = nought.encode(x=alt.X("value:Q", title=None))
    return _dots(frame, [line], _order(frame), dark)


def _largest(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the largest groups, where there are very many."""
    sizes = frame.sort_values(["n", "group"], ascending=[False, True])["group"].drop_duplicates()
    return frame[frame["group"].isin(sizes.head(GROUPS_DRAWN + 1))]


def _order(frame: pd.DataFrame) -> list[str]:
    return [WHOLE, *sorted(set(frame["group"]) - {WHOLE})]


def _dots(frame: pd.DataFrame, beneath: list[alt.Chart], order: list[str], dark: bool) -> alt.LayerChart:
    """A dot for each row with its interval, over what else there is."""
    colours = palette(dark)
    line = marks(frame.dropna(subset=["low", "high"])).mark_rule(color=colours.accent, opacity=0.45, strokeWidth=3)
    dots = marks(frame).mark_circle(color=colours.accent, size=90, opacity=1)
    layers = [*beneath, _across(line, "low", order, end="high"), _across(dots, "value", order)]
    return layered(layers, dark, height=ROW * max(len(order), 3))


def _across(base: alt.Chart, start: str, order: list[str], end: str = "") -> alt.Chart:
    """Marks from left to right, a row a group."""
    axis = alt.Axis(labelLimit=170, labelPadding=10, domain=False, ticks=False)
    x = alt.X(f"{start}:Q", title=None, axis=alt.Axis(grid=True, tickCount=6), scale=alt.Scale(zero=True))
    told = [
        alt.Tooltip("group:N", title="group"),
        alt.Tooltip("value:Q", title="value", format=",.3~r"),
        alt.Tooltip("low:Q", title="from", format=",.3~r"),
        alt.Tooltip("high:Q", title="to", format=",.3~r"),
        alt.Tooltip("n:Q", title="people, at least", format=",.0f"),
    ]
    placed = base.encode(x=x, y=alt.Y("group:N", title=None, sort=order, axis=axis), tooltip=told)
    return placed.encode(x2=alt.X2(end)) if end else placed
