"""The map on the page: a component of our own around the vis-network file that comes with pyvis.

It has three parts, because Streamlit sends a part again only when it changed. The library, half a megabyte, is sent
once a visit; the map when the data or a filter changed; and the choice of a person, a few bytes, at every click.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyvis
import streamlit as st

HERE = Path(__file__).parent
VIS_NETWORK = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
KEEP_LIBRARY = "\nexport default function () { globalThis.__allyVis ??= globalThis.vis; }\n"
PASS_CHOICE = """
export default function ({ data }) {
  (globalThis.__allyChoice ??= {})[data.name] = data;
  dispatchEvent(new Event("ally-choice"));
}
"""


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


library = st.components.v2.component("ally_vis_network", js=_text(VIS_NETWORK) + KEEP_LIBRARY)
ally_map = st.components.v2.component(
    "ally_map", html=_text(HERE / "network.html"), css=_text(HERE / "network.css"), js=_text(HERE / "network.js")
)
choice = st.components.v2.component("ally_map_choice", js=PASS_CHOICE)


def show_network(
    payload: dict[str, Any],
    *,
    key: str,
    label: str,
    selected: str | None,
    on_select: Callable[[], None],
    height: int = 520,
) -> Any:
    """Draw the payload; the chosen person comes back under `key` in the session state as `selected`."""
    library(key=f"{key}_library", height=1)
    words = {"name": key, "label": label, "empty": "Nobody to draw here.", "height": height}
    result = ally_map(key=key, data=payload | words, default={"selected": selected}, on_selected_change=on_select)
    choice(key=f"{key}_choice", data={"name": key, "selected": selected}, height=1)
    return result
