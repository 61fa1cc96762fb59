"""The map as a part of a page: what is sent of it, how it can be drawn, and what a click on it does."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from ally_graph import charts, views
from ally_graph.charts.moving_map import drawing_of, group_map, moving_map
from ally_graph.charts.network_map import Places, drawn_singly
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.indicators.phases import phases
from ally_graph.records import Records
from ally_graph.ui.parts.network_component import show_network, stamped
from ally_graph.ui.parts.show import note
from ally_graph.ui.state.session import Chosen, ask_until, everyone_drawn, once, open_group, opened

DRAWN_BY = (
    (
        "arranged",
        "arrange",
        {
            "Where they always stand": "steady",
            "By group": "group",
            "By team": "team",
            "By location": "location",
            "By reporting line": "manager",
            "Around the chosen person": "rings",
        },
    ),
    ("coloured", "colour", {"Group": "group", "Team": "team", "Location": "location"}),
    (
        "sized",
        "size",
        {"Help given": "help_given", "Help received": "help_received", "Allies": "allies", "All alike": "same"},
    ),
    (
        "drawn_ties",
        "ties",
        {
            "All": "all",
            "Support": "support",
            "Contact without help": "contact",
            "Strong ones": "strong",
            "Cooling ones": "cooling",
        },
    ),
)
"""How the map is drawn: the key of each choice in the session, its name in the browser, and what can be chosen."""
WHOLE_PAGE = "whole_page"
"""Whether what was done on the map changes the whole page, and not only what stands around the map."""


def network_map(
    choice: Chosen,
    shown: Disclosed[ShownNetwork],
    places: Places,
    *,
    months: Disclosed[tuple[ShownNetwork, ...]] | None = None,
    height: int = 560,
) -> None:
    """The map, with a menu of names beside it for those who don't use a mouse, and how to read it under it.

    `months` are all months that can be shown; the browser moves through them by itself.
    """
    sent, caption = drawn_map(choice, shown, places, months)
    drawn = {one for one in sent["nodes"]["ids"] if one}
    selected = st.session_state.get("person")
    number = sent["months"][sent["now"]]["here"].count("1")
    show_network(
        sent,
        key="map",
        label=f"Map of {number} dots. Left and right walk through them, up and down to colleagues, Enter chooses.",
        selected=selected if selected in drawn else None,
        on_select=lambda: _choose(drawn, groups=sent["level"] != "people"),
        on_month=_go_to_month,
        drawn_by={name: words[st.session_state.get(key) or first_of(words)] for key, name, words in DRAWN_BY},
        height=height,
    )
    note(caption)


def first_of(words: Mapping[str, str]) -> str:
    """The usual choice."""
    return next(iter(words))


def drawn_map(
    choice: Chosen,
    shown: Disclosed[ShownNetwork],
    places: Places,
    months: Disclosed[tuple[ShownNetwork, ...]] | None = None,
) -> tuple[dict, str]:
    """What is sent of a map, and how to read it."""
    everyone = everyone_drawn(content_of(shown))
    asked = opened(choice), everyone
    return once(choice, "map payload", lambda: _drawn_map(choice, shown, places, months, everyone=everyone), *asked)


def _drawn_map(
    choice: Chosen,
    shown: Disclosed[ShownNetwork],
    places: Places,
    months: Disclosed[tuple[ShownNetwork, ...]] | None,
    *,
    everyone: bool,
) -> tuple[dict, str]:
    words_for = charts.map_of_allies.words_for
    if drawn_singly(content_of(shown)) is None and not everyone:
        drawing = charts.map_of_allies(shown, places)
        return stamped(group_map(drawing)), words_for(drawing).caption
    every = months or views.one_month(shown)
    now = next(place for place, month in enumerate(content_of(every)) if month.when == content_of(shown).when)
    sent = moving_map(every, places, now=now, phases=phases_on_map(choice.records), everyone=everyone)
    return stamped(sent), words_for(drawing_of(sent, content_of(shown))).caption


def phases_on_map(records: Records) -> pd.DataFrame | None:
    """The phases that can be put on the axis of the map's months."""
    return None if records.phases.empty else phases(records)


def _choose(drawn: set[str], *, groups: bool) -> None:
    """A click on the map chooses the person in the menu, or opens a group."""
    picked = st.session_state["map"].get("selected")
    if groups and picked in drawn:
        open_group(picked)
        st.session_state[WHOLE_PAGE] = True
    elif not groups:
        st.session_state["person"] = picked if picked in drawn else None


def _go_to_month() -> None:
    """The page is asked to be of the month that the map shows."""
    month = st.session_state["map"].get("month")
    if month:
        ask_until(month[:7])
        st.session_state[WHOLE_PAGE] = True
