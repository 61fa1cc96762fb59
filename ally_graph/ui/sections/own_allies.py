"""What a person writes for themselves about their allies: shown on their own page, kept in a file of their own.

Nothing of it goes through what is kept in memory for all: no cached table, no cached words, no job.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from ally_graph.disclosure.gate import LOCAL
from ally_graph.disclosure.policy import own_words
from ally_graph.errors import SettingError
from ally_graph.matching.own_entries import (
    LONGEST_NAME,
    LONGEST_NOTES,
    LONGEST_WORDS,
    Entry,
    OwnEntries,
    from_json,
    to_json,
)
from ally_graph.ui.parts.markdown import md, md_own
from ally_graph.ui.parts.show import note
from ally_graph.ui.state import own_allies
from ally_graph.ui.state.naming import who_is
from ally_graph.vocabulary import ALLY_CATEGORIES
from ally_graph.wording.counts import lower_first

ROUND, TROUBLE = "allies_round", "allies_trouble"
NOT_KEPT = "This could not be kept: there is no folder of yours that only you can read."
NOT_GONE = "Not everything could be taken away: look at the folder of the app among your own."
ALONE = (
    "Yours alone: it lies in a file on this computer that only you can read, apart from the company's data. No other "
    "page, report, slide, download or log holds any of it, and nobody who opens the app in another browser sees it."
)


def kept(person: str, name: str) -> OwnEntries:
    """What this person wrote in this browser; nothing where it can't be read, which is said further down."""
    try:
        return own_allies.kept(who_is(person, name)) if own_words(LOCAL) else OwnEntries()
    except SettingError as error:
        st.session_state[TROUBLE] = str(error)
        return OwnEntries()


def in_a_line(entry: Entry) -> str:
    """An entry in a line of Markdown, in the person's own words."""
    ways = [("gives you", entry.they_give), ("gets from you", entry.you_give), ("note", entry.note)]
    told = "; ".join(f"{what}: {md_own(words)}" for what, words in ways if words)
    return f":material/edit_note: **{md_own(entry.name)}**{f' · {told}' if told else ''}"


def write_down(person: str, name: str, own: OwnEntries) -> None:
    """The part of the page in which the person writes, takes it with them, reads it again and takes it away."""
    st.header("What only you know", anchor=False)
    note(ALONE)
    trouble = st.session_state.pop(TROUBLE, "")
    if trouble:
        st.warning(md(trouble), icon=":material/lock:")
    who = who_is(person, name)
    _add(who, own)
    _entries(who, own)
    _notes(who, own)
    _take_or_leave(who, own)


def _round() -> int:
    """How often something was changed: boxes begin anew with each."""
    return st.session_state.get(ROUND, 0)


def _changed(who: str, found: OwnEntries) -> None:
    """Keep a change, or say why it can't be; then draw the page again."""
    try:
        own_allies.kept(who)
        own_allies.keep(who, found)
    except SettingError as error:
        st.session_state[TROUBLE] = str(error)
    except OSError:
        st.session_state[TROUBLE] = NOT_KEPT
    st.session_state[ROUND] = _round() + 1
    st.rerun()


def _add(who: str, own: OwnEntries) -> None:
    with st.form("allies_entry", clear_on_submit=True):
        first, second = st.columns(2)
        name = first.text_input("Who, or which group", key="allies_name", max_chars=LONGEST_NAME)
        kinds = ["family", "interest_groups", *(key for key in ALLY_CATEGORIES if not ALLY_CATEGORIES[key].own)]
        category = second.selectbox("Kind of ally", kinds, key="allies_kind", format_func=_title)
        first, second = st.columns(2)
        they_give = first.text_input("What they give you", key="allies_they_give", max_chars=LONGEST_WORDS)
        you_give = second.text_input("What you give them", key="allies_you_give", max_chars=LONGEST_WORDS)
        words = st.text_input("A note", key="allies_note", max_chars=LONGEST_WORDS)
        added = st.form_submit_button("Add to my allies", key="allies_add", icon=":material/add:")
    if added and not name.strip():
        note("It needs a name, or what the group is called.")
    elif added:
        try:
            whole = own.with_entry(Entry(name, category, they_give, you_give, words))
        except SettingError as error:
            note(str(error))
        else:
            _changed(who, whole)


def _title(key: str) -> str:
    return ALLY_CATEGORIES[key].title


def _entries(who: str, own: OwnEntries) -> None:
    """Every entry with a button that takes it out."""
    for place, entry in enumerate(own.entries):
        words, out = st.columns([5, 1], vertical_alignment="center")
        words.markdown(f"{in_a_line(entry)} ({lower_first(_title(entry.category))})")
        if out.button("Take out", key=f"allies_out_{place}_{_round()}", type="tertiary", icon=":material/close:"):
            _changed(who, own.without(place))


def _notes(who: str, own: OwnEntries) -> None:
    with st.form("allies_notes", border=False):
        key = f"allies_notes_{_round()}"
        words = st.text_area("Notes of your own", own.notes, key=key, max_chars=LONGEST_NOTES)
        if st.form_submit_button("Keep these notes", key="allies_notes_keep", icon=":material/edit_note:"):
            _changed(who, own.with_notes(words))


def _take_or_leave(who: str, own: OwnEntries) -> None:
    """Take it along as a file, read such a file again, or take every byte away."""
    with st.container(horizontal=True):
        if own:
            st.download_button(
                "Take it with you",
                partial(_file, own_allies.place(who)),
                "my_allies.json",
                "application/json",
                key="allies_file",
                on_click="ignore",
                icon=":material/download:",
            )
        if st.button("Take all of it away", key="allies_forget", icon=":material/delete:"):
            _forget()
    note(
        "The file is for you and can be read again here. Taking away removes every byte that was written on this page "
        "in this browser, whoever was chosen, and there is no way back."
    )
    given = st.file_uploader("Read such a file again", type=["json"], key=f"allies_again_{_round()}", max_upload_size=2)
    if given is not None:
        _again(who, own, given.getvalue())


def _file(place: Path) -> bytes:
    """The file to take along, read when it is asked for, so that no closure holds a word of it."""
    return to_json(own_allies.read(place))


def _again(who: str, own: OwnEntries, data: bytes) -> None:
    """Add what a file holds to what is there, each entry once."""
    try:
        found = from_json(data)
        new = OwnEntries(tuple(one for one in found.entries if one not in own.entries), found.notes)
        whole = own
        for entry in new.entries:
            whole = whole.with_entry(entry)
        if found.notes and found.notes not in own.notes:
            whole = whole.with_notes("\n\n".join(words for words in (own.notes, found.notes) if words))
    except SettingError as error:
        st.session_state[TROUBLE] = str(error)
        st.session_state[ROUND] = _round() + 1
        st.rerun()
    _changed(who, whole)


def _forget() -> None:
    """Take everything away, also what can't be read."""
    try:
        own_allies.remove_all()
    except OSError:
        st.session_state[TROUBLE] = NOT_GONE
    st.session_state[ROUND] = _round() + 1
    st.rerun()
