"""The filter of the map page: people by what the roster says or what was found, ties by strength.

It stands in the address, and holds for every picture of these people and ties and for their table.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from ally_graph.charts.network_map import SINGLE_PEOPLE_UP_TO
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.ui.parts.map_view import ask_whole_page
from ally_graph.ui.parts.show import note
from ally_graph.ui.sections import contents
from ally_graph.ui.state.session import Chosen, of_question, once, opened
from ally_graph.views import kept
from ally_graph.views.kept import Kept

ONLY, LEAST = "only", "least"
STRENGTHS = {"All": 0, "All but the weakest": 1, "Strong ones": 2, "The strongest": 3}
Network = Disclosed[ShownNetwork]


def show(choice: Chosen, network: Network) -> Kept:
    """The button with its choices; what they ask for."""
    offered = _offered(choice, network)
    _known(offered)
    number = _given(ONLY) + _given(LEAST)
    with st.popover(f"Filter · {number}" if number else "Filter", icon=":material/filter_alt:", key="map_filter"):
        st.multiselect(
            "Only people with",
            list(offered),
            key=ONLY,
            bind="query-params",
            placeholder="Everybody",
            on_change=ask_whole_page,
            help="Several values of one kind mean any of them; of several kinds people need one of each.",
        )
        st.selectbox(
            "Ties",
            list(STRENGTHS),
            key=LEAST,
            bind="query-params",
            on_change=ask_whole_page,
            help="Beside the strongest ties of these months. Kinds of record are chosen in the sidebar.",
        )
    return asked(choice, network)


def _given(key: str) -> int:
    """How much is asked for by a choice that is not drawn yet: by the session, else by the address."""
    held = st.session_state[key] if key in st.session_state else st.query_params.get_all(key)
    return len([one for one in ([held] if isinstance(held, str) else held or []) if one != next(iter(STRENGTHS))])


def _known(offered: Mapping[str, object]) -> None:
    """Forget what this data doesn't have."""
    held = st.session_state.get(ONLY)
    if held and not set(held) <= set(offered):
        st.session_state[ONLY] = [one for one in held if one in offered]
    if st.session_state.get(LEAST) not in (None, *STRENGTHS):
        st.session_state[LEAST] = next(iter(STRENGTHS))


def _offered(choice: Chosen, network: Network) -> Mapping[str, tuple[str, str]]:
    """What can be chosen, as it stands in the address: `Location: Lisbon`, with its attribute and value."""

    def make() -> dict[str, tuple[str, str]]:
        rows = content_of(kept.attributes(choice.records.people, network))
        return {
            f"{kept.title_of(name)}: {value}": (name, value)
            for name, value in zip(rows["attribute"], rows["value"], strict=True)
        }

    return of_question(choice, "offered attributes", make)


def asked(choice: Chosen, network: Network) -> Kept:
    """What the filter asks for."""
    offered = _offered(choice, network)
    values = sorted({offered[one] for one in st.session_state.get(ONLY) or () if one in offered})
    return Kept(tuple(values), STRENGTHS.get(st.session_state.get(LEAST), 0))


def ids(choice: Chosen, network: Network, wanted: Kept) -> frozenset[str] | None:
    """The ids of those who are kept; None where everybody is."""
    if not wanted.values:
        return None
    make = lambda: kept.ids_kept(choice.records.people, network, wanted)  # noqa: E731
    return once(choice, "ids kept", make, wanted)


def in_focus(choice: Chosen, network: Network, wanted: Kept) -> Network:
    """Of a large company the network with those in focus who are kept: groups stand for them, or each is a dot."""
    people = ids(choice, network, wanted)
    if people is None or len(content_of(network).nodes) <= SINGLE_PEOPLE_UP_TO:
        return network
    return once(choice, "focus kept", lambda: kept.in_focus(network, people), wanted, opened(choice))


def alone(choice: Chosen, network: Network, wanted: Kept, strongest: float) -> Network:
    """The network of those who are kept, with the ties that are strong enough, for pictures of another kind."""
    if not wanted:
        return network
    least = kept.least_weight(wanted.strength, strongest)
    people = ids(choice, network, wanted)
    return once(choice, "network kept", lambda: kept.only(network, people, least), wanted, opened(choice), least)


def of_table(choice: Chosen, people: Disclosed[pd.DataFrame]) -> Disclosed[pd.DataFrame]:
    """The rows of those who are kept, and a sentence on how many are not there."""
    _, network, _, _ = contents.map_of_all(choice)
    wanted = asked(choice, network)
    known = ids(choice, network, wanted)
    if known is None:
        return people
    mask = content_of(people)["person_id"].astype(str).isin(known)
    if words := kept.left_out(wanted, int((~mask).sum())):
        note(words)
    return people.filter(mask)
