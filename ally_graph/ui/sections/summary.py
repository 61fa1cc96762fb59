"""Parts of single pages that are more than a line: the cards of the overview, the challenges, the dependants."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ally_graph import charts, views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.findings import DETECTORS
from ally_graph.findings.challenges import SEEN
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import chart, empty
from ally_graph.ui.state.months import chosen_changes, chosen_values, group_in_focus
from ally_graph.ui.state.session import Chosen, chosen_history, of_question, once
from ally_graph.views import answers
from ally_graph.wording.counts import in_words


def cards(choice: Chosen, found: Disclosed[tuple[ShownFinding, ...]], people: Disclosed[pd.DataFrame]) -> list[dict]:
    """The four figures of the overview, each with what moved behind it over the last months."""
    past, group = chosen_history(choice), group_in_focus(choice)
    changes, values = chosen_changes(choice, group), chosen_values(choice, group)
    return once(choice, "cards", lambda: _cards(choice, past, found, people, _moving(changes, values)))


def _cards(
    choice: Chosen,
    past: pd.DataFrame,
    found: Disclosed[tuple[ShownFinding, ...]],
    people: Disclosed[pd.DataFrame],
    moving: dict,
) -> list[dict]:
    findings, size = content_of(found), len(content_of(people))
    past = content_of(views.history(past, choice.viewer))
    return [
        {
            "label": DETECTORS["isolated"].title,
            "value": f"{len(answers.named(findings, 'isolated'))} of {size}",
            "help": "People with far less contact than colleagues like them. The line: people with no ally, by month.",
            "history": past["without_ally"],
        },
        {
            "label": DETECTORS["overrelied"].title,
            "value": f"{len(answers.named(findings, 'overrelied'))} of {size}",
            "help": "People who help far more than is usual and on whom others depend alone. "
            "The line: how unevenly help is spread (Gini index), by month.",
            "history": past["gini"],
        },
        {
            "label": "Groups that hold together",
            "value": str(len(content_of(views.clusters(choice.analysis, choice.viewer, choice.team)))),
            "help": "Groups who are more in contact with each other than with others, beyond chance. "
            "The line: allies of a typical person, by month.",
            "history": past["allies"],
        },
        moving,
    ]


def _moving(changed: Disclosed[pd.DataFrame], by_month: Disclosed[pd.DataFrame]) -> dict:
    """The card of the indicators: how many changed the good way, and the first of them by month."""
    changes, values = content_of(changed), content_of(by_month)
    first = values[values["measure"] == values["measure"].iloc[0]] if len(values) else values
    line = f" The line: {first['title'].iloc[0].lower()}, by month." if len(first) else ""
    return {
        "label": "Changed the good way",
        "value": f"{answers.good_way(changes)} of {len(changes)}" if len(changes) else "none",
        "help": "Measures of the seven success indicators, their means in the first phase against the last. That "
        f"describes; whether they moved when a phase began is on the page of the indicators.{line}",
        "history": first["value"],
    }


def challenges(choice: Chosen) -> None:
    """The six challenges of an ally culture: what is seen of each, and what may help."""
    frame = content_of(of_question(choice, "challenges", lambda: views.challenges(choice.analysis, choice.viewer)))
    seen = int((frame["verdict"] == SEEN).sum())
    with st.expander(f"The six challenges of an ally culture: {in_words(seen)} to be seen", key="challenges"):
        lines = [
            f"**{md(row.challenge)}**: {md(row.verdict)}. {md(row.why)}  \n:material/arrow_forward: {md(row.response)}"
            for row in frame.itertuples()
        ]
        st.markdown("\n\n".join(lines))


def dependants(leaning: Disclosed[pd.DataFrame], *, dark: bool) -> None:
    """Who gets more than half of their help from one person."""
    if content_of(leaning).empty:
        empty("Nobody leans on one person alone", "Everyone who gets help gets it from several colleagues.")
        return
    chart(charts.dependants, leaning, dark=dark, key="dependants")
