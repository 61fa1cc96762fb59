"""What the page of the indicators is drawn from, worked out once for each state of the data, settings and phases.

The period and the kinds in the sidebar narrow the analysis, not these months; they are no part of the key. The phases
that are tried out in a session are part of it where they matter.
"""

from __future__ import annotations

from dataclasses import astuple, replace

import pandas as pd
import streamlit as st

from ally_graph import disclose, indicators
from ally_graph.disclose import Disclosed, Viewer
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.ui.active import Chosen, PhaseRows, Question, tried_phases

Frame = Disclosed[pd.DataFrame]
HASHES = {Question: astuple, Viewer: astuple}


def group_in_focus(choice: Chosen) -> str:
    """The team in focus, where it has indicators; else the company."""
    return choice.team if choice.team in indicators.groups(choice.records) else indicators.ALL


def _question(choice: Chosen) -> Question:
    usual = Settings()
    settings = replace(choice.question.settings, window_days=usual.window_days, half_life_days=usual.half_life_days)
    return Question(choice.question.data, None, (), settings)


@st.cache_resource(max_entries=8, show_spinner="Reading the months …", hash_funcs=HASHES)
def _every(question: Question, viewer: Viewer, _records: Records) -> Frame:
    return disclose.indicators(_records, viewer, None, settings=question.settings)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=HASHES)
def _changes(question: Question, viewer: Viewer, group: str, tried: PhaseRows | None, _records: Records) -> Frame:  # noqa: ARG001 - part of the key
    every = _every(question, viewer, _records)
    return disclose.indicator_changes(_records, viewer, group, settings=question.settings, every=every)


@st.cache_resource(max_entries=64, show_spinner="Comparing before and after …", hash_funcs=HASHES)
def _movements(question: Question, viewer: Viewer, group: str, tried: PhaseRows | None, _records: Records) -> Frame:  # noqa: ARG001 - part of the key
    every = _every(question, viewer, _records)
    return disclose.movements(_records, viewer, group, settings=question.settings, every=every)


@st.cache_resource(max_entries=64, show_spinner="Looking at the network month by month …", hash_funcs=HASHES)
def _network(question: Question, viewer: Viewer, group: str, _records: Records) -> Frame:
    return disclose.network_indicators(_records, viewer, group, settings=question.settings)


@st.cache_resource(max_entries=64, show_spinner="Looking for leading signs …", hash_funcs=HASHES)
def _signs(question: Question, viewer: Viewer, group: str, _records: Records) -> Frame:
    every, network = _every(question, viewer, _records), _network(question, viewer, group, _records)
    options = {"settings": question.settings, "every": every, "network": network}
    return disclose.leading_signs(_records, viewer, group, **options)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=HASHES)
def _started(question: Question, viewer: Viewer, tried: PhaseRows | None, _records: Records) -> Frame:  # noqa: ARG001 - part of the key
    return disclose.started(_records, viewer, min_group=question.settings.min_group)


def chosen_started(choice: Chosen) -> Frame:
    """What was started when."""
    return _started(_question(choice), choice.viewer, tried_phases(), choice.records)


def chosen_values(choice: Chosen, group: str | None) -> Frame:
    """The indicators of one group, or of all (None), by month."""
    every = _every(_question(choice), choice.viewer, choice.records)
    frame = disclose.content_of(every)
    return every if group is None else disclose.table(frame[frame["group"] == group], choice.viewer)


def chosen_changes(choice: Chosen, group: str) -> Frame:
    """How the indicators of a group changed from the first phase to the last."""
    return _changes(_question(choice), choice.viewer, group, tried_phases(), choice.records)


def chosen_movements(choice: Chosen, group: str) -> Frame:
    """What may be said of the indicators of a group before and after each phase."""
    return _movements(_question(choice), choice.viewer, group, tried_phases(), choice.records)


def chosen_network(choice: Chosen, group: str) -> Frame:
    """The indicators of the network of a group by month."""
    return _network(_question(choice), choice.viewer, group, choice.records)


def chosen_signs(choice: Chosen, group: str) -> Frame:
    """Which indicator of the network moved before which other one."""
    return _signs(_question(choice), choice.viewer, group, choice.records)


def speaking_up(choice: Chosen, group: str) -> str:
    """What an early rise of conflict reports may mean."""
    shown = disclose.content_of(chosen_values(choice, None))
    return indicators.speaking_up(choice.records, group, settings=choice.question.settings, shown=shown)
