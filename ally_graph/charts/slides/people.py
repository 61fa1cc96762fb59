"""The map of people on a slide: everybody as a dot, and in large type the names of those who stand out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ally_graph.charts.network_map import Places, drawn_singly, strongest
from ally_graph.charts.slides.canvas import SMALL, Canvas, Drawn, drawn, paint, shortened, width_of
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.wording.counts import count, listed

HUES, LONGEST_LABEL = 5, 260.0
MOST_NAMES = 24
"""So many names are tried; one that finds no free place is left out, but of somebody who was found it covers dots."""
Box = tuple[float, float, float, float]


def map_of_people(shown: Disclosed[ShownNetwork], spots: Places) -> Drawn | None:
    """Everybody with their ties; None where dots would stand for groups."""
    network = content_of(shown)
    people = drawn_singly(network)
    if people is None or len(people) < len(network.nodes):
        return None
    told = listed([str(name) for name in _first(people)["name"].head(MOST_NAMES)])
    words = f"A map of {count(len(people), 'person', 'people')} as dots with lines of support. Among them {told}."
    return drawn(words, lambda canvas: _map(canvas, network, people, spots))


def _first(people: pd.DataFrame) -> pd.DataFrame:
    """People in the order in which they get a name: those of the findings, then those who help most."""
    order = people.assign(found=people["states"].map(bool))
    return order.sort_values(["found", "help_given", "person_id"], ascending=[False, False, True])


def _map(canvas: Canvas, network: ShownNetwork, people: pd.DataFrame, spots: Places) -> None:
    places = _fitted(canvas, spots)
    for tie in strongest(network.ties).itertuples(index=False):
        (x1, y1), (x2, y2) = places[str(tie.source)], places[str(tie.target)]
        canvas.line(x1, y1, x2, y2, "muted", 1.5, opacity="0.3")
    sizes = people["cluster"].dropna().value_counts()
    ordered = sorted(sizes.index, key=lambda cluster: (-sizes[cluster], cluster))
    hues = {cluster: f"hue{number}" for number, cluster in enumerate(ordered[:HUES])}
    radius = float(np.clip(0.28 * (canvas.sheet.wide * canvas.sheet.high / max(len(people), 1)) ** 0.5 / 2, 4, 13))
    taken, names, written = [], [], set()
    for row in people.itertuples():
        x, y = places[row.person_id]
        ring = {"stroke": paint("text"), "stroke_width": 3} if row.states else {}
        hue = hues.get(None if pd.isna(row.cluster) else row.cluster, "neutral")
        canvas.dot(x, y, radius + 3 * bool(row.states), hue, **ring)
        taken.append((x - radius - 3, y - radius - 3, x + radius + 3, y + radius + 3))
    for row in _first(people).head(MOST_NAMES).itertuples():
        if _name(canvas, str(row.name), places[row.person_id], radius + 3, taken, names):
            written.add(row.person_id)
    for row in _first(people[people["states"].map(bool)]).itertuples():
        if row.person_id not in written:
            _name(canvas, str(row.name), places[row.person_id], radius + 3, names, names)


def _fitted(canvas: Canvas, spots: Places) -> Mapping[str, tuple[float, float]]:
    """The places, spread over the sheet with room for names at its edges."""
    found = np.array(list(spots.values()), dtype=float)
    low, reach = found.min(axis=0), np.maximum(np.ptp(found, axis=0), 1e-9)
    edge = np.array([150.0, 40.0])
    room = np.array([canvas.sheet.wide, canvas.sheet.high]) - 2 * edge
    return {person: tuple(place) for person, place in zip(spots, edge + (found - low) / reach * room, strict=True)}


def _name(
    canvas: Canvas, name: str, place: tuple[float, float], radius: float, taken: list[Box], names: list[Box]
) -> bool:
    """A name beside, below or above its dot, where it meets nothing that is taken; False where there is no room."""
    text = shortened(name, SMALL, LONGEST_LABEL)
    wide, (x, y) = 1.1 * width_of(text, SMALL), place
    gap = radius + 6
    for left, base, at in (
        (x + gap, y + 7, "start"),
        (x - gap - wide, y + 7, "end"),
        (x - wide / 2, y + gap + 16, "middle"),
        (x - wide / 2, y - gap - 2, "middle"),
    ):
        box = (left, base - 17, left + wide, base + 5)
        if box[0] >= 0 and box[2] <= canvas.sheet.wide and box[3] <= canvas.sheet.high and not _meets(box, taken):
            taken.append(box)
            names.append(box)
            start = {"start": left, "end": left + wide, "middle": x}[at]
            canvas.words(start, base, text, SMALL, at=at, bold=True, halo=True)
            return True
    return False


def _meets(box: Box, taken: list[Box]) -> bool:
    return any(box[0] < right and left < box[2] and box[1] < low and top < box[3] for left, top, right, low in taken)
