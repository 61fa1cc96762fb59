"""Teams on a slide: a ring with the support that runs between them, month by month too, and a table against chance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from ally_graph.charts.slides.canvas import BODY, SMALL, Canvas, Drawn, drawn, paint, shortened, width_of, wrapped
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.unnamed import Link, Team, Unnamed
from ally_graph.wording.counts import count, listed

WIDTHS = (0, 3, 6, 10, 15)
STEPS = 60
LEGEND = 44.0
NAMES_ABOVE = 84.0
CONTACT = "A wider line is more contact."
MOVED = "Coloured: new. Grey: there the month before. Dashed: no longer there."
CHANCE = {-2: "far less", -1: "less", 0: "about as much", 1: "more", 2: "far more"}
Point = tuple[float, float]


@dataclass(frozen=True)
class _Place:
    """Where a team stands on the ring, and how large its dot is."""

    x: float
    y: float
    radius: float


def order_of(teams: int, key: str) -> list[int]:
    """The order of teams on the ring: drawn anew with the key of each deck, so that it says nothing about them.

    >>> sorted(order_of(5, "a")), order_of(9, "a") != order_of(9, "b")
    ([0, 1, 2, 3, 4], True)
    """
    return sorted(range(teams), key=lambda team: hashlib.sha256(f"{key}\0{team}".encode()).digest())


def links(shown: Disclosed[Unnamed], key: str) -> Drawn:
    """The teams on a ring with the support between them: a wider line is more of it."""
    company = content_of(shown)
    between = _between(company.links)
    legend = "A wider line is more support; its arrow is where it arrives." if company.directed else CONTACT
    return drawn(_in_words(company.teams, between), lambda canvas: _ring(canvas, company, between, key, legend))


def month(shown: Disclosed[Unnamed], number: int, key: str) -> Drawn:
    """The same ring in one month: what is new since the month before stands out, what is gone is dashed."""
    company = content_of(shown)
    now = _between(company.months[number].links)
    before = _between(company.months[number - 1].links) if number else now
    known = {(one.giver, one.receiver) for one in before}
    here = {(one.giver, one.receiver) for one in now}
    new = {pair for pair in here if pair not in known}
    gone = [one for one in before if (one.giver, one.receiver) not in here]
    legend = MOVED if number else "Support between teams." if company.directed else CONTACT

    def draw(canvas: Canvas) -> None:
        _ring(canvas, company, now, key, legend, new=new if number else None, gone=gone)

    return drawn(_in_words(company.teams, now), draw)


def _between(some: Iterable[Link]) -> list[Link]:
    return [link for link in some if link.giver != link.receiver]


def _in_words(teams: Sequence[Team], between: Sequence[Link]) -> str:
    named = [f"{teams[link.giver].name} to {teams[link.receiver].name}" for link in between]
    told = f" Support runs from {listed(named)}." if named else " No line between two of them rests on enough people."
    return f"A ring of {count(len(teams), 'team')}: {listed([team.name for team in teams])}.{told}"


def _ring(
    canvas: Canvas,
    company: Unnamed,
    between: Sequence[Link],
    key: str,
    legend: str,
    *,
    new: set[tuple[int, int]] | None = None,
    gone: Sequence[Link] = (),
) -> None:
    teams, heads = company.teams, company.directed
    places = _places(canvas, teams, key)
    centre = canvas.sheet.wide / 2, (canvas.sheet.high - LEGEND) / 2
    for link in gone:
        _curve(canvas, places, link, centre, "neutral", dashed=True, heads=heads)
    for link in sorted(between, key=lambda link: link.strength):
        colour = "accent" if new is None or (link.giver, link.receiver) in new else "muted"
        _curve(canvas, places, link, centre, colour, heads=heads)
    for place in places:
        canvas.dot(place.x, place.y, place.radius, "accent", stroke=paint("ground"), stroke_width=4)
    for team, place in zip(teams, places, strict=True):
        _label(canvas, team, place, centre[0])
    legend += f" Drawn are the {len(teams)} largest teams." if company.teams_left_out > len(teams) else ""
    lines = wrapped(legend, SMALL, canvas.sheet.wide - 20, most=2)
    for number, line in enumerate(reversed(lines)):
        canvas.words(canvas.sheet.wide / 2, canvas.sheet.high - 6 - 26 * number, line, SMALL, "muted", "middle")


def _places(canvas: Canvas, teams: Sequence[Team], key: str) -> list[_Place]:
    """Half of the teams at the right, downwards, and half at the left, bent like a ring: no label meets another."""
    sheet = canvas.sheet
    order, half = order_of(len(teams), key), (len(teams) + 1) // 2
    sides = [(1, order[:half]), (-1, order[half:][::-1])]
    largest = max(team.people for team in teams)
    places = [_Place(0, 0, 0)] * len(teams)
    fits = (sheet.high - LEGEND - 8) / max(half, 2)
    for side, some in sides:
        for number, team in enumerate(some):
            down = (number + 0.5 + (2 - len(some)) / 2 * (len(some) < 2)) / max(len(some), 2)
            bend = (1 - 0.55 * (2 * down - 1) ** 2) ** 0.5
            radius = min(15 + 30 * (teams[team].people / largest) ** 0.5, (0.3 if sheet.tall else 0.46) * fits)
            lift = 26 if sheet.tall else 0
            across = (0.33 if sheet.tall else 0.29) * sheet.wide * bend
            places[team] = _Place(sheet.wide / 2 + side * across, 4 + down * (sheet.high - LEGEND - 8) - lift, radius)
    return places


def _label(canvas: Canvas, team: Team, place: _Place, middle: float) -> None:
    """The name of a team and about how many it is: beside its dot, or below it on a phone."""
    people = f"about {team.people} people"
    if canvas.sheet.tall:
        y = place.y + place.radius + 24
        canvas.words(place.x, y, shortened(team.name, BODY, 240), BODY, at="middle", bold=True, halo=True)
        canvas.words(place.x, y + 24, people, SMALL, "muted", "middle", halo=True)
        return
    right = place.x > middle
    x, at = place.x + (place.radius + 14) * (1 if right else -1), "start" if right else "end"
    room = (canvas.sheet.wide - x if right else x) - 6
    canvas.words(x, place.y - 2, shortened(team.name, BODY, room), BODY, at=at, bold=True, halo=True)
    canvas.words(x, place.y + 21, people, SMALL, "muted", at, halo=True)


def _curve(
    canvas: Canvas,
    places: Sequence[_Place],
    link: Link,
    centre: Point,
    colour: str,
    *,
    heads: bool,
    dashed: bool = False,
) -> None:
    """A bent line from rim to rim, its arrow at the team that gets the support."""
    start, end = places[link.giver], places[link.receiver]
    width = 2.5 if dashed else WIDTHS[link.strength]
    head = 12 + width if heads else 3
    bend = _bend(start, end, centre)
    path = [_on_curve(start, bend, end, step / STEPS) for step in range(STEPS + 1)]
    path = [p for p in path if hypot(p[0] - start.x, p[1] - start.y) > start.radius + 5]
    path = [p for p in path if hypot(p[0] - end.x, p[1] - end.y) > end.radius + 5]
    body = [p for p in path if hypot(p[0] - path[-1][0], p[1] - path[-1][1]) > head - 3] if path else []
    if len(body) < 2:
        return
    told = "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in body)
    dashes = {"stroke_dasharray": "4 9"} if dashed else {}
    canvas.add(
        "path", d=told, fill="none", stroke=paint(colour), stroke_width=width, stroke_linecap="butt",
        opacity="0.55" if dashed else "0.8", **dashes,
    )  # fmt: skip
    if heads and not dashed:
        canvas.add("polygon", points=_head(body[-1], path[-1], 0.42 * head + width / 2), fill=paint(colour))


def _bend(start: _Place, end: _Place, centre: Point) -> Point:
    """What a line is bent towards: the middle of the ring, and to its right, so that both ways lie apart."""
    middle = (start.x + end.x) / 2, (start.y + end.y) / 2
    long = hypot(end.x - start.x, end.y - start.y) or 1.0
    aside = -(end.y - start.y) / long * 34, (end.x - start.x) / long * 34
    pull = 0.32
    return (
        middle[0] + pull * (centre[0] - middle[0]) + aside[0],
        middle[1] + pull * (centre[1] - middle[1]) + aside[1],
    )


def _on_curve(start: _Place, bend: Point, end: _Place, t: float) -> Point:
    one, two, three = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return one * start.x + two * bend[0] + three * end.x, one * start.y + two * bend[1] + three * end.y


def _head(back: Point, tip: Point, half: float) -> str:
    """The corners of an arrow head."""
    long = hypot(tip[0] - back[0], tip[1] - back[1]) or 1.0
    side = -(tip[1] - back[1]) / long * half, (tip[0] - back[0]) / long * half
    corners = (tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def against_chance(shown: Disclosed[Unnamed]) -> Drawn:
    """A row for each team that gives, a column for each that gets: more or less support than chance would make."""
    company = content_of(shown)
    told = {(link.giver, link.receiver): link.against for link in company.links}
    names = [team.name for team in company.teams]
    said = [f"{names[one]} to {names[two]}: {CHANCE[level]}" for (one, two), level in sorted(told.items())]
    words = f"A table of support between teams against chance. {'; '.join(said)}. Others: too few people, or none."
    return drawn(words, lambda canvas: _table(canvas, names, told))


OPACITY = {-2: "0.08", -1: "0.2", 0: "0.4", 1: "0.7", 2: "1"}


def _table(canvas: Canvas, names: Sequence[str], told: dict[tuple[int, int], int]) -> None:
    """Fields with a name before each row and above each column, or a number where names have no room."""
    sheet, number = canvas.sheet, len(names)
    left, top = (170.0 if sheet.tall else 270.0), 40.0
    legend = 130.0 if sheet.tall else 66.0
    wide = min((sheet.wide - left) / number, 120 if sheet.tall else 190)
    high = min((sheet.high - top - legend) / number, 92)
    left += (sheet.wide - left - wide * number) / 2 * (not sheet.tall)
    numbered = wide < NAMES_ABOVE
    canvas.words(left - 14, 24, "gives ↓   gets →", SMALL, "muted", "end")
    for place, name in enumerate(names):
        above = str(place + 1) if numbered else shortened(name, SMALL, wide - 8)
        canvas.words(left + wide * (place + 0.5), 24, above, SMALL, "text", "middle")
        y = top + high * place
        before = f"{name}  {place + 1}" if numbered else name
        size = SMALL if high < 36 or numbered else BODY
        canvas.words(left - 14, y + high / 2 + 7, shortened(before, size, left - 20), size, "text", "end")
        for column in range(number):
            _cell(canvas, left + wide * column, y, wide - 4, high - 4, told.get((place, column)))
    _chance_legend(canvas, top + high * number + 18)


def _cell(canvas: Canvas, x: float, y: float, wide: float, high: float, level: int | None) -> None:
    if level is None:
        canvas.box(x, y, wide, high, "none", stroke=paint("grid"), stroke_width=2)
        return
    canvas.box(x, y, wide, high, "accent", opacity=OPACITY[level])
    if level in (-2, 2) and wide > 96 and high > 34:
        canvas.words(x + wide / 2, y + high / 2 + 7, CHANCE[level], SMALL, "ground" if level == 2 else "text", "middle")


def _chance_legend(canvas: Canvas, y: float) -> None:
    """What the shades mean, from left to right, in two rows on a phone."""
    entries: list[tuple[int | None, str]] = [(level, CHANCE[level]) for level in CHANCE]
    entries += [(None, "too few people, or none")]
    x = first = 10.0 if canvas.sheet.tall else 60.0
    for level, words in entries:
        room = 26 + 10 + width_of(words, SMALL) + 26
        if x + room > canvas.sheet.wide + 20:
            x, y = first, y + 36
        if level is None:
            canvas.box(x, y, 26, 26, "none", stroke=paint("grid"), stroke_width=2)
        else:
            canvas.box(x, y, 26, 26, "accent", opacity=OPACITY[level])
        canvas.words(x + 36, y + 20, words, SMALL, "muted")
        x += room
