"""Is help fairly spread, and where?"""

import streamlit as st

from ally_graph import ui
from ally_graph.ui.sections import teams, to_deck

ui.ensure_app()
if teams.opened_team():
    st.switch_page("pages/overview.py", query_params={})
teams.page(ui.chosen())
to_deck.offer("links", "chance", "months")
