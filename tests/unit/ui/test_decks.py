"""Decks of a user's own: kept beside their notes, found again, closed to others."""

from __future__ import annotations

import os
import stat

import pytest

from ally_graph.export.deck import Plan, Wish
from ally_graph.ui.state import decks, notes, shelves

SPRING = Plan("Spring", (Wish("links", "We meet."),), key="k")


@pytest.fixture(autouse=True)
def a_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(shelves, "owner", lambda: "a" * 32)
    monkeypatch.setattr(shelves, "in_use", lambda: None)


def test_several_decks_are_found_again_and_one_of_them_goes():
    decks.keep("Spring", SPRING)
    decks.keep("Board", Plan("Board"))
    assert decks.kept() == {"Spring": SPRING, "Board": Plan("Board")}
    decks.remove("Spring")
    assert list(decks.kept()) == ["Board"]


def test_a_deck_of_the_same_name_takes_the_place_of_the_first():
    decks.keep("Spring", SPRING)
    decks.keep(" Spring ", Plan("Later"))
    assert decks.kept() == {"Spring": Plan("Later")}


def test_a_deck_opened_beside_data_that_is_not_kept_has_nobody_s_agreement(monkeypatch):
    """Beside data that is kept the deck is of the same people, and stays as it was."""
    opened = []
    monkeypatch.setattr(decks, "use", opened.append)
    asked = Plan("Board", names=True, agreed=True, dots=True, group_agreed=True)
    decks.open_kept(asked)
    monkeypatch.setattr(shelves, "in_use", lambda: "kept")
    decks.open_kept(asked)
    assert opened == [Plan("Board"), asked]


def test_only_its_owner_can_read_the_file():
    decks.keep("Spring", SPRING)
    file = notes.path().with_name(decks.FILE)
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    file.chmod(0o644)
    assert decks.kept() == {}


def test_without_a_secret_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(shelves, "owner", lambda: None)
    assert decks.kept() == {}
    with pytest.raises(OSError, match="cookies"):
        decks.keep("Spring", SPRING)


def test_keys_of_two_decks_differ():
    assert decks.new_key() != decks.new_key()
