"""Rows on one common axis of months, so that what moved together stands together: how they are placed and drawn.

Each row is a measure (or a team) with a scale of its own, from the lowest to the highest figure shown; phases are pale
bands through all rows. Rows are made of plain numbers in pixels, so that all of them are one drawing.
"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from ally_graph.charts.look import layered, marks
from ally_graph.charts.palette import Palette, palette
from ally_graph.indicators import HELD_BACK
from ally_graph.stats.run_chart import run_chart

HEAD, ROW, TITLE, FOOT = 34, 78, 30, 12
"""Pixels: what stands above the rows, the height of a row, its title, and the room under its line."""
LEFT, RIGHT = 40, 44
"""Pixels beside the lines: for the ends of the scale, and for the latest figure."""
FIT = alt.AutoSizeParams(type="fit-x", contains="padding")
"""The width is that of the page; the height stays as it is, so that rows keep their pixels."""
LEAST_SPREAD = 0.15
NEAR_ZERO = 0.35
NARROW = 300
USUAL_NAME, WIDE_NAME, SHORT_TOLD = 0.56, 0.74, 16
"""How much of a row its name may take, and how long (in letters) what stands beside it is where it takes more."""
HALF_A_MONTH = 11
"""Days on each side of a month that is held back which its field covers."""
MONTH_STEPS = (1, 2, 3, 6, 12, 24)
ARROWS = {"up": "↑ is good", "down": "↓ is good"}


def drawn_rows(
    frame: pd.DataFrame,
    gaps: pd.DataFrame,
    spans: pd.DataFrame,
    begun: pd.DataFrame,
    dark: bool,
    run: bool,
    *,
    shared: bool = False,
) -> alt.LayerChart:
    """Figures in rows with all that stands around them; with `shared` all rows have one scale."""
    colours = palette(dark)
    frame = _placed(_with_limits(frame) if run else frame.assign(outstanding=False), shared=shared)
    months = pd.concat([frame["month"], gaps.loc[gaps["why"] == HELD_BACK, "month"]])
    ends = (months.min(), months.max())
    height = HEAD + ROW * (int(frame["place"].max()) + 1)
    x, y = _months(*ends), alt.Scale(domain=[height, 0], nice=False, zero=False)
    layers = [*_phases(spans, *ends, colours, x), *_begun(begun, *ends, colours, x, y), *_scales(frame, colours, y)]
    layers += _limits(frame, colours, x, y) if run else _intervals(frame, colours, x, y)
    layers += [*_held_back(frame, gaps, colours, x, y), *_lines(frame, gaps, colours, x, y)]
    layers += _names(frame, colours, y)
    chart = layered(layers, dark, height=height)
    chart.autosize = FIT
    return chart


def _with_limits(frame: pd.DataFrame) -> pd.DataFrame:
    """Each line with its centre and natural limits instead of intervals; `outstanding` marks months to ask about."""
    parts = []
    for _, part in frame.groupby(["row", "lead"], sort=False):
        chart = run_chart(part.set_index("month")["value"]).reset_index()
        least = 0.0 if (part["value"] >= 0).all() else -np.inf
        chart = chart.assign(low=chart["low"].clip(lower=least), outstanding=chart["outside"] | chart["in_a_row"])
        part = part.drop(columns=["low", "high", "target"]).assign(target=np.nan)
        parts.append(part.merge(chart[["month", "low", "high", "centre", "outstanding"]], on="month"))
    return pd.concat(parts, ignore_index=True)


def _placed(frame: pd.DataFrame, *, shared: bool) -> pd.DataFrame:
    """Every figure with its place in pixels: columns with `_y`; `least` and `most` are the ends of the row's scale."""
    frame = frame.assign(place=pd.factorize(frame["row"])[0])
    told = [name for name in ("value", "low", "high", "target", "centre") if name in frame]
    by = frame.assign(all=0).groupby("all" if shared else "place")
    least, most = (by[told].transform(way).agg(way, axis=1) for way in ("min", "max"))
    least = least.mask((least > 0) & (least < NEAR_ZERO * most), 0.0)
    room = (LEAST_SPREAD * np.maximum(most.abs(), least.abs())).clip(lower=1e-9) - (most - least)
    frame = frame.assign(least=least.mask((room > 0) & (least != 0), least - room / 2))
    frame = frame.assign(most=most.mask(room > 0, np.maximum(most + room / 2, frame["least"] + 1e-9)))
    floor = HEAD + ROW * (frame["place"] + 1) - FOOT
    scale = (ROW - TITLE - FOOT) / (frame["most"] - frame["least"])
    heights = {f"{name}_y": floor - (frame[name] - frame["least"]) * scale for name in told}
    return frame.assign(**heights, floor=floor, ceiling=floor - (ROW - TITLE - FOOT))


def _pixels(name: str, scale: alt.Scale) -> alt.Y:
    return alt.Y(f"{name}:Q", scale=scale, axis=None, title=None)


def _months(first: pd.Timestamp, last: pd.Timestamp) -> alt.X:
    """The axis of months, with room at the sides; years stand under the first label and each January."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((step for step in MONTH_STEPS if count / step <= 7), 60)
    edge = pd.Timedelta(days=max(10, int(0.02 * (last - first).days)))
    ends = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in (first - edge, last + edge)]
    year = "datum.index == 0 || month(datum.value) == 0 ? timeFormat(datum.value, '%Y') : ''"
    axis = alt.Axis(
        labelExpr=f"[timeFormat(datum.value, '%b'), {year}]",
        tickCount={"interval": "month", "step": step},
        labelOverlap=True,
        labelFlush=False,
    )
    scale = alt.Scale(domain=ends, range=[LEFT, alt.ExprRef(f"width - {RIGHT}")], nice=False)
    return alt.X("month:T", title=None, axis=axis, scale=scale)


def _phases(
    spans: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, colours: Palette, x: alt.X
) -> list[alt.Chart]:
    """Pale bands through all rows with their names at the top, cut to the months that are shown."""
    last = last + pd.Timedelta(days=10)
    bands = spans.assign(month=spans["start"].clip(lower=first), end=spans["end"].clip(upper=last))
    bands = bands[bands["month"] < bands["end"]][["name", "month", "end"]]
    if bands.empty:
        return []
    bands["colour"] = [colours.bands[place % len(colours.bands)] for place in range(len(bands))]
    layers = [marks(bands).mark_rect().encode(x=x, x2=alt.X2("end"), color=alt.Color("colour:N", scale=None))]
    for _, band in bands.iterrows():
        wide = NARROW * (band["end"] - band["month"]) / (last - first)
        name = marks(band.to_frame().T).mark_text(
            align="left", baseline="top", dx=4, fontSize=12, color=colours.muted, limit=max(24, round(wide))
        )
        layers.append(name.encode(x=x, y=alt.YValue(3), text=alt.Text("name:N")))
    return layers


def _begun(
    begun: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, colours: Palette, x: alt.X, y: alt.Scale
) -> list[alt.Chart]:
    """A small triangle in each month in which part of the programme was started."""
    frame = begun[(begun["kind"] == "programme") & begun["month"].between(first, last)]
    if frame.empty:
        return []
    frame = frame.groupby("month", as_index=False)["what"].agg(", ".join).assign(top=HEAD - 9)
    mark = marks(frame).mark_point(shape="triangle-down", filled=True, size=70, color=colours.muted, opacity=1)
    words = [alt.Tooltip("month:T", title="month", format="%B %Y"), alt.Tooltip("what:N", title="started")]
    return [mark.encode(x=x, y=_pixels("top", y), tooltip=words)]


def _scales(frame: pd.DataFrame, colours: Palette, y: alt.Scale) -> list[alt.Chart]:
    """The lowest and the highest figure of each row's scale, each with a thin line."""
    rows = frame.drop_duplicates("place")
    layers = []
    for end, at in (("least", "floor"), ("most", "ceiling")):
        base = marks(rows[[end, at]])
        line = base.mark_rule(color=colours.grid).encode(
            x=alt.XValue(LEFT - 4), x2=alt.X2Value("width"), y=_pixels(at, y)
        )
        words = base.mark_text(align="right", fontSize=11, color=colours.muted)
        words = words.encode(x=alt.XValue(LEFT - 8), y=_pixels(at, y), text=alt.Text(f"{end}:Q", format=",.3~r"))
        layers += [line, words]
    return layers


def _intervals(frame: pd.DataFrame, colours: Palette, x: alt.X, y: alt.Scale) -> list[alt.Chart]:
    """The 95 % interval as a pale area, the target as a dashed line; nothing where the data gives none."""
    layers = []
    sure = frame[frame["low_y"].notna() & frame["high_y"].notna()]
    if len(sure):
        area = marks(sure[["month", "row", "low_y", "high_y"]]).mark_area(opacity=0.18, color=colours.accent)
        layers.append(area.encode(x=x, y=_pixels("low_y", y), y2=alt.Y2("high_y"), detail=alt.Detail("row:N")))
    wanted = frame[frame["target_y"].notna() & frame["lead"]]
    if len(wanted):
        line = marks(wanted[["month", "row", "target_y"]]).mark_line(strokeDash=[6, 4], color=colours.text, opacity=0.8)
        layers.append(line.encode(x=x, y=_pixels("target_y", y), detail=alt.Detail("row:N")))
    return layers


def _limits(frame: pd.DataFrame, colours: Palette, x: alt.X, y: alt.Scale) -> list[alt.Chart]:
    """The centre line and, dashed, the natural limits of a run chart."""
    lead = frame[frame["lead"]]
    layers = []
    for name, dash in (("centre_y", [1, 0]), ("low_y", [5, 4]), ("high_y", [5, 4])):
        line = marks(lead[["month", "row", name]].dropna()).mark_line(strokeDash=dash, strokeWidth=1.2)
        layers.append(
            line.encode(x=x, y=_pixels(name, y), detail=alt.Detail("row:N"), color=alt.ColorValue(colours.neutral))
        )
    return layers


def _lines(frame: pd.DataFrame, gaps: pd.DataFrame, colours: Palette, x: alt.X, y: alt.Scale) -> list[alt.Chart]:
    """The lines, broken where a month is missing, with a dot a month; months that stand out are larger diamonds."""
    layers = []
    for lead, colour, width in ((False, colours.neutral, 1.4), (True, colours.accent, 2.2)):
        rows = frame[frame["lead"] == lead][["month", "row", "value_y"]]
        if len(rows):
            broken = pd.concat([rows, gaps[gaps["row"].isin(rows["row"])][["month", "row"]]] if lead else [rows])
            if len(broken) > len(rows):
                over = marks(rows).mark_line(color=colour, strokeWidth=1.2, strokeDash=[2, 3])
                layers.append(over.encode(x=x, y=_pixels("value_y", y), detail=alt.Detail("row:N")))
            line = marks(broken.sort_values(["row", "month"])).mark_line(color=colour, strokeWidth=width)
            layers.append(line.encode(x=x, y=_pixels("value_y", y), detail=alt.Detail("row:N")))
    told = frame[frame["lead"]][["month", "name", "unit", "value", "n", "low", "high", "value_y", "outstanding"]]
    usual, odd = told[~told["outstanding"]], told[told["outstanding"]]
    words = [
        alt.Tooltip("name:N", title="what"),
        alt.Tooltip("month:T", title="month", format="%B %Y"),
        alt.Tooltip("value:Q", title="value", format=",.4~r"),
        alt.Tooltip("low:Q", title="from", format=",.4~r"),
        alt.Tooltip("high:Q", title="to", format=",.4~r"),
        alt.Tooltip("n:Q", title="counted on", format=",.0f"),
    ]
    place = {"x": x, "y": _pixels("value_y", y), "tooltip": words}
    layers.append(marks(usual).mark_circle(color=colours.accent, size=34, opacity=1).encode(**place))
    if len(odd):
        mark = marks(odd).mark_point(shape="diamond", filled=True, size=130, opacity=1, color=colours.hues[1])
        layers.append(mark.encode(**place))
    return layers


def _held_back(frame: pd.DataFrame, gaps: pd.DataFrame, colours: Palette, x: alt.X, y: alt.Scale) -> list[alt.Chart]:
    """A pale field as high as the row for each month that is held back: a sign on its base line would be read as 0."""
    rows = frame.drop_duplicates("row").set_index("row")
    held = gaps[(gaps["why"] == HELD_BACK) & gaps["row"].isin(rows.index)]
    if held.empty:
        return []
    ends = {name: held["row"].map(rows[name]) for name in ("floor", "ceiling")}
    held = held[["month", "row"]].assign(**ends, why="held back, so that nobody is singled out")
    half = pd.Timedelta(days=HALF_A_MONTH)
    held = held.assign(begins=held["month"] - half, ends=held["month"] + half)
    mark = marks(held).mark_rect(color=colours.neutral, opacity=0.22)
    words = [alt.Tooltip("month:T", title="month", format="%B %Y"), alt.Tooltip("why:N", title="not shown")]
    begin = x.copy(deep=False)
    begin.shorthand = "begins:T"
    across = {"x": begin, "x2": alt.X2("ends"), "y": _pixels("ceiling", y), "y2": alt.Y2("floor")}
    return [mark.encode(**across, tooltip=words)]


def _names(frame: pd.DataFrame, colours: Palette, y: alt.Scale) -> list[alt.Chart]:
    """What each row is, at its top left; its unit and the way of good at the right; the latest figure at its end."""
    lead = frame[frame["lead"]].sort_values("month")
    rows = lead.drop_duplicates("row", keep="last").assign(top=lambda rows: rows["ceiling"] - 15)
    rows["told"] = [_told(row.unit, row.good, row.target) for row in rows.itertuples()]
    share = WIDE_NAME if rows["told"].str.len().max() <= SHORT_TOLD else USUAL_NAME
    base = marks(rows[["name", "told", "top", "value", "value_y", "month"]])
    name = base.mark_text(
        align="left", fontSize=13, fontWeight=600, color=colours.text, limit=alt.ExprRef(f"{share} * width")
    )
    told = base.mark_text(
        align="right", fontSize=12, color=colours.muted, limit=alt.ExprRef(f"{0.99 - share:.2f} * width")
    )
    value = base.mark_text(align="left", dx=6, fontSize=13, fontWeight=600, color=colours.text)
    return [
        name.encode(x=alt.XValue(2), y=_pixels("top", y), text=alt.Text("name:N")),
        told.encode(x=alt.XValue("width"), y=_pixels("top", y), text=alt.Text("told:N")),
        value.encode(x=alt.X("month:T"), y=_pixels("value_y", y), text=alt.Text("value:Q", format=",.3~r")),
    ]


def _told(unit: str, good: str, target: float) -> str:
    """The unit, which way is good, and the target where there is one.

    >>> _told("%", "down", float("nan")), _told("0-100", "up", 75.0)
    ('% · ↓ is good', '0-100 · ↑ is good · target 75')
    """
    aim = "" if pd.isna(target) else f"target {target:,.4g}"
    return " · ".join(word for word in (unit, ARROWS.get(good, ""), aim) if word)
