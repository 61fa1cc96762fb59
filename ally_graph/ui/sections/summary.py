"""Parts of single pages that are more than a line: the cards of the overview, the challenges, the dependants."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ally_graph import charts, views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import chart, empty, untold
from ally_graph.ui.sections.changed import Compared
from ally_graph.ui.state import against
from ally_graph.ui.state.months import chosen_changes, chosen_values, group_in_focus
from ally_graph.ui.state.session import Chosen, of_question, once
from ally_graph.views import answers, culture
from ally_graph.views.telling import Untold

NOBODY_LEANS = "Of those who were helped three times or more, nobody gets more than half of it from one colleague."


def cards(
    choice: Chosen,
    found: Disclosed[tuple[ShownFinding, ...]],
    people: Disclosed[pd.DataFrame],
    told: Compared | None = None,
) -> list[dict]:
    """The four figures of the overview, and how each changed where an earlier period is held against now."""
    lines = _four(against.of_months(choice), found, people)
    if told is None:
        return lines
    return [line | told.changes.get(place, {}) for place, line in enumerate(lines)]


def _four(choice: Chosen, found: Disclosed[tuple[ShownFinding, ...]], people: Disclosed[pd.DataFrame]) -> list[dict]:
    group = group_in_focus(choice)
    changes, values = chosen_changes(choice, group), chosen_values(choice, group)
    return once(choice, "cards", lambda: _cards(choice, found, people, _moving(choice, changes, values, group)))


def _cards(
    choice: Chosen, found: Disclosed[tuple[ShownFinding, ...]], people: Disclosed[pd.DataFrame], moving: dict
) -> list[dict]:
    return [*(figure._asdict() for figure in answers.figures_of(found, people, choice)), moving]


def _moving(
    choice: Chosen, changed: Disclosed[pd.DataFrame], by_month: Disclosed[pd.DataFrame], group: str
) -> dict[str, str]:
    """The card of the indicators: how many moved beyond their interval, and which way."""
    moved, label = answers.beyond_interval(content_of(changed)), "Indicators that moved"
    if not moved.measures:
        words = answers.moving(changed, by_month, group, choice)
        return {"label": label, "value": answers.UNTOLD, "help": words}
    words = (
        "Measures of the seven success indicators whose mean in the last phase differs from that in the first beyond "
        "its interval. That describes; whether they moved when a phase began is on the page of the indicators."
    )
    return {"label": label, "value": moved.value, "help": words, "change": moved.words}


def spread(choice: Chosen, people: Disclosed[pd.DataFrame], then: Disclosed[pd.DataFrame] | None = None) -> None:
    """How evenly help is spread now, and in an earlier period where one is held against it."""
    chance = choice.analysis.network.gini_expected_by_chance
    chart(charts.lorenz, people, gini_by_chance=chance, then=then, dark=choice.dark, key="lorenz")


def challenges(choice: Chosen) -> None:
    """The six challenges of an ally culture: what is seen of each, and what may help."""
    frame = content_of(of_question(choice, "challenges", lambda: views.challenges(choice.analysis, choice.viewer)))
    seen = culture.seen_of_six(frame["verdict"].tolist())
    with st.expander(f"The six challenges of an ally culture: {seen}", key="challenges"):
        lines = [
            f"**{md(row.challenge)}**: {md(row.verdict)}. {md(row.why)}  \n:material/arrow_forward: {md(row.response)}"
            for row in frame.itertuples()
        ]
        st.markdown("\n\n".join(lines))


def dependants(leaning: Disclosed[pd.DataFrame], nobody: Untold | None, *, dark: bool) -> None:
    """Who gets more than half of their help from one person, or why that can't be told."""
    if nobody is not None:
        untold(nobody)
        return
    if content_of(leaning).empty:
        empty("Nobody leans on one person alone", NOBODY_LEANS)
        return
    chart(charts.dependants, leaning, dark=dark, key="dependants")
