"""The page that explains everything, written from the tables that the analysis itself uses."""

from __future__ import annotations

import inspect

import pandas as pd
import streamlit as st

from ally_graph import settings
from ally_graph.findings import DETECTORS
from ally_graph.measures import MEASURES
from ally_graph.registry import Registry
from ally_graph.sources import SOURCES
from ally_graph.ui.words import md
from ally_graph.vocabulary import KINDS, RECOGNITION, Flow

ANSWER = (
    "From records of who did what with whom: they add up to ties, ties to a network, and what stands out in it is "
    "named only when chance can't explain it."
)
FLOWS = {
    Flow.GIVEN: "the first supports the second",
    Flow.RECEIVED: "the second supports the first",
    Flow.MUTUAL: "contact both ways, nobody's help",
    Flow.ASKED: "the first asked the second; asking is not support",
    Flow.ACCESS: "the first needs more of the second's time; no tie",
}


def detectors() -> None:
    """What is looked for."""
    st.markdown(
        "**named**: the evidence passed every guard. **fact**: counted, not inferred. **watch**: not enough evidence, "
        "so only a count is shown. **not enough data**: too little to tell either way."
    )
    _entries(DETECTORS)


def measures() -> None:
    """What is measured for each person."""
    _entries(MEASURES)


def _entries(registry: Registry) -> None:
    for entry in registry:
        st.markdown(f"**{md(entry.title)}.** {md(entry.summary)} *{md(entry.question)}*")
    if st.toggle("Show formulas and sources", key=f"full_{registry.noun}"):
        for entry in registry:
            st.markdown(f"**{md(entry.title)}**")
            st.code(inspect.getdoc(entry.function), language=None, wrap_lines=True)


def kinds() -> None:
    """Which way support runs in each kind of record."""
    rows = [(kind.title, kind.key, FLOWS[kind.flow]) for kind in (*KINDS.values(), RECOGNITION)]
    st.markdown(
        "A tie points from the one who gives support to the one who receives it. Any other kind is contact both ways."
    )
    _table(pd.DataFrame(rows, columns=["Kind", "In the data", "Direction"]))


def thresholds() -> None:
    """Every threshold, with its reason."""
    frame = pd.DataFrame(settings.describe())
    frame["default"] = [listed_value(value) for value in frame["default"]]
    frame = frame.rename(
        columns={"name": "Setting", "default": "Value", "unit": "Unit", "why": "Why", "source": "Source"}
    )
    st.markdown("Those without a source are our own judgement. Each can be changed in a script or on the command line.")
    _table(frame)


def listed_value(value: object) -> str:
    """A setting's value as words.

    >>> listed_value(("a", "b")), listed_value(1 / 3), listed_value(90)
    ('a, b', '0.33', '90')
    """
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def sources() -> None:
    """Where data can come from."""
    for entry in SOURCES:
        st.markdown(f"**{md(entry.title)}.** {md(entry.summary)}")


def limits() -> None:
    """What it will not do."""
    st.markdown(
        "- No message is ever read; only who, with whom, when and of what kind.\n"
        "- No ranking of people by worth, no last seen, no time of day.\n"
        "- Being named here is a reason to ask how you can help, never a judgement.\n"
        "- What is not on record does not show: somebody may have the best of allies over lunch.\n"
        "- Everything is worked out on this machine; nothing is sent anywhere."
    )


def _table(frame: pd.DataFrame) -> None:
    st.table(frame.map(md), border="horizontal", hide_index=True)


FIRST = "What it will not do"
PARTS = {
    FIRST: limits,
    "What is looked for": detectors,
    "What is measured for each person": measures,
    "Which way support runs": kinds,
    "Thresholds": thresholds,
    "Where data can come from": sources,
}
