"""The page that explains everything, written from the tables that the analysis itself uses."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from ally_graph import charts, settings
from ally_graph.findings import DETECTORS
from ally_graph.importers import SOURCES
from ally_graph.indicators import NETWORK_INDICATORS
from ally_graph.measures import FIGURES, MEASURES
from ally_graph.registry import Entry
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.state.session import settings_in_use
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
    _entries(DETECTORS, DETECTORS.noun)


def measures() -> None:
    """What is measured for each person."""
    _entries([measure for measure in MEASURES if not measure.on_request], MEASURES.noun)


def on_request() -> None:
    """What is measured only where somebody asks for it."""
    st.markdown(
        "Not on any page: in a script as `ally_graph.measures.NAME(network)`, and those of people as further columns "
        "with `analyze DATA --people FILE --measures NAME,NAME`."
    )
    asked = [measure for measure in MEASURES if measure.on_request]
    _entries([*asked, *FIGURES], "on request")


def of_the_network() -> None:
    """What is measured of the whole network, month by month."""
    st.markdown(
        "Each calendar month by itself, for the company and its teams, with 95 % intervals; on the page of the "
        "indicators. No figure, and no difference of figures, may rest on a handful of people."
    )
    _entries(NETWORK_INDICATORS, NETWORK_INDICATORS.noun)


def pictures() -> None:
    """What each chart shows, how to read it, and what to do about it."""
    every = [chart.words for chart in charts.CHARTS.values()]
    _paragraphs(f"**{md(one.title)}.** {md(one.shows)} {md(one.read)} *{md(one.act)}*" for one in every)


def _entries(entries: Iterable[Entry], noun: str) -> None:
    _paragraphs(f"**{md(entry.title)}.** {md(entry.summary)} *{md(entry.question)}*" for entry in entries)
    if st.toggle("Show formulas and sources", key=f"full_{noun}"):
        for entry in entries:
            st.markdown(f"**{md(entry.title)}**")
            st.code(inspect.getdoc(entry.function), language=None, wrap_lines=True)


@st.cache_resource(show_spinner=False)
def kinds() -> None:
    """Which way support runs in each kind of record."""
    rows = [(kind.title, kind.key, FLOWS[kind.flow]) for kind in (*KINDS.values(), RECOGNITION)]
    st.markdown(
        "A tie points from the one who gives support to the one who receives it. Any other kind is contact both ways."
    )
    _table(pd.DataFrame(rows, columns=["Kind", "In the data", "Direction"]))


def thresholds() -> None:
    """Every threshold, with its reason."""
    _in_use()
    _every_threshold()


@st.cache_resource(show_spinner=False)
def _every_threshold() -> None:
    frame = pd.DataFrame(settings.describe())[["name", "default", "unit", "why", "source"]]
    frame["default"] = [listed_value(value) for value in frame["default"]]
    frame = frame.rename(
        columns={"name": "Setting", "default": "Value", "unit": "Unit", "why": "Why", "source": "Source"}
    )
    st.markdown(
        "Those whose source is ours are our own judgement. A few can be changed in the sidebar, each in a script or on "
        "the command line with --set."
    )
    _table(frame)


def _in_use() -> None:
    """What is in use here where it is not the default."""
    differing = settings.differences(settings_in_use())
    if not differing:
        st.markdown("**In use:** all of these as they are.")
        return
    usual = vars(settings.Settings())
    parts = [f"{name} {listed_value(value)} (else {listed_value(usual[name])})" for name, value in differing.items()]
    st.markdown(f"**In use instead of the value below:** {md(', '.join(parts))}")


@st.cache_resource(show_spinner=False)
def presets() -> None:
    """What suits which kind of company."""
    rows = [
        (
            name,
            ", ".join(f"{key} {listed_value(value)}" for key, value in changes.items()),
            settings.PRESET_REASONS[name],
        )
        for name, changes in settings.PRESETS.items()
    ]
    st.markdown("Choose one in the sidebar under Settings, or on the command line with --preset. Nothing else changes.")
    _table(pd.DataFrame(rows, columns=["Preset", "What it changes", "Why"]))


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
    _paragraphs(f"**{md(entry.title)}.** {md(entry.summary)}" for entry in SOURCES)


def limits() -> None:
    """What it will not do."""
    st.markdown(
        "- No message is ever read; only who, with whom, when and of what kind.\n"
        "- No ranking of people by worth; nobody's hours, presence or last activity is shown.\n"
        "- Being named here is a reason to ask how you can help, never a judgement.\n"
        "- What is not on record does not show: somebody may have the best of allies over lunch.\n"
        "- Everything is worked out on this machine; nothing is sent anywhere."
    )


def _paragraphs(words: Iterable[str]) -> None:
    """Paragraphs sent as one: each message to the browser takes the server as long as writing what is in it."""
    st.markdown("\n\n".join(words))


def _table(frame: pd.DataFrame) -> None:
    st.table(frame.map(md), border="horizontal", hide_index=True)


FIRST = "What it will not do"
CHAPTERS = {
    FIRST: limits,
    "What is looked for": detectors,
    "What is measured for each person": measures,
    "What is measured of the network by month": of_the_network,
    "What is measured on request": on_request,
    "What the pictures show, and what to do about it": pictures,
    "Which way support runs": kinds,
    "Thresholds": thresholds,
    "Thresholds for kinds of company": presets,
    "Where data can come from": sources,
}
