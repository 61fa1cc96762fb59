"""What somebody leaves with: the report for whom it is meant, and the page on paper."""

from __future__ import annotations

import streamlit as st

from ally_graph.export.report import AUDIENCES, report
from ally_graph.ui.parts.show import note
from ally_graph.ui.sections import map_pictures
from ally_graph.ui.state.session import Chosen


def offer(choice: Chosen) -> None:
    """A small menu: for whom, and the report as a file that opens anywhere."""
    with st.container(key="takeaway"), st.popover("Take it with you", icon=":material/ios_share:", key="takeaway_menu"):
        key = st.radio(
            "Who will read it?", list(AUDIENCES), format_func=lambda one: AUDIENCES[one].title, key="audience"
        )
        note(AUDIENCES[key].summary)
        st.download_button(
            "Report (one file, opens offline)",
            lambda: _report(choice, key),
            f"ally_report_{key}.html",
            "text/html",
            key="report_file",
            on_click="ignore",
            icon=":material/download:",
        )
        map_pictures.offer(choice, "takeaway")
        st.page_link("pages/present.py", label="Slides for a room", icon=":material/co_present:")
        note("Printed from the browser, this page fits on a sheet without menus.")


def _report(choice: Chosen, audience: str) -> bytes:
    return report(choice.records, choice.analysis, audience=audience).encode()
