"""Data that a visitor keeps on this computer: found again after a reload, in another tab, and after a restart.

The address bar names the data set in use. Whose shelf it is, the browser's own secret says; without one nothing can be
kept and nothing is found.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import streamlit as st

from ally_graph.cache import store
from ally_graph.files import shelf
from ally_graph.files.shelf import Kept
from ally_graph.records import Records
from ally_graph.ui.server import visitor
from ally_graph.ui.state import mappings, session, workshop

ADDRESS, SAMPLE = "data", "sample"
FOLLOWED, JUST_TAKEN, NOT_KEPT = "followed", "just_taken", "not_kept"


def owner() -> str | None:
    """The secret of this visitor's browser; None where it brings none."""
    found = str(st.context.cookies.get(visitor.VISITOR, ""))
    return found if visitor.FORM.fullmatch(found) else None


def kept() -> list[Kept]:
    """The data sets that this visitor keeps, the newest first."""
    whose = owner()
    return shelf.kept(whose) if whose else []


def in_use() -> Kept | None:
    """The kept data set that this session uses; None where it uses other data."""
    path = session.data_path()
    chosen = session.PATH_KEY in st.session_state and not session.is_sample()
    return next((one for one in kept() if one.path == path), None) if chosen else None


def take(path: Path, records: Records, name: str, said: mappings.Said, *, keep: bool) -> None:
    """Use data, kept on this computer where that is wished and can be; the overview comes next.

    What was said about its files is kept with it, for the next ones with the same headings.
    """
    whose = owner()
    st.session_state[NOT_KEPT] = None
    if keep and whose:
        try:
            one = _kept(whose, path, records, name, said)
            path = one.path
            if said.key:
                mappings.keep(whose, said, one.loaded[:10])
            workshop.remove_all()
        except OSError as error:
            st.session_state[NOT_KEPT] = error.strerror or "it could not be written"
    session.use_data(path)
    st.session_state[JUST_TAKEN] = True


def _kept(whose: str, path: Path, records: Records, name: str, said: mappings.Said) -> Kept:
    """What this visitor keeps under that path: put on the shelf, unless it lies there already."""
    copied = workshop.holds(path)
    there = next((one for one in shelf.kept(whose) if not copied and one.path == path.resolve()), None)
    events = len(records.interactions) + len(records.recognitions)
    return there or shelf.put(
        whose, path, name=name, people=len(records.people), events=events, mapping=said.choices, copied=copied,
        headings=said.key,
    )  # fmt: skip


def open_again(one: Kept) -> None:
    """Use a kept data set; the overview comes next."""
    session.use_data(one.path)
    st.session_state[JUST_TAKEN] = True


def remove(one: Kept) -> None:
    """Remove a kept data set: every byte on the disk, and all that was worked out from it."""
    whose = owner()
    if session.data_path() == one.path:
        session.use_data(session.SAMPLE)
    copied = shelf.holds(one.path)
    workshop.forget_of(one.path, for_good=copied)
    if not copied:
        store.forget(store.home_of(one.path))
    if whose:
        shelf.remove(whose, one.key)
        if one.headings and all(other.headings != one.headings for other in shelf.kept(whose)):
            mappings.forget(whose, one.headings)


def follow_address() -> bool:
    """Use the data set that the address names, and write the one in use into the address.

    Returns False where the address, or this session, names one that isn't there for this visitor. Without a name, a
    visit begins with what was used last, and goes on with what is in use.
    """
    wished, found = st.query_params.get(ADDRESS), True
    if wished and wished != st.session_state.get(FOLLOWED):
        found = _follow(wished)
    elif wished is None and session.PATH_KEY not in st.session_state:
        _begin_with_last()
    elif shelf.holds(session.data_path()) and not session.data_path().exists():
        session.use_data(session.SAMPLE)
        found = False
    _write_address(wished)
    return found


def _follow(wished: str) -> bool:
    named = next((one for one in kept() if one.key == wished), None)
    if named or wished == SAMPLE:
        session.use_data(named.path if named else session.SAMPLE)
    return named is not None or wished == SAMPLE


def _begin_with_last() -> None:
    whose = owner()
    last = shelf.last(whose) if whose else None
    if last and last.path.exists():
        session.use_data(last.path)


def _write_address(wished: str | None) -> None:
    """Name the data in use in the address: by its key, or as the sample where there is other data to tell it from."""
    whose, using = owner(), in_use()
    name = using.key if using else SAMPLE if session.is_sample() and kept() else None
    if whose and name and name != st.session_state.get(FOLLOWED):
        with suppress(OSError):
            shelf.remember(whose, using.key if using else None)
    st.session_state[FOLLOWED] = name
    if name and wished != name:
        st.query_params[ADDRESS] = name
    elif wished and not name:
        del st.query_params[ADDRESS]
