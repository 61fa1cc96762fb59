"""What was said about files, for the next ones with the same headings: in this session, and beside kept data."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import streamlit as st

from ally_graph.files import mappings
from ally_graph.importers import mapping

log = logging.getLogger(__name__)
SAID, IN_HAND = "said_about_files", "said_in_hand"


@dataclass(frozen=True)
class Said:
    """What is said about files of these headings; what was said another time, and on which day, where it was."""

    key: str = ""
    choices: Mapping[str, object] = field(default_factory=dict)
    day: str = ""
    last: Mapping[str, object] = field(default_factory=dict)


def before(whose: str | None, key: str) -> Said:
    """What was said last about files of these headings: in this session, or kept from another time."""
    told = st.session_state.setdefault(SAID, {})
    if key not in told:
        told[key] = _kept(whose, key) if whose and key else Said(key)
    return told[key]


def say(key: str, choices: Mapping[str, object]) -> None:
    """Remember in this session what is said about files of these headings."""
    known = st.session_state.setdefault(SAID, {}).get(key, Said(key))
    st.session_state[SAID][key] = replace(known, choices=dict(choices))


def _kept(whose: str, key: str) -> Said:
    """What is kept about files of these headings; whatever can't be used is left alone, and the log says so."""
    try:
        content = mappings.get(whose, key)
        if content is None:
            return Said(key)
        if len(content) > mappings.MOST_BYTES:
            raise ValueError("is too large")
        found = json.loads(content)
        if not isinstance(found, dict) or not isinstance(found.get("day"), str):
            raise ValueError("is no mapping")
        date.fromisoformat(found["day"])
        said = mapping.checked(found.get("said"))
        return Said(key, said, found["day"], said)
    except (OSError, ValueError, RecursionError) as error:
        log.warning("What was said about earlier files could not be used and was ignored: %s", error)
        return Said(key)


def keep(whose: str, said: Said, day: str) -> None:
    """Keep what was said for another time. Raises `OSError` where it can't be written."""
    content = {"day": day, "said": mapping.checked(said.choices)}
    mappings.put(whose, said.key, json.dumps(content, ensure_ascii=False).encode())
    st.session_state.setdefault(SAID, {})[said.key] = Said(said.key, said.choices, day, said.choices)


def forget(whose: str | None, key: str) -> None:
    """Forget what was said about files of these headings, here and on the disk."""
    st.session_state.setdefault(SAID, {}).pop(key, None)
    if whose:
        mappings.forget(whose, key)
