"""Which groups hold together?"""

import streamlit as st

from ally_graph import charts, ui, views
from ally_graph.disclosure.gate import content_of
from ally_graph.ui.sections import group_changes, summary
from ally_graph.views import answers

CHECKS = answers.CHECKS["groups"]

ui.ensure_app()
choice = ui.chosen()
groups = views.clusters(choice.analysis, choice.viewer, choice.team)
found = views.findings(choice.analysis, choice.viewer, choice.team, CHECKS)

ui.heading("Which groups hold together?", answers.groups(groups, choice))
picture, words = st.columns([3, 2])
with picture:
    if len(content_of(groups)):
        ui.chart(
            charts.clusters_by_team,
            views.clusters_by_team(choice.analysis, choice.viewer),
            dark=choice.dark,
            caption="Each row is a group that people form by their contact, each column one of the teams.",
            key="clusters_by_team",
            alt_text="Number of people by group and team",
        )
    else:
        ui.empty(
            "No groups to show",
            "Contact runs too evenly, or there is too little of it, for groups that would come back.",
        )
with words:
    ui.findings(found, key="groups", checked=summary.checked(CHECKS))
ui.table(
    groups,
    ["group", "people", "teams", "verdict", "stability", "members"],
    key="groups_table",
    alt_text="The groups, how sure each is, and who belongs to it",
    file_name="groups.csv",
)
group_changes.changes(choice)
