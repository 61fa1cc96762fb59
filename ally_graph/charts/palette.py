"""The colours of charts and drawings, checked for contrast on the light and the dark ground (at least 3 to 1).

No set of hues stays apart in every kind of colour vision, so at most five are used and each comes with a shape.
"""

from __future__ import annotations

from dataclasses import dataclass

SHAPES = ("dot", "square", "triangle", "diamond", "triangleDown")
NEUTRAL_SHAPE = "dot"
SIGNS = {"dot": "●", "square": "■", "triangle": "▲", "diamond": "◆", "triangleDown": "▼"}


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
