"""How help runs between people: given and received, how evenly it is given, and who leans on one person."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd
from scipy import optimize, special

from ally_graph.charts.chart import Words, chart
from ally_graph.charts.look import AXIS, layered, marks
from ally_graph.charts.palette import palette
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, content_of

LABELLED = 6
LETTER_WIDTH = 0.0100
DOT_HEIGHT = 0.03
"""How far above or below a name, as a part of the picture, a dot must be so as not to lie on it."""
HELPERS_SHOWN = 8
PAIRS_SHOWN = 24
"""So many pairs are drawn at the most, so that no picture grows with the data without end."""
CROWD, DOTS_UP_TO, GRID = 300, 1_000, 36
CURVE_POINTS = 400


def is_crowd(people: Disclosed[pd.DataFrame]) -> bool:
    """Whether there are too many people for a dot each."""
    return len(content_of(people)) > DOTS_UP_TO


def _gathered(frame: pd.DataFrame, right: float, top: float) -> pd.DataFrame:
    """People who stand close together on the picture as one row: where they are on average, and how many."""
    across = (frame["help_received"] / right * GRID).astype(int)
    up = (frame["help_given"] / top * GRID).astype(int)
    cells = frame.groupby([across.rename("across"), up.rename("up")])
    return cells[["help_received", "help_given"]].mean().assign(people=cells.size()).reset_index(drop=True)


def dots_of(people: Disclosed[pd.DataFrame]) -> Disclosed[pd.DataFrame]:
    """The dots of this picture, a row each."""
    frame = content_of(people)
    if is_crowd(people):
        right, top = (float(max(frame[name].max(), 1.0)) * 1.06 for name in ("help_received", "help_given"))
        frame = _gathered(frame, right, top)
    return gate.table("give_and_take", frame, people.viewer)


def _told_of_a_crowd(words: Words, people: Disclosed[pd.DataFrame]) -> Words:
    """In a large company a dot is some people."""
    if not is_crowd(people):
        return words
    return replace(words, read=words.read.replace("a person", "some people, larger where there are more"))


@chart(
    "Help given against help received, by person",
    shows="How much help everyone gives, and how much they get.",
    read="Each dot is a person: above the line they give more help than they get, below it they get more.",
    act="Ask those far above the line who helps them; neither side is wrong by itself.",
    tell=_told_of_a_crowd,
    numbers=dots_of,
)
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
    line = marks(pd.DataFrame({"x": [0.0, even], "y": [0.0, even]})).mark_line(color=colours.neutral, strokeWidth=1)
    shared, crowd = is_crowd(people), len(frame) > CROWD
    dots = marks(_gathered(frame, right, top) if shared else frame)
    dots = dots.mark_circle(size=40 if crowd else 70, opacity=0.35 if crowd else 0.75, color=colours.accent)
    persons = [alt.Tooltip("name:N", title="person"), alt.Tooltip("team:N", title="team")]
    dots = dots.encode(
        x=alt.X("help_received:Q", title="help received", scale=across),
        y=alt.Y("help_given:Q", title="help given", scale=up),
        tooltip=[
            *([alt.Tooltip("people:Q", title="people")] if shared else persons),
            alt.Tooltip("help_given:Q", title="given", format=".1f"),
            alt.Tooltip("help_received:Q", title="received", format=".1f"),
        ],
    )
    if shared:
        dots = dots.encode(size=alt.Size("people:Q", legend=None, scale=alt.Scale(range=[12, 420], domainMin=1)))
    line = line.encode(x=alt.X("x:Q", scale=across), y=alt.Y("y:Q", scale=up))
    layers = [line, dots]
    for align, named in _named_apart(frame, right, top).groupby("align", sort=True):
        words = marks(named).mark_text(align=align, dx=8 if align == "left" else -8, limit=170, color=colours.text)
        layers.append(
            words.encode(
                x=alt.X("help_received:Q", scale=across), y=alt.Y("help_given:Q", scale=up), text=alt.Text("name:N")
            )
        )
    return layered(layers, dark, height=340)


def _named_apart(frame: pd.DataFrame, right: float, top: float) -> pd.DataFrame:
    """Those who give most, with the side (`align`) on which a name fits without lying on a dot or on another name."""
    across, up = frame["help_received"].to_numpy(dtype=float) / right, frame["help_given"].to_numpy(dtype=float) / top
    rows, taken = [], []
    for row in frame.nlargest(3 * LABELLED, "help_given").itertuples():
        x, y, wide = row.help_received / right, row.help_given / top, LETTER_WIDTH * min(len(row.name), 24) + 0.015
        level = across[np.abs(up - y) < DOT_HEIGHT]
        for align, start, begin in (("left", x, x + 0.001), ("right", x - wide, x - wide)):
            free = all(abs(y - other_y) > 0.045 or start > end or start + wide < begun for begun, end, other_y in taken)
            free = free and not ((level > begin) & (level < begin + wide - 0.002)).any()
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

    Luck is drawn as a gamma distribution, the continuous companion of counted events (McDonald 1984). With shape k its
    Gini index is G = Gamma(k + 1/2) / (sqrt(pi) Gamma(k + 1)), and its curve is L(p) = F_{k+1}(F_k^{-1}(p)).
    """
    spot = np.linspace(0, 1, 41)
    if not 0.01 < gini < 0.95:
        return pd.DataFrame({"people": spot, "total": spot})

    def gap(log_shape: float) -> float:
        shape = np.exp(log_shape)
        return special.gammaln(shape + 0.5) - special.gammaln(shape + 1) - np.log(np.sqrt(np.pi) * gini)

    shape = float(np.exp(optimize.brentq(gap, -6, 12)))
    return pd.DataFrame({"people": spot, "total": special.gammainc(shape + 1, special.gammaincinv(shape, spot))})


def curve_of(people: Disclosed[pd.DataFrame], **_options: float | None) -> Disclosed[pd.DataFrame]:
    """The points of the curve as it is drawn."""
    return gate.table("lorenz", _thinned(lorenz_points(content_of(people)["help_given"])), people.viewer)


@chart(
    "Lorenz curve of help given",
    shows="How evenly the giving of help is spread over people.",
    read="The further the curve sags below the straight line, the fewer people carry the help.",
    act="Where few carry most of it, ask them what others could take over.",
    numbers=curve_of,
)
def lorenz(
    people: Disclosed[pd.DataFrame],
    gini_by_chance: float | None = None,
    *,
    then: Disclosed[pd.DataFrame] | None = None,
    dark: bool = False,
) -> alt.Chart:
    """How evenly help is given: the further the curve sags below the diagonal, the fewer people carry the help.

    The dashed curve is what luck alone would give if everyone were equally ready to help. With `then`, a thin curve is
    that of an earlier period.
    """
    colours = palette(dark)
    percent = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    x = alt.X(
        "people:Q", title="share of people, those who give least first", axis=percent, scale=alt.Scale(domain=[0, 1])
    )
    y = alt.Y("total:Q", title="share of all help given", axis=percent, scale=alt.Scale(domain=[0, 1]))
    even = marks(pd.DataFrame({"people": [0.0, 1.0], "total": [0.0, 1.0]}))
    curve = marks(_thinned(lorenz_points(content_of(people)["help_given"])))
    layers = [
        even.mark_line(color=colours.neutral, strokeWidth=1).encode(x=x, y=y),
        curve.mark_area(color=colours.accent, opacity=0.10).encode(x=x, y=y),
        curve.mark_line(color=colours.accent, strokeWidth=2.5).encode(x=x, y=y),
    ]
    words = [("─  everyone gives the same", colours.muted), ("━  as recorded", colours.accent)]
    if then is not None:
        before = marks(_thinned(lorenz_points(content_of(then)["help_given"])))
        layers.append(before.mark_line(color=colours.hues[1], strokeWidth=1.8, strokeDash=[2, 2]).encode(x=x, y=y))
        words.append(("┈  then", colours.hues[1]))
    if gini_by_chance is not None and np.isfinite(gini_by_chance):
        points = marks(chance_points(gini_by_chance))
        layers.insert(1, points.mark_line(color=colours.neutral, strokeDash=[5, 4]).encode(x=x, y=y))
        words.insert(1, ("╌  luck alone, if all were equally ready", colours.muted))
    return layered([*layers, *_words_in_the_corner(words)], dark, height=340)


def _words_in_the_corner(lines: list[tuple[str, str]]) -> list[alt.Chart]:
    """What each line is, at the top left, which stays empty under a Lorenz curve."""
    charts = []
    for number, (words, colour) in enumerate(lines):
        base = marks(pd.DataFrame({"words": [words]})).mark_text(align="left", color=colour)
        charts.append(base.encode(x=alt.XValue(14), y=alt.YValue(16 + 18 * number), text=alt.Text("words:N")))
    return charts


def _told_of_some_helpers(words: Words, leaning: Disclosed[pd.DataFrame]) -> Words:
    """Where there are more helpers than are drawn, how many more."""
    more = content_of(leaning)["helper"].nunique() - HELPERS_SHOWN
    if more <= 0:
        rest = len(content_of(leaning)) - PAIRS_SHOWN
        return replace(words, read=f"{words.read} {rest} more are in the numbers.") if rest > 0 else words
    some = f"Shown are the {HELPERS_SHOWN} helpers most people lean on; {more} more have somebody."
    return replace(words, read=f"{words.read} {some}")


@chart(
    "Who gets more than half of their help from one person",
    shows="Who leans on one colleague for most of the help they get.",
    read="Each line is a colleague who gets more than half of their help from one person.",
    act="Talk about a second person to turn to before the first one is away.",
    tell=_told_of_some_helpers,
)
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
    data = data.head(PAIRS_SHOWN)
    data = data.assign(row=range(len(data)))
    base = marks(data).encode(
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
    pairs = base.mark_text(align="left", dx=2, dy=-6, color=colours.text).encode(
        x=alt.XValue(0), text=alt.Text("pair:N")
    )
    return layered([lines, dots, share, pairs], dark, height=36 * max(len(data), 1) + AXIS)


def leading_helpers(frame: pd.DataFrame) -> list[str]:
    """The helpers most people lean on, first the one with most; names decide between equals."""
    counts = frame["helper"].value_counts()
    return sorted(counts.index, key=lambda helper: (-counts[helper], helper))[:HELPERS_SHOWN]
