"""Who is allied with whom?"""

import streamlit as st

from ally_graph import ui
from ally_graph.ui.sections import contents, person

ui.ensure_app()
choice = ui.chosen()
people, network, answer = contents.map_of_all(choice)

ui.heading("Who is allied with whom?", answer)
picture, beside = st.columns([3, 1])
with beside:
    person.menu(network)
    person.card(choice, network)
with picture:
    person.way_back(choice, network)
    ui.network_map(choice, network, ui.chosen_places(choice, network))
ui.table(
    people,
    ["name", "team", "allies", "help_given", "help_received", "balance", "two_way_share", "cross_team_share"],
    key="people",
    alt_text="Everybody with their allies, and the help they give and get",
    file_name="people.csv",
)
