"""Who carries a lot for others?"""

import streamlit as st

from ally_graph import charts, ui
from ally_graph.ui.sections import away, cards, changed, contents, sharing, summary, to_deck

COLUMNS = ["name", "team", "help_given", "help_received", "balance", "allies"]

ui.ensure_app()
choice = ui.chosen()
people, by_name, found, leaning, answer, checked, spread, nobody_leans = contents.load(choice)

ui.heading("Who carries a lot for others?", answer)
told = changed.show(choice, "load")
left, right = st.columns([3, 2])
with left:
    if spread is None:
        ui.chart(charts.give_and_take, people, dark=choice.dark, key="give_and_take")
    else:
        ui.untold(spread)
with right:
    if spread is None:
        summary.spread(choice, people, changed.then_of(told))
cards.show(choice, found, told, checked=checked, key="load", columns=2)
left, right = st.columns([3, 2])
with left:
    st.header("Who leans on one person?", anchor=False)
    summary.dependants(leaning, nobody_leans, dark=choice.dark)
with right:
    away.what_if(choice, people)
sharing.share(choice, people, found)
ui.table(
    changed.people_of(choice, by_name, told, "load"),
    changed.columns(choice, COLUMNS, told),
    key="people",
    alt_text="Everybody with the help they give and get, by name",
    file_name="help.csv",
)
to_deck.offer("spread")
