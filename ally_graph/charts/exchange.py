"""Other pictures of the people and ties of the map: team by team, and one measure against another."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd

from ally_graph.charts.chart import Words, chart
from ally_graph.charts.look import LEANING, layered, marks
from ally_graph.charts.palette import Palette, palette
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.wording.columns import COLUMNS

TEAMS_SHOWN = 20
FIGURES = {"ties": "ties", "per_person": "ties for each person who gives", "against_chance": "times what chance makes"}
FORMS = {"ties": ",.0f", "per_person": ",.1f", "against_chance": ",.1f"}
GRID = 60
DOTS_UP_TO = 2_000


def _told_of_figure(words: Words, shown: Disclosed[pd.DataFrame], *, figure: str = "ties", **_options: object) -> Words:
    """What the number in a square is, and which teams are left out."""
    most = len(content_of(shown)["giver"].unique())
    rest = f" The {TEAMS_SHOWN} with most ties of {most:,} are drawn." if most > TEAMS_SHOWN else ""
    how = " At 1 there are as many as by chance." if figure == "against_chance" else ""
    return replace(words, read=f"Each row gives, each column gets; the number is {FIGURES[figure]}.{how}{rest}")


@chart(
    "Support from team to team",
    shows="How much support runs from each team to each other one.",
    read="Each row gives, each column gets; the number is ties.",
    act="Where a square is empty between teams that need each other, ask who could make a first tie.",
    tell=_told_of_figure,
)
def team_matrix(shown: Disclosed[pd.DataFrame], *, figure: str = "ties", dark: bool = False) -> alt.LayerChart:
    """A square for each pair of teams; against chance, squares above 1 are shaded."""
    colours = palette(dark)
    frame = _largest(content_of(shown))
    frame = frame.assign(value=frame[figure].astype(float))
    order = sorted(frame["giver"].unique())
    base = marks(frame).encode(
        x=alt.X(
            "receiver:N",
            title="gets",
            sort=order,
            axis=alt.Axis(
                orient="top", labelAngle=LEANING if len(order) > 6 else 0, labelLimit=110, domain=False, ticks=False
            ),
        ),
        y=alt.Y("giver:N", title="gives", sort=order, axis=alt.Axis(labelLimit=200, domain=False, ticks=False)),
    )
    tips = [alt.Tooltip("giver:N", title="gives"), alt.Tooltip("receiver:N", title="gets")]
    tips += [alt.Tooltip(f"{name}:Q", title=title, format=FORMS[name]) for name, title in FIGURES.items()]
    squares = base.mark_rect(cornerRadius=3).encode(color=_shade(frame["value"], colours), tooltip=tips)
    numbers = base.mark_text(fontSize=12).encode(
        text=alt.Text("value:Q", format=FORMS[figure]), color=_ink(frame["value"], colours)
    )
    return layered([squares, numbers], dark, height=36 * max(len(order), 1))


def _largest(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the teams with most ties, where there are very many."""
    ties = frame.groupby("giver")["ties"].sum() + frame.groupby("receiver")["ties"].sum()
    kept = set(sorted(ties.index, key=lambda team: (-ties[team], team))[:TEAMS_SHOWN])
    return frame[frame["giver"].isin(kept) & frame["receiver"].isin(kept)]


def _darkest(values: pd.Series) -> float:
    """From which value on a square is as dark as can be: most squares may be nought, and don't count for it.

    >>> _darkest(pd.Series([0.0] * 99 + [8.0]))
    8.0
    """
    some = values[values > 0]
    return float(some.quantile(0.95)) if len(some) else 1.0


def _shade(values: pd.Series, colours: Palette) -> alt.Color:
    ramp = alt.Scale(range=list(colours.ramp), domain=[0, _darkest(values)], clamp=True)
    return alt.Color("value:Q", legend=None, scale=ramp)


def _ink(values: pd.Series, colours: Palette) -> alt.ColorValue:
    dark = f"datum.value > {0.55 * _darkest(values)}"
    return alt.ColorValue(colours.text, condition={"test": dark, "value": colours.ground})


def _told_of_measures(
    words: Words, _shown: Disclosed[pd.DataFrame], *, across: str = "help_given", up: str = "allies", **_options: object
) -> Words:
    """Which measures are held against each other."""
    one, other = (_title(name).lower() for name in (across, up))
    return replace(words, read=f"Each dot is a person: {one} to the right, {other} upwards.")


@chart(
    "One measure against another",
    shows="How two measures of people go together.",
    read="Each dot is a person: one measure to the right, the other upwards.",
    act="Look at dots that stand apart from the others, and ask those people what would help.",
    tell=_told_of_measures,
)
def two_measures(
    people: Disclosed[pd.DataFrame],
    *,
    across: str = "help_given",
    up: str = "allies",
    chosen: str | None = None,
    dark: bool = False,
) -> alt.LayerChart:
    """A dot a person by any two measures; who is `chosen` on the map is ringed and named."""
    colours = palette(dark)
    frame = content_of(people)[["person_id", "name", "team", across, up]].dropna(subset=[across, up])
    frame = frame.loc[:, ~frame.columns.duplicated()]
    frame = frame.assign(x=frame[across].astype(float), y=frame[up].astype(float), team=frame["team"].fillna("no team"))
    places = {
        "x": alt.X("x:Q", title=_title(across).lower(), scale=alt.Scale(nice=True)),
        "y": alt.Y("y:Q", title=_title(up).lower(), scale=alt.Scale(nice=True)),
    }
    crowd = len(frame) > DOTS_UP_TO
    dots = marks(_gathered(frame) if crowd else frame[["name", "team", "x", "y"]])
    tips = [alt.Tooltip("people:Q")] if crowd else [alt.Tooltip("name:N", title="person"), alt.Tooltip("team:N")]
    tips += [alt.Tooltip("x:Q", title=_title(across), format=".1f"), alt.Tooltip("y:Q", title=_title(up), format=".1f")]
    layers = [dots.mark_circle(size=60, opacity=0.65, color=colours.accent).encode(**places, tooltip=tips)]
    ringed = frame.loc[frame["person_id"].astype(str) == chosen, ["name", "x", "y"]]
    if len(ringed):
        ring = marks(ringed).mark_point(size=220, color=colours.text, strokeWidth=2).encode(**places)
        name = marks(ringed).mark_text(dy=-16, color=colours.text).encode(**places, text=alt.Text("name:N"))
        layers += [ring, name]
    return layered(layers, dark, height=420)


def _title(name: str) -> str:
    """What a measure is called."""
    return COLUMNS[name].title if name in COLUMNS else name.replace("_", " ")


def _gathered(frame: pd.DataFrame) -> pd.DataFrame:
    """People who stand close together as one dot, with how many they are."""
    spots = frame[["x", "y"]]
    step = (np.maximum(spots.max() - spots.min(), 1e-9)) / GRID
    return (spots / step).round().mul(step).groupby(["x", "y"]).size().rename("people").reset_index()
