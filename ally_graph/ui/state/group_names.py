"""What a user calls the groups: kept as notes are, and found again for the group that has most of its people since.

Who is in a group that got a name is kept as hashes, as with notes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from ally_graph.cache.signing import OTHERS_READ, read_own
from ally_graph.ui.state import notes
from ally_graph.ui.state.naming import GIVEN, LONGEST, Named, overlap, plain

FILE, MOST_BYTES = "group_names.json", 8 << 20
_lock = threading.Lock()


def kept() -> tuple[Named, ...]:
    """Every name that this visitor gave, the newest last."""
    return tuple(named for folder in notes.folders() for named in _read(folder / FILE))


def remember() -> None:
    """Have the names at hand in this session, whatever is asked of it."""
    st.session_state[GIVEN] = kept()


def _read(file: Path) -> list[Named]:
    try:
        found = json.loads(read_own(file, MOST_BYTES, closed=OTHERS_READ))
        return [Named(str(one["name"])[:LONGEST], tuple(map(str, one["members"]))) for one in found]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def give(members: Sequence[str], name: str, *, match: float) -> None:
    """Call the group of these people so from now on; an empty name takes its name away.

    Raises `OSError` where it can't be kept.
    """
    wanted, mine = plain(name), set(members)
    with _lock:
        for folder in notes.folders():
            names = _read(folder / FILE)
            others = [one for one in names if overlap(mine, set(one.members)) < match]
            if len(others) < len(names):
                _write(folder / FILE, others)
        if wanted:
            file = notes.path().with_name(FILE)
            _write(file, [*_read(file), Named(wanted, tuple(sorted(mine)))])


def _write(file: Path, names: list[Named]) -> None:
    notes.write(file, [asdict(one) for one in names])
