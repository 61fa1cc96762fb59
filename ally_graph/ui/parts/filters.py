"""The sidebar: the choices that hold on every page and in the address bar."""

from __future__ import annotations

import functools
import math

import pandas as pd
import streamlit as st

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL
from ally_graph.errors import AllyGraphError
from ally_graph.network.events import kinds_of
from ally_graph.records import Records
from ally_graph.settings import PRESETS, describe, differences
from ally_graph.ui.parts.find import person_menu
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.state import against, session
from ally_graph.views import focus
from ally_graph.vocabulary import kind_title
from ally_graph.wording.counts import people_words

SMALL_STEP = 0.05
TITLES = {
    "ally_gap_days": "Two contacts make an ally within",
    "half_life_days": "Help counts half after",
    "isolated_ally_ratio": "Few allies: at most",
    "overrelied_load_ratio": "A lot of help: at least",
}


def sidebar(*, people: bool = True) -> None:
    """Draw the filters before the page runs. Data that can't be read has none; the page then says why.

    Without `people` it holds no name, and nothing else that somebody wrote, such as what a team or a phase is called:
    nothing of it is sent to a screen that a room looks at.
    """
    try:
        records = session.active_records()
    except AllyGraphError:
        st.sidebar.caption("The filters come back when there is data to filter.")
        return
    with st.sidebar:
        _filters(records, people=people)
        _settings()
        st.caption(_in_use(records))


def _filters(records: Records, *, people: bool) -> None:
    st.selectbox(
        "Period",
        list(session.PERIODS),
        index=list(session.PERIODS).index(session.USUAL_PERIOD),
        key="period",
        bind="query-params",
        help="How far back to look. Older help counts less; the settings below say how much.",
    )
    st.selectbox(
        "Up to the end of",
        _known("until", [session.LATEST, *session.month_ends(records)]),
        key="until",
        bind="query-params",
    )
    if not people:
        _keep_unseen()
        return
    st.selectbox(
        "Against",
        _known(against.KEY, against.options(records)),
        key=against.KEY,
        bind="query-params",
        help="An earlier period to hold this one against: pages then say what changed, and whether beyond chance.",
    )
    st.multiselect(
        "Kinds of record",
        _known("kinds", session.of_records(records, "kinds", lambda: list(kinds_of(records)))),
        key="kinds",
        format_func=kind_title,
        bind="query-params",
        placeholder="All kinds",
        help="Empty means all of them.",
    )
    teams = session.of_records(records, "teams", lambda: session.teams_of(records))
    st.selectbox(
        "Team in focus",
        _known("team", [session.NO_TEAM, *teams]),
        key="team",
        bind="query-params",
        help="Pages show the people of this team. The analysis stays that of the whole company.",
    )
    _my_people(records)


def _keep_unseen() -> None:
    """Keep the choices that are not drawn for the pages that draw them."""
    for key in (against.KEY, "kinds", "team", session.LEADER, session.ALL_THE_WAY):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _my_people(records: Records) -> None:
    """The reports of somebody, where the roster says who reports to whom. No name enters the address."""
    known = session.of_records(records, "leaders", lambda: leaders_by_name(records))
    if not known:
        return
    leader = person_menu(known, "My people: the reports of", key=session.LEADER)
    if leader is not None:
        st.toggle(
            "All the way down", key=session.ALL_THE_WAY, persist_state="session", help="Also those who report to them."
        )


def leaders_by_name(records: Records) -> dict[str, str]:
    """Those whom somebody reports to, by id, as they may be called here."""
    called = views.names(records.people, LOCAL)
    return {person: called[person] for person in focus.leaders(records.people)}


def _settings() -> None:
    """A preset, and the thresholds that matter most; an empty one is that of the preset."""
    with st.popover("Settings", icon=":material/tune:", key="settings", width="stretch"):
        st.selectbox(
            "Thresholds for a company that is",
            _known("preset", [session.NO_PRESET, *PRESETS]),
            key="preset",
            bind="query-params",
            on_change=session.take_preset,
            help="It sets the period as well. The last page says what each preset changes, and why.",
        )
        for row in _described():
            if row["name"] in session.TUNED:
                _threshold(row, getattr(session.preset_in_use(), row["name"]))


@functools.cache
def _described() -> tuple[dict, ...]:
    return tuple(describe())


def _threshold(row: dict, usual: float) -> None:
    """A box for one threshold, which shows the value of the preset while it is empty."""
    whole = isinstance(row["default"], int)
    least = row["within"].least + (SMALL_STEP if row["within"].open else 0)
    most = row["within"].most
    st.number_input(
        f"{TITLES[row['name']]} ({row['unit']})",
        min_value=int(least) if whole else float(least),
        max_value=None if math.isinf(most) else int(most) if whole else float(most),
        value=None,
        step=1 if whole else 5.0 if row["unit"] == "days" else SMALL_STEP,
        key=row["name"],
        bind="query-params",
        placeholder=f"{round(usual, 2):g}",
        format="%d" if whole else "%g",
        help=row["why"],
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
    what = "Sample company" if session.is_sample() else "Your own data"
    last = session.of_records(records, "last day", lambda: session.last_day(records))
    until = "" if pd.isna(last) else f", up to {last:%d %B %Y}"
    changed = "; thresholds changed" if set(differences(session.tuned())) - {"window_days"} else ""
    return md(f"{what}: {people_words(len(records.people))}{until}{changed}")
