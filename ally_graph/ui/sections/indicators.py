"""The parts of the page of the indicators: rows of months, one indicator with its teams, and what may be said."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ally_graph import charts, indicators, views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import chart, chart_drawn, empty, note, table, untold
from ally_graph.ui.state import ahead
from ally_graph.ui.state.months import (
    AT_ONCE,
    chosen_around,
    chosen_changes,
    chosen_indicator,
    chosen_movements,
    chosen_network,
    chosen_network_changes,
    chosen_signs,
    chosen_values,
    group_in_focus,
    kept,
    key_of,
    network_is_there,
    speaking_up,
)
from ally_graph.ui.state.session import Chosen
from ally_graph.views import answers, telling
from ally_graph.vocabulary import INDICATORS

ALL_INDICATORS = "All of them"
CHOICES = [ALL_INDICATORS, *(indicator.title for indicator in INDICATORS.values())]
AS_IT_WAS, RUN_CHART = "As it was", "Run chart"
FIGURES = ["title", "group", "month", "value", "low", "high", "n", "target", "unit"]
Frame = Disclosed[pd.DataFrame]


def indicator_key(shown: str) -> str | None:
    """The indicator with this title; None for all of them."""
    return next((key for key, entry in INDICATORS.items() if entry.title == shown), None)


def work_ahead(choice: Chosen) -> None:
    """Make what the page draws first while another page is looked at and workers have nothing to do."""
    group = group_in_focus(choice)

    def script() -> None:
        chosen_changes(choice, group)
        drawn = [(charts.months_in_rows, _measures(choice, group, None))]
        if len(choice.analysis.people) <= AT_ONCE:
            chosen_signs(choice, group)
            drawn.append((charts.network_in_rows, chosen_network(choice, group)))
        for draw, values in drawn:
            if len(content_of(values)):
                chart_drawn(draw, values, *chosen_around(choice, values), dark=choice.dark, run=False)
        chosen_movements(choice, group)

    ahead.notice(("indicators", *key_of(choice, group, choice.tried, choice.dark)), script)


def _measures(choice: Chosen, group: str, key: str | None) -> Frame:
    return chosen_indicator(choice, ("values", group), chosen_values(choice, group), key)


def places(values: Frame) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Where the measures go, and what stands beside them; below them where no indicator is on record."""
    if content_of(values).empty:
        return st.container(), st.container()
    left, right = st.columns(2)
    return left, right


def measures(choice: Chosen, group: str, key: str | None, *, run: bool) -> None:
    """The measures of one indicator by month, or the first one of each."""
    values = _measures(choice, group, key)
    if content_of(values).empty:
        untold(telling.no_figure(choice, group, INDICATORS[key].title if key else ""))
        return
    st.markdown(f"**{md(INDICATORS[key].title if key else charts.months_in_rows.words.title)}**")
    chart(charts.months_in_rows, values, *chosen_around(choice, values), dark=choice.dark, run=run, key="success")


def is_at_once(choice: Chosen, group: str, key: str | None) -> bool:
    """Whether what stands beside the measures can be drawn without waiting."""
    return key is not None or len(choice.analysis.people) > AT_ONCE or network_is_there(choice, group)


def beside(choice: Chosen, group: str, key: str | None, *, run: bool) -> bool:
    """The network by month, or one indicator in the teams; whether the network was looked at."""
    if key is None:
        return _network(choice, group, run=run)
    _teams(choice, _measures(choice, group, key), run=run)
    return False


def _network(choice: Chosen, group: str, *, run: bool) -> bool:
    st.markdown(f"**{md(charts.network_in_rows.words.title)}**")
    if len(choice.analysis.people) > AT_ONCE and not st.toggle("Look at every month (takes a while)", key="by_month"):
        return False
    values = chosen_network(choice, group)
    if content_of(values).empty:
        untold(telling.months_of_network(choice))
        return False
    changes = chosen_network_changes(choice, group)
    st.markdown(md(kept(choice, "network moving", lambda: answers.network_moving(changes), group)))
    chart(charts.network_in_rows, values, *chosen_around(choice, values), dark=choice.dark, run=run, key="network_rows")
    return True


def _teams(choice: Chosen, values: Frame, *, run: bool) -> None:
    """The first measure of the indicator in the teams; the table has every team and measure."""
    if content_of(values).empty:
        return
    first = content_of(values).iloc[0]
    every = chosen_indicator(choice, ("values", None), chosen_values(choice, None), first["indicator"])
    measure = first["measure"]
    one = kept(choice, "in the teams", lambda: every.filter(content_of(every)["measure"] == measure), measure)
    st.markdown(f"**{md(first['title'])} in the teams**")
    if set(content_of(one)["group"]) <= {indicators.ALL}:
        empty("No teams to show", "There are no figures for teams, or they would tell of single people.")
        return
    chart(charts.teams_in_rows, one, *chosen_around(choice, one), dark=choice.dark, run=run, key="teams_rows")


def movement(choice: Chosen, group: str, key: str | None) -> DeltaGenerator:
    """Did it move: what may be said of one indicator or all, and the table of it; where leading signs have a place."""
    every = chosen_movements(choice, group)
    found = chosen_indicator(choice, ("movements", group), every, key, every=True)
    lines, known_first = kept(
        choice, "moved", lambda: (tuple(answers.moved(found)), answers.known_first(found)), group, key
    )
    st.header("Did it move?", anchor=False)
    _lines(lines)
    if content_of(every).empty and (why := telling.movement(choice)) is not None:
        note(why.words)
    up = speaking_up(choice, group) if key in (None, "conflict") else ""
    _lines([("Speaking up", up)] if up else [])
    signs = st.container()
    if len(content_of(found)):
        columns = ["title", "phase", "before", "after", "difference", "low", "high", "unit", "words"]
        words = "Every measure before and after the start of each phase, with what may be said of it"
        table(known_first, columns, key="movements", alt_text=words, file_name="movements.csv")
        note(answers.MOVEMENT_READING)
    return signs


def leading_signs(choice: Chosen, group: str) -> None:
    """Which indicator of the network moves with which other one, or why nothing can be said."""
    signs, needed = chosen_signs(choice, group), choice.question.settings.leading_months
    values, network = chosen_values(choice, group), chosen_network(choice, group)
    found = kept(choice, "signs", lambda: tuple(answers.signs(signs, values, network, needed)), group)
    _lines([("Leading signs", words) for words in found])


def _lines(lines: Iterable[tuple[str, str]]) -> None:
    text = "\n".join(f"- **{md(what)}.** {md(words)}" for what, words in lines)
    if text:
        st.markdown(text)


def figures(choice: Chosen, group: str, key: str | None) -> None:
    """Every figure behind the pictures; for one indicator those of all teams."""
    whose = None if key else group
    values = chosen_indicator(choice, ("values", whose), chosen_values(choice, whose), key, every=True)
    if len(content_of(values)):
        told = kept(choice, "figures", lambda: views.figures(values), whose, key)
        with st.expander("All figures", key="figures"):
            words = "Every figure, month by month, with its 95 % interval and what it is counted on"
            table(told, FIGURES, key="values", alt_text=words, file_name="months.csv")
