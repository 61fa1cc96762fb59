"""Support that flows between teams: bands from those who give on the left to those who get on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd

from ally_graph.charts.chart import Words, chart
from ally_graph.charts.look import layered, marks
from ally_graph.charts.palette import palette
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.wording.counts import listed_first

TEAMS_DRAWN = 12
OTHERS = "all others"
LEAST_ROOM, GAP = 0.055, 0.015
"""The least height of a team, so that its name has room, and what lies between two, as shares of the whole."""
ROW, LEAST_HIGH, BAR, STEPS = 42, 300, 0.012, 15


def _told_of_flows(words: Words, shown: Disclosed[pd.DataFrame], **_options: object) -> Words:
    """How much stays within teams, and which teams are drawn as one."""
    frame = content_of(shown)
    whole, between = int(frame["ties"].sum()), int(_between(frame)["ties"].sum())
    stays = f" {between:,} of {whole:,} ties run between them; the others stay within one and are not drawn."
    teams = len(set(_between(frame)["giver"]) | set(_between(frame)["receiver"]))
    rest = f" {teams - TEAMS_DRAWN + 1} with fewer ties are drawn as one." if teams > TEAMS_DRAWN else ""
    return replace(words, read=words.read + stays + rest)


@chart(
    "Support between teams",
    shows="Where support flows from one team to another, and how much of it.",
    read="Each band is support from the team at its left end to the team at its right; wider is more ties.",
    act="Where a team gives and gets little, ask with whom they would like to work more closely.",
    tell=_told_of_flows,
)
def team_flows(shown: Disclosed[pd.DataFrame], *, dark: bool = False) -> alt.LayerChart:
    """A band for each pair of teams, as wide as there are ties; its colour is that of the team that gives."""
    colours = palette(dark)
    flows = _gathered(_between(content_of(shown)))
    left, right = _ends(flows, "giver"), _ends(flows, "receiver")
    ordered = list(left)
    hue = {team: colours.hues[place % len(colours.hues)] for place, team in enumerate(ordered) if team != OTHERS}
    paint = {team: hue.get(team, colours.neutral) for team in {*left, *right}}
    bands = marks(_bands(flows, left, right, paint))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[1, 0], nice=False), stack=None)
    colour = alt.Color("colour:N", scale=None, legend=None)
    tips = [
        alt.Tooltip("giver:N", title="gives"),
        alt.Tooltip("receiver:N", title="gets"),
        alt.Tooltip("ties:Q", title="ties", format=",.0f"),
    ]
    band = bands.mark_area(opacity=0.5).encode(
        x=x, y=y, y2=alt.Y2("below"), color=colour, detail=[alt.Detail("pair:N")], tooltip=tips
    )
    ends = pd.DataFrame(_bars(left, 0, paint) + _bars(right, 1 - BAR, paint))
    bar = marks(ends).mark_rect().encode(x=x, x2=alt.X2("until"), y=y, y2=alt.Y2("below"), color=colour)
    layers = [band, bar]
    for side, align, at in ((left, "left", 3 * BAR), (right, "right", 1 - 3 * BAR)):
        names = pd.DataFrame(
            [{"x": at, "y": (top + low) / 2, "words": f"{team} · {ties:,}"} for team, (top, low, ties) in side.items()],
            columns=["x", "y", "words"],
        )
        text = marks(names).mark_text(align=align, baseline="middle", color=colours.text, fontSize=12)
        layers.append(text.encode(x=x, y=y, text=alt.Text("words:N")))
    return layered(layers, dark, height=max(ROW * max(len(left), len(right)), LEAST_HIGH))


def _between(frame: pd.DataFrame) -> pd.DataFrame:
    """The ties between different teams."""
    return frame[(frame["giver"] != frame["receiver"]) & (frame["ties"] > 0)][["giver", "receiver", "ties"]]


def _gathered(flows: pd.DataFrame) -> pd.DataFrame:
    """The flows with the teams of fewest ties as one, where there are many; the support among these is left out."""
    ties = flows.groupby("giver")["ties"].sum().add(flows.groupby("receiver")["ties"].sum(), fill_value=0)
    if len(ties) <= TEAMS_DRAWN:
        return flows
    kept = set(sorted(ties.index, key=lambda team: (-ties[team], team))[: TEAMS_DRAWN - 1])
    ends = {end: flows[end].where(flows[end].isin(kept), OTHERS) for end in ("giver", "receiver")}
    whole = flows.assign(**ends).groupby(["giver", "receiver"], as_index=False)["ties"].sum()
    return whole[whole["giver"] != whole["receiver"]]


Ends = Mapping[str, tuple[float, float, int]]


def _ends(flows: pd.DataFrame, end: str) -> Ends:
    """Where each team stands at one side, from the top down: the largest first, the others last."""
    ties = flows.groupby(end)["ties"].sum()
    order = sorted(ties.index, key=lambda team: (team == OTHERS, -ties[team], team))
    room = np.array([max(ties[team] / max(ties.sum(), 1), LEAST_ROOM) for team in order])
    room *= (1 - GAP * max(len(order) - 1, 0)) / max(room.sum(), 1e-9)
    tops = np.cumsum(room + GAP) - room - GAP
    return {team: (top, top + high, int(ties[team])) for team, top, high in zip(order, tops, room, strict=True)}


def _bars(side: Ends, x: float, paint: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {"x": x, "until": x + BAR, "y": top, "below": low, "colour": paint[team]}
        for team, (top, low, _) in side.items()
    ]


def _bands(flows: pd.DataFrame, left: Ends, right: Ends, paint: Mapping[str, str]) -> pd.DataFrame:
    """A few points along each band: at both ends bands lie in the order of the other side."""
    share = np.linspace(0, 1, STEPS)
    bend = share * share * (3 - 2 * share)
    from_top, to_top = _stacked(flows, left, "giver", list(right)), _stacked(flows, right, "receiver", list(left))
    rows = []
    for flow in flows.sort_values(["giver", "receiver"]).itertuples():
        pair = flow.giver, flow.receiver
        (top, low), (other_top, other_low) = from_top[pair], to_top[pair]
        for x, along in zip(share, bend, strict=True):
            rows.append(
                {
                    "pair": f"{flow.giver} → {flow.receiver}",
                    "giver": flow.giver,
                    "receiver": flow.receiver,
                    "ties": int(flow.ties),
                    "colour": paint[flow.giver],
                    "x": round(BAR + x * (1 - 2 * BAR), 4),
                    "y": round(top + along * (other_top - top), 4),
                    "below": round(low + along * (other_low - low), 4),
                }
            )
    return pd.DataFrame(rows, columns=["pair", "giver", "receiver", "ties", "colour", "x", "y", "below"])


def _stacked(
    flows: pd.DataFrame, side: Ends, end: str, others: Sequence[str]
) -> dict[tuple[str, str], tuple[float, float]]:
    """Where each band begins or ends within its team, one below the other."""
    other = "receiver" if end == "giver" else "giver"
    place = {team: number for number, team in enumerate(others)}
    found = {}
    for team, (top, low, ties) in side.items():
        mine, at = flows[flows[end] == team], top
        for flow in mine.assign(place=mine[other].map(place)).sort_values("place").itertuples():
            high = (low - top) * flow.ties / max(ties, 1)
            found[flow.giver, flow.receiver] = (at, at + high)
            at += high
    return found


def flows_in_words(shown: Disclosed[pd.DataFrame], most: int = 3) -> str:
    """The largest flows in one sentence, for those who don't see the picture.

    >>> from ally_graph.disclosure import gate
    >>> rows = pd.DataFrame([("red", "blue", 4), ("blue", "red", 1)], columns=["giver", "receiver", "ties"])
    >>> flows_in_words(gate.table("between", rows, gate.LOCAL))
    'Most support between teams runs from red to blue (4) and blue to red (1).'
    """
    flows = _between(content_of(shown)).sort_values(["ties", "giver", "receiver"], ascending=[False, True, True])
    if flows.empty:
        return "No support runs between teams."
    told = [f"{flow.giver} to {flow.receiver} ({flow.ties:,})" for flow in flows.head(most).itertuples()]
    return f"Most support between teams runs from {listed_first(told, most)}."
