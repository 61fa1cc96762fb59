"""The parts of the page of the indicators: rows of months, one indicator with its teams, and what may be said."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from ally_graph import answers, disclose, indicator_charts, indicators
from ally_graph.disclose import Disclosed, content_of
from ally_graph.ui.active import Chosen
from ally_graph.ui.chosen_months import chosen_network, chosen_signs, chosen_started, chosen_values, speaking_up
from ally_graph.ui.show import chart, empty, note, table
from ally_graph.ui.words import listed, md
from ally_graph.vocabulary import INDICATORS

ALL_INDICATORS = "All of them"
CHOICES = [ALL_INDICATORS, *(indicator.title for indicator in INDICATORS.values())]
AS_IT_WAS, RUN_CHART = "As it was", "Run chart"
AT_ONCE = 1000
"""Up to so many people the network is looked at month by month without being asked to."""
FIGURES = ["title", "group", "month", "value", "low", "high", "n", "target", "unit"]
Frame = Disclosed[pd.DataFrame]


def pictures(choice: Chosen, group: str, shown: str, *, run: bool) -> bool:
    """The measures and, beside them, the network or the teams; whether the network was looked at."""
    values = answers.of_indicator(chosen_values(choice, group), _key(shown))
    left, right = st.columns(2)
    with left:
        if len(content_of(values)):
            st.markdown(f"**{md(shown if _key(shown) else 'The seven success indicators')}**")
            _rows(choice, values, run=run, key="success")
            note(
                answers.reading(
                    values, disclose.missing_months(choice.records, values), chosen_started(choice), run=run
                )
            )
        else:
            empty("No indicators to draw", "Fill in the table indicators on the page What is loaded, month by month.")
    with right:
        return _teams(choice, values, run=run) if _key(shown) else _network(choice, group, run=run)


def _key(shown: str) -> str | None:
    return next((key for key, entry in INDICATORS.items() if entry.title == shown), None)


def _around(choice: Chosen, values: Frame) -> tuple[Frame, Frame, Frame]:
    """What is drawn around the figures: the months that are missing, the phases, and what was started when."""
    phases = disclose.table(indicators.phases(choice.records), choice.viewer)
    return disclose.missing_months(choice.records, values), phases, chosen_started(choice)


def _rows(choice: Chosen, values: Frame, *, run: bool, key: str) -> None:
    titles = content_of(values)["title"].unique()
    words = f"{listed(list(titles))}, month by month"
    chart(indicator_charts.rows, values, *_around(choice, values), dark=choice.dark, key=key, alt_text=words, run=run)


def _network(choice: Chosen, group: str, *, run: bool) -> bool:
    st.markdown("**The network itself**")
    if len(choice.analysis.people) > AT_ONCE and not st.toggle("Look at every month (takes a while)", key="by_month"):
        return False
    values = chosen_network(choice, group)
    if content_of(values).empty:
        empty("No whole month to look at", "The network is looked at in calendar months that the records cover.")
        return False
    _rows(choice, values, run=run, key="network_rows")
    note(answers.NETWORK_READING)
    return True


def _teams(choice: Chosen, values: Frame, *, run: bool) -> bool:
    """The first measure of the indicator in the teams; the table has every team and measure."""
    every = content_of(chosen_values(choice, None))
    if content_of(values).empty:
        return False
    first = content_of(values).iloc[0]
    one = every[(every["indicator"] == first["indicator"]) & (every["measure"] == first["measure"])]
    one = disclose.table(one, choice.viewer)
    names = [name for name in content_of(one)["group"].unique() if name != indicators.ALL]
    st.markdown(f"**{md(first['title'])} in the teams**")
    if not names:
        empty("No teams to show", "There are no figures for teams, or they would tell of single people.")
        return False
    words = f"{first['title']} in the teams, month by month"
    around = _around(choice, one)
    chart(indicator_charts.teams, one, *around, dark=choice.dark, key="teams_rows", alt_text=words, run=run)
    note(answers.team_reading(len(names), indicator_charts.TEAMS_DRAWN))
    return False


def movement(choice: Chosen, group: str, found: Frame, *, network: bool) -> None:
    """Did it move: what may be said, what it would take, and the table of it all."""
    st.subheader("Did it move?", anchor=False)
    _lines(answers.moved(found))
    if content_of(found).empty:
        note("Nothing is compared without phases: write down below when what was started.")
    up = speaking_up(choice, group)
    _lines([("Speaking up", up)] if up else [])
    if network:
        signs = chosen_signs(choice, group)
        needed = choice.question.settings.leading_months
        found_signs = answers.signs(signs, chosen_values(choice, group), chosen_network(choice, group), needed)
        _lines([("Leading signs", words) for words in found_signs])
    if len(content_of(found)):
        columns = ["title", "phase", "before", "after", "difference", "low", "high", "unit", "words"]
        words = "Every measure before and after the start of each phase, with what may be said of it"
        table(answers.known_first(found), columns, key="movements", alt_text=words, file_name="movements.csv")
        note(answers.MOVEMENT_READING)


def _lines(lines: Iterable[tuple[str, str]]) -> None:
    text = "\n".join(f"- **{md(what)}.** {md(words)}" for what, words in lines)
    if text:
        st.markdown(text)


def figures(choice: Chosen, group: str, shown: str) -> None:
    """Every figure behind the pictures; for one indicator those of all teams."""
    values = answers.of_indicator(chosen_values(choice, None if _key(shown) else group), _key(shown), every=True)
    if len(content_of(values)):
        with st.expander("All figures", key="figures"):
            months = content_of(values)
            months = months.assign(month=months["month"].dt.strftime("%Y-%m"))
            words = "Every figure, month by month, with its 95 % interval and what it is counted on"
            table(disclose.table(months, choice.viewer), FIGURES, key="values", alt_text=words, file_name="months.csv")
