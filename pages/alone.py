"""Who may be on their own?"""

import streamlit as st

from ally_graph import charts, ui
from ally_graph.ui.sections import cards, changed, contents

ui.ensure_app()
choice = ui.chosen()
people, by_name, found, answer, checked, untold = contents.alone(choice)

ui.heading("Who may be on their own?", answer)
told = changed.show(choice, "alone")
picture, words = st.columns([3, 2])
with picture:
    if untold is None:
        then = changed.then_of(told)
        ui.chart(charts.allies_by_team, people, then=then, dark=choice.dark, key="allies_by_team")
    else:
        ui.untold(untold)
with words:
    cards.show(choice, found, told, checked=checked, key="alone")
ui.table(
    changed.people_of(choice, by_name, told, "alone"),
    changed.columns(
        ["name", "team", "allies", "help_given", "help_received", "two_way_share", "cross_team_share"], told
    ),
    key="people",
    alt_text="Everybody with their allies, by name",
    file_name="allies.csv",
)
