"""The map with what stands beside it: drawn again by itself when somebody is chosen, without the rest of the page."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd
import streamlit as st

from ally_graph import charts, views
from ally_graph.charts.network_map import Places
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.ui.parts.map_view import (
    DRAWN_BY,
    DrawnMap,
    Filter,
    ask_whole_page,
    drawn_map,
    first_of,
    hear_of_clicks,
    network_map,
    run_whole_page_if_asked,
    tell_how,
)
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


class Drawn(NamedTuple):
    """What the page draws of a choice: network, filter, map, and who is there to be chosen."""

    network: Disclosed[ShownNetwork]
    whole: Disclosed[ShownNetwork]
    people: Disclosed[pd.DataFrame]
    months: Disclosed[tuple[ShownNetwork, ...]]
    places: Places
    wanted: Kept
    kept: Filter
    map: DrawnMap
    there: Collection[str]

    @property
    def groups(self) -> bool:
        """Whether dots are groups of people."""
        return self.map.sent["level"] != "people"


def show(choice: Chosen) -> None:
    """The map, the person who is chosen, and how the map is drawn: each part runs by itself when it is touched."""
    picture, beside = st.columns([3, 1])
    with picture:
        _picture(choice)
    with beside:
        _person(choice)
        _how(choice)
    ready_for_clicks(choice)


def _drawn(choice: Chosen) -> Drawn:
    """What there is to draw; most of it is made once for all who choose the same."""
    people, whole, months, _ = contents.map_of_all(choice)
    wanted = map_filter.asked(choice, whole)
    ids = map_filter.ids(choice, whole, wanted)
    network = map_filter.in_focus(choice, whole, wanted)
    narrowed = network is not whole
    if narrowed:
        months = views.one_month(network)
    places = chosen_places(choice, network, ids)
    drawn = drawn_map(choice, network, places, months, ids)
    kept = Filter(wanted or None, ids, without(wanted), wanted.strength, _hidden(whole, ids) if narrowed else 0)
    there = once(choice, "dots", lambda: frozenset(drawn.sent["nodes"]["ids"]) - {""}, drawn.sent["stamp"])
    if drawn.sent["level"] == "people":
        there = kept.of(there)
    return Drawn(network, whole, people, months, places, wanted, kept, drawn, there)


def _hidden(whole: Disclosed[ShownNetwork], ids: Collection[str] | None) -> int:
    """How many of a large company a filter leaves out."""
    return 0 if ids is None else int((~content_of(whole).nodes["person_id"].isin(ids)).sum())


@st.fragment
def _picture(choice: Chosen) -> None:
    """The map, or another picture of the same people and ties."""
    run_whole_page_if_asked()
    with st.container(horizontal=True, vertical_alignment="center", key="map_controls"):
        view = st.segmented_control(
            "View",
            VIEWS,
            default=MAP,
            key="view",
            bind="query-params",
            required=True,
            label_visibility="collapsed",
            on_change=ask_whole_page,
        )
        network = contents.map_of_all(choice).network
        _dots(network)
        map_filter.show(choice, network)
    drawn = _drawn(choice)
    if view == MAP:
        person.way_back(choice, drawn.network)
        network_map(choice, drawn.network, drawn.places, months=drawn.months, kept=drawn.kept)
        return
    wanted = drawn.wanted
    alone = map_filter.alone(choice, drawn.whole, wanted, drawn.map.sent["strongest"])
    hidden = left_out(wanted, len(content_of(drawn.whole).nodes) - len(content_of(alone).nodes))
    if view == BY_TEAM:
        _team_by_team(choice, alone, wanted, hidden)
    elif view == FLOWS:
        _flows(choice, alone, wanted, hidden)
    else:
        ids = drawn.kept.ids
        shown = drawn.people if ids is None else drawn.people.filter(lambda rows: rows["person_id"].isin(ids))
        _two_measures(choice, shown, hidden)


@st.fragment
def _person(choice: Chosen) -> None:
    """Who is chosen: by a click on the map or from the menu."""
    run_whole_page_if_asked()
    drawn = _drawn(choice)
    person.menu(choice, drawn.network)
    if st.session_state.get("view") == MEASURES and st.session_state.get(RINGED) != st.session_state.get("person"):
        st.rerun(scope="app")
    person.card(choice, drawn.network, None if drawn.groups else drawn.there)
    hear_of_clicks(drawn.there, groups=drawn.groups)


@st.fragment
def _how(choice: Chosen) -> None:
    """How the map is drawn, in the address like every filter; what the data doesn't tell is not offered."""
    if st.session_state.get("view", MAP) != MAP:
        return
    drawn = _drawn(choice)
    if not drawn.groups:
        _drawn_by(drawn.map.sent)
    tell_how(drawn.map.order, drawn.kept)


RINGED = "ringed"
"""Who is ringed in the picture of two measures."""


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
    st.session_state[RINGED] = st.session_state.get("person")
    options = {"across": titles[across], "up": titles[up], "chosen": st.session_state.get("person")}
    chart(charts.two_measures, people, dark=choice.dark, key="two_measures", also=hidden, **options)


def _dots(network: Disclosed[ShownNetwork]) -> None:
    """In a large company: whether dots are groups, or everyone."""
    if can_draw_everyone(content_of(network)):
        st.segmented_control(
            "Dots are",
            [GROUPS, PEOPLE],
            default=GROUPS,
            key=DOTS,
            bind="query-params",
            required=True,
            label_visibility="collapsed",
            on_change=ask_whole_page,
        )


def _drawn_by(sent: dict) -> None:
    nodes = sent["nodes"]
    known = {name: any(one >= 0 for one in nodes[name]) for name in ("team", "location", "manager")}
    with st.expander("How the map is drawn", icon=":material/tune:"):
        for key, _, words in DRAWN_BY:
            offered = [word for word, name in words.items() if known.get(name, True)]
            if st.session_state.get(key) not in (None, *offered):
                st.session_state[key] = first_of(words)
            st.selectbox(TITLES[key], offered, key=key, bind="query-params")
