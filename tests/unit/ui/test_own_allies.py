"""A person's own entries on the disk: whole, closed to others, for one browser, and gone to the last byte."""

from __future__ import annotations

import os
import stat

import pytest

from ally_graph.files.atomic import DRAFT
from ally_graph.matching.own_entries import Entry, OwnEntries
from ally_graph.ui.state import own_allies, shelves
from ally_graph.ui.state.naming import who_is

ANA, BO = who_is("p1", "Ana"), who_is("p2", "Bo")
WORD = "qxcanary"
OWN = OwnEntries((Entry(f"Aunt {WORD}", "family"),), f"Ask {WORD}.")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(shelves, "owner", lambda: "a" * 32)
    return tmp_path


def holding(folder) -> list:
    """The files and names in a folder that hold the word."""
    found = [path for path in folder.rglob("*") if WORD in path.name]
    return found + [path for path in folder.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes()]


def test_what_is_kept_is_found_again_by_the_same_person_alone():
    own_allies.keep(ANA, OWN)
    assert own_allies.kept(ANA) == OWN
    assert own_allies.kept(BO) == OwnEntries()


def test_another_browser_finds_nothing(monkeypatch):
    own_allies.keep(ANA, OWN)
    monkeypatch.setattr(shelves, "owner", lambda: "b" * 32)
    assert own_allies.kept(ANA) == OwnEntries()


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_every_folder_and_file_is_closed_to_others(home):
    own_allies.keep(ANA, OWN)
    below = [path for path in home.rglob("*") if path != home]
    assert {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_dir()} == {0o700}
    assert [stat.S_IMODE(path.stat().st_mode) for path in below if path.is_file()] == [0o600]


def test_it_lies_apart_from_shelves_and_names_nobody(home):
    own_allies.keep(ANA, OWN)
    (file,) = holding(home)
    assert file.relative_to(home).parts[:2] == ("office-ally", "allies")
    assert "Ana" not in str(file)


def test_another_change_leaves_no_byte_of_the_one_before(home):
    own_allies.keep(ANA, OWN)
    own_allies.keep(ANA, OwnEntries(notes="other"))
    assert holding(home) == []


def test_taking_away_leaves_no_byte_of_anybody_in_this_browser(home):
    """Also what was written for somebody else here, and the draft of a program that was killed."""
    for who in (ANA, BO):
        own_allies.keep(who, OWN)
    draft = own_allies.place(ANA).parent / f"{DRAFT}abcdefgh"
    draft.mkdir()
    (draft / "entries.json").write_text(WORD)
    own_allies.remove_all()
    assert holding(home) == []
    assert not (home / "office-ally" / "allies").exists()
    own_allies.remove_all()


def test_taking_away_leaves_what_another_browser_wrote(monkeypatch):
    own_allies.keep(ANA, OWN)
    monkeypatch.setattr(shelves, "owner", lambda: "b" * 32)
    own_allies.remove_all()
    monkeypatch.setattr(shelves, "owner", lambda: "a" * 32)
    assert own_allies.kept(ANA) == OWN


def test_a_write_that_fails_leaves_what_was_there(monkeypatch):
    """The disk is full when the new file is to take the place of the old one."""
    own_allies.keep(ANA, OWN)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        own_allies.keep(ANA, OwnEntries(notes="other"))
    assert own_allies.kept(ANA) == OWN


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes are those of POSIX")
def test_a_file_that_others_could_read_is_not_believed():
    own_allies.keep(ANA, OWN)
    own_allies.place(ANA).chmod(0o644)
    with pytest.raises(own_allies.NotReadable, match="others could have read"):
        own_allies.kept(ANA)


@pytest.mark.parametrize("data", [b"", b"{", WORD.encode(), b'{"format": "qxcanary"}'])
def test_a_file_that_was_changed_is_told_without_a_word_of_it(data):
    own_allies.keep(ANA, OWN)
    own_allies.place(ANA).write_bytes(data)
    with pytest.raises(own_allies.NotReadable) as raised:
        own_allies.kept(ANA)
    assert WORD not in str(raised.value)


def test_a_browser_that_can_not_be_known_again_keeps_nothing(monkeypatch, home):
    monkeypatch.setattr(shelves, "owner", lambda: None)
    assert own_allies.kept(ANA) == OwnEntries()
    with pytest.raises(OSError, match="cookies"):
        own_allies.keep(ANA, OWN)
    assert holding(home) == []
