"""Notes of a user's own: kept whole, found again, in a file nobody else can read, and never where the data is."""

from __future__ import annotations

import os
import stat
from datetime import date

import pytest

from ally_graph.files import shelf
from ally_graph.ui.state import notes, shelves

TODAY = date(2026, 3, 2)
WHO = notes.who_is("p1", "Ana")


@pytest.fixture(autouse=True)
def a_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(shelves, "owner", lambda: "a" * 32)
    monkeypatch.setattr(shelves, "in_use", lambda: None)
    return tmp_path


def test_a_note_is_found_again_with_its_day_and_words():
    notes.keep(WHO, notes.TALKED, "  over lunch ", TODAY)
    assert notes.kept() == (notes.Note(WHO, notes.TALKED, "2026-03-02", "over lunch", ""),)


def test_looking_again_is_due_four_weeks_later_and_not_before():
    note = notes.keep(WHO, notes.LATER, "", TODAY)
    assert note.until == "2026-03-30"
    assert not note.is_due(date(2026, 3, 29))
    assert note.is_due(date(2026, 3, 30))


def test_only_its_owner_can_read_the_file_and_no_name_stands_in_it():
    notes.keep(WHO, notes.WRONG, "", TODAY)
    assert stat.S_IMODE(os.stat(notes.path()).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(notes.path().parent).st_mode) == 0o700
    assert "Ana" not in notes.path().read_text()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes are those of POSIX")
def test_a_file_that_others_can_read_is_not_believed():
    notes.keep(WHO, notes.TALKED, "", TODAY)
    notes.path().chmod(0o644)
    assert notes.kept() == ()


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"who": "x"}]', '[{"who": "x", "more": 1}]', "null"])
def test_a_file_that_holds_no_notes_is_none(text):
    notes.path().parent.mkdir(parents=True, exist_ok=True)
    notes.path().write_text(text)
    notes.path().chmod(0o600)
    assert notes.kept() == ()


def test_notes_about_somebody_are_taken_away_and_those_about_others_stay():
    other = notes.who_is("p2", "Bo")
    notes.keep(WHO, notes.TALKED, "", TODAY)
    notes.keep(other, notes.TALKED, "", TODAY)
    notes.remove([WHO])
    assert [note.who for note in notes.kept()] == [other]


def test_two_companies_with_the_same_ids_have_notes_of_their_own():
    assert notes.who_is("p1", "Ana") != notes.who_is("p1", "Bea")


def test_another_visitor_of_the_same_computer_sees_no_note(monkeypatch):
    notes.keep(WHO, notes.TALKED, "", TODAY)
    monkeypatch.setattr(shelves, "owner", lambda: "b" * 32)
    assert notes.kept() == ()


def test_a_browser_that_can_not_be_known_again_keeps_none(monkeypatch):
    monkeypatch.setattr(shelves, "owner", lambda: None)
    assert notes.kept() == ()
    with pytest.raises(OSError, match="cookies"):
        notes.keep(WHO, notes.TALKED, "", TODAY)


def test_notes_go_with_the_data_set_they_were_taken_on_and_are_seen_with_any(monkeypatch, tmp_path):
    """One note on a kept data set, and one on the sample company."""
    source = tmp_path / "data.zip"
    source.write_bytes(b"PK")
    one = shelf.put("a" * 32, source, name="x", people=1, events=1, mapping={}, copied=True)
    notes.keep(WHO, notes.TALKED, "on the sample", TODAY)
    monkeypatch.setattr(shelves, "in_use", lambda: one)
    notes.keep(WHO, notes.TALKED, "on my data", TODAY)
    monkeypatch.setattr(shelves, "in_use", lambda: None)
    assert {note.words for note in notes.kept()} == {"on the sample", "on my data"}
    shelf.remove("a" * 32, one.key)
    assert [note.words for note in notes.kept()] == ["on the sample"]
