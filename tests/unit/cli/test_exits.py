"""How a command ends: exit codes, and what is said."""

from __future__ import annotations

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ally_graph.cli import exits
from ally_graph.errors import DataError, PictureError, Problem, SettingError
from ally_graph.files.atomic import replacing


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "Stopped. No file was left half-written.\n"),
        (DataError([Problem("a.csv", "is odd", "Mend it.")]), 1, "error: a.csv: is odd. Mend it.\n"),
        (SettingError("No such thing."), 2, "error: No such thing.\n"),
        (PermissionError(13, "Permission denied", "out.csv"), 2, "error: out.csv: Permission denied\n"),
        (MemoryError(), 2, exits.NO_MEMORY + "\n"),
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


def test_no_word_of_a_file_tells_the_terminal_what_to_do(capsys):
    """Titles, colours and screens are set by escape sequences: none of what is printed holds one."""

    def command(_arguments):
        print("one\x1b[2J two\x1b]0;title\x07\tthree\u202e\x85")
        print("four\x1b[31m", file=sys.stderr)
        raise SettingError("five\x1b[0m")

    assert exits.run(command, []) == 2
    printed = capsys.readouterr()
    assert printed.out == "one\N{REPLACEMENT CHARACTER}[2J two" + printed.out.partition(" two")[2]
    assert printed.out.endswith("\tthree\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}\n")
    assert not any(sign in printed.out + printed.err for sign in "\x1b\x07\u202e\x85")


def test_letters_of_every_script_are_printed_as_they_are():
    text = "Ján Žižka, 日本語, עברית, हिन्दी\n"
    assert exits.printable(text) == text


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_to_stop_takes_away_the_draft_and_ends_with_one_line(tmp_path, capsys, name):
    """It comes half way through writing; afterwards the signal means again what it meant before."""
    number = getattr(signal, name)
    usual = signal.signal(number, signal.SIG_DFL)

    def command(_arguments):
        with replacing(tmp_path / "a.csv") as draft:
            draft.write_bytes(b"half")
            os.kill(os.getpid(), number)
            time.sleep(5)

    try:
        assert exits.run(command, []) == 128 + number
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, usual)
    assert capsys.readouterr().err == "Stopped. No file was left half-written.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signals")
def test_a_signal_that_is_ignored_stays_ignored():
    """As under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert exits.run(lambda _arguments: os.kill(os.getpid(), signal.SIGHUP) or 0, []) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_in_another_thread_signals_are_nobodys_to_set():
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(exits.run, lambda _arguments: 0, []).result() == 0


def test_a_picture_that_can_not_be_drawn_is_one_line(capsys):
    def fail(_arguments):
        raise PictureError("This picture could not be drawn.")

    assert exits.run(fail, []) == exits.WRONG_USAGE
    assert capsys.readouterr().err == "error: This picture could not be drawn.\n"
