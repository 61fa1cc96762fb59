"""Office Ally: the frame around the pages. Start it with `python -m ally_graph app` or `streamlit run app.py`.

Streamlit takes this file twice: as the server, which it finds as `app`, and as the script it runs for every visitor.
"""

import streamlit as st

from ally_graph import ui
from ally_graph.ui import server


def show() -> None:
    """Draw the sidebar and the page that is open."""
    st.set_page_config(page_title="Office Ally", page_icon="🤝", layout="wide")
    page = st.navigation(
        {
            "": [
                st.Page("pages/overview.py", title="What needs attention?", icon=":material/lightbulb:", default=True),
                st.Page("pages/map.py", title="Who is allied with whom?", icon=":material/hub:"),
            ],
            "People": [
                st.Page("pages/alone.py", title="Who may be on their own?", icon=":material/person:"),
                st.Page("pages/load.py", title="Who carries a lot for others?", icon=":material/volunteer_activism:"),
                st.Page("pages/groups.py", title="Which groups hold together?", icon=":material/diversity_3:"),
                st.Page("pages/buddies.py", title="Who could be whose buddy?", icon=":material/diversity_1:"),
                st.Page("pages/allies.py", title="Who are my allies?", icon=":material/handshake:"),
            ],
            "Company": [
                st.Page("pages/teams.py", title="Is help fairly spread, and where?", icon=":material/groups:"),
                st.Page("pages/indicators.py", title="Are the indicators moving?", icon=":material/monitoring:"),
                st.Page("pages/culture.py", title="What to do about the culture?", icon=":material/task_alt:"),
                st.Page("pages/present.py", title="What can be shown to a room?", icon=":material/co_present:"),
            ],
            "About": [
                st.Page("pages/data.py", title="What is loaded?", icon=":material/folder_open:"),
                st.Page("pages/methods.py", title="How is this worked out?", icon=":material/menu_book:"),
            ],
        },
        expanded=True,
    )
    with ui.errors_shown():
        ui.follow_address()
        ui.sidebar(people=page.url_path != "present")
        page.run()


if __name__ == "__main__":
    show()
else:
    app = st.App(__file__, middleware=server.MIDDLEWARE, lifespan=server.started)
