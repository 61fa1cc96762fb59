"""A name of one's own for a group: asked for on the page about groups, and used wherever the group is named."""

from __future__ import annotations

import streamlit as st

from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import note
from ally_graph.ui.state import group_names
from ally_graph.ui.state.naming import LONGEST
from ally_graph.ui.state.session import Chosen, group_hashes

KEPT_WHERE = (
    "It stays in a file of yours on this machine and follows the group from month to month. Your pages use it, and the "
    "report that you take with you."
)
NOT_KEPT = "The name could not be kept: there is no folder of yours that only you can read."
FAILED = "group_name_not_kept"


def offer(choice: Chosen) -> None:
    """A small menu: which group, and what to call it."""
    clusters = choice.analysis.clusters
    if not clusters:
        return
    if st.session_state.pop(FAILED, False):
        st.error(NOT_KEPT)
    with st.popover("Give a group a name", type="tertiary", icon=":material/edit:", key="group_naming"):
        called = {cluster.id: f"{cluster.id} · {cluster.label}" for cluster in clusters}
        st.selectbox("Group", list(called), key="named_group", format_func=lambda one: md(called.get(one, "")))
        st.text_input("What you call it", key="group_name", max_chars=LONGEST, placeholder="Empty takes a name away")
        note(KEPT_WHERE)
        st.button("Keep the name", key="keep_group_name", on_click=_give, args=(choice,), type="primary")


def _give(choice: Chosen) -> None:
    chosen, clusters = st.session_state.get("named_group"), choice.analysis.clusters
    place = next((place for place, cluster in enumerate(clusters) if cluster.id == chosen), None)
    if place is None:
        return
    members = group_hashes(choice.analysis, choice.records)[place]
    try:
        group_names.give(members, st.session_state.get("group_name", ""), match=choice.analysis.settings.cluster_match)
    except OSError:
        st.session_state[FAILED] = True
    st.session_state["group_name"] = ""
