"""Decks: slides of a sentence and a picture made from the data, as a page to be shown, for PowerPoint, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ally_graph.errors import SettingError
from ally_graph.export.deck import html, pdf, pptx
from ally_graph.export.deck.making import deck
from ally_graph.export.deck.model import Deck, Frame, Slide
from ally_graph.export.deck.plan import Plan, Wish
from ally_graph.export.deck.slides import SLIDES
from ally_graph.files.atomic import write_whole

__all__ = ["FORMATS", "SLIDES", "Deck", "Frame", "Plan", "Slide", "Wish", "checked_path", "deck", "made", "write_deck"]
FORMATS: dict[str, Callable[[Deck], bytes]] = {".html": html.page, ".pptx": pptx.slides, ".pdf": pdf.handout}
"""How a deck is written, by the ending of the file: shown in a browser, edited elsewhere, printed with its notes."""


def checked_path(path: str | Path) -> Path:
    """Where a deck can be written; raises `SettingError` before any work is done where it can't."""
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        endings = ", ".join(FORMATS)
        raise SettingError(f"{path.name or path} does not say how to write it. Give a name ending in one of {endings}.")
    if not path.parent.is_dir():
        raise SettingError(f"There is no folder {path.parent} to write {path.name} to. Make it first, or name another.")
    if path.is_dir():
        raise SettingError(f"{path} is a folder. Give the name of a file.")
    if path.suffix.lower() == ".pptx":
        pptx.needed()
    return path


def made(slides: Deck, ending: str) -> bytes:
    """The deck as a file with that ending."""
    return FORMATS[ending](slides)


def write_deck(slides: Deck, path: str | Path) -> Path:
    """Write the deck; the file appears whole or not at all. Raises `SettingError` where it can't be written."""
    path = checked_path(path)
    write_whole(path, made(slides, path.suffix.lower()))
    return path
