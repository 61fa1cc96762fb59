"""What is loaded?"""

import streamlit as st

from ally_graph import ui
from ally_graph.ui.sections import dropping, loading, shelf
from ally_graph.views import answers

ui.ensure_app()
shelf.go_on()
st.title("What is loaded?", anchor=False)
top = st.container()
names = ["In use", "Drop any file", "Load your own data", "Load a table of ties", "Load Viva Insights"]
loaded, drop, own, ties, viva = st.tabs(names, key="data_tabs")
with drop:
    dropping.anything()
with own:
    loading.own_data()
with ties:
    loading.table_of_ties()
with viva:
    loading.viva_export()
with top:
    loading.uploaded()
    shelf.kept()
choice = ui.chosen()
with loaded:
    ui.sentence(answers.loaded(choice))
    loading.tables(choice)
    loading.problems(choice)
    loading.back_to_sample()
