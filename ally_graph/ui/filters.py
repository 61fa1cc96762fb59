"""The sidebar: the choices that hold on every page and in the address bar."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ally_graph.errors import AllyGraphError
from ally_graph.records import Records
from ally_graph.ties import kinds_of
from ally_graph.ui import active
from ally_graph.ui.words import md
from ally_graph.vocabulary import kind_title


def sidebar() -> None:
    """Draw the filters before the page runs. Data that can't be read has none; the page then says why."""
    with st.sidebar:
        try:
            records = active.active_records()
        except AllyGraphError:
            st.caption("The filters come back when there is data to filter.")
            return
        _filters(records)
        st.caption(_in_use(records))


def _filters(records: Records) -> None:
    st.selectbox(
        "Period",
        list(active.PERIODS),
        index=list(active.PERIODS).index(active.USUAL_PERIOD),
        key="period",
        bind="query-params",
        help="How far back to look. Older help counts less: half of it after 30 days.",
    )
    st.selectbox(
        "Up to the end of",
        _known("until", [active.LATEST, *active.month_ends(records)]),
        key="until",
        bind="query-params",
    )
    st.multiselect(
        "Kinds of record",
        _known("kinds", list(kinds_of(records))),
        key="kinds",
        format_func=kind_title,
        bind="query-params",
        placeholder="All kinds",
        help="Empty means all of them.",
    )
    teams = sorted(team for team in records.people["team"].dropna().unique() if str(team).strip())
    st.selectbox(
        "Team in focus",
        _known("team", [active.NO_TEAM, *teams]),
        key="team",
        bind="query-params",
        help="Pages show the people of this team. The analysis stays that of the whole company.",
    )


def _known(key: str, options: list[str]) -> list[str]:
    """The options, after dropping a choice that this data doesn't have."""
    held = st.session_state.get(key)
    if isinstance(held, list):
        if not set(held) <= set(options):
            st.session_state[key] = [choice for choice in held if choice in options]
    elif held is not None and held not in options:
        st.session_state[key] = options[0]
    return options


def _in_use(records: Records) -> str:
    what = "Sample company" if active.is_sample() else "Your own data"
    last = active.last_day(records)
    until = "" if pd.isna(last) else f", up to {last:%d %B %Y}"
    return md(f"{what}: {len(records.people):,} people{until}")
