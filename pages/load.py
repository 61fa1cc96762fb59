"""Who carries a lot for others?"""

import pandas as pd
import streamlit as st

from ally_graph import charts, ui, views
from ally_graph.findings import asked_on
from ally_graph.ui.sections import away, summary
from ally_graph.views import answers

CHECKS = asked_on("load")


def shown(choice: ui.Chosen, dependants: pd.DataFrame) -> tuple:
    """What this page shows of a choice."""
    people = views.people(choice.analysis, choice.viewer, choice.team)
    found = views.findings(choice.analysis, choice.viewer, choice.team, CHECKS)
    leaning = views.dependants(choice.analysis, choice.viewer, choice.team, dependants)
    return people, people.sort("name"), found, leaning, answers.load(found, people, choice)


ui.ensure_app()
choice = ui.chosen()
dependants = ui.chosen_dependants(choice)
people, by_name, found, leaning, answer = ui.once(choice, "load", lambda: shown(choice, dependants))

ui.heading("Who carries a lot for others?", answer)
left, right = st.columns([3, 2])
with left:
    ui.chart(charts.give_and_take, people, dark=choice.dark, key="give_and_take")
    st.header("Who leans on one person?", anchor=False)
    summary.dependants(leaning, dark=choice.dark)
with right:
    ui.findings(found, key="load", checked=answers.looked_for(CHECKS))
    st.header("Is help evenly spread?", anchor=False)
    chance = choice.analysis.network.gini_expected_by_chance
    ui.chart(charts.lorenz, people, gini_by_chance=chance, dark=choice.dark, key="lorenz")
ui.table(
    by_name,
    ["name", "team", "help_given", "help_received", "balance", "allies"],
    key="people",
    alt_text="Everybody with the help they give and get, by name",
    file_name="help.csv",
)
away.what_if(choice, people)
