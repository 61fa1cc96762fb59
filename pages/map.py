"""Who is allied with whom?"""

import streamlit as st

from ally_graph import ui, views
from ally_graph.ui.sections import person
from ally_graph.views import answers

ui.ensure_app()
choice = ui.chosen()
people = views.people(choice.analysis, choice.viewer, choice.team)
ui.add_up(choice)
network = views.network(choice.analysis, choice.viewer, choice.team, ui.opened(choice))

ui.heading("Who is allied with whom?", answers.allied(network, choice))
picture, beside = st.columns([3, 1])
with beside:
    person.menu(network)
    person.card(choice, network)
with picture:
    person.way_back(choice, network)
    ui.network_map(network, ui.chosen_places(choice, network), dark=choice.dark)
ui.table(
    people,
    ["name", "team", "allies", "help_given", "help_received", "balance", "two_way_share", "cross_team_share"],
    key="people",
    alt_text="Everybody with their allies, and the help they give and get",
    file_name="people.csv",
)
