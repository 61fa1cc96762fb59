"""Problems of data as sentences: a cell of a table would cut them off."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.errors import Problem
from ally_graph.ui.parts.downloads import download
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import table
from ally_graph.wording.counts import upper_first

LINES = 12
"""So many problems are a list; more are a table that scrolls."""


def problem_list(found: Sequence[Problem], key: str) -> None:
    """What was set aside or only noticed, and how to mend it: a line each, a table where they are many."""
    if not found:
        return
    shown = views.problems(found, LOCAL)
    if len(found) > LINES:
        columns = ["file", "rows", "severity", "what", "mend"]
        table(shown, columns, key=key, alt_text="Problems of the data", file_name="problems.csv")
        return
    lines = []
    for file, rows in content_of(shown).groupby("file", sort=False):
        lines += [f"**{md(file)}**\n", *map(_line, rows.to_dict("records")), ""]
    with st.container(key=key):
        st.markdown("\n".join(lines))
    download(shown, "problems.csv", key=f"{key}_csv")


def _line(problem: dict) -> str:
    """A problem as a line of a list; a cell of the table would cut it off."""
    rows = f"{upper_first(problem['rows'])}: " if problem["rows"] else ""
    words = f"{rows}{problem['what'] if rows else upper_first(problem['what'])}. {problem['mend']}"
    done = "" if problem["severity"] == "notice" else f"**{upper_first(problem['severity'])}.** "
    return f"- {done}{md(words)}"
