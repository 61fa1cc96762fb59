"""What is loaded?"""

import streamlit as st

from ally_graph import ui
from ally_graph.ui import answers, loading

ui.ensure_app()
st.title("What is loaded?", anchor=False)
loaded, own, ties = st.tabs(["In use", "Load your own data", "Load a table of ties"], key="data_tabs")
with own:
    loading.own_data()
with ties:
    loading.table_of_ties()
choice = ui.chosen()
with loaded:
    ui.sentence(answers.loaded(choice))
    loading.tables(choice)
    loading.problems(choice)
    loading.back_to_sample()
