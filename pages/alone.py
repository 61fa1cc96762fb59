"""Who may be on their own?"""

import streamlit as st

from ally_graph import charts, ui, views
from ally_graph.ui.sections import summary
from ally_graph.views import answers

CHECKS = answers.CHECKS["alone"]

ui.ensure_app()
choice = ui.chosen()
people = views.people(choice.analysis, choice.viewer, choice.team)
found = views.findings(choice.analysis, choice.viewer, choice.team, CHECKS)

ui.heading("Who may be on their own?", answers.alone(found, people, choice))
picture, words = st.columns([3, 2])
with picture:
    ui.chart(
        charts.allies_by_team,
        people,
        dark=choice.dark,
        caption="Each dot is a number of allies, larger where more people have as many; the tick is the team's median.",
        key="allies_by_team",
        alt_text="How many allies people have, by team",
    )
with words:
    ui.findings(found, key="alone", checked=summary.checked(CHECKS))
ui.table(
    people.sort("name"),
    ["name", "team", "allies", "help_given", "help_received", "two_way_share", "cross_team_share"],
    key="people",
    alt_text="Everybody with their allies, by name",
    file_name="allies.csv",
)
