"""Who is allied with whom?"""

import streamlit as st

from ally_graph import ui, views
from ally_graph.ui.sections import person
from ally_graph.views import answers


def shown(choice: ui.Chosen, opened: tuple) -> tuple:
    """What this page shows of a choice."""
    people = views.people(choice.analysis, choice.viewer, choice.team)
    network = views.network(choice.analysis, choice.viewer, choice.team, opened)
    return people, network, answers.allied(network, choice)


ui.ensure_app()
choice = ui.chosen()
ui.add_up(choice)
opened = ui.opened(choice)
people, network, answer = ui.once(choice, "map page", lambda: shown(choice, opened), opened)

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
