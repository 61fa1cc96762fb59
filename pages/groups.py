"""Which groups hold together?"""

import streamlit as st

from ally_graph import charts, ui, views
from ally_graph.disclosure.gate import content_of
from ally_graph.findings import asked_on
from ally_graph.ui.sections import group_changes
from ally_graph.views import answers

CHECKS = asked_on("groups")


def shown(choice: ui.Chosen) -> tuple:
    """What this page shows of a choice."""
    groups = views.clusters(choice.analysis, choice.viewer, choice.team)
    by_team = views.clusters_by_team(choice.analysis, choice.viewer) if len(content_of(groups)) else None
    found = views.findings(choice.analysis, choice.viewer, choice.team, CHECKS)
    return groups, by_team, found, answers.groups(groups, choice)


ui.ensure_app()
choice = ui.chosen()
groups, by_team, found, answer = ui.once(choice, "groups", lambda: shown(choice))

ui.heading("Which groups hold together?", answer)
picture, words = st.columns([3, 2])
with picture:
    if by_team is not None:
        ui.chart(charts.clusters_by_team, by_team, dark=choice.dark, key="clusters_by_team")
    else:
        ui.empty(
            "No groups to show",
            "Contact runs too evenly, or there is too little of it, for groups that would come back.",
        )
with words:
    ui.findings(found, key="groups", checked=answers.looked_for(CHECKS))
ui.table(
    groups,
    ["group", "people", "teams", "verdict", "stability", "members"],
    key="groups_table",
    alt_text="The groups, how sure each is, and who belongs to it",
    file_name="groups.csv",
)
group_changes.changes(choice)
