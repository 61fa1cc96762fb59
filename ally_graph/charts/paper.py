"""Where people stand in a picture that leaves the product: as on the map of the app, with room for names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ally_graph.compute.layout import SHAPE

ROOM_WIDE, ROOM_HIGH = 118.0, 97.0
"""The room of a dot with its name, in pixels of the drawing."""
Spots = Mapping[str, tuple[float, float] | None]


def in_the_square(places: np.ndarray) -> tuple[list[int], list[int]]:
    """Places in any units as thousandths of the square; -1 for NaN.

    >>> in_the_square(np.array([[0.0, 5.0], [2.0, 7.0], [np.nan, np.nan]]))
    ([0, 1000, -1], [0, 1000, -1])
    """
    if np.isnan(places).all() or not len(places):
        return [-1] * len(places), [-1] * len(places)
    low, reach = np.nanmin(places, axis=0), np.nanmax(places, axis=0) - np.nanmin(places, axis=0)
    square = np.where(reach > 0, (places - low) / np.where(reach > 0, reach, 1), 0.5)
    whole = np.where(np.isnan(square), -1, np.round(1000 * square)).astype(int)
    return whole[:, 0].tolist(), whole[:, 1].tolist()


def squared(people: Sequence[str], spots: Spots) -> tuple[list[int], list[int]]:
    """Places in thousandths; -1 for people without contact, who stand in a band of their own."""
    known = {person: spot for person, spot in spots.items() if spot is not None}
    found = np.array([known.get(person, (np.nan, np.nan)) for person in people], dtype=float).reshape(-1, 2)
    return in_the_square(found)


def on_paper(people: Sequence[str], spots: Spots) -> dict[str, tuple[float, float]]:
    """The places of these people in pixels of a drawing, those without contact in rows below, in the order given.

    >>> on_paper(["a", "b", "c"], {"a": (0.0, 0.0), "b": (1.0, 1.0), "c": None})
    {'a': (0.0, 0.0), 'b': (185.3, 123.5), 'c': (59.0, 220.5)}
    """
    x, y = squared(people, spots)
    tied = [place for place, across in enumerate(x) if across >= 0]
    high = float(np.sqrt(len(tied) * ROOM_WIDE * ROOM_HIGH / SHAPE))
    wide = high * SHAPE
    placed = {people[place]: (round(x[place] * wide / 1000, 1), round(y[place] * high / 1000, 1)) for place in tied}
    alone = [person for person, across in zip(people, x, strict=True) if across < 0]
    each = max(int(max(wide, 6 * ROOM_WIDE if not tied else 0) // ROOM_WIDE), 1)
    return placed | {
        person: (round((number % each + 0.5) * ROOM_WIDE, 1), round(high + (number // each + 1) * ROOM_HIGH, 1))
        for number, person in enumerate(alone)
    }
