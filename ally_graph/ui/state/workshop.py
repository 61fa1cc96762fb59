"""Where uploads lie: a folder for each session within one of this process, and gone with either of them."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ally_graph.files import workshop
from ally_graph.ui.state import ahead, jobs
from ally_graph.ui.state import once as stored
from ally_graph.workers import pool

DRAFTS, ROUND = "drafts", "upload_round"


@functools.cache
def of_process() -> Path:
    """The folder of this process for uploads, and for what is made from them."""
    return workshop.made()


@functools.cache
def sweep_once() -> None:
    """Remove what earlier servers left behind, once in the life of this one."""
    workshop.sweep()


def _forget(folder: Path) -> None:
    """Remove a session's uploads, and all that was worked out from them."""
    shutil.rmtree(folder, ignore_errors=True)
    forget_of(folder, for_good=True)


def forget_of(path: Path, *, for_good: bool) -> None:
    """Forget all that was worked out from data at or within a path; `for_good` where it never comes back."""
    jobs.forget_of(str(path), for_good=for_good)
    ahead.forget_of(str(path))
    stored.forget()
    pool.forget()


@st.cache_resource(scope="session", show_spinner=False, on_release=_forget)
def _of_session() -> Path:
    """The folder of this session, removed when the session ends."""
    return Path(tempfile.mkdtemp(dir=of_process()))


def new_folder() -> Path:
    """An empty folder for one upload, with a name that can't be guessed."""
    return Path(tempfile.mkdtemp(dir=_of_session()))


def holds(path: str | Path) -> bool:
    """Whether a path is an upload, or made from one."""
    return of_process.cache_info().currsize > 0 and Path(path).is_relative_to(of_process())


def drafts(section: str) -> dict[str, str]:
    """Where the uploads of one part of the page lie, by what they are."""
    return st.session_state.setdefault(DRAFTS, {}).setdefault(section, {})


def settle(section: str, wanted: Collection[str], in_use: Path) -> None:
    """Remove uploads that were replaced or taken out of their uploader, except for the data in use."""
    for identity in set(drafts(section)) - set(wanted):
        path = Path(drafts(section)[identity])
        folder = path if path.is_dir() else path.parent
        if not in_use.is_relative_to(folder):
            del drafts(section)[identity]
            _forget(folder)


def is_empty() -> bool:
    """Whether this session has nothing uploaded."""
    return not any(st.session_state.get(DRAFTS, {}).values())


def key(name: str) -> str:
    """The key of an uploader: another one after everything was removed, so that it starts empty."""
    turn = st.session_state.get(ROUND, 0)
    return f"{name}_{turn}" if turn else name


def remove_all() -> None:
    """Remove every byte that this session uploaded: on the disk, in the uploaders, and what was worked out from it."""
    if not is_empty():
        _forget(_of_session())
        _of_session.clear()
    st.session_state[DRAFTS] = {}
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)
