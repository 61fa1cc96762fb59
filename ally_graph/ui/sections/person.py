"""One person beside the map: chosen by click or from a menu of names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
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


def menu(choice: Chosen, network: Disclosed[ShownNetwork]) -> None:
    """Choose anybody by name, also those who are not drawn. Names never go into the address bar."""
    person_menu(_known(choice, network).called, "Person", key="person")


class Known(NamedTuple):
    """Everyone by place: ids, names by id, and the colleagues whom each helps and by whom each is helped.

    Colleagues are places, from the strongest tie down; `first` says where those of each person begin.
    """

    place: Mapping[str, int]
    called: Mapping[str, str]
    helps: tuple[np.ndarray, np.ndarray]
    helped: tuple[np.ndarray, np.ndarray]
    both: tuple[np.ndarray, np.ndarray]

    def others(self, person: str, way: str) -> list[int]:
        """The places of the colleagues of somebody, of whom they help (`helps`), the other way, or either."""
        first, colleagues = getattr(self, way)
        at = self.place[person]
        return colleagues[first[at] : first[at + 1]].tolist()


def _known(choice: Chosen, network: Disclosed[ShownNetwork]) -> Known:
    return once(choice, "colleagues", lambda: _made(content_of(network)), session.opened(choice))


def _made(shown: ShownNetwork) -> Known:
    ids = shown.nodes["person_id"].astype(str).tolist()
    place = {person: at for at, person in enumerate(ids)}
    one, other = (shown.ties[end].astype(str).map(place).to_numpy(dtype=np.int64) for end in ("source", "target"))
    weight = shown.ties["weight"].to_numpy(dtype=float)
    either = np.concatenate([one, other]), np.concatenate([other, one]), np.concatenate([weight, weight])
    rank = np.argsort(np.argsort(ids, kind="stable"), kind="stable")
    sides = [_by_person(len(ids), rank, *side) for side in ((one, other, weight), (other, one, weight), either)]
    return Known(place, dict(zip(ids, shown.nodes["name"].tolist(), strict=True)), *sides)


def _by_person(
    size: int, rank: np.ndarray, person: np.ndarray, other: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The others of each person, the strongest first and in the order of their ids where they are alike."""
    order = np.lexsort((rank[other], -weight, person)) if len(person) else np.zeros(0, dtype=np.int64)
    return np.searchsorted(person[order], np.arange(size + 1)), other[order]


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
    known = _known(choice, network)
    if person not in known.place:
        st.caption("Choose somebody on the map or in the menu to see who they help and who helps them.")
        return
    row = shown.nodes.iloc[known.place[person]]
    with st.container(border=True):
        group = "" if pd.isna(row["cluster"]) else f"Group {row['cluster']} · {shown.labels.get(row['cluster'], '')}"
        st.markdown(f"**{md(row['name'])}**")
        st.caption(md(" · ".join(str(word) for word in (row["team"], group) if not pd.isna(word) and word)))
        told = [f":material/info: {md(on_map)}" for state in row["states"] if (on_map := detector_of(state).on_map)]
        told.append(md(count(row["allies"], "ally", "allies")))
        if drawn is not None and person not in drawn:
            told.append(f"*{md('Not in this picture: the filter or the opened group leaves this person out.')}*")
        ways = {"helps": "Helps", "helped": "Is helped by"} if shown.directed else {"both": "In contact with"}
        told += [f"**{words}** {_names(known, person, way, drawn)}" for way, words in ways.items()]
        told.append(_way(choice, person))
        st.markdown("\n\n".join(line for line in told if line))
        _reasons(choice, person)


def _way(choice: Chosen, person: str) -> str:
    """The groups the person was in over the months, where there are months to compare."""
    words = answers.way(views.way(chosen_group_steps(choice), person, choice.viewer))
    return f"**Groups over the months** {md(words)}" if words else ""


def _reasons(choice: Chosen, person: str) -> None:
    """What was found about the person, and what would change it."""
    found = content_of(once(choice, "all findings", lambda: views.findings(choice.analysis, choice.viewer)))
    theirs = [finding for finding in found if person in finding.person_ids]
    if theirs:
        with st.expander("What was found, and what would change it", key="person_reasons"):
            for finding in theirs:
                st.markdown(f"**{md(detector_of(finding.detector).title)}.** {md(finding.why)}")
                note(what_it_rests_on(finding))


def _names(known: Known, person: str, way: str, drawn: Collection[str] | None) -> str:
    """The colleagues at the other end of the strongest ties; who isn't drawn is counted."""
    ids, ties = list(known.place), known.others(person, way)
    seen = ties if drawn is None or person not in drawn else [other for other in ties if ids[other] in drawn]
    names = [known.called[ids[other]] for other in seen]
    outside = f"{len(ties) - len(seen)} outside the picture" if len(ties) > len(seen) else ""
    if not names:
        return md(outside or "nobody on record")
    return md(" and ".join(part for part in (listed_first(names, MOST_NAMED), outside) if part))
