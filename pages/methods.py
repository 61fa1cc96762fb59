"""How is this worked out?"""

import streamlit as st

from ally_graph import ui
from ally_graph.ui.sections import methods

ui.ensure_app()
ui.heading("How is this worked out?", methods.ANSWER)
for title, draw in methods.CHAPTERS.items():
    with st.expander(title, expanded=title == methods.FIRST, key=f"methods_{title}"):
        draw()
