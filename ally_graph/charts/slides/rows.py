"""Measures month by month, what changed between two phases, and points in words: all in rows and panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from ally_graph.charts.slides.canvas import (
    BODY,
    LARGE,
    SMALL,
    Canvas,
    Drawn,
    drawn,
    paint,
    shortened,
    width_of,
    wrapped,
)
from ally_graph.disclosure.unnamed import Change, Line, Phase
from ally_graph.wording.counts import listed

WAYS = {"good": "the good way", "other": "the other way", "up": "up", "down": "down", "same": "can be chance"}
SHORT = {"Gini beyond chance": "beyond chance", "0-100": "of 100"}
MOST_CHANGES = 7
ROOM_FOR_LAST = 84.0


def months(lines: Sequence[Line], phases: Sequence[Phase]) -> Drawn:
    """A panel for each measure: its line through the months, the interval as a band, the phases behind it."""
    said = [
        f"{line.title} from {_told(line.points[0][1])} to {_told(line.points[-1][1])} {line.unit}" for line in lines
    ]
    bands = f" Pale bands are the phases {listed([phase.name for phase in phases])}." if phases else ""
    words = f"Lines by month: {'; '.join(said)}.{bands}"
    return drawn(words, lambda canvas: _panels(canvas, lines, phases))


def _told(value: float) -> str:
    """A figure as it is read from far away.

    >>> _told(72.18), _told(4.56), _told(0.346)
    ('72', '4.6', '0.35')
    """
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"


def _panels(canvas: Canvas, lines: Sequence[Line], phases: Sequence[Phase]) -> None:
    sheet = canvas.sheet
    across = (1 if len(lines) < 4 else 2) if sheet.tall else (2 if len(lines) in (2, 4) else min(len(lines), 3))
    down = ceil(len(lines) / across)
    gap = 36.0 if sheet.tall else 56.0
    wide, high = (sheet.wide - gap * (across - 1)) / across, (sheet.high - 30 - 14.0 * (down - 1)) / down
    for place, line in enumerate(lines):
        _panel(canvas, (place % across) * (wide + gap), (place // across) * (high + 14), wide, high, line, phases)
    if phases:
        _phase_legend(canvas, phases)


def _phase_legend(canvas: Canvas, phases: Sequence[Phase]) -> None:
    x, y = 0.0, canvas.sheet.high - 22
    for number, phase in enumerate(phases):
        name = shortened(phase.name, SMALL, 240)
        if x + 36 + width_of(name, SMALL) > canvas.sheet.wide:
            return
        canvas.box(x, y, 26, 20, f"band{number % 3}", stroke=paint("grid"), stroke_width=1)
        canvas.words(x + 36, y + 17, name, SMALL, "muted")
        x += 36 + width_of(name, SMALL) + 34


@dataclass(frozen=True)
class _Panel:
    """Where a panel draws: its edges, where each month is from left to right, the least and most of its values."""

    left: float
    right: float
    top: float
    floor: float
    months: Mapping[str, float]
    least: float
    most: float

    def height(self, value: float) -> float:
        """How far down a value lies."""
        return self.floor - (self.floor - self.top) * (value - self.least) / (self.most - self.least)


def _panel(
    canvas: Canvas, left: float, top: float, wide: float, high: float, line: Line, phases: Sequence[Phase]
) -> None:
    """One measure: its title with the first value, the phases, the interval, the line, and the last value beside it."""
    right = left + wide - ROOM_FOR_LAST
    months = [month for month, *_ in line.points]
    steps = (right - left) / (len(months) - 1)
    values = np.array([rest for _, *rest in line.points], dtype=float)
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    pad = 0.08 * (most - least) or 1.0
    places = {month: left + steps * number for number, month in enumerate(months)}
    panel = _Panel(left, right, top + 48, top + high - 14, places, least - pad, most + pad)
    _phase_bands(canvas, panel, phases, steps / 2)
    _interval(canvas, panel, line)
    path = " L".join(f"{places[month]:.1f},{panel.height(value):.1f}" for month, value, *_ in line.points)
    canvas.add("path", d=f"M{path}", fill="none", stroke=paint("accent"), stroke_width=4, stroke_linejoin="round")
    _first_and_last(canvas, panel, line, top + 24, wide)


def _phase_bands(canvas: Canvas, panel: _Panel, phases: Sequence[Phase], half: float) -> None:
    for number, phase in enumerate(phases):
        inside = [place for month, place in panel.months.items() if phase.first <= month <= phase.last]
        if inside:
            start, end = max(min(inside) - half, panel.left), min(max(inside) + half, panel.right)
            colour = f"band{number % 3}"
            canvas.box(start, panel.top - 8, end - start, panel.floor - panel.top + 16, colour, round_by=0)


def _interval(canvas: Canvas, panel: _Panel, line: Line) -> None:
    known = [(panel.months[month], low, up) for month, _, low, up in line.points if low == low and up == up]
    if known:
        around = [(x, panel.height(up)) for x, _, up in known] + [(x, panel.height(low)) for x, low, _ in known[::-1]]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in around)
        canvas.add("polygon", points=points, fill=paint("accent"), opacity="0.18")


def _first_and_last(canvas: Canvas, panel: _Panel, line: Line, y: float, wide: float) -> None:
    """The title, the value the line begins with at its right, and the one it ends with beside the line's end."""
    unit, (month, value, *_) = " %" if line.unit == "%" else "", line.points[-1]
    began = f"from {_told(line.points[0][1])}{unit}"
    if width_of(line.title, BODY - 2) < wide - width_of(began, SMALL) - 30:
        canvas.words(panel.left + wide, y, began, SMALL, "muted", "end")
    canvas.words(panel.left, y, shortened(line.title, BODY - 2, wide), BODY - 2, bold=True)
    canvas.dot(panel.months[month], panel.height(value), 8, "accent")
    down = min(max(panel.height(value) + 9, panel.top + 16), panel.floor)
    canvas.words(panel.months[month] + 16, down, f"{_told(value)}{unit}", BODY + 2, "accent", bold=True)


def changes(some: Sequence[Change], first: str, last: str) -> Drawn:
    """A row for each measure: what it was in the first phase, what it is in the last, and which way it went."""
    said = [f"{one.title} from {_told(one.before)} to {_told(one.after)} {one.unit}, {WAYS[one.way]}" for one in some]
    return drawn(f"A row for each measure: {'; '.join(said)}.", lambda canvas: _rows(canvas, some, first, last))


def _rows(canvas: Canvas, some: Sequence[Change], first: str, last: str) -> None:
    sheet = canvas.sheet
    shown = some[:MOST_CHANGES]
    columns = (0.0, 350.0, 500.0, 590.0) if sheet.tall else (0.0, 560.0, 800.0, 900.0)
    top, row = 44.0, min((sheet.high - 60) / len(shown), 100.0 if sheet.tall else 66.0)
    before, after = columns[1], columns[2]
    size = BODY if sheet.tall else BODY + 2
    room = 0.5 * (after - before) + 60
    canvas.words(before, 24, shortened(first, SMALL, room), SMALL, "muted", "middle" if not sheet.tall else "end")
    canvas.words(after, 24, shortened(last, SMALL, room), SMALL, "muted", "middle" if not sheet.tall else "end")
    for number, one in enumerate(shown):
        y = top + row * (number + 0.5) + 8
        canvas.line(0, top + row * number, sheet.wide, top + row * number, "grid", 2)
        clear = one.way in ("good", "other", "up", "down")
        title = wrapped(one.title, size, 270 if sheet.tall else 500, most=2 if sheet.tall else 1)
        canvas.lines(0, y - (0.64 * size if len(title) > 1 else 0), title, size)
        at = "end" if sheet.tall else "middle"
        canvas.words(before, y, _told(one.before), size + 2, "muted", at)
        start = before + (14 if sheet.tall else 56)
        end = after - (66 if sheet.tall else 56)
        canvas.line(start, y - 9, end - 10, y - 9, "accent" if clear else "neutral", 4)
        tip = f"{end:.1f},{y - 9:.1f} {end - 16:.1f},{y - 18:.1f} {end - 16:.1f},{y:.1f}"
        canvas.add("polygon", points=tip, fill=paint("accent" if clear else "neutral"))
        canvas.words(after, y, _told(one.after), size + 2, "accent" if clear else "text", at, bold=clear)
        if sheet.tall:
            canvas.words(sheet.wide, y, {"good": "✓", "other": "!", "same": "~"}.get(one.way, ""), size, "muted", "end")
        else:
            canvas.words(columns[3], y, WAYS[one.way], size, "text" if clear else "muted")


def points(some: Sequence[tuple[str, str]], *, numbered: bool = False, sign: str = "?") -> Drawn:
    """A few points, one under the other: a title, and a sentence below it, beside a number or a sign."""
    said = " ".join(f"{title}. {sentence}" for title, sentence in some)
    return drawn(said, lambda canvas: _points(canvas, some, "" if numbered else sign, numbered=numbered))


def _points(canvas: Canvas, some: Sequence[tuple[str, str]], sign: str, *, numbered: bool) -> None:
    sheet = canvas.sheet
    row = sheet.high / max(len(some), 3)
    left, middle = (74.0, 28.0) if sheet.tall else (110.0, 41.0)
    for number, (title, sentence) in enumerate(some):
        lines = wrapped(sentence, BODY, sheet.wide - left, most=5 if sheet.tall else 3)
        heads = wrapped(title, LARGE - 2, sheet.wide - left, most=2)
        high = 40 * len(heads) + 1.28 * BODY * len(lines)
        y = row * number + (row - high) / 2 + 30
        before = str(number + 1) if numbered else sign
        large = 26 if sheet.tall else 32
        canvas.dot(middle, y + 4, large if before else large / 2, "accent")
        canvas.words(middle, y + 15, before, LARGE, "ground", "middle", bold=True)
        y = canvas.lines(left, y, heads, LARGE - 2, bold=True)
        canvas.lines(left, y + 2, lines, BODY, colour="muted")
