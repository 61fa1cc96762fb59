"""What if somebody were away? The part of the page about load that says what would be missed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ally_graph import views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.ui.parts.find import person_menu
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import empty, note, table, untold
from ally_graph.ui.state.session import Chosen, add_up, chosen_bus_factors, once
from ally_graph.views import answers, telling
from ally_graph.wording.counts import count

TEAMS_IN_WORDS = 12


def what_if(choice: Chosen, people: Disclosed[pd.DataFrame]) -> None:
    """Choose a person, read what would be missed without them, and how many people each team's help hangs on."""
    st.header("What if somebody were away?", anchor=False)
    person = _menu(choice, people)
    if person is None:
        note("Choose somebody to see whose help would be missed. It is a reason to arrange cover, not a verdict.")
    else:
        add_up(choice)
        st.markdown(md(answers.away(views.loss(choice.analysis, choice.viewer, person))))
    _bus_factors(choice)


def _menu(choice: Chosen, people: Disclosed[pd.DataFrame]) -> str | None:
    """Choose a person by name. Names never go into the address bar."""
    frame = content_of(people)
    names = once(choice, "names", lambda: dict(zip(frame["person_id"].astype(str), frame["name"], strict=True)))
    return person_menu(names, "Person who would be away", key="away")


def _bus_factors(choice: Chosen) -> None:
    """The bus factor of each team, or why that can't be told."""
    what = "how many helpers the help of a team hangs on"
    missing = telling.of_records(choice, what, layer="support") or telling.of_teams(choice, what)
    if missing is not None:
        untold(missing)
        return
    known = chosen_bus_factors(choice)
    factors = once(choice, "bus factors", lambda: views.bus_factors(known, choice.viewer, choice.team))
    if content_of(factors).empty:
        least = choice.analysis.settings.min_group
        empty(
            "No team to show", f"A team's figure needs at least {least} people in it, so that it is about no one alone."
        )
        return
    st.markdown("How many helpers the help of a team hangs on")
    if len(content_of(factors)) > TEAMS_IN_WORDS:
        table(
            factors,
            ["team", "people", "bus_factor"],
            key="bus_factors",
            alt_text="For each team, without how many helpers most of its help would be missed",
            file_name="bus_factors.csv",
        )
    else:
        st.markdown("\n".join(_in_words(row) for row in content_of(factors).itertuples()))
    note("Read it as: without this many helpers, most of the team's help would be missed. One or two is thin.")


def _in_words(row: tuple) -> str:
    helpers, people = count(row.bus_factor, "helper"), count(row.people, "person", "people")
    return f"- **{md(row.team)}** ({people}): {helpers}"
