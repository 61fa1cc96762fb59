"""Who is allied with whom?"""

import streamlit as st

from ally_graph import ui
from ally_graph.ui.sections import changed, contents, person

ui.ensure_app()
choice = ui.chosen()
people, network, answer = contents.map_of_all(choice)

ui.heading("Who is allied with whom?", answer)
told = changed.show(choice, "map")
picture, beside = st.columns([3, 1])
with beside:
    person.menu(network)
    person.card(choice, network)
with picture:
    person.way_back(choice, network)
    ui.network_map(choice, network, ui.chosen_places(choice, network))
ui.table(
    changed.people_of(choice, people, told, "map"),
    changed.columns(
        ["name", "team", "allies", "help_given", "help_received", "balance", "two_way_share", "cross_team_share"], told
    ),
    key="people",
    alt_text="Everybody with their allies, and the help they give and get",
    file_name="people.csv",
)
