"""The colours of charts and drawings, checked for contrast on the light and the dark ground (at least 3 to 1).

No set of hues stays apart in every kind of colour vision, so at most five are used and each comes with a shape.
"""

from __future__ import annotations

from dataclasses import dataclass

SHAPES = ("dot", "square", "triangle", "diamond", "triangleDown")
NEUTRAL_SHAPE = "dot"
HOLLOW_SIGNS = {"dot": "○", "square": "□", "triangle": "△", "diamond": "◇", "triangleDown": "▽"}
SIGNS = {"dot": "●", "square": "■", "triangle": "▲", "diamond": "◆", "triangleDown": "▼"}
RING, DASHED_RING = "◯", "◌"


@dataclass(frozen=True)
class Palette:
    """Colours by what they are for. `hues` go to groups, `accent` to what a chart is about."""

    hues: tuple[str, ...]
    accent: str
    neutral: str
    text: str
    muted: str
    grid: str
    ground: str
    bands: tuple[str, ...]
    ramp: tuple[str, str]


LIGHT = Palette(
    hues=("#0072B2", "#B87A00", "#00896A", "#B5507F", "#2E2E8F"),
    accent="#1F5F8B",
    neutral="#8A8F98",
    text="#23262B",
    muted="#5C626B",
    grid="#E4E1DB",
    ground="#FBFAF8",
    bands=("#EAF0F4", "#F4EFE4", "#E9F2ED"),
    ramp=("#EEF3F6", "#1F5F8B"),
)
DARK = Palette(
    hues=("#56B4E9", "#E69F00", "#2BBF9A", "#E08DBB", "#B9B6FF"),
    accent="#7DB9E0",
    neutral="#8B919B",
    text="#E8E6E1",
    muted="#A9AEB6",
    grid="#33373E",
    ground="#17191D",
    bands=("#1F2A33", "#2B281F", "#1E2B27"),
    ramp=("#22303A", "#7DB9E0"),
)


def palette(dark: bool) -> Palette:
    """The colours for a dark or a light ground."""
    return DARK if dark else LIGHT


@dataclass(frozen=True)
class Look:
    """How a dot looks: its colour, its shape, and whether it is an outline only."""

    colour: str
    shape: str
    hollow: bool = False

    @property
    def sign(self) -> str:
        """The sign that stands for it in a legend."""
        return (HOLLOW_SIGNS if self.hollow else SIGNS)[self.shape]


def look_of_group(number: int | None, colours: Palette) -> Look:
    """How the people of a group look on every map, on screen as on paper: fifty groups can be told apart.

    >>> [look_of_group(number, LIGHT) for number in (1, 6)]
    [Look(colour='#0072B2', shape='dot', hollow=False), Look(colour='#0072B2', shape='dot', hollow=True)]
    """
    if number is None or number < 1:
        return Look(colours.neutral, NEUTRAL_SHAPE)
    turn, place = divmod(number - 1, len(colours.hues))
    shape = SHAPES[(number - 1 + turn // 2) % len(SHAPES)]
    return Look(colours.hues[place], shape, turn % 2 == 1)
