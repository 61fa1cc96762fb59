"""Teams, and the groups that people form: allies by team, groups across teams, and how groups change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from ally_graph.charts.chart import Words, chart
from ally_graph.charts.look import AXIS, LEANING, layered, marks
from ally_graph.charts.palette import palette
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import UNCHANGED
from ally_graph.wording.counts import examples_of

TEAMS_SHOWN, LETTERS_SIDE_BY_SIDE = 20, 28
"""Teams in the picture; and letters of their names, were all as long as the longest, that a phone has room for."""
GROUPS_SHOWN = 20
TRACKS_SHOWN, TRACK_HEIGHT, BAND = 12, 62, 17


def allies_counted(people: Disclosed[pd.DataFrame], **_options: float | None) -> Disclosed[pd.DataFrame]:
    """The dots of this picture: how many people of each team have how many allies."""
    frame, _ = largest_teams(frame := _with_allies(people), frame["team"].value_counts())
    counts = frame.groupby(["team", "allies"], as_index=False).agg(people=("name", "size"))
    return gate.table("allies_by_team", counts, people.viewer)


def _with_allies(people: Disclosed[pd.DataFrame]) -> pd.DataFrame:
    return content_of(people)[["name", "team", "allies"]].fillna({"team": "no team"}).dropna(subset=["allies"])


@chart(
    "How many allies people have, by team",
    shows="How many allies people have in each team, and who has none.",
    read="Each dot is a number of allies, larger where more people have as many; the tick is the team's median.",
    act="Where somebody has none, ask how you can help, and who could introduce them.",
    numbers=allies_counted,
)
def allies_by_team(
    people: Disclosed[pd.DataFrame], *, then: Disclosed[pd.DataFrame] | None = None, dark: bool = False
) -> alt.Chart:
    """How many allies people have, team by team: the larger a dot, the more people have that many.

    The tick is the team's median: half have fewer, half have more. With `then`, a second tick is that of an earlier
    period.
    """
    colours = palette(dark)
    frame = _with_allies(people)
    frame, title = largest_teams(frame, frame["team"].value_counts())
    counts = frame.groupby(["team", "allies"], as_index=False)["name"].agg(
        people="size", who=lambda names: examples_of(sorted(names), 3)
    )
    teams = alt.Y("team:N", title=None, axis=alt.Axis(labelLimit=160), sort="ascending")
    x = alt.X(
        "allies:Q",
        title="allies",
        axis=alt.Axis(tickMinStep=1, format="d", grid=True),
        scale=alt.Scale(domainMin=-0.4, nice=False),
    )
    none = {"test": "datum.allies == 0", "value": colours.hues[1]}
    dots = marks(counts).mark_circle(opacity=0.8, color=colours.accent)
    dots = dots.encode(
        x=x,
        y=teams,
        size=alt.Size("people:Q", legend=None, scale=alt.Scale(range=[60, 420], domainMin=1)),
        color=alt.ColorValue(colours.accent, condition=none),
        tooltip=[
            alt.Tooltip("team:N", title="team"),
            alt.Tooltip("allies:Q", title="allies"),
            alt.Tooltip("people:Q", title="people"),
            alt.Tooltip("who:N", title="who"),
        ],
    )
    medians = marks(frame.groupby("team", as_index=False)["allies"].median())
    ticks = medians.mark_tick(thickness=2.5, size=30, color=colours.text).encode(x=x, y=teams)
    before = []
    if then is not None:
        medians_then = _with_allies(then).groupby("team", as_index=False)["allies"].median()
        rows = marks(medians_then[medians_then["team"].isin(frame["team"])].assign(when="then"))
        told = [alt.Tooltip("when:N", title="median"), alt.Tooltip("allies:Q", title="allies")]
        tick = rows.mark_tick(thickness=2.5, size=30, color=colours.hues[1])
        before = [tick.encode(x=x, y=teams, tooltip=told)]
    words = (
        marks(counts[counts["allies"] == 0])
        .mark_text(align="left", dx=-4, dy=-16, limit=260)
        .encode(x=x, y=teams, text=alt.Text("who:N"))
    )
    height = min(max(60 + 72 * len(frame["team"].unique()), 150), 640)
    return layered([dots, *before, ticks, words], dark, height=height, title=title)


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


@chart(
    "Number of people by group and team",
    shows="How the groups that people form lie across teams.",
    read="Each row is a group that people form by their contact, each column one of the teams.",
    act="Where a group stays within one team, look for work that it could share with others.",
)
def clusters_by_team(counts: Disclosed[pd.DataFrame], *, dark: bool = False) -> alt.Chart:
    """How the groups that people form lie across teams: a square for each, with the number of people."""
    colours = palette(dark)
    frame = content_of(counts)
    frame, title = largest_teams(frame, frame.groupby("team")["people"].sum())
    frame, title = _largest_groups(frame, title)
    order = frame["group"].drop_duplicates().tolist()
    teams = frame["team"].unique()
    few = max(map(len, teams), default=0) * len(teams) <= LETTERS_SIDE_BY_SIDE
    base = marks(frame).encode(
        x=alt.X(
            "team:N",
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0 if few else LEANING, labelLimit=110, domain=False, ticks=False),
        ),
        y=alt.Y("group:N", title=None, axis=alt.Axis(labelLimit=200, domain=False, ticks=False), sort=order),
    )
    shade = alt.Color("people:Q", legend=None, scale=alt.Scale(range=list(colours.ramp), domainMin=0))
    tooltip = [
        alt.Tooltip(f"{name}:{kind}", title=name) for name, kind in (("group", "N"), ("team", "N"), ("people", "Q"))
    ]
    squares = base.mark_rect(cornerRadius=3).encode(color=shade, tooltip=tooltip)
    most = float(frame["people"].max()) if len(frame) else 1.0
    dark_ground = {"test": f"datum.people > {0.55 * most}", "value": colours.ground}
    ink = alt.ColorValue(colours.text, condition=dark_ground)
    numbers = base.mark_text(fontSize=13).encode(text=alt.Text("people:Q"), color=ink)
    return layered([squares, numbers], dark, height=38 * max(len(order), 1) + AXIS, title=title)


def _largest_groups(frame: pd.DataFrame, title: str) -> tuple[pd.DataFrame, str]:
    """The rows of the largest groups, and words that say so where others are left out."""
    sizes = frame.groupby("group")["people"].sum()
    if len(sizes) <= GROUPS_SHOWN:
        return frame, title
    ordered = sorted(sizes.index, key=lambda group: (-sizes[group], group))[:GROUPS_SHOWN]
    some = f"The {GROUPS_SHOWN} largest of {len(sizes)} groups; all are in the table"
    return frame[frame["group"].isin(ordered)], f"{title}. {some}" if title else some


def _told_of_some_groups(words: Words, changes: Disclosed[pd.DataFrame]) -> Words:
    """Where there are more groups than are drawn, that the table has the others."""
    if content_of(changes)["track"].nunique() <= TRACKS_SHOWN:
        return words
    some = f"The {TRACKS_SHOWN} largest are drawn; what happened to the others is in the table too."
    return replace(words, read=f"{words.read} {some}")


@chart(
    "The groups month by month: how many people, and what happened to each",
    shows="How groups came, grew, parted and went over the months.",
    read=(
        "Each band is a group, thicker where there are more people; the number is how many. Every month looks back "
        "over the whole period, so that changes come slowly."
    ),
    act="Where a group parts or goes, ask its people what changed for them.",
    tell=_told_of_some_groups,
)
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
    base = marks(frame).encode(
        x=alt.X("month:O", title=None, sort=months, scale=alt.Scale(type="point", padding=0.5)).axis(
            orient="top", labelAngle=0, domain=False, ticks=False
        ),
        y=alt.Y("row:O", axis=None),
        tooltip=[
            alt.Tooltip("group:N", title="group"),
            alt.Tooltip("people:Q", title="people"),
            alt.Tooltip("event:N", title="what happened"),
            alt.Tooltip("other:N", title="with"),
        ],
    )
    there = base.transform_filter("datum.people > 0")
    bands = there.mark_trail(color=colours.accent, opacity=0.3).encode(
        size=alt.Size("width:Q", scale=None), detail=alt.Detail("track:N"), order=alt.Order("as_of:T")
    )
    dots = there.mark_circle(color=colours.accent, opacity=1).encode(size=alt.Size("area:Q", scale=None))
    words = base.mark_text(dy=20, fontSize=11, color=colours.muted).encode(text=alt.Text("words:N"))
    names = marks(frame.drop_duplicates("track")).mark_text(align="left", dy=-18, limit=320, color=colours.text)
    names = names.encode(x=alt.XValue(2), y=alt.Y("row:O", axis=None), text=alt.Text("group:N"))
    height = TRACK_HEIGHT * max(int(frame["row"].max()), 1)
    return layered([bands, dots, words, names], dark, height=height)


def largest_tracks(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the groups that had most people at some time, if there are many groups.

    >>> len(largest_tracks(pd.DataFrame({"track": [1, 1, 2], "people": [3, 4, 5]})))
    3
    """
    largest = frame.groupby("track")["people"].max().sort_values(ascending=False, kind="stable").index[:TRACKS_SHOWN]
    return frame[frame["track"].isin(largest)].reset_index(drop=True)


def _step_words(row: Any) -> str:
    """How many people, and what happened since the month before where something did."""
    words = "" if row.event in UNCHANGED else row.event
    return words if row.event == "gone" else f"{row.people} {words}".strip()
