"""The map on the page: a component of our own that draws on a canvas.

It has three parts. The map is sent when the data changed; how it is drawn, a few bytes, when that is chosen; and who is
chosen at every click. Whoever clicks on somebody makes only that part of the page run again in which the third one
stands: there the card of the person is, and neither the data of the map nor its menus.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

PASS_PICKED = """
export default function (component) {
  const { name, selected } = component.data;
  const [pickers, picked] = [(globalThis.__allyPickers ??= {}), (globalThis.__allyPicked ??= {})];
  pickers[name] = component;
  picked[name] = selected;
  dispatchEvent(new Event("ally-choice"));
  return () => { if (pickers[name] === component) delete pickers[name]; };
}
"""
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


SCRIPTS = (
    "signs.js",
    "places.js",
    "filters.js",
    "axis.js",
    "changes.js",
    "address.js",
    "drawing.js",
    "names.js",
    "words.js",
    "months.js",
    "hands.js",
    "network.js",
)
"""The parts of the script, put together to one: the last is what runs, the others hold functions of it."""
ally_map = st.components.v2.component(
    "ally_map", html=_text("network.html"), css=_text("network.css"), js="".join(map(_text, SCRIPTS))
)
choice = st.components.v2.component("ally_map_choice", js=PASS_CHOICE)
picked = st.components.v2.component("ally_map_picked", js=PASS_PICKED)


def stamped(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload with what tells it from any other, so that the browser sees whether there is news."""
    content = json.dumps(payload, sort_keys=True).encode("utf-8", "surrogatepass")
    return dict(payload) | {"stamp": hashlib.sha256(content).hexdigest()[:16]}


def show_network(
    payload: dict[str, Any], *, key: str, label: str, on_month: Callable[[], None], height: int = 520
) -> Any:
    """Draw the payload; a month that the page is to be of comes back under `key` in the session state as `month`."""
    words = {"name": key, "label": label, "empty": "Nobody to draw here.", "height": height}
    return ally_map(key=key, data=payload | words, on_month_change=on_month)


def show_how(drawn_by: Mapping[str, Any], *, key: str) -> None:
    """Tell the map how it is drawn.

    `drawn_by` says how people are arranged, coloured and sized and which ties are drawn (`arrange`, `colour`, `size`,
    `ties`), and whom and what a filter keeps (`kept`, `without`, `strength`).
    """
    choice(key=f"{key}_choice", data={"name": key} | dict(drawn_by), height=1)


def show_picked(selected: str | None, *, key: str, on_select: Callable[[], None]) -> Any:
    """Tell the map who is chosen, and hear from it: `selected` under `key`_picked in the session state."""
    told = {"data": {"name": key, "selected": selected}, "default": {"selected": selected}}
    return picked(key=f"{key}_picked", on_selected_change=on_select, height=1, **told)
