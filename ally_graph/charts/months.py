"""The charts of months: measures, the network, and one measure in the teams, each in rows on one axis."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd

from ally_graph.charts.chart import Words, chart
from ally_graph.charts.rows import drawn_rows
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.indicators import ALL, HELD_BACK
from ally_graph.wording.counts import listed

TEAMS_DRAWN = 8
RUN_READ = (
    "The middle line is the mean, the dashed lines the natural limits of usual ups and downs. A diamond is a month "
    "outside them, or one of eight in a row on one side. Where a measure has drifted all along, many months stand out."
)
RUN_ACT = "Ask what was different in a month with a diamond, and leave the others alone."
HELD_BACK_READING = "A grey field is a month held back so that nobody is singled out; dots lead over it."
Frame = Disclosed[pd.DataFrame]


def _told_of_months(
    words: Words, values: Frame, missing: Frame, _phases: Frame, started: Frame, *, run: bool = False
) -> Words:
    """Which measures are drawn, and what each sign that is there means."""
    frame = content_of(values)
    read = [RUN_READ if run else words.read]
    if not run and frame["low"].notna().any():
        read.append("A pale area is the 95 % interval: a change within it may be chance.")
    if not run and frame["target"].notna().any():
        read.append("The dashed line is the target.")
    read += _told_of_held_back(missing) + _told_of_started(started)
    return Words(_measures(values), words.shows, " ".join(read), RUN_ACT if run else words.act)


def _told_of_held_back(missing: Frame) -> list[str]:
    return [HELD_BACK_READING] if (content_of(missing)["why"] == HELD_BACK).any() else []


def _told_of_started(started: Frame) -> list[str]:
    """What was started when, where a triangle stands for it."""
    begun = content_of(started)
    tools = begun[begun["kind"] == "programme"].groupby("month")["what"].agg(lambda names: listed(list(names)))
    when = "; ".join(f"{month:%B %Y}: {names}" for month, names in tools.items())
    return [f"Triangles at the top: what was started. {when}."] if when else []


def _measures(values: Frame) -> str:
    return f"{listed(list(content_of(values)['title'].unique()))}, month by month"


@chart(
    "The seven success indicators",
    shows="How measures of the culture went, month by month, on one axis.",
    read="Each row has its own scale, whose ends stand at its left; pale bands are the phases.",
    act="Look for rows that turn together, then ask what began there.",
    tell=_told_of_months,
)
def months_in_rows(
    values: Frame, missing: Frame, phases: Frame, started: Frame, *, dark: bool = False, run: bool = False
) -> alt.LayerChart:
    """Measures month by month, a row each, on one axis of months.

    The pale area is the 95 % interval where the data gives one, and a dashed line the target. A grey field is a month
    that is held back; dots lead over it. With `run` the centre line and the natural limits are drawn instead, and
    months that stand out are marked. A small triangle at the top is a month in which something was started.
    """
    frame = content_of(values)
    frame = frame.assign(row=frame["indicator"] + " " + frame["measure"], name=frame["title"], lead=True)
    gaps = content_of(missing)
    gaps = gaps.assign(row=gaps["indicator"] + " " + gaps["measure"])
    return drawn_rows(frame, gaps, content_of(phases), content_of(started), dark, run)


def _told_of_the_network(words: Words, values: Frame, *_around: Frame, run: bool = False) -> Words:  # noqa: ARG001
    """Which measures of the network are drawn; the reading is the same in both ways of drawing."""
    return replace(words, title=_measures(values))


@chart(
    "The network itself",
    shows="How contact and support went, month by month, on one axis.",
    read=(
        "Each row looks at whole calendar months of contact and support, each on its own; read the direction, not the "
        "level. The period and kinds that an analysis is narrowed to don't narrow this."
    ),
    act="Where a row turns the other way, ask the teams what made it harder.",
    tell=_told_of_the_network,
)
def network_in_rows(
    values: Frame, missing: Frame, phases: Frame, started: Frame, *, dark: bool = False, run: bool = False
) -> alt.LayerChart:
    """The indicators of the network month by month, drawn like all measures."""
    return months_in_rows(values, missing, phases, started, dark=dark, run=run)


def _told_of_teams(
    words: Words, values: Frame, missing: Frame, _phases: Frame, _started: Frame, *, run: bool = False
) -> Words:
    """Which measure is drawn, how its lines are read, and which teams are left out."""
    frame = content_of(values)
    title = f"{frame['title'].iloc[0]} in the teams, month by month"
    company = "the grey line the whole company"
    first = words.read.replace(company, "each with its mean and natural limits") if run else words.read
    teams = frame.loc[frame["group"] != ALL, "group"].nunique()
    some = f"Drawn are the {TEAMS_DRAWN} teams of {teams} that rest on most; the table below has all."
    read = [first, *_told_of_held_back(missing), *([some] if teams > TEAMS_DRAWN else [])]
    return replace(words, title=title, read=" ".join(read))


@chart(
    "One measure in the teams",
    shows="How one measure went in each team, month by month, beside the whole company.",
    read="Each row is a team, the grey line the whole company, all on one scale. Small teams go up and down by chance.",
    act="Ask what a team needs rather than which one leads.",
    tell=_told_of_teams,
)
def teams_in_rows(
    values: Frame, missing: Frame, phases: Frame, started: Frame, *, dark: bool = False, run: bool = False
) -> alt.LayerChart:
    """One measure in the teams, a row each and all on one scale; the grey line is the whole company.

    A run chart has its centre and limits there instead of the company. Of many teams those are drawn whose figures
    rest on most; the table has all.
    """
    frame, gaps = content_of(values), content_of(missing)
    shown = teams_drawn(frame)
    own = frame[frame["group"].isin(shown)]
    own = own.assign(row=own["group"], name=own["group"], lead=True, unit="", good="")
    company = frame[frame["group"] == ALL]
    beside = [] if run else shown
    behind = [company.assign(row=team, name=team, lead=False, low=np.nan, high=np.nan) for team in beside]
    order = {team: place for place, team in enumerate(shown)}
    every = pd.concat([own, *behind]).sort_values("row", key=lambda names: names.map(order), kind="stable")
    gaps = gaps[gaps["group"].isin(shown)].assign(row=lambda table: table["group"])
    return drawn_rows(every, gaps, content_of(phases), content_of(started), dark, run, shared=True)


def teams_drawn(frame: pd.DataFrame) -> list[str]:
    """The teams whose figures rest on most, at most eight, by name."""
    sizes = frame[frame["group"] != ALL].groupby("group")["n"].max()
    ordered = sorted(sizes.index, key=lambda team: (-sizes[team] if sizes[team] == sizes[team] else 0.0, team))
    return sorted(ordered[:TEAMS_DRAWN])
