"""The map as a part of a page: what is sent of it, how it can be drawn, and what a click on it does."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from ally_graph import charts, views
from ally_graph.charts.moving_map import drawing_of, everyone_of, group_map, moving_map, signed
from ally_graph.charts.network_map import SINGLE_PEOPLE_UP_TO, Places, drawn_singly
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.indicators.phases import phases
from ally_graph.records import Records
from ally_graph.ui.parts.network_component import show_how, show_network, show_picked, stamped
from ally_graph.ui.parts.show import note
from ally_graph.ui.state.session import Chosen, ask_until, everyone_drawn, of_records, once, open_group, opened

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
    kept: Filter | None = None,
    height: int = 560,
) -> None:
    """The map, and how to read it under it; a menu of names stands beside it for those who don't use a mouse.

    `months` are all months that can be shown; the browser moves through them by itself. `kept` is what a filter keeps.
    """
    sent, caption, _ = drawn_map(choice, shown, places, months, (kept or Filter()).ids)
    number = sent["months"][sent["now"]]["here"].count("1")
    show_network(
        sent,
        key="map",
        label=f"Map of {number} dots. Left and right walk through them, up and down to colleagues, Enter chooses.",
        on_month=_go_to_month,
        height=height,
    )
    note(caption)


def tell_how(order: Sequence[str], kept: Filter) -> None:
    """Tell the map how it is drawn; `order` has the ids of all who are dots."""
    chosen = {name: words[st.session_state.get(key) or first_of(words)] for key, name, words in DRAWN_BY}
    show_how(chosen | kept.told(order), key="map")


def hear_of_clicks(drawn: Collection[str], *, groups: bool) -> None:
    """Tell the map who is chosen, and hear of clicks on it; `drawn` are the ids that are there to be chosen."""
    selected = st.session_state.get("person")
    on_select = lambda: _choose(drawn, groups=groups)  # noqa: E731
    show_picked(selected if selected in drawn else None, key="map", on_select=on_select)


class Filter(NamedTuple):
    """What a filter asks for, the ids of those it keeps (None for all), what the others have, and the least strength.

    `asked` tells one filter from another, `hidden` is how many people it leaves out who are not in what is sent.
    """

    asked: Hashable = None
    ids: Collection[str] | None = None
    without: str = ""
    strength: int = 0
    hidden: int = 0

    def of(self, people: frozenset[str]) -> Collection[str]:
        """Those of these people who are kept."""
        return people if self.ids is None else people.intersection(self.ids)

    def told(self, order: Sequence[str]) -> dict[str, Any]:
        """What the browser needs to know: who is kept, in the order of the map, as few signs as may be."""
        mask = "" if self.ids is None else signed([person in self.ids for person in order])
        told = {"kept": mask, "without": self.without, "strength": self.strength, "hidden": self.hidden}
        return told if self.asked else {}


class DrawnMap(NamedTuple):
    """What is sent of a map, how to read it, and the ids of those who are dots in the order in which they are sent."""

    sent: dict[str, Any]
    caption: str
    order: tuple[str, ...]


def first_of(words: Mapping[str, str]) -> str:
    """The usual choice."""
    return next(iter(words))


def drawn_map(
    choice: Chosen,
    shown: Disclosed[ShownNetwork],
    places: Places,
    months: Disclosed[tuple[ShownNetwork, ...]] | None = None,
    kept: Hashable = None,
) -> DrawnMap:
    """What is sent of a map, and how to read it; of a large company it depends on what a filter has `kept` in focus."""
    everyone = everyone_drawn(content_of(shown))
    narrowed = kept if len(content_of(shown).nodes) > SINGLE_PEOPLE_UP_TO else None
    asked = opened(choice), everyone, narrowed
    return once(choice, "map payload", lambda: _drawn_map(choice, shown, places, months, everyone=everyone), *asked)


def _drawn_map(
    choice: Chosen,
    shown: Disclosed[ShownNetwork],
    places: Places,
    months: Disclosed[tuple[ShownNetwork, ...]] | None,
    *,
    everyone: bool,
) -> DrawnMap:
    words_for = charts.map_of_allies.words_for
    if drawn_singly(content_of(shown)) is None and not everyone:
        drawing = charts.map_of_allies(shown, places)
        return DrawnMap(stamped(group_map(drawing)), words_for(drawing).caption, ())
    every = months or views.one_month(shown)
    now = next(place for place, month in enumerate(content_of(every)) if month.when == content_of(shown).when)
    records, viewer = choice.records, choice.viewer
    started = of_records(records, f"started as shown to {viewer!r}", lambda: views.started(records, viewer))
    marks = {"phases": phases_on_map(records), "started": started}
    sent = moving_map(every, places, now=now, everyone=everyone, **marks)
    caption = words_for(drawing_of(sent, content_of(shown))).caption
    return DrawnMap(stamped(sent), caption, everyone_of(every, now=now, everyone=everyone))


def phases_on_map(records: Records) -> pd.DataFrame | None:
    """The phases that can be put on the axis of the map's months."""
    return None if records.phases.empty else phases(records)


def ask_whole_page() -> None:
    """What was done changes the whole page."""
    st.session_state[WHOLE_PAGE] = True


def run_whole_page_if_asked() -> None:
    """At the beginning of a part of the page that runs by itself: let all of it run where it is to."""
    if st.session_state.pop(WHOLE_PAGE, False):
        st.rerun(scope="app")


def _choose(drawn: Collection[str], *, groups: bool) -> None:
    """A click on the map chooses the person in the menu, or opens a group."""
    picked = st.session_state["map_picked"].get("selected")
    if groups and picked in drawn:
        open_group(picked)
        ask_whole_page()
    elif not groups:
        st.session_state["person"] = picked if picked in drawn else None


def _go_to_month() -> None:
    """The page is asked to be of the month that the map shows."""
    month = st.session_state["map"].get("month")
    if month:
        ask_until(month[:7])
        ask_whole_page()
