"""What somebody says about dropped files: columns, dates, headings, which way support runs; as last time first."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from ally_graph.importers import mapping
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.state import mappings, shelves
from ally_graph.ui.state.mappings import Said

KEY = "drop"
AS_FOUND, NO_COLUMN = "as_found", "not in this table"
DATE_FORMS = {None: "can be told from the others", "dmy": "have the day first", "mdy": "the month first"}
WORDS = {"from_id": "First", "to_id": "Second", "timestamp": "When", "kind": "Kind", "weight": "Weight"}
ASKED = ("edges", "matrix", "graph", "survey")
"""Sources of which nobody knows which way support runs, unless they say."""
UNDOUBTED = {"slack", "teams", "github", "git", "mail"}
"""Sources whose times can be read in one way only."""
NEVER = 2.0
"""On a scale that begins at never, what is below 2 is no tie."""
LAST_ROW = 1_000


def as_last_time(said: Said) -> None:
    """What is filled in from another time, said with the way to forget it."""
    words = mapping.in_words(said.last)
    if said.day and words:
        day = pd.Timestamp(said.day)
        with st.container(horizontal=True, vertical_alignment="center", key="drop_last_time"):
            line = f"Read as last time, on {day.day} {day:%B %Y}: {words}. Change it below."
            st.markdown(md(line), width="stretch")
            st.button("Forget it", key="drop_forget", on_click=_forget, args=(said.key,), icon=":material/delete:")


def _forget(key: str) -> None:
    mappings.forget(shelves.owner(), key)
    unsay()


def settle(key: str) -> None:
    """Where other files are dropped than before, what was chosen about those is chosen no more."""
    if st.session_state.get(mappings.IN_HAND) not in (None, key):
        unsay()
    st.session_state[mappings.IN_HAND] = key


def unsay() -> None:
    """Empty every choice about files, so that each shows what is remembered, or what was found."""
    chosen = ("drop_dates", "drop_day", "drop_head", "drop_direction", "drop_never")
    for name in [name for name in st.session_state if str(name).startswith("drop_column_") or name in chosen]:
        del st.session_state[name]


def columns(facts: Mapping[str, object], before: Mapping[str, object]) -> dict[str, str]:
    """Which column is which, as last time or as guessed, and then as chosen; empty where it is no table of ties."""
    headings = facts["columns"]
    if not headings:
        return {}
    first = mapping.fitted(before, headings) or facts["mapping"]
    options, chosen = [NO_COLUMN, *headings], {}
    with st.expander("Which column is which", key="drop_columns"):
        for place, (target, words) in zip(st.columns(len(WORDS)), WORDS.items(), strict=True):
            index = options.index(first[target]) if first.get(target) in options else 0
            chosen[target] = place.selectbox(
                words, options, index=index, key=f"drop_column_{target}_{hash(tuple(headings))}"
            )
    return {target: name for target, name in chosen.items() if name != NO_COLUMN}


def heading_row(before: Mapping[str, object]) -> int | None:
    """The row of the headings, where somebody says that it is another than the one that was found."""
    return st.number_input(
        "Row of the headings, if it is another one", 1, LAST_ROW, before.get("header_row"), key="drop_head"
    )


def dates(facts: Mapping[str, object], before: Mapping[str, object]) -> dict[str, object]:
    """How dates are written, asked where the files leave it open; and one date for what says nothing about time."""
    if set(facts["sources"]) <= UNDOUBTED:
        return {}
    left, right = st.columns(2)
    said: dict[str, object] = {}
    forms = list(DATE_FORMS)
    written = before.get("date_format")
    index = forms.index(written) if written in forms else 0
    form = left.selectbox("Dates such as 03/04/2026", forms, index=index, key="drop_dates", format_func=DATE_FORMS.get)
    if form:
        said["date_format"] = form
    if facts["undated"]:
        day = right.date_input("Date of what says nothing about time", value=None, key="drop_day")
        said |= {"date": day.isoformat()} if day else {}
    return said


def direction(facts: Mapping[str, object], found: Mapping[str, object], before: Mapping[str, object]) -> str | None:
    """The question which way support runs, with two people of the file as example; None where it is as found."""
    example = found["example"]
    if not example:
        return before.get("kind")
    giver, receiver, words = (md(example[name]) for name in ("giver", "receiver", "words"))
    mark = "→" if example["directed"] else "—"
    st.markdown(f"**{giver} {mark} {receiver}**: {words}")
    if not set(facts["sources"]) & set(ASKED):
        return before.get("kind")
    one, two = md(example["from"]), md(example["to"])
    answers = {
        AS_FOUND: f"Yes: {words}",
        "help": f"{one} helps {two}",
        "nomination": f"{two} helps {one}: {one} turns to {two}",
        "contact": f"{one} and {two} are in contact, and nobody helps",
    }
    kind = before.get("kind", AS_FOUND)
    found_as = ("help" if giver == one else "nomination") if example["directed"] else "contact"
    answers = {key: words for key, words in answers.items() if key in (AS_FOUND, kind) or key != found_as}
    index = list(answers).index(kind if kind in answers else AS_FOUND)
    answer = st.radio("Is that the right way round?", list(answers), index=index, format_func=answers.get,
                      key="drop_direction")  # fmt: skip
    return None if answer == AS_FOUND else answer


def never(found: Mapping[str, object], before: Mapping[str, object]) -> float | None:
    """Whether the lowest answer stands for never, asked where it can; None where it does not."""
    known = "min_weight" in before
    if not known and not any("--min-weight" in str(problem["mend"]) for problem in found["problems"]):
        return None
    words = "1 means never, and is no tie"
    return before.get("min_weight", NEVER) if st.checkbox(words, value=known, key="drop_never") else None
