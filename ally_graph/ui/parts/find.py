"""Finding a person or a row among many: looked for on this side, so that only what is found is sent to the browser."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

MENU_UP_TO = 500
FOUND_SHOWN = 50
ROWS_SHOWN = 1_000
LONGEST_CELL = 1_000


def person_menu(names: Mapping[str, str], label: str, *, key: str) -> str | None:
    """A menu of names; of very many people, those whose name or id holds what is typed. No name enters the address."""
    held = st.session_state.get(key)
    if held is not None and held not in names:
        held = st.session_state[key] = _meant(str(held), names)
    found = list(names) if len(names) <= MENU_UP_TO else _found(names, key, held)
    return st.selectbox(
        label,
        sorted(found, key=lambda person: (names[person], person)),
        index=None,
        key=key,
        format_func=names.get,
        persist_state="session",
        placeholder="Find a person",
        accept_new_options=len(names) <= MENU_UP_TO,
    )


def plain(name: str) -> str:
    """A name as somebody types it who has no other letters than a to z.

    >>> plain("Jandová"), plain("Łukasz Ørsted")
    ('jandova', 'lukasz orsted')
    """
    if name.isascii():
        return name.casefold()
    bare = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))
    return bare.casefold().translate(WITHOUT_MARKS)


WITHOUT_MARKS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def _meant(typed: str, names: Mapping[str, str]) -> str | None:
    """The first person by name whose name holds what was typed, marks above letters left out on both sides."""
    part = plain(typed).strip()
    found = [person for person, name in names.items() if part and part in plain(name)]
    return min(found, key=lambda person: (names[person], person), default=None)


def _found(names: Mapping[str, str], key: str, held: str | None) -> Sequence[str]:
    """The people that a box for part of a name finds, the first of them where they are many."""
    typed = st.text_input("Part of a name", key=f"{key}_find", placeholder=f"One of {len(names):,} people")
    part = plain(typed).strip()
    if not part:
        return [held] if held else []
    found = [person for person, name in names.items() if part in plain(name) or part in person.casefold()]
    if len(found) > FOUND_SHOWN:
        st.caption(f"{FOUND_SHOWN} of {len(found):,} who match are in the menu; type more of the name.")
    elif not found:
        st.caption("Nobody is called like that.")
    return sorted({*found[:FOUND_SHOWN], *([held] if held else [])})


def rows_to_send(frame: pd.DataFrame, columns: Sequence[str], *, key: str) -> pd.DataFrame:
    """The rows of a table that are sent to the browser, and long texts cut; says what is left out.

    A table of more than a thousand rows gets a box to find rows by a word in them.
    """
    many, found = len(frame) > ROWS_SHOWN, frame
    if many:
        typed = st.text_input("Find in this table", key=f"{key}_find", placeholder=f"One of {len(frame):,} rows")
        found = _with_word(frame, columns, typed.strip())
    shown, cut = _short_cells(found.head(ROWS_SHOWN), columns)
    if len(found) > len(shown):
        st.caption(f"{len(shown):,} of {len(found):,} rows are shown here; the download has all {len(frame):,}.")
    if cut:
        st.caption("Long lists end with … here; the download has them whole.")
    return shown


def _with_word(frame: pd.DataFrame, columns: Sequence[str], word: str) -> pd.DataFrame:
    """The rows with this word in one of their texts."""
    if not word:
        return frame
    texts = [frame[name] for name in columns if name in frame and not pd.api.types.is_numeric_dtype(frame[name])]
    held = pd.Series(False, index=frame.index)
    for text in texts:
        held |= text.astype("str").str.contains(word, case=False, regex=False, na=False)
    return frame[held]


def _short_cells(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.DataFrame, bool]:
    """The table with very long texts cut, and whether there was one."""
    long = {}
    for name in columns:
        if name in frame and any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in frame[name].tolist()):
            text = frame[name].astype("str")
            long[name] = frame[name].where(~(text.str.len() > LONGEST_CELL), text.str[:LONGEST_CELL] + " …")
    return (frame.assign(**long), True) if long else (frame, False)
