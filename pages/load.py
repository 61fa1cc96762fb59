"""Who carries a lot for others?"""

import streamlit as st

from ally_graph import charts, ui
from ally_graph.findings import asked_on
from ally_graph.ui.sections import away, contents, summary
from ally_graph.views import answers

CHECKS = asked_on("load")

ui.ensure_app()
choice = ui.chosen()
people, by_name, found, leaning, answer = contents.load(choice)

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
