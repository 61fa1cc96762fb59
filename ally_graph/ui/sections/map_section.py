"""The map with what stands beside it: drawn again by itself when somebody is chosen, without the rest of the page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ally_graph import charts, views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.ui.parts.map_view import DRAWN_BY, WHOLE_PAGE, Filter, drawn_map, first_of, network_map
from ally_graph.ui.parts.show import chart, note, table
from ally_graph.ui.sections import contents, map_filter, person
from ally_graph.ui.state.session import (
    DOTS,
    GROUPS,
    PEOPLE,
    Chosen,
    can_draw_everyone,
    chosen_places,
    once,
    opened,
    ready_for_clicks,
)
from ally_graph.views.kept import Kept, left_out, without
from ally_graph.wording.columns import COLUMNS

TITLES = {"arranged": "People stand", "coloured": "Colour shows", "sized": "Size shows", "drawn_ties": "Ties drawn"}


VIEWS = MAP, BY_TEAM, FLOWS, MEASURES = "Map", "Team by team", "Flows", "Two measures"
"""The pictures of the same people and ties, as the address bar says them."""
ROWS = {"Teams": "team", "Groups": "cluster", "Locations": "location"}
FIGURES = {"Ties": "ties", "Ties for each person": "per_person", "Against chance": "against_chance"}
DRAWN_MEASURES = [
    "help_given",
    "help_received",
    "balance",
    "allies",
    "two_way_share",
    "cross_team_share",
    "constraint",
    "effective_size",
    "betweenness",
]


@st.fragment
def show(choice: Chosen) -> None:
    """The map, the person who is chosen, and how the map is drawn."""
    if st.session_state.pop(WHOLE_PAGE, False):
        st.rerun(scope="app")
    people, network, months, _ = contents.map_of_all(choice)
    picture, beside = st.columns([3, 1])
    with picture, st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            "View", VIEWS, default=MAP, key="view", bind="query-params", required=True, label_visibility="collapsed"
        )
        wanted = map_filter.show(choice, network)
    ids, whole = map_filter.ids(choice, network, wanted), network
    network = map_filter.in_focus(choice, network, wanted)
    with beside:
        _dots(network)
    places = chosen_places(choice, network, ids)
    sent, _, _ = drawn_map(choice, network, places, months, ids)
    with beside:
        person.menu(network)
        card = st.container()
        _drawn_by(sent)
    kept = Filter(wanted or None, ids, without(wanted), wanted.strength)
    with picture:
        if view != MAP:
            alone = map_filter.alone(choice, whole, wanted, sent["strongest"])
            hidden = left_out(wanted, len(content_of(whole).nodes) - len(content_of(alone).nodes))
        if view == BY_TEAM:
            _team_by_team(choice, alone, wanted, hidden)
        elif view == FLOWS:
            _flows(choice, alone, wanted, hidden)
        elif view == MEASURES:
            shown = people if ids is None else people.filter(lambda rows: rows["person_id"].isin(ids))
            _two_measures(choice, shown, hidden)
        else:
            person.way_back(choice, network)
            network_map(choice, network, places, months=months, kept=kept)
    ready_for_clicks(choice)
    with card:
        person.card(choice, network, kept.of(set(sent["nodes"]["ids"])) if sent["level"] == "people" else None)


def _team_by_team(choice: Chosen, network: Disclosed[ShownNetwork], wanted: Kept, hidden: str) -> None:
    """How much support runs from team to team, group to group or place to place."""
    left, right = st.columns(2)
    with left:
        shown = _between(choice, network, wanted, "Rows are")
    figure = right.selectbox("Numbers are", list(FIGURES), key="numbers", bind="query-params")
    chart(charts.team_matrix, shown, dark=choice.dark, key="team_matrix", also=hidden, figure=FIGURES[figure])


def _flows(choice: Chosen, network: Disclosed[ShownNetwork], wanted: Kept, hidden: str) -> None:
    """Support that runs between teams, groups or places as bands, and the same as a table."""
    shown = _between(choice, network, wanted, "Between")
    chart(charts.team_flows, shown, dark=choice.dark, key="team_flows", also=hidden)
    note(charts.flows_in_words(shown))
    with st.expander("The same as a table", icon=":material/table:", key="flows_as_table"):
        rows = shown.filter(lambda frame: (frame["giver"] != frame["receiver"]) & (frame["ties"] > 0))
        table(
            rows.sort("ties", ascending=False),
            ["giver", "receiver", "ties", "per_person", "against_chance"],
            key="flows",
            alt_text="Support from each team to each other one",
            file_name="support_between_teams.csv",
        )


def _between(choice: Chosen, network: Disclosed[ShownNetwork], wanted: Kept, words: str) -> Disclosed[pd.DataFrame]:
    """The ties between teams, groups or places, as is chosen."""
    known = content_of(network).nodes
    offered = [title for title, name in ROWS.items() if known[name].notna().any()] or ["Teams"]
    by = ROWS[st.selectbox(words, offered, key="rows", bind="query-params")]
    return once(choice, "between", lambda: views.between(network, by), by, opened(choice), wanted)


def _two_measures(choice: Chosen, people: Disclosed[pd.DataFrame], hidden: str) -> None:
    """Any two measures of people; who is chosen on the map is ringed."""
    left, right = st.columns(2)
    titles = {COLUMNS[name].title: name for name in DRAWN_MEASURES if name in content_of(people) and name in COLUMNS}
    across = left.selectbox("To the right", list(titles), key="across", bind="query-params")
    up = right.selectbox("Upwards", list(titles), index=min(3, len(titles) - 1), key="upwards", bind="query-params")
    options = {"across": titles[across], "up": titles[up], "chosen": st.session_state.get("person")}
    chart(charts.two_measures, people, dark=choice.dark, key="two_measures", also=hidden, **options)


def _dots(network: Disclosed[ShownNetwork]) -> None:
    """In a large company: whether dots are groups, or everyone."""
    if can_draw_everyone(content_of(network)):
        st.segmented_control("Dots are", [GROUPS, PEOPLE], default=GROUPS, key=DOTS, bind="query-params", required=True)


def _drawn_by(sent: dict) -> None:
    """How the map is drawn, in the address like every filter; what the data doesn't tell is not offered."""
    if sent["level"] != "people" or st.session_state.get("view", MAP) != MAP:
        return
    nodes = sent["nodes"]
    known = {name: any(one >= 0 for one in nodes[name]) for name in ("team", "location", "manager")}
    with st.expander("How the map is drawn", icon=":material/tune:"):
        for key, _, words in DRAWN_BY:
            offered = [word for word, name in words.items() if known.get(name, True)]
            if st.session_state.get(key) not in (None, *offered):
                st.session_state[key] = first_of(words)
            st.selectbox(TITLES[key], offered, key=key, bind="query-params")
