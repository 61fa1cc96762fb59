"""The map as a picture and as a drawing, as it is chosen: made here, not in the browser, when it is asked for."""

from __future__ import annotations

import streamlit as st

from ally_graph.export import pictures
from ally_graph.ui.sections import contents
from ally_graph.ui.state.session import Chosen, chosen_places, once, opened, source_line

TITLE = "Who is allied with whom?"


def offer(choice: Chosen, key: str = "map") -> None:
    """Two buttons: a PNG of 4,000 pixels, and an SVG with words as text and a group for each person."""
    for label, ending, mime in (("Map (PNG, 4,000 pixels)", "png", "image/png"), ("Map (SVG)", "svg", "image/svg+xml")):
        st.download_button(
            label,
            lambda ending=ending: _file(choice, ending),
            f"ally_map.{ending}",
            mime,
            key=f"{key}_{ending}_file",
            on_click="ignore",
            icon=":material/download:",
        )


def _file(choice: Chosen, ending: str) -> bytes:
    drawing = once(choice, "map drawing", lambda: _drawing(choice), opened(choice), choice.dark)
    return drawing.encode() if ending == "svg" else pictures.map_png(drawing)


def _drawing(choice: Chosen) -> str:
    shown = contents.map_of_all(choice).network
    return pictures.map_svg(shown, chosen_places(choice, shown), title=TITLE, source=source_line(), dark=choice.dark)
