"""The map with what stands beside it: drawn again by itself when somebody is chosen, without the rest of the page."""

from __future__ import annotations

import streamlit as st

from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.ui.parts.map_view import DRAWN_BY, WHOLE_PAGE, drawn_map, first_of, network_map
from ally_graph.ui.sections import contents, person
from ally_graph.ui.state.session import DOTS, GROUPS, PEOPLE, Chosen, can_draw_everyone, chosen_places

TITLES = {"arranged": "People stand", "coloured": "Colour shows", "sized": "Size shows"}


@st.fragment
def show(choice: Chosen) -> None:
    """The map, the person who is chosen, and how the map is drawn."""
    if st.session_state.pop(WHOLE_PAGE, False):
        st.rerun(scope="app")
    _, network, months, _ = contents.map_of_all(choice)
    picture, beside = st.columns([3, 1])
    with beside:
        _dots(network)
    places = chosen_places(choice, network)
    sent, _ = drawn_map(choice, network, places, months)
    with beside:
        person.menu(network)
        card = st.container()
        _drawn_by(sent)
    with picture:
        person.way_back(choice, network)
        network_map(choice, network, places, months=months)
    with card:
        person.card(choice, network, set(sent["nodes"]["ids"]) if sent["level"] == "people" else None)


def _dots(network: Disclosed[ShownNetwork]) -> None:
    """In a large company: whether dots are groups, or everyone."""
    if can_draw_everyone(content_of(network)):
        st.segmented_control("Dots are", [GROUPS, PEOPLE], default=GROUPS, key=DOTS, bind="query-params", required=True)


def _drawn_by(sent: dict) -> None:
    """How the map is drawn, in the address like every filter; what the data doesn't tell is not offered."""
    if sent["level"] != "people":
        return
    nodes = sent["nodes"]
    known = {name: any(one >= 0 for one in nodes[name]) for name in ("team", "location", "manager")}
    with st.expander("How the map is drawn", icon=":material/tune:"):
        for key, _, words in DRAWN_BY:
            offered = [word for word, name in words.items() if known.get(name, True)]
            if st.session_state.get(key) not in (None, *offered):
                st.session_state[key] = first_of(words)
            st.selectbox(TITLES[key], offered, key=key, bind="query-params")
