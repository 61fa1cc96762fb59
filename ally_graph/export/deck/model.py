"""What a deck is made of: slides of a sentence, pictures and notes, and nothing they were made from."""

from __future__ import annotations

from dataclasses import dataclass

from ally_graph.charts.slides.canvas import Drawn


@dataclass(frozen=True)
class Frame:
    """One picture of a slide; a slide that moves through months has one for each, with the month as its `label`."""

    picture: Drawn
    label: str = ""


@dataclass(frozen=True)
class Slide:
    """A slide: its key, a word or two above it, one sentence, its pictures (one as a rule), and the speaker's notes."""

    key: str
    title: str
    sentence: str
    frames: tuple[Frame, ...]
    notes: str


@dataclass(frozen=True)
class Deck:
    """Slides in their order under a title; `when` is the period they are about.

    `named` says whether people are named, `dotted` whether they are dots without names on one of the slides.
    """

    title: str
    when: str
    slides: tuple[Slide, ...]
    named: bool = False
    dotted: bool = False

    @property
    def note(self) -> str:
        """What stands on the first slide about names."""
        if self.named:
            return "With names: for those concerned only."
        return "Nobody is named; people are dots, as the group agreed." if self.dotted else "Nobody is named."
