"""Data that a visitor keeps: the button that uses it, the list of it, and what it says when it opens."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pandas as pd
import streamlit as st

from ally_graph.files.shelf import Kept
from ally_graph.importers import mapping
from ally_graph.records import Records
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import note
from ally_graph.ui.state import group_names, shelves
from ally_graph.ui.state.mappings import Said
from ally_graph.views import holdings
from ally_graph.wording.counts import count

KEEP = "Keep it on this computer, for the next time"
KEPT_WHERE = "It lies on this computer, readable by the user who runs the app, and is listed in this browser only."


def follow_address() -> None:
    """Use the data set that the address names; a sentence where it isn't there for this visitor.

    What they call groups is looked up with it.
    """
    group_names.remember()
    if not shelves.follow_address():
        st.info("The data set of this address isn't kept here for this browser. What you see is other data.")


def use(path: Path, records: Records, *, key: str, name: str, said: Said) -> None:
    """The button that uses a draft, and whether it is kept; no button where nothing in it could be used."""
    if not len(records.interactions) + len(records.recognitions) + len(records.indicators):
        note("Nothing in it can be used yet. Mend what is listed above, and load it again.")
        return
    keep = shelves.owner() is not None and st.checkbox(KEEP, value=True, key=f"{key}_keep", help=KEPT_WHERE)
    st.button(
        "Use this data",
        type="primary",
        key=f"{key}_use",
        on_click=_take,
        args=(path, records, name, said, f"{key}_keep" if keep else None),
    )


def _take(path: Path, records: Records, name: str, said: Said, keep: str | None) -> None:
    shelves.take(path, records, name, said, keep=keep is not None and st.session_state.get(keep, False))


def go_on() -> None:
    """On to the overview, once data was chosen on the data page."""
    if st.session_state.get(shelves.JUST_TAKEN):
        st.switch_page("pages/overview.py")


def welcome(records: Records) -> None:
    """What the data holds that was just chosen, and what can't be told without what it lacks; said once."""
    if not st.session_state.pop(shelves.JUST_TAKEN, False):
        return
    with st.container(border=True, key="welcome"):
        st.markdown(f"**{md(holdings.held(records))}**")
        st.markdown("\n".join(f"- {md(line)}" for line in holdings.lacking(records)))
        if reason := st.session_state.get(shelves.NOT_KEPT):
            st.warning(md(f"It could not be kept for the next time: {reason}."))


def kept() -> None:
    """The data sets that this visitor keeps, each with how to open and how to remove it."""
    found, using = shelves.kept(), shelves.in_use()
    if found:
        with st.container(border=True, key="kept"):
            st.markdown("**Your data, kept on this computer**")
            for one in found:
                _row(one, in_use=using is not None and using.key == one.key)
            note(KEPT_WHERE)


def _row(one: Kept, *, in_use: bool) -> None:
    """One data set in a row: name, day, what is in it, and two buttons."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"kept_{one.key}"):
        st.markdown(f"{md(one.name)}  \n:small[{md(_described(one))}]", width="stretch")
        if in_use:
            st.markdown(":material/check: in use", width="content")
        else:
            st.button("Open", key=f"open_{one.key}", on_click=shelves.open_again, args=(one,))
        st.button("Remove", key=f"remove_{one.key}", on_click=shelves.remove, args=(one,), icon=":material/delete:")


def _described(one: Kept) -> str:
    """When a data set was loaded, and how much it is.

    >>> from pathlib import Path
    >>> _described(Kept("0", Path("x"), "x", "2026-11-28T10:00", 60, 1234, Path("x"), 2_400_000))
    'loaded on 28 November 2026; 60 people, 1,234 events, 2.4 MB'
    """
    day = pd.Timestamp(one.loaded)
    size = f"{max(one.bytes / 1e6, 0.1):.1f} MB"
    people, events = count(one.people, "person", "people"), count(one.events, "event")
    return f"loaded on {day.day} {day:%B %Y}; {people}, {events}, {size}{_read_as(one)}"


def _read_as(one: Kept) -> str:
    """How the files of a data set were read, where somebody said it; nothing where its note can't be understood."""
    with suppress(ValueError):
        words = mapping.in_words(mapping.checked(one.mapping))
        return f"; read so: {words}" if words else ""
    return ""
