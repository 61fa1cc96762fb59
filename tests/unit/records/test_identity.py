"""Ids and texts are cleaned; spellings find their person."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ally_graph.errors import DataError
from ally_graph.records import limits
from ally_graph.records.identity import NEVER_FIRST, NO_LETTERS, Roster, clean_id, clean_text, defuse, identity_key
from tests.unit.records.helpers import ids_of, problem_of, ties_of


@pytest.mark.parametrize("spelling", ["renée", " renée ", "rene\u0301e", "ren\u200bée", "\u00a0renée\ufeff", "renée\t"])
def test_spellings_that_look_the_same_are_one_id(spelling):
    assert clean_id(spelling) == "renée"


@pytest.mark.parametrize("name", ["NA", "None", "null", "nan", "NaN", "true", "1E5", "007", "-", "N/A"])
def test_names_that_look_like_nothing_are_people(read_people, name):
    wanted = [] if name == "-" else [name]
    assert ids_of(read_people(f"person_id,team\n{name},Support\nzz,Support\n")) == [*wanted, "zz"]


def test_an_event_finds_its_person_in_spite_of_case_and_width(read_events):
    records = read_events("ANA,bo,2026-03-04,help\nＡna,cy,2026-03-05,help\n")
    assert ties_of(records) == [("ana", "bo"), ("ana", "cy")]
    problem = problem_of(records, "differs from the person_id")
    assert (problem.severity, problem.rows) == ("notice", (2, 3))
    assert "ANA for ana" in problem.what


def test_an_id_that_fits_two_people_stays_outside(read_events):
    people = "person_id,team\nAna,Support\nana,Support\nbo,Support\n"
    records = read_events("ANA,bo,2026-03-04,help\nana,bo,2026-03-04,help\n", people)
    assert (ties_of(records), records.outside) == ([("ana", "bo")], 1)
    assert "one person?" in problem_of(records, "upper and lower case").mend


def test_ids_with_stray_spaces_are_cleaned_with_one_notice(read_events):
    records = read_events(" ana,bo\u00a0,2026-03-04,help\nana\u200b,cy,2026-03-05,help\n")
    assert ties_of(records) == [("ana", "bo"), ("ana", "cy")]
    assert problem_of(records, "stray spaces").rows == (2, 3)


def test_without_a_roster_spellings_of_one_id_are_merged(read):
    rows = "ana,bo,2026-03-04,help\nana,cy,2026-03-05,help\nANA,bo,2026-03-06,help\n"
    records = read({"interactions.csv": "from_id,to_id,timestamp,kind\n" + rows})
    assert ids_of(records) == ["ana", "bo", "cy"]
    assert problem_of(records, "nobody can be called isolated").severity == "notice"
    assert problem_of(records, "differs from the person_id").rows == (4,)


def test_someone_seen_only_in_ties_to_themself_is_not_on_the_roster(read):
    rows = "ana,bo,2026-03-04,help\ncy,cy,2026-03-05,help\n"
    assert ids_of(read({"interactions.csv": "from_id,to_id,timestamp,kind\n" + rows})) == ["ana", "bo"]


@pytest.mark.parametrize("sign", [*NEVER_FIRST, "\t=", "\r=", "\0="])
def test_a_name_does_not_begin_like_a_formula(read_people, sign):
    records = read_people(f'person_id,name\np1,"{sign}HYPERLINK(1)"\n')
    assert records.people["name"].tolist() == ["HYPERLINK(1)"]
    assert any(problem.severity == "notice" for problem in records.problems)


def test_plain_negative_numbers_are_no_formulas():
    assert [defuse(text) for text in ("-5", "+49", "-5+1", "@ana")] == ["-5", "+49", "5+1", "ana"]


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_id(clean_id(text)) == clean_id(text)
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text())
def test_a_key_is_its_own_key(text):
    assert identity_key(identity_key(text)) == identity_key(text)


@given(st.lists(st.text(min_size=1)))
def test_everyone_on_the_roster_is_found_under_their_own_id(ids):
    roster = Roster(ids)
    assert [roster.ids[place] for place in roster.find(ids)] == ids


def test_every_letter_is_kept_left_out_or_a_space_by_its_category():
    """The letters are looked up in tables that fill as they occur; a text that can be printed is not looked through."""
    for code in [*range(0x3100), *range(0xD7F0, 0xE010), *range(0xFDC0, 0x10100), *range(0xDFFF0, 0xE0210)]:
        letter = chr(code)
        kept = not letter.isspace() and unicodedata.category(letter) not in ("Cf", *NO_LETTERS)
        apart = " " if letter.isspace() else ""
        for made, joins in ((clean_id, False), (clean_text, True)):
            shown = letter if kept or (joins and letter in "\u200c\u200d") else apart
            assert made(f"Ñ{letter}y") == unicodedata.normalize("NFC", f"Ñ{shown}y"), hex(code)
        if unicodedata.category(letter) == "Cf":
            assert identity_key(f"Ñ{letter}y") == "ñy"


def test_without_a_roster_no_more_people_are_taken_from_events_than_a_roster_may_have(read_events, monkeypatch):
    rows = "a,b,2026-01-05,help\nb,c,2026-01-05,help\n"
    monkeypatch.setattr(limits, "PEOPLE_ROWS", 3)
    assert ids_of(read_events(rows, "person_id\n")) == ["a", "b", "c"]
    monkeypatch.setattr(limits, "PEOPLE_ROWS", 2)
    with pytest.raises(DataError, match=r"people: is missing or empty, and events name more than 2 people\. Add "):
        read_events(rows, "person_id\n")
