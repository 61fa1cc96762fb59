"""Teams beside each other: which groups are looked at, which figure is drawn, and the way into one of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ally_graph import charts
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.indicators.by_group import ATTRIBUTES, MEASURES
from ally_graph.ui.parts.downloads import download
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import chart, column, heading, note, room_for_rows, untold
from ally_graph.ui.state import against
from ally_graph.ui.state.session import Chosen, once
from ally_graph.views import teams, telling
from ally_graph.views.telling import Untold
from ally_graph.wording.columns import COLUMNS

Frame = Disclosed[pd.DataFrame]
QUESTION = "Is help fairly spread, and where?"
TABLE, OPEN = "teams_table", "open_team"
Drawn = dict[str, tuple[Frame, Frame]]
"""The figures of the groups and their changes, by the measure."""


def page(choice: Chosen) -> None:
    """The whole page: the answer, a row a group, and a figure of them drawn beside."""
    figures = against.chosen_by_group(choice)
    kinds, then = teams.kinds(figures), against.chosen_then(choice)
    if not kinds:
        heading(QUESTION, _no_groups(choice).words)
        return
    by = st.session_state.get("by") if st.session_state.get("by") in kinds else kinds[0]
    when = then.title if isinstance(then, against.Then) else ""
    drawn, table, answer = once(choice, "teams", lambda: _made(choice, figures, by, when), by, when)
    heading(QUESTION, answer)
    if isinstance(then, Untold):
        untold(then)
    left, right = st.columns(2, vertical_alignment="bottom")
    left.selectbox("A row for each", kinds, key="by", format_func=ATTRIBUTES.get, bind="query-params")
    drawable = list(drawn)
    usual = drawable.index(teams.UNEVEN) if teams.UNEVEN in drawable else 0
    measure = right.selectbox(
        "Draw", drawable, index=usual, key="drawn", format_func=teams.TITLES.get, bind="query-params"
    )
    _table(table, by)
    figures_now, changes = drawn[measure]
    left, right = st.columns(2)
    with left:
        chart(charts.groups_in_dots, figures_now, dark=choice.dark, key="groups_in_dots")
    if len(content_of(changes)):
        with right:
            chart(charts.changes_in_dots, changes, dark=choice.dark, key="changes_in_dots")


def _no_groups(choice: Chosen) -> Untold:
    what = "in which teams help is fairly spread"
    missing = telling.of_records(choice, what) or telling.of_teams(choice, what)
    if missing is not None:
        return missing
    least = choice.analysis.settings.min_group
    return Untold(what, f"no team has {least} people of whom something may be shown", "Look at the whole company.")


def _made(choice: Chosen, figures: pd.DataFrame, by: str, when: str) -> tuple[Drawn, Frame, str]:
    """What can be drawn, the table, and the answer."""
    shown = teams.figures(figures, choice.viewer, by)
    each = {name: (teams.one_measure(shown, name), teams.one_measure(shown, name, change=True)) for name in MEASURES}
    drawn = {name: (now, change) for name, (now, change) in each.items() if len(content_of(now))}
    return drawn, teams.table(shown), teams.answer(shown, by, when, telling.spread(choice))


def _table(table: Frame, by: str) -> None:
    """The table, with a box to find groups in, and a choice of a row that leads into the team."""
    frame = content_of(table)
    typed = ""
    if len(frame) > FEW_ROWS:
        typed = st.text_input("Find in this table", key="teams_find", placeholder=f"One of {len(frame):,} groups")
    kept = table.filter(frame["group"].str.contains(typed.strip(), case=False, regex=False)) if typed else table
    rows = _rounded(content_of(kept)[teams.columns(kept)]).reset_index(drop=True)
    picked = st.dataframe(
        rows,
        hide_index=True,
        column_config={name: column(name) for name in rows if name in COLUMNS},
        key=TABLE,
        alt="Each group with its people, and the figures of how help is spread in it",
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row",
        height=room_for_rows(len(rows)),
    )
    left, right = st.columns([3, 1])
    with left:
        note(f"{teams.SMALL.format(groups=teams.BY[by][1])} {READING}")
    with right:
        download(kept, "teams.csv", key="teams_csv")
    chosen = [rows["group"].iloc[place] for place in picked.selection.rows if place < len(rows)]
    if by == "team" and chosen and chosen[0] != teams.WHOLE:
        st.button(f"Look at {md(chosen[0])}", key=OPEN, on_click=_focus, args=(chosen[0],), type="primary")


def _rounded(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with whole numbers where whole numbers are shown: the browser would cut them off.

    >>> _rounded(pd.DataFrame({"alone": [3.8], "unevenness": [0.345]})).iloc[0].tolist()
    [4.0, 0.345]
    """
    return rows.round({name: 0 for name in rows if name in COLUMNS and COLUMNS[name].form.endswith(".0f")})


FEW_ROWS = 8
READING = (
    "Choose a row to look at that team. Shares are percent of the people. A change is that among those who were there "
    "in both periods; it is beyond chance where its 95 % interval leaves out nought."
)


def _focus(team: str) -> None:
    st.session_state["team"] = team
    st.session_state["open_team_page"] = True


def opened_team() -> bool:
    """Whether a row was opened just now; asked once."""
    return bool(st.session_state.pop("open_team_page", False))
