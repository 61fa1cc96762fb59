"""Problems as people read them."""

import json

import pytest

from ally_graph.errors import AllyGraphError, DataError, Problem, SettingError, did_you_mean, near_name, row_words


def test_a_problem_reads_as_file_rows_what_and_how_to_mend_it():
    problem = Problem("people.csv", "person_id is empty", "Fill it in.", rows=(3, 9))
    assert str(problem) == "people.csv, rows 3, 9: person_id is empty. Fill it in."
    assert str(Problem("people.csv", "is empty", "Add rows.")) == "people.csv: is empty. Add rows."


def test_long_lists_of_rows_are_cut():
    assert row_words((2, 3, 4, 5, 6, 7)) == "rows 2, 3, 4, 5, 6 and 1 more"
    assert row_words((2, 3), count=2) == "rows 2, 3"
    assert row_words((2, 3, 4, 5, 6), count=1200) == "rows 2, 3, 4, 5, 6 and 1,195 more"


def test_a_problem_is_plain_values():
    values = Problem("a.csv", "is odd", "Mend it.", "notice", (2,), 1).to_dict()
    assert json.loads(json.dumps(values)) == values
    assert set(values) == {"file", "what", "mend", "severity", "rows", "count"}


def test_all_problems_are_told_at_once():
    error = DataError([Problem("a.csv", "is odd", "Mend it."), Problem("b.csv", "is even", "Leave it.")])
    assert str(error) == "a.csv: is odd. Mend it.\nb.csv: is even. Leave it."
    assert len(error.problems) == 2


@pytest.mark.parametrize("error", [DataError([]), SettingError("no")])
def test_every_error_of_ours_can_be_caught_as_one(error):
    assert isinstance(error, AllyGraphError)


def test_a_hint_names_the_near_or_all_there_are():
    assert did_you_mean("meting", ["meeting", "help"]) == "Did you mean meeting?"
    assert did_you_mean("xyz", ["meeting", "help"]) == "Known: help, meeting."
    assert (near_name("meting", ["meeting", "help"]), near_name("xyz", ["meeting", "help"])) == ("meeting", None)
