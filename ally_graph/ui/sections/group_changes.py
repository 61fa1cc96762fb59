"""How did the groups change? The part of the page about groups that looks back over the months."""

from __future__ import annotations

import streamlit as st

from ally_graph import charts, views
from ally_graph.disclosure.gate import content_of
from ally_graph.timeline import cluster_history
from ally_graph.timeline.cluster_history import Step
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import chart, empty, note, table, untold
from ally_graph.ui.state import ahead
from ally_graph.ui.state.session import AHEAD_UP_TO, Chosen, chosen_group_steps, once
from ally_graph.views import answers, telling

ROUGH = "With this many people, months are looked at more roughly than the groups above, and can differ from them."


def changes(choice: Chosen) -> None:
    """The groups month by month: one sentence, a picture, a table."""
    st.header("How did the groups change?", anchor=False)
    missing = telling.contact(choice, "how the groups changed")
    if missing is not None:
        untold(missing)
        return
    steps = chosen_group_steps(choice)
    shown, words, moves = once(choice, "group changes", lambda: _shown(choice, steps))
    frame = content_of(shown)
    if (frame["event"] == "there").all():
        empty("Nothing to compare yet", _why_not(choice, nothing=frame.empty))
        return
    st.markdown(md(words))
    rough = ROUGH if cluster_history.is_rough(choice.records) else ""
    chart(charts.group_history, shown, dark=choice.dark, key="group_history", also=rough)
    if content_of(moves).empty:
        note("In none of these months did anybody come or go.")
        return
    table(
        moves,
        ["month", "group", "people", "event", "other", "came", "went"],
        key="group_changes",
        alt_text="What happened to the groups, month by month, with who came and who left",
        file_name="group_changes.csv",
    )


def work_ahead(choice: Chosen) -> None:
    """Have the groups of the months before looked at while another page is read, where workers have nothing to do."""
    if len(choice.records.people) <= AHEAD_UP_TO:
        ahead.notice(("group steps", choice.question), lambda: chosen_group_steps(choice))


def _shown(choice: Chosen, steps: tuple[Step, ...]) -> tuple:
    """The months of the groups, the sentence about them, and who came and went."""
    shown = views.group_history(steps, choice.records, choice.viewer, choice.team, findings=choice.analysis.findings)
    if (content_of(shown)["event"] == "there").all():
        return shown, "", shown
    return shown, answers.groups_changed(shown), views.group_moves(shown)


def _why_not(choice: Chosen, *, nothing: bool) -> str:
    """Why there is just one month, or none."""
    if nothing:
        return "There was no group in the months up to here."
    days = choice.analysis.data["window_days"]
    return (
        f"There are records for just one look back of {days} days that found groups. A shorter period in the sidebar, "
        "or more months of records, would show how they change."
    )
