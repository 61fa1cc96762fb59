"""The button that puts what a page is about among the slides for a room."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ally_graph.export.deck import SLIDES
from ally_graph.ui.state import decks
from ally_graph.wording.counts import listed


def offer(*keys: str) -> None:
    """A small button at the end of a page: its slides join the deck in hand, without a name."""
    st.button(
        "To the deck",
        key="to_deck",
        on_click=_add,
        args=(keys,),
        type="tertiary",
        icon=":material/co_present:",
        help=f"Adds to your slides for a room, where nobody is named: {listed([SLIDES[key].title for key in keys])}.",
    )


def _add(keys: Sequence[str]) -> None:
    decks.add(keys)
    st.toast("It is among your slides for a room.", icon=":material/co_present:")
