"""How a command ends: its exit code, and what is said about what went wrong.

0: done; 1: the data has problems that stop the work; 2: wrong usage; 130: stopped with Ctrl-C; 128 and the number of a
signal: stopped by the system, or as the terminal was closed.
"""

from __future__ import annotations

import signal
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TextIO

from ally_graph.errors import AllyGraphError, DataError, Problem

DONE, DATA_PROBLEMS, WRONG_USAGE, STOPPED = 0, 1, 2, 130
STOPPING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
NO_MEMORY = "error: this takes more memory than there is. Ask for a shorter window or fewer kinds, or use more memory."
SEVERITIES = ("error", "set aside", "notice")


def run(command: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """Run a command with these arguments and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        with _stopped_in_order(), _printable_only():
            return command(arguments)
    except KeyboardInterrupt as stopped:
        print("Stopped. No file was left half-written.", file=sys.stderr)
        return stopped.args[0] if isinstance(stopped, _StoppedBySignal) else STOPPED
    except DataError as error:
        print(printable(problem_lines(error.problems)), end="", file=sys.stderr)
        return DATA_PROBLEMS
    except AllyGraphError as error:
        print(printable(f"error: {error}"), file=sys.stderr)
        return WRONG_USAGE
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except MemoryError:
        print(NO_MEMORY, file=sys.stderr)
        return WRONG_USAGE
    except OSError as error:
        print(printable(f"error: {error.filename or 'file'}: {error.strerror or error}"), file=sys.stderr)
        return WRONG_USAGE


class _StoppedBySignal(KeyboardInterrupt):
    """The system asks the program to stop; the exit code is what it holds."""


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """Within it, a signal to stop takes away what is half written, as Ctrl-C does; what is ignored stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in STOPPING}
    for number in [number for number, handler in before.items() if handler == signal.SIG_DFL]:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise _StoppedBySignal(128 + number)


def printable(text: str) -> str:
    r"""A text without anything that tells a terminal what to do; line ends and tabs stay.

    >>> printable("a\x1b]0;title\x07b\u202e")
    'a�]0;title�b�'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _commands_the_terminal(letter) else letter for letter in text)


def _commands_the_terminal(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp")


class _Printable:
    """A stream that passes on only what is `printable`."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write what of a text is printable."""
        self.stream.write(printable(text))
        return len(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


@contextmanager
def _printable_only() -> Iterator[None]:
    """Within it, whatever is printed is printable: words of a file are shown and never run by the terminal."""
    with redirect_stdout(_Printable(sys.stdout)), redirect_stderr(_Printable(sys.stderr)):
        yield


def problem_lines(problems: Sequence[Problem]) -> str:
    """Problems a line each, errors first."""
    ordered = sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity))
    return "".join(f"{problem.severity}: {problem}\n" for problem in ordered)
