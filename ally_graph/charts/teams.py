"""Teams and other groups beside each other: a dot for now, a ring for then."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ally_graph.charts.chart import Words, chart
from ally_graph.charts.look import marks, themed
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
        read += " A ring is the earlier period."
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
    frame = content_of(shown)
    now = frame[frame["period"] == NOW]
    largest = now.sort_values(["n", "group"], ascending=[False, True])["group"].head(GROUPS_DRAWN + 1)
    frame = frame[frame["group"].isin(largest)]
    order = [WHOLE, *sorted(set(frame["group"]) - {WHOLE})]
    x = alt.X("value:Q", title=None, axis=alt.Axis(grid=True), scale=alt.Scale(zero=True))
    y = alt.Y("group:N", title=None, sort=order, axis=alt.Axis(labelLimit=170, domain=False, ticks=False))
    told = [
        alt.Tooltip("group:N", title="group"),
        alt.Tooltip("value:Q", title="value", format=",.3~r"),
        alt.Tooltip("low:Q", title="from", format=",.3~r"),
        alt.Tooltip("high:Q", title="to", format=",.3~r"),
        alt.Tooltip("n:Q", title="people, at least", format=",.0f"),
    ]
    here, before = marks(frame[frame["period"] == NOW]), frame[frame["period"] == THEN]
    ends = here.transform_filter("isValid(datum.low)")
    line = ends.mark_rule(color=colours.accent, opacity=0.45, strokeWidth=3)
    layers = [line.encode(x=alt.X("low:Q", title=None, scale=alt.Scale(zero=True)), x2=alt.X2("high"), y=y)]
    if len(before):
        ring = marks(before).mark_point(color=colours.hues[1], size=70, strokeWidth=2, opacity=1)
        layers.append(ring.encode(x=x, y=y, tooltip=told))
    layers.append(here.mark_circle(color=colours.accent, size=90, opacity=1).encode(x=x, y=y, tooltip=told))
    return themed(alt.layer(*layers).properties(height=ROW * max(len(order), 3)), dark)
