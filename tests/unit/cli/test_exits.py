"""How a command ends: exit codes, and what is said."""

from __future__ import annotations

import pytest

from ally_graph.cli import exits
from ally_graph.errors import DataError, Problem, SettingError


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "Stopped. No file was left half-written.\n"),
        (DataError([Problem("a.csv", "is odd", "Mend it.")]), 1, "error: a.csv: is odd. Mend it.\n"),
        (SettingError("No such thing."), 2, "error: No such thing.\n"),
        (PermissionError(13, "Permission denied", "out.csv"), 2, "error: out.csv: Permission denied\n"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_went_wrong_is_told_in_a_line_and_an_exit_code(capsys, error, code, words):
    def fail(_arguments):
        raise error

    assert exits.run(fail, []) == code
    assert capsys.readouterr() == ("", words)


def test_a_bug_stays_loud():
    with pytest.raises(ZeroDivisionError):
        exits.run(lambda _arguments: 1 // 0, [])


def test_problems_are_told_errors_first():
    problems = [Problem("b", "x", "y.", "notice"), Problem("a", "x", "y.")]
    assert exits.problem_lines(problems) == "error: a: x. y.\nnotice: b: x. y.\n"
