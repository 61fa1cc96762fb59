"""What is kept for everybody: made once, told apart by what was chosen, and let go of where room runs out."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pandas as pd
import pytest

from ally_graph.disclosure.gate import LOCAL, digest_of, table
from ally_graph.settings import Settings
from ally_graph.ui.state import once
from ally_graph.ui.state.session import Chosen, Question


@pytest.fixture(autouse=True)
def empty():
    once.forget()


def test_what_is_asked_for_twice_is_made_once():
    made = []
    assert [once.once("key", lambda: made.append(1) or 7) for _ in range(3)] == [7, 7, 7]
    assert made == [1]


def test_an_error_is_not_kept():
    with pytest.raises(ZeroDivisionError):
        once.once("key", lambda: 1 / 0)
    assert once.once("key", lambda: 2) == 2


def test_where_room_runs_out_what_was_asked_for_longest_ago_goes(monkeypatch):
    """Room for two texts of three hundred signs; the first is asked for again before the third comes."""
    monkeypatch.setattr(once, "ROOM", 900)
    for name in ("a", "b"):
        once.once(name, lambda: "x" * 300)
    once.once("a", lambda: "anew")
    once.once("c", lambda: "x" * 300)
    assert once.once("a", lambda: "anew")[0] == "x"
    assert once.once("b", lambda: "anew") == "anew"


def test_what_streamlit_keeps_as_it_was_sent_is_forgotten_too():
    """The charts, the tables and the cards of the pages are among it."""
    from ally_graph.ui.parts import show

    cleared = []
    once.also(lambda: cleared.append(1))
    try:
        once.forget()
    finally:
        once._others.pop()
    assert cleared == [1]
    assert len(once._others) == 3
    assert show.stored is once


def test_what_is_too_large_is_not_kept(monkeypatch):
    monkeypatch.setattr(once, "ROOM", 10)
    assert once.once("key", lambda: 1) == 1
    assert once.once("key", lambda: 2) == 2


class Digested:
    """A cell that has the digest of its table made while it is written, as another thread may."""

    tables: ClassVar[list] = []

    def __reduce__(self):
        assert all(shown.digest for shown in self.tables)
        return str, ()


def test_what_may_be_shown_is_measured_while_others_use_it():
    shown = table("people", pd.DataFrame({"name": [Digested()]}, dtype=object), LOCAL)
    Digested.tables.append(shown)
    assert once.size_of((shown, "b")) > 100


def test_every_choice_has_a_key_of_its_own():
    """Each of the choices is changed by itself; the ground of the page is no part of what is shown."""
    question = Question(("print", "path", ()), None, (), Settings())
    choice = Chosen(None, None, question, None, LOCAL, dark=False)
    others = [
        replace(choice, team="north"),
        replace(choice, tried=(("A", "2026-01-01", "", ""),)),
        replace(choice, viewer=replace(LOCAL, name="other") if hasattr(LOCAL, "name") else LOCAL, team="x"),
        *(
            replace(choice, question=replace(question, **changed))
            for changed in (
                {"as_of": "2026-01-01"},
                {"kinds": ("help",)},
                {"settings": Settings(window_days=28)},
                {"data": ("print", "other path", ())},
            )
        ),
    ]
    assert len({choice.key, *(other.key for other in others)}) == 1 + len(others)
    assert replace(choice, dark=True).key == choice.key


def test_a_table_is_told_apart_by_its_cells_and_its_columns():
    frames = [{"name": ["Ana"]}, {"name": ["Bo"]}, {"team": ["Ana"]}, {"name": ["Ana", "Bo"]}, {"name": ["Bo", "Ana"]}]
    digests = [digest_of(table("people", pd.DataFrame(frame), LOCAL)) for frame in frames]
    assert len(set(digests)) == len(frames)
    assert digest_of(table("people", pd.DataFrame(frames[0]), LOCAL)) == digests[0]


def test_what_did_not_pass_the_gate_has_no_digest():
    with pytest.raises(TypeError, match="let through"):
        digest_of(pd.DataFrame())
