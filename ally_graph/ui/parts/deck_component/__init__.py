"""Slides on the page: the same script, style and slides as in the page that a deck is written to, shown full screen."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import streamlit as st

from ally_graph.export.deck import Deck, html

HERE = Path(__file__).parent


def _script() -> str:
    """The script of the page, with the way it is begun here, and the style for the window with notes."""
    style = f"const STYLE = {json.dumps(html.styles())};"
    return "\n".join([style, html.scripts(), (HERE / "stage.js").read_text(encoding="utf-8")])


_stage = st.components.v2.component(
    "ally_deck",
    html=(HERE / "stage.html").read_text(encoding="utf-8"),
    css=html.styles() + (HERE / "stage.css").read_text(encoding="utf-8"),
    js=_script(),
)


def show_deck(deck: Deck, *, key: str, dark: bool) -> None:
    """The slides, to be looked through here and shown full screen."""
    slides = str(html.slides(deck))
    sign = hashlib.sha256(slides.encode()).hexdigest()
    _stage(key=key, data={"slides": slides, "sign": sign, "dark": dark})
