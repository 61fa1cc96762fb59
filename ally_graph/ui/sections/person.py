"""One person beside the map: chosen by click or from a menu of names."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
import streamlit as st

from ally_graph import views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.findings import detector_of
from ally_graph.ui import answers
from ally_graph.ui.parts.find import person_menu
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import note, what_it_rests_on
from ally_graph.ui.state import session
from ally_graph.ui.state.session import Chosen, chosen_group_steps, once
from ally_graph.wording.counts import count, listed_first

MOST_NAMED = 5


def menu(network: Disclosed[ShownNetwork]) -> None:
    """Choose anybody by name, also those who are not drawn. Names never go into the address bar."""
    nodes = content_of(network).nodes
    names = dict(zip(nodes["person_id"], nodes["name"], strict=True))
    person_menu(names, "Person", key="person")


def way_back(choice: Chosen, network: Disclosed[ShownNetwork]) -> None:
    """What was opened on the map, and the way back to all groups."""
    steps = session.opened(choice)
    if not steps:
        return
    shown = content_of(network)
    words = [f"Group {value} · {shown.labels.get(value, '')}" if by == "cluster" else str(value) for by, value in steps]
    named = [word if value is not None else "In none" for word, (_, value) in zip(words, steps, strict=True)]
    people = count(int(shown.nodes["focus"].sum()), "person", "people")
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.markdown(md(f"{' › '.join(named)}: {people}"))
    right.button("All groups", key="all_groups", on_click=session.close_groups, icon=":material/arrow_back:")


def card(choice: Chosen, network: Disclosed[ShownNetwork], drawn: Collection[str] | None = None) -> None:
    """What the map shows about the chosen person, in words; of their colleagues only those `drawn` are named."""
    shown, person = content_of(network), st.session_state.get("person")
    chosen = shown.nodes[shown.nodes["person_id"] == person]
    if chosen.empty:
        st.caption("Choose somebody on the map or in the menu to see who they help and who helps them.")
        return
    row = chosen.iloc[0]
    with st.container(border=True):
        group = "" if pd.isna(row["cluster"]) else f"Group {row['cluster']} · {shown.labels.get(row['cluster'], '')}"
        st.markdown(f"**{md(row['name'])}**")
        st.caption(md(" · ".join(str(word) for word in (row["team"], group) if not pd.isna(word) and word)))
        for state in row["states"]:
            if on_map := detector_of(state).on_map:
                st.markdown(f":material/info: {md(on_map)}")
        st.markdown(f"{md(count(row['allies'], 'ally', 'allies'))}")
        if drawn is not None and person not in drawn:
            note("Not in this picture: the filter or the opened group leaves this person out.")
        if shown.directed:
            st.markdown(f"**Helps** {_names(shown, person, 'source', 'target', drawn)}")
            st.markdown(f"**Is helped by** {_names(shown, person, 'target', 'source', drawn)}")
        else:
            st.markdown(f"**In contact with** {_names(shown, person, 'source', 'target', drawn, both=True)}")
        _way(choice, person)
        _reasons(choice, person)


def _way(choice: Chosen, person: str) -> None:
    """The groups the person was in over the months, where there are months to compare."""
    words = answers.way(views.way(chosen_group_steps(choice), person, choice.viewer))
    if words:
        st.markdown(f"**Groups over the months** {md(words)}")


def _reasons(choice: Chosen, person: str) -> None:
    """What was found about the person, and what would change it."""
    found = content_of(once(choice, "all findings", lambda: views.findings(choice.analysis, choice.viewer)))
    theirs = [finding for finding in found if person in finding.person_ids]
    if theirs:
        with st.expander("What was found, and what would change it", key="person_reasons"):
            for finding in theirs:
                st.markdown(f"**{md(detector_of(finding.detector).title)}.** {md(finding.why)}")
                note(what_it_rests_on(finding))


def _names(
    shown: ShownNetwork, person: str, here: str, there: str, drawn: Collection[str] | None, *, both: bool = False
) -> str:
    """The colleagues at the other end of the strongest ties, or of those at either end; who isn't drawn is counted."""
    ties = shown.ties
    if both:
        ties = pd.concat([ties, ties.rename(columns={here: there, there: here})])
    ties = ties[ties[here] == person].sort_values(["weight", there], ascending=[False, True])
    seen = ties if drawn is None or person not in drawn else ties[ties[there].astype(str).isin(drawn)]
    names = seen[there].map(dict(zip(shown.nodes["person_id"], shown.nodes["name"], strict=True))).tolist()
    others = len(ties) - len(seen)
    outside = f"{others} outside the picture" if others else ""
    if not names:
        return md(outside or "nobody on record")
    return md(" and ".join(part for part in (listed_first(names, MOST_NAMED), outside) if part))
