"""The charts: functions from a disclosed table to an Altair chart, all in one theme.

Every chart starts amounts at zero, names things where they stand, and takes `dark` from the page. What a chart shows
and how to read it stands in its docstring and, in one sentence, under it on the page.
"""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from scipy import optimize, special

from ally_graph.charts.palette import palette
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import QUIET

FONT = '"Source Sans", sans-serif'
LABELLED = 6
LETTER_WIDTH = 0.0100
HELPERS_SHOWN = 8
TEAMS_SHOWN, TEAMS_SIDE_BY_SIDE = 20, 8
TRACKS_SHOWN, TRACK_HEIGHT, BAND = 12, 62, 17
CROWD, DOTS_UP_TO, GRID = 300, 1_000, 36
CURVE_POINTS = 400


def themed(chart: alt.Chart | alt.LayerChart, dark: bool) -> alt.Chart:
    """The chart in the product's look: no frame, few lines, direct labels, the page's own ground."""
    colours = palette(dark)
    words = {"labelColor": colours.muted, "titleColor": colours.muted, "labelFontSize": 12, "titleFontSize": 12}
    lines = {"domainColor": colours.grid, "tickColor": colours.grid, "gridColor": colours.grid, "grid": False}
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


def _marks(frame: pd.DataFrame) -> alt.Chart:
    """A chart on the rows of a table, written into it as plain values."""
    return alt.Chart(alt.InlineData(values=json.loads(frame.to_json(orient="records", date_format="iso"))))


def is_crowd(people: Disclosed[pd.DataFrame]) -> bool:
    """Whether there are too many people for a dot each."""
    return len(content_of(people)) > DOTS_UP_TO


def _gathered(frame: pd.DataFrame, right: float, top: float) -> pd.DataFrame:
    """People who stand close together on the picture as one row: where they are on average, and how many."""
    across = (frame["help_received"] / right * GRID).astype(int)
    up = (frame["help_given"] / top * GRID).astype(int)
    cells = frame.groupby([across.rename("across"), up.rename("up")])
    return cells[["help_received", "help_given"]].mean().assign(people=cells.size()).reset_index(drop=True)


def give_and_take(people: Disclosed[pd.DataFrame], *, dark: bool = False) -> alt.Chart:
    """Help given against help received, a dot a person; on the line both are equal.

    Above the line people give more than they get, below it they get more than they give. Neither is wrong by itself.
    In a large company people who stand close together share a dot, larger where there are more of them.
    """
    colours = palette(dark)
    frame = content_of(people)[["name", "team", "help_given", "help_received"]].fillna({"team": "no team"})
    right, top = (float(max(frame[name].max(), 1.0)) * 1.06 for name in ("help_received", "help_given"))
    across, up = alt.Scale(domain=[0, right], nice=False), alt.Scale(domain=[0, top], nice=False)
    even = min(right, top)
    line = _marks(pd.DataFrame({"x": [0.0, even], "y": [0.0, even]})).mark_line(color=colours.neutral, strokeWidth=1)
    shared, crowd = is_crowd(people), len(frame) > CROWD
    dots = _marks(_gathered(frame, right, top) if shared else frame)
    dots = dots.mark_circle(size=40 if crowd else 70, opacity=0.35 if crowd else 0.75, color=colours.accent)
    persons = [alt.Tooltip("name:N", title="person"), alt.Tooltip("team:N", title="team")]
    dots = dots.encode(
        x=alt.X("help_received:Q", title="help received", scale=across),
        y=alt.Y("help_given:Q", title="help given", scale=up),
        tooltip=[
            *([alt.Tooltip("people:Q")] if shared else persons),
            alt.Tooltip("help_given:Q", title="given", format=".1f"),
            alt.Tooltip("help_received:Q", title="received", format=".1f"),
        ],
    )
    if shared:
        dots = dots.encode(size=alt.Size("people:Q", legend=None, scale=alt.Scale(range=[12, 420], domainMin=1)))
    line = line.encode(x=alt.X("x:Q", scale=across), y=alt.Y("y:Q", scale=up))
    layers = [line, dots]
    for align, named in _named_apart(frame, right, top).groupby("align", sort=True):
        words = _marks(named).mark_text(align=align, dx=8 if align == "left" else -8, limit=170, color=colours.text)
        layers.append(
            words.encode(x=alt.X("help_received:Q", scale=across), y=alt.Y("help_given:Q", scale=up), text="name:N")
        )
    return themed(alt.layer(*layers).properties(height=340), dark)


def _named_apart(frame: pd.DataFrame, right: float, top: float) -> pd.DataFrame:
    """Those who give most, with the side (`align`) on which a name fits without lying on another one."""
    rows, taken = [], []
    for row in frame.nlargest(3 * LABELLED, "help_given").itertuples():
        x, y, wide = row.help_received / right, row.help_given / top, LETTER_WIDTH * min(len(row.name), 24) + 0.015
        for align, start in (("left", x), ("right", x - wide)):
            free = all(abs(y - other_y) > 0.045 or start > end or start + wide < begin for begin, end, other_y in taken)
            if free and start >= 0 and start + wide <= 1 and len(rows) < LABELLED:
                rows.append((row.name, row.help_received, row.help_given, align))
                taken.append((start, start + wide, y))
                break
    return pd.DataFrame(rows, columns=["name", "help_received", "help_given", "align"])


def lorenz_points(amounts: pd.Series) -> pd.DataFrame:
    """The Lorenz curve (Lorenz 1905): which share of the people, least first, holds which share of the total.

    >>> lorenz_points(pd.Series([1.0, 3.0]))["total"].tolist()
    [0.0, 0.25, 1.0]
    """
    ordered = np.sort(amounts.fillna(0).to_numpy(dtype=float))
    total = ordered.sum()
    shares = np.cumsum(ordered) / total if total > 0 else np.linspace(0, 1, len(ordered) + 1)[1:]
    return pd.DataFrame({"people": np.linspace(0, 1, len(ordered) + 1), "total": np.concatenate([[0.0], shares])})


def _thinned(points: pd.DataFrame) -> pd.DataFrame:
    """Of very many points of a curve so many that it looks the same, first and last among them."""
    places = np.linspace(0, len(points) - 1, min(len(points), CURVE_POINTS + 1)).round().astype(int)
    return points.iloc[places]


def chance_points(gini: float) -> pd.DataFrame:
    """The Lorenz curve of equals whose amounts differ by luck alone, for the Gini index that luck gives.

    Luck is drawn as a gamma distribution, the continuous companion of counted events: with shape k its Gini index is
    G = Gamma(k + 1/2) / (sqrt(pi) Gamma(k + 1)), and its curve is L(p) = F_{k+1}(F_k^{-1}(p)) (McDonald 1984).
    """
    spot = np.linspace(0, 1, 41)
    if not 0.01 < gini < 0.95:
        return pd.DataFrame({"people": spot, "total": spot})

    def gap(log_shape: float) -> float:
        shape = np.exp(log_shape)
        return special.gammaln(shape + 0.5) - special.gammaln(shape + 1) - np.log(np.sqrt(np.pi) * gini)

    shape = float(np.exp(optimize.brentq(gap, -6, 12)))
    return pd.DataFrame({"people": spot, "total": special.gammainc(shape + 1, special.gammaincinv(shape, spot))})


def lorenz(people: Disclosed[pd.DataFrame], gini_by_chance: float | None = None, *, dark: bool = False) -> alt.Chart:
    """How evenly help is given: the further the curve sags below the diagonal, the fewer people carry the help.

    The dashed curve is what luck alone would give if everyone were equally ready to help.
    """
    colours = palette(dark)
    percent = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    x = alt.X(
        "people:Q", title="share of people, those who give least first", axis=percent, scale=alt.Scale(domain=[0, 1])
    )
    y = alt.Y("total:Q", title="share of all help given", axis=percent, scale=alt.Scale(domain=[0, 1]))
    even = _marks(pd.DataFrame({"people": [0.0, 1.0], "total": [0.0, 1.0]}))
    curve = _marks(_thinned(lorenz_points(content_of(people)["help_given"])))
    layers = [
        even.mark_line(color=colours.neutral, strokeWidth=1).encode(x=x, y=y),
        curve.mark_area(color=colours.accent, opacity=0.10).encode(x=x, y=y),
        curve.mark_line(color=colours.accent, strokeWidth=2.5).encode(x=x, y=y),
    ]
    words = [("─  everyone gives the same", colours.muted), ("━  as recorded", colours.accent)]
    if gini_by_chance is not None and np.isfinite(gini_by_chance):
        points = _marks(chance_points(gini_by_chance))
        layers.insert(1, points.mark_line(color=colours.neutral, strokeDash=[5, 4]).encode(x=x, y=y))
        words.insert(1, ("╌  luck alone, if all were equally ready", colours.muted))
    return themed(alt.layer(*layers, *_words_in_the_corner(words)).properties(height=340), dark)


def _words_in_the_corner(lines: list[tuple[str, str]]) -> list[alt.Chart]:
    """What each line is, at the top left, which stays empty under a Lorenz curve."""
    charts = []
    for number, (words, colour) in enumerate(lines):
        base = _marks(pd.DataFrame({"words": [words]})).mark_text(align="left", color=colour)
        charts.append(base.encode(x=alt.XValue(14), y=alt.YValue(16 + 18 * number), text="words:N"))
    return charts


def dependants(frame: Disclosed[pd.DataFrame], *, dark: bool = False) -> alt.Chart:
    """Who gets more than half of their help from one person: a line a pair, those of one helper together.

    The longer the line, the more of the dependant's help comes from this one colleague.
    """
    colours = palette(dark)
    data = content_of(frame)
    data = data[data["helper"].isin(leading_helpers(data))].assign(
        pair=data["helper"] + "  helps  " + data["dependant"]
    )
    order = data["helper"].map({helper: rank for rank, helper in enumerate(leading_helpers(data))})
    data = data.assign(order=order).sort_values(["order", "share", "pair"], ascending=[True, False, True])
    data = data.assign(row=range(len(data)))
    base = _marks(data).encode(
        x=alt.X("share:Q", title="share of their help", scale=alt.Scale(domain=[0, 1.08], nice=False)).axis(
            format="%", values=[0, 0.5, 1]
        ),
        y=alt.Y("row:O", axis=None),
        tooltip=[
            alt.Tooltip("dependant:N", title="gets help"),
            alt.Tooltip("helper:N", title="from"),
            alt.Tooltip("share:Q", title="share", format=".0%"),
            alt.Tooltip("events:Q", title="times", format=",.0f"),
        ],
    )
    lines = base.mark_bar(height=2, color=colours.neutral, yOffset=8)
    dots = base.mark_circle(size=90, color=colours.accent, opacity=1, yOffset=8)
    share = base.mark_text(align="left", dx=9, dy=8, color=colours.muted).encode(text=alt.Text("share:Q", format=".0%"))
    pairs = base.mark_text(align="left", dx=2, dy=-6, color=colours.text).encode(x=alt.XValue(0), text="pair:N")
    return themed(alt.layer(lines, dots, share, pairs).properties(height=36 * max(len(data), 1)), dark)


def leading_helpers(frame: pd.DataFrame) -> list[str]:
    """The helpers most people lean on, first the one with most; names decide between equals."""
    counts = frame["helper"].value_counts()
    return sorted(counts.index, key=lambda helper: (-counts[helper], helper))[:HELPERS_SHOWN]


def allies_by_team(people: Disclosed[pd.DataFrame], *, dark: bool = False) -> alt.Chart:
    """How many allies people have, team by team: the larger a dot, the more people have that many.

    The tick is the team's median: half have fewer, half have more.
    """
    colours = palette(dark)
    frame = content_of(people)[["name", "team", "allies"]].fillna({"team": "no team"}).dropna(subset=["allies"])
    frame, title = largest_teams(frame, frame["team"].value_counts())
    counts = frame.groupby(["team", "allies"], as_index=False)["name"].agg(people="size", who=_first_names)
    teams = alt.Y("team:N", title=None, axis=alt.Axis(labelLimit=160), sort="ascending")
    x = alt.X(
        "allies:Q",
        title="allies",
        axis=alt.Axis(tickMinStep=1, format="d", grid=True),
        scale=alt.Scale(domainMin=-0.4, nice=False),
    )
    none = alt.value(colours.hues[1])
    dots = _marks(counts).mark_circle(opacity=0.8, color=colours.accent)
    dots = dots.encode(
        x=x,
        y=teams,
        size=alt.Size("people:Q", legend=None, scale=alt.Scale(range=[60, 420], domainMin=1)),
        color=alt.condition("datum.allies == 0", none, alt.value(colours.accent)),
        tooltip=[
            alt.Tooltip("team:N", title="team"),
            alt.Tooltip("allies:Q", title="allies"),
            alt.Tooltip("people:Q", title="people"),
            alt.Tooltip("who:N", title="who"),
        ],
    )
    medians = _marks(frame.groupby("team", as_index=False)["allies"].median())
    ticks = medians.mark_tick(thickness=2.5, size=30, color=colours.text).encode(x=x, y=teams)
    words = (
        _marks(counts[counts["allies"] == 0])
        .mark_text(align="left", dx=-4, dy=-16, limit=260)
        .encode(x=x, y=teams, text="who:N")
    )
    height = min(max(60 + 72 * len(frame["team"].unique()), 150), 640)
    return themed(alt.layer(dots, ticks, words).properties(height=height, title=title), dark)


def largest_teams(frame: pd.DataFrame, sizes: pd.Series) -> tuple[pd.DataFrame, str]:
    """The rows of the largest teams, and words that say so where others are left out.

    >>> rows = pd.DataFrame({"team": ["a", "b"]})
    >>> largest_teams(rows, rows["team"].value_counts())[1]
    ''
    """
    if len(sizes) <= TEAMS_SHOWN:
        return frame, ""
    ordered = sorted(sizes.index, key=lambda team: (-sizes[team], team))[:TEAMS_SHOWN]
    return frame[frame["team"].isin(ordered)], f"The {TEAMS_SHOWN} largest of {len(sizes)} teams; all are in the table"


def _first_names(names: pd.Series) -> str:
    """The first few names of a list, and how many more.

    >>> _first_names(pd.Series(["c", "a", "b", "d", "e"]))
    'a, b, c and 2 more'
    """
    ordered = sorted(names)
    more = len(ordered) - 3
    return ", ".join(ordered) if more <= 0 else f"{', '.join(ordered[:3])} and {more} more"


def clusters_by_team(counts: Disclosed[pd.DataFrame], *, dark: bool = False) -> alt.Chart:
    """How the groups that people form lie across teams: a square for each, with the number of people."""
    colours = palette(dark)
    frame = content_of(counts)
    frame, title = largest_teams(frame, frame.groupby("team")["people"].sum())
    order = frame["group"].drop_duplicates().tolist()
    few = len(frame["team"].unique()) <= TEAMS_SIDE_BY_SIDE
    base = _marks(frame).encode(
        x=alt.X(
            "team:N",
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0 if few else -40, labelLimit=110, domain=False, ticks=False),
        ),
        y=alt.Y("group:N", title=None, axis=alt.Axis(labelLimit=200, domain=False, ticks=False), sort=order),
    )
    shade = alt.Color("people:Q", legend=None, scale=alt.Scale(range=list(colours.ramp), domainMin=0))
    tooltip = [alt.Tooltip(f"{name}:{kind}") for name, kind in (("group", "N"), ("team", "N"), ("people", "Q"))]
    squares = base.mark_rect(cornerRadius=3).encode(color=shade, tooltip=tooltip)
    most = float(frame["people"].max()) if len(frame) else 1.0
    ink = alt.condition(f"datum.people > {0.55 * most}", alt.value(colours.ground), alt.value(colours.text))
    numbers = base.mark_text(fontSize=13).encode(text="people:Q", color=ink)
    return themed(alt.layer(squares, numbers).properties(height=38 * max(len(order), 1), title=title), dark)


def group_history(changes: Disclosed[pd.DataFrame], *, dark: bool = False) -> alt.Chart:
    """The groups month by month, a band each, thicker where there are more people; what happened stands under it.

    A band that ends is a group that is gone; the number is how many people it has.
    """
    colours = palette(dark)
    frame = largest_tracks(content_of(changes))
    frame = frame.assign(
        row=frame["track"].rank(method="dense").astype(int),
        month=frame["month"].str[:3],
        width=3 + BAND * frame["people"] / max(frame["people"].max(), 1),
        words=[_step_words(row) for row in frame.itertuples()],
    )
    frame = frame.assign(area=np.pi / 4 * frame["width"] ** 2, as_of=frame["as_of"].dt.strftime("%Y-%m-%d"))
    months = frame.sort_values("as_of")["month"].drop_duplicates().tolist()
    base = _marks(frame).encode(
        x=alt.X("month:O", title=None, sort=months, scale=alt.Scale(type="point", padding=0.5)).axis(
            orient="top", labelAngle=0, domain=False, ticks=False
        ),
        y=alt.Y("row:O", axis=None),
        tooltip=[
            alt.Tooltip("group:N"),
            alt.Tooltip("people:Q"),
            alt.Tooltip("event:N", title="what happened"),
            alt.Tooltip("other:N", title="with"),
        ],
    )
    there = base.transform_filter("datum.people > 0")
    bands = there.mark_trail(color=colours.accent, opacity=0.3).encode(
        size=alt.Size("width:Q", scale=None), detail="track:N", order="as_of:T"
    )
    dots = there.mark_circle(color=colours.accent, opacity=1).encode(size=alt.Size("area:Q", scale=None))
    words = base.mark_text(dy=20, fontSize=11, color=colours.muted).encode(text="words:N")
    names = _marks(frame.drop_duplicates("track")).mark_text(align="left", dy=-18, limit=320, color=colours.text)
    names = names.encode(x=alt.XValue(2), y=alt.Y("row:O", axis=None), text="group:N")
    height = TRACK_HEIGHT * max(int(frame["row"].max()), 1)
    return themed(alt.layer(bands, dots, words, names).properties(height=height), dark)


def largest_tracks(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the groups that had most people at some time, if there are many groups.

    >>> len(largest_tracks(pd.DataFrame({"track": [1, 1, 2], "people": [3, 4, 5]})))
    3
    """
    largest = frame.groupby("track")["people"].max().sort_values(ascending=False, kind="stable").index[:TRACKS_SHOWN]
    return frame[frame["track"].isin(largest)].reset_index(drop=True)


def _step_words(row: Any) -> str:
    """How many people, and what happened since the month before where something did."""
    words = "" if row.event in QUIET else row.event
    return words if row.event == "gone" else f"{row.people} {words}".strip()
