"""The map on the page: a component of our own that draws on a canvas.

It has two parts, because Streamlit sends a part again only when it changed. The map is sent when the data or a filter
changed; the choice of a person and of how the map is drawn, a few bytes, at every click.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
PASS_CHOICE = """
export default function ({ data }) {
  (globalThis.__allyChoice ??= {})[data.name] = data;
  dispatchEvent(new Event("ally-choice"));
}
"""


@cache
def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


SCRIPTS = ("places.js", "filters.js", "axis.js", "changes.js", "network.js")
"""The parts of the script, put together to one: the last is what runs, the others hold functions of it."""
ally_map = st.components.v2.component(
    "ally_map", html=_text("network.html"), css=_text("network.css"), js="".join(map(_text, SCRIPTS))
)
choice = st.components.v2.component("ally_map_choice", js=PASS_CHOICE)


def stamped(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload with what tells it from any other, so that the browser sees whether there is news."""
    content = json.dumps(payload, sort_keys=True).encode("utf-8", "surrogatepass")
    return dict(payload) | {"stamp": hashlib.sha256(content).hexdigest()[:16]}


def show_network(
    payload: dict[str, Any],
    *,
    key: str,
    label: str,
    selected: str | None,
    on_select: Callable[[], None],
    on_month: Callable[[], None],
    drawn_by: Mapping[str, str],
    height: int = 520,
) -> Any:
    """Draw the payload; the chosen person comes back under `key` in the session state as `selected`.

    `drawn_by` says how people are arranged, coloured and sized and which ties are drawn (`arrange`, `colour`, `size`,
    `ties`). A month that the page is
    to be of comes back as `month`.
    """
    words = {"name": key, "label": label, "empty": "Nobody to draw here.", "height": height}
    result = ally_map(
        key=key,
        data=payload | words,
        default={"selected": selected},
        on_selected_change=on_select,
        on_month_change=on_month,
    )
    choice(key=f"{key}_choice", data={"name": key, "selected": selected} | dict(drawn_by), height=1)
    return result
