"""How help is spread, what the groups are made of, and the figures that say where a company stands."""

from __future__ import annotations

from collections.abc import Sequence

from ally_graph.charts.slides.canvas import BODY, HUGE, LARGE, SMALL, Canvas, Drawn, drawn, paint, shortened, wrapped
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.unnamed import Group, Unnamed
from ally_graph.wording.counts import listed

HUES = 5
PARTS = {5: "fifth", 4: "quarter", 3: "third", 2: "half"}


def spread(shown: Disclosed[Unnamed]) -> Drawn:
    """A column for each fifth of the people, those who help most first, beside what all alike would give."""
    company = content_of(shown)
    part = PARTS[len(company.fifths)]
    said = listed([f"{share:.0f} percent" for share in company.fifths])
    words = f"A column for each {part} of the people, those who help most first: {said} of all help."
    return drawn(words, lambda canvas: _columns(canvas, company.fifths, part))


def _columns(canvas: Canvas, shares: Sequence[float], part: str) -> None:
    sheet = canvas.sheet
    left, right, top, floor = 16.0, sheet.wide - (16 if sheet.tall else 210), 64.0, sheet.high - 74
    room, most = (right - left) / len(shares), max(*shares, 1.0)
    rise = [(floor - top) * share / most for share in shares]
    for place, high in enumerate(rise):
        colour = "accent" if place == 0 else "neutral"
        canvas.box(left + room * (place + 0.11), floor - high, 0.78 * room, high, colour)
    canvas.line(left, floor, right, floor, "muted", 2)
    even = floor - (floor - top) * 100 / len(shares) / most
    canvas.line(left, even, right, even, "text", 2.5, stroke_dasharray="9 8")
    size = LARGE if sheet.tall else LARGE + 8
    for place, (share, high) in enumerate(zip(shares, rise, strict=True)):
        x = left + room * (place + 0.5)
        canvas.words(x, floor - high - 14, f"{share:.0f} %", size, at="middle", bold=place == 0, halo=True)
        canvas.lines(x, floor + 30, _under(place, len(shares), part), SMALL, colour="muted", at="middle")
    note = f"{100 / len(shares):.0f} % each if all gave the same"
    if sheet.tall:
        canvas.words(right, top - 30, f"Dashed: {note}", SMALL, "text", "end")
    else:
        canvas.lines(right + 16, even - 14, wrapped(note, SMALL, 190), SMALL)


def _under(place: int, parts: int, part: str) -> list[str]:
    """What stands under a column: only the first and the last are named."""
    if place == 0:
        return ["helps most:", f"first {part}"]
    return ["helps least:", f"last {part}"] if place == parts - 1 else []


def groups(shown: Disclosed[Unnamed]) -> Drawn:
    """A bar for each group, as long as it has people, cut up by their teams."""
    company = content_of(shown)
    hues = {team.name: f"hue{place}" for place, team in enumerate(company.teams[:HUES])}
    said = [f"about {group.people} people: {listed([f'{people} of {team}' for team, people in group.parts])}"
            for group in company.groups]  # fmt: skip
    words = f"A bar for each group. {'; '.join(said)}."
    return drawn(words, lambda canvas: _bars(canvas, company.groups, hues))


def _bars(canvas: Canvas, some: Sequence[Group], hues: dict[str, str]) -> None:
    sheet = canvas.sheet
    left, right = (10.0, sheet.wide - 10) if sheet.tall else (150.0, sheet.wide - 130)
    row = min(sheet.high / len(some), 86.0)
    top = (sheet.high - row * len(some)) / 2
    most = max(group.people for group in some)
    for number, group in enumerate(some):
        y, high = top + row * number, min(0.66 * row, 54.0)
        if not sheet.tall:
            canvas.words(left - 18, y + high / 2 + 8, f"Group {number + 1}", BODY, "muted", "end")
        x = left
        for team, people in group.parts:
            wide = (right - left) * people / most
            _part(canvas, x, y, wide, high, team, hues.get(team, "neutral"))
            x += wide
        if not sheet.tall:
            canvas.words(x + 14, y + high / 2 + 8, f"about {group.people}", BODY, "text")


def _part(canvas: Canvas, x: float, y: float, wide: float, high: float, team: str, colour: str) -> None:
    canvas.box(x, y, wide - 4, high, colour)
    name = shortened(team, SMALL, wide - 20)
    if len(name) > 2 or name == team:
        canvas.words(x + (wide - 4) / 2, y + high / 2 + 7, name, SMALL, "ground", "middle", bold=True)


def standing(shown: Disclosed[Unnamed]) -> Drawn:
    """Two or three figures, large: a number, what it counts, and a bar of the whole where it is a share."""
    company = content_of(shown)
    figures = [(f"{company.ties:,}", "ties of support between colleagues", float("nan"))]
    if company.answered == company.answered and company.directed:
        figures.append((f"{company.answered:.0f} %", "of them run both ways", company.answered))
    if company.across == company.across:
        figures.append((f"{company.across:.0f} %", "of all support crosses from one team to another", company.across))
    words = f"{listed([f'{number} {what}' for number, what, _ in figures])}."
    return drawn(words, lambda canvas: _figures(canvas, figures))


def _figures(canvas: Canvas, figures: Sequence[tuple[str, str, float]]) -> None:
    sheet = canvas.sheet
    for place, (number, what, share) in enumerate(figures):
        if sheet.tall:
            x, y, wide = 20.0, 110 + 290.0 * place, sheet.wide - 40
        else:
            gap = 60.0
            wide = (sheet.wide - gap * 2) / 3
            x, y = (wide + gap) * place, 180.0
        canvas.words(x, y, number, HUGE + 16, "accent", bold=True)
        if share == share:
            canvas.box(x, y + 30, wide, 14, "grid", round_by=7)
            canvas.box(x, y + 30, wide * share / 100, 14, "accent", round_by=7)
        canvas.lines(x, y + 86, wrapped(what, BODY + 2, wide), BODY + 2)


def allies() -> Drawn:
    """What an ally network is, on three small drawings that show nobody."""
    words = (
        "Three small drawings. Two people with an arrow each way: allies. One person with arrows to many: help that "
        "leans on one. Two circles of people joined by one line: somebody links two teams."
    )
    return drawn(words, _three)


def _three(canvas: Canvas) -> None:
    sheet = canvas.sheet
    titles = ("Allies help each other", "Help can lean on one", "Some link two teams")
    for place, (draw, title) in enumerate(zip((_pair, _star, _bridge), titles, strict=True)):
        if sheet.tall:
            draw(canvas, 170, 140 + 300.0 * place, 0.72)
            canvas.lines(320, 132 + 300.0 * place, wrapped(title, BODY + 4, 270), BODY + 4, bold=True)
        else:
            x = sheet.wide * (place + 0.5) / 3
            draw(canvas, x, 188, 1.0)
            canvas.words(x, 410, title, LARGE - 2, at="middle", bold=True)


def _arrow(canvas: Canvas, x1: float, y1: float, x2: float, y2: float, colour: str = "muted") -> None:
    long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = (x2 - x1) / long, (y2 - y1) / long
    canvas.line(x1, y1, x2 - 12 * dx, y2 - 12 * dy, colour, 5)
    corners = (
        (x2, y2),
        (x2 - 20 * dx - 10 * dy, y2 - 20 * dy + 10 * dx),
        (x2 - 20 * dx + 10 * dy, y2 - 20 * dy - 10 * dx),
    )
    canvas.add("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), fill=paint(colour))


def _pair(canvas: Canvas, x: float, y: float, size: float) -> None:
    for way in (-1, 1):
        _arrow(canvas, x - way * 62 * size, y + way * 18 * size, x + way * 62 * size, y + way * 18 * size, "accent")
    for side in (-1, 1):
        canvas.dot(x + side * 106 * size, y, 38 * size, "accent")


def _star(canvas: Canvas, x: float, y: float, size: float) -> None:
    spots = ((-0.95, -0.42), (-0.6, 0.78), (0.6, 0.78), (0.95, -0.42), (0.0, -1.0))
    for dx, dy in spots:
        far, near = 106 * size, 50 * size
        _arrow(canvas, x + dx * near, y + dy * near, x + dx * far, y + dy * far)
        canvas.dot(x + dx * 138 * size, y + dy * 138 * size, 22 * size, "neutral")
    canvas.dot(x, y, 40 * size, "accent")


def _bridge(canvas: Canvas, x: float, y: float, size: float) -> None:
    for side in (-1, 1):
        spots = [(side * (66 + 0), 0), (side * 130, -74), (side * 130, 74), (side * 168, 0)]
        for place, (dx, dy) in enumerate(spots):
            for ex, ey in spots[place + 1 :]:
                canvas.line(x + dx * size, y + dy * size, x + ex * size, y + ey * size, "muted", 4)
    canvas.line(x - 66 * size, y, x + 66 * size, y, "accent", 8)
    for side in (-1, 1):
        for place, (dx, dy) in enumerate([(66, 0), (130, -74), (130, 74), (168, 0)]):
            canvas.dot(x + side * dx * size, y + dy * size, 26 * size, "neutral" if place else "accent")
