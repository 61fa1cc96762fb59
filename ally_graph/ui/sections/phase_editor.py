"""Trying out other phases: what is changed here holds in this session and never touches the user's files."""

from __future__ import annotations

import datetime

import pandas as pd
import streamlit as st

from ally_graph import indicators, views
from ally_graph.disclosure.gate import LOCAL
from ally_graph.errors import row_words
from ally_graph.records import Records
from ally_graph.ui.parts.downloads import download
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.state import session
from ally_graph.wording.counts import upper_first

PHASE_COLUMNS = ["name", "start_date", "end_date", "note"]
EDITOR = {
    "name": st.column_config.TextColumn("Phase", required=True),
    "start_date": st.column_config.DateColumn("First day", required=True),
    "end_date": st.column_config.DateColumn("Last day", help="Empty: until the next phase begins."),
    "note": st.column_config.TextColumn("Note", width="large"),
}


def phase_editor(records: Records) -> None:
    """A table of the phases to change, with what is wrong with it, the way back, and the file for next time."""
    edited = session.tried_phases() is not None
    with st.expander("Phases: change them for this session" + (" (changed)" if edited else ""), key="phases"):
        st.markdown("Add, change or take out phases to see what would be said. Your files stay as they are.")
        before = records.phases[PHASE_COLUMNS].assign(note=records.phases["note"].fillna(""))
        frame = st.data_editor(
            before,
            num_rows="dynamic",
            hide_index=True,
            column_config=EDITOR,
            key=f"phase_editor_{session.phase_round()}",
        )
        use, back, file = st.columns([1, 1, 2])
        if use.button("Use these phases", key="use_phases", type="primary"):
            _use(frame)
        if back.button("Back to the data", key="reset_phases", disabled=not edited):
            session.try_phases(None)
            st.rerun()
        with file:
            kept = views.phases_file(before, LOCAL)
            download(kept, "phases.csv", key="phases_csv", label="Download phases.csv")


def _use(frame: pd.DataFrame) -> None:
    """Take the phases over if they can be used; else say what to mend."""
    rows = phase_texts(frame)
    problems = indicators.phases_from(rows)[1]
    for problem in problems:
        where = f"{upper_first(row_words(problem.rows, problem.count))}: " if problem.rows else ""
        st.error(md(f"{where}{problem.what}. {problem.mend}"), icon=":material/build:")
    if not problems:
        session.try_phases(rows)
        st.rerun()


def phase_texts(frame: pd.DataFrame) -> session.PhaseRows:
    """The rows of the editor as plain texts, without rows that are empty.

    >>> phase_texts(pd.DataFrame({"name": [" A "], "start_date": ["2026-01-01"], "end_date": [None], "note": [None]}))
    (('A', '2026-01-01', '', ''),)
    """
    rows = [tuple(_text(row[name]) for name in PHASE_COLUMNS) for row in frame.to_dict("records")]
    return tuple(row for row in rows if any(row))


def _text(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime.date) else str(value).strip()
