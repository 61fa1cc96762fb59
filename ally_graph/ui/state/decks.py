"""Decks that a user put together: kept with the data set in use, beside its notes, where no other visitor finds them.

A deck is kept as what is wanted of it, never as slides: these are made anew from the data each time.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from ally_graph.cache.signing import OTHERS_READ, read_own
from ally_graph.export.deck.plan import Plan, Wish, plan_from
from ally_graph.files.atomic import OWNER, replacing
from ally_graph.ui.state import notes, session, shelves

PLAN, PLAN_OF, ROUND = "deck_plan", "deck_plan_of", "deck_round"
FILE, MOST_BYTES, MOST = "decks.json", 4 << 20, 40
LONGEST = 80
_lock = threading.Lock()


def new_key() -> str:
    """A key for a deck, drawn anew: the places of what is drawn hang on it."""
    return secrets.token_hex(8)


def in_hand() -> Plan:
    """The deck that is being put together in this session; with other data, those in it have agreed to nothing yet."""
    if PLAN not in st.session_state:
        st.session_state[PLAN] = Plan(key=new_key()).to_json()
    data = str(session.data_path())
    if st.session_state.setdefault(PLAN_OF, data) != data:
        st.session_state[PLAN_OF] = data
        use(plan_from(st.session_state[PLAN]).asks_nobody)
    return plan_from(st.session_state[PLAN])


def use(plan: Plan) -> None:
    """Go on with another deck; what was typed for the one before is forgotten."""
    st.session_state[PLAN] = plan.to_json()
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def open_kept(plan: Plan) -> None:
    """Go on with a deck that was kept; where the data is not kept itself, it may be of others than those who agreed."""
    use(plan if shelves.in_use() else plan.asks_nobody)


def add(keys: Sequence[str]) -> None:
    """Add slides to the deck in hand, those it has already left where they are; one without a choice has them all."""
    plan = in_hand()
    new = [Wish(key) for key in keys if key not in {wish.key for wish in plan.slides}]
    if plan.slides and new:
        use(replace(plan, slides=(*plan.slides, *new)))


def kept() -> dict[str, Plan]:
    """Every deck kept with the data in use, by name; none where somebody else could have written them."""
    try:
        return _read()
    except OSError:
        return {}


def _read() -> dict[str, Plan]:
    try:
        found = json.loads(read_own(notes.path().with_name(FILE), MOST_BYTES, closed=OTHERS_READ))
        return {str(name)[:LONGEST]: plan_from(plan) for name, plan in list(found.items())[:MOST]}
    except (ValueError, TypeError, AttributeError, FileNotFoundError):
        return {}


def keep(name: str, plan: Plan) -> None:
    """Keep a deck under a name, in place of the one that had it. Raises `OSError` where it can't be kept."""
    with _lock:
        _write(_read() | {name.strip()[:LONGEST]: plan})


def remove(name: str) -> None:
    """Take away a deck. Raises `OSError` where it can't be taken away."""
    with _lock:
        _write({other: plan for other, plan in _read().items() if other != name})


def _write(plans: dict[str, Plan]) -> None:
    with replacing(notes.path().with_name(FILE)) as draft:
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER)
        with open(number, "w", encoding="utf-8") as opened:
            json.dump({name: plan.to_json() for name, plan in plans.items()}, opened)
        os.chmod(draft, OWNER)
