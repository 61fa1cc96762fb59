"""Decks as files: one page that is shown from a file, slides for other programs, a handout on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ally_graph.deck import Deck
from ally_graph.errors import SettingError
from ally_graph.export.deck import html, pdf, pptx
from ally_graph.files.atomic import write_whole

__all__ = ["FORMATS", "checked_path", "made", "write_deck"]
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


def made(deck: Deck, ending: str) -> bytes:
    """The deck as a file with that ending."""
    return FORMATS[ending](deck)


def write_deck(deck: Deck, path: str | Path) -> Path:
    """Write the deck; the file appears whole or not at all. Raises `SettingError` where it can't be written."""
    path = checked_path(path)
    write_whole(path, made(deck, path.suffix.lower()))
    return path
